//! "Why not this unit" (D-22, D-23): the nearest row that gives it, and the least change of the ticket by which
//! it would lead.

mod search;
mod text;
mod text_edit;
mod values;

use super::change::FactChange;
use super::decide::Edition;
use super::decision::{Decision, answer};
use super::explain::trace::Tracer;
use super::explain::{Judge, Outcome, RowTrace, explain_indexed};
use super::matrix::{Matrix, RowOutcome};
use super::plan::{Past, date_of_units, plan};
use super::timeline::timeline;
use crate::condition::Rule;
use crate::condition::facts::Facts;
use crate::model::event::History;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::{Reason, Word};
use search::{Searched, search};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Tickets that the search for a change tries at most.
const BUDGET: usize = 20_000;

/// Why a unit does not lead a ticket, and the least change of the ticket by which it would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WhyNot {
    /// The unit, by code.
    pub unit: String,
    /// The decision as it stands.
    pub decision: Decision,
    /// How the unit stands to it.
    pub standing: Standing,
    /// The parts that the unit assists.
    pub assists: Vec<u32>,
    /// The nearest row that gives the unit: the one it leads by, else one that holds, else the one that wins
    /// after the change, else the one with the fewest cells that fail.
    pub row: Option<RowTrace>,
    /// The facts to change; none where no change makes it lead, or none was found.
    pub change: Option<Change>,
    /// Whether the search was given up at its budget: then a change may exist, or a smaller one.
    pub gave_up: bool,
    /// How many tickets the search tried.
    pub tried: usize,
    /// Names of the units that appear, by code.
    pub names: BTreeMap<String, String>,
}

/// How a unit stands to a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Standing {
    /// It leads a part.
    Leads,
    /// An upheld return keeps it from leading (D-14).
    Barred,
    /// It is not active on the date.
    Inactive,
    /// No row or fallback names it as lead.
    NoRow,
    /// It is a fallback for this ticket, and a row holds (D-7).
    Fallback,
    /// A row gives it and holds, but goes behind another one.
    Outranked,
    /// A row gives it and holds, but the rows aren't asked: designated, adjudicated, not accepted.
    NotAsked,
    /// No row that gives it holds.
    Failed,
}

impl Word for Standing {
    const WORDS: &'static [(Standing, &'static str, &'static str)] = &[
        (Standing::Leads, "已是主办", "leads"),
        (Standing::Barred, "退单已通过，不再主办", "barred"),
        (Standing::Inactive, "当日不在有效期内", "inactive"),
        (Standing::NoRow, "清单中没有由其主办的行", "no_row"),
        (Standing::Fallback, "仅为托底，而有行成立", "fallback"),
        (Standing::Outranked, "有行成立，但排在后面", "outranked"),
        (Standing::NotAsked, "有行成立，但此次不按清单", "not_asked"),
        (Standing::Failed, "没有成立的行", "failed"),
    ];
}

/// A change of the ticket by which a unit would lead, proven by dispatching it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Change {
    /// The facts that change.
    pub facts: Vec<FactChange>,
    /// The ticket as changed.
    pub ticket: Ticket,
    /// The decision on it.
    pub decision: Decision,
}

/// Says why a unit does not lead.
pub(crate) fn why_not(edition: Edition<'_>, ticket: &Ticket, history: &History, unit: UnitId) -> WhyNot {
    let matrix = edition.matrix;
    let events = timeline(history, matrix);
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    let plan = plan(matrix, ticket, &facts, &events);
    let decision = answer(matrix, ticket, &facts, &plan, &events);
    let code = matrix.units.code(unit).to_owned();
    let date = date_of_units(matrix, &facts, &events);
    let tracer = Tracer::new(matrix, ticket, &facts, date);
    let judge = Judge::new(matrix, &facts, &events, &plan);
    let mut names = tracer.names(&plan);
    tracer.name(unit, &mut names);

    let leads = decision.parts.iter().find(|part| part.lead == code);
    let past = Past::of(matrix, &events);
    let rows = giving(matrix, &facts, date, unit);
    let nearest = |row: &&Rule<RowOutcome>| {
        let failed = row.condition.cells.iter().filter(|cell| !cell.holds(&facts, None)).count();
        let missing = failed + usize::from(!gives(row, matrix, &facts, date, unit));
        (missing, !row.condition.meets_matter(&facts), failed)
    };
    let near = rows.iter().copied().min_by_key(nearest);
    let outcome = |row: &Rule<RowOutcome>| match nearest(&row) {
        (0, _, failed) => judge.outcome(row, failed),
        _ => Outcome::Failed,
    };
    let standing = match near.map(outcome) {
        _ if leads.is_some() => Standing::Leads,
        _ if past.barred.contains(&unit) => Standing::Barred,
        _ if !matrix.units.is_active(unit, date) => Standing::Inactive,
        None => Standing::NoRow,
        Some(Outcome::NotAsked) => Standing::NotAsked,
        Some(Outcome::Failed | Outcome::NotInForce) => Standing::Failed,
        Some(_) if near.is_some_and(|row| is_fallback(matrix, row)) => Standing::Fallback,
        Some(_) => Standing::Outranked,
    };
    let hopeless =
        matches!(standing, Standing::Leads | Standing::Barred | Standing::Inactive | Standing::NoRow);
    let searched =
        if hopeless { Searched::default() } else { search(edition, ticket, &events, unit, &rows, BUDGET) };
    let found = searched.found.map(|found| {
        let received = edition.compiled.offsets.resolve(&matrix.clock.zone, found.ticket.received_at);
        let explained = explain_indexed(edition, &found.ticket, received, &events);
        names.extend(explained.names);
        Change { facts: found.facts, ticket: found.ticket, decision: explained.decision }
    });
    // the row that the unit leads by now; where none holds, after the change
    let after = found.iter().filter(|_| standing == Standing::Failed);
    let by = leads.into_iter().chain(after.flat_map(|change| &change.decision.parts));
    let by = by.filter(|part| part.lead == code).find_map(|part| part.row.clone());
    let row = by.and_then(|by| rows.iter().copied().find(|row| row.id == by)).or(near);
    let row = row.map(|row| {
        let outcome = if leads.is_some() { Outcome::Won } else { outcome(row) };
        let mut trace = tracer.row(row, outcome, &mut names);
        let winner = plan.parts.first().filter(|part| part.reason == Reason::Row).and_then(|part| part.row);
        if let (Outcome::Outranked, Some(winner), false) = (outcome, winner, is_fallback(matrix, row)) {
            let rank = row.rank(usize::MAX, &facts);
            trace.behind = Some(super::explain::behind(winner, row, rank, &facts));
        }
        trace
    });
    let parts = decision.parts.iter();
    let assists = parts.filter(|part| part.assist.contains(&code)).map(|part| part.part).collect();
    let (gave_up, tried) = (searched.gave_up, searched.tried);
    WhyNot { unit: code, decision, standing, assists, row, change: found, gave_up, tried, names }
}

/// Whether a row is one of the fallbacks.
fn is_fallback(matrix: &Matrix, row: &Rule<RowOutcome>) -> bool {
    matrix.fallbacks.iter().any(|rule| std::ptr::eq(rule, row))
}

/// The rows and fallbacks in force that can give a unit as lead, for this area or another one.
fn giving<'m>(
    matrix: &'m Matrix,
    facts: &Facts,
    date: jiff::civil::Date,
    unit: UnitId,
) -> Vec<&'m Rule<RowOutcome>> {
    use super::matrix::Named;
    let role = matrix.units.role(unit).map(crate::model::text::fold);
    let names = |row: &&Rule<RowOutcome>| match &row.outcome.lead {
        Named::Unit(id) => *id == unit,
        Named::Role(named) => Some(named) == role.as_ref() && matrix.units.is_active(unit, date),
    };
    let rows = matrix.rows.iter().chain(&matrix.fallbacks);
    rows.filter(|row| row.validity.holds(facts.received_on)).filter(names).collect()
}

/// Whether a row's lead is the unit for these facts.
fn gives(
    row: &Rule<RowOutcome>,
    matrix: &Matrix,
    facts: &Facts,
    date: jiff::civil::Date,
    unit: UnitId,
) -> bool {
    row.outcome.lead.resolve(matrix, facts, date) == Some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::compiled::Compiled;
    use crate::dispatch::decision::decide;
    use crate::dispatch::sample::{Dice, history, matrix, ticket};

    /// The fewest facts to change, up to two, for each unit to lead: by trying them all.
    fn fewest(matrix: &Matrix, ticket: &Ticket, history: &History) -> BTreeMap<String, usize> {
        let events = timeline(history, matrix);
        let mut texts = Vec::new();
        for set in 0..16_u32 {
            let words = ["火", "火灾", "水", "车"].iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
            texts.push((words.map(|(_, word)| *word).collect::<Vec<_>>().join("，"), 1));
        }
        let columns = ["matter", "area", "demand", "k", "occurred_at", "text"];
        let values: Vec<(&str, Vec<values::Value>)> = columns
            .map(|column| {
                (column, if column == "text" { texts.clone() } else { values::of(matrix, ticket, column) })
            })
            .into_iter()
            .collect();
        let mut fewest = BTreeMap::new();
        let mut try_one = |ticket: &Ticket, count: usize| {
            for part in decide(matrix, ticket, &events).parts {
                if matches!(part.reason, Reason::Row | Reason::Extra | Reason::NoRow) {
                    let least = fewest.entry(part.lead).or_insert(count);
                    *least = (*least).min(count);
                }
            }
        };
        for (at, (column, first)) in values.iter().enumerate() {
            for (value, _) in first {
                let mut one = ticket.clone();
                one.set(column, value.as_str());
                try_one(&one, 1);
                for (other, second) in values.iter().skip(at + 1) {
                    for (value, _) in second {
                        let mut two = one.clone();
                        two.set(other, value.as_str());
                        try_one(&two, 2);
                    }
                }
            }
        }
        fewest
    }

    #[test]
    fn no_smaller_change_is_missed() {
        let mut dice = Dice(11);
        let (mut ones, mut twos, mut more) = (0, 0, 0);
        for _ in 0..120 {
            let matrix = matrix(&mut dice);
            let compiled = Compiled::new(&matrix);
            let edition = Edition { matrix: &matrix, compiled: &compiled };
            let (ticket, history) = (ticket(&mut dice), history(&mut dice));
            let fewest = fewest(&matrix, &ticket, &history);
            for code in ["A", "B", "C", "D", "P1", "P2"] {
                let unit = matrix.units.find(code).unwrap();
                let why_not = why_not(edition, &ticket, &history, unit);
                assert!(!why_not.gave_up, "{ticket:?}");
                match (&why_not.change, why_not.standing) {
                    (_, Standing::Leads) => {}
                    (Some(change), _) => {
                        let parts = &change.decision.parts;
                        assert!(parts.iter().any(|part| part.lead == code), "{why_not:?}");
                        assert_eq!(
                            change.decision,
                            decide(&matrix, &change.ticket, &timeline(&history, &matrix))
                        );
                        let least = fewest.get(code).copied();
                        assert_eq!(
                            least,
                            Some(change.facts.len()).filter(|n| *n <= 2),
                            "{code} {why_not:#?}"
                        );
                        *[&mut ones, &mut twos, &mut more][change.facts.len().min(3) - 1] += 1;
                    }
                    (None, _) => assert_eq!(fewest.get(code), None, "{code} {:?} {why_not:#?}", matrix.rows),
                }
            }
        }
        assert!(ones > 100 && twos > 40 && more > 5, "{ones} {twos} {more}");
    }
}
