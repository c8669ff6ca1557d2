//! `man`: the manual pages, one of the program and one of every verb.

use std::fs;
use std::path::{Path, PathBuf};

use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::context::Context;
use super::{args, examples, output};
use crate::desk::outgoing;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Lang;
use crate::words;

/// 输出手册页（roff） // Print a manual page (roff)
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 哪个命令，如 report file；不写则为程序本身 // Of which verb, such as report file; of the program unless said
    #[arg(value_name = "VERB", conflicts_with = "dir")]
    verb: Vec<String>,
    /// 把全部手册页写入这个文件夹 // Write every page into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Args {
    /// Prints one page, or writes all.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let mut command = args::command(context.lang);
        command.build();
        if let Some(dir) = &self.dir {
            return write_all(&command, dir, context);
        }
        let verb = self.verb.iter().try_fold(&command, |at, word| at.find_subcommand(word));
        let page = page(verb.ok_or_else(|| self.unknown())?, context.lang);
        if context.global.json {
            let page = String::from_utf8_lossy(&page);
            return context.answer(&serde_json::json!({ "page": page }), |_| Ok(()));
        }
        context.hand_out(&page)
    }

    fn unknown(&self) -> Failure {
        let message = words!("没有这个命令", "there is no such verb");
        let finding = Finding::error(codes::USAGE, message)
            .got(self.verb.join(" "))
            .hint(words!("diaodu --help 列出全部命令", "diaodu --help lists them all"));
        Failure::new(Exit::Usage, finding)
    }
}

fn write_all(command: &clap::Command, dir: &Path, context: &Context) -> Result<Exit, Failure> {
    fs::create_dir_all(dir).map_err(|error| outgoing::failed(dir, &error))?;
    let mut written = Vec::new();
    write(command, dir, context, &mut written)?;
    context.answer(&serde_json::json!({ "written": written }), |plain| {
        let (count, dir) = (written.len(), dir.display());
        plain.line(words!("已写入 {count} 页：{dir}", "{count} pages written to {dir}").get(plain.lang))
    })
}

fn write(
    command: &clap::Command,
    dir: &Path,
    context: &Context,
    written: &mut Vec<String>,
) -> Result<(), Failure> {
    let name = format!("{}.1", name(command));
    output::put(&dir.join(&name), &page(command, context.lang), context)?;
    written.push(name);
    command.get_subcommands().try_for_each(|verb| write(verb, dir, context, written))
}

/// `diaodu-report-file`, as pages refer to each other.
fn name(command: &clap::Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// The page of a command that was built.
fn page(command: &clap::Command, lang: Lang) -> Vec<u8> {
    let mut page = Vec::new();
    // Writing into memory cannot fail.
    let _ = Man::new(command.clone()).source(concat!("diaodu ", env!("CARGO_PKG_VERSION"))).render(&mut page);
    let mut more = Roff::default();
    let table = |more: &mut Roff, title: &str, rows: Vec<(String, String)>| {
        more.control("SH", [title]);
        for (term, text) in rows {
            more.control("TP", []).text([bold(term)]).text([roman(text)]);
        }
    };
    let exits = Exit::ALL.map(|exit| (exit.code().to_string(), exit.meaning().get(lang).to_owned()));
    table(&mut more, "EXIT STATUS", exits.into());
    table(&mut more, "ENVIRONMENT", environment(lang));
    table(&mut more, "FILES", files(lang));
    let verb = name(command).split('-').nth(1).unwrap_or_default();
    let lines = examples::of(verb).into_iter();
    table(
        &mut more,
        "EXAMPLES",
        lines.map(|(line, what)| (line.to_owned(), what.get(lang).to_owned())).collect(),
    );
    if !verb.is_empty() {
        more.control("SH", ["SEE ALSO"]).text([bold("diaodu"), roman("(1)")]);
    }
    let _ = more.to_writer(&mut page);
    page
}

fn environment(lang: Lang) -> Vec<(String, String)> {
    let rows = [
        ("DIAODU_DATA", words!("名单所在文件夹，同 --data", "the folder of the lists, as --data")),
        ("DIAODU_LEDGER", words!("台账，同 --ledger", "the ledger, as --ledger")),
        (
            "LC_ALL, LC_MESSAGES, LANG",
            words!(
                "没有 --lang 和配置时，由此定语言",
                "the language, unless --lang or the configuration says it"
            ),
        ),
        ("NO_COLOR", words!("不用颜色", "no colour")),
        ("TERM", words!("为空或 dumb 时只出文本", "plain text when empty or dumb")),
    ];
    rows.map(|(name, text)| (name.to_owned(), text.get(lang).to_owned())).into()
}

fn files(lang: Lang) -> Vec<(String, String)> {
    let rows = [
        (
            "$XDG_CONFIG_HOME/diaodu/config.yaml, /etc/diaodu/config.yaml",
            words!("配置，前者优先", "the configuration; the first one wins"),
        ),
        ("DIR/ledger.db", words!("名单文件夹 DIR 的台账", "the ledger of the folder of lists DIR")),
        ("$XDG_DATA_HOME/diaodu/ledger.db", words!("内置名单的台账", "the ledger of the built-in lists")),
        ("$XDG_STATE_HOME/diaodu", words!("没报完的草稿", "reports begun and not filed")),
        ("$XDG_CACHE_HOME/diaodu", words!("缓存，可随时删除", "caches; they may be deleted at any time")),
    ];
    rows.map(|(name, text)| (name.to_owned(), text.get(lang).to_owned())).into()
}
