//! `bihuan check --fix`: the mended tables or workbook, written beside the old ones.

use crate::mend::{Bench, Done};
use crate::output::{Failure, complain, say};
use bihuan::{Finding, Lang, Mend};
use std::path::{Path, PathBuf};

/// Where a mended table goes: `dispatch.csv` becomes `dispatch.mended.csv`.
fn target(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map_or_else(String::new, |ending| format!(".{}", ending.to_string_lossy()));
    path.with_file_name(format!("{stem}.mended{ending}"))
}

/// Mends the tables and says what it did; a rulebook with errors is left to its keeper.
pub(super) fn run(rulebook: &Path, all: bool, force: bool, lang: Lang) -> Result<(), Failure> {
    let (folder, files) = if rulebook.is_file() {
        let name = rulebook.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let content = std::fs::read(rulebook).map_err(|cause| Failure::read(rulebook, &cause))?;
        (rulebook.parent().unwrap_or(Path::new("")), vec![(name, content)])
    } else {
        (rulebook, files(rulebook)?)
    };
    // refused before the work, not after it
    let main = |name: &str| name.ends_with("dispatch.csv") || name.ends_with(".xlsx");
    for (name, _) in files.iter().filter(|(name, _)| main(name)) {
        may_write(&target(&folder.join(name)), force)?;
    }
    let done = Bench::new(files).mend(all)?;
    for (name, content) in &done.files {
        let out = target(&folder.join(name));
        may_write(&out, force)?;
        std::fs::write(&out, content).map_err(|cause| Failure::write(&out, &cause))?;
    }
    told(folder, &done, lang);
    Ok(())
}

fn may_write(out: &Path, force: bool) -> Result<(), Failure> {
    if force || !out.exists() {
        return Ok(());
    }
    let shown = out.display();
    Err(Failure::both(
        format!("`{shown}` is there already: move it away, or add --force"),
        format!("`{shown}` 已经存在：请移走，或加 --force"),
    ))
}

fn told(folder: &Path, done: &Done, lang: Lang) {
    let list = |title: String, mends: &[&(Finding, Mend)]| {
        if mends.is_empty() {
            return;
        }
        complain(&title);
        for (finding, mend) in mends {
            complain(&format!("  {}: {}", finding.code(), mend.line(lang)));
        }
    };
    let (tidied, anew): (Vec<_>, Vec<_>) = done.mended.iter().partition(|(_, mend)| mend.keeps_answers());
    list(
        say(
            lang,
            format!("mended, every ticket gets the same answer as before ({}):", tidied.len()),
            format!("已改，每一件工单的去向不变（{} 处）：", tidied.len()),
        ),
        &tidied,
    );
    list(
        say(
            lang,
            format!("mended, and tickets may go another way, look at each ({}):", anew.len()),
            format!("已改，会改变工单去向，请逐条核对（{} 处）：", anew.len()),
        ),
        &anew,
    );
    list(
        say(
            lang,
            format!("not mended, this form of the table has to be edited by hand ({}):", done.left.len()),
            format!("未改，这种形式的表要由人来改（{} 处）：", done.left.len()),
        ),
        &done.left.iter().collect::<Vec<_>>(),
    );
    if done.files.is_empty() {
        complain(say(lang, "nothing to mend", "没有可以自动修改的地方"));
    }
    for (name, _) in &done.files {
        let out = target(&folder.join(name));
        let (out, name) = (out.display(), name.as_str());
        if name.ends_with(".xlsx") {
            complain(say(
                lang,
                "rows that went are left empty, and formats, notes and drop-downs are as they were",
                "删除的行留空，格式、批注、下拉框照旧",
            ));
        }
        complain(&say(
            lang,
            format!("written: {out}; look at it, then put it in the place of {name}"),
            format!("已写出：{out}；核对后用它替换 {name}"),
        ));
    }
}

/// The files that loading reads: those of the folder, or of its subfolders, one an edition.
fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files = Vec::new();
    read(folder, "", &mut files)?;
    if !files.iter().any(|(name, _)| name == "rulebook.toml") {
        let entries = std::fs::read_dir(folder).map_err(|cause| Failure::read(folder, &cause))?;
        let mut folders: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        folders.retain(|path| path.is_dir());
        folders.sort();
        for path in folders {
            let prefix = format!("{}/", path.file_name().unwrap_or_default().to_string_lossy());
            read(&path, &prefix, &mut files)?;
        }
    }
    Ok(files)
}

fn read(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    let entries = std::fs::read_dir(folder).map_err(|cause| Failure::read(folder, &cause))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|path| path.is_file()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let table = name.ends_with(".csv") || name.ends_with(".toml") || name.ends_with(".xlsx");
        if table && !name.starts_with("~$") && !is_mended(&name) {
            files.push((
                format!("{prefix}{name}"),
                std::fs::read(&path).map_err(|cause| Failure::read(&path, &cause))?,
            ));
        }
    }
    Ok(())
}

/// Whether a file is what an earlier run wrote.
fn is_mended(name: &str) -> bool {
    name.rsplit('.').nth(1) == Some("mended")
}
