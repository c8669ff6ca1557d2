//! diaodu: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    diaodu::cli::run(std::env::args_os())
}
