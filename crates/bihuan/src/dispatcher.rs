//! Many tickets, one after the other, on one thread: decided in room that is used again.

use crate::condition::index::seen::Given;
use crate::dispatch::answer::{decision, given};
use crate::dispatch::decide::{Edition, OutlinePart, Scratch};
use crate::dispatch::decision::Decision;
use crate::dispatch::matrix::RowOutcome;
use crate::dispatch::plan::Past;
use crate::engine::Engine;
use crate::error::Error;
use crate::model::answer::LocalTime;
use crate::model::ticket::Ticket;
use crate::model::words::{Channel, Reason};

/// Decides ticket after ticket without allocating, once it has warmed up; the answers are those of
/// [`Engine::dispatch`].
///
/// It is room for one thread: make one for each with [`Engine::dispatcher`]. It holds the engine, and keeps
/// nothing of a ticket that could change the next answer.
///
/// ```
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
/// let engine = bihuan::Engine::load(folder)?;
/// let mut dispatcher = engine.dispatcher();
/// let mut ticket = bihuan::Ticket::new("1", "2025-01-17 22:40".parse()?);
/// ticket.matter = Some("噪声/装修噪声".into());
/// let dispatched = dispatcher.dispatch(&ticket)?;
/// for part in dispatched.parts() {
///     println!("{} {} {:?}", part.number(), part.lead(), part.due());
/// }
/// assert_eq!(dispatched.into_decision(), engine.dispatch(&ticket)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Dispatcher {
    engine: Engine,
    /// One for each edition: they count with clocks of their own.
    scratches: Vec<Scratch>,
}

impl Dispatcher {
    pub(crate) fn new(engine: Engine, editions: usize) -> Dispatcher {
        let scratches = std::iter::repeat_with(Scratch::for_many).take(editions).collect();
        Dispatcher { engine, scratches }
    }

    /// The engine that it was made from.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Decides who gets a ticket and by when.
    ///
    /// # Errors
    /// When no edition is in force at receipt (D-13).
    pub fn dispatch<'a>(&'a mut self, ticket: &'a Ticket) -> Result<Dispatched<'a>, Error> {
        let Dispatcher { engine, scratches } = self;
        let in_force = engine.in_force(ticket.received_at);
        let edition = in_force.and_then(|(place, received)| Some((place, received, engine.indexed(place)?)));
        let Some((place, received, edition)) = edition else { return Err(engine.none_in_force(ticket)) };
        let Some(scratch) = scratches.get_mut(place) else { return Err(engine.none_in_force(ticket)) };
        let given: Given<'a> = given(ticket);
        edition.decide(&given, received, &Past::default(), None, scratch);
        edition.count(&given, scratch);
        Ok(Dispatched { edition, ticket, scratch })
    }
}

/// The answer of [`Dispatcher::dispatch`], for as long as the next ticket isn't asked for: what a table of
/// decisions shows. [`Dispatched::into_decision`] has all the rest.
#[derive(Debug)]
pub struct Dispatched<'a> {
    edition: Edition<'a>,
    ticket: &'a Ticket,
    scratch: &'a mut Scratch,
}

impl<'a> Dispatched<'a> {
    /// The ticket's number.
    pub fn ticket(&self) -> &'a str {
        &self.ticket.id
    }

    /// How it is handled as a whole (D-9, D-10).
    pub fn channel(&self) -> Channel {
        self.scratch.outline().channel
    }

    /// 110, 119 or 120, to be called at once (D-10).
    pub fn call(&self) -> Option<&'a str> {
        let rule = self.scratch.outline().emergency?;
        self.edition.matrix.emergencies.get(rule as usize).map(|rule| rule.outcome.as_str())
    }

    /// What the caller is to be told when the ticket is not accepted (D-11).
    pub fn tell(&self) -> Option<&'a str> {
        let rule = self.scratch.outline().refused?;
        self.edition.matrix.not_accepted.get(rule as usize)?.outcome.as_deref()
    }

    /// The edition's version.
    pub fn version(&self) -> &'a str {
        &self.edition.matrix.version
    }

    /// The rulebook's name.
    pub fn rulebook(&self) -> &'a str {
        &self.edition.matrix.name
    }

    /// The calendars that limits were counted with.
    pub fn calendar(&self) -> &'a str {
        self.edition.calendar()
    }

    /// Part 1, then the extra ones.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = DispatchedPart<'_>> {
        let edition = self.edition;
        let parts = self.scratch.outline().parts();
        parts.iter().enumerate().map(move |(at, part)| DispatchedPart { edition, part, at })
    }

    /// Part 1: there always is one.
    pub fn first(&self) -> Option<DispatchedPart<'_>> {
        self.parts().next()
    }

    /// The owned answer with every limit, notes and all: that of [`Engine::dispatch`].
    pub fn into_decision(self) -> Decision {
        decision(self.edition, self.ticket, &[], self.scratch)
    }
}

/// One part of a [`Dispatched`] ticket: one lead, its assists, its dues.
#[derive(Debug, Clone, Copy)]
pub struct DispatchedPart<'a> {
    edition: Edition<'a>,
    part: &'a OutlinePart,
    at: usize,
}

impl<'a> DispatchedPart<'a> {
    /// From 1.
    pub fn number(&self) -> u32 {
        u32::try_from(self.at).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// 主办, by code.
    pub fn lead(&self) -> &'a str {
        self.edition.matrix.units.code(self.part.lead)
    }

    /// 协办, by code, in order.
    pub fn assists(&self) -> impl ExactSizeIterator<Item = &'a str> {
        let units = &self.edition.matrix.units;
        self.part.assists.iter().map(|unit| units.code(*unit))
    }

    /// The row or rule that decided.
    pub fn row(&self) -> Option<&'a str> {
        self.edition.row_id(self.part.row)
    }

    /// Why this lead.
    pub fn reason(&self) -> Reason {
        self.part.reason
    }

    /// When the caller must have been contacted.
    pub fn first_contact_due(&self) -> Option<LocalTime> {
        self.part.first_contact_due
    }

    /// When it must be handled.
    pub fn due(&self) -> Option<LocalTime> {
        self.part.due
    }

    fn outcome(&self) -> Option<&'a RowOutcome> {
        self.edition.outcome(self.part.row)
    }

    /// 签批: the route that the row names.
    pub fn signoff(&self) -> Option<&'a str> {
        self.outcome()?.signoff.as_deref()
    }

    /// 依据: law or rule behind the row.
    pub fn basis(&self) -> Option<&'a str> {
        self.outcome()?.basis.as_deref()
    }

    /// 提示: how to talk to the caller.
    pub fn tip(&self) -> Option<&'a str> {
        self.outcome()?.tip.as_deref()
    }
}
