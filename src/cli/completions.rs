//! `completions SHELL`: what a shell needs to complete the command line.

use clap_complete::Shell;

use super::args;
use super::context::Context;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// 输出补全脚本 // Print the completion script for a shell
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 哪种 shell // Which shell
    shell: Shell,
}

impl Args {
    /// Prints the script.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut args::command(context.lang), "diaodu", &mut script);
        if context.global.json {
            let script = String::from_utf8_lossy(&script);
            return context.answer(&serde_json::json!({ "script": script }), |_| Ok(()));
        }
        context.hand_out(&script)
    }
}
