//! docs/cli.md: the command reference, made from the same table as the program's own help.

use std::fmt::Write as _;

use super::args;
use crate::domain::lang::Lang;

/// The whole page, in English and Chinese side by side.
pub fn page() -> String {
    let mut page = String::from(PREFACE);
    let command = args::bilingual();
    page.push_str("\n## Flags of every command\n\n");
    flags(&command, &mut page, true);
    for verb in command.get_subcommands() {
        describe(verb, "diaodu", &mut page);
    }
    page
}

const PREFACE: &str = "# The command line

Made from the program by `UPDATE_DOCS=1 cargo test --test cli generated`; `diaodu man` prints it as a manual page.

Without a command `diaodu` opens the screen; without a terminal, or under `TERM=dumb`, it prints what `due` prints.
Data goes to standard output, findings (docs/findings.md) to standard error, one line each, at most 1000.
With `--json` standard output is exactly one document (docs/json.md) and standard error stays silent.
A reader that closes the pipe ends the program quietly with exit code 0.

| exit | meaning | 含义 |
|---|---|---|
| 0 | done, and durable where it wrote | 完成，写入的已落盘 |
| 1 | a bug in the program | 程序出错 |
| 2 | the command line is wrong | 命令行有误 |
| 3 | a plain no: nothing found, a rule refuses | 否：没有找到，或规则不允许 |
| 4 | malformed or over-limit input | 输入有误或超限 |
| 5 | storage failed | 存储失败 |
| 6 | busy, try again | 正忙，请重试 |
| 7 | somebody else changed it first, or a request id came again with other content | 冲突 |
| 8 | not permitted | 无权限 |
| 9 | stored data was altered | 数据被改动 |
| 10 | the ledger was written by a newer version | 台账由更新的版本写成 |
| 11 | interrupted; the draft is saved | 中断，草稿已存 |
| 12 | the terminal cannot show the screen | 终端无法显示 |
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
