//! How fast lists are read, with Python's csv, pandas and openpyxl beside us.
//!
//! `cargo bench --bench intake` prints rows per second and the most memory each took; `-- 1000000` for another number of csv
//! rows (100,000 by default; a fifth of it in the workbook). Every contender is a process of its own that reads the same file
//! from disk once, start-up included, the best of three. The peers do less: they make rows, not projects. Peers run where
//! `python3`, or the one that `DIAODU_PYTHON` names, has them.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use diaodu::domain::category::Category;
use diaodu::intake::{DocumentSource, ReadOptions, read};

const READER: &str = "DIAODU_BENCH_READER";
const RUNS: usize = 3;

fn main() {
    if let Ok(file) = env::var(READER) {
        return read_one(&file);
    }
    let rows = env::args().skip(1).find_map(|a| a.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir().expect("a folder");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load at the start: {}", load.split(' ').next().unwrap_or("?"));
    let csv = folder.path().join("list.csv");
    fs::write(&csv, list(rows)).expect("written");
    compare("csv, UTF-8", rows, &csv, &["csv", "pandas"]);
    let gbk = folder.path().join("list-gbk.csv");
    fs::write(&gbk, encoding_rs::GBK.encode(&list(rows)).0).expect("written");
    compare("csv, GBK", rows, &gbk, &["csv", "pandas"]);
    let book = folder.path().join("list.xlsx");
    workbook(rows / 5, &book);
    compare("xlsx", rows / 5, &book, &["openpyxl", "pandas"]);
}

const HEADER: [&str; 8] = [
    "序号",
    "项目名称",
    "建设性质",
    "建设起止年限",
    "主要建设内容及规模",
    "总投资（万元）",
    "年度计划投资（万元）",
    "牵头单位",
];

/// A row of about the size that lists print.
fn cells(number: usize) -> [String; 8] {
    let (total, plan) = (number * 37 % 900_000 + 1_000, number * 7 % 9_000 + 10);
    [
        number.to_string(),
        format!("第{number}片区基础设施及配套管网工程（{}期）", number % 4 + 1),
        ["续建", "新开工", "完工"][number % 3].to_owned(),
        format!("{}-{}", 2018 + number % 4, 2023 + number % 4),
        format!("新建道路{}公里，配套雨污管网、照明及绿化，用地{}亩。", number % 90 + 1, number % 700 + 5),
        total.to_string(),
        plan.to_string(),
        ["市交通局", "两江新区管委会", "九龙坡区政府、市城市管理局"][number % 3].to_owned(),
    ]
}

fn list(rows: usize) -> String {
    let mut out = format!("2021年市级重大建设项目名单\n{}\n", HEADER.join(","));
    for number in 1..=rows {
        writeln!(out, "{}", cells(number).join(",")).expect("memory");
    }
    out
}

fn workbook(rows: usize, path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["2021年市级重大建设项目名单"]).expect("a row");
    sheet.write_row(1, 0, HEADER).expect("a row");
    for number in 1..=rows {
        let row = number as u32 + 1;
        for (column, cell) in cells(number).iter().enumerate() {
            let column = column as u16;
            match cell.parse::<f64>() {
                Ok(value) => sheet.write_number(row, column, value),
                Err(_) => sheet.write_string(row, column, cell),
            }
            .expect("a cell");
        }
    }
    book.save(path).expect("written");
}

/// In a process of its own: reads a file to projects and says how many.
fn read_one(file: &str) {
    let options =
        ReadOptions { year: Some(2021), category: Some(Category::Construction), ..ReadOptions::default() };
    let source = DocumentSource {
        bytes: fs::read(file).expect("read"),
        name: file.to_owned(),
        ..DocumentSource::default()
    };
    let document = read(source, &options).expect("a list");
    println!("{} {}", document.projects.len(), peak().unwrap_or(0));
}

/// The most memory this process held, in kB.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// What one contender did: how long, and its peak in kB.
struct Run {
    time: Duration,
    peak: u64,
}

fn compare(title: &str, rows: usize, file: &Path, peers: &[&str]) {
    println!("\n{title}, {rows} rows, {} kB", fs::metadata(file).map_or(0, |m| m.len() / 1024));
    println!("{:<12} {:>12} {:>10} {:>8}", "", "rows/s", "peak MB", "ours is");
    let ours = best(rows, || {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command.env(READER, file);
        command
    })
    .expect("our own reader reads every row");
    let line = |name: &str, run: &Run, ratio: String| {
        let rate = rows as f64 / run.time.as_secs_f64();
        println!("{name:<12} {rate:>12.0} {:>10.1} {ratio:>8}", run.peak as f64 / 1024.0);
    };
    line("diaodu", &ours, String::new());
    let python = env::var_os("DIAODU_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/intake/peer.py");
    for peer in peers {
        let run = best(rows, || {
            let mut command = Command::new(&python);
            command.arg(&script).arg(peer).arg(file);
            command
        });
        match run {
            Some(run) => {
                line(peer, &run, format!("{:.1}×", run.time.as_secs_f64() / ours.time.as_secs_f64()));
            }
            None => println!("{peer:<12} not here"),
        }
    }
}

/// The best of some runs of a process that prints how many rows it read and its peak; `None` where it cannot.
fn best(rows: usize, command: impl Fn() -> Command) -> Option<Run> {
    let mut best: Option<Run> = None;
    for _ in 0..RUNS {
        let start = Instant::now();
        let output = command().stderr(Stdio::null()).output().ok()?;
        let time = start.elapsed();
        let said = String::from_utf8(output.stdout).ok()?;
        let mut numbers = said.split_whitespace().map(|n| n.parse::<u64>().ok());
        let (read, peak) = (numbers.next()??, numbers.next()??);
        assert!(read as usize >= rows, "{read} of {rows} rows");
        if best.as_ref().is_none_or(|b| time < b.time) {
            best = Some(Run { time, peak });
        }
    }
    best
}
