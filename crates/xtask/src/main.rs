//! The project's own commands: `cargo xtask demo`, `test`, `api`, `bench`, `differential`, `c`, `install`.
//!
//! Each installs what it needs into `target/` by itself, and says what is missing where it can't.

mod api;
mod bench;
mod c;
mod demo;
mod python;
mod shell;
mod test;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match command.as_str() {
        "demo" => demo::run(rest.iter().any(|arg| arg == "--accept")),
        "test" if rest.iter().any(|arg| arg == "python") => test::python_only(),
        "test" => test::run(),
        "api" => api::run(rest.iter().any(|arg| arg == "--accept")),
        "bench" if rest.iter().any(|arg| arg == "python") => python::bench(),
        "bench" if rest.first().is_some_and(|arg| arg == "peers") => {
            bench::peers(rest.get(1..).unwrap_or_default())
        }
        "bench" => bench::ours(),
        "c" => c::run(),
        "install" => c::install(&rest),
        "differential" => test::differential_only(&rest),
        _ => {
            shell::say(USAGE);
            Ok(command.is_empty() || command == "help")
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            shell::say(&format!("xtask: {problem}"));
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "\
cargo xtask demo [--accept]       builds, and runs the example through check, dispatch, explain, audit, todo;
                                  --accept: the readmes take the output over
cargo xtask test                  formats, lints, unit, integration, example and real-data tests, oracles
cargo xtask test python           the Python package alone: its wheel, installed and tested
cargo xtask api [--accept]        the public API of the crates against its snapshots
cargo xtask bench                 the benchmarks in benches/
cargo xtask bench python          what the Python package costs, on a release wheel
cargo xtask bench peers [--markdown] [--size 100|1000|10000|heavy] [--rounds N]
                                  the standard workload through other engines, beside ours
cargo xtask c                     the C library: its tests, with the compilers and valgrind that they need
cargo xtask install --prefix DIR [--profile NAME]
                                  builds the C library and installs it: lib, include, pkg-config, share/doc
cargo xtask differential FROM TO  random rulebooks and histories against the independent model";
