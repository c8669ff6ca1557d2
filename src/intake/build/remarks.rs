//! What is said of cells, kept short.

use std::collections::HashMap;

use crate::domain::codes::{self, Code};
use crate::domain::finding::Finding;
use crate::domain::lang::Bilingual;
use crate::words;

/// Findings of one kind that are listed one by one; the rest is counted.
const MOST_OF_A_KIND: usize = 20;

/// Findings about cells, kept short.
#[derive(Default)]
pub struct Remarks {
    pub(super) file: String,
    found: Vec<Finding>,
    counts: HashMap<&'static str, usize>,
}

impl Remarks {
    /// For one file.
    pub fn new(file: &str) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    /// Adds a warning, unless there are too many of its kind.
    pub fn warn(&mut self, code: Code, line: u32, field: &str, got: &str, message: Bilingual) {
        let count = self.counts.entry(code.id()).or_default();
        *count += 1;
        if *count <= MOST_OF_A_KIND {
            let finding =
                Finding::warning(code, message).in_file(&self.file).at_line(line).on_field(field).got(got);
            self.found.push(finding);
        }
    }

    /// Adds any finding.
    pub fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// All of them; kinds that were cut say how many more there are.
    pub fn finish(mut self) -> Vec<Finding> {
        let mut cut: Vec<_> = self.counts.into_iter().filter(|(_, n)| *n > MOST_OF_A_KIND).collect();
        cut.sort_unstable();
        for (id, count) in cut {
            let more = count - MOST_OF_A_KIND;
            if let Some(code) = codes::ALL.iter().map(|(c, _, _)| *c).find(|c| c.id() == id) {
                let message = words!("同类问题另有 {more} 处", "{more} more like this");
                self.found.push(Finding::warning(code, message).in_file(&self.file));
            }
        }
        self.found
    }
}
