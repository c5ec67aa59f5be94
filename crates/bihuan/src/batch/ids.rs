//! The numbers of tickets that were given before (G-8), over all batches of a table.

use std::hash::{BuildHasher, RandomState};

/// How many bits of a slot are the place of a number; the others are of its hash.
const PLACE: u32 = 40;

/// Numbers that were given.
#[derive(Debug)]
pub(super) struct Ids {
    /// Open addressing: hash and place + 1; 0 where the slot is free.
    slots: Vec<u64>,
    texts: String,
    /// Where each number ends in the texts.
    ends: Vec<usize>,
    /// Nobody who writes the numbers can know where they fall. No answer depends on it.
    key: u64,
}

impl Ids {
    pub(super) fn new() -> Ids {
        Ids {
            slots: vec![0; 1024],
            texts: String::new(),
            ends: Vec::new(),
            key: RandomState::new().hash_one(0),
        }
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.ends.reserve(more);
        let needed = self.ends.len().saturating_add(more).saturating_mul(2).next_power_of_two();
        if needed > self.slots.len() {
            self.grow(needed);
        }
    }

    /// Reads where a number falls, so that memory brings it before it is asked for.
    #[inline]
    pub(super) fn touch(&self, hash: u64) -> u64 {
        let at = hash as usize & self.slots.len().wrapping_sub(1);
        self.slots.get(at).copied().unwrap_or_default()
    }

    /// Takes a number, given its hash; `false` where it was given before.
    #[inline]
    pub(super) fn take(&mut self, id: &str, hash: u64) -> bool {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        loop {
            match self.slots.get(at).copied() {
                None | Some(0) => break,
                Some(slot) if slot >> PLACE == hash >> PLACE && self.text(slot) == id => return false,
                Some(_) => at = at.wrapping_add(1) & mask,
            }
        }
        self.texts.push_str(id);
        self.ends.push(self.texts.len());
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = slot_of(hash, self.ends.len());
        }
        if self.ends.len().saturating_mul(2) > self.slots.len() {
            self.grow(self.slots.len().saturating_mul(2));
        }
        true
    }

    /// The number that a slot stands for.
    fn text(&self, slot: u64) -> &str {
        let place = (slot & ((1 << PLACE) - 1)) as usize;
        let end = place.checked_sub(1).and_then(|at| self.ends.get(at)).copied().unwrap_or_default();
        let start = place.checked_sub(2).and_then(|at| self.ends.get(at)).copied().unwrap_or_default();
        self.texts.get(start..end).unwrap_or_default()
    }

    #[cold]
    fn grow(&mut self, slots: usize) {
        let mut grown = vec![0; slots];
        let mask = slots.wrapping_sub(1);
        let mut start = 0;
        for (place, end) in (1..).zip(&self.ends) {
            let hash = self.hash(self.texts.get(start..*end).unwrap_or_default());
            let mut at = hash as usize & mask;
            while grown.get(at).is_some_and(|slot| *slot != 0) {
                at = at.wrapping_add(1) & mask;
            }
            if let Some(slot) = grown.get_mut(at) {
                *slot = slot_of(hash, place);
            }
            start = *end;
        }
        self.slots = grown;
    }

    #[inline]
    pub(super) fn hash(&self, id: &str) -> u64 {
        let mixed = |hash: u64, word: u64| {
            let wide = u128::from(hash ^ word).wrapping_mul(0xD6E8_FEB8_6659_FD93_9E37_79B9_7F4A_7C15);
            (wide >> 64) as u64 ^ (wide as u64).rotate_left(32)
        };
        let (chunks, rest) = id.as_bytes().as_chunks::<8>();
        let hash = chunks.iter().fold(self.key, |hash, chunk| mixed(hash, u64::from_le_bytes(*chunk)));
        let last = rest.iter().fold(rest.len() as u64 + 1, |word, byte| word << 8 | u64::from(*byte));
        mixed(hash, last)
    }
}

fn slot_of(hash: u64, place: usize) -> u64 {
    (hash >> PLACE << PLACE) | place as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    proptest! {
        #[test]
        fn a_number_is_new_once(ids in prop::collection::vec("[ab]{0,3}|[0-9]{6,20}|单{1,4}", 0..3000)) {
            let (mut taken, mut known) = (Ids::new(), HashSet::new());
            taken.reserve(ids.len() / 3);
            for id in &ids {
                prop_assert_eq!(taken.take(id, taken.hash(id)), known.insert(id.clone()), "{}", id);
            }
        }
    }
}
