//! BH0804, BH0806, BH0810: rows, conditions and keywords without which every ticket gets the same answer.

use super::build::{pieces, ranked};
use super::instead::{Change, Same, View};
use super::{Piece, Table};
use crate::condition::region::keywords::Key;
use crate::condition::region::point::Point;
use crate::condition::region::set::Set;
use crate::condition::region::solve::Solver;
use crate::condition::region::{AREA, DAYS, DEMAND, Dim, HOURS, MATTER, SOURCE, URGENCY};
use crate::condition::test::{Cell, Test};
use crate::condition::{Condition, Rule};
use crate::dispatch::matrix::RowOutcome;
use crate::model::text::fold;
use std::collections::{BTreeSet, HashMap};

/// Other values of a fact that are tried before a proof.
const TRIED: usize = 4;

/// Whether every ticket gets the same answer without a row; `point` is a ticket that it leads. A fallback can
/// stand for it where that counts.
pub(super) fn row(
    view: &View<'_, '_>,
    solver: &mut Solver<'_>,
    row: usize,
    point: Option<&Point>,
    fallbacks: bool,
) -> Same {
    let old = view.pieces(row);
    let change = Change { rows: &[row], old: &old, new: &[], fallbacks };
    view.same(solver, change, point.map_or(&[], std::slice::from_ref))
}

/// A rule with another condition.
pub(super) fn with<T: Clone>(rule: &Rule<T>, condition: Condition) -> Rule<T> {
    Rule { condition, ..rule.clone() }
}

/// A condition without one of its cells.
pub(super) fn without_cell(condition: &Condition, at: usize) -> Condition {
    let kept = condition.cells.iter().enumerate().filter(|(own, _)| *own != at);
    Condition { cells: kept.map(|(_, cell)| cell.clone()).collect() }
}

/// A condition without some words of a cell of keywords, by their places, ascending.
pub(super) fn without_words(condition: &Condition, at: usize, gone: &[usize]) -> Condition {
    let mut condition = condition.clone();
    if let Some(words) = condition.cells.get_mut(at).and_then(|cell| words_mut(&mut cell.test)) {
        let mut place = 0..;
        words.retain(|_| place.next().is_none_or(|place| gone.binary_search(&place).is_err()));
    }
    condition
}

/// A condition without the words that others of their cell make idle.
pub(super) fn lean(table: &Table<'_>, condition: &Condition) -> Condition {
    (0..condition.cells.len()).fold(condition.clone(), |condition, at| {
        let contained = condition.cells.get(at).map(|cell| contained(table, &cell.test)).unwrap_or_default();
        if contained.is_empty() {
            return condition;
        }
        without_words(&condition, at, &contained.iter().map(|(word, _)| *word).collect::<Vec<_>>())
    })
}

/// Whether a row gives every ticket the same answer with another condition.
pub(super) fn condition(
    view: &View<'_, '_>,
    solver: &mut Solver<'_>,
    row: usize,
    rule: &Rule<RowOutcome>,
    points: &[Point],
) -> (Same, Vec<Piece>) {
    let table = view.table;
    let new = pieces(table.space, table.source, &table.roles, rule, row, true);
    (form(view, solver, row, &new, points), new)
}

/// The same for a rule of another list.
pub(super) fn rule<T>(
    view: &View<'_, '_>,
    solver: &mut Solver<'_>,
    at: usize,
    rule: &Rule<T>,
    points: &[Point],
) -> Same {
    let new = ranked(view.table.space, view.table.source, rule, at, true);
    form(view, solver, at, &new, points)
}

fn form(view: &View<'_, '_>, solver: &mut Solver<'_>, row: usize, new: &[Piece], points: &[Point]) -> Same {
    let old = view.pieces(row);
    view.same(solver, Change { rows: &[row], old: &old, new, fallbacks: false }, points)
}

/// Points near one that a rule has, for which a cell of the rule fails and the others hold.
pub(super) fn beside(table: &Table<'_>, point: &Point, condition: &Condition, cell: &Cell) -> Vec<Point> {
    let space = table.space;
    match &cell.test {
        Test::Keywords(_) => {
            let all = keys(table, condition, |test| matches!(test, Test::AllKeywords(_)));
            vec![point.with_words(all, &space.keywords)]
        }
        Test::AllKeywords(all) => {
            (0..all.len().min(TRIED)).map(|at| without(table, point, condition, all, at)).collect()
        }
        Test::NotKeywords(words) => {
            let keys = words.iter().filter_map(|word| space.keywords.key(word)).take(TRIED);
            keys.map(|key| point.and_word(key, &space.keywords)).collect()
        }
        test => {
            let Some(dim) = dim(table, test) else { return Vec::new() };
            let only = Condition { cells: vec![cell.clone()] };
            let region = space.region(&only, Default::default(), table.source);
            let none = Set::new(space.size(dim), []);
            let own = region.as_ref().and_then(|region| region.told(dim)).unwrap_or(&none);
            let others = space.full(dim).minus(own);
            others.states().take(TRIED).map(|state| point.with_state(dim, state)).collect()
        }
    }
}

/// Points near one that a rule has, in which one word of a cell of keywords decides.
pub(super) fn by_word(
    table: &Table<'_>,
    point: &Point,
    condition: &Condition,
    cell: &Cell,
    at: usize,
) -> Vec<Point> {
    let space = table.space;
    let key = words(&cell.test).get(at).and_then(|word| space.keywords.key(word));
    match (&cell.test, key) {
        (Test::Keywords(_), Some(key)) => {
            let all = keys(table, condition, |test| matches!(test, Test::AllKeywords(_)));
            vec![point.with_words(all.into_iter().chain([key]), &space.keywords)]
        }
        (Test::AllKeywords(all), Some(_)) => vec![without(table, point, condition, all, at)],
        (Test::NotKeywords(_), Some(key)) => vec![point.and_word(key, &space.keywords)],
        _ => Vec::new(),
    }
}

/// The point with all of the words but one, and one of those of which some must be there.
fn without(table: &Table<'_>, point: &Point, condition: &Condition, all: &[String], at: usize) -> Point {
    let keywords = &table.space.keywords;
    let rest = all.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, word)| word);
    let rest: Vec<Key> = rest.filter_map(|word| keywords.key(word)).collect();
    let any = keys(table, condition, |test| matches!(test, Test::Keywords(_)));
    point.with_words(rest.into_iter().chain(any.into_iter().take(1)), keywords)
}

fn keys(table: &Table<'_>, condition: &Condition, of: impl Fn(&Test) -> bool) -> Vec<Key> {
    let cells = condition.cells.iter().filter(|cell| of(&cell.test));
    cells.flat_map(|cell| words(&cell.test)).filter_map(|word| table.space.keywords.key(word)).collect()
}

/// The dimension that a cell asks; none for the text and for facts of K-13.
pub(super) fn dim(table: &Table<'_>, test: &Test) -> Option<Dim> {
    match test {
        Test::Matter(_) => Some(MATTER),
        Test::Area(_) => Some(AREA),
        Test::Demand(_) => Some(DEMAND),
        Test::Urgency(_) => Some(URGENCY),
        Test::Source(_) => Some(SOURCE),
        Test::Hours(_) => Some(HOURS),
        Test::Days(_) => Some(DAYS),
        Test::Where(name, _) => table.space.attribute(name).map(|(dim, _)| dim),
        _ => None,
    }
}

/// The words of a cell of keywords; none of other cells.
pub(super) fn words(test: &Test) -> &[String] {
    match test {
        Test::Keywords(words) | Test::AllKeywords(words) | Test::NotKeywords(words) => words,
        _ => &[],
    }
}

fn words_mut(test: &mut Test) -> Option<&mut Vec<String>> {
    match test {
        Test::Keywords(words) | Test::AllKeywords(words) | Test::NotKeywords(words) => Some(words),
        _ => None,
    }
}

/// The words of a cell that another word of it makes idle, with that word, by their places. Where one stands in
/// a text a word inside of it stands too: of some words the longer, of words that all must be there the
/// shorter says nothing.
pub(super) fn contained(table: &Table<'_>, test: &Test) -> Vec<(usize, usize)> {
    let keywords = &table.space.keywords;
    let words: Vec<Option<Key>> = words(test).iter().map(|word| keywords.key(word)).collect();
    let mut places: Vec<(Key, usize)> =
        words.iter().enumerate().filter_map(|(at, key)| Some(((*key)?, at))).collect();
    places.sort_unstable();
    let place = |key: &Key| {
        let at = places.partition_point(|(own, _)| own < key);
        places.get(at).filter(|(own, _)| own == key).map(|(_, at)| *at)
    };
    let all = matches!(test, Test::AllKeywords(_));
    let other = |at: usize, key: Key| {
        // of words alike the first stays
        if let Some(first) = place(&key).filter(|first| *first < at) {
            return Some(first);
        }
        let near = if all { keywords.around(key) } else { keywords.inside(key) };
        let others: BTreeSet<usize> = near.iter().filter(|other| **other != key).filter_map(place).collect();
        others.into_iter().next()
    };
    words.iter().enumerate().filter_map(|(at, key)| Some((at, other(at, (*key)?)?))).collect()
}

/// What a cell of keywords says as written, without some of its words.
pub(super) fn rest(written: &str, gone: &[&str]) -> String {
    let items = crate::condition::cell::list(written).into_iter();
    let mut left: HashMap<String, usize> = HashMap::new();
    for word in gone {
        *left.entry(fold(word)).or_default() += 1;
    }
    // of words alike the last go
    let items: Vec<_> = items.map(|item| (item.text, item.folded())).collect();
    let mut kept: Vec<&str> = Vec::with_capacity(items.len());
    for (text, folded) in items.iter().rev() {
        match left.get_mut(folded).filter(|left| **left > 0) {
            Some(left) => *left -= 1,
            None => kept.push(text),
        }
    }
    kept.reverse();
    kept.join("、")
}
