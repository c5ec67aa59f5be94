//! Small values that answers are made of: local times and notes.

use super::moment::{Instant, Moment, NotATime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An instant as the rulebook's timezone shows it.
///
/// `Display` is `YYYY-MM-DD HH:MM:SS`, serde is RFC 3339 with the offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct LocalTime {
    /// The instant itself.
    pub instant: Instant,
    /// What the zone is ahead of UTC then, in seconds.
    pub offset: i32,
}

impl LocalTime {
    /// The civil time that the zone shows.
    pub fn civil(self) -> jiff::civil::DateTime {
        let local = self.instant.0.saturating_add(i64::from(self.offset));
        let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let edge = if local < 0 { jiff::civil::DateTime::MIN } else { jiff::civil::DateTime::MAX };
        epoch.checked_add(jiff::SignedDuration::from_secs(local)).unwrap_or(edge)
    }

    /// `2025-01-17T22:40:00+08:00`
    pub fn rfc3339(self) -> String {
        let (sign, seconds) = if self.offset < 0 { ('-', -self.offset) } else { ('+', self.offset) };
        format!(
            "{}{sign}{:02}:{:02}",
            self.civil().strftime("%Y-%m-%dT%H:%M:%S"),
            seconds / 3600,
            seconds / 60 % 60
        )
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.civil().strftime("%Y-%m-%d %H:%M:%S"))
    }
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

impl std::str::FromStr for LocalTime {
    type Err = NotATime;

    /// Reads what [`LocalTime::rfc3339`] writes.
    fn from_str(text: &str) -> Result<LocalTime, NotATime> {
        let (civil, zone) = text.split_at_checked(19).ok_or(NotATime)?;
        let Moment::Civil(civil) = civil.parse()? else { return Err(NotATime) };
        let read = |text: Option<&str>| text.filter(|text| text.len() == 2)?.parse::<i32>().ok();
        let offset = match (zone.get(..1), read(zone.get(1..3)), zone.get(3..4), read(zone.get(4..))) {
            (Some("+"), Some(hours), Some(":"), Some(minutes)) => hours * 3600 + minutes * 60,
            (Some("-"), Some(hours), Some(":"), Some(minutes)) => -(hours * 3600 + minutes * 60),
            _ => return Err(NotATime),
        };
        let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let local = civil.duration_since(epoch).as_secs();
        Ok(LocalTime { instant: Instant(local - i64::from(offset)), offset })
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<LocalTime, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// What an answer wants known beside what it says. The order is that of `notes` columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoteCode {
    /// A dispatched unit leads no part of the decision (C-17).
    OffMatrix,
    /// The ticket's matter is not listed (G-5).
    UnlistedMatter,
    /// A value could not be read and counts as absent (G-8, K-5).
    UnknownValue,
    /// There is no due where one was asked for (C-6, L-8).
    NoDue,
    /// A date that the calendar does not cover (K-7, L-8).
    NotCovered,
    /// Events after `now` were not seen (C-18).
    FutureEvents,
    /// An assist's role has no unit for the ticket (D-2).
    AssistUnresolved,
    /// An assist is not active on the date (D-3).
    AssistInactive,
    /// A unit is barred from leading by an upheld return (D-14).
    Barred,
}

impl NoteCode {
    /// The code as answers write it.
    pub fn word(self) -> &'static str {
        match self {
            NoteCode::OffMatrix => "off_matrix",
            NoteCode::UnlistedMatter => "unlisted_matter",
            NoteCode::UnknownValue => "unknown_value",
            NoteCode::NoDue => "no_due",
            NoteCode::NotCovered => "not_covered",
            NoteCode::FutureEvents => "future_events",
            NoteCode::AssistUnresolved => "assist_unresolved",
            NoteCode::AssistInactive => "assist_inactive",
            NoteCode::Barred => "barred",
        }
    }
}

/// A note: what kind, and what it is about (a value, a unit's code, a year, a count).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Note {
    /// What kind of note it is.
    pub code: NoteCode,
    /// What it is about.
    pub about: String,
}

/// Notes as they are gathered: each once, in the order of their codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notes(std::collections::BTreeSet<Note>);

impl Notes {
    pub(crate) fn add(&mut self, code: NoteCode, about: impl Into<String>) {
        self.0.insert(Note { code, about: about.into() });
    }

    pub(crate) fn into_vec(self) -> Vec<Note> {
        self.0.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_time_reads_back() {
        for (seconds, offset) in [(1_737_124_800, 28_800), (-1, -12_600), (253_402_271_999, 28_800)] {
            let time = LocalTime { instant: Instant(seconds), offset };
            assert_eq!(time.rfc3339().parse(), Ok(time), "{time}");
        }
        for text in [
            "2025-01-17 22:40:00",
            "2025-01-17T22:40:00Z",
            "2025-01-17T22:40:00+08:999999999",
            "二〇二五年一月十七日",
        ] {
            assert_eq!(text.parse::<LocalTime>(), Err(NotATime), "{text}");
        }
    }
}
