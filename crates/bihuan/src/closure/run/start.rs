//! How instances start (C-3, C-5, C-6): copies and their existences, activations, targets.

use super::{Fate, Instance, Run};
use crate::closure::obligation::{DueRule, Obligation, Template, accepts};
use crate::closure::stream::{Each, Occurrence, Scope};
use crate::dispatch::limits;
use crate::model::answer::NoteCode;
use crate::model::moment::Moment;
use crate::model::unit::UnitId;
use crate::time::calendar::NotCovered;

impl<'a> Run<'a> {
    /// Opens a scope; its existences start at its receipt.
    pub(super) fn open_scope(
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

    pub(super) fn start_instances(
        &mut self,
        scope: usize,
        at: usize,
        event: &Occurrence<'a>,
    ) -> Result<(), NotCovered> {
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
    pub(super) fn correlated_before(
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
    pub(super) fn start_waiting(
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
    pub(super) fn field(&self, activation: Option<&Occurrence<'a>>, field: &str) -> Option<Moment> {
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
    pub(super) fn start_decided(
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
}
