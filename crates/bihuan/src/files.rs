//! Files of tickets and events: csv, JSON Lines and Excel workbooks, read into tickets with their histories.
//!
//! A line that cannot be read is rejected: named, counted, kept apart; the rest goes on (G-8).

use crate::error::Error;
use crate::message::{Code, Finding, Place};
use crate::model::event::History;
use crate::model::text::fold;
use crate::model::ticket::Ticket;
use crate::model::value::FieldValue;
use crate::rows::{Columns, EVENTS, Kind, TICKETS};
use crate::sheet::encoding::detect;
use crate::sheet::{Cell, Dates, Row, Table, csv};
use std::collections::{BTreeMap, HashMap};

/// How a file of tickets or events is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    JsonLines,
    /// An Excel workbook: its sheet 工单 `tickets` or 事件 `events`, or the only one with content.
    Xlsx,
}

impl Format {
    /// The format that a file's name says: `.jsonl` and `.ndjson` are JSON Lines, `.xlsx` a workbook,
    /// anything else csv.
    pub fn of(name: &str) -> Format {
        let name = name.to_ascii_lowercase();
        match name.rsplit('.').next() {
            Some("jsonl" | "ndjson") => Format::JsonLines,
            Some("xlsx") => Format::Xlsx,
            _ => Format::Csv,
        }
    }
}

/// A city's own headers: for a name of ours, the header that the city's file has for it.
#[derive(Debug, Clone, Default)]
pub struct ColumnMap {
    /// Their header, folded, to our name.
    ours: BTreeMap<String, String>,
}

impl ColumnMap {
    /// A map from pairs of our name and the city's header.
    ///
    /// # Errors
    /// When two of our names are given the same header.
    pub fn new<O: AsRef<str>, T: AsRef<str>>(
        pairs: impl IntoIterator<Item = (O, T)>,
    ) -> Result<ColumnMap, Error> {
        let mut map = ColumnMap::default();
        for (ours, theirs) in pairs {
            let header = theirs.as_ref().trim();
            if map.ours.insert(fold(header), ours.as_ref().to_owned()).is_some() {
                return Err(Error::input(Finding::new(Code::ColumnTwice).column(header).value(header)));
            }
        }
        Ok(map)
    }

    pub(crate) fn name<'a>(&'a self, header: &'a str) -> &'a str {
        self.ours.get(&fold(header)).map_or(header, String::as_str)
    }

    /// The first of the city's headers that is not among these.
    pub(crate) fn absent_from(&self, headers: &[String]) -> Option<&str> {
        let folded: Vec<_> = headers.iter().map(|header| fold(header)).collect();
        self.ours.keys().find(|header| !folded.contains(header)).map(String::as_str)
    }
}

/// A ticket and what happened on it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filed {
    /// The ticket.
    pub ticket: Ticket,
    /// Its events as given.
    pub history: History,
    /// The sheet that it stands on, in a workbook.
    pub sheet: Option<String>,
    /// The line of the tickets file that it stands on.
    pub row: u64,
    /// The sheet that its events stand on, in a workbook.
    pub event_sheet: Option<String>,
    /// The line of the events file that each event stands on.
    pub event_rows: Vec<u64>,
}

/// A line that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rejected {
    /// What is wrong, with file, row and column.
    pub finding: Finding,
    /// The line's cells or text as they stand in the file.
    pub line: String,
}

impl Rejected {
    /// A ticket that was read but cannot be answered, by its number.
    pub fn of(finding: Finding, id: &str) -> Rejected {
        Rejected { finding, line: id.to_owned() }
    }
}

/// Tickets with their histories, in the order of the file. Tickets are read before their events.
///
/// ```
/// use bihuan::{ColumnMap, Format, Tickets};
/// let map = ColumnMap::default();
/// let mut tickets = Tickets::default();
/// tickets.read("t.csv", b"id,received_at\n1,2025-01-17 22:40\n2,soon\n", Format::Csv, &map)?;
/// tickets.read_events("e.csv", b"ticket,at,kind\n1,2025-01-17 23:00,dispatched\n", Format::Csv, &map)?;
/// assert_eq!((tickets.list.len(), tickets.rejected.len()), (1, 1));
/// assert_eq!(tickets.list[0].history.events.len(), 1);
/// # Ok::<(), bihuan::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Tickets {
    /// The tickets that could be read.
    pub list: Vec<Filed>,
    /// The lines that could not.
    pub rejected: Vec<Rejected>,
    pub(crate) by_id: HashMap<String, usize>,
}

impl Tickets {
    /// Reads a file of tickets.
    ///
    /// # Errors
    /// When the file has no header to read, or two headers alike, or lacks a column that it cannot do
    /// without; when a workbook cannot be opened. A line that cannot be read is rejected and the rest
    /// goes on.
    pub fn read(&mut self, file: &str, content: &[u8], format: Format, map: &ColumnMap) -> Result<(), Error> {
        self.read_file(file, content, format, map, &TICKETS).map_err(Error::input)
    }

    /// Reads a file of events and files each with its ticket.
    ///
    /// # Errors
    /// As [`Tickets::read`].
    pub fn read_events(
        &mut self,
        file: &str,
        content: &[u8],
        format: Format,
        map: &ColumnMap,
    ) -> Result<(), Error> {
        self.read_file(file, content, format, map, &EVENTS).map_err(Error::input)
    }

    fn read_file(
        &mut self,
        file: &str,
        content: &[u8],
        format: Format,
        map: &ColumnMap,
        kind: &'static Kind,
    ) -> Result<(), Finding> {
        match format {
            Format::Csv => self.read_table(csv::open(file, content)?, map, kind),
            Format::JsonLines => {
                self.read_json(file, content, map, kind);
                Ok(())
            }
            Format::Xlsx => self.read_sheet(file, content, map, kind),
        }
    }

    /// Reads a workbook's sheet: the one with the name, or the only one with content.
    #[cfg(feature = "xlsx")]
    fn read_sheet(
        &mut self,
        file: &str,
        content: &[u8],
        map: &ColumnMap,
        kind: &'static Kind,
    ) -> Result<(), Finding> {
        let mut workbook = crate::sheet::xlsx::Workbook::open(file, content)?;
        let mut tables = Vec::new();
        for sheet in workbook.sheets() {
            let named = kind.sheets.contains(&fold(&sheet).as_str());
            if let Some(table) = workbook.table(&sheet)? {
                if named {
                    return self.read_table(table, map, kind);
                }
                tables.push((sheet, table));
            } else if named {
                return Ok(());
            }
        }
        let names = tables.iter().map(|(sheet, _)| sheet.as_str()).collect::<Vec<_>>().join(", ");
        match (tables.pop(), tables.is_empty()) {
            (Some((_, table)), true) => self.read_table(table, map, kind),
            _ => {
                let finding = Finding::new(Code::SheetUnclear).at(&Place::file(file)).arg("found", names);
                Err(finding.arg("expected", kind.sheets.join(" ")))
            }
        }
    }

    #[cfg(not(feature = "xlsx"))]
    fn read_sheet(
        &mut self,
        file: &str,
        _content: &[u8],
        _map: &ColumnMap,
        _kind: &'static Kind,
    ) -> Result<(), Finding> {
        let cause = "this build of the library reads no workbooks (feature `xlsx`)";
        Err(Finding::new(Code::WorkbookBroken).at(&Place::file(file)).arg("cause", cause))
    }

    /// Reads a table row by row; one that cannot be read is set aside as it stands.
    fn read_table(&mut self, table: Table<'_>, map: &ColumnMap, kind: &'static Kind) -> Result<(), Finding> {
        let head = table.place.at_row(table.header_row);
        let headers = table.headers.into_iter().map(Cell::into_text).collect::<Result<Vec<_>, _>>();
        let headers = headers.map_err(|objection| objection.at(&head))?;
        let columns = Columns::read(&head, table.place.clone(), headers, map, kind)?;
        for mut row in table.rows {
            let (number, line) = (row.number, std::mem::take(&mut row.text));
            let taken = fields(row, &columns, kind, table.dates)
                .and_then(|fields| self.take(fields, kind, &table.place, number));
            if let Err(finding) = taken {
                self.rejected.push(Rejected { finding: columns.place(finding, number), line });
            }
        }
        Ok(())
    }

    /// Reads JSON Lines: an object a line, each with its own names.
    fn read_json(&mut self, file: &str, content: &[u8], map: &ColumnMap, kind: &'static Kind) {
        let whole = Place::file(file);
        let (content, encoding) = detect(content);
        for (line, row) in content.split(|byte| *byte == b'\n').zip(1..) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let text = encoding.text(line);
            let shown = text
                .as_ref()
                .map_or_else(|_| String::from_utf8_lossy(line).into_owned(), ToString::to_string);
            let mut headers = Vec::new();
            let taken = text
                .and_then(|text| json_fields(&text, map, kind, &mut headers))
                .and_then(|fields| self.take(fields, kind, &whole, row));
            if let Err(finding) = taken {
                let mut place = whole.at_row(row);
                place.column.clone_from(&finding.place().column);
                let header = headers.into_iter().find(|(name, _)| Some(name) == place.column.as_ref());
                if let Some((_, header)) = header {
                    place.column = Some(header);
                }
                self.rejected.push(Rejected { finding: finding.at(&place), line: shown });
            }
        }
    }

    /// Files what a line's fields say.
    fn take(
        &mut self,
        fields: Vec<(String, String)>,
        kind: &'static Kind,
        whole: &Place,
        row: u64,
    ) -> Result<(), Finding> {
        if kind.of_tickets {
            return self.take_ticket(Ticket::from_fields(fields)?, whole, row);
        }
        self.take_event(&fields, whole, row)
    }
}

/// The fields of a row; the first cell that cannot be read, or stands under no header, is its objection.
fn fields(row: Row, columns: &Columns, kind: &Kind, dates: Dates) -> Result<Vec<(String, String)>, Finding> {
    if let Some(objection) = row.objection {
        return Err(objection);
    }
    let mut fields = Vec::with_capacity(row.cells.len());
    for ((cell, (name, header)), at) in row.cells.into_iter().zip(columns.names()).zip(0..) {
        if cell.is_blank() {
            continue;
        }
        if header.is_empty() {
            return Err(Finding::new(Code::HeaderBlank).arg("found", dates.column(at)));
        }
        let cell = if kind.dates.contains(&name.as_str()) { dates.read(cell) } else { cell };
        let text = cell.into_text().map_err(|objection| objection.column(name))?;
        fields.push((name.clone(), text));
    }
    Ok(fields)
}

/// The fields of a line of JSON by our names, in their order; `headers` are the line's own names.
fn json_fields(
    text: &str,
    map: &ColumnMap,
    kind: &Kind,
    headers: &mut Vec<(String, String)>,
) -> Result<Vec<(String, String)>, Finding> {
    let broken = |cause: &dyn std::fmt::Display| Finding::new(Code::BrokenLine).arg("cause", cause);
    let fields: RawFields = serde_json::from_str(text).map_err(|error| broken(&error))?;
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for (header, value) in fields.0 {
        let name = (kind.name)(map.name(&header));
        if named.insert(name.clone(), json_text(&name, value.get())).is_some() {
            return Err(Finding::new(Code::ColumnTwice).column(&header).value(&header));
        }
        headers.push((name, header));
    }
    Ok(named.into_iter().collect())
}

/// A JSON value as a cell would write it; a number keeps every digit (K-10).
fn json_text(name: &str, raw: &str) -> String {
    match serde_json::from_str::<FieldValue>(raw) {
        Ok(value @ (FieldValue::Text(_) | FieldValue::List(_) | FieldValue::Absent(()))) => {
            value.into_cell(name)
        }
        // numbers and booleans as they stand; what is nested is kept as its text
        _ => raw.to_owned(),
    }
}

/// The fields of a flat object as they stand in the text.
struct RawFields(Vec<(String, Box<serde_json::value::RawValue>)>);

impl<'de> serde::Deserialize<'de> for RawFields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<RawFields, D::Error> {
        struct Flat;
        impl<'de> serde::de::Visitor<'de> for Flat {
            type Value = RawFields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<RawFields, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(RawFields(fields))
            }
        }
        deserializer.deserialize_map(Flat)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tickets: &str, events: &str) -> Tickets {
        let mut read = Tickets::default();
        let map = ColumnMap::default();
        read.read("t.csv", tickets.as_bytes(), Format::Csv, &map).unwrap();
        read.read_events("e.csv", events.as_bytes(), Format::Csv, &map).unwrap();
        read
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
        let read = read(
            "id,received_at\n1,2025-01-17\n,2025-01-17\n1,2025-01-18\n3,2025-02-30\n4\n5,2025-01-19\n",
            "ticket,at,kind\n1,2025-01-18,派单\n9,2025-01-18,派单\n5,never,派单\n5,2025-01-20,派单\n",
        );
        let codes: Vec<_> =
            read.rejected.iter().map(|line| (line.finding.code(), line.finding.place().row)).collect();
        assert_eq!(
            codes,
            [
                (Code::NoId, Some(3)),
                (Code::IdTwice, Some(4)),
                (Code::BadTime, Some(5)),
                (Code::RowLength, Some(6)),
                (Code::UnknownTicket, Some(3)),
                (Code::BadTime, Some(4)),
            ]
        );
        assert_eq!(read.list.iter().map(|filed| filed.history.events.len()).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn two_headers_alike_are_an_error() {
        let mut read = Tickets::default();
        let content = "id,受理时间,received_at\n".as_bytes();
        let error = read.read("t.csv", content, Format::Csv, &ColumnMap::default()).unwrap_err();
        assert_eq!(error.findings().first().map(Finding::code), Some(Code::ColumnTwice));
    }

    #[test]
    fn json_lines_and_a_citys_own_headers() {
        let mut read = Tickets::default();
        let map = ColumnMap::new([("id", "case"), ("received_at", "opened")]).unwrap();
        let content = "{\"case\": 7, \"opened\": \"2025-01-17\", \"matter\": [\"a/b\", \"c\"]}\nnot json\n";
        read.read("t.jsonl", content.as_bytes(), Format::of("t.jsonl"), &map).unwrap();
        assert_eq!(read.list[0].ticket.matter.as_deref(), Some("a\\/b/c"));
        assert_eq!(read.list[0].ticket.id, "7");
        assert_eq!(read.rejected.len(), 1);
        assert!(ColumnMap::new([("id", "case"), ("matter", "Case")]).is_err());
    }

    #[test]
    fn json_numbers_keep_every_digit_and_names_alike_are_rejected() {
        let mut read = Tickets::default();
        let content = "{\"id\": 1, \"received_at\": \"2025-01-17\", \"n\": 123456789012345678901234567890}\n\
                       {\"id\": 2, \"工单编号\": 3, \"received_at\": \"2025-01-17\"}\n";
        read.read("t.jsonl", content.as_bytes(), Format::JsonLines, &ColumnMap::default()).unwrap();
        let n = read.list[0].ticket.attributes.get("n").map(String::as_str);
        assert_eq!(n, Some("123456789012345678901234567890"));
        assert_eq!(read.rejected.len(), 1);
    }

    #[test]
    fn a_file_without_its_columns_or_with_an_open_quote_is_an_error() {
        let error = |content: &str| {
            let mut read = Tickets::default();
            let read = read.read("t.csv", content.as_bytes(), Format::Csv, &ColumnMap::default());
            read.unwrap_err().findings().first().map(|finding| (finding.code(), finding.place().row))
        };
        assert_eq!(error(""), Some((Code::CsvBroken, Some(1))));
        assert_eq!(error("id,at\n1,2025-01-17\n"), Some((Code::ColumnMissing, Some(1))));
        assert_eq!(error("id,received_at\n1,\"2025-01-17\n2,x\n"), Some((Code::QuoteOpen, Some(2))));
    }
}
