//! The limits of the parts around a ticket (L-9).

use super::grow::Pair;
use super::here::PartHere;
use super::side::Hit;
use super::support::Support;
use crate::dispatch::limits::names;

impl<'a> Pair<'a, '_> {
    pub(super) fn limit_names(&self) -> Vec<String> {
        let mut all: Vec<String> = self.sides.iter().flat_map(|side| names(side.matrix())).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// A part in both editions: part 1, or an extra one by its place in the old.
    pub(super) fn part_pair(&self, at: usize) -> Option<[PartHere; 2]> {
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

    pub(super) fn own_limits(&self, name: &str, parts: &[PartHere; 2]) -> bool {
        self.own_hits(name, parts).iter().any(|hit| self.point.is_in(&hit.region))
    }

    pub(super) fn limits(&self, support: &mut Support<'a>) {
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
}

/// Both editions give the part a limit of its row, and the same, or neither does.
pub(super) fn same_own(name: &str, parts: &[PartHere; 2]) -> bool {
    let [old, new] = parts;
    let priority = old.priority == new.priority || old.limit.is_none();
    name != "due" || (old.limit == new.limit && priority)
}
