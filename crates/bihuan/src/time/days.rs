//! Local dates and times as plain numbers, and what a zone is ahead of UTC without asking for it each time.
//! Every answer is that of [`Zone`]; near a transition and far from today it is asked itself.

use super::zone::Zone;
use crate::model::answer::LocalTime;
use crate::model::moment::{Instant, Moment};
use jiff::civil::{Date, DateTime};
use jiff::{Span, Timestamp};

/// The seconds of a day.
const DAY: i64 = 24 * 3600;

/// Further from a transition than this a civil time has one meaning: no zone is two days ahead of UTC.
const MARGIN: i64 = 3 * DAY;

/// From when to when the offsets of a zone are kept: 1970 to 2100.
const KEPT: (i64, i64) = (0, 4_102_444_800);

/// A day by its number from 1970-01-01.
pub(crate) fn day_number(date: Date) -> i32 {
    // months from March, so that the leap day is the last of its year; years from -12,000, so that none is negative
    let of = |value: i32| value.cast_unsigned();
    let month = of(i32::from(date.month()));
    let early = u32::from(month <= 2);
    let year = of(i32::from(date.year()).wrapping_add(12_000)).wrapping_sub(early);
    let month = month.wrapping_add(early.wrapping_mul(12));
    let century = year / 100;
    let days = (year.wrapping_mul(1461) / 4).wrapping_sub(century).wrapping_add(century / 4);
    // 153 days in five months from March
    let of_year = (month.wrapping_mul(153).wrapping_sub(457) / 5).wrapping_add(of(i32::from(date.day())));
    days.wrapping_add(of_year).cast_signed().wrapping_sub(SINCE_THEN)
}

/// The days from the first that [`day_number`] counts to 1970-01-01.
const SINCE_THEN: i32 = 30 * 146_097 + 719_469;

/// The date of a day's number; the first or last there is where there is none.
pub(crate) fn date_of(day: i32) -> Date {
    let edge = if day < 0 { Date::MIN } else { Date::MAX };
    jiff::civil::date(1970, 1, 1).checked_add(Span::new().days(i64::from(day))).unwrap_or(edge)
}

/// The second of its day.
fn second_of(civil: DateTime) -> u32 {
    let part = |value: i8, of: u32| i32::from(value).cast_unsigned().wrapping_mul(of);
    part(civil.hour(), 3600).wrapping_add(part(civil.minute(), 60)).wrapping_add(part(civil.second(), 1))
}

/// A civil time by its day and second.
fn civil_of(day: i32, second: u32) -> DateTime {
    let part = |value: u32| i8::try_from(value).unwrap_or_default();
    date_of(day).at(part(second / 3600), part(second / 60 % 60), part(second % 60), 0)
}

/// The day and the second of it, of seconds from 1970-01-01 00:00:00 on a clock.
fn day_and_second(seconds: i64) -> (i32, u32) {
    let edge = if seconds < 0 { i32::MIN } else { i32::MAX };
    let day = i32::try_from(seconds.div_euclid(DAY)).unwrap_or(edge);
    (day, u32::try_from(seconds.rem_euclid(DAY)).unwrap_or_default())
}

/// A point in time as it was written ([`Moment`]), as one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Point {
    /// Seconds from 1970-01-01T00:00:00Z.
    Instant(i64),
    /// Days from 1970-01-01 and the second of that day, on the clock of some zone.
    Civil(i32, u32),
    /// Days from 1970-01-01.
    Date(i32),
}

impl From<Moment> for Point {
    #[inline]
    fn from(moment: Moment) -> Point {
        match moment {
            Moment::Instant(instant) => Point::Instant(instant.0),
            Moment::Civil(civil) => Point::Civil(day_number(civil.date()), second_of(civil)),
            Moment::Date(date) => Point::Date(day_number(date)),
        }
    }
}

impl Point {
    /// Seconds from 1970-01-01 00:00:00 on the clock of some zone.
    pub(crate) fn civil(seconds: i64) -> Point {
        let (day, second) = day_and_second(seconds);
        Point::Civil(day, second)
    }

    pub(crate) fn moment(self) -> Moment {
        match self {
            Point::Instant(second) => Moment::Instant(Instant(second)),
            Point::Civil(day, second) => Moment::Civil(civil_of(day, second)),
            Point::Date(day) => Moment::Date(date_of(day)),
        }
    }
}

/// An instant and the civil time that the zone shows then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Local {
    pub(crate) instant: Instant,
    day: i32,
    second: u32,
}

impl Local {
    fn of(instant: Instant, seconds: i64) -> Local {
        let (day, second) = day_and_second(seconds);
        Local { instant, day, second }
    }

    /// The number of the local day.
    #[inline]
    pub(crate) fn day(self) -> i32 {
        self.day
    }

    /// The minute of the local day.
    #[inline]
    pub(crate) fn minute(self) -> u32 {
        self.second / 60
    }
}

/// The offsets of a zone from 1970 to 2100.
#[derive(Debug)]
pub(crate) struct Offsets {
    /// When each begins, in seconds; the first with 1970.
    starts: Box<[i64]>,
    offsets: Box<[i32]>,
}

impl Offsets {
    pub(crate) fn of(zone: &Zone) -> Offsets {
        let (mut starts, mut offsets) = (vec![KEPT.0], vec![zone.offset(Instant(KEPT.0))]);
        let first = Timestamp::from_second(KEPT.0).unwrap_or(Timestamp::MIN);
        for start in zone.transitions_after(first).take_while(|start| start.0 < KEPT.1) {
            starts.push(start.0);
            offsets.push(zone.offset(start));
        }
        Offsets { starts: starts.into_boxed_slice(), offsets: offsets.into_boxed_slice() }
    }

    /// The span that a second falls into: its offset, from when, until when.
    #[inline]
    fn span(&self, second: i64) -> Option<(i64, i64, i64)> {
        if second < KEPT.0 || second >= KEPT.1 {
            return None;
        }
        // most zones have long been as they are
        let last = self.starts.len().wrapping_sub(1);
        let at = match self.starts.last() {
            Some(start) if *start <= second => last,
            _ => self.starts.partition_point(|start| *start <= second).wrapping_sub(1),
        };
        let end = self.starts.get(at.wrapping_add(1)).copied().unwrap_or(KEPT.1);
        Some((i64::from(*self.offsets.get(at)?), *self.starts.get(at)?, end))
    }

    /// The instant that a written point means, as [`Zone::resolve`].
    #[inline]
    pub(crate) fn resolve(&self, zone: &Zone, point: Point) -> Local {
        let (day, second) = match point {
            Point::Instant(second) => return self.local(zone, Instant(second)),
            Point::Civil(day, second) => (day, second),
            Point::Date(day) => (day, 0),
        };
        let civil = i64::from(day).wrapping_mul(DAY).wrapping_add(i64::from(second));
        if let Some((offset, start, end)) = self.span(civil) {
            let instant = civil.wrapping_sub(offset);
            if instant.wrapping_sub(MARGIN) >= start && instant.wrapping_add(MARGIN) < end {
                return Local { instant: Instant(instant), day, second };
            }
        }
        self.local(zone, zone.resolve(point.moment()))
    }

    /// What the zone's clock shows at an instant, as [`Zone::civil`].
    #[inline]
    pub(crate) fn local(&self, zone: &Zone, instant: Instant) -> Local {
        match self.span(instant.0) {
            Some((offset, ..)) => Local::of(instant, instant.0.wrapping_add(offset)),
            None => {
                let civil = zone.civil(instant);
                Local { instant, day: day_number(civil.date()), second: second_of(civil) }
            }
        }
    }

    /// The instant as answers show it, as [`Zone::local`].
    #[inline]
    pub(crate) fn shown(&self, zone: &Zone, instant: Instant) -> LocalTime {
        match self.span(instant.0) {
            Some((offset, ..)) => LocalTime { instant, offset: i32::try_from(offset).unwrap_or_default() },
            None => zone.local(instant),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ZONES: &[&str] = &[
        "Asia/Shanghai",
        "America/New_York",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "UTC",
        "Asia/Kathmandu",
        "Pacific/Kwajalein",
        "Antarctica/Troll",
        "America/St_Johns",
    ];

    #[test]
    fn every_day_has_its_number() {
        for day in (-4_371_587..=2_932_896).step_by(97).chain(-800..800).chain([2_932_896, -4_371_587]) {
            assert_eq!(day_number(date_of(day)), day);
        }
        assert_eq!(day_number(jiff::civil::date(1970, 1, 1)), 0);
        assert_eq!(day_number(jiff::civil::date(2000, 2, 29)) + 1, day_number(jiff::civil::date(2000, 3, 1)));
    }

    fn agree(name: &str, moment: Moment) {
        let zone = Zone::named(name).unwrap();
        let offsets = Offsets::of(&zone);
        let instant = zone.resolve(moment);
        let local = offsets.resolve(&zone, moment.into());
        assert_eq!(Point::from(moment).moment(), moment, "{moment}");
        let civil = zone.civil(instant);
        assert_eq!(local.instant, instant, "{name} {moment}");
        assert_eq!(date_of(local.day()), civil.date(), "{name} {moment}");
        let minute = i32::from(civil.hour()) * 60 + i32::from(civil.minute());
        assert_eq!(i32::try_from(local.minute()), Ok(minute), "{name} {moment}");
        assert_eq!(offsets.shown(&zone, instant), zone.local(instant), "{name} {moment}");
    }

    #[test]
    fn around_every_transition_the_zone_is_asked() {
        for name in ZONES {
            let zone = Zone::named(name).unwrap();
            let first = Timestamp::from_second(-100 * 366 * DAY).unwrap();
            for start in
                zone.transitions_after(first).take_while(|start| start.0 < KEPT.1 + 9 * DAY).step_by(7)
            {
                for by in
                    [-MARGIN - DAY, -MARGIN, -DAY, -3600, -1, 0, 1, 1800, 3600, DAY, MARGIN, MARGIN + DAY]
                {
                    agree(name, Moment::Instant(Instant(start.0 + by)));
                    agree(name, Moment::Civil(zone.civil(Instant(start.0 + by))));
                    let utc =
                        jiff::tz::Offset::UTC.to_datetime(Timestamp::from_second(start.0 + by).unwrap());
                    agree(name, Moment::Civil(utc));
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_moment_is_what_the_zone_says(
            name in prop::sample::select(ZONES),
            second in -30_000_000_000..260_000_000_000_i64,
            near in -5_000_000_000..5_000_000_000_i64,
        ) {
            for second in [second.min(253_402_207_200), near] {
                agree(name, Moment::Instant(Instant(second)));
                let civil = jiff::tz::Offset::UTC.to_datetime(Timestamp::from_second(second).unwrap());
                agree(name, Moment::Civil(civil));
                agree(name, Moment::Date(civil.date()));
            }
        }
    }
}
