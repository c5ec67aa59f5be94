//! What is different between two answers to one ticket.

use crate::dispatch::decision::{Decision, Part};
use crate::model::words::Word;
use crate::time::limit::Limit;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing in which two answers to a ticket differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Difference {
    /// The lead of the extra part (另派) that it is about; none: part 1, or the ticket as a whole.
    pub part: Option<String>,
    /// `channel`, `call`, `tell`, `lead`, `assist`, `reason`, `limit.due`, `limit.first_contact` and every
    /// other named limit, `stages`, `signoff`, `basis`, `tip`; `part`: an extra part that only one of them has;
    /// `edition`: only one of them decides the ticket at all; in a replay also `due.` with a limit's name: the
    /// same limit, up at another time.
    pub what: String,
    /// In the old answer: units by code, a role by its name where it is whoever fills it; none: absent.
    pub old: Option<String>,
    /// In the new answer.
    pub new: Option<String>,
}

impl Difference {
    fn new(part: Option<&str>, what: &str, old: Option<String>, new: Option<String>) -> Difference {
        Difference { part: part.map(str::to_owned), what: what.to_owned(), old, new }
    }
}

/// The one decides it, the other does not: by what their editions are called.
pub(super) fn edition(old: Option<&str>, new: Option<&str>) -> Difference {
    Difference::new(None, "edition", old.map(str::to_owned), new.map(str::to_owned))
}

/// Every difference between two answers, in a fixed order. The names of rows and rules, notes and dues count
/// for none; limits do. Extra parts are matched by their leads.
pub(super) fn differences(old: &Decision, new: &Decision) -> Vec<Difference> {
    let mut out = Vec::new();
    let mut add = |what: &str, old: Option<String>, new: Option<String>| {
        if old != new {
            out.push(Difference::new(None, what, old, new));
        }
    };
    add("channel", Some(old.channel.en().to_owned()), Some(new.channel.en().to_owned()));
    add("call", old.call.clone(), new.call.clone());
    add("tell", old.tell.clone(), new.tell.clone());
    if let (Some(old), Some(new)) = (old.parts.first(), new.parts.first()) {
        add("lead", Some(old.lead.clone()), Some(new.lead.clone()));
        of_parts(None, old, new, &mut out);
    }
    let extras = |decision: &Decision| decision.parts.iter().skip(1).cloned().collect::<Vec<Part>>();
    let (old, new) = (extras(old), extras(new));
    for part in &old {
        match new.iter().find(|other| other.lead == part.lead) {
            Some(other) => of_parts(Some(&part.lead), part, other, &mut out),
            None => out.push(Difference::new(Some(&part.lead), "part", Some(part.lead.clone()), None)),
        }
    }
    for part in new.iter().filter(|part| !old.iter().any(|other| other.lead == part.lead)) {
        out.push(Difference::new(Some(&part.lead), "part", None, Some(part.lead.clone())));
    }
    out
}

/// What differs between two parts beside their leads.
fn of_parts(part: Option<&str>, old: &Part, new: &Part, out: &mut Vec<Difference>) {
    let mut add = |what: &str, old: Option<String>, new: Option<String>| {
        if old != new {
            out.push(Difference::new(part, what, old, new));
        }
    };
    let joined = |units: &[String]| Some(units.join("、")).filter(|text| !text.is_empty());
    add("assist", joined(&old.assist), joined(&new.assist));
    add("reason", Some(old.reason.en().to_owned()), Some(new.reason.en().to_owned()));
    let limits = |part: &Part| -> BTreeMap<String, Limit> {
        part.limits.iter().filter_map(|limit| Some((limit.name.clone(), limit.limit?))).collect()
    };
    let (mut old_limits, mut new_limits) = (limits(old), limits(new));
    let first = ["due", "first_contact"].map(str::to_owned);
    let names = old_limits.keys().chain(new_limits.keys()).filter(|name| !first.contains(name));
    let mut names: Vec<String> = names.cloned().collect();
    names.sort_unstable();
    names.dedup();
    for name in first.iter().chain(&names) {
        let text = |limit: Option<Limit>| limit.map(|limit| limit.to_string());
        add(&format!("limit.{name}"), text(old_limits.remove(name)), text(new_limits.remove(name)));
    }
    let stages = |part: &Part| {
        let stages = part.stages.iter().map(|stage| format!("{}:{}", stage.name, stage.limit));
        Some(stages.collect::<Vec<_>>().join("、")).filter(|text| !text.is_empty())
    };
    add("stages", stages(old), stages(new));
    add("signoff", old.signoff.clone(), new.signoff.clone());
    add("basis", old.basis.clone(), new.basis.clone());
    add("tip", old.tip.clone(), new.tip.clone());
}

/// Limits that are the same and yet up at another time: what a calendar, a counting or office hours change.
pub(super) fn dues(old: &Decision, new: &Decision) -> Vec<Difference> {
    let mut out = Vec::new();
    for (at, part) in old.parts.iter().enumerate() {
        let other = match at {
            0 => new.parts.first(),
            _ => new.parts.iter().skip(1).find(|other| other.lead == part.lead),
        };
        let Some(other) = other else { continue };
        for limit in &part.limits {
            let same = other.limits.iter().find(|it| it.name == limit.name && it.limit == limit.limit);
            if let Some(same) = same.filter(|same| same.due != limit.due) {
                let text = |due: Option<crate::model::answer::LocalTime>| due.map(|due| due.to_string());
                let extra = (at > 0).then_some(part.lead.as_str());
                let what = format!("due.{}", limit.name);
                out.push(Difference::new(extra, &what, text(limit.due), text(same.due)));
            }
        }
    }
    out
}
