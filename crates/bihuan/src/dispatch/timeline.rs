//! A ticket's events in order (G-6), units resolved, and which of them only `order` sees (C-8, C-12).

use super::matrix::Matrix;
use crate::model::event::{Event, History};
use crate::model::moment::Instant;
use crate::model::unit::UnitId;
use std::collections::BTreeSet;

/// An event in its place.
#[derive(Debug, Clone)]
pub(crate) struct Entry<'h> {
    pub(crate) event: &'h Event,
    /// Its place among the ticket's events as given, from 1.
    pub(crate) ordinal: usize,
    pub(crate) at: Instant,
    /// The unit it names, when that is known (D-17).
    pub(crate) unit: Option<UnitId>,
    /// It comes after the end of the ticket or of the part it names: only `order` sees it.
    pub(crate) after_end: bool,
}

impl Entry<'_> {
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.event.kind == kind
    }

    /// The part that it is about; a `dispatched` without one means part 1 (C-3).
    pub(crate) fn part(&self) -> Option<u32> {
        match self.event.part {
            None if self.is("dispatched") => Some(1),
            part => part,
        }
    }
}

/// The events of a history in the order of `at`, equal times as given.
pub(crate) fn timeline<'h>(history: &'h History, matrix: &Matrix) -> Vec<Entry<'h>> {
    let mut entries: Vec<Entry<'h>> = history
        .events
        .iter()
        .enumerate()
        .map(|(at, event)| Entry {
            event,
            ordinal: at + 1,
            at: matrix.clock.zone.resolve(event.at),
            unit: event.unit().and_then(|unit| matrix.units.find(unit)),
            after_end: false,
        })
        .collect();
    entries.sort_by_key(|entry| entry.at);
    let mut ended = false;
    let mut ended_parts = BTreeSet::new();
    for entry in &mut entries {
        if entry.is("reopened") {
            ended = false;
            ended_parts.clear();
        } else if ended || entry.part().is_some_and(|part| ended_parts.contains(&part)) {
            entry.after_end = true;
        } else if entry.is("cancelled") || entry.is("merged") {
            match entry.event.part {
                Some(part) => {
                    ended_parts.insert(part);
                }
                None => ended = true,
            }
        }
    }
    entries
}

/// The cycle before an event (C-10): from 1, one more at each `instructed` and `reopened`.
pub(crate) fn cycle(before: &[Entry<'_>]) -> u32 {
    let ups =
        before.iter().filter(|entry| !entry.after_end && (entry.is("instructed") || entry.is("reopened")));
    u32::try_from(ups.count()).unwrap_or(u32::MAX).saturating_add(1)
}
