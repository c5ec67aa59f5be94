//! Obligations compiled: five templates with data conditions, working time and an owner (C-1 to C-6).

use super::stream::{Each, Occurrence};
use crate::condition::Condition;
use crate::condition::test::{Items, Scalar, ValueItem};
use crate::dispatch::matrix::Named;
use crate::model::unit::UnitId;
use crate::model::words::Loop;
use crate::time::limit::Limit;

/// A policy: its obligations in order, and what it asks of a ticket for any of them to apply.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policy {
    pub(crate) when: Condition,
    pub(crate) obligations: Vec<Obligation>,
}

/// What must (or must not) happen, by when, and whose turn it is.
#[derive(Debug, Clone)]
pub(crate) struct Obligation {
    pub(crate) id: String,
    pub(crate) lane: Loop,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) template: Template,
    pub(crate) when: Condition,
    pub(crate) on: Vec<Predicate>,
    pub(crate) expect: Vec<Predicate>,
    pub(crate) before: Vec<Predicate>,
    pub(crate) unless: Vec<Predicate>,
    pub(crate) due: DueRule,
    pub(crate) each: Each,
    pub(crate) same: Vec<String>,
    pub(crate) differs: Vec<String>,
    pub(crate) owner: Vec<Owner>,
    pub(crate) alarm: bool,
}

/// The five templates (C-5), named after Declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    Existence { n: usize },
    AtMost { n: usize },
    Response { alternate: bool },
    Precedence { alternate: bool },
    NotResponse,
}

impl Template {
    /// The name as policies write it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Template::Existence { .. } => "existence",
            Template::AtMost { .. } => "at_most",
            Template::Response { .. } => "response",
            Template::Precedence { .. } => "precedence",
            Template::NotResponse => "not_response",
        }
    }
}

/// Where an instance's due comes from (C-6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DueRule {
    None,
    Within(Limit),
    /// the name of a limit of the part, folded
    Named(String),
    /// a field of the activation or the ticket that holds the due instant
    By(String),
}

/// Whose turn it is (C-15).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owner {
    Lead,
    Assist,
    Named(Named),
    /// a post of one of the above, folded
    Post(Box<Owner>, String),
    /// a unit or role that this rulebook does not have
    Unknown,
}

/// An event predicate: kinds, and cells on the event's fields (C-2).
#[derive(Debug, Clone)]
pub(crate) struct Predicate {
    /// Empty: every given kind.
    pub(crate) kinds: Vec<String>,
    pub(crate) cells: Vec<FieldCell>,
}

/// A cell on a field of an event.
#[derive(Debug, Clone)]
pub(crate) struct FieldCell {
    pub(crate) field: String,
    pub(crate) test: FieldTest,
}

/// What it asks.
#[derive(Debug, Clone)]
pub(crate) enum FieldTest {
    Values(Items<ValueItem>),
    /// `unit` compares units, not text
    Units(Items<UnitId>),
}

impl Predicate {
    fn accepts(&self, event: &Occurrence<'_>) -> bool {
        let kind = if self.kinds.is_empty() {
            !event.is_derived()
        } else {
            self.kinds.iter().any(|kind| event.is(kind))
        };
        kind && self.cells.iter().all(|cell| match &cell.test {
            FieldTest::Units(items) => {
                items.holds(event.get("unit").is_some(), |unit| event.unit == Some(*unit))
            }
            FieldTest::Values(items) => {
                let fact = event.get(&cell.field).map(Scalar::new);
                items.holds(fact.is_some(), |item| fact.as_ref().is_some_and(|fact| item.is(fact)))
            }
        })
    }
}

/// Whether one of the predicates accepts the event.
pub(crate) fn accepts(predicates: &[Predicate], event: &Occurrence<'_>) -> bool {
    predicates.iter().any(|predicate| predicate.accepts(event))
}

impl Obligation {
    /// Whether an activation and a target correlate (C-4): no `same` field absent in one or
    /// different, no `differs` field present in both and equal.
    pub(crate) fn correlate(&self, activation: &Occurrence<'_>, target: &Occurrence<'_>) -> bool {
        self.same.iter().all(|field| equal(field, activation, target) == Some(true))
            && self.differs.iter().all(|field| equal(field, activation, target) != Some(true))
    }
}

/// Whether two events have an equal field; `None` where one has none. Units compare as units.
fn equal(field: &str, a: &Occurrence<'_>, b: &Occurrence<'_>) -> Option<bool> {
    let (left, right) = (a.get(field)?, b.get(field)?);
    if field == "unit"
        && let (Some(left), Some(right)) = (a.unit, b.unit)
    {
        return Some(left == right);
    }
    Some(Scalar::new(left).same(&Scalar::new(right)))
}
