//! A ticket as the indexes of an edition see it: places in trees, positions, bits, and text that is looked at
//! last. The room is used again for the next ticket, so that nothing is allocated.

use super::Vocabulary;
use super::space::{ABSENT, FACTS, Fact, Mask};
use super::tree::Spot;
use super::words::TextSeen;
use crate::condition::test::Scalar;
use crate::model::moment::Moment;
use crate::model::number::Number;
use crate::model::text::{fold_into, is_blank};
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Demand, Reason, Source, Urgency, canonical};
use crate::time::calendar::DayClass;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The facts of a ticket as the host holds them, nothing copied.
#[derive(Clone, Copy)]
pub(crate) struct Given<'t> {
    pub(crate) received_at: Moment,
    pub(crate) occurred_at: Option<Moment>,
    pub(crate) demand: Option<Demand>,
    pub(crate) urgency: Option<Urgency>,
    pub(crate) source: Option<Source>,
    pub(crate) matter: Option<&'t str>,
    pub(crate) area: Option<&'t str>,
    pub(crate) text: &'t str,
    pub(crate) attributes: &'t dyn Attributes,
}

impl Given<'_> {
    /// Reads a little of each text. They lie apart, and a host's many tickets are in no cache: asked for
    /// together memory brings them together, one by one it would be waited for each time.
    #[inline]
    fn touch(&self) {
        let byte = |text: Option<&str>, at: usize| text.and_then(|text| text.as_bytes().get(at)).copied();
        let text = Some(self.text);
        let [a, b, c, d] = [0, 64, 128, 192].map(|at| byte(text, at).unwrap_or_default());
        let paths = byte(self.matter, 0).unwrap_or_default() ^ byte(self.area, 0).unwrap_or_default();
        std::hint::black_box(paths ^ a ^ b ^ c ^ d);
    }
}

/// The attributes of a ticket by their folded names.
pub(crate) trait Attributes {
    fn get(&self, name: &str) -> Option<&str>;
}

impl Attributes for BTreeMap<String, String> {
    fn get(&self, name: &str) -> Option<&str> {
        BTreeMap::get(self, name).map(String::as_str)
    }
}

/// The dates and times that conditions look at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Times {
    /// The local day of receipt, for validity (K-11).
    pub(crate) received_on: i32,
    /// The day that `days` looks at (K-8).
    pub(crate) day: i32,
    /// Its class; none where the calendar does not cover it.
    pub(crate) class: Option<DayClass>,
    /// The minute of that day; none when it was a date alone.
    pub(crate) minute: Option<u32>,
}

/// What a part adds to the facts (K-13).
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartSeen {
    pub(crate) channel: Channel,
    pub(crate) reason: Option<Reason>,
    pub(crate) lead: Option<UnitId>,
    pub(crate) parts: usize,
    pub(crate) cycle: u32,
}

/// A ticket as the indexes see it.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) times: Times,
    pub(crate) matter: Spot,
    pub(crate) area: Spot,
    positions: [u32; FACTS],
    pub(super) mask: Mask,
    pub(super) text: TextSeen,
    values: Vec<Value>,
    part: Option<(usize, u32)>,
    buffer: String,
}

/// A value that cells of K-10 look at, once it was asked for.
#[derive(Debug, Default)]
struct Value {
    state: State,
    scalar: Scalar,
    /// Room for the next number.
    spare: Option<Number>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    Unasked,
    Absent,
    Present,
}

/// A value that cells of K-10 ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ValueName {
    Attribute(String),
    Parts,
    Cycle,
    Route,
}

/// The place of a word in its vocabulary, after the absent one.
fn place(word: Option<u8>) -> u32 {
    word.map_or(ABSENT, |place| u32::from(place).wrapping_add(1))
}

/// The positions of a day (K-7).
pub(crate) fn day_position(class: Option<DayClass>, weekday: u32) -> u32 {
    let class = match class {
        Some(DayClass::Workday) => 0,
        Some(DayClass::Holiday) => 1,
        Some(DayClass::Weekend) => 2,
        None => 3,
    };
    class * 7 + weekday
}

/// The weekday of a day since 1970-01-01, from Monday = 0.
pub(crate) fn weekday(day: i32) -> u32 {
    day.wrapping_add(3).rem_euclid(7).unsigned_abs()
}

pub(crate) fn lead_position(lead: Option<UnitId>) -> u32 {
    lead.map_or(ABSENT, |unit| u32::try_from(unit.0).unwrap_or(u32::MAX - 1).wrapping_add(1))
}

impl Seen {
    /// Sees the next ticket.
    pub(crate) fn begin(&mut self, vocabulary: &Vocabulary, given: &Given<'_>, times: Times) {
        given.touch();
        self.times = times;
        self.matter = vocabulary.matters.walk(given.matter, &mut self.buffer);
        self.area = vocabulary.areas.walk(given.area, &mut self.buffer);
        self.text.begin();
        self.part = None;
        self.values.resize_with(vocabulary.values.len(), Value::default);
        for value in &mut self.values {
            value.state = State::Unasked;
        }
        let mut at = [ABSENT; FACTS];
        let mut set = |fact: Fact, position: u32| {
            if let Some(slot) = at.get_mut(fact as usize) {
                *slot = position;
            }
        };
        set(Fact::Demand, place(given.demand.map(|word| word as u8)));
        set(Fact::Urgency, place(given.urgency.map(|word| word as u8)));
        set(Fact::Source, place(given.source.map(|word| word as u8)));
        set(Fact::Day, day_position(times.class, weekday(times.day)));
        set(Fact::Minute, times.minute.map_or(ABSENT, |minute| minute.wrapping_add(1)));
        set(Fact::Area, vocabulary.areas.position(self.area));
        set(Fact::Matter, vocabulary.matters.position(self.matter));
        self.positions = at;
        self.mask = vocabulary.space.mask(&self.positions);
    }

    /// Sees a part of the decision beside the ticket (K-13).
    #[inline]
    pub(crate) fn part(&mut self, vocabulary: &Vocabulary, part: &PartSeen) {
        if vocabulary.asks_parts {
            self.set_part(vocabulary, part);
        }
    }

    fn set_part(&mut self, vocabulary: &Vocabulary, part: &PartSeen) {
        let mut set = |fact: Fact, position: u32| {
            if let Some(slot) = self.positions.get_mut(fact as usize) {
                *slot = position;
            }
        };
        set(Fact::Channel, place(Some(part.channel as u8)));
        set(Fact::Reason, place(part.reason.map(|word| word as u8)));
        set(Fact::Lead, lead_position(part.lead));
        self.mask = vocabulary.space.mask(&self.positions);
        if self.part != Some((part.parts, part.cycle)) {
            self.part = Some((part.parts, part.cycle));
            for (value, name) in self.values.iter_mut().zip(&vocabulary.values) {
                if !matches!(name, ValueName::Attribute(_)) {
                    value.state = State::Unasked;
                }
            }
        }
    }

    #[inline]
    pub(super) fn position(&self, fact: Fact) -> u32 {
        self.positions.get(fact as usize).copied().unwrap_or_default()
    }

    /// A value as K-10 compares it; read when it is first asked for.
    pub(super) fn value(&mut self, vocabulary: &Vocabulary, given: &Given<'_>, at: usize) -> Option<&Scalar> {
        let part = self.part;
        let (value, name) = (self.values.get_mut(at)?, vocabulary.values.get(at)?);
        if value.state == State::Unasked {
            self.buffer.clear();
            match name {
                ValueName::Attribute(name) => {
                    let written = given.attributes.get(name).filter(|value| !is_blank(value));
                    fold_into(written.unwrap_or_default().chars(), &mut self.buffer);
                }
                ValueName::Parts => {
                    let _ = part.map(|(parts, _)| write!(self.buffer, "{parts}"));
                }
                ValueName::Cycle => {
                    let _ = part.map(|(_, cycle)| write!(self.buffer, "{cycle}"));
                }
                // no part has a route before it is dispatched
                ValueName::Route => {}
            }
            value.read(&self.buffer);
        }
        (value.state == State::Present).then_some(&value.scalar)
    }
}

impl Value {
    /// Becomes the scalar of a folded text, in the room that it has; an empty one is absent (G-4).
    fn read(&mut self, folded: &str) {
        self.state = if folded.is_empty() { State::Absent } else { State::Present };
        self.scalar.text.clear();
        self.scalar.text.push_str(canonical(folded));
        let mut number = self.scalar.number.take().or(self.spare.take()).unwrap_or_default();
        if number.read(folded) {
            self.scalar.number = Some(number);
        } else {
            self.spare = Some(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_a_scalar_is() {
        let mut value = Value::default();
        for text in ["5", "x", "5.50", "是", "-0", "", "007", "满意", "1", "."] {
            value.read(text);
            assert_eq!(value.scalar, Scalar::from_folded(text), "{text}");
            assert_eq!(value.state == State::Absent, text.is_empty());
        }
    }

    #[test]
    fn weekdays_are_counted_from_monday() {
        // 1970-01-01 was a Thursday
        assert_eq!((weekday(0), weekday(4), weekday(-3), weekday(-4)), (3, 0, 0, 6));
    }
}
