//! The dispatch side of an edition, compiled: directories, clock and rule lists.

use crate::condition::{Condition, Rule};
use crate::model::event::{DERIVED, KINDS};
use crate::model::matter::Matters;
use crate::model::unit::{UnitId, Units, Validity};
use crate::model::words::Channel;
use crate::time::clock::Clock;
use crate::time::limit::Limit;

/// An edition of a rulebook as dispatch uses it.
#[derive(Debug, Clone)]
pub(crate) struct Matrix {
    pub(crate) name: String,
    pub(crate) version: String,
    /// In force, both ends inside (D-13).
    pub(crate) validity: Validity,
    pub(crate) clock: Clock,
    pub(crate) units: Units,
    pub(crate) matters: Matters,
    /// Kinds of event that the rulebook declares, folded.
    pub(crate) kinds: Vec<String>,
    /// Base and extra rows in the order of the table.
    pub(crate) rows: Vec<Rule<RowOutcome>>,
    pub(crate) fallbacks: Vec<Rule<RowOutcome>>,
    /// The unit of the fallback that always holds (D-7).
    pub(crate) required_fallback: UnitId,
    pub(crate) emergencies: Vec<Rule<String>>,
    pub(crate) greens: Vec<Rule<()>>,
    pub(crate) not_accepted: Vec<Rule<Option<String>>>,
    /// Limit rules: the rulebook's, then a policy file's, then the built-in policy's (L-9).
    pub(crate) limits: Vec<Vec<Rule<LimitOutcome>>>,
    pub(crate) returns: Returns,
    /// The fields of a complete slip; none: any slip is complete (E-1).
    pub(crate) slip_required: Option<Vec<String>>,
}

/// What a base, extra or fallback row says.
#[derive(Debug, Clone)]
pub(crate) struct RowOutcome {
    pub(crate) extra: bool,
    pub(crate) lead: Named,
    pub(crate) assist: Vec<Named>,
    pub(crate) channel: Channel,
    pub(crate) limit: Option<Limit>,
    pub(crate) stages: Vec<(String, Limit)>,
    pub(crate) signoff: Option<String>,
    pub(crate) basis: Option<String>,
    pub(crate) tip: Option<String>,
    /// The rows, by their folded names, whose overlap with it is meant (BH0801 is silent there).
    pub(crate) overlap_ok: Vec<String>,
}

/// A unit, or whoever fills a role for the ticket's area (D-2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Unit(UnitId),
    /// folded
    Role(String),
}

/// What a `[[limit]]` rule says.
#[derive(Debug, Clone)]
pub(crate) struct LimitOutcome {
    /// folded
    pub(crate) name: String,
    pub(crate) limit: Limit,
}

/// `[returns]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Returns {
    pub(crate) max: Option<u32>,
    /// How long a unit may take to return.
    pub(crate) window: Option<Limit>,
    /// Reasons that keep a unit from leading again, folded (D-14).
    pub(crate) bars: Vec<String>,
    pub(crate) adjudicator: Option<UnitId>,
}

impl Matrix {
    /// The conditions that decide who gets a ticket: of rows, fallbacks, emergencies, green and not-accepted
    /// rules.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        fn of<T>(rules: &[Rule<T>]) -> impl Iterator<Item = &Condition> {
            rules.iter().map(|rule| &rule.condition)
        }
        of(&self.rows)
            .chain(of(&self.fallbacks))
            .chain(of(&self.emergencies))
            .chain(of(&self.greens))
            .chain(of(&self.not_accepted))
    }

    /// Whether a kind of event may be given: a known or a declared one.
    pub(crate) fn declares(&self, kind: &str) -> bool {
        KINDS.iter().any(|(_, en)| *en == kind) || self.kinds.iter().any(|own| own == kind)
    }

    /// Whether a predicate may name the kind: a given or a derived one (E-1).
    pub(crate) fn knows_kind(&self, kind: &str) -> bool {
        self.declares(kind) || DERIVED.contains(&kind)
    }
}
