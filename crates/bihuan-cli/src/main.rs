//! The `bihuan` command: a thin shell around the library.
//!
//! Exit codes: 0 done; 1 done, but with findings that are errors or lines rejected; 2 could not run.
//! Breaches in a verdict are answers, not errors.

mod args;
mod command;
mod input;
mod mend;
mod output;
mod targets;
mod template;
mod workbook;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = args::Args::parse();
    match command::run(&args) {
        Ok(clean) if clean => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            output::complain(&format!("bihuan: {}", failure.message(args.said_in())));
            ExitCode::from(2)
        }
    }
}
