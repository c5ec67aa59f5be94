//! Derived events (E-1): alarms that ring, and slips that are complete.

use super::{Fate, Instance, Run};
use crate::closure::stream::{Occurrence, What};
use crate::dispatch::timeline::Entry;
use crate::model::moment::Instant;
use crate::time::calendar::NotCovered;
use std::collections::BTreeMap;

impl<'a> Run<'a> {
    /// Puts `overdue` into the history at the first second that begins with an alarmed instance
    /// undecided and past its due (C-13), up to an instant.
    pub(super) fn ring(&mut self, until: Instant) -> Result<(), NotCovered> {
        loop {
            let policy = self.policy;
            let due = |instance: &Instance| {
                let obligation = policy.obligations.get(instance.obligation?)?;
                let rings = obligation.alarm && !instance.rang && instance.fate == Fate::Undecided;
                let second = Instant(instance.due?.max(instance.moved).0.saturating_add(1));
                (rings && second <= until).then_some(second)
            };
            let next = self
                .open
                .iter()
                .filter_map(|at| Some((*at, self.instances.get(*at)?)))
                .filter_map(|(at, instance)| {
                    let part = self.scopes.get(instance.scope).and_then(|scope| scope.part);
                    Some(((due(instance)?, instance.obligation, part, instance.scope, at), at))
                })
                .min();
            let Some(((second, obligation, part, ..), index)) = next else { return Ok(()) };
            let mut fields = BTreeMap::new();
            if let Some(instance) = self.instances.get_mut(index) {
                instance.rang = true;
            }
            let owner = self
                .instances
                .get(index)
                .and_then(|instance| self.owner_at(instance, self.stream.len(), second));
            let unit = owner.as_deref().and_then(|owner| self.matrix.units.find(owner));
            fields.extend(owner.map(|owner| ("unit", owner)));
            fields.extend(part.map(|part| ("part", part.to_string())));
            let id =
                obligation.and_then(|at| policy.obligations.get(at)).map(|obligation| obligation.id.clone());
            fields.extend(id.map(|id| ("obligation", id)));
            self.happen(&Occurrence {
                at: second,
                part,
                unit,
                position: self.position,
                what: What::Derived { kind: "overdue", fields },
            })?;
        }
    }

    /// `slip_complete` stands directly after a `slip_filed` that has, with those of its part before
    /// it, all the required fields (E-1).
    pub(super) fn slip_complete(&mut self, entry: &Entry<'a>) -> Option<Occurrence<'a>> {
        if !entry.is("slip_filed") {
            return None;
        }
        let filed = self.slips.entry(entry.event.part).or_default();
        filed.extend(entry.event.fields.keys().map(String::as_str));
        let required = self.matrix.slip_required.as_deref().unwrap_or_default();
        let complete = required.iter().all(|field| filed.contains(field.as_str()));
        let mut fields = BTreeMap::new();
        fields.extend(entry.event.unit().map(|unit| ("unit", unit.to_owned())));
        fields.extend(entry.event.get("by").map(|by| ("by", by.to_owned())));
        fields.extend(entry.event.part.map(|part| ("part", part.to_string())));
        complete.then_some(Occurrence {
            at: entry.at,
            part: entry.event.part,
            unit: entry.unit,
            position: self.position,
            what: What::Derived { kind: "slip_complete", fields },
        })
    }
}
