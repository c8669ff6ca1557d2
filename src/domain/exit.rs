//! The exit codes, a contract with scripts (docs/cli.md).

use super::lang::Bilingual;
use crate::words;

/// How a command ended, as its process exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done, and durable where it wrote.
    Done = 0,
    /// A bug in the program.
    Bug = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A plain no: nothing found, a rule refuses.
    No = 3,
    /// Malformed or over-limit input.
    Malformed = 4,
    /// Storage failed.
    Storage = 5,
    /// Busy, try again.
    Busy = 6,
    /// Somebody else changed it first, or a request id was reused with other content.
    Conflict = 7,
    /// Not permitted.
    Denied = 8,
    /// Stored data was altered.
    Integrity = 9,
    /// The ledger was written by a newer version.
    SchemaTooNew = 10,
    /// Interrupted; the draft is saved.
    Interrupted = 11,
    /// The terminal cannot show the screen.
    Terminal = 12,
}

impl Exit {
    /// Every code, in order.
    pub const ALL: [Self; 13] = [
        Self::Done,
        Self::Bug,
        Self::Usage,
        Self::No,
        Self::Malformed,
        Self::Storage,
        Self::Busy,
        Self::Conflict,
        Self::Denied,
        Self::Integrity,
        Self::SchemaTooNew,
        Self::Interrupted,
        Self::Terminal,
    ];

    /// What it tells a script, as the manual and docs/cli.md print it.
    pub fn meaning(self) -> Bilingual {
        match self {
            Self::Done => words!("完成，写入的已落盘", "done, and durable where it wrote"),
            Self::Bug => words!("程序出错", "a bug in the program"),
            Self::Usage => words!("命令行有误", "the command line is wrong"),
            Self::No => words!("否：没有找到，或规则不允许", "a plain no: nothing found, a rule refuses"),
            Self::Malformed => words!("输入有误或超限", "malformed or over-limit input"),
            Self::Storage => words!("存储失败", "storage failed"),
            Self::Busy => words!("正忙，请重试", "busy, try again"),
            Self::Conflict => words!(
                "他人已先更改，或同一请求号的内容不同",
                "somebody else changed it first, or a request id came again with other content"
            ),
            Self::Denied => words!("无权限", "not permitted"),
            Self::Integrity => words!("数据被改动", "stored data was altered"),
            Self::SchemaTooNew => {
                words!("台账由更新的版本写成", "the ledger was written by a newer version")
            }
            Self::Interrupted => words!("中断，草稿已存", "interrupted; the draft is saved"),
            Self::Terminal => words!("终端无法显示", "the terminal cannot show the screen"),
        }
    }

    /// The number handed to the shell.
    pub fn code(self) -> u8 {
        self as u8
    }
}
