//! `board`: how the year is going, by category, sector, stage, district or lead unit; as text, JSON or one
//! HTML page. `--open KEY` lists the projects behind a figure.

mod json;
mod text;

use super::asked::MonthArg;
use super::context::Context;
use super::output::{Output, OutputKind};
use crate::desk::board::ProjectLine;
use crate::domain::board::{Board, GroupBy};
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use json::BoardJson;

/// 看板：投资进度、灯、开工完工、报送，慢者在前 // The board: progress, lamps, starts, completions and filing, slowest first
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    month: MonthArg,
    /// 分组：category、sector、stage、district、unit // Group by category, sector, stage, district or unit
    #[arg(long, value_name = "KEY", value_parser = by, default_value = "category")]
    by: GroupBy,
    /// 打开一组背后的项目；- 为未列的一组，all 为全部 // List the projects behind a group; - for the unnamed one, all for every project
    #[arg(long, value_name = "GROUP")]
    open: Option<String>,
    /// 形式：text 或 html // The form: text or html
    #[arg(long, value_name = "FORM", value_parser = ["text", "html"], default_value = "text")]
    format: String,
    #[command(flatten)]
    output: Output,
}

fn by(text: &str) -> Result<GroupBy, String> {
    GroupBy::parse(text).ok_or_else(|| GroupBy::ALL.map(GroupBy::name).join(", "))
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let month = self.month.or_in_hand(&desk, context)?;
        let sheets = desk.sheets(month)?;
        let board = sheets.board(month, self.by);
        if self.format == "html" {
            self.output.check(OutputKind::Text)?;
            return self.output.deliver(desk.board_page(&board, context.lang).as_bytes(), context);
        }
        let behind = match &self.open {
            None => None,
            Some(all) if all == "all" => Some(desk.projects_behind(&sheets, month, None)),
            Some(name) => {
                let key = desk.group_named(&board, name)?;
                Some(desk.projects_behind(&sheets, month, Some((self.by, key.as_deref()))))
            }
        };
        self.answer(context, &board, behind.as_deref())
    }

    fn answer(
        &self,
        context: &Context,
        board: &Board,
        behind: Option<&[ProjectLine<'_>]>,
    ) -> Result<Exit, Failure> {
        let json = BoardJson::new(board, behind, context.lang);
        if self.output.output.is_none() {
            return context.answer(&json, |plain| text::print(board, behind, plain));
        }
        let mut bytes = Vec::new();
        let written = if context.global.json {
            super::json::write_data(&mut bytes, &json, &[], context.lang)
        } else {
            let mut plain =
                super::plain::TextWriter::new(&mut bytes, super::plain::OutputStyle::default(), context.lang);
            text::print(board, behind, &mut plain)
        };
        debug_assert!(written.is_ok(), "writing into memory");
        self.output.deliver(&bytes, context)
    }
}
