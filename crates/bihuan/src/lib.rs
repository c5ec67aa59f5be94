//! 闭环: rules for China's 12345 citizen hotline.
//!
//! Under construction.

mod closure;
mod condition;
mod dispatch;
mod engine;
mod error;
mod files;
mod message;
mod model;
mod rulebook;
mod time;

pub use closure::verdict::{LoopState, Next, ObligationState, State, Verdict};
pub use dispatch::decision::{Decision, Part, PartLimit, Stage};
pub use dispatch::explain::{CellTrace, Explanation, Outcome, RowTrace};
pub use engine::Engine;
pub use error::{Error, ErrorKind};
pub use files::{ColumnMap, Filed, Format, Rejected, Tickets};
pub use message::{Code, Finding, Lang, Place, Severity};
pub use model::answer::{LocalTime, Note, NoteCode};
pub use model::event::{Event, History, kind_word};
pub use model::moment::{Instant, Moment, NotATime};
pub use model::ticket::Ticket;
pub use model::words::{Channel, Demand, Loop, Nature, Reason, Source, Urgency, Word};
pub use rulebook::Rulebook;
pub use time::limit::Limit;
