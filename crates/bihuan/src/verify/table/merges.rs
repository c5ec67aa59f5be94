//! BH0805: rows that could be one: they say the same, ask the same but in one column, and one row that lists
//! what they ask there gives every ticket the same answer.

use super::answers::Answers;
use super::build::pieces;
use super::idle::{dim, with};
use super::instead::{Change, Same, View};
use super::{Piece, Table};
use crate::condition::region::Region;
use crate::condition::region::set::Set;
use crate::condition::region::solve::Solver;
use crate::condition::test::{Cell, Item, Items, PathItem, Test};
use crate::condition::{Condition, Rule};
use crate::dispatch::matrix::RowOutcome;
use crate::model::unit::Validity;
use std::collections::BTreeMap;
use std::collections::HashMap;

/// Rows that could be one.
#[derive(Debug, Clone)]
pub(super) struct Merge {
    /// By their places; the first stays.
    pub(super) rows: Vec<usize>,
    /// The column in which they differ.
    pub(super) column: String,
    /// What it is to say.
    pub(super) written: String,
    /// The pieces of the row that is to stay.
    pub(super) pieces: Vec<Piece>,
}

/// What a cell asks, in a form that is equal where cells ask the same. A path of the matter counts as it is
/// written: its depth ranks (D-4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Asked {
    States(Vec<(u32, u32)>),
    Words(Vec<String>),
    Paths(Vec<(bool, Option<(bool, String)>)>),
    Other(String),
}

/// What rows that can be one have in common beside the cells that they keep.
type Alike<'a> = (usize, bool, i32, Validity, &'a str, Vec<(&'a str, &'a Asked)>);

/// What putting one more row to others costs for each of them, in steps.
const MERGING: usize = 8;

/// Groups of rows that could be one, every row in one of them at most. `usable` says which rows may be.
pub(super) fn merges(
    table: &Table<'_>,
    answers: &Answers,
    solver: &mut Solver<'_>,
    usable: &[bool],
) -> (Vec<Merge>, bool) {
    let rows = &table.matrix.rows;
    let asked: Vec<Vec<(&str, Asked)>> =
        rows.iter().map(|row| row.condition.cells.iter().map(|cell| asked(table, cell)).collect()).collect();
    let mut groups: HashMap<Alike<'_>, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(at, _)| usable.get(*at).copied().unwrap_or_default()) {
        let Some((own, class)) = asked.get(at).zip(answers.class(at)) else { continue };
        for (cell, (column, _)) in row.condition.cells.iter().zip(own) {
            if !is_list(&cell.test) {
                continue;
            }
            let mut others: Vec<_> = own
                .iter()
                .filter(|(other, _)| other != column)
                .map(|(column, asked)| (*column, asked))
                .collect();
            others.sort_unstable();
            let alike = (class, row.outcome.extra, row.priority, row.validity, *column, others);
            groups.entry(alike).or_default().push(at);
        }
    }
    // in the order of the table, whatever the order of the map
    let groups = groups.into_iter().filter(|(_, rows)| rows.len() > 1);
    let groups: BTreeMap<(usize, &str), Vec<usize>> =
        groups.filter_map(|((.., column, _), rows)| Some(((*rows.first()?, column), rows))).collect();
    let mut view = View::new(table, answers);
    let (mut found, mut unknown) = (Vec::new(), false);
    let mut taken = vec![false; rows.len()];
    for ((_, column), group) in groups {
        let mut group: Vec<usize> =
            group.into_iter().filter(|row| !taken.get(*row).copied().unwrap_or(true)).collect();
        // those that cannot join the first may be one among themselves
        while group.len() > 1 {
            let (merge, rest, is_unknown) = join(&view, solver, column, &group);
            unknown |= is_unknown;
            group = rest;
            let Some(merge) = merge else { continue };
            for row in &merge.rows {
                if let Some(taken) = taken.get_mut(*row) {
                    *taken = true;
                }
                view.delete(*row);
            }
            if let Some(first) = merge.rows.first() {
                view.replace(*first, merge.pieces.clone());
            }
            found.push(merge);
        }
    }
    (found, unknown)
}

/// The first of a group with all of the others that can join it, and those that cannot.
fn join(
    view: &View<'_, '_>,
    solver: &mut Solver<'_>,
    column: &str,
    group: &[usize],
) -> (Option<Merge>, Vec<usize>, bool) {
    let table = view.table;
    let Some((first, others)) = group.split_first() else { return (None, Vec::new(), false) };
    let Some(row) = table.matrix.rows.get(*first) else { return (None, others.to_vec(), false) };
    let mut one = row.clone();
    let mut rows = vec![*first];
    let mut merged: Option<Vec<Piece>> = None;
    let (mut rest, mut unknown) = (Vec::new(), false);
    for other in others {
        // the cells and pieces of all are put together anew
        if !solver.charge(MERGING * (rows.len() + 1)) {
            unknown = true;
            break;
        }
        let Some(next) = table.matrix.rows.get(*other).and_then(|row| both(&one, row, column)) else {
            rest.push(*other);
            continue;
        };
        let all: Vec<usize> = rows.iter().copied().chain([*other]).collect();
        let new = pieces(table.space, table.source, &table.roles, &next, *first, true);
        let same = if next.outcome.extra {
            alone(table, solver, &all)
        } else {
            let old: Vec<Piece> = all.iter().flat_map(|row| view.pieces(*row)).collect();
            view.same(solver, Change { rows: &all, old: &old, new: &new, fallbacks: false }, &[])
        };
        unknown |= same == Same::Unknown;
        if same == Same::Yes {
            (one, rows, merged) = (next, all, Some(new));
        } else {
            rest.push(*other);
        }
    }
    let written = one.condition.cells.iter().find(|cell| cell.column == column);
    let written = written.map(|cell| cell.written.to_string()).unwrap_or_default();
    let merge = merged.map(|pieces| Merge { rows, column: column.to_owned(), written, pieces });
    (merge, rest, unknown)
}

/// Whether no other extra row adds anything between the first and the last of some extra rows: then they may
/// stand at the first's place (D-8). Enough, if not needed.
fn alone(table: &Table<'_>, solver: &mut Solver<'_>, rows: &[usize]) -> Same {
    let is_own = |piece: &&Piece| rows.contains(&piece.at);
    let own: Vec<&Piece> = table.extras.iter().filter(is_own).collect();
    let (first, last) = (own.iter().map(|piece| piece.rank).min(), own.iter().map(|piece| piece.rank).max());
    let between = |piece: &&Piece| !is_own(piece) && Some(piece.rank) > first && Some(piece.rank) < last;
    solver.charge(table.extras.len() / 4 + 1);
    // of one depth: a deeper one would bring another place
    let depths =
        own.iter().all(|piece| own.first().is_some_and(|one| one.rank.depth() == piece.rank.depth()));
    let meets = |region: &Region| own.iter().any(|piece| piece.region.meets(region, table.space));
    if depths && !table.extras.iter().filter(between).any(|piece| meets(&piece.region)) {
        Same::Yes
    } else {
        Same::No
    }
}

/// A row that lists in a column what two rows ask there.
fn both(one: &Rule<RowOutcome>, other: &Rule<RowOutcome>, column: &str) -> Option<Rule<RowOutcome>> {
    let at = one.condition.cells.iter().position(|cell| cell.column == column)?;
    let (own, other) =
        (one.condition.cells.get(at)?, other.condition.cells.iter().find(|it| it.column == column)?);
    let test = match (&own.test, &other.test) {
        (Test::Matter(a), Test::Matter(b)) if are_siblings(a, b) => Test::Matter(a.and(b)),
        (Test::Area(a), Test::Area(b)) => Test::Area(a.and(b)),
        (Test::Demand(a), Test::Demand(b)) => Test::Demand(a.and(b)),
        (Test::Urgency(a), Test::Urgency(b)) => Test::Urgency(a.and(b)),
        (Test::Source(a), Test::Source(b)) => Test::Source(a.and(b)),
        (Test::Hours(a), Test::Hours(b)) => Test::Hours(a.and(b)),
        (Test::Days(a), Test::Days(b)) => Test::Days(a.and(b)),
        (Test::Where(name, a), Test::Where(_, b)) => Test::Where(name.clone(), a.and(b)),
        (Test::Keywords(a), Test::Keywords(b)) => Test::Keywords([a.as_slice(), b].concat()),
        _ => return None,
    };
    let written = format!("{}、{}", own.written.as_str().trim(), other.written.as_str().trim());
    let mut cells = one.condition.cells.clone();
    if let Some(slot) = cells.get_mut(at) {
        *slot = Cell { column: column.to_owned(), written: written.into(), test };
    }
    Some(with(one, Condition { cells }))
}

/// Whether all these matters stand below one: what has nothing to do with one another stays apart.
fn are_siblings(one: &Items<PathItem>, other: &Items<PathItem>) -> bool {
    let items = || one.items.iter().chain(&other.items);
    let mut above = one.values().chain(other.values()).map(|item| item.path.parent());
    let first = above.next().flatten().filter(|above| !above.is_empty());
    first.is_some()
        && above.all(|above| above == first)
        && items().all(|(_, item)| matches!(item, Item::Is(_)))
}

/// Whether a cell is a list of which one must hold: then two of them together are one.
fn is_list(test: &Test) -> bool {
    fn positive<T>(items: &Items<T>) -> bool {
        items.items.iter().all(|(negative, _)| !negative)
    }
    match test {
        Test::Matter(items) | Test::Area(items) => positive(items),
        Test::Demand(items) => positive(items),
        Test::Urgency(items) => positive(items),
        Test::Source(items) => positive(items),
        Test::Hours(items) => positive(items),
        Test::Days(items) => positive(items),
        Test::Where(_, items) => positive(items),
        Test::Keywords(_) => true,
        _ => false,
    }
}

fn asked<'c>(table: &Table<'_>, cell: &'c Cell) -> (&'c str, Asked) {
    let asked = match &cell.test {
        Test::Keywords(words) | Test::AllKeywords(words) | Test::NotKeywords(words) => {
            let mut words = words.clone();
            words.sort_unstable();
            words.dedup();
            Asked::Words(words)
        }
        Test::Matter(items) => {
            let path = |item: &PathItem| (item.exact, item.path.joined());
            let mut paths: Vec<_> = items
                .items
                .iter()
                .map(|(negative, item)| match item {
                    Item::Any => (*negative, None),
                    Item::Is(item) => (*negative, Some(path(item))),
                })
                .collect();
            paths.sort_unstable();
            paths.dedup();
            Asked::Paths(paths)
        }
        test => {
            let only = Condition { cells: vec![cell.clone()] };
            let region = table.space.region(&only, Validity::default(), table.source);
            match (dim(table, test), region) {
                (Some(dim), Some(region)) => {
                    let full = table.space.full(dim);
                    Asked::States(region.told(dim).unwrap_or(full).spans())
                }
                (Some(_), None) => Asked::States(Set::Mask(0).spans()),
                (None, _) => Asked::Other(cell.written.to_string()),
            }
        }
    };
    (cell.column.as_str(), asked)
}
