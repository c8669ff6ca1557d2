//! What leaves the desk as a document: bulletins, pages, charts, workbooks, calendar files.
//!
//! It lays out what it is given; it never asks the ledger or the catalogue for more, computes no
//! indicator, and writes no file: it returns text or bytes.

pub mod chart;
pub mod document;
pub mod ics;
pub mod page;
pub mod sheet;
pub mod table;
pub mod template;
pub mod workbook;
