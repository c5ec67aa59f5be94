//! BH0802, BH0813, BH0815: rows that can never win, rows that hold for no ticket, rows that matter off the
//! list alone.

use super::Table;
use crate::condition::Condition;
use crate::condition::region::set::Set;
use crate::condition::region::solve::{Answer, Solver};
use crate::condition::region::{MATTER, Region};
use crate::model::unit::Validity;
use std::collections::BTreeSet;

/// What becomes of a base row, whatever `[[not_accepted]]` rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Life {
    /// It leads such tickets.
    Wins(Region),
    /// It leads tickets, but none whose matter is listed, though it holds for some of those.
    OffList(Region),
    /// Other rows lead all its tickets: these, by their places in the matrix, the best first.
    Never(Vec<usize>),
    /// Its cells hold for no ticket on a date on which the edition decides.
    Empty,
    /// Nobody stands for its lead where they hold.
    NoLead,
    Unknown,
}

/// The life of a base row.
pub(crate) fn life(table: &Table<'_>, solver: &mut Solver<'_>, row: usize) -> Life {
    let Some(rule) = table.matrix.rows.get(row) else { return Life::Unknown };
    let pieces = table.of_row(row);
    if pieces.is_empty() {
        let region = table.space.region(&rule.condition, rule.validity, table.source);
        return if region.is_none() { Life::Empty } else { Life::NoLead };
    }
    let listed = table.space.listed(table.source);
    let mut unknown = false;
    let mut holds_listed = false;
    for id in pieces {
        let region = table.region(*id);
        let part = match listed {
            Some(listed) => region.cut(MATTER, listed, table.space),
            None => Some(region.clone()),
        };
        let Some(part) = part else { continue };
        holds_listed = true;
        match wins(table, solver, *id, &part) {
            Answer::Free(free) => return Life::Wins(free),
            Answer::Covered(_) => {}
            Answer::Unknown => unknown = true,
        }
    }
    let mut by = BTreeSet::new();
    for id in pieces {
        match wins(table, solver, *id, table.region(*id)) {
            Answer::Free(free) if holds_listed && !unknown => return Life::OffList(free),
            Answer::Free(free) => return Life::Wins(free),
            Answer::Covered(ids) => by.extend(ids),
            Answer::Unknown => unknown = true,
        }
    }
    if unknown {
        return Life::Unknown;
    }
    let mut rows: Vec<usize> = Vec::new();
    for at in by.into_iter().map(|id| table.piece(id).at) {
        if !rows.contains(&at) {
            rows.push(at);
        }
    }
    Life::Never(rows)
}

/// Whether a piece leads a ticket of a part of its region; where not, the ids of the pieces that do instead.
fn wins(table: &Table<'_>, solver: &mut Solver<'_>, id: usize, part: &Region) -> Answer {
    // at its own path, or at a child that nobody names, the fewest rows compete
    let tree = &table.space.matter;
    let own = match table.piece(id).node.and_then(|node| tree.nodes().get(node)) {
        Some(node) => (node.exact, node.below + 1),
        None => (0, 2),
    };
    if let Some(near) = part.cut(MATTER, &Set::new(tree.size(), [own]), table.space) {
        let before = table.before(id, &near, solver);
        if let Answer::Free(free) = solver.find(&near, &table.regions(&before)) {
            return Answer::Free(free);
        }
    }
    let before = table.before(id, part, solver);
    match solver.find(part, &table.regions(&before)) {
        Answer::Covered(used) => {
            let mut needed: Vec<usize> = used.iter().filter_map(|at| before.get(*at).copied()).collect();
            spare(table, solver, part, &mut needed);
            Answer::Covered(needed)
        }
        other => other,
    }
}

/// Drops what a cover does not need, the lowest in rank first.
fn spare(table: &Table<'_>, solver: &mut Solver<'_>, part: &Region, needed: &mut Vec<usize>) {
    const FEW: usize = 40;
    if needed.len() < 2 || needed.len() > FEW {
        return;
    }
    for at in (0..needed.len()).rev() {
        let mut fewer = needed.clone();
        fewer.remove(at);
        if matches!(solver.find(part, &table.regions(&fewer)), Answer::Covered(_)) {
            *needed = fewer;
        }
    }
}

/// The places of the fewest cells of a row that never hold together; none where it is the dates that don't.
pub(crate) fn clash(table: &Table<'_>, row: usize) -> Vec<usize> {
    let Some(rule) = table.matrix.rows.get(row) else { return Vec::new() };
    let cells = &rule.condition.cells;
    let is_empty = |places: &[usize]| {
        let cells = places.iter().filter_map(|at| cells.get(*at).cloned()).collect();
        table.space.region(&Condition { cells }, Validity::default(), table.source).is_none()
    };
    // any dimension is one cell's; the text has three
    let all: Vec<usize> = (0..cells.len()).collect();
    let one = all.iter().map(|at| vec![*at]);
    let two = all.iter().flat_map(|a| all.iter().filter(move |b| a < b).map(move |b| vec![*a, *b]));
    let found = one.chain(two).find(|places| is_empty(places));
    found.unwrap_or_else(|| if is_empty(&all) { all } else { Vec::new() })
}
