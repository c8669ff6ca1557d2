//! What the system says about a file, in both languages; without it half of a Chinese message would be
//! English.

use std::io::{Error, ErrorKind};

use super::lang::Bilingual;
use crate::words;

/// The reason in words: 不存在, 没有权限, 磁盘已满 …; the system's own words where there are none.
pub fn reason(error: &Error) -> Bilingual {
    match error.kind() {
        ErrorKind::NotFound => words!("不存在", "it does not exist"),
        ErrorKind::PermissionDenied => words!("没有权限", "permission denied"),
        ErrorKind::AlreadyExists => words!("已存在", "it exists already"),
        ErrorKind::IsADirectory => words!("是文件夹，不是文件", "it is a folder, not a file"),
        ErrorKind::NotADirectory => words!("不是文件夹", "it is not a folder"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => words!("磁盘已满", "the disk is full"),
        ErrorKind::FileTooLarge => words!("文件超出上限", "the file is over a limit"),
        ErrorKind::ReadOnlyFilesystem => words!("文件系统只读", "the file system is read-only"),
        ErrorKind::InvalidFilename => words!("文件名不合法或过长", "the file's name is wrong or too long"),
        ErrorKind::InvalidData => words!("不是 UTF-8 文本", "it is not UTF-8 text"),
        ErrorKind::ConnectionRefused => words!("对方拒绝连接", "the connection was refused"),
        ErrorKind::TimedOut => words!("超时", "it took too long"),
        _ => Bilingual::same(error.to_string()),
    }
}

/// What could not be done, with the reason: `无法读取：没有权限`.
pub fn told(mut what: Bilingual, error: &Error) -> Bilingual {
    let reason = reason(error);
    what.zh.extend(["：", &reason.zh]);
    what.en.extend([": ", &reason.en]);
    what
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_exists_in_both_languages() {
        let missing = std::fs::File::open("/nowhere/at/all").unwrap_err();
        let said = told(words!("无法读取", "cannot be read"), &missing);
        assert_eq!(
            (said.zh.as_str(), said.en.as_str()),
            ("无法读取：不存在", "cannot be read: it does not exist")
        );
        let other = Error::other("loop");
        assert_eq!(reason(&other), Bilingual::same("loop"));
    }
}
