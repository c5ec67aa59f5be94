//! Runs a policy over a history (C-5 to C-13): the plain, right evaluator, the reference for any faster one.
//!
//! Events are taken one by one. At each, an undecided instance is met, else waived, else violated; an
//! extension works after that; new instances start last (C-9).

mod derived;
mod order;
mod part;
mod start;

use crate::closure::obligation::{DueRule, Obligation, Policy, Template, accepts};
use crate::closure::owner::Turn;
use crate::closure::stream::{Each, Fault, Occurrence, Scope, What};
use crate::condition::Condition;
use crate::condition::facts::Facts;
use crate::dispatch::limits::{self, Extension};
use crate::dispatch::matrix::Matrix;
use crate::dispatch::plan::ticket_notes;
use crate::dispatch::timeline::Entry;
use crate::model::answer::{NoteCode, Notes};
use crate::model::moment::Instant;
use crate::model::text::fold;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::Channel;
use crate::time::calendar::NotCovered;
use part::{PartState, dispatches};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// One instance of an obligation.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    /// Its place in the policy; `None` for `order` (C-12).
    pub(crate) obligation: Option<usize>,
    pub(crate) scope: usize,
    /// Its activation in the stream; none: receipt.
    start: Option<usize>,
    pub(crate) since: Instant,
    pub(crate) due: Option<Instant>,
    pub(crate) fate: Fate,
    /// Up to where in the stream, exclusive, and when it was decided.
    decided: Option<(usize, Instant)>,
    pub(crate) evidence: Vec<usize>,
    /// What is wrong, for `order`.
    pub(crate) fault: Option<Fault>,
    /// It rings once at most (C-13); not before it, or its due, was last moved.
    rang: bool,
    moved: Instant,
}

/// What became of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Undecided,
    Met(Instant),
    Violated,
    Waived { by_end: bool },
}

/// What a run finds.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) instances: Vec<Instance>,
    pub(crate) scopes: Vec<Scope>,
    /// The owner of each instance.
    pub(crate) owners: Vec<Option<String>>,
    /// For each obligation, whether it applies to the ticket as it stands (C-11).
    pub(crate) applies: Vec<bool>,
    pub(crate) ended: bool,
    pub(crate) completed: bool,
    pub(crate) channel: Channel,
    pub(crate) notes: Notes,
}

/// Runs a policy over the events up to `now`.
pub(crate) fn run(
    matrix: &Matrix,
    policy: &Policy,
    ticket: &Ticket,
    events: &[Entry<'_>],
    now: Instant,
) -> Result<Outcome, NotCovered> {
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    let notes = ticket_notes(matrix, ticket, &facts);
    let run = Run {
        matrix,
        policy,
        ticket,
        facts: &facts,
        events,
        stream: Vec::new(),
        scopes: Vec::new(),
        instances: Vec::new(),
        open: Vec::new(),
        seen: HashMap::new(),
        slips: HashMap::new(),
        cycles: cycles(events),
        dispatches: dispatches(events),
        notes,
        ended: false,
        ended_parts: BTreeSet::new(),
        dispatched: BTreeSet::new(),
        completed: false,
        position: 0,
        states: HashMap::new(),
    };
    run.all(now)
}

/// What a copy of an obligation has seen of the events that its predicates accept.
#[derive(Debug, Default)]
struct Sightings {
    /// How many targets, without the event that opened the copy of an existence.
    targets: usize,
    /// The last target, in the stream.
    last_target: Option<usize>,
    /// The activations, in the stream.
    activations: Vec<usize>,
}

/// The cycle after none, one, two, … events.
fn cycles(events: &[Entry<'_>]) -> Vec<u32> {
    let mut cycles = vec![1];
    let mut cycle: u32 = 1;
    for entry in events {
        let up = !entry.after_end && (entry.is("instructed") || entry.is("reopened"));
        cycle = cycle.saturating_add(u32::from(up));
        cycles.push(cycle);
    }
    cycles
}

struct Run<'a> {
    matrix: &'a Matrix,
    policy: &'a Policy,
    ticket: &'a Ticket,
    facts: &'a Facts,
    events: &'a [Entry<'a>],
    stream: Vec<Occurrence<'a>>,
    scopes: Vec<Scope>,
    instances: Vec<Instance>,
    /// The undecided instances, in the order of their start.
    open: Vec<usize>,
    /// What a copy of an obligation has seen.
    seen: HashMap<(usize, usize), Sightings>,
    /// The fields that the slips of a part hold so far (E-1).
    slips: HashMap<Option<u32>, BTreeSet<&'a str>>,
    /// The cycle after so many given events (C-10).
    cycles: Vec<u32>,
    /// Where each part's `dispatched` stand, counted from 1.
    dispatches: HashMap<u32, Vec<usize>>,
    notes: Notes,
    ended: bool,
    ended_parts: BTreeSet<u32>,
    dispatched: BTreeSet<u32>,
    completed: bool,
    /// How many given events have happened.
    position: usize,
    states: HashMap<(u32, usize), Rc<PartState<'a>>>,
}

impl<'a> Run<'a> {
    fn all(mut self, now: Instant) -> Result<Outcome, NotCovered> {
        let whens = self.policy.obligations.iter().map(|obligation| &obligation.when);
        let asks = std::iter::once(&self.policy.when).chain(whens).any(Condition::asks_day_class);
        if self.facts.day.is_none() && asks {
            self.notes.add(NoteCode::NotCovered, self.facts.date.year().to_string());
        }
        self.open_scope(Each::Ticket, None, None, None)?;
        for (at, entry) in self.events.iter().enumerate() {
            self.ring(entry.at)?;
            self.position = at + 1;
            self.check_order(entry);
            for (name, value) in limits::unreadable(self.matrix, entry) {
                self.notes.add(NoteCode::UnknownValue, format!("{name}: {value}"));
            }
            if entry.after_end {
                continue;
            }
            self.happen(&Occurrence {
                at: entry.at,
                part: entry.part(),
                unit: entry.unit,
                position: self.position,
                what: What::Given(entry.clone()),
            })?;
            if let Some(derived) = self.slip_complete(entry) {
                self.happen(&derived)?;
            }
        }
        self.ring(now)?;
        let owners = self.instances.iter().map(|instance| self.owner(instance)).collect();
        let applies = self.policy.obligations.iter().map(|obligation| self.applies(obligation)).collect();
        let channel = self.plan_channel();
        Ok(Outcome {
            instances: self.instances,
            scopes: self.scopes,
            owners,
            applies,
            ended: self.ended,
            completed: self.completed,
            channel,
            notes: self.notes,
        })
    }

    /// Puts an event into the history and lets every instance see it.
    fn happen(&mut self, event: &Occurrence<'a>) -> Result<(), NotCovered> {
        let at = self.stream.len();
        self.stream.push(event.clone());
        if event.is("reopened") && !event.is_derived() {
            self.revive(event.at);
        }
        if event.is("completed") && event.part.is_none() {
            self.completed = true;
        }
        if event.is("dispatched") && !event.is_derived() {
            self.dispatch(at, event)?;
        }
        let sees = self.who_sees(at, event);
        self.count_targets(at, event, &sees);
        for instance in std::mem::take(&mut self.open) {
            self.decide(instance, at, event, &sees);
            if self.is_open(instance) {
                self.open.push(instance);
            }
        }
        self.extend(event)?;
        for (scope, seen) in sees.iter().enumerate() {
            if *seen {
                self.start_instances(scope, at, event)?;
            }
        }
        if (event.is("cancelled") || event.is("merged")) && !event.is_derived() {
            match event.part {
                Some(part) => {
                    self.ended_parts.insert(part);
                }
                None => self.ended = true,
            }
        }
        Ok(())
    }

    fn is_open(&self, index: usize) -> bool {
        self.instances.get(index).is_some_and(|instance| instance.fate == Fate::Undecided)
    }

    /// Counts what existences and `at_most` count, in each copy that sees the event.
    fn count_targets(&mut self, at: usize, event: &Occurrence<'a>, sees: &[bool]) {
        let policy = self.policy;
        for (scope, of) in self.scopes.iter().enumerate() {
            if !sees.get(scope).copied().unwrap_or(false) {
                continue;
            }
            for (index, obligation) in policy.obligations.iter().enumerate() {
                let counts = match obligation.template {
                    // the event that opens a copy is not its first (C-9)
                    Template::Existence { .. } => of.opened != Some(at),
                    Template::AtMost { .. } => true,
                    _ => false,
                };
                if counts && obligation.each == of.each && accepts(&obligation.expect, event) {
                    self.seen.entry((index, scope)).or_default().targets += 1;
                }
            }
        }
    }

    /// `reopened` undoes every end and revives what it waived, with its dues (C-8).
    fn revive(&mut self, at: Instant) {
        self.ended = false;
        self.completed = false;
        self.ended_parts.clear();
        for instance in &mut self.instances {
            if instance.fate == (Fate::Waived { by_end: true }) {
                instance.fate = Fate::Undecided;
                instance.decided = None;
                instance.evidence.pop();
                instance.moved = at;
            }
        }
        self.open = (0..self.instances.len()).filter(|index| self.is_open(*index)).collect();
    }

    /// A part's first `dispatched` begins its copies; so does an assist's (C-3).
    fn dispatch(&mut self, at: usize, event: &Occurrence<'a>) -> Result<(), NotCovered> {
        let Some(part) = event.part else { return Ok(()) };
        self.dispatched.insert(part);
        let state = self.state(part);
        if state.off_matrix {
            self.notes.add(NoteCode::OffMatrix, event.get("unit").unwrap_or_default());
        }
        let has = |scopes: &[Scope], each, unit| {
            scopes.iter().any(|scope| scope.each == each && scope.part == Some(part) && scope.assist == unit)
        };
        if !has(&self.scopes, Each::Part, None) {
            self.open_scope(Each::Part, Some(part), None, Some(at))?;
        }
        for unit in self.listed(event, &state) {
            if !has(&self.scopes, Each::Assist, Some(unit)) {
                self.open_scope(Each::Assist, Some(part), Some(unit), Some(at))?;
            }
        }
        Ok(())
    }

    /// The assists that a `dispatched` lists, else those of the decision's part with that lead (C-3).
    fn listed(&self, event: &Occurrence<'a>, state: &PartState<'a>) -> Vec<UnitId> {
        match event.get("assist") {
            Some(list) => {
                let mut units = Vec::new();
                for item in crate::condition::cell::list(list) {
                    if let Some(unit) = self.matrix.units.find(&item.folded())
                        && !units.contains(&unit)
                    {
                        units.push(unit);
                    }
                }
                units
            }
            None => state.assists.clone(),
        }
    }

    fn who_sees(&mut self, at: usize, event: &Occurrence<'a>) -> Vec<bool> {
        let listed = match (event.is("dispatched") && !event.is_derived(), event.part) {
            (true, Some(part)) => {
                let state = self.state(part);
                self.listed(event, &state)
            }
            _ => Vec::new(),
        };
        let (ended, ended_parts) = (self.ended, &self.ended_parts);
        let alive = |scope: &Scope| !ended && scope.part.is_none_or(|part| !ended_parts.contains(&part));
        let sees = |scope: &Scope| alive(scope) && scope.sees(event, |unit| listed.contains(&unit));
        let seen: Vec<bool> = self.scopes.iter().map(sees).collect();
        for (scope, seen) in self.scopes.iter_mut().zip(&seen) {
            if *seen && event.is("dispatched") && !event.is_derived() {
                scope.dispatched.push(at);
            }
        }
        seen
    }

    /// Met, else waived, else violated (C-9).
    fn decide(&mut self, index: usize, at: usize, event: &Occurrence<'a>, sees: &[bool]) {
        let Some(instance) = self.instances.get(index) else { return };
        let Some(obligation) = instance.obligation.and_then(|of| self.policy.obligations.get(of)) else {
            return;
        };
        let Some(scope) = self.scopes.get(instance.scope) else { return };
        // what starts at this event starts last (C-9)
        if instance.fate != Fate::Undecided || instance.start == Some(at) {
            return;
        }
        let seen = sees.get(instance.scope).copied().unwrap_or(false);
        let after_start = match instance.start {
            Some(start) => at > start,
            None => event.at >= self.facts.received_at,
        };
        let fate = if seen && self.meets(obligation, instance, event) {
            Fate::Met(event.at)
        } else if self.ends(scope, event) {
            Fate::Waived { by_end: true }
        } else if self.waives(obligation, scope, event)
            || (seen
                && after_start
                && instance.due.is_none_or(|due| event.at <= due)
                && accepts(&obligation.unless, event))
        {
            Fate::Waived { by_end: false }
        } else if (seen
            && obligation.template == (Template::Response { alternate: true })
            && accepts(&obligation.on, event))
            || (after_start
                && self.sees_before(scope, instance.scope, sees)
                && accepts(&obligation.before, event))
        {
            Fate::Violated
        } else {
            return;
        };
        if let Some(instance) = self.instances.get_mut(index) {
            instance.fate = fate;
            instance.decided = Some((at + 1, event.at));
            instance.evidence.extend(event.ordinal());
        }
    }

    fn meets(&self, obligation: &Obligation, instance: &Instance, event: &Occurrence<'a>) -> bool {
        if !accepts(&obligation.expect, event) {
            return false;
        }
        match (obligation.template, instance.start.and_then(|start| self.stream.get(start))) {
            (Template::Existence { n }, _) => {
                let copy = instance.obligation.map(|of| (of, instance.scope));
                copy.and_then(|copy| self.seen.get(&copy)).is_some_and(|seen| seen.targets >= n)
            }
            (Template::Response { .. }, Some(activation)) => obligation.correlate(activation, event),
            _ => false,
        }
    }

    /// `cancelled` and `merged` waive all that is undecided in what they end (C-8).
    fn ends(&self, scope: &Scope, event: &Occurrence<'a>) -> bool {
        let end = (event.is("cancelled") || event.is("merged")) && !event.is_derived();
        end && event.part.is_none_or(|part| scope.part == Some(part))
    }

    /// A leader lets an obligation go, with a reason (C-8).
    fn waives(&self, obligation: &Obligation, scope: &Scope, event: &Occurrence<'a>) -> bool {
        event.is("waived")
            && event.get("reason").is_some()
            && event.get("obligation").is_some_and(|id| fold(id) == fold(&obligation.id))
            && (event.part.is_none() || scope.part.is_none() || scope.part == event.part)
    }

    /// Whether the copy's `before` looks at the event: for an assist, what the part's copy sees (C-3).
    fn sees_before(&self, scope: &Scope, index: usize, sees: &[bool]) -> bool {
        let index = match scope.each {
            Each::Assist => self
                .scopes
                .iter()
                .position(|other| other.each == Each::Part && other.part == scope.part)
                .unwrap_or(index),
            _ => index,
        };
        sees.get(index).copied().unwrap_or(false)
    }

    /// An extension moves the due of undecided instances whose `within` names that limit (C-6, L-11).
    fn extend(&mut self, event: &Occurrence<'a>) -> Result<(), NotCovered> {
        let What::Given(entry) = &event.what else { return Ok(()) };
        let Some((name, extension)) = limits::extension(self.matrix, entry) else { return Ok(()) };
        let policy = self.policy;
        for index in 0..self.instances.len() {
            let Some(instance) = self.instances.get(index) else { continue };
            let rule = instance
                .obligation
                .and_then(|of| policy.obligations.get(of))
                .map(|obligation| &obligation.due);
            let of_part = self.scopes.get(instance.scope).is_some_and(|scope| match event.part {
                None => true,
                // a ticket's copy takes the limits of the first part
                Some(part) => scope.part.unwrap_or(1) == part,
            });
            if instance.fate == Fate::Undecided
                && of_part
                && matches!(rule, Some(DueRule::Named(own)) if *own == name)
            {
                self.move_due(index, extension, event.at)?;
            }
        }
        Ok(())
    }

    fn move_due(&mut self, index: usize, extension: Extension, at: Instant) -> Result<(), NotCovered> {
        if let Some(instance) = self.instances.get_mut(index) {
            instance.due = limits::extended(self.matrix, instance.due, extension)?;
            instance.moved = at;
        }
        Ok(())
    }

    /// Whose turn an instance is or was: at its deciding event, or as the ticket stands.
    fn owner(&self, instance: &Instance) -> Option<String> {
        let (up_to, at) = instance.decided.unwrap_or_else(|| {
            let last = self.events.iter().rev().find(|entry| !entry.after_end);
            (self.stream.len(), last.map_or(self.facts.received_at, |entry| entry.at))
        });
        self.owner_at(instance, up_to, at)
    }

    fn owner_at(&self, instance: &Instance, up_to: usize, at: Instant) -> Option<String> {
        let scope = self.scopes.get(instance.scope)?;
        let first_part = scope.part.unwrap_or(1);
        let seen = scope.dispatched.iter().rev().filter(|place| **place < up_to);
        let dispatched =
            seen.filter_map(|place| self.stream.get(*place)).find(|event| event.part == Some(first_part));
        let turn = Turn {
            matrix: self.matrix,
            facts: self.facts,
            date: self.matrix.clock.zone.date(at),
            lead: dispatched.and_then(|event| event.unit),
            assist: scope.assist,
        };
        let default = [crate::closure::obligation::Owner::Lead];
        let obligation = instance.obligation.and_then(|of| self.policy.obligations.get(of));
        turn.first(obligation.map_or(&default[..], |obligation| &obligation.owner))
    }
}
