//! Deciding who gets a ticket (semantics D): the plain, right evaluator, the reference for any faster one.

use super::matrix::{Matrix, Named, RowOutcome};
use super::timeline::Entry;
use crate::condition::facts::{Facts, PartFacts};
use crate::condition::test::Scalar;
use crate::condition::{Rule, best};
use crate::model::answer::{NoteCode, Notes};
use crate::model::text::fold;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Reason};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Who gets the ticket, before any due is counted.
#[derive(Debug, Clone)]
pub(crate) struct Plan<'m> {
    pub(crate) channel: Channel,
    pub(crate) emergency: Option<&'m Rule<String>>,
    pub(crate) tell: Option<&'m str>,
    pub(crate) parts: Vec<PlanPart<'m>>,
    pub(crate) notes: Notes,
}

/// One part: a lead, its assists, and the row that says so.
#[derive(Debug, Clone)]
pub(crate) struct PlanPart<'m> {
    pub(crate) lead: UnitId,
    pub(crate) assists: Vec<UnitId>,
    pub(crate) reason: Reason,
    /// The row or fallback whose limit, sign-off, basis and tip hold.
    pub(crate) row: Option<&'m Rule<RowOutcome>>,
    /// The name of the row or rule that decided.
    pub(crate) row_id: Option<&'m str>,
}

/// Why a row whose cells hold can or cannot lead (D-2, D-3, D-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Candidacy {
    Leads(UnitId),
    /// A role without a unit for the ticket.
    Unresolved,
    Inactive(UnitId),
    Barred(UnitId),
}

/// What the history says to dispatch (D-14 to D-16).
#[derive(Debug, Clone, Default)]
pub(crate) struct Past {
    pub(crate) barred: BTreeSet<UnitId>,
    pub(crate) adjudicated: bool,
    pub(crate) designated: Option<UnitId>,
}

/// Decides a ticket after the events given; none: at receipt.
pub(crate) fn plan<'m>(matrix: &'m Matrix, ticket: &Ticket, facts: &Facts, events: &[Entry<'_>]) -> Plan<'m> {
    let date = date_of_units(matrix, facts, events);
    let mut planner = Planner {
        matrix,
        facts,
        date,
        past: Past::of(matrix, events),
        notes: ticket_notes(matrix, ticket, facts),
    };
    planner.plan()
}

/// The date for units: of the last event that counts, of receipt without one (D-2).
pub(crate) fn date_of_units(matrix: &Matrix, facts: &Facts, events: &[Entry<'_>]) -> Date {
    match events.iter().rev().find(|entry| !entry.after_end) {
        Some(entry) => matrix.clock.zone.date(entry.at),
        None => facts.received_on,
    }
}

/// What the ticket itself wants noted.
pub(crate) fn ticket_notes(matrix: &Matrix, ticket: &Ticket, facts: &Facts) -> Notes {
    let mut notes = Notes::default();
    if let Some(matter) = &facts.matter
        && !matrix.matters.is_listed(matter)
    {
        notes.add(NoteCode::UnlistedMatter, matter.joined());
    }
    for (column, value) in &ticket.unknown {
        notes.add(NoteCode::UnknownValue, format!("{column}: {value}"));
    }
    if facts.day.is_none() && asks_day_class(matrix) {
        notes.add(NoteCode::NotCovered, facts.date.year().to_string());
    }
    notes
}

/// Whether any rule asks for the class of the ticket's day (K-7).
fn asks_day_class(matrix: &Matrix) -> bool {
    fn any<T>(rules: &[Rule<T>]) -> bool {
        rules.iter().any(|rule| rule.condition.asks_day_class())
    }
    any(&matrix.rows)
        || any(&matrix.fallbacks)
        || any(&matrix.emergencies)
        || any(&matrix.greens)
        || any(&matrix.not_accepted)
        || matrix.limits.iter().any(|list| any(list))
}

impl Past {
    pub(crate) fn of(matrix: &Matrix, events: &[Entry<'_>]) -> Past {
        let seen: Vec<&Entry<'_>> = events.iter().filter(|entry| !entry.after_end).collect();
        let amended = seen.iter().rposition(|entry| entry.is("amended"));
        let since_amended = seen.iter().enumerate().skip(amended.map_or(0, |at| at + 1));
        let (mut barred, mut returns, mut last_return) = (BTreeSet::new(), 0, 0);
        for (at, entry) in since_amended.filter(|(_, entry)| entry.is("return_upheld")) {
            let bars =
                entry.event.get("reason").is_none_or(|reason| matrix.returns.bars.contains(&fold(reason)));
            if bars {
                barred.extend(entry.unit);
            }
            if entry.part().is_none_or(|part| part == 1) {
                returns += 1;
                last_return = at;
            }
        }
        let designation = seen.iter().rposition(|entry| entry.is("designated") && entry.unit.is_some());
        let reached = matrix.returns.max.is_some_and(|max| returns >= max);
        Past {
            barred,
            adjudicated: reached && designation.is_none_or(|at| at < last_return),
            designated: designation.and_then(|at| seen.get(at)).and_then(|entry| entry.unit),
        }
    }
}

impl Named {
    /// The unit that it means for a ticket on a date (D-2); a unit named by itself need not be active.
    pub(crate) fn resolve(&self, matrix: &Matrix, facts: &Facts, date: Date) -> Option<UnitId> {
        match self {
            Named::Unit(id) => Some(*id),
            Named::Role(role) => matrix.units.of_role(role, facts.area.as_ref(), date),
        }
    }
}

/// Whether a row whose cells hold is a candidate (D-3).
pub(crate) fn candidacy(
    matrix: &Matrix,
    facts: &Facts,
    date: Date,
    past: &Past,
    row: &RowOutcome,
) -> Candidacy {
    match row.lead.resolve(matrix, facts, date) {
        None => Candidacy::Unresolved,
        Some(id) if !matrix.units.is_active(id, date) => Candidacy::Inactive(id),
        Some(id) if past.barred.contains(&id) => Candidacy::Barred(id),
        Some(id) => Candidacy::Leads(id),
    }
}

struct Planner<'m, 'f> {
    matrix: &'m Matrix,
    facts: &'f Facts,
    date: Date,
    past: Past,
    notes: Notes,
}

impl<'m> Planner<'m, '_> {
    fn plan(&mut self) -> Plan<'m> {
        let matrix = self.matrix;
        let emergency = best(&matrix.emergencies, self.facts, None, |_| true);
        let refused = best(&matrix.not_accepted, self.facts, None, |_| true);
        let refused = refused.filter(|_| emergency.is_none() && self.past.designated.is_none());
        let mut green = best(&matrix.greens, self.facts, None, |_| true).is_some();
        let parts = match refused {
            Some(rule) => vec![self.not_accepted(rule)],
            None => {
                let first = self.first_part();
                green |= first.row.is_some_and(|row| row.outcome.channel == Channel::Green);
                let mut parts = vec![first];
                green |= self.add_extras(&mut parts);
                parts
            }
        };
        let channel = match emergency {
            Some(_) => Channel::Emergency,
            None if green => Channel::Green,
            None => Channel::Normal,
        };
        Plan {
            channel,
            emergency,
            tell: refused.and_then(|rule| rule.outcome.as_deref()),
            parts,
            notes: std::mem::take(&mut self.notes),
        }
    }

    /// Not for the hotline: the fallback's lead holds it until a person confirms (D-11).
    fn not_accepted(&mut self, rule: &'m Rule<Option<String>>) -> PlanPart<'m> {
        let lead = self.fallback().map_or(self.matrix.required_fallback, |(_, lead)| lead);
        PlanPart { lead, assists: Vec::new(), reason: Reason::NotAccepted, row: None, row_id: Some(&rule.id) }
    }

    /// Part 1, in the order of D-16: adjudicated by count, designated, the best base row, the
    /// fallback, adjudicated.
    fn first_part(&mut self) -> PlanPart<'m> {
        if self.past.adjudicated {
            return self.adjudicated();
        }
        if let Some(unit) = self.past.designated {
            return self.designated(unit);
        }
        let (facts, matrix, date) = (self.facts, self.matrix, self.date);
        let mut barred = Vec::new();
        let mut winner = None;
        for (at, row) in matrix.rows.iter().enumerate() {
            if row.outcome.extra || !row.holds(facts, None) {
                continue;
            }
            match candidacy(matrix, facts, date, &self.past, &row.outcome) {
                Candidacy::Leads(lead) => {
                    let rank = row.rank(at, facts);
                    if winner.as_ref().is_none_or(|(best, _, _)| rank < *best) {
                        winner = Some((rank, row, lead));
                    }
                }
                Candidacy::Barred(unit) => barred.push(unit),
                Candidacy::Unresolved | Candidacy::Inactive(_) => {}
            }
        }
        self.note_barred(&barred);
        if let Some((_, row, lead)) = winner {
            return self.part(lead, row, Reason::Row);
        }
        match self.fallback() {
            Some((_, lead)) if self.past.barred.contains(&lead) => {
                self.note_barred(&[lead]);
                self.adjudicated()
            }
            Some((rule, lead)) => self.part(lead, rule, Reason::NoRow),
            None => self.adjudicated(),
        }
    }

    /// The best fallback whose lead resolves and is active, barred or not (D-7).
    fn fallback(&self) -> Option<(&'m Rule<RowOutcome>, UnitId)> {
        let lead = |rule: &Rule<RowOutcome>| {
            let id = rule.outcome.lead.resolve(self.matrix, self.facts, self.date)?;
            self.matrix.units.is_active(id, self.date).then_some(id)
        };
        let rule = best(&self.matrix.fallbacks, self.facts, None, |rule| lead(rule).is_some())?;
        Some((rule, lead(rule)?))
    }

    /// A unit designated after a dispute leads, with what its own best row gives it (D-15).
    fn designated(&mut self, unit: UnitId) -> PlanPart<'m> {
        let (facts, matrix, date) = (self.facts, self.matrix, self.date);
        let row = best(&matrix.rows, facts, None, |row| {
            !row.outcome.extra && row.outcome.lead.resolve(matrix, facts, date) == Some(unit)
        });
        match row {
            Some(row) => self.part(unit, row, Reason::Designated),
            None => PlanPart {
                lead: unit,
                assists: Vec::new(),
                reason: Reason::Designated,
                row: None,
                row_id: None,
            },
        }
    }

    fn adjudicated(&mut self) -> PlanPart<'m> {
        let lead = self.matrix.returns.adjudicator.unwrap_or(self.matrix.required_fallback);
        PlanPart { lead, assists: Vec::new(), reason: Reason::Adjudicate, row: None, row_id: None }
    }

    fn part(&mut self, lead: UnitId, row: &'m Rule<RowOutcome>, reason: Reason) -> PlanPart<'m> {
        let mut part = PlanPart { lead, assists: Vec::new(), reason, row: Some(row), row_id: Some(&row.id) };
        self.add_assists(&mut part, &row.outcome.assist);
        part
    }

    /// Adds assists in order, without the lead and without repeats (D-6); who cannot assist is noted.
    fn add_assists(&mut self, part: &mut PlanPart<'m>, assists: &[Named]) {
        for named in assists {
            match named.resolve(self.matrix, self.facts, self.date) {
                None => {
                    let role = if let Named::Role(role) = named { role.as_str() } else { "" };
                    self.notes.add(NoteCode::AssistUnresolved, role);
                }
                Some(id) if !self.matrix.units.is_active(id, self.date) => {
                    self.notes.add(NoteCode::AssistInactive, self.matrix.units.code(id));
                }
                Some(id) if id == part.lead || part.assists.contains(&id) => {}
                Some(id) => part.assists.push(id),
            }
        }
    }

    /// Every extra candidate adds a part, or its assists to the part that its lead leads already
    /// (D-8). Whether one of them says green (D-9).
    fn add_extras(&mut self, parts: &mut Vec<PlanPart<'m>>) -> bool {
        let (facts, matrix, date) = (self.facts, self.matrix, self.date);
        let mut extras: Vec<_> = matrix
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.outcome.extra && row.holds(facts, None))
            .map(|(at, row)| (row.rank(at, facts), row))
            .collect();
        extras.sort_by_key(|(rank, _)| *rank);
        let mut green = false;
        for (_, row) in extras {
            let lead = match candidacy(matrix, facts, date, &self.past, &row.outcome) {
                Candidacy::Leads(lead) => lead,
                Candidacy::Barred(unit) => {
                    self.note_barred(&[unit]);
                    continue;
                }
                Candidacy::Unresolved | Candidacy::Inactive(_) => continue,
            };
            green |= row.outcome.channel == Channel::Green;
            match parts.iter_mut().find(|part| part.lead == lead) {
                Some(part) => self.add_assists(part, &row.outcome.assist),
                None => {
                    let part = self.part(lead, row, Reason::Extra);
                    parts.push(part);
                }
            }
        }
        green
    }

    fn note_barred(&mut self, units: &[UnitId]) {
        for unit in units {
            self.notes.add(NoteCode::Barred, self.matrix.units.code(*unit));
        }
    }
}

impl Plan<'_> {
    /// The facts that a part adds (K-13), in a cycle.
    pub(crate) fn part_facts(&self, matrix: &Matrix, part: &PlanPart<'_>, cycle: u32) -> PartFacts {
        self.facts_for(matrix, Some(part.lead), Some(part.reason), cycle)
    }

    /// The facts of a part that the decision does not have: what its `dispatched` says (C-17).
    pub(crate) fn facts_for(
        &self,
        matrix: &Matrix,
        lead: Option<UnitId>,
        reason: Option<Reason>,
        cycle: u32,
    ) -> PartFacts {
        PartFacts {
            channel: self.channel,
            reason,
            lead,
            lead_role: lead.and_then(|id| matrix.units.role(id)).map(Scalar::new),
            parts: Scalar::from_folded(&self.parts.len().to_string()),
            cycle: Scalar::from_folded(&cycle.to_string()),
            route: None,
        }
    }
}
