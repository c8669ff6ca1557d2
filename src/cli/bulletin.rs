//! `bulletin`: the month's 通报 for the commission or 阶段性进展情况 for the bureau, from an office's template.

use std::fs;
use std::path::PathBuf;

use super::asked::MonthArg;
use super::context::Context;
use super::output::{Output, OutputKind};
use crate::desk::bulletin::{self, Audience, BulletinFormat, BulletinRequest};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::trouble::told;
use crate::words;

/// 起草通报：发改委（建设、前期）或招商局（招商） // Draft the bulletin: for the commission, or the investment bureau
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    month: MonthArg,
    /// 形式：md、html、docx、xlsx // The form: md, html, docx, xlsx
    #[arg(long, value_name = "FORMAT", value_parser = ["md", "html", "docx", "xlsx"], default_value = "md")]
    format: String,
    /// 给谁：commission 发改委，bureau 招商局 // For whom: the commission or the bureau
    #[arg(long = "for", value_name = "OFFICE", value_parser = audience, default_value = "commission")]
    audience: Audience,
    /// 用另一份模板 // Use another template
    #[arg(long, value_name = "FILE")]
    template_file: Option<PathBuf>,
    /// 打印现用的模板，改好后可放进 DATA/templates/ // Print the template in use, to be changed and put into DATA/templates/
    #[arg(long)]
    show_template: bool,
    #[command(flatten)]
    output: Output,
}

fn audience(text: &str) -> Result<Audience, String> {
    Audience::parse(text).ok_or_else(|| Audience::ALL.map(Audience::name).join(", "))
}

impl Args {
    /// Writes it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let (format, kind) = match self.format.as_str() {
            "html" => (BulletinFormat::Html, OutputKind::Text),
            "docx" => (BulletinFormat::Docx, OutputKind::Binary),
            "xlsx" => (BulletinFormat::Xlsx, OutputKind::Binary),
            _ => (BulletinFormat::Markdown, OutputKind::Text),
        };
        let desk = context.desk()?;
        if self.show_template {
            let (_, text) = desk.template(self.audience)?;
            return self.output.deliver(text.as_bytes(), context);
        }
        self.output.check(kind)?;
        let month = self.month.or_in_hand(&desk, context)?;
        let asked = BulletinRequest { month, audience: self.audience, template: self.own_template()? };
        let document = desk.bulletin(&asked, context.now)?;
        let bytes = bulletin::write(&document, format)?;
        if context.global.json && self.output.output.is_none() && kind == OutputKind::Text {
            let text = String::from_utf8_lossy(&bytes);
            let answer = serde_json::json!({ "month": month, "for": self.audience.name(), "text": text });
            return context.answer(&answer, |_| Ok(()));
        }
        self.output.deliver(&bytes, context)
    }

    fn own_template(&self) -> Result<Option<(String, String)>, Failure> {
        let Some(path) = &self.template_file else { return Ok(None) };
        let name = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Ok(Some((name, text))),
            Err(error) => {
                let words = told(words!("模板读不出来", "the template cannot be read"), &error);
                let finding = Finding::error(codes::BAD_TEMPLATE, words).in_file(name);
                Err(Failure::new(Exit::Storage, finding))
            }
        }
    }
}
