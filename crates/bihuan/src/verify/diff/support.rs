//! How far around a ticket the two answers differ in just the same way.
//!
//! A [`Support`] gathers what must go on to hold (`within`) and what must go on not to hold (`avoid`). A list of
//! rules is *steady* where its best rule may change, but is the same in both editions: no rule of its own of
//! either gets ahead. It is *fixed* where both best rules keep saying what they say. What the two editions have
//! in common so splits nothing.

use super::here::{Here, PartHere, first_in, may_mean};
use super::point::Point;
use super::side::{Hit, Sayings, Says, Side};
use crate::condition::region::expand::expand;
use crate::condition::region::solve::Solver;
use crate::condition::region::{Region, Space};
use crate::condition::test::Test;
use crate::dispatch::limits::names;
use crate::model::words::Channel;
use std::collections::BTreeSet;

pub(super) struct Support<'a> {
    space: &'a Space,
    point: &'a Point<'a>,
    within: Region,
    avoid: Vec<&'a Region>,
}

impl<'a> Support<'a> {
    fn require(&mut self, region: &Region) {
        debug_assert!(self.point.is_in(region), "what is required holds for the ticket");
        if let Some(within) = self.within.and(region, self.space) {
            self.within = within;
        }
    }

    fn forbid(&mut self, region: &'a Region) {
        debug_assert!(!self.point.is_in(region), "what is avoided does not hold for the ticket");
        self.avoid.push(region);
    }

    /// Goes on to hold, or goes on not to.
    fn keep(&mut self, region: &'a Region) {
        if self.point.is_in(region) { self.require(region) } else { self.forbid(region) }
    }

    /// The ticket as a region, and the largest region around it.
    fn grown(self, solver: &mut Solver<'_>) -> Option<(Region, Region)> {
        let Support { space, point, within, mut avoid } = self;
        solver.charge(avoid.len());
        avoid.retain(|region| region.meets(&within, space));
        solver.charge(avoid.len() * space.dims() + 1);
        let start = point.apart(&within, &avoid)?;
        let grown = expand(space, &start, &within, &avoid);
        Some((start, grown))
    }
}

/// How each list has to behave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Modes {
    first_fixed: bool,
    /// No row with a limit of its own comes in.
    no_own_limit: bool,
    /// Both leads stay the same unit.
    lead_fixed: bool,
    /// All assists do; else those of [`Pair::kept_assists`].
    assists_fixed: bool,
    emergency_fixed: bool,
    /// Of which edition the channel stays as it is.
    channel_fixed: [bool; 2],
    /// All extra rows stay as they are; else those that can give these units a part.
    extras_fixed: bool,
    codes: BTreeSet<String>,
}

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
    fn both(&self) -> [(&'a Side<'m>, &'a Here); 2] {
        let [old, new] = self.sides;
        let [old_here, new_here] = self.here;
        [(old, old_here), (new, new_here)]
    }

    fn says(&self, side: &Side<'m>, here: &Here) -> Option<&'a Says> {
        self.sayings.row_list.get(side.mark(here.first).value)
    }

    fn codes(&self, named: usize) -> impl Iterator<Item = &'a String> {
        self.sayings
            .named_list
            .get(named)
            .into_iter()
            .flat_map(|meant| meant.units.iter().map(|(code, _)| code))
    }

    /// Whether the best rule of part 1 is common and the same.
    fn first_is_common(&self) -> bool {
        !self.mixed() && self.both().iter().all(|(side, here)| side.mark(here.first).twin.is_some())
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

    /// Whether leads and assists are the same wherever both best rules of part 1 hold.
    fn same_leads(&self) -> bool {
        let [old, new] = self.both().map(|(side, here)| self.says(side, here).map(|says| says.lead));
        self.first_is_common() || old == new
    }

    fn same_assists(&self) -> bool {
        let [old, new] = self.both().map(|(side, here)| self.says(side, here).map(|says| &says.assist));
        let accepted = self.here.iter().filter(|here| here.is_accepted).count();
        accepted == 0 || accepted == 2 && (self.first_is_common() || old == new)
    }

    /// Every unit that can lead part 1 by either best rule.
    fn leads_of_both(&self) -> BTreeSet<&'a String> {
        let says = self.both().map(|(side, here)| self.says(side, here));
        says.into_iter().flatten().flat_map(|says| self.codes(says.lead)).collect()
    }

    /// The assists that have to stay who they are: those that one edition alone has, and those that may be one
    /// of these or a lead.
    fn kept_assists(&self, modes: &Modes) -> BTreeSet<usize> {
        let says = self.both().map(|(side, here)| self.says(side, here));
        let [Some(old), Some(new)] = says else { return BTreeSet::new() };
        let all: BTreeSet<usize> = old.assist.iter().chain(&new.assist).copied().collect();
        let shared = |own: &Says, other: &Says| -> Vec<usize> {
            own.assist.iter().copied().filter(|it| other.assist.contains(it)).collect()
        };
        let common = shared(old, new);
        if modes.assists_fixed || common != shared(new, old) {
            return all;
        }
        let mut kept: BTreeSet<usize> = all.iter().copied().filter(|it| !common.contains(it)).collect();
        let mut units: BTreeSet<&String> = kept.iter().flat_map(|it| self.codes(*it)).collect();
        if !self.same_leads() {
            units.extend(self.leads_of_both());
        }
        kept.extend(common.into_iter().filter(|it| self.codes(*it).any(|code| units.contains(code))));
        kept
    }

    fn mixed(&self) -> bool {
        let [old, new] = self.here;
        old.is_accepted != new.is_accepted
    }

    fn has_extras(&self) -> bool {
        self.sides.iter().any(|side| !side.extras.is_empty())
    }

    fn modes(&self) -> Modes {
        let mut modes = Modes { first_fixed: !self.first_is_common(), ..Modes::default() };
        let tests = |is: fn(&Test) -> bool| {
            let rules = self.sides.iter().flat_map(|side| side.matrix().limits.iter().flatten());
            rules.into_iter().any(|rule| rule.condition.cells.iter().any(|cell| is(&cell.test)))
        };
        let (asks_parts, asks_channel) =
            (tests(|test| matches!(test, Test::Parts(_))), tests(|test| matches!(test, Test::Channel(_))));
        let asks_lead = tests(|test| matches!(test, Test::Lead(_) | Test::LeadRole(_)));
        let extra_of_its_own = |(side, here): (&Side<'_>, &Here)| {
            here.extras.iter().any(|id| side.extras.get(*id).is_some_and(|mark| mark.twin.is_none()))
        };
        let own_extras = self.both().into_iter().any(extra_of_its_own);
        modes.extras_fixed = asks_parts || self.mixed();
        if self.has_extras() && own_extras {
            // it gives its unit a part, or helps the part that there is
            modes.lead_fixed = true;
            modes.assists_fixed = true;
            for (side, here) in self.both() {
                let own = here
                    .extras
                    .iter()
                    .filter(|id| side.extras.get(**id).is_some_and(|mark| mark.twin.is_none()));
                for rule in own.filter_map(|id| side.rule(side.table.extras.get(*id)?)) {
                    let units = &side.matrix().units;
                    let meant = side.table.roles.units(&rule.outcome.lead).into_iter();
                    modes.codes.extend(meant.map(|(id, _)| units.code(id).to_owned()));
                }
            }
        }
        if self.mixed() {
            modes.lead_fixed = true;
            modes.assists_fixed = true;
            modes.channel_fixed = [true, true];
        }
        if !self.same_leads() {
            let [old, new] = self.here;
            modes.lead_fixed |= old.lead() == new.lead() || asks_lead;
        }
        let leads: BTreeSet<&String> = self.leads_of_both();
        let mut kept = self.kept_assists(&modes).into_iter();
        modes.lead_fixed |= kept.any(|assist| self.codes(assist).any(|code| leads.contains(code)));
        modes.first_fixed |= !self.same_leads() || !self.same_assists();
        let [old, new] = self.here;
        if old.decision.channel != new.decision.channel {
            modes.channel_fixed = [true, true];
            modes.extras_fixed |= asks_channel;
        }
        if self.limits_need_all(&mut modes) {
            modes.extras_fixed = true;
        }
        self.channel_modes(&mut modes);
        if modes.extras_fixed && self.has_extras() {
            modes.lead_fixed = true;
            modes.assists_fixed = true;
        }
        if (modes.lead_fixed || !self.same_leads() || !self.same_assists()) && self.has_extras() {
            for (side, here) in self.both() {
                let says = self.says(side, here);
                modes.codes.extend(says.into_iter().flat_map(|says| self.codes(says.lead)).cloned());
            }
            // an extra row that helps or meets one of the leads has to stay, so the leads do
            let meets = |(side, here): (&Side<'_>, &Here)| {
                let codes: Vec<String> = modes.codes.iter().cloned().collect();
                let mut rules = here.extras.iter().filter_map(|id| side.rule(side.table.extras.get(*id)?));
                rules.any(|rule| may_mean(side, &rule.outcome.lead, &codes))
            };
            if self.both().into_iter().any(meets) {
                modes.lead_fixed = true;
                modes.assists_fixed = true;
            }
        }
        modes.first_fixed |= modes.lead_fixed || modes.assists_fixed;
        modes
    }

    /// What steady limits do not allow; whether extra parts have to stay as they are.
    fn limits_need_all(&self, modes: &mut Modes) -> bool {
        let mut all = false;
        for name in self.limit_names() {
            let Some(parts) = self.part_pair(0) else { continue };
            let own = self.own_limits(&name, &parts);
            if own && self.has_extras() {
                all = true;
            }
            if own || !same_own(&name, &parts) {
                if name == "due" && self.own_limit_near(&parts) {
                    modes.first_fixed = true;
                }
                modes.no_own_limit |= name == "due";
                modes.first_fixed |= self.asks(&name, |test| matches!(test, Test::Reason(_)));
                let tests = |is: fn(&Test) -> bool| self.asks(&name, is);
                if tests(|test| matches!(test, Test::Channel(_))) {
                    modes.channel_fixed = [true, true];
                }
                modes.lead_fixed |= tests(|test| matches!(test, Test::Lead(_) | Test::LeadRole(_)));
            }
        }
        all
    }

    /// Whether a row with a limit of its own holds for the ticket.
    fn own_limit_near(&self, parts: &[PartHere; 2]) -> bool {
        let holds = |(side, id): (&Side<'_>, usize)| self.point.is_in(side.table.region(id));
        parts.iter().any(|part| part.limit.is_some())
            || self.sides.iter().flat_map(|side| side.with_limit().map(move |id| (side, id))).any(holds)
    }

    fn asks(&self, name: &str, is: impl Fn(&Test) -> bool) -> bool {
        let rules = self.sides.iter().flat_map(|side| side.matrix().limits.iter().flatten());
        let mut named = rules.filter(|rule| rule.outcome.name == name);
        named.any(|rule| rule.condition.cells.iter().any(|cell| is(&cell.test)))
    }

    /// What the channel needs where it is to stay the same, or the same in both.
    fn channel_modes(&self, modes: &mut Modes) {
        let [old, new] = self.both();
        let first_green = [old, new].map(|(side, here)| here.first_is_green(side));
        // those that both have come and go in both
        let extra_green = [old, new].map(|(side, here)| here.own_extra_is_green(side));
        let own_green = self
            .both()
            .iter()
            .any(|(side, _)| side.greens.iter().any(|hit| hit.is_own() && self.point.is_in(&hit.region)));
        let steady = !own_green && first_green[0] == first_green[1] && extra_green[0] == extra_green[1];
        if modes.channel_fixed == [false, false] && !steady {
            match (old.1.decision.channel, new.1.decision.channel) {
                (Channel::Emergency, Channel::Emergency) => modes.emergency_fixed = true,
                _ => modes.channel_fixed = [true, true],
            }
        }
        for ((side, here), fixed) in [old, new].into_iter().zip(modes.channel_fixed) {
            if !fixed {
                continue;
            }
            if here.emergency.is_some() {
                modes.emergency_fixed = true;
            } else if here.green.is_none() {
                modes.first_fixed = true;
                let greens = side.table.extras.iter().filter_map(|piece| side.rule(piece));
                let mut greens = greens.filter(|rule| rule.outcome.channel == Channel::Green);
                modes.extras_fixed |= greens.next().is_some();
            }
        }
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
        let kept = self.kept_assists(modes);
        for ((_, here), says) in self.both().into_iter().zip([old, new]) {
            if here.is_accepted {
                let kept = says.assist.iter().filter(|assist| kept.contains(assist));
                kept.flat_map(|it| named(*it)).for_each(|(_, region)| support.keep(region));
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

    pub(super) fn limit_names(&self) -> Vec<String> {
        let mut all: Vec<String> = self.sides.iter().flat_map(|side| names(side.matrix())).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// A part in both editions: part 1, or an extra one by its place in the old.
    fn part_pair(&self, at: usize) -> Option<[PartHere; 2]> {
        let [(old, old_here), (new, new_here)] = self.both();
        let lead = &old_here.decision.parts.get(at)?.lead;
        let other = match at {
            0 => 0,
            _ => 1 + new_here.decision.parts.iter().skip(1).position(|part| part.lead == *lead)?,
        };
        Some([old_here.part(old, at)?, new_here.part(new, other)?])
    }

    /// Whether what a limit rule asks of a part holds (K-13).
    fn of_part(&self, at: usize, list: usize, hit: &Hit, part: &PartHere) -> bool {
        let (Some(side), Some(here)) = (self.sides.get(at), self.here.get(at)) else { return false };
        let Some(rule) = side.limit(list, hit) else { return false };
        let mut cells = rule.condition.cells.iter().filter(|cell| cell.test.is_of_part());
        cells.all(|cell| cell.holds(&here.facts, Some(&part.facts)))
    }

    /// Limit rules of a name that only one of the editions has, or that see the part otherwise in the other.
    fn own_hits(&self, name: &str, parts: &[PartHere; 2]) -> Vec<&'a Hit> {
        let mut own = Vec::new();
        for (at, (side, part)) in self.sides.iter().zip(parts).enumerate() {
            let (other, other_part) = (1 - at, parts.get(1 - at));
            for (list, hits) in side.limits.iter().enumerate() {
                for hit in hits {
                    if side.limit(list, hit).is_none_or(|rule| rule.outcome.name != name) {
                        continue;
                    }
                    let twin = hit.twin.and_then(|twin| self.sides.get(other)?.limits.get(list)?.get(twin));
                    let same = twin.zip(other_part).is_some_and(|(twin, other_part)| {
                        self.of_part(at, list, hit, part) == self.of_part(other, list, twin, other_part)
                    });
                    if !same {
                        own.push(hit);
                    }
                }
            }
        }
        own
    }

    fn own_limits(&self, name: &str, parts: &[PartHere; 2]) -> bool {
        self.own_hits(name, parts).iter().any(|hit| self.point.is_in(&hit.region))
    }

    fn limits(&self, support: &mut Support<'a>) {
        let count = self.here.first().map_or(0, |here| here.decision.parts.len());
        for name in self.limit_names() {
            for parts in (0..count).filter_map(|at| self.part_pair(at)) {
                let own = self.own_hits(&name, &parts);
                let holds = own.iter().any(|hit| self.point.is_in(&hit.region));
                if !holds {
                    own.iter().for_each(|hit| support.forbid(&hit.region));
                    if same_own(&name, &parts) {
                        continue;
                    }
                }
                for at in [0, 1] {
                    self.fixed_limit(support, at, &name, &parts);
                }
            }
        }
    }

    /// The limit of a name that a part has in one edition stays what it is (L-9).
    fn fixed_limit(&self, support: &mut Support<'a>, at: usize, name: &str, parts: &[PartHere; 2]) {
        let (Some(side), Some(part)) = (self.sides.get(at), parts.get(at)) else { return };
        let own = part.limit.filter(|_| name == "due");
        for (list, hits) in side.limits.iter().enumerate() {
            let asked = |hit: &&Hit| {
                let rule = side.limit(list, hit);
                let is_above = own.is_none() || hit.rank.class().0 > part.priority.max(0);
                rule.is_some_and(|rule| rule.outcome.name == name)
                    && is_above
                    && self.of_part(at, list, hit, part)
            };
            let says = |hit: &Hit| side.limit(list, hit).map(|rule| rule.outcome.limit);
            let asked: Vec<&Hit> = hits.iter().filter(asked).collect();
            let best = asked.iter().position(|hit| self.point.is_in(&hit.region));
            let limit = best.and_then(|best| asked.get(best)).and_then(|hit| says(hit));
            for hit in asked.iter().take(best.unwrap_or(asked.len())) {
                if best.is_none() || says(hit) != limit {
                    support.forbid(&hit.region);
                }
            }
            if let Some(hit) = best.and_then(|best| asked.get(best)) {
                support.require(&hit.region);
                return;
            }
            if own.is_some() {
                return;
            }
        }
    }

    /// For each edition lead and assists of part 1 as they are all over the region: a role by its name where it
    /// is whoever fills it.
    fn people(&self, modes: &Modes) -> [People; 2] {
        let kept = self.kept_assists(modes);
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
                let shown = match (&meant.role, kept.contains(&assist)) {
                    (Some(role), false) => Some(role),
                    (None, false) => meant.units.first().map(|(code, _)| code),
                    (_, true) => unit.filter(|code| *code != here.lead()),
                };
                people.assists.extend(shown.filter(|shown| !people.assists.contains(shown)).cloned());
            }
            let added = parts.into_iter().flat_map(|part| &part.assist);
            people.assists.extend(added.filter(|code| !known.contains(code)).cloned());
            people
        })
    }
}

/// Both editions give the part a limit of its row, and the same, or neither does.
fn same_own(name: &str, parts: &[PartHere; 2]) -> bool {
    let [old, new] = parts;
    let priority = old.priority == new.priority || old.limit.is_none();
    name != "due" || (old.limit == new.limit && priority)
}

/// A list's best rule, or its absence, stays; one that says the same may come before it.
fn fixed<'a>(support: &mut Support<'a>, hits: &'a [Hit], best: Option<usize>) {
    let value = best.and_then(|best| hits.get(best)).map(|hit| hit.value);
    for hit in hits.iter().take(best.unwrap_or(hits.len())) {
        if Some(hit.value) != value {
            support.forbid(&hit.region);
        }
    }
    if let Some(hit) = best.and_then(|best| hits.get(best)) {
        support.require(&hit.region);
    }
}
