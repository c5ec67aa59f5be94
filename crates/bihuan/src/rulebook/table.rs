//! Tables of a rulebook, of csv files or sheets, read into records.

use super::columns::{Column, Columns};
use super::record::{Record, Written, not_here};
use super::wide;
use crate::condition::cell;
use crate::message::{Code, Finding, Findings, Place};
use crate::model::near::near;
use crate::model::text::{fold, is_blank};
use crate::sheet::{Cell, Dates, Row, Table};

/// The names by which a line of units.csv can be a column of a wide matrix, folded.
pub(crate) fn unit_names(record: &Record) -> Vec<String> {
    let names = ["code", "name", "role"].into_iter().filter_map(|column| record.text(column).map(fold));
    let aliases = record.text("aliases").into_iter().flat_map(cell::list).map(|item| item.folded());
    names.chain(aliases).collect()
}

/// Reads a table. Every objection is a finding; a row that was objected to as a whole is left out, which
/// the finding makes known. `units` are the names that a wide matrix may have as columns.
pub(crate) fn read(
    table: Table<'_>,
    columns: Columns,
    required: &[&str],
    units: &[String],
    findings: &mut Findings,
) -> Vec<Record> {
    let head = table.place.at_row(table.header_row);
    let Some(headers) = headers(table.headers, &head, findings) else { return Vec::new() };
    let rows = rows(table.rows, &table.place, findings);
    let wide = wide::unit_columns(&headers, &rows, columns, units);
    let names = names(&headers, columns, &rows, (&wide, units), (&head, table.dates), findings);
    for column in required.iter().filter(|_| wide.is_empty()) {
        if !names.iter().any(|name| name.as_deref() == Some(*column)) {
            findings.push(Finding::new(Code::ColumnMissing).at(&head).value(*column));
        }
    }
    let mut records = Vec::new();
    for (place, row) in rows {
        let mut cells = Vec::new();
        for ((name, header), cell) in names.iter().zip(&headers).zip(row) {
            let Some(column) = name else { continue };
            let place = place.at_column(header);
            let cell = if DATES.contains(&column.as_str()) { table.dates.read(cell) } else { cell };
            match cell {
                Cell::Text(text) => cells.push(Written { column: column.clone(), text, place }),
                Cell::Bad(objection) => findings.push(objection.at(&place)),
                // its merged cells were objected to once
                Cell::Covered(_) => {}
            }
        }
        let record = Record { cells, place, of_table: true };
        records.push(if wide.is_empty() { record } else { wide::to_long(record, units, findings) });
    }
    records
}

/// Columns of dates in every table.
const DATES: &[&str] = &["from", "until", "date", "received_at", "occurred_at"];

/// The headers as written; none when one cannot be read, which is objected to.
fn headers(cells: Vec<Cell>, head: &Place, findings: &mut Findings) -> Option<Vec<String>> {
    let mut headers = Vec::new();
    for cell in cells {
        match cell {
            Cell::Text(text) => headers.push(text),
            Cell::Bad(objection) => {
                findings.push(objection.at(head));
                return None;
            }
            Cell::Covered(_) => return None,
        }
    }
    Some(headers)
}

/// The rows with their places; those that cannot be read as a whole are objected to.
fn rows(rows: impl Iterator<Item = Row>, whole: &Place, findings: &mut Findings) -> Vec<(Place, Vec<Cell>)> {
    let mut kept = Vec::new();
    for row in rows {
        let place = whole.at_row(row.number);
        match row.objection {
            Some(objection) => findings.push(objection.at(&place)),
            None => kept.push((place, row.cells)),
        }
    }
    kept
}

/// The columns by their English names; unknown headers and headers alike are objected to.
fn names(
    headers: &[String],
    columns: Columns,
    rows: &[(Place, Vec<Cell>)],
    (wide, units): (&[usize], &[String]),
    (place, dates): (&Place, Dates),
    findings: &mut Findings,
) -> Vec<Option<String>> {
    let mut names: Vec<Option<String>> = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let at = place.at_column(header);
        let name = match columns.read(header) {
            Column::Known(name) => Some(name),
            Column::NotHere(name) => {
                findings.push(not_here(&name, &at));
                None
            }
            Column::Remark => None,
            Column::Unknown if is_blank(header) => {
                // an empty column is what spreadsheets leave behind; one with cells lacks its header
                if rows.iter().any(|(_, row)| row.get(index).is_some_and(|cell| !cell.is_blank())) {
                    findings
                        .push(Finding::new(Code::HeaderBlank).at(place).arg("found", dates.column(index)));
                }
                None
            }
            Column::Unknown if wide.contains(&index) => {
                if !units.contains(&fold(header)) {
                    let near = near(units.iter().map(String::as_str), header);
                    findings.push(Finding::new(Code::UnknownUnit).at(&at).value(header).arg("near", near));
                }
                Some(wide::column(header))
            }
            Column::Unknown => {
                let finding = Finding::new(Code::UnknownColumn).at(&at).value(header);
                findings.push(finding.arg("expected", columns.expected()));
                None
            }
        };
        if name.is_some() && names.contains(&name) {
            findings.push(Finding::new(Code::ColumnTwice).at(&at).value(header));
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::columns::{DISPATCH, UNITS};

    fn records(text: &str, columns: Columns) -> (Vec<Record>, Vec<Finding>) {
        let mut findings = Findings::default();
        let table = crate::sheet::csv::open("t.csv", text.as_bytes()).ok().unwrap();
        let records = read(table, columns, &[], &[], &mut findings);
        (records, findings.list)
    }

    #[test]
    fn a_row_is_the_line_on_which_its_record_starts() {
        let text = "code,name\nA,a\n\n\nB,\"b\nb\"\r\n,\nC,c\n";
        let (records, findings) = records(text, UNITS);
        let rows: Vec<_> = records.iter().map(|record| (record.text("code"), record.place.row)).collect();
        assert_eq!(rows, [(Some("A"), Some(2)), (Some("B"), Some(5)), (Some("C"), Some(8))]);
        assert!(findings.is_empty());
    }

    #[test]
    fn headers_are_read_in_both_languages_and_objected_to() {
        let (records, findings) =
            records("事项,关键词,属性.规划许可,主办,lead,colour\na,b,c,d,e,f\n", DISPATCH);
        let codes: Vec<_> = findings.iter().map(|finding| (finding.code(), finding.cell())).collect();
        assert_eq!(codes, [(Code::ColumnTwice, Some("lead")), (Code::UnknownColumn, Some("colour"))]);
        assert_eq!(records[0].text("where.规划许可"), Some("c"));
    }

    #[test]
    fn a_row_of_the_wrong_length_is_named() {
        let (records, findings) = records("code,name\nA\nB,b,c\nC,c\n", UNITS);
        assert_eq!(records.len(), 1);
        let rows: Vec<_> = findings.iter().map(|finding| (finding.code(), finding.place().row)).collect();
        assert_eq!(rows, [(Code::RowLength, Some(2)), (Code::RowLength, Some(3))]);
    }
}
