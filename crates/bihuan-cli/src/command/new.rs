//! `bihuan new`: a rulebook to start from, as a folder or as one workbook.

use crate::output::{Failure, say, tell};
use crate::template;
use bihuan::Lang;
use std::io::Write;
use std::path::{Path, PathBuf};

pub(crate) fn run(target: &Path, xlsx: bool, lang: Lang) -> Result<bool, Failure> {
    let (written, rulebook) = if xlsx {
        let file = workbook_name(target);
        write(&[(file.clone(), template::workbook(lang)?)], lang)?;
        (vec![file.clone()], file)
    } else {
        let files = template::files(lang)?;
        let files: Vec<_> = files.into_iter().map(|(name, content)| (target.join(name), content)).collect();
        write(&files, lang)?;
        (files.into_iter().map(|(path, _)| path).collect(), target.to_owned())
    };
    for path in &written {
        tell(&say(lang, format!("written: {}", path.display()), format!("已写出：{}", path.display())))?;
    }
    let rulebook = quoted(&rulebook);
    tell(say(lang, "\nchange the example, then:", "\n改成自己的，再运行："))?;
    tell(&format!("  bihuan check {rulebook}"))?;
    let checked = say(lang, "checked.xlsx", "检查.xlsx");
    tell(&format!("  bihuan check {rulebook} --annotate {checked}"))?;
    Ok(true)
}

/// `DIR.xlsx`, unless the name says so already.
fn workbook_name(target: &Path) -> PathBuf {
    if target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        return target.to_owned();
    }
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".xlsx");
    target.with_file_name(name)
}

/// Writes all files or none; one that is there already is never touched.
fn write(files: &[(PathBuf, Vec<u8>)], lang: Lang) -> Result<(), Failure> {
    if let Some((path, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(there_already(path, lang));
    }
    for (path, content) in files {
        let cannot = |cause: std::io::Error| {
            if cause.kind() == std::io::ErrorKind::AlreadyExists {
                return there_already(path, lang);
            }
            Failure::write(path, &cause)
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(cannot)?;
        }
        let mut file = std::fs::File::create_new(path).map_err(cannot)?;
        file.write_all(content).map_err(cannot)?;
    }
    Ok(())
}

fn there_already(path: &Path, lang: Lang) -> Failure {
    let path = path.display();
    Failure::Text(say(lang, format!("`{path}` is there already"), format!("`{path}` 已经存在")))
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains([' ', '(', ')', '&', '\'']) { format!("\"{path}\"") } else { path }
}
