//! Rows and rules as an answer shows them: cell by cell, with the facts that they met.

use super::{CellTrace, Outcome, RowTrace};
use crate::condition::Rule;
use crate::condition::facts::Facts;
use crate::dispatch::matrix::{Matrix, Named, RowOutcome};
use crate::dispatch::plan::Plan;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Traces rows for one ticket on one date.
pub(crate) struct Tracer<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) ticket: &'a Ticket,
    pub(crate) facts: &'a Facts,
    /// The date for units (D-2).
    pub(crate) date: Date,
}

impl Tracer<'_> {
    /// A row with the unit that leads here, or the role that nobody fills.
    pub(crate) fn row(&self, row: &Rule<RowOutcome>, outcome: Outcome) -> RowTrace {
        RowTrace { lead: Some(self.lead(&row.outcome)), ..self.rule(row, outcome) }
    }

    pub(crate) fn rule<T>(&self, row: &Rule<T>, outcome: Outcome) -> RowTrace {
        let rank = row.rank(0, self.facts);
        let cells = row.condition.cells.iter().map(|cell| CellTrace {
            column: cell.column.clone(),
            cell: cell.written.clone(),
            fact: cell.fact(self.facts, self.ticket, None),
            found: cell.found(self.facts),
            holds: cell.holds(self.facts, None),
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

    fn lead(&self, row: &RowOutcome) -> String {
        match (row.lead.resolve(self.matrix, self.facts, self.date), &row.lead) {
            (Some(id), _) => self.matrix.units.code(id).to_owned(),
            (None, Named::Unit(id)) => self.matrix.units.code(*id).to_owned(),
            (None, Named::Role(role)) => role.clone(),
        }
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

    /// Puts the name of a row's lead among the names; a role has none.
    pub(crate) fn name_lead(&self, row: &RowTrace, names: &mut BTreeMap<String, String>) {
        if let Some(code) = &row.lead
            && !names.contains_key(code)
            && let Some(id) = self.matrix.units.find(code)
        {
            self.name(id, names);
        }
    }
}
