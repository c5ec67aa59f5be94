//! What a `bh_history` holds: the events of a ticket as C adds them.

use crate::boundary::Chars;
use crate::constants::BH_NO_TIME;
use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::json::{self, Node};
use crate::request::unix;
use bihuan::{Event, History};

/// Events as they are added. One that cannot be read is set aside with the reason, and the history refuses
/// to be used until the host has looked at it or skipped it.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) encoding: Encoding,
    history: History,
    rejected: Vec<Failure>,
    /// Whether the fields that are set belong to an event that was rejected.
    skipping: bool,
}

impl Log {
    pub(crate) fn new(encoding: Encoding) -> Log {
        Log { encoding, history: History::new(), rejected: Vec::new(), skipping: false }
    }

    /// From an array of flat objects with the columns' names in either language.
    pub(crate) fn from_json(encoding: Encoding, json: &Chars, len: usize) -> Result<Log, Failure> {
        let text = json::text(encoding, json, len, "json")?;
        let history = Node::parse(&text, "json")?.into_history("json")?;
        Ok(Log { history, ..Log::new(encoding) })
    }

    pub(crate) fn clear(&mut self) {
        self.history.events.clear();
        self.rejected.clear();
        self.skipping = false;
    }

    pub(crate) fn add(
        &mut self,
        at: &Chars,
        at_len: usize,
        kind: &Chars,
        kind_len: usize,
    ) -> Result<(), Failure> {
        let done = self.read_event(at, at_len, kind, kind_len).map(|event| self.history.push(event));
        self.skipping = done.is_err();
        self.keep(done)
    }

    /// The same at a time in seconds since 1970 in UTC.
    pub(crate) fn add_unix(&mut self, at: i64, kind: &Chars, kind_len: usize) -> Result<(), Failure> {
        let done = self.event_at(at, kind, kind_len).map(|event| self.history.push(event));
        self.skipping = done.is_err();
        self.keep(done)
    }

    fn event_at(&self, at: i64, kind: &Chars, kind_len: usize) -> Result<Event, Failure> {
        let kind = self.encoding.read(kind, kind_len, "kind")?;
        if at == BH_NO_TIME {
            // the library's own reader says that there is no time
            return self.event_of("", kind.as_deref().unwrap_or_default());
        }
        Ok(Event::new(unix("at", at)?, kind.as_deref().unwrap_or_default()))
    }

    fn read_event(&self, at: &Chars, at_len: usize, kind: &Chars, kind_len: usize) -> Result<Event, Failure> {
        let at = self.encoding.read(at, at_len, "at")?;
        let kind = self.encoding.read(kind, kind_len, "kind")?;
        self.event_of(at.as_deref().unwrap_or_default(), kind.as_deref().unwrap_or_default())
    }

    fn event_of(&self, at: &str, kind: &str) -> Result<Event, Failure> {
        Event::from_fields([("at", at), ("kind", kind)])
            .map_err(|finding| Failure::event(self.history.events.len() + 1, finding))
    }

    /// Sets a field of the event that was added last.
    pub(crate) fn set(
        &mut self,
        name: &Chars,
        name_len: usize,
        value: &Chars,
        value_len: usize,
    ) -> Result<(), Failure> {
        if self.skipping
            && let Some(failure) = self.rejected.last()
        {
            return Err(failure.clone());
        }
        let done = self.set_field(name, name_len, value, value_len);
        if done.is_err() {
            // an event without one of its fields would say something else
            self.history.events.pop();
            self.skipping = true;
        }
        self.keep(done)
    }

    fn set_field(
        &mut self,
        name: &Chars,
        name_len: usize,
        value: &Chars,
        value_len: usize,
    ) -> Result<(), Failure> {
        let name = self.encoding.read_some(name, name_len, "name")?;
        if name.trim().is_empty() {
            return Err(Failure::missing("name"));
        }
        let value = self.encoding.read(value, value_len, "value")?;
        let Some(event) = self.history.events.last_mut() else { return Err(Failure::no_event(&name)) };
        match Event::column(&name).as_str() {
            // the row's ticket is the one that the history is of
            "ticket" => Ok(()),
            "at" | "kind" => Err(Failure::given(&name)),
            column => {
                event.set(column, value.as_deref().unwrap_or_default());
                Ok(())
            }
        }
    }

    fn keep(&mut self, done: Result<(), Failure>) -> Result<(), Failure> {
        if let Err(failure) = &done {
            self.rejected.push(failure.clone());
        }
        done
    }

    /// Forgets the events that were set aside; how many there were.
    pub(crate) fn skip_rejected(&mut self) -> usize {
        std::mem::take(&mut self.rejected).len()
    }

    /// The events, when all could be read.
    pub(crate) fn ready(&self) -> Result<&History, Failure> {
        match self.rejected.first() {
            Some(failure) => Err(failure.clone()),
            None => Ok(&self.history),
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.history.events.len()
    }
}
