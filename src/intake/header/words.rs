//! What printed headers mean: the synonyms observed in published lists of many provinces and cities. It
//! never sees a row.

use super::ProjectField;
use crate::domain::text::to_half_width;

/// What a header says, and how clearly: 2 where nothing else could be meant, 1 where a better one may stand
/// beside it, 0 for a column that is known and has no field of its own.
pub type HeaderMeaning = (Option<ProjectField>, u8);

/// A header without spaces, in half width, without a unit in brackets and without a leading year.
fn core(label: &str) -> String {
    let mut text = bare(label);
    while let Some(open) = text.find('(') {
        let Some(length) = text[open..].find(')') else { break };
        let inside = &text[open + 1..open + length];
        if !(inside.contains('元') || inside.contains("单位") || inside.chars().all(|c| c.is_ascii_digit()))
        {
            break;
        }
        text.replace_range(open..=open + length, "");
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 4
        && let Some(rest) = text[4..].strip_prefix('年')
    {
        let rest = rest.strip_prefix('度').unwrap_or(rest);
        return if rest.is_empty() { text } else { rest.to_owned() };
    }
    text
}

pub fn bare(label: &str) -> String {
    to_half_width(label)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '"' | '“' | '”'))
        .collect()
}

/// The meaning of one printed header.
pub fn meaning(label: &str) -> Option<HeaderMeaning> {
    use ProjectField as F;
    let core = core(label);
    let text = core.as_str();
    let is = |all: &[&str]| all.contains(&text);
    let has = |any: &[&str]| any.iter().any(|w| text.contains(w));
    if text.is_empty() || text.chars().count() > 30 {
        return None;
    }
    let sure = |field| Some((Some(field), 2));
    let maybe = |field| Some((Some(field), 1));
    let known = Some((None, 0));
    if is(&["序号", "总序号", "序次", "顺序号"]) {
        return sure(F::Serial);
    }
    if is(&["编号", "分序号", "项目序号", "项目编号", "序"]) {
        return maybe(F::Serial);
    }
    if is(&["所属标题"]) {
        return sure(F::Headings);
    }
    if is(&["原序号"]) {
        return sure(F::PrintedSerial);
    }
    if is(&["上年编号"]) {
        return sure(F::Continues);
    }
    if is(&["标记", "标识", "标注"]) {
        return sure(F::Mark);
    }
    if has(&["子项目名称", "企业名称", "公司名称", "单位名称", "联系"]) && !text.contains("项目单位及名称")
    {
        return known;
    }
    if has(&["项目名称", "工程名称"])
        || is(&[
            "项目名",
            "工程名",
            "项目单位及名称",
            "项目(工程)名称",
            "项目及工程名称",
            "建设项目名",
            "项目(名称)",
        ])
    {
        return sure(F::Name);
    }
    if is(&["名称", "项目", "建设项目", "工程项目", "重点项目", "重大项目"]) {
        return maybe(F::Name);
    }
    let done =
        has(&["完成情况", "累计", "已完成", "实际", "到位", "截至", "完成率", "照片", "资金来源", "其中"]);
    if is(&["建设时间", "建设年份", "建设时限", "实施期限", "实施年限"]) {
        return sure(F::Years);
    }
    if has(&["起止", "建设年限", "建设周期", "建设期", "工期", "开竣工", "开(竣)工"]) && !done
    {
        return sure(F::Years);
    }
    let when = has(&["年份", "时间", "年度", "日期", "年月"]);
    let finish = has(&["竣工", "建成", "完工", "投产"]);
    if finish && !done && !has(&["投资", "目标", "面积", "情况", "是否", "产值"]) {
        let plain = is(&[
            "竣工",
            "完工",
            "建成",
            "计划竣工",
            "计划完工",
            "计划建成",
            "拟竣工",
            "拟建成",
            "预计竣工",
            "预计建成",
            "预计完工",
        ]);
        if plain || when {
            return sure(F::FinishYear);
        }
    }
    if text.contains("开工") && !finish && !done && !has(&["投资", "目标", "面积", "情况", "是否"])
    {
        let plain = is(&["开工", "计划开工", "拟开工", "预计开工"]);
        if plain || when {
            return sure(F::StartYear);
        }
    }
    if let Some(meaning) = amount(text, done) {
        return Some(meaning);
    }
    if has(&[
        "建设内容",
        "建设规模",
        "项目内容",
        "项目简介",
        "项目概况",
        "工程内容",
        "主要内容",
        "工程规模",
        "内容及规模",
        "规模及内容",
    ]) {
        return sure(F::Content);
    }
    let monthly = text.contains('月') || text.contains("季度") || text.contains("上半年");
    if !done
        && !monthly
        && (has(&["目标", "建设任务", "工作计划", "工作任务", "进度安排", "进度计划", "建设计划"])
            || text.contains("形象进度"))
    {
        return if is(&["年度建设目标", "年度目标", "年度工作目标"]) {
            sure(F::Goal)
        } else {
            maybe(F::Goal)
        };
    }
    if is(&[
        "当年建设阶段",
        "建设阶段",
        "项目阶段",
        "阶段",
        "建设性质",
        "项目性质",
        "建设批次",
        "建设状态",
        "项目状态",
    ]) {
        return if text.contains("阶段") { sure(F::Stage) } else { maybe(F::Stage) };
    }
    if has(&["责任人", "责任领导", "牵头领导", "联系人", "负责人"]) {
        return known;
    }
    if text.contains("牵头") {
        return sure(F::LeadUnit);
    }
    if has(&[
        "责任单位",
        "主管部门",
        "主管单位",
        "主责单位",
        "责任部门",
        "监管单位",
        "责任主体",
        "推进单位",
        "包抓单位",
        "包保单位",
        "服务单位",
    ]) {
        return maybe(F::LeadUnit);
    }
    if is(&[
        "区县",
        "属地",
        "市州",
        "市县",
        "地区",
        "县区",
        "区域",
        "县市区",
        "区市县",
        "县(市、区)",
        "市(县、区)",
        "区(县)",
        "县(市)区",
        "市(州)",
        "区、县",
        "县、区",
    ]) || has(&[
        "所在市县",
        "所在地",
        "所在盟市",
        "隶属区县",
        "所在省辖市",
        "所在区",
        "所在县",
        "所属区",
        "所属县",
        "所属市",
        "所在市",
        "所在州",
    ]) {
        return sure(F::District);
    }
    if has(&["建设地点", "项目地点", "建设地址", "项目位置", "建设位置", "项目地址", "实施地点"])
    {
        return maybe(F::District);
    }
    let others = [
        "备注",
        "业主",
        "建设单位",
        "实施单位",
        "项目单位",
        "项目法人",
        "建设主体",
        "法人单位",
        "实施主体",
        "(法人)单位",
        "投资主体",
        "项目类别",
        "产业类别",
        "项目分类",
        "项目大类",
        "行业",
        "项目类型",
        "项目领域",
        "领域",
        "用途分类",
        "分类",
        "类别",
        "联系",
        "电话",
        "问题",
        "进展",
        "进度",
        "手续",
        "审批",
        "用地",
        "资金",
        "项目代码",
        "建设方式",
        "投资方",
        "完成",
        "说明",
    ];
    if has(&others) { known } else { None }
}

/// The meaning of a header about money.
fn amount(text: &str, done: bool) -> Option<HeaderMeaning> {
    let has = |any: &[&str]| any.iter().any(|w| text.contains(w));
    if !text.contains("投资")
        || has(&["投资主体", "投资方", "投资人", "投资单位", "投资企业", "投资类别", "投资性质", "投资强度"])
    {
        return None;
    }
    let plan = has(&["计划", "预计", "年度", "目标", "安排"]);
    let part =
        done || has(&[
            "十四五",
            "十三五",
            "十五五",
            "以后",
            "后续",
            "剩余",
            "季度",
            "月",
            "上半年",
            "下半年",
            "比例",
            "中央",
            "省级",
            "市级",
            "银行",
            "自筹",
            "建安",
            "固定资产",
            "政府投资",
            "社会投资",
        ]) || (text.contains("完成") && !plan);
    if part {
        return Some((None, 0));
    }
    let exact = [
        "总投资",
        "项目总投资",
        "总投资额",
        "估算总投资",
        "计划总投资",
        "概算总投资",
        "投资总额",
        "总投资估算",
        "总投资规模",
        "预计总投资",
        "投资估算",
    ];
    if exact.contains(&text) || text.contains("总投资") {
        return Some((Some(ProjectField::TotalInvestment), 2));
    }
    if plan
        || text.starts_with("年投资")
        || text.contains("本年")
        || text.contains("当年")
        || text.contains("年投资")
    {
        return Some((
            Some(ProjectField::PlannedInvestment),
            if text.contains("计划") || text.contains("年度") { 2 } else { 1 },
        ));
    }
    ["投资额", "投资", "项目投资", "投资规模", "投资概算", "概算投资", "估算投资"]
        .contains(&text)
        .then_some((Some(ProjectField::TotalInvestment), 1))
}

/// A header's text for people: lines joined, spaces between Chinese characters taken out.
pub fn tidy(label: &str) -> String {
    let chinese = label.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if chinese {
        let mut out = String::new();
        let chars: Vec<char> = label.chars().filter(|c| *c != '\n').collect();
        for (at, c) in chars.iter().enumerate() {
            let between_latin = |i: usize| chars.get(i).is_some_and(char::is_ascii_alphanumeric);
            if c.is_whitespace() && !(at > 0 && between_latin(at - 1) && between_latin(at + 1)) {
                continue;
            }
            out.push(*c);
        }
        return out;
    }
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}
