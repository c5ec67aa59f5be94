//! A ticket of a region.

use super::set::State;
use super::times::NO_TIME;
use super::{AREA, DATE, DAYS, DEMAND, Dim, HOURS, MATTER, Region, SOURCE, Space, URGENCY, VALUES};
use crate::model::moment::Moment;
use crate::model::path::Path;
use crate::model::ticket::Ticket;
use crate::model::words::Word;
use crate::time::calendar::Calendars;
use crate::time::zone::Zone;
use jiff::civil::{Date, Time};

/// How many dates are looked at for one that is both a day of receipt and the day that is wanted.
const DATES: usize = 800;

impl Space {
    /// A ticket of the region, with the fields that matter alone: a field that may be absent is.
    ///
    /// `None` when the region has a state that no ticket has: it does not come from this space.
    pub(crate) fn ticket(&self, region: &Region, id: &str) -> Option<Ticket> {
        let state = |dim: Dim| self.state(region, dim);
        let mut ticket = Ticket::new(id, self.received(region)?);
        ticket.occurred_at = self.occurred(region, ticket.received_at)?;
        let alias = |path: &Path| self.sources.iter().any(|source| source.aliases.contains_key(path));
        let named = |path: &Path| alias(path) && !self.alias_states;
        ticket.matter = self.matter.sample(state(MATTER)?, named).map(|path| path.joined());
        ticket.area = self.area.sample(state(AREA)?, |_| false).map(|path| path.joined());
        ticket.demand = word(state(DEMAND)?);
        ticket.urgency = word(state(URGENCY)?);
        ticket.source = word(state(SOURCE)?);
        for (dim, (name, values)) in (VALUES..).zip(&self.values) {
            if let Some(value) = values.sample(state(dim)?) {
                ticket.attributes.insert(name.clone(), value);
            }
        }
        let keys = region.text().sample(&self.keywords)?;
        ticket.text = (!keys.is_empty()).then(|| self.keywords.text(keys));
        Some(ticket)
    }

    /// The state that a ticket of the region has in a dimension: the first, which is "absent" where it may be.
    fn state(&self, region: &Region, dim: Dim) -> Option<State> {
        region.told(dim).unwrap_or(self.full(dim)).states().next()
    }

    /// When it was received: on a day of the region's kind, if one lies in its dates.
    fn received(&self, region: &Region) -> Option<Moment> {
        let time = self.time(region);
        let (first, last) = *self.dates.spans.get(self.state(region, DATE)? as usize)?;
        let usual = if first != Date::MIN { first } else { last.min(USUAL) };
        let dates =
            std::iter::successors(Some(usual), |date| date.tomorrow().ok()).take_while(|date| *date <= last);
        let mut wanted = dates.take(DATES).filter(|date| self.is_such_a_day(region, *date));
        let found = wanted.find_map(|date| self.moment(date, time));
        Some(found.unwrap_or(Moment::Date(usual)))
    }

    /// When it happened, where the time of receipt does not say so already.
    fn occurred(&self, region: &Region, received: Moment) -> Option<Option<Moment>> {
        let zone = &self.sources.first()?.zone;
        let time = self.time(region);
        let (date, is) = zone.date_and_time(received);
        if is == time && self.is_such_a_day(region, date) {
            return Some(None);
        }
        let before = std::iter::successors(Some(date), |date| date.yesterday().ok()).take(DATES);
        let other = self.days.states.get(self.state(region, DAYS)? as usize).map(|day| day.sample);
        let after =
            other.into_iter().flat_map(|date| std::iter::successors(Some(date), |date| date.tomorrow().ok()));
        let mut wanted = before.chain(after.take(DATES)).filter(|date| self.is_such_a_day(region, *date));
        wanted.find_map(|date| self.moment(date, time)).map(Some)
    }

    fn is_such_a_day(&self, region: &Region, date: Date) -> bool {
        let Some(days) = region.told(DAYS) else { return true };
        let calendars: Vec<&Calendars> = self.sources.iter().map(|source| &source.calendars).collect();
        let mut states = (0..).zip(&self.days.states);
        let is = |state: &super::times::DayState| {
            let mut classes = state.classes.iter().zip(&calendars);
            state.weekday == date.weekday()
                && classes.all(|(class, calendars)| *class == calendars.class(date).ok())
        };
        states.find(|(_, state)| is(state)).is_some_and(|(at, _)| days.contains(at))
    }

    /// The time of day of the region's tickets; `None`: a date alone will do.
    fn time(&self, region: &Region) -> Option<Time> {
        let state = self.state(region, HOURS).filter(|state| *state != NO_TIME)?;
        let (minute, _) = self.hours.minutes(state)?;
        Time::new(i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?, 0, 0).ok()
    }

    /// A date and time as written, where it is that date and time in every zone (a day may begin late).
    fn moment(&self, date: Date, time: Option<Time>) -> Option<Moment> {
        let moment = match time {
            Some(time) => Moment::Civil(date.to_datetime(time)),
            None => Moment::Date(date),
        };
        let same = |zone: &Zone| {
            zone.date_and_time(moment) == (date, time) && zone.date(zone.resolve(moment)) == date
        };
        self.sources.iter().all(|source| same(&source.zone)).then_some(moment)
    }
}

/// The date of receipt where any will do.
const USUAL: Date = jiff::civil::date(2025, 1, 6);

fn word<W: Word>(state: State) -> Option<W> {
    let at = state.checked_sub(1)? as usize;
    W::WORDS.get(at).map(|(word, _, _)| *word)
}
