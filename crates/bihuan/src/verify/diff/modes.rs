//! How each list of rules has to behave around a ticket for the answers to go on differing in just the same way.
//!
//! A list is *steady* where its best rule may change, but is the same in both editions: no rule of its own of
//! either gets ahead. It is *fixed* where both best rules keep saying what they say. What the two editions have
//! in common so splits nothing.

use super::grow::Pair;
use super::here::{Here, PartHere, may_mean};
use super::limits::same_own;
use super::side::{Says, Side};
use crate::condition::test::Test;
use crate::model::words::Channel;
use std::collections::BTreeSet;

/// How each list has to behave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Modes {
    pub(super) first_fixed: bool,
    /// No row with a limit of its own comes in.
    pub(super) no_own_limit: bool,
    /// Both leads stay the same unit.
    pub(super) lead_fixed: bool,
    /// All assists do; else as [`Pair::assists`] says.
    pub(super) assists_fixed: bool,
    pub(super) emergency_fixed: bool,
    /// Of which edition the channel stays as it is.
    pub(super) channel_fixed: [bool; 2],
    /// All extra rows stay as they are; else those that can give these units a part.
    pub(super) extras_fixed: bool,
    pub(super) codes: BTreeSet<String>,
}

/// How the assists of part 1 have to behave; the others may be whoever they are, the same in both.
#[derive(Debug, Default)]
pub(super) struct Assists {
    /// They stay who they are.
    pub(super) fixed: BTreeSet<usize>,
    /// There goes on to be one, or none.
    pub(super) standing: BTreeSet<usize>,
    /// One of them may be a lead, who is no assist (D-6).
    pub(super) needs_leads: bool,
}

impl<'a, 'm> Pair<'a, 'm> {
    /// Whether the best rule of part 1 is common and the same.
    fn first_is_common(&self) -> bool {
        !self.mixed() && self.both().iter().all(|(side, here)| side.mark(here.first).twin.is_some())
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

    /// How each assist has to behave. What one edition alone has must go on to make the difference.
    pub(super) fn assists(&self, modes: &Modes) -> Assists {
        let mut out = Assists::default();
        let says = self.both().map(|(side, here)| self.says(side, here));
        let [Some(old), Some(new)] = says else { return out };
        let codes = |named: usize| -> BTreeSet<&String> { self.codes(named).collect() };
        let leads = self.leads_of_both();
        let shared = |own: &Says, other: &Says| -> Vec<usize> {
            own.assist.iter().copied().filter(|it| other.assist.contains(it)).collect()
        };
        let common = shared(old, new);
        let all: BTreeSet<usize> = old.assist.iter().chain(&new.assist).copied().collect();
        if modes.assists_fixed || common != shared(new, old) {
            out.needs_leads = all.iter().any(|it| !codes(*it).is_disjoint(&leads));
            out.fixed = all;
            return out;
        }
        let mut units: BTreeSet<&String> = BTreeSet::new();
        for says in [old, new] {
            let own_lead = codes(says.lead);
            for assist in says.assist.iter().filter(|it| !common.contains(it)) {
                let own = codes(*assist);
                let is_lead = !own.is_disjoint(&own_lead);
                let mut others = all.iter().filter(|other| *other != assist);
                if is_lead || others.any(|other| !own.is_disjoint(&codes(*other))) {
                    units.extend(own);
                    out.needs_leads |= is_lead;
                    out.fixed.insert(*assist);
                } else {
                    out.standing.insert(*assist);
                }
            }
        }
        if !self.same_leads() {
            units.extend(&leads);
        }
        for assist in common {
            let own = codes(assist);
            if !own.is_disjoint(&units) {
                out.needs_leads |= !self.same_leads() && !own.is_disjoint(&leads);
                out.fixed.insert(assist);
            }
        }
        out
    }

    fn mixed(&self) -> bool {
        let [old, new] = self.here;
        old.is_accepted != new.is_accepted
    }

    fn has_extras(&self) -> bool {
        self.sides.iter().any(|side| !side.extras.is_empty())
    }

    pub(super) fn modes(&self) -> Modes {
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
        modes.lead_fixed |= self.assists(&modes).needs_leads;
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
}
