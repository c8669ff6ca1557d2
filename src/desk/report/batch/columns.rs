//! Which column of a sheet holds what: our own headers with or without their unit, or others by `--map`.

mod header;

use std::collections::BTreeMap;

use crate::desk::App;
use crate::desk::naming::{self, NameIndex};
use crate::domain::codes;
use crate::domain::date::parse_date;
use crate::domain::finding::Finding;
use crate::domain::money::{Money, WAN};
use crate::domain::month::Month;
use crate::domain::permit::PermitKind;
use crate::domain::project::ProjectId;
use crate::domain::report::draft::Draft;
use crate::domain::report::field::{Field, FieldKind};
use crate::intake::grid::GridRow;
use crate::words;
use header::{Holds, ID, MONTH, bare, of_header, of_key};
pub use header::{Mapping, headers};

/// The columns of one sheet.
pub(super) struct BatchColumns {
    holds: Vec<(Holds, i64)>,
    header: Vec<String>,
    names: Option<NameIndex>,
}

impl BatchColumns {
    /// Finds every column; a header that nobody knows is refused, so that nothing is dropped unseen.
    pub(super) fn find(header: &[String], mapping: &Mapping) -> Result<Self, Vec<Finding>> {
        let mut wrong = Vec::new();
        let mut mapped: BTreeMap<usize, (Holds, i64)> = BTreeMap::new();
        for (key, printed) in &mapping.pairs {
            let at = header.iter().position(|h| bare(h).0 == bare(printed).0);
            match (at, of_key(key)) {
                (Some(at), Some(holds)) => {
                    let unit = bare(printed).1.or_else(|| bare(&header[at]).1).unwrap_or(WAN);
                    mapped.insert(at, (holds, unit));
                }
                _ => wrong.push(missing(printed)),
            }
        }
        let mut holds = Vec::new();
        for (at, printed) in header.iter().enumerate() {
            let known = mapped.get(&at).copied().or_else(|| of_header(printed));
            // With a map, what it leaves out is left out on purpose.
            let known = known
                .or_else(|| (printed.is_empty() || !mapping.pairs.is_empty()).then_some((Holds::Aside, WAN)));
            if known.is_none() {
                wrong.push(unknown(printed, at));
            }
            holds.push(known.unwrap_or((Holds::Aside, WAN)));
        }
        let has = |wanted| holds.iter().any(|(holds, _)| *holds == wanted);
        if !has(Holds::Id) && !has(Holds::Name) {
            wrong.push(missing(ID));
        }
        if wrong.is_empty() { Ok(Self { holds, header: header.to_vec(), names: None }) } else { Err(wrong) }
    }

    /// Rows must get their month from somewhere.
    pub(super) fn check_month(&self, given: Option<Month>) -> Result<(), Finding> {
        if given.is_some() || self.holds.iter().any(|(holds, _)| *holds == Holds::Month) {
            return Ok(());
        }
        Err(missing(MONTH).hint(words!("或用 --month 说明月份", "or say the month with --month")))
    }

    /// What the row gives, before money is brought to 万元.
    pub(super) fn draft(&self, row: &GridRow) -> Draft {
        let mut draft = Draft::default();
        let mut parts = Vec::new();
        let mut permits: BTreeMap<PermitKind, Vec<String>> = BTreeMap::new();
        for (at, text) in row.filled() {
            match self.holds.get(at).map(|(holds, _)| *holds) {
                Some(Holds::Field(field)) => draft.set(field, text),
                Some(Holds::Part(source)) => {
                    // What is no amount stays as typed, and is refused where it is read.
                    let unit = self.holds[at].1;
                    let wan = Money::parse(text, unit).map_or_else(|_| text.to_owned(), Money::in_wan);
                    parts.push(format!("{}={wan}", source.name()));
                }
                Some(Holds::Permit(kind, part)) => {
                    permits.entry(kind).or_default().push(format!("{}={text}", part.key()));
                }
                _ => {}
            }
        }
        if !parts.is_empty() {
            draft.set(Field::Funds, parts.join(","));
        }
        if !permits.is_empty() {
            let lines = permits.iter().map(|(kind, parts)| format!("{}:{}", kind.name(), parts.join(",")));
            draft.set(Field::Permits, lines.collect::<Vec<_>>().join("\n"));
        }
        draft
    }

    /// Amounts under a header with another unit, in 万元.
    pub(super) fn scaled(&self, row: &GridRow, mut draft: Draft) -> (Draft, Vec<Finding>) {
        let mut wrong = Vec::new();
        for (at, text) in row.filled() {
            let Some((Holds::Field(field), unit)) = self.holds.get(at).copied() else { continue };
            if field.kind() != FieldKind::Money || unit == WAN {
                continue;
            }
            match Money::parse(text, unit) {
                Ok(money) => draft.set(field, money.in_wan()),
                Err(_) => wrong.push(
                    self.at(
                        Finding::error(codes::NOT_AN_AMOUNT, words!("不是金额", "not an amount")),
                        row,
                        at,
                    )
                    .got(text),
                ),
            }
        }
        (draft, wrong)
    }

    /// The project a row is about: by its id, else by its exact name. Where both stand they must agree,
    /// or a sheet sorted in one column would file for the wrong project.
    pub(super) fn project(&mut self, desk: &App, row: &GridRow) -> Result<ProjectId, Finding> {
        let cell = |wanted| {
            let at = self.holds.iter().position(|(holds, _)| *holds == wanted)?;
            Some((at, row.cell(at).trim())).filter(|(_, text)| !text.is_empty())
        };
        let (id, name) = (cell(Holds::Id), cell(Holds::Name));
        if let Some((at, text)) = id {
            let found = text.parse().ok().and_then(|id| desk.catalogue().project(id));
            let Some(project) = found else {
                let finding = Finding::error(
                    codes::NO_SUCH_PROJECT,
                    words!("没有这个项目", "there is no such project"),
                );
                return Err(self.at(finding, row, at).got(text));
            };
            if let Some((at, name)) = name.filter(|(_, name)| !naming::same(name, &project.name)) {
                let (listed, id) = (&project.name, project.id);
                let finding = Finding::error(
                    codes::SHEET_NAME_MISMATCH,
                    words!("项目名称与编号 {id} 不符", "the name is not that of {id}"),
                );
                return Err(self.at(finding, row, at).got(name).expected(words!("{listed}", "{listed}")));
            }
            return Ok(project.id);
        }
        let Some((at, text)) = name else {
            let finding =
                Finding::error(codes::NO_SUCH_PROJECT, words!("没有写明项目", "the row names no project"));
            return Err(finding.at_line(row.line).on_field(ID));
        };
        let text = text.to_owned();
        let names = self.names.get_or_insert_with(|| desk.year().map(NameIndex::of).unwrap_or_default());
        let finding = match names.find(&text) {
            [only] => return Ok(*only),
            [] => Finding::error(codes::NO_SUCH_PROJECT, words!("没有这个项目", "there is no such project")),
            _ => Finding::error(
                codes::AMBIGUOUS_PROJECT,
                words!("有几个项目同名，请填项目编号", "several projects have this name; give the id"),
            ),
        };
        Err(self.at(finding, row, at).got(text))
    }

    /// The month a row is about: its own, a date in it, or the one for all.
    pub(super) fn month(&self, row: &GridRow, given: Option<Month>) -> Result<Month, Finding> {
        let at = self.holds.iter().position(|(holds, _)| *holds == Holds::Month);
        let own = at.map(|at| (at, row.cell(at))).filter(|(_, text)| !text.trim().is_empty());
        let Some((at, text)) = own else {
            return given.ok_or_else(|| {
                Finding::error(codes::BAD_MONTH, words!("没有写明月份", "the row names no month"))
                    .at_line(row.line)
                    .on_field(MONTH)
            });
        };
        text.parse().ok().or_else(|| parse_date(text).map(Month::of)).ok_or_else(|| {
            let finding =
                Finding::error(codes::BAD_MONTH, words!("月份无法识别", "the month cannot be read"));
            self.at(finding, row, at).got(text).expected(words!("如 2021-03", "such as 2021-03"))
        })
    }

    /// Each field's header and column, from 1.
    pub(super) fn places(&self) -> BTreeMap<Field, (String, u32)> {
        let mut places = BTreeMap::new();
        for (at, (holds, _)) in self.holds.iter().enumerate() {
            let field = match holds {
                Holds::Field(field) => *field,
                Holds::Part(_) => Field::Funds,
                Holds::Permit(..) => Field::Permits,
                _ => continue,
            };
            places.entry(field).or_insert_with(|| (self.header[at].clone(), at as u32 + 1));
        }
        places
    }

    fn at(&self, finding: Finding, row: &GridRow, at: usize) -> Finding {
        finding.at_line(row.line).at_column(at as u32 + 1).on_field(&self.header[at])
    }
}

fn unknown(header: &str, at: usize) -> Finding {
    Finding::error(codes::SHEET_UNKNOWN_HEADER, words!("不认识这一列", "this column is not known"))
        .at_column(at as u32 + 1)
        .on_field(header)
        .hint(words!(
            "表头以 export --template report 为准；其他表头用 --map 说明",
            "headers are those of `export --template report`; name others with --map"
        ))
}

fn missing(header: &str) -> Finding {
    Finding::error(codes::SHEET_MISSING_HEADER, words!("缺少这一列", "this column is missing"))
        .on_field(header)
        .hint(words!(
            "表头以 export --template report 为准",
            "headers are those of `export --template report`"
        ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::Category;

    #[test]
    fn every_header_of_every_template_is_known() {
        for category in Category::ALL {
            let headers = headers(category);
            assert!(BatchColumns::find(&headers, &Mapping::default()).is_ok(), "{category:?}");
            let unique: std::collections::BTreeSet<_> = headers.iter().collect();
            assert_eq!(unique.len(), headers.len());
        }
        assert!(headers(Category::Planning).contains(&"环评批准文号".to_owned()));
        assert!(!headers(Category::Promotion).iter().any(|h| h.contains("统计")));
    }

    #[test]
    fn a_map_names_other_headers() {
        let mapping = Mapping::parse("id=Project ID, month=As of,invested=Spent（元）").unwrap();
        let header: Vec<String> = ["Project ID", "As of", "Spent", "Borough"].map(String::from).into();
        let columns = BatchColumns::find(&header, &mapping).unwrap();
        let row = GridRow::of(2, ["2021-1-431", "2021-03-31", "5000", "x"]);
        let (draft, wrong) = columns.scaled(&row, columns.draft(&row));
        assert_eq!((draft.get(Field::CompletedInvestment), wrong.as_slice()), ("0.5", &[][..]));
        assert_eq!(columns.month(&row, None), Ok("2021-03".parse().unwrap()));
        assert_eq!(Mapping::parse("weather=Sun"), Err("weather".to_owned()));
    }
}
