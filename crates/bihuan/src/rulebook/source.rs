//! Where the tables of an edition come from: the files of a folder, or the sheets of a workbook.

use super::columns::{self, Columns};
use super::record::Record;
use super::table;
use crate::message::{Finding, Findings, Place};
use crate::sheet::encoding::detect;
use crate::sheet::{self, Table};
use std::collections::BTreeMap;

/// A table of a rulebook: its file in a folder, its sheet in a workbook.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableName {
    pub(crate) file: &'static str,
    /// 中文 and English.
    #[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "only workbooks have sheets"))]
    pub(crate) sheets: [&'static str; 2],
    pub(crate) columns: Columns,
    pub(crate) required: &'static [&'static str],
}

const fn named(
    file: &'static str,
    sheets: [&'static str; 2],
    columns: Columns,
    required: &'static [&'static str],
) -> TableName {
    TableName { file, sheets, columns, required }
}

pub(crate) const UNITS: TableName = named("units.csv", ["单位", "units"], columns::UNITS, &["code"]);
pub(crate) const POSTS: TableName = named("posts.csv", ["岗位", "posts"], columns::POSTS, &["unit", "post"]);
pub(crate) const MATTERS: TableName =
    named("matters.csv", ["事项", "matters"], columns::MATTERS, &["matter"]);
pub(crate) const DISPATCH: TableName =
    named("dispatch.csv", ["派单", "dispatch"], columns::DISPATCH, &["lead"]);
pub(crate) const CASES: TableName = named("cases.csv", ["样例", "cases"], columns::CASES, &["lead"]);

/// Tables that other parts of the library read.
pub(crate) const LATER: &[&str] = &["indicators.toml"];

/// The files of a folder.
pub(crate) const FILES: &[&str] =
    &["rulebook.toml", UNITS.file, POSTS.file, MATTERS.file, DISPATCH.file, CASES.file, "closure.toml"];

/// An edition's files or sheets.
pub(crate) enum Source<'a> {
    /// The files of a folder, its name and a slash before each.
    Folder { prefix: String, files: &'a BTreeMap<String, Vec<u8>> },
    #[cfg(feature = "xlsx")]
    Workbook(Box<super::workbook::Sheets<'a>>),
}

impl Source<'_> {
    /// Where a table is, or would be.
    pub(crate) fn place(&self, table: &TableName) -> Place {
        match self {
            Source::Folder { prefix, .. } => Place::file(format!("{prefix}{}", table.file)),
            #[cfg(feature = "xlsx")]
            Source::Workbook(sheets) => sheets.place(table.sheets),
        }
    }

    /// The records of a table; none when it is not there.
    pub(crate) fn records(
        &mut self,
        name: &TableName,
        units: &[String],
        findings: &mut Findings,
    ) -> Option<Vec<Record>> {
        let table = match self {
            Source::Folder { prefix, files } => {
                csv_table(&format!("{prefix}{}", name.file), files.get(name.file)?)
            }
            #[cfg(feature = "xlsx")]
            Source::Workbook(sheets) => sheets.table(name.sheets)?,
        };
        Some(read(table, name.columns, name.required, units, findings))
    }

    /// A calendar of its own, by the name that the settings give it: a file, or a sheet with or without
    /// the ending.
    pub(crate) fn calendar(&mut self, name: &str, findings: &mut Findings) -> Option<Vec<Record>> {
        let table = match self {
            Source::Folder { prefix, files } => csv_table(&format!("{prefix}{name}"), files.get(name)?),
            #[cfg(feature = "xlsx")]
            Source::Workbook(sheets) => sheets.table([name, name.strip_suffix(".csv").unwrap_or(name)])?,
        };
        Some(read(table, columns::CALENDAR, &["date", "kind"], &[], findings))
    }
}

fn csv_table<'a>(file: &str, content: &'a [u8]) -> Result<Table<'a>, Finding> {
    sheet::csv::open(file, content)
}

/// The records of a table that may not open.
pub(crate) fn read(
    table: Result<Table<'_>, Finding>,
    columns: Columns,
    required: &[&str],
    units: &[String],
    findings: &mut Findings,
) -> Vec<Record> {
    match table {
        Ok(table) => table::read(table, columns, required, units, findings),
        Err(objection) => {
            findings.push(objection);
            Vec::new()
        }
    }
}

/// The text of a toml file; none when it is in no encoding that is known.
pub(crate) fn text(file: &str, content: &[u8], findings: &mut Findings) -> Option<String> {
    let (content, encoding) = detect(content);
    match encoding.text(content) {
        Ok(text) => Some(text.into_owned()),
        Err(objection) => {
            let good = std::str::from_utf8(content).map_or_else(|error| error.valid_up_to(), str::len);
            let lines = content.iter().take(good).filter(|byte| **byte == b'\n').count();
            findings.push(objection.at(&Place::file(file).at_row(lines as u64 + 1)));
            None
        }
    }
}
