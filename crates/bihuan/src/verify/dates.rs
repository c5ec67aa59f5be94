//! Sets of dates: when an edition decides, when a row is valid, when a unit is active.

use crate::model::unit::Validity;
use jiff::civil::Date;

/// A set of dates: closed spans, ascending, none touching the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Dates {
    spans: Vec<(Date, Date)>,
}

impl Dates {
    /// The dates of a validity, both ends inside (K-11); none when it ends before it begins.
    pub(crate) fn of(validity: Validity) -> Dates {
        Dates::span(validity.from.unwrap_or(Date::MIN), validity.until.unwrap_or(Date::MAX))
    }

    /// From one date to another, both inside.
    pub(crate) fn span(from: Date, until: Date) -> Dates {
        Dates { spans: if from <= until { vec![(from, until)] } else { Vec::new() } }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The spans, ascending.
    pub(crate) fn spans(&self) -> &[(Date, Date)] {
        &self.spans
    }

    pub(crate) fn contains(&self, date: Date) -> bool {
        self.spans.iter().any(|(from, until)| *from <= date && date <= *until)
    }

    /// With a span that comes after all others.
    #[must_use]
    pub(crate) fn with(mut self, from: Date, until: Date) -> Dates {
        match self.spans.last_mut() {
            Some(last) if last.1.tomorrow().is_ok_and(|next| next >= from) => last.1 = last.1.max(until),
            _ => self.spans.push((from, until)),
        }
        self
    }

    /// The dates in both.
    pub(crate) fn and(&self, other: &Dates) -> Dates {
        let mut spans = Vec::new();
        for (from, until) in &self.spans {
            for (first, last) in &other.spans {
                let (from, until) = (*from.max(first), *until.min(last));
                if from <= until {
                    spans.push((from, until));
                }
            }
        }
        Dates { spans }
    }

    /// The dates that the other lacks.
    pub(crate) fn without(&self, other: &Dates) -> Dates {
        let mut spans = self.spans.clone();
        for (first, last) in &other.spans {
            let mut rest = Vec::new();
            for (from, until) in spans {
                if until < *first || *last < from {
                    rest.push((from, until));
                    continue;
                }
                rest.extend(
                    first.yesterday().ok().filter(|before| from <= *before).map(|before| (from, before)),
                );
                rest.extend(last.tomorrow().ok().filter(|after| *after <= until).map(|after| (after, until)));
            }
            spans = rest;
        }
        Dates { spans }
    }

    /// As messages show them: `2025-01-01..2025-03-31、2026-01-01..`, an end that is open left out.
    pub(crate) fn shown(&self) -> String {
        let one = |(from, until): &(Date, Date)| {
            let from = if *from == Date::MIN { String::new() } else { from.to_string() };
            let until = if *until == Date::MAX { String::new() } else { until.to_string() };
            if from == until { from } else { format!("{from}..{until}") }
        };
        self.spans.iter().map(one).collect::<Vec<_>>().join("、")
    }
}

/// When each edition decides (D-13): in its validity, while no edition before it in the list does. The list
/// is that of an engine, the latest `from` first; each with the name of its timezone.
pub(crate) fn in_force<'a>(editions: impl IntoIterator<Item = (Validity, &'a str)>) -> Vec<Dates> {
    let mut before: Vec<(Dates, &str)> = Vec::new();
    let mut all = Vec::new();
    for (validity, zone) in editions {
        let own = Dates::of(validity);
        let mut left = own.clone();
        for (other, other_zone) in &before {
            // a day begins elsewhere at another instant: of its first and last day something is left
            let taken = if *other_zone == zone { other.clone() } else { inner(other) };
            left = left.without(&taken);
        }
        before.push((own, zone));
        all.push(left);
    }
    all
}

/// Without the first and the last date of each span.
fn inner(dates: &Dates) -> Dates {
    let spans = dates.spans.iter().filter_map(|(from, until)| {
        let from = if *from == Date::MIN { *from } else { from.tomorrow().ok()? };
        let until = if *until == Date::MAX { *until } else { until.yesterday().ok()? };
        (from <= until).then_some((from, until))
    });
    Dates { spans: spans.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn validity(from: Option<Date>, until: Option<Date>) -> Validity {
        Validity { from, until }
    }

    #[test]
    fn sets_of_dates() {
        let year = Dates::span(date(2025, 1, 1), date(2025, 12, 31));
        let spring = Dates::span(date(2025, 3, 1), date(2025, 5, 31));
        assert_eq!(year.without(&spring).shown(), "2025-01-01..2025-02-28、2025-06-01..2025-12-31");
        assert_eq!(year.and(&spring), spring);
        assert!(spring.without(&year).is_empty());
        assert_eq!(Dates::of(validity(None, Some(date(2025, 1, 1)))).shown(), "..2025-01-01");
        assert_eq!(Dates::span(date(2025, 1, 1), date(2025, 1, 1)).shown(), "2025-01-01");
        assert!(Dates::of(validity(Some(date(2025, 1, 2)), Some(date(2025, 1, 1)))).is_empty());
    }

    #[test]
    fn the_latest_edition_decides() {
        let new = validity(Some(date(2025, 1, 1)), None);
        let old = validity(Some(date(2024, 1, 1)), Some(date(2025, 6, 30)));
        let dates = in_force([(new, "Asia/Shanghai"), (old, "Asia/Shanghai")]);
        assert_eq!(dates[1].shown(), "2024-01-01..2024-12-31");
        // elsewhere the day of the change is not over yet
        let dates = in_force([(new, "Asia/Shanghai"), (old, "Asia/Tokyo")]);
        assert_eq!(dates[1].shown(), "2024-01-01..2025-01-01");
    }
}
