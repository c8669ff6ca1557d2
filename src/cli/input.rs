//! Documents that a verb is handed: a file, or `-` for standard input, with a limit on how much is read.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::desk::Source;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::trouble::told;
use crate::words;

/// More than any list: the document reader has its own, smaller limits by kind.
const MOST_BYTES: u64 = 512 << 20;

/// Reads a document whole.
///
/// # Errors
/// [`Exit::Storage`] when it cannot be read, [`Exit::Malformed`] when it is over the limit.
pub fn source(path: &Path, encoding: Option<String>, sheet: Option<String>) -> Result<Source, Failure> {
    let name = path.display().to_string();
    let bytes = if name == "-" { read(io::stdin().lock()) } else { File::open(path).and_then(read) };
    let bytes = bytes.map_err(|error| {
        let message = told(words!("读不出来", "cannot be read"), &error);
        Failure::new(Exit::Storage, Finding::error(codes::UNREADABLE, message).in_file(&name))
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = words!("文件过大", "the file is too large");
        let finding = Finding::error(codes::DOCUMENT_OVER_LIMIT, message).in_file(&name);
        return Err(Failure::new(Exit::Malformed, finding));
    }
    Ok(Source { bytes, name, encoding, sheet, ..Source::default() })
}

fn read(from: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
