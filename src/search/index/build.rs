//! Building: one pass over the projects writes every text down in letters and numbers every value; a
//! second works out masks and signatures.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::fast::RandomState;

use crate::domain::project::Project;
use crate::search::rank::SearchField;

use super::alphabet::Alphabet;
use super::column::{SharedColumn, TextColumn};
use super::{Index, Values};

/// Tells indexes apart, so that an answer is never narrowed by another list's.
static NEXT: AtomicU64 = AtomicU64::new(0);

pub(super) fn build(projects: &[&Project]) -> Index {
    let mut alphabet = Alphabet::new();
    let mut index = Index {
        number: NEXT.fetch_add(1, Ordering::Relaxed),
        names: TextColumn::default(),
        units: SharedColumn::default(),
        headings: SharedColumn::default(),
        goals: SharedColumn::default(),
        contents: TextColumn::default(),
        unit_lists: Vec::new(),
        heading_lists: Vec::new(),
        stages: Values::default(),
        districts: Values::default(),
        marks: Values::default(),
        ids: projects.iter().map(|project| project.id).collect(),
        categories: projects.iter().map(|project| project.category().index() as u8).collect(),
        start_years: projects.iter().map(|p| p.start_year.unwrap_or(p.id.year)).collect(),
        totals: [0; 3],
        alphabet: Alphabet::new(),
    };
    let (mut units, mut headings, mut goals) = (Numbers::new(), Numbers::new(), Numbers::new());
    let (mut stages, mut districts, mut marks) = (Numbers::new(), Numbers::new(), Numbers::new());
    for &project in projects {
        index.totals[project.category().index()] += 1;
        index.names.push(&mut alphabet, &project.name);
        index.contents.push(&mut alphabet, &project.content);
        let unit = units.number(&*project.lead_units, |_| {
            index.units.texts.push(&mut alphabet, &SearchField::LeadUnit.text(project));
            index.unit_lists.push(project.lead_units.to_vec());
        });
        index.units.of.push(unit);
        let heading = headings.number(&*project.headings, |_| {
            index.headings.texts.push(&mut alphabet, &SearchField::Headings.text(project));
            index.heading_lists.push(project.headings.to_vec());
        });
        index.headings.of.push(heading);
        let goal = goals.number(&*project.goal, |goal| index.goals.texts.push(&mut alphabet, goal));
        index.goals.of.push(goal);
        index.stages.push(&mut stages, project.stage.as_deref());
        index.marks.push(&mut marks, project.mark.as_deref());
        index.districts.push(&mut districts, project.district());
    }
    let mut counts = vec![0; alphabet.len()];
    // Letters that stand in every content take up a bit each, so contents count as well as names.
    for &letter in index.names.letters().iter().chain(index.contents.letters()) {
        counts[usize::from(letter)] += 1;
    }
    alphabet.settle(counts);
    let shared = [&mut index.units, &mut index.headings, &mut index.goals].map(|shared| &mut shared.texts);
    for column in shared.into_iter().chain([&mut index.names]) {
        column.settle_short(&alphabet);
    }
    index.names.settle_heads();
    index.contents.settle_long(&alphabet);
    index.alphabet = alphabet;
    index
}

/// Numbers different values as they come.
struct Numbers<K> {
    numbers: HashMap<K, u32, RandomState>,
}

impl<K: Hash + Eq> Numbers<K> {
    fn new() -> Self {
        Self { numbers: HashMap::default() }
    }

    /// The value's number; what is `new` is taken note of.
    fn number(&mut self, value: K, new: impl FnOnce(&K)) -> u32 {
        let next = self.numbers.len() as u32;
        match self.numbers.entry(value) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                new(place.key());
                *place.insert(next)
            }
        }
    }
}

impl Values {
    fn push<K: Hash + Eq + AsRef<str>>(&mut self, numbers: &mut Numbers<K>, value: Option<K>) {
        let number =
            value.map(|value| numbers.number(value, |new| self.printed.push(new.as_ref().to_owned())));
        self.of.push(number.unwrap_or(Self::NONE));
    }
}
