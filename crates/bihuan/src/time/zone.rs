//! The timezone of an edition: civil times to instants and back (G-2).

use crate::model::answer::LocalTime;
use crate::model::moment::{Instant, Moment};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use once_cell::sync::Lazy;

/// Zones come from the database inside the crate, never from the machine (G-1).
static ZONES: Lazy<TimeZoneDatabase> = Lazy::new(TimeZoneDatabase::bundled);

/// A timezone by its IANA name.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    zone: TimeZone,
}

impl Zone {
    pub(crate) fn named(name: &str) -> Option<Zone> {
        ZONES.get(name).ok().map(|zone| Zone { zone })
    }

    pub(crate) fn utc() -> Zone {
        Zone { zone: TimeZone::UTC }
    }

    /// Whether its clocks are never turned any more: no day from 2000 on is longer or shorter.
    pub(crate) fn is_fixed(&self) -> bool {
        let from = Timestamp::from_second(946_684_800).unwrap_or(Timestamp::MIN);
        self.zone.following(from).next().is_none()
    }

    /// Its IANA name.
    pub(crate) fn name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// The instant of a civil time: in a gap the later, in a fold the earlier one (G-2).
    pub(crate) fn instant(&self, civil: DateTime) -> Instant {
        match self.zone.to_ambiguous_timestamp(civil).compatible() {
            Ok(timestamp) => Instant(timestamp.as_second()),
            // the last hours of year 9999, a common way to write "never"
            Err(_) => {
                let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
                let offset = self.zone.to_offset(Timestamp::MAX).seconds();
                Instant(civil.duration_since(epoch).as_secs().saturating_sub(i64::from(offset)))
            }
        }
    }

    /// The civil time of an instant.
    pub(crate) fn civil(&self, instant: Instant) -> DateTime {
        self.local(instant).civil()
    }

    /// The local date of an instant.
    pub(crate) fn date(&self, instant: Instant) -> Date {
        self.civil(instant).date()
    }

    /// The instant that a written moment means.
    pub(crate) fn resolve(&self, moment: Moment) -> Instant {
        match moment {
            Moment::Instant(instant) => instant,
            Moment::Civil(civil) => self.instant(civil),
            Moment::Date(date) => self.instant(date.at(0, 0, 0, 0)),
        }
    }

    /// The instant that a written due means: a date alone is its last second.
    pub(crate) fn resolve_due(&self, moment: Moment) -> Instant {
        match moment {
            Moment::Date(date) => self.end_of(date),
            other => self.resolve(other),
        }
    }

    /// The last second of a date.
    pub(crate) fn end_of(&self, date: Date) -> Instant {
        self.instant(date.at(23, 59, 59, 0))
    }

    /// The local date and, unless it was a date alone, the local time of a written moment (K-8).
    pub(crate) fn date_and_time(&self, moment: Moment) -> (Date, Option<Time>) {
        match moment {
            Moment::Date(date) => (date, None),
            other => {
                let civil = self.civil(self.resolve(other));
                (civil.date(), Some(civil.time()))
            }
        }
    }

    /// What the zone is ahead of UTC at an instant, in seconds.
    pub(crate) fn offset(&self, instant: Instant) -> i32 {
        self.local(instant).offset
    }

    /// When its offset changes, from then on.
    pub(crate) fn transitions_after(&self, then: Timestamp) -> impl Iterator<Item = Instant> {
        self.zone.following(then).map(|transition| Instant(transition.timestamp().as_second()))
    }

    /// The instant as answers show it.
    pub(crate) fn local(&self, instant: Instant) -> LocalTime {
        let timestamp = Timestamp::from_second(instant.0).unwrap_or(Timestamp::MAX);
        LocalTime { instant, offset: self.zone.to_offset(timestamp).seconds() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn gaps_take_the_later_and_folds_the_earlier_instant() {
        let zone = Zone::named("America/New_York").unwrap();
        let gap = zone.instant(date(2024, 3, 10).at(2, 30, 0, 0));
        assert_eq!(zone.local(gap).rfc3339(), "2024-03-10T03:30:00-04:00");
        let fold = zone.instant(date(2024, 11, 3).at(1, 30, 0, 0));
        assert_eq!(zone.local(fold).rfc3339(), "2024-11-03T01:30:00-04:00");
    }

    #[test]
    fn a_date_alone_is_its_first_second_and_as_a_due_its_last() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let moment: Moment = "2025-01-17".parse().unwrap();
        assert_eq!(zone.local(zone.resolve(moment)).to_string(), "2025-01-17 00:00:00");
        assert_eq!(zone.local(zone.resolve_due(moment)).to_string(), "2025-01-17 23:59:59");
        assert!(Zone::named("Asia/Songjiang").is_none());
    }
}
