//! What the tests of the C library share: where things are, the compilers, valgrind, the staged library.

#![allow(dead_code, reason = "each test uses some of it")]
#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

/// `bindings/c`.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The top of the checkout.
pub(crate) fn root() -> PathBuf {
    here().join("../..").canonicalize().unwrap()
}

/// Files with an extension in a folder and below it, in order.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|ext| ext == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A compiler of C or C++; the usual names, or `CC` and `CXX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compiler {
    C,
    Cpp,
}

impl Compiler {
    /// The compiler with every warning an error; none, said loudly, where there is none.
    pub(crate) fn command(self, standard: &str) -> Option<Command> {
        let (variable, usual) = match self {
            Compiler::C => ("CC", "cc"),
            Compiler::Cpp => ("CXX", "c++"),
        };
        let program = std::env::var(variable).unwrap_or_else(|_| usual.to_owned());
        if !is_there(&program) {
            skipped(&program);
            return None;
        }
        let mut command = Command::new(program);
        command.arg(format!("-std={standard}"));
        command.args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I"]).arg(root().join("include"));
        Some(command)
    }
}

/// Says so past the test runner, which would swallow it.
fn skipped(program: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "SKIPPED: no `{program}`; `cargo xtask c` installs it");
}

/// Whether a program can be run.
pub(crate) fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// Runs a command to its end and gives back what it printed; a failure shows all it said.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|cause| panic!("{command:?}: {cause}"));
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{stdout}\n{stderr}", output.status);
    stdout.into_owned()
}

/// A folder for what this test builds.
fn scratch() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("c").join(env!("CARGO_CRATE_NAME"));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// A folder with the library under the names it is installed by, next to the header's checkout.
pub(crate) fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        // target/PROFILE/deps/test-HASH, with the library beside it or a folder up
        let built = test
            .ancestors()
            .skip(1)
            .take(2)
            .map(|folder| folder.join("libbihuan_c.so"))
            .find(|path| path.is_file())
            .unwrap_or_else(|| panic!("no libbihuan_c.so near {}", test.display()));
        let folder = scratch().join("lib");
        std::fs::create_dir_all(&folder).unwrap();
        for name in ["libbihuan.so".to_owned(), soname()] {
            std::fs::copy(&built, folder.join(name)).unwrap();
        }
        folder
    })
}

/// The name that programs ask the loader for.
pub(crate) fn soname() -> String {
    format!("libbihuan.so.{}.{}", env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"))
}

/// Builds a program from a file of C against the staged library, once; none without a compiler.
pub(crate) fn build(source: &Path, extra: &[&str]) -> Option<PathBuf> {
    static BUILT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let program = scratch().join(source.file_stem().unwrap());
    let mut built = BUILT.lock().unwrap();
    if built.contains(&program) {
        return Some(program);
    }
    let mut command = Compiler::C.command("c99")?;
    command.args(["-g", "-O1"]).arg(source).arg("-o").arg(&program);
    command.arg("-L").arg(library()).args(["-lbihuan"]).args(extra);
    run(&mut command);
    built.insert(program.clone());
    Some(program)
}

/// A command that runs a built program with the staged library, at the top of the checkout.
pub(crate) fn program(path: &Path) -> Command {
    let mut command = Command::new(path);
    command.env("LD_LIBRARY_PATH", library()).current_dir(root());
    command
}

/// The same under valgrind, where any error and any leak is a failure; none, said loudly, without valgrind.
pub(crate) fn checked(path: &Path) -> Option<Command> {
    if !is_there("valgrind") {
        skipped("valgrind");
        return None;
    }
    let mut command = Command::new("valgrind");
    command.args(["--quiet", "--leak-check=full", "--show-leak-kinds=definite,indirect,possible"]);
    command.args(["--errors-for-leak-kinds=definite,indirect,possible", "--error-exitcode=99"]).arg(path);
    command.env("LD_LIBRARY_PATH", library()).current_dir(root());
    Some(command)
}
