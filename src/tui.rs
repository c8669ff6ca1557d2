//! The screen: lists, search, detail, deadline and forms in a terminal.
//!
//! One loop: a key, a worker's answer or the clock becomes an [`event::Event`]; [`update::update`]
//! changes the [`model::Model`] and returns [`effect::Effect`]s; the runtime performs them through the desk;
//! [`view::draw`] draws. Only `view` and `runtime` know the terminal libraries; nothing here reaches the
//! catalogue's files or the ledger except through the desk.

pub mod action;
pub mod cells;
pub mod editor;
pub mod effect;
pub mod event;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod model;
pub mod runtime;
pub mod theme;
pub mod update;
pub mod view;

pub use runtime::{ScreenOptions, run};
