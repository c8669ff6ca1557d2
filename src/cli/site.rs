//! `site …`: notes from a project's site; they stand in [`super::roster`] beside the people.

pub use super::roster::SiteArgs as Args;
