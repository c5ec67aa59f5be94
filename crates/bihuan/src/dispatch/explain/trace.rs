//! Rows and rules as an answer shows them: cell by cell, with the facts that they met.

use super::{CellTrace, Outcome, RowTrace};
use crate::condition::Rule;
use crate::condition::facts::Facts;
use crate::condition::test::{Cell, Test};
use crate::dispatch::matrix::{Matrix, Named, RowOutcome};
use crate::dispatch::plan::Plan;
use crate::model::shared::SharedText;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Traces rows for one ticket on one date.
pub(crate) struct Tracer<'a> {
    matrix: &'a Matrix,
    ticket: &'a Ticket,
    facts: &'a Facts,
    /// The date for units (D-2).
    date: Date,
    /// Facts as they are shown, each written out once: matter, area, text, time, date.
    shown: [OnceCell<Option<SharedText>>; 5],
}

impl<'a> Tracer<'a> {
    pub(crate) fn new(matrix: &'a Matrix, ticket: &'a Ticket, facts: &'a Facts, date: Date) -> Tracer<'a> {
        Tracer { matrix, ticket, facts, date, shown: Default::default() }
    }

    /// The fact that a cell looks at, as a person reads it.
    fn fact(&self, cell: &Cell) -> Option<SharedText> {
        let write = || cell.fact(self.facts, self.ticket, None).map(SharedText::from);
        let [matter, area, text, time, date] = &self.shown;
        let once = match &cell.test {
            Test::Matter(_) => matter,
            Test::Area(_) => area,
            Test::Keywords(_) | Test::AllKeywords(_) | Test::NotKeywords(_) => text,
            Test::Hours(_) => time,
            Test::Days(_) => date,
            _ => return write(),
        };
        once.get_or_init(write).clone()
    }

    /// A row with the unit that leads here, which comes among the names, or the role that nobody fills.
    pub(crate) fn row(
        &self,
        row: &Rule<RowOutcome>,
        outcome: Outcome,
        names: &mut BTreeMap<String, String>,
    ) -> RowTrace {
        let lead = match (row.outcome.lead.resolve(self.matrix, self.facts, self.date), &row.outcome.lead) {
            (None, Named::Role(role)) => role.clone(),
            (Some(id), _) => self.named(id, names),
            (None, Named::Unit(id)) => self.named(*id, names),
        };
        RowTrace { lead: Some(lead), ..self.rule(row, outcome) }
    }

    pub(crate) fn rule<T>(&self, row: &Rule<T>, outcome: Outcome) -> RowTrace {
        let rank = row.rank(0, self.facts);
        let cells = row.condition.cells.iter().map(|cell| {
            let holds = cell.holds(self.facts, None);
            let found = cell.found(self.facts, holds);
            CellTrace { column: cell.name(), cell: cell.written.clone(), fact: self.fact(cell), found, holds }
        });
        RowTrace {
            row: row.id.clone(),
            lead: None,
            priority: row.priority,
            depth: rank.depth(),
            count: rank.count(),
            cells: cells.collect(),
            outcome,
            behind: None,
        }
    }

    /// A unit's code; its name comes among the names.
    fn named(&self, id: UnitId, names: &mut BTreeMap<String, String>) -> String {
        self.name(id, names);
        self.matrix.units.code(id).to_owned()
    }

    /// The names of the units of a plan, by code.
    pub(crate) fn names(&self, plan: &Plan<'_>) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for part in &plan.parts {
            for id in std::iter::once(part.lead).chain(part.assists.iter().copied()) {
                self.name(id, &mut names);
            }
        }
        names
    }

    /// Puts a unit's name among the names.
    pub(crate) fn name(&self, id: UnitId, names: &mut BTreeMap<String, String>) {
        if let Some(unit) = self.matrix.units.get(id)
            && !names.contains_key(&unit.code)
        {
            names.insert(unit.code.clone(), unit.name.clone());
        }
    }
}
