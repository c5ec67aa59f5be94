//! What a `bh_ticket` holds: a ticket under construction.

use crate::boundary::Chars;
use crate::constants::*;
use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::json::{self, Node};
use crate::request::unix;
use bihuan::{Instant, Moment, Ticket};
use std::ffi::c_int;

/// A ticket that C fills column by column. What went wrong in a setter is kept and said when the ticket is
/// used, so that a host may set all columns first and look once.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) encoding: Encoding,
    ticket: Ticket,
    received: Received,
    problems: Vec<(String, Failure)>,
    /// Room for texts, left by the tickets before: a loop with one handle allocates nothing for them.
    spare: Vec<String>,
}

/// The time of receipt, which a ticket cannot do without.
#[derive(Debug)]
enum Received {
    Absent,
    Read,
    Unreadable(String),
}

/// How many texts' rooms are kept, and how large they may be.
const SPARE: usize = 3;
const KEPT: usize = 64 * 1024;

/// The columns of a ticket that have a number.
const COLUMNS: &[(c_int, &str)] = &[
    (BH_TICKET_ID, "id"),
    (BH_TICKET_RECEIVED_AT, "received_at"),
    (BH_TICKET_OCCURRED_AT, "occurred_at"),
    (BH_TICKET_SOURCE, "source"),
    (BH_TICKET_DEMAND, "demand"),
    (BH_TICKET_MATTER, "matter"),
    (BH_TICKET_TEXT, "text"),
    (BH_TICKET_AREA, "area"),
    (BH_TICKET_URGENCY, "urgency"),
];

impl Draft {
    pub(crate) fn new(encoding: Encoding) -> Draft {
        let ticket = Ticket::new("", Moment::from(Instant(0)));
        Draft { encoding, ticket, received: Received::Absent, problems: Vec::new(), spare: Vec::new() }
    }

    /// From a flat object with the columns' names in either language.
    pub(crate) fn from_json(encoding: Encoding, json: &Chars, len: usize) -> Result<Draft, Failure> {
        let text = json::text(encoding, json, len, "json")?;
        let ticket = Node::parse(&text, "json")?.into_ticket("json")?;
        Ok(Draft { ticket, received: Received::Read, ..Draft::new(encoding) })
    }

    pub(crate) fn clear(&mut self) {
        let before = std::mem::replace(self, Draft::new(self.encoding));
        let Ticket { mut id, matter, text, area, .. } = before.ticket;
        id.clear();
        self.ticket.id = id;
        self.spare = before.spare;
        let room = [matter, text, area].into_iter().flatten().filter(|text| text.capacity() <= KEPT);
        self.spare.extend(room.take(SPARE.saturating_sub(self.spare.len())));
    }

    /// Sets a column by its number; NULL or a blank text leaves it absent.
    pub(crate) fn set(&mut self, column: c_int, text: &Chars, len: usize) -> Result<(), Failure> {
        let Some((_, name)) = COLUMNS.iter().find(|(number, _)| *number == column) else {
            let failure =
                Failure::number("column", column, ("one of the BH_TICKET_ columns", " BH_TICKET_ 各列之一"));
            return self.keep("column", Err(failure));
        };
        let done = match self.encoding.read(text, len, name) {
            Ok(text) => {
                self.put(column, name, text.as_deref().unwrap_or_default());
                Ok(())
            }
            Err(failure) => Err(failure),
        };
        self.keep(name, done)
    }

    /// Sets a time by its column's number, in seconds since 1970 in UTC; BH_NO_TIME leaves it absent.
    pub(crate) fn set_unix(&mut self, column: c_int, seconds: i64) -> Result<(), Failure> {
        let name = match column {
            BH_TICKET_RECEIVED_AT => "received_at",
            BH_TICKET_OCCURRED_AT => "occurred_at",
            _ => {
                let expected = (
                    "BH_TICKET_RECEIVED_AT or BH_TICKET_OCCURRED_AT",
                    " BH_TICKET_RECEIVED_AT 或 BH_TICKET_OCCURRED_AT",
                );
                return self.keep("column", Err(Failure::number("column", column, expected)));
            }
        };
        if seconds == BH_NO_TIME {
            self.put(column, name, "");
            return self.keep(name, Ok(()));
        }
        let done = unix(name, seconds).map(|moment| match column {
            BH_TICKET_RECEIVED_AT => {
                self.ticket.received_at = moment;
                self.received = Received::Read;
            }
            _ => {
                // as absent first, which forgets a text that could not be read
                self.put(column, name, "");
                self.ticket.occurred_at = Some(moment);
            }
        });
        self.keep(name, done)
    }

    fn put(&mut self, column: c_int, name: &str, text: &str) {
        match column {
            BH_TICKET_ID => text.trim().clone_into(&mut self.ticket.id),
            BH_TICKET_RECEIVED_AT => match text.parse() {
                Ok(moment) => {
                    self.ticket.received_at = moment;
                    self.received = Received::Read;
                }
                Err(_) if text.is_empty() => self.received = Received::Absent,
                Err(_) => self.received = Received::Unreadable(text.to_owned()),
            },
            BH_TICKET_MATTER | BH_TICKET_TEXT | BH_TICKET_AREA => {
                let mut value = self.spare.pop().unwrap_or_default();
                value.clear();
                value.push_str(text);
                self.ticket.set(name, value);
            }
            _ => self.ticket.set(name, text),
        }
    }

    /// Sets a column by its name: one with a number, or an attribute.
    pub(crate) fn set_attribute(
        &mut self,
        name: &Chars,
        name_len: usize,
        value: &Chars,
        value_len: usize,
    ) -> Result<(), Failure> {
        let column = match self.encoding.read_some(name, name_len, "name") {
            Ok(name) if name.trim().is_empty() => return self.keep("name", Err(Failure::missing("name"))),
            Ok(name) => Ticket::column(&name),
            Err(failure) => return self.keep("name", Err(failure)),
        };
        let done = match self.encoding.read(value, value_len, "value") {
            Ok(value) => {
                let known = COLUMNS.iter().find(|(_, name)| *name == column);
                let number = known.map_or(0, |(number, _)| *number);
                self.put(number, &column, value.as_deref().unwrap_or_default());
                Ok(())
            }
            Err(failure) => Err(failure),
        };
        self.keep(&column, done)
    }

    /// Keeps what went wrong with a column until it is set again.
    fn keep(&mut self, column: &str, done: Result<(), Failure>) -> Result<(), Failure> {
        if !self.problems.is_empty() {
            self.problems.retain(|(other, _)| other != column);
        }
        if let Err(failure) = &done {
            self.problems.push((column.to_owned(), failure.clone()));
        }
        done
    }

    /// The ticket, when it can be used.
    pub(crate) fn ready(&self) -> Result<&Ticket, Failure> {
        if let Some((_, failure)) = self.problems.first() {
            return Err(failure.clone());
        }
        let received_at = match &self.received {
            Received::Read if !self.ticket.id.is_empty() => return Ok(&self.ticket),
            Received::Read => self.ticket.received_at.to_string(),
            Received::Absent => String::new(),
            Received::Unreadable(text) => text.clone(),
        };
        // the library's own reader says what is missing
        match Ticket::from_fields([("id", &self.ticket.id), ("received_at", &received_at)]) {
            Err(finding) => Err(Failure::ticket(finding)),
            Ok(_) => Err(Failure::missing("received_at")),
        }
    }
}
