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
    AN_INTERNAL_ERROR "E2012" "A bug in the program." "程序出错。";

    // 45xx: plans
    PLAN_NOT_POSITIVE "E4501" "A plan is zero or negative." "计划数为零或负数。";
    PLAN_EMPTY "E4502" "A plan says nothing." "计划没有给出任何数。";
    PLAN_FINISH_BEFORE_START "E4503" "Planned completion is before the planned start." "计划完工早于计划开工。";
    PLAN_NO_REASON "E4504" "A revised plan has no reason." "调整计划没有写明原因。";
    PLAN_ABOVE_TOTAL "E4505" "The year plan is above the total investment." "年度计划超过总投资。";
    PLAN_BELOW_DONE "E4506" "The plan is below what is already completed." "计划低于已完成投资。";
    PLAN_BACKDATED "E4507" "A plan is dated before one that already holds." "计划日期早于已生效的版本。";
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
