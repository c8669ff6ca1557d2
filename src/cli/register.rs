//! A whole register as `permit list` and `funding list` print it where no project is named.

use serde_json::{Value as Json, json};

use super::context::Context;
use super::plain::{ColumnAlign, TextCell};
use crate::desk::App;
use crate::desk::register::Register;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// Prints every row of the list's projects, or those alone that are past their date. `columns` are those of
/// the project's id, its name and the register's own.
pub fn whole(
    context: &Context,
    desk: &App,
    register: Register,
    overdue: bool,
    columns: &[ColumnAlign],
) -> Result<Exit, Failure> {
    let year = desk.year()?.year;
    let mut read = desk.register(register, |id| id.year == year, context.now)?;
    if overdue {
        read.keep_overdue();
    }
    let rows = read.objects();
    let json = json!({ "total": rows.len(), register.name(): rows.into_iter().map(Json::Object).collect::<Vec<_>>() });
    context.answer(&json, |plain| {
        let lang = plain.lang;
        if read.is_empty() {
            return plain.line(lang.pick("没有。", "None."));
        }
        let rows = read.texts(lang).map(|row| row.iter().map(TextCell::from).collect());
        let heading = register.heading(lang);
        plain.table(columns, &heading.iter().map(String::as_str).collect::<Vec<_>>(), rows)
    })
}
