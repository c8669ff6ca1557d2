//! Many people over SSH, each only where they belong: the register, the permissions and the forced
//! command through the built binary, and a real sshd on loopback that is attacked.
//!
//! Where there is no sshd, its stories say `skipped`, or fail when `DIAODU_TEST_SERVERS=required`.

mod host;
#[path = "../terminal/pty.rs"]
#[expect(dead_code, reason = "the terminal's own stories use the rest")]
mod pty;

mod asked;
mod attempts;
mod crowd;
mod documents;
mod dropped;
mod keys;
mod lookups;
mod people;
mod permissions;
mod surroundings;
mod verbs;
