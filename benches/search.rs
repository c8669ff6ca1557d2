//! Search against its peers on the same lines: `cargo bench --bench search [-- SIZE… --quick --alone]`.
//!
//! `--quick` measures three times only; `--alone` leaves the peers and whole commands out.
//! In process: nucleo, nucleo-matcher, frizbee and SkimMatcherV2 as its library ships it; for pinyin, which
//! they do not know, ib-matcher. As commands, when installed: fzf and sk. Every row says how many hits each finds and whether they
//! are the same lines.

#[path = "shared/lines.rs"]
mod lines;
#[path = "shared/measure.rs"]
mod measure;
#[path = "search/peers.rs"]
mod peers;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use diaodu::domain::category::Category;
use diaodu::domain::project::{Project, ProjectId};
use diaodu::search::{Index, Query, SearchOptions, SearchResult};

use measure::{Contender, Cost, ms};
use peers::Peers;

/// What is typed, and what kind of query it is.
const QUERIES: &[(&str, &str)] = &[
    ("one character", "氢"),
    ("two characters", "博世"),
    ("four and more", "九龙坡博世"),
    ("scattered", "九龙坡氢"),
    ("ASCII", "T3B"),
    ("no match", "博氧钍"),
    ("pinyin, full", "boshi"),
    ("pinyin, initials", "jlp"),
    ("initials, scattered", "bsfdj"),
    ("mixed", "jlp博世"),
    ("long pinyin", "jiulongpoboshiqingcailiaofadongji"),
];

/// Typed a letter at a time.
const SESSIONS: &[&str] =
    &["九龙坡博世", "changshou", "jlpbsq", "boshi氢材料", "ranliaodianchi", "T3B航站楼", "gaosugonglu"];

fn main() {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_252, 100_000, 1_000_000] } else { asked };
    println!("{}", measure::machine());
    for &size in &sizes {
        in_process(size);
    }
    for &size in &sizes {
        all_fields(size);
    }
    if !is_asked("--alone") {
        for &size in &sizes {
            whole_commands(size);
        }
    }
}

fn is_asked(flag: &str) -> bool {
    std::env::args().any(|arg| arg == flag)
}

fn rounds(size: usize) -> usize {
    if is_asked("--quick") {
        3
    } else if size < 10_000 {
        51
    } else if size < 500_000 {
        11
    } else {
        7
    }
}

fn index_of_names(names: &[String]) -> Index {
    let id = |n: usize| ProjectId { year: 2021, category: Category::Construction, serial: n as u32 + 1 };
    let projects: Vec<Project> =
        names.iter().enumerate().map(|(n, name)| Project::new(id(n), name)).collect();
    Index::build(&projects)
}

/// The first rows, where names decide them: what the screen shows before all is found.
fn glance(index: &Index, typed: &str, previous: Option<&SearchResult>) -> bool {
    let (query, _) = Query::parse(typed);
    let options = SearchOptions { limit: 256, previous, ..SearchOptions::default() };
    let seen = index.glance(&query, &[], &options, &AtomicBool::new(false));
    seen.is_some_and(|rows| rows.iter().any(|rows| !rows.is_empty()))
}

fn search(index: &Index, typed: &str, previous: Option<&SearchResult>, threads: usize) -> SearchResult {
    let (query, _) = Query::parse(typed);
    let options = SearchOptions { threads, previous, ..SearchOptions::default() };
    index.search(&query, &[], &options, &AtomicBool::new(false)).expect("nobody stops it")
}

/// One keystroke over names alone, in one process, contenders in turn.
fn in_process(size: usize) {
    let names = lines::names(size);
    let index = index_of_names(&names);
    let letters: usize = names.iter().map(|name| name.chars().count()).sum();
    println!("\n## One keystroke over {size} names of {:.1} characters (ms)\n", letters as f64 / size as f64);
    println!("| query | finder | wall | cpu | times ours | hits | same lines |");
    println!("|---|---|--:|--:|--:|--:|---|");
    let mut peers = (!is_asked("--alone")).then(|| Peers::new(&names));
    for (kind, typed) in QUERIES {
        let ours = |threads: usize| {
            let index = &index;
            Box::new(move || search(index, typed, None, threads).positions().collect::<Vec<u32>>())
        };
        let mut contenders = vec![Contender { name: "diaodu", run: ours(0) }];
        if size >= 20_000 {
            contenders.push(Contender { name: "diaodu, one thread", run: ours(1) });
        }
        if let Some(peers) = &mut peers {
            contenders.extend(peers.contenders(typed));
        }
        let results = measure::in_turn(rounds(size), &mut contenders);
        let base = results[0].1.wall;
        let mine: BTreeSet<u32> = results[0].2.iter().copied().collect();
        for (name, cost, hits) in &results {
            let theirs: BTreeSet<u32> = hits.iter().copied().collect();
            row(&[format!("{kind} {typed}"), (*name).to_owned()], *cost, base, &mine, &theirs);
        }
    }
    prefilter(&index, size);
}

/// How much of the speed of memory the prefilter reaches, by letters that hardly any name holds together: it then
/// reads a bit of each for every name and little else.
fn prefilter(index: &Index, size: usize) {
    let typed = "世氢铝馆";
    let bytes = typed.chars().count() * size / 8;
    let memory = vec![1_u64; 32 << 20];
    let mut contenders = [
        Contender { name: "memory", run: Box::new(|| memory.iter().sum::<u64>()) },
        Contender { name: "prefilter", run: Box::new(|| u64::from(search(index, typed, None, 1).total())) },
    ];
    let results = measure::in_turn(rounds(size), &mut contenders);
    let speed = |bytes: usize, cost: &Cost| bytes as f64 / cost.cpu.as_secs_f64() / 1e9;
    let (read, sieved) = (speed(memory.len() * 8, &results[0].1), speed(bytes, &results[1].1));
    println!(
        "\nOne thread reads memory at {read:.1} GB/s; the prefilter goes through {bytes} bytes for {size} names in {} ms, \
         {sieved:.2} GB/s, {:.0} % of it, threads and answer included.",
        ms(results[1].1.cpu),
        sieved / read * 100.0,
    );
}

fn row(head: &[String], cost: Cost, base: Duration, mine: &BTreeSet<u32>, theirs: &BTreeSet<u32>) {
    let same = match (theirs.difference(mine).count(), mine.difference(theirs).count()) {
        (0, 0) => "yes".to_owned(),
        (0, fewer) => format!("{fewer} fewer"),
        (more, 0) => format!("{more} more"),
        (more, fewer) => format!("{more} more, {fewer} fewer"),
    };
    println!(
        "| {} | {} | {} | {:.2} | {} | {same} |",
        head.join(" | "),
        ms(cost.wall),
        ms(cost.cpu),
        cost.wall.as_secs_f64() / base.as_secs_f64(),
        theirs.len(),
    );
}

/// All fields: queries from nothing, typing with narrowing, facets, memory.
fn all_fields(size: usize) {
    let projects = lines::projects(size);
    let letters: usize = projects
        .iter()
        .map(|p| p.name.chars().count() + p.content.chars().count() + p.goal.chars().count())
        .sum();
    let (build, index) = measure::once(&mut || Index::build(&projects));
    drop(projects);
    println!("\n## All fields of {size} projects, {:.0} characters each\n", letters as f64 / size as f64);
    println!(
        "Index: built in {} ms, {:.0} bytes a project; peak of this process so far {} MiB.\n",
        ms(build.wall),
        index.bytes() as f64 / size as f64,
        measure::peak_mib(),
    );
    println!("| query | first rows | all, wall | cpu | hits | facets of them |");
    println!("|---|--:|--:|--:|--:|--:|");
    for (kind, typed) in QUERIES {
        let mut contenders = vec![Contender { name: "", run: Box::new(|| search(&index, typed, None, 0)) }];
        let (_, cost, found) = measure::in_turn(rounds(size), &mut contenders).swap_remove(0);
        let (facets, _) = measure::once(&mut || index.facets(&found, None));
        let mut contenders = vec![Contender { name: "", run: Box::new(|| glance(&index, typed, None)) }];
        let (_, first, seen) = measure::in_turn(rounds(size), &mut contenders).swap_remove(0);
        println!(
            "| {kind} {typed} | {} | {} | {} | {} | {} |",
            if seen { ms(first.wall) } else { "—".to_owned() },
            ms(cost.wall),
            ms(cost.cpu),
            found.total(),
            ms(facets.wall)
        );
    }
    let (mut shown, mut keys) = (Vec::new(), Vec::new());
    for _ in 0..rounds(size).min(11) {
        for session in SESSIONS {
            let mut previous: Option<SearchResult> = None;
            for (end, c) in session.char_indices() {
                let typed = &session[..end + c.len_utf8()];
                let start = Instant::now();
                let first = glance(&index, typed, previous.as_ref()).then(|| start.elapsed());
                let start = Instant::now();
                let found = search(&index, typed, previous.as_ref(), 0);
                keys.push((start.elapsed(), typed.to_owned()));
                // Where names decide nothing, the rows come with all of them.
                shown.push((first.unwrap_or(start.elapsed()).min(start.elapsed()), typed.to_owned()));
                previous = Some(found);
            }
        }
    }
    println!("\nTyping {} keys letter by letter:", keys.len());
    for (what, mut times) in [("first rows", shown), ("all", keys)] {
        times.sort();
        let at = |share: f64| &times[((times.len() - 1) as f64 * share) as usize];
        println!(
            "{what}: median {} ms, 99 % {} ms ({}), slowest {} ms ({}).",
            ms(at(0.5).0),
            ms(at(0.99).0),
            at(0.99).1,
            ms(at(1.0).0),
            at(1.0).1,
        );
    }
}

/// Whole commands over the same names, loading included.
fn whole_commands(size: usize) {
    let path = std::env::temp_dir().join(format!("diaodu-bench-{size}-{}.txt", std::process::id()));
    let written = std::fs::File::create(&path)
        .and_then(|mut file| lines::names(size).iter().try_for_each(|name| writeln!(file, "{name}")));
    if let Err(error) = written {
        println!("\nNo whole commands: {error}");
        return;
    }
    println!("\n## Whole commands over {size} names, loading included (ms)\n");
    println!("| query | command | wall | hits |");
    println!("|---|---|--:|--:|");
    for (kind, typed) in QUERIES.iter().filter(|(_, typed)| !peers::is_pinyin(typed)) {
        let (cost, hits) = measure::once(&mut || {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let names: Vec<String> = text.lines().map(str::to_owned).collect();
            search(&index_of_names(&names), typed, None, 0).total()
        });
        println!("| {kind} {typed} | diaodu's index, read and built | {} | {hits} |", ms(cost.wall));
        for command in [&["fzf", "--filter"][..], &["sk", "--filter"][..]] {
            let run = || -> Option<(Duration, usize)> {
                let start = Instant::now();
                let output = Command::new(command[0])
                    .args(&command[1..])
                    .arg(typed)
                    .stdin(std::fs::File::open(&path).ok()?)
                    .stderr(Stdio::null())
                    .output()
                    .ok()?;
                Some((start.elapsed(), String::from_utf8_lossy(&output.stdout).lines().count()))
            };
            let mut times: Vec<_> = (0..3).filter_map(|_| run()).collect();
            times.sort();
            if let Some((wall, hits)) = times.get(1) {
                println!("| {kind} {typed} | {} | {} | {hits} |", command[0], ms(*wall));
            }
        }
    }
    let _ = std::fs::remove_file(&path);
}
