//! The command line as its user meets it: the built binary, its output and its exit code.

mod house;

mod contract;
mod data;
mod exchange;
mod find;
mod generated;
mod kept;
mod month;
mod output;
mod places;
mod readme;
mod silent;
mod usage;
mod workspace;
