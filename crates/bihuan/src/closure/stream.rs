//! What an audit sees: given events and derived ones (E-1), and the scopes that see them (C-3).

use crate::dispatch::timeline::Entry;
use crate::model::moment::Instant;
use crate::model::unit::UnitId;
use crate::model::words::Word;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An event that happened: given, or derived by a fold over the history.
#[derive(Debug, Clone)]
pub(crate) struct Occurrence<'h> {
    pub(crate) what: What<'h>,
    pub(crate) at: Instant,
    pub(crate) part: Option<u32>,
    pub(crate) unit: Option<UnitId>,
    /// How many given events have happened, this one included.
    pub(crate) position: usize,
}

/// A given event, or a derived one with its fields.
#[derive(Debug, Clone)]
pub(crate) enum What<'h> {
    Given(Entry<'h>),
    Derived { kind: &'static str, fields: BTreeMap<&'static str, String> },
}

impl Occurrence<'_> {
    pub(crate) fn is(&self, kind: &str) -> bool {
        match &self.what {
            What::Given(entry) => entry.is(kind),
            What::Derived { kind: own, .. } => *own == kind,
        }
    }

    pub(crate) fn is_derived(&self) -> bool {
        matches!(self.what, What::Derived { .. })
    }

    /// A field as written. A part that is no number is absent, and a `dispatched` without one means
    /// part 1 (C-3).
    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        match &self.what {
            What::Given(entry) if field == "part" && entry.event.part.is_none() => {
                entry.is("dispatched").then_some("1")
            }
            What::Given(entry) => entry.event.get(field),
            What::Derived { fields, .. } => fields.get(field).map(String::as_str),
        }
    }

    /// Its ordinal; derived events have none (C-18).
    pub(crate) fn ordinal(&self) -> Option<usize> {
        match &self.what {
            What::Given(entry) => Some(entry.ordinal),
            What::Derived { .. } => None,
        }
    }
}

/// What has a copy of the obligation (C-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Each {
    Ticket,
    Part,
    Assist,
}

/// Who has a copy of an obligation: the ticket, a part, or an assisting unit of a part.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub(crate) each: Each,
    /// The part, for a part's and an assist's copy.
    pub(crate) part: Option<u32>,
    pub(crate) assist: Option<UnitId>,
    /// The `dispatched` that opened it, in the stream.
    pub(crate) opened: Option<usize>,
    /// The `dispatched` that it has seen, in the stream.
    pub(crate) dispatched: Vec<usize>,
}

impl Scope {
    /// Whether the scope sees an event; `listed` says whether a `dispatched` lists its unit (C-3).
    pub(crate) fn sees(&self, event: &Occurrence<'_>, listed: impl Fn(UnitId) -> bool) -> bool {
        let of_part = event.part.is_none() || event.part == self.part;
        match (self.each, self.assist) {
            (Each::Ticket, _) => true,
            (Each::Part, _) => of_part,
            (Each::Assist, Some(unit)) if event.is("dispatched") => of_part && listed(unit),
            (Each::Assist, unit) => event.part == self.part && event.unit == unit && unit.is_some(),
        }
    }
}

/// What cannot be (C-12): why an event is out of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    /// It comes before receipt.
    BeforeReceipt,
    /// It comes after the end of the ticket or of the part it names.
    AfterEnd,
    /// No list declares its kind.
    UnknownKind,
    /// No unit has the code, name or alias it gives.
    UnknownUnit,
    /// It names a part that was not dispatched before it.
    PartNotDispatched,
    /// It waives without a reason.
    NoReason,
}

impl Word for Fault {
    const WORDS: &'static [(Fault, &'static str, &'static str)] = &[
        (Fault::BeforeReceipt, "早于受理", "before_receipt"),
        (Fault::AfterEnd, "撤单或并单之后", "after_end"),
        (Fault::UnknownKind, "未知的事件", "unknown_kind"),
        (Fault::UnknownUnit, "未知的单位", "unknown_unit"),
        (Fault::PartNotDispatched, "该分派尚未派单", "part_not_dispatched"),
        (Fault::NoReason, "免除未写原因", "no_reason"),
    ];
}
