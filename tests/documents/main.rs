//! Documents in and out: lists as offices publish them, read from files made with real tools (see
//! tests/fixtures/documents/make.py), and lists that the program writes.

mod bounded;
mod exchange;
mod import;
mod layouts;
mod limits;
mod lists;
mod notice;
mod round;
mod silent;

use std::fs;
use std::path::PathBuf;

use diaodu::intake::{DocumentSource, ParsedDocument, ReadOptions, read};

/// A fixture's path.
fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents").join(name)
}

/// A fixture as a source.
fn source(name: &str) -> DocumentSource {
    DocumentSource { bytes: fs::read(fixture(name)).unwrap(), name: name.into(), ..DocumentSource::default() }
}

/// A fixture read with those options.
fn document(name: &str, options: &ReadOptions) -> ParsedDocument {
    read(source(name), options).unwrap_or_else(|f| panic!("{name}: {f}"))
}
