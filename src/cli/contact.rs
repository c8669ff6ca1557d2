//! `contact set|import|list`: whom to call about a project or at a unit.

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::asked::{DocumentArgs, FilterParts};
use super::context::Context;
use super::plain::{ColumnAlign, TextCell};
use crate::desk::contact::{ContactSet, Whose};
use crate::domain::contact::Contact;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::project::ProjectId;
use crate::domain::text::clean;
use crate::words;

/// 联系人：设置、导入、列出 // Contacts: set, import, list
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: ContactCommand,
}

#[derive(Subcommand, Debug)]
enum ContactCommand {
    Set(ContactSetArgs),
    Import(ImportArgs),
    List(ContactListArgs),
}

/// 设置一个项目或单位的联系人 // Set the contact of a project or a unit
#[derive(clap::Args, Debug)]
struct ContactSetArgs {
    /// 编号（2021-1-431）或只对应一个项目的词 // An id such as 2021-1-431, or words that name one project
    #[arg(required_unless_present = "unit", conflicts_with = "unit", value_name = "PROJECT")]
    project: Vec<String>,
    /// 牵头单位的联系人，而不是项目的 // A lead unit's contact instead of a project's
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// 姓名 // Name
    #[arg(long, value_name = "NAME", default_value = "")]
    name: String,
    /// 电话 // Telephone
    #[arg(long, value_name = "NUMBER", default_value = "", allow_hyphen_values = true)]
    phone: String,
    /// 职务 // Post
    #[arg(long, value_name = "POST", default_value = "")]
    post: String,
    /// 所在单位 // Where they work
    #[arg(long, value_name = "OFFICE", default_value = "")]
    office: String,
    /// 邮箱 // E-mail
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    email: String,
}

/// 从表格成批导入联系人，全有或全无 // Import contacts from a sheet, all or none
#[derive(clap::Args, Debug)]
struct ImportArgs {
    /// xlsx、csv 等文件；- 为标准输入 // A file such as xlsx or csv; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    reading: DocumentArgs,
    /// 只说会怎样，不写入 // Say what would change, write nothing
    #[arg(long)]
    dry_run: bool,
}

impl ImportArgs {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let source = self.reading.open(&self.file)?;
        let sets = desk.read_contacts(source)?;
        let changed = desk.set_contacts(&sets, self.dry_run, context.now)?;
        let (read, unchanged) = (sets.len(), sets.len() - changed);
        let json = serde_json::json!({
            "dry_run": self.dry_run, "read": read, "changed": changed, "unchanged": unchanged,
        });
        context.answer(&json, |plain| {
            let line = if self.dry_run {
                words!(
                    "{read} 行：将写入 {changed}，不变 {unchanged}",
                    "{read} rows: {changed} would be written, {unchanged} unchanged"
                )
            } else {
                words!(
                    "{read} 行：已写入 {changed}，不变 {unchanged}",
                    "{read} rows: {changed} written, {unchanged} unchanged"
                )
            };
            plain.line(line.get(plain.lang))
        })
    }
}

/// 列出联系人；没有联系人的项目也列出 // List contacts, and the projects that lack one
#[derive(clap::Args, Debug)]
struct ContactListArgs {
    #[command(flatten)]
    parts: FilterParts,
    /// 只列没有联系人的项目 // Only projects that lack a contact
    #[arg(long)]
    missing: bool,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match &self.act {
            ContactCommand::Set(args) => args.run(context),
            ContactCommand::Import(args) => args.run(context),
            ContactCommand::List(args) => args.run(context),
        }
    }
}

impl ContactSetArgs {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let (whose, named) = if let Some(unit) = &self.unit {
            (Whose::Unit(clean(unit).into_owned()), unit.clone())
        } else {
            let project = desk.project_named(&self.project.join(" "))?;
            (Whose::Project(project.id), format!("{} {}", project.id, project.name))
        };
        let contact = Contact {
            name: self.name.clone(),
            unit: self.office.clone(),
            post: self.post.clone(),
            phone: self.phone.clone(),
            email: self.email.clone(),
        }
        .cleaned();
        let set = ContactSet { whose: whose.clone(), contact: contact.clone(), line: None };
        let changed = desk.set_contacts(&[set], false, context.now)?;
        let (project, unit) = match whose {
            Whose::Project(id) => (Some(id), None),
            Whose::Unit(unit) => (None, Some(unit)),
        };
        let json = serde_json::json!({
            "project": project, "unit": unit, "contact": contact, "changed": changed > 0,
        });
        context.answer(&json, |plain| {
            let line = contact.line();
            plain.line(words!("{named} 的联系人：{line}", "contact of {named}: {line}").get(plain.lang))
        })
    }
}

#[derive(Serialize)]
struct ContactJson<'a> {
    project: ProjectId,
    name: &'a str,
    lead_units: &'a [String],
    contact: Option<&'a Contact>,
}

impl ContactListArgs {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let contacts = desk.contacts()?;
        let (projects, _) = desk.list(&self.parts.narrowed(), context.now)?;
        let rows: Vec<ContactJson<'_>> = projects
            .into_iter()
            .map(|project| ContactJson {
                project: project.id,
                name: &project.name,
                lead_units: &project.lead_units,
                contact: contacts.of_project(project.id),
            })
            .filter(|row| !(self.missing && row.contact.is_some()))
            .collect();
        let missing = rows.iter().filter(|row| row.contact.is_none()).count();
        let json = serde_json::json!({ "total": rows.len(), "missing": missing, "contacts": rows });
        context.answer(&json, |plain| {
            let lang = plain.lang;
            let heading = lang.pick(
                ["编号", "项目名称", "牵头单位", "联系人", "职务", "电话", "邮箱"],
                ["id", "name", "lead unit", "contact", "post", "telephone", "e-mail"],
            );
            let columns = [
                ColumnAlign::Left,
                ColumnAlign::Flexible,
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Spare,
                ColumnAlign::Left,
                ColumnAlign::Spare,
            ];
            let cells = rows.iter().map(|row| {
                let text = |of: fn(&Contact) -> &String| row.contact.map_or("—", |c| of(c).as_str());
                vec![
                    TextCell::from(row.project.to_string()),
                    row.name.into(),
                    row.lead_units.join("、").into(),
                    text(|c| &c.name).into(),
                    text(|c| &c.post).into(),
                    text(|c| &c.phone).into(),
                    text(|c| &c.email).into(),
                ]
            });
            plain.table(&columns, &heading, cells)?;
            let total = rows.len();
            plain.line(
                words!(
                    "{total} 个项目，{missing} 个没有联系人",
                    "{total} projects, {missing} without a contact"
                )
                .get(lang),
            )
        })
    }
}
