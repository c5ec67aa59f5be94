//! What the table's checks found, as findings.

mod taken;
mod tidy;

use super::build::space;
use super::conflicts::{Conflicts, conflicts};
use super::extras::{Extra, extra};
use super::gaps::gaps;
use super::lives::{Life, clash, life};
use super::partly::partly;
use super::{Budget, Table};
use crate::condition::Condition;
use crate::condition::parse::{self, Names};
use crate::condition::region::Region;
use crate::condition::region::solve::Solver;
use crate::condition::region::words;
use crate::dispatch::decision::decide;
use crate::message::{Code, Finding, Findings, Mend, Place};
use crate::model::ticket::Ticket;
use crate::verify::found::Found;
use crate::verify::subject::{List, RuleRef, RuleView, Subject};
use std::collections::BTreeMap;

/// How many rows a message names.
const NAMED: usize = 5;

/// How many characters of a region's cell a message shows.
const SHOWN: usize = 60;

/// Proves the matrix: dead rows, conflicts, rows partly taken, gaps. Also how many more there are of a code
/// than were proven.
pub(crate) fn findings(subject: &Subject<'_>, budget: Budget, found: &mut Vec<Found>) -> BTreeMap<Code, u64> {
    if subject.force.is_empty() {
        return BTreeMap::new();
    }
    let space = space([(subject.matrix, subject.force)]);
    let table = Table::new(subject.matrix, &space, 0);
    let mut report =
        Report { subject, table: &table, budget, found, more: BTreeMap::new(), unfinished: Vec::new() };
    let (live, never) = report.lives();
    report.conflicts();
    report.gaps();
    report.partly(&live);
    report.tidy(&live, &never);
    report.taken(&live);
    report.stopped();
    report.more
}

struct Report<'r, 's, 'm> {
    subject: &'r Subject<'s>,
    table: &'r Table<'m>,
    budget: Budget,
    found: &'r mut Vec<Found>,
    more: BTreeMap<Code, u64>,
    unfinished: Vec<Code>,
}

impl<'r, 's, 'm> Report<'r, 's, 'm> {
    /// A solver with a sixth of the budget: one check that blows up leaves the others theirs.
    fn solver(&self) -> Solver<'m> {
        Solver::new(self.table.space, self.budget.all / 6, self.budget.one)
    }

    fn row(&self, at: usize) -> Option<RuleView<'s>> {
        self.subject.rule(RuleRef { list: List::Rows, at })
    }

    fn id(&self, row: usize) -> &'s str {
        self.row(row).map_or("", |row| row.id)
    }

    fn ids(&self, rows: &[usize]) -> String {
        let mut ids: Vec<&str> = rows.iter().take(NAMED).map(|row| self.id(*row)).collect();
        if rows.len() > NAMED {
            ids.push("…");
        }
        ids.join("、")
    }

    fn lead(&self, row: usize) -> &'s str {
        self.row(row).and_then(|row| row.outcome).map_or("", |outcome| self.subject.name(&outcome.lead))
    }

    /// The ticket of a region as the fields of a witness; it is dispatched where assertions are on.
    fn witness(&self, finding: Finding, region: &Region, led_by: Option<usize>) -> Finding {
        let Some(ticket) = self.table.space.ticket(region, "witness") else { return finding };
        debug_assert!(self.shows(&ticket, led_by), "{ticket:?} is not led by {led_by:?}");
        finding.witness_is(ticket.fields())
    }

    /// Whether the evaluator gives a ticket to a row; without one, to none of them.
    fn shows(&self, ticket: &Ticket, led_by: Option<usize>) -> bool {
        let decision = decide(self.subject.matrix, ticket, &[]);
        let part = decision.parts.first();
        let row = part.filter(|part| part.reason == crate::model::words::Reason::Row);
        row.and_then(|part| part.row.as_deref()) == led_by.map(|row| self.id(row))
    }

    /// Rows that never win, hold for no ticket, or matter off the list alone. Of each base row that wins some
    /// tickets that it leads, and which rows never count.
    fn lives(&mut self) -> (Vec<Option<Region>>, Vec<bool>) {
        let mut solver = self.solver();
        let mut live = vec![None; self.table.matrix.rows.len()];
        let mut never = vec![false; live.len()];
        for at in 0..live.len() {
            let Some(rule) = self.row(at) else { continue };
            if solver.left() == 0 {
                self.unfinished.push(Code::RowNeverWins);
                break;
            }
            let by = if rule.outcome.is_some_and(|outcome| outcome.extra) {
                match extra(self.table, &mut solver, at) {
                    Extra::Never(by) => Some(by),
                    Extra::Empty => {
                        self.empty(&rule);
                        None
                    }
                    Extra::Unknown => {
                        self.unfinished.push(Code::RowNeverWins);
                        None
                    }
                    Extra::Adds | Extra::NoLead => None,
                }
            } else {
                match life(self.table, &mut solver, at) {
                    Life::Never(by) => Some(by),
                    Life::Empty => {
                        self.empty(&rule);
                        None
                    }
                    Life::OffList(region) => {
                        let finding = self.subject.at_row(Code::RowOffList, &rule).value(rule.id);
                        // of it no better row has any
                        let shown = self.table.accepted(&mut solver, &region, &[]).free();
                        let finding = match shown {
                            Some(shown) => self.witness(finding, &shown, Some(at)),
                            None => finding,
                        };
                        self.found.push(Found::about(finding, rule.me));
                        if let Some(live) = live.get_mut(at) {
                            *live = Some(region);
                        }
                        None
                    }
                    Life::Unknown => {
                        self.unfinished.push(Code::RowNeverWins);
                        None
                    }
                    Life::Wins(region) => {
                        if let Some(live) = live.get_mut(at) {
                            *live = Some(region);
                        }
                        None
                    }
                    Life::NoLead => None,
                }
            };
            if let Some(by) = by {
                if let Some(never) = never.get_mut(at) {
                    *never = true;
                }
                self.never(&mut solver, &rule, &by);
            }
        }
        (live, never)
    }

    fn never(&mut self, solver: &mut Solver<'_>, rule: &RuleView<'s>, by: &[usize]) {
        let finding = self.subject.at_row(Code::RowNeverWins, rule).value(rule.id).arg("by", self.ids(by));
        let mut finding = finding.mend_is(delete(self.subject, rule));
        // a ticket for which it holds, as it would be if nothing stood before it
        let own = self.table.of_row(rule.me.at).iter().map(|id| self.table.region(*id));
        let extra =
            self.table.extras.iter().filter(|piece| piece.at == rule.me.at).map(|piece| &piece.region);
        let shown = own.chain(extra).find_map(|region| self.table.accepted(solver, region, &[]).free());
        if let Some(ticket) = shown.and_then(|region| self.table.space.ticket(&region, "witness")) {
            finding = finding.witness_is(ticket.fields());
        }
        self.found.push(Found::about(finding, rule.me));
    }

    fn empty(&mut self, rule: &RuleView<'s>) {
        let cells = clash(self.table, rule.me.at);
        if cells.is_empty() {
            return;
        }
        let written = cells.iter().filter_map(|at| rule.condition.cells.get(*at));
        let written: Vec<String> = written.map(|cell| format!("{}={}", cell.column, cell.written)).collect();
        let finding = self.subject.at_row(Code::CellsNeverHold, rule).value(rule.id);
        let finding = finding.arg("cells", written.join("; ")).mend_is(delete(self.subject, rule));
        self.found.push(Found::about(finding, rule.me));
    }

    fn conflicts(&mut self) {
        let mut solver = self.solver();
        let Conflicts { found, more, idle, unfinished } =
            conflicts(self.table, &mut solver, self.budget.proven);
        for conflict in found {
            let (Some(row), Some(other)) = (self.row(conflict.row), self.row(conflict.other)) else {
                continue;
            };
            let finding = self.subject.at_row(Code::RowConflict, &row).value(row.id).arg("other", other.id);
            let finding =
                finding.arg("lead", self.lead(conflict.row)).arg("other_lead", self.lead(conflict.other));
            let finding = self.witness(finding, &conflict.region, Some(conflict.row));
            // what no keyword tells apart meets more tickets
            let text = conflict.region.text();
            let weight =
                100_u64.saturating_sub((text.present.len() + text.any.len() + text.absent.len()) as u64);
            self.found.push(Found::about(finding, row.me).and(other.me).weighs(weight));
        }
        for (row, other) in idle {
            let Some(rule) = self.row(row) else { continue };
            let finding = self.subject.at_cell(Code::OverlapIdle, &rule, "overlap_ok").value(self.id(other));
            self.found.push(Found::about(finding.arg("row", rule.id), rule.me));
        }
        self.more(Code::RowConflict, more);
        self.unfinished.extend(unfinished.then_some(Code::RowConflict));
    }

    fn partly(&mut self, live: &[Option<Region>]) {
        let mut solver = self.solver();
        let mut proven = 0;
        for (row, _) in live.iter().enumerate().filter(|(_, live)| live.is_some()) {
            let Some(rule) = self.row(row) else { continue };
            if proven >= self.budget.proven {
                break;
            }
            if solver.left() == 0 {
                self.unfinished.push(Code::RowPartlyTaken);
                break;
            }
            match partly(self.table, &mut solver, row) {
                Ok(None) => {}
                Err(()) => self.unfinished.push(Code::RowPartlyTaken),
                Ok(Some(partly)) => {
                    proven += 1;
                    let mut left: Vec<String> =
                        partly.left.iter().map(|region| self.words_beyond(region, row)).collect();
                    left.dedup();
                    let finding = self.subject.at_row(Code::RowPartlyTaken, &rule).value(rule.id);
                    let by = self.ids(&partly.by) + if partly.others > 0 { "、…" } else { "" };
                    let finding = finding.arg("by", by).arg("left", left.join(" | "));
                    let taker = partly.by.first().copied();
                    let finding = self.witness(finding, &partly.taken, taker);
                    let found = Found::about(finding, rule.me);
                    let taker = taker.and_then(|taker| self.row(taker));
                    self.found.push(match taker {
                        Some(taker) => found.and(taker.me),
                        None => found,
                    });
                }
            }
        }
    }

    fn gaps(&mut self) {
        let mut solver = self.solver();
        let gaps = gaps(self.table, &mut solver, self.budget.proven);
        let table = &self.subject.written.list(List::Rows).table;
        let count = gaps.found.len() as u64;
        for (gap, weight) in gaps.found.iter().zip((0..count).rev()) {
            let finding = Finding::new(Code::Gap).at(table).arg("region", self.words(&gap.region));
            let mut cells = self.table.space.cells(&gap.region).unwrap_or_default();
            let region = self.condition(&cells);
            // a row for whatever matter is left would do what the fallback is there for, and worse
            let rest = |(column, cell): &(String, String)| {
                column == "matter" && cell.split('、').all(|item| item.starts_with('!'))
            };
            let finding = if cells.iter().any(rest) {
                finding
            } else {
                let fallback = self.subject.matrix.units.code(self.subject.matrix.required_fallback);
                cells.push(("lead".to_owned(), fallback.to_owned()));
                finding.mend_is(Mend::AddRow { table: table.clone(), cells })
            };
            let finding = self.witness(finding, &gap.shown, None);
            self.found.push(Found::of_region(finding, region).weighs(weight + 1));
        }
        self.more(Code::Gap, gaps.more);
        self.unfinished.extend(gaps.unfinished.then_some(Code::Gap));
    }

    /// A region's cells as a condition: what tickets it touches.
    fn condition(&self, cells: &[(String, String)]) -> Condition {
        let matrix = self.subject.matrix;
        let names = Names { units: &matrix.units, matters: &matrix.matters };
        let mut findings = Findings::default();
        let cells = cells.iter().filter(|(column, _)| column != "from" && column != "until");
        let cells = cells.filter_map(|(column, written)| {
            parse::cell(column, written, names, &Place::default(), &mut findings)
        });
        Condition { cells: cells.collect() }
    }

    fn words(&self, region: &Region) -> String {
        self.table.space.words(region, SHOWN).unwrap_or_default()
    }

    /// The words of a part of a row, without those that the row says itself.
    fn words_beyond(&self, region: &Region, row: usize) -> String {
        let space = self.table.space;
        let pieces = self.table.of_row(row).iter().map(|id| self.table.region(*id));
        let own = pieces.filter(|own| region.is_within(own, space)).find_map(|own| space.cells(own));
        let mut cells = space.cells(region).unwrap_or_default();
        cells.retain(|cell| own.as_ref().is_none_or(|own| !own.contains(cell)));
        words::joined(cells, SHOWN)
    }

    fn more(&mut self, code: Code, more: u64) {
        if more > 0 {
            *self.more.entry(code).or_default() += more;
        }
    }

    fn stopped(&mut self) {
        self.unfinished.sort_unstable();
        self.unfinished.dedup();
        if self.unfinished.is_empty() {
            return;
        }
        let what: Vec<String> = self.unfinished.iter().map(Code::to_string).collect();
        let finding = Finding::new(Code::BudgetReached).at(&self.subject.written.list(List::Rows).table);
        let finding = finding.arg("budget", self.budget.all).arg("what", what.join("、"));
        self.found.push(Found::plain(finding));
    }
}

fn delete(subject: &Subject<'_>, rule: &RuleView<'_>) -> Mend {
    Mend::DeleteRow { row: subject.written.list(rule.me.list).row(rule.line) }
}
