//! The answer of dispatch: who gets each part, by when, and by which row (D-12).

use super::limits::{self, Found};
use super::matrix::Matrix;
use super::plan::{Plan, PlanPart};
use super::timeline::{Entry, cycle};
use crate::condition::facts::Facts;
use crate::model::answer::{LocalTime, Note, NoteCode, Notes};
use crate::model::moment::Instant;
use crate::model::ticket::Ticket;
use crate::model::words::{Channel, Reason};
use crate::time::calendar::NotCovered;
use crate::time::limit::Limit;
use serde::{Deserialize, Serialize};

/// Who gets a ticket, by when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Decision {
    /// The ticket's number.
    pub ticket: String,
    /// How it is handled as a whole.
    pub channel: Channel,
    /// 110, 119 or 120, to be called at once (D-10).
    pub call: Option<String>,
    /// What the caller is to be told when the ticket is not accepted (D-11).
    pub tell: Option<String>,
    /// Part 1, then the extra ones.
    pub parts: Vec<Part>,
    /// What could not be read, was left out, or has no due.
    pub notes: Vec<Note>,
    /// The rulebook's name.
    pub rulebook: String,
    /// The edition's version.
    pub version: String,
    /// The calendars that limits were counted with.
    pub calendar: String,
}

/// One part of a dispatch: one lead, its assists, its limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Part {
    /// From 1.
    pub part: u32,
    /// 主办, by code.
    pub lead: String,
    /// 协办, by code, in order.
    pub assist: Vec<String>,
    /// The row or rule that decided.
    pub row: Option<String>,
    /// Why this lead.
    pub reason: Reason,
    /// When the caller must have been contacted.
    pub first_contact_due: Option<LocalTime>,
    /// When it must be handled.
    pub due: Option<LocalTime>,
    /// Every limit of the part with its source.
    pub limits: Vec<PartLimit>,
    /// 分段限时 of the row.
    pub stages: Vec<Stage>,
    /// 签批: the route that the row names.
    pub signoff: Option<String>,
    /// 依据: law or rule behind the row.
    pub basis: Option<String>,
    /// 提示: how to talk to the caller.
    pub tip: Option<String>,
}

/// A named limit of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PartLimit {
    /// `due`, `first_contact`, or any name that a rule gives.
    pub name: String,
    /// Its amount; none where only an extension gives a due (L-11).
    pub limit: Option<Limit>,
    /// The row or rule that it comes from.
    pub source: String,
    /// When it is up, extensions included; none on a date outside the calendar.
    pub due: Option<LocalTime>,
    /// When it would be up counted from receipt (L-10).
    pub from_receipt: Option<LocalTime>,
}

/// A stage of a row's 分段限时.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// Its limit, counted from the part's start.
    pub limit: Limit,
    /// When it is up.
    pub due: Option<LocalTime>,
}

impl Decision {
    /// The codes of its notes, each once.
    pub fn note_codes(&self) -> Vec<NoteCode> {
        let mut codes: Vec<_> = self.notes.iter().map(|note| note.code).collect();
        codes.dedup();
        codes
    }
}

/// Decides a ticket with the events so far and counts its dues, by the plain evaluator: what the indexes are
/// held against.
pub(crate) fn decide(matrix: &Matrix, ticket: &Ticket, events: &[Entry<'_>]) -> Decision {
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    let plan = super::plan::plan(matrix, ticket, &facts, events);
    answer(matrix, ticket, &facts, &plan, events)
}

/// The answer that a plan comes to, with its dues counted.
pub(crate) fn answer(
    matrix: &Matrix,
    ticket: &Ticket,
    facts: &Facts,
    plan: &Plan<'_>,
    events: &[Entry<'_>],
) -> Decision {
    let mut notes = plan.notes.clone();
    for entry in events {
        for (name, value) in limits::unreadable(matrix, entry) {
            notes.add(NoteCode::UnknownValue, format!("{name}: {value}"));
        }
    }
    let parts = plan.parts.iter().zip(1..).map(|(part, number)| {
        DueCounter { matrix, facts, events, plan, notes: &mut notes }.part(part, number)
    });
    let parts = parts.collect();
    Decision {
        ticket: ticket.id.clone(),
        channel: plan.channel,
        call: plan.emergency.map(|rule| rule.outcome.clone()),
        tell: plan.tell.map(str::to_owned),
        parts,
        notes: notes.into_vec(),
        rulebook: matrix.name.clone(),
        version: matrix.version.clone(),
        calendar: matrix.clock.calendars.edition(),
    }
}

struct DueCounter<'a> {
    matrix: &'a Matrix,
    facts: &'a Facts,
    events: &'a [Entry<'a>],
    plan: &'a Plan<'a>,
    notes: &'a mut Notes,
}

impl DueCounter<'_> {
    fn part(&mut self, part: &PlanPart<'_>, number: u32) -> Part {
        let matrix = self.matrix;
        let dispatched = limits::start(self.events, part.lead);
        // a limit takes the cycle at its part's dispatch, before any the one at the end (C-10)
        let before = self.events.get(..dispatched.unwrap_or(self.events.len())).unwrap_or_default();
        let facts = self.plan.part_facts(matrix, part, cycle(before));
        let start =
            dispatched.and_then(|at| self.events.get(at)).map_or(self.facts.received_at, |entry| entry.at);
        let since = dispatched.map_or(0, |at| at + 1);
        let mut found = Vec::new();
        for name in limits::names(matrix) {
            if let Some(limit) = limits::limit(matrix, self.facts, &facts, part.row, &name) {
                let due = self.due(&name, &limit, start, since, number);
                let from_receipt = matrix.clock.due(self.facts.received_at, limit.limit).ok();
                found.push(PartLimit {
                    name,
                    limit: Some(limit.limit),
                    source: limit.source,
                    due: due.map(|due| matrix.clock.zone.local(due)),
                    from_receipt: from_receipt.map(|due| matrix.clock.zone.local(due)),
                });
            } else if let Some(due) = self.extended(&name, None, since, number) {
                // a limit that no rule gives, but an extension does
                let due = matrix.clock.zone.local(due);
                self.notes.add(NoteCode::NoDue, &name);
                found.push(PartLimit {
                    name,
                    limit: None,
                    source: "extension_granted".to_owned(),
                    due: Some(due),
                    from_receipt: None,
                });
            }
        }
        let stages = part.row.map_or(&[][..], |row| &row.outcome.stages);
        let stages = stages
            .iter()
            .map(|(name, limit)| Stage {
                name: name.clone(),
                limit: *limit,
                due: self.count(start, *limit).map(|due| matrix.clock.zone.local(due)),
            })
            .collect();
        let due = |name: &str| found.iter().find(|limit| limit.name == name).and_then(|limit| limit.due);
        let outcome = part.row.map(|row| &row.outcome);
        Part {
            part: number,
            lead: matrix.units.code(part.lead).to_owned(),
            assist: part.assists.iter().map(|id| matrix.units.code(*id).to_owned()).collect(),
            row: part.row_id.map(str::to_owned),
            reason: part.reason,
            first_contact_due: due("first_contact"),
            due: due("due"),
            stages,
            signoff: outcome.and_then(|row| row.signoff.clone()),
            basis: outcome.and_then(|row| row.basis.clone()),
            tip: outcome.and_then(|row| row.tip.clone()),
            limits: found,
        }
    }

    /// A limit's due from its start, moved by the extensions since (L-11).
    fn due(
        &mut self,
        name: &str,
        found: &Found,
        start: Instant,
        since: usize,
        number: u32,
    ) -> Option<Instant> {
        let due = self.count(start, found.limit);
        self.extended(name, due, since, number)
    }

    fn extended(&mut self, name: &str, due: Option<Instant>, since: usize, number: u32) -> Option<Instant> {
        let mut due = due;
        for entry in self.events.iter().skip(since) {
            if let Some((of, extension)) = limits::extension(self.matrix, entry)
                && of == name
                && entry.part().is_none_or(|part| part == number)
            {
                due = self.covered(limits::extended(self.matrix, due, extension)).flatten();
            }
        }
        due
    }

    fn count(&mut self, start: Instant, limit: Limit) -> Option<Instant> {
        self.covered(self.matrix.clock.due(start, limit))
    }

    /// A due outside the calendar is none, and the answer says why (L-8).
    fn covered<T>(&mut self, counted: Result<T, NotCovered>) -> Option<T> {
        counted
            .inspect_err(|error| {
                self.notes.add(NoteCode::NotCovered, error.year.to_string());
            })
            .ok()
    }
}
