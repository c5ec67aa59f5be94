//! BH0814, BH0818, BH0833, BH0834: rows out of their edition's dates, leads that never are, units that are not
//! active, leads that assist.

use super::dates::Dates;
use super::found::Found;
use super::show::{Seen, Show, Shown, leads};
use super::subject::{LISTS, List, RuleView, Subject, may_be};
use crate::condition::cell;
use crate::condition::test::{Cell, Test};
use crate::dispatch::decision::Decision;
use crate::dispatch::matrix::{Named, RowOutcome};
use crate::message::{Code, Mend};
use crate::model::answer::{Note, NoteCode};
use crate::model::path::Path;
use crate::model::ticket::Ticket;
use crate::model::unit::{UnitId, Validity};
use jiff::civil::Date;
use std::collections::HashMap;

/// Rules that are never valid while the edition is in force (K-11, D-13). Dates the wrong way round are
/// BH0214. The witness has all that the rule asks but the date.
pub(super) fn dates(subject: &Subject<'_>, show: &Show<'_>, found: &mut Vec<Found>) {
    for rule in LISTS.into_iter().flat_map(|list| subject.rules(list)) {
        let own = Dates::of(rule.validity);
        if own.is_empty() || subject.force.is_empty() || !subject.dates(&rule).is_empty() {
            continue;
        }
        // the end that keeps them apart
        let first = subject.force.spans().first().map(|(from, _)| *from);
        let (column, value) = match rule.validity.until {
            Some(until) if first.is_some_and(|first| until < first) => ("until", Some(until)),
            _ => ("from", rule.validity.from),
        };
        let finding = subject.at_cell(Code::DatesOutside, &rule, column);
        let finding = finding.value(value.map(|date| date.to_string()).unwrap_or_default());
        let finding = finding.arg("row", rule.id).arg("dates", own.shown());
        let finding = finding.arg("edition", subject.force.shown()).mend_is(delete(subject, &rule));
        let region = show.region(rule.condition, Validity::default());
        let shown = region.map(|region| {
            show.ticket(
                &region,
                Vec::new(),
                |_, decision| {
                    if leads(decision, &rule) { Seen::No } else { Seen::Yes }
                },
            )
        });
        // where the cells never hold either, the dates are one more thing to mend
        let finding = match shown {
            Some(Shown::Ticket(ticket)) => finding.witness_is(ticket.fields()),
            _ => finding,
        };
        found.push(Found::about(finding, rule.me));
    }
}

/// Deleting a rule, where it is a row of the matrix.
pub(super) fn delete(subject: &Subject<'_>, rule: &RuleView<'_>) -> Option<Mend> {
    let row = subject.written.list(rule.me.list).row(rule.line);
    (rule.me.list == List::Rows).then_some(Mend::DeleteRow { row })
}

/// Leads for which there is no active unit (D-2, D-3), and units that are not active on some of the row's
/// dates.
pub(super) fn units(subject: &Subject<'_>, show: &Show<'_>, found: &mut Vec<Found>) {
    let mut roles = Roles::default();
    for (rule, outcome) in subject.leading() {
        let dates = subject.dates(&rule);
        if dates.is_empty() {
            continue;
        }
        let stands = match &outcome.lead {
            Named::Unit(id) => !active(subject, *id).and(&dates).is_empty(),
            Named::Role(role) => roles.stands(subject, role, area(&rule), &dates),
        };
        if !stands {
            let finding = subject.at_cell(Code::LeadNever, &rule, "lead").value(subject.name(&outcome.lead));
            let finding = finding.arg("row", rule.id).mend_is(delete(subject, &rule));
            let shown = show.of(&rule).map(|region| show.ticket(&region, Vec::new(), idle(&rule)));
            found.extend(shown.and_then(|shown| shown.of(finding)).map(|it| Found::about(it, rule.me)));
        }
        let lead = stands.then_some((&outcome.lead, "lead"));
        for (named, column) in lead.into_iter().chain(outcome.assist.iter().map(|named| (named, "assist"))) {
            let Named::Unit(id) = named else { continue };
            let missing = dates.without(&active(subject, *id));
            let Some((from, until)) = missing.spans().first() else { continue };
            let finding = subject.at_cell(Code::UnitInactive, &rule, column).value(subject.name(named));
            let finding = finding.arg("row", rule.id).arg("dates", missing.shown());
            let span = Validity { from: Some(*from), until: Some(*until) };
            let shown = if column == "lead" {
                let region = show.of(&rule).and_then(|region| show.on(&region, span));
                region.map_or(Shown::Nothing, |region| show.ticket(&region, Vec::new(), idle(&rule)))
            } else {
                show.led(
                    &rule,
                    |region| show.on(region, span),
                    None,
                    |_, decision| {
                        let left_out = |note: &Note| {
                            note.code == NoteCode::AssistInactive && note.about == subject.name(named)
                        };
                        match leads(decision, &rule) && decision.notes.iter().any(left_out) {
                            true => Seen::Yes,
                            false => show.in_the_way(decision, rule.me),
                        }
                    },
                )
            };
            found.extend(shown.of(finding).map(|finding| Found::about(finding, rule.me)));
        }
    }
}

/// A ticket for which the rule's cells hold and which it does not lead.
fn idle(rule: &RuleView<'_>) -> impl Fn(&Ticket, &Decision) -> Seen {
    move |_, decision| if leads(decision, rule) { Seen::No } else { Seen::Yes }
}

/// Units that are lead and assist of a row for each of its tickets (D-6).
pub(super) fn assists(subject: &Subject<'_>, show: &Show<'_>, found: &mut Vec<Found>) {
    let mut roles = Roles::default();
    for (rule, outcome) in subject.leading() {
        let dates = subject.dates(&rule);
        let always = |named: &&Named| {
            may_be(subject.matrix, &outcome.lead, named)
                && roles.always(subject, outcome, named, area(&rule), &dates)
        };
        let Some(named) = outcome.assist.iter().find(always).filter(|_| !dates.is_empty()) else { continue };
        let finding = subject.at_cell(Code::LeadAssists, &rule, "assist").value(subject.name(named));
        let finding = finding.arg("row", rule.id).mend_is(without(subject, &rule, outcome, named));
        let shown = show.led(&rule, |region| Some(region.clone()), None, show.leading(&rule));
        found.extend(shown.of(finding).map(|finding| Found::about(finding, rule.me)));
    }
}

/// The assists without one of them, in a table of the long form.
fn without(subject: &Subject<'_>, rule: &RuleView<'_>, outcome: &RowOutcome, named: &Named) -> Option<Mend> {
    let lines = subject.written.list(rule.me.list);
    let written = subject.written.assists.get(&rule.line).filter(|_| rule.me.list == List::Rows)?;
    if !lines.has("assist") {
        return None;
    }
    let items = cell::list(written);
    // an item that was objected to would be none of the outcome's
    if items.len() != outcome.assist.len() {
        return None;
    }
    let kept = items.iter().zip(&outcome.assist).filter(|(_, assist)| *assist != named);
    let value = kept.map(|(item, _)| item.text).collect::<Vec<_>>().join("、");
    Some(Mend::ReplaceCell { cell: lines.cell(rule.line, "assist"), value })
}

/// The dates on which a unit is active.
fn active(subject: &Subject<'_>, id: UnitId) -> Dates {
    Dates::of(subject.matrix.units.get(id).map_or(Validity::default(), |unit| unit.validity))
}

/// The cell on the area, of a rule that has one.
fn area<'a>(rule: &RuleView<'a>) -> Option<&'a Cell> {
    rule.condition.cells.iter().find(|cell| matches!(cell.test, Test::Area(_)))
}

/// Who stands for roles, each asked once for the same area and dates.
#[derive(Debug, Default)]
struct Roles {
    stands: HashMap<(String, String, Dates), bool>,
}

impl Roles {
    /// Whether some unit stands for the role for some ticket of the area and some of the dates.
    fn stands(&mut self, subject: &Subject<'_>, role: &str, area: Option<&Cell>, dates: &Dates) -> bool {
        let written = area.map_or("", |cell| &*cell.written);
        let key = (role.to_owned(), written.to_owned(), dates.clone());
        *self.stands.entry(key).or_insert_with(|| {
            let states = states(subject, &[role], area, dates);
            states
                .iter()
                .any(|(area, date)| subject.matrix.units.of_role(role, area.as_ref(), *date).is_some())
        })
    }

    /// Whether, wherever the lead stands, the assist is the same unit.
    fn always(
        &mut self,
        subject: &Subject<'_>,
        outcome: &RowOutcome,
        assist: &Named,
        area: Option<&Cell>,
        dates: &Dates,
    ) -> bool {
        if outcome.lead == *assist {
            return true;
        }
        let units = &subject.matrix.units;
        let resolve = |named: &Named, area: Option<&Path>, date: Date| match named {
            Named::Unit(id) => units.is_active(*id, date).then_some(*id),
            Named::Role(role) => units.of_role(role, area, date),
        };
        let roles: Vec<&str> = [&outcome.lead, assist].into_iter().filter_map(role).collect();
        let states = states(subject, &roles, area, dates);
        let mut leads = states
            .iter()
            .filter_map(|(area, date)| Some((resolve(&outcome.lead, area.as_ref(), *date)?, area, date)));
        leads.all(|(lead, area, date)| resolve(assist, area.as_ref(), *date) == Some(lead))
    }
}

fn role(named: &Named) -> Option<&str> {
    match named {
        Named::Unit(_) => None,
        Named::Role(role) => Some(role),
    }
}

/// One area and date of every kind that these roles and the cell tell apart: at each path that they name,
/// below it where nobody names anything, elsewhere, nowhere; on the first date of each span on which the
/// same units are active.
fn states(
    subject: &Subject<'_>,
    roles: &[&str],
    cell: Option<&Cell>,
    dates: &Dates,
) -> Vec<(Option<Path>, Date)> {
    let units = &subject.matrix.units;
    let holders = || roles.iter().flat_map(|role| units.holders(role)).filter_map(|id| units.get(id));
    let mut named: Vec<&Path> = holders().flat_map(|unit| &unit.areas).collect();
    let items = cell.and_then(|cell| match &cell.test {
        Test::Area(items) => Some(items),
        _ => None,
    });
    named.extend(items.into_iter().flat_map(|items| items.values()).map(|item| &item.path));
    let mut areas: Vec<Option<Path>> = vec![None, Some(below(None, &named))];
    for path in &named {
        areas.push(Some((*path).clone()));
        areas.push(Some(below(Some(path), &named)));
    }
    areas.retain(|area| {
        items.is_none_or(|items| {
            items.holds(area.is_some(), |item| area.as_ref().is_some_and(|area| item.is(area)))
        })
    });
    areas.sort();
    areas.dedup();
    let mut starts: Vec<Date> = dates.spans().iter().map(|(from, _)| *from).collect();
    for validity in holders().map(|unit| unit.validity) {
        starts.extend(validity.from);
        starts.extend(validity.until.and_then(|until| until.tomorrow().ok()));
    }
    starts.retain(|date| dates.contains(*date));
    starts.sort_unstable();
    starts.dedup();
    areas.iter().flat_map(|area| starts.iter().map(|date| (area.clone(), *date))).collect()
}

/// A path below another, or at the top, that none of these covers more of.
fn below(path: Option<&Path>, named: &[&Path]) -> Path {
    let stem = path.map_or_else(String::new, |path| format!("{path}/"));
    let mut name = "其他".to_owned();
    loop {
        let own = Path::read(&format!("{stem}{name}"));
        if !named.iter().any(|other| own.covers(other)) {
            return own;
        }
        name.push('它');
    }
}
