//! What a check is asked for, and its report: ranked, capped, compared.

use crate::message::{Code, Finding, Severity};
use crate::model::ticket::Ticket;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many findings of one code a report shows unless it is to show all.
const SHOWN: usize = 5;

/// How to check a rulebook.
///
/// ```
/// # use bihuan::{Check, Engine};
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
/// let engine = Engine::load(folder)?;
/// let report = engine.check_with(&Check::new().all(true));
/// assert!(report.hidden.is_empty());
/// # Ok::<(), bihuan::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Check<'a> {
    /// Every finding, not the first few of each code.
    pub all: bool,
    /// The rows that no case reaches, one by one.
    pub unreached: bool,
    /// Real tickets: a finding then knows how many of them it touches.
    pub tickets: &'a [Ticket],
    /// The findings of another version of the rulebook: only what is new is shown, and what is gone listed.
    pub against: Option<&'a [Finding]>,
}

impl<'a> Check<'a> {
    /// The first few findings of each code.
    pub fn new() -> Check<'a> {
        Check::default()
    }

    /// Whether every finding is wanted.
    #[must_use]
    pub fn all(mut self, all: bool) -> Check<'a> {
        self.all = all;
        self
    }

    /// Whether the rows that no case reaches are wanted one by one.
    #[must_use]
    pub fn unreached(mut self, unreached: bool) -> Check<'a> {
        self.unreached = unreached;
        self
    }

    /// The tickets to count.
    #[must_use]
    pub fn tickets(mut self, tickets: &'a [Ticket]) -> Check<'a> {
        self.tickets = tickets;
        self
    }

    /// The findings to compare with: those of [`Engine::check`] of the other version, or of its error.
    ///
    /// [`Engine::check`]: crate::Engine::check
    #[must_use]
    pub fn against(mut self, old: &'a [Finding]) -> Check<'a> {
        self.against = Some(old);
        self
    }

    /// A report of findings that are there already, such as those of a rulebook that does not compile:
    /// compared, ranked and capped.
    pub fn report(&self, findings: Vec<Finding>) -> Report {
        self.report_with(findings, BTreeMap::new())
    }

    /// The same, with how many more there are that were not worked out.
    pub(crate) fn report_with(&self, findings: Vec<Finding>, more: BTreeMap<Code, u64>) -> Report {
        let (mut findings, gone) = match self.against {
            Some(old) => compared(findings, old),
            None => (findings, Vec::new()),
        };
        rank(&mut findings);
        let mut hidden = more;
        if !self.all {
            let mut seen: BTreeMap<Code, usize> = BTreeMap::new();
            findings.retain(|finding| {
                let count = seen.entry(finding.code()).or_default();
                *count += 1;
                let shown = !is_capped(finding.code()) || *count <= SHOWN;
                if !shown {
                    *hidden.entry(finding.code()).or_default() += 1;
                }
                shown
            });
        }
        let hidden =
            hidden.into_iter().map(|(code, count)| Hidden { code: code.to_string(), count }).collect();
        Report { findings, gone, hidden }
    }
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// What loading objects to and what the cases come to, by place; then what the tables prove to be: the
    /// gravest first, then what touches most tickets, then the largest.
    pub findings: Vec<Finding>,
    /// What the other version had and this one has not.
    pub gone: Vec<Finding>,
    /// How many more there are.
    pub hidden: Vec<Hidden>,
}

/// Findings that a report left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Hidden {
    /// Their code, such as `BH0807`.
    pub code: String,
    /// How many.
    pub count: u64,
}

/// Whether only the first few of a code are shown: of those that a large table may have hundreds of. Errors
/// always stand.
fn is_capped(code: Code) -> bool {
    is_proof(code) && code.severity() != Severity::Error
}

/// Whether the verifier found it.
fn is_proof(code: Code) -> bool {
    (Code::RowConflict..=Code::EditionOffCalendar).contains(&code)
}

/// Puts findings into the order of a report.
pub(crate) fn rank(findings: &mut [Finding]) {
    findings.sort_by_cached_key(|finding| {
        let proof = is_proof(finding.code());
        let order = (
            finding.severity(),
            Reverse(finding.touched().unwrap_or(0)),
            finding.code(),
            Reverse(finding.weight()),
        );
        // what loading objects to is in order already
        let place = proof.then(|| finding.place().clone());
        (proof, proof.then_some(order), place)
    });
}

/// What only the new ones have, and what only the old ones had.
fn compared(new: Vec<Finding>, old: &[Finding]) -> (Vec<Finding>, Vec<Finding>) {
    let mut known: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in old.iter().rev() {
        known.entry(finding.key()).or_default().push(finding);
    }
    let mut fresh = Vec::new();
    for finding in new {
        if known.get_mut(&finding.key()).and_then(Vec::pop).is_none() {
            fresh.push(finding);
        }
    }
    let mut gone: Vec<Finding> = known.into_values().flatten().cloned().collect();
    gone.sort_by_cached_key(|finding| (finding.place().clone(), finding.code(), finding.key()));
    rank(&mut gone);
    (fresh, gone)
}
