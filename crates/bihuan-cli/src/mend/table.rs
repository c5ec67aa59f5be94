//! A table that is being mended: a csv file, or a sheet of a workbook.

use super::draft::Draft;
use super::sheet::Sheet;
use crate::output::Failure;
use std::collections::BTreeMap;

#[derive(Debug)]
pub(crate) enum Table {
    Csv(Draft),
    Sheet(Box<Sheet>),
}

impl Table {
    /// Whether anything is to change.
    pub(crate) fn is_touched(&self) -> bool {
        match self {
            Table::Csv(draft) => draft.is_touched(),
            Table::Sheet(sheet) => sheet.is_touched(),
        }
    }

    /// The place of a column by its header, or by one of several, in small letters.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        match self {
            Table::Csv(draft) => draft.column(names),
            Table::Sheet(sheet) => sheet.column(names),
        }
    }

    /// The rows that are still there, by their lines.
    pub(crate) fn lines(&self) -> Vec<u64> {
        match self {
            Table::Csv(draft) => draft.lines().collect(),
            Table::Sheet(sheet) => sheet.lines(),
        }
    }

    /// What stands in a cell.
    pub(crate) fn cell(&self, line: u64, column: usize) -> Option<String> {
        match self {
            Table::Csv(draft) => draft.cell(line, column),
            Table::Sheet(sheet) => sheet.cell(line, column),
        }
    }

    /// Whether a row can be deleted: one with a formula is left to a person.
    pub(crate) fn can_delete(&self, line: u64) -> bool {
        match self {
            Table::Csv(_) => true,
            Table::Sheet(sheet) => sheet.can_delete(line),
        }
    }

    /// Deletes a row.
    pub(crate) fn delete(&mut self, line: u64) -> bool {
        match self {
            Table::Csv(draft) => draft.delete(line),
            Table::Sheet(sheet) => sheet.delete(line),
        }
    }

    /// Writes into a cell.
    pub(crate) fn set(&mut self, line: u64, column: usize, text: &str) -> bool {
        match self {
            Table::Csv(draft) => draft.set(line, column, text),
            Table::Sheet(sheet) => sheet.set(line, column, text),
        }
    }

    /// Moves a row before another, or to the end; rows of a sheet keep their places.
    pub(crate) fn place(&mut self, line: u64, before: Option<u64>) -> bool {
        match self {
            Table::Csv(draft) => draft.place(line, before),
            Table::Sheet(_) => false,
        }
    }

    /// Adds a row at the end.
    pub(crate) fn add(&mut self, cells: BTreeMap<usize, String>) {
        match self {
            Table::Csv(draft) => draft.add(cells),
            Table::Sheet(sheet) => sheet.add(cells),
        }
    }

    /// Whether a row that is added has this text in a cell.
    pub(crate) fn adds(&self, text: &str) -> bool {
        match self {
            Table::Csv(draft) => draft.adds(text),
            Table::Sheet(sheet) => sheet.adds(text),
        }
    }

    /// Where rows will stand, by where they stood; those that are not told stay.
    ///
    /// # Errors
    /// When a text cannot be written in the file's encoding.
    pub(crate) fn moved(&self) -> Result<BTreeMap<u64, u64>, Failure> {
        match self {
            Table::Csv(draft) => draft.moved(),
            Table::Sheet(_) => Ok(BTreeMap::new()),
        }
    }
}
