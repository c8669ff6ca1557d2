//! A desk in a temporary folder, and what it answers.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

/// The two projects that the published notice prints, and one of each other category, made up.
pub const BOSCH: &str = "2021-1-431";
pub const CAERI: &str = "2021-1-544";
pub const PLANNING: &str = "2021-2-1";
pub const PROMOTION: &str = "2021-3-1";

/// A folder with a list, a ledger and a clock.
pub struct Desk {
    folder: TempDir,
    now: String,
}

/// What the program answered.
pub struct Answer {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Desk {
    /// A desk on 20 March 2021 at noon with the list of the notice; no ledger yet.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/2021");
        let year = folder.path().join("data/2021");
        fs::create_dir_all(&year).unwrap();
        for part in ["notice.yaml", "construction.yaml"] {
            fs::copy(shipped.join(part), year.join(part)).unwrap();
        }
        let row = |name: &str, unit: &str| {
            format!(
                "- serial: 1\n  name: {name}\n  start_year: 2021\n  finish_year: 2023\n  lead_units:\n  - {unit}\n"
            )
        };
        fs::write(year.join("planning.yaml"), row("演示前期铁路", "市交通局")).unwrap();
        fs::write(year.join("promotion.yaml"), row("演示招商工厂", "两江新区管委会")).unwrap();
        Self { folder, now: "2021-03-20T12:00:00+08:00".to_owned() }
    }

    /// The same desk at another moment.
    pub fn at(mut self, now: &str) -> Self {
        now.clone_into(&mut self.now);
        self
    }

    /// Moves the clock.
    pub fn goes_to(&mut self, now: &str) {
        now.clone_into(&mut self.now);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file beside the list and answers its path.
    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path.to_string_lossy().into_owned()
    }

    pub fn ledger(&self) -> PathBuf {
        self.path("data/ledger.db")
    }

    /// Runs the program.
    pub fn run(&self, args: &[&str]) -> Answer {
        self.feed(args, b"")
    }

    /// Runs the program with something on standard input.
    pub fn feed(&self, args: &[&str], input: &[u8]) -> Answer {
        let mut child = Command::new(env!("CARGO_BIN_EXE_diaodu"))
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("HOME", self.folder.path())
            .env("LANG", "zh_CN.UTF-8")
            .env("DIAODU_DATA", self.path("data"))
            .env("DIAODU_LEDGER", self.ledger())
            .env("DIAODU_TEST_NOW", &self.now)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses early may not read it all.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Answer {
            exit: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs with `--json` and expects success; the document's `data`.
    pub fn json(&self, args: &[&str]) -> Json {
        self.document(args)["data"].clone()
    }

    /// Runs with `--json` and expects success; the whole document.
    pub fn document(&self, args: &[&str]) -> Json {
        let answer = self.run(&[args, &["--json"]].concat());
        let document: Json = serde_json::from_str(&answer.out)
            .unwrap_or_else(|e| panic!("{args:?}: {e}: {} {}", answer.out, answer.err));
        assert_eq!((answer.exit, &document["ok"]), (0, &Json::Bool(true)), "{args:?}: {document:#}");
        assert_eq!(document["schema"], "diaodu/1");
        document
    }

    /// Runs with `--json` and expects a refusal: the exit code and the codes of the errors, in order.
    pub fn refused(&self, args: &[&str]) -> (i32, Vec<String>) {
        let answer = self.run(&[args, &["--json"]].concat());
        let document: Json = serde_json::from_str(&answer.out)
            .unwrap_or_else(|e| panic!("{args:?}: {e}: {} {}", answer.out, answer.err));
        assert_eq!(document["ok"], false, "{args:?}: {document:#}");
        assert_eq!(document["exit"], answer.exit, "{args:?}");
        let errors = document["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "error");
        (answer.exit, errors.map(|f| f["code"].as_str().unwrap().to_owned()).collect())
    }

    /// Files a sound report for the project and month.
    pub fn file(&self, project: &str, month: &str, wan: &str) -> Json {
        self.json(&[
            "report",
            "file",
            project,
            "--month",
            month,
            "--invested",
            wan,
            "--text",
            &format!("{month} 推进"),
        ])
    }
}

/// The codes of the findings that stand beside the data of an answer.
pub fn codes_of(document: &Json) -> Vec<String> {
    let findings = document["findings"].as_array().map_or(&[][..], Vec::as_slice);
    findings.iter().map(|w| w["code"].as_str().unwrap().to_owned()).collect()
}
