//! The small tables beside the lists: working days (`calendar/2021.yaml`) and districts
//! (`districts.yaml`).

use jiff::civil::Date;

use super::fields::{Fields, SourceSpan};
use super::record::refused;
use super::yaml::{self, Node};
use crate::domain::calendar::HolidayYear;
use crate::domain::codes;
use crate::domain::district::{District, DistrictKind};
use crate::domain::finding::Finding;
use crate::words;

const MOST_BYTES: usize = 1 << 20;

/// Reads one year's holidays and make-up working days.
pub fn calendar(place: SourceSpan<'_>) -> (Option<(i16, HolidayYear)>, Vec<Finding>) {
    let fields = yaml::parse(place.text, MOST_BYTES)
        .map_err(|error| refused(error, place))
        .and_then(|node| Fields::of(node, place));
    let mut fields = match fields {
        Ok(fields) => fields,
        Err(finding) => return (None, vec![finding]),
    };
    let year = fields.year("year");
    if year.is_none() {
        fields.missing("year");
    }
    let _source = fields.text("source");
    let mut table = HolidayYear::default();
    let spans = fields.each("rest", |span| {
        let _name = span.text("name");
        let from = span.date("from")?;
        Some((from, span.date("to").unwrap_or(from)))
    });
    for (from, to) in spans {
        if to < from || (to - from).get_days() > 31 {
            fields
                .complain(
                    codes::BAD_VALUE,
                    "rest",
                    words!("假期的起止日期不对", "a holiday's first and last day do not fit"),
                )
                .got = Some(format!("{from} – {to}"));
            continue;
        }
        table.rest.extend(from.series(jiff::Span::new().days(1)).take_while(|day| *day <= to));
    }
    for text in fields.texts("work") {
        match text.parse::<Date>() {
            Ok(date) => {
                table.work.insert(date);
            }
            Err(_) => {
                fields
                    .complain(
                        codes::BAD_VALUE,
                        "work",
                        words!("日期应如 2021-04-25", "a date such as 2021-04-25 is expected"),
                    )
                    .got = Some(text);
            }
        }
    }
    (year.map(|year| (year, table)), fields.finish())
}

/// Reads the districts.
pub fn districts(place: SourceSpan<'_>) -> (Vec<District>, Vec<Finding>) {
    let items = match yaml::parse(place.text, MOST_BYTES) {
        Ok(Node::List(items)) => items,
        Ok(_) => {
            let message = words!("此处应为列表", "a list is expected here");
            return (Vec::new(), vec![place.error(codes::BAD_YAML, message)]);
        }
        Err(error) => return (Vec::new(), vec![refused(error, place)]),
    };
    let (mut found, mut findings) = (Vec::new(), Vec::new());
    for item in items {
        match Fields::of(item, place) {
            Ok(mut fields) => {
                found.extend(district(&mut fields));
                findings.append(&mut fields.finish());
            }
            Err(finding) => findings.push(finding),
        }
    }
    (found, findings)
}

fn district(fields: &mut Fields<'_>) -> Option<District> {
    let name = fields.required_text("name");
    let short = fields.required_text("short");
    let kind = match fields.text("kind").as_deref() {
        Some("county") => DistrictKind::County,
        Some("zone") => DistrictKind::Zone,
        Some("district") | None => DistrictKind::District,
        Some(_) => {
            let message = words!("应为 district、county 或 zone", "must be district, county or zone");
            fields.complain(codes::BAD_VALUE, "kind", message);
            DistrictKind::District
        }
    };
    let row = fields.whole("row", 0..=99);
    let col = fields.whole("col", 0..=99);
    Some(District { name: name?, short: short?, kind, row: row? as u16, col: col? as u16 })
}
