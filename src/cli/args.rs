//! What may be typed: the global flags and the table of verbs.
//!
//! Help texts stand once, as `中文 // English`; [`parse`] leaves the half of the chosen language. A word
//! that is the same in both languages needs no ` // `.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};

use super::context::Context;
use super::values;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;

/// 市级重大项目调度台：查项目，管月报 // The desk for a city's major projects: look them up, keep their monthly reports
#[derive(Parser, Debug)]
#[command(name = "diaodu", version, disable_help_flag = true, disable_help_subcommand = true)]
#[command(disable_version_flag = true)]
pub struct Command {
    /// Flags that every verb takes.
    #[command(flatten)]
    pub global: Global,
    /// How the screen looks and behaves.
    #[command(flatten)]
    pub screen: super::screen::Args,
    /// What to do; nothing opens the screen, or without a terminal prints what is due.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Flags accepted before or after the verb.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Global {
    /// 项目目录所在文件夹 // The folder of the catalogue
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// 台账：文件，或 postgres:// 地址 // The ledger: a file, or a postgres:// address
    #[arg(long, global = true, value_name = "FILE|URL")]
    pub ledger: Option<String>,
    /// 哪一年的目录；不写则用现行的 // Which year's list; the one in force unless said
    #[arg(long, global = true, value_name = "YEAR", value_parser = values::year)]
    pub year: Option<i16>,
    /// 界面语言 // The language
    #[arg(long, global = true, value_name = "LANG", ignore_case = true)]
    pub lang: Option<LangFlag>,
    /// 输出一份 JSON // Answer with one JSON document
    #[arg(long, global = true)]
    pub json: bool,
    /// 只出文本，不开全屏界面 // Plain text, never the screen
    #[arg(long, global = true)]
    pub plain: bool,
    /// 不用颜色 // No colour
    #[arg(long, global = true)]
    pub no_color: bool,
    /// 不再询问，一律确认 // Say yes to every question
    #[arg(long, global = true)]
    pub yes: bool,
    /// 只出结果和错误 // Print only the answer and errors
    #[arg(long, global = true)]
    pub quiet: bool,
    /// 显示帮助 // Show help
    #[arg(long, short, global = true, action = clap::ArgAction::Help)]
    pub help: Option<bool>,
    /// 显示版本 // Show the version
    #[arg(long, short = 'V', action = clap::ArgAction::Version)]
    pub version: Option<bool>,
}

/// `--lang`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would become help text in one language")]
pub enum LangFlag {
    Zh,
    En,
}

impl From<LangFlag> for Lang {
    fn from(flag: LangFlag) -> Self {
        match flag {
            LangFlag::Zh => Self::Zh,
            LangFlag::En => Self::En,
        }
    }
}

/// The verbs, one line each: the variant and its file. The file holds `pub struct Args` (clap derive)
/// with `fn run(&self, &Context) -> Result<Exit, Failure>`.
macro_rules! verbs {
    ($($variant:ident in $file:ident;)*) => {
        /// Every verb, in the order of the help.
        #[derive(clap::Subcommand, Debug)]
        #[allow(missing_docs, reason = "each verb's words stand on its Args")]
        pub enum Verb {
            $($variant(super::$file::Args),)*
        }

        impl Verb {
            /// Does it.
            pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
                match self {
                    $(Self::$variant(args) => args.run(context),)*
                }
            }
        }
    };
}

verbs! {
    Find in find;
    List in list;
    Query in query;
    Show in show;
    Due in due;
    Chase in chase;
    Report in report;
    Plan in plan;
    Board in board;
    Bulletin in bulletin;
    Watch in watch;
    Issue in issue;
    Permit in permit;
    Milestone in milestone;
    Funding in funding;
    Pool in pool;
    Roster in roster;
    Site in site;
    Draft in draft;
    Contact in contact;
    Reconcile in reconcile;
    Export in export;
    Import in import;
    Check in check;
    Verify in verify;
    Backup in backup;
    Restore in restore;
    Demo in demo;
    User in user;
    Whoami in whoami;
    Ssh in ssh;
    Session in session;
    Completions in completions;
    Man in man;
    Version in version;
}

/// Reads the command line; an error is clap's, turned into a finding by [`super::usage`].
pub fn parse(args: &[OsString]) -> Result<Command, clap::Error> {
    // Its texts are put into one language only when one of them is to be said.
    let matches = Command::command()
        .try_get_matches_from(args)
        .or_else(|_| command(super::context::language_hint(args)).try_get_matches_from(args))?;
    Command::from_arg_matches(&matches)
}

/// The whole command line in one language, for help, completions and the manual.
pub fn command(lang: Lang) -> clap::Command {
    localise(Command::command(), lang)
}

/// The command line with its help texts as they stand, `中文 // English`.
pub(super) fn bilingual() -> clap::Command {
    Command::command()
}

fn localise(mut command: clap::Command, lang: Lang) -> clap::Command {
    let pick = |text: &clap::builder::StyledStr| half(&text.to_string(), lang);
    if let Some(about) = command.get_about().map(pick) {
        command = command.about(about);
    }
    if let Some(about) = command.get_long_about().map(pick) {
        command = command.long_about(about);
    }
    command
        .help_template(lang.pick(
            "{about}\n\n用法：{usage}\n\n{all-args}{after-help}\n",
            "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}\n",
        ))
        .subcommand_help_heading(lang.pick("命令", "Commands"))
        .mut_args(|arg| {
            let heading = if arg.is_global_set() {
                lang.pick("各命令通用", "Flags of every command")
            } else if arg.is_positional() {
                lang.pick("参数", "Arguments")
            } else {
                lang.pick("选项", "Options")
            };
            let (help, long) = (arg.get_help().map(pick), arg.get_long_help().map(pick));
            let arg = arg.help_heading(heading);
            let arg = if let Some(help) = help { arg.help(help) } else { arg };
            if let Some(long) = long { arg.long_help(long) } else { arg }
        })
        .mut_subcommands(|verb| localise(verb, lang))
}

/// The half of `中文 // English` for a language, paragraph by paragraph.
pub(super) fn half(text: &str, lang: Lang) -> String {
    text.lines()
        .map(|line| match line.split_once(" // ") {
            Some((zh, en)) => lang.pick(zh, en).trim(),
            None => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        command(Lang::Zh).debug_assert();
    }

    #[test]
    fn every_help_text_stands_in_both_languages() {
        fn visit(command: &clap::Command, path: &str, silent: &mut Vec<String>) {
            let both = |text: Option<&clap::builder::StyledStr>| {
                text.is_some_and(|t| t.to_string().contains(" // "))
            };
            if !both(command.get_about()) {
                silent.push(path.to_owned());
            }
            for arg in command.get_arguments() {
                if !both(arg.get_help()) {
                    silent.push(format!("{path} {}", arg.get_id()));
                }
            }
            for verb in command.get_subcommands() {
                visit(verb, &format!("{path} {}", verb.get_name()), silent);
            }
        }
        let mut silent = Vec::new();
        visit(&Command::command(), "diaodu", &mut silent);
        assert!(silent.is_empty(), "write `中文 // English`: {silent:#?}");
    }
}
