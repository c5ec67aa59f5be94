//! The search for the least change: fewest facts first, then the smallest change of them (D-23).
//!
//! For each row that gives the unit the search asks what stands between: a cell of the row itself, or a rule that
//! goes before it. Whatever the change in the end is, it must change a fact that this obstacle asks for, so only
//! those are tried, with every value that the rulebook tells apart. So a change is missed by no number of facts
//! but where the budget ends.

use super::text_edit::TextEdit;
use super::{gives, is_fallback, values};
use crate::condition::facts::Facts;
use crate::condition::test::{Cell, Test};
use crate::condition::{Condition, Rule, best};
use crate::dispatch::answer::{given, past};
use crate::dispatch::change::{FactChange, between};
use crate::dispatch::decide::{Edition, Scratch};
use crate::dispatch::matrix::{Matrix, Named, RowOutcome};
use crate::dispatch::plan::{Candidacy, Past, candidacy, date_of_units, plan};
use crate::dispatch::timeline::Entry;
use crate::model::path::Path;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::Reason;
use crate::time::days::Local;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Facts that are changed at most.
const MOST_FACTS: usize = 5;

/// What a search came to.
#[derive(Debug, Default)]
pub(super) struct Searched {
    pub(super) found: Option<Found>,
    pub(super) gave_up: bool,
    pub(super) tried: usize,
}

/// The least change.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) facts: Vec<FactChange>,
    pub(super) ticket: Ticket,
}

/// Searches the least change by which one of the rows gives the unit a part.
pub(super) fn search(
    edition: Edition<'_>,
    ticket: &Ticket,
    events: &[Entry<'_>],
    unit: UnitId,
    rows: &[&Rule<RowOutcome>],
    budget: usize,
) -> Searched {
    let matrix = edition.matrix;
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    let date = date_of_units(matrix, &facts, events);
    let (past, day) = past(edition, events);
    let received = edition.compiled.offsets.resolve(&matrix.clock.zone, ticket.received_at);
    let (values, scratch) = (BTreeMap::new(), Scratch::for_many());
    let mut search = Search {
        edition,
        matrix,
        ticket,
        events,
        unit,
        date,
        day,
        received,
        past,
        values,
        scratch,
        budget,
        tried: 0,
        best: None,
        gave_up: false,
    };
    let start =
        Draft { ticket: ticket.clone(), facts, changed: Vec::new(), edit: TextEdit::default(), distance: 0 };
    for most in 1..=MOST_FACTS {
        for row in rows {
            search.step(row, &start, most);
        }
        if search.best.is_some() || search.gave_up {
            break;
        }
    }
    let found = search.best.map(|(_, draft)| Found { facts: draft.changes(ticket), ticket: draft.ticket });
    Searched { found, gave_up: search.gave_up, tried: search.tried }
}

/// A ticket with some facts changed.
#[derive(Debug, Clone)]
struct Draft {
    ticket: Ticket,
    facts: Facts,
    /// The columns changed so far.
    changed: Vec<String>,
    edit: TextEdit,
    distance: usize,
}

impl Draft {
    fn has(&self, column: &str) -> bool {
        self.changed.iter().any(|changed| changed == column)
    }

    fn changes(&self, ticket: &Ticket) -> Vec<FactChange> {
        let mut changes = between(ticket, &self.ticket);
        for change in changes.iter_mut().filter(|change| change.column == "text") {
            change.added.clone_from(&self.edit.add);
            change.removed.clone_from(&self.edit.remove);
        }
        changes
    }
}

/// What stands between a row and its part.
enum Obstacle<'m> {
    /// A column of the row's own cells.
    Own(String),
    /// A text cell of the row's own.
    OwnText(&'m Cell),
    /// A rule that refuses the ticket, or a row that goes before.
    Rule(&'m Condition, Option<&'m Rule<RowOutcome>>),
    /// No fact of the ticket helps.
    None,
}

struct Search<'m, 'e> {
    edition: Edition<'m>,
    matrix: &'m Matrix,
    ticket: &'m Ticket,
    events: &'e [Entry<'e>],
    unit: UnitId,
    /// The date for units, and its day where there is a history.
    date: Date,
    day: Option<i32>,
    received: Local,
    past: Past,
    scratch: Scratch,
    values: BTreeMap<String, Rc<Vec<values::Value>>>,
    budget: usize,
    tried: usize,
    best: Option<(usize, Draft)>,
    gave_up: bool,
}

/// The ticket's column that a cell asks.
fn column(cell: &Cell) -> &str {
    match &cell.test {
        Test::Hours(_) | Test::Days(_) => "occurred_at",
        Test::Keywords(_) | Test::AllKeywords(_) | Test::NotKeywords(_) => "text",
        Test::Where(name, _) => name,
        _ => &cell.column,
    }
}

/// Whether the row's own cell of a path can hold for a value: most of the many matters fall here.
fn may_hold(row: &Rule<RowOutcome>, column: &str, value: &str) -> bool {
    let path = Path::read(value);
    row.condition.cells.iter().all(|cell| match &cell.test {
        Test::Matter(items) if column == "matter" => items.holds(!path.is_empty(), |item| item.is(&path)),
        Test::Area(items) if column == "area" => items.holds(!path.is_empty(), |item| item.is(&path)),
        _ => true,
    })
}

impl<'m> Search<'m, '_> {
    /// Goes on from a draft with so many facts left to change.
    fn step(&mut self, row: &'m Rule<RowOutcome>, draft: &Draft, left: usize) {
        if self.gave_up || self.is_too_far(draft.distance) {
            return;
        }
        let needs = self.needs(row, &draft.facts);
        let fresh = needs.iter().filter(|column| !draft.has(column)).count();
        // a fact has one value; the text alone can be edited on
        if fresh > left || needs.iter().any(|column| column != "text" && draft.has(column)) {
            return;
        }
        match self.obstacle(row, &needs, draft) {
            None => self.record(draft),
            Some(Obstacle::None) => {}
            Some(Obstacle::Own(column)) => {
                for (value, distance) in self.values_of(&column).iter() {
                    if self.is_too_far(draft.distance + distance) {
                        break;
                    }
                    if !may_hold(row, &column, value) {
                        continue;
                    }
                    let Some(next) = self.with(draft, &column, value, *distance) else { continue };
                    if !self.needs(row, &next.facts).contains(&column) {
                        self.step(row, &next, left - 1);
                    }
                }
            }
            Some(Obstacle::OwnText(cell)) => {
                let left = if draft.has("text") { left } else { left - 1 };
                for (add, remove) in meeting(cell, &draft.facts) {
                    if let Some(next) = self.edited(draft, &add, &remove) {
                        self.step(row, &next, left);
                    }
                }
            }
            Some(Obstacle::Rule(condition, rival)) => self.get_round(row, condition, rival, draft, left),
        }
    }

    /// Whether a change of this size is no better than the best.
    fn is_too_far(&self, distance: usize) -> bool {
        self.best.as_ref().is_some_and(|(best, _)| distance >= *best)
    }

    /// Makes a rule that stands in the way not hold, or go behind.
    fn get_round(
        &mut self,
        row: &'m Rule<RowOutcome>,
        condition: &'m Condition,
        rival: Option<&'m Rule<RowOutcome>>,
        draft: &Draft,
        left: usize,
    ) {
        let mut columns: Vec<&str> =
            condition.cells.iter().map(column).filter(|name| *name != "text").collect();
        if rival.is_some_and(|rival| matches!(rival.outcome.lead, Named::Role(_))) {
            columns.push("area");
        }
        // a deeper matter can take the row itself ahead
        if rival.is_some() {
            columns.push("matter");
        }
        columns.sort_unstable();
        columns.dedup();
        for column in columns.into_iter().filter(|column| left > 0 && !draft.has(column)) {
            for (value, distance) in self.values_of(column).iter() {
                if self.is_too_far(draft.distance + distance) {
                    break;
                }
                if !may_hold(row, column, value) {
                    continue;
                }
                let Some(next) = self.with(draft, column, value, *distance) else { continue };
                if self.needs(row, &next.facts).is_empty() && !self.blocks(row, condition, rival, &next.facts)
                {
                    self.step(row, &next, left - 1);
                }
            }
        }
        if !draft.has("text") && left == 0 {
            return;
        }
        let left = if draft.has("text") { left } else { left - 1 };
        for cell in condition.cells.iter().filter(|cell| column(cell) == "text") {
            for (add, remove) in breaking(cell, &draft.facts) {
                let Some(next) = self.edited(draft, &add, &remove) else { continue };
                if !self.blocks(row, condition, rival, &next.facts) {
                    self.step(row, &next, left);
                }
            }
        }
    }

    /// The columns that must change for the row to hold and to give the unit.
    fn needs(&self, row: &Rule<RowOutcome>, facts: &Facts) -> Vec<String> {
        let failing = row.condition.cells.iter().filter(|cell| !cell.holds(facts, None));
        let mut needs: Vec<String> = failing.map(|cell| column(cell).to_owned()).collect();
        if !gives(row, self.matrix, facts, self.date, self.unit) {
            needs.push("area".to_owned());
        }
        needs.sort_unstable();
        needs.dedup();
        needs
    }

    /// The first thing that keeps the row from giving the unit a part.
    fn obstacle(
        &mut self,
        row: &'m Rule<RowOutcome>,
        needs: &[String],
        draft: &Draft,
    ) -> Option<Obstacle<'m>> {
        let (edition, matrix, facts) = (self.edition, self.matrix, &draft.facts);
        if let Some(column) = needs.iter().find(|column| *column != "text") {
            return Some(Obstacle::Own(column.clone()));
        }
        let mut texts = row.condition.cells.iter().filter(|cell| column(cell) == "text");
        if let Some(cell) = texts.find(|cell| !cell.holds(facts, None)) {
            return Some(Obstacle::OwnText(cell));
        }
        edition.decide(&given(&draft.ticket), self.received, &self.past, self.day, &mut self.scratch);
        let outline = self.scratch.outline();
        let by_rule = |reason| matches!(reason, Reason::Row | Reason::Extra | Reason::NoRow);
        if outline.parts().iter().any(|part| part.lead == self.unit && by_rule(part.reason)) {
            return None;
        }
        // an emergency takes a ticket from the rules that refuse it, but none is made up
        if let Some(rule) = outline.refused.and_then(|at| matrix.not_accepted.get(at as usize)) {
            return Some(Obstacle::Rule(&rule.condition, None));
        }
        let first = outline.parts().first()?;
        let rival = match first.reason {
            Reason::Row | Reason::NoRow => edition.rule(first.row),
            // the fallback that would lead is barred (D-16)
            Reason::Adjudicate if !self.past.adjudicated => {
                let active = |rule: &Rule<RowOutcome>| matches!(self.leads(rule, facts), Some((_, true)));
                best(&matrix.fallbacks, facts, None, active)
            }
            _ => None,
        };
        Some(rival.map_or(Obstacle::None, |rival| Obstacle::Rule(&rival.condition, Some(rival))))
    }

    /// The lead of a rule, and whether it is active.
    fn leads(&self, rule: &Rule<RowOutcome>, facts: &Facts) -> Option<(UnitId, bool)> {
        let lead = rule.outcome.lead.resolve(self.matrix, facts, self.date)?;
        Some((lead, self.matrix.units.is_active(lead, self.date)))
    }

    /// Whether a rule still stands in the way of the row.
    fn blocks(
        &self,
        row: &Rule<RowOutcome>,
        condition: &Condition,
        rival: Option<&Rule<RowOutcome>>,
        facts: &Facts,
    ) -> bool {
        if !condition.holds(facts, None) {
            return false;
        }
        let Some(rival) = rival else { return true };
        let fallback = is_fallback(self.matrix, rival);
        let leads = if fallback {
            // D-7 asks no bar of a fallback
            self.leads(rival, facts).is_some_and(|(lead, active)| active && lead != self.unit)
        } else {
            match candidacy(self.matrix, facts, self.date, &self.past, &rival.outcome) {
                Candidacy::Leads(lead) => lead != self.unit,
                _ => false,
            }
        };
        // the lines of a table stand in its order
        let rank =
            |rule: &Rule<RowOutcome>| rule.rank(usize::try_from(rule.line).unwrap_or(usize::MAX), facts);
        // a base row goes before every fallback
        leads && (fallback != is_fallback(self.matrix, row) || rank(rival) < rank(row))
    }

    /// The draft with another value; none where that changes nothing, or the budget is at its end.
    fn with(&mut self, draft: &Draft, column: &str, value: &str, distance: usize) -> Option<Draft> {
        let mut ticket = draft.ticket.clone();
        ticket.set(column, value);
        self.draft(draft, ticket, column, draft.edit.clone(), draft.distance + distance)
    }

    /// The draft with keywords put in and taken out.
    fn edited(&mut self, draft: &Draft, add: &[String], remove: &[String]) -> Option<Draft> {
        let edit = draft.edit.and(add, remove);
        let mut ticket = draft.ticket.clone();
        ticket.set("text", edit.apply(self.ticket.text.as_deref().unwrap_or_default())?);
        let distance = draft.distance + values::STEP * (edit.size() - draft.edit.size());
        self.draft(draft, ticket, "text", edit, distance)
    }

    fn draft(
        &mut self,
        draft: &Draft,
        ticket: Ticket,
        column: &str,
        edit: TextEdit,
        distance: usize,
    ) -> Option<Draft> {
        if self.tried >= self.budget {
            self.gave_up = true;
            return None;
        }
        self.tried += 1;
        let facts = Facts::new(&ticket, &self.matrix.matters, &self.matrix.clock);
        let mut changed = draft.changed.clone();
        if !draft.has(column) {
            changed.push(column.to_owned());
        }
        (facts != draft.facts).then_some(Draft { ticket, facts, changed, edit, distance })
    }

    fn values_of(&mut self, column: &str) -> Rc<Vec<values::Value>> {
        let values = self.values.entry(column.to_owned());
        Rc::clone(values.or_insert_with(|| Rc::new(values::of(self.matrix, self.ticket, column))))
    }

    /// Keeps a draft by which the unit leads.
    fn record(&mut self, draft: &Draft) {
        debug_assert!(
            plan(self.matrix, &draft.ticket, &draft.facts, self.events)
                .parts
                .iter()
                .any(|part| part.lead == self.unit),
            "the plain evaluator agrees"
        );
        self.best = Some((draft.distance, draft.clone()));
    }
}

/// A way to edit the text: keywords to come and keywords to go.
type Edit = (Vec<String>, Vec<String>);

/// The ways to make a text cell hold.
fn meeting(cell: &Cell, facts: &Facts) -> Vec<Edit> {
    match &cell.test {
        Test::Keywords(words) => words.iter().map(|word| (vec![word.clone()], Vec::new())).collect(),
        Test::AllKeywords(words) => vec![(words.clone(), Vec::new())],
        Test::NotKeywords(_) => vec![(Vec::new(), cell.found(facts, cell.holds(facts, None)))],
        _ => Vec::new(),
    }
}

/// The ways to make a text cell fail.
fn breaking(cell: &Cell, facts: &Facts) -> Vec<Edit> {
    match &cell.test {
        Test::Keywords(_) => vec![(Vec::new(), cell.found(facts, cell.holds(facts, None)))],
        Test::AllKeywords(words) => words.iter().map(|word| (Vec::new(), vec![word.clone()])).collect(),
        Test::NotKeywords(words) => words.iter().map(|word| (vec![word.clone()], Vec::new())).collect(),
        _ => Vec::new(),
    }
}
