//! What rows say, and where two of them say the same (all but their names).

use super::roles::Roles;
use super::{Piece, Table};
use crate::condition::Rule;
use crate::condition::region::{Region, Space};
use crate::condition::test::Test;
use crate::dispatch::matrix::{Matrix, Named, RowOutcome};
use crate::model::unit::UnitId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

/// Where two answers are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Agree {
    Always,
    Never,
    Where(Vec<Region>),
}

/// The answers of a list of rules: rules of one class say the same.
#[derive(Debug)]
pub(super) struct Answers {
    rows: Vec<usize>,
    fallbacks: Vec<usize>,
    /// Of each class what is said, or nothing where no two classes can agree.
    classes: Vec<Option<Said>>,
    known: RefCell<HashMap<(usize, usize), Agree>>,
    /// Whether a limit asks for what reason a part is (K-13): then a row is never like a fallback.
    asks_reason: bool,
}

/// What a row says of a part: who, and everything else.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    lead: Named,
    /// Without the lead and without repeats (D-6).
    assists: Vec<Named>,
    rest: String,
}

impl Answers {
    /// Those of the rows and fallbacks of a matrix.
    pub(super) fn of_rows(matrix: &Matrix) -> Answers {
        let mut above: Vec<i32> = matrix
            .limits
            .iter()
            .take(1)
            .flatten()
            .filter(|rule| rule.outcome.name == "due")
            .map(|rule| rule.priority)
            .collect();
        above.retain(|priority| *priority > 0);
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut classes = Vec::new();
        let mut class = |rule: &Rule<RowOutcome>| {
            let said = Said::of(rule, &above);
            let next = classes.len();
            let at = *known.entry(said.key()).or_insert(next);
            if at == next {
                classes.push(Some(said));
            }
            at
        };
        let rows = matrix.rows.iter().map(&mut class).collect();
        let fallbacks = matrix.fallbacks.iter().map(&mut class).collect();
        let cells = matrix.limits.iter().flatten().flat_map(|rule| &rule.condition.cells);
        let asks_reason = cells.into_iter().any(|cell| matches!(cell.test, Test::Reason(_)));
        Answers { rows, fallbacks, classes, known: RefCell::default(), asks_reason }
    }

    /// Those of a list of other rules: alike where the outcomes are equal.
    pub(super) fn of_rules<T: PartialEq>(rules: &[Rule<T>]) -> Answers {
        let class =
            |rule: &Rule<T>| rules.iter().position(|other| other.outcome == rule.outcome).unwrap_or_default();
        Answers {
            rows: rules.iter().map(class).collect(),
            fallbacks: Vec::new(),
            classes: vec![None; rules.len()],
            known: RefCell::default(),
            asks_reason: false,
        }
    }

    /// The class of a row.
    pub(super) fn class(&self, row: usize) -> Option<usize> {
        self.rows.get(row).copied()
    }

    /// Where the answers of two pieces are the same. A row is like a fallback where that counts, but for the
    /// reason of the part.
    pub(super) fn agree(&self, table: &Table<'_>, one: &Piece, other: &Piece, fallbacks: bool) -> Agree {
        if one.is_row != other.is_row && (!fallbacks || self.asks_reason) {
            return Agree::Never;
        }
        let class = |piece: &Piece| {
            let list = if piece.is_row { &self.rows } else { &self.fallbacks };
            list.get(piece.at).copied()
        };
        let (Some(one), Some(other)) = (class(one), class(other)) else { return Agree::Never };
        if one == other {
            return Agree::Always;
        }
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let said = |at: usize| self.classes.get(at).and_then(Option::as_ref);
        let agree = match (said(key.0), said(key.1)) {
            (Some(one), Some(other)) => one.agree(other, table),
            _ => Agree::Never,
        };
        self.known.borrow_mut().insert(key, agree.clone());
        agree
    }
}

impl Said {
    fn of(rule: &Rule<RowOutcome>, above: &[i32]) -> Said {
        let outcome = &rule.outcome;
        let mut assists: Vec<Named> = Vec::new();
        for named in &outcome.assist {
            if *named != outcome.lead && !assists.contains(named) {
                assists.push(named.clone());
            }
        }
        // a limit of the rulebook that goes before the row's does so by the row's priority (L-9)
        let goes_before = |priority: &&i32| outcome.limit.is_some() && **priority > rule.priority;
        let before: Vec<&i32> = above.iter().filter(goes_before).collect();
        let rest = format!(
            "{:?}",
            (
                outcome.channel,
                outcome.limit,
                &outcome.stages,
                &outcome.signoff,
                &outcome.basis,
                &outcome.tip,
                before
            )
        );
        Said { lead: outcome.lead.clone(), assists, rest }
    }

    fn names(&self) -> impl Iterator<Item = &Named> {
        std::iter::once(&self.lead).chain(&self.assists)
    }

    /// One text for all that is said.
    fn key(&self) -> String {
        let mut key = String::new();
        for named in self.names() {
            let _ = match named {
                Named::Unit(UnitId(id)) => write!(key, "{id}\u{1f}"),
                Named::Role(role) => write!(key, "={role}\u{1f}"),
            };
        }
        key.push_str(&self.rest);
        key
    }

    /// Where two that are not said in the same words are the same for all that.
    fn agree(&self, other: &Said, table: &Table<'_>) -> Agree {
        let (space, roles) = (table.space, &table.roles);
        if self.rest != other.rest {
            return Agree::Never;
        }
        match roles.same(&self.lead, &other.lead) {
            Some(regions) if regions.is_empty() => return Agree::Never,
            _ => {}
        }
        let always = |named: &Named| match named {
            Named::Unit(_) => roles.stands(named) == [Region::EVERYTHING],
            Named::Role(_) => false,
        };
        if self.names().chain(other.names()).all(always) {
            return Agree::Never;
        }
        let mut names: Vec<&Named> = Vec::new();
        for named in self.names().chain(other.names()) {
            if !names.contains(&named) {
                names.push(named);
            }
        }
        let units: Vec<UnitId> = names
            .iter()
            .filter_map(|named| match named {
                Named::Unit(id) => Some(*id),
                Named::Role(_) => None,
            })
            .collect();
        // regions of area and date, and who stands for each of the names there
        let mut boxes: Vec<(Region, Vec<Option<Who>>)> = vec![(Region::EVERYTHING, Vec::new())];
        for (at, named) in names.iter().enumerate() {
            let options = options(named, at, &units, roles, space);
            let mut split = Vec::new();
            for (region, who) in &boxes {
                for (option, regions) in &options {
                    for part in regions.iter().filter_map(|part| region.and(part, space)) {
                        split.push((part, who.iter().copied().chain([*option]).collect()));
                    }
                }
            }
            boxes = split;
        }
        let resolved = |said: &Said, who: &[Option<Who>]| -> Option<Vec<Who>> {
            let of = |named: &Named| {
                let at = names.iter().position(|own| *own == named)?;
                who.get(at).copied().flatten()
            };
            let mut out = vec![of(&said.lead)?];
            for who in said.assists.iter().filter_map(of) {
                if !out.contains(&who) {
                    out.push(who);
                }
            }
            Some(out)
        };
        let same =
            |who: &Vec<Option<Who>>| resolved(self, who).is_some_and(|own| resolved(other, who) == Some(own));
        let regions: Vec<Region> =
            boxes.into_iter().filter(|(_, who)| same(who)).map(|(region, _)| region).collect();
        if regions.is_empty() { Agree::Never } else { Agree::Where(regions) }
    }
}

/// Who stands for a name: a unit that is named, or whichever other unit has the role at this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Unit(UnitId),
    OfRole(usize),
}

/// The ways in which a name can stand, and where; apart from one another.
fn options(
    named: &Named,
    at: usize,
    units: &[UnitId],
    roles: &Roles,
    space: &Space,
) -> Vec<(Option<Who>, Vec<Region>)> {
    let stands = roles.stands(named);
    let none = minus(vec![Region::EVERYTHING], &stands, space);
    let mut options = vec![(None, none)];
    match named {
        Named::Unit(id) => options.push((Some(Who::Unit(*id)), stands)),
        Named::Role(_) => {
            let mut rest = stands;
            for id in units {
                let own = roles.of(named, *id);
                if !own.is_empty() {
                    rest = minus(rest, &own, space);
                    options.push((Some(Who::Unit(*id)), own));
                }
            }
            options.push((Some(Who::OfRole(at)), rest));
        }
    }
    options
}

/// Regions that ask nothing of the text without others of that kind.
fn minus(mut regions: Vec<Region>, by: &[Region], space: &Space) -> Vec<Region> {
    for by in by {
        let mut left = Vec::with_capacity(regions.len());
        for region in regions {
            let mut rest = Some(region);
            for (dim, set) in by.sets() {
                let Some(region) = rest else { break };
                left.extend(region.cut(*dim, &space.full(*dim).minus(set), space));
                rest = region.cut(*dim, set, space);
            }
        }
        regions = left;
    }
    regions
}
