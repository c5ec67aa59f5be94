//! The answer to a batch of tickets: the columns of decisions, a line a part.

use crate::dispatch::decide::Edition;
use crate::dispatch::outline::{Deciding, Outline};
use crate::engine::Engine;
use crate::message::Finding;
use crate::model::answer::{LocalTime, NoteCode};
use crate::model::moment::Instant;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Reason};
use std::collections::BTreeSet;

/// The decisions of a batch, a line a part, in the order of the rows. What units, rows and rules are called is
/// looked up with [`DecisionColumns::line`].
#[derive(Debug, Clone)]
pub struct DecisionColumns {
    engine: Engine,
    ticket: Vec<usize>,
    part: Vec<u32>,
    /// Of which edition each line is; empty where there is but one.
    edition: Vec<u32>,
    lead: Vec<u32>,
    assists: Vec<u32>,
    /// Where the assists of each line end.
    assist_ends: Vec<usize>,
    channel: Vec<Channel>,
    row: Vec<Deciding>,
    /// In seconds; [`NO_DUE`] without.
    first_contact_due: Vec<i64>,
    due: Vec<i64>,
    reason: Vec<Reason>,
    /// Line and rule of each emergency.
    emergency: Vec<(usize, u32)>,
    pub(super) rejected: Vec<RejectedRow>,
    pub(super) notes: Vec<(usize, NoteCode)>,
    pub(super) not_covered: BTreeSet<String>,
}

const NONE: u32 = u32::MAX;
const NO_DUE: i64 = i64::MIN;

fn due_of(second: i64) -> Option<Instant> {
    (second != NO_DUE).then_some(Instant(second))
}

/// A row of a batch that has no answer, and why (G-8, D-13).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RejectedRow {
    /// The row, from 0.
    pub row: usize,
    /// What is wrong, with column and value.
    pub finding: Finding,
}

impl DecisionColumns {
    pub(super) fn new(engine: &Engine, rows: usize) -> DecisionColumns {
        DecisionColumns {
            engine: engine.clone(),
            ticket: Vec::with_capacity(rows),
            part: Vec::with_capacity(rows),
            edition: Vec::new(),
            lead: Vec::with_capacity(rows),
            assists: Vec::with_capacity(rows),
            assist_ends: Vec::with_capacity(rows),
            channel: Vec::with_capacity(rows),
            row: Vec::with_capacity(rows),
            first_contact_due: Vec::with_capacity(rows),
            due: Vec::with_capacity(rows),
            reason: Vec::with_capacity(rows),
            emergency: Vec::new(),
            rejected: Vec::new(),
            notes: Vec::new(),
            not_covered: BTreeSet::new(),
        }
    }

    /// Adds what was decided of a row, by an edition where there are several.
    #[inline]
    pub(super) fn push(&mut self, row: usize, edition: Option<u32>, outline: &Outline) {
        let second = |due: Option<LocalTime>| due.map_or(NO_DUE, |due| due.instant.0);
        let unit = |unit: UnitId| u32::try_from(unit.0).unwrap_or(NONE);
        for (number, part) in (1..).zip(outline.parts()) {
            self.ticket.push(row);
            self.part.push(number);
            if let Some(edition) = edition {
                self.edition.push(edition);
            }
            self.lead.push(unit(part.lead));
            self.assists.extend(part.assists.iter().map(|assist| unit(*assist)));
            self.assist_ends.push(self.assists.len());
            self.channel.push(outline.channel);
            self.row.push(part.row);
            self.first_contact_due.push(second(part.first_contact_due));
            self.due.push(second(part.due));
            self.reason.push(part.reason);
            if let Some(rule) = outline.emergency {
                self.emergency.push((self.ticket.len().wrapping_sub(1), rule));
            }
        }
    }

    /// Adds the answer to the rows that follow.
    pub(super) fn append(&mut self, mut next: DecisionColumns) {
        let (before, lines) = (self.assists.len(), self.ticket.len());
        self.ticket.append(&mut next.ticket);
        self.part.append(&mut next.part);
        self.edition.append(&mut next.edition);
        self.lead.append(&mut next.lead);
        self.assists.append(&mut next.assists);
        self.assist_ends.extend(next.assist_ends.iter().map(|end| before.saturating_add(*end)));
        self.channel.append(&mut next.channel);
        self.row.append(&mut next.row);
        self.first_contact_due.append(&mut next.first_contact_due);
        self.due.append(&mut next.due);
        self.reason.append(&mut next.reason);
        self.emergency.extend(next.emergency.iter().map(|(line, rule)| (lines.saturating_add(*line), *rule)));
        self.rejected.append(&mut next.rejected);
        self.notes.append(&mut next.notes);
        self.not_covered.append(&mut next.not_covered);
    }

    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.ticket.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ticket.is_empty()
    }

    /// Of which row each line is, from 0.
    pub fn tickets(&self) -> &[usize] {
        &self.ticket
    }

    /// The part that each line is, from 1.
    pub fn parts(&self) -> &[u32] {
        &self.part
    }

    /// How the ticket of each line is handled.
    pub fn channels(&self) -> &[Channel] {
        &self.channel
    }

    /// Why each line has its lead.
    pub fn reasons(&self) -> &[Reason] {
        &self.reason
    }

    /// When the caller must have been contacted.
    pub fn first_contact_dues(&self) -> impl ExactSizeIterator<Item = Option<Instant>> {
        self.first_contact_due.iter().map(|second| due_of(*second))
    }

    /// When it must be handled.
    pub fn dues(&self) -> impl ExactSizeIterator<Item = Option<Instant>> {
        self.due.iter().map(|second| due_of(*second))
    }

    /// A line, from 0.
    pub fn line(&self, at: usize) -> Option<DecisionLine<'_>> {
        if at >= self.ticket.len() {
            return None;
        }
        let edition = self.engine.indexed(self.edition.get(at).map_or(0, |place| *place as usize))?;
        Some(DecisionLine { columns: self, edition, at })
    }

    /// Every line.
    pub fn lines(&self) -> impl Iterator<Item = DecisionLine<'_>> {
        (0..self.len()).filter_map(|at| self.line(at))
    }

    /// The rows without an answer, those that cannot be read first, each kind in the order of the rows.
    pub fn rejected(&self) -> &[RejectedRow] {
        &self.rejected
    }

    /// What is noted of the rows ([`Decision::notes`](crate::Decision::notes)), each code once a row.
    pub fn notes(&self) -> &[(usize, NoteCode)] {
        &self.notes
    }

    /// The years that no calendar covers: dues there are left out, and conditions on days do not hold
    /// (K-7, L-8).
    pub fn not_covered(&self) -> impl Iterator<Item = &str> {
        self.not_covered.iter().map(String::as_str)
    }
}

/// A line of [`DecisionColumns`].
#[derive(Debug, Clone, Copy)]
pub struct DecisionLine<'a> {
    columns: &'a DecisionColumns,
    edition: Edition<'a>,
    at: usize,
}

impl<'a> DecisionLine<'a> {
    fn cell<T: Copy>(&self, column: &[T]) -> Option<T> {
        column.get(self.at).copied()
    }

    fn unit(&self, unit: u32) -> &'a str {
        self.edition.matrix.units.code(UnitId(unit as usize))
    }

    fn deciding(&self) -> Deciding {
        self.cell(&self.columns.row).unwrap_or(Deciding::Nothing)
    }

    /// 主办, by code.
    pub fn lead(&self) -> &'a str {
        self.cell(&self.columns.lead).map_or("", |unit| self.unit(unit))
    }

    /// 协办, by code, in order.
    pub fn assists(&self) -> impl Iterator<Item = &'a str> {
        let ends = &self.columns.assist_ends;
        let first = self.at.checked_sub(1).and_then(|at| ends.get(at)).copied().unwrap_or_default();
        let assists = self.columns.assists.get(first..self.cell(ends).unwrap_or_default());
        let units = &self.edition.matrix.units;
        assists.unwrap_or_default().iter().map(|unit| units.code(UnitId(*unit as usize)))
    }

    /// The row or rule that decided.
    pub fn row(&self) -> Option<&'a str> {
        self.edition.row_id(self.deciding())
    }

    /// When the caller must have been contacted.
    pub fn first_contact_due(&self) -> Option<Instant> {
        self.cell(&self.columns.first_contact_due).and_then(due_of)
    }

    /// When it must be handled.
    pub fn due(&self) -> Option<Instant> {
        self.cell(&self.columns.due).and_then(due_of)
    }

    /// 签批: the route that the row names.
    pub fn signoff(&self) -> Option<&'a str> {
        self.edition.outcome(self.deciding())?.signoff.as_deref()
    }

    /// 110, 119 or 120, to be called at once (D-10).
    pub fn call(&self) -> Option<&'a str> {
        let emergencies = &self.columns.emergency;
        let found = emergencies.binary_search_by_key(&self.at, |(line, _)| *line).ok()?;
        let (_, rule) = *emergencies.get(found)?;
        self.edition.matrix.emergencies.get(rule as usize).map(|rule| rule.outcome.as_str())
    }

    /// The edition's version.
    pub fn version(&self) -> &'a str {
        &self.edition.matrix.version
    }
}
