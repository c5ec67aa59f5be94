//! Times of the core as aware `datetime`s, and `datetime`s as times of the core.

use bihuan::{Instant, LocalTime, Moment};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDate, PyDateAccess, PyDateTime, PyDelta, PyTimeAccess, PyTzInfo, PyTzInfoAccess};
use std::sync::Arc;

/// A timezone by its IANA name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Zone(pub(crate) Arc<str>);

impl Zone {
    pub(crate) fn new(name: &str) -> Zone {
        Zone(name.into())
    }

    /// The time as an aware `datetime` of this zone; of its offset alone where the machine lacks the zone.
    pub(crate) fn datetime<'py>(&self, py: Python<'py>, time: LocalTime) -> PyResult<Bound<'py, PyDateTime>> {
        let civil = time.civil();
        let made = |zone: &Bound<'py, PyTzInfo>, fold: bool| {
            let number = |part: i8| u8::try_from(part).unwrap_or_default();
            let (date, clock) = (civil.date(), civil.time());
            let (month, day) = (number(date.month()), number(date.day()));
            let (hour, minute, second) =
                (number(clock.hour()), number(clock.minute()), number(clock.second()));
            let year = i32::from(date.year());
            PyDateTime::new_with_fold(py, year, month, day, hour, minute, second, 0, Some(zone), fold)
        };
        let offset = PyDelta::new(py, 0, time.offset, 0, true)?;
        let zones = py.import(intern!(py, "zoneinfo"))?;
        match zones.call_method1(intern!(py, "ZoneInfo"), (&*self.0,)) {
            Ok(zone) => {
                let zone = zone.cast_into::<PyTzInfo>()?;
                let first = made(&zone, false)?;
                // the second of two equal civil times, when the clock was put back in between
                let right = first.call_method0(intern!(py, "utcoffset"))?.eq(&offset)?;
                if right { Ok(first) } else { made(&zone, true) }
            }
            Err(_) => made(&PyTzInfo::fixed_offset(py, offset)?, false),
        }
    }

    /// Instants of this zone as answers hold them, by their seconds since 1970.
    pub(crate) fn local(&self) -> impl Fn(i64) -> LocalTime {
        let zone = jiff::tz::TimeZoneDatabase::bundled().get(&self.0).unwrap_or(jiff::tz::TimeZone::UTC);
        move |seconds| {
            let timestamp = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
            LocalTime::new(Instant(seconds), zone.to_offset(timestamp).seconds())
        }
    }

    pub(crate) fn optional<'py>(
        &self,
        py: Python<'py>,
        time: Option<LocalTime>,
    ) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        time.map(|time| self.datetime(py, time)).transpose()
    }
}

/// A `date` of the core as a Python one.
pub(crate) fn date(py: Python<'_>, date: Option<jiff::civil::Date>) -> PyResult<Option<Bound<'_, PyDate>>> {
    let number = |part: i8| u8::try_from(part).unwrap_or_default();
    let made = date.map(|date| PyDate::new(py, date.year().into(), number(date.month()), number(date.day())));
    made.transpose()
}

/// What a `datetime` or `date` means: aware an instant, naive civil time, a date a date (G-2). None for
/// `NaT`, and for what is neither.
pub(crate) fn moment(value: &Bound<'_, PyAny>) -> PyResult<Option<Moment>> {
    if let Ok(time) = value.cast::<PyDateTime>() {
        // NaT calls itself a datetime and is equal to nothing
        if !time.eq(time)? {
            return Ok(None);
        }
        let aware =
            time.get_tzinfo().is_some() && !time.call_method0(intern!(time.py(), "utcoffset"))?.is_none();
        if aware {
            let seconds: f64 = time.call_method0(intern!(time.py(), "timestamp"))?.extract()?;
            #[expect(clippy::cast_possible_truncation, reason = "a datetime's seconds are far inside i64")]
            return Ok(Some(Moment::Instant(Instant(seconds.floor() as i64))));
        }
        let Some(date) = civil_date(time) else { return Ok(None) };
        let part = |part: u8| i8::try_from(part).unwrap_or_default();
        let (hour, minute, second) =
            (part(time.get_hour()), part(time.get_minute()), part(time.get_second()));
        return Ok(Some(Moment::Civil(date.at(hour, minute, second, 0))));
    }
    let date = value.cast::<PyDate>().ok().and_then(civil_date);
    Ok(date.map(Moment::Date))
}

fn civil_date(date: &impl PyDateAccess) -> Option<jiff::civil::Date> {
    let part = |part: u8| i8::try_from(part).ok();
    let year = i16::try_from(date.get_year()).ok()?;
    jiff::civil::Date::new(year, part(date.get_month())?, part(date.get_day())?).ok()
}
