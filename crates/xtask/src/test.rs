//! `cargo xtask test`: formats, lints, unit, integration, example and real-data tests, oracles.

use crate::api;
use crate::c;
use crate::demo;
use crate::python;
use crate::shell::{cargo_command, command, data_folder, root, say, target, tee};
use std::process::Command;

/// Seeds of the differential test; each is a rulebook with its tickets and histories.
const SEEDS: &str = "1..200";

/// What has passed, failed and been skipped.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: usize,
    skipped: Vec<String>,
}

impl Tally {
    /// A check that passes or fails as a whole.
    fn check(&mut self, name: &str, command: &mut Command) {
        say(&format!("\n── {name}"));
        match tee(command, name) {
            Ok((true, _)) => self.passed += 1,
            Ok((false, _)) => self.fail(name),
            Err(problem) => self.fail(&problem),
        }
    }

    fn fail(&mut self, name: &str) {
        say(&format!("FAILED: {name}"));
        self.failed += 1;
    }

    /// Tests that count themselves: cargo's `test result:` lines, or `N passed, N failed`.
    fn counted(&mut self, name: &str, command: &mut Command) {
        say(&format!("\n── {name}"));
        match tee(command, name) {
            Ok((success, output)) => {
                let (mut passed, mut failed) = (0, 0);
                for line in output.lines().filter(|line| line.contains(" passed")) {
                    passed += number_before(line, " passed");
                    failed += number_before(line, " failed");
                }
                self.passed += passed;
                self.failed += failed;
                if !success && failed == 0 {
                    self.fail(name);
                } else if passed == 0 {
                    self.fail(&format!("{name}: no test ran"));
                }
            }
            Err(problem) => self.fail(&problem),
        }
    }

    /// Says what was skipped and the sum; whether nothing failed.
    fn told(&self) -> bool {
        say("");
        for skipped in &self.skipped {
            say(&format!("SKIPPED: {skipped}"));
        }
        let skipped =
            if self.skipped.is_empty() { String::new() } else { format!(", {} skipped", self.skipped.len()) };
        say(&format!("{} passed, {} failed{skipped}", self.passed, self.failed));
        self.failed == 0
    }
}

/// The number that stands before a word in a line.
fn number_before(line: &str, word: &str) -> usize {
    let before = line.split_once(word).map_or("", |(before, _)| before);
    before.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// Runs everything; true when nothing failed.
pub(crate) fn run() -> Result<bool, String> {
    let mut tally = Tally::default();
    tally.check("format", cargo_command().args(["fmt", "--all", "--check"]));
    let clippy = ["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"];
    tally.check("lint", cargo_command().args(clippy).envs(python::configuration()));
    let missing = c::missing_tools();
    tally.counted("tests", cargo_command().args(["test", "--workspace", "--no-fail-fast"]));
    say("\n── the C library, installed");
    match c::check_installation() {
        _ if !missing.is_empty() => {
            tally.skipped.push(format!("tests of the C library that need {}", missing.join(", ")));
        }
        Ok(()) => tally.passed += 1,
        Err(problem) => tally.fail(&problem),
    }
    say("\n── the readmes show what the demo prints");
    match demo::stale_readmes() {
        Ok(stale) if stale.is_empty() => tally.passed += 1,
        Ok(stale) => tally.fail(&format!("{} (cargo xtask demo --accept)", stale.join(", "))),
        Err(problem) => tally.fail(&problem),
    }
    let example = ["run", "--quiet", "-p", "bihuan-examples", "--bin", "quickstart"];
    tally.check("the Rust example runs", cargo_command().args(example));
    say("\n── docs, and the public API is that of its snapshots");
    match api::run(false) {
        Ok(true) => tally.passed += 1,
        Ok(false) => tally.fail("public API"),
        Err(problem) => tally.fail(&problem),
    }
    let benches = ["bench", "--quiet", "-p", "bihuan-benches", "--profile", "dev", "--", "--test"];
    tally.check("benchmarks run", cargo_command().args(benches));
    python_package(&mut tally);
    match python::environment() {
        Ok(python) => {
            let python = python.to_string_lossy().into_owned();
            let model = root().join("crates/bihuan-cli/tests/model");
            let bihuan = target().join("debug/bihuan");
            let mut calendar = command(&python);
            calendar.arg(model.join("calendar_oracle.py")).arg("--bihuan").arg(&bihuan);
            tally.counted("calendar, day by day against chinesecalendar", &mut calendar);
            tally.counted("differential, against the independent model", &mut differential(&python, SEEDS));
        }
        Err(problem) => tally.skipped.push(format!("the oracles in Python: {problem}")),
    }
    if !data_is_there() {
        tally
            .skipped
            .push("real data: not in BIHUAN_DATA nor in ../shared/data (see README, real data)".to_owned());
    }
    Ok(tally.told())
}

/// The Python package: its wheel is built, installed into an empty environment, and tested there.
fn python_package(tally: &mut Tally) {
    say("\n── the Python package");
    if let Err(problem) = python::environments() {
        tally.skipped.push(format!("the Python package: {problem}"));
        return;
    }
    match python::installed(false) {
        Ok(python) => {
            tally.counted("Python: the installed wheel", &mut python::tests(&python));
            tally.check("Python: the stubs say what the module has", &mut python::stubs(&python));
            tally.check("Python: types", &mut python::types(&python));
        }
        Err(problem) => tally.fail(&problem),
    }
}

/// `cargo xtask test python`: the Python package alone.
pub(crate) fn python_only() -> Result<bool, String> {
    let mut tally = Tally::default();
    python_package(&mut tally);
    Ok(tally.told())
}

fn differential(python: &str, seeds: &str) -> Command {
    let model = root().join("crates/bihuan-cli/tests/model");
    let mut compare = command(python);
    compare.arg(model.join("compare.py")).arg("--bihuan").arg(target().join("debug/bihuan"));
    compare.args(["--edges", "--seeds", seeds, "--workdir"]).arg(target().join("differential"));
    compare
}

/// `cargo xtask differential FROM TO`: more seeds than the tests run.
pub(crate) fn differential_only(args: &[String]) -> Result<bool, String> {
    let [from, to] = args else { return Err("differential takes two numbers, FROM and TO".to_owned()) };
    crate::shell::cargo(&["build", "--quiet", "-p", "bihuan-cli"])?;
    let python = python::environment()?;
    let mut tally = Tally::default();
    let seeds = format!("{from}..{to}");
    tally.counted("differential", &mut differential(&python.to_string_lossy(), &seeds));
    Ok(tally.failed == 0)
}

fn data_is_there() -> bool {
    let folder = data_folder();
    ["nyc311", "boston311", "dispatch-bench"].iter().all(|name| folder.join(name).exists())
}
