//! Rows of tickets and events, of a file or of a table that some other reader holds (a data frame, a query,
//! a queue).
//!
//! A row that cannot be read is rejected like a line: named, counted, kept apart; the rest goes on (G-8).

use crate::error::Error;
use crate::files::{ColumnMap, Filed, Rejected, Tickets};
use crate::message::{Code, Finding, Place};
use crate::model::columns::{event_column, ticket_column};
use crate::model::event::{Event, History};
use crate::model::near::near;
use crate::model::ticket::Ticket;

/// What a table holds: how its headers are read, and what its columns are.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Tickets, else events.
    pub(crate) of_tickets: bool,
    pub(crate) name: fn(&str) -> String,
    /// Columns that it cannot do without.
    required: &'static [&'static str],
    /// Columns of dates.
    pub(crate) dates: &'static [&'static str],
    /// Columns of paths.
    paths: &'static [&'static str],
    /// Its sheet in a workbook.
    #[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "only workbooks have sheets"))]
    pub(crate) sheets: [&'static str; 2],
}

pub(crate) static TICKETS: Kind = Kind {
    of_tickets: true,
    name: ticket_column,
    required: &["id", "received_at"],
    dates: &["received_at", "occurred_at"],
    paths: &["matter", "area"],
    sheets: ["工单", "tickets"],
};
pub(crate) static EVENTS: Kind = Kind {
    of_tickets: false,
    name: event_column,
    required: &["ticket", "at", "kind"],
    dates: &["at", "until"],
    paths: &[],
    sheets: ["事件", "events"],
};

/// The columns of a table of tickets or of events: what each header means.
///
/// ```
/// use bihuan::{ColumnMap, Columns, Tickets};
/// let columns = Columns::of_tickets("orders", ["工单编号", "opened"], &ColumnMap::new([("received_at", "opened")])?)?;
/// let mut tickets = Tickets::default();
/// assert!(tickets.push_ticket(&columns, 1, &["A1", "2025-01-17 22:40"]));
/// assert!(!tickets.push_ticket(&columns, 2, &["A2", "soon"]));
/// assert_eq!(tickets.rejected[0].finding.to_string(), "orders:2: opened: error[BH0503]: `soon` is no time");
/// # Ok::<(), bihuan::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Columns {
    /// The table: its name or file, and its sheet in a workbook.
    whole: Place,
    /// Our name and the header of each column.
    names: Vec<(String, String)>,
    kind: &'static Kind,
}

impl Columns {
    /// The columns of a table of tickets, by its headers; `table` is what messages call it.
    ///
    /// # Errors
    /// When `id` or `received_at` is missing, when two headers mean the same column, or when the map
    /// names a header that is not there.
    pub fn of_tickets<H: AsRef<str>>(
        table: &str,
        headers: impl IntoIterator<Item = H>,
        map: &ColumnMap,
    ) -> Result<Columns, Error> {
        Columns::new(table, headers, map, &TICKETS)
    }

    /// The columns of a table of events, by its headers.
    ///
    /// # Errors
    /// As [`Columns::of_tickets`], for `ticket`, `at` and `kind`.
    pub fn of_events<H: AsRef<str>>(
        table: &str,
        headers: impl IntoIterator<Item = H>,
        map: &ColumnMap,
    ) -> Result<Columns, Error> {
        Columns::new(table, headers, map, &EVENTS)
    }

    fn new<H: AsRef<str>>(
        table: &str,
        headers: impl IntoIterator<Item = H>,
        map: &ColumnMap,
        kind: &'static Kind,
    ) -> Result<Columns, Error> {
        let headers = headers.into_iter().map(|header| header.as_ref().to_owned()).collect();
        let whole = Place::file(table);
        Columns::read(&whole, whole.clone(), headers, map, kind).map_err(Error::input)
    }

    /// The columns by the headers that stand at `head`, in a table that messages call `whole`.
    pub(crate) fn read(
        head: &Place,
        whole: Place,
        headers: Vec<String>,
        map: &ColumnMap,
        kind: &'static Kind,
    ) -> Result<Columns, Finding> {
        let object = |code: Code, header: &str| Finding::new(code).at(&head.at_column(header)).value(header);
        if let Some(header) = map.absent_from(&headers) {
            let near = near(headers.iter().map(String::as_str), header);
            return Err(object(Code::ColumnMissing, header).arg("near", near));
        }
        let mut names: Vec<(String, String)> = Vec::with_capacity(headers.len());
        for header in headers {
            let ours = (kind.name)(map.name(&header));
            if !ours.is_empty() && names.iter().any(|(other, _)| *other == ours) {
                return Err(object(Code::ColumnTwice, &header));
            }
            names.push((ours, header));
        }
        for needed in kind.required {
            if !names.iter().any(|(ours, _)| ours == needed) {
                let near = near(names.iter().map(|(_, header)| header.as_str()), needed);
                return Err(object(Code::ColumnMissing, needed).arg("near", near));
            }
        }
        Ok(Columns { whole, names, kind })
    }

    /// Whether a column holds paths, by its place from 0: a list there is a path's levels
    /// ([`MatterPath::join`](crate::MatterPath::join)), in any other a list of items.
    pub fn holds_paths(&self, at: usize) -> bool {
        self.names.get(at).is_some_and(|(ours, _)| self.kind.paths.contains(&ours.as_str()))
    }

    /// What a column is called, by its place from 0: our name for it, an attribute's folded.
    pub fn name(&self, at: usize) -> Option<&str> {
        self.names.get(at).map(|(ours, _)| ours.as_str())
    }

    /// The header of a column, by our name.
    fn header(&self, ours: &str) -> Option<&str> {
        self.names.iter().find(|(name, _)| name == ours).map(|(_, header)| header.as_str())
    }

    /// The error of a column whose type its reader cannot turn into text.
    pub fn unreadable(&self, at: usize, found: &str) -> Error {
        let header = self.names.get(at).map_or("", |(_, header)| header.as_str());
        let place = self.whole.at_column(header);
        Error::input(Finding::new(Code::ColumnType).at(&place).value(header).arg("found", found))
    }

    /// Our name and the header of each column.
    pub(crate) fn names(&self) -> &[(String, String)] {
        &self.names
    }

    /// Our names with a row's cells.
    fn fields<'a, C: AsRef<str>>(&'a self, cells: &'a [C]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.names.iter().zip(cells).map(|((ours, _), cell)| (ours.as_str(), cell.as_ref()))
    }

    /// The finding at a row of the table, its column as the header writes it.
    #[must_use]
    pub fn place(&self, finding: Finding, row: u64) -> Finding {
        let column = finding.place().column.clone();
        let header = column.as_deref().and_then(|ours| self.header(ours)).map(str::to_owned);
        let place = Place { column: header.or(column), ..self.whole.at_row(row) };
        finding.at(&place)
    }
}

impl Tickets {
    /// Reads a row of tickets, the cells in the order of the columns, an absent one empty; `row` is what
    /// messages call it. Whether it could be read: otherwise it is rejected (G-8).
    pub fn push_ticket<C: AsRef<str>>(&mut self, columns: &Columns, row: u64, cells: &[C]) -> bool {
        let read = Ticket::from_fields(columns.fields(cells));
        let taken = read.and_then(|ticket| self.take_ticket(ticket, &columns.whole, row));
        self.keep_rejected(taken, columns, row, cells)
    }

    /// Reads a row of events and files it with its ticket, which must have been read before. Whether it
    /// could be: otherwise it is rejected (G-8).
    pub fn push_event<C: AsRef<str>>(&mut self, columns: &Columns, row: u64, cells: &[C]) -> bool {
        let fields: Vec<_> = columns.fields(cells).collect();
        let taken = self.take_event(&fields, &columns.whole, row);
        self.keep_rejected(taken, columns, row, cells)
    }

    fn keep_rejected<C: AsRef<str>>(
        &mut self,
        taken: Result<(), Finding>,
        columns: &Columns,
        row: u64,
        cells: &[C],
    ) -> bool {
        let Err(finding) = taken else { return true };
        let line = cells.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(",");
        self.rejected.push(Rejected { finding: columns.place(finding, row), line });
        false
    }

    /// Files a ticket that was read; an id given before is objected to.
    pub(crate) fn take_ticket(&mut self, ticket: Ticket, whole: &Place, row: u64) -> Result<(), Finding> {
        if self.by_id.contains_key(&ticket.id) {
            return Err(Finding::new(Code::IdTwice).column("id").value(&ticket.id));
        }
        self.by_id.insert(ticket.id.clone(), self.list.len());
        let (history, event_rows) = (History::new(), Vec::new());
        let sheet = whole.sheet.clone();
        self.list.push(Filed { ticket, history, sheet, row, event_sheet: None, event_rows });
        Ok(())
    }

    /// Reads an event from its fields and files it with its ticket.
    pub(crate) fn take_event<N: AsRef<str>, V: AsRef<str>>(
        &mut self,
        fields: &[(N, V)],
        whole: &Place,
        row: u64,
    ) -> Result<(), Finding> {
        let id = fields.iter().find(|(name, _)| name.as_ref() == "ticket");
        let id = id.map(|(_, id)| id.as_ref().trim()).unwrap_or_default();
        if id.is_empty() {
            return Err(Finding::new(Code::NoId).column("ticket"));
        }
        let Some(at) = self.by_id.get(id) else {
            return Err(Finding::new(Code::UnknownTicket).column("ticket").value(id));
        };
        let event = Event::from_fields(fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())))?;
        if let Some(filed) = self.list.get_mut(*at) {
            filed.history.push(event);
            filed.event_sheet.clone_from(&whole.sheet);
            filed.event_rows.push(row);
        }
        Ok(())
    }
}

impl Ticket {
    /// A ticket from the fields of a host's own record, named in either language. As
    /// [`Ticket::from_fields`], but two names of one column are an error, as they are in a file, and a
    /// number or time that is missing names what is near.
    ///
    /// # Errors
    /// A finding with column and value.
    pub fn from_named<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> Result<Ticket, Finding> {
        named(fields, &TICKETS, Ticket::from_fields)
    }

    /// Whether a field holds a path, so that a list given for it is the path's levels (G-5).
    pub fn holds_path(name: &str) -> bool {
        TICKETS.paths.contains(&ticket_column(name).as_str())
    }
}

impl Event {
    /// An event from the fields of a host's own record; as [`Ticket::from_named`].
    ///
    /// # Errors
    /// A finding with column and value.
    pub fn from_named<N: AsRef<str>, V: AsRef<str>>(fields: &[(N, V)]) -> Result<Event, Finding> {
        named(fields, &EVENTS, Event::from_fields)
    }
}

fn named<'a, N: AsRef<str>, V: AsRef<str>, T>(
    fields: &'a [(N, V)],
    kind: &Kind,
    read: impl Fn(Vec<(String, &'a str)>) -> Result<T, Finding>,
) -> Result<T, Finding> {
    let mut names: Vec<(String, &str)> = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        let ours = (kind.name)(name.as_ref());
        if names.iter().any(|(other, _)| *other == ours) {
            return Err(Finding::new(Code::ColumnTwice).column(name.as_ref()).value(name.as_ref()));
        }
        names.push((ours, value.as_ref()));
    }
    read(names).map_err(|finding| match (finding.code(), finding.place().column.clone()) {
        (Code::NoId | Code::NoTime, Some(column)) => {
            let others = fields.iter().map(|(name, _)| name.as_ref());
            finding.arg("near", near(others.filter(|name| (kind.name)(name) != column), &column))
        }
        _ => finding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Lang;

    #[test]
    fn rows_are_read_as_lines_are() {
        let map = ColumnMap::default();
        let columns = Columns::of_tickets("t", ["id", "受理时间", "matter"], &map).unwrap();
        let events = Columns::of_events("e", ["ticket", "at", "kind"], &map).unwrap();
        let mut tickets = Tickets::default();
        assert!(tickets.push_ticket(&columns, 1, &["1", "2025-01-17", "噪声"]));
        assert!(!tickets.push_ticket(&columns, 2, &["1", "2025-01-17", ""]));
        assert!(!tickets.push_ticket(&columns, 3, &["", "2025-01-17", ""]));
        assert!(tickets.push_event(&events, 1, &["1", "2025-01-17 09:00", "派单"]));
        assert!(!tickets.push_event(&events, 2, &["2", "2025-01-17 09:00", "派单"]));
        assert!(!tickets.push_event(&events, 3, &["1", "", "派单"]));
        assert_eq!(tickets.list[0].event_rows, [1]);
        let found: Vec<_> =
            tickets.rejected.iter().map(|line| (line.finding.code(), line.finding.place().row)).collect();
        let expected = [
            (Code::IdTwice, Some(2)),
            (Code::NoId, Some(3)),
            (Code::UnknownTicket, Some(2)),
            (Code::NoTime, Some(3)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_record_of_named_fields() {
        let ticket =
            Ticket::from_named(&[("工单编号", "1"), ("received_at", "2025-01-17"), ("x", "y")]).unwrap();
        assert_eq!((ticket.id.as_str(), ticket.attributes.len()), ("1", 1));
        let refused = |fields: &[(&str, &str)]| {
            let finding = Ticket::from_named(fields).unwrap_err();
            (finding.code(), finding.help(Lang::En))
        };
        let twice = refused(&[("id", "1"), ("工单编号", "2"), ("received_at", "2025-01-17")]);
        assert_eq!(twice.0, Code::ColumnTwice);
        let misspelt = refused(&[("id", "1"), ("recieved_at", "2025-01-17")]);
        assert_eq!(misspelt, (Code::NoTime, "near: recieved_at".to_owned()));
        let event = Event::from_named(&[("time", "2025-01-17"), ("kind", "派单")]).unwrap_err();
        assert_eq!(event.code(), Code::NoTime);
        assert!(Ticket::holds_path("区域") && !Ticket::holds_path("id"));
    }

    #[test]
    fn missing_columns_name_what_is_near() {
        let error = |headers: &[&str], map: &ColumnMap| {
            let error = Columns::of_tickets("t", headers, map).unwrap_err();
            let finding = error.findings()[0].clone();
            (finding.code(), finding.cell().unwrap_or_default().to_owned(), finding.help(Lang::En))
        };
        let none = ColumnMap::default();
        let missing = error(&["id", "recieved_at"], &none);
        assert_eq!(missing, (Code::ColumnMissing, "received_at".into(), "near: recieved_at".into()));
        assert_eq!(error(&["id", "工单编号", "received_at"], &none).0, Code::ColumnTwice);
        let map = ColumnMap::new([("matter", "Matter type")]).unwrap();
        let mapped = error(&["id", "received_at", "mattertype"], &map);
        assert_eq!((mapped.0, mapped.1.as_str()), (Code::ColumnMissing, "matter type"));
        assert!(mapped.2.contains("mattertype"), "{}", mapped.2);
    }
}
