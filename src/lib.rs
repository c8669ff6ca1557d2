//! diaodu (调度): look up a city's major projects and keep their monthly reports, in a terminal.
//!
//! The modules in reading order. Arrows point one way:
//! `domain` ← `catalogue`, `intake`, `ledger`, `search`, `publish` ← `desk` ← `cli`, `tui` ← `main`;
//! `tests/tidy.rs` reads the `use` lines and fails on one that points back.

#![warn(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

pub mod domain;

pub mod catalogue;
pub mod intake;
pub mod ledger;
pub mod publish;
pub mod search;

pub mod desk;

pub mod cli;
pub mod tui;
