//! A short list to choose one line of, over whatever asked for it.

use crate::domain::lang::Bilingual;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;

/// The open list.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What is chosen.
    pub title: Bilingual,
    /// The lines.
    pub options: Vec<Bilingual>,
    /// The chosen one.
    pub chosen: usize,
    /// What for.
    pub about: ChoiceKind,
}

/// What a choice is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoiceKind {
    /// Which field a column of the document fills, by its place among the columns.
    Column(usize),
    /// The document's annex.
    Annex,
    /// A text's encoding.
    Encoding,
    /// Whether to store what was read.
    Store,
    /// Whether to accept these reports of a month.
    Accept(Vec<ProjectId>, Month),
}
