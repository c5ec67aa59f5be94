//! The local Python environments in `target/`: one for the oracles, one for the tests of the Python package.

use crate::bench;
use crate::shell::{cargo_command, command, finish, root, say, target};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the oracles need, pinned.
const ORACLES: &[&str] = &["chinesecalendar==1.11.0"];

/// What builds a wheel.
const BUILD: &[&str] = &["maturin==1.16.0"];

/// What the tests of the package need, pinned: every library whose tables it takes.
const TESTS: &[&str] = &[
    "arro3-core==0.9.1",
    "duckdb==2.0.1",
    "hypothesis==6.170.17",
    "ipykernel==7.4.0",
    "mypy==2.4.1",
    "nbclient==0.11.0",
    "nbformat==5.11.1",
    "numpy==2.4.6",
    "pandas==3.1.1",
    "polars==2.1.0",
    "pyarrow==26.0.1",
    "pytest==9.2.0",
    "tzdata==2026.6",
];

/// The oracles' Python; made and filled on first use. An error says what is missing.
pub(crate) fn environment() -> Result<PathBuf, String> {
    filled("venv", ORACLES)
}

/// The environment of that name in `target/`, its packages installed when they changed.
fn filled(name: &str, packages: &[&str]) -> Result<PathBuf, String> {
    let folder = target().join(name);
    let python = folder.join("bin/python");
    let stamp = folder.join("packages");
    let wanted = packages.join("\n");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    say(&format!("installing packages into target/{name}"));
    finish(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder), "python3 -m venv")?;
    finish(pip(&python).args(packages), "pip install")?;
    std::fs::write(&stamp, wanted).map_err(|cause| cause.to_string())?;
    Ok(python)
}

fn pip(python: &Path) -> Command {
    let mut pip = Command::new(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip
}

/// The Python of the peers' polars.
pub(crate) fn of_peers() -> Result<PathBuf, String> {
    let polars: Vec<&str> = TESTS.iter().copied().filter(|package| package.starts_with("polars==")).collect();
    filled("venv-peers", &polars)
}

/// The Python that builds the wheel, and the one that tests it.
pub(crate) fn environments() -> Result<(PathBuf, PathBuf), String> {
    Ok((filled("venv-build", BUILD)?, filled("venv-tests", TESTS)?))
}

/// Builds the wheel and installs it into an environment that has nothing else of ours; its Python.
pub(crate) fn installed(release: bool) -> Result<PathBuf, String> {
    let (build, python) = environments()?;
    let wheels = target().join("wheels").join(if release { "release" } else { "dev" });
    if wheels.exists() {
        std::fs::remove_dir_all(&wheels).map_err(|cause| cause.to_string())?;
    }
    let mut maturin = in_package(&build);
    maturin.args(["-m", "maturin", "build", "--quiet", "--profile", if release { "release" } else { "dev" }]);
    maturin.arg("--interpreter").arg(&python).arg("--out").arg(&wheels);
    finish(&mut maturin, "maturin build")?;
    let wheel = std::fs::read_dir(&wheels).map_err(|cause| cause.to_string())?.filter_map(Result::ok).next();
    let wheel = wheel.ok_or("maturin made no wheel")?.path();
    let mut install = pip(&python);
    install.args(["--no-deps", "--no-index", "--force-reinstall"]).arg(&wheel);
    finish(&mut install, "pip install of the wheel")?;
    Ok(python)
}

/// The variable that maturin builds pyo3 with, once it has: cargo would build it anew whenever it changes.
pub(crate) fn configuration() -> Option<(&'static str, PathBuf)> {
    let target = target();
    let files = std::fs::read_dir(target.join("maturin")).ok()?.filter_map(Result::ok);
    let of_pyo3 = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with("pyo3-config-");
    let file = files.map(|file| file.path()).find(|path| path.file_name().is_some_and(of_pyo3))?;
    Some(("PYO3_CONFIG_FILE", file))
}

/// A Python at work in the folder of the package, where `python/` is not on the path.
fn in_package(python: &Path) -> Command {
    let mut command = command(&python.to_string_lossy());
    command.current_dir(root().join("bindings/python"));
    command
}

/// The tests of the package on the installed wheel: pytest, the notebook among them.
pub(crate) fn tests(python: &Path) -> Command {
    let mut command = in_package(python);
    command.args(["-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider"]);
    command
}

/// The stubs against the module, and the types of the package and its tests.
pub(crate) fn stubs(python: &Path) -> Command {
    let mut command = in_package(python);
    // the stubs of the installed package, not those of the folder
    command.current_dir(target());
    let allowed = root().join("bindings/python/tests/stubtest-allowed.txt");
    command.args(["-m", "mypy.stubtest", "bihuan", "--allowlist"]).arg(allowed);
    command
}

/// The package under mypy's strict mode.
pub(crate) fn types(python: &Path) -> Command {
    let mut command = in_package(python);
    command.current_dir(target());
    command.args(["-m", "mypy", "--strict", "-p", "bihuan"]);
    command
}

/// `cargo xtask bench python`: what the binding costs beside the Rust call of the same tickets.
pub(crate) fn bench() -> Result<bool, String> {
    let python = installed(true)?;
    let rust = ["run", "--quiet", "--profile", "release", "-p", "bihuan-benches", "--bin", "same_tickets"];
    let output = cargo_command().args(rust).output().map_err(|cause| format!("same_tickets: {cause}"))?;
    let nanoseconds = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let mut script = command(&python.to_string_lossy());
    script.arg(root().join("bindings/python/benches/dispatch.py")).arg(nanoseconds);
    if let Some(folder) = bench::workload()? {
        script.env("BIHUAN_WORKLOAD", folder);
    }
    finish(&mut script, "dispatch.py")?;
    Ok(true)
}
