//! Documents that a verb is handed: a file, or `-` for standard input.

use std::io;
use std::path::Path;

use crate::desk::DocumentSource;
use crate::desk::documents;
use crate::domain::finding::Failure;

/// Reads a document whole.
///
/// # Errors
/// As [`documents::read`].
pub fn source(
    path: &Path,
    encoding: Option<String>,
    sheet: Option<String>,
) -> Result<DocumentSource, Failure> {
    let name = path.display().to_string();
    let bytes =
        if name == "-" { documents::whole(&name, io::stdin().lock()) } else { documents::read(path) }?;
    Ok(DocumentSource { bytes, name, encoding, sheet, ..DocumentSource::default() })
}
