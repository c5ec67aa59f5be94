//! What could be tidied without changing an answer: idle rows, conditions and keywords, rows that could be one.
//!
//! Each finding is true of the table as it stands (rows that never win left out where it is about a row). What
//! is offered as a mend is true too once the mends before it are made: *safe*. So all safe mends together keep
//! every answer.

use super::answers::Answers;
use super::extras::doubles;
use super::idle::{self, beside, by_word, contained, lean, with, without_cell, without_words};
use super::instead::{Change, Same, View};
use super::merges::{Merge, merges};
use super::{Piece, Table};
use crate::condition::region::point::Point;
use crate::condition::region::solve::Solver;
use crate::condition::{Condition, Rule};
use std::collections::BTreeMap;

/// What is known of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// A base row that leads this ticket.
    Leads(Point),
    /// It never leads, or never adds anything.
    Never,
    /// An extra row that adds something, or a row of which nothing is known.
    Other,
}

/// A row without which every answer is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IdleRow {
    pub(super) row: usize,
    /// The rows that lead its tickets then, some of them; and whether a fallback leads some.
    pub(super) by: Vec<usize>,
    pub(super) fallback: bool,
    pub(super) safe: bool,
}

/// A cell, by its place in the condition, without which every answer is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct IdleCell {
    pub(super) row: usize,
    pub(super) cell: usize,
    pub(super) safe: bool,
}

/// A word of a cell of keywords without which every answer is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DeadWord {
    pub(super) row: usize,
    pub(super) cell: usize,
    pub(super) word: usize,
    /// The word of the cell that makes it idle by containment.
    pub(super) other: Option<usize>,
    pub(super) safe: bool,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Tidy {
    pub(super) rows: Vec<IdleRow>,
    pub(super) cells: Vec<IdleCell>,
    pub(super) words: Vec<DeadWord>,
    /// Each with whether it is safe.
    pub(super) merges: Vec<(Merge, bool)>,
    /// Of which not all is known.
    pub(super) unknown: Unknown,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) rows: bool,
    pub(super) cells: bool,
    pub(super) words: bool,
    pub(super) merges: bool,
}

/// How many heirs of an idle row are named.
const NAMED: usize = 3;

pub(super) fn tidy(table: &Table<'_>, solver: &mut Solver<'_>, standing: &[Standing]) -> Tidy {
    let answers = Answers::of_rows(table.matrix);
    let mut now = View::new(table, &answers);
    for (row, _) in standing.iter().enumerate().filter(|(_, own)| **own == Standing::Never) {
        now.delete(row);
    }
    let mut out = Tidy::default();
    idle_rows(&mut now, solver, standing, &mut out);
    let mut usable: Vec<bool> = standing.iter().map(|own| *own != Standing::Never).collect();
    for (row, _) in table.matrix.rows.iter().enumerate().filter(|(_, rule)| rule.outcome.extra) {
        if !usable.get(row).copied().unwrap_or_default() {
            continue;
        }
        if let Some(by) = doubles(table, &answers, solver, row, &usable) {
            if let Some(usable) = usable.get_mut(row) {
                *usable = false;
            }
            out.rows.push(IdleRow { row, by, fallback: false, safe: true });
        }
    }
    out.rows.sort_by_key(|idle| idle.row);
    let mut done = |row: usize| {
        if let Some(usable) = usable.get_mut(row) {
            *usable = false;
        }
    };
    out.rows.iter().for_each(|idle| done(idle.row));
    let plain = View::new(table, &answers);
    let mut forms: BTreeMap<usize, Condition> = BTreeMap::new();
    for (row, own) in standing.iter().enumerate() {
        let point = match own {
            Standing::Leads(point) if !out.rows.iter().any(|idle| idle.row == row) => Some(point),
            _ => None,
        };
        row_parts(&plain, &mut now, solver, (row, point), &mut forms, &mut out);
    }
    let words = out.words.iter().filter(|word| word.other.is_none()).map(|word| word.row);
    out.cells.iter().map(|cell| cell.row).chain(words).for_each(&mut done);
    let (found, unknown) = merges(table, &answers, solver, &usable);
    out.unknown.merges = unknown;
    for merge in found {
        let old: Vec<Piece> = merge.rows.iter().flat_map(|row| now.pieces(*row)).collect();
        let change = Change { rows: &merge.rows, old: &old, new: &merge.pieces, fallbacks: false };
        let extra = merge
            .rows
            .first()
            .and_then(|row| table.matrix.rows.get(*row))
            .is_some_and(|row| row.outcome.extra);
        let safe = extra || now.same(solver, change, &[]) == Same::Yes;
        if safe && !extra {
            merge.rows.iter().for_each(|row| now.delete(*row));
            if let Some(first) = merge.rows.first() {
                now.replace(*first, merge.pieces.clone());
            }
        }
        out.merges.push((merge, safe));
    }
    out
}

/// Rows that change nothing. Those that never win are left out: others take their place, not they others'.
fn idle_rows(now: &mut View<'_, '_>, solver: &mut Solver<'_>, standing: &[Standing], out: &mut Tidy) {
    let mut plain = View::new(now.table, now.answers);
    for (row, own) in standing.iter().enumerate() {
        if *own == Standing::Never {
            plain.delete(row);
        }
    }
    for (row, own) in standing.iter().enumerate() {
        let Standing::Leads(point) = own else { continue };
        if solver.left() == 0 {
            out.unknown.rows = true;
            return;
        }
        match idle::row(&plain, solver, row, Some(point), true) {
            Same::No => {}
            Same::Unknown => out.unknown.rows = true,
            Same::Yes => {
                let (by, fallback) = plain.heirs(solver, row, NAMED);
                // what stands for it may be gone by now
                let safe = idle::row(now, solver, row, None, false) == Same::Yes;
                if safe {
                    now.delete(row);
                }
                out.rows.push(IdleRow { row, by, fallback, safe });
            }
        }
    }
}

/// Conditions and keywords of a row that make no difference; without a point only keywords that others contain.
fn row_parts(
    plain: &View<'_, '_>,
    now: &mut View<'_, '_>,
    solver: &mut Solver<'_>,
    (row, point): (usize, Option<&Point>),
    forms: &mut BTreeMap<usize, Condition>,
    out: &mut Tidy,
) {
    let table = plain.table;
    let Some(rule) = table.matrix.rows.get(row) else { return };
    let lean = lean(table, &rule.condition);
    for (at, cell) in rule.condition.cells.iter().enumerate() {
        if let Some(point) = point {
            if solver.left() == 0 {
                (out.unknown.cells, out.unknown.words) = (true, true);
                return;
            }
            let points = beside(table, point, &rule.condition, cell);
            let form = without_cell(&rule.condition, at);
            match idle::condition(plain, solver, row, &with(rule, form), &points).0 {
                Same::No => {}
                Same::Unknown => out.unknown.cells = true,
                Same::Yes => {
                    let safe = remake(now, solver, forms, row, |condition| {
                        let at = condition.cells.iter().position(|own| own.column == cell.column)?;
                        Some(without_cell(condition, at))
                    });
                    out.cells.push(IdleCell { row, cell: at, safe });
                    continue;
                }
            }
        }
        let words = idle::words(&cell.test);
        let contained = contained(table, &cell.test);
        for (word, other) in &contained {
            out.words.push(DeadWord { row, cell: at, word: *word, other: Some(*other), safe: true });
        }
        let gone: Vec<usize> = contained.iter().map(|(word, _)| *word).collect();
        let (Some(point), true) = (point, words.len() - gone.len() > 1) else { continue };
        let kept = (0..words.len()).filter(|word| gone.binary_search(word).is_err());
        for (place, word) in kept.enumerate() {
            // what a list costs, a region of it costs
            if !solver.charge(words.len()) {
                out.unknown.words = true;
                return;
            }
            let points = by_word(table, point, &rule.condition, cell, word);
            let form = without_words(&lean, at, &[place]);
            match idle::condition(plain, solver, row, &with(rule, form), &points).0 {
                Same::No => {}
                Same::Unknown => out.unknown.words = true,
                Same::Yes => {
                    let gone = words.get(word);
                    let safe = remake(now, solver, forms, row, |condition| {
                        let at = condition.cells.iter().position(|own| own.column == cell.column)?;
                        let words = idle::words(&condition.cells.get(at)?.test);
                        let word = words.iter().position(|own| Some(own) == gone)?;
                        (words.len() > 1).then(|| without_words(condition, at, &[word]))
                    });
                    out.words.push(DeadWord { row, cell: at, word, other: None, safe });
                }
            }
        }
    }
}

/// Changes the condition of a row in the table as it is mended by now, if that keeps every answer.
fn remake(
    now: &mut View<'_, '_>,
    solver: &mut Solver<'_>,
    forms: &mut BTreeMap<usize, Condition>,
    row: usize,
    change: impl Fn(&Condition) -> Option<Condition>,
) -> bool {
    let table = now.table;
    let Some(rule) = table.matrix.rows.get(row) else { return false };
    let Some(form) = change(forms.get(&row).unwrap_or(&lean(table, &rule.condition))) else { return false };
    let (same, pieces) = idle::condition(now, solver, row, &with(rule, form.clone()), &[]);
    if same == Same::Yes {
        now.replace(row, pieces);
        forms.insert(row, form);
    }
    same == Same::Yes
}

/// Keywords of a list of other rules without which every answer is the same: contained in others of their cell,
/// or never decisive because another rule of the list says the same.
pub(super) fn dead_words<T: Clone + PartialEq>(
    table: &Table<'_>,
    solver: &mut Solver<'_>,
    rules: &[Rule<T>],
) -> (Vec<DeadWord>, bool) {
    let list = table.of_rules(rules);
    let answers = Answers::of_rules(rules);
    let view = View::new(&list, &answers);
    let (mut out, mut unknown) = (Vec::new(), false);
    for (row, rule) in rules.iter().enumerate() {
        let old = view.pieces(row);
        let cells = rule.condition.cells.iter().enumerate();
        let has_words = cells.clone().any(|(_, cell)| !idle::words(&cell.test).is_empty());
        if !has_words {
            continue;
        }
        // of a rule that changes nothing no word does
        let change = Change { rows: &[row], old: &old, new: &[], fallbacks: false };
        let counts = view.same(solver, change, &[]) == Same::No;
        let lean = lean(&list, &rule.condition);
        for (at, cell) in cells {
            let words = idle::words(&cell.test);
            let contained = contained(table, &cell.test);
            for (word, other) in &contained {
                out.push(DeadWord { row, cell: at, word: *word, other: Some(*other), safe: false });
            }
            let gone: Vec<usize> = contained.iter().map(|(word, _)| *word).collect();
            if !counts || words.len() - gone.len() < 2 {
                continue;
            }
            let kept = (0..words.len()).filter(|word| gone.binary_search(word).is_err());
            for (place, word) in kept.enumerate() {
                if !solver.charge(words.len()) {
                    return (out, true);
                }
                let form = with(rule, without_words(&lean, at, &[place]));
                match idle::rule(&view, solver, row, &form, &[]) {
                    Same::No => {}
                    Same::Unknown => unknown = true,
                    Same::Yes => out.push(DeadWord { row, cell: at, word, other: None, safe: false }),
                }
            }
        }
    }
    (out, unknown)
}
