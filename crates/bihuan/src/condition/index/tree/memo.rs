//! Paths walked lately: what citizens complain about and where repeats itself, and most tickets bring a path that
//! another has just brought.

use super::level::{mixed, next_word};
use super::{Spot, Tree};

/// The bytes of the longest path that is kept.
const LONGEST: usize = 35;

/// Where paths come to in one tree, by how they are written; a path is kept until another falls where it lies.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// A power of two of them, or none.
    slots: Box<[Kept]>,
}

#[derive(Debug, Clone, Copy)]
struct Kept {
    /// None: the slot is free, as no path that is kept is empty.
    len: u8,
    text: [u8; LONGEST],
    /// A node has fewer than 30 bits.
    node: u32,
}

const EXACT: u32 = 1 << 31;
const PRESENT: u32 = 1 << 30;

const FREE: Kept = Kept { len: 0, text: [0; LONGEST], node: 0 };

impl Memo {
    /// Room for so many paths.
    pub(crate) fn of(paths: usize) -> Memo {
        Memo { slots: vec![FREE; paths.next_power_of_two()].into_boxed_slice() }
    }

    /// Where a written path comes to: [`Tree::walk`].
    #[inline]
    pub(crate) fn walk(&mut self, tree: &Tree, written: &str, buffer: &mut String) -> Spot {
        let bytes = written.as_bytes();
        if bytes.is_empty() || bytes.len() > LONGEST {
            return tree.walk(written, buffer);
        }
        let place = hash(bytes) as usize & self.slots.len().wrapping_sub(1);
        match self.slots.get_mut(place) {
            None => tree.walk(written, buffer),
            Some(kept) if kept.is(bytes) => kept.spot(),
            Some(kept) => {
                let spot = tree.walk(written, buffer);
                kept.keep(bytes, spot);
                spot
            }
        }
    }
}

impl Kept {
    #[inline]
    fn is(&self, path: &[u8]) -> bool {
        usize::from(self.len) == path.len() && self.text.get(..path.len()) == Some(path)
    }

    #[inline]
    fn spot(&self) -> Spot {
        Spot {
            node: self.node & !(EXACT | PRESENT),
            exact: self.node & EXACT != 0,
            present: self.node & PRESENT != 0,
        }
    }

    #[inline(never)]
    fn keep(&mut self, path: &[u8], spot: Spot) {
        let Some(text) = self.text.get_mut(..path.len()) else { return };
        text.copy_from_slice(path);
        self.len = path.len() as u8;
        self.node = spot.node | if spot.exact { EXACT } else { 0 } | if spot.present { PRESENT } else { 0 };
    }
}

#[inline]
fn hash(path: &[u8]) -> u64 {
    let (chunks, rest) = path.as_chunks::<8>();
    let hash = chunks.iter().fold(path.len() as u64, |hash, chunk| mixed(hash, u64::from_le_bytes(*chunk)));
    if rest.is_empty() { hash } else { mixed(hash, next_word(rest).0) }
}

#[cfg(test)]
mod tests {
    use super::super::Sprouts;
    use super::*;
    use crate::model::path::Path;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_path_kept_comes_to_where_it_is_walked(
            named in prop::collection::vec("[ab声]{1,3}(/[ab声]{1,3}){0,2}", 0..8),
            written in prop::collection::vec("[abB声/ \\\\]{0,9}|声{10,13}(/a)?", 1..60),
        ) {
            let mut sprouts = Sprouts::new();
            for path in &named {
                sprouts.insert(&Path::read(path));
            }
            let tree = sprouts.grown();
            for room in [0, 1, 4, 64] {
                let mut memo = if room == 0 { Memo::default() } else { Memo::of(room) };
                let mut buffer = String::new();
                for path in written.iter().chain(&written) {
                    let expected = tree.walk(path, &mut buffer);
                    prop_assert_eq!(memo.walk(&tree, path, &mut buffer), expected, "{}", path);
                }
            }
        }
    }
}
