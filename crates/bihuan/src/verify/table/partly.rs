//! BH0803: rows of which others take a part, that are no mere exceptions to them.

use super::{Piece, Table};
use crate::condition::region::Region;
use crate::condition::region::expand::expand;
use crate::condition::region::solve::{Answer, Solver};

/// A row that loses a part of its tickets to rows with which it overlaps, neither holding only where the
/// other does, and of one priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Partly {
    pub(crate) row: usize,
    /// The rows that take a part, proven ones, the best first.
    pub(crate) by: Vec<usize>,
    /// How many others overlap so; not all of them need take anything.
    pub(crate) others: usize,
    /// Tickets of both that the first of them leads.
    pub(crate) taken: Region,
    /// What is left of the row: parts that may overlap, as large as they go.
    pub(crate) left: Vec<Region>,
}

/// How many takers and how many parts are told.
const TOLD: usize = 3;

/// What others take of a row, if they do; `None` beside a row that is not known: `Err`.
pub(crate) fn partly(table: &Table<'_>, solver: &mut Solver<'_>, row: usize) -> Result<Option<Partly>, ()> {
    let (mut by, mut taken, mut others) = (Vec::new(), None, 0);
    let mut unknown = false;
    for id in table.of_row(row) {
        let region = table.region(*id);
        let before = table.before(*id, region, solver);
        for (place, other) in before.iter().enumerate() {
            let piece = table.piece(*other);
            if piece.at == row || by.contains(&piece.at) || !overlaps(table, *id, *other) {
                continue;
            }
            if by.len() >= TOLD {
                others += 1;
                continue;
            }
            match takes(table, solver, *id, *other, before.get(..place).unwrap_or_default()) {
                Answer::Free(region) => {
                    by.push(piece.at);
                    taken = taken.or(Some(region));
                }
                Answer::Covered(_) => {}
                Answer::Unknown => unknown = true,
            }
        }
    }
    match taken {
        Some(taken) => Ok(Some(Partly { row, by, others, taken, left: left(table, solver, row) })),
        None if unknown => Err(()),
        None => Ok(None),
    }
}

/// Whether two pieces overlap, neither within the other, with leads that can differ. Who gives a priority means
/// to take; what the order alone decides is a conflict; what asks for the same and more is an exception.
fn overlaps(table: &Table<'_>, id: usize, other: usize) -> bool {
    let (own, other) = (table.piece(id), table.piece(other));
    own.rank.priority() == other.rank.priority()
        && !own.rank.ties(other.rank)
        && table.lead(own) != table.lead(other)
        && !is_within(table, other, own)
        && !is_within(table, own, other)
}

/// Whether a piece lies within another as far as the cells say: where nobody stands for the other's lead (D-3)
/// no exception is needed.
fn is_within(table: &Table<'_>, piece: &Piece, other: &Piece) -> bool {
    if piece.region.is_within(&other.region, table.space) {
        return true;
    }
    let Some(lead) = table.lead(other) else { return false };
    let mut stands = table.roles.stands(lead);
    stands.retain(|stands| stands.meets(&other.region, table.space));
    stands.iter().all(|stands| {
        let part = piece.region.and(stands, table.space);
        part.is_none_or(|part| part.is_within(&other.region, table.space))
    })
}

/// Looks for a ticket of both that the other leads, with another lead.
fn takes(table: &Table<'_>, solver: &mut Solver<'_>, id: usize, other: usize, better: &[usize]) -> Answer {
    let (own, other) = (table.piece(id), table.piece(other));
    let Some(both) = own.region.and(&other.region, table.space) else { return Answer::Covered(Vec::new()) };
    let (Some(one), Some(two)) = (table.lead(own), table.lead(other)) else { return Answer::Unknown };
    let Some(same) = table.roles.same(one, two) else { return Answer::Covered(Vec::new()) };
    let better = better.iter().map(|id| table.region(*id)).filter(|region| region.meets(&both, table.space));
    let others: Vec<&Region> = better.chain(&same).collect();
    table.accepted(solver, &both, &others)
}

/// Up to three parts of a row that it leads, as large as they go, each with tickets that the others lack.
pub(crate) fn left(table: &Table<'_>, solver: &mut Solver<'_>, row: usize) -> Vec<Region> {
    let mut left: Vec<Region> = Vec::new();
    for id in table.of_row(row) {
        let region = table.region(*id);
        let before = table.before(*id, region, solver);
        let before = table.regions(&before);
        while left.len() < TOLD {
            let others: Vec<&Region> = before.iter().copied().chain(&left).collect();
            let Answer::Free(free) = solver.find(region, &others) else { break };
            let grown = expand(table.space, &free, region, &before);
            left.push(table.space.sayable(&grown, &free));
        }
    }
    left
}
