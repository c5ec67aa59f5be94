//! The worst start: the instant from which one limit is up furthest after another.

use super::dates::Dates;
use crate::model::moment::Instant;
use crate::time::clock::{Clock, Counting};
use crate::time::limit::Limit;
use jiff::Span;
use jiff::civil::{Date, Time, date};
use std::collections::HashMap;

/// A start from which the first limit is up after the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Worst {
    pub(super) start: Instant,
    pub(super) first: Instant,
    pub(super) second: Instant,
}

/// Searches, each pair of limits once; counts its steps.
#[derive(Debug)]
pub(super) struct Search<'a> {
    clock: &'a Clock,
    known: HashMap<(Limit, Limit, Dates), Option<Worst>>,
    /// Starts that may still be tried.
    pub(super) left: u64,
}

const DAY: u32 = 24 * 3600;
const HOUR: u32 = 3600;

impl<'a> Search<'a> {
    pub(super) fn new(clock: &'a Clock, budget: u64) -> Search<'a> {
        Search { clock, known: HashMap::new(), left: budget }
    }

    /// The start of these dates from which `first` is up furthest after `second`, the earliest of several;
    /// none: from none. Starts whose dues the calendar does not cover are passed over.
    pub(super) fn worst(&mut self, first: Limit, second: Limit, dates: &Dates) -> Option<Worst> {
        if never_later(first, second) {
            return None;
        }
        let key = (first, second, dates.clone());
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let worst = self.search(first, second, dates);
        self.known.insert(key, worst);
        worst
    }

    fn search(&mut self, first: Limit, second: Limit, dates: &Dates) -> Option<Worst> {
        let times = self.times(first, second);
        let mut worst: Option<Worst> = None;
        for (from, until) in self.within_calendar(dates, first, second) {
            let mut day = from;
            loop {
                for second_of_day in &times {
                    if self.left == 0 {
                        return worst;
                    }
                    self.left -= 1;
                    let start = self.clock.zone.instant(day.to_datetime(time(*second_of_day)));
                    let dues = (self.clock.due(start, first), self.clock.due(start, second));
                    let (Ok(one), Ok(other)) = dues else { continue };
                    let over = |worst: &Worst| worst.first.0.saturating_sub(worst.second.0);
                    let this = Worst { start, first: one, second: other };
                    if over(&this) > worst.as_ref().map_or(0, over) {
                        worst = Some(this);
                    }
                }
                match day.tomorrow() {
                    Ok(next) if next <= until => day = next,
                    _ => break,
                }
            }
        }
        worst
    }

    /// The dates as far as a calendar covers them; where it covers every year, so many as it takes to see
    /// every weekday at every place of a month.
    fn within_calendar(&self, dates: &Dates, first: Limit, second: Limit) -> Vec<(Date, Date)> {
        let calendars = &self.clock.calendars;
        let monthly = [first, second].contains(&Limit::NextMonth);
        let years = if monthly { 28 } else { 1 };
        let covered = match (calendars.first_year(), calendars.last_year()) {
            (Some(from), Some(until)) => Dates::span(date(from, 1, 1), date(until, 12, 31)),
            _ => {
                let opens = dates.spans().first().map_or(Date::MIN, |(from, _)| *from);
                let opens = if opens == Date::MIN { date(2024, 1, 1) } else { opens };
                let until = opens.checked_add(Span::new().years(years)).unwrap_or(Date::MAX);
                Dates::span(opens, until)
            }
        };
        dates.and(&covered).spans().to_vec()
    }

    /// The seconds of a day at which the difference of the two dues can turn. Between them each due stands
    /// still or moves with the start, so the worst start is at one of them or beside one.
    fn times(&self, first: Limit, second: Limit) -> Vec<u32> {
        let clocked = self.clock.counting == Counting::Clock;
        let by_time = |limit: Limit| match limit {
            Limit::Minutes(_) | Limit::Hours(_) | Limit::WorkHours(_) => true,
            Limit::Days(_) | Limit::WorkDays(_) => clocked,
            Limit::NextWeek | Limit::NextMonth => false,
        };
        let limits = [first, second];
        if !limits.iter().any(|limit| by_time(*limit)) {
            return vec![0];
        }
        let mut turns = vec![0, DAY - 1];
        let spans = self.clock.office.spans();
        let in_office = |limit: &Limit| matches!(limit, Limit::WorkHours(_) | Limit::WorkDays(_));
        if limits.iter().any(in_office) {
            turns.extend(spans.iter().flat_map(|(open, close)| [*open, *close]));
        }
        for limit in limits {
            let Limit::WorkHours(hours) = limit else { continue };
            turns.extend(starts_at_the_edge(spans, hours));
        }
        if !self.clock.zone.is_fixed() {
            // clocks are turned at full or half hours
            turns.extend((0..48).map(|half| half * HOUR / 2));
        }
        let mut times: Vec<u32> = turns
            .iter()
            .flat_map(|turn| [turn.saturating_sub(1), *turn, turn + 1])
            .filter(|it| *it < DAY)
            .collect();
        times.sort_unstable();
        times.dedup();
        times
    }
}

/// Whether a limit is never up after another, whatever the start.
fn never_later(first: Limit, second: Limit) -> bool {
    use Limit::{Days, Hours, Minutes, NextMonth, NextWeek, WorkDays, WorkHours};
    match (first, second) {
        (Minutes(n), Minutes(m)) | (Hours(n), Hours(m)) | (WorkHours(n), WorkHours(m)) => n <= m,
        (Days(n), Days(m) | WorkDays(m)) | (WorkDays(n), WorkDays(m)) => n <= m,
        (Minutes(n), Hours(m)) => n <= m * 60,
        (Hours(n), Minutes(m)) => n * 60 <= m,
        // an hour of office time takes at least an hour
        (Hours(n), WorkHours(m)) => n <= m,
        (Minutes(n), WorkHours(m)) => n <= m * 60,
        (NextWeek, NextWeek) | (NextMonth, NextMonth) => true,
        _ => false,
    }
}

/// The seconds of a workday from which so many hours of office time are up just at the edge of a span.
fn starts_at_the_edge(spans: &[(u32, u32)], hours: u32) -> Vec<u32> {
    let a_day: u32 = spans.iter().map(|(open, close)| close - open).sum();
    if a_day == 0 {
        return Vec::new();
    }
    let mut starts = Vec::new();
    let mut passed = 0;
    for (open, close) in std::iter::once(&(0, 0)).chain(spans) {
        passed += close - open;
        // an hour more or less where the clocks are turned
        for shift in [0, HOUR, a_day * 24 - HOUR] {
            let of_day = (hours * HOUR + a_day * 2 + shift - passed.min(a_day)) % a_day;
            let mut left = if of_day == 0 { a_day } else { of_day };
            for (open, close) in spans.iter().rev() {
                if left <= close - open {
                    starts.push(close - left);
                    break;
                }
                left -= close - open;
            }
        }
    }
    starts
}

fn time(second: u32) -> Time {
    let part = |value: u32| i8::try_from(value).unwrap_or(0);
    Time::new(part(second / HOUR), part(second / 60 % 60), part(second % 60), 0).unwrap_or(Time::MAX)
}
