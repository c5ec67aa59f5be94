//! BH0808, BH0809: what emergency, not-accepted and green rules take from rows (D-9 to D-11).
//!
//! A rule *takes* a ticket from the row that would lead it when it is the rule of its list that counts: for
//! `[[not_accepted]]` where there is no emergency, for `[[green]]` where the row is not green itself.

use super::instead::View;
use super::{Piece, Table};
use crate::condition::region::Region;
use crate::condition::region::keywords::Key;
use crate::condition::region::point::Point;
use crate::condition::region::solve::{Answer, Solver};
use crate::condition::region::text::{Text, meet};
use crate::condition::test::Test;
use crate::condition::{Condition, Rule};
use crate::model::words::Channel;
use crate::verify::subject::List;
use std::cmp::Reverse;
use std::collections::HashSet;

/// A list of such rules, taken apart.
#[derive(Debug)]
pub(super) struct Rules<'t, 'm> {
    pub(super) list: List,
    table: &'t Table<'m>,
    rules: Vec<One>,
    /// Every piece of the list, the best first.
    pieces: Vec<Piece>,
}

/// A rule of the list.
#[derive(Debug)]
struct One {
    /// Its own words of which one must be there, and those that keep it from holding.
    any: Vec<Key>,
    not: Vec<Key>,
    /// Pairs of letters of its words.
    letters: HashSet<(char, char)>,
}

/// A row that leads tickets: some of them, and one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Led<'a> {
    pub(super) row: usize,
    pub(super) region: &'a Region,
    pub(super) point: &'a Point,
}

/// A row that loses tickets to a rule, always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Always {
    pub(super) row: usize,
    pub(super) rule: usize,
    /// The words of the row by which it does; none: whatever the words.
    pub(super) words: Vec<String>,
    /// Tickets that show it.
    pub(super) shown: Region,
}

/// The rows from which a rule can take tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Takes {
    /// The nearest first.
    pub(super) rows: Vec<usize>,
    /// How near the first is: pairs of letters in common, more where a word of the row holds one of the rule's.
    pub(super) near: u64,
    /// A ticket of the first of them.
    pub(super) shown: Option<Region>,
    pub(super) unknown: bool,
}

impl<'t, 'm> Rules<'t, 'm> {
    pub(super) fn new<T>(table: &'t Table<'m>, list: List, rules: &[Rule<T>]) -> Rules<'t, 'm> {
        let one = |rule: &Rule<T>| {
            let words = |of: fn(&Test) -> bool| {
                let cells = rule.condition.cells.iter().filter(move |cell| of(&cell.test));
                cells.flat_map(|cell| super::idle::words(&cell.test))
            };
            let keys = |of: fn(&Test) -> bool| {
                let mut keys: Vec<Key> =
                    words(of).filter_map(|word| table.space.keywords.key(word)).collect();
                keys.sort_unstable();
                keys.dedup();
                keys
            };
            One {
                any: keys(|test| matches!(test, Test::Keywords(_))),
                not: keys(|test| matches!(test, Test::NotKeywords(_))),
                letters: words(|test| matches!(test, Test::Keywords(_) | Test::AllKeywords(_)))
                    .flat_map(|word| pairs(word))
                    .collect(),
            }
        };
        let pieces = table.of_rules(rules).pieces;
        Rules { list, table, rules: rules.iter().map(one).collect(), pieces }
    }

    /// How many rules it has.
    pub(super) fn count(&self) -> usize {
        self.rules.len()
    }

    fn of(&self, rule: usize) -> impl Iterator<Item = (usize, &Piece)> {
        self.pieces.iter().enumerate().filter(move |(_, piece)| piece.at == rule)
    }

    /// What keeps the list from counting at all.
    fn apart(&self) -> &[Region] {
        if self.list == List::NotAccepted { &self.table.emergencies } else { &[] }
    }

    /// Whether the rules of this list change nothing for a row: it is green itself.
    fn spares(&self, row: usize) -> bool {
        self.list == List::Greens
            && self.table.matrix.rows.get(row).is_some_and(|row| row.outcome.channel == Channel::Green)
    }

    /// The rules that take all tickets of a row that have none of the rule's `not_keywords`, or all of those with
    /// one of the row's own keywords. `point`: a ticket that the row leads.
    ///
    /// An emergency or a green rule says what it means with its own words and facts; of those only what their
    /// words take by standing inside of longer ones of the row is told.
    pub(super) fn always(
        &self,
        solver: &mut Solver<'_>,
        row: usize,
        condition: &Condition,
        point: Option<&Point>,
    ) -> Vec<Always> {
        let mut out = Vec::new();
        if self.spares(row) {
            return out;
        }
        let strict = self.list != List::NotAccepted;
        let keywords = &self.table.space.keywords;
        let cells = condition.cells.iter().filter(|cell| matches!(cell.test, Test::Keywords(_)));
        let words: Vec<(&String, Key)> = cells
            .flat_map(|cell| super::idle::words(&cell.test))
            .filter_map(|word| Some((word, keywords.key(word)?)))
            .collect();
        for (rule, one) in self.rules.iter().enumerate() {
            let not = Text { absent: one.not.clone(), ..Text::default() };
            let such = Region::default().with_text(not.clone(), self.table.space);
            // a ticket of the row that the rule could take, and does not
            let refutes = |point: &Point| {
                such.as_ref().is_some_and(|such| such.has(point))
                    && !self.apart().iter().any(|region| region.has(point))
                    && !self.of(rule).any(|(_, piece)| piece.region.has(point))
            };
            if !strict
                && !point.is_some_and(refutes)
                && let Some(shown) = self.takes_all(solver, row, rule, &not)
            {
                out.push(Always { row, rule, words: Vec::new(), shown });
                continue;
            }
            let (mut taken, mut shown) = (Vec::new(), None);
            for (word, key) in &words {
                let inside = keywords.inside(*key);
                let by_word = meet(&one.any, inside) && !(strict && one.any.binary_search(key).is_ok());
                if !by_word || meet(&one.not, inside) {
                    continue;
                }
                let text = Text { present: vec![*key], ..not.clone() };
                if let Some(region) = self.takes_all(solver, row, rule, &text) {
                    taken.push((*word).clone());
                    shown = shown.or(Some(region));
                }
            }
            if let Some(shown) = shown {
                out.push(Always { row, rule, words: taken, shown });
            }
        }
        out
    }

    /// Whether the rule takes every ticket that the row leads and that has such a text; then one of them.
    fn takes_all(&self, solver: &mut Solver<'_>, row: usize, rule: usize, text: &Text) -> Option<Region> {
        let (table, space) = (self.table, self.table.space);
        let such = Region::default().with_text(text.clone(), space)?;
        let mut shown = None;
        for id in table.of_row(row) {
            let Some(part) = table.region(*id).and(&such, space) else { continue };
            let before = table.before(*id, &part, solver);
            let mut others = table.regions(&before);
            others.extend(self.apart());
            let ahead = others.len();
            others.extend(self.of(rule).map(|(_, piece)| &piece.region));
            match solver.find(&part, &others) {
                Answer::Covered(_) => {}
                Answer::Free(_) | Answer::Unknown => return None,
            }
            // where it is the rule that counts, if it is anywhere
            others.truncate(ahead);
            for (at, piece) in self.of(rule) {
                let Some(part) = part.and(&piece.region, space).filter(|_| shown.is_none()) else { continue };
                let better = self.pieces.iter().take(at).filter(|other| other.at != rule);
                let others: Vec<&Region> =
                    others.iter().copied().chain(better.map(|other| &other.region)).collect();
                shown = solver.find(&part, &others).free();
            }
        }
        shown
    }

    /// The rows from which a rule can take tickets, of those that lead some; of each a ticket that it leads.
    pub(super) fn takes(
        &self,
        view: &View<'_, '_>,
        solver: &mut Solver<'_>,
        rule: usize,
        live: &[Led<'_>],
    ) -> Takes {
        let mut out = Takes::default();
        let Some(one) = self.rules.get(rule) else { return out };
        let mut near: Vec<(bool, Reverse<usize>, usize)> = Vec::new();
        for led in live.iter().filter(|led| !self.spares(led.row)) {
            let takes = if self.at_a_glance(view, solver, rule, *led) || self.within(rule, led.region) {
                Some(true)
            } else {
                self.takes_from(solver, led.row, rule).map(|region| region.is_some())
            };
            match takes {
                Some(true) => near.push(self.nearness(one, led.row)),
                Some(false) => {}
                None => out.unknown = true,
            }
        }
        near.sort_unstable();
        let first = near.first();
        out.near =
            first.map_or(0, |(apart, Reverse(shared), _)| *shared as u64 + if *apart { 0 } else { 1_000 });
        out.rows = near.into_iter().map(|(_, _, row)| row).collect();
        let first = out.rows.first().copied();
        out.shown = first.and_then(|row| self.takes_from(solver, row, rule).flatten());
        out
    }

    /// How near a row is to a rule, the nearest least: whether a word of the row holds one of the rule's, and how
    /// many pairs of letters of the rule's words stand in the row's words and in the last level of its matters.
    fn nearness(&self, one: &One, row: usize) -> (bool, Reverse<usize>, usize) {
        let keywords = &self.table.space.keywords;
        let cells = self.table.matrix.rows.get(row).map_or(&[][..], |row| row.condition.cells.as_slice());
        let (mut inside, mut shared) = (false, HashSet::new());
        for cell in cells {
            match &cell.test {
                Test::Keywords(words) | Test::AllKeywords(words) => {
                    for word in words {
                        let key = keywords.key(word);
                        inside |= key.is_some_and(|key| meet(&one.any, keywords.inside(key)));
                        shared.extend(pairs(word).filter(|pair| one.letters.contains(pair)));
                    }
                }
                Test::Matter(items) => {
                    for name in items.values().filter_map(|item| item.path.last()) {
                        shared.extend(pairs(name).filter(|pair| one.letters.contains(pair)));
                    }
                }
                _ => {}
            }
        }
        (!inside, Reverse(shared.len()), row)
    }

    /// Whether the rule takes a ticket like one that the row leads, with what the rule asks put into it.
    fn at_a_glance(&self, view: &View<'_, '_>, solver: &mut Solver<'_>, rule: usize, led: Led<'_>) -> bool {
        let space = self.table.space;
        self.of(rule).any(|(at, piece)| {
            let mut like = led.point.clone();
            for (dim, set) in piece.region.sets() {
                if !like.state(*dim).is_some_and(|state| set.contains(state)) {
                    like = set.states().next().map_or(like.clone(), |state| like.with_state(*dim, state));
                }
            }
            let text = piece.region.text();
            let words = text.present.iter().chain(text.any.iter().filter_map(|list| list.first()));
            for word in words {
                like = like.and_word(*word, &space.keywords);
            }
            self.counts(at, &like)
                && view.first(&like, &[], solver).is_some_and(|first| first.is_row && first.at == led.row)
        })
    }

    /// Whether the rule takes a ticket of a region that the row leads, seen by one of them.
    fn within(&self, rule: usize, led: &Region) -> bool {
        let space = self.table.space;
        self.of(rule).any(|(at, piece)| {
            let both = led.and(&piece.region, space);
            both.and_then(|both| space.point(&both)).is_some_and(|point| self.counts(at, &point))
        })
    }

    /// Whether a piece of the list counts for a point.
    fn counts(&self, at: usize, point: &Point) -> bool {
        let has = |piece: &Piece| piece.region.has(point);
        let better = || self.pieces.iter().take(at);
        self.pieces.get(at).is_some_and(has)
            && !better().any(has)
            && !self.apart().iter().any(|region| region.has(point))
    }

    /// A ticket that the row leads and the rule takes; `None`: not known.
    #[expect(clippy::option_option, reason = "not known is not none")]
    fn takes_from(&self, solver: &mut Solver<'_>, row: usize, rule: usize) -> Option<Option<Region>> {
        let (table, space) = (self.table, self.table.space);
        let mut unknown = false;
        for (at, piece) in self.of(rule) {
            let better = self.pieces.iter().take(at).filter(|other| other.at != rule);
            let better: Vec<&Region> = better.map(|other| &other.region).chain(self.apart()).collect();
            for id in table.of_row(row) {
                let Some(part) = table.region(*id).and(&piece.region, space) else { continue };
                let before = table.before(*id, &part, solver);
                let mut others = table.regions(&before);
                others.extend(&better);
                match solver.find(&part, &others) {
                    Answer::Free(free) => return Some(Some(free)),
                    Answer::Covered(_) => {}
                    Answer::Unknown => unknown = true,
                }
            }
        }
        (!unknown).then_some(None)
    }
}

/// The pairs of letters that follow one another.
fn pairs(word: &str) -> impl Iterator<Item = (char, char)> {
    word.chars().zip(word.chars().skip(1))
}
