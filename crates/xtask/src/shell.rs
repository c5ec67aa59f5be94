//! Runs other programs, and prints.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The top of the checkout.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The folder of the data that are not in the checkout.
pub(crate) fn data_folder() -> PathBuf {
    std::env::var_os("BIHUAN_DATA").map_or_else(|| root().join("../shared/data"), Into::into)
}

/// Prints a line.
#[expect(clippy::print_stdout, reason = "xtask speaks to the person who runs it")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// A command that runs at the top of the checkout.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// The cargo that runs us.
pub(crate) fn cargo_command() -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
}

/// Runs cargo and lets it speak.
pub(crate) fn cargo(args: &[&str]) -> Result<(), String> {
    finish(cargo_command().args(args), &format!("cargo {}", args.join(" ")))
}

/// Runs a command to its end; an error when it failed.
pub(crate) fn finish(command: &mut Command, name: &str) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name}: {status}")),
        Err(cause) => Err(format!("{name}: {cause}")),
    }
}

/// Runs a command, lets it speak, and gives back what it printed on stdout.
pub(crate) fn tee(command: &mut Command, name: &str) -> Result<(bool, String), String> {
    use std::io::{BufRead, BufReader};
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|cause| format!("{name}: {cause}"))?;
    let mut text = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            say(&line);
            text.push_str(&line);
            text.push('\n');
        }
    }
    let status = child.wait().map_err(|cause| format!("{name}: {cause}"))?;
    Ok((status.success(), text))
}
