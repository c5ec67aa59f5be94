//! A row in another form, or none: whether every ticket gets the same answer (without a history).
//!
//! The answer of a ticket can change only where the row leads it in one form and, in the other form, another row
//! does. So there are two questions of one kind: is there a ticket that the row leads as it is, for which with
//! the other form in its place another row comes first and says something else; and the same the other way
//! round. Most often a single point says yes; else the solver goes through the rows that can come next.

use super::answers::{Agree, Answers};
use super::{Piece, Table};
use crate::condition::region::point::Point;
use crate::condition::region::set::Set;
use crate::condition::region::solve::{Answer, Solver};
use crate::condition::region::{MATTER, Region};
use std::collections::BTreeMap;

/// A table in which some rows are gone or have another form.
#[derive(Debug)]
pub(super) struct View<'t, 'm> {
    pub(super) table: &'t Table<'m>,
    pub(super) answers: &'t Answers,
    /// Which rows are not what the table has, by their places.
    is_changed: Vec<bool>,
    /// The pieces of those of them that still have some.
    changed: BTreeMap<usize, Vec<Piece>>,
}

/// Whether two forms give every ticket the same answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Same {
    Yes,
    No,
    Unknown,
}

/// Rows, and the form that others are to take their place in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'a> {
    /// The rows, by their places.
    pub(super) rows: &'a [usize],
    /// Their pieces, and those of what stands in their place: all say the same.
    pub(super) old: &'a [Piece],
    pub(super) new: &'a [Piece],
    /// Whether a fallback can stand for a row.
    pub(super) fallbacks: bool,
}

impl<'t, 'm> View<'t, 'm> {
    pub(super) fn new(table: &'t Table<'m>, answers: &'t Answers) -> View<'t, 'm> {
        View { table, answers, is_changed: vec![false; table.of_row.len()], changed: BTreeMap::new() }
    }

    fn is_changed(&self, row: usize) -> bool {
        self.is_changed.get(row).copied().unwrap_or_default()
    }

    /// Takes a row out.
    pub(super) fn delete(&mut self, row: usize) {
        self.replace(row, Vec::new());
    }

    /// Gives a row another form.
    pub(super) fn replace(&mut self, row: usize, pieces: Vec<Piece>) {
        if let Some(slot) = self.is_changed.get_mut(row) {
            *slot = true;
        }
        // rows that are gone cost nothing from here on
        if pieces.is_empty() {
            self.changed.remove(&row);
        } else {
            self.changed.insert(row, pieces);
        }
    }

    /// The pieces of a row.
    pub(super) fn pieces(&self, row: usize) -> Vec<Piece> {
        match self.changed.get(&row) {
            Some(pieces) => pieces.clone(),
            None if self.is_changed(row) => Vec::new(),
            None => self.table.of_row(row).iter().map(|id| self.table.piece(*id).clone()).collect(),
        }
    }

    /// The pieces of all but some rows that a region meets, the best first, fallbacks last.
    pub(super) fn meeting<'v>(
        &'v self,
        region: &Region,
        but: &[usize],
        solver: &mut Solver<'_>,
    ) -> Vec<&'v Piece> {
        let (table, space) = (self.table, self.table.space);
        let ids = table.before(table.rows, region, solver);
        let pieces = ids.into_iter().map(|id| table.piece(id));
        let mut pieces: Vec<&Piece> =
            pieces.filter(|piece| !but.contains(&piece.at) && !self.is_changed(piece.at)).collect();
        solver.charge(self.changed.len());
        let changed = self.changed.iter().filter(|(row, _)| !but.contains(row));
        let changed =
            changed.flat_map(|(_, pieces)| pieces).filter(|piece| piece.region.meets(region, space));
        let before = pieces.len();
        pieces.extend(changed);
        if pieces.len() > before {
            pieces.sort_by_key(|piece| piece.rank);
        }
        let fallbacks = table.pieces.get(table.rows..).unwrap_or_default();
        pieces.extend(fallbacks.iter().filter(|piece| piece.region.meets(region, space)));
        pieces
    }

    /// Who leads a point, some rows left out.
    pub(super) fn first(&self, point: &Point, but: &[usize], solver: &mut Solver<'_>) -> Option<&Piece> {
        let table = self.table;
        let mut best: Option<usize> = None;
        let mut looked_at = 0;
        let mut look = |list: usize| {
            for id in table.at_node.get(list).into_iter().flatten() {
                looked_at += 1;
                if best.is_some_and(|best| best < *id) {
                    break;
                }
                let piece = table.piece(*id);
                let counts = !but.contains(&piece.at) && !self.is_changed(piece.at);
                if counts && piece.region.has(point) {
                    best = Some(*id);
                    break;
                }
            }
        };
        look(0);
        let tree = &table.space.matter;
        let mut node = point.state(MATTER).and_then(|state| tree.owner_place(state));
        while let Some(at) = node {
            look(at + 1);
            node = tree.nodes().get(at).and_then(|node| node.parent);
        }
        solver.charge(looked_at / 4 + self.changed.len() + 1);
        let best = best.map(|id| table.piece(id));
        let changed = self.changed.iter().filter(|(row, _)| !but.contains(row));
        let changed = changed.flat_map(|(_, pieces)| pieces).filter(|piece| piece.region.has(point));
        let best = best.into_iter().chain(changed).min_by_key(|piece| piece.rank);
        let fallbacks = || table.pieces.get(table.rows..).unwrap_or_default().iter();
        best.or_else(|| fallbacks().find(|piece| piece.region.has(point)))
    }

    /// Whether a change leaves every answer what it is. Some points are tried before the proof.
    pub(super) fn same(&self, solver: &mut Solver<'_>, change: Change<'_>, points: &[Point]) -> Same {
        if points.iter().any(|point| self.shows(solver, change, point)) {
            return Same::No;
        }
        let back = Change { old: change.new, new: change.old, ..change };
        match self.one_way(solver, change) {
            Same::Yes => self.one_way(solver, back),
            Same::No => Same::No,
            Same::Unknown if self.one_way(solver, back) == Same::No => Same::No,
            Same::Unknown => Same::Unknown,
        }
    }

    /// Whether the point gets another answer.
    fn shows(&self, solver: &mut Solver<'_>, change: Change<'_>, point: &Point) -> bool {
        let best = |pieces: &[Piece]| {
            pieces.iter().filter(|piece| piece.region.has(point)).map(|piece| piece.rank).min()
        };
        let (old, new) = (best(change.old), best(change.new));
        if old == new {
            return false;
        }
        let next = self.first(point, change.rows, solver);
        let leads = |rank: Option<_>| {
            rank.is_some_and(|rank| next.is_none_or(|next| !next.is_row || rank < next.rank))
        };
        if leads(old) == leads(new) {
            return false;
        }
        let own = change.old.first().or(change.new.first());
        let (Some(own), Some(next)) = (own, next) else { return true };
        match self.answers.agree(self.table, own, next, change.fallbacks) {
            Agree::Always => false,
            Agree::Never => true,
            Agree::Where(regions) => !regions.iter().any(|region| region.has(point)),
        }
    }

    /// Whether no ticket that the old form leads goes, with the new form, to another row that says something
    /// else.
    fn one_way(&self, solver: &mut Solver<'_>, change: Change<'_>) -> Same {
        let space = self.table.space;
        let mut same = Same::Yes;
        for piece in change.old {
            let stays = |new: &Piece| new.rank <= piece.rank && piece.region.is_within(&new.region, space);
            if change.new.iter().any(stays) {
                continue;
            }
            // at its own path, or at a child that nobody names, the fewest rows compete
            let near = piece.node.and_then(|node| space.matter.nodes().get(node));
            let near = near.map_or((0, 2), |node| (node.exact, node.below + 1));
            let near = piece.region.cut(MATTER, &Set::new(space.size(MATTER), [near]), space);
            if near.is_some_and(|near| matches!(self.reaches(solver, change, piece, &near), Reach::Shown)) {
                return Same::No;
            }
            match self.reaches(solver, change, piece, &piece.region) {
                Reach::Shown => return Same::No,
                Reach::Nothing => {}
                Reach::Something => match self.next(solver, change, piece) {
                    Same::Yes => {}
                    Same::No => return Same::No,
                    Same::Unknown => same = Same::Unknown,
                },
                Reach::Unknown => same = Same::Unknown,
            }
        }
        same
    }

    /// Whether the old form leads anything of a part of its piece that the new one, ahead of the piece, does
    /// not have.
    fn reaches(&self, solver: &mut Solver<'_>, change: Change<'_>, piece: &Piece, part: &Region) -> Reach {
        let meeting = self.meeting(part, change.rows, solver);
        let ahead = meeting.into_iter().take_while(|other| other.is_row && other.rank < piece.rank);
        let mut others: Vec<&Region> = ahead.map(|other| &other.region).collect();
        let new = change.new.iter().filter(|new| new.rank <= piece.rank);
        others.extend(new.map(|new| &new.region));
        match solver.find(part, &others) {
            Answer::Free(free) => {
                let point = self.table.space.point(&free);
                let shown = point.is_some_and(|point| self.shows(solver, change, &point));
                if shown { Reach::Shown } else { Reach::Something }
            }
            Answer::Covered(_) => Reach::Nothing,
            Answer::Unknown => Reach::Unknown,
        }
    }

    /// The same, by way of every row that can come next.
    fn next(&self, solver: &mut Solver<'_>, change: Change<'_>, piece: &Piece) -> Same {
        let space = self.table.space;
        let meeting = self.meeting(&piece.region, change.rows, solver);
        let behind = meeting.partition_point(|other| other.is_row && other.rank < piece.rank);
        let mut same = Same::Yes;
        for (at, next) in meeting.iter().enumerate().skip(behind) {
            let agree = match self.answers.agree(self.table, piece, next, change.fallbacks) {
                Agree::Always => continue,
                Agree::Never => Vec::new(),
                Agree::Where(regions) => regions,
            };
            let Some(both) = piece.region.and(&next.region, space) else { continue };
            let better = meeting.iter().take(at).map(|other| &other.region);
            let new = change.new.iter().filter(|new| !next.is_row || new.rank < next.rank);
            let others: Vec<&Region> = better.chain(new.map(|new| &new.region)).chain(&agree).collect();
            match solver.find(&both, &others) {
                Answer::Free(_) => return Same::No,
                Answer::Covered(_) => {}
                Answer::Unknown => same = Same::Unknown,
            }
        }
        // a list of other rules need not have one for every ticket
        if self.table.pieces.len() == self.table.rows {
            let all = meeting.iter().map(|other| &other.region);
            let others: Vec<&Region> = all.chain(change.new.iter().map(|new| &new.region)).collect();
            match solver.find(&piece.region, &others) {
                Answer::Free(_) => return Same::No,
                Answer::Covered(_) => {}
                Answer::Unknown => same = Same::Unknown,
            }
        }
        same
    }

    /// The rows that come next where a row leads, up to so many; and whether a fallback does.
    pub(super) fn heirs(&self, solver: &mut Solver<'_>, row: usize, most: usize) -> (Vec<usize>, bool) {
        let (mut rows, mut fallback) = (Vec::new(), false);
        for piece in self.pieces(row) {
            let meeting = self.meeting(&piece.region, &[row], solver);
            let behind = meeting.partition_point(|other| other.is_row && other.rank < piece.rank);
            for (at, next) in meeting.iter().enumerate().skip(behind) {
                let known =
                    if next.is_row { rows.contains(&next.at) || rows.len() >= most } else { fallback };
                let Some(both) = piece.region.and(&next.region, self.table.space).filter(|_| !known) else {
                    continue;
                };
                let better: Vec<&Region> = meeting.iter().take(at).map(|other| &other.region).collect();
                if solver.find(&both, &better).free().is_some() {
                    if next.is_row {
                        rows.push(next.at);
                    } else {
                        fallback = true;
                    }
                }
            }
        }
        (rows, fallback)
    }
}

/// What of a piece a change can reach.
enum Reach {
    /// A point of it gets another answer.
    Shown,
    Something,
    Nothing,
    Unknown,
}
