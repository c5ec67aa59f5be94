//! What holds for one ticket in one edition.

use super::point::Point;
use super::side::{Hit, Side};
use crate::condition::facts::{Facts, PartFacts};
use crate::condition::region::solve::Solver;
use crate::condition::test::Scalar;
use crate::dispatch::decision::{Decision, decide};
use crate::dispatch::matrix::Named;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Reason};
use crate::time::limit::Limit;

/// An edition at a ticket: the best rule of each list, by its place there, and the answer.
#[derive(Debug)]
pub(super) struct Here {
    pub(super) facts: Facts,
    pub(super) emergency: Option<usize>,
    pub(super) refusal: Option<usize>,
    pub(super) green: Option<usize>,
    /// Whether no rule refuses it (D-11).
    pub(super) is_accepted: bool,
    /// The piece that gives part 1 its lead: a row's, or a fallback's.
    pub(super) first: usize,
    /// The extra rows' pieces that hold, in order; none where it is refused.
    pub(super) extras: Vec<usize>,
    pub(super) decision: Decision,
}

/// A part of a decision as `[[limit]]` rules see it.
#[derive(Debug)]
pub(super) struct PartHere {
    pub(super) facts: PartFacts,
    /// The row's own limit, where it has a row.
    pub(super) limit: Option<Limit>,
    pub(super) priority: i32,
}

pub(super) fn first_in(hits: &[Hit], point: &Point<'_>) -> Option<usize> {
    hits.iter().position(|hit| point.is_in(&hit.region))
}

impl Here {
    /// `None` where the algebra and the evaluator do not agree, which is a mistake of ours.
    pub(super) fn new(side: &Side<'_>, point: &Point<'_>, solver: &mut Solver<'_>) -> Option<Here> {
        let matrix = side.matrix();
        let table = &side.table;
        let decision = decide(matrix, &point.ticket, &[]);
        let emergency = first_in(&side.emergencies, point);
        let refusal = first_in(&side.refusals, point);
        let is_accepted = emergency.is_some() || refusal.is_none();
        let row = if is_accepted {
            let near = table.before(table.rows, &point.states(), solver);
            near.into_iter().find(|id| point.is_in(table.region(*id)))
        } else {
            None
        };
        let fallback = || (table.rows..table.pieces.len()).find(|id| point.is_in(table.region(*id)));
        let first = row.or_else(fallback)?;
        let extras = if is_accepted {
            let all = table.extras.iter().enumerate();
            all.filter(|(_, piece)| point.is_in(&piece.region)).map(|(id, _)| id).collect()
        } else {
            Vec::new()
        };
        let here = Here {
            facts: Facts::new(&point.ticket, &matrix.matters, &matrix.clock),
            emergency,
            refusal,
            green: first_in(&side.greens, point),
            is_accepted,
            first,
            extras,
            decision,
        };
        debug_assert!(here.agrees(side), "{:?} is decided otherwise: {:?}", point.ticket, here.decision);
        Some(here)
    }

    /// Whether the evaluator found the same rules.
    fn agrees(&self, side: &Side<'_>) -> bool {
        let first = self.decision.parts.first().and_then(|part| part.row.as_deref());
        let own = match self.refusal.filter(|_| !self.is_accepted) {
            Some(refusal) => {
                let rule = side.refusals.get(refusal).and_then(|hit| side.matrix().not_accepted.get(hit.at));
                rule.map(|rule| rule.id.as_str())
            }
            None => side.rule(side.table.piece(self.first)).map(|rule| rule.id.as_str()),
        };
        first == own && (self.emergency.is_some() == (self.decision.channel == Channel::Emergency))
    }

    pub(super) fn lead(&self) -> &str {
        self.decision.parts.first().map_or("", |part| &part.lead)
    }

    /// Whether part 1's row says green; a refused one has no row.
    pub(super) fn first_is_green(&self, side: &Side<'_>) -> bool {
        let rule = side.rule(side.table.piece(self.first));
        self.is_accepted && rule.is_some_and(|rule| rule.outcome.channel == Channel::Green)
    }

    /// Whether an extra row says green that the other edition has not.
    pub(super) fn own_extra_is_green(&self, side: &Side<'_>) -> bool {
        let own = self.extras.iter().filter(|id| side.extras.get(**id).is_some_and(|it| it.twin.is_none()));
        let mut rules = own.filter_map(|id| side.rule(side.table.extras.get(*id)?));
        rules.any(|rule| rule.outcome.channel == Channel::Green)
    }

    /// A part of the decision as limits see it.
    pub(super) fn part(&self, side: &Side<'_>, at: usize) -> Option<PartHere> {
        let matrix = side.matrix();
        let part = self.decision.parts.get(at)?;
        let lead = matrix.units.find(&part.lead);
        let facts = PartFacts {
            channel: self.decision.channel,
            reason: Some(part.reason),
            lead,
            lead_role: lead.and_then(|id| matrix.units.role(id)).map(Scalar::new),
            parts: Scalar::from_folded(&self.decision.parts.len().to_string()),
            cycle: Scalar::from_folded("1"),
            route: None,
        };
        let rule = match part.reason {
            Reason::NotAccepted => None,
            _ if at == 0 => side.rule(side.table.piece(self.first)),
            _ => {
                let row = part.row.as_deref();
                matrix.rows.iter().find(|rule| rule.outcome.extra && Some(rule.id.as_str()) == row)
            }
        };
        let limit = rule.and_then(|rule| rule.outcome.limit);
        Some(PartHere { facts, limit, priority: rule.map_or(0, |rule| rule.priority) })
    }
}

/// Whether a name can mean one of these units: by code.
pub(super) fn may_mean(side: &Side<'_>, named: &Named, codes: &[String]) -> bool {
    let units = &side.matrix().units;
    let is = |id: UnitId| codes.iter().any(|code| code == units.code(id));
    match named {
        Named::Unit(id) => is(*id),
        Named::Role(role) => units.holders(role).any(is),
    }
}
