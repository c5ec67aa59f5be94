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
    // months from March, so that the leap day is the last of its year
    let (year, month) = (i32::from(date.year()), i32::from(date.month()));
    let year = if month <= 2 { year.wrapping_sub(1) } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153_i32.wrapping_mul((month.wrapping_add(9)) % 12).wrapping_add(2) / 5)
        .wrapping_add(i32::from(date.day()))
        .wrapping_sub(1);
    let day =
        of_era.wrapping_mul(365).wrapping_add(of_era / 4).wrapping_sub(of_era / 100).wrapping_add(of_year);
    era.wrapping_mul(146_097).wrapping_add(day).wrapping_sub(719_468)
}

/// The date of a day's number; the first or last there is where there is none.
pub(crate) fn date_of(day: i32) -> Date {
    let edge = if day < 0 { Date::MIN } else { Date::MAX };
    jiff::civil::date(1970, 1, 1).checked_add(Span::new().days(i64::from(day))).unwrap_or(edge)
}

/// A civil time as seconds from 1970-01-01 00:00:00 on the same clock.
fn seconds(civil: DateTime) -> i64 {
    let part = |value: i8, of: i64| i64::from(value).wrapping_mul(of);
    i64::from(day_number(civil.date()))
        .wrapping_mul(DAY)
        .wrapping_add(part(civil.hour(), 3600))
        .wrapping_add(part(civil.minute(), 60))
        .wrapping_add(i64::from(civil.second()))
}

/// An instant and the civil time that the zone shows then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Local {
    pub(crate) instant: Instant,
    /// Seconds from 1970-01-01 00:00:00 on the zone's clock.
    seconds: i64,
}

impl Local {
    /// The number of the local day.
    #[inline]
    pub(crate) fn day(self) -> i32 {
        i32::try_from(self.seconds.div_euclid(DAY)).unwrap_or_default()
    }

    /// The minute of the local day.
    #[inline]
    pub(crate) fn minute(self) -> u32 {
        u32::try_from(self.seconds.rem_euclid(DAY) / 60).unwrap_or_default()
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

    /// The instant that a written moment means, as [`Zone::resolve`].
    #[inline]
    pub(crate) fn resolve(&self, zone: &Zone, moment: Moment) -> Local {
        let civil = match moment {
            Moment::Instant(instant) => return self.local(zone, instant),
            Moment::Civil(civil) => seconds(civil),
            Moment::Date(date) => i64::from(day_number(date)).wrapping_mul(DAY),
        };
        if let Some((offset, start, end)) = self.span(civil) {
            let instant = civil.wrapping_sub(offset);
            if instant.wrapping_sub(MARGIN) >= start && instant.wrapping_add(MARGIN) < end {
                return Local { instant: Instant(instant), seconds: civil };
            }
        }
        self.local(zone, zone.resolve(moment))
    }

    /// What the zone's clock shows at an instant, as [`Zone::civil`].
    #[inline]
    pub(crate) fn local(&self, zone: &Zone, instant: Instant) -> Local {
        match self.span(instant.0) {
            Some((offset, ..)) => Local { instant, seconds: instant.0.wrapping_add(offset) },
            None => Local { instant, seconds: seconds(zone.civil(instant)) },
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
        let local = offsets.resolve(&zone, moment);
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
