//! A finding: what is wrong, where, what was expected, what to do. Every check, import and refusal
//! speaks in findings, on stderr as one line each and in JSON with the same fields.

use std::fmt::Write as _;

use super::codes::Code;
use super::exit::Exit;
use super::lang::{Bilingual, Lang};
use super::text;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For information; never changes an exit code.
    Note,
    /// Something a person should look at; the data was used.
    Warning,
    /// The data was refused.
    Error,
}

impl Severity {
    /// The stable name used on stderr and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One thing found. Build it with [`Finding::error`] or [`Finding::warning`] and the setters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The stable code, listed in docs/findings.md.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// The file (or ledger, or standard input) it stands in.
    pub file: Option<String>,
    /// Line or row, from 1.
    pub line: Option<u32>,
    /// Column, from 1.
    pub column: Option<u32>,
    /// The field or header.
    pub field: Option<String>,
    /// What stands there.
    pub got: Option<String>,
    /// What should.
    pub expected: Option<Bilingual>,
    /// What is wrong, as a sentence without a full stop.
    pub message: Bilingual,
    /// What to do next.
    pub hint: Option<Bilingual>,
}

impl Finding {
    /// Something refused.
    pub fn error(code: Code, message: Bilingual) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// Something used all the same.
    pub fn warning(code: Code, message: Bilingual) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// Something worth knowing.
    pub fn note(code: Code, message: Bilingual) -> Self {
        Self::new(code, Severity::Note, message)
    }

    fn new(code: Code, severity: Severity, message: Bilingual) -> Self {
        Self {
            code,
            severity,
            file: None,
            line: None,
            column: None,
            field: None,
            got: None,
            expected: None,
            message,
            hint: None,
        }
    }

    /// Says which file.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Says which line or row, from 1.
    #[must_use]
    pub fn at_line(mut self, line: u32) -> Self {
        self.line = Some(line);
        self
    }

    /// Says which column, from 1.
    #[must_use]
    pub fn at_column(mut self, column: u32) -> Self {
        self.column = Some(column);
        self
    }

    /// Says which field.
    #[must_use]
    pub fn on_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Says what stood there; cut at 120 characters.
    #[must_use]
    pub fn got(mut self, got: impl Into<String>) -> Self {
        self.got = Some(text::cut(&got.into(), 120));
        self
    }

    /// Says what was expected.
    #[must_use]
    pub fn expected(mut self, expected: Bilingual) -> Self {
        self.expected = Some(expected);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: Bilingual) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The one line for a person:
    /// `error[E3012] 名单.csv:12: 投资额: 不是数字: got "…", expected …; hint: …`.
    /// Control and bidi characters are escaped, so the line is safe for any terminal.
    pub fn line(&self, lang: Lang) -> String {
        let mut out = format!("{}[{}] ", self.severity.name(), self.code.id());
        if let Some(file) = &self.file {
            out.push_str(file);
            if let Some(line) = self.line {
                let _ = write!(out, ":{line}");
                if let Some(column) = self.column {
                    let _ = write!(out, ":{column}");
                }
            }
            out.push_str(": ");
        }
        if let Some(field) = &self.field {
            let _ = write!(out, "{field}: ");
        }
        out.push_str(self.message.get(lang));
        if let Some(got) = &self.got {
            let _ = write!(out, "{}\"{got}\"", lang.pick("：得到 ", ": got "));
        }
        if let Some(expected) = &self.expected {
            let _ = write!(out, "{}{}", lang.pick("，应为 ", ", expected "), expected.get(lang));
        }
        if let Some(hint) = &self.hint {
            let _ = write!(out, "{}{}", lang.pick("；建议：", "; hint: "), hint.get(lang));
        }
        text::escape_controls(&out)
    }
}

/// Why something was not done: the exit code and every finding behind it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.findings.first().map(|f| f.line(Lang::En)).unwrap_or_default())]
pub struct Failure {
    /// What the process will exit with.
    pub exit: Exit,
    /// At least one finding.
    pub findings: Vec<Finding>,
}

impl Failure {
    /// A failure with one finding.
    pub fn new(exit: Exit, finding: Finding) -> Self {
        Self { exit, findings: vec![finding] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes;
    use crate::words;

    #[test]
    fn a_finding_is_one_safe_line() {
        let finding = Finding::error(codes::NOT_UTF8, words!("不是数字", "not a number"))
            .in_file("名单.csv")
            .at_line(12)
            .on_field("投资额")
            .got("1\u{202e}2\n3")
            .expected(words!("数字", "a number"))
            .hint(words!("改正该格", "correct the cell"));
        let line = finding.line(Lang::En);
        assert!(line.starts_with("error[E1002] 名单.csv:12: 投资额: not a number: got \"1"), "{line}");
        assert!(line.ends_with("expected a number; hint: correct the cell"), "{line}");
        assert!(!line.contains(['\n', '\u{202e}']));
    }
}
