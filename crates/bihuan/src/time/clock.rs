//! The one due (L-2 to L-8): when a limit that starts at an instant is up.

use super::calendar::{Calendars, NotCovered};
use super::limit::Limit;
use super::office::OfficeHours;
use super::zone::Zone;
use crate::model::moment::Instant;
use jiff::Span;
use jiff::civil::{Date, DateTime, Time, Weekday};

/// How days are counted (L-3, L-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Counting {
    /// 次日起: the day after is day 1, due at the end of the last day.
    #[default]
    NextDay,
    /// The same clock time some days on.
    Clock,
}

/// What limits are counted with: zone, calendars, office hours and counting of an edition.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    pub(crate) zone: Zone,
    pub(crate) calendars: Calendars,
    pub(crate) office: OfficeHours,
    pub(crate) counting: Counting,
}

impl Clock {
    /// When a limit that starts at `start` is up.
    pub(crate) fn due(&self, start: Instant, limit: Limit) -> Result<Instant, NotCovered> {
        self.counted(start, limit, self.counting)
    }

    /// When an extension of a due is up: counted by L-1 to L-3 or L-6, never by L-4 (L-11).
    pub(crate) fn extended(&self, due: Instant, limit: Limit) -> Result<Instant, NotCovered> {
        self.counted(due, limit, Counting::NextDay)
    }

    fn counted(&self, start: Instant, limit: Limit, counting: Counting) -> Result<Instant, NotCovered> {
        match limit {
            Limit::Minutes(n) => Ok(Instant(start.0.saturating_add(i64::from(n) * 60))),
            Limit::Hours(n) => Ok(Instant(start.0.saturating_add(i64::from(n) * 3600))),
            Limit::WorkHours(n) => self.work_hours(start, n),
            Limit::Days(n) => {
                let civil = self.zone.civil(start);
                let date = plus(civil.date(), n)?;
                Ok(match counting {
                    Counting::NextDay => self.zone.end_of(date),
                    Counting::Clock => self.zone.instant(date.to_datetime(civil.time())),
                })
            }
            Limit::WorkDays(n) => match counting {
                Counting::NextDay => {
                    Ok(self.zone.end_of(self.workdays_after(self.zone.civil(start).date(), n)?))
                }
                Counting::Clock => {
                    let (_, rolled) = self.roll(start)?;
                    let date = self.workdays_after(rolled.date(), n)?;
                    Ok(self.zone.instant(date.to_datetime(rolled.time())))
                }
            },
            Limit::NextWeek => {
                let date = self.zone.civil(start).date();
                let to_sunday = (7 - date.weekday().to_monday_one_offset()).unsigned_abs();
                Ok(self.zone.end_of(plus(date, u32::from(to_sunday) + 7)?))
            }
            Limit::NextMonth => {
                let date = self.zone.civil(start).date();
                let next = date
                    .first_of_month()
                    .checked_add(Span::new().months(1))
                    .map_err(|_| NotCovered { year: date.year() + 1 })?;
                Ok(self.zone.end_of(next.last_of_month()))
            }
        }
    }

    /// The n-th workday after a date.
    fn workdays_after(&self, date: Date, n: u32) -> Result<Date, NotCovered> {
        let mut date = date;
        let mut left = n;
        while left > 0 {
            date = plus(date, 1)?;
            if self.calendars.is_workday(date)? {
                left -= 1;
            }
        }
        Ok(date)
    }

    /// An instant inside office hours stays; any other goes to the next opening (L-5).
    fn roll(&self, start: Instant) -> Result<(Instant, DateTime), NotCovered> {
        let civil = self.zone.civil(start);
        let second = second_of_day(civil.time());
        let spans = self.office.spans();
        // a day whose last span is over needs no class (L-8)
        if spans.iter().any(|(_, close)| second < *close) && self.calendars.is_workday(civil.date())? {
            let ahead = spans.iter().find(|(_, close)| second < *close);
            if let Some(&(open, _)) = ahead {
                if open <= second {
                    return Ok((start, civil));
                }
                let opening = civil.date().to_datetime(time_of(open));
                return Ok((self.zone.instant(opening), opening));
            }
        }
        let Some(&(open, _)) = spans.first() else { return Ok((start, civil)) };
        let opening = self.workdays_after(civil.date(), 1)?.to_datetime(time_of(open));
        Ok((self.zone.instant(opening), opening))
    }

    /// Rolls, then the first instant by which n hours of office time have passed (L-6).
    fn work_hours(&self, start: Instant, n: u32) -> Result<Instant, NotCovered> {
        let (from, rolled) = self.roll(start)?;
        let mut left = i64::from(n) * 3600;
        let mut date = rolled.date();
        loop {
            if self.calendars.is_workday(date)? {
                for &(open, close) in self.office.spans() {
                    let begin = self.zone.instant(at_second(date, open)?).max(from);
                    let span = self.zone.instant(at_second(date, close)?).0.saturating_sub(begin.0);
                    if span <= 0 {
                        continue;
                    }
                    if left <= span {
                        return Ok(Instant(begin.0.saturating_add(left)));
                    }
                    left -= span;
                }
            }
            date = plus(date, 1)?;
        }
    }
}

/// A date some days on.
fn plus(date: Date, days: u32) -> Result<Date, NotCovered> {
    date.checked_add(Span::new().days(i64::from(days))).map_err(|_| NotCovered { year: 10_000 })
}

fn second_of_day(time: Time) -> u32 {
    let part = |value: i8| u32::from(value.unsigned_abs());
    part(time.hour()) * 3600 + part(time.minute()) * 60 + part(time.second())
}

fn time_of(second: u32) -> Time {
    let part = |value: u32| i8::try_from(value).unwrap_or(0);
    Time::new(part(second / 3600), part(second / 60 % 60), part(second % 60), 0).unwrap_or(Time::MAX)
}

/// A second of the day as a civil time; 24:00 is the next midnight.
fn at_second(date: Date, second: u32) -> Result<DateTime, NotCovered> {
    if second >= 24 * 3600 {
        Ok(plus(date, 1)?.at(0, 0, 0, 0))
    } else {
        Ok(date.to_datetime(time_of(second)))
    }
}

/// The weekday words of K-7, Monday first.
pub(crate) const WEEKDAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "周一", "mon"),
    (Weekday::Tuesday, "周二", "tue"),
    (Weekday::Wednesday, "周三", "wed"),
    (Weekday::Thursday, "周四", "thu"),
    (Weekday::Friday, "周五", "fri"),
    (Weekday::Saturday, "周六", "sat"),
    (Weekday::Sunday, "周日", "sun"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::moment::Moment;
    use crate::time::calendar::Calendar;
    use crate::time::office::parse_span;

    fn clock(counting: Counting) -> Clock {
        let spans = ["09:00-11:30", "13:30-17:30"];
        let seconds = spans.iter().filter_map(|span| parse_span(span)).map(|(a, b)| (a * 60, b * 60));
        Clock {
            zone: Zone::named("Asia/Shanghai").unwrap(),
            calendars: Calendars::new(vec![Calendar::china()]),
            office: OfficeHours::new(seconds.collect()).unwrap(),
            counting,
        }
    }

    fn due(counting: Counting, start: &str, limit: &str) -> String {
        let clock = clock(counting);
        let start = clock.zone.resolve(start.parse::<Moment>().unwrap());
        match clock.due(start, Limit::parse(limit).unwrap()) {
            Ok(due) => clock.zone.local(due).to_string(),
            Err(NotCovered { year }) => format!("not covered: {year}"),
        }
    }

    #[test]
    fn the_check_points_of_the_definition() {
        use Counting::NextDay;
        assert_eq!(due(NextDay, "2026-02-13 10:00", "1wd"), "2026-02-14 23:59:59");
        assert_eq!(due(NextDay, "2026-02-13 10:00", "2wd"), "2026-02-24 23:59:59");
        assert_eq!(due(NextDay, "2025-09-30 10:00", "5wd"), "2025-10-14 23:59:59");
        assert_eq!(due(NextDay, "2025-01-17 16:45", "4wh"), "2025-01-20 14:15:00");
    }

    #[test]
    fn every_unit_in_both_countings() {
        use Counting::{Clock, NextDay};
        assert_eq!(due(NextDay, "2025-01-17 22:40", "30min"), "2025-01-17 23:10:00");
        assert_eq!(due(NextDay, "2025-01-17 22:40", "24h"), "2025-01-18 22:40:00");
        assert_eq!(due(NextDay, "2025-01-17 22:40", "7d"), "2025-01-24 23:59:59");
        assert_eq!(due(Clock, "2025-01-17 22:40", "7d"), "2025-01-24 22:40:00");
        assert_eq!(due(Clock, "2025-01-17 10:00", "1wd"), "2025-01-20 10:00:00");
        assert_eq!(due(Clock, "2025-01-17 12:00", "1wd"), "2025-01-20 13:30:00");
        assert_eq!(due(Clock, "2025-01-17 22:40", "1wd"), "2025-01-21 09:00:00");
        assert_eq!(due(Clock, "2025-01-17 11:30", "1wd"), "2025-01-20 13:30:00");
        assert_eq!(due(NextDay, "2025-01-15 08:00", "next_week"), "2025-01-26 23:59:59");
        assert_eq!(due(NextDay, "2025-01-19 08:00", "next_week"), "2025-01-26 23:59:59");
        assert_eq!(due(NextDay, "2024-01-31 08:00", "next_month"), "2024-02-29 23:59:59");
        assert_eq!(due(NextDay, "2024-12-31 08:00", "next_month"), "2025-01-31 23:59:59");
    }

    #[test]
    fn office_time_may_end_at_a_closing_instant() {
        use Counting::NextDay;
        assert_eq!(due(NextDay, "2025-01-17 15:30", "2wh"), "2025-01-17 17:30:00");
        assert_eq!(due(NextDay, "2025-01-17 17:30", "1wh"), "2025-01-20 10:00:00");
        assert_eq!(due(NextDay, "2025-01-17 11:30", "1wh"), "2025-01-17 14:30:00");
    }

    #[test]
    fn work_hours_pass_through_a_fold() {
        let clock = Clock {
            zone: Zone::named("America/New_York").unwrap(),
            calendars: Calendars::new(vec![std::sync::Arc::new(Calendar::listed(
                "all",
                [(jiff::civil::date(2025, 11, 2), crate::time::calendar::DayClass::Workday)],
            ))]),
            office: OfficeHours::new(vec![(0, 24 * 3600)]).unwrap(),
            counting: Counting::NextDay,
        };
        let start = clock.zone.resolve("2025-11-02T01:30:00-05:00".parse::<Moment>().unwrap());
        let due = clock.due(start, Limit::WorkHours(1)).unwrap();
        assert_eq!(clock.zone.local(due).rfc3339(), "2025-11-02T02:30:00-05:00");
    }

    #[test]
    fn a_date_outside_the_calendar_is_an_error_that_names_the_year() {
        use Counting::{Clock, NextDay};
        assert_eq!(due(NextDay, "2026-12-31 10:00", "1wd"), "not covered: 2027");
        assert_eq!(due(NextDay, "2026-12-30 10:00", "1wd"), "2026-12-31 23:59:59");
        assert_eq!(due(NextDay, "2026-12-31 10:00", "3d"), "2027-01-03 23:59:59");
        assert_eq!(due(Clock, "2026-12-31 18:00", "1wh"), "not covered: 2027");
        assert_eq!(
            due(Clock, "2003-12-31 18:00", "1wh"),
            "not covered: 2004".replace("not covered: 2004", "2004-01-02 10:00:00")
        );
    }
}
