//! Why a decision is what it is: the winning rows cell by cell, and the rows that came close with what
//! stood between.

pub(crate) mod text;
pub(crate) mod trace;

use super::answer::{decide as indexed, given};
use super::decide::{Edition, Scratch};
use super::decision::{Decision, answer};
use super::matrix::{Matrix, RowOutcome};
use super::outline::OutlinePart;
use super::plan::{Candidacy, Past, Plan, PlanPart, candidacy, date_of_units, plan};
use super::timeline::Entry;
use crate::condition::facts::Facts;
use crate::condition::{Ahead, Rank, Rule};
use crate::model::answer::Notes;
use crate::model::shared::SharedText;
use crate::model::ticket::Ticket;
use crate::model::words::{Reason, Word};
use crate::time::days::Local;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
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
    /// Rows that came close, the closest first: all their cells hold, or their matter holds by a path that they
    /// name, or they ask none, and not all other cells fail.
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
    pub column: Cow<'static, str>,
    /// The cell as written.
    pub cell: SharedText,
    /// The ticket's fact; none when it is absent.
    pub fact: Option<SharedText>,
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

/// Explains the decision on a ticket with the events so far; by the plain evaluator, row after row.
pub(crate) fn explain(matrix: &Matrix, ticket: &Ticket, events: &[Entry<'_>]) -> Explanation {
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    let plan = plan(matrix, ticket, &facts, events);
    let decision = answer(matrix, ticket, &facts, &plan, events);
    let rows = 0..u32::try_from(matrix.rows.len()).unwrap_or(u32::MAX);
    let rows: Vec<_> = rows.map(|row| Met { row, rank: 0, misses: 0, extra: false }).collect();
    explain_plan(matrix, ticket, events, &facts, &plan, decision, &rows)
}

/// The same, decided through the indexes: only the rows that the ticket has common ground with are looked at.
pub(crate) fn explain_indexed(
    edition: Edition<'_>,
    ticket: &Ticket,
    received: Local,
    events: &[Entry<'_>],
) -> Explanation {
    let matrix = edition.matrix;
    let mut scratch = Scratch::default();
    let decision = indexed(edition, ticket, received, events, &mut scratch);
    let mut rows = Vec::with_capacity(32);
    edition.each_met(&given(ticket), &mut scratch, |extra, rank, row, misses| {
        rows.push(Met { row, rank, misses, extra });
    });
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
    explain_plan(matrix, ticket, events, &facts, &plan, decision, &rows)
}

/// A row that a ticket has common ground with.
#[derive(Debug, Clone, Copy)]
struct Met {
    row: u32,
    /// Its place among the base rows or the extra ones, best first.
    rank: u32,
    /// Of its cells so many fail at least.
    misses: u32,
    extra: bool,
}

/// A row that came close.
struct Near<'m> {
    failed: usize,
    rank: Rank,
    row: &'m Rule<RowOutcome>,
    outcome: Outcome,
    met: Met,
}

impl Near<'_> {
    /// Whether a row stands behind this one by what is known without looking at it.
    fn is_before(&self, met: Met) -> bool {
        let misses = met.misses as usize;
        let same_list = met.extra == self.met.extra;
        misses > self.failed || (misses == self.failed && same_list && met.rank >= self.met.rank)
    }
}

/// Explains a plan and the decision that it came to; `rows` are those that can hold or come close.
fn explain_plan(
    matrix: &Matrix,
    ticket: &Ticket,
    events: &[Entry<'_>],
    facts: &Facts,
    plan: &Plan<'_>,
    decision: Decision,
    rows: &[Met],
) -> Explanation {
    let date = date_of_units(matrix, facts, events);
    let tracer = Tracer::new(matrix, ticket, facts, date);
    let judge = Judge::new(matrix, facts, events, plan);
    let mut names = tracer.names(plan);
    let mut won: Vec<(u32, RowTrace)> = Vec::new();
    let mut near: Vec<Near<'_>> = Vec::with_capacity(NEAR + 1);
    // those that can hold first, then by what fails at least
    for misses in 0..=rows.iter().map(|met| met.misses).max().unwrap_or(0) {
        for met in rows.iter().filter(|met| met.misses == misses) {
            let full = near.len() == NEAR;
            if misses > 0 && full && near.last().is_some_and(|last| last.is_before(*met)) {
                continue;
            }
            let Some(row) = matrix.rows.get(met.row as usize) else { continue };
            let rank = row.rank(met.row as usize, facts);
            // what cannot come close any more only has to show whether it holds
            let most = match near.last() {
                Some(last) if full => last.failed.saturating_sub(usize::from(rank > last.rank)),
                _ => usize::MAX,
            };
            let failed = row.condition.failing(facts, most);
            let outcome = judge.outcome(row, failed);
            if outcome == Outcome::Won {
                // a row of several matters comes several times
                if won.iter().all(|(at, _)| *at != met.row) {
                    won.push((met.row, tracer.row(row, rank, outcome, &mut names)));
                }
                continue;
            }
            // a row without any common ground did not come close
            if failed > 0
                && (failed == row.condition.cells.len() || !row.condition.meets_matter(facts, rank.depth()))
            {
                continue;
            }
            let place = near.partition_point(|other| (other.failed, other.rank) < (failed, rank));
            if place < NEAR && near.get(place).is_none_or(|other| !std::ptr::eq(other.row, row)) {
                near.truncate(NEAR - 1);
                near.insert(place, Near { failed, rank, row, outcome, met: *met });
            }
        }
        if near.len() == NEAR && near.last().is_some_and(|last| last.failed <= misses as usize) {
            break;
        }
    }
    won.sort_unstable_by_key(|(at, _)| *at);
    let mut won: Vec<RowTrace> = won.into_iter().map(|(_, row)| row).collect();
    let first = plan.parts.first();
    if let Some(rule) = first.filter(|part| part.reason == Reason::NoRow).and_then(|part| part.row) {
        won.insert(0, tracer.row(rule, rule.rank(0, facts), Outcome::Won, &mut names));
    }
    let winner = first.filter(|part| part.reason == Reason::Row).and_then(|part| part.row);
    let near = near.into_iter().map(|Near { rank, row, outcome, .. }| {
        let mut trace = tracer.row(row, rank, outcome, &mut names);
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
            let matter = cells.iter().find(|cell| cell.column == "matter");
            let met = matter.is_none_or(|cell| depth > 0 && cell.holds(&facts, None));
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
                let received = compiled.offsets.resolve(&matrix.clock.zone, ticket.received_at.into());
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
