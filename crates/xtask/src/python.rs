//! The local Python environment in `target/venv`, for the oracles.

use crate::shell::{finish, root, say};
use std::path::PathBuf;
use std::process::Command;

/// What the oracles need, pinned.
const PACKAGES: &[&str] = &["chinesecalendar==1.11.0"];

/// The environment's Python; made and filled on first use. An error says what is missing.
pub(crate) fn environment() -> Result<PathBuf, String> {
    let folder = root().join("target/venv");
    let python = folder.join("bin/python");
    let stamp = folder.join("packages");
    let wanted = PACKAGES.join("\n");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    say("installing the oracles' packages into target/venv");
    finish(Command::new("python3").args(["-m", "venv"]).arg(&folder), "python3 -m venv")?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PACKAGES);
    finish(&mut pip, "pip install")?;
    std::fs::write(&stamp, wanted).map_err(|cause| cause.to_string())?;
    Ok(python)
}
