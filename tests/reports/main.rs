//! Monthly reports as stories told to the built program: what a person types, what is answered, which
//! exit code a script sees. Every story has a desk of its own: a folder with a small list and a ledger.

mod desk;
mod documents;
mod filing;
mod keeping;
mod month;
mod since;
