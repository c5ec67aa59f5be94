//! Extra rows that never add a part or an assist (D-8).

use super::answers::Answers;
use super::{Piece, Table};
use crate::condition::region::Region;
use crate::condition::region::solve::{Answer, Solver};
use crate::dispatch::matrix::Named;
use crate::model::unit::UnitId;
use crate::model::words::Channel;
use std::collections::BTreeSet;

/// What becomes of an extra row, whatever `[[not_accepted]]` rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Extra {
    /// It adds a part or an assist, or may turn the channel green.
    Adds,
    /// Its lead leads a part without it wherever it is a candidate, with all of its assists: by these rows, and
    /// perhaps fallbacks.
    Never(Vec<usize>),
    Empty,
    NoLead,
    Unknown,
}

pub(crate) fn extra(table: &Table<'_>, solver: &mut Solver<'_>, row: usize) -> Extra {
    let Some(rule) = table.matrix.rows.get(row) else { return Extra::Unknown };
    let pieces: Vec<(usize, &Piece)> =
        table.extras.iter().enumerate().filter(|(_, piece)| piece.at == row).collect();
    if pieces.is_empty() {
        let region = table.space.region(&rule.condition, rule.validity, table.source);
        return if region.is_none() { Extra::Empty } else { Extra::NoLead };
    }
    if rule.outcome.channel == Channel::Green {
        return Extra::Adds;
    }
    let (mut unknown, mut by) = (false, BTreeSet::new());
    for (id, piece) in pieces {
        for (unit, stands) in table.roles.units(&rule.outcome.lead) {
            let Some(region) = piece.region.and(&stands, table.space) else { continue };
            let case = Case { table, unit, region, before: before(table, id, unit) };
            match case.adds(solver, &rule.outcome.assist) {
                Some(true) => return Extra::Adds,
                Some(false) => by.extend(case.leaders(solver)),
                None => unknown = true,
            }
        }
    }
    if unknown { Extra::Unknown } else { Extra::Never(by.into_iter().collect()) }
}

/// An extra piece where its lead is one unit.
struct Case<'t, 'm> {
    table: &'t Table<'m>,
    unit: UnitId,
    region: Region,
    /// Where extra rows before it add a part with that unit, or to it; and their assists.
    before: Vec<(usize, Region, &'m [Named])>,
}

/// Extra pieces before one, where the unit is their lead.
fn before<'m>(table: &Table<'m>, id: usize, unit: UnitId) -> Vec<(usize, Region, &'m [Named])> {
    let mut out = Vec::new();
    for piece in table.extras.iter().take(id) {
        let Some(outcome) = table.outcome(piece) else { continue };
        for stands in table.roles.of(&outcome.lead, unit) {
            let region = piece.region.and(&stands, table.space);
            out.extend(region.map(|region| (piece.at, region, outcome.assist.as_slice())));
        }
    }
    out
}

impl Case<'_, '_> {
    /// Whether it adds something for a ticket; `None`: not known.
    fn adds(&self, solver: &mut Solver<'_>, assists: &[Named]) -> Option<bool> {
        let mut unknown = false;
        // a part: nobody before it leads one with its unit
        let before: Vec<Region> = self.before.iter().map(|(_, region, _)| region.clone()).collect();
        match self.outside(solver, &self.region, &before, |table, piece| {
            table.lead(piece).map(|lead| table.roles.of(lead, self.unit)).unwrap_or_default()
        }) {
            Answer::Free(_) => return Some(true),
            Answer::Covered(_) => {}
            Answer::Unknown => unknown = true,
        }
        // an assist: the part that there is has it from nobody else
        for named in assists {
            for (unit, stands) in
                self.table.roles.units(named).into_iter().filter(|(unit, _)| *unit != self.unit)
            {
                let Some(region) = self.region.and(&stands, self.table.space) else { continue };
                let space = self.table.space;
                let helps = |assists: &[Named]| -> Vec<Region> {
                    assists.iter().flat_map(|named| self.table.roles.of(named, unit)).collect()
                };
                let before: Vec<Region> = self
                    .before
                    .iter()
                    .flat_map(|(_, region, assists)| {
                        helps(assists)
                            .into_iter()
                            .filter_map(|helps| region.and(&helps, space))
                            .collect::<Vec<_>>()
                    })
                    .collect();
                match self.outside(solver, &region, &before, |table, piece| {
                    let Some(outcome) = table.outcome(piece) else { return Vec::new() };
                    let leads = table.roles.of(&outcome.lead, self.unit);
                    let helps = helps(&outcome.assist);
                    let both =
                        leads.iter().flat_map(|lead| helps.iter().filter_map(|it| it.and(lead, space)));
                    both.collect()
                }) {
                    Answer::Free(_) => return Some(true),
                    Answer::Covered(_) => {}
                    Answer::Unknown => unknown = true,
                }
            }
        }
        (!unknown).then_some(false)
    }

    /// The rows that can give its unit a part of its tickets.
    fn leaders(&self, solver: &mut Solver<'_>) -> Vec<usize> {
        let space = self.table.space;
        let extras = self.before.iter().filter(|(_, region, _)| region.meets(&self.region, space));
        let mut rows: Vec<usize> = extras.map(|(row, _, _)| *row).collect();
        for id in self.table.before(self.table.rows, &self.region, solver) {
            let piece = self.table.piece(id);
            let leads = self.table.lead(piece).map(|lead| self.table.roles.of(lead, self.unit));
            if leads.into_iter().flatten().any(|leads| leads.meets(&self.region, space)) {
                rows.push(piece.at);
            }
        }
        rows
    }

    /// Looks for a ticket of a region outside of some others, for which the piece that leads part 1 does not
    /// provide either, as `provides` says.
    fn outside(
        &self,
        solver: &mut Solver<'_>,
        region: &Region,
        before: &[Region],
        provides: impl Fn(&Table<'_>, &Piece) -> Vec<Region>,
    ) -> Answer {
        let table = self.table;
        let others: Vec<&Region> = before.iter().collect();
        let rows = table.before(table.rows, region, solver);
        // the cheap case: a ticket that none of the providers holds for, whoever wins
        let fallbacks = table.rows..table.pieces.len();
        let all: Vec<usize> = rows.iter().copied().chain(fallbacks.clone()).collect();
        let mut provided: Vec<Region> = Vec::new();
        for id in &all {
            let piece = table.piece(*id);
            let regions = provides(table, piece);
            provided.extend(regions.into_iter().filter_map(|it| it.and(&piece.region, table.space)));
        }
        let none: Vec<&Region> = others.iter().copied().chain(&provided).collect();
        if let Answer::Free(free) = solver.find(region, &none) {
            return Answer::Free(free);
        }
        let mut answer = Answer::Covered(Vec::new());
        for (place, id) in all.iter().enumerate() {
            let piece = table.piece(*id);
            let Some(part) = region.and(&piece.region, table.space) else { continue };
            let better = all.get(..place).unwrap_or_default();
            let own = provides(table, piece);
            let others: Vec<&Region> =
                table.regions(better).into_iter().chain(others.iter().copied()).chain(&own).collect();
            match solver.find(&part, &others) {
                Answer::Free(free) => return Answer::Free(free),
                Answer::Unknown => answer = Answer::Unknown,
                Answer::Covered(_) => {}
            }
        }
        answer
    }
}

/// The rows that add the same where an extra row adds something, if they do all of it: other extra rows that say
/// the same (before it, or after it with no other extra row in between). Enough, if not needed. `usable` says
/// which rows may be named.
pub(super) fn doubles(
    table: &Table<'_>,
    answers: &Answers,
    solver: &mut Solver<'_>,
    row: usize,
    usable: &[bool],
) -> Option<Vec<usize>> {
    let class = |piece: &Piece| answers.class(piece.at);
    let mut by = BTreeSet::new();
    let mut held = false;
    for (own, piece) in table.extras.iter().enumerate().filter(|(_, piece)| piece.at == row) {
        held = true;
        let meeting: Vec<(usize, &Piece)> = table
            .extras
            .iter()
            .enumerate()
            .filter(|(_, other)| other.at != row && other.region.meets(&piece.region, table.space))
            .collect();
        solver.charge(table.extras.len() / 4 + 1);
        let same = |other: &Piece| class(other) == class(piece);
        let doubles: Vec<&Piece> = meeting
            .iter()
            .filter(|(at, other)| {
                let both = other.region.and(&piece.region, table.space);
                let between = |(place, it): &&(usize, &Piece)| own < *place && *place < *at && !same(it);
                let apart = |both: &Region| {
                    !meeting.iter().filter(between).any(|(_, it)| it.region.meets(both, table.space))
                };
                same(other)
                    && usable.get(other.at).copied().unwrap_or_default()
                    && both.as_ref().is_some_and(apart)
            })
            .map(|(_, other)| *other)
            .collect();
        let regions: Vec<&Region> = doubles.iter().map(|double| &double.region).collect();
        match solver.find(&piece.region, &regions) {
            Answer::Covered(used) => by.extend(used.iter().filter_map(|at| Some(doubles.get(*at)?.at))),
            Answer::Free(_) | Answer::Unknown => return None,
        }
    }
    held.then(|| by.into_iter().collect())
}
