//! The keeper's own tickets (cases.csv, sheet 样例): dispatched at every check, with both answers where
//! one no longer holds, and the rows of the matrix that no case reaches.

use crate::condition::cell;
use crate::condition::facts::Facts;
use crate::dispatch::directory::unknown_unit;
use crate::dispatch::explain::{Outcome, explain};
use crate::dispatch::matrix::{Matrix, Named};
use crate::message::{Code, Finding, Findings, Place};
use crate::model::text::fold;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Word};
use crate::rulebook::record::{Record, Written};
use std::collections::BTreeSet;

/// What the cases of an edition came to.
pub(crate) struct Report {
    /// Cases that cannot be run or no longer hold.
    pub(crate) findings: Vec<Finding>,
    /// Rows that no case reaches, a note each.
    pub(crate) unreached: Vec<Finding>,
    /// Rows of the matrix.
    pub(crate) rows: usize,
}

/// Runs the cases.
pub(crate) fn run(matrix: &Matrix, dispatch: &Place, cases: &[Record]) -> Report {
    let mut findings = Findings::default();
    let mut reached = BTreeSet::new();
    for record in cases {
        if let Some(case) = Case::read(matrix, record, &mut findings) {
            case.run(matrix, &mut reached, &mut findings);
        }
    }
    let unreached = matrix
        .rows
        .iter()
        .filter(|row| !reached.contains(&row.id))
        .map(|row| Finding::new(Code::RowUnreached).at(&dispatch.at_row(row.line)).value(&row.id));
    Report { findings: findings.list, unreached: unreached.collect(), rows: matrix.rows.len() }
}

/// A case: a ticket, and the cells of the answer that is expected.
struct Case<'a> {
    name: String,
    ticket: Ticket,
    lead: Option<&'a Written>,
    /// None: not compared; an empty list: no assists are expected.
    assist: Option<&'a Written>,
    channel: Option<(Channel, &'a Written)>,
}

impl<'a> Case<'a> {
    /// Reads a case; one that says nothing or cannot be read is objected to.
    fn read(matrix: &Matrix, record: &'a Record, findings: &mut Findings) -> Option<Case<'a>> {
        let row = record.place.row.unwrap_or_default().to_string();
        let name = record.text("id").unwrap_or(&row).to_owned();
        let mut fields: Vec<(&str, &str)> = vec![("id", &name)];
        let facts = record.cells.iter().filter(|cell| !ANSWER.contains(&cell.column.as_str()));
        fields.extend(facts.map(|cell| (cell.column.as_str(), cell.text.as_str())));
        // a case without a time is of the edition's first day
        let from = matrix.validity.from.map(|date| date.to_string());
        if record.get("received_at").is_none() {
            fields.extend(from.as_deref().map(|date| ("received_at", date)));
        }
        let at = |column: &str| {
            let cell = record.cells.iter().find(|cell| cell.column == column);
            cell.map_or(&record.place, |cell| &cell.place)
        };
        let ticket = match Ticket::from_fields(fields) {
            Ok(ticket) => ticket,
            Err(objection) => {
                let column = objection.place().column.clone().unwrap_or_default();
                let place = at(&column).clone();
                let column = place.column.clone().unwrap_or(column);
                findings.push(objection.at(&place.at_column(column)));
                return None;
            }
        };
        // in a ticket an unknown word is absent and noted; in a case it is a slip of the pen
        for (column, value) in &ticket.unknown {
            let finding = Finding::new(Code::UnknownWord).at(at(column)).value(value.trim());
            findings.push(finding.arg("column", column));
        }
        if !ticket.unknown.is_empty() {
            return None;
        }
        let channel = match record.get("channel").map(|cell| (Channel::parse(&cell.text), cell)) {
            Some((None, cell)) => {
                let expected = Channel::WORDS.iter().map(|(_, zh, en)| format!("{zh} {en}"));
                let finding = Finding::new(Code::UnknownWord).at(&cell.place).value(cell.text.trim());
                let finding = finding.arg("column", "channel");
                findings.push(finding.arg("expected", expected.collect::<Vec<_>>().join(", ")));
                return None;
            }
            Some((Some(channel), cell)) => Some((channel, cell)),
            None => None,
        };
        let case = Case { name, ticket, lead: record.get("lead"), assist: record.get("assist"), channel };
        if case.lead.is_none() && case.assist.is_none() && case.channel.is_none() {
            findings.push(Finding::new(Code::ValueMissing).at(at("lead")).arg("column", "lead"));
            return None;
        }
        Some(case)
    }

    /// Dispatches the ticket; each cell of the answer that is another is a finding of its own.
    fn run(&self, matrix: &Matrix, reached: &mut BTreeSet<String>, findings: &mut Findings) {
        let explained = explain(matrix, &self.ticket, &[]);
        let won = explained.rows.iter().filter(|row| row.outcome == Outcome::Won);
        reached.extend(won.map(|row| row.row.clone()));
        let decision = &explained.decision;
        let Some(part) = decision.parts.first() else { return };
        let row = part.row.clone().unwrap_or_default();
        let mut differs = |cell: &Written, column: &str, found: &str, expected: &str| {
            let finding = Finding::new(Code::CaseFails).at(&cell.place).value(&self.name);
            let finding = finding.arg("column", cell.place.column.as_deref().unwrap_or(column));
            let shown = |text: &str| if text.is_empty() { "-".to_owned() } else { format!("`{text}`") };
            let finding = finding.arg("found", shown(found)).arg("expected", shown(expected));
            findings.push(finding.arg("row", format!("`{row}`")));
        };
        let facts = Facts::new(&self.ticket, &matrix.matters, &matrix.clock);
        let mut unknown = Findings::default();
        let mut unit = |item: cell::RawItem<'_>, cell: &Written| {
            let found = resolve(matrix, &facts, item);
            if found.is_none() {
                unknown.push(unknown_unit(&matrix.units, item.text, &cell.place, &unknown));
            }
            found
        };
        if let Some(cell) = self.lead {
            let leads: Vec<_> =
                cell::list(&cell.text).into_iter().filter_map(|item| unit(item, cell)).collect();
            let expected = codes(matrix, &leads);
            let found: Vec<&str> = decision.parts.iter().map(|part| part.lead.as_str()).collect();
            // several leads are those of the parts; one alone is that of the first
            let found = found.get(..leads.len().max(1)).unwrap_or(&found).join("、");
            if !leads.is_empty() && found != expected {
                differs(cell, "lead", &found, &expected);
            }
        }
        if let Some(cell) = self.assist {
            let none = matches!(fold(&cell.text).as_str(), "无" | "none" | "-");
            let items = if none { Vec::new() } else { cell::list(&cell.text) };
            let assists: Vec<_> = items.iter().filter_map(|item| unit(*item, cell)).collect();
            let (mut found, mut expected) = (part.assist.clone(), Vec::new());
            expected.extend(assists.iter().map(|id| matrix.units.code(*id).to_owned()));
            let shown = (found.join("、"), expected.join("、"));
            // the order of assists says nothing about who assists
            found.sort();
            expected.sort();
            expected.dedup();
            if assists.len() == items.len() && found != expected {
                differs(cell, "assist", &shown.0, &shown.1);
            }
        }
        if let Some((expected, cell)) = self.channel
            && decision.channel != expected
        {
            differs(cell, "channel", decision.channel.en(), expected.en());
        }
        findings.list.extend(unknown.list);
    }
}

/// The columns of a case that are no facts of its ticket.
const ANSWER: &[&str] = &["id", "lead", "assist", "channel"];

/// The unit that an item names: a code, name or alias, else whoever fills the role for the ticket (D-2).
fn resolve(matrix: &Matrix, facts: &Facts, item: cell::RawItem<'_>) -> Option<UnitId> {
    let folded = item.folded();
    let named = matrix.units.find(&folded).map_or(Named::Role(folded), Named::Unit);
    named.resolve(matrix, facts, facts.received_on)
}

fn codes(matrix: &Matrix, units: &[UnitId]) -> String {
    units.iter().map(|id| matrix.units.code(*id)).collect::<Vec<_>>().join("、")
}
