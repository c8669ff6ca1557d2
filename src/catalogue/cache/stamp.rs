//! What a file looked like: enough to tell that it is the very file that was read.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Size, times and place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub bytes: u64,
    /// When its content was last changed: seconds and nanoseconds.
    pub modified: (i64, i64),
    /// When anything about it was last changed; nobody can set this one back.
    pub changed: (i64, i64),
    /// Which file it is.
    pub inode: u64,
}

impl Stamp {
    /// Of a file that was looked at.
    pub fn of(meta: &Metadata) -> Self {
        Self {
            bytes: meta.len(),
            modified: (meta.mtime(), meta.mtime_nsec()),
            changed: (meta.ctime(), meta.ctime_nsec()),
            inode: meta.ino(),
        }
    }

    /// The later of its two times.
    pub fn newest(&self) -> Option<SystemTime> {
        let (seconds, nanoseconds) = self.modified.max(self.changed);
        let since = Duration::new(u64::try_from(seconds).ok()?, u32::try_from(nanoseconds).ok()?);
        UNIX_EPOCH.checked_add(since)
    }
}
