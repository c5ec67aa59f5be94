//! `cargo xtask bench peers`: the standard workload through other engines, beside ours.

use crate::python;
use crate::shell::{cargo_command, data, finish, root, say};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes the workload and the environment where they are missing, builds and runs; options go to the bench.
/// False when there is nothing to run on.
pub(crate) fn bench(options: &[String]) -> Result<bool, String> {
    let generator = data().join("dispatch-bench/generate.py");
    if !generator.exists() {
        let place = "BIHUAN_DATA nor in ../shared/data";
        say(&format!("SKIPPED: the peers: dispatch-bench/generate.py is neither in {place}"));
        return Ok(false);
    }
    let workload = workload(&generator)?;
    let python = python::of_peers().inspect_err(|problem| say(&format!("SKIPPED: polars: {problem}")));
    let mut run = cargo_command();
    run.args(["run", "--release", "--locked", "--quiet", "--manifest-path"]);
    run.arg(root().join("benches/peers/Cargo.toml"));
    if std::env::var_os("CARGO_TARGET_DIR").is_none() {
        run.arg("--target-dir").arg(root().join("target/peers"));
    }
    run.arg("--").arg(&workload);
    if let Ok(python) = &python {
        run.arg("--python").arg(python);
    }
    finish(run.args(options), "bihuan-peers")?;
    Ok(true)
}

/// The workload in `target/`; made anew when the generator changed.
fn workload(generator: &Path) -> Result<PathBuf, String> {
    let folder = root().join("target/dispatch-bench");
    let stamp = folder.join("generator");
    let wanted = std::fs::read(generator).map_err(|cause| format!("{}: {cause}", generator.display()))?;
    if std::fs::read(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(folder);
    }
    say("making the standard workload in target/dispatch-bench");
    // the seed that expected figures are told of
    finish(Command::new("python3").arg(generator).arg("20251123").arg(&folder), "generate.py")?;
    std::fs::write(&stamp, wanted).map_err(|cause| cause.to_string())?;
    Ok(folder)
}
