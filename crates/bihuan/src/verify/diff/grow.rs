//! How far around a ticket the two answers differ in just the same way.

use super::here::{Here, first_in, may_mean};
use super::modes::Modes;
use super::point::Point;
use super::side::{Hit, Sayings, Says, Side};
use super::support::{Support, fixed};
use crate::condition::region::solve::Solver;
use crate::condition::region::{Region, Space};

/// Two editions at one ticket.
pub(super) struct Pair<'a, 'm> {
    pub(super) space: &'a Space,
    pub(super) sides: &'a [Side<'m>; 2],
    pub(super) sayings: &'a Sayings,
    pub(super) point: &'a Point<'a>,
    pub(super) here: &'a [Here; 2],
}

/// A region in which two answers differ in one way.
pub(super) struct Grown {
    pub(super) start: Region,
    pub(super) region: Region,
    /// For each edition who gets part 1.
    pub(super) people: [People; 2],
}

/// Lead and assists, by code or role.
pub(super) struct People {
    pub(super) lead: String,
    pub(super) assists: Vec<String>,
}

impl<'a, 'm> Pair<'a, 'm> {
    pub(super) fn both(&self) -> [(&'a Side<'m>, &'a Here); 2] {
        let [old, new] = self.sides;
        let [old_here, new_here] = self.here;
        [(old, old_here), (new, new_here)]
    }

    pub(super) fn says(&self, side: &Side<'m>, here: &Here) -> Option<&'a Says> {
        self.sayings.row_list.get(side.mark(here.first).value)
    }

    pub(super) fn codes(&self, named: usize) -> impl Iterator<Item = &'a String> {
        self.sayings
            .named_list
            .get(named)
            .into_iter()
            .flat_map(|meant| meant.units.iter().map(|(code, _)| code))
    }

    /// The largest region around the ticket in which the answers differ just so.
    pub(super) fn grow(&self, solver: &mut Solver<'_>) -> Option<Grown> {
        let mut support = Support {
            space: self.space,
            point: self.point,
            within: self.space.everything()?,
            avoid: Vec::new(),
        };
        let modes = self.modes();
        self.accepted(&mut support);
        self.list(&mut support, |side| &side.emergencies, modes.emergency_fixed);
        for (at, (side, here)) in self.both().into_iter().enumerate() {
            if modes.channel_fixed.get(at) == Some(&true) && here.emergency.is_none() {
                side.emergencies.iter().for_each(|hit| support.forbid(&hit.region));
            }
        }
        self.first(&mut support, &modes, solver);
        self.leads(&mut support, &modes);
        self.extras(&mut support, &modes);
        self.green(&mut support, &modes);
        self.limits(&mut support);
        let (start, region) = support.grown(solver)?;
        Some(Grown { start, region, people: self.people(&modes) })
    }

    /// It goes on to be accepted, or refused (D-11).
    fn accepted(&self, support: &mut Support<'a>) {
        for (side, here) in self.both() {
            match (here.emergency, here.refusal) {
                (_, None) => side.refusals.iter().for_each(|hit| support.forbid(&hit.region)),
                (Some(emergency), Some(_)) => {
                    if let Some(hit) = side.emergencies.get(emergency) {
                        support.require(&hit.region);
                    }
                }
                (None, Some(refusal)) => {
                    side.emergencies.iter().for_each(|hit| support.forbid(&hit.region));
                    fixed(support, &side.refusals, Some(refusal));
                }
            }
        }
    }

    /// A list of few rules, steady or fixed.
    fn list(&self, support: &mut Support<'a>, of: impl Fn(&'a Side<'m>) -> &'a Vec<Hit>, fix: bool) {
        let both = self.both().map(|(side, _)| (of(side), first_in(of(side), self.point)));
        let is_common = both
            .iter()
            .all(|(hits, best)| best.is_none_or(|best| hits.get(best).is_some_and(|hit| hit.twin.is_some())));
        if fix || !is_common {
            both.into_iter().for_each(|(hits, best)| fixed(support, hits, best));
            return;
        }
        let own_holds =
            both.iter().any(|(hits, _)| hits.iter().any(|hit| hit.is_own() && self.point.is_in(&hit.region)));
        for (hits, best) in both {
            let ahead = if own_holds { best.unwrap_or(hits.len()) } else { hits.len() };
            if let Some(hit) = best.filter(|_| own_holds).and_then(|best| hits.get(best)) {
                support.require(&hit.region);
            }
            hits.iter().take(ahead).filter(|hit| hit.is_own()).for_each(|hit| support.forbid(&hit.region));
        }
    }

    /// The rule of part 1.
    fn first(&self, support: &mut Support<'a>, modes: &Modes, solver: &mut Solver<'_>) {
        let both = self.both();
        // of a refused ticket the fallbacks alone decide
        let start = |side: &Side<'_>, here: &Here| if here.is_accepted { 0 } else { side.table.rows };
        if modes.first_fixed {
            for (side, here) in both {
                let table = &side.table;
                support.require(table.region(here.first));
                let value = side.mark(here.first).value;
                let near = if here.is_accepted {
                    table.before(here.first, &support.within.clone(), solver)
                } else {
                    Vec::new()
                };
                let fallbacks = table.rows..here.first.max(table.rows);
                for id in near.into_iter().chain(fallbacks) {
                    if side.mark(id).value != value {
                        support.forbid(table.region(id));
                    }
                }
            }
            return;
        }
        if modes.no_own_limit {
            for (side, _) in both.into_iter().filter(|(_, here)| here.is_accepted) {
                side.with_limit().for_each(|id| support.forbid(side.table.region(id)));
            }
        }
        let own = |side: &'a Side<'m>, from: usize| {
            (from..side.marks.len()).filter(move |id| side.mark(*id).twin.is_none())
        };
        let own_holds = both.iter().any(|(side, here)| {
            own(side, start(side, here)).any(|id| self.point.is_in(side.table.region(id)))
        });
        for (side, here) in both {
            if own_holds {
                support.require(side.table.region(here.first));
            }
            for id in own(side, start(side, here)) {
                if !own_holds || id < here.first {
                    support.forbid(side.table.region(id));
                }
            }
        }
    }

    /// The units that lead and assist part 1, as far as they have to stay the same.
    fn leads(&self, support: &mut Support<'a>, modes: &Modes) {
        if !modes.first_fixed {
            return;
        }
        let says = self.both().map(|(side, here)| self.says(side, here));
        let [Some(old), Some(new)] = says else { return };
        let named = |named: usize| self.sayings.named_list.get(named).into_iter().flat_map(|it| &it.units);
        if modes.lead_fixed {
            for says in [old, new] {
                named(says.lead).filter(|(_, region)| self.point.is_in(region)).for_each(|(_, region)| {
                    support.require(region);
                });
            }
        } else if old.lead != new.lead {
            // two roles, or a role and a unit: never the same unit
            for (code, region) in named(old.lead) {
                let same = named(new.lead).filter(|(other, _)| other == code);
                for (_, other) in same.filter(|(_, other)| region.meets(other, self.space)) {
                    // one of the two does not hold here; it is kept so
                    support.forbid(if self.point.is_in(region) { other } else { region });
                }
            }
        }
        let assists = self.assists(modes);
        for (says, _) in [old, new].into_iter().zip(self.here).filter(|(_, here)| here.is_accepted) {
            for assist in &says.assist {
                if assists.fixed.contains(assist) {
                    named(*assist).for_each(|(_, region)| support.keep(region));
                } else if assists.standing.contains(assist)
                    && let Some(meant) = self.sayings.named_list.get(*assist)
                {
                    match meant.stands.iter().find(|region| self.point.is_in(region)) {
                        Some(stands) => support.require(stands),
                        None => meant.stands.iter().for_each(|region| support.forbid(region)),
                    }
                }
            }
        }
    }

    /// Extra rows: those of one edition alone never come in, and those that touch what differs stay as they are.
    fn extras(&self, support: &mut Support<'a>, modes: &Modes) {
        let codes: Vec<String> = modes.codes.iter().cloned().collect();
        for (side, here) in self.both().into_iter().filter(|(_, here)| here.is_accepted) {
            for (id, (piece, mark)) in side.table.extras.iter().zip(&side.extras).enumerate() {
                let Some(rule) = side.rule(piece) else { continue };
                let touches = modes.extras_fixed || may_mean(side, &rule.outcome.lead, &codes);
                if mark.twin.is_some() && !touches {
                    continue;
                }
                support.keep(&piece.region);
                if here.extras.contains(&id)
                    && let Some(says) = self.sayings.row_list.get(mark.value)
                {
                    let named = std::iter::once(&says.lead).chain(&says.assist);
                    for meant in named.filter_map(|named| self.sayings.named_list.get(*named)) {
                        meant.units.iter().for_each(|(_, region)| support.keep(region));
                    }
                }
            }
        }
    }

    /// `[[green]]` rules.
    fn green(&self, support: &mut Support<'a>, modes: &Modes) {
        for ((side, here), is_fixed) in self.both().into_iter().zip(modes.channel_fixed) {
            if is_fixed && here.emergency.is_none() {
                match here.green.and_then(|at| side.greens.get(at)) {
                    Some(hit) => support.require(&hit.region),
                    None => side.greens.iter().for_each(|hit| support.forbid(&hit.region)),
                }
            } else if !is_fixed && !modes.emergency_fixed {
                side.greens.iter().filter(|hit| hit.is_own()).for_each(|hit| support.forbid(&hit.region));
            }
        }
    }

    /// For each edition lead and assists of part 1 as they are all over the region: a role by its name where it
    /// is whoever fills it.
    fn people(&self, modes: &Modes) -> [People; 2] {
        let assists = self.assists(modes);
        self.both().map(|(side, here)| {
            let parts = here.decision.parts.first();
            let mut people = People { lead: here.lead().to_owned(), assists: Vec::new() };
            let Some(says) = self.says(side, here).filter(|_| modes.first_fixed) else {
                people.assists = parts.map(|part| part.assist.clone()).unwrap_or_default();
                return people;
            };
            let meant = |named: usize| self.sayings.named_list.get(named);
            if !modes.lead_fixed
                && let Some(role) = meant(says.lead).and_then(|meant| meant.role.clone())
            {
                people.lead = role;
            }
            if !here.is_accepted {
                return people;
            }
            let mut known: Vec<&String> = Vec::new();
            for (assist, meant) in says.assist.iter().filter_map(|it| Some((*it, meant(*it)?))) {
                let unit =
                    meant.units.iter().find(|(_, region)| self.point.is_in(region)).map(|(code, _)| code);
                known.extend(unit);
                let shown = if assists.fixed.contains(&assist) {
                    unit.filter(|code| *code != here.lead())
                } else if assists.standing.contains(&assist) {
                    unit.and(meant.role.as_ref().or(unit))
                } else {
                    // it comes and goes in both
                    meant.role.as_ref().or(meant.units.first().map(|(code, _)| code))
                };
                people.assists.extend(shown.filter(|shown| !people.assists.contains(shown)).cloned());
            }
            let added = parts.into_iter().flat_map(|part| &part.assist);
            people.assists.extend(added.filter(|code| !known.contains(code)).cloned());
            people
        })
    }
}
