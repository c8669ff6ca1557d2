//! The exit codes, a contract with scripts (docs/cli.md).

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
    /// The number handed to the shell.
    pub fn code(self) -> u8 {
        self as u8
    }
}
