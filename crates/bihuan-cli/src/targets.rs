//! Files to be written must be none of those that are read: a slip of the hand costs a clerk the rulebook.

use crate::args::{InputArgs, OutputArgs};
use crate::output::{Failure, is_workbook};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The files of a rulebook's folder; its calendars are named in the first.
const SETTINGS: &str = "rulebook.toml";
const TABLES: [&str; 8] = [
    SETTINGS,
    "units.csv",
    "posts.csv",
    "matters.csv",
    "dispatch.csv",
    "cases.csv",
    "closure.toml",
    "indicators.toml",
];

/// A file that a run reads, and what it is in English and Chinese.
pub(crate) type Read<'a> = (Option<&'a Path>, &'static str, &'static str);

/// Refuses the outputs of a run over tickets where they would overwrite what it reads.
///
/// # Errors
/// When `-o` or `--rejects` names the rulebook, one of its tables, the tickets, the events or the columns,
/// or both name one file.
pub(crate) fn may_write(
    rulebook: &Path,
    tickets: &Path,
    events: Option<&Path>,
    input: &InputArgs,
    output: &OutputArgs,
) -> Result<(), Failure> {
    let read = [
        (Some(tickets), "the tickets file itself", "工单文件本身"),
        (events, "the events file itself", "事件文件本身"),
        (input.columns.as_deref(), "the file of --columns itself", "--columns 的文件本身"),
    ];
    let (output, rejects) = (output.output.as_deref(), input.rejects.as_deref());
    for out in [output, rejects].into_iter().flatten() {
        spares(out, rulebook, &read)?;
    }
    apart(output, rejects, "-o", "--rejects")
}

/// Refuses an output that is something the run reads.
pub(crate) fn spares(out: &Path, rulebook: &Path, read: &[Read<'_>]) -> Result<(), Failure> {
    let Ok(target) = out.canonicalize() else { return Ok(()) };
    if let Ok(rulebook) = rulebook.canonicalize() {
        if target == rulebook {
            return refused(out, "the rulebook itself", "规则手册本身");
        }
        // tables stand in the folder itself, or in a folder of each edition
        let within = target.strip_prefix(&rulebook).is_ok_and(|rest| rest.components().count() <= 2);
        if within && is_table(&target) {
            return refused(out, "a table of the rulebook itself", "规则手册里的表");
        }
    }
    for (path, en, zh) in read {
        if path.is_some_and(|path| path.canonicalize().is_ok_and(|path| path == target)) {
            return refused(out, en, zh);
        }
    }
    Ok(())
}

/// Whether a file in a rulebook's folder is read: a table by its name, a calendar, or an edition's workbook.
fn is_table(file: &Path) -> bool {
    let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let settings = || std::fs::read(file.with_file_name(SETTINGS)).unwrap_or_default();
    let is_named = || String::from_utf8_lossy(&settings()).contains(name);
    TABLES.contains(&name) || is_workbook(file) || (name.ends_with(".csv") && is_named())
}

/// Refuses two outputs that are one file.
pub(crate) fn apart(
    one: Option<&Path>,
    other: Option<&Path>,
    one_name: &str,
    other_name: &str,
) -> Result<(), Failure> {
    let (Some(one), Some(other)) = (one, other) else { return Ok(()) };
    // a device, such as the null device, takes both
    let device = one.exists() && !one.is_file();
    if device || resolved(one) != resolved(other) {
        return Ok(());
    }
    let shown = one.display();
    Err(Failure::both(
        format!("`{shown}` is both {one_name} and {other_name}: choose another name"),
        format!("`{shown}` 同时用作 {one_name} 和 {other_name}，请换一个名字"),
    ))
}

/// Where a file is or will be.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

fn refused(out: &Path, en: &str, zh: &str) -> Result<(), Failure> {
    let shown = out.display();
    Err(Failure::both(
        format!("`{shown}` is {en}: choose another name"),
        format!("`{shown}` 就是{zh}，请换一个名字"),
    ))
}
