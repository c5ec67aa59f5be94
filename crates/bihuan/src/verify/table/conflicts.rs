//! BH0801, BH0812: rows that only their order tells apart (D-5), and overlaps that are meant.

use super::Table;
use crate::condition::region::Region;
use crate::condition::region::solve::{Answer, Solver};
use crate::model::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Two rows with different leads, the first of which leads tickets of both only because it stands first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    /// The row that wins, by its place in the matrix.
    pub(crate) row: usize,
    pub(crate) other: usize,
    /// Tickets that show it.
    pub(crate) region: Region,
}

/// The conflicts of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conflicts {
    /// Proven ones that are not meant, by their rows.
    pub(crate) found: Vec<Conflict>,
    /// Pairs that overlap and were not looked into.
    pub(crate) more: u64,
    /// Names in `overlap_ok` of a row with which it has no conflict.
    pub(crate) idle: Vec<(usize, usize)>,
    /// Whether the budget was spent before all was known.
    pub(crate) unfinished: bool,
}

/// Looks for conflicts; as many as `proven` are proven.
pub(crate) fn conflicts(table: &Table<'_>, solver: &mut Solver<'_>, proven: usize) -> Conflicts {
    let mut out = Conflicts::default();
    let meant = meant(table);
    let mut known: BTreeMap<(usize, usize), Option<Region>> = BTreeMap::new();
    let mut unknown: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut shown = 0;
    for id in 0..table.rows {
        let later = tied(table, solver, id);
        if later.is_empty() {
            continue;
        }
        if solver.left() == 0 {
            out.unfinished = true;
            break;
        }
        let piece = table.piece(id);
        let mut before: Option<Vec<usize>> = None;
        for other in later {
            let row = table.piece(other).at;
            let pair = (piece.at, row);
            let is_meant = meant.contains(&(pair.0.min(pair.1), pair.0.max(pair.1)));
            if known.get(&pair).is_some_and(Option::is_some) {
                continue;
            }
            if shown >= proven && !is_meant {
                unknown.insert(pair);
                continue;
            }
            let before = before.get_or_insert_with(|| table.before(id, &piece.region, solver));
            match shows(table, solver, id, other, before) {
                Answer::Free(region) => {
                    known.insert(pair, Some(region));
                    shown += usize::from(!is_meant);
                }
                Answer::Covered(_) => {
                    known.entry(pair).or_default();
                }
                Answer::Unknown => out.unfinished = true,
            }
        }
    }
    unknown.retain(|pair| !known.get(pair).is_some_and(Option::is_some));
    out.more = unknown.len() as u64;
    let conflict = |row: usize, other: usize| {
        known.get(&(row, other)).or(known.get(&(other, row))).is_some_and(Option::is_some)
    };
    for (row, rule) in table.matrix.rows.iter().enumerate() {
        for name in &rule.outcome.overlap_ok {
            let other = table.matrix.rows.iter().position(|other| fold(&other.id) == *name);
            if let Some(other) = other.filter(|other| !out.unfinished && !conflict(row, *other)) {
                out.idle.push((row, other));
            }
        }
    }
    let known = known.into_iter().filter_map(|((row, other), region)| Some((row, other, region?)));
    let found = known.filter(|(row, other, _)| !meant.contains(&(*row.min(other), *row.max(other))));
    out.found = found.map(|(row, other, region)| Conflict { row, other, region }).collect();
    out
}

/// Pairs of rows that either of them acknowledges, the first in the table first.
fn meant(table: &Table<'_>) -> BTreeSet<(usize, usize)> {
    let rows = &table.matrix.rows;
    if rows.iter().all(|row| row.outcome.overlap_ok.is_empty()) {
        return BTreeSet::new();
    }
    let names: BTreeMap<String, usize> =
        rows.iter().enumerate().map(|(at, row)| (fold(&row.id), at)).collect();
    let pairs = rows.iter().enumerate().flat_map(|(at, row)| {
        row.outcome.overlap_ok.iter().filter_map(|name| names.get(name)).map(move |other| (at, *other))
    });
    pairs.map(|(a, b)| (a.min(b), a.max(b))).collect()
}

/// The pieces after one that only the order puts there, that it meets, and whose leads can differ. Of one
/// depth and meeting, they stand at one node.
fn tied(table: &Table<'_>, solver: &mut Solver<'_>, id: usize) -> Vec<usize> {
    let piece = table.piece(id);
    let Some(list) = table.at_node.get(piece.node.map_or(0, |node| node + 1)) else { return Vec::new() };
    let lead = table.lead(piece);
    let from = list.partition_point(|other| *other <= id);
    let later = list.get(from..).unwrap_or_default().iter().copied();
    let (mut out, mut looked_at, own) = (Vec::new(), 0, piece.region.weight());
    for other in later.take_while(|other| table.piece(*other).rank.ties(piece.rank)) {
        let later = table.piece(other);
        looked_at += 1 + later.region.weight() + own;
        if later.at != piece.at && table.lead(later) != lead && later.region.meets(&piece.region, table.space)
        {
            out.push(other);
        }
    }
    solver.charge(looked_at / 4 + 1);
    out
}

/// Looks for a ticket of both that the first leads, and the second would give to another unit.
fn shows(table: &Table<'_>, solver: &mut Solver<'_>, id: usize, other: usize, before: &[usize]) -> Answer {
    let (first, second) = (table.piece(id), table.piece(other));
    let Some(both) = first.region.and(&second.region, table.space) else {
        return Answer::Covered(Vec::new());
    };
    let (Some(one), Some(two)) = (table.lead(first), table.lead(second)) else { return Answer::Unknown };
    let Some(same) = table.roles.same(one, two) else { return Answer::Covered(Vec::new()) };
    let better = before.iter().map(|id| table.region(*id)).filter(|region| region.meets(&both, table.space));
    let others: Vec<&Region> = better.chain(&same).collect();
    table.accepted(solver, &both, &others)
}
