//! From reports to decisions: published figures recomputed, plans, lamps, the board, the bulletin.

mod published;
