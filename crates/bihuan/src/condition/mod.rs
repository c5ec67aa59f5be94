//! Conditions (semantics K): named cells that must all hold, and lists of rules ranked by them (D-5).
//!
//! One cell language for the matrix, limits, fallbacks, green, emergency and not-accepted rules,
//! guards of obligations and event predicates.

pub(crate) mod cell;
pub(crate) mod facts;
pub(crate) mod index;
pub(crate) mod pairs;
pub(crate) mod parse;
pub(crate) mod region;
pub(crate) mod test;

use crate::model::unit::Validity;
use facts::{Facts, PartFacts};
use std::cmp::Reverse;
use test::{Cell, Test};

/// Cells that must all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) cells: Vec<Cell>,
}

impl Condition {
    pub(crate) fn holds(&self, facts: &Facts, part: Option<&PartFacts>) -> bool {
        self.cells.iter().all(|cell| cell.holds(facts, part))
    }

    /// Whether a cell asks for the class of a day, which only a calendar knows (K-7).
    pub(crate) fn asks_day_class(&self) -> bool {
        self.cells.iter().any(Cell::asks_day_class)
    }

    /// The matter's depth for this ticket (D-4).
    fn depth(&self, facts: &Facts) -> usize {
        self.cells.iter().map(|cell| cell.depth(facts)).max().unwrap_or(0)
    }

    /// How many cells fail, counted up to one more than `most`; the cells on the text are looked at last.
    pub(crate) fn failing(&self, facts: &Facts, most: usize) -> usize {
        let texts = |cell: &&Cell| {
            matches!(cell.test, Test::Keywords(_) | Test::AllKeywords(_) | Test::NotKeywords(_))
        };
        let (others, texts) =
            (self.cells.iter().filter(|cell| !texts(cell)), self.cells.iter().filter(texts));
        others.chain(texts).filter(|cell| !cell.holds(facts, None)).take(most.saturating_add(1)).count()
    }

    /// Whether the matter cell holds by a path that it names, or there is none: the row is about this matter.
    pub(crate) fn meets_matter(&self, facts: &Facts) -> bool {
        let mut matter = self.cells.iter().filter(|cell| !cell.counts());
        matter.all(|cell| cell.depth(facts) > 0 && cell.holds(facts, None))
    }

    /// How many filled cells count for the rank (D-4).
    pub(crate) fn count(&self) -> usize {
        self.cells.iter().filter(|cell| cell.counts()).count()
    }
}

/// A rule of a list: when it holds, and what it says then.
#[derive(Debug, Clone)]
pub(crate) struct Rule<T> {
    /// Its own name, or one from its list and place.
    pub(crate) id: String,
    /// The line or row on which it is written.
    pub(crate) line: u64,
    pub(crate) priority: i32,
    pub(crate) validity: Validity,
    pub(crate) condition: Condition,
    pub(crate) outcome: T,
}

/// How a rule stands against others for a ticket, best first (D-5): higher priority, greater depth,
/// greater count, earlier in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    priority: Reverse<i32>,
    depth: Reverse<usize>,
    count: Reverse<usize>,
    at: usize,
}

/// What sets a rank before another one (D-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ahead {
    Priority,
    Depth,
    Count,
    Place,
}

impl Rank {
    /// The first measure in which it differs from another rank.
    pub(crate) fn ahead_of(self, other: Rank) -> Ahead {
        if self.priority != other.priority {
            Ahead::Priority
        } else if self.depth != other.depth {
            Ahead::Depth
        } else if self.count != other.count {
            Ahead::Count
        } else {
            Ahead::Place
        }
    }

    /// The rank of a rule of this priority at a place of its list, where the matter is this deep.
    pub(crate) const fn new(priority: i32, depth: usize, count: usize, at: usize) -> Rank {
        Rank { priority: Reverse(priority), depth: Reverse(depth), count: Reverse(count), at }
    }

    /// Whether only the place in the list tells the two apart.
    pub(crate) fn ties(self, other: Rank) -> bool {
        (self.priority, self.depth, self.count) == (other.priority, other.depth, other.count)
    }

    pub(crate) fn priority(self) -> i32 {
        self.priority.0
    }

    pub(crate) fn depth(self) -> usize {
        self.depth.0
    }

    pub(crate) fn count(self) -> usize {
        self.count.0
    }
}

impl<T> Rule<T> {
    /// Whether it is in force on the day of receipt and all its cells hold.
    pub(crate) fn holds(&self, facts: &Facts, part: Option<&PartFacts>) -> bool {
        self.validity.holds(facts.received_on) && self.condition.holds(facts, part)
    }

    /// Its rank at a place of its list.
    pub(crate) fn rank(&self, at: usize, facts: &Facts) -> Rank {
        Rank::new(self.priority, self.condition.depth(facts), self.condition.count(), at)
    }

    /// Whether it always holds: no conditions and no validity.
    pub(crate) fn is_unconditional(&self) -> bool {
        self.condition.cells.is_empty() && self.validity.is_open()
    }
}

/// The best rule of a list that holds and that the caller can use (D-5).
pub(crate) fn best<'r, T>(
    rules: &'r [Rule<T>],
    facts: &Facts,
    part: Option<&PartFacts>,
    usable: impl Fn(&Rule<T>) -> bool,
) -> Option<&'r Rule<T>> {
    rules
        .iter()
        .enumerate()
        .filter(|(_, rule)| usable(rule) && rule.holds(facts, part))
        .min_by_key(|(at, rule)| rule.rank(*at, facts))
        .map(|(_, rule)| rule)
}
