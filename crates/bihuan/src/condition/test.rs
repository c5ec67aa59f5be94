//! What a cell asks (K-4 to K-12), and whether it holds for a fact.

use crate::model::number::Number;
use crate::model::path::Path;
use crate::model::shared::SharedText;
use crate::model::text::fold;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Demand, Reason, Source, Urgency, canonical};
use crate::time::calendar::DayClass;
use jiff::civil::{Time, Weekday};
use std::borrow::Cow;

/// The items of a cell: each `*` or a value, each plain or negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Items<T> {
    pub(crate) items: Vec<(bool, Item<T>)>,
}

/// `*` or a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item<T> {
    Any,
    Is(T),
}

impl<T> Items<T> {
    /// Some positive item holds, or there is none, and no negative item holds; an absent fact makes
    /// every item not hold (K-3).
    pub(crate) fn holds(&self, present: bool, is: impl Fn(&T) -> bool) -> bool {
        let (mut positives, mut held) = (false, false);
        for (negative, item) in &self.items {
            let holds = present
                && match item {
                    Item::Any => true,
                    Item::Is(value) => is(value),
                };
            if *negative {
                if holds {
                    return false;
                }
            } else {
                positives = true;
                held = held || holds;
            }
        }
        held || !positives
    }

    /// The items of both.
    pub(crate) fn and(&self, other: &Items<T>) -> Items<T>
    where
        T: Clone,
    {
        Items { items: [self.items.as_slice(), &other.items].concat() }
    }

    /// The values, without `*`.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.items.iter().filter_map(|(_, item)| match item {
            Item::Any => None,
            Item::Is(value) => Some(value),
        })
    }
}

/// A path of a cell: all that it covers, or with `=` it alone (K-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathItem {
    pub(crate) exact: bool,
    pub(crate) path: Path,
}

impl PathItem {
    pub(crate) fn is(&self, fact: &Path) -> bool {
        if self.exact { self.path == *fact } else { self.path.covers(fact) }
    }
}

/// A span of minutes of the day, past midnight when `to` is before `from` (K-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HourSpan {
    pub(crate) from: u32,
    pub(crate) to: u32,
}

impl HourSpan {
    pub(crate) fn is(self, time: Time) -> bool {
        // opening inside, closing outside: whole minutes decide
        let minute = u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs());
        if self.from < self.to {
            self.from <= minute && minute < self.to
        } else {
            self.from <= minute || minute < self.to
        }
    }
}

/// An item of `days` (K-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayItem {
    Class(DayClass),
    /// 休息日: holiday or weekend
    Rest,
    Weekday(Weekday),
}

/// A value as K-10 and K-12 compare it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    pub(crate) number: Option<Number>,
}

impl Scalar {
    pub(crate) fn new(written: &str) -> Scalar {
        Scalar::from_folded(&fold(written))
    }

    pub(crate) fn from_folded(folded: &str) -> Scalar {
        let number = Number::parse(folded);
        let text = canonical(folded).to_owned();
        Scalar { text, number }
    }

    /// Equal numbers, or equal folded texts (K-10).
    pub(crate) fn same(&self, other: &Scalar) -> bool {
        self.text == other.text || (self.number.is_some() && self.number == other.number)
    }
}

/// An item of `where.` and of event fields (K-10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ValueItem {
    Is(Scalar),
    Above(Number),
    AtLeast(Number),
    Below(Number),
    AtMost(Number),
    /// both ends inside
    Between(Number, Number),
}

impl ValueItem {
    /// A comparison with what is no number does not hold.
    pub(crate) fn is(&self, fact: &Scalar) -> bool {
        let number = fact.number.as_ref();
        match self {
            ValueItem::Is(value) => value.same(fact),
            ValueItem::Above(bound) => number.is_some_and(|n| n > bound),
            ValueItem::AtLeast(bound) => number.is_some_and(|n| n >= bound),
            ValueItem::Below(bound) => number.is_some_and(|n| n < bound),
            ValueItem::AtMost(bound) => number.is_some_and(|n| n <= bound),
            ValueItem::Between(low, high) => number.is_some_and(|n| low <= n && n <= high),
        }
    }
}

/// What a cell asks of its fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    Matter(Items<PathItem>),
    Area(Items<PathItem>),
    Demand(Items<Demand>),
    Urgency(Items<Urgency>),
    Source(Items<Source>),
    Hours(Items<HourSpan>),
    Days(Items<DayItem>),
    /// `keywords`: some item stands in the text
    Keywords(Vec<String>),
    AllKeywords(Vec<String>),
    NotKeywords(Vec<String>),
    /// `where.NAME`
    Where(String, Items<ValueItem>),
    Channel(Items<Channel>),
    Reason(Items<Reason>),
    Lead(Items<UnitId>),
    LeadRole(Items<ValueItem>),
    Parts(Items<ValueItem>),
    Cycle(Items<ValueItem>),
    Route(Items<ValueItem>),
}

impl Test {
    /// Whether it asks for a fact that is known only after dispatch (K-13).
    pub(crate) fn is_of_part(&self) -> bool {
        match self {
            Test::Channel(_)
            | Test::Reason(_)
            | Test::Lead(_)
            | Test::LeadRole(_)
            | Test::Parts(_)
            | Test::Cycle(_)
            | Test::Route(_) => true,
            Test::Matter(_)
            | Test::Area(_)
            | Test::Demand(_)
            | Test::Urgency(_)
            | Test::Source(_)
            | Test::Hours(_)
            | Test::Days(_)
            | Test::Keywords(_)
            | Test::AllKeywords(_)
            | Test::NotKeywords(_)
            | Test::Where(..) => false,
        }
    }
}

/// A filled cell: what it asks, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) column: String,
    pub(crate) written: SharedText,
    pub(crate) test: Test,
}

impl Cell {
    /// The column, without a copy where it is none of an attribute.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed(match &self.test {
            Test::Matter(_) => "matter",
            Test::Area(_) => "area",
            Test::Demand(_) => "demand",
            Test::Urgency(_) => "urgency",
            Test::Source(_) => "source",
            Test::Hours(_) => "hours",
            Test::Days(_) => "days",
            Test::Keywords(_) => "keywords",
            Test::AllKeywords(_) => "all_keywords",
            Test::NotKeywords(_) => "not_keywords",
            Test::Where(..) => return Cow::Owned(self.column.clone()),
            Test::Channel(_) => "channel",
            Test::Reason(_) => "reason",
            Test::Lead(_) => "lead",
            Test::LeadRole(_) => "lead_role",
            Test::Parts(_) => "parts",
            Test::Cycle(_) => "cycle",
            Test::Route(_) => "route",
        })
    }
}
