//! `export`: any list of projects as a file that `import` reads back as the same projects.
//!
//! A verb picks the projects by its filters and calls [`write`]; the answer is bytes.

use std::str::FromStr;

use crate::catalogue;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::project::Project;
use crate::intake;
use crate::publish::{table, workbook};
use crate::words;

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A workbook.
    Xlsx,
    /// Comma-separated values.
    Csv,
    /// Records as the catalogue keeps them, with ids.
    Yaml,
    /// An array of the contract's projects.
    Json,
}

impl ExportFormat {
    /// Whether it is fit for a terminal.
    pub fn is_text(self) -> bool {
        self != Self::Xlsx
    }
}

impl FromStr for ExportFormat {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "xlsx" => Self::Xlsx,
            "csv" => Self::Csv,
            "yaml" => Self::Yaml,
            "json" => Self::Json,
            _ => return Err(()),
        })
    }
}

/// Writes projects as a file. `encoding` is a WHATWG label and concerns csv alone: UTF-8 with a byte order
/// mark unless said, as Chinese Excel expects; `utf-8` is without the mark. Made-up projects say so in a
/// workbook's sheet name and at the head of YAML.
///
/// # Errors
/// [`Exit::Usage`] for an unknown label; [`Exit::Malformed`] where the encoding lacks a character, named
/// with its project, or a sheet's limits are passed.
pub fn write(
    projects: &[&Project],
    format: ExportFormat,
    encoding: Option<&str>,
    invented: bool,
) -> Result<Vec<u8>, Failure> {
    match format {
        ExportFormat::Xlsx => {
            let name = if invented { "虚构演示数据" } else { "项目" };
            workbook::write(projects, name, &intake::is_plain_header).map_err(|e| failed(&e))
        }
        ExportFormat::Json => table::json(projects).map(String::into_bytes).map_err(|e| failed(&e)),
        ExportFormat::Yaml => {
            catalogue::to_yaml(projects, invented).map(String::into_bytes).map_err(|e| failed(&e))
        }
        ExportFormat::Csv => {
            let text = table::csv(projects, &intake::is_plain_header).map_err(|e| failed(&e))?;
            encode(&text, encoding)
        }
    }
}

fn failed(error: &dyn std::fmt::Display) -> Failure {
    let message = words!("无法写成文件：{error}", "cannot be written as a file: {error}");
    Failure::new(Exit::Malformed, Finding::error(codes::CANNOT_WRITE_OUTPUT, message))
}

fn encode(text: &str, label: Option<&str>) -> Result<Vec<u8>, Failure> {
    let Some(label) = label else { return Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()) };
    let unknown = || {
        let finding =
            Finding::error(codes::ENCODING_IN_DOUBT, words!("未知的编码名", "not the name of an encoding"));
        Failure::new(Exit::Usage, finding.on_field("--encoding").got(label))
    };
    let encoding = encoding_rs::Encoding::for_label(label.trim().as_bytes()).ok_or_else(unknown)?;
    if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE {
        let little = encoding == encoding_rs::UTF_16LE;
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        return Ok(units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect());
    }
    let (bytes, _, lacking) = encoding.encode(text);
    if lacking {
        let lacks = |line: &&str| encoding.encode(line).2;
        let line = text.lines().find(lacks).unwrap_or_default();
        let name = encoding.name();
        let message = words!("{name} 写不出其中的字", "{name} has no character for this");
        let finding = Finding::error(codes::BAD_ENCODING, message)
            .got(line)
            .hint(words!("改用 gb18030 或 utf-8", "use gb18030 or utf-8"));
        return Err(Failure::new(Exit::Malformed, finding));
    }
    Ok(bytes.into_owned())
}
