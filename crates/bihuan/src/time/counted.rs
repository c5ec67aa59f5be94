//! Dues counted before: most limits depend on the date alone on which they start, and tickets come in by the day.
//! Every answer is that of [`Clock`], which is asked what isn't kept.

use super::calendar::{DayClass, NotCovered};
use super::clock::{Clock, Counting};
use super::days::{Offsets, Point, date_of};
use super::limit::Limit;
use crate::model::answer::LocalTime;
use crate::model::moment::Instant;
use std::cell::Cell;

/// How many classes of days and how many dues are kept at a time: powers of two.
const DAYS: usize = 64;
const DUES: usize = 256;

/// What was counted lately with one clock.
#[derive(Debug)]
pub(crate) struct Counted {
    days: [Cell<Option<Class>>; DAYS],
    dues: Box<[Cell<Option<Due>>]>,
    covered: [Cell<Option<(i32, bool)>>; DAYS],
}

/// A day and its class; none where the calendar does not cover it.
type Class = (i32, Option<DayClass>);

#[derive(Debug, Clone, Copy)]
struct Due {
    day: i32,
    limit: Limit,
    due: Result<LocalTime, NotCovered>,
}

impl Default for Counted {
    fn default() -> Counted {
        Counted {
            days: [const { Cell::new(None) }; DAYS],
            dues: Box::default(),
            covered: [const { Cell::new(None) }; DAYS],
        }
    }
}

impl Counted {
    /// One that keeps dues too: for many tickets.
    pub(crate) fn for_many() -> Counted {
        Counted { dues: vec![Cell::new(None); DUES].into_boxed_slice(), ..Counted::default() }
    }

    /// The class of a day; none where the calendar does not cover it (K-7).
    #[inline]
    pub(crate) fn class(&self, clock: &Clock, day: i32) -> Option<DayClass> {
        let slot = self.days.get(day.cast_unsigned() as usize % DAYS)?;
        match slot.get() {
            Some((of, class)) if of == day => class,
            _ => {
                let class = clock.calendars.class(date_of(day)).ok();
                slot.set(Some((day, class)));
                class
            }
        }
    }

    /// Whether the calendar covers every date that these limits ask for, whenever they start on a day. Of limits
    /// that differ in their number alone the longest is enough.
    #[inline]
    pub(crate) fn covers(&self, clock: &Clock, offsets: &Offsets, day: i32, longest: &[Limit]) -> bool {
        let slot = self.covered.get(day.cast_unsigned() as usize % DAYS);
        match slot.map(Cell::get) {
            Some(Some((of, covered))) if of == day => covered,
            _ => {
                // what a limit asks for from some second of the day, it asks for from the first or from the last
                let first = i64::from(day).saturating_mul(24 * 3600);
                let seconds = [first, first.saturating_add(24 * 3600 - 1)];
                let starts = seconds.map(|second| offsets.resolve(&clock.zone, Point::civil(second)).instant);
                let covered =
                    starts.iter().all(|start| longest.iter().all(|limit| clock.due(*start, *limit).is_ok()));
                if let Some(slot) = slot {
                    slot.set(Some((day, covered)));
                }
                covered
            }
        }
    }

    /// When a limit is up that starts at an instant of a local day, as [`Clock::due`] counts it.
    #[inline]
    pub(crate) fn due(
        &self,
        clock: &Clock,
        offsets: &Offsets,
        (start, day): (Instant, i32),
        limit: Limit,
    ) -> Result<LocalTime, NotCovered> {
        let count = || clock.due(start, limit).map(|due| offsets.shown(&clock.zone, due));
        let by_date = match limit {
            Limit::Days(_) | Limit::WorkDays(_) => clock.counting == Counting::NextDay,
            Limit::NextWeek | Limit::NextMonth => true,
            Limit::Minutes(_) | Limit::Hours(_) | Limit::WorkHours(_) => false,
        };
        if !by_date || self.dues.is_empty() {
            return count();
        }
        let Some(slot) = self.dues.get(place(day, limit)) else { return count() };
        match slot.get() {
            Some(kept) if kept.day == day && kept.limit == limit => kept.due,
            _ => {
                let due = count();
                slot.set(Some(Due { day, limit, due }));
                due
            }
        }
    }
}

fn place(day: i32, limit: Limit) -> usize {
    let limit = match limit {
        Limit::Days(n) => n << 2,
        Limit::WorkDays(n) => (n << 2) | 1,
        Limit::NextWeek => 2,
        _ => 3,
    };
    let mixed = day.cast_unsigned().wrapping_add(limit.wrapping_mul(0x9E37_79B1) >> 16);
    mixed as usize % DUES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::calendar::{Calendar, Calendars};
    use crate::time::office::{OfficeHours, parse_span};
    use crate::time::zone::Zone;
    use proptest::prelude::*;

    fn clock(zone: &str, counting: Counting) -> Clock {
        let spans = ["09:00-11:30", "13:30-17:30"];
        let seconds = spans.iter().filter_map(|span| parse_span(span)).map(|(a, b)| (a * 60, b * 60));
        Clock {
            zone: Zone::named(zone).unwrap(),
            calendars: Calendars::new(vec![Calendar::china()]),
            office: OfficeHours::new(seconds.collect()).unwrap(),
            counting,
        }
    }

    proptest! {
        #[test]
        fn a_due_kept_is_the_due_that_the_clock_counts(
            zone in prop::sample::select(vec!["Asia/Shanghai", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"]),
            next_day in any::<bool>(),
            starts in prop::collection::vec(1_050_000_000..1_800_000_000_i64, 1..40),
            amounts in prop::collection::vec(1..40_u32, 1..5),
        ) {
            let clock = clock(zone, if next_day { Counting::NextDay } else { Counting::Clock });
            let offsets = Offsets::of(&clock.zone);
            for counted in [Counted::default(), Counted::for_many()] {
                for second in starts.iter().flat_map(|start| [*start, start + 3600, start + 40_000]) {
                    let local = offsets.resolve(&clock.zone, Point::Instant(second));
                    let class = clock.calendars.class(clock.zone.date(local.instant)).ok();
                    prop_assert_eq!(counted.class(&clock, local.day()), class);
                    let limits = amounts.iter().flat_map(|n| {
                        [Limit::Days(*n), Limit::WorkDays(*n), Limit::Hours(*n), Limit::WorkHours(*n), Limit::Minutes(*n)]
                    });
                    for limit in limits.chain([Limit::NextWeek, Limit::NextMonth]) {
                        let due = counted.due(&clock, &offsets, (local.instant, local.day()), limit);
                        let expected = clock.due(local.instant, limit).map(|due| clock.zone.local(due));
                        prop_assert_eq!(due, expected, "{:?} from {}", limit, second);
                    }
                }
            }
        }
    }
}
