//! What a part is at a place of the history (C-1, C-17), and whether an obligation applies to it.

use super::Run;
use crate::closure::obligation::Obligation;
use crate::condition::facts::PartFacts;
use crate::condition::test::Scalar;
use crate::condition::{Condition, Rule};
use crate::dispatch::matrix::RowOutcome;
use crate::dispatch::plan::plan;
use crate::dispatch::timeline::Entry;
use crate::model::unit::UnitId;
use crate::model::words::Channel;
use std::collections::HashMap;
use std::rc::Rc;

/// What a part is, at its last `dispatched` (C-17), or by the decision before any.
#[derive(Debug)]
pub(super) struct PartState<'a> {
    pub(super) facts: PartFacts,
    pub(super) row: Option<&'a Rule<RowOutcome>>,
    pub(super) assists: Vec<UnitId>,
    pub(super) off_matrix: bool,
}

/// Where each part's `dispatched` that count stand, from 1.
pub(super) fn dispatches(events: &[Entry<'_>]) -> HashMap<u32, Vec<usize>> {
    let mut dispatches: HashMap<u32, Vec<usize>> = HashMap::new();
    for (entry, at) in events.iter().zip(1..) {
        if let (false, true, Some(part)) = (entry.after_end, entry.is("dispatched"), entry.part()) {
            dispatches.entry(part).or_default().push(at);
        }
    }
    dispatches
}

impl<'a> Run<'a> {
    /// How many given events stand up to a place of the stream; at receipt nothing has happened yet.
    pub(super) fn position_at(&self, start: Option<usize>) -> usize {
        start.and_then(|start| self.stream.get(start)).map_or(0, |event| event.position)
    }

    /// Whether the policy's and the obligation's `when` hold, in the cycle at that place (C-1).
    pub(super) fn judge(&self, obligation: &Obligation, state: &PartState<'a>, position: usize) -> bool {
        let conditions: [&Condition; 2] = [&self.policy.when, &obligation.when];
        let mut facts = state.facts.clone();
        let cycle = self.cycles.get(position).copied().unwrap_or(1);
        facts.cycle = Scalar::from_folded(&cycle.to_string());
        conditions.into_iter().all(|when| when.holds(self.facts, Some(&facts)))
    }

    pub(super) fn state(&mut self, part: u32) -> Rc<PartState<'a>> {
        self.state_at(part, self.position)
    }

    /// What a part is after so many given events: by its last `dispatched`, else by the decision.
    pub(super) fn state_at(&mut self, part: u32, position: usize) -> Rc<PartState<'a>> {
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

    pub(super) fn plan_channel(&self) -> Channel {
        plan(self.matrix, self.ticket, self.facts, self.events).channel
    }

    /// Whether an obligation applies to the ticket as it stands (C-11), by the facts of its first part.
    pub(super) fn applies(&mut self, obligation: &Obligation) -> bool {
        let position = self.events.len();
        let state = self.state_at(1, position);
        self.judge(obligation, &state, position)
    }
}
