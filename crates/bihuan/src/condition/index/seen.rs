//! A ticket as the indexes of an edition see it: places in trees, positions, bits, and text that is looked at
//! last. The room is used again for the next ticket, so that nothing is allocated.

use super::Vocabulary;
use super::space::{ABSENT, FACTS, Fact, Mask};
use super::tree::{Memo, Spot, Tree};
use super::words::TextSeen;
use crate::condition::test::Scalar;
use crate::model::number::Number;
use crate::model::text::{fold_into, is_blank};
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Demand, Reason, Source, Urgency, canonical};
use crate::time::calendar::DayClass;
use crate::time::days::Point;
use std::fmt::Write as _;

/// The facts of a ticket as the host holds them, nothing copied.
#[derive(Clone, Copy)]
pub(crate) struct Given<'t> {
    pub(crate) received_at: Point,
    pub(crate) occurred_at: Option<Point>,
    pub(crate) demand: Option<Demand>,
    pub(crate) urgency: Option<Urgency>,
    pub(crate) source: Option<Source>,
    pub(crate) matter: WrittenPath<'t>,
    pub(crate) area: WrittenPath<'t>,
    pub(crate) unread: &'t dyn Unread,
}

/// A path of a ticket.
#[derive(Clone, Copy)]
pub(crate) enum WrittenPath<'t> {
    /// As it is written; empty where it is absent.
    Text(&'t str),
    /// Where it comes to in the tree, when that is known already.
    Walked(Spot),
}

impl WrittenPath<'_> {
    #[inline]
    fn walk(self, tree: &Tree, memo: &mut Memo, buffer: &mut String) -> Spot {
        match self {
            WrittenPath::Text(text) => memo.walk(tree, text, buffer),
            WrittenPath::Walked(spot) => spot,
        }
    }

    fn first_byte(self) -> u8 {
        match self {
            WrittenPath::Text(text) => text.as_bytes().first().copied().unwrap_or_default(),
            WrittenPath::Walked(_) => 0,
        }
    }
}

impl Given<'_> {
    /// Reads a little of each path. They lie apart, and a host's many tickets are in no cache: asked for
    /// together memory brings them together, one by one it would be waited for each time. The text stays
    /// unread until a keyword is looked for.
    #[inline]
    pub(crate) fn touch(&self) {
        std::hint::black_box(self.matter.first_byte() ^ self.area.first_byte());
    }
}

/// What of a ticket is read only when some rule asks for it.
pub(crate) trait Unread {
    /// The text as written, empty where it is absent.
    fn text(&self) -> &str;

    /// An attribute by its folded name.
    fn attribute(&self, name: &str) -> Option<&str>;
}

impl Unread for Ticket {
    fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
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
    matters: Memo,
    areas: Memo,
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

/// How many matters and areas are kept for many tickets: more than most cities tell apart.
const MATTERS: usize = 4096;
const AREAS: usize = 1024;

impl Seen {
    /// One that keeps where paths come to: for many tickets of one edition.
    pub(crate) fn for_many() -> Seen {
        Seen { matters: Memo::of(MATTERS), areas: Memo::of(AREAS), ..Seen::default() }
    }

    /// Sees the next ticket.
    pub(crate) fn begin(&mut self, vocabulary: &Vocabulary, given: &Given<'_>, times: Times) {
        self.times = times;
        self.matter = given.matter.walk(&vocabulary.matters, &mut self.matters, &mut self.buffer);
        self.area = given.area.walk(&vocabulary.areas, &mut self.areas, &mut self.buffer);
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
                    let written = given.unread.attribute(name).filter(|value| !is_blank(value));
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
