//! Files that a verb hands out: to `--output FILE`, or to standard output. A workbook or Word file is
//! never thrown at a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use super::context::Context;
use crate::desk::outgoing::{self, OutputTarget};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::text::clean;
use crate::words;

/// Where it goes.
#[derive(clap::Args, Debug, Default)]
pub struct Output {
    /// 写入文件；不写则输出到标准输出 // Write to a file; standard output unless said
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What a file is to a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputKind {
    /// May be printed anywhere.
    Text,
    /// A workbook, a Word file.
    Binary,
}

impl Output {
    /// Refuses a binary file bound for a terminal, before any work is done.
    pub fn check(&self, kind: OutputKind) -> Result<(), Failure> {
        let to_terminal = self.output.is_none() && std::io::stdout().is_terminal();
        if kind == OutputKind::Text || !to_terminal {
            return Ok(());
        }
        let message = words!("这种文件不能输出到终端", "a file of this kind is not printed to a terminal");
        let hint = words!("加 --output FILE", "add --output FILE");
        Err(Failure::new(Exit::Usage, Finding::error(codes::USAGE, message).on_field("--output").hint(hint)))
    }

    /// Hands the bytes out. A file is replaced whole or not at all; under `--json` its name is the answer.
    pub fn deliver(&self, bytes: &[u8], context: &Context) -> Result<Exit, Failure> {
        let Some(path) = &self.output else {
            return if context.global.json { inside(bytes, context) } else { context.hand_out(bytes) };
        };
        put(path, bytes, context)?;
        let name = path.display().to_string();
        let size = bytes.len();
        let written = serde_json::json!({ "written": [name], "bytes": size });
        context.answer(&written, |plain| {
            plain.line(
                words!("已写入 {name}（{size} 字节）", "written: {name} ({size} bytes)").get(plain.lang),
            )
        })
    }
}

/// Writes a file that somebody named, by the rules of [`outgoing`]; asks before another's is replaced.
pub fn put(path: &Path, bytes: &[u8], context: &Context) -> Result<(), Failure> {
    let written = match outgoing::target(path, &context.settings)? {
        OutputTarget::Through => outgoing::write_through(path, &mut &*bytes),
        OutputTarget::File { path: real, found } => {
            if let Some(found) = &found
                && !outgoing::is_ours(&real, found, &context.settings)
            {
                may_replace(path, context)?;
            }
            let written = outgoing::replace(&real, found.as_ref(), bytes);
            if written.is_ok() {
                outgoing::remember(&real, bytes, &context.settings);
            }
            written
        }
    };
    written.map_err(|error| outgoing::failed(path, &error))
}

/// Asks before another's file is replaced; where nobody can be asked, `--yes` must have been said.
fn may_replace(path: &Path, context: &Context) -> Result<(), Failure> {
    if context.global.yes || context.interactive() && asked(path, context) {
        return Ok(());
    }
    let message = words!("已有内容，不予覆盖", "something is there already and is not overwritten");
    let finding = Finding::error(codes::WOULD_OVERWRITE, message).in_file(path.display().to_string());
    Err(Failure::new(Exit::No, finding.hint(words!("确要覆盖请加 --yes", "say --yes to overwrite it"))))
}

fn asked(path: &Path, context: &Context) -> bool {
    let name = path.display().to_string();
    let name = clean(&name);
    let question =
        words!("{name} 已有内容，覆盖吗？[y/N] ", "{name} holds something already. Replace it? [y/N] ");
    let mut err = std::io::stderr();
    let mut answer = String::new();
    let heard = err.write_all(question.get(context.lang).as_bytes()).and_then(|()| err.flush());
    heard.is_ok()
        && std::io::stdin().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "是")
}

/// Under `--json` standard output is one document, so a text stands inside it; a binary file cannot.
fn inside(bytes: &[u8], context: &Context) -> Result<Exit, Failure> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return context.answer(&serde_json::json!({ "content": text }), |_| Ok(()));
    }
    let message = words!("这种文件放不进 JSON", "a file of this kind does not fit into JSON");
    let hint = words!("加 --output FILE，或去掉 --json", "add --output FILE, or leave --json out");
    Err(Failure::new(Exit::Usage, Finding::error(codes::USAGE, message).on_field("--json").hint(hint)))
}
