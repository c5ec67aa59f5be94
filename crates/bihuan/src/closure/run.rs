//! Runs a policy over a history (C-5 to C-13): the plain, right evaluator. It stays the reference
//! that the fast one is tested against.
//!
//! Events are taken one by one. At each, an undecided instance is met, else waived, else violated; an
//! extension works after that; new instances start last (C-9).

use super::obligation::{DueRule, Each, Obligation, Policy, Template, accepts};
use super::owner::Turn;
use super::stream::{Fault, Occurrence, Scope, What};
use crate::condition::facts::{Facts, PartFacts};
use crate::condition::{Condition, Rule};
use crate::dispatch::limits::{self, Extension};
use crate::dispatch::matrix::{Matrix, RowOutcome};
use crate::dispatch::plan::{plan, ticket_notes};
use crate::dispatch::timeline::Entry;
use crate::model::answer::{NoteCode, Notes};
use crate::model::moment::{Instant, Moment};
use crate::model::number::Number;
use crate::model::text::fold;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::Channel;
use crate::time::calendar::NotCovered;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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

/// What a part is, at its last `dispatched` (C-17), or by the decision before any.
#[derive(Debug)]
struct PartState<'a> {
    facts: PartFacts,
    row: Option<&'a Rule<RowOutcome>>,
    assists: Vec<UnitId>,
    off_matrix: bool,
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

/// Where each part's `dispatched` that count stand, from 1.
fn dispatches(events: &[Entry<'_>]) -> HashMap<u32, Vec<usize>> {
    let mut dispatches: HashMap<u32, Vec<usize>> = HashMap::new();
    for (entry, at) in events.iter().zip(1..) {
        if let (false, true, Some(part)) = (entry.after_end, entry.is("dispatched"), entry.part()) {
            dispatches.entry(part).or_default().push(at);
        }
    }
    dispatches
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
            if entry.after_end {
                continue;
            }
            for written in limits::unreadable(self.matrix, entry) {
                self.notes.add(NoteCode::UnknownValue, written);
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

    /// Opens a scope; its existences start at its receipt.
    fn open_scope(
        &mut self,
        each: Each,
        part: Option<u32>,
        assist: Option<UnitId>,
        start: Option<usize>,
    ) -> Result<(), NotCovered> {
        self.scopes.push(Scope { each, part, assist, opened: start, dispatched: Vec::new() });
        let scope = self.scopes.len() - 1;
        let policy = self.policy;
        for (index, obligation) in policy.obligations.iter().enumerate() {
            let existence = matches!(obligation.template, Template::Existence { .. });
            if existence && obligation.each == each {
                self.start_waiting(index, obligation, scope, start)?;
            }
        }
        Ok(())
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

    fn start_instances(&mut self, scope: usize, at: usize, event: &Occurrence<'a>) -> Result<(), NotCovered> {
        let policy = self.policy;
        let Some(each) = self.scopes.get(scope).map(|scope| scope.each) else { return Ok(()) };
        for (index, obligation) in policy.obligations.iter().enumerate().filter(|(_, own)| own.each == each) {
            let copy = (index, scope);
            match obligation.template {
                Template::Existence { .. } => {}
                Template::Response { .. } => {
                    if accepts(&obligation.on, event) {
                        self.start_waiting(index, obligation, scope, Some(at))?;
                    }
                }
                Template::AtMost { n } => {
                    let past = self.seen.get(&copy).is_some_and(|seen| seen.targets > n);
                    if past && accepts(&obligation.expect, event) {
                        self.start_decided(copy, obligation, at, None, Fate::Violated);
                    }
                }
                Template::Precedence { alternate } => {
                    if accepts(&obligation.expect, event) {
                        let before = self.correlated_before(copy, obligation, event, alternate);
                        let fate = if before.is_some() { Fate::Met(event.at) } else { Fate::Violated };
                        self.start_decided(copy, obligation, at, before, fate);
                        self.seen.entry(copy).or_default().last_target = Some(at);
                    }
                }
                Template::NotResponse => {
                    if accepts(&obligation.expect, event)
                        && let Some(before) = self.correlated_before(copy, obligation, event, false)
                    {
                        self.start_decided(copy, obligation, at, Some(before), Fate::Violated);
                    }
                }
            }
            // an event does not pair with itself: it is remembered after it was looked back from
            let looks_back =
                matches!(obligation.template, Template::Precedence { .. } | Template::NotResponse);
            if looks_back && accepts(&obligation.on, event) {
                self.seen.entry(copy).or_default().activations.push(at);
            }
        }
        Ok(())
    }

    /// The last correlated activation that the copy saw before a target; in the alternate form only
    /// since the target before.
    fn correlated_before(
        &self,
        copy: (usize, usize),
        obligation: &Obligation,
        target: &Occurrence<'a>,
        alternate: bool,
    ) -> Option<usize> {
        let seen = self.seen.get(&copy)?;
        let since = seen.last_target.filter(|_| alternate);
        let candidates = seen.activations.iter().rev().copied();
        candidates
            .take_while(|before| since.is_none_or(|since| *before > since))
            .find(|before| self.stream.get(*before).is_some_and(|event| obligation.correlate(event, target)))
    }

    /// Starts an instance that waits: an existence or a response.
    fn start_waiting(
        &mut self,
        index: usize,
        obligation: &Obligation,
        scope: usize,
        start: Option<usize>,
    ) -> Result<(), NotCovered> {
        let part = self.scopes.get(scope).and_then(|scope| scope.part).unwrap_or(1);
        let position = self.position_at(start);
        let state = self.state_at(part, position);
        if !self.judge(obligation, &state, position) {
            return Ok(());
        }
        let activation = start.and_then(|start| self.stream.get(start));
        let since = activation.map_or(self.facts.received_at, |event| event.at);
        let due = match &obligation.due {
            DueRule::None => None,
            DueRule::Within(limit) => Some(self.matrix.clock.due(since, *limit)?),
            DueRule::Named(name) => {
                let found = limits::limit(self.matrix, self.facts, &state.facts, state.row, name);
                found.map(|found| self.matrix.clock.due(since, found.limit)).transpose()?
            }
            DueRule::By(field) => {
                let moment = self.field(activation, field);
                if moment.is_none() {
                    self.notes.add(NoteCode::NoDue, &obligation.id);
                }
                moment.map(|moment| self.matrix.clock.zone.resolve_due(moment))
            }
        };
        // an existence has no activation: its copy's `dispatched` is its receipt
        let activated = activation.filter(|_| !matches!(obligation.template, Template::Existence { .. }));
        let evidence = activated.and_then(Occurrence::ordinal).into_iter().collect();
        self.instances.push(Instance {
            obligation: Some(index),
            scope,
            start,
            since,
            due,
            fate: Fate::Undecided,
            decided: None,
            evidence,
            fault: None,
            rang: false,
            moved: since,
        });
        self.open.push(self.instances.len() - 1);
        Ok(())
    }

    /// The instant that a field of the activation, else of the ticket, holds (C-6).
    fn field(&self, activation: Option<&Occurrence<'a>>, field: &str) -> Option<Moment> {
        if let Some(text) = activation.and_then(|event| event.get(field)) {
            return text.parse().ok();
        }
        match field {
            "received_at" => Some(self.ticket.received_at),
            "occurred_at" => self.ticket.occurred_at,
            _ => self.ticket.attributes.get(field)?.parse().ok(),
        }
    }

    /// Starts an instance that its own event decides.
    fn start_decided(
        &mut self,
        (index, scope): (usize, usize),
        obligation: &Obligation,
        at: usize,
        before: Option<usize>,
        fate: Fate,
    ) {
        let part = self.scopes.get(scope).and_then(|scope| scope.part).unwrap_or(1);
        let position = self.position_at(Some(at));
        let state = self.state_at(part, position);
        if !self.judge(obligation, &state, position) {
            return;
        }
        let since = self.stream.get(at).map_or(self.facts.received_at, |event| event.at);
        let evidence = [before, Some(at)].into_iter().flatten();
        let evidence = evidence.filter_map(|at| self.stream.get(at)?.ordinal()).collect();
        self.instances.push(Instance {
            obligation: Some(index),
            scope,
            start: Some(at),
            since,
            due: None,
            fate,
            decided: Some((at + 1, since)),
            evidence,
            fault: None,
            rang: true,
            moved: since,
        });
    }

    /// How many given events stand up to a place of the stream; at receipt nothing has happened yet.
    fn position_at(&self, start: Option<usize>) -> usize {
        start.and_then(|start| self.stream.get(start)).map_or(0, |event| event.position)
    }

    /// Whether the policy's and the obligation's `when` hold, in the cycle at that place (C-1).
    fn judge(&self, obligation: &Obligation, state: &PartState<'a>, position: usize) -> bool {
        let conditions: [&Condition; 2] = [&self.policy.when, &obligation.when];
        let mut facts = state.facts.clone();
        let cycle = self.cycles.get(position).copied().unwrap_or(1);
        facts.cycle = crate::condition::test::Scalar::from_folded(&cycle.to_string());
        conditions.into_iter().all(|when| when.holds(self.facts, Some(&facts)))
    }

    fn state(&mut self, part: u32) -> Rc<PartState<'a>> {
        self.state_at(part, self.position)
    }

    /// What a part is after so many given events: by its last `dispatched`, else by the decision.
    fn state_at(&mut self, part: u32, position: usize) -> Rc<PartState<'a>> {
        let events = self.events;
        let places = self.dispatches.get(&part).map_or(&[][..], Vec::as_slice);
        let up_to = places.partition_point(|at| *at <= position);
        let dispatched = places.get(..up_to).and_then(<[usize]>::last).copied();
        let key = dispatched.unwrap_or(position);
        if let Some(state) = self.states.get(&(part, key)) {
            return Rc::clone(state);
        }
        let seen = events.get(..key).unwrap_or_default();
        let plan = plan(self.matrix, self.ticket, self.facts, seen);
        let cycle = self.cycles.get(key).copied().unwrap_or(1);
        let state = match dispatched.and_then(|at| events.get(at - 1)) {
            None => {
                let first = plan.parts.first();
                PartState {
                    facts: first.map_or_else(
                        || plan.facts_for(self.matrix, None, None, cycle),
                        |part| plan.part_facts(self.matrix, part, cycle),
                    ),
                    row: first.and_then(|part| part.row),
                    assists: first.map(|part| part.assists.clone()).unwrap_or_default(),
                    off_matrix: false,
                }
            }
            Some(entry) => match plan.parts.iter().find(|part| Some(part.lead) == entry.unit) {
                Some(part) => PartState {
                    facts: plan.part_facts(self.matrix, part, cycle),
                    row: part.row,
                    assists: part.assists.clone(),
                    off_matrix: false,
                },
                None => PartState {
                    facts: plan.facts_for(self.matrix, entry.unit, None, cycle),
                    row: None,
                    assists: Vec::new(),
                    off_matrix: true,
                },
            },
        };
        let state = Rc::new(state);
        self.states.insert((part, key), Rc::clone(&state));
        state
    }

    fn plan_channel(&self) -> Channel {
        plan(self.matrix, self.ticket, self.facts, self.events).channel
    }

    /// Whether an obligation applies to the ticket as it stands (C-11), by the facts of its first part.
    fn applies(&mut self, obligation: &Obligation) -> bool {
        let position = self.events.len();
        let state = self.state_at(1, position);
        self.judge(obligation, &state, position)
    }

    /// Puts `overdue` into the history at the first second that begins with an alarmed instance
    /// undecided and past its due (C-13), up to an instant.
    fn ring(&mut self, until: Instant) -> Result<(), NotCovered> {
        loop {
            let policy = self.policy;
            let due = |instance: &Instance| {
                let obligation = policy.obligations.get(instance.obligation?)?;
                let rings = obligation.alarm && !instance.rang && instance.fate == Fate::Undecided;
                let second = Instant(instance.due?.max(instance.moved).0.saturating_add(1));
                (rings && second <= until).then_some(second)
            };
            let next = self
                .open
                .iter()
                .filter_map(|at| Some((*at, self.instances.get(*at)?)))
                .filter_map(|(at, instance)| {
                    let part = self.scopes.get(instance.scope).and_then(|scope| scope.part);
                    Some(((due(instance)?, instance.obligation, part, instance.scope, at), at))
                })
                .min();
            let Some(((second, obligation, part, ..), index)) = next else { return Ok(()) };
            let mut fields = BTreeMap::new();
            if let Some(instance) = self.instances.get_mut(index) {
                instance.rang = true;
            }
            let owner = self
                .instances
                .get(index)
                .and_then(|instance| self.owner_at(instance, self.stream.len(), second));
            let unit = owner.as_deref().and_then(|owner| self.matrix.units.find(owner));
            fields.extend(owner.map(|owner| ("unit", owner)));
            fields.extend(part.map(|part| ("part", part.to_string())));
            let id =
                obligation.and_then(|at| policy.obligations.get(at)).map(|obligation| obligation.id.clone());
            fields.extend(id.map(|id| ("obligation", id)));
            self.happen(&Occurrence {
                at: second,
                part,
                unit,
                position: self.position,
                what: What::Derived { kind: "overdue", fields },
            })?;
        }
    }

    /// `slip_complete` stands directly after a `slip_filed` that has, with those of its part before
    /// it, all the required fields (E-1).
    fn slip_complete(&mut self, entry: &Entry<'a>) -> Option<Occurrence<'a>> {
        if !entry.is("slip_filed") {
            return None;
        }
        let filed = self.slips.entry(entry.event.part).or_default();
        filed.extend(entry.event.fields.keys().map(String::as_str));
        let required = self.matrix.slip_required.as_deref().unwrap_or_default();
        let complete = required.iter().all(|field| filed.contains(field.as_str()));
        let mut fields = BTreeMap::new();
        fields.extend(entry.event.unit().map(|unit| ("unit", unit.to_owned())));
        fields.extend(entry.event.get("by").map(|by| ("by", by.to_owned())));
        fields.extend(entry.event.part.map(|part| ("part", part.to_string())));
        complete.then_some(Occurrence {
            at: entry.at,
            part: entry.event.part,
            unit: entry.unit,
            position: self.position,
            what: What::Derived { kind: "slip_complete", fields },
        })
    }

    /// What cannot be is violated, never swallowed (C-12).
    fn check_order(&mut self, entry: &Entry<'a>) {
        let event = entry.event;
        // the event itself is next in the stream, unless only `order` sees it
        let up_to = self.stream.len() + usize::from(!entry.after_end);
        let waiver = entry.is("waived");
        let ordinal = event.get("event").and_then(|text| Number::parse(&fold(text))?.as_u32());
        let of_order = event.get("obligation").is_some_and(|id| fold(id) == "order");
        if waiver
            && of_order
            && event.get("reason").is_some()
            && let Some(forgiven) = ordinal
        {
            let forgiven = forgiven as usize;
            for instance in &mut self.instances {
                if instance.obligation.is_none()
                    && instance.fate == Fate::Violated
                    && instance.evidence.first() == Some(&forgiven)
                {
                    instance.fate = Fate::Waived { by_end: false };
                    instance.evidence.push(entry.ordinal);
                    instance.decided = Some((up_to, entry.at));
                }
            }
            return;
        }
        let part_unknown = event.part.is_some_and(|part| !self.dispatched.contains(&part));
        let faults = [
            (entry.at < self.facts.received_at, Fault::BeforeReceipt),
            (entry.after_end, Fault::AfterEnd),
            (!self.matrix.declares(&event.kind), Fault::UnknownKind),
            (event.unit().is_some() && entry.unit.is_none(), Fault::UnknownUnit),
            (!entry.is("dispatched") && part_unknown, Fault::PartNotDispatched),
            (waiver && event.get("reason").is_none(), Fault::NoReason),
        ];
        if let Some((_, fault)) = faults.into_iter().find(|(holds, _)| *holds) {
            self.instances.push(Instance {
                obligation: None,
                scope: 0,
                start: None,
                since: entry.at,
                due: None,
                fate: Fate::Violated,
                decided: Some((up_to, entry.at)),
                evidence: vec![entry.ordinal],
                fault: Some(fault),
                rang: true,
                moved: entry.at,
            });
        }
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
        let default = [super::obligation::Owner::Lead];
        let obligation = instance.obligation.and_then(|of| self.policy.obligations.get(of));
        turn.first(obligation.map_or(&default[..], |obligation| &obligation.owner))
    }
}
