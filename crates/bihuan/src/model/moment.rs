//! Points in time as people write them (G-2): an instant, a civil time, or a date alone.

use super::text::fold;
use jiff::civil::{Date, DateTime, Time};
use serde::{Deserialize, Serialize};

/// An instant, to the second: seconds since 1970-01-01T00:00:00Z.
///
/// Civil times become instants in the timezone of the rulebook edition that decides the ticket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// A point in time as it was written; what it means as an instant depends on a timezone.
///
/// ```
/// use bihuan::Moment;
/// assert!("2025-01-17 22:40".parse::<Moment>().is_ok());
/// assert!("2025-01-17T22:40:00+08:00".parse::<Moment>().is_ok());
/// assert!("2025-01-17".parse::<Moment>().is_ok());
/// assert!("2025-02-30".parse::<Moment>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Moment {
    /// With a zone: `2025-01-17T22:40:00+08:00`.
    Instant(Instant),
    /// Without one: `2025-01-17 22:40`, in the rulebook's timezone.
    Civil(DateTime),
    /// A date alone: its 00:00:00, and as a due its 23:59:59.
    Date(Date),
}

/// The text is no point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time: expected `YYYY-MM-DD[ HH:MM[:SS]]` or RFC 3339")]
pub struct NotATime;

impl std::str::FromStr for Moment {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Moment, NotATime> {
        // as programs write it there is nothing to fold
        parse(text).or_else(|| parse(&fold(text))).ok_or(NotATime)
    }
}

impl std::fmt::Display for Moment {
    /// The form that reads back; an instant is shown in UTC.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Moment::Date(date) => write!(f, "{date}"),
            Moment::Civil(civil) => write!(f, "{}", civil.strftime("%Y-%m-%d %H:%M:%S")),
            Moment::Instant(instant) => match jiff::Timestamp::from_second(instant.0) {
                Ok(timestamp) => write!(f, "{}", timestamp.strftime("%Y-%m-%dT%H:%M:%SZ")),
                Err(_) => write!(f, "{}", instant.0),
            },
        }
    }
}

impl From<Instant> for Moment {
    fn from(instant: Instant) -> Moment {
        Moment::Instant(instant)
    }
}

/// Reads a date alone.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    match parse(&fold(text))? {
        Moment::Date(date) => Some(date),
        _ => None,
    }
}

/// Reads the folded text: the shape first, then jiff says whether the numbers are a date and a time.
fn parse(text: &str) -> Option<Moment> {
    let date = text.get(..10)?;
    let date = Date::new(
        i16::try_from(digits(date.get(..4)?)?).ok()?,
        i8::try_from(separated(date.get(4..7)?, b'-')?).ok()?,
        i8::try_from(separated(date.get(7..)?, b'-')?).ok()?,
    )
    .ok()?;
    let rest = text.get(10..)?;
    let Some(joint) = rest.bytes().next() else { return Some(Moment::Date(date)) };
    if !matches!(joint, b' ' | b't') {
        return None;
    }
    let rest = rest.get(1..)?;
    let (clock, zone) = match rest.find(['z', '+', '-']) {
        Some(at) => (rest.get(..at)?, Some(rest.get(at..)?)),
        None => (rest, None),
    };
    let hour = i8::try_from(digits(clock.get(..2)?)?).ok()?;
    let minute = i8::try_from(separated(clock.get(2..5)?, b':')?).ok()?;
    let second = match clock.get(5..)? {
        "" => 0,
        more => {
            let (second, finer) = (more.get(..3)?, more.get(3..)?);
            let finer_is_well = finer.is_empty()
                || (finer.len() > 1 && finer.starts_with('.') && digits(finer.get(1..)?).is_some());
            if !finer_is_well {
                return None;
            }
            i8::try_from(separated(second, b':')?).ok()?
        }
    };
    let civil = DateTime::from_parts(date, Time::new(hour, minute, second, 0).ok()?);
    match zone {
        None => Some(Moment::Civil(civil)),
        Some(zone) => {
            let offset = match zone {
                "z" => 0,
                _ => {
                    let sign = if zone.starts_with('-') { -1 } else { 1 };
                    let hours = digits(zone.get(1..3)?)?;
                    let minutes = separated(zone.get(3..)?, b':')?;
                    if hours > 23 || minutes > 59 {
                        return None;
                    }
                    sign * i64::from(hours * 3600 + minutes * 60)
                }
            };
            let utc = jiff::tz::Offset::UTC.to_timestamp(civil).ok()?.as_second();
            Some(Moment::Instant(Instant(utc.checked_sub(offset)?)))
        }
    }
}

/// Two digits behind a mark.
fn separated(text: &str, mark: u8) -> Option<u32> {
    let (first, rest) = (*text.as_bytes().first()?, text.get(1..)?);
    if first == mark && rest.len() == 2 { digits(rest) } else { None }
}

/// A run of digits as a number; a long one (fractions of a second) only has to be digits.
fn digits(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(text.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_the_three_forms() {
        let read = |text: &str| text.parse::<Moment>();
        assert_eq!(read("2025-01-17"), Ok(Moment::Date(date(2025, 1, 17))));
        let civil = Moment::Civil(date(2025, 1, 17).at(22, 40, 0, 0));
        for text in ["2025-01-17 22:40", "2025-01-17T22:40", " 2025-01-17 22:40:00.999 "] {
            assert_eq!(read(text), Ok(civil), "{text}");
        }
        let instant = Moment::Instant(Instant(1_737_124_800));
        for text in ["2025-01-17T22:40:00+08:00", "2025-01-17T14:40:00Z", "2025-01-17 14:40:00.5z"] {
            assert_eq!(read(text), Ok(instant), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "昨天",
            "2025-1-7",
            "2025-02-29",
            "2025-01-17 24:00",
            "2025-01-17 22",
            "2025-01-17x22:40",
            "2025/01/17",
            "20250117",
            "2025-01-17 22:40:60",
            "2025-01-17 22:40+8",
            "2025-01-17 22:40:00.",
            "2025-01-17 22:40:00 ",
            "2025-01-17 2:40",
        ] {
            let padded = text.trim_end() != text;
            assert_eq!(text.parse::<Moment>().is_err(), !padded, "{text}");
        }
    }
}
