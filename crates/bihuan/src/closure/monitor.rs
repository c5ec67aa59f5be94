//! The monitor (C-16): a ticket audited one event at a time, its state plain data that the host keeps.

use crate::model::event::{Event, History};
use crate::model::ticket::Ticket;
use serde::{Deserialize, Serialize};

/// What a monitor knows of a ticket: plain data, kept by the host between events, as JSON if it likes.
///
/// It belongs to the rulebook that it was made with; another one refuses it, and the host makes a new
/// one from the history. Made by [`Engine::monitor`](crate::Engine::monitor), fed by
/// [`Engine::push`](crate::Engine::push), asked by [`Engine::verdict`](crate::Engine::verdict).
///
/// ```
/// use bihuan::{Engine, Event, LoopState, Moment, MonitorState, Ticket};
///
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
/// let engine = Engine::load(folder)?;
/// let mut ticket = Ticket::new("1", "2025-01-17 09:40".parse()?);
/// ticket.matter = Some("噪声/装修噪声".into());
///
/// let mut state = engine.monitor(&ticket);
/// engine.push(&mut state, &Event::new("2025-01-17 10:00".parse()?, "派单").with("unit", "城管中队"))?;
/// let kept = serde_json::to_string(&state)?;          // … and some day later
///
/// let state: MonitorState = serde_json::from_str(&kept)?;
/// let verdict = engine.verdict(&state, "2025-01-20 09:00".parse::<Moment>()?)?;
/// assert_eq!(verdict.overall, LoopState::Open);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonitorState {
    /// The hash of the rulebook that it was made with.
    pub(crate) rulebook: String,
    pub(crate) ticket: Ticket,
    pub(crate) history: History,
}

impl MonitorState {
    pub(crate) fn new(rulebook: &str, ticket: &Ticket) -> MonitorState {
        MonitorState { rulebook: rulebook.to_owned(), ticket: ticket.clone(), history: History::new() }
    }

    /// The hash of the rulebook that it was made with: [`Engine::hash`](crate::Engine::hash).
    pub fn rulebook(&self) -> &str {
        &self.rulebook
    }

    /// The ticket that it watches.
    pub fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// The events that it was given, in their order.
    pub fn events(&self) -> &[Event] {
        &self.history.events
    }
}
