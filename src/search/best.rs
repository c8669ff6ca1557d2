//! The best of what is found: collected while a search runs, put in order at its end. The order is total, so
//! neither threads nor the way of sorting can change it.

use std::cmp::Ordering;
use std::sync::atomic::{self, AtomicBool};

use super::rank::Rank;

/// A hit: its rank and its place in the list.
pub(super) type Ranked = (Rank, u32);

/// What one thread has found so far.
#[derive(Debug)]
pub(super) struct TopK {
    hits: Vec<Ranked>,
    limit: usize,
    /// The worst of a full set: what is worse need not be kept.
    floor: Option<Ranked>,
}

/// How far in a hit may stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct PositionBound {
    at: Option<usize>,
    /// The longest name that it may stand in so far in; in a longer one it must come earlier.
    longest: u32,
}

impl PositionBound {
    pub const ANYWHERE: Self = Self { at: Some(usize::MAX), longest: u32::MAX };

    pub const NOWHERE: Self = Self { at: None, longest: 0 };

    /// In the shortest name; `None` for nowhere.
    pub fn at_all(self) -> Option<usize> {
        self.at
    }

    /// In a name of some length; `None` for nowhere.
    pub fn of(self, length: usize) -> Option<usize> {
        if length > self.longest as usize { self.at?.checked_sub(1) } else { self.at }
    }
}

impl TopK {
    /// At most so many are asked for.
    pub fn new(limit: usize) -> Self {
        Self { hits: Vec::new(), limit, floor: None }
    }

    /// Whether a hit can still be among the best.
    pub fn may_take(&self, rank: Rank, position: u32) -> bool {
        self.limit > 0 && self.floor.is_none_or(|floor| better(&(rank, position), &floor).is_lt())
    }

    /// How far in a hit of some score may stand to be among the best.
    pub fn latest(&self, score: i32) -> PositionBound {
        let Some((floor, _)) = self.floor else { return PositionBound::ANYWHERE };
        match score.cmp(&floor.score()) {
            Ordering::Less => PositionBound::NOWHERE,
            Ordering::Greater => PositionBound::ANYWHERE,
            Ordering::Equal => match (floor.at(), floor.length()) {
                (Some(at), Some(longest)) => PositionBound { at: Some(at as usize), longest },
                _ => PositionBound::ANYWHERE,
            },
        }
    }

    /// Takes a hit in, if it can still be among the best.
    pub fn push(&mut self, rank: Rank, position: u32) {
        if !self.may_take(rank, position) {
            return;
        }
        self.hits.push((rank, position));
        if self.hits.len() >= self.limit.saturating_mul(2).max(64) {
            let (_, &mut worst, _) = self.hits.select_nth_unstable_by(self.limit - 1, better);
            self.hits.truncate(self.limit);
            self.floor = Some(worst);
        }
    }

    /// Puts what was collected in order, best first. Hits are taken in the list's own order, so that only ranks
    /// need be compared, unless worse ones were let go of on the way. When stopped, the order is any.
    pub fn settle(&mut self, stop: &AtomicBool) {
        let Self { hits, limit, floor } = self;
        if *limit > 0 && hits.len() > *limit {
            hits.select_nth_unstable_by(*limit - 1, better);
            hits.truncate(*limit);
            hits.sort_unstable_by(better);
        } else if hits.len() < WORTH_DIGITS {
            hits.sort_unstable_by(better);
        } else {
            *hits = by_digits(std::mem::take(hits), floor.is_none(), stop);
        }
    }

    /// The best of all threads, best first, from what each has put in order.
    pub fn of_all(parts: impl Iterator<Item = Self>, limit: usize) -> Vec<Ranked> {
        let mut hits = parts.map(|part| part.hits).reduce(merged).unwrap_or_default();
        hits.truncate(limit);
        hits
    }
}

/// Two ordered lists as one.
fn merged(a: Vec<Ranked>, b: Vec<Ranked>) -> Vec<Ranked> {
    if a.is_empty() || b.is_empty() {
        return if a.is_empty() { b } else { a };
    }
    let mut all = Vec::with_capacity(a.len() + b.len());
    let (mut left, mut right) = (a.as_slice(), b.as_slice());
    while let (Some(first), Some(second)) = (left.first(), right.first()) {
        if better(first, second).is_lt() {
            all.push(*first);
            left = &left[1..];
        } else {
            all.push(*second);
            right = &right[1..];
        }
    }
    all.extend_from_slice(left);
    all.extend_from_slice(right);
    all
}

/// Greater ranks first, then the list's own order.
fn better(a: &Ranked, b: &Ranked) -> Ordering {
    b.0.cmp(&a.0).then(a.1.cmp(&b.1))
}

/// Hits from which sorting digit by digit is quicker than comparing.
const WORTH_DIGITS: usize = 4_096;
const DIGIT: u32 = 11;

/// Sorts by every digit in which hits differ, the least first: few passes, since most hits differ in few. Those
/// that stand in the list's order already need not be compared by it.
fn by_digits(mut hits: Vec<Ranked>, in_list_order: bool, stop: &AtomicBool) -> Vec<Ranked> {
    // Smaller keys are better; the position decides last.
    let key = |hit: &Ranked| u128::from(!hit.0.bits()) << 32 | u128::from(hit.1);
    let first = hits.first().map_or(0, key);
    let mut differs = hits.iter().fold(0, |all, hit| all | (key(hit) ^ first));
    if in_list_order {
        differs &= u128::MAX << 32;
    }
    let mut sorted = hits.clone();
    while differs != 0 && !stop.load(atomic::Ordering::Relaxed) {
        let shift = differs.trailing_zeros();
        let digit = |hit: &Ranked| (key(hit) >> shift) as usize & ((1 << DIGIT) - 1);
        let mut next = [0_u32; 1 << DIGIT];
        for hit in &hits {
            next[digit(hit)] += 1;
        }
        let mut sum = 0;
        for place in &mut next {
            sum += std::mem::replace(place, sum);
        }
        for hit in &hits {
            let place = &mut next[digit(hit)];
            sorted[*place as usize] = *hit;
            *place += 1;
        }
        std::mem::swap(&mut hits, &mut sorted);
        differs &= u128::MAX.checked_shl(shift + DIGIT).unwrap_or(0);
    }
    hits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_way_of_sorting_gives_one_order(
            seeds in proptest::collection::vec((0..9_000_i32, 0..40_u32, 0..4_200_u32), 1..40),
            count in 1..12_000_usize,
            limit in proptest::sample::select(&[0, 1, 7, 5_000, usize::MAX][..]),
            threads in 1..4_usize,
        ) {
            let rank = |n: usize| {
                let (score, at, length) = seeds[n * 7 % seeds.len()];
                Rank::new(score + (n % 3) as i32, at, length)
            };
            let mut expected: Vec<Ranked> = (0..count).map(|n| (rank(n), n as u32)).collect();
            let mut parts: Vec<TopK> = (0..threads).map(|_| TopK::new(limit)).collect();
            for (n, (rank, position)) in expected.iter().enumerate() {
                parts[n / 64 % threads].push(*rank, *position);
            }
            let never = AtomicBool::new(false);
            for part in &mut parts {
                part.settle(&never);
            }
            expected.sort_by(better);
            expected.truncate(limit);
            prop_assert_eq!(TopK::of_all(parts.into_iter(), limit), expected);
        }
    }
}
