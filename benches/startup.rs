//! How long a start takes and how much it keeps: first frame cold and warm, keystrokes, memory, idle
//! processor time, YAML against start-up cache; fzf and sk on the same names where they are installed.
//!
//! ```text
//! cargo bench --bench startup                      # 1,252, 10,000, 100,000 and 1,000,000 projects
//! cargo bench --bench startup -- 1252 100000       # sizes of your own
//! cargo bench --bench startup -- --quick           # 1,252 and 10,000, few rounds: about a minute
//! cargo bench --bench startup -- --picture docs/growth.svg
//! ```
//!
//! The workspaces are made once by `diaodu demo` and kept in the target folder; a million takes some
//! minutes then. Beyond 100,000 projects they have an empty ledger. A first frame is there when the first
//! project's name is on the screen; "cold" is without a start-up cache, though the files are in the
//! system's own cache. A key's frame is its first byte; its answer is the last byte before a silence.

#[path = "shared/measure.rs"]
#[allow(dead_code, reason = "the bench of search uses the rest")]
mod measure;
#[path = "startup/picture.rs"]
mod picture;
#[path = "startup/pty.rs"]
mod pty;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use diaodu::catalogue::{Catalogue, LoadOptions};
use diaodu::domain::category::Category;
use measure::{machine, ms, once};
use pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_diaodu");

/// Letters that widen and narrow a search, and Chinese ones.
const TYPED: [&str; 15] =
    ["/", "c", "h", "o", "n", "\x7f", "\x7f", "\x7f", "\x7f", "桥", "\x7f", "x", "q", "\x7f", "\x7f"];

/// What one size of workspace is measured with.
struct Place {
    projects: u32,
    year: i16,
    folder: PathBuf,
    /// The names alone, a line each, for other finders.
    lines: PathBuf,
    /// The beginning of the first name, by which a first frame is known.
    first: String,
    /// Start-up caches and everything else of a home.
    home: PathBuf,
}

/// The middle figures of one program at one size.
#[derive(Clone, Debug, Default)]
struct Row {
    projects: u32,
    program: String,
    cold: Option<Duration>,
    warm: Duration,
    key: [Duration; 2],
    answer: [Duration; 2],
    searched: Option<Duration>,
    rss_kib: u64,
    peak_kib: u64,
    idle: Option<Duration>,
}

/// Set to a workspace, it only writes that one's names.
const NAMES: &str = "DIAODU_BENCH_NAMES";

fn main() {
    if let Ok(folder) = std::env::var(NAMES) {
        return write_names(Path::new(&folder));
    }
    let words: Vec<String> = std::env::args().skip(1).collect();
    let quick = words.iter().any(|word| word == "--quick");
    let picture = words.iter().skip_while(|word| *word != "--picture").nth(1);
    let mut sizes: Vec<u32> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = if quick { vec![1_252, 10_000] } else { vec![1_252, 10_000, 100_000, 1_000_000] };
    }
    println!("{}\n", machine());
    let places: Vec<Place> = sizes.iter().map(|projects| Place::make(*projects)).collect();
    let mut rows = Vec::new();
    for place in &places {
        rows.extend(place.programs(if quick { 3 } else { 7 }));
    }
    frames(&rows);
    memory(&rows);
    let reads: Vec<[Duration; 3]> = places.iter().map(|place| place.reads(quick)).collect();
    println!("\n| projects | YAML, ms | start-up cache whole, ms | its first look, ms | YAML / cache |");
    println!("|---:|---:|---:|---:|---:|");
    for (place, [yaml, whole, look]) in places.iter().zip(&reads) {
        let ratio = yaml.as_secs_f64() / whole.as_secs_f64();
        println!(
            "| {} | {} | {} | {} | {ratio:.1} |",
            thousands(place.projects),
            ms(*yaml),
            ms(*whole),
            ms(*look)
        );
    }
    if let Some(file) = picture {
        fs::write(file, picture::draw(&rows, &sizes, &reads)).unwrap();
        println!("\nwritten: {file}");
    }
}

fn frames(rows: &[Row]) {
    println!(
        "| projects | program | first frame cold, ms | warm, ms | search answered after start, ms | \
         key → frame p50, ms | p99, ms | key → answer p50, ms | p99, ms |"
    );
    println!("|---:|---|---:|---:|---:|---:|---:|---:|---:|");
    for row in rows {
        let cold = row.cold.map(ms).unwrap_or_default();
        let searched = row.searched.map(ms).unwrap_or_default();
        println!(
            "| {} | {} | {cold} | {} | {searched} | {} | {} | {} | {} |",
            thousands(row.projects),
            row.program,
            ms(row.warm),
            ms(row.key[0]),
            ms(row.key[1]),
            ms(row.answer[0]),
            ms(row.answer[1]),
        );
    }
}

fn memory(rows: &[Row]) {
    println!(
        "\n| projects | program | resident, MiB | bytes a project | peak, MiB | processor time of 5 s idle, ms |"
    );
    println!("|---:|---|---:|---:|---:|---:|");
    for row in rows {
        let each = row.rss_kib * 1_024 / u64::from(row.projects);
        let idle = row.idle.map(ms).unwrap_or_default();
        let (rss, peak) = (row.rss_kib / 1_024, row.peak_kib / 1_024);
        println!("| {} | {} | {rss} | {each} | {peak} | {idle} |", thousands(row.projects), row.program);
    }
}

impl Place {
    fn make(projects: u32) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("startup-{projects}"));
        let (folder, lines, home) = (root.join("demo"), root.join("lines"), root.join("home"));
        // A list of the year to come has no reports yet, so its ledger is empty.
        let year = jiff::Zoned::now().year() + i16::from(projects > 100_000);
        if !lines.is_file() {
            let _ = fs::remove_dir_all(&root);
            fs::create_dir_all(&home).unwrap();
            let mut command = Command::new(PROGRAM);
            command.args(["demo", "--projects", &projects.to_string(), "--year", &year.to_string()]);
            let made = command.arg(&folder).env("HOME", &home).stdout(Stdio::null()).status().unwrap();
            assert!(made.success());
            // In a process of its own: one that has grown to a million projects takes long to start others.
            let written =
                Command::new(std::env::current_exe().unwrap()).env(NAMES, &folder).status().unwrap();
            assert!(written.success());
            fs::rename(folder.join("lines"), &lines).unwrap();
        }
        let text = fs::read_to_string(&lines).unwrap();
        let first = text.chars().take(4).collect();
        let year = fs::read_dir(&folder)
            .unwrap()
            .find_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok())
            .unwrap();
        Self { projects, year, folder, lines, first, home }
    }

    fn programs(&self, rounds: usize) -> Vec<Row> {
        let rounds = if self.projects >= 1_000_000 { rounds.min(3) } else { rounds };
        let folder = self.folder.to_str().unwrap();
        let mut rows = vec![self.ours(&[PROGRAM, "--data", folder], rounds)];
        for finder in ["fzf", "sk"] {
            if Command::new(finder).arg("--version").output().is_ok() {
                let line = format!("exec {finder} < {}", self.lines.display());
                rows.push(self.finder(finder, &["sh", "-c", &line], rounds));
            }
        }
        rows
    }

    fn ours(&self, words: &[&str], rounds: usize) -> Row {
        let caches = self.home.join(".cache");
        let mut cold = Vec::new();
        for _ in 0..rounds.min(if self.projects > 100_000 { 1 } else { rounds }) {
            let _ = fs::remove_dir_all(&caches);
            cold.push(Pty::run(words, &self.home).sees(&self.first));
        }
        // Leaves a cache behind that is believed by its times, since the lists are older than its reading.
        let mut find = Command::new(PROGRAM);
        find.args(["find", "桥", "--data"]).arg(&self.folder).env("HOME", &self.home);
        drop(find.output().unwrap());
        let mut searched = Vec::new();
        for _ in 0..rounds {
            let mut pty = Pty::run(words, &self.home);
            pty.sees(&self.first);
            pty.send("/桥");
            pty.sees_since_start("匹配");
            searched.push(pty.elapsed());
        }
        let mut row = self.finder("diaodu", words, rounds);
        row.cold = Some(middle(&mut cold));
        row.searched = Some(middle(&mut searched));
        row
    }

    fn finder(&self, name: &str, words: &[&str], rounds: usize) -> Row {
        let silence = Duration::from_millis(if self.projects > 20_000 { 150 } else { 30 });
        let typed = if name == "diaodu" { &TYPED[..] } else { &TYPED[1..] };
        let (mut warm, mut keys, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut row = Row { projects: self.projects, program: name.to_owned(), ..Row::default() };
        for round in 0..rounds {
            let mut pty = Pty::run(words, &self.home);
            warm.push(pty.sees(&self.first));
            // The list is read and searchable before typing is measured.
            pty.idle(silence.max(Duration::from_millis(self.projects.into()) / 150));
            if round == 0 {
                row.idle = pty.idle_cost(Duration::from_secs(5));
            }
            for key in typed {
                pty.send(key);
                let (first, last) = pty.settled(silence);
                keys.push(first);
                answers.push(last);
            }
            (row.rss_kib, row.peak_kib) = pty.memory();
        }
        row.warm = middle(&mut warm);
        row.key = parts(&mut keys);
        row.answer = parts(&mut answers);
        row
    }

    /// The list from its YAML, from its cache, and the first look: in this process.
    fn reads(&self, quick: bool) -> [Duration; 3] {
        let caches = self.home.join("caches-of-the-bench");
        let reading = LoadOptions { caches: Some(&caches), progress: None };
        let mut loaded = Catalogue::read(&self.folder, reading);
        for unwritten in std::mem::take(&mut loaded.unwritten) {
            let (year, category): (i16, Category) = unwritten.home().unwrap();
            let projects = loaded.catalogue.year(year).unwrap().category(category);
            unwritten.write(projects, &AtomicBool::new(false)).unwrap();
        }
        drop(loaded);
        let rounds = match self.projects {
            0..=20_000 if !quick => 15,
            0..=200_000 => 5,
            _ => 1,
        };
        let time = |rounds: usize, run: &mut dyn FnMut()| {
            let mut times: Vec<Duration> = (0..rounds).map(|_| once(&mut *run).0.wall).collect();
            middle(&mut times)
        };
        let yaml = time(rounds, &mut || drop(Catalogue::load(&self.folder)));
        let whole = time(rounds.max(3), &mut || drop(Catalogue::read(&self.folder, reading)));
        let look = time(rounds.max(5), &mut || {
            drop(Catalogue::glimpse(&self.folder, Some(&caches), Some(self.year)));
        });
        [yaml, whole, look]
    }
}

fn write_names(folder: &Path) {
    let (catalogue, _) = Catalogue::load(folder);
    let mut names = String::new();
    for project in catalogue.years().flat_map(diaodu::catalogue::Year::projects) {
        let _ = writeln!(names, "{}", project.name);
    }
    fs::write(folder.join("lines"), names).unwrap();
}

fn middle(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The median and the 99th part.
fn parts(times: &mut [Duration]) -> [Duration; 2] {
    times.sort_unstable();
    [times[times.len() / 2], times[(times.len() * 99 / 100).min(times.len() - 1)]]
}

/// 1252 → 1,252
fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}
