//! `pool …`: needs of projects, offers of money and resources, and matches between them (三池对接).

use std::io;

use clap::Subcommand;
use jiff::civil::Date;
use serde::Serialize;

use super::context::Context;
use super::plain::{ColumnAlign, TextCell, TextWriter};
use super::record::{RecordJson, written};
use super::values;
use crate::desk::App;
use crate::domain::category::Category;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::pool::{Coverage, Match, Need, Offer, Pools, ProposedMatch, Quantity, Resource};

/// 三池对接：需求、供给、对接 // Needs, offers and the matches between them
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: PoolCommand,
}

#[derive(Subcommand, Debug)]
enum PoolCommand {
    List(PoolListArgs),
    Add(PoolAddArgs),
    Match(MatchArgs),
}

/// 列出未满足的需求、未用的供给和覆盖情况 // Unmet needs, unused offers, coverage
#[derive(clap::Args, Debug)]
struct PoolListArgs {
    /// 附上按规则建议的对接 // Add the matches that the rules propose
    #[arg(long)]
    propose: bool,
}

/// 登记需求（给出项目）或供给（--offer 名称） // Enter a need (name a project) or an offer (--offer NAME)
#[derive(clap::Args, Debug)]
struct PoolAddArgs {
    /// 哪个项目的需求 // The project that lacks it
    #[arg(value_name = "PROJECT", required_unless_present = "offer", conflicts_with = "offer")]
    project: Option<String>,
    /// 供给的名称，如 2021年第三批专项债券 // An offer's name
    #[arg(long, value_name = "NAME")]
    offer: Option<String>,
    /// 种类：专项债、信贷、用地、能耗、环境…… // What: special_bonds, bank_credit, land, energy, environment …
    #[arg(long, value_name = "RESOURCE", value_parser = resource)]
    resource: Resource,
    /// 数量：资金以万元、用地以亩、能耗以吨标准煤、环境容量以吨计 // How much: 10k yuan, mu, tonnes
    #[arg(long, value_name = "N", value_parser = quantity)]
    amount: Quantity,
    /// 需要的日期 // When it is needed
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    by: Option<Date>,
    /// 供给到期日 // The last day of an offer
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    until: Option<Date>,
    /// 供给只给这一类项目 // An offer only for this category
    #[arg(long, value_name = "CATEGORY", value_parser = values::category)]
    category: Option<Category>,
    /// 供给只给这个区县 // An offer only for this district
    #[arg(long, value_name = "DISTRICT", default_value = "")]
    district: String,
    /// 备注 // A remark
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

/// 把一项供给的一部分对接给一条需求 // Give so much of an offer to a need
#[derive(clap::Args, Debug)]
struct MatchArgs {
    /// 需求号，如 n1 // A need such as n1
    #[arg(value_name = "NEED")]
    need: String,
    /// 供给号，如 o1 // An offer such as o1
    #[arg(value_name = "OFFER")]
    offer: String,
    /// 数量；不写则取两边都容得下的最大数 // How much; as much as both sides allow unless said
    #[arg(long, value_name = "N", value_parser = quantity)]
    amount: Option<Quantity>,
}

fn resource(text: &str) -> Result<Resource, String> {
    Resource::parse(text).ok_or_else(|| Resource::all().map(Resource::name).collect::<Vec<_>>().join(", "))
}

fn quantity(text: &str) -> Result<Quantity, String> {
    Quantity::parse(text).map_err(|_| "1234.5".to_owned())
}

#[derive(Serialize)]
struct PoolListJson<'a> {
    needs: Vec<OpenJson<'a, Need>>,
    offers: Vec<OpenJson<'a, Offer>>,
    matches: Vec<MatchJson<'a>>,
    coverage: Vec<Covered>,
    proposals: Vec<Proposed<'a>>,
}

#[derive(Serialize)]
struct OpenJson<'a, T> {
    id: &'a str,
    #[serde(flatten)]
    value: &'a T,
    left: Quantity,
}

#[derive(Serialize)]
struct MatchJson<'a> {
    id: &'a str,
    #[serde(flatten)]
    value: &'a Match,
}

#[derive(Serialize)]
struct Covered {
    resource: Resource,
    needed: Quantity,
    offered: Quantity,
    matched: Quantity,
}

#[derive(Serialize)]
struct Proposed<'a> {
    #[serde(flatten)]
    what: &'a Match,
    why: &'a str,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        match &self.act {
            PoolCommand::List(args) => args.run(&desk, context),
            PoolCommand::Add(args) => args.run(&desk, context),
            PoolCommand::Match(args) => args.run(&desk, context),
        }
    }
}

impl PoolAddArgs {
    fn run(&self, desk: &App, context: &Context) -> Result<Exit, Failure> {
        if let Some(name) = &self.offer {
            let offer = Offer {
                name: name.clone(),
                resource: self.resource,
                amount: self.amount,
                category: self.category,
                district: self.district.clone(),
                until: self.until,
            };
            let record = desk.add_offer(&offer, context.now)?;
            return context.answer(&RecordJson::from(&record), |plain| {
                written(plain, &record, plain.lang.pick("供给", "offer"))
            });
        }
        let project = desk.project_named(self.project.as_deref().unwrap_or_default())?.id;
        let need = Need {
            project: project.to_string(),
            resource: self.resource,
            amount: self.amount,
            by: self.by,
            note: self.note.clone(),
        };
        let record = desk.add_need(&need, context.now)?;
        context.answer(&RecordJson::from(&record), |plain| {
            written(plain, &record, plain.lang.pick("需求", "need"))
        })
    }
}

impl MatchArgs {
    fn run(&self, desk: &App, context: &Context) -> Result<Exit, Failure> {
        let most = || desk.pools().map(|pools| pools.unmet(&self.need).min(pools.unused(&self.offer)));
        let amount = self.amount.map_or_else(most, Ok)?;
        let wanted = Match { need: self.need.clone(), offer: self.offer.clone(), amount };
        let record = desk.add_match(&wanted, context.now)?;
        context.answer(&RecordJson::from(&record), |plain| {
            written(plain, &record, plain.lang.pick("对接", "match"))?;
            plain.line(format!("{} ← {} {}", self.need, self.offer, record.value.amount))
        })
    }
}

impl PoolListArgs {
    fn run(&self, desk: &App, context: &Context) -> Result<Exit, Failure> {
        let pools = desk.pools()?;
        let proposals = if self.propose { desk.propose_matches(context.now)? } else { Vec::new() };
        let listed = PoolListJson {
            needs: pools
                .needs
                .iter()
                .map(|(id, value)| OpenJson { id, value, left: pools.unmet(id) })
                .collect(),
            offers: pools
                .offers
                .iter()
                .map(|(id, value)| OpenJson { id, value, left: pools.unused(id) })
                .collect(),
            matches: pools.matches.iter().map(|(id, value)| MatchJson { id, value }).collect(),
            coverage: pools.coverage().into_iter().map(|(resource, c)| covered(resource, c)).collect(),
            proposals: proposals
                .iter()
                .map(|p| Proposed { what: &p.what, why: p.why.get(context.lang) })
                .collect(),
        };
        context.answer(&listed, |plain| print(plain, &pools, &proposals))
    }
}

fn covered(resource: Resource, coverage: Coverage) -> Covered {
    let Coverage { needed, offered, matched } = coverage;
    Covered { resource, needed, offered, matched }
}

fn print(plain: &mut TextWriter<'_>, pools: &Pools, proposals: &[ProposedMatch]) -> io::Result<()> {
    let lang = plain.lang;
    if pools.needs.is_empty() && pools.offers.is_empty() {
        return plain.line(lang.pick("三池为空。", "The pools are empty."));
    }
    let rows = pools.coverage().into_iter().map(|(resource, c)| -> Vec<TextCell> {
        vec![
            format!("{}（{}）", resource.title(lang), resource.unit(lang)).into(),
            c.needed.to_string().into(),
            c.offered.to_string().into(),
            c.matched.to_string().into(),
        ]
    });
    let heading = lang.pick(["种类", "需求", "供给", "已对接"], ["resource", "needed", "offered", "matched"]);
    plain.table(
        &[ColumnAlign::Left, ColumnAlign::Right, ColumnAlign::Right, ColumnAlign::Right],
        &heading,
        rows,
    )?;
    let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
    plain.gap()?;
    let rows = pools.unmet_needs().into_iter().map(|(id, need, left)| -> Vec<TextCell> {
        vec![
            id.as_str().into(),
            need.project.as_str().into(),
            need.resource.title(lang).into(),
            left.to_string().into(),
            day(need.by).into(),
        ]
    });
    let heading =
        lang.pick(["需求", "项目", "种类", "尚缺", "何时"], ["need", "project", "resource", "unmet", "by"]);
    let columns =
        [ColumnAlign::Left, ColumnAlign::Left, ColumnAlign::Left, ColumnAlign::Right, ColumnAlign::Left];
    plain.table(&columns, &heading, rows)?;
    plain.gap()?;
    let rows = pools.unused_offers().into_iter().map(|(id, offer, left)| -> Vec<TextCell> {
        vec![
            id.as_str().into(),
            offer.name.as_str().into(),
            offer.resource.title(lang).into(),
            left.to_string().into(),
            day(offer.until).into(),
        ]
    });
    let heading =
        lang.pick(["供给", "名称", "种类", "余额", "到期"], ["offer", "name", "resource", "left", "until"]);
    let columns =
        [ColumnAlign::Left, ColumnAlign::Flexible, ColumnAlign::Left, ColumnAlign::Right, ColumnAlign::Left];
    plain.table(&columns, &heading, rows)?;
    for proposal in proposals {
        let Match { need, offer, amount } = &proposal.what;
        plain.line(format!(
            "{} diaodu pool match {need} {offer} --amount {amount}  # {}",
            lang.pick("建议：", "proposal:"),
            proposal.why.get(lang)
        ))?;
    }
    Ok(())
}
