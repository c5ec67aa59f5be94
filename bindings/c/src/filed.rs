//! Many tickets at once, with their events: JSON Lines or an array, read as the library reads files.

use crate::boundary::Chars;
use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::json;
use bihuan::{ColumnMap, Filed, Format, Tickets};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Tickets, each with its events; none where neither text is there. A line that cannot be read refuses all.
///
/// # Errors
/// Every line that cannot be read: no ticket or event, of a number that stands there twice, or an event of a
/// ticket that is not among them.
pub(crate) fn read(
    encoding: Encoding,
    tickets: (&Chars, usize),
    events: (&Chars, usize),
) -> Result<Option<Vec<Filed>>, Failure> {
    let map = ColumnMap::default();
    let mut read = Tickets::default();
    let tickets = lines(encoding, tickets, "tickets")?;
    let events = lines(encoding, events, "events")?;
    if let Some(lines) = &tickets {
        read.read("tickets", lines.as_bytes(), Format::JsonLines, &map)?;
    }
    if let Some(lines) = &events {
        read.read_events("events", lines.as_bytes(), Format::JsonLines, &map)?;
    }
    let rejected = std::mem::take(&mut read.rejected).into_iter().map(|rejected| rejected.finding);
    match Failure::lines(rejected.collect()) {
        Some(failure) => Err(failure),
        None => Ok(tickets.map(|_| read.list)),
    }
}

/// A text as lines; the items of an array on a line each.
fn lines<'a>(
    encoding: Encoding,
    (text, len): (&'a Chars, usize),
    argument: &'static str,
) -> Result<Option<Cow<'a, str>>, Failure> {
    if encoding.read(text, len, argument)?.is_none() {
        return Ok(None);
    }
    let text = json::text(encoding, text, len, argument)?;
    if !text.trim_start().starts_with('[') {
        return Ok(Some(text));
    }
    let items: Vec<&RawValue> =
        serde_json::from_str(&text).map_err(|cause| Failure::json(argument, &cause))?;
    let mut lines = String::with_capacity(text.len());
    for item in items {
        // inside an item a line ends only between its words
        lines.extend(item.get().chars().map(|c| if c == '\n' { ' ' } else { c }));
        lines.push('\n');
    }
    Ok(Some(Cow::Owned(lines)))
}
