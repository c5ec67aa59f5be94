//! BH0837: dates on which an edition decides and no calendar covers the day (L-8).

use super::dates::Dates;
use super::found::Found;
use super::subject::Subject;
use crate::message::{Code, Finding};
use jiff::civil::{Date, date};

/// Dates of the edition that its calendars don't cover. Where it has no end, BH0601 says when the calendar
/// ends, and nothing is said twice; where it has no beginning, nobody means the years before the calendar.
pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Found>) {
    let calendars = &subject.matrix.clock.calendars;
    let Some(last) = calendars.last_year() else { return };
    let validity = subject.matrix.validity;
    let mut missing = Vec::new();
    for (from, until) in subject.force.spans() {
        let open_start = *from == Date::MIN;
        if from.year() > last {
            missing.push((*from, *until));
            continue;
        }
        let end = if *until == Date::MAX { last } else { until.year() };
        let first = if open_start { end } else { from.year() };
        for year in first..=end {
            if calendars.class(date(year, 1, 1)).is_err() {
                missing.push((date(year, 1, 1).max(*from), date(year, 12, 31).min(*until)));
            }
        }
    }
    if missing.is_empty() {
        return;
    }
    let missing = missing.into_iter().fold(Dates::default(), |all, (from, until)| all.with(from, until));
    // `until` where only what comes after the calendar is missing
    let late = missing.spans().iter().all(|(from, _)| from.year() > last);
    let column = if late && validity.until.is_some() { "until" } else { "from" };
    let value = if column == "until" { validity.until } else { validity.from };
    let finding = Finding::new(Code::EditionOffCalendar).at(&subject.written.settings.at_column(column));
    let finding = finding.value(value.map(|date| date.to_string()).unwrap_or_default());
    found.push(Found::plain(finding.arg("dates", missing.shown()).arg("calendar", calendars.edition())));
}
