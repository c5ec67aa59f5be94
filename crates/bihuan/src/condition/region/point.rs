//! One kind of ticket: a state in each dimension and the keywords that its text holds. Asked of a point, a
//! region answers at once: many a "makes no difference" is refuted by one.

use super::keywords::{Key, Keywords};
use super::set::State;
use super::text::meet;
use super::{Dim, Region, Space};

/// A state of each dimension, and all keywords of the text, ascending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Point {
    states: Vec<State>,
    words: Vec<Key>,
}

impl Point {
    pub(crate) fn state(&self, dim: Dim) -> Option<State> {
        self.states.get(dim).copied()
    }

    /// The same but for one dimension.
    #[must_use]
    pub(crate) fn with_state(&self, dim: Dim, state: State) -> Point {
        let mut point = self.clone();
        if let Some(slot) = point.states.get_mut(dim) {
            *slot = state;
        }
        point
    }

    /// The same with these keywords in its text, and those inside of them, and no other.
    #[must_use]
    pub(crate) fn with_words(&self, words: impl IntoIterator<Item = Key>, keywords: &Keywords) -> Point {
        Point { states: self.states.clone(), words: closure(words, keywords) }
    }

    /// The same with one more keyword.
    #[must_use]
    pub(crate) fn and_word(&self, word: Key, keywords: &Keywords) -> Point {
        let words = self.words.iter().copied().chain([word]);
        Point { states: self.states.clone(), words: closure(words, keywords) }
    }
}

/// Keywords and those inside of them.
fn closure(words: impl IntoIterator<Item = Key>, keywords: &Keywords) -> Vec<Key> {
    let mut all: Vec<Key> = words.into_iter().flat_map(|key| keywords.inside(key)).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Space {
    /// A point of a region: the one that [`Space::ticket`] writes.
    pub(crate) fn point(&self, region: &Region) -> Option<Point> {
        let first = |dim| region.told(dim).unwrap_or(self.full(dim)).states().next();
        let states: Option<Vec<State>> = (0..self.dims()).map(first).collect();
        Some(Point { states: states?, words: closure(region.text().sample(&self.keywords)?, &self.keywords) })
    }
}

impl Region {
    /// Whether the point is in it.
    pub(crate) fn has(&self, point: &Point) -> bool {
        let inside =
            |(dim, set): &(Dim, super::set::Set)| point.state(*dim).is_some_and(|state| set.contains(state));
        self.sets.iter().all(inside)
            && self.text.present.iter().all(|key| point.words.binary_search(key).is_ok())
            && !meet(&self.text.absent, &point.words)
            && self.text.any.iter().all(|list| meet(list, &point.words))
    }
}
