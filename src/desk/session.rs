//! What a session over SSH may ask for: a strict reading of the client's command line ([`line`]), and one
//! [`table`] of the verbs and options that are let through. Everything else is refused.
//!
//! It runs nothing and opens nothing. Files come in on standard input and leave on standard output, named `-`.

pub mod line;
pub mod table;

use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Bilingual;
use crate::words;
use line::{BadLine, split};
use table::{EVERYWHERE, Operands, PERMITTED, Permitted, WITHOUT_VERB, permit};

/// Reads a client's command line and lets it through, as words for the program's own command line, or
/// refuses it (exit 8). No words at all mean that the client asked for nothing in particular.
pub fn admit(line: &str) -> Result<Vec<String>, Failure> {
    let words = split(line).map_err(|bad| unreadable(line, bad))?;
    check(&words)?;
    Ok(words)
}

fn check(words: &[String]) -> Result<(), Failure> {
    let mut rest = words.iter();
    // Options that every verb takes may stand before it.
    let before_the_verb = permit("", Operands::None, WITHOUT_VERB);
    let first = loop {
        match rest.next() {
            Some(word) if looks_like_an_option(word) => option(&before_the_verb, word, &mut rest)?,
            Some(word) => break word,
            None => return Ok(()),
        }
    };
    let second = rest.as_slice().first().map(String::as_str);
    let permitted = PERMITTED.iter().find(|permitted| match permitted.verb.split_once(' ') {
        Some((one, two)) => one == first && second == Some(two),
        None => permitted.verb == first,
    });
    let Some(permitted) = permitted else { return Err(no_such_verb(first, second)) };
    if permitted.verb.contains(' ') {
        rest.next();
    }
    let mut options_over = false;
    while let Some(word) = rest.next() {
        if !options_over && word == "--" {
            options_over = true;
        } else if !options_over && looks_like_an_option(word) {
            option(permitted, word, &mut rest)?;
        } else {
            operand(permitted, word)?;
        }
    }
    Ok(())
}

/// `-` is standard input and `-12.5` a number; every other word with a dash in front is an option.
fn looks_like_an_option(word: &str) -> bool {
    let number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    word.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && !number(rest))
}

fn option<'a>(
    permitted: &Permitted,
    word: &str,
    rest: &mut impl Iterator<Item = &'a String>,
) -> Result<(), Failure> {
    let not_permitted =
        || refuse(word, words!("会话中不能使用这个选项", "a session does not permit this option"));
    let written = word.strip_prefix("--").ok_or_else(not_permitted)?;
    let (name, attached) =
        written.split_once('=').map_or((written, None), |(name, value)| (name, Some(value)));
    let known = EVERYWHERE
        .split(' ')
        .chain(permitted.options.split(' '))
        .find(|option| option.split('=').next() == Some(name) && !name.is_empty())
        .ok_or_else(not_permitted)?;
    let Some((_, kind)) = known.split_once('=') else {
        return if attached.is_none() { Ok(()) } else { Err(not_permitted()) };
    };
    // Where the value is missing altogether, the program's own command line says so.
    let Some(value) = attached.or_else(|| rest.next().map(String::as_str)) else { return Ok(()) };
    if kind == "-" && value != "-" {
        return Err(only_standard_input(value));
    }
    if attached.is_none() && looks_like_an_option(value) {
        let message = words!(
            "以 - 开头的值请写成 --选项=值",
            "a value that begins with - is written as --option=value"
        );
        return Err(refuse(value, message));
    }
    Ok(())
}

fn operand(permitted: &Permitted, word: &str) -> Result<(), Failure> {
    match permitted.operands {
        Operands::Words => Ok(()),
        Operands::Dash if word == "-" => Ok(()),
        Operands::Dash => Err(only_standard_input(word)),
        Operands::None => Err(refuse(word, words!("多了一个参数", "one argument too many"))),
    }
}

fn refuse(got: &str, message: Bilingual) -> Failure {
    Failure::new(Exit::Denied, Finding::error(codes::NOT_IN_A_SESSION, message).got(got))
}

fn only_standard_input(got: &str) -> Failure {
    let message = words!("会话中不能指定文件", "a session names no files");
    let finding =
        Finding::error(codes::NOT_IN_A_SESSION, message).got(got).expected(Bilingual::same("-")).hint(
            words!("从标准输入送入：ssh 主机 … - < 文件", "send it on standard input: ssh HOST … - < FILE"),
        );
    Failure::new(Exit::Denied, finding)
}

fn no_such_verb(first: &str, second: Option<&str>) -> Failure {
    let known = PERMITTED.iter().any(|permitted| permitted.verb.split(' ').next() == Some(first));
    let got = if known { format!("{first} {}", second.unwrap_or_default()) } else { first.to_owned() };
    let mut verbs: Vec<&str> = PERMITTED.iter().filter_map(|p| p.verb.split(' ').next()).collect();
    verbs.dedup();
    let verbs = verbs.join(" ");
    let finding = Finding::error(
        codes::NOT_IN_A_SESSION,
        words!("会话中没有这个命令", "a session has no such command"),
    )
    .got(got.trim_end())
    .hint(words!("可用：{verbs}", "there are: {verbs}"));
    Failure::new(Exit::Denied, finding)
}

fn unreadable(line: &str, bad: BadLine) -> Failure {
    let message = match bad {
        BadLine::Control => words!("命令行含控制字符", "the command line holds control characters"),
        BadLine::OpenQuote => words!("引号没有闭合", "a quotation mark is not closed"),
        BadLine::OpenEscape => words!("命令行以反斜杠结束", "the command line ends in a backslash"),
        BadLine::TooLong => words!("命令行太长", "the command line is too long"),
    };
    refuse(line, message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::desk::session::table::LOCAL_OPTIONS;

    fn refused(line: &str) -> Failure {
        admit(line).expect_err(line)
    }

    #[test]
    fn only_permitted_verbs_and_options_pass() {
        for good in ["version --json --lang en", "--lang=en --json version", "--help", "version --quiet --"] {
            assert!(admit(good).is_ok(), "{good}");
        }
        assert!(admit("").unwrap().is_empty());
        for bad in [
            "sh -c id",
            "/bin/sh",
            "session --as boss",
            "diaodu version",
            "--ledger=/tmp/x version",
            "version --ledger /tmp/x",
            "version --ledger=/tmp/x",
            "version --data /tmp",
            "version -V",
            "version --jso",
            "version --json=1",
            "version --=x",
            "version x",
            "version -- x",
            "version --lang --ledger=/x",
            "man",
        ] {
            let failure = refused(bad);
            assert_eq!(
                (failure.exit, failure.findings[0].code),
                (Exit::Denied, codes::NOT_IN_A_SESSION),
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn whatever_is_let_through_names_no_place(line in "(version|find|import|report file|export|list)( (-{0,2}[a-z=-]{0,10}|[./a-z-]{0,8}|--(data|ledger|output|from|json|lang)(=[./a-z-]{0,6})?)){0,5}") {
            if let Ok(words) = admit(&line) {
                let options = words.iter().take_while(|word| *word != "--");
                for word in options {
                    let name = word.split('=').next().unwrap().trim_start_matches('-');
                    prop_assert!(!word.starts_with("--") || !LOCAL_OPTIONS.contains(&name), "{}", line);
                }
            }
        }

        #[test]
        fn no_line_panics(line in "\\PC*|.*|[-='\" a-z\\\\]{0,60}") {
            let _ = admit(&line);
        }
    }
}
