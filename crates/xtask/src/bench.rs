//! `cargo xtask bench` and `cargo xtask bench peers`: the benchmarks, on the standard workload where its generator is.

use crate::python;
use crate::shell::{cargo_command, command, data_folder, finish, root, say, target};
use std::path::PathBuf;

/// The benchmarks in `benches/`.
pub(crate) fn ours() -> Result<bool, String> {
    let mut bench = cargo_command();
    bench.args(["bench", "--locked", "-p", "bihuan-benches"]);
    if let Some(folder) = workload()? {
        bench.env("BIHUAN_WORKLOAD", folder);
    }
    finish(&mut bench, "cargo bench")?;
    Ok(true)
}

/// The standard workload through other engines, beside ours; options go to the bench. False when there is no
/// workload to run.
pub(crate) fn peers(options: &[String]) -> Result<bool, String> {
    let Some(workload) = workload()? else { return Ok(false) };
    let python = python::of_peers().inspect_err(|problem| say(&format!("SKIPPED: polars: {problem}")));
    let mut run = cargo_command();
    // not `--locked`: what our own crates depend on changes without a look at the peers
    run.args(["run", "--release", "--quiet", "--manifest-path"]);
    run.arg(root().join("benches/peers/Cargo.toml"));
    if std::env::var_os("CARGO_TARGET_DIR").is_none() {
        run.arg("--target-dir").arg(root().join("target/peers"));
    }
    run.arg("--").arg(workload);
    if let Ok(python) = &python {
        run.arg("--python").arg(python);
    }
    finish(run.args(options), "bihuan-peers")?;
    Ok(true)
}

/// The folder of the standard workload, generated on first use; none where its generator is absent.
pub(crate) fn workload() -> Result<Option<PathBuf>, String> {
    let folder = target().join("dispatch-bench");
    let generator = data_folder().join("dispatch-bench/generate.py");
    if !generator.exists() {
        say("SKIPPED: the standard workload: no dispatch-bench in BIHUAN_DATA nor in ../shared/data");
        return Ok(None);
    }
    // what the generator writes last
    if !folder.join("SHA256SUMS").exists() {
        say("── the standard workload, generated once into target/dispatch-bench");
        let mut generate = command("python3");
        generate.arg(generator).arg("20251123").arg(&folder);
        finish(&mut generate, "generate.py")?;
    }
    Ok(Some(folder))
}
