//! What leaves the desk as a document: bulletins, workbooks, calendar files.
//!
//! It formats what it is given; it never asks the ledger or the catalogue for more.

pub mod ics;
