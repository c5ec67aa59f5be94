//! Csv files read into records.

use super::columns::{Column, Columns};
use super::lines::{Lines, open_quote};
use super::record::{Record, Written, not_here};
use super::wide;
use crate::condition::cell;
use crate::message::{Code, Finding, Findings, Place};
use crate::model::text::{fold, is_blank};

/// The names by which a line of units.csv can be a column of a wide matrix, folded.
pub(crate) fn unit_names(record: &Record) -> Vec<String> {
    let names = ["code", "name", "role"].into_iter().filter_map(|column| record.text(column).map(fold));
    let aliases = record.text("aliases").into_iter().flat_map(cell::list).map(|item| item.folded());
    names.chain(aliases).collect()
}

/// Reads a csv file. Every objection is a finding; a record that was objected to is left out, which
/// the finding makes known. `units` are the names that a wide matrix may have as columns.
pub(crate) fn read_csv(
    file: &str,
    text: &str,
    columns: Columns,
    required: &[&str],
    units: &[String],
    findings: &mut Findings,
) -> Vec<Record> {
    let whole = Place::file(file);
    if is_blank(text) {
        // an empty file, or one that could not be decoded, has no header to object to
        let finding = Finding::new(Code::CsvBroken).at(&whole.at_row(1)).arg("cause", "the file is empty");
        if !findings.list.iter().any(|other| other.place().file.as_deref() == Some(file)) {
            findings.push(finding);
        }
        return Vec::new();
    }
    if let Some(row) = open_quote(text.as_bytes()) {
        findings.push(Finding::new(Code::QuoteOpen).at(&whole.at_row(row)));
        return Vec::new();
    }
    let (headers, lines) = split(&whole, text, findings);
    let wide = wide::unit_columns(&headers, &lines, columns, units);
    let names = read_header(&headers, columns, &lines, &wide, &whole.at_row(1), findings);
    for column in required.iter().filter(|_| wide.is_empty()) {
        if !names.iter().any(|name| name.as_deref() == Some(*column)) {
            findings.push(Finding::new(Code::ColumnMissing).at(&whole.at_row(1)).value(*column));
        }
    }
    let mut records = Vec::new();
    for (place, line) in lines {
        let cells = names.iter().zip(&headers).zip(&line).filter_map(|((name, header), text)| {
            let place = place.at_column(header.trim());
            name.as_ref().map(|column| Written { column: column.clone(), text: text.to_owned(), place })
        });
        let record = Record { cells: cells.collect(), place, of_table: true };
        records.push(if wide.is_empty() { record } else { wide::to_long(record, findings) });
    }
    records
}

/// The header and the records of a csv text, each with its place; blank records are passed over, those
/// of the wrong length objected to.
fn split(
    whole: &Place,
    text: &str,
    findings: &mut Findings,
) -> (csv::StringRecord, Vec<(Place, csv::StringRecord)>) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            findings.push(Finding::new(Code::CsvBroken).at(&whole.at_row(1)).arg("cause", error));
            return (csv::StringRecord::new(), Vec::new());
        }
    };
    let mut records = Vec::new();
    let mut lines = Lines::new(text.as_bytes());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let row = error.position().map_or(0, csv::Position::line);
                findings.push(Finding::new(Code::CsvBroken).at(&whole.at_row(row)).arg("cause", error));
                continue;
            }
        };
        let place = whole.at_row(record.position().map_or(0, |position| lines.start_of(position.byte())));
        if record.iter().all(is_blank) {
            continue;
        }
        if record.len() == headers.len() {
            records.push((place, record));
        } else {
            let finding = Finding::new(Code::RowLength).at(&place).arg("found", record.len());
            findings.push(finding.arg("expected", headers.len()));
        }
    }
    (headers, records)
}

/// The columns by their English names; unknown headers and headers alike are objected to.
fn read_header(
    headers: &csv::StringRecord,
    columns: Columns,
    lines: &[(Place, csv::StringRecord)],
    wide: &[usize],
    place: &Place,
    findings: &mut Findings,
) -> Vec<Option<String>> {
    let mut names: Vec<Option<String>> = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let at = place.at_column(header.trim());
        let name = match columns.read(header) {
            Column::Known(name) => Some(name),
            Column::NotHere(name) => {
                findings.push(not_here(&name, &at));
                None
            }
            Column::Remark => None,
            Column::Unknown if is_blank(header) => {
                // an empty column is what spreadsheets leave behind; one with cells lacks its header
                if lines.iter().any(|(_, line)| line.get(index).is_some_and(|cell| !is_blank(cell))) {
                    findings.push(Finding::new(Code::HeaderBlank).at(place).arg("found", index + 1));
                }
                None
            }
            Column::Unknown if wide.contains(&index) => Some(wide::column(header)),
            Column::Unknown => {
                let finding = Finding::new(Code::UnknownColumn).at(&at).value(header.trim());
                findings.push(finding.arg("expected", columns.expected()));
                None
            }
        };
        if name.is_some() && names.contains(&name) {
            findings.push(Finding::new(Code::ColumnTwice).at(&at).value(header.trim()));
        }
        names.push(name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::columns::{DISPATCH, UNITS};

    fn read(text: &str, columns: Columns) -> (Vec<Record>, Vec<Finding>) {
        let mut findings = Findings::default();
        let records = read_csv("t.csv", text, columns, &[], &[], &mut findings);
        (records, findings.list)
    }

    #[test]
    fn a_row_is_the_line_on_which_its_record_starts() {
        let text = "code,name\nA,a\n\n\nB,\"b\nb\"\r\n,\nC,c\n";
        let (records, findings) = read(text, UNITS);
        let rows: Vec<_> = records.iter().map(|record| (record.text("code"), record.place.row)).collect();
        assert_eq!(rows, [(Some("A"), Some(2)), (Some("B"), Some(5)), (Some("C"), Some(8))]);
        assert!(findings.is_empty());
    }

    #[test]
    fn headers_are_read_in_both_languages_and_objected_to() {
        let (records, findings) = read("事项,关键词,属性.规划许可,主办,lead,colour\na,b,c,d,e,f\n", DISPATCH);
        let codes: Vec<_> = findings.iter().map(|finding| (finding.code(), finding.cell())).collect();
        assert_eq!(codes, [(Code::ColumnTwice, Some("lead")), (Code::UnknownColumn, Some("colour"))]);
        assert_eq!(records[0].text("where.规划许可"), Some("c"));
    }

    #[test]
    fn a_row_of_the_wrong_length_is_named() {
        let (records, findings) = read("code,name\nA\nB,b,c\nC,c\n", UNITS);
        assert_eq!(records.len(), 1);
        let rows: Vec<_> = findings.iter().map(|finding| (finding.code(), finding.place().row)).collect();
        assert_eq!(rows, [(Code::RowLength, Some(2)), (Code::RowLength, Some(3))]);
    }
}
