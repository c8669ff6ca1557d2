//! From reports to decisions: published figures recomputed, plans, lamps, the board, the bulletin.

mod board;
mod bulletin;
mod plan;
mod published;
mod support;
