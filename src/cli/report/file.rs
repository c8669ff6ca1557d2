//! `report file PROJECT …`: one report by flags. What a flag does not give stays as it stands, or as
//! last month left it; an empty value clears. With `--from` many at once, see [`super::batch`].

use super::shape::{ReportJson, print_filed};
use crate::cli::asked::MonthArg;
use crate::cli::context::{Context, MOST_FINDINGS};
use crate::desk::report::FileRequest;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::report::draft::Draft;
use crate::domain::report::field::Field;

/// 填报或更正一份月报；或用 --from 成批填报 // File or correct a report, or many with --from
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 编号（2021-1-431）或只对应一个项目的词 // An id such as 2021-1-431, or words that name one project
    #[arg(required_unless_present = "from", conflicts_with = "from", value_name = "PROJECT")]
    project: Vec<String>,
    #[command(flatten)]
    pub(super) month: MonthArg,
    #[command(flatten)]
    fields: ReportFlags,
    /// 只存草稿，不填报 // Save as a draft without filing
    #[arg(long)]
    pub(super) draft: bool,
    #[command(flatten)]
    pub(super) safety: Safety,
    #[command(flatten)]
    pub(super) many: super::batch::Many,
}

/// What makes a change safe to repeat and safe from others.
#[derive(clap::Args, Debug)]
pub struct Safety {
    /// 请求号：重复提交返回首次结果 // A request id: asking again returns the first result
    #[arg(long, value_name = "ID")]
    pub request_id: Option<String>,
    /// 所依据的版本；已有新版则拒绝 // The revision it builds on; refused when there is a newer one
    #[arg(long, value_name = "N")]
    pub expect_revision: Option<u64>,
}

/// The fields of a report as flags; texts are read by the domain, so that every slip is a finding.
#[derive(clap::Args, Debug)]
struct ReportFlags {
    /// 本月完成投资，万元 // Investment completed this month, in 万元
    #[arg(long, value_name = "WAN", allow_hyphen_values = true)]
    invested: Option<String>,
    /// 本月进展情况 // The month's progress in words
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// 当前阶段；招商：洽谈、签约、注册、开工、投产 // The stage; promotion: 洽谈 签约 注册 开工 投产
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// 实际开工日期 // The actual start date
    #[arg(long, value_name = "DATE")]
    started: Option<String>,
    /// 今年以前累计完成投资，万元 // Invested before this year, in 万元
    #[arg(long, value_name = "WAN", allow_hyphen_values = true)]
    before: Option<String>,
    /// 统计数，万元 // The statistics figure, in 万元
    #[arg(long, value_name = "WAN", allow_hyphen_values = true)]
    statistics: Option<String>,
    /// 没有统计数时：pending 待核，unregistered 未入统 // Without a figure: pending or unregistered
    #[arg(long, value_name = "STATE")]
    statistics_state: Option<String>,
    /// 与统计数不一致的说明 // Why the figure differs from statistics
    #[arg(long, value_name = "TEXT")]
    explain: Option<String>,
    /// 形象进度，0–100 // Physical progress, 0–100
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    physical: Option<String>,
    /// 形象进度说明 // Physical progress in words
    #[arg(long, value_name = "TEXT")]
    physical_text: Option<String>,
    /// 到位资金分来源，如 专项债=500,信贷=300，万元 // Funds in place by source, 专项债=500,信贷=300 in 万元
    #[arg(long, value_name = "SOURCE=WAN")]
    funds: Vec<String>,
    /// 到位资金合计，万元 // Funds in place in all, in 万元
    #[arg(long, value_name = "WAN", allow_hyphen_values = true)]
    funds_in: Option<String>,
    /// 审批手续，可重复：环评:planned=日期,actual=日期,number=文号 // A permit, repeatable: KIND:planned=D,actual=D,number=X
    #[arg(long, value_name = "KIND:…")]
    permit: Vec<String>,
    /// 预计开工日期 // The expected start date
    #[arg(long, value_name = "DATE")]
    expected_start: Option<String>,
    /// 是否具备转入建设条件：是、否 // Ready to move to construction: yes or no
    #[arg(long, value_name = "YES|NO")]
    ready: Option<String>,
    /// 合同金额，万元 // The contract amount, in 万元
    #[arg(long, value_name = "WAN", allow_hyphen_values = true)]
    contract: Option<String>,
    /// 专班负责人 // The task force's leader
    #[arg(long, value_name = "NAME")]
    leader: Option<String>,
    /// 节点安排 // Milestones
    #[arg(long, value_name = "TEXT")]
    milestones: Option<String>,
    /// 存在问题 // Problems
    #[arg(long, value_name = "TEXT")]
    problems: Option<String>,
    /// 下步安排 // Next steps
    #[arg(long, value_name = "TEXT")]
    next: Option<String>,
    /// 实际完工日期；其后月份不再填报 // The completion date; later months are not due
    #[arg(long, value_name = "DATE")]
    completed: Option<String>,
    /// 更正、冲减或下降的理由 // Why it is corrected, negative or falling
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl ReportFlags {
    fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        let single = [
            (Field::CompletedInvestment, &self.invested),
            (Field::Text, &self.text),
            (Field::Stage, &self.stage),
            (Field::StartedOn, &self.started),
            (Field::InvestedBefore, &self.before),
            (Field::Statistics, &self.statistics),
            (Field::StatisticsState, &self.statistics_state),
            (Field::Explanation, &self.explain),
            (Field::PhysicalPercent, &self.physical),
            (Field::PhysicalText, &self.physical_text),
            (Field::FundsIn, &self.funds_in),
            (Field::ExpectedStart, &self.expected_start),
            (Field::Ready, &self.ready),
            (Field::Contract, &self.contract),
            (Field::Leader, &self.leader),
            (Field::Milestones, &self.milestones),
            (Field::Problems, &self.problems),
            (Field::NextSteps, &self.next),
            (Field::CompletedOn, &self.completed),
            (Field::Reason, &self.reason),
        ];
        for (field, given) in single {
            if let Some(text) = given {
                draft.set(field, text);
            }
        }
        for (field, given, between) in
            [(Field::Funds, &self.funds, ","), (Field::Permits, &self.permit, "\n")]
        {
            if !given.is_empty() {
                draft.set(field, given.join(between));
            }
        }
        draft
    }
}

impl Args {
    /// Files it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        if let Some(from) = &self.many.from {
            return super::batch::run(self, from, &self.fields.draft(), context);
        }
        let desk = context.desk()?;
        let project = desk.project_named(&self.project.join(" "))?;
        let month = self.month.or_in_hand(&desk, context)?;
        let filing = FileRequest {
            project: project.id,
            month,
            given: self.fields.draft(),
            as_draft: self.draft,
            request_id: self.safety.request_id.clone(),
            expect_revision: self.safety.expect_revision,
        };
        let filed = desk.file(&filing, context.now)?;
        context.say(&filed.warnings, MOST_FINDINGS);
        let json = ReportJson::new(&filed.shown);
        context.answer(&json, |plain| print_filed(&filed, project, plain))
    }
}
