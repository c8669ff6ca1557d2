//! A wrong command line, said as one finding; help and version, which clap reports as errors too.

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::context::{language_hint, refuse};
use super::json;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Bilingual;
use crate::words;

/// Prints help or version to stdout (exit 0), or the finding (exit 2).
pub fn report(stopped: &clap::Error, args: &[OsString]) -> Exit {
    let as_json = wants_json(args);
    let lang = language_hint(args);
    match stopped.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = format!("{}\n", stopped.render().to_string().trim_end());
            let mut out = io::stdout().lock();
            // Whoever closed the pipe under a help text does not miss it.
            let _ = if as_json {
                json::write_data(&mut out, &serde_json::json!({ "text": text }), &[], lang)
            } else {
                out.write_all(text.as_bytes())
            };
            let _ = out.flush();
            Exit::Done
        }
        _ => refuse(&Failure::new(Exit::Usage, finding(stopped)), as_json, lang),
    }
}

/// Says that the program is at fault; the panic's own message stands above it on stderr.
pub fn report_bug(args: &[OsString]) -> Exit {
    let finding = Finding::error(codes::A_BUG, words!("程序出错", "a bug in the program"))
        .hint(words!("请把上面的信息告诉维护者", "please tell the maintainers what stands above"));
    refuse(&Failure::new(Exit::Bug, finding), wants_json(args), language_hint(args))
}

fn wants_json(args: &[OsString]) -> bool {
    args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json")
}

fn finding(error: &clap::Error) -> Finding {
    let context = |kind| error.get(kind).map(text).filter(|text| !text.is_empty());
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand => words!("没有这个命令", "there is no such command"),
        ErrorKind::UnknownArgument => {
            words!("没有这个选项或多了一个参数", "unknown option or one argument too many")
        }
        ErrorKind::MissingRequiredArgument => words!("缺少参数", "an argument is missing"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            words!("还要说明做什么", "say what to do")
        }
        ErrorKind::ArgumentConflict => words!("这些选项不能同时使用", "these options exclude each other"),
        ErrorKind::InvalidUtf8 => words!("参数不是 UTF-8", "an argument is not UTF-8"),
        ErrorKind::TooFewValues | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            words!("值的个数不对", "wrong number of values")
        }
        ErrorKind::NoEquals | ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            words!("值不对", "the value is wrong")
        }
        _ => words!("命令行有误", "the command line is wrong"),
    };
    let mut finding = Finding::error(codes::USAGE, message);
    if let Some(argument) = &argument {
        finding = finding.on_field(argument);
    }
    if let Some(got) = value.or_else(|| context(ContextKind::InvalidSubcommand)) {
        finding = finding.got(got);
    }
    if let Some(expected) = context(ContextKind::ValidValue).map(Bilingual::same).or_else(|| cause(error)) {
        finding = finding.expected(expected);
    }
    let unknown = error.get(ContextKind::InvalidSubcommand).map(text);
    let suggested = unknown.and_then(|word| within_group(&word)).or_else(|| {
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .into_iter()
            .find_map(|kind| error.get(kind).map(nearest).filter(|text| !text.is_empty()))
    });
    let hint = match suggested {
        Some(near) => words!("是不是 {near}？", "did you mean {near}?"),
        None => words!("用 --help 查看用法", "see --help"),
    };
    finding.hint(hint)
}

/// What a value parser expected: parsers of this program fail with the expectation as their text; those of
/// numbers with a complaint of their own.
fn cause(error: &clap::Error) -> Option<Bilingual> {
    let source = std::error::Error::source(error).filter(|_| error.kind() == ErrorKind::ValueValidation)?;
    let said = source.to_string();
    Some(match said.split_once(" is not in ") {
        Some((_, range)) => {
            let range = range.replace("..=", "–");
            words!("整数 {range}", "a whole number {range}")
        }
        None if source.is::<std::num::ParseIntError>() => words!("整数", "a whole number"),
        None => Bilingual::same(said),
    })
}

/// The commands that a word is the second half of: `history` is `report history`. `None` where it is none's, or
/// too many groups'.
fn within_group(word: &str) -> Option<String> {
    let all = super::args::bilingual();
    // A command of its own was sought in a group; what that group has is nearer.
    if all.find_subcommand(word).is_some() {
        return None;
    }
    let groups = all.get_subcommands().filter(|group| group.find_subcommand(word).is_some());
    let commands: Vec<String> = groups.map(|group| format!("{} {word}", group.get_name())).collect();
    (1..=3).contains(&commands.len()).then(|| commands.join(" / "))
}

/// The nearest of several suggestions, which come in rising order.
fn nearest(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(texts) => texts.last().cloned().unwrap_or_default(),
        other => text(other),
    }
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;

    fn said(args: &[&str]) -> String {
        let args: Vec<OsString> = std::iter::once(&"diaodu").chain(args).map(OsString::from).collect();
        finding(&super::super::args::parse(&args).unwrap_err()).line(Lang::En)
    }

    #[test]
    fn a_wrong_command_line_is_one_line() {
        for args in
            [&["finb", "x"][..], &["version", "--jsno"], &["--year", "21", "version"], &["completions"]]
        {
            let line = said(args);
            assert!(line.starts_with("error[E2001] ") && !line.contains('\n'), "{line}");
        }
        assert!(said(&["find", "x", "--limit", "ten"]).contains("got \"ten\", expected 0, 1"));
        assert!(said(&["demo", "d", "--projects", "0"]).contains("expected a whole number 1–1000000"));
        assert!(
            said(&["report", "accept", "x", "--expect-revision", "x"]).contains("expected a whole number")
        );
        assert!(said(&["history", "x"]).contains("did you mean report history / plan history?"));
        assert!(said(&["versoin"]).contains("did you mean version?"));
        assert!(said(&["--year", "21", "version"]).contains("got \"21\", expected 2000–2199"));
    }
}
