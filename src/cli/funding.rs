//! `funding set|list`: a project's money by source: planned, available, used, and the gap.

use clap::Subcommand;
use serde::Serialize;

use super::asked::AnyProject;
use super::context::Context;
use super::plain::{ColumnAlign, TextCell};
use super::record::{RecordJson, written};
use super::register;
use super::values;
use crate::desk::register::Register;
use crate::desk::roster::Funding;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::funding::FundingSource;
use crate::domain::money::Money;

/// 资金来源：登记、列出 // Funding by source: set, list
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: FundingCommand,
}

#[derive(Subcommand, Debug)]
enum FundingCommand {
    Set(FundingSetArgs),
    List(FundingListArgs),
}

/// 登记一个来源，金额以万元计 // Set one source, in 10k yuan
#[derive(clap::Args, Debug)]
struct FundingSetArgs {
    /// 编号或只对应一个项目的词 // An id, or a word that names one project
    #[arg(value_name = "PROJECT")]
    project: String,
    /// 来源：中央预算内投资、专项债、财政、债权、股权、股债结合、基金、信贷、社会资金 // A source such as special_bonds or bank_credit
    #[arg(value_name = "SOURCE", value_parser = source)]
    source: FundingSource,
    /// 计划 // Planned
    #[arg(long, value_name = "N", value_parser = values::wan)]
    planned: Option<Money>,
    /// 到位 // Available
    #[arg(long, value_name = "N", value_parser = values::wan)]
    available: Option<Money>,
    /// 使用 // Used
    #[arg(long, value_name = "N", value_parser = values::wan)]
    used: Option<Money>,
    /// 理由 // The reason
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// 列出资金；不写项目则列出全部 // List funding; all of it unless a project is named
#[derive(clap::Args, Debug)]
struct FundingListArgs {
    #[command(flatten)]
    project: AnyProject,
}

fn source(text: &str) -> Result<FundingSource, String> {
    FundingSource::parse(text).ok_or_else(|| FundingSource::ALL.map(FundingSource::name).join(", "))
}

#[derive(Serialize)]
struct FundingListJson {
    project: String,
    funding: Vec<FundingJson>,
}

/// **funding** of the JSON contract: amounts in 元.
#[derive(Serialize)]
pub struct FundingJson {
    source: FundingSource,
    planned: Option<Money>,
    available: Option<Money>,
    used: Option<Money>,
    gap: Option<Money>,
}

impl FundingJson {
    /// One source.
    pub fn new(source: FundingSource, funding: &Funding) -> Self {
        let Funding { planned, available, used } = *funding;
        Self { source, planned, available, used, gap: funding.gap() }
    }
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        match &self.act {
            FundingCommand::Set(args) => {
                let id = desk.project_named(&args.project)?.id;
                let given = Funding { planned: args.planned, available: args.available, used: args.used };
                let record = desk.set_funding(id, args.source, given, &args.reason, context.now)?;
                context.answer(&RecordJson::from(&record), |plain| {
                    written(plain, &record, args.source.title(plain.lang))
                })
            }
            FundingCommand::List(args) => {
                let Some(project) = args.project.find(&desk)? else {
                    let (right, spare) = (ColumnAlign::Right, ColumnAlign::SpareRight);
                    let columns = [
                        ColumnAlign::Left,
                        ColumnAlign::Flexible,
                        ColumnAlign::Left,
                        right,
                        spare,
                        spare,
                        right,
                    ];
                    return register::whole(context, &desk, Register::Funding, false, &columns);
                };
                let id = project.id;
                let sources = desk.funding(id)?;
                let json = FundingListJson {
                    project: id.to_string(),
                    funding: sources.iter().map(|(s, r)| FundingJson::new(*s, &r.value)).collect(),
                };
                context.answer(&json, |plain| {
                    let lang = plain.lang;
                    if sources.is_empty() {
                        return plain.line(lang.pick("还没有登记资金。", "No funding recorded yet."));
                    }
                    let wan = |money: Option<Money>| money.map_or("—".to_owned(), Money::in_wan);
                    let rows = sources.iter().map(|(source, record)| -> Vec<TextCell> {
                        let f = &record.value;
                        vec![
                            source.title(lang).into(),
                            wan(f.planned).into(),
                            wan(f.available).into(),
                            wan(f.used).into(),
                            wan(f.gap()).into(),
                        ]
                    });
                    let heading = lang.pick(
                        ["来源（万元）", "计划", "到位", "使用", "缺口"],
                        ["source (10k yuan)", "planned", "available", "used", "gap"],
                    );
                    let columns = [
                        ColumnAlign::Left,
                        ColumnAlign::Right,
                        ColumnAlign::Right,
                        ColumnAlign::Right,
                        ColumnAlign::Right,
                    ];
                    plain.table(&columns, &heading, rows)
                })
            }
        }
    }
}
