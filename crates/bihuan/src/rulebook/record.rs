//! Records as written: the cells of a table's line or of a rule, each with its place.

use crate::message::{Code, Finding, Findings, Place};
use crate::model::text::is_blank;

/// A cell as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// The English name of its column.
    pub(crate) column: String,
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// A line of a table or a table of a rule list, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) place: Place,
    pub(crate) cells: Vec<Written>,
    /// Whether it is a line of a table, which has a cell for every column that the table has.
    pub(crate) of_table: bool,
}

impl Record {
    /// The cell of a column, when something is written in it.
    pub(crate) fn get(&self, column: &str) -> Option<&Written> {
        self.cells.iter().find(|cell| cell.column == column && !is_blank(&cell.text))
    }

    /// Its text, trimmed.
    pub(crate) fn text(&self, column: &str) -> Option<&str> {
        self.get(column).map(|cell| cell.text.trim())
    }

    /// The cell of a column that may not be empty; an objection when it is.
    pub(crate) fn required(&self, column: &str, findings: &mut Findings) -> Option<&Written> {
        let cell = self.get(column);
        let empty = self.cells.iter().find(|cell| cell.column == column);
        // a column that a table lacks was objected to once, not at each of its lines
        if cell.is_none() && (empty.is_some() || !self.of_table) {
            let place = empty.map_or_else(|| self.place.at_column(column), |cell| cell.place.clone());
            let header = place.column.clone().unwrap_or_else(|| column.to_owned());
            findings.push(Finding::new(Code::ValueMissing).at(&place).arg("column", header));
        }
        cell
    }
}

/// A fact that is known only after dispatch, asked in a list that decides before it (K-13).
pub(crate) fn not_here(name: &str, place: &Place) -> Finding {
    let why = "it is known only after dispatch: [[limit]] and `when` of obligations may ask it";
    Finding::new(Code::NoCondition).at(place).value(name).arg("why", why)
}
