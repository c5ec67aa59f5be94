//! Tables as they stand in files: csv and sheets of a workbook, read into rows of cells with their places.
//!
//! What the cells mean is the business of the readers above: rulebook tables, tickets, events.

pub(crate) mod csv;
pub(crate) mod encoding;
mod lines;
#[cfg(feature = "xlsx")]
pub(crate) mod xlsx;

use crate::message::{Finding, Place};
use crate::model::text::is_blank;

/// A table: its header, and the rows below it as they come.
pub(crate) struct Table<'a> {
    /// The file, and the sheet in a workbook.
    pub(crate) place: Place,
    /// The row of the header; its line where there are remarks above it.
    pub(crate) header_row: u64,
    /// The headers as written, trimmed.
    pub(crate) headers: Vec<Cell>,
    /// What a bare number in a column of dates is.
    pub(crate) dates: Dates,
    /// The rows that are not blank, each with a cell for every header.
    pub(crate) rows: Box<dyn Iterator<Item = Row> + 'a>,
}

/// A sheet without a header: a row's number and its cells from the first column on.
#[cfg(feature = "xlsx")]
pub(crate) struct Sheet {
    pub(crate) place: Place,
    pub(crate) dates: Dates,
    pub(crate) rows: Vec<(u64, Vec<Cell>)>,
}

/// How a table writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dates {
    /// As text alone.
    Text,
    /// As text, or as days since the workbook's epoch.
    #[cfg(feature = "xlsx")]
    Serial { epoch_1904: bool },
}

impl Dates {
    /// What a column without a header is called, by its place from 0: its number, in a workbook its letter.
    pub(crate) fn column(self, at: usize) -> String {
        match self {
            Dates::Text => (at + 1).to_string(),
            #[cfg(feature = "xlsx")]
            Dates::Serial { .. } => xlsx::letters(u32::try_from(at).unwrap_or(u32::MAX)),
        }
    }

    /// A cell of a column of dates, a bare number read as the date it stands for.
    pub(crate) fn read(self, cell: Cell) -> Cell {
        match (self, cell) {
            #[cfg(feature = "xlsx")]
            (Dates::Serial { epoch_1904 }, Cell::Text(text)) => {
                Cell::Text(xlsx::serial(&text, epoch_1904).unwrap_or(text))
            }
            (_, cell) => cell,
        }
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its line in the file or its row in the sheet, from 1.
    pub(crate) number: u64,
    /// Its cells under the headers; none when the row has an objection of its own.
    pub(crate) cells: Vec<Cell>,
    /// Why the row cannot be read as a whole.
    pub(crate) objection: Option<Finding>,
    /// The row as it stands, cells parted by commas: for lists of what was set aside.
    pub(crate) text: String,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Its text as written; a number or date of a workbook as a person would write it.
    Text(String),
    /// It cannot be read, and why.
    Bad(Finding),
    /// It belongs to merged cells of which another one was objected to.
    #[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "only workbooks merge cells"))]
    Covered(Finding),
}

impl Cell {
    pub(crate) fn text(&self) -> &str {
        match self {
            Cell::Text(text) => text,
            Cell::Bad(_) | Cell::Covered(_) => "",
        }
    }

    /// Whether nothing is written in it.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Cell::Text(text) if is_blank(text))
    }

    /// Its text, or why it has none.
    pub(crate) fn into_text(self) -> Result<String, Finding> {
        match self {
            Cell::Text(text) => Ok(text),
            Cell::Bad(finding) | Cell::Covered(finding) => Err(finding),
        }
    }
}

/// Whether a row is a remark above the header: its first cell that is not blank starts with `#`.
fn is_remark(mut cells: impl Iterator<Item = impl AsRef<str>>) -> bool {
    cells
        .find(|cell| !is_blank(cell.as_ref()))
        .is_some_and(|cell| cell.as_ref().trim_start().starts_with('#'))
}
