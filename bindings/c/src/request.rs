//! Requests in JSON: the second way in.

use crate::boundary::Chars;
use crate::constants::BH_NO_TIME;
use crate::engine::Loaded;
use crate::failure::Failure;
use crate::json::{self, Node};
use bihuan::{History, Instant, Moment, Ticket};

/// What a call in JSON takes: a ticket, what happened on it, and for an audit the time of asking.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) ticket: Ticket,
    pub(crate) history: History,
    now: Option<String>,
}

impl Request {
    pub(crate) fn read(engine: &Loaded, request: &Chars, len: usize) -> Result<Request, Failure> {
        let text = json::text(engine.encoding, request, len, "request")?;
        let (mut ticket, mut history, mut now) = (None, None, None);
        for (key, value) in Node::parse(&text, "request")?.into_object("request")? {
            let place = match key.as_str() {
                "ticket" => &mut ticket,
                "history" => &mut history,
                "now" => &mut now,
                _ => return Err(Failure::unknown_key("request", &key, "`ticket`, `history`, `now`")),
            };
            if place.replace(value).is_some() {
                return Err(Failure::twice("request", &key));
            }
        }
        let ticket = ticket.ok_or_else(|| Failure::no_key("request", "ticket"))?;
        Ok(Request {
            ticket: ticket.into_ticket("request.ticket")?,
            history: history.unwrap_or(Node::Null).into_history("request.history")?,
            now: now.unwrap_or(Node::Null).into_text("request.now")?,
        })
    }

    pub(crate) fn now(&self) -> Result<Moment, Failure> {
        now(self.now.as_deref().unwrap_or_default())
    }
}

/// The time of asking.
pub(crate) fn now(text: &str) -> Result<Moment, Failure> {
    if text.trim().is_empty() {
        return Err(Failure::missing("now"));
    }
    text.parse().map_err(|_| Failure::time("now", text))
}

/// The time of asking in seconds since 1970 in UTC.
pub(crate) fn now_unix(seconds: i64) -> Result<Moment, Failure> {
    if seconds == BH_NO_TIME { Err(Failure::missing("now")) } else { unix("now", seconds) }
}

/// A time in seconds since 1970 in UTC.
///
/// # Errors
/// When it is outside the years 1 to 9998, as milliseconds mostly are.
pub(crate) fn unix(argument: &str, seconds: i64) -> Result<Moment, Failure> {
    const YEARS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_370_764_799;
    if YEARS.contains(&seconds) {
        return Ok(Moment::from(Instant(seconds)));
    }
    let expected =
        ("seconds since 1970 in the years 1 to 9998", "公元 1 年至 9998 年之间、自 1970 年起的秒数");
    Err(Failure::number(argument, seconds, expected))
}
