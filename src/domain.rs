//! The trade's plain types and rules: money, months, projects, the notice, deadlines, findings.
//!
//! It never touches a file, a clock (`now` is always an argument), a terminal or SQL.

pub mod amount;
pub mod board;
pub mod calendar;
pub mod category;
pub mod codes;
pub mod contact;
pub mod date;
pub mod deadline;
pub mod district;
pub mod duty;
pub mod exit;
pub mod extra;
pub mod finding;
pub mod forecast;
pub mod funding;
pub mod indicator;
pub mod interned;
pub mod issue;
pub mod lamp;
pub mod lang;
pub mod milestone;
pub mod money;
pub mod month;
pub mod notice;
pub mod percent;
pub mod permission;
pub mod permit;
pub mod person;
pub mod plan;
pub mod pool;
pub mod project;
pub mod promotion;
pub mod ratio;
pub mod report;
pub mod role;
pub mod roster;
pub mod ssh_key;
pub mod stage;
pub mod statistics;
pub mod supervision;
pub mod text;
pub mod time;
pub mod trouble;
