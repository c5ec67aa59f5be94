//! A sheet of a workbook that is being mended. Its rows keep their places: one that goes is left empty.

use crate::workbook::edit::Changes;
use crate::workbook::marks::text;
use calamine::Xlsx;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

/// A sheet and what is to change in it; rows and columns from 0, as the sheet counts them from 1 outside.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    header: u32,
    headers: BTreeMap<u32, String>,
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    /// Rows with a formula somewhere: nobody reads it, and only a person knows what hangs on it.
    formulas: BTreeSet<u32>,
    added: Vec<BTreeMap<u32, String>>,
    changes: Changes,
}

impl Sheet {
    /// Reads a sheet; none when it has no header.
    pub(crate) fn read(content: &[u8], name: &str) -> Option<Sheet> {
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(content)).ok()?;
        let mut sheet = Sheet::default();
        let mut cells = book.worksheet_cells_reader(name).ok()?;
        while let Some(cell) = cells.next_cell_with_formula_metadata().ok()? {
            if cell.formula.is_some() {
                sheet.formulas.insert(cell.pos.0);
            }
        }
        drop(cells);
        let mut cells = book.worksheet_cells_reader(name).ok()?;
        while let Some(cell) = cells.next_cell().ok()? {
            let ((row, column), text) = (cell.get_position(), text(cell.get_value()));
            if !text.trim().is_empty() {
                sheet.rows.entry(row).or_default().insert(column, text);
            }
        }
        let remark = |row: &BTreeMap<u32, String>| {
            row.values().next().is_some_and(|cell| cell.trim_start().starts_with('#'))
        };
        let (header, headers) = sheet.rows.iter().find(|(_, row)| !remark(row))?;
        sheet.header = *header;
        sheet.headers = headers.iter().map(|(column, text)| (*column, text.trim().to_lowercase())).collect();
        Some(sheet)
    }

    /// What is to be written.
    pub(crate) fn changes(&self) -> Changes {
        let mut changes = self.changes.clone();
        let last = self.rows.keys().next_back().copied().unwrap_or(self.header);
        for (row, cells) in (last.saturating_add(1)..).zip(&self.added) {
            changes.cells.insert(row, cells.clone());
        }
        changes
    }

    pub(crate) fn is_touched(&self) -> bool {
        !self.changes.cells.is_empty() || !self.changes.cleared.is_empty() || !self.added.is_empty()
    }

    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        let (column, _) = self.headers.iter().find(|(_, header)| names.contains(&header.as_str()))?;
        usize::try_from(*column).ok()
    }

    /// The rows that are still there, from 1.
    pub(crate) fn lines(&self) -> Vec<u64> {
        let rows = self.rows.keys().filter(|row| **row > self.header && !self.changes.cleared.contains(row));
        rows.map(|row| u64::from(*row) + 1).collect()
    }

    pub(crate) fn cell(&self, line: u64, column: usize) -> Option<String> {
        let (row, column) = (self.row(line)?, u32::try_from(column).ok()?);
        let set = self.changes.cells.get(&row).and_then(|cells| cells.get(&column));
        let own = || self.rows.get(&row).and_then(|cells| cells.get(&column));
        Some(set.or_else(own).cloned().unwrap_or_default())
    }

    pub(crate) fn can_delete(&self, line: u64) -> bool {
        self.row(line).is_some_and(|row| !self.formulas.contains(&row))
    }

    pub(crate) fn delete(&mut self, line: u64) -> bool {
        let Some(row) = self.row(line).filter(|row| !self.formulas.contains(row)) else { return false };
        self.changes.cells.remove(&row);
        self.changes.cleared.insert(row)
    }

    pub(crate) fn set(&mut self, line: u64, column: usize, text: &str) -> bool {
        let (Some(row), Ok(column)) = (self.row(line), u32::try_from(column)) else { return false };
        self.changes.cells.entry(row).or_default().insert(column, text.to_owned());
        true
    }

    pub(crate) fn add(&mut self, cells: BTreeMap<usize, String>) {
        let cells = cells.into_iter().filter_map(|(column, text)| Some((u32::try_from(column).ok()?, text)));
        self.added.push(cells.collect());
    }

    pub(crate) fn adds(&self, text: &str) -> bool {
        self.added.iter().any(|cells| cells.values().any(|cell| cell == text))
    }

    /// A row below the header that is still there.
    fn row(&self, line: u64) -> Option<u32> {
        let row = u32::try_from(line.checked_sub(1)?).ok()?;
        (row > self.header && self.rows.contains_key(&row) && !self.changes.cleared.contains(&row))
            .then_some(row)
    }
}
