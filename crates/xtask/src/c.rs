//! `cargo xtask c` and `cargo xtask install`: the C library's tests with all they need, and its installation.

use crate::shell::{cargo_command, command, finish, root, say};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the tests of the C library run, and the packages of Debian that have it.
const TOOLS: &[(&str, &str)] =
    &[("cc", "gcc"), ("c++", "g++"), ("valgrind", "valgrind"), ("pkg-config", "pkg-config")];

/// Programs of [`TOOLS`] that are missing, after trying to install them where we may.
pub(crate) fn missing_tools() -> Vec<&'static str> {
    let missing = || TOOLS.iter().filter(|(program, _)| !is_there(program));
    let packages: Vec<_> = missing().map(|(_, package)| *package).collect();
    if !packages.is_empty() && is_root() && is_there("apt-get") {
        say(&format!("installing {}", packages.join(", ")));
        let mut install = Command::new("apt-get");
        install.args(["install", "--yes", "--quiet"]).args(&packages);
        if let Err(problem) = finish(&mut install, "apt-get install") {
            say(&problem);
        }
    }
    missing().map(|(program, _)| *program).collect()
}

fn is_there(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// `cargo xtask c`: installs the tools if it may, and runs the tests.
pub(crate) fn run() -> Result<bool, String> {
    let missing = missing_tools();
    let mut test = cargo_command();
    finish(test.args(["test", "-p", "bihuan-c", "--no-fail-fast"]), "cargo test -p bihuan-c")?;
    if missing.is_empty() {
        check_installation()?;
        say("the examples run with the installed library, shared and static");
    }
    for program in &missing {
        say(&format!("SKIPPED: what needs `{program}`"));
    }
    Ok(true)
}

/// What `cargo xtask install` was asked for.
struct Wanted {
    prefix: PathBuf,
    profile: String,
}

impl Wanted {
    fn read(args: &[String]) -> Result<Wanted, String> {
        let (mut prefix, mut profile) = (None, "release".to_owned());
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match (arg.as_str(), args.next()) {
                ("--prefix", Some(value)) => prefix = Some(PathBuf::from(value)),
                ("--profile", Some(value)) => profile.clone_from(value),
                _ => return Err(format!("install takes --prefix DIR [--profile NAME], not `{arg}`")),
            }
        }
        let prefix = prefix.ok_or("install takes --prefix DIR [--profile NAME]")?;
        let prefix =
            std::path::absolute(&prefix).map_err(|cause| format!("{}: {cause}", prefix.display()))?;
        Ok(Wanted { prefix, profile })
    }
}

/// `cargo xtask install --prefix DIR`: builds the library and lays it out as C programs expect it.
pub(crate) fn install(args: &[String]) -> Result<bool, String> {
    let wanted = Wanted::read(args)?;
    let natives = build(&wanted.profile)?;
    let built = built_in(&wanted.profile)?;
    let [lib, include, pkgconfig, doc] =
        ["lib", "include", "lib/pkgconfig", "share/doc/bihuan"].map(|folder| wanted.prefix.join(folder));
    for folder in [&lib, &include, &pkgconfig, &doc] {
        std::fs::create_dir_all(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    }
    copy(&root().join("include/bihuan.h"), &include.join("bihuan.h"))?;
    copy(&built.join("libbihuan_c.a"), &lib.join("libbihuan.a"))?;
    install_shared(&built, &lib)?;
    let template = read(&root().join("bindings/c/bihuan.pc.in"))?;
    let text = template
        .replace("@PREFIX@", &wanted.prefix.to_string_lossy())
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@NATIVE_LIBS@", &natives);
    write(&pkgconfig.join("bihuan.pc"), &text)?;
    for part in DOCS {
        copy_all(&root().join(part), &doc.join(part))?;
    }
    say(&format!("installed bihuan {} into {}", env!("CARGO_PKG_VERSION"), wanted.prefix.display()));
    if let Some(version) = highest_glibc(&lib.join("libbihuan.so")) {
        say(&format!("libbihuan.so needs glibc {version} or newer"));
    }
    Ok(true)
}

/// What is installed to be read, at the places that it has here: so its links lead somewhere.
const DOCS: &[&str] = &[
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "include/bihuan.h",
    "docs/c.md",
    "docs/c.zh.md",
    "docs/semantics.md",
    "docs/files.md",
    "docs/files.zh.md",
    "docs/findings",
    "examples/c",
    "examples/rulebooks/songjiang",
    "benches/README.md",
    "bindings/python/benches/README.md",
];

/// Copies a file, or a folder with all that is in it, and makes the folders that it needs.
fn copy_all(from: &Path, to: &Path) -> Result<(), String> {
    if !from.is_dir() {
        let folder = to.parent().unwrap_or(to);
        std::fs::create_dir_all(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
        return copy(from, to);
    }
    for part in entries(from)? {
        copy_all(&part, &to.join(part.file_name().unwrap_or_default()))?;
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|cause| format!("{}: {cause}", folder.display()))?;
    Ok(entries.iter().map(std::fs::DirEntry::path).collect())
}

/// Checks that every link of the installed documents leads to what is installed with them.
fn check_links(folder: &Path) -> Result<usize, String> {
    let mut followed = 0;
    for entry in entries(folder)? {
        if entry.is_dir() {
            followed += check_links(&entry)?;
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            let text = read(&entry)?;
            let links = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
            let files = links.filter_map(|(link, _)| link.split('#').next());
            for link in files.filter(|link| !link.is_empty() && !link.contains("://")) {
                if !folder.join(link).exists() {
                    return Err(format!("{}: the link to {link} leads nowhere", entry.display()));
                }
                followed += 1;
            }
        }
    }
    Ok(followed)
}

/// Builds the static library with the system libraries that it wants shown, then the rest.
fn build(profile: &str) -> Result<String, String> {
    let mut ask = cargo_command();
    ask.args([
        "rustc",
        "--quiet",
        "-p",
        "bihuan-c",
        "--lib",
        "--profile",
        profile,
        "--crate-type",
        "staticlib",
    ]);
    ask.args(["--", "--print", "native-static-libs"]);
    let said = ask.output().map_err(|cause| format!("cargo rustc: {cause}"))?;
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let natives = said.lines().find_map(|line| line.split_once("native-static-libs: "));
    let natives = natives.map(|(_, libs)| libs.trim().to_owned());
    finish(
        cargo_command().args(["build", "--quiet", "-p", "bihuan-c", "--lib", "--profile", profile]),
        "cargo build -p bihuan-c",
    )?;
    natives.ok_or_else(|| format!("cargo rustc did not say what the static library needs:\n{said}"))
}

/// The folder that a profile builds into.
fn built_in(profile: &str) -> Result<PathBuf, String> {
    let mut ask = cargo_command();
    let said = ask.args(["metadata", "--format-version", "1", "--no-deps"]).output();
    let said = said.map_err(|cause| format!("cargo metadata: {cause}"))?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let target = said.split_once("\"target_directory\":\"").and_then(|(_, rest)| rest.split_once('"'));
    let (target, _) = target.ok_or("cargo metadata names no target folder")?;
    Ok(Path::new(target).join(if profile == "dev" { "debug" } else { profile }))
}

/// The shared library under its full name, and links from the SONAME and from what the linker looks for.
#[cfg(unix)]
fn install_shared(built: &Path, lib: &Path) -> Result<(), String> {
    let (major, minor) = (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"));
    let full = format!("libbihuan.so.{}", env!("CARGO_PKG_VERSION"));
    copy(&built.join("libbihuan_c.so"), &lib.join(&full))?;
    for link in [format!("libbihuan.so.{major}.{minor}"), "libbihuan.so".to_owned()] {
        let link = lib.join(link);
        if link.symlink_metadata().is_ok() {
            std::fs::remove_file(&link).map_err(|cause| format!("{}: {cause}", link.display()))?;
        }
        std::os::unix::fs::symlink(&full, &link).map_err(|cause| format!("{}: {cause}", link.display()))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn install_shared(_: &Path, _: &Path) -> Result<(), String> {
    Err("install knows Linux alone; on other systems use cargo-c: cargo cinstall -p bihuan-c".to_owned())
}

/// The newest `GLIBC_` version that a shared library asks for.
fn highest_glibc(library: &Path) -> Option<String> {
    let bytes = std::fs::read(library).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let versions = text.split("GLIBC_").skip(1).filter_map(|rest| {
        let version: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let parts: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
        parts.filter(|parts| parts.len() >= 2)
    });
    let highest = versions.max()?;
    Some(highest.iter().map(u32::to_string).collect::<Vec<_>>().join("."))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|cause| format!("{}: {cause}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|cause| format!("{}: {cause}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    std::fs::copy(from, to).map(|_| ()).map_err(|cause| format!("{}: {cause}", from.display()))
}

/// Checks an installation as a C program would find it: builds and runs the examples with what pkg-config says,
/// shared and static, and compares what they print.
pub(crate) fn check_installation() -> Result<(), String> {
    let prefix = built_in("dev")?.join("tmp-prefix");
    if prefix.exists() {
        std::fs::remove_dir_all(&prefix).map_err(|cause| format!("{}: {cause}", prefix.display()))?;
    }
    let args = ["--prefix", &prefix.to_string_lossy(), "--profile", "dev"].map(str::to_owned);
    install(&args)?;
    let links = check_links(&prefix.join("share/doc/bihuan"))?;
    if links < 20 {
        return Err(format!("only {links} links in the installed documents"));
    }
    for example in ["dispatch", "audit", "contest"] {
        for linking in ["--shared", "--static"] {
            let program = prefix.join(format!("{example}{linking}"));
            compile(&prefix, example, linking, &program)?;
            let said =
                command(&program.to_string_lossy()).env("LD_LIBRARY_PATH", prefix.join("lib")).output();
            let said = said.map_err(|cause| format!("{example}: {cause}"))?;
            let expected = read(&root().join(format!("examples/c/{example}.txt")))?;
            if !said.status.success() || String::from_utf8_lossy(&said.stdout) != expected {
                return Err(format!("{example}{linking} does not print examples/c/{example}.txt"));
            }
            // linked statically it runs without the shared library
            let needs = Command::new("ldd").arg(&program).env_remove("LD_LIBRARY_PATH").output();
            let needs = needs.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
            let shared = needs.map_err(|cause| format!("ldd: {cause}"))?.contains("libbihuan.so");
            if shared != (linking == "--shared") {
                return Err(format!("{example}{linking}: linked the other way"));
            }
        }
    }
    Ok(())
}

fn compile(prefix: &Path, example: &str, linking: &str, program: &Path) -> Result<(), String> {
    let ask = |args: &[&str]| -> Result<Vec<String>, String> {
        let mut ask = Command::new("pkg-config");
        ask.args(args).arg("bihuan").env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
        let said = ask.output().map_err(|cause| format!("pkg-config: {cause}"))?;
        if !said.status.success() {
            return Err(format!("pkg-config: {}", String::from_utf8_lossy(&said.stderr)));
        }
        Ok(String::from_utf8_lossy(&said.stdout).split_whitespace().map(str::to_owned).collect())
    };
    let mut cc = command(&std::env::var("CC").unwrap_or_else(|_| "cc".to_owned()));
    cc.args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]);
    cc.args(ask(&["--cflags"])?).arg(format!("examples/c/{example}.c")).arg("-o").arg(program);
    if linking == "--static" {
        // the library itself statically, the system's libraries as they are
        let libs = ask(&["--static", "--libs"])?;
        cc.args(libs.iter().map(|lib| if lib == "-lbihuan" { "-l:libbihuan.a" } else { lib.as_str() }));
    } else {
        cc.args(ask(&["--libs"])?);
    }
    finish(&mut cc, &format!("cc examples/c/{example}.c"))
}
