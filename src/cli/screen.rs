//! No verb on a terminal: the screen.

use clap::ValueEnum;

use super::clock;
use super::context::Context;
use crate::desk::opening::StagedLoad;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::tui::cells::Ambiguous;
use crate::tui::theme::{Background, Theme};
use crate::tui::{self, ScreenOptions};

/// How the screen looks and behaves.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Args {
    /// 打开虚构的演示数据，不留任何文件 // Open invented demo data and leave no file behind
    #[arg(long)]
    pub demo: bool,
    /// 屏幕底色；不写则按终端的 COLORFGBG，再按深色 // The ground; COLORFGBG's unless said, else dark
    #[arg(long, value_name = "GROUND")]
    pub theme: Option<GroundFlag>,
    /// ★ 和 ─ 占一列（narrow）或两列（wide，改用 ASCII 线框） // Whether ★ and ─ take one column, or two (lines are then ASCII)
    #[arg(long, value_name = "WIDTH")]
    pub ambiguous: Option<AmbiguousFlag>,
    /// 使用鼠标（终端自身的选字将不可用） // Take the mouse, which costs the terminal's own selection
    #[arg(long)]
    pub mouse: bool,
    /// 多少分钟无人操作即退出，草稿保留 // Close after so many idle minutes; drafts are kept
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u16).range(2..=1440))]
    pub idle: Option<u16>,
}

/// `--theme`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would become help text in one language")]
pub enum GroundFlag {
    Light,
    Dark,
}

/// `--ambiguous`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs, reason = "a doc comment would become help text in one language")]
pub enum AmbiguousFlag {
    Narrow,
    Wide,
}

impl Args {
    /// Opens the screen and stays until the person leaves.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let opening = if self.demo { StagedLoad::whole(context.demonstration()) } else { context.opening() };
        let preferences = opening.desk.settings().preferences.clone();
        let flagged = self.theme.map(|f| f == GroundFlag::Light);
        let preferred = preferences.theme.map(|t| t == "light");
        let light = flagged.or(preferred).unwrap_or_else(|| light_by(&variable("COLORFGBG")));
        let wide = self
            .ambiguous
            .map_or(preferences.ambiguous.as_deref() == Some("wide"), |a| a == AmbiguousFlag::Wide);
        let theme = Theme {
            ground: if light { Background::Light } else { Background::Dark },
            colour: !context.global.no_color && variable("NO_COLOR").is_empty(),
            ambiguous: if wide { Ambiguous::Wide } else { Ambiguous::Narrow },
        };
        let idle = self.idle.map(clock::minutes);
        tui::run(
            opening,
            ScreenOptions { lang: context.lang, theme, mouse: self.mouse, idle, clock: clock::now },
        )
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

/// `COLORFGBG=0;15`, which several terminals set: the last number is the ground's colour.
fn light_by(colours: &str) -> bool {
    matches!(colours.rsplit(';').next(), Some("7" | "15"))
}

#[cfg(test)]
mod tests {
    use super::light_by;

    #[test]
    fn the_terminal_tells_a_light_ground() {
        assert!(light_by("0;15"));
        assert!(light_by("0;default;7"));
        assert!(!light_by("15;0"));
        assert!(!light_by(""));
    }
}
