//! What checking a rulebook adds to loading it: its own cases, run, and what its tables prove to be.

pub(crate) mod cases;
pub(crate) mod check;
mod coverage;
pub(crate) mod dates;
mod dues;
mod duties;
mod found;
mod items;
mod leads;
mod show;
pub(crate) mod subject;
pub(crate) mod table;
mod touched;
mod worst;

use crate::message::{Code, Finding};
use crate::model::ticket::Ticket;
use found::Found;
use show::Show;
use std::collections::{BTreeMap, BTreeSet};
use subject::Subject;
use table::Budget;
use worst::Search;

/// Starts that the search for the worst one may try.
const STARTS: u64 = 2_000_000;

/// What an edition's tables prove to be.
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    pub(crate) findings: Vec<Finding>,
    /// How many more there are of a code that were counted and not proven.
    pub(crate) more: BTreeMap<Code, u64>,
}

/// Verifies an edition within a budget; with the tickets that it decides, findings say how many they touch.
pub(crate) fn run<'t>(
    subject: &Subject<'_>,
    budget: Budget,
    tickets: impl IntoIterator<Item = &'t Ticket>,
) -> Proofs {
    let mut found: Vec<Found> = Vec::new();
    let more = table::findings(subject, budget, &mut found);
    let show = Show::new(*subject);
    coverage::check(subject, &mut found);
    leads::dates(subject, &show, &mut found);
    leads::units(subject, &show, &mut found);
    leads::assists(subject, &show, &mut found);
    items::check(subject, &mut found);
    duties::check(subject, &show, &mut found);
    let mut search = Search::new(&subject.matrix.clock, STARTS);
    dues::stages(subject, &show, &mut search, &mut found);
    dues::contacts(subject, &show, &mut search, &mut found);
    if search.left == 0 {
        let finding = Finding::new(Code::BudgetReached).at(&subject.written.list(subject::List::Rows).table);
        found.push(Found::plain(finding.arg("budget", STARTS).arg("what", "BH0835, BH0836")));
    }
    if show.is_spent() {
        let finding = Finding::new(Code::BudgetReached).at(&subject.written.list(subject::List::Rows).table);
        found.push(Found::plain(finding.arg("budget", show::ROWS).arg("what", "BH0814…BH0836")));
    }
    let mut tickets = tickets.into_iter().peekable();
    let counted = tickets.peek().is_some().then(|| touched::Tickets::of(subject, tickets));
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let finish = |found: Found| {
        let key = found.key(subject);
        let touched = counted.as_ref().filter(|_| found.is_countable());
        let touched = touched.map(|tickets| tickets.touched_by(subject, &found));
        let mut finding = found.finding.known_by(key, found.weight);
        if !finding.witness().is_empty() {
            finding = finding.witness_id(&mut ids);
        }
        touched.into_iter().fold(finding, Finding::touches)
    };
    Proofs { findings: found.into_iter().map(finish).collect(), more }
}
