//! Sheets of an Excel workbook as tables.
//!
//! Cells are streamed and only those with content are kept, so a sheet with a million empty rows costs
//! nothing but its reading. A value is read as a person sees it: a date as a date, an id with its zeros.

use super::{Cell, Dates, Row, Sheet, Table, is_remark};
use crate::message::{Code, Finding, Place};
use calamine::{DataRef, Dimensions, ExcelDateTime, ExcelDateTimeType, Reader, SheetType, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

/// The content of the cells of a row, by column from 0.
type Cells = BTreeMap<u32, Cell>;

/// An open workbook.
pub(crate) struct Workbook<'a> {
    file: String,
    xlsx: Xlsx<Cursor<&'a [u8]>>,
}

/// A number in a spreadsheet keeps this many digits; a longer one was rounded when it was typed.
const DIGITS: f64 = 1e15;

impl<'a> Workbook<'a> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn open(file: &str, content: &'a [u8]) -> Result<Workbook<'a>, Finding> {
        let broken = |cause: &dyn std::fmt::Display| {
            Finding::new(Code::WorkbookBroken).at(&Place::file(file)).arg("cause", cause)
        };
        // the old form, and a workbook with a password, are compound files
        if content.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(broken(&"it is an old .xls, or has a password"));
        }
        let xlsx = Xlsx::new(Cursor::new(content)).map_err(|error| broken(&error))?;
        Ok(Workbook { file: file.to_owned(), xlsx })
    }

    /// The names of its sheets in their order; charts and macros are none.
    pub(crate) fn sheets(&self) -> Vec<String> {
        let sheets = self.xlsx.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        sheets.map(|sheet| sheet.name.clone()).collect()
    }

    /// A sheet as a table, by its name; none when nothing is written in it.
    ///
    /// # Errors
    /// When the sheet cannot be read.
    pub(crate) fn table(&mut self, sheet: &str) -> Result<Option<Table<'static>>, Finding> {
        let mut rows = self.rows(sheet)?.into_iter();
        let header = rows.find(|(_, cells)| !is_remark(cells.values().map(Cell::text)));
        let Some((header_row, header)) = header else { return Ok(None) };
        let width = header.keys().next_back().map_or(0, |last| last + 1);
        let headers = up_to(width, header).into_iter().map(|cell| match cell {
            Cell::Text(text) => Cell::Text(text.trim().to_owned()),
            other => other,
        });
        let headers = headers.collect();
        let rows = rows.map(move |(row, mut cells)| {
            let text = as_line(&cells);
            // what stands beside the table belongs to no column
            let beside = cells.split_off(&width).into_keys().next();
            let objection = beside.map(|at| Finding::new(Code::HeaderBlank).arg("found", letters(at)));
            let cells = if objection.is_some() { Vec::new() } else { up_to(width, cells) };
            Row { number: u64::from(row) + 1, cells, objection, text }
        });
        Ok(Some(Table {
            place: self.place(sheet),
            header_row: u64::from(header_row) + 1,
            headers,
            dates: self.dates(),
            rows: Box::new(rows),
        }))
    }

    /// A sheet without a header.
    ///
    /// # Errors
    /// When the sheet cannot be read.
    pub(crate) fn sheet(&mut self, sheet: &str) -> Result<Sheet, Finding> {
        let rows = self.rows(sheet)?.into_iter().map(|(row, cells)| {
            let width = cells.keys().next_back().map_or(0, |last| last + 1);
            (u64::from(row) + 1, up_to(width, cells))
        });
        Ok(Sheet { place: self.place(sheet), dates: self.dates(), rows: rows.collect() })
    }

    /// The place of a sheet.
    pub(crate) fn place(&self, sheet: &str) -> Place {
        Place { sheet: Some(sheet.to_owned()), ..Place::file(&self.file) }
    }

    fn dates(&self) -> Dates {
        Dates::Serial { epoch_1904: self.xlsx.has_1904_epoch() }
    }

    fn rows(&mut self, sheet: &str) -> Result<BTreeMap<u32, Cells>, Finding> {
        self.read_rows(sheet)
            .map_err(|error| Finding::new(Code::WorkbookBroken).at(&self.place(sheet)).arg("cause", error))
    }

    /// The rows of a sheet that have content, from row 0.
    fn read_rows(&mut self, sheet: &str) -> Result<BTreeMap<u32, Cells>, calamine::XlsxError> {
        let mut rows: BTreeMap<u32, Cells> = BTreeMap::new();
        let mut cells = self.xlsx.worksheet_cells_reader(sheet)?;
        while let Some((cell, style)) = cells.next_cell_with_style_id()? {
            let (row, column) = cell.get_position();
            let style = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
            let format = style.map_or("General", |format| format.format_code.as_str());
            let content = content(cell.get_value(), format);
            if !content.is_blank() {
                rows.entry(row).or_default().insert(column, content);
            }
        }
        drop(cells);
        let mut cells = self.xlsx.worksheet_cells_reader(sheet)?;
        while let Some(cell) = cells.next_cell_with_formula_metadata()? {
            if cell.formula.is_some() {
                let (row, column) = cell.pos;
                let shown = rows.get(&row).and_then(|cells| cells.get(&column)).map_or("", Cell::text);
                let finding = Finding::new(Code::Formula).value(shown);
                rows.entry(row).or_default().insert(column, Cell::Bad(finding));
            }
        }
        drop(cells);
        for region in self.xlsx.merge_cells_by_sheet_name(sheet)? {
            merge(&mut rows, region);
        }
        Ok(rows)
    }
}

/// A row as a line of csv, empty cells too, so that it can be mended and read again.
fn as_line(cells: &Cells) -> String {
    let last = cells.keys().next_back().map_or(0, |last| *last);
    // what stands far beside the table is not laid out
    let texts = (0..=last.min(1_000)).map(|at| cells.get(&at).map_or("", Cell::text));
    texts.collect::<Vec<_>>().join(",")
}

/// The cells of the first columns, empty ones where nothing is written.
fn up_to(width: u32, mut cells: Cells) -> Vec<Cell> {
    (0..width).map(|at| cells.remove(&at).unwrap_or_else(|| Cell::Text(String::new()))).collect()
}

/// Marks merged cells in the rows that have content: one cell stands for all, so what the others say is
/// anybody's guess.
fn merge(rows: &mut BTreeMap<u32, Cells>, region: Dimensions) {
    let ((top, left), (bottom, right)) = (region.start, region.end);
    let finding =
        Finding::new(Code::MergedCells).value(format!("{}:{}", name(top, left), name(bottom, right)));
    if top > bottom || left > right {
        return;
    }
    for (row, cells) in rows.range_mut(top..=bottom) {
        // beside what is written, a merged cell further right says nothing
        let last = cells.keys().next_back().copied().unwrap_or(0).max(left).min(right);
        for column in left..=last {
            let first = (*row, column) == (top, left);
            let cell = if first { Cell::Bad(finding.clone()) } else { Cell::Covered(finding.clone()) };
            cells.insert(column, cell);
        }
    }
}

/// The name of a cell: `C7`.
fn name(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), row.saturating_add(1))
}

/// The letters of a column, by its place from 0.
pub(super) fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match rest / 26 {
            0 => break,
            more => rest = more - 1,
        }
    }
    letters.into_iter().rev().collect()
}

/// What a cell says.
fn content(value: &DataRef<'_>, format: &str) -> Cell {
    match value {
        DataRef::Empty => Cell::Text(String::new()),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(yes) => Cell::Text(yes.to_string()),
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => number_text(*number, format),
        DataRef::DateTime(time) => Cell::Text(time_text(*time, format)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(error) => Cell::Bad(Finding::new(Code::CellError).value(error.to_string())),
    }
}

/// A number in a column of dates that was never formatted as one: Excel keeps dates as days.
pub(super) fn serial(text: &str, epoch_1904: bool) -> Option<String> {
    let days: f64 = text.parse().ok()?;
    // from 1900 to 9999; the mark of an exponent or of infinity is no date
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let time = ExcelDateTime::new(days, ExcelDateTimeType::DateTime, epoch_1904);
    (plain && (1.0..2_958_466.0).contains(&days)).then(|| time_text(time, ""))
}

/// A number as a person sees it: whole numbers without a point, and with the leading zeros of a format
/// such as `000000`.
fn number_text(number: f64, format: &str) -> Cell {
    let text = if number.fract() == 0.0 && number.abs() < DIGITS {
        format!("{number:.0}")
    } else {
        number.to_string()
    };
    if number.abs() >= DIGITS {
        return Cell::Bad(Finding::new(Code::NumberTooLong).value(text));
    }
    let zeros = format.split(';').next().unwrap_or(format);
    let padded = zeros.len() > 1 && zeros.bytes().all(|byte| byte == b'0') && number >= 0.0;
    Cell::Text(if padded { format!("{text:0>width$}", width = zeros.len()) } else { text })
}

/// A date or time as text: a date alone when it has no hours, neither in its value nor in its format.
fn time_text(time: ExcelDateTime, format: &str) -> String {
    let serial = time.as_f64();
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let shows_hours = time.is_duration() || format.to_ascii_lowercase().contains('h');
    if (0.0..1.0).contains(&serial) {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else if serial.fract() == 0.0 && !shows_hours {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_read_as_a_person_sees_them() {
        let number = |number, format| number_text(number, format).into_text().unwrap();
        assert_eq!(number(123.0, "000000"), "000123");
        assert_eq!(number(123.0, "General"), "123");
        assert_eq!(number(-5.0, "000"), "-5");
        assert_eq!(number(0.1, "General"), "0.1");
        assert!(matches!(number_text(1.0e15, "0"), Cell::Bad(_)));
        let time = |serial, format| {
            time_text(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false), format)
        };
        assert_eq!(time(45674.0, "yyyy-mm-dd"), "2025-01-17");
        assert_eq!(time(45674.0, "yyyy/m/d h:mm"), "2025-01-17 00:00:00");
        assert_eq!(time(45_674.944_444_444_445, "yyyy/m/d h:mm"), "2025-01-17 22:40:00");
        assert_eq!(time(0.5, "h:mm"), "12:00:00");
        assert_eq!(serial("45674.5", false).as_deref(), Some("2025-01-17 12:00:00"));
        assert_eq!(serial("44212", true).as_deref(), Some("2025-01-17"));
        for no in ["0", "-1", "2958466", "1e4", "2025-01-17", "inf", "NaN", ""] {
            assert_eq!(serial(no, false), None, "{no}");
        }
    }

    #[test]
    fn cells_are_named_as_excel_names_them() {
        assert_eq!([name(0, 0), name(6, 25), name(6, 26), name(0, 16_383)], ["A1", "Z7", "AA7", "XFD1"]);
    }
}
