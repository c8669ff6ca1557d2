//! Contacts from a sheet, under the headers that `export --template contact` prints. All rows or none.

use super::{ContactSet, Whose};
use crate::desk::App;
use crate::domain::codes;
use crate::domain::contact::Contact;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::intake::grid::GridRow;
use crate::intake::{self, DocumentSource, PlainTable};
use crate::words;

const ID: &str = "项目编号";
const NAME: &str = "项目名称";
const UNIT: &str = "牵头单位";
const FIELDS: [&str; 5] = ["联系人姓名", "联系人单位", "职务", "电话", "邮箱"];

/// The headers of a template, in order. A row without an id but with a lead unit sets the unit's contact.
pub fn headers() -> Vec<String> {
    [ID, NAME, UNIT].into_iter().chain(FIELDS).map(str::to_owned).collect()
}

impl App {
    /// Reads a sheet of contacts; rows that name nobody are passed over.
    ///
    /// # Errors
    /// [`Exit::Malformed`] with a finding for every header or cell that is wrong.
    pub fn read_contacts(&self, source: DocumentSource) -> Result<Vec<ContactSet>, Failure> {
        let file = source.name.clone();
        let records = intake::records(source)?;
        let mut wrong: Vec<Finding> = missing_headers(&records);
        let mut sets: Vec<ContactSet> = Vec::new();
        if wrong.is_empty() {
            for row in &records.rows {
                match self.contact_row(&records, row) {
                    Ok(Some(set)) => {
                        if let Some(first) = sets.iter().find(|before| before.whose == set.whose) {
                            let line = first.line.unwrap_or_default();
                            let message = words!("第 {line} 行已经出现", "stands in row {line} already");
                            wrong.push(Finding::error(codes::SHEET_DUPLICATE_ROW, message).at_line(row.line));
                        }
                        sets.push(set);
                    }
                    Ok(None) => {}
                    Err(finding) => wrong.push(finding.at_line(row.line)),
                }
            }
            if sets.is_empty() && wrong.is_empty() {
                let message = words!("表中没有填写任何一行", "no row of the sheet is filled in");
                wrong.push(Finding::error(codes::SHEET_EMPTY, message));
            }
        }
        if wrong.is_empty() {
            return Ok(sets);
        }
        let findings = wrong.into_iter().map(|finding| finding.in_file(&file)).collect();
        Err(Failure { exit: Exit::Malformed, findings })
    }

    fn contact_row(&self, records: &PlainTable, row: &GridRow) -> Result<Option<ContactSet>, Finding> {
        let cell = |header| records.column(header).map(|at| row.cell(at).trim()).unwrap_or_default();
        let [name, unit, post, phone, email] = FIELDS.map(cell);
        if [name, unit, post, phone, email].iter().all(|text| text.is_empty()) {
            return Ok(None);
        }
        let whose = match (cell(ID), cell(UNIT)) {
            ("", "") => {
                let message = words!("没有写明项目或单位", "the row names no project and no unit");
                return Err(Finding::error(codes::NO_SUCH_PROJECT, message).on_field(ID));
            }
            ("", unit) => Whose::Unit(unit.to_owned()),
            (id, _) => {
                let found = id.parse().ok().and_then(|id| self.catalogue().project(id));
                let project = found.ok_or_else(|| {
                    let message = words!("没有这个项目", "there is no such project");
                    Finding::error(codes::NO_SUCH_PROJECT, message).on_field(ID).got(id)
                })?;
                Whose::Project(project.id)
            }
        };
        let contact = Contact {
            name: name.to_owned(),
            unit: unit.to_owned(),
            post: post.to_owned(),
            phone: phone.to_owned(),
            email: email.to_owned(),
        };
        Ok(Some(ContactSet { whose, contact, line: Some(row.line) }))
    }
}

fn missing_headers(records: &PlainTable) -> Vec<Finding> {
    let has = |header: &str| records.column(header).is_some();
    let mut wanted = vec![FIELDS[0]];
    if !has(ID) && !has(UNIT) {
        wanted.insert(0, ID);
    }
    wanted
        .into_iter()
        .filter(|header| !has(header))
        .map(|header| {
            Finding::error(codes::SHEET_MISSING_HEADER, words!("缺少这一列", "this column is missing"))
                .on_field(header)
                .hint(words!(
                    "表头以 export --template contact 为准",
                    "headers are those of `export --template contact`"
                ))
        })
        .collect()
}
