//! The pieces of an edition's rows, in their order.

use super::roles::Roles;
use super::{Piece, Table};
use crate::condition::region::build::SpaceBuilder;
use crate::condition::region::set::Set;
use crate::condition::region::{MATTER, Region, Space};
use crate::condition::test::{Cell, Item, Test};
use crate::condition::{Condition, Rank, Rule};
use crate::dispatch::matrix::{Matrix, Named, RowOutcome};
use crate::model::unit::Validity;
use crate::verify::dates::Dates;
use std::collections::BTreeMap;

/// The space in which all that editions ask before dispatch can be told apart, and on which date which of the
/// units that rows name is active. One edition, or two to be compared; each with the dates of receipt that
/// belong to the space, which must be apart.
pub(crate) fn space<'m>(editions: impl IntoIterator<Item = (&'m Matrix, &'m Dates)>) -> Space {
    let mut builder = SpaceBuilder::default();
    for (matrix, dates) in editions {
        let spans =
            dates.spans().iter().map(|(from, until)| Validity { from: Some(*from), until: Some(*until) });
        builder.source(&matrix.clock, &matrix.matters).decides(spans);
        gather(&mut builder, matrix);
    }
    builder.build()
}

/// Gives a space what an edition asks before dispatch, and the dates and areas of its units.
pub(crate) fn gather<'m>(builder: &mut SpaceBuilder<'m>, matrix: &'m Matrix) {
    builder.rules(&matrix.rows).rules(&matrix.fallbacks);
    builder.rules(&matrix.emergencies).rules(&matrix.greens).rules(&matrix.not_accepted);
    for outcome in matrix.rows.iter().chain(&matrix.fallbacks).map(|rule| &rule.outcome) {
        for named in std::iter::once(&outcome.lead).chain(&outcome.assist) {
            match named {
                Named::Unit(id) => {
                    builder.validity(matrix.units.get(*id).map_or(Validity::default(), |unit| unit.validity));
                }
                Named::Role(_) => {}
            }
        }
    }
    for role in Roles::named(matrix) {
        for unit in matrix.units.holders(role).filter_map(|id| matrix.units.get(id)) {
            builder.validity(unit.validity);
            unit.areas.iter().for_each(|area| {
                builder.area(area);
            });
        }
    }
}

impl<'m> Table<'m> {
    /// The table of an edition in a space that knows its rules: the `source`-th that the space was made of.
    pub(crate) fn new(matrix: &'m Matrix, space: &'m Space, source: usize) -> Table<'m> {
        let roles = Roles::new(matrix, space);
        let list = |rules: &'m [Rule<RowOutcome>], is_row: bool, extra: bool| {
            let rules =
                rules.iter().enumerate().filter(move |(_, rule)| !is_row || rule.outcome.extra == extra);
            let mut pieces: Vec<Piece> =
                rules.flat_map(|(at, rule)| pieces(space, source, &roles, rule, at, is_row)).collect();
            pieces.sort_by_key(|piece| piece.rank);
            pieces
        };
        let mut pieces = list(&matrix.rows, true, false);
        let rows = pieces.len();
        let extras = list(&matrix.rows, true, true);
        let (of_row, at_node) = indexes(space, &pieces, matrix.rows.len());
        pieces.extend(list(&matrix.fallbacks, false, false));
        let refused = matrix.not_accepted.iter();
        let refused =
            refused.filter_map(|rule| space.region(&rule.condition, rule.validity, source)).collect();
        let emergencies = matrix.emergencies.iter();
        let emergencies =
            emergencies.filter_map(|rule| space.region(&rule.condition, rule.validity, source)).collect();
        Table { matrix, space, source, roles, pieces, rows, extras, of_row, at_node, refused, emergencies }
    }

    /// A list of other rules of the edition as a table: the first of its pieces that has a ticket is the rule
    /// that counts.
    pub(super) fn of_rules<T>(&self, rules: &[Rule<T>]) -> Table<'m> {
        let (space, source) = (self.space, self.source);
        let pieces = rules.iter().enumerate().flat_map(|(at, rule)| ranked(space, source, rule, at, true));
        let mut pieces: Vec<Piece> = pieces.collect();
        pieces.sort_by_key(|piece| piece.rank);
        let (of_row, at_node) = indexes(space, &pieces, rules.len());
        Table {
            matrix: self.matrix,
            space,
            source,
            roles: self.roles.clone(),
            rows: pieces.len(),
            pieces,
            extras: Vec::new(),
            of_row,
            at_node,
            refused: Vec::new(),
            emergencies: Vec::new(),
        }
    }
}

/// The ids of rows' pieces by their row, and by their node.
fn indexes(space: &Space, pieces: &[Piece], rows: usize) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut of_row = vec![Vec::new(); rows];
    let mut at_node = vec![Vec::new(); space.matter.nodes().len() + 1];
    for (id, piece) in pieces.iter().enumerate() {
        if let Some(own) = of_row.get_mut(piece.at) {
            own.push(id);
        }
        if let Some(own) = at_node.get_mut(piece.node.map_or(0, |node| node + 1)) {
            own.push(id);
        }
    }
    (of_row, at_node)
}

/// The pieces of one row or fallback: by its deepest matter item, where its lead stands.
pub(super) fn pieces(
    space: &Space,
    source: usize,
    roles: &Roles,
    rule: &Rule<RowOutcome>,
    at: usize,
    is_row: bool,
) -> Vec<Piece> {
    let stands = roles.stands(&rule.outcome.lead);
    let ranked = ranked(space, source, rule, at, is_row).into_iter();
    let cut = |piece: Piece| {
        let parts = stands.iter().filter_map(|stands| piece.region.and(stands, space));
        parts.map(|region| Piece { region, ..piece.clone() }).collect::<Vec<_>>()
    };
    ranked.flat_map(cut).collect()
}

/// The pieces of one rule, whoever leads: by its deepest matter item.
pub(super) fn ranked<T>(space: &Space, source: usize, rule: &Rule<T>, at: usize, is_row: bool) -> Vec<Piece> {
    let parts = parts(space, source, rule, &rule.condition, at).into_iter();
    parts.map(|(node, rank, region)| Piece { at, is_row, rank, region, node }).collect()
}

/// The parts of a rule in which its rank is one and the same, what it asks of a part left aside (K-13).
pub(crate) fn ranked_of_tickets<T>(
    space: &Space,
    source: usize,
    rule: &Rule<T>,
    at: usize,
) -> Vec<(Rank, Region)> {
    let cells = rule.condition.cells.iter().filter(|cell| !cell.test.is_of_part()).cloned().collect();
    let parts = parts(space, source, rule, &Condition { cells }, at).into_iter();
    parts.map(|(_, rank, region)| (rank, region)).collect()
}

/// Where `asked`, of the rule's cells, holds, by the matter item that is the deepest there.
fn parts<T>(
    space: &Space,
    source: usize,
    rule: &Rule<T>,
    asked: &Condition,
    at: usize,
) -> Vec<(Option<usize>, Rank, Region)> {
    let Some(whole) = space.region(asked, rule.validity, source) else { return Vec::new() };
    let count = rule.condition.count();
    let parts = depths(space, source, &rule.condition).into_iter().filter_map(|(node, depth, matters)| {
        let part = match &matters {
            Some(matters) => whole.cut(MATTER, matters, space)?,
            None => whole.clone(),
        };
        Some((node, Rank::new(rule.priority, depth, count, at), part))
    });
    parts.collect()
}

/// The matter items that can be the deepest one, each with its node, depth, and the matters for which it is;
/// without one, all matters at depth 0 (D-4).
fn depths(space: &Space, source: usize, condition: &Condition) -> Vec<(Option<usize>, usize, Option<Set>)> {
    let tree = &space.matter;
    let Some(Cell { test: Test::Matter(items), .. }) =
        condition.cells.iter().find(|cell| matches!(cell.test, Test::Matter(_)))
    else {
        return vec![(None, 0, None)];
    };
    // by their places a path comes before what it covers
    let mut nodes: BTreeMap<usize, Set> = BTreeMap::new();
    let mut any = items.items.iter().all(|(negative, _)| *negative);
    for (negative, item) in &items.items {
        match item {
            _ if *negative => {}
            Item::Any => any = true,
            Item::Is(item) => {
                let Some(node) = tree.place(&item.path) else { continue };
                let set = tree.item(item);
                nodes.entry(node).and_modify(|own| *own = own.or(&set)).or_insert(set);
            }
        }
    }
    let mut out = Vec::with_capacity(nodes.len() + 1);
    let mut taken: Vec<(u32, u32)> = Vec::new();
    // from the last on: what is inside of a path has been seen before it, and stands at the end of `taken`
    for (place, set) in nodes.iter().rev() {
        let Some(node) = tree.nodes().get(*place) else { continue };
        let inside: Vec<_> = taken.iter().rev().take_while(|(from, _)| *from < node.end).copied().collect();
        let own = set.minus(&Set::new(tree.size(), inside.iter().copied()));
        taken.truncate(taken.len() - inside.len());
        let whole = set.or(&Set::new(tree.size(), inside));
        taken.extend(whole.spans().into_iter().rev());
        out.push((Some(*place), node.path.depth(), Some(space.with_aliases(own, source))));
    }
    if any {
        let rest = space.full(MATTER).minus(&Set::new(tree.size(), taken));
        out.push((None, 0, Some(space.with_aliases(rest, source))));
    }
    out
}
