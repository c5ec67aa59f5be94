//! Rule lists compiled: the best rule for a ticket is found without asking them all (D-5).
//!
//! The rows of a list are filed by the matters that their cells name; a ticket's own path leads to the few that
//! can hold. Of those one mask rules out most: a bit for each value of the small facts. What a mask can't say is
//! a check of its own, and keywords are looked for last, in what is left. The answers are those of the plain
//! evaluator ([`super::best`]), which every test here is held against.

pub(crate) mod build;
mod search;
pub(crate) mod seen;
pub(crate) mod space;
pub(crate) mod tree;
pub(crate) mod words;

use super::test::{Items, ValueItem};
use seen::{Given, Seen, ValueName};
use space::{Fact, Mask, Space, is_in};
use tree::{Spot, Tree};
use words::{WordId, Words};

/// What the rule lists of an edition ask, each thing once.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    pub(crate) matters: Tree,
    pub(crate) areas: Tree,
    space: Space,
    words: Words,
    values: Vec<ValueName>,
    /// Some rule asks for facts of a part (K-13).
    asks_parts: bool,
    /// Cells on values (K-10), as they are.
    value_cells: Vec<Items<ValueItem>>,
}

/// A rule list compiled.
#[derive(Debug, Default)]
pub(crate) struct Index {
    /// Where the entries of each node of the tree of matters begin; empty when all are the root's.
    starts: Box<[u32]>,
    /// Node by node, the best rank first.
    entries: Box<[Entry]>,
    checks: Box<[Check]>,
    spans: Box<[(u32, u32)]>,
    words: Box<[WordId]>,
}

/// A rule as it is filed at one matter.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The bits that it allows; all where it asks nothing.
    mask: Mask,
    /// Its place among all entries of the list, best first: priority, depth, count, place (D-5).
    rank: u32,
    row: u32,
    /// The one keyword that must stand in the text; [`NONE`] without.
    word: WordId,
    /// Its first check and, in the highest bit, whether the ticket's matter must end here; [`NO_CHECK`].
    checks: u32,
}

const NONE: u32 = u32::MAX;
const EXACT: u32 = 1 << 31;
const NO_CHECK: u32 = EXACT - 1;

/// What the mask can't say.
#[derive(Debug, Clone, Copy)]
struct Check {
    asks: Asks,
    /// The last of its rule.
    last: bool,
}

#[derive(Debug, Clone, Copy)]
enum Asks {
    /// The day of receipt lies in the validity, both ends inside (K-11).
    Received(i32, i32),
    /// The position of a fact lies in some of the spans.
    Within(Fact, u32, u32),
    /// The value passes the cell (K-10).
    Value(u32, u32),
    /// Some of the keywords stands in the text, all of them, none of them (K-9).
    Some(u32, u32),
    All(u32, u32),
    None(u32, u32),
}

/// A ticket that rule lists are asked about.
pub(crate) struct Ask<'a> {
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) given: &'a Given<'a>,
    pub(crate) seen: &'a mut Seen,
}

#[cfg(test)]
impl Vocabulary {
    /// How many bytes it holds.
    pub(crate) fn bytes(&self) -> usize {
        self.matters.bytes() + self.areas.bytes() + self.space.bytes() + self.words.bytes()
    }
}

#[cfg(test)]
impl Index {
    /// How many bytes it holds.
    pub(crate) fn bytes(&self) -> usize {
        let checks = size_of_val(&*self.checks) + size_of_val(&*self.spans) + size_of_val(&*self.words);
        size_of_val(&*self.starts) + size_of_val(&*self.entries) + checks
    }
}

impl Vocabulary {
    /// Whether some rule asks for an attribute, by its folded name (K-10).
    pub(crate) fn asks_attribute(&self, name: &str) -> bool {
        self.values.iter().any(|value| matches!(value, ValueName::Attribute(asked) if asked == name))
    }
}

impl Index {
    /// The row of the best rule that holds and that the caller can use (D-5).
    #[inline]
    pub(crate) fn best(&self, ask: &mut Ask<'_>, mut usable: impl FnMut(u32) -> bool) -> Option<u32> {
        let mut best = (NONE, NONE);
        let (matter, vocabulary) = (ask.seen.matter, ask.vocabulary);
        self.each_node(matter, vocabulary, |entries, exact| {
            let mask = ask.seen.mask;
            for entry in entries {
                if entry.rank >= best.0 {
                    break;
                }
                if entry.may_hold(mask, exact) && self.holds(entry, ask) && usable(entry.row) {
                    best = (entry.rank, entry.row);
                    break;
                }
            }
        });
        (best.1 != NONE).then_some(best.1)
    }

    /// Calls for every rule that holds, with its rank. A rule may come several times, with the deepest matter
    /// of its cell that holds first.
    pub(crate) fn each(&self, ask: &mut Ask<'_>, mut found: impl FnMut(u32, u32)) {
        let (matter, vocabulary) = (ask.seen.matter, ask.vocabulary);
        self.each_node(matter, vocabulary, |entries, exact| {
            let mask = ask.seen.mask;
            for entry in entries {
                if entry.may_hold(mask, exact) && self.holds(entry, ask) {
                    found(entry.rank, entry.row);
                }
            }
        });
    }

    /// The row that is the best for every ticket, where one is: it asks nothing and no other goes before it.
    pub(crate) fn always(&self) -> Option<u32> {
        let first = self.entries.iter().find(|entry| entry.rank == 0)?;
        let asks_nothing = first.mask == [u64::MAX; 2] && first.checks == NO_CHECK && first.word == NONE;
        (asks_nothing && self.starts.is_empty()).then_some(first.row)
    }

    /// Calls for every rule that the ticket's matter can meet, with its rank and how many of its cells fail at
    /// least. A rule may come several times, as for [`Index::each`].
    pub(crate) fn each_met(&self, ask: &mut Ask<'_>, mut found: impl FnMut(u32, u32, u32)) {
        let (matter, vocabulary) = (ask.seen.matter, ask.vocabulary);
        self.each_node(matter, vocabulary, |entries, exact| {
            for entry in entries.iter().filter(|entry| exact || entry.checks & EXACT == 0) {
                found(entry.rank, entry.row, self.misses(entry, ask));
            }
        });
    }

    /// How many cells of a rule fail at least: those of the mask, and where that says little, all others.
    fn misses(&self, entry: &Entry, ask: &mut Ask<'_>) -> u32 {
        let ([low, high], [allowed_low, allowed_high]) = (ask.seen.mask, entry.mask);
        let mut misses = (low & !allowed_low).count_ones() + (high & !allowed_high).count_ones();
        if misses > 1 {
            return misses;
        }
        let mut next = Some(entry.checks & NO_CHECK).filter(|first| *first != NO_CHECK);
        while let Some(check) = next.and_then(|at| self.checks.get(at as usize)) {
            // the validity is no cell (K-11)
            let is_cell = !matches!(check.asks, Asks::Received(..));
            misses += u32::from(is_cell && !self.passes(check.asks, ask));
            next = next.map(|at| at.wrapping_add(1)).filter(|_| !check.last);
        }
        let given = ask.given;
        let stands = entry.word == NONE
            || ask.seen.text.contains(|| given.unread.text(), &ask.vocabulary.words, entry.word);
        misses + u32::from(!stands)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries that a ticket's matter leads to, the deepest first; whether it ends there.
    #[inline]
    fn each_node(&self, matter: Spot, vocabulary: &Vocabulary, mut look: impl FnMut(&[Entry], bool)) {
        if self.starts.is_empty() {
            return look(&self.entries, false);
        }
        let mut exact = matter.exact;
        let mut next = Some(matter.node);
        while let Some(node) = next {
            let at = node as usize;
            if let (Some(first), Some(end)) = (self.starts.get(at), self.starts.get(at.wrapping_add(1)))
                && first < end
                && let Some(entries) = self.entries.get(*first as usize..*end as usize)
            {
                look(entries, exact);
            }
            exact = false;
            next = vocabulary.matters.parent(node);
        }
    }

    #[inline]
    fn holds(&self, entry: &Entry, ask: &mut Ask<'_>) -> bool {
        let first = entry.checks & NO_CHECK;
        if first != NO_CHECK && !self.pass(first, ask) {
            return false;
        }
        entry.word == NONE
            || ask.seen.text.contains(|| ask.given.unread.text(), &ask.vocabulary.words, entry.word)
    }

    #[inline(never)]
    fn pass(&self, first: u32, ask: &mut Ask<'_>) -> bool {
        for check in self.checks.get(first as usize..).unwrap_or_default() {
            if !self.passes(check.asks, ask) {
                return false;
            }
            if check.last {
                break;
            }
        }
        true
    }

    fn passes(&self, asks: Asks, ask: &mut Ask<'_>) -> bool {
        let Ask { vocabulary, given, seen } = ask;
        let mut stands = |first: u32, end: u32, wanted: bool| {
            let words = self.words.get(first as usize..end as usize).unwrap_or_default();
            words
                .iter()
                .any(|word| seen.text.contains(|| given.unread.text(), &vocabulary.words, *word) == wanted)
        };
        match asks {
            Asks::Received(from, until) => (from..=until).contains(&seen.times.received_on),
            Asks::Within(fact, first, end) => {
                let spans = self.spans.get(first as usize..end as usize).unwrap_or_default();
                is_in(seen.position(fact), spans)
            }
            Asks::Value(value, cell) => {
                let fact = seen.value(vocabulary, given, value as usize);
                let Some(items) = vocabulary.value_cells.get(cell as usize) else { return false };
                items.holds(fact.is_some(), |item| fact.is_some_and(|fact| item.is(fact)))
            }
            Asks::Some(first, end) => stands(first, end, true),
            Asks::All(first, end) => !stands(first, end, false),
            Asks::None(first, end) => !stands(first, end, true),
        }
    }
}

impl Entry {
    #[inline]
    fn may_hold(&self, mask: Mask, exact: bool) -> bool {
        let [low, high] = mask;
        let [allowed_low, allowed_high] = self.mask;
        (low & !allowed_low) | (high & !allowed_high) == 0 && (exact || self.checks & EXACT == 0)
    }
}
