//! Past tickets through both rulebooks: who would have gained and lost what.

use super::difference::{Difference, differences, dues, edition};
use crate::dispatch::decision::Decision;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many changed tickets are listed unless all are wanted.
const SHOWN: usize = 20;

/// What two rulebooks make of the same tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Replayed {
    /// How many tickets there were.
    pub tickets: u64,
    /// How many of them are decided differently.
    pub changed: u64,
    /// How many no edition of either decides (D-13).
    pub undecided: u64,
    /// For each unit that leads or assists in either what it gains and loses, by code.
    pub units: Vec<UnitShift>,
    /// What changes, and on how many tickets: those with most tickets first.
    pub shifts: Vec<Shift>,
    /// The first changed tickets, in the order given.
    pub list: Vec<TicketChange>,
    /// How many more there are.
    pub hidden: u64,
    /// Names of the units that appear, by code.
    #[serde(default)]
    pub names: BTreeMap<String, String>,
}

/// What a unit gains and loses, in tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnitShift {
    /// Its code.
    pub unit: String,
    /// Tickets of which it leads a part by the old rulebook.
    pub old_lead: u64,
    /// By the new one.
    pub new_lead: u64,
    /// Tickets that it leads by the new rulebook alone.
    pub lead_gained: u64,
    /// Tickets that it leads by the old rulebook alone.
    pub lead_lost: u64,
    /// Tickets that it assists by the old rulebook.
    pub old_assist: u64,
    /// By the new one.
    pub new_assist: u64,
    /// Tickets that it assists by the new rulebook alone.
    pub assist_gained: u64,
    /// Tickets that it assists by the old rulebook alone.
    pub assist_lost: u64,
}

/// A change that some tickets share: of the channel, of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Shift {
    /// As [`Difference::what`].
    pub what: String,
    /// In the old answers.
    pub old: Option<String>,
    /// In the new ones.
    pub new: Option<String>,
    /// On how many tickets.
    pub tickets: u64,
}

/// A ticket that is decided differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TicketChange {
    /// Its number.
    pub ticket: String,
    /// In what the answers differ.
    pub differences: Vec<Difference>,
    /// The rows of its parts by the old rulebook.
    pub old_rows: Vec<String>,
    /// By the new one.
    pub new_rows: Vec<String>,
}

/// Counts tickets as they come.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    out: Replayed,
    units: BTreeMap<String, UnitShift>,
    shifts: BTreeMap<(String, Option<String>, Option<String>), u64>,
    all: bool,
}

impl Counter {
    /// `all`: every changed ticket is listed.
    pub(crate) fn new(all: bool) -> Counter {
        Counter { all, ..Counter::default() }
    }

    /// Counts a ticket by its two answers; none: no edition is in force.
    pub(crate) fn add(&mut self, ticket: &str, old: Option<&Decision>, new: Option<&Decision>) {
        self.out.tickets += 1;
        let differences = match (old, new) {
            (None, None) => {
                self.out.undecided += 1;
                return;
            }
            (Some(old), Some(new)) => {
                let mut all = differences(old, new);
                all.extend(dues(old, new));
                all
            }
            (old, new) => {
                let version = |decision: &Decision| decision.version.clone();
                let (old, new) = (old.map(version), new.map(version));
                vec![edition(old.as_deref(), new.as_deref())]
            }
        };
        self.count(old, new);
        if differences.is_empty() {
            return;
        }
        self.out.changed += 1;
        let mut seen = BTreeSet::new();
        for difference in &differences {
            // due times are each ticket's own, and who gets it is counted unit by unit
            let told = match difference.what.as_str() {
                "lead" | "assist" | "part" => continue,
                what if what.starts_with("due.") => (what.to_owned(), None, None),
                what => (what.to_owned(), difference.old.clone(), difference.new.clone()),
            };
            if seen.insert(told.clone()) {
                *self.shifts.entry(told).or_default() += 1;
            }
        }
        if !self.all && self.out.list.len() >= SHOWN {
            self.out.hidden += 1;
            return;
        }
        let rows = |decision: Option<&Decision>| {
            let parts = decision.into_iter().flat_map(|decision| &decision.parts);
            parts.filter_map(|part| part.row.clone()).collect()
        };
        self.out.list.push(TicketChange {
            ticket: ticket.to_owned(),
            differences,
            old_rows: rows(old),
            new_rows: rows(new),
        });
    }

    fn count(&mut self, old: Option<&Decision>, new: Option<&Decision>) {
        fn leads(decision: Option<&Decision>) -> BTreeSet<&String> {
            decision.into_iter().flat_map(|it| &it.parts).map(|part| &part.lead).collect()
        }
        fn assists(decision: Option<&Decision>) -> BTreeSet<&String> {
            decision.into_iter().flat_map(|it| &it.parts).flat_map(|part| &part.assist).collect()
        }
        let (old_leads, new_leads, old_assists, new_assists) =
            (leads(old), leads(new), assists(old), assists(new));
        let all: BTreeSet<&String> =
            [&old_leads, &new_leads, &old_assists, &new_assists].into_iter().flatten().copied().collect();
        for unit in all {
            let shift = self
                .units
                .entry(unit.clone())
                .or_insert_with(|| UnitShift { unit: unit.clone(), ..UnitShift::default() });
            let count = |is: bool| u64::from(is);
            let (before, after) = (old_leads.contains(unit), new_leads.contains(unit));
            shift.old_lead += count(before);
            shift.new_lead += count(after);
            shift.lead_gained += count(after && !before);
            shift.lead_lost += count(before && !after);
            let (before, after) = (old_assists.contains(unit), new_assists.contains(unit));
            shift.old_assist += count(before);
            shift.new_assist += count(after);
            shift.assist_gained += count(after && !before);
            shift.assist_lost += count(before && !after);
        }
    }

    pub(crate) fn finish(self) -> Replayed {
        let mut out = self.out;
        out.units = self.units.into_values().collect();
        let shifts = self.shifts.into_iter();
        out.shifts = shifts.map(|((what, old, new), tickets)| Shift { what, old, new, tickets }).collect();
        out.shifts.sort_by_key(|shift| std::cmp::Reverse(shift.tickets));
        out
    }
}
