//! Growth from a thousand to a million as a picture: both axes by powers of ten.

use std::fmt::Write as _;
use std::time::Duration;

use super::{Row, thousands};

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 210.0;
const TOP: f64 = 24.0;
const BOTTOM: f64 = 46.0;

/// Draws it as SVG.
pub fn draw(rows: &[Row], sizes: &[u32], reads: &[[Duration; 3]]) -> String {
    let ours = |of: &dyn Fn(&Row) -> Duration| -> Vec<(u32, Duration)> {
        rows.iter().filter(|row| row.program == "diaodu").map(|row| (row.projects, of(row))).collect()
    };
    let theirs = |program: &str| -> Vec<(u32, Duration)> {
        rows.iter().filter(|row| row.program == program).map(|row| (row.projects, row.warm)).collect()
    };
    let read = |at: usize| sizes.iter().copied().zip(reads.iter().map(|times| times[at])).collect();
    let lines: [(&str, &str, Vec<_>); 9] = [
        ("list from YAML", "#b0b0b0", read(0)),
        ("list from the cache", "#7a7a7a", read(1)),
        ("search after start", "#c07000", ours(&|row| row.searched.unwrap_or_default())),
        ("fzf first frame", "#b03030", theirs("fzf")),
        ("sk first frame", "#d08080", theirs("sk")),
        ("first frame, cold", "#70a0d0", ours(&|row| row.cold.unwrap_or_default())),
        ("first frame, warm", "#1050a0", ours(&|row| row.warm)),
        ("key to answer, p50", "#60a060", ours(&|row| row.answer[0])),
        ("key to frame, p99", "#207020", ours(&|row| row.key[1])),
    ];
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for power in -1..=5 {
        let at = y(10_f64.powi(power));
        let label = if power < 3 {
            format!("{} ms", 10_f64.powi(power))
        } else {
            format!("{} s", 10_f64.powi(power - 3))
        };
        let (to, text, base) = (WIDTH - RIGHT, LEFT - 8.0, at + 4.0);
        let _ = writeln!(
            svg,
            "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{to}\" y2=\"{at:.1}\" stroke=\"#e4e4e4\"/>"
        );
        let _ = writeln!(
            svg,
            "<text x=\"{text}\" y=\"{base:.1}\" text-anchor=\"end\" fill=\"#555\">{label}</text>"
        );
    }
    for size in sizes {
        let (at, base) = (x(*size), HEIGHT - BOTTOM + 18.0);
        let label = thousands(*size);
        let _ = writeln!(
            svg,
            "<text x=\"{at:.1}\" y=\"{base}\" text-anchor=\"middle\" fill=\"#555\">{label}</text>"
        );
    }
    let (middle, base) = (f64::midpoint(LEFT, WIDTH - RIGHT), HEIGHT - 8.0);
    let _ = writeln!(
        svg,
        "<text x=\"{middle}\" y=\"{base}\" text-anchor=\"middle\" fill=\"#555\">projects</text>"
    );
    let mut below: f64 = 0.0;
    let mut ends: Vec<(f64, &str, &str)> = Vec::new();
    for (name, colour, points) in &lines {
        let Some((_, time)) = points.last() else { continue };
        let path: Vec<String> =
            points.iter().map(|(size, time)| format!("{:.1},{:.1}", x(*size), y(millis(*time)))).collect();
        let path = path.join(" ");
        let _ = writeln!(
            svg,
            "<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        );
        ends.push((y(millis(*time)), name, colour));
    }
    // Labels keep apart from each other.
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (at, name, colour) in ends {
        below = (at + 4.0).max(below + 15.0);
        let text = WIDTH - RIGHT + 10.0;
        let _ = writeln!(svg, "<text x=\"{text}\" y=\"{below:.1}\" fill=\"{colour}\">{name}</text>");
    }
    svg.push_str("</svg>\n");
    svg
}

fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e3).max(0.1)
}

/// From a thousand to a million.
fn x(size: u32) -> f64 {
    LEFT + (WIDTH - RIGHT - LEFT) * (f64::from(size.max(1_000)).log10() - 3.0) / 3.0
}

/// From a tenth of a millisecond to a hundred seconds.
fn y(ms: f64) -> f64 {
    HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (ms.log10() + 1.0) / 6.0
}
