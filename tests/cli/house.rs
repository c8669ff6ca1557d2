//! A place to run the binary in: its own home, no terminal, nothing of the host's settings.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A temporary home with a working folder in it.
pub struct House {
    root: tempfile::TempDir,
    vars: Vec<(&'static str, String)>,
}

/// How one run ended.
pub struct Run {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl House {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["home", "here"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        Self { root, vars: Vec::new() }
    }

    /// With a variable set.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.vars.push((name, value.into()));
        self
    }

    /// A path under the working folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join("here").join(path)
    }

    /// Writes a file under the working folder.
    pub fn put(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, content).unwrap();
        file
    }

    /// A path under the home.
    pub fn home(&self, path: &str) -> PathBuf {
        self.root.path().join("home").join(path)
    }

    /// Writes the user's configuration.
    pub fn configure(&self, text: &str) {
        let file = self.home(".config/diaodu/config.yaml");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_diaodu"));
        command
            .env_clear()
            .env("HOME", self.root.path().join("home"))
            .env("DIAODU_TEST_NOW", "2021-03-24T12:00:00+08:00")
            .current_dir(self.root.path().join("here"))
            .stdin(Stdio::null());
        for (name, value) in &self.vars {
            command.env(name, value);
        }
        command
    }

    /// Runs it with words separated by spaces.
    pub fn run(&self, line: &str) -> Run {
        self.run_args(&line.split_whitespace().collect::<Vec<_>>())
    }

    pub fn run_args(&self, args: &[&str]) -> Run {
        Run::from(self.command().args(args).output().unwrap())
    }

    /// Runs it with `--json`: one document on stdout, nothing on stderr.
    pub fn json(&self, line: &str) -> (i32, Value) {
        let run = self.run(&format!("{line} --json"));
        assert_eq!(run.err, "", "under --json nothing is said on stderr");
        (run.exit, run.document())
    }

    /// The `data` of a successful run.
    pub fn data(&self, line: &str) -> Value {
        let (exit, document) = self.json(line);
        assert_eq!((exit, &document["ok"]), (0, &Value::Bool(true)), "{line}: {document:#}");
        document["data"].clone()
    }

    /// A catalogue of one year with a construction list, for `--data`.
    pub fn catalogue(&self, list: impl AsRef<[u8]>) -> String {
        self.put("c/2021/construction.yaml", list);
        self.path("c").display().to_string()
    }

    /// A demo workspace, for `--data`.
    pub fn demo(&self, projects: u32) -> String {
        let folder = self.path("demo");
        let run = self.run(&format!("demo {} --projects {projects} --quiet", folder.display()));
        assert_eq!(run.exit, 0, "{}", run.err);
        folder.display().to_string()
    }
}

impl Run {
    /// Standard output as exactly one document.
    pub fn document(&self) -> Value {
        let document: Value =
            serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err));
        assert_eq!(document["schema"], "diaodu/1");
        if document["ok"] == Value::Bool(false) {
            assert_eq!(document["exit"], self.exit);
            assert!(!document["findings"].as_array().unwrap().is_empty());
        }
        document
    }

    /// The codes of the findings on stderr.
    pub fn codes(&self) -> Vec<&str> {
        self.err.lines().filter_map(|line| line.split_once('[')?.1.split_once(']')).map(|(c, _)| c).collect()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        let exit = output.status.code().unwrap_or_else(|| panic!("killed: {}", output.status));
        let run = Self { exit, out: text(output.stdout), err: text(output.stderr) };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }
}

/// A finding of a failed document with that code.
pub fn finding<'a>(document: &'a Value, code: &str) -> &'a Value {
    let findings = document["findings"].as_array().unwrap();
    findings.iter().find(|f| f["code"] == code).unwrap_or_else(|| panic!("no {code} in {findings:#?}"))
}

/// The names of a folder's entries, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
