//! Files of tickets and events: csv and JSON Lines, read into tickets with their histories.
//!
//! A line that cannot be read is rejected: named, counted, kept apart; the rest goes on (G-8).

use crate::error::Error;
use crate::message::{Code, Finding};
use crate::model::columns::{event_column, ticket_column};
use crate::model::event::{Event, History};
use crate::model::text::fold;
use crate::model::ticket::Ticket;
use crate::model::value::Fields;
use crate::rulebook::lines::Lines;
use std::collections::{BTreeMap, HashMap};

/// How a file of tickets or events is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// The format that a file's name says: `.jsonl` and `.ndjson` are JSON Lines, anything else csv.
    pub fn of(name: &str) -> Format {
        let name = name.to_ascii_lowercase();
        if name.ends_with(".jsonl") || name.ends_with(".ndjson") { Format::JsonLines } else { Format::Csv }
    }
}

/// A city's own headers: for a name of ours, the header that the city's file has for it.
#[derive(Debug, Clone, Default)]
pub struct ColumnMap {
    ours: HashMap<String, String>,
}

impl ColumnMap {
    /// A map from pairs of our name and the city's header.
    pub fn new<O: AsRef<str>, T: AsRef<str>>(pairs: impl IntoIterator<Item = (O, T)>) -> ColumnMap {
        ColumnMap {
            ours: pairs
                .into_iter()
                .map(|(ours, theirs)| (fold(theirs.as_ref()), ours.as_ref().to_owned()))
                .collect(),
        }
    }

    fn name<'a>(&'a self, header: &'a str) -> &'a str {
        self.ours.get(&fold(header)).map_or(header, String::as_str)
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

/// Tickets with their histories, in the order of the file.
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
    by_id: HashMap<String, usize>,
}

impl Tickets {
    /// Reads a file of tickets.
    ///
    /// # Errors
    /// When the file has no header to read, or two headers alike. A line that cannot be read is
    /// rejected and the rest goes on.
    pub fn read(&mut self, file: &str, content: &[u8], format: Format, map: &ColumnMap) -> Result<(), Error> {
        for line in lines(file, content, format, map, ticket_column)? {
            match line.fields.and_then(Ticket::from_fields) {
                Ok(ticket) if self.by_id.contains_key(&ticket.id) => {
                    let finding = Finding::new(Code::IdTwice).column("id").value(&ticket.id);
                    self.reject(finding.in_line(file, line.row), line.text);
                }
                Ok(ticket) => {
                    self.by_id.insert(ticket.id.clone(), self.list.len());
                    self.list.push(Filed { ticket, history: History::new() });
                }
                Err(finding) => self.reject(finding.in_line(file, line.row), line.text),
            }
        }
        Ok(())
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
        for line in lines(file, content, format, map, event_column)? {
            let read = line.fields.and_then(|fields| {
                let id = fields.iter().find(|(name, _)| event_column(name) == "ticket");
                let id = id.map(|(_, id)| id.trim().to_owned()).unwrap_or_default();
                if id.is_empty() {
                    return Err(Finding::new(Code::NoId).column("ticket"));
                }
                match self.by_id.get(&id) {
                    Some(at) => Ok((*at, Event::from_fields(fields)?)),
                    None => Err(Finding::new(Code::UnknownTicket).column("ticket").value(id)),
                }
            });
            match read {
                Ok((at, event)) => {
                    if let Some(filed) = self.list.get_mut(at) {
                        filed.history.push(event);
                    }
                }
                Err(finding) => self.reject(finding.in_line(file, line.row), line.text),
            }
        }
        Ok(())
    }

    fn reject(&mut self, finding: Finding, line: String) {
        self.rejected.push(Rejected { finding, line });
    }
}

/// A line of a file: its fields, or why it has none.
struct Line {
    row: u64,
    text: String,
    fields: Result<Vec<(String, String)>, Finding>,
}

fn lines(
    file: &str,
    content: &[u8],
    format: Format,
    map: &ColumnMap,
    name: fn(&str) -> String,
) -> Result<Vec<Line>, Error> {
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    match format {
        Format::Csv => csv_lines(file, content, map, name),
        Format::JsonLines => Ok(json_lines(content, map)),
    }
}

fn csv_lines(
    file: &str,
    content: &[u8],
    map: &ColumnMap,
    name: fn(&str) -> String,
) -> Result<Vec<Line>, Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(content);
    let broken = |cause: &dyn std::fmt::Display| {
        Error::ticket(Finding::new(Code::CsvBroken).arg("cause", cause).in_line(file, 1))
    };
    let headers = reader.byte_headers().map_err(|error| broken(&error))?.clone();
    let headers: Vec<String> =
        match headers.iter().map(|header| std::str::from_utf8(header)).collect::<Result<Vec<_>, _>>() {
            Ok(headers) => headers.into_iter().map(|header| map.name(header).trim().to_owned()).collect(),
            Err(error) => return Err(broken(&error)),
        };
    let mut seen: BTreeMap<String, ()> = BTreeMap::new();
    for header in &headers {
        if seen.insert(name(header), ()).is_some() && !header.is_empty() {
            let finding = Finding::new(Code::ColumnTwice).column(header).value(header);
            return Err(Error::ticket(finding.in_line(file, 1)));
        }
    }
    let mut lines = Vec::new();
    let mut starts = Lines::new(content);
    for record in reader.byte_records() {
        let record = record.map_err(|error| broken(&error))?;
        let row = record.position().map_or(0, |position| starts.start_of(position.byte()));
        let text = record.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",");
        if record.iter().all(|cell| cell.iter().all(u8::is_ascii_whitespace)) {
            continue;
        }
        let fields = if record.len() == headers.len() {
            let cells = record.iter().zip(&headers).map(|(cell, header)| match std::str::from_utf8(cell) {
                Ok(cell) => Ok((header.clone(), cell.to_owned())),
                Err(_) => Err(Finding::new(Code::BrokenLine).column(header).arg("cause", "not UTF-8")),
            });
            cells.collect()
        } else {
            let finding = Finding::new(Code::RowLength).arg("found", record.len());
            Err(finding.arg("expected", headers.len()))
        };
        lines.push(Line { row, text, fields });
    }
    Ok(lines)
}

fn json_lines(content: &[u8], map: &ColumnMap) -> Vec<Line> {
    let mut lines = Vec::new();
    for (line, row) in content.split(|byte| *byte == b'\n').zip(1..) {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let broken = |cause: &dyn std::fmt::Display| Finding::new(Code::BrokenLine).arg("cause", cause);
        let fields =
            serde_json::from_slice::<Fields>(line).map_err(|error| broken(&error)).and_then(|fields| {
                let mut named = Vec::new();
                for (name, value) in fields.0 {
                    let name = map.name(&name).to_owned();
                    if named.iter().any(|(other, _)| *other == name) {
                        return Err(Finding::new(Code::ColumnTwice).column(&name).value(&name));
                    }
                    let text = value.into_cell(&ticket_column(&name));
                    named.push((name, text));
                }
                Ok(named)
            });
        lines.push(Line { row, text: String::from_utf8_lossy(line).into_owned(), fields });
    }
    lines
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
        let map = ColumnMap::new([("id", "case"), ("received_at", "opened")]);
        let content = "{\"case\": 7, \"opened\": \"2025-01-17\", \"matter\": [\"a/b\", \"c\"]}\nnot json\n";
        read.read("t.jsonl", content.as_bytes(), Format::of("t.jsonl"), &map).unwrap();
        assert_eq!(read.list[0].ticket.matter.as_deref(), Some("a\\/b/c"));
        assert_eq!(read.list[0].ticket.id, "7");
        assert_eq!(read.rejected.len(), 1);
    }
}
