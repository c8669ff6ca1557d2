//! What a session over SSH may ask for: a strict reading of the client's command line, and one table of
//! the verbs and options that are let through. Everything else is refused.
//!
//! It runs nothing, opens nothing and knows no shell: `;`, `|`, `$(…)`, backticks, `*`, `~` and `>` are
//! letters like any other. Files come in on standard input and leave on standard output, named `-`.

use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Words;
use crate::domain::text::is_forbidden;
use crate::words;

/// A command line may be this long. A long report with its problems and next steps stays far below.
pub const MOST_BYTES: usize = 64 * 1024;

/// A command line may have this many words.
pub const MOST_WORDS: usize = 512;

/// What stands behind a verb without an option's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// Nothing.
    None,
    /// Words: a query, a project, a reason.
    Words,
    /// A file, and therefore only `-`.
    Dash,
}

/// One verb that a session may use.
#[derive(Clone, Copy, Debug)]
pub struct Permitted {
    /// The verb's words: `report file`.
    pub verb: &'static str,
    /// What may stand behind it.
    pub operands: Operands,
    /// Its options, as words: `name` stands alone, `name=` takes a value, `name=-` takes a file and so only
    /// `-`.
    pub options: &'static str,
}

/// Options that every verb takes. Those that name places or people are not among them.
pub const EVERYWHERE: &str = "help json plain no-color yes quiet lang= year=";

/// Options that may stand before the verb, or alone: how the screen looks.
pub const WITHOUT_VERB: &str = "theme= ambiguous= mouse idle=";

const fn permit(verb: &'static str, operands: Operands, options: &'static str) -> Permitted {
    Permitted { verb, operands, options }
}

/// Everything that a session may use. A verb that is not here is refused; so is an option.
pub const PERMITTED: &[Permitted] = &[
    permit("find", Operands::Words, "category= unit= limit="),
    permit("list", Operands::Words, "category= unit= stage= sector= district= limit= offset="),
    permit("show", Operands::Words, ""),
    permit("due", Operands::None, "month= at= ics"),
    permit(
        "report file",
        Operands::Words,
        "month= invested= text= stage= started= before= statistics= statistics-state= explain= \
         physical= physical-text= funds= funds-in= permit= expected-start= ready= contract= leader= \
         milestones= problems= next= completed= reason= draft request-id= expect-revision= from=- \
         dry-run map= encoding= sheet=",
    ),
    permit("report show", Operands::Words, "month="),
    permit("report list", Operands::None, "month= category= unit= status= late limit= offset="),
    permit("report history", Operands::Words, "month="),
    permit("report return", Operands::Words, "month= reason= request-id= expect-revision="),
    permit("report accept", Operands::Words, "month= reason= request-id= expect-revision="),
    permit("report withdraw", Operands::Words, "month= reason= request-id= expect-revision="),
    permit("plan set", Operands::Words, "year-plan= total= start-month= finish-month= from= reason="),
    permit("plan import", Operands::Dash, "encoding= sheet= dry-run"),
    permit("plan history", Operands::Words, ""),
    permit("board", Operands::None, "month= by= open= format="),
    permit("bulletin", Operands::None, "month= for= format= show-template"),
    permit("watch add", Operands::Words, "reason= document="),
    permit("watch remove", Operands::Words, "reason="),
    permit("watch list", Operands::None, ""),
    permit("check", Operands::None, ""),
    permit("user add", Operands::Words, "role= unit= channel= key=- expires="),
    permit("user list", Operands::None, ""),
    permit("user revoke", Operands::Words, "fingerprint= reason="),
    permit("whoami", Operands::None, ""),
    permit("version", Operands::None, ""),
    permit("issue open", Operands::Words, "text= kind= limit= owner= level= month="),
    permit("issue list", Operands::Words, "unit= overdue awaiting closed= all"),
    permit("issue show", Operands::Words, ""),
    permit("issue update", Operands::Words, "text= kind= limit= owner= decision= reason="),
    permit("issue escalate", Operands::Words, "to= reason="),
    permit("issue close", Operands::Words, "result= on="),
    permit("permit set", Operands::Words, "owner="),
    permit("permit list", Operands::Words, ""),
    permit("milestone plan", Operands::Words, "finish= template= steps= reason="),
    permit("milestone done", Operands::Words, "on= squeeze"),
    permit("milestone slip", Operands::Words, "to= squeeze reason="),
    permit("milestone list", Operands::Words, ""),
    permit("funding set", Operands::Words, "planned= available= used= reason="),
    permit("funding list", Operands::Words, ""),
    permit("pool list", Operands::None, "propose"),
    permit("pool add", Operands::Words, "offer= resource= amount= by= until= category= district= note="),
    permit("pool match", Operands::Words, "amount="),
    permit(
        "roster set",
        Operands::Words,
        "legal-entity= department= district= cooperating= leader= members=",
    ),
    permit("roster show", Operands::Words, ""),
    permit("site add", Operands::Words, "text= follow-up= on="),
    permit("site list", Operands::Words, ""),
    permit("site settle", Operands::Words, "how="),
    permit("chase", Operands::None, "month= unit="),
    permit("draft list", Operands::None, ""),
    permit("draft show", Operands::Words, "month="),
    permit("draft discard", Operands::Words, "month="),
    permit("contact set", Operands::Words, "unit= name= phone= post= office= email="),
    permit("contact list", Operands::None, "unit= missing"),
    permit("verify", Operands::None, "anchor="),
    permit("import", Operands::Dash, "dry-run annex= encoding= sheet= map= transpose strict accept"),
    permit(
        "export",
        Operands::Words,
        "template= reports month= category= unit= stage= sector= district= format= encoding=",
    ),
    permit("contact import", Operands::Dash, "encoding= sheet= dry-run"),
    permit(
        "reconcile",
        Operands::None,
        "statistics=- month= column= unit= cumulative encoding= sheet= differing",
    ),
];

/// Verbs that are left out on purpose: they hand out or replace the ledger, make folders, or are for the
/// keeper of the host. Together with [`PERMITTED`] these are all verbs there are; a test holds that.
pub const LOCAL_ONLY: &[&str] = &["backup", "restore", "demo", "ssh", "session", "completions", "man"];

/// Options of permitted verbs that are left out on purpose: they name places on the host.
pub const LOCAL_OPTIONS: &[&str] = &["data", "ledger", "output", "demo", "template-file", "version"];

/// Why a command line cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// A line break, a tab, an escape, a bidi control: nothing a person types.
    #[error("control characters")]
    Control,
    /// A quotation mark that is never closed.
    #[error("an open quotation mark")]
    OpenQuote,
    /// A backslash with nothing behind it.
    #[error("a backslash at the end")]
    OpenEscape,
    /// More than [`MOST_BYTES`] or [`MOST_WORDS`].
    #[error("too long")]
    TooLong,
}

/// Splits a command line into words. Spaces separate; `'…'` is literal; in `"…"` a backslash takes `"` and
/// `\` literally; outside, a backslash takes the next character literally. Nothing else has a meaning.
pub fn split(line: &str) -> Result<Vec<String>, BadLine> {
    if line.len() > MOST_BYTES {
        return Err(BadLine::TooLong);
    }
    if line.chars().any(is_forbidden) {
        return Err(BadLine::Control);
    }
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' => words.extend(word.take()),
            '\'' => quoted(&mut chars, word.get_or_insert_default())?,
            '"' => quoted_with_escapes(&mut chars, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(chars.next().ok_or(BadLine::OpenEscape)?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if words.len() > MOST_WORDS { Err(BadLine::TooLong) } else { Ok(words) }
}

fn quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), BadLine> {
    loop {
        match chars.next().ok_or(BadLine::OpenQuote)? {
            '\'' => return Ok(()),
            c => word.push(c),
        }
    }
}

fn quoted_with_escapes(chars: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), BadLine> {
    loop {
        match chars.next().ok_or(BadLine::OpenQuote)? {
            '"' => return Ok(()),
            '\\' => match chars.next().ok_or(BadLine::OpenQuote)? {
                c @ ('"' | '\\') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

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

fn refuse(got: &str, message: Words) -> Failure {
    Failure::new(Exit::Denied, Finding::error(codes::NOT_IN_A_SESSION, message).got(got))
}

fn only_standard_input(got: &str) -> Failure {
    let message = words!("会话中不能指定文件", "a session names no files");
    let finding = Finding::error(codes::NOT_IN_A_SESSION, message).got(got).expected(Words::same("-")).hint(
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

    fn words(line: &str) -> Vec<String> {
        split(line).unwrap()
    }

    fn refused(line: &str) -> Failure {
        admit(line).expect_err(line)
    }

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(words("find 博世  氢"), ["find", "博世", "氢"]);
        assert_eq!(words("find '博世 氢' \"a b\""), ["find", "博世 氢", "a b"]);
        assert_eq!(words(r#"a\ b "say \"hi\" \n" 'it''s'"#), ["a b", r#"say "hi" \n"#, "its"]);
        assert_eq!(words("--text=''"), ["--text="]);
        assert_eq!(words("'' x"), ["", "x"]);
        assert!(words("   ").is_empty());
    }

    #[test]
    fn what_a_shell_would_obey_is_only_letters() {
        assert_eq!(
            words("find a;id|sh $(id) `id` $HOME * ~ >x &"),
            ["find", "a;id|sh", "$(id)", "`id`", "$HOME", "*", "~", ">x", "&"]
        );
    }

    #[test]
    fn half_a_line_and_control_characters_are_refused() {
        assert_eq!(split("find 'a"), Err(BadLine::OpenQuote));
        assert_eq!(split("find \"a\\"), Err(BadLine::OpenQuote));
        assert_eq!(split("find a\\"), Err(BadLine::OpenEscape));
        for bad in ["find a\nsh", "find\ta", "find \u{1b}[2J", "find \u{202e}x", "find a\r"] {
            assert_eq!(split(bad), Err(BadLine::Control), "{bad:?}");
        }
        assert_eq!(split(&"x ".repeat(MOST_WORDS + 1)), Err(BadLine::TooLong));
        assert_eq!(split(&"x".repeat(MOST_BYTES + 1)), Err(BadLine::TooLong));
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

    #[test]
    fn the_tables_are_in_order() {
        for permitted in PERMITTED {
            assert!(!LOCAL_ONLY.contains(&permitted.verb), "{}", permitted.verb);
            for option in permitted.options.split(' ').filter(|option| !option.is_empty()) {
                let name = option.split('=').next().unwrap();
                assert!(!LOCAL_OPTIONS.contains(&name), "{} --{name}", permitted.verb);
            }
        }
    }

    proptest! {
        #[test]
        fn words_that_are_quoted_come_back(words in proptest::collection::vec("[^\\p{C}\u{2028}\u{2029}']{0,12}", 0..6)) {
            let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(split(&line).unwrap(), words);
        }

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
