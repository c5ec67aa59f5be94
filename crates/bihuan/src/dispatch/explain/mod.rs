//! Why a decision is what it is: the winning rows cell by cell, and the rows that came close with what
//! stood between.

pub(crate) mod text;
pub(crate) mod trace;

use super::answer::decide as indexed;
use super::decide::{Edition, OutlinePart, Scratch};
use super::decision::{Decision, answer};
use super::matrix::{Matrix, RowOutcome};
use super::plan::{Candidacy, Past, Plan, PlanPart, candidacy, date_of_units, plan};
use super::timeline::Entry;
use crate::condition::facts::Facts;
use crate::condition::{Ahead, Rank, Rule};
use crate::model::answer::Notes;
use crate::model::ticket::Ticket;
use crate::model::words::{Reason, Word};
use crate::time::days::Local;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use trace::Tracer;

/// How many rows that came close are shown.
const NEAR: usize = 5;

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The decision itself.
    pub decision: Decision,
    /// The rows that gave a part, and extra rows merged into one.
    pub rows: Vec<RowTrace>,
    /// Emergency, not-accepted and green rules that hold.
    pub rules: Vec<RowTrace>,
    /// Rows that came close, the closest first.
    pub near: Vec<RowTrace>,
    /// Names of the units that appear, by code.
    pub names: BTreeMap<String, String>,
}

/// A row or rule, cell by cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RowTrace {
    /// Its name.
    pub row: String,
    /// Its lead for this ticket: a code, or the role that nobody fills.
    pub lead: Option<String>,
    /// Higher goes first.
    pub priority: i32,
    /// Levels of the matter that it names (D-4).
    pub depth: usize,
    /// Filled cells beside the matter (D-4).
    pub count: usize,
    /// Every filled cell and what it met.
    pub cells: Vec<CellTrace>,
    /// What came of it.
    pub outcome: Outcome,
    /// The row that goes before it, where rank alone decides (D-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<Behind>,
}

/// The row that goes before another one, and by what (D-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Behind {
    /// The row that goes first.
    pub row: String,
    /// The first of priority, depth, count and place in the table in which they differ.
    pub by: RankedBy,
    /// That measure of the row that goes first.
    pub first: i64,
    /// That measure of this row.
    pub own: i64,
}

/// What sets two rows apart that both hold, in the order in which it is asked (D-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RankedBy {
    /// 优先级: the higher one.
    Priority,
    /// 事项层级: the more particular matter.
    Depth,
    /// 条件数: the more filled cells.
    Count,
    /// 清单次序: the line of the table, all else being equal.
    Order,
}

/// A cell and the fact it met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CellTrace {
    /// The column.
    pub column: String,
    /// The cell as written.
    pub cell: String,
    /// The ticket's fact; none when it is absent.
    pub fact: Option<String>,
    /// The keywords that stand in the text.
    pub found: Vec<String>,
    /// Whether the cell holds.
    pub holds: bool,
}

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It gave a part, or was merged into one.
    Won,
    /// All its cells hold, another row ranks before it.
    Outranked,
    /// All its cells hold, but the part was designated, adjudicated or refused without asking the rows.
    NotAsked,
    /// A cell does not hold.
    Failed,
    /// Its dates do not hold on the day of receipt.
    NotInForce,
    /// No unit fills its lead's role for this ticket.
    LeadUnresolved,
    /// Its lead is not active on the date.
    LeadInactive,
    /// Its lead may not lead again after an upheld return (D-14).
    LeadBarred,
}

impl Word for Outcome {
    const WORDS: &'static [(Outcome, &'static str, &'static str)] = &[
        (Outcome::Won, "采用", "won"),
        (Outcome::Outranked, "排序靠后", "outranked"),
        (Outcome::NotAsked, "此次不按清单", "not_asked"),
        (Outcome::Failed, "不满足", "failed"),
        (Outcome::NotInForce, "不在有效期", "not_in_force"),
        (Outcome::LeadUnresolved, "角色无单位", "lead_unresolved"),
        (Outcome::LeadInactive, "主办已停用", "lead_inactive"),
        (Outcome::LeadBarred, "退单后不再主办", "lead_barred"),
    ];
}

/// Explains the decision on a ticket with the events so far; by the plain evaluator.
pub(crate) fn explain(matrix: &Matrix, ticket: &Ticket, events: &[Entry<'_>]) -> Explanation {
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    let plan = plan(matrix, ticket, &facts, events);
    let decision = answer(matrix, ticket, &facts, &plan, events);
    explain_plan(matrix, ticket, events, &facts, &plan, decision)
}

/// The same, decided through the indexes.
pub(crate) fn explain_indexed(
    edition: Edition<'_>,
    ticket: &Ticket,
    received: Local,
    events: &[Entry<'_>],
) -> Explanation {
    let matrix = edition.matrix;
    let mut scratch = Scratch::default();
    let decision = indexed(edition, ticket, received, events, &mut scratch);
    let outline = scratch.outline();
    let part = |part: &OutlinePart| PlanPart {
        lead: part.lead,
        assists: part.assists.clone(),
        reason: part.reason,
        row: edition.rule(part.row),
        row_id: edition.row_id(part.row),
    };
    let plan = Plan {
        channel: outline.channel,
        emergency: outline.emergency.and_then(|at| matrix.emergencies.get(at as usize)),
        tell: None,
        parts: outline.parts().iter().map(part).collect(),
        notes: Notes::default(),
    };
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    explain_plan(matrix, ticket, events, &facts, &plan, decision)
}

/// Explains a plan and the decision that it came to. Only the rows that the ticket has common ground with are
/// looked at: any other row neither holds nor comes close.
fn explain_plan(
    matrix: &Matrix,
    ticket: &Ticket,
    events: &[Entry<'_>],
    facts: &Facts,
    plan: &Plan<'_>,
    decision: Decision,
) -> Explanation {
    let rows = matrix.ground.rows(facts.matter.as_ref());
    let date = date_of_units(matrix, facts, events);
    let tracer = Tracer { matrix, ticket, facts, date };
    let judge = Judge::new(matrix, facts, events, plan);
    let mut won = Vec::new();
    let mut near: Vec<(usize, Rank, &Rule<RowOutcome>, Outcome)> = Vec::with_capacity(NEAR + 1);
    for (at, row) in rows.iter().filter_map(|at| Some((*at, matrix.rows.get(*at)?))) {
        let failed = row.condition.cells.iter().filter(|cell| !cell.holds(facts, None)).count();
        let outcome = judge.outcome(row, failed);
        if outcome == Outcome::Won {
            won.push(tracer.row(row, outcome));
            continue;
        }
        // a row without any common ground did not come close
        if failed > 0 && (failed == row.condition.cells.len() || !row.condition.meets_matter(facts)) {
            continue;
        }
        let rank = row.rank(at, facts);
        let place = near.partition_point(|(other, best, ..)| (*other, *best) < (failed, rank));
        if place < NEAR {
            near.truncate(NEAR - 1);
            near.insert(place, (failed, rank, row, outcome));
        }
    }
    let first = plan.parts.first();
    if let Some(rule) = first.filter(|part| part.reason == Reason::NoRow).and_then(|part| part.row) {
        won.insert(0, tracer.row(rule, Outcome::Won));
    }
    let winner = first.filter(|part| part.reason == Reason::Row).and_then(|part| part.row);
    let near = near.into_iter().map(|(_, rank, row, outcome)| {
        let mut trace = tracer.row(row, outcome);
        if outcome == Outcome::Outranked {
            trace.behind = winner.map(|winner| behind(winner, row, rank, facts));
        }
        trace
    });
    let near: Vec<_> = near.collect();
    let mut rules = Vec::new();
    rules.extend(plan.emergency.map(|rule| tracer.rule(rule, Outcome::Won)));
    for rule in matrix.not_accepted.iter().filter(|rule| rule.holds(facts, None)) {
        let decided = first.is_some_and(|part| part.row.is_none() && part.row_id == Some(&rule.id));
        rules.push(tracer.rule(rule, if decided { Outcome::Won } else { Outcome::Outranked }));
    }
    for rule in matrix.greens.iter().filter(|rule| rule.holds(facts, None)) {
        rules.push(tracer.rule(rule, Outcome::Won));
    }
    let mut names = tracer.names(plan);
    for row in won.iter().chain(&near) {
        tracer.name_lead(row, &mut names);
    }
    Explanation { decision, rows: won, rules, near, names }
}

/// What sets the winner before a row that holds as well.
pub(crate) fn behind(winner: &Rule<RowOutcome>, row: &Rule<RowOutcome>, rank: Rank, facts: &Facts) -> Behind {
    let best = winner.rank(0, facts);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let line = |rule: &Rule<RowOutcome>| i64::try_from(rule.line).unwrap_or(i64::MAX);
    let (by, first, own) = match best.ahead_of(rank) {
        Ahead::Priority => (RankedBy::Priority, winner.priority.into(), row.priority.into()),
        Ahead::Depth => (RankedBy::Depth, count(best.depth()), count(rank.depth())),
        Ahead::Count => (RankedBy::Count, count(best.count()), count(rank.count())),
        Ahead::Place => (RankedBy::Order, line(winner), line(row)),
    };
    Behind { row: winner.id.clone(), by, first, own }
}

/// Says what came of a row.
pub(crate) struct Judge<'a> {
    matrix: &'a Matrix,
    facts: &'a Facts,
    date: jiff::civil::Date,
    past: Past,
    plan: &'a Plan<'a>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(
        matrix: &'a Matrix,
        facts: &'a Facts,
        events: &[Entry<'_>],
        plan: &'a Plan<'a>,
    ) -> Judge<'a> {
        let date = date_of_units(matrix, facts, events);
        Judge { matrix, facts, date, past: Past::of(matrix, events), plan }
    }

    /// Whether a row gave a part.
    fn gave_part(&self, row: &Rule<RowOutcome>) -> bool {
        self.plan.parts.iter().any(|part| part.row.is_some_and(|own| std::ptr::eq(own, row)))
    }

    /// The outcome of a row of which so many cells fail.
    pub(crate) fn outcome(&self, row: &Rule<RowOutcome>, failed: usize) -> Outcome {
        if failed > 0 {
            return Outcome::Failed;
        }
        if !row.validity.holds(self.facts.received_on) {
            return Outcome::NotInForce;
        }
        let reason = self.plan.parts.first().map(|part| part.reason);
        let refused = reason == Some(Reason::NotAccepted);
        let not_asked = !matches!(reason, Some(Reason::Row | Reason::NoRow) | None);
        match candidacy(self.matrix, self.facts, self.date, &self.past, &row.outcome) {
            Candidacy::Unresolved => Outcome::LeadUnresolved,
            Candidacy::Inactive(_) => Outcome::LeadInactive,
            _ if self.gave_part(row) => Outcome::Won,
            Candidacy::Barred(_) => Outcome::LeadBarred,
            Candidacy::Leads(_) if row.outcome.extra && !refused => Outcome::Won,
            Candidacy::Leads(_) if not_asked => Outcome::NotAsked,
            Candidacy::Leads(_) => Outcome::Outranked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dispatch::compiled::Compiled;
    use crate::dispatch::sample::{Dice, history, matrix, ticket};
    use crate::dispatch::timeline::timeline;
    use std::cmp::Reverse;

    /// The rows that came close, by looking at every row: what the index must not change.
    fn near_of_all(matrix: &Matrix, ticket: &Ticket, events: &[Entry<'_>]) -> (Vec<String>, Vec<String>) {
        let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
        let plan = plan(matrix, ticket, &facts, events);
        let judge = Judge::new(matrix, &facts, events, &plan);
        let (mut won, mut near) = (Vec::new(), Vec::new());
        for (at, row) in matrix.rows.iter().enumerate() {
            let cells = &row.condition.cells;
            let failed = cells.iter().filter(|cell| !cell.holds(&facts, None)).count();
            if judge.outcome(row, failed) == Outcome::Won {
                won.push(row.id.clone());
                continue;
            }
            let depth = cells.iter().map(|cell| cell.depth(&facts)).max().unwrap_or(0);
            let met = depth > 0 || cells.iter().all(|cell| cell.column != "matter");
            if failed == 0 || (met && failed < cells.len()) {
                let count = cells.iter().filter(|cell| cell.column != "matter").count();
                near.push((
                    (failed, Reverse(row.priority), Reverse(depth), Reverse(count), at),
                    row.id.clone(),
                ));
            }
        }
        near.sort();
        (won, near.into_iter().take(NEAR).map(|(_, id)| id).collect())
    }

    #[test]
    fn the_index_changes_nothing() {
        let mut dice = Dice(5);
        let (mut close, mut outranked) = (0, 0);
        for _ in 0..3_000 {
            let matrix = matrix(&mut dice);
            let compiled = Compiled::new(&matrix);
            for _ in 0..6 {
                let (ticket, history) = (ticket(&mut dice), history(&mut dice));
                let events = timeline(&history, &matrix);
                let explained = explain(&matrix, &ticket, &events);
                let edition = Edition { matrix: &matrix, compiled: &compiled };
                let received = compiled.offsets.resolve(&matrix.clock.zone, ticket.received_at);
                assert_eq!(explain_indexed(edition, &ticket, received, &events), explained);
                let ids = |rows: &[RowTrace]| rows.iter().map(|row| row.row.clone()).collect::<Vec<_>>();
                let (won, near) = near_of_all(&matrix, &ticket, &events);
                assert_eq!(ids(&explained.near), near, "{ticket:?}");
                let rows = ids(&explained.rows).into_iter().filter(|id| !id.starts_with("fallback"));
                assert_eq!(rows.collect::<Vec<_>>(), won, "{ticket:?}");
                close += near.len();
                for row in explained.near.iter().filter(|row| row.outcome == Outcome::Outranked) {
                    outranked += 1;
                    let behind = row.behind.as_ref().unwrap();
                    let winner = explained.rows.iter().find(|winner| winner.row == behind.row).unwrap();
                    let ranks =
                        |row: &RowTrace| (Reverse(row.priority), Reverse(row.depth), Reverse(row.count));
                    assert!(ranks(winner) <= ranks(row), "the winner goes first");
                    assert_eq!(behind.by == RankedBy::Order, ranks(winner) == ranks(row));
                    assert!(behind.by == RankedBy::Order || behind.first > behind.own);
                }
            }
        }
        assert!(close > 10_000 && outranked > 1_000, "{close} {outranked}");
    }
}
