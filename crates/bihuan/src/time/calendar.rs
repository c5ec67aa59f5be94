//! Working-day calendars (K-7, L-8, L-13): what class a date is, and of which years that is known.

use jiff::civil::{Date, Weekday};
use once_cell::sync::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The text of the bundled calendar: the State Council's notices.
pub(crate) const BUNDLED: &str = include_str!("../../calendars/cn.csv");

/// What a date is: every covered date is exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DayClass {
    /// 工作日, make-up days included
    Workday,
    /// 节假日: a day off that the calendar lists
    Holiday,
    /// 周末: any other Saturday or Sunday
    Weekend,
}

/// The calendar does not cover this year: an error, never a guess (L-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotCovered {
    pub(crate) year: i16,
}

/// One calendar: the dates that it lists, and so the years that it covers.
#[derive(Debug, Clone)]
pub(crate) enum Calendar {
    /// Monday to Friday, every year.
    Weekdays,
    /// Listed dates; other dates of a year with a listed one are by weekday.
    Listed { name: String, years: BTreeMap<i16, BTreeMap<Date, DayClass>> },
}

impl Calendar {
    /// A calendar from its listed dates.
    pub(crate) fn listed(name: &str, dates: impl IntoIterator<Item = (Date, DayClass)>) -> Calendar {
        let mut years: BTreeMap<i16, BTreeMap<Date, DayClass>> = BTreeMap::new();
        for (date, class) in dates {
            years.entry(date.year()).or_default().insert(date, class);
        }
        Calendar::Listed { name: name.to_owned(), years }
    }

    /// The bundled calendar of the State Council's notices, 2004 on.
    pub(crate) fn china() -> Arc<Calendar> {
        static CHINA: OnceCell<Arc<Calendar>> = OnceCell::new();
        Arc::clone(CHINA.get_or_init(|| {
            let dates = BUNDLED.lines().skip(1).filter_map(|line| {
                let mut cells = line.split(',');
                let date: Date = cells.next()?.parse().ok()?;
                let class = match cells.next()? {
                    "workday" => DayClass::Workday,
                    _ => DayClass::Holiday,
                };
                Some((date, class))
            });
            Arc::new(Calendar::listed("cn", dates))
        }))
    }

    fn covers(&self, year: i16) -> bool {
        match self {
            Calendar::Weekdays => true,
            Calendar::Listed { years, .. } => years.contains_key(&year),
        }
    }

    fn class(&self, date: Date) -> DayClass {
        if let Calendar::Listed { years, .. } = self
            && let Some(class) = years.get(&date.year()).and_then(|listed| listed.get(&date))
        {
            return *class;
        }
        match date.weekday() {
            Weekday::Saturday | Weekday::Sunday => DayClass::Weekend,
            _ => DayClass::Workday,
        }
    }

    /// The last year that it covers; `None` when it covers every year.
    fn last_year(&self) -> Option<i16> {
        match self {
            Calendar::Weekdays => None,
            Calendar::Listed { years, .. } => Some(years.keys().next_back().copied().unwrap_or(0)),
        }
    }

    fn edition(&self) -> String {
        match self {
            Calendar::Weekdays => "weekdays".to_owned(),
            Calendar::Listed { name, years } => match (years.keys().next(), years.keys().next_back()) {
                (Some(first), Some(last)) => format!("{name} {first}-{last}"),
                _ => name.clone(),
            },
        }
    }
}

/// The calendars of an edition in their order: a year belongs to the first that covers it (L-8).
#[derive(Debug, Clone)]
pub(crate) struct Calendars {
    calendars: Vec<Arc<Calendar>>,
}

impl Calendars {
    pub(crate) fn new(calendars: Vec<Arc<Calendar>>) -> Calendars {
        Calendars { calendars }
    }

    /// The class of a date.
    pub(crate) fn class(&self, date: Date) -> Result<DayClass, NotCovered> {
        match self.calendars.iter().find(|calendar| calendar.covers(date.year())) {
            Some(calendar) => Ok(calendar.class(date)),
            None => Err(NotCovered { year: date.year() }),
        }
    }

    pub(crate) fn is_workday(&self, date: Date) -> Result<bool, NotCovered> {
        Ok(self.class(date)? == DayClass::Workday)
    }

    /// The years that a calendar lists, and whether the others are covered too.
    pub(crate) fn years(&self) -> (BTreeSet<i16>, bool) {
        let (mut years, mut all) = (BTreeSet::new(), false);
        for calendar in &self.calendars {
            match &**calendar {
                Calendar::Weekdays => all = true,
                Calendar::Listed { years: listed, .. } => years.extend(listed.keys().copied()),
            }
        }
        (years, all)
    }

    /// The last year that is covered; `None` when every year is.
    pub(crate) fn last_year(&self) -> Option<i16> {
        self.calendars.iter().map(|calendar| calendar.last_year()).reduce(|a, b| Some(a?.max(b?))).flatten()
    }

    /// The first year that is covered; `None` when every year is.
    pub(crate) fn first_year(&self) -> Option<i16> {
        let first = self.calendars.iter().map(|calendar| match &**calendar {
            Calendar::Weekdays => None,
            Calendar::Listed { years, .. } => Some(years.keys().next().copied().unwrap_or(i16::MAX)),
        });
        first.reduce(|a, b| Some(a?.min(b?))).flatten()
    }

    /// What answers say they were counted with: the names and the years they cover (D-12).
    pub(crate) fn edition(&self) -> String {
        self.calendars.iter().map(|calendar| calendar.edition()).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_bundled_calendar_knows_make_up_days() {
        let china = Calendars::new(vec![Calendar::china()]);
        assert_eq!(china.class(date(2026, 2, 14)), Ok(DayClass::Workday));
        assert_eq!(china.class(date(2026, 2, 15)), Ok(DayClass::Holiday));
        assert_eq!(china.class(date(2026, 2, 7)), Ok(DayClass::Weekend));
        assert_eq!(china.class(date(2027, 1, 1)), Err(NotCovered { year: 2027 }));
        assert_eq!(china.last_year(), Some(2026));
    }

    #[test]
    fn a_year_has_as_many_workdays_as_the_notices_give() {
        let china = Calendars::new(vec![Calendar::china()]);
        for (year, expected) in [(2024, 251), (2025, 248), (2026, 248)] {
            let workdays = date(year, 1, 1)
                .series(jiff::Span::new().days(1))
                .take_while(|day| day.year() == year)
                .filter(|day| china.is_workday(*day) == Ok(true))
                .count();
            assert_eq!(workdays, expected, "{year}");
        }
    }

    #[test]
    fn a_year_belongs_to_the_first_calendar_that_covers_it() {
        let own = Calendar::listed("own", [(date(2026, 3, 2), DayClass::Holiday)]);
        let next = Calendar::listed("next", [(date(2027, 1, 1), DayClass::Holiday)]);
        let both = Calendars::new(vec![Arc::new(own), Calendar::china(), Arc::new(next)]);
        assert_eq!(both.class(date(2026, 3, 2)), Ok(DayClass::Holiday));
        assert_eq!(both.class(date(2026, 1, 1)), Ok(DayClass::Workday), "2026 is the own calendar's");
        assert_eq!(both.class(date(2025, 1, 1)), Ok(DayClass::Holiday));
        assert_eq!(both.last_year(), Some(2027));
        let open = Calendars::new(vec![Calendar::china(), Arc::new(Calendar::Weekdays)]);
        assert_eq!(open.last_year(), None);
    }
}
