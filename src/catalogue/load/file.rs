//! Reading one file: plain, not too large, UTF-8, and left alone while it is read.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::catalogue::cache::Stamp;
use crate::domain::codes::{self, Code};
use crate::domain::finding::Finding;
use crate::domain::lang::Bilingual;
use crate::domain::trouble::told;
use crate::words;

/// The largest file accepted: a million projects and room.
const MOST_BYTES: u64 = 2 << 30;

/// How often a file is read that somebody is writing.
const MOST_TRIES: usize = 3;

/// A file's text without its BOM; a finding where there is none.
pub fn read(path: &Path, findings: &mut Vec<Finding>) -> Option<String> {
    let read = open(path).and_then(|(file, stamp)| read_open(path, file, stamp));
    let bytes = read.map(|(bytes, _, changing)| {
        findings.extend(changing);
        bytes
    });
    bytes.and_then(|bytes| decode(bytes, path)).map_err(|finding| findings.push(finding)).ok()
}

/// Opens a file that may be read: a plain one, not too large.
pub fn open(path: &Path) -> Result<(File, Stamp), Finding> {
    let meta = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !meta.is_file() {
        // A pipe or device would make the program wait for ever.
        return Err(finding(path, codes::UNREADABLE, words!("不是普通文件", "not a plain file")));
    }
    if meta.len() > MOST_BYTES {
        let size = meta.len();
        return Err(finding(
            path,
            codes::OVER_LIMIT,
            words!("文件过大：{size} 字节", "the file is too large: {size} bytes"),
        ));
    }
    let opened = File::open(path).and_then(|file| Ok((Stamp::of(&file.metadata()?), file)));
    opened.map(|(stamp, file)| (file, stamp)).map_err(|error| unreadable(path, &error))
}

/// The bytes of a file, its stamp where it stood still, and a warning where it did not.
type Bytes = (Vec<u8>, Option<Stamp>, Option<Finding>);

/// The bytes of an open file, as its path holds them: read again when somebody wrote meanwhile. What is
/// still being written after that is used as it is, with a warning and without a stamp.
pub fn read_open(path: &Path, file: File, stamp: Stamp) -> Result<Bytes, Finding> {
    let (mut file, mut before) = (file, stamp);
    for attempt in 1.. {
        let mut bytes = Vec::with_capacity(before.bytes as usize + 1);
        (&file).take(MOST_BYTES).read_to_end(&mut bytes).map_err(|error| unreadable(path, &error))?;
        let after = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        if Stamp::of(&after) == before && bytes.len() as u64 == before.bytes {
            return Ok((bytes, Some(before), None));
        }
        if attempt == MOST_TRIES {
            let message = words!(
                "读取过程中文件在变化，内容可能不全",
                "the file changed while it was read; it may be incomplete"
            );
            let changing = Finding::warning(codes::CHANGED_WHILE_READ, message)
                .in_file(path.display().to_string())
                .hint(words!("写完后重新打开", "open it again when the writing is over"));
            return Ok((bytes, None, Some(changing)));
        }
        (file, before) = open(path)?;
    }
    unreachable!("the last attempt returns")
}

/// Bytes as text without its BOM.
pub fn decode(bytes: Vec<u8>, path: &Path) -> Result<String, Finding> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() as u32 + 1;
            let (_, gbk_fails) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
            let message = words!("不是 UTF-8 编码", "not UTF-8");
            let mut wrong = finding(path, codes::NOT_UTF8, message).at_line(line);
            if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
                wrong = wrong.got("UTF-16");
            } else if !gbk_fails {
                wrong = wrong
                    .got("GBK")
                    .hint(words!("像是 GBK，请另存为 UTF-8", "it looks like GBK; save it as UTF-8"));
            }
            Err(wrong)
        }
    }
}

fn finding(path: &Path, code: Code, message: Bilingual) -> Finding {
    Finding::error(code, message).in_file(path.display().to_string())
}

/// A file or folder that cannot be read.
pub fn unreadable(path: &Path, error: &std::io::Error) -> Finding {
    finding(path, codes::UNREADABLE, told(words!("无法读取", "cannot be read"), error))
}
