//! Which limit holds for a part (L-9), and when it is up with the extensions granted (L-10, L-11).

use super::matrix::{Matrix, RowOutcome};
use super::timeline::Entry;
use crate::condition::facts::{Facts, PartFacts};
use crate::condition::{Rule, best};
use crate::model::moment::{Instant, Moment};
use crate::model::text::fold;
use crate::model::unit::UnitId;
use crate::time::calendar::NotCovered;
use crate::time::limit::Limit;
use std::collections::BTreeSet;

/// A limit and where it comes from: a row's name, `limit.3`, `builtin.limit.1`, a rule's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) limit: Limit,
    pub(crate) source: String,
}

/// The limit of a name for a part. The rulebook's rules are asked first, then a policy file's, then
/// the built-in policy's; the row's own limit stands before them for `due`, unless a rule of the
/// rulebook has a priority above 0 and above the row's (L-9).
pub(crate) fn limit(
    matrix: &Matrix,
    facts: &Facts,
    part: &PartFacts,
    row: Option<&Rule<RowOutcome>>,
    name: &str,
) -> Option<Found> {
    let ruled = |at: usize| {
        let rules = matrix.limits.get(at)?;
        best(rules, facts, Some(part), |rule| rule.outcome.name == name)
    };
    if name == "due"
        && let Some(row) = row
        && let Some(limit) = row.outcome.limit
    {
        let above = ruled(0).filter(|rule| rule.priority > 0 && rule.priority > row.priority);
        return Some(match above {
            Some(rule) => Found { limit: rule.outcome.limit, source: rule.id.clone() },
            None => Found { limit, source: row.id.clone() },
        });
    }
    (0..matrix.limits.len())
        .find_map(ruled)
        .map(|rule| Found { limit: rule.outcome.limit, source: rule.id.clone() })
}

/// The names of all limits, `first_contact` and `due` first.
pub(crate) fn names(matrix: &Matrix) -> Vec<String> {
    let mut names = vec!["first_contact".to_owned(), "due".to_owned()];
    let others: BTreeSet<&String> = matrix
        .limits
        .iter()
        .flatten()
        .map(|rule| &rule.outcome.name)
        .filter(|name| !names.contains(name))
        .collect();
    names.extend(others.into_iter().cloned());
    names
}

/// Where a part's clock starts: the last `dispatched` to its lead, with its place; none: receipt (L-10).
pub(crate) fn start(events: &[Entry<'_>], lead: UnitId) -> Option<usize> {
    events.iter().rposition(|entry| !entry.after_end && entry.is("dispatched") && entry.unit == Some(lead))
}

/// An extension as its event writes it (L-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extension {
    Until(Moment),
    By(Limit),
}

/// What an `extension_granted` event grants, and of which limit.
pub(crate) fn extension(matrix: &Matrix, entry: &Entry<'_>) -> Option<(String, Extension)> {
    if !entry.is("extension_granted") || entry.after_end {
        return None;
    }
    let name = entry.event.get("name").map_or_else(|| "due".to_owned(), fold);
    let until = entry.event.get("until").and_then(|text| text.parse().ok()).map(Extension::Until);
    let limit = || entry.event.get("limit").and_then(|text| granted(matrix, text)).map(Extension::By);
    Some((name, until.or_else(limit)?))
}

/// The limit that an extension grants; office time means nothing where there are no office hours (L-13).
fn granted(matrix: &Matrix, text: &str) -> Option<Limit> {
    let limit = Limit::parse(text)?;
    let office = matches!(limit, Limit::WorkHours(_));
    (!office || !matrix.clock.office.is_empty()).then_some(limit)
}

/// The values of an event that cannot be read; they count as absent and are noted (G-8): a part that is
/// no number, and what an extension grants.
pub(crate) fn unreadable<'e>(matrix: &Matrix, entry: &Entry<'e>) -> Vec<(&'static str, &'e str)> {
    let event = entry.event;
    let part = event.get("part").filter(|_| event.unreadable_part);
    let granted = |name: &str| event.get(name).filter(|_| entry.is("extension_granted") && !entry.after_end);
    let until = granted("until").filter(|text| text.parse::<Moment>().is_err());
    let limit = granted("limit").filter(|text| self::granted(matrix, text).is_none());
    let named = [("part", part), ("until", until), ("limit", limit)];
    named.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The due after an extension; where there was none, only `until` works.
pub(crate) fn extended(
    matrix: &Matrix,
    due: Option<Instant>,
    extension: Extension,
) -> Result<Option<Instant>, NotCovered> {
    match (extension, due) {
        (Extension::Until(moment), _) => Ok(Some(matrix.clock.zone.resolve_due(moment))),
        (Extension::By(limit), Some(due)) => matrix.clock.extended(due, limit).map(Some),
        (Extension::By(_), None) => Ok(None),
    }
}
