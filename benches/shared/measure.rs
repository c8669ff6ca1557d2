//! Measuring side by side: contenders run in turn within one process, so that whatever slows the machine
//! slows all of them alike; CPU time beside wall time shows who was kept waiting.

use std::fs;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// The middle of what was measured.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    pub wall: Duration,
    pub cpu: Duration,
}

/// One contender: a name and what it does, answering with whatever shows that it did it.
pub struct Contender<'a, T> {
    pub name: &'static str,
    pub run: Box<dyn FnMut() -> T + 'a>,
}

/// Runs all in turn, `rounds` times after one to warm up; the middle cost and the last answer of each.
pub fn in_turn<T>(rounds: usize, contenders: &mut [Contender<'_, T>]) -> Vec<(&'static str, Cost, T)> {
    let mut costs: Vec<Vec<Cost>> = vec![Vec::new(); contenders.len()];
    let mut answers: Vec<Option<T>> = contenders.iter_mut().map(|c| Some((c.run)())).collect();
    for _ in 0..rounds {
        for (at, contender) in contenders.iter_mut().enumerate() {
            let (cost, answer) = once(&mut contender.run);
            costs[at].push(cost);
            answers[at] = Some(answer);
        }
    }
    contenders
        .iter()
        .zip(costs)
        .zip(answers)
        .filter_map(|((contender, costs), answer)| Some((contender.name, middle(costs), answer?)))
        .collect()
}

/// Runs once.
pub fn once<T>(run: &mut dyn FnMut() -> T) -> (Cost, T) {
    let (wall, cpu) = (Instant::now(), cpu_time());
    let answer = run();
    (Cost { cpu: cpu_time().saturating_sub(cpu), wall: wall.elapsed() }, answer)
}

/// The median of each.
pub fn middle(mut costs: Vec<Cost>) -> Cost {
    let half = costs.len() / 2;
    costs.sort_by_key(|cost| cost.cpu);
    let cpu = costs[half].cpu;
    costs.sort_by_key(|cost| cost.wall);
    Cost { wall: costs[half].wall, cpu }
}

/// Of all threads of this process.
fn cpu_time() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec.unsigned_abs() as u32)
}

/// Milliseconds, with as many digits as say something.
pub fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        ms if ms >= 100.0 => format!("{ms:.0}"),
        ms if ms >= 10.0 => format!("{ms:.1}"),
        ms if ms >= 1.0 => format!("{ms:.2}"),
        ms => format!("{ms:.3}"),
    }
}

/// The most memory this process has held so far, in MiB.
pub fn peak_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The machine in a line, for the head of a table.
pub fn machine() -> String {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("unknown processor");
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("?").to_owned();
    format!("{cpus} × {}, load {load}", model.trim_start_matches(['\t', ' ', ':']))
}
