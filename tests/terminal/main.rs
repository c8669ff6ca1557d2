//! The real program in a real pseudo-terminal, seen through a terminal emulator. Every wait is for
//! something on the screen or for the process, with a limit; nothing sleeps.

mod answers;
mod asking;
mod drafts;
mod gone;
mod leaving;
mod long;
mod others;
mod pty;
mod typing;
