//! 闭环 (*bìhuán*, "closed loop"): rules for the tickets of China's 12345 citizen hotline.
//! **Who gets a ticket, by when, and is it really closed.**
//!
//! A [`Rulebook`] is what a clerk keeps: a folder of toml and csv with units, matters, the dispatch matrix, limits and,
//! if wanted, a closure policy of its own. Compiled, it is an [`Engine`]: immutable, cheap to clone, safe to share.
//! The library keeps no state and no clock: the host keeps tickets and events, and hands in `now`.
//!
//! ```
//! use bihuan::{Demand, Engine, Event, History, Moment, Ticket};
//!
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
//! let engine = Engine::load(folder)?;                 // an error carries every finding at once
//!
//! let mut ticket = Ticket::new("20250117-0042", "2025-01-17 22:40".parse()?);
//! ticket.matter = Some("噪声/装修噪声".into());
//! ticket.area = Some("永丰街道/仓丰居委会".into());
//! ticket.demand = Some(Demand::Complaint);
//!
//! let decision = engine.dispatch(&ticket)?;           // who, by when, and by which row
//! let part = &decision.parts[0];
//! assert_eq!(part.reason, bihuan::Reason::Row);
//! assert!(part.due.is_some());
//!
//! let mut history = History::new();
//! history.push(Event::new("2025-01-18 09:00".parse()?, "派单").with("unit", &part.lead).with("part", "1"));
//! let verdict = engine.audit(&ticket, &history, "2025-01-20 09:00".parse::<Moment>()?)?;
//! assert_eq!(verdict.overall, bihuan::LoopState::Open);
//! assert!(verdict.next.is_some());                    // what is due first, and whose turn it is
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What every answer means is defined, sentence by sentence, in `docs/semantics.md`; the ids there (`D-6`, `C-11`)
//! are quoted in this documentation, in code, tests and cases.
//!
//! - Dispatch (semantics D): [`Engine::dispatch`], [`Engine::redispatch`], [`Engine::explain`], answered by
//!   [`Decision`] and [`Explanation`]; many tickets without allocating: [`Engine::dispatcher`].
//! - Closure (semantics C): [`Engine::audit`], answered by [`Verdict`]; event by event: [`Engine::monitor`].
//! - Files of tickets and events: [`Tickets`].
//! - What loading objects to: [`Finding`], in Chinese and English.

mod closure;
mod condition;
mod dispatch;
mod dispatcher;
mod engine;
mod error;
mod files;
mod message;
mod model;
mod rows;
mod rulebook;
mod sheet;
mod time;
mod verify;

pub use closure::monitor::MonitorState;
pub use closure::stream::Fault;
pub use closure::verdict::{LoopState, Next, ObligationState, State, Verdict};
pub use dispatch::change::FactChange;
pub use dispatch::contest::claim::Claim;
pub use dispatch::contest::{Contest, Ground, Remark, Replay, Ruling};
pub use dispatch::decision::{Decision, Part, PartLimit, Stage};
pub use dispatch::explain::{Behind, CellTrace, Explanation, Outcome, RankedBy, RowTrace};
pub use dispatch::why_not::{Change, Standing, WhyNot};
pub use dispatcher::{Dispatched, DispatchedPart, Dispatcher};
pub use engine::Engine;
pub use error::{Error, ErrorKind};
pub use files::{ColumnMap, Filed, Format, Rejected, Tickets};
pub use message::{Code, Finding, Lang, Mend, Place, Severity};
pub use model::answer::{LocalTime, Note, NoteCode};
pub use model::event::{Event, History, kind_word};
pub use model::matter::Matter;
pub use model::moment::{Instant, Moment, NotATime};
pub use model::path::Path as MatterPath;
pub use model::shared::SharedText;
pub use model::ticket::Ticket;
pub use model::unit::{Unit, Validity};
pub use model::words::{Channel, Demand, Loop, Nature, Reason, Source, Urgency, Word};
pub use rows::Columns;
pub use rulebook::Rulebook;
pub use time::limit::Limit;
pub use verify::check::{Check, Hidden, Report};
