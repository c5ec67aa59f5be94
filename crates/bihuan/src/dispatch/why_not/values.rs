//! The values that a fact can take in a changed ticket: those that the rulebook tells apart.

use crate::condition::facts::Facts;
use crate::condition::test::{Test, ValueItem};
use crate::dispatch::contest::claim::areas;
use crate::dispatch::matrix::Matrix;
use crate::model::moment::Moment;
use crate::model::path::Path;
use crate::model::ticket::Ticket;
use crate::model::words::{Demand, Source, Urgency, Word};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};
use std::collections::{BTreeMap, BTreeSet};

/// A value as a ticket would write it (empty: the fact is absent), and how far it is from what is written: the
/// minutes of a time, else a [`STEP`] for each level, keyword or value.
pub(super) type Value = (String, usize);

/// How far one level, keyword or value is, in the minutes of a time.
pub(super) const STEP: usize = 1_000;
/// Absence is the last thing to suppose of a fact that is known.
const ABSENT: usize = 1_000 * STEP;
/// How far back a date is looked for, in days.
const DAYS_BACK: usize = 400;

/// The values of a column, the nearest first.
pub(super) fn of(matrix: &Matrix, ticket: &Ticket, column: &str) -> Vec<Value> {
    let mut values = match column {
        "matter" => {
            let matter = ticket.matter.as_deref().map(Path::read).map(|path| matrix.matters.resolve(path));
            paths(&matters(matrix), matter.as_ref())
        }
        "area" => paths(&areas(matrix), ticket.area.as_deref().map(Path::read).as_ref()),
        "demand" => words::<Demand>(),
        "urgency" => words::<Urgency>(),
        "source" => words::<Source>(),
        "occurred_at" => times(matrix, ticket),
        _ => attribute(matrix, column),
    };
    if column != "occurred_at" {
        values.push((String::new(), ABSENT));
    }
    values.sort_by_key(|(_, distance)| *distance);
    if column == "occurred_at" {
        nearest_of_alike(matrix, ticket, &mut values);
    }
    values
}

/// Of the times that no cell tells apart the nearest is enough.
fn nearest_of_alike(matrix: &Matrix, ticket: &Ticket, values: &mut Vec<Value>) {
    let cells = matrix.conditions().flat_map(|condition| &condition.cells);
    let cells: Vec<_> = cells.filter(|cell| matches!(cell.test, Test::Hours(_) | Test::Days(_))).collect();
    let mut seen: BTreeSet<Vec<bool>> = BTreeSet::new();
    let mut other = ticket.clone();
    values.retain(|(value, _)| {
        other.set("occurred_at", value.as_str());
        let facts = Facts::new(&other, &matrix.matters, &matrix.clock);
        seen.insert(cells.iter().map(|cell| cell.holds(&facts, None)).collect())
    });
}

/// The listed matters, and those that rows name beside the list; without a list all that are named.
fn matters(matrix: &Matrix) -> BTreeSet<&Path> {
    let cells = matrix.conditions().flat_map(|condition| &condition.cells);
    let named =
        cells.filter_map(|cell| if let Test::Matter(items) = &cell.test { Some(items) } else { None });
    let named = named.flat_map(|items| items.values().map(|item| &item.path));
    match &matrix.matters.listed {
        Some(listed) => listed.iter().chain(named.filter(|path| !matrix.matters.is_known(path))).collect(),
        None => named.collect(),
    }
}

/// Paths with the levels that go and come.
fn paths(paths: &BTreeSet<&Path>, from: Option<&Path>) -> Vec<Value> {
    let from = from.map_or(&[][..], Path::levels);
    let distance = |to: &Path| {
        let shared = from.iter().zip(to.levels()).take_while(|(a, b)| a == b).count();
        from.len() + to.depth() - 2 * shared
    };
    paths.iter().map(|path| (path.joined(), STEP * distance(path))).collect()
}

fn words<W: Word>() -> Vec<Value> {
    W::WORDS.iter().map(|(_, _, en)| ((*en).to_owned(), STEP)).collect()
}

/// The texts that cells name, a number on each side of every bound, and a text that none names.
fn attribute(matrix: &Matrix, name: &str) -> Vec<Value> {
    let mut texts = BTreeSet::new();
    let mut bounds: BTreeSet<i64> = BTreeSet::new();
    let cells = matrix.conditions().flat_map(|condition| &condition.cells);
    let items = cells.filter_map(|cell| match &cell.test {
        Test::Where(own, items) if own == name => Some(items),
        _ => None,
    });
    for item in items.flat_map(|items| items.values()) {
        let numbers = match item {
            ValueItem::Is(value) => {
                texts.insert(value.text.clone());
                continue;
            }
            ValueItem::Above(bound) | ValueItem::AtLeast(bound) => [bound, bound],
            ValueItem::Below(bound) | ValueItem::AtMost(bound) => [bound, bound],
            ValueItem::Between(low, high) => [low, high],
        };
        for number in numbers {
            texts.insert(number.text());
            bounds.extend(number.floor());
        }
    }
    let around = bounds.iter().flat_map(|bound| [bound - 1, *bound, bound + 1]);
    // between two whole numbers a bound may stand
    let between = bounds.iter().flat_map(|bound| [format!("{bound}.001"), format!("{bound}.999")]);
    let plain = around.map(|number| number.to_string()).chain(texts.iter().cloned());
    let mut values: Vec<Value> =
        plain.collect::<BTreeSet<_>>().into_iter().map(|text| (text, STEP)).collect();
    if !texts.contains("其他") {
        values.push(("其他".to_owned(), 2 * STEP));
    }
    values.extend(between.map(|text| (text, 3 * STEP)));
    values
}

/// Times of occurrence, not after the receipt, of every class of day and span of hours that cells tell apart.
fn times(matrix: &Matrix, ticket: &Ticket) -> Vec<Value> {
    let zone = &matrix.clock.zone;
    let received = zone.civil(zone.resolve(ticket.received_at));
    let (date, time) = zone.date_and_time(ticket.occurred_at.unwrap_or(ticket.received_at));
    let now = date.to_datetime(time.unwrap_or(Time::midnight()));
    let mut minutes: BTreeSet<i64> = BTreeSet::new();
    let mut by_day = false;
    for cell in matrix.conditions().flat_map(|condition| &condition.cells) {
        match &cell.test {
            Test::Hours(items) => {
                for span in items.values() {
                    let ends = [span.from, span.to].map(|end| i64::from(end) % 1440);
                    minutes.extend(ends.iter().flat_map(|end| [*end, (end + 1439) % 1440]));
                }
            }
            Test::Days(_) => by_day = true,
            _ => {}
        }
    }
    let of_now = i64::from(now.hour()) * 60 + i64::from(now.minute());
    minutes.insert(of_now);
    let mut values = Vec::new();
    let mut put = |civil: DateTime, plus: usize, text: String| {
        let away = now.duration_since(civil).as_mins().unsigned_abs();
        values.push((text, STEP + plus + usize::try_from(away).unwrap_or(ABSENT)));
    };
    for day in dates(matrix, received.date(), by_day) {
        for minute in &minutes {
            let part = |n: i64| i8::try_from(n).unwrap_or(0);
            let civil = day.at(part(minute / 60), part(minute % 60), 0, 0);
            if civil <= received {
                put(civil, 0, Moment::Civil(civil).to_string());
            }
        }
        // a day of which the time is not known
        put(day.at(12, 0, 0, 0), ABSENT, Moment::Date(day).to_string());
    }
    if ticket.occurred_at.is_some() {
        values.push((String::new(), ABSENT));
    }
    values
}

/// Dates up to the receipt: two of each weekday and class where cells ask for days, since the first may be the
/// day of receipt, of which only a part is over.
fn dates(matrix: &Matrix, received: Date, by_day: bool) -> Vec<Date> {
    let mut seen: BTreeMap<(i8, Option<u8>), usize> = BTreeMap::new();
    let mut dates = Vec::new();
    let mut date = received;
    for back in 0..DAYS_BACK {
        if by_day {
            let class = matrix.clock.calendars.class(date).ok().map(|class| class as u8);
            let count = seen.entry((date.weekday().to_monday_zero_offset(), class)).or_default();
            *count += 1;
            if *count <= 2 {
                dates.push(date);
            }
        } else if back < 2 {
            dates.push(date);
        }
        let Ok(before) = date.checked_sub(1.day()) else { break };
        date = before;
    }
    dates
}
