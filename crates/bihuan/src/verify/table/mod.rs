//! The matrix as a list of regions of fixed rank, in which the first that has a ticket leads it; the checks
//! that need it.
//!
//! The rank of a row depends on the ticket through the depth of the matter alone (D-4). So each row becomes
//! one *piece* for each matter item that can be its deepest, cut down to where its lead resolves and is active
//! (D-3); the fallbacks come after all rows (D-7). Who leads a ticket without a history is then the first
//! piece that has it: `pieces` is a partition of all tickets, taken in order.

mod answers;
pub(crate) mod build;
mod conflicts;
mod extras;
mod gaps;
mod idle;
mod instead;
mod lives;
mod merges;
mod partly;
mod report;
pub(crate) mod roles;
mod taken;
#[cfg(test)]
mod tests;
mod tidy;

pub(crate) use report::findings;

use crate::condition::Rank;
use crate::condition::region::solve::{Answer, Solver};
use crate::condition::region::{MATTER, Region, Space};
use crate::dispatch::matrix::{Matrix, Named, RowOutcome};
use roles::Roles;

/// What the checks may cost, in steps (regions looked at): together, and one search.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    pub(crate) all: u64,
    pub(crate) one: u64,
    /// How many findings of a kind are proven, each with its witness; the others are counted.
    pub(crate) proven: usize,
}

impl Budget {
    /// For a report of the first few of a kind.
    pub(crate) const SOME: Budget = Budget { all: 120_000_000, one: 2_000_000, proven: 20 };

    /// For all there is.
    pub(crate) const ALL: Budget = Budget { all: 400_000_000, one: 2_000_000, proven: usize::MAX };
}

/// Rows and fallbacks of an edition as pieces.
#[derive(Debug)]
pub(crate) struct Table<'m> {
    pub(crate) matrix: &'m Matrix,
    pub(crate) space: &'m Space,
    /// The place of the edition among the space's sources.
    pub(crate) source: usize,
    pub(crate) roles: Roles,
    /// Base rows, then fallbacks, best first.
    pub(crate) pieces: Vec<Piece>,
    /// How many of them are rows'.
    pub(crate) rows: usize,
    /// Extra rows, in the order in which they are added (D-8).
    pub(crate) extras: Vec<Piece>,
    /// The pieces of each base row.
    of_row: Vec<Vec<usize>>,
    /// The rows' pieces by the node of their matter: the first are at no node, then as the tree has them.
    at_node: Vec<Vec<usize>>,
    /// Where `[[not_accepted]]` and `[[emergency]]` rules hold.
    refused: Vec<Region>,
    emergencies: Vec<Region>,
}

/// A part of a row, or of a fallback, in which its rank is one and the same.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// The place of the row in the matrix, or of the fallback in its list.
    pub(crate) at: usize,
    pub(crate) is_row: bool,
    pub(crate) rank: Rank,
    pub(crate) region: Region,
    /// The place of its matter item's path in the space's tree.
    node: Option<usize>,
}

static NOWHERE: Piece = Piece {
    at: usize::MAX,
    is_row: false,
    rank: Rank::new(0, 0, 0, usize::MAX),
    region: Region::EVERYTHING,
    node: None,
};

impl<'m> Table<'m> {
    pub(crate) fn piece(&self, id: usize) -> &Piece {
        self.pieces.get(id).unwrap_or(&NOWHERE)
    }

    pub(crate) fn region(&self, id: usize) -> &Region {
        &self.piece(id).region
    }

    pub(crate) fn regions(&self, ids: &[usize]) -> Vec<&Region> {
        ids.iter().map(|id| self.region(*id)).collect()
    }

    /// The pieces of a base row; none where it holds for no ticket, or nobody stands for its lead.
    pub(crate) fn of_row(&self, row: usize) -> &[usize] {
        self.of_row.get(row).map_or(&[], Vec::as_slice)
    }

    /// What a piece's row or fallback says.
    pub(crate) fn outcome(&self, piece: &Piece) -> Option<&'m RowOutcome> {
        let list = if piece.is_row { &self.matrix.rows } else { &self.matrix.fallbacks };
        list.get(piece.at).map(|rule| &rule.outcome)
    }

    pub(crate) fn lead(&self, piece: &Piece) -> Option<&'m Named> {
        self.outcome(piece).map(|outcome| &outcome.lead)
    }

    /// The rows' pieces before the one with this id that a region meets, in order; with `self.rows` all.
    pub(crate) fn before(&self, id: usize, region: &Region, solver: &mut Solver<'_>) -> Vec<usize> {
        let end = id.min(self.rows);
        let mut found: Vec<usize> = Vec::new();
        let (mut looked_at, own) = (0, region.weight());
        let mut look = |list: &[usize], found: &mut Vec<usize>| {
            for id in list.iter().take_while(|id| **id < end) {
                let other = self.region(*id);
                looked_at += 1 + other.weight() + own;
                if other.meets(region, self.space) {
                    found.push(*id);
                }
            }
        };
        let none: &[usize] = &[];
        let list = |at: usize| self.at_node.get(at).map_or(none, Vec::as_slice);
        match region.told(MATTER) {
            None => self.at_node.iter().for_each(|list| look(list, &mut found)),
            Some(set) => {
                let tree = &self.space.matter;
                look(list(0), &mut found);
                let mut nodes: Vec<usize> = Vec::new();
                for (from, to) in set.spans() {
                    // paths that begin in the span, and those that cover its first state
                    let first = tree.nodes().partition_point(|node| node.exact < from);
                    let after = tree.nodes().partition_point(|node| node.exact < to);
                    nodes.extend(first..after);
                    let mut above = tree.owner_place(from);
                    while let Some(node) = above {
                        nodes.push(node);
                        above = tree.nodes().get(node).and_then(|node| node.parent);
                    }
                }
                nodes.sort_unstable();
                nodes.dedup();
                nodes.into_iter().for_each(|node| look(list(node + 1), &mut found));
            }
        }
        // a look costs less than a step
        solver.charge(looked_at / 4 + 1);
        found.sort_unstable();
        found
    }

    /// Looks for a ticket of a region that is in none of the others and that no rule refuses (D-11).
    pub(crate) fn accepted(&self, solver: &mut Solver<'_>, within: &Region, others: &[&Region]) -> Answer {
        if self.refused.is_empty() {
            return solver.find(within, others);
        }
        let all: Vec<&Region> = others.iter().copied().chain(&self.refused).collect();
        let answer = solver.find(within, &all);
        if !matches!(answer, Answer::Covered(_)) {
            return answer;
        }
        // where there is an emergency nothing is refused
        for emergency in &self.emergencies {
            let Some(part) = within.and(emergency, self.space) else { continue };
            match solver.find(&part, others) {
                Answer::Covered(_) => {}
                other => return other,
            }
        }
        answer
    }
}
