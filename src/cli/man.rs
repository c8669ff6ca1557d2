//! `man`: the manual page.

use super::args;
use super::context::Context;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// 输出手册页（roff） // Print the manual page (roff)
#[derive(clap::Args, Debug)]
pub struct Args {}

impl Args {
    /// Prints the page.
    #[allow(clippy::unused_self, reason = "every verb has the same shape")]
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let mut page = Vec::new();
        // Writing into memory cannot fail.
        let _ = clap_mangen::Man::new(args::command(context.lang)).render(&mut page);
        if context.global.json {
            let page = String::from_utf8_lossy(&page);
            return context.answer(&serde_json::json!({ "page": page }), |_| Ok(()));
        }
        context.hand_out(&page)
    }
}
