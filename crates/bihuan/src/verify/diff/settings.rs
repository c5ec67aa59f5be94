//! Which settings two editions do not share.

use super::Compared;
use super::changes::SettingChange;
use crate::closure::obligation::Policy;
use crate::dispatch::matrix::Matrix;
use crate::time::calendar::Calendars;
use crate::time::clock::Counting;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(super) fn settings(old: &Compared<'_>, new: &Compared<'_>) -> Vec<SettingChange> {
    let (mut out, pair) = (Vec::new(), [old.matrix, new.matrix]);
    let mut add = |name: &str, compared: bool, old: Option<String>, new: Option<String>| {
        if old != new {
            out.push(SettingChange { name: name.to_owned(), old, new, compared });
        }
    };
    let mut both = |name: &str, compared: bool, text: &dyn Fn(&Matrix) -> Option<String>| {
        let [old, new] = pair;
        add(name, compared, text(old), text(new));
    };
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    both("name", true, &|it| some(it.name.clone()));
    both("version", true, &|it| some(it.version.clone()));
    both("from", true, &|it| it.validity.from.map(|date| date.to_string()));
    both("until", true, &|it| it.validity.until.map(|date| date.to_string()));
    both("timezone", false, &|it| some(it.clock.zone.name().to_owned()));
    both("counting", false, &|it| {
        let counting = if it.clock.counting == Counting::Clock { "clock" } else { "next_day" };
        Some(counting.to_owned())
    });
    both("office_hours", false, &|it| some(office(it)));
    both("kinds", false, &|it| some(it.kinds.join("、")));
    both("returns.max", false, &|it| it.returns.max.map(|max| max.to_string()));
    both("returns.window", false, &|it| it.returns.window.map(|window| window.to_string()));
    both("returns.bars", false, &|it| some(it.returns.bars.join("、")));
    both("returns.adjudicator", false, &|it| {
        it.returns.adjudicator.map(|unit| it.units.code(unit).to_owned())
    });
    both("slip.required", false, &|it| it.slip_required.as_ref().map(|fields| fields.join("、")));
    let calendar = |it: &Matrix| it.clock.calendars.edition();
    let [old_matrix, new_matrix] = pair;
    let (mut one, other) = (calendar(old_matrix), calendar(new_matrix));
    if one == other
        && let Some(date) = differ(&old_matrix.clock.calendars, &new_matrix.clock.calendars)
    {
        // the same years of a file of the same name, and other dates in it
        one.push_str(&format!(" ({date})"));
    }
    add("calendar", false, Some(one), Some(other));
    let [old_policy, new_policy] = [old, new].map(|it| obligations(it.policy, it.matrix));
    let ids = old_policy.keys().chain(new_policy.keys().filter(|id| !old_policy.contains_key(*id)));
    for id in ids {
        let (one, other) = (old_policy.get(id), new_policy.get(id));
        if one.map(|it| &it.1) != other.map(|it| &it.1) {
            let title = |it: Option<&(String, String)>| it.map(|(title, _)| title.clone());
            out.push(SettingChange {
                name: format!("closure.{id}"),
                old: title(one),
                new: title(other),
                compared: false,
            });
        }
    }
    out
}

fn office(matrix: &Matrix) -> String {
    let time = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    let spans = matrix.clock.office.spans().iter().map(|(from, to)| format!("{}-{}", time(*from), time(*to)));
    spans.collect::<Vec<_>>().join("、")
}

/// The first date of which two calendars say different things.
fn differ(old: &Calendars, new: &Calendars) -> Option<Date> {
    old.years().0.into_iter().find_map(|year| {
        let first = Date::new(year, 1, 1).ok();
        let dates = std::iter::successors(first, |date| date.tomorrow().ok());
        let mut dates = dates.take_while(|date| date.year() == year);
        dates.find(|date| old.class(*date) != new.class(*date))
    })
}

/// Each obligation by its id: its title, and all that it says, units by code.
fn obligations(policy: &Policy, matrix: &Matrix) -> BTreeMap<String, (String, String)> {
    let all = policy
        .obligations
        .iter()
        .map(|it| (it.id.clone(), (it.title_zh.clone(), coded(&format!("{it:?}"), matrix))));
    let mut all: BTreeMap<_, _> = all.collect();
    let when = coded(&format!("{:?}", policy.when), matrix);
    if !policy.when.cells.is_empty() {
        all.insert("when".to_owned(), ("when".to_owned(), when));
    }
    all
}

/// A compiled value as it prints, with codes for the places of units in their list.
fn coded(printed: &str, matrix: &Matrix) -> String {
    let mut pieces = printed.split("UnitId(");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (number, rest) = piece.split_once(')').unwrap_or((piece, ""));
        let unit = number.parse().ok().map(|at| matrix.units.code(crate::model::unit::UnitId(at)));
        out.push_str(unit.unwrap_or(number));
        out.push_str(rest);
    }
    out
}
