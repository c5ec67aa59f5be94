//! One edition of two that are compared: its rules as regions of fixed rank, each marked as common to both
//! or not.
//!
//! Common are the rules that both have, with the same regions, the same answer and the same order among
//! themselves. The first common one that holds for a ticket is therefore the same in both: where the two
//! decide differently, a rule that is not common holds.

use crate::condition::Rank;
use crate::condition::Rule;
use crate::condition::region::{Region, Space};
use crate::condition::test::{Item, Test};
use crate::dispatch::matrix::{LimitOutcome, Matrix, Named, RowOutcome};
use crate::model::words::Channel;
use crate::time::limit::Limit;
use crate::verify::table::build::ranked_of_tickets;
use crate::verify::table::{Piece, Table};
use std::collections::{HashMap, VecDeque};

/// What makes two pieces the same: whether a row's, its rank but for its place, its region, what it says.
type Key<'a> = (bool, (i32, usize, usize), &'a Region, Value);

/// What a rule says, by its number among all that the two editions say.
pub(super) type Value = usize;

/// A rule's part of fixed rank.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// The place of the rule in its list.
    pub(super) at: usize,
    pub(super) rank: Rank,
    pub(super) region: Region,
    pub(super) value: Value,
    /// The same in the other edition; none: it is not common.
    pub(super) twin: Option<usize>,
}

impl Hit {
    pub(super) fn is_own(&self) -> bool {
        self.twin.is_none()
    }
}

/// What is known of a piece of the table beside itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) value: Value,
    pub(super) twin: Option<usize>,
}

/// What a row says, so that it can be compared across editions: units by code, roles by who fills them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Says {
    pub(super) priority: i32,
    /// Its lead and assists, by their numbers in [`Sayings::named`].
    pub(super) lead: usize,
    pub(super) assist: Vec<usize>,
    pub(super) green: bool,
    pub(super) limit: Option<Limit>,
    stages: Vec<(String, Limit)>,
    signoff: Option<String>,
    basis: Option<String>,
    tip: Option<String>,
    is_row: bool,
}

/// Who is meant by a name, by code, and where; a role's name where one is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Meant {
    pub(super) role: Option<String>,
    pub(super) units: Vec<(String, Region)>,
    /// Where there is one at all.
    pub(super) stands: Vec<Region>,
}

/// Everything that the rules of two editions say, each once.
#[derive(Debug, Default)]
pub(super) struct Sayings {
    rows: HashMap<Says, Value>,
    pub(super) row_list: Vec<Says>,
    texts: HashMap<String, Value>,
    named: HashMap<Meant, usize>,
    pub(super) named_list: Vec<Meant>,
}

impl Sayings {
    fn named(&mut self, meant: Meant) -> usize {
        let next = self.named_list.len();
        *self.named.entry(meant).or_insert_with_key(|meant| {
            self.named_list.push(meant.clone());
            next
        })
    }

    fn row(&mut self, says: Says) -> Value {
        let next = self.row_list.len();
        *self.rows.entry(says).or_insert_with_key(|says| {
            self.row_list.push(says.clone());
            next
        })
    }

    fn text(&mut self, text: String) -> Value {
        let next = self.texts.len();
        *self.texts.entry(text).or_insert(next)
    }
}

/// An edition in a space that knows the rules of two.
#[derive(Debug)]
pub(super) struct Side<'m> {
    pub(super) table: Table<'m>,
    /// For each piece of the table, and for each of its extra rows.
    pub(super) marks: Vec<Mark>,
    pub(super) extras: Vec<Mark>,
    pub(super) emergencies: Vec<Hit>,
    pub(super) refusals: Vec<Hit>,
    pub(super) greens: Vec<Hit>,
    /// The lists of `[[limit]]` rules, in which they are asked (L-9).
    pub(super) limits: Vec<Vec<Hit>>,
}

impl<'m> Side<'m> {
    /// `roles_differ`: a unit has another role in the other edition.
    fn new(
        matrix: &'m Matrix,
        space: &'m Space,
        source: usize,
        roles_differ: bool,
        sayings: &mut Sayings,
    ) -> Side<'m> {
        let table = Table::new(matrix, space, source);
        let mut marks = |pieces: &[Piece], table: &Table<'m>| {
            let mut known: HashMap<(bool, usize), Value> = HashMap::new();
            let mut mark = |piece: &Piece| {
                let value = *known.entry((piece.is_row, piece.at)).or_insert_with(|| {
                    let list = if piece.is_row { &matrix.rows } else { &matrix.fallbacks };
                    list.get(piece.at).map_or(0, |rule| row_value(table, rule, piece.is_row, sayings))
                });
                Mark { value, twin: None }
            };
            pieces.iter().map(&mut mark).collect::<Vec<Mark>>()
        };
        let (own, extras) = (marks(&table.pieces, &table), marks(&table.extras, &table));
        let emergencies = hits(space, source, &matrix.emergencies, |rule| sayings.text(rule.outcome.clone()));
        let refusals =
            hits(space, source, &matrix.not_accepted, |rule| sayings.text(format!("{:?}", rule.outcome)));
        let greens = hits(space, source, &matrix.greens, |_| 0);
        let limits = matrix.limits.iter().enumerate().map(|(list, rules)| {
            hits(space, source, rules, |rule| {
                sayings.text(limit_text(matrix, rule, list, source, roles_differ))
            })
        });
        let limits = limits.collect();
        Side { table, marks: own, extras, emergencies, refusals, greens, limits }
    }

    pub(super) fn matrix(&self) -> &'m Matrix {
        self.table.matrix
    }

    pub(super) fn limit(&self, list: usize, hit: &Hit) -> Option<&'m Rule<LimitOutcome>> {
        self.matrix().limits.get(list)?.get(hit.at)
    }

    /// The row or fallback of a piece.
    pub(super) fn rule(&self, piece: &Piece) -> Option<&'m Rule<RowOutcome>> {
        let matrix = self.matrix();
        if piece.is_row { matrix.rows.get(piece.at) } else { matrix.fallbacks.get(piece.at) }
    }

    /// The pieces of rows and fallbacks with a limit of their own.
    pub(super) fn with_limit(&self) -> impl Iterator<Item = usize> {
        let pieces = self.table.pieces.iter().enumerate();
        let with =
            pieces.filter(|(_, piece)| self.rule(piece).is_some_and(|rule| rule.outcome.limit.is_some()));
        with.map(|(id, _)| id)
    }

    pub(super) fn mark(&self, id: usize) -> Mark {
        self.marks.get(id).copied().unwrap_or(Mark { value: 0, twin: None })
    }
}

/// Two editions in one space, and what their rules say.
pub(super) fn sides<'m>(old: &'m Matrix, new: &'m Matrix, space: &'m Space) -> ([Side<'m>; 2], Sayings) {
    let mut sayings = Sayings::default();
    let role_of = |matrix: &Matrix, code: &str| {
        let id = matrix.units.find(code)?;
        matrix.units.role(id).map(crate::model::text::fold)
    };
    let shared = old.units.all().iter().filter(|unit| new.units.find(&unit.code).is_some());
    let roles_differ = shared.into_iter().any(|unit| role_of(old, &unit.code) != role_of(new, &unit.code));
    let mut old = Side::new(old, space, 0, roles_differ, &mut sayings);
    let mut new = Side::new(new, space, 1, roles_differ, &mut sayings);
    pair_marks(&old.table.pieces, &mut old.marks, &new.table.pieces, &mut new.marks);
    pair_marks(&old.table.extras, &mut old.extras, &new.table.extras, &mut new.extras);
    pair_hits(&mut old.emergencies, &mut new.emergencies);
    pair_hits(&mut old.refusals, &mut new.refusals);
    pair_hits(&mut old.greens, &mut new.greens);
    for (old, new) in old.limits.iter_mut().zip(&mut new.limits) {
        pair_hits(old, new);
    }
    ([old, new], sayings)
}

fn row_value(table: &Table<'_>, rule: &Rule<RowOutcome>, is_row: bool, sayings: &mut Sayings) -> Value {
    let outcome = &rule.outcome;
    let lead = sayings.named(meant(table, &outcome.lead));
    let assist = outcome.assist.iter().map(|named| sayings.named(meant(table, named))).collect();
    sayings.row(Says {
        priority: rule.priority,
        lead,
        assist,
        green: outcome.channel == Channel::Green,
        limit: outcome.limit,
        stages: outcome.stages.clone(),
        signoff: outcome.signoff.clone(),
        basis: outcome.basis.clone(),
        tip: outcome.tip.clone(),
        is_row,
    })
}

fn meant(table: &Table<'_>, named: &Named) -> Meant {
    let units = table.roles.units(named).into_iter();
    let mut units: Vec<(String, Region)> =
        units.map(|(id, region)| (table.matrix.units.code(id).to_owned(), region)).collect();
    units.sort_by(|(one, _), (other, _)| one.cmp(other));
    let role = match named {
        Named::Unit(_) => None,
        Named::Role(role) => Some(role.clone()),
    };
    Meant { role, units, stands: table.roles.stands(named) }
}

fn hits<T>(
    space: &Space,
    source: usize,
    rules: &[Rule<T>],
    mut value: impl FnMut(&Rule<T>) -> Value,
) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::with_capacity(rules.len());
    for (at, rule) in rules.iter().enumerate() {
        let value = value(rule);
        let parts = ranked_of_tickets(space, source, rule, at).into_iter();
        hits.extend(parts.map(|(rank, region)| Hit { at, rank, region, value, twin: None }));
    }
    hits.sort_by_key(|hit| hit.rank);
    hits
}

/// What a limit rule says, and what it asks of a part, in words that both editions share.
fn limit_text(
    matrix: &Matrix,
    rule: &Rule<LimitOutcome>,
    list: usize,
    source: usize,
    roles_differ: bool,
) -> String {
    let mut text = format!("{list} {} {:?}", rule.outcome.name, rule.outcome.limit);
    for cell in rule.condition.cells.iter().filter(|cell| cell.test.is_of_part()) {
        match &cell.test {
            Test::Lead(items) => {
                for (negative, item) in &items.items {
                    let unit = match item {
                        Item::Any => None,
                        Item::Is(id) => Some(matrix.units.code(*id)),
                    };
                    text.push_str(&format!(" lead {negative} {unit:?}"));
                }
            }
            // who fills a role is another matter in each edition: never common
            Test::LeadRole(_) if roles_differ => text.push_str(&format!(" {source}")),
            test => text.push_str(&format!(" {test:?}")),
        }
    }
    text
}

fn pair_marks(old: &[Piece], old_marks: &mut [Mark], new: &[Piece], new_marks: &mut [Mark]) {
    fn keys<'a>(pieces: &'a [Piece], marks: &[Mark]) -> Vec<Key<'a>> {
        let both = pieces.iter().zip(marks);
        both.map(|(piece, mark)| (piece.is_row, piece.rank.class(), &piece.region, mark.value)).collect()
    }
    for (one, other) in common(&keys(old, old_marks), &keys(new, new_marks)) {
        if let (Some(one_mark), Some(other_mark)) = (old_marks.get_mut(one), new_marks.get_mut(other)) {
            one_mark.twin = Some(other);
            other_mark.twin = Some(one);
        }
    }
}

fn pair_hits(old: &mut [Hit], new: &mut [Hit]) {
    fn keys(hits: &[Hit]) -> Vec<((i32, usize, usize), &Region, Value)> {
        hits.iter().map(|hit| (hit.rank.class(), &hit.region, hit.value)).collect()
    }
    for (one, other) in common(&keys(old), &keys(new)) {
        if let (Some(one_hit), Some(other_hit)) = (old.get_mut(one), new.get_mut(other)) {
            one_hit.twin = Some(other);
            other_hit.twin = Some(one);
        }
    }
}

/// The places of equal keys in two lists, as many as stand in the same order in both.
pub(super) fn common<K: Eq + std::hash::Hash>(old: &[K], new: &[K]) -> Vec<(usize, usize)> {
    let mut places: HashMap<&K, VecDeque<usize>> = HashMap::new();
    for (at, key) in new.iter().enumerate() {
        places.entry(key).or_default().push_back(at);
    }
    let pairs: Vec<(usize, usize)> = old
        .iter()
        .enumerate()
        .filter_map(|(at, key)| Some((at, places.get_mut(key)?.pop_front()?)))
        .collect();
    rising(&pairs)
}

/// The longest run of pairs that rises on both sides; they rise on the first already.
pub(super) fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // for each length the pair that ends such a run with the smallest second place
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |at: &usize| pairs.get(*at).map(|(_, second)| *second);
    for (at, (_, place)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| second(end) < Some(*place));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.extend(pairs.get(at));
        next = before.get(at).copied().flatten();
    }
    run.reverse();
    run
}
