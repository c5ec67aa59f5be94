//! `bihuan check --annotate`: the findings marked in the clerk's own tables.

use crate::output::{Failure, complain, say};
use crate::targets::spares;
use crate::workbook::annotated;
use crate::workbook::marks::Spot;
use crate::workbook::tables::Tables;
use bihuan::{Finding, Lang};
use std::path::Path;

/// Refuses a place where the annotated workbook would do harm.
pub(super) fn may_write(rulebook: &Path, out: &Path, force: bool, lang: Lang) -> Result<(), Failure> {
    let shown = out.display();
    let refuse = |en: &str, zh: &str| {
        Err(Failure::Text(say(lang, format!("`{shown}` {en}"), format!("`{shown}` {zh}"))))
    };
    if !out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        return refuse(
            "is no name of a workbook: it has to end in .xlsx",
            "不是工作簿的名字，要以 .xlsx 结尾",
        );
    }
    if !out.exists() {
        return Ok(());
    }
    spares(out, rulebook, &[])?;
    if force && out.is_file() {
        return Ok(());
    }
    refuse("is there already: choose another name, or add --force", "已经存在：请换一个名字，或加 --force")
}

/// Writes the workbook with the findings in it.
pub(super) fn write(
    rulebook: &Path,
    out: &Path,
    force: bool,
    findings: &[Finding],
    lang: Lang,
) -> Result<(), Failure> {
    let (content, spots) = if rulebook.is_file() {
        let content = std::fs::read(rulebook)?;
        (content, findings.iter().map(Spot::of).collect())
    } else {
        let tables = Tables::of(rulebook, lang)?;
        let spots = findings.iter().map(|finding| tables.spot(finding)).collect();
        (tables.content, spots)
    };
    let content = annotated(content, spots, lang)?;
    let shown = out.display();
    let cannot = |cause: std::io::Error| Failure::write(out, &cause);
    if force {
        std::fs::write(out, content).map_err(cannot)?;
    } else {
        let mut file = std::fs::File::create_new(out).map_err(cannot)?;
        std::io::Write::write_all(&mut file, &content).map_err(cannot)?;
    }
    let count = findings.len();
    complain(&match count {
        0 => say(
            lang,
            format!("no findings; the workbook is {shown}"),
            format!("没有问题；工作簿已写出：{shown}"),
        ),
        1 => say(lang, format!("1 finding, marked in {shown}"), format!("1 处，已标在 {shown}")),
        _ => say(lang, format!("{count} findings, marked in {shown}"), format!("{count} 处，已标在 {shown}")),
    });
    Ok(())
}
