//! Csv files as tables.

use super::encoding::detect;
use super::lines::{Lines, open_quote};
use super::{Cell, Dates, Row, Table, is_remark};
use crate::message::{Code, Finding, Place};
use crate::model::text::is_blank;
use csv::ByteRecord;

/// Opens a csv file: remarks above the header are passed over, the header is read.
///
/// # Errors
/// When there is no header, or a quote is opened and never closed: what follows would be swallowed.
pub(crate) fn open<'a>(file: &str, content: &'a [u8]) -> Result<Table<'a>, Finding> {
    let place = Place::file(file);
    let (content, encoding) = detect(content);
    if let Some(row) = open_quote(content) {
        return Err(Finding::new(Code::QuoteOpen).at(&place.at_row(row)));
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(content);
    let mut lines = Lines::new(content);
    let mut record = ByteRecord::new();
    let cell = move |bytes: &[u8]| match encoding.text(bytes) {
        Ok(text) => Cell::Text(text.into_owned()),
        Err(finding) => Cell::Bad(finding),
    };
    let mut row_of =
        move |record: &ByteRecord| record.position().map_or(0, |position| lines.start_of(position.byte()));
    let header_row = loop {
        let broken = |cause: &dyn std::fmt::Display| {
            Finding::new(Code::CsvBroken).at(&place.at_row(1)).arg("cause", cause)
        };
        if !reader.read_byte_record(&mut record).map_err(|error| broken(&error))? {
            return Err(broken(&"the file is empty"));
        }
        let row = row_of(&record);
        let cells = record.iter().map(String::from_utf8_lossy);
        if !record.iter().all(is_blank_bytes) && !is_remark(cells) {
            break row;
        }
    };
    let headers: Vec<Cell> = record.iter().map(&cell).map(trimmed).collect();
    let width = headers.len();
    let rows = std::iter::from_fn(move || {
        loop {
            let mut record = ByteRecord::new();
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    let number = error.position().map_or(0, csv::Position::line);
                    let objection = Some(Finding::new(Code::CsvBroken).arg("cause", error));
                    return Some(Row { number, cells: Vec::new(), objection, text: String::new() });
                }
            }
            let number = row_of(&record);
            if record.iter().all(is_blank_bytes) {
                continue;
            }
            let mut cells: Vec<Cell> = record.iter().map(&cell).collect();
            let objection = (cells.len() != width)
                .then(|| Finding::new(Code::RowLength).arg("found", cells.len()).arg("expected", width));
            let text = record.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",");
            if objection.is_some() {
                cells.clear();
            }
            return Some(Row { number, cells, objection, text });
        }
    });
    Ok(Table { place, header_row, headers, dates: Dates::Text, rows: Box::new(rows) })
}

fn trimmed(cell: Cell) -> Cell {
    match cell {
        Cell::Text(text) => Cell::Text(text.trim().to_owned()),
        other => other,
    }
}

fn is_blank_bytes(cell: &[u8]) -> bool {
    std::str::from_utf8(cell).is_ok_and(is_blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_above_the_header_are_passed_over() {
        let text = "# 编码：唯一\n\"# 名称：全称, 简称\",\n,\n\n编码, 名称\n#1,甲\n";
        let table = open("units.csv", text.as_bytes()).ok().unwrap();
        assert_eq!((table.header_row, table.headers.len()), (5, 2));
        assert_eq!(table.headers.get(1), Some(&Cell::Text("名称".to_owned())));
        // below the header a `#` is a letter
        let rows: Vec<_> = table.rows.map(|row| (row.number, row.text)).collect();
        assert_eq!(rows, [(6, "#1,甲".to_owned())]);
        assert!(open("units.csv", b"# only remarks\n").is_err());
    }
}
