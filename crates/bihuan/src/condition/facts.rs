//! The facts of a ticket as conditions see them: folded, in the edition's timezone, aliases resolved.

use super::test::{Cell, DayItem, Scalar, Test};
use crate::model::matter::Matters;
use crate::model::moment::Instant;
use crate::model::path::Path;
use crate::model::text::{fold, is_blank};
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Demand, Reason, Source, Urgency, Word};
use crate::time::calendar::DayClass;
use crate::time::clock::Clock;
use jiff::civil::{Date, Time};
use std::collections::BTreeMap;

/// What is known of a ticket before it is dispatched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) received_at: Instant,
    /// The local date of receipt, for validity (K-11).
    pub(crate) received_on: Date,
    /// Date and time that `days` and `hours` look at (K-8); no time when it was a date alone.
    pub(crate) date: Date,
    pub(crate) time: Option<Time>,
    /// The class of that date; none where the calendar does not cover it.
    pub(crate) day: Option<DayClass>,
    pub(crate) matter: Option<Path>,
    pub(crate) area: Option<Path>,
    pub(crate) demand: Option<Demand>,
    pub(crate) urgency: Option<Urgency>,
    pub(crate) source: Option<Source>,
    pub(crate) text: String,
    pub(crate) attributes: BTreeMap<String, Scalar>,
}

/// What is known of a part once it is dispatched (K-13).
#[derive(Debug, Clone)]
pub(crate) struct PartFacts {
    pub(crate) channel: Channel,
    pub(crate) reason: Option<Reason>,
    pub(crate) lead: Option<UnitId>,
    pub(crate) lead_role: Option<Scalar>,
    pub(crate) parts: Scalar,
    pub(crate) cycle: Scalar,
    pub(crate) route: Option<Scalar>,
}

impl Facts {
    pub(crate) fn new(ticket: &Ticket, matters: &Matters, clock: &Clock) -> Facts {
        let received_at = clock.zone.resolve(ticket.received_at);
        let (date, time) = clock.zone.date_and_time(ticket.occurred_at.unwrap_or(ticket.received_at));
        let path =
            |written: &Option<String>| written.as_deref().map(Path::read).filter(|path| !path.is_empty());
        let attributes = ticket
            .attributes
            .iter()
            .filter(|(_, value)| !is_blank(value))
            .map(|(name, value)| (name.clone(), Scalar::new(value)))
            .collect();
        Facts {
            received_at,
            received_on: clock.zone.date(received_at),
            date,
            time,
            day: clock.calendars.class(date).ok(),
            matter: path(&ticket.matter).map(|path| matters.resolve(path)),
            area: path(&ticket.area),
            demand: ticket.demand,
            urgency: ticket.urgency,
            source: ticket.source,
            text: fold(ticket.text.as_deref().unwrap_or_default()),
            attributes,
        }
    }
}

impl Cell {
    /// Whether the cell holds; a fact of K-13 is absent before dispatch.
    pub(crate) fn holds(&self, facts: &Facts, part: Option<&PartFacts>) -> bool {
        fn one<T: PartialEq>(items: &super::test::Items<T>, fact: Option<&T>) -> bool {
            items.holds(fact.is_some(), |item| fact == Some(item))
        }
        fn scalar(items: &super::test::Items<super::test::ValueItem>, fact: Option<&Scalar>) -> bool {
            items.holds(fact.is_some(), |item| fact.is_some_and(|fact| item.is(fact)))
        }
        match &self.test {
            Test::Matter(items) => items.holds(facts.matter.is_some(), |item| {
                facts.matter.as_ref().is_some_and(|path| item.is(path))
            }),
            Test::Area(items) => items
                .holds(facts.area.is_some(), |item| facts.area.as_ref().is_some_and(|path| item.is(path))),
            Test::Demand(items) => one(items, facts.demand.as_ref()),
            Test::Urgency(items) => one(items, facts.urgency.as_ref()),
            Test::Source(items) => one(items, facts.source.as_ref()),
            Test::Hours(items) => {
                items.holds(facts.time.is_some(), |span| facts.time.is_some_and(|time| span.is(time)))
            }
            Test::Days(items) => items.holds(true, |item| match item {
                DayItem::Class(class) => facts.day == Some(*class),
                DayItem::Rest => matches!(facts.day, Some(DayClass::Holiday | DayClass::Weekend)),
                DayItem::Weekday(weekday) => facts.date.weekday() == *weekday,
            }),
            Test::Keywords(words) => words.iter().any(|word| facts.text.contains(word)),
            Test::AllKeywords(words) => words.iter().all(|word| facts.text.contains(word)),
            Test::NotKeywords(words) => !words.iter().any(|word| facts.text.contains(word)),
            Test::Where(name, items) => scalar(items, facts.attributes.get(name)),
            Test::Channel(items) => one(items, part.map(|part| &part.channel)),
            Test::Reason(items) => one(items, part.and_then(|part| part.reason.as_ref())),
            Test::Lead(items) => one(items, part.and_then(|part| part.lead.as_ref())),
            Test::LeadRole(items) => scalar(items, part.and_then(|part| part.lead_role.as_ref())),
            Test::Parts(items) => scalar(items, part.map(|part| &part.parts)),
            Test::Cycle(items) => scalar(items, part.map(|part| &part.cycle)),
            Test::Route(items) => scalar(items, part.and_then(|part| part.route.as_ref())),
        }
    }

    /// The number of levels of the deepest positive item of a matter cell that holds (D-4).
    pub(crate) fn depth(&self, facts: &Facts) -> usize {
        let (Test::Matter(items), Some(matter)) = (&self.test, &facts.matter) else { return 0 };
        let positive =
            items.items.iter().filter(|(negative, _)| !negative).filter_map(|(_, item)| match item {
                super::test::Item::Is(item) if item.is(matter) => Some(item.path.depth()),
                _ => None,
            });
        positive.max().unwrap_or(0)
    }

    /// Whether it counts for the rank: every filled cell but the matter (D-4).
    pub(crate) fn counts(&self) -> bool {
        !matches!(self.test, Test::Matter(_))
    }

    /// Whether the cell asks a fact that is known only after dispatch (K-13).
    pub(crate) fn asks_part(&self) -> bool {
        matches!(
            self.test,
            Test::Channel(_)
                | Test::Reason(_)
                | Test::Lead(_)
                | Test::LeadRole(_)
                | Test::Parts(_)
                | Test::Cycle(_)
                | Test::Route(_)
        )
    }

    /// Whether the cell asks for the class of a day, which only a calendar knows.
    pub(crate) fn asks_day_class(&self) -> bool {
        match &self.test {
            Test::Days(items) => items.values().any(|item| !matches!(item, DayItem::Weekday(_))),
            _ => false,
        }
    }

    /// The keywords of the cell that stand in the text; whether it `holds` tells most of it.
    pub(crate) fn found(&self, facts: &Facts, holds: bool) -> Vec<String> {
        match &self.test {
            Test::Keywords(_) if !holds => Vec::new(),
            Test::NotKeywords(_) if holds => Vec::new(),
            Test::AllKeywords(words) if holds => words.clone(),
            Test::Keywords(words) | Test::AllKeywords(words) | Test::NotKeywords(words) => {
                words.iter().filter(|word| facts.text.contains(*word)).cloned().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The fact that the cell looks at, as a person reads it; `None` when it is absent.
    pub(crate) fn fact(&self, facts: &Facts, ticket: &Ticket, part: Option<&PartFacts>) -> Option<String> {
        match &self.test {
            Test::Matter(_) => facts.matter.as_ref().map(Path::joined),
            Test::Area(_) => facts.area.as_ref().map(Path::joined),
            Test::Demand(_) => facts.demand.map(|word| word.zh().to_owned()),
            Test::Urgency(_) => facts.urgency.map(|word| word.zh().to_owned()),
            Test::Source(_) => facts.source.map(|word| word.zh().to_owned()),
            Test::Hours(_) => facts.time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())),
            Test::Days(_) => Some(facts.date.to_string()),
            Test::Keywords(_) | Test::AllKeywords(_) | Test::NotKeywords(_) => {
                ticket.text.as_deref().filter(|text| !is_blank(text)).map(|text| text.trim().to_owned())
            }
            Test::Where(name, _) => ticket.attributes.get(name).cloned(),
            Test::Channel(_) => part.map(|part| part.channel.en().to_owned()),
            Test::Reason(_) => part.and_then(|part| part.reason).map(|reason| reason.en().to_owned()),
            Test::Lead(_) | Test::LeadRole(_) => {
                part.and_then(|part| part.lead_role.as_ref()).map(|role| role.text.clone())
            }
            Test::Parts(_) => part.map(|part| part.parts.text.clone()),
            Test::Cycle(_) => part.map(|part| part.cycle.text.clone()),
            Test::Route(_) => part.and_then(|part| part.route.as_ref()).map(|route| route.text.clone()),
        }
    }
}
