//! Requests in JSON: the second way in.

use crate::boundary::Chars;
use crate::constants::{BH_ALL, BH_NO_TIME};
use crate::engine::Loaded;
use crate::failure::Failure;
use crate::json::{self, Node};
use bihuan::{Claim, Contest, Error, History, Instant, Moment, Ticket};
use std::borrow::Cow;
use std::ffi::c_int;

/// What a call in JSON takes: a ticket, what happened on it, for an audit the time of asking; of a contest also
/// the unit and what it claims.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) ticket: Ticket,
    pub(crate) history: History,
    unit: Option<String>,
    claim: Claim,
    now: Option<String>,
}

/// The keys of requests to dispatch, explain and audit.
pub(crate) const PLAIN: &[&str] = &["ticket", "history", "now"];
/// Those of a contest.
pub(crate) const CONTEST: &[&str] = &["ticket", "history", "unit", "claim", "now"];
/// Those of why a unit does not lead.
pub(crate) const WHY_NOT: &[&str] = &["ticket", "history", "unit"];

impl Request {
    /// Reads a request that may have these keys.
    pub(crate) fn read(
        engine: &Loaded,
        request: &Chars,
        len: usize,
        keys: &[&str],
    ) -> Result<Request, Failure> {
        let text = json::text(engine.encoding, request, len, "request")?;
        let (mut ticket, mut history, mut unit, mut claim, mut now) = (None, None, None, None, None);
        for (key, value) in Node::parse(&text, "request")?.into_object("request")? {
            let place = match key.as_str() {
                key if !keys.contains(&key) => {
                    let expected: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
                    return Err(Failure::unknown_key("request", key, &expected.join(", ")));
                }
                "ticket" => &mut ticket,
                "history" => &mut history,
                "unit" => &mut unit,
                "claim" => &mut claim,
                _ => &mut now,
            };
            if place.replace(value).is_some() {
                return Err(Failure::twice("request", &key));
            }
        }
        let ticket = ticket.ok_or_else(|| Failure::no_key("request", "ticket"))?;
        Ok(Request {
            ticket: ticket.into_ticket("request.ticket")?,
            history: history.unwrap_or(Node::Null).into_history("request.history")?,
            unit: unit.unwrap_or(Node::Null).into_text("request.unit")?,
            claim: claim.unwrap_or(Node::Null).into_claim("request.claim")?,
            now: now.unwrap_or(Node::Null).into_text("request.now")?,
        })
    }

    /// The unit that is asked about.
    pub(crate) fn unit(&self) -> Result<&str, Failure> {
        named(self.unit.as_deref().ok_or_else(|| Failure::no_key("request", "unit"))?)
    }

    /// The contest that is asked for.
    pub(crate) fn contest(&self, engine: &Loaded) -> Result<Contest, Failure> {
        let asked = Asked {
            unit: self.unit()?.into(),
            claim: Cow::Borrowed(&self.claim),
            now: maybe_now(self.now.as_deref())?,
        };
        Ok(asked.of(engine, &self.ticket, &self.history)?)
    }

    pub(crate) fn now(&self) -> Result<Moment, Failure> {
        now(self.now.as_deref().unwrap_or_default())
    }
}

/// What is asked of a contest beside the ticket and its history.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    unit: Cow<'a, str>,
    claim: Cow<'a, Claim>,
    now: Option<Moment>,
}

impl<'a> Asked<'a> {
    /// From the texts of the caller's; a claim or a time that is not there is none.
    pub(crate) fn read(
        engine: &Loaded,
        unit: Cow<'a, str>,
        (claim, claim_len): (&Chars, usize),
        (now, now_len): (&Chars, usize),
    ) -> Result<Asked<'a>, Failure> {
        named(&unit)?;
        let claim = engine.encoding.read(claim, claim_len, "claim")?.unwrap_or_default().parse()?;
        let now = maybe_now(engine.encoding.read(now, now_len, "now")?.as_deref())?;
        Ok(Asked { unit, claim: Cow::Owned(claim), now })
    }

    /// The contest.
    pub(crate) fn of(&self, engine: &Loaded, ticket: &Ticket, history: &History) -> Result<Contest, Error> {
        match self.now {
            Some(now) => engine.engine.contest_at(ticket, history, &self.unit, &self.claim, now),
            None => engine.engine.contest(ticket, history, &self.unit, &self.claim),
        }
    }
}

/// A unit that is named at all.
pub(crate) fn named(unit: &str) -> Result<&str, Failure> {
    if unit.trim().is_empty() { Err(Failure::missing("unit")) } else { Ok(unit) }
}

/// Whether an option is among those that are asked for.
///
/// # Errors
/// When something is asked for that is none of those that there are.
pub(crate) fn option(options: c_int, option: c_int, there_are: c_int) -> Result<bool, Failure> {
    if options & !there_are == 0 {
        return Ok(options & option != 0);
    }
    let expected = if there_are == BH_ALL {
        ("0 or BH_ALL", " 0 或 BH_ALL")
    } else {
        ("0, BH_ALL, BH_UNREACHED or both", " 0、BH_ALL、BH_UNREACHED 或二者之和")
    };
    Err(Failure::number("options", options, expected))
}

/// The time of asking, where there is one.
fn maybe_now(text: Option<&str>) -> Result<Option<Moment>, Failure> {
    text.filter(|text| !text.trim().is_empty()).map(now).transpose()
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
