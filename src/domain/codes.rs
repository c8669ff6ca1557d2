//! Every finding code, in one table. The code is stable; the sentence says what it means and becomes
//! docs/findings.md. First digit: 1 catalogue, 2 command line, 3 documents, 4 reports and other rules,
//! 5 storage, 6 busy, 7 conflict, 8 permission, 9 integrity and versions.

/// A stable finding code such as `E1003`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(&'static str);

impl Code {
    /// The printed form.
    pub fn id(self) -> &'static str {
        self.0
    }
}

macro_rules! codes {
    ($($name:ident $id:literal $en:literal $zh:literal;)*) => {
        $(#[doc = $en] pub const $name: Code = Code($id);)*

        /// Every code with its English and Chinese meaning, in order.
        pub const ALL: &[(Code, &str, &str)] = &[$((Code($id), $en, $zh)),*];
    };
}

codes! {
    // 1xxx: the catalogue and its YAML files
    UNREADABLE "E1001" "A file or folder cannot be read." "文件或文件夹无法读取。";
    NOT_UTF8 "E1002" "A catalogue file is not UTF-8." "目录文件不是 UTF-8 编码。";
    BAD_YAML "E1003" "A record is not valid YAML." "记录不是合法的 YAML。";
    OVER_LIMIT "E1004" "A file or record is larger or deeper than the limit." "文件或记录超出大小或嵌套上限。";
    UNKNOWN_FIELD "E1005" "A field has a name that the format does not know." "字段名不在格式之内。";
    MISSING_FIELD "E1006" "A required field is missing or empty." "缺少必填字段，或字段为空。";
    BAD_VALUE "E1007" "A field has a value of the wrong kind." "字段的值类型不对。";
    DUPLICATE_ID "E1008" "Two projects have the same id." "两个项目编号相同。";
    FINISH_BEFORE_START "E1009" "A project finishes before it starts." "拟建成年份早于开工年份。";
    UNKNOWN_STAGE "E1010" "A stage is not a word that the desk knows." "建设阶段不是已知的说法。";
    WRONG_TOTAL "E1011" "Declared counts do not add up, or more projects are loaded than declared." "公布的数目加不起来，或载入的多于公布的。";
    FORBIDDEN_CHARACTER "E1012" "Text held control, bidi or private characters; they were removed." "文本含控制符、双向控制符或私用字符，已去除。";
    EMPTY_CATALOGUE "E1013" "There is no catalogue in the folder." "文件夹中没有项目目录。";
    WRONG_YEAR "E1014" "A file's year is not its folder's year." "文件的年份与所在文件夹不符。";
    UNWRITABLE "E1015" "A catalogue file cannot be written; nothing was changed." "目录文件无法写入，未作任何改动。";
    CHANGED_WHILE_READ "E1016" "A catalogue file changed while it was read; what was read may be incomplete." "目录文件在读取过程中变化，读到的内容可能不全。";
    NO_CACHE "E1017" "The start-up cache cannot be written; the next start reads the lists again." "启动缓存无法写入，下次启动仍要重读目录。";

    // 15xx: lamp profiles, board settings, templates
    LAMP_OVERLAP "E1501" "Two bands of a lamp profile overlap." "灯规则的两段重叠。";
    LAMP_GAP "E1502" "A lamp profile leaves a gap between its bands." "灯规则的各段之间有空缺。";
    LAMP_EMPTY_BAND "E1503" "A band of a lamp profile contains nothing." "灯规则的一段内没有任何值。";
    NO_SUCH_LAMP_PROFILE "E1504" "The settings name a lamp profile that does not exist." "设置所指的灯规则不存在。";
    UNKNOWN_FIGURE "E1505" "A template names a figure that does not exist." "模板用了不存在的指标名。";
    BAD_TEMPLATE "E1506" "A template cannot be read." "模板无法识别。";

    // 2xxx: the command line
    USAGE "E2001" "The command line is wrong." "命令行有误。";
    NO_SUCH_PROJECT "E2002" "No project has this id or matches this query." "没有这个编号的项目，也没有匹配的项目。";
    AMBIGUOUS_PROJECT "E2003" "The query names more than one project." "所给的词对应不止一个项目。";
    NOTHING_FOUND "E2004" "Nothing was found." "没有找到。";
    NO_TERMINAL "E2005" "The screen needs a terminal." "全屏界面需要终端。";
    BAD_MONTH "E2006" "A month is not written as 2021-03." "月份不是 2021-03 这样的写法。";
    BAD_TIME "E2007" "A time or date cannot be read." "时间或日期无法识别。";
    BAD_QUERY "E2008" "A query cannot be read." "查询无法识别。";
    CANNOT_WRITE_OUTPUT "E2009" "Standard output cannot be written." "标准输出写不进去。";
    NO_SUCH_YEAR "E2010" "No list of this year is loaded." "没有载入这一年的目录。";
    BAD_CONFIG "E2011" "A line of a configuration file cannot be read." "配置文件中有一行无法识别。";
    A_BUG "E2012" "A bug in the program." "程序出错。";
    FOLDER_IN_USE "E2013" "A demo is written into a new or empty folder only." "演示数据只写进新的或空的文件夹。";
    DEMONSTRATION_ONLY "E2014" "A demonstration lives in memory; nothing is written for it." "演示数据只在内存里，不写入。";
    FILE_IN_USE "E2019" "A file that the program works with is not written over, nor taken for a copy of itself." "程序正在使用的文件不能被覆盖，也不能当作自己的备份。";

    // 3xxx: documents
    UNKNOWN_FORMAT "E3001" "A document is of a kind that cannot be read." "文件的格式无法读取。";
    DOCUMENT_DAMAGED "E3002" "A document is damaged." "文件已损坏。";
    ENCODING_IN_DOUBT "E3003" "No encoding fits a text, or more than one does." "文本没有合适的编码，或不止一种。";
    BAD_ENCODING "E3004" "A text does not fit the encoding named for it." "文本与所指编码不符。";
    DOCUMENT_OVER_LIMIT "E3005" "A document is larger, wider or deeper than the limit." "文件超出大小、列数或嵌套上限。";
    NO_NAME_COLUMN "E3006" "No column of project names was recognised." "没有认出项目名称列。";
    NO_SUCH_SHEET "E3007" "The workbook has no sheet of that name." "工作簿中没有这个工作表。";
    BAD_MAP "E3008" "A column mapping cannot be used." "列对应关系无法使用。";
    YEAR_NOT_TOLD "E3009" "The document does not say the list's year." "文件没有写明名单的年份。";
    ANNEX_NOT_TOLD "E3010" "The document does not say which annex it is." "文件没有写明是哪个附件。";
    CELL_ERROR "E3011" "A cell holds a calculation error such as #REF!." "单元格为 #REF! 之类的计算错误。";
    NOT_AN_AMOUNT_CELL "E3012" "A cell of an amount column is not an amount; it is kept as text." "金额列中的内容不是金额，已按文字保留。";
    NO_UNIT "E3013" "No unit is printed for an amount column; 万元 is assumed." "金额列没有写明单位，按万元读取。";
    NOT_A_YEAR_CELL "E3014" "A cell of a year column is not a year; it is kept as text." "年份列中的内容不是年份，已按文字保留。";
    DECLARED_MISMATCH "E3015" "A declared count or sum is not what was read." "文件自报的数目或合计与读到的不符。";
    CHARACTERS_REMOVED "E3016" "Control, bidi or private characters were removed from a document." "已从文件中去除控制符、双向控制符或私用字符。";
    SHEET_PASSED_OVER "E3017" "A sheet was passed over." "跳过了一个工作表。";
    NO_PROJECTS "E3018" "A document holds no projects." "文件中没有项目。";
    SERIALS_RESTART "E3019" "Printed serials repeat; ids come from the running position." "序号有重复，编号按先后顺序排定。";
    AMOUNT_ROUNDED "E3020" "An amount finer than one yuan was rounded." "金额细于一元，已四舍五入。";
    ROW_REJECTED "E3021" "A row could not be understood and was not imported." "有一行无法理解，没有导入。";
    NAMES_DRIFTED "E3022" "A project looks like an earlier one under another name." "项目疑为以前的项目改名。";
    READ_CALLED_OFF "E3023" "Reading a document was called off." "读取文件已取消。";
    FORMULA_UNSAVED "E3024" "A formula of a workbook has no saved result; its cell is read as empty." "工作簿中有公式没有保存计算结果，单元格按空白读取。";

    // 31xx: batch files under headers of our own
    BATCH_HEADERS "E3101" "The headers of a batch file are not there." "批量文件的表头不对。";

    // 40xx: monthly reports
    BEFORE_DUTY "E4001" "The month is before the project's duty begins." "月份早于该项目的填报责任期。";
    FUTURE_MONTH "E4002" "The month has not begun." "月份尚未开始。";
    DUTY_COMPLETED "E4003" "The project was completed in an earlier month; nothing is due." "项目已在此前月份完工，不再填报。";
    DUTY_SUPERSEDED "E4004" "A later year's list has taken over." "已由以后年度的名单接替。";
    REPORT_FIELD_MISSING "E4005" "A required field of the report is empty." "月报缺少必填项。";
    NOT_AN_AMOUNT "E4006" "An amount is not a number of 万元." "金额不是以万元计的数字。";
    NOT_A_DATE "E4007" "A date cannot be read." "日期无法识别。";
    NOT_A_PERCENT "E4008" "Physical progress is not a percentage." "形象进度不是百分数。";
    UNKNOWN_WORD "E4009" "A word is not one of those that the field knows." "所填的词不在该项的选项之内。";
    TEXT_TOO_LONG "E4010" "A text is longer than the limit." "文字超过上限。";
    NOT_OF_CATEGORY "E4011" "The category's reports do not have this field." "该类项目的月报没有这一项。";
    CONTRADICTION "E4012" "Two fields contradict each other." "两项内容互相矛盾。";
    NEGATIVE_WITHOUT_REASON "E4013" "A negative month is a correction and needs a reason." "本月完成为负属于冲减，须写明理由。";
    CUMULATIVE_FALL "E4014" "The cumulative investment falls without a reason." "累计完成投资下降而无理由。";
    NEGATIVE_AMOUNT "E4015" "An amount that cannot be negative is." "该金额不能为负。";
    FUNDS_DO_NOT_SUM "E4016" "Funds by source do not add up to the total." "分来源资金之和不等于合计。";
    ABOVE_TOTAL "E4017" "Investment since the start is above the total investment." "开工以来累计超过总投资。";
    DATE_AFTER_FILING "E4018" "An actual date lies after the day of filing." "实际日期晚于填报当日。";
    START_WITHOUT_DATE "E4019" "The project has started but the date is missing." "已开工而没有实际开工日期。";
    COMPLETED_BEFORE_START "E4020" "The completion is before the start." "完工早于开工。";
    COMPLETED_AFTER_MONTH "E4021" "The completion lies after the reported month." "完工日期晚于所报月份。";
    PERCENT_OUT_OF_RANGE "E4022" "Physical progress lies outside 0–100 %." "形象进度不在 0–100% 之内。";
    PHYSICAL_FALL "E4023" "Physical progress falls without a reason." "形象进度下降而无理由。";
    STAGE_WENT_BACK "E4024" "The promotion stage goes back without a reason." "招商阶段后退而无理由。";
    STATISTICS_UNEXPLAINED "E4025" "The figure differs from statistics and nothing explains it." "与统计数不一致而没有说明。";
    FUNDS_ABOVE_CONTRACT "E4026" "Funds in place are above the contract amount." "到位资金超过合同金额。";
    PERMIT_WITHOUT_NUMBER "E4027" "A permit has been obtained but has no number." "手续已办结而没有文号。";
    PERMIT_ORDER "E4028" "A permit was obtained before one that usually comes first." "手续先于通常的前置手续办结。";
    INVESTED_BEFORE_START "E4029" "There is investment but no start." "有完成投资而未填开工。";
    BEFORE_NOT_STATED "E4030" "Investment before this year was never stated." "今年以前累计完成投资从未填报。";
    START_DATE_CHANGED "E4031" "The start date differs from the last report's." "开工日期与上次月报不同。";
    COMPLETED_BELOW_FULL "E4032" "Completed, with physical progress below 100 %." "已完工而形象进度不足 100%。";
    TEXT_UNCHANGED "E4033" "The text is the same as last month's." "进展情况与上月完全相同。";
    NOT_IN_STATE "E4034" "The report's state does not allow this." "月报当前状态不允许此操作。";
    REASON_REQUIRED "E4035" "This needs a reason." "须写明理由。";
    CORRECTION_WITHOUT_REASON "E4036" "A filed report is corrected without a reason." "更正已报月报而未写明理由。";
    NO_SUCH_REPORT "E4037" "There is no such report." "没有这份月报。";
    CONTACT_WITHOUT_NAME "E4038" "A contact has no name." "联系人没有姓名。";
    CONTACT_UNREACHABLE "E4039" "A contact has no way to be reached." "联系人没有联系方式。";
    NOT_A_PHONE "E4040" "A telephone number cannot be read." "电话号码无法识别。";
    NOT_AN_EMAIL "E4041" "An e-mail address cannot be read." "邮箱地址无法识别。";
    NO_SUCH_DRAFT "E4042" "There is no such draft." "没有这份草稿。";
    SHEET_UNKNOWN_HEADER "E4043" "A sheet has a column that no field takes." "表中有一列不对应任何字段。";
    SHEET_MISSING_HEADER "E4044" "A sheet lacks a column that is needed." "表中缺少必需的列。";
    SHEET_DUPLICATE_ROW "E4045" "Two rows of a sheet are about the same thing." "表中有两行说的是同一件事。";
    SHEET_EMPTY "E4046" "A sheet has no rows." "表中没有数据行。";
    STATISTICS_WITHOUT_PROJECT "E4047" "A statistics row names no project of the list." "统计表中有一行对不上项目。";
    SHEET_NAME_MISMATCH "E4048" "A row's name is not that of its project id." "表中的项目名称与编号不符。";

    // 45xx: plans
    PLAN_NOT_POSITIVE "E4501" "A plan is zero or negative." "计划数为零或负数。";
    PLAN_EMPTY "E4502" "A plan says nothing." "计划没有给出任何数。";
    PLAN_FINISH_BEFORE_START "E4503" "Planned completion is before the planned start." "计划完工早于计划开工。";
    PLAN_NO_REASON "E4504" "A revised plan has no reason." "调整计划没有写明原因。";
    PLAN_ABOVE_TOTAL "E4505" "The year plan is above the total investment." "年度计划超过总投资。";
    PLAN_BELOW_DONE "E4506" "The plan is below what is already completed." "计划低于已完成投资。";
    PLAN_BACKDATED "E4507" "A plan is dated before one that already holds." "计划日期早于已生效的版本。";

    // 47xx: issues, milestones, pools and the roster of a project
    ISSUE_FIELD_MISSING "E4701" "An issue lacks its text, a reason or a result." "问题缺少内容、理由或结果。";
    LIMIT_BEFORE_OPENING "E4702" "An issue's limit or closure is before its opening." "问题的时限或销号早于提出日期。";
    ESCALATION_NOT_UP "E4703" "An escalation does not go up." "上报没有到更高一级。";
    ISSUE_CLOSED "E4704" "The issue is closed." "该问题已销号。";
    BAD_STEPS "E4705" "Steps cannot be scheduled: a circle, a duration below a day, an unknown predecessor." "步骤无法排期：成环、工期不足一天，或前置步骤不存在。";
    CANNOT_SQUEEZE "E4706" "Squeezing later steps cannot hold the completion." "压缩后续步骤也赶不上完成日期。";
    NO_SUCH_POOL_ITEM "E4707" "A need, an offer or a match does not exist." "需求、供给或对接不存在。";
    OFFER_DOES_NOT_FIT "E4708" "An offer cannot serve this need." "该供给不适用于这条需求。";
    OVER_ALLOCATED "E4709" "A match is more than the need lacks or the offer has left." "对接数超过尚缺数或供给余额。";
    NOT_A_POOL_AMOUNT "E4710" "An amount of a need, an offer or a match is not above zero." "需求、供给或对接的数量不大于零。";
    TASK_FORCE_WITHOUT_LEADER "E4711" "A task force has members but no leader." "专班有成员而没有组长。";
    NO_SUCH_ISSUE "E4712" "There is no such issue." "没有这条问题。";
    NO_SUCH_MILESTONE "E4713" "There is no such milestone." "没有这个节点。";

    // 5xxx: storage
    STORAGE "E5001" "The ledger cannot be read or written." "台账无法读写。";
    NO_LEDGER "E5002" "There is no ledger yet." "还没有台账。";
    WOULD_OVERWRITE "E5003" "Something is there already and is not overwritten." "已有内容，不予覆盖。";
    BAD_ENTRY "E5004" "The ledger cannot hold an entry." "台账无法记录这一条。";
    DRAFT_DAMAGED "E5005" "A draft cannot be read." "草稿无法读取。";
    LEDGER_GONE "E5010" "The ledger vanished, or another stands in its place; nothing was stored and none was made." "台账不见了，或被换成了另一个；未写入，也没有另建。";
    LEDGER_MADE "E5011" "The first entry made a ledger." "首次写入，建立了台账。";
    LEDGER_ELSEWHERE "E5012" "What was filed before a list was imported stands in another ledger." "导入名单以前的填报在另一个台账里。";

    // 6xxx: busy
    LEDGER_BUSY "E6001" "Others hold the ledger." "台账正被他人占用。";

    // 7xxx: conflict
    STALE_REVISION "E7001" "Somebody else made a newer revision." "他人已写入更新的版本。";
    REQUEST_REUSED "E7002" "A request id came back with other content." "同一请求号的内容不同。";
    ANSWERED_BEFORE "E7003" "The request was answered before; nothing was stored now." "该请求此前已办，本次未写入。";

    // 8xxx: permission
    DENIED "E8001" "The person's roles do not permit this." "所任角色无权这样做。";
    UNKNOWN_PERSON "E8002" "Nobody of that id is registered." "人员名单里没有这个人。";
    REVOKED "E8003" "The person's permission was revoked." "权限已撤销。";
    EXPIRED "E8004" "The person's permission has expired." "权限已到期。";
    NOT_IN_A_SESSION "E8005" "A session over SSH does not permit this command." "SSH 会话中不能使用这个命令。";
    NOT_THE_KEEPER "E8006" "Only the account that owns the ledger may do this." "只有持有台账的帐号可以这样做。";

    // 81xx: people and keys
    BAD_PERSON_ID "E8101" "An id has characters that are not allowed." "人员编号含有不允许的字符。";
    BAD_ROLE "E8102" "A role is unknown, or lacks what it needs." "角色不存在，或缺少必需的内容。";
    BAD_KEY "E8103" "A key cannot be accepted." "公钥不可接受。";
    KEY_TAKEN "E8104" "The key belongs to somebody else." "公钥已登记在他人名下。";
    UNIT_LEADS_NOTHING "E8105" "No loaded project is led by this unit." "载入的项目中没有由这个单位牵头的。";
    NO_KEY "E8106" "The person has no key, so no session opens for them." "此人没有公钥，无法登录。";

    // 82xx: what is wrong with a host that serves sessions
    HOST_CHANGEABLE "E8201" "Others than the service account can change or read a file." "服务帐号以外的人能改动或读取文件。";
    HOST_SSHD "E8202" "sshd would allow more than a session." "sshd 允许会话以外的操作。";
    HOST_ACCOUNT "E8203" "The service account cannot serve sessions." "服务帐号无法提供会话。";
    HOST_KEYS "E8204" "The printed keys are not those of the ledger." "公钥文件与台账不一致。";

    // 9xxx: integrity and versions
    DAMAGED "E9001" "Not a ledger, or a damaged one." "不是台账，或已损坏。";
    CHAIN_BROKEN "E9002" "The audit chain does not hold." "审计链不完整。";
    SCHEMA_TOO_NEW "E9003" "The ledger was written by a newer version." "台账由更新的版本写成。";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        for pair in ALL.windows(2) {
            assert!(pair[0].0 < pair[1].0, "{} before {}", pair[0].0.id(), pair[1].0.id());
        }
    }
}
