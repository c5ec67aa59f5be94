//! BH0835, BH0836: limits that can't be met, on the worst start that the calendar and the edition allow: stages
//! that outlast the whole (L-12), first contacts that are due after it (L-9).

use super::dates::Dates;
use super::found::Found;
use super::show::{Seen, Show, Shown, leads};
use super::subject::{List, RuleRef, RuleView, Subject};
use super::worst::{Search, Worst};
use crate::condition::Rule;
use crate::condition::region::Region;
use crate::dispatch::decision::{Decision, Part};
use crate::dispatch::matrix::LimitOutcome;
use crate::message::{Code, Finding};
use crate::time::limit::Limit;
use std::cmp::Reverse;

/// Rules of the channels and of refusal that are tried so that a limit's condition on them holds.
const HELPERS: usize = 8;

/// Stages that are up after the whole: the row's own limit, or where it has none the `[[limit]]` rule that
/// decides its tickets. Rules that ask the channel or another fact of K-13 are not looked at: what shortens
/// an emergency is meant to cut through.
pub(super) fn stages(
    subject: &Subject<'_>,
    show: &Show<'_>,
    search: &mut Search<'_>,
    found: &mut Vec<Found>,
) {
    for (rule, outcome) in subject.leading().filter(|(_, outcome)| !outcome.stages.is_empty()) {
        let mut wholes: Vec<(Limit, Option<Region>)> = Vec::new();
        match outcome.limit {
            Some(limit) => wholes.push((limit, where_late(subject, show, search, &rule, limit))),
            None => {
                for of in limits(subject, "due").filter(|of| !asks_part(of.rule)) {
                    let limit = of.rule.outcome.limit;
                    let own = where_late(subject, show, search, &rule, limit);
                    let ruled = own.and_then(|own| {
                        let ruled = show.region(&of.rule.condition, of.rule.validity)?;
                        show.both(&own, &ruled)
                    });
                    wholes.push((limit, ruled));
                }
            }
        }
        let mut proven: Option<(Worst, Finding)> = None;
        for (whole, region) in wholes {
            let Some(region) = region else { continue };
            for (name, limit) in &outcome.stages {
                let Some(worst) = search.worst(*limit, whole, &subject.dates(&rule)) else { continue };
                if proven.as_ref().is_some_and(|(known, _)| over(known) >= over(&worst)) {
                    continue;
                }
                let shown = show.led(
                    &rule,
                    |own| show.both(own, &region),
                    Some(worst.start),
                    |_, decision| {
                        let Some(part) = part(decision, &rule) else {
                            return show.in_the_way(decision, rule.me);
                        };
                        let due =
                            part.stages.iter().find(|stage| stage.name == *name && stage.limit == *limit);
                        match due.and_then(|stage| stage.due) > part.due && part.due.is_some() {
                            true => Seen::Yes,
                            false => source_in_the_way(subject, show, part, "due", None),
                        }
                    },
                );
                let finding = subject.at_cell(Code::StagesTooLong, &rule, "stages");
                let finding =
                    finding.value(format!("{name}:{}", limit.in_(subject.lang()))).arg("row", rule.id);
                let finding = timed(subject, finding, &worst, "stage_due");
                proven = shown.of(finding).map(|finding| (worst, finding)).or(proven);
            }
        }
        found.extend(proven.map(|(worst, finding)| Found::about(finding, rule.me).weighs(over(&worst))));
    }
}

/// The region of a rule, where some stage can be up after the limit at all: most rows need no look.
fn where_late(
    subject: &Subject<'_>,
    show: &Show<'_>,
    search: &mut Search<'_>,
    rule: &RuleView<'_>,
    whole: Limit,
) -> Option<Region> {
    let dates = subject.dates(rule);
    let mut stages = rule.outcome?.stages.iter();
    stages.any(|(_, limit)| search.worst(*limit, whole, &dates).is_some()).then(|| show.of(rule)).flatten()
}

/// A limit that decides when a part is due.
#[derive(Clone, Copy)]
struct Whole<'a> {
    view: RuleView<'a>,
    limit: Limit,
}

/// First contacts that are due after the whole, for rows and rules with a limit.
pub(super) fn contacts(
    subject: &Subject<'_>,
    show: &Show<'_>,
    search: &mut Search<'_>,
    found: &mut Vec<Found>,
) {
    let rows = subject.leading().filter_map(|(view, outcome)| Some(Whole { view, limit: outcome.limit? }));
    let due = limits(subject, "due").filter(|of| of.is_own());
    let ruled = due.filter_map(|of| {
        let view = subject.rule(RuleRef { list: List::Limits, at: of.at })?;
        Some(Whole { view, limit: of.rule.outcome.limit })
    });
    for whole in rows.chain(ruled) {
        let dates = subject.dates(&whole.view);
        // the furthest first: the first that shows is the worst
        let mut firsts: Vec<(Worst, Ruled<'_>)> = limits(subject, "first_contact")
            .filter_map(|of| {
                let dates = dates.and(&Dates::of(of.rule.validity));
                Some((search.worst(of.rule.outcome.limit, whole.limit, &dates)?, of))
            })
            .collect();
        firsts.sort_by_key(|(worst, of)| (Reverse(over(worst)), of.list, of.at));
        for (worst, first) in firsts {
            let finding = subject
                .at_cell(Code::ContactAfterDue, &whole.view, "limit")
                .value(whole.limit.in_(subject.lang()));
            let finding = timed(subject, finding.arg("row", whole.view.id), &worst, "contact_due");
            if let Some(finding) = late(subject, show, &whole, &first, &worst).of(finding) {
                found.push(Found::about(finding, whole.view.me).weighs(over(&worst)));
                break;
            }
        }
    }
}

/// A ticket whose first contact is due after the whole, by these two limits.
fn late(
    subject: &Subject<'_>,
    show: &Show<'_>,
    whole: &Whole<'_>,
    first: &Ruled<'_>,
    worst: &Worst,
) -> Shown {
    let both = show.of(&whole.view).and_then(|own| {
        let first = show.region(&first.rule.condition, first.rule.validity)?;
        show.both(&own, &first)
    });
    let Some(both) = both else { return Shown::Nothing };
    // a condition on the channel or on refusal needs a rule that brings it about
    let asks = asks_part(first.rule) || whole.view.condition.cells.iter().any(|cell| cell.asks_part());
    let lists = [List::Greens, List::Emergencies, List::NotAccepted];
    let helpers = lists.into_iter().filter(|_| asks);
    let helpers = helpers.flat_map(|list| subject.rules(list).into_iter().take(HELPERS));
    let helped = helpers.filter_map(|rule| show.both(&both, &show.of(&rule)?));
    let mut spent = false;
    for region in std::iter::once(both.clone()).chain(helped) {
        let shown = show.led(
            &whole.view,
            |own| show.both(own, &region),
            Some(worst.start),
            |_, decision| {
                let of_rule = |part: &&Part| source(part, "due") == Some(whole.view.id);
                let Some(part) = decision.parts.iter().find(of_rule) else {
                    let Some(part) = decision.parts.first() else { return Seen::No };
                    let row = whole.view.me.list != List::Limits;
                    return match row {
                        true => show.in_the_way(decision, whole.view.me),
                        false => source_in_the_way(subject, show, part, "due", Some(whole.view.id)),
                    };
                };
                match part.first_contact_due > part.due && part.due.is_some() {
                    true => Seen::Yes,
                    false => source_in_the_way(subject, show, part, "first_contact", Some(&first.rule.id)),
                }
            },
        );
        match shown {
            Shown::Ticket(_) => return shown,
            Shown::Spent => spent = true,
            Shown::Nothing => {}
        }
    }
    if spent { Shown::Spent } else { Shown::Nothing }
}

/// The rule or row that a limit of the part comes from, where it is another one and asks nothing that only
/// dispatch tells.
fn source_in_the_way(
    subject: &Subject<'_>,
    show: &Show<'_>,
    part: &Part,
    name: &str,
    of: Option<&str>,
) -> Seen {
    let Some(id) = source(part, name).filter(|id| Some(*id) != of) else { return Seen::No };
    let lists = [List::Limits, List::Rows, List::Fallbacks];
    let found = lists.into_iter().find_map(|list| show.find(list, id));
    match found.filter(|rule| {
        subject.rule(*rule).is_some_and(|rule| !rule.condition.cells.iter().any(|cell| cell.asks_part()))
    }) {
        Some(rule) => Seen::Without(vec![rule]),
        None => Seen::No,
    }
}

fn source<'p>(part: &'p Part, name: &str) -> Option<&'p str> {
    part.limits.iter().find(|limit| limit.name == name).map(|limit| limit.source.as_str())
}

/// The part that is a rule's.
fn part<'d>(decision: &'d Decision, rule: &RuleView<'_>) -> Option<&'d Part> {
    leads(decision, rule).then(|| decision.parts.iter().find(|part| part.row.as_deref() == Some(rule.id)))?
}

/// A `[[limit]]` rule with its list and place.
#[derive(Clone, Copy)]
struct Ruled<'a> {
    list: usize,
    at: usize,
    rule: &'a Rule<LimitOutcome>,
}

impl Ruled<'_> {
    /// Whether it is the rulebook's own, not a policy's.
    fn is_own(&self) -> bool {
        self.list == 0
    }
}

/// Every `[[limit]]` rule of a name, in the order in which the lists are asked (L-9).
fn limits<'a>(subject: &Subject<'a>, name: &'static str) -> impl Iterator<Item = Ruled<'a>> {
    let lists = subject.matrix.limits.iter().enumerate();
    lists.flat_map(move |(list, rules)| {
        let rules = rules.iter().enumerate().filter(move |(_, rule)| rule.outcome.name == name);
        rules.map(move |(at, rule)| Ruled { list, at, rule })
    })
}

fn asks_part<T>(rule: &Rule<T>) -> bool {
    rule.condition.cells.iter().any(|cell| cell.asks_part())
}

/// How many seconds the first is up after the second.
fn over(worst: &Worst) -> u64 {
    worst.first.0.saturating_sub(worst.second.0).unsigned_abs()
}

/// The finding with its worst start and the dues from there.
fn timed(subject: &Subject<'_>, finding: Finding, worst: &Worst, first: &'static str) -> Finding {
    let zone = &subject.matrix.clock.zone;
    let finding = finding.arg("start", zone.local(worst.start)).arg("due", zone.local(worst.second));
    finding.arg(first, zone.local(worst.first))
}
