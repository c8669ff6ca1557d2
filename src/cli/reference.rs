//! docs/cli.md: the command reference, made from the same table as the program's own help.

use std::fmt::Write as _;

use super::args;
use crate::domain::exit::Exit;
use crate::domain::lang::Lang;

/// The whole page, in English and Chinese side by side.
pub fn page() -> String {
    let mut page = String::from(PREFACE);
    for exit in Exit::ALL {
        let meaning = exit.meaning();
        // Writing into a string cannot fail.
        let _ = writeln!(page, "| {} | {} | {} |", exit.code(), meaning.en, meaning.zh);
    }
    let command = args::bilingual();
    page.push_str("\n## Flags of every command\n\n");
    flags(&command, &mut page, true);
    for verb in command.get_subcommands() {
        describe(verb, "diaodu", &mut page);
    }
    page
}

const PREFACE: &str = "# The command line

Made from the program by `UPDATE_DOCS=1 cargo test --test cli generated`; `diaodu man` and `diaodu man VERB`
print the same as manual pages; `diaodu man --dir DIR` writes them all.

Without a command `diaodu` opens the screen; without a terminal, or under `TERM=dumb`, it prints what `due` prints.
Data goes to standard output, findings (docs/findings.md) to standard error, one line each, at most 1000.
With `--json` standard output is exactly one document (docs/json.md) and standard error stays silent.
A reader that closes the pipe ends the program quietly with exit code 0.

| exit | meaning | 含义 |
|---|---|---|
";

fn describe(command: &clap::Command, path: &str, page: &mut String) {
    let path = format!("{path} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let (zh, en) = (args::half(&about, Lang::Zh), args::half(&about, Lang::En));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let usage = usage.split_once(' ').map_or("", |(_, rest)| rest);
    // Writing into a string cannot fail.
    let _ = write!(page, "\n## {path}\n\n{en}. {zh}。\n\n");
    if !command.has_subcommands() {
        let parent = path.trim_end_matches(command.get_name());
        let name = command.get_name();
        let _ = write!(page, "```\n{}\n```\n\n", format!("{parent}{name} {usage}").trim_end());
    }
    flags(command, page, false);
    for verb in command.get_subcommands() {
        describe(verb, &path, page);
    }
}

fn flags(command: &clap::Command, page: &mut String, global: bool) {
    let mut args = command
        .get_arguments()
        .filter(|arg| arg.is_global_set() == global && !arg.is_hide_set() && arg.get_id() != "version")
        .peekable();
    if args.peek().is_none() {
        return;
    }
    page.push_str("| argument | meaning | 含义 |\n|---|---|---|\n");
    for arg in args {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let names = match (arg.get_long(), arg.get_value_names()) {
            (None, Some(names)) => names.join(" "),
            (None, None) => arg.get_id().to_string(),
            (Some(long), Some(names)) if arg.get_action().takes_values() => {
                format!("--{long} {}", names.join(" "))
            }
            (Some(long), _) => format!("--{long}"),
        };
        let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        let default = match default.as_slice() {
            [] => String::new(),
            values if arg.get_action().takes_values() => format!(" ({})", values.join(" ")),
            _ => String::new(),
        };
        let (zh, en) = (args::half(&help, Lang::Zh), args::half(&help, Lang::En));
        let _ = writeln!(page, "| `{}`{default} | {en} | {zh} |", names.replace('|', "\\|"));
    }
}
