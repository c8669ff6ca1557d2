//! 当年建设阶段: what the year holds for a project. Lists print many words for few meanings; the
//! printed word is kept with the project and this is its meaning.

/// The meaning of a printed stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 新开工: to start this year.
    NewStart,
    /// 续建: running.
    Continuing,
    /// 完工, 竣工, 投产: to be completed this year.
    Completing,
    /// 前期, 预备, 储备: not yet to start.
    Preparing,
}

impl Stage {
    /// The meaning of a word as lists print it; `None` for a word nobody has used so far.
    /// The words are those observed in published lists of several provinces.
    pub fn of(printed: &str) -> Option<Self> {
        let word: String = printed.chars().filter(|c| !c.is_whitespace()).collect();
        Some(match word.as_str() {
            "新开工" | "新建" | "计划开工" | "计划新开工" | "拟开工" | "拟新开工" | "新开" | "开工" => {
                Self::NewStart
            }
            "续建" | "在建" | "推进" | "结转" | "续建项目" => Self::Continuing,
            "完工"
            | "竣工"
            | "投产"
            | "竣工投产"
            | "竣工投产或部分竣工投产"
            | "建成"
            | "基本建成"
            | "收尾"
            | "计划建成"
            | "投用"
            | "建成投产"
            | "计划完工"
            | "计划竣工" => Self::Completing,
            "预备" | "储备" | "前期" | "前期工作" | "重大前期" | "谋划" => Self::Preparing,
            _ => return None,
        })
    }
}
