//! Word's automatic numbering: serials and `一、` of many documents are not text but counters.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::docx::attributes;

/// How one level of a list counts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct NumberingLevel {
    start: u32,
    format: String,
    /// The pattern around the numbers, `%1、`.
    text: String,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub struct Numbering {
    /// List → abstract list.
    lists: HashMap<String, String>,
    levels: HashMap<(String, usize), NumberingLevel>,
    counts: HashMap<(String, usize), u32>,
}

impl Numbering {
    /// Reads `numbering.xml`; what cannot be read counts nothing.
    pub fn read(xml: &str) -> Self {
        let mut found = Self::default();
        let mut reader = Reader::from_str(xml);
        let (mut list, mut level, mut instance) = (String::new(), 0, String::new());
        while let Ok(event) = reader.read_event() {
            let start = match event {
                Event::Start(start) | Event::Empty(start) => start,
                Event::Eof => break,
                _ => continue,
            };
            let values = attributes(&start);
            let value = || values.get("val").cloned().unwrap_or_default();
            match start.local_name().as_ref() {
                "abstractNum" => list = values.get("abstractNumId").cloned().unwrap_or_default(),
                "lvl" => {
                    level = values.get("ilvl").and_then(|v| v.parse().ok()).unwrap_or(0);
                    let empty = NumberingLevel { start: 1, format: "decimal".into(), text: String::new() };
                    found.levels.insert((list.clone(), level), empty);
                }
                "start" => found.with(&list, level, |l| l.start = value().parse().unwrap_or(1)),
                "numFmt" => found.with(&list, level, |l| l.format = value()),
                "lvlText" => found.with(&list, level, |l| l.text = value()),
                "num" => instance = values.get("numId").cloned().unwrap_or_default(),
                "abstractNumId" => {
                    found.lists.insert(instance.clone(), value());
                }
                _ => {}
            }
        }
        found
    }

    fn with(&mut self, list: &str, level: usize, change: impl FnOnce(&mut NumberingLevel)) {
        if let Some(found) = self.levels.get_mut(&(list.to_owned(), level)) {
            change(found);
        }
    }

    /// The text before the next paragraph of a list, counted on; `None` for bullets and unknown lists.
    pub fn next(&mut self, id: &str, level: usize) -> Option<String> {
        let list = self.lists.get(id)?.clone();
        let own = self.levels.get(&(list.clone(), level))?.clone();
        let count = self.counts.entry((id.to_owned(), level)).and_modify(|c| *c += 1).or_insert(own.start);
        if own.format == "bullet" || own.format == "none" || *count > 99_999 {
            return None;
        }
        self.counts.retain(|(list, deeper), _| list != id || *deeper <= level);
        let mut text = own.text.clone();
        for number in 0..=level.min(8) {
            let place = format!("%{}", number + 1);
            if text.contains(&place) {
                let format =
                    self.levels.get(&(list.clone(), number)).map_or("decimal", |l| l.format.as_str());
                let count = self.counts.get(&(id.to_owned(), number)).copied().unwrap_or(1);
                text = text.replace(&place, &written(count, format));
            }
        }
        (!text.is_empty()).then_some(text)
    }
}

fn written(count: u32, format: &str) -> String {
    match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "ideographDigital"
        | "japaneseCounting"
        | "taiwaneseCountingThousand" => super::numeral::chinese(count),
        "upperRoman" => super::numeral::roman(count),
        "lowerRoman" => super::numeral::roman(count).to_lowercase(),
        "upperLetter" => char::from_u32(64 + count.clamp(1, 26)).map(String::from).unwrap_or_default(),
        "lowerLetter" => char::from_u32(96 + count.clamp(1, 26)).map(String::from).unwrap_or_default(),
        _ => count.to_string(),
    }
}
