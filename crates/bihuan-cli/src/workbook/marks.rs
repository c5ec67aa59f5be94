//! Where findings stand in a workbook: their cell, the colour it gets and the note on it.

use crate::output::{Failure, say};
use bihuan::{Finding, Lang, Severity};
use calamine::{DataRef, Xlsx};
use std::collections::BTreeMap;
use std::io::{Read, Seek};

/// Notes on one sheet; the rest of its findings are in the list alone.
const MOST_NOTES: usize = 1_000;
/// Cells that one rule of conditional formatting names.
const CELLS_A_RULE: usize = 200;

/// The sheet of settings, which has no header to look under.
const SETTINGS: [&str; 2] = ["说明", "settings"];

/// A finding with where it stands in the workbook.
#[derive(Debug, Clone)]
pub(crate) struct Spot {
    pub(crate) finding: Finding,
    /// The sheet, as the workbook names it.
    pub(crate) sheet: Option<String>,
    /// The sheet's row, from 1.
    pub(crate) row: Option<u64>,
    /// The column, as its header is written.
    pub(crate) column: Option<String>,
}

impl Spot {
    /// Of a workbook's own finding: its place names sheet, row and column.
    pub(crate) fn of(finding: &Finding) -> Spot {
        let place = finding.place();
        let (sheet, row, column) = (place.sheet.clone(), place.row, place.column.clone());
        Spot { finding: finding.clone(), sheet, row, column }
    }
}

/// A note: each finding's first line and the rest.
#[derive(Debug, Clone, Default)]
pub(super) struct Note {
    pub(super) findings: Vec<(String, String)>,
}

/// The marks of one sheet.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// By row and column, from 0.
    pub(super) notes: BTreeMap<(u32, u32), Note>,
    /// The gravest finding of each range: row, first and last column.
    ranges: BTreeMap<(u32, u32, u32), Severity>,
}

impl Marks {
    pub(super) fn add(&mut self, found: &Found, finding: &Finding, lang: Lang) {
        let range = (found.row, found.first, found.last);
        let gravest = self.ranges.entry(range).or_insert_with(|| finding.severity());
        *gravest = (*gravest).min(finding.severity());
        let cell = (found.row, found.first);
        if self.notes.len() < MOST_NOTES || self.notes.contains_key(&cell) {
            let head = format!("{} {}", finding.severity().word(lang), finding.code());
            let help = finding.help(lang);
            let help = if help.is_empty() {
                String::new()
            } else {
                say(lang, format!("\nWhat to do: {help}"), format!("\n怎么改：{help}"))
            };
            let body = format!("{}{help}", finding.message(lang));
            self.notes.entry(cell).or_default().findings.push((head, body));
        }
    }

    /// The cells to colour, some hundred at a time, the gravest first.
    pub(super) fn colours(&self) -> Vec<(Severity, String)> {
        let mut colours = Vec::new();
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let of_it = self.ranges.iter().filter(|(_, gravest)| **gravest == severity);
            let names: Vec<_> = of_it
                .map(|((row, first, last), _)| {
                    let from = cell_name((*row, *first));
                    if first == last { from } else { format!("{from}:{}", cell_name((*row, *last))) }
                })
                .collect();
            colours.extend(names.chunks(CELLS_A_RULE).map(|names| (severity, names.join(" "))));
        }
        colours
    }
}

/// Where a finding stands: a cell, or several of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) row: u32,
    pub(super) first: u32,
    pub(super) last: u32,
}

/// The header of a sheet: the texts of its first row that is no remark.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Whether it is the sheet of settings.
    settings: bool,
    row: Option<u32>,
    cells: Vec<(u32, String)>,
}

impl Header {
    /// Reads it; cells below are not looked at.
    pub(super) fn read<RS: Read + Seek>(book: &mut Xlsx<RS>, sheet: &str) -> Result<Header, Failure> {
        let failed = |error| {
            Failure::both(
                format!("cannot read the sheet `{sheet}`: {error}"),
                format!("无法读取工作表 `{sheet}`：{error}"),
            )
        };
        let settings = SETTINGS.contains(&sheet.trim().to_lowercase().as_str());
        let mut header = Header { settings, ..Header::default() };
        let mut cells = book.worksheet_cells_reader(sheet).map_err(failed)?;
        while let Some(cell) = cells.next_cell().map_err(failed)? {
            let (row, column) = cell.get_position();
            if header.row.is_some_and(|of_header| of_header != row) {
                if !header.cells.first().is_some_and(|(_, text)| text.starts_with('#')) {
                    break;
                }
                header = Header { settings, ..Header::default() };
            }
            let text = text(cell.get_value()).trim().to_owned();
            if !text.is_empty() {
                header.row = Some(row);
                header.cells.push((column, text));
            }
        }
        Ok(header)
    }

    /// Where a finding of this sheet stands.
    pub(super) fn find(&self, row: u64, column: Option<&str>, value: Option<&str>) -> Option<Found> {
        let row = u32::try_from(row.checked_sub(1)?).ok()?;
        let mut alike = self.cells.iter().filter(|(_, text)| Some(text.as_str()) == column);
        // of two headers alike the second is the one too many
        let named = if self.row == Some(row) { alike.next_back() } else { alike.next() };
        // merged cells are named by the finding itself: `H1:I2`
        let merged = value.and_then(|value| cell_at(value.split_once(':')?.0)).filter(|cell| cell.0 == row);
        let found = match named {
            Some((column, _)) => Found { row, first: *column, last: *column },
            None if let Some((_, column)) = merged => Found { row, first: column, last: column },
            // a setting is a row: its name, then its value
            None if self.settings && column.is_some() => {
                let at = u32::from(value != column);
                Found { row, first: at, last: at }
            }
            None => Found { row, first: 0, last: self.cells.last().map_or(0, |(column, _)| *column) },
        };
        Some(found)
    }
}

/// What a cell says, as plain as it goes.
pub(crate) fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        _ => String::new(),
    }
}

/// `C5` for row 4, column 2, both from 0.
pub(super) fn cell_name((row, column): (u32, u32)) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    format!("{}{}", letters.iter().rev().collect::<String>(), row + 1)
}

/// Row and column of `C5`, both from 0.
pub(super) fn cell_at(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at_checked(digits)?;
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|value| *value < 26)?;
        column.checked_mul(26)?.checked_add(u32::from(value) + 1)
    })?;
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        for (name, cell) in
            [("A1", (0, 0)), ("Z9", (8, 25)), ("AA10", (9, 26)), ("XFD1048576", (1_048_575, 16_383))]
        {
            assert_eq!(cell_name(cell), name);
            assert_eq!(cell_at(name), Some(cell));
        }
        for wrong in ["", "A", "5", "A0", "é5"] {
            assert_eq!(cell_at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_finding_stands_under_its_header() {
        let cells = [(0, "行"), (2, "事项"), (3, "事项")].map(|(column, text)| (column, text.to_owned()));
        let header = Header { row: Some(1), cells: cells.to_vec(), settings: false };
        assert_eq!(header.find(5, Some("事项"), None), Some(Found { row: 4, first: 2, last: 2 }));
        assert_eq!(header.find(2, Some("事项"), None), Some(Found { row: 1, first: 3, last: 3 }));
        assert_eq!(header.find(5, None, None), Some(Found { row: 4, first: 0, last: 3 }));
        assert_eq!(header.find(0, None, None), None);
        assert_eq!(header.find(5, None, Some("H5:I6")), Some(Found { row: 4, first: 7, last: 7 }));
    }
}
