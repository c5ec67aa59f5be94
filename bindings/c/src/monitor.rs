//! What a `bh_monitor` holds: a ticket audited event by event (C-16).

use crate::arena;
use crate::boundary::Chars;
use crate::encoding::Encoding;
use crate::engine::Loaded;
use crate::failure::Failure;
use crate::json;
use bihuan::{History, MonitorState, Ticket};
use std::ffi::CString;

/// The state that the host keeps, here or as JSON.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(crate) encoding: Encoding,
    pub(crate) state: MonitorState,
}

impl Watch {
    pub(crate) fn new(engine: &Loaded, ticket: &Ticket) -> Watch {
        Watch { encoding: engine.encoding, state: engine.engine.monitor(ticket) }
    }

    pub(crate) fn from_json(engine: &Loaded, text: &Chars, len: usize) -> Result<Watch, Failure> {
        let text = json::text(engine.encoding, text, len, "json")?;
        let state = json::given(&text, "json", "bh_monitor_json")?;
        Ok(Watch { encoding: engine.encoding, state })
    }

    /// Gives it events, all or none.
    pub(crate) fn push(&mut self, engine: &Loaded, events: &History) -> Result<(), Failure> {
        let before = if events.events.len() > 1 { Some(self.state.clone()) } else { None };
        for event in &events.events {
            if let Err(error) = engine.engine.push(&mut self.state, event) {
                // a single event that is refused leaves the state as it was
                if let Some(before) = before {
                    self.state = before;
                }
                return Err(error.into());
            }
        }
        Ok(())
    }

    pub(crate) fn to_json(&self) -> Result<CString, Failure> {
        arena::json(&self.state, self.encoding)
    }
}
