//! Chance without a clock: a small generator seeded by numbers, the same on every machine for ever.

/// SplitMix64 (public domain, Steele, Lea and Flood 2014): enough for made-up data, not for secrets.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// Dice for one thing, told by its numbers.
    pub fn of(numbers: &[i64]) -> Self {
        let mut dice = Self(0x6469_616f_6475);
        for number in numbers {
            // Mixed after each: numbers that are close by must not cancel one another out.
            dice.0 ^= number.cast_unsigned();
            dice.0 = dice.next();
        }
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is at least 1.
    pub fn below(&mut self, limit: u64) -> u64 {
        // The bias of a remainder does not matter at these limits.
        self.next() % limit.max(1)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1).max(1).cast_unsigned()) as i64
    }

    /// Whether something with chance `of` in `all` happens.
    pub fn chance(&mut self, of: u64, all: u64) -> bool {
        self.below(all) < of
    }

    /// One of several; never called with none.
    pub fn one<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len() as u64) as usize]
    }

    /// One of several words; never called with none.
    pub fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len() as u64) as usize]
    }
}
