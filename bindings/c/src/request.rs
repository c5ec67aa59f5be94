//! Requests in JSON: the second way in.

use crate::boundary::Chars;
use crate::engine::Loaded;
use crate::failure::Failure;
use bihuan::{History, Moment, Ticket};
use serde::Deserialize;

/// What a call in JSON takes: a ticket, what happened on it, and for an audit the time of asking.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) ticket: Ticket,
    #[serde(default)]
    pub(crate) history: History,
    now: Option<String>,
}

impl Request {
    pub(crate) fn read(engine: &Loaded, request: &Chars, len: usize) -> Result<Request, Failure> {
        let text = engine.encoding.read_some(request, len, "request")?;
        serde_json::from_str(&text).map_err(|cause| Failure::json("request", &cause))
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
