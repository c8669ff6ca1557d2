//! Lamp profiles (`lamps/*.yaml`) and the board's settings (`board.yaml`), which say which of them count.

use std::collections::BTreeMap;
use std::path::Path;

use super::fields::{Fields, SourceSpan};
use super::load::{folder, read};
use super::record::refused;
use super::yaml;
use crate::domain::board::Rules;
use crate::domain::codes;
use crate::domain::finding::{Finding, Severity};
use crate::domain::indicator::Schedule;
use crate::domain::lamp::{Band, BandEnd, Lamp, Measure, Profile};
use crate::domain::lang::Bilingual;
use crate::words;

const MOST_BYTES: usize = 1 << 18;

const SHIPPED: [(&str, &str); 3] = [
    ("yinchuan", include_str!("../../data/lamps/yinchuan.yaml")),
    ("wuhan", include_str!("../../data/lamps/wuhan.yaml")),
    ("start", include_str!("../../data/lamps/start.yaml")),
];
const SHIPPED_SETTINGS: &str = include_str!("../../data/board.yaml");

/// The rules of the shipped files, with what is wrong in them: nothing, as a test holds.
pub fn shipped() -> (Rules, Vec<Finding>) {
    let mut findings = Vec::new();
    let profiles = shipped_profiles(&mut findings);
    let place = SourceSpan { file: "data/board.yaml", line: 1, text: SHIPPED_SETTINGS };
    (settings(place, &profiles, &mut findings), findings)
}

/// The rules of a folder: its own profiles beside the shipped ones, its own settings before them. A
/// profile that is not sound is not used, and the findings say why.
pub fn load(dir: &Path, entries: &[String], findings: &mut Vec<Finding>) -> Rules {
    let mut profiles = shipped_profiles(&mut Vec::new());
    if entries.iter().any(|name| name == "lamps") {
        let lamps = dir.join("lamps");
        match folder(&lamps) {
            Ok(names) => {
                for name in names.iter().filter_map(|name| name.strip_suffix(".yaml")) {
                    let path = lamps.join(format!("{name}.yaml"));
                    let Some(text) = read(&path, findings) else { continue };
                    let file = path.display().to_string();
                    profiles.remove(name);
                    let found = profile(name, SourceSpan { file: &file, line: 1, text: &text }, findings);
                    profiles.extend(found.map(|profile| (name.to_owned(), profile)));
                }
            }
            Err(finding) => findings.push(finding),
        }
    }
    let path = dir.join("board.yaml");
    let own = entries.iter().any(|name| name == "board.yaml").then(|| read(&path, findings)).flatten();
    let file = path.display().to_string();
    let place = match &own {
        Some(text) => SourceSpan { file: &file, line: 1, text },
        None => SourceSpan { file: "data/board.yaml", line: 1, text: SHIPPED_SETTINGS },
    };
    settings(place, &profiles, findings)
}

fn shipped_profiles(findings: &mut Vec<Finding>) -> BTreeMap<String, Profile> {
    SHIPPED
        .into_iter()
        .filter_map(|(name, text)| {
            let file = format!("data/lamps/{name}.yaml");
            let found = profile(name, SourceSpan { file: &file, line: 1, text }, findings)?;
            Some((name.to_owned(), found))
        })
        .collect()
}

fn fields<'a>(place: SourceSpan<'a>, findings: &mut Vec<Finding>) -> Option<Fields<'a>> {
    let parsed = yaml::parse(place.text, MOST_BYTES).map_err(|error| refused(error, place));
    parsed.and_then(|node| Fields::of(node, place)).map_err(|finding| findings.push(finding)).ok()
}

/// Reads a profile; `None` when any of its findings is an error.
fn profile(name: &str, place: SourceSpan<'_>, findings: &mut Vec<Finding>) -> Option<Profile> {
    let mut fields = fields(place, findings)?;
    let title = fields.required_text("title");
    let title_en = fields.text("title_en");
    let source = fields.text("source").unwrap_or_default();
    let measure = fields.required_text("measure").and_then(|text| {
        let measure = Measure::parse(&text);
        if measure.is_none() {
            let words = words!(
                "应为 points_behind、percent_of_schedule 或 months_past_start",
                "must be points_behind, percent_of_schedule or months_past_start"
            );
            fields.complain(codes::BAD_VALUE, "measure", words).got = Some(text);
        }
        measure
    });
    let bands = fields.each("bands", band);
    let mut wrong = fields.finish();
    let found = match (title, measure) {
        (Some(zh), Some(measure)) => {
            let en = title_en.unwrap_or_else(|| zh.clone());
            let profile =
                Profile { name: name.to_owned(), title: Bilingual { zh, en }, source, measure, bands };
            let line = place.line_of("bands");
            wrong.extend(profile.check().into_iter().map(|f| f.in_file(place.file).at_line(line)));
            Some(profile)
        }
        _ => None,
    };
    let sound = wrong.iter().all(|finding| finding.severity < Severity::Error);
    findings.append(&mut wrong);
    found.filter(|_| sound)
}

fn band(fields: &mut Fields<'_>) -> Option<Band> {
    let lamp = fields.required_text("lamp").and_then(|text| {
        let lamp = Lamp::parse(&text);
        if lamp.is_none() {
            let words = words!("应为 green、yellow 或 red", "must be green, yellow or red");
            fields.complain(codes::BAD_VALUE, "lamp", words).got = Some(text);
        }
        lamp
    });
    let marked = fields.flag("marked").unwrap_or(false);
    let low = edge(fields, "from", "over");
    let high = edge(fields, "to", "under");
    Some(Band { lamp: lamp?, low, high, marked })
}

fn edge(fields: &mut Fields<'_>, inclusive: &str, exclusive: &str) -> Option<BandEnd> {
    let closed = fields.decimal(inclusive).map(|at| BandEnd { at, inclusive: true });
    let open = fields.decimal(exclusive).map(|at| BandEnd { at, inclusive: false });
    if closed.is_some() && open.is_some() {
        let words =
            words!("{inclusive} 与 {exclusive} 只能写一个", "write either {inclusive} or {exclusive}");
        fields.complain(codes::BAD_VALUE, exclusive, words);
    }
    closed.or(open)
}

fn settings(
    place: SourceSpan<'_>,
    profiles: &BTreeMap<String, Profile>,
    findings: &mut Vec<Finding>,
) -> Rules {
    let Some(mut fields) = fields(place, findings) else { return Rules::default() };
    let schedule = match fields.text("schedule").as_deref() {
        Some("half_months") => Schedule::HalfMonths,
        Some("whole_months") | None => Schedule::WholeMonths,
        Some(_) => {
            let words = words!("应为 whole_months 或 half_months", "must be whole_months or half_months");
            fields.complain(codes::BAD_VALUE, "schedule", words);
            Schedule::WholeMonths
        }
    };
    let mut lamps = Vec::new();
    for name in fields.texts("lamps") {
        if let Some(profile) = profiles.get(&name) {
            lamps.push(profile.clone());
        } else {
            let known = profiles.keys().cloned().collect::<Vec<_>>().join(", ");
            let words = words!("没有这个灯规则，或它有误", "there is no such lamp profile, or it is wrong");
            let finding = fields.complain(codes::NO_SUCH_LAMP_PROFILE, "lamps", words);
            *finding = finding.clone().got(name).expected(words!("{known}", "{known}"));
        }
    }
    findings.append(&mut fields.finish());
    Rules { schedule, lamps }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Profile>, Vec<&'static str>) {
        let mut findings = Vec::new();
        let found = profile("own", SourceSpan { file: "lamps/own.yaml", line: 1, text }, &mut findings);
        (found, findings.iter().map(|f| f.code.id()).collect())
    }

    #[test]
    fn the_shipped_profiles_are_sound_and_in_use() {
        let (rules, findings) = shipped();
        assert_eq!(findings, []);
        let names: Vec<_> = rules.lamps.iter().map(|p| p.name.as_str()).collect();
        assert_eq!((names, rules.schedule), (vec!["yinchuan", "start"], Schedule::WholeMonths));
        assert_eq!(shipped_profiles(&mut Vec::new()).len(), 3);
    }

    #[test]
    fn an_own_profile_is_read_and_an_unsound_one_refused() {
        let head = "title: 本区规则\nmeasure: points_behind\nbands:\n";
        let (good, none) =
            read(&format!("{head}- {{lamp: green, under: 7.5}}\n- {{lamp: red, from: 7.5}}\n"));
        assert_eq!((good.unwrap().bands.len(), none.len()), (2, 0));
        let (bad, codes) = read(&format!("{head}- {{lamp: green, to: 8}}\n- {{lamp: red, from: 7.5}}\n"));
        assert_eq!((bad, codes), (None, vec!["E1501"]));
        let (bad, codes) = read(&format!("{head}- {{lamp: blue, to: 8}}\n- {{lamp: red, over: 8}}\n"));
        assert_eq!((bad, codes), (None, vec!["E1007", "E1502"]));
        let (bad, codes) = read("title: x\nmeasure: speed\nbands: 7\n");
        assert_eq!((bad, codes), (None, vec!["E1007", "E1007"]));
    }

    #[test]
    fn settings_that_name_no_profile_say_which_there_are() {
        let profiles = shipped_profiles(&mut Vec::new());
        let text = "schedule: half_months\nlamps: [wuhan, chengdu]\n";
        let mut findings = Vec::new();
        let rules = settings(SourceSpan { file: "board.yaml", line: 1, text }, &profiles, &mut findings);
        assert_eq!((rules.schedule, rules.lamps.len()), (Schedule::HalfMonths, 1));
        assert_eq!((findings[0].code.id(), findings[0].got.as_deref()), ("E1504", Some("chengdu")));
    }
}
