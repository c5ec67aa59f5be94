//! Small values that answers are made of: local times and notes.

use super::moment::{Instant, Moment, NotATime};
use super::words::Word;
use crate::message::Lang;
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
    /// An instant, shown so many seconds ahead of UTC.
    pub fn new(instant: Instant, offset: i32) -> LocalTime {
        LocalTime { instant, offset }
    }

    /// The civil time that the zone shows.
    pub fn civil(self) -> jiff::civil::DateTime {
        let local = self.instant.0.saturating_add(i64::from(self.offset));
        if let Ok(timestamp) = jiff::Timestamp::from_second(local) {
            return jiff::tz::Offset::UTC.to_datetime(timestamp);
        }
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
        let civil = self.civil();
        // answers have many times: the usual ones are written digit by digit
        match digits(civil) {
            Some(text) => f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?),
            None => write!(f, "{}", civil.strftime("%Y-%m-%d %H:%M:%S")),
        }
    }
}

/// `YYYY-MM-DD HH:MM:SS`, for years of four digits.
fn digits(civil: jiff::civil::DateTime) -> Option<[u8; 19]> {
    let year = u16::try_from(civil.year()).ok()?;
    let [century, year] = [year / 100, year % 100].map(u8::try_from);
    let two = |number: u8| [b'0' + number / 10, b'0' + number % 10];
    let field = |number: i8| u8::try_from(number).map(two).ok();
    let [c1, c2] = two(century.ok()?);
    let [y1, y2] = two(year.ok()?);
    let ([m1, m2], [d1, d2]) = (field(civil.month())?, field(civil.day())?);
    let ([h1, h2], [n1, n2], [s1, s2]) =
        (field(civil.hour())?, field(civil.minute())?, field(civil.second())?);
    Some([c1, c2, y1, y2, b'-', m1, m2, b'-', d1, d2, b' ', h1, h2, b':', n1, n2, b':', s1, s2])
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

impl Word for NoteCode {
    const WORDS: &'static [(NoteCode, &'static str, &'static str)] = &[
        (NoteCode::OffMatrix, "清单外派单", "off_matrix"),
        (NoteCode::UnlistedMatter, "清单外事项", "unlisted_matter"),
        (NoteCode::UnknownValue, "认不出的值", "unknown_value"),
        (NoteCode::NoDue, "无期限", "no_due"),
        (NoteCode::NotCovered, "日历未收录", "not_covered"),
        (NoteCode::FutureEvents, "未来事件", "future_events"),
        (NoteCode::AssistUnresolved, "协办角色无单位", "assist_unresolved"),
        (NoteCode::AssistInactive, "协办单位已停用", "assist_inactive"),
        (NoteCode::Barred, "退单后不再主办", "barred"),
    ];
}

impl NoteCode {
    /// The code as answers write it.
    pub fn word(self) -> &'static str {
        self.en()
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

impl Note {
    /// The note in a language: `assist_unresolved (消保委)`.
    pub fn in_(&self, lang: Lang) -> String {
        let word = if lang == Lang::Zh { self.code.zh() } else { self.code.en() };
        if self.about.is_empty() { word.to_owned() } else { format!("{word} ({})", self.about) }
    }
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
    fn times_are_written_as_the_zone_shows_them() {
        let at = |instant, offset| LocalTime { instant: Instant(instant), offset }.to_string();
        assert_eq!(at(1_737_124_800, 28_800), "2025-01-17 22:40:00");
        assert_eq!(at(0, 0), "1970-01-01 00:00:00");
        assert_eq!(at(253_402_271_999, 28_800), "9999-12-31 23:59:59");
        assert_eq!(at(-62_135_596_801, 0), "0000-12-31 23:59:59");
        for instant in (-62_000_000_000..253_000_000_000_i64).step_by(9_999_999_937) {
            let time = LocalTime { instant: Instant(instant), offset: -16_200 };
            assert_eq!(time.to_string(), time.civil().strftime("%Y-%m-%d %H:%M:%S").to_string());
        }
    }

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
