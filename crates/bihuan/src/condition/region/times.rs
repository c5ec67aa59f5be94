//! Hours, days and dates as states (K-6, K-7, K-11).
//!
//! `hours` and `days` look at `occurred_at` where the ticket has it, validity looks at `received_at` (K-8, K-11):
//! any hour goes with any day and with any date of receipt, so each is a dimension of its own.

use super::set::{Set, State};
use crate::condition::test::{DayItem, HourSpan};
use crate::model::unit::Validity;
use crate::time::calendar::{Calendars, DayClass};
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// No time, as of a date alone (G-2); the only state where no cell asks for hours.
pub(crate) const NO_TIME: State = 0;

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// The day cut into spans that no cell divides.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hours {
    /// The first minute of each span, from 0; empty where no cell asks for hours.
    pub(crate) starts: Vec<u32>,
}

impl Hours {
    pub(crate) fn new(spans: &[HourSpan], asked: bool) -> Hours {
        let ends: BTreeSet<u32> = spans.iter().flat_map(|span| [span.from % DAY, span.to % DAY]).collect();
        let starts = std::iter::once(0).chain(ends.into_iter().filter(|minute| *minute != 0));
        Hours { starts: if asked { starts.collect() } else { Vec::new() } }
    }

    pub(crate) fn size(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(DAY) + 1
    }

    /// The first state at or after a minute.
    fn from(&self, minute: u32) -> State {
        u32::try_from(self.starts.partition_point(|start| *start < minute)).unwrap_or(DAY) + 1
    }

    pub(crate) fn item(&self, span: HourSpan) -> Set {
        let (from, to, end) = (self.from(span.from), self.from(span.to), self.size());
        if span.from < span.to {
            Set::new(end, [(from, to)])
        } else {
            Set::new(end, [(from, end), (NO_TIME + 1, to)])
        }
    }

    /// The minutes of a state: from, and before which it ends.
    pub(crate) fn minutes(&self, state: State) -> Option<(u32, u32)> {
        let at = state.checked_sub(1)? as usize;
        Some((*self.starts.get(at)?, self.starts.get(at + 1).copied().unwrap_or(DAY)))
    }
}

/// What a date can be: a weekday, and its class for each calendar (none: not covered).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayState {
    pub(crate) weekday: Weekday,
    pub(crate) classes: Vec<Option<DayClass>>,
    /// Such a date.
    pub(crate) sample: Date,
}

/// The kinds of day that really occur; none where no cell asks for days.
#[derive(Debug, Clone, Default)]
pub(crate) struct Days {
    pub(crate) states: Vec<DayState>,
}

impl Days {
    /// Goes through every year that a calendar lists, and one that none does.
    pub(crate) fn new(calendars: &[Calendars]) -> Days {
        let mut years: BTreeSet<i16> = calendars.iter().flat_map(|calendars| calendars.years().0).collect();
        years.extend((2000..).find(|year| !years.contains(year)));
        let mut states: BTreeMap<(i8, Vec<Option<u8>>), DayState> = BTreeMap::new();
        for year in years {
            let first = Date::new(year, 1, 1).ok();
            for date in std::iter::successors(first, |date| date.tomorrow().ok())
                .take_while(|date| date.year() == year)
            {
                let classes: Vec<_> = calendars.iter().map(|calendars| calendars.class(date).ok()).collect();
                let order = classes.iter().map(|class| class.map(|class| class as u8)).collect();
                let weekday = date.weekday();
                let state = DayState { weekday, classes, sample: date };
                states.entry((weekday.to_monday_zero_offset(), order)).or_insert(state);
            }
        }
        Days { states: states.into_values().collect() }
    }

    pub(crate) fn size(&self) -> u32 {
        u32::try_from(self.states.len()).unwrap_or(u32::MAX).max(1)
    }

    /// The states for which an item holds by the calendars of a source.
    pub(crate) fn item(&self, item: &DayItem, source: usize) -> Set {
        let holds = |state: &DayState| {
            let class = state.classes.get(source).copied().flatten();
            match item {
                DayItem::Class(wanted) => class == Some(*wanted),
                DayItem::Rest => matches!(class, Some(DayClass::Holiday | DayClass::Weekend)),
                DayItem::Weekday(weekday) => state.weekday == *weekday,
            }
        };
        let states = (0..).zip(&self.states).filter(|(_, state)| holds(state)).map(|(at, _)| (at, at + 1));
        Set::new(self.size(), states)
    }
}

/// The dates of receipt, cut where a validity begins or ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Dates {
    /// First and last date of each state, ascending and apart.
    pub(crate) spans: Vec<(Date, Date)>,
}

impl Dates {
    /// The dates on which an edition decides, cut at these validities.
    pub(crate) fn new(decides: &[Validity], cuts: &[Validity]) -> Dates {
        let mut starts: BTreeSet<Date> = BTreeSet::new();
        for cut in cuts {
            starts.extend(cut.from);
            starts.extend(cut.until.and_then(|until| until.tomorrow().ok()));
        }
        let mut spans = Vec::new();
        for validity in decides {
            let (mut from, until) = (validity.from.unwrap_or(Date::MIN), validity.until.unwrap_or(Date::MAX));
            for start in starts.iter().filter(|start| **start <= until) {
                if *start <= from {
                    continue;
                }
                spans.extend(start.yesterday().ok().map(|end| (from, end)));
                from = *start;
            }
            if from <= until {
                spans.push((from, until));
            }
        }
        spans.sort_unstable();
        Dates { spans }
    }

    pub(crate) fn size(&self) -> u32 {
        u32::try_from(self.spans.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn validity(&self, validity: Validity) -> Set {
        let place = |at: usize| State::try_from(at).unwrap_or(State::MAX);
        let (from, until) = (validity.from.unwrap_or(Date::MIN), validity.until.unwrap_or(Date::MAX));
        let first = self.spans.partition_point(|(_, last)| *last < from);
        let after = self.spans.partition_point(|(first, _)| *first <= until);
        Set::new(self.size(), [(place(first), place(after))])
    }
}
