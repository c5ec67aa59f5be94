//! Every region of tickets that two editions decide differently.
//!
//! A ticket that is decided differently is in the region of a rule that only one of the editions has, in that
//! order ([`super::side`]): and that rule is the best of its list for it, or adds to the answer. So these regions
//! are searched, one after the other, for a ticket in none of those told yet; it is decided by both evaluators,
//! and the region around it grown in which the answers differ in the same way, or not at all.

use super::difference::{Difference, differences};
use super::grow::{Grown, Pair, People};
use super::here::Here;
use super::point::Point;
use super::side::{Hit, Sayings, Side};
use crate::condition::region::solve::{Answer, Solver};
use crate::condition::region::{MATTER, Region, Space};
use crate::condition::test::Test;
use crate::dispatch::matrix::Named;
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Reason};
use crate::verify::table::Piece;

/// Tickets that are decided differently, all in the same way.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    pub(super) region: Region,
    pub(super) differences: Vec<Difference>,
    pub(super) witness: Ticket,
    /// The rows and rules behind it, in each edition.
    pub(super) rules: [Vec<String>; 2],
    /// How large it is: how many matters it reaches, and its share of the other dimensions.
    pub(super) size: (u32, f64),
}

/// What was found, and what not.
#[derive(Debug, Default)]
pub(super) struct Explored {
    pub(super) changed: Vec<Changed>,
    /// How many rules could not be followed to the end.
    pub(super) unfinished: u64,
}

/// Searches two editions for everything in which they differ.
pub(super) fn explore(
    space: &Space,
    sides: &[Side<'_>; 2],
    sayings: &Sayings,
    solver: &mut Solver<'_>,
) -> Explored {
    let mut explorer = Explorer { space, sides, sayings, told: Vec::new(), out: Explored::default() };
    for side in sides {
        explorer.lists(side, solver);
        explorer.rows(side, solver);
        explorer.limits(side, solver);
    }
    explorer.out.changed.sort_by(|a, b| {
        let by_size = b.size.0.cmp(&a.size.0).then(b.size.1.total_cmp(&a.size.1));
        by_size.then_with(|| a.differences.cmp(&b.differences))
    });
    explorer.out
}

struct Explorer<'e, 'm> {
    space: &'e Space,
    sides: &'e [Side<'m>; 2],
    sayings: &'e Sayings,
    /// Regions that are known: changed or not.
    told: Vec<Region>,
    out: Explored,
}

impl<'e, 'm> Explorer<'e, 'm> {
    /// Searches a region, outside of some others, to the end.
    fn follow(&mut self, region: &Region, avoid: &[&Region], solver: &mut Solver<'_>) {
        loop {
            let left = solver.charge(self.told.len() / 4 + 1);
            let told = self.told.iter().filter(|told| told.meets(region, self.space));
            let others: Vec<&Region> = told.chain(avoid.iter().copied()).collect();
            let answer = if left { solver.find(region, &others) } else { Answer::Unknown };
            match answer {
                Answer::Covered(_) => return,
                Answer::Free(free) if self.tell(&free, solver) => {}
                Answer::Free(_) | Answer::Unknown => {
                    self.out.unfinished += 1;
                    return;
                }
            }
        }
    }

    /// Decides a ticket of a region by both and tells the region around it; false where that went wrong.
    fn tell(&mut self, free: &Region, solver: &mut Solver<'_>) -> bool {
        let Some(point) = Point::of(self.space, free) else { return false };
        let [old, new] = self.sides;
        let (Some(old_here), Some(new_here)) =
            (Here::new(old, &point, solver), Here::new(new, &point, solver))
        else {
            return false;
        };
        let here = [old_here, new_here];
        let mut differences = match &here {
            [old, new] => differences(&old.decision, &new.decision),
        };
        let pair =
            Pair { space: self.space, sides: self.sides, sayings: self.sayings, point: &point, here: &here };
        let Some(Grown { start, region, people }) = pair.grow(solver) else { return false };
        if differences.is_empty() {
            self.told.push(region);
            return true;
        }
        let region = self.space.sayable(&region, &start);
        if !point.is_in(&region) {
            return false;
        }
        let rules = [(old, &here[0]), (new, &here[1])].map(|(side, here)| behind(side, here, &differences));
        differences.iter_mut().for_each(|difference| shown(difference, &people));
        self.told.push(region.clone());
        let size = self.size(&region);
        self.out.changed.push(Changed { region, differences, witness: point.ticket, rules, size });
        true
    }

    fn size(&self, region: &Region) -> (u32, f64) {
        let space = self.space;
        let len = |dim| region.told(dim).unwrap_or(space.full(dim)).len();
        let dims = (MATTER + 1..space.dims())
            .map(|dim| f64::from(len(dim)) / f64::from(space.full(dim).len().max(1)));
        let text = region.text();
        let words = i32::try_from(text.present.len() + text.any.len()).unwrap_or(i32::MAX);
        let share = dims.product::<f64>() * 0.5_f64.powi(words) / (1.0 + 0.1 * text.absent.len() as f64);
        (len(MATTER), share)
    }

    /// Emergency, not-accepted and green rules, extra rows.
    fn lists(&mut self, side: &Side<'m>, solver: &mut Solver<'_>) {
        let emergencies = regions(&side.emergencies);
        for (at, hit) in own(&side.emergencies) {
            let before = emergencies.get(..at).unwrap_or_default();
            self.follow(&hit.region, before, solver);
        }
        for (at, hit) in own(&side.refusals) {
            let mut avoid = emergencies.clone();
            avoid.extend(side.refusals.iter().take(at).map(|hit| &hit.region));
            self.follow(&hit.region, &avoid, solver);
        }
        for (at, hit) in own(&side.greens) {
            let mut avoid = emergencies.clone();
            let others = side.greens.iter().enumerate().filter(|(other, it)| *other < at || !it.is_own());
            avoid.extend(others.map(|(_, hit)| &hit.region));
            self.follow(&hit.region, &avoid, solver);
        }
        for (piece, mark) in side.table.extras.iter().zip(&side.extras) {
            if mark.twin.is_none() {
                self.accepted(side, &piece.region, &[], solver);
            }
        }
    }

    /// Searches the accepted tickets of a region.
    fn accepted(&mut self, side: &Side<'m>, region: &Region, avoid: &[&Region], solver: &mut Solver<'_>) {
        let refused = side.refusals.iter().map(|hit| &hit.region);
        let outside: Vec<&Region> = avoid.iter().copied().chain(refused).collect();
        self.follow(region, &outside, solver);
        if side.refusals.is_empty() {
            return;
        }
        for emergency in &side.emergencies {
            if let Some(part) = region.and(&emergency.region, self.space) {
                self.follow(&part, avoid, solver);
            }
        }
    }

    /// Rows and fallbacks.
    fn rows(&mut self, side: &Side<'m>, solver: &mut Solver<'_>) {
        let table = &side.table;
        for id in (0..table.pieces.len()).filter(|id| side.mark(*id).twin.is_none()) {
            let region = table.region(id);
            let avoid = before(side, id, region, solver);
            self.accepted(side, region, &avoid, solver);
            if id >= table.rows {
                let better: Vec<&Region> = (table.rows..id).map(|id| table.region(id)).collect();
                self.refused(side, region, &better, solver);
            }
        }
    }

    /// Searches the refused tickets of a region.
    fn refused(&mut self, side: &Side<'m>, region: &Region, avoid: &[&Region], solver: &mut Solver<'_>) {
        let emergencies = side.emergencies.iter().map(|hit| &hit.region);
        let outside: Vec<&Region> = avoid.iter().copied().chain(emergencies).collect();
        for refusal in &side.refusals {
            if let Some(part) = region.and(&refusal.region, self.space) {
                self.follow(&part, &outside, solver);
            }
        }
    }

    /// `[[limit]]` rules: where they are the best, for the parts that they are about.
    fn limits(&mut self, side: &Side<'m>, solver: &mut Solver<'_>) {
        let rows = side.matrix().rows.iter().chain(&side.matrix().fallbacks);
        let own_limits = rows.clone().any(|rule| rule.outcome.limit.is_some());
        for (list, hits) in side.limits.iter().enumerate() {
            for (at, hit) in own(hits) {
                let Some(rule) = side.limit(list, hit) else { continue };
                let name = &rule.outcome.name;
                let is_ahead = |of: usize, other: &Hit| {
                    side.limit(of, other).is_some_and(|it| {
                        it.outcome.name == *name && !it.condition.cells.iter().any(|it| it.test.is_of_part())
                    })
                };
                let earlier = side.limits.iter().take(list).enumerate();
                let earlier = earlier.flat_map(|(of, hits)| hits.iter().map(move |hit| (of, hit)));
                let ahead = earlier.chain(hits.iter().take(at).map(|hit| (list, hit)));
                let ahead: Vec<&Region> =
                    ahead.filter(|(of, hit)| is_ahead(*of, hit)).map(|(_, hit)| &hit.region).collect();
                let asks_unit = rule
                    .condition
                    .cells
                    .iter()
                    .any(|cell| matches!(cell.test, Test::Lead(_) | Test::LeadRole(_) | Test::Reason(_)));
                let ask = Ask { cells: &rule.condition.cells, hit, own: name == "due" && own_limits };
                if ask.own || asks_unit {
                    self.parts(side, &ask, &ahead, solver);
                } else {
                    self.channels(side, &ask, &hit.region, &ahead, true, solver);
                }
            }
        }
    }

    /// Searches a limit rule's region row by row: those whose part it can be about.
    fn parts(&mut self, side: &Side<'m>, ask: &Ask<'_>, ahead: &[&Region], solver: &mut Solver<'_>) {
        let table = &side.table;
        let region = &ask.hit.region;
        for (id, piece) in table.pieces.iter().enumerate() {
            let reason = if piece.is_row { Reason::Row } else { Reason::NoRow };
            if let Some(part) =
                ask.reaches(side, piece, reason).and_then(|()| region.and(&piece.region, self.space))
            {
                let mut avoid = before(side, id, &part, solver);
                avoid.extend(ahead);
                let is_green = side.rule(piece).is_some_and(|rule| rule.outcome.channel == Channel::Green);
                self.channels(side, ask, &part, &avoid, !is_green, solver);
            }
            // a refused ticket's part has the fallback's lead
            if !piece.is_row && ask.refused(side, piece) {
                for refusal in &side.refusals {
                    let part = region.and(&piece.region, self.space);
                    let Some(part) = part.and_then(|part| part.and(&refusal.region, self.space)) else {
                        continue;
                    };
                    let better = (table.rows..id).map(|id| table.region(id));
                    let avoid: Vec<&Region> = better.chain(ahead.iter().copied()).collect();
                    self.channels(side, ask, &part, &avoid, true, solver);
                }
            }
        }
        for piece in &table.extras {
            if let Some(part) =
                ask.reaches(side, piece, Reason::Extra).and_then(|()| region.and(&piece.region, self.space))
            {
                self.channels(side, ask, &part, ahead, false, solver);
            }
        }
    }

    /// Searches a limit rule's region where the channel can be one that it asks for. `may_be_other`: nothing
    /// says yet that it is green.
    fn channels(
        &mut self,
        side: &Side<'m>,
        ask: &Ask<'_>,
        region: &Region,
        avoid: &[&Region],
        may_be_other: bool,
        solver: &mut Solver<'_>,
    ) {
        let wants = |channel: Channel| ask.channel(channel);
        if wants(Channel::Normal) || !may_be_other {
            return self.follow(region, avoid, solver);
        }
        let mut sources: Vec<&Region> = Vec::new();
        if wants(Channel::Emergency) {
            sources.extend(side.emergencies.iter().map(|hit| &hit.region));
        }
        if wants(Channel::Green) {
            sources.extend(side.greens.iter().map(|hit| &hit.region));
            let pieces = side.table.pieces.iter().chain(&side.table.extras);
            let green =
                |piece: &&Piece| side.rule(piece).is_some_and(|rule| rule.outcome.channel == Channel::Green);
            sources.extend(pieces.filter(green).map(|piece| &piece.region));
        }
        for source in sources {
            if let Some(part) = region.and(source, self.space) {
                self.follow(&part, avoid, solver);
            }
        }
    }
}

/// A limit rule that is followed.
struct Ask<'a> {
    cells: &'a [crate::condition::test::Cell],
    hit: &'a Hit,
    /// Whether rows may have a limit of their own instead.
    own: bool,
}

impl Ask<'_> {
    /// Whether it can be about the part that a row gives.
    fn reaches(&self, side: &Side<'_>, piece: &Piece, reason: Reason) -> Option<()> {
        let rule = side.rule(piece)?;
        let priority = self.hit.rank.class().0;
        let above = priority > 0 && priority > rule.priority;
        let open = !self.own || rule.outcome.limit.is_none() || above;
        (open && self.asks(side, &rule.outcome.lead, reason)).then_some(())
    }

    fn refused(&self, side: &Side<'_>, piece: &Piece) -> bool {
        side.rule(piece).is_some_and(|rule| self.asks(side, &rule.outcome.lead, Reason::NotAccepted))
    }

    fn asks(&self, side: &Side<'_>, lead: &Named, reason: Reason) -> bool {
        let units = &side.matrix().units;
        let may = |is: &dyn Fn(UnitId) -> bool| match lead {
            Named::Unit(id) => is(*id),
            Named::Role(role) => units.holders(role).any(is),
        };
        self.cells.iter().all(|cell| match &cell.test {
            Test::Reason(items) => items.holds(true, |wanted| *wanted == reason),
            Test::Lead(items) => may(&|id| items.holds(true, |wanted| *wanted == id)),
            Test::LeadRole(items) => may(&|id| {
                let role = units.role(id).map(crate::condition::test::Scalar::new);
                items.holds(role.is_some(), |wanted| role.as_ref().is_some_and(|role| wanted.is(role)))
            }),
            _ => true,
        })
    }

    fn channel(&self, channel: Channel) -> bool {
        self.cells.iter().all(|cell| match &cell.test {
            Test::Channel(items) => items.holds(true, |wanted| *wanted == channel),
            _ => true,
        })
    }
}

fn own(hits: &[Hit]) -> impl Iterator<Item = (usize, &Hit)> {
    hits.iter().enumerate().filter(|(_, hit)| hit.is_own())
}

fn regions(hits: &[Hit]) -> Vec<&Region> {
    hits.iter().map(|hit| &hit.region).collect()
}

/// The better pieces that meet a region: before a row those of rows, before a fallback those of both.
fn before<'s>(side: &'s Side<'_>, id: usize, region: &Region, solver: &mut Solver<'_>) -> Vec<&'s Region> {
    let table = &side.table;
    let rows = table.before(id, region, solver);
    rows.into_iter().chain(table.rows..id.max(table.rows)).map(|id| table.region(id)).collect()
}

/// The names of the rows and rules that say what is different.
fn behind(side: &Side<'_>, here: &Here, differences: &[Difference]) -> Vec<String> {
    let matrix = side.matrix();
    let mut out: Vec<String> = Vec::new();
    let mut add = |id: Option<&String>| {
        out.extend(id.cloned());
    };
    let emergency = here.emergency.and_then(|at| matrix.emergencies.get(side.emergencies.get(at)?.at));
    let green = here.green.and_then(|at| matrix.greens.get(side.greens.get(at)?.at));
    for difference in differences {
        let part = match &difference.part {
            None => here.decision.parts.first(),
            Some(lead) => here.decision.parts.iter().skip(1).find(|part| part.lead == *lead),
        };
        let row = part.and_then(|part| part.row.as_ref());
        match difference.what.as_str() {
            "call" => add(emergency.map(|rule| &rule.id)),
            "channel" => match here.decision.channel {
                Channel::Emergency => add(emergency.map(|rule| &rule.id)),
                Channel::Green if here.first_is_green(side) => add(row),
                Channel::Green => add(green.map(|rule| &rule.id)),
                Channel::Normal => {}
            },
            what => match what.strip_prefix("limit.") {
                Some(name) => {
                    let limit = part.and_then(|part| part.limits.iter().find(|limit| limit.name == name));
                    add(limit.map(|limit| &limit.source));
                }
                None => add(row),
            },
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|id| seen.insert(id.clone()));
    out
}

/// Shows lead and assists of part 1 as they are all over the region.
fn shown(difference: &mut Difference, people: &[People; 2]) {
    if difference.part.is_some() {
        return;
    }
    let text = |people: &People| match difference.what.as_str() {
        "lead" => Some(people.lead.clone()),
        _ => Some(people.assists.join("、")).filter(|text| !text.is_empty()),
    };
    if difference.what == "lead" || difference.what == "assist" {
        let [old, new] = people;
        (difference.old, difference.new) = (text(old), text(new));
    }
}
