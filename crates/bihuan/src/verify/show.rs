//! Tickets that show what was found: sought in the region where it should be seen, dispatched, and sought again
//! beside the rules that got in the way.

use super::subject::{List, RuleRef, RuleView, Subject};
use crate::condition::Condition;
use crate::condition::region::build::SpaceBuilder;
use crate::condition::region::set::Set;
use crate::condition::region::solve::{Answer, Solver};
use crate::condition::region::{AREA, DATE, DAYS, HOURS, MATTER, Region, Space};
use crate::condition::test::PathItem;
use crate::dispatch::decision::{Decision, decide};
use crate::dispatch::matrix::Named;
use crate::message::Finding;
use crate::model::moment::{Instant, Moment};
use crate::model::path::Path;
use crate::model::ticket::Ticket;
use crate::model::unit::{UnitId, Validity};
use crate::model::words::Reason;
use once_cell::unsync::OnceCell;
use std::cell::Cell;
use std::collections::HashMap;

/// Tickets that are tried for one finding.
const TRIED: usize = 64;

/// Regions that all searches together, and one alone, may look at, and rows that dispatching may.
const STEPS: u64 = 50_000_000;
const ONE: u64 = 1_000_000;
pub(super) const ROWS: u64 = 5_000_000;

/// What a ticket that was dispatched says.
pub(super) enum Seen {
    /// It shows what was found.
    Yes,
    /// Another rule got in the way: one without it.
    Without(Vec<RuleRef>),
    /// It shows nothing, and nothing else will.
    No,
}

/// What a search came to.
#[derive(Debug)]
pub(super) enum Shown {
    Ticket(Box<Ticket>),
    /// No ticket shows it.
    Nothing,
    /// The budget was spent before it was known.
    Spent,
}

impl Shown {
    /// The finding with the ticket that shows it; none where no ticket does: then it is moot.
    pub(super) fn of(self, finding: Finding) -> Option<Finding> {
        match self {
            Shown::Ticket(ticket) => Some(finding.witness_is(ticket.fields())),
            Shown::Nothing => None,
            Shown::Spent => Some(finding),
        }
    }
}

/// Finds tickets in the space of an edition's rules, which is built when the first is wanted.
pub(super) struct Show<'a> {
    subject: Subject<'a>,
    space: OnceCell<Space>,
    rows: OnceCell<HashMap<&'a str, usize>>,
    left: Cell<u64>,
    scans: Cell<u64>,
}

impl<'a> Show<'a> {
    pub(super) fn new(subject: Subject<'a>) -> Show<'a> {
        Show {
            subject,
            space: OnceCell::new(),
            rows: OnceCell::new(),
            left: Cell::new(STEPS),
            scans: Cell::new(ROWS),
        }
    }

    /// Whether searches were broken off.
    pub(super) fn is_spent(&self) -> bool {
        self.left.get() == 0 || self.scans.get() == 0
    }

    pub(super) fn space(&self) -> &Space {
        self.space.get_or_init(|| {
            let matrix = self.subject.matrix;
            let mut builder = SpaceBuilder::default();
            builder.source(&matrix.clock, &matrix.matters);
            let spans = self.subject.force.spans().iter();
            builder.decides(spans.map(|(from, until)| Validity { from: Some(*from), until: Some(*until) }));
            builder.rules(&matrix.rows).rules(&matrix.fallbacks).rules(&matrix.emergencies);
            builder.rules(&matrix.greens).rules(&matrix.not_accepted);
            for rules in &matrix.limits {
                builder.rules(rules);
            }
            for unit in matrix.units.all() {
                builder.validity(unit.validity);
                for area in &unit.areas {
                    builder.area(area);
                }
            }
            builder.build()
        })
    }

    /// The tickets for which a rule holds, facts of K-13 left out of account.
    pub(super) fn region(&self, condition: &Condition, validity: Validity) -> Option<Region> {
        let cells = condition.cells.iter().filter(|cell| !cell.asks_part()).cloned();
        self.space().region(&Condition { cells: cells.collect() }, validity, 0)
    }

    /// The tickets of a rule.
    pub(super) fn of(&self, rule: &RuleView<'_>) -> Option<Region> {
        self.region(rule.condition, rule.validity)
    }

    /// Those of a matter alone.
    pub(super) fn at_matter(&self, region: &Region, matter: &Path) -> Option<Region> {
        let space = self.space();
        let state = space.matter.find(matter)?.exact;
        region.cut(MATTER, &Set::one(space.size(MATTER), state), space)
    }

    /// Those received on some dates.
    pub(super) fn on(&self, region: &Region, dates: Validity) -> Option<Region> {
        let space = self.space();
        region.cut(DATE, &space.dates.validity(dates), space)
    }

    /// Those of two regions.
    pub(super) fn both(&self, one: &Region, other: &Region) -> Option<Region> {
        one.and(other, self.space())
    }

    /// A ticket of the region that shows what `see` looks for, apart from all tickets of `apart`.
    pub(super) fn ticket(
        &self,
        region: &Region,
        apart: Vec<Region>,
        see: impl Fn(&Ticket, &Decision) -> Seen,
    ) -> Shown {
        self.received(region, apart, None, see)
    }

    /// The same, received at an instant.
    pub(super) fn received(
        &self,
        region: &Region,
        mut apart: Vec<Region>,
        at: Option<Instant>,
        see: impl Fn(&Ticket, &Decision) -> Seen,
    ) -> Shown {
        if self.is_spent() {
            return Shown::Spent;
        }
        let space = self.space();
        let matrix = self.subject.matrix;
        let mut solver = Solver::new(space, self.left.get(), ONE);
        let mut shown = Shown::Nothing;
        for _ in 0..TRIED {
            let others: Vec<&Region> = apart.iter().collect();
            let free = match solver.find(region, &others) {
                Answer::Free(free) => free,
                Answer::Covered(_) => break,
                Answer::Unknown => {
                    shown = Shown::Spent;
                    break;
                }
            };
            if self.scans.get() == 0 {
                shown = Shown::Spent;
                break;
            }
            self.scans.set(self.scans.get().saturating_sub(matrix.rows.len() as u64 + 1));
            let Some(mut ticket) = space.ticket(&free, "witness") else { break };
            if let Some(at) = at {
                // hours and days look at the time it happened where there is one (K-8)
                if ticket.occurred_at.is_none() && (free.told(HOURS).is_some() || free.told(DAYS).is_some()) {
                    ticket.occurred_at = Some(ticket.received_at);
                }
                let zone = &matrix.clock.zone;
                let civil = zone.civil(at);
                let plain = zone.instant(civil) == at;
                ticket.received_at = if plain { Moment::Civil(civil) } else { Moment::Instant(at) };
            }
            let decision = decide(matrix, &ticket, &[]);
            let without = match see(&ticket, &decision) {
                Seen::Yes => {
                    shown = Shown::Ticket(Box::new(ticket));
                    break;
                }
                Seen::No => break,
                Seen::Without(rules) => rules,
            };
            let before = apart.len();
            let rules = without.into_iter().filter_map(|rule| self.subject.rule(rule));
            apart.extend(rules.filter_map(|rule| self.of(&rule)));
            if apart.len() == before {
                break;
            }
        }
        self.left.set(solver.left());
        shown
    }

    /// A ticket that a rule leads and that shows what `see` looks for, in a part of the rule's tickets; it is
    /// sought unit by unit where the lead is a role (D-2).
    pub(super) fn led(
        &self,
        rule: &RuleView<'_>,
        part: impl Fn(&Region) -> Option<Region>,
        at: Option<Instant>,
        see: impl Fn(&Ticket, &Decision) -> Seen,
    ) -> Shown {
        if self.is_spent() {
            return Shown::Spent;
        }
        let Some(region) = self.of(rule).and_then(|region| part(&region)) else { return Shown::Nothing };
        let before = self.before(rule);
        let mut shown = Shown::Nothing;
        for region in self.where_led(rule, &region) {
            match self.received(&region, before.clone(), at, &see) {
                Shown::Nothing => {}
                found @ Shown::Ticket(_) => return found,
                Shown::Spent => shown = Shown::Spent,
            }
        }
        shown
    }

    /// The tickets for which the lead stands: for each unit of a role those of its area while it is active.
    fn where_led(&self, rule: &RuleView<'_>, region: &Region) -> Vec<Region> {
        let units = &self.subject.matrix.units;
        let ids: Vec<UnitId> = match rule.outcome.map(|outcome| &outcome.lead) {
            None => return vec![region.clone()],
            Some(Named::Unit(id)) => vec![*id],
            Some(Named::Role(role)) => units.holders(role).collect(),
        };
        let space = self.space();
        let of_unit = |id: UnitId| {
            let unit = units.get(id)?;
            let region = self.on(region, unit.validity)?;
            let role = matches!(rule.outcome.map(|outcome| &outcome.lead), Some(Named::Role(_)));
            if !role || unit.areas.is_empty() {
                return Some(region);
            }
            let areas = unit.areas.iter().map(|path| PathItem { exact: false, path: path.clone() });
            let areas = areas.map(|item| space.area.item(&item)).reduce(|all, one| all.or(&one))?;
            region.cut(AREA, &areas, space)
        };
        ids.into_iter().filter_map(of_unit).collect()
    }

    /// The rule that leads part 1, where it is another one.
    pub(super) fn in_the_way(&self, decision: &Decision, of: RuleRef) -> Seen {
        let Some(part) = decision.parts.first() else { return Seen::No };
        let Some(id) = part.row.as_deref() else { return Seen::No };
        let list = match part.reason {
            Reason::Row => List::Rows,
            Reason::NoRow => List::Fallbacks,
            Reason::NotAccepted => List::NotAccepted,
            _ => return Seen::No,
        };
        match self.find(list, id).filter(|rule| *rule != of) {
            Some(rule) => Seen::Without(vec![rule]),
            None => Seen::No,
        }
    }

    /// Looks for a ticket that a rule leads.
    pub(super) fn leading<'r>(&'r self, rule: &'r RuleView<'_>) -> impl Fn(&Ticket, &Decision) -> Seen + 'r {
        move |_, decision| match leads(decision, rule) {
            true => Seen::Yes,
            false => self.in_the_way(decision, rule.me),
        }
    }

    /// A rule by its name.
    pub(super) fn find(&self, list: List, id: &str) -> Option<RuleRef> {
        let at = match list {
            List::Rows => {
                let rows = self.subject.matrix.rows.iter().enumerate();
                let by_id = self.rows.get_or_init(|| rows.map(|(at, row)| (row.id.as_str(), at)).collect());
                by_id.get(id).copied()
            }
            _ => self.subject.rules(list).iter().position(|rule| rule.id == id),
        };
        at.map(|at| RuleRef { list, at })
    }

    /// What comes before a rule as a whole: before a fallback every base row.
    pub(super) fn before(&self, rule: &RuleView<'_>) -> Vec<Region> {
        if rule.me.list != List::Fallbacks {
            return Vec::new();
        }
        let rows = self.subject.rules(List::Rows).into_iter();
        let rows = rows.filter(|row| row.outcome.is_some_and(|outcome| !outcome.extra));
        rows.filter_map(|row| self.of(&row)).collect()
    }
}

/// Whether a part of the decision is a rule's.
pub(super) fn leads(decision: &Decision, rule: &RuleView<'_>) -> bool {
    let of_list = |reason: Reason| match rule.me.list {
        List::Rows => matches!(reason, Reason::Row | Reason::Extra),
        List::Fallbacks => reason == Reason::NoRow,
        _ => false,
    };
    decision.parts.iter().any(|part| of_list(part.reason) && part.row.as_deref() == Some(rule.id))
}
