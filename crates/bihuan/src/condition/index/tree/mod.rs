//! All paths that an edition names, as a tree: a ticket's path is walked down it without copying (K-4, G-5).

mod grow;
mod level;
mod memo;

pub(crate) use grow::Sprouts;
use level::Level;
pub(crate) use memo::Memo;

use crate::model::path::{self, Path};

/// The root, which every path passes.
pub(crate) const ROOT: u32 = 0;

/// The position of an absent path.
pub(crate) const ABSENT: u32 = 0;

/// A tree of paths. Each node has two *positions*, one for the path that ends at it and one for those that
/// go on to where the tree has no node; what a path covers is one span of positions.
#[derive(Debug)]
pub(crate) struct Tree {
    nodes: Box<[Node]>,
    /// Open addressing by the hash of parent and level.
    slots: Box<[Slot]>,
    levels: Box<[u8]>,
    /// Some of the nodes stand for others.
    aliases: bool,
    /// Some of the levels have a backslash in them.
    backslashes: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// The level: itself up to eight bytes, else its hash.
    key: u64,
    parent: u32,
    /// The node, and in the lowest bits how long its level is, [`LONG`] from nine bytes on; 0 where the slot is
    /// free: the root is no child.
    node: u32,
}

/// How many bits of a slot's node are the length of its level.
const LEN_BITS: u32 = 4;
const LONG: u32 = 9;

/// The length of a level, as a slot has it.
#[inline]
fn len_code(level: &[u8]) -> u32 {
    level.len().min(LONG as usize) as u32
}

#[derive(Debug, Clone, Copy)]
struct Node {
    parent: u32,
    /// The node that it stands for: itself, but for an alias (G-5).
    means: u32,
    /// The position of the path itself; that of what is below and has no node comes after it.
    first: u32,
    /// The position after the last below it.
    end: u32,
    level: u32,
    len: u32,
}

/// Where a path comes to in a tree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The deepest node on its way.
    pub(crate) node: u32,
    /// Whether it ends there.
    pub(crate) exact: bool,
    /// Whether there is a path at all (G-4).
    pub(crate) present: bool,
}

#[cfg(test)]
impl Tree {
    /// How many bytes it holds.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.nodes) + size_of_val(&*self.slots) + self.levels.len()
    }
}

impl Tree {
    /// Where a written path comes to; as a ticket writes it, so empty levels are dropped (G-5).
    #[inline]
    pub(crate) fn walk(&self, written: &str, buffer: &mut String) -> Spot {
        // A level as it is in the tree is folded, and folding leaves it alone: where all are found as they are
        // written there is nothing to fold. Only a backslash would mean something else as it is written.
        let mut spot = self.walk_unfolded(written.as_bytes());
        if (!spot.exact || self.backslashes) && !written.bytes().all(is_plain) {
            spot = self.walk_folded(written, buffer);
        }
        if self.aliases && spot.exact {
            spot.node = self.nodes.get(spot.node as usize).map_or(ROOT, |node| node.means);
        }
        spot
    }

    #[inline(always)]
    fn walk_unfolded(&self, written: &[u8]) -> Spot {
        let (mut node, mut present) = (ROOT, false);
        let mut rest = Some(written);
        while let Some(path) = rest {
            let (level, after) = level::first(path);
            rest = after;
            if level.bytes.is_empty() {
                continue;
            }
            present = true;
            match self.child(node, &level) {
                Some(child) => node = child,
                None => return Spot { node, exact: false, present },
            }
        }
        Spot { node, exact: true, present }
    }

    #[inline(never)]
    fn walk_folded(&self, written: &str, buffer: &mut String) -> Spot {
        let mut walk = Walk::new(self);
        path::each_level(written, buffer, |level| walk.step(level.as_bytes()));
        walk.spot
    }

    /// Where a path of the rulebook comes to.
    pub(crate) fn find(&self, path: &Path) -> Spot {
        let mut walk = Walk::new(self);
        for level in path.levels() {
            walk.step(level.as_bytes());
        }
        walk.spot
    }

    #[inline(always)]
    fn child(&self, parent: u32, level: &Level<'_>) -> Option<u32> {
        let (key, len) = (level.key, len_code(level.bytes));
        let mut place = self.place(parent, key);
        loop {
            let slot = self.slots.get(place)?;
            if slot.node == 0 {
                return None;
            }
            let node = slot.node >> LEN_BITS;
            if slot.key == key
                && slot.parent == parent
                && slot.node & ((1 << LEN_BITS) - 1) == len
                && (len < LONG || self.level(node) == level.bytes)
            {
                return Some(node);
            }
            place = self.next(place);
        }
    }

    fn level(&self, node: u32) -> &[u8] {
        let Some(node) = self.nodes.get(node as usize) else { return &[] };
        let start = node.level as usize;
        self.levels.get(start..start.wrapping_add(node.len as usize)).unwrap_or_default()
    }

    #[inline]
    fn place(&self, parent: u32, key: u64) -> usize {
        let mixed = level::mixed(key, u64::from(parent).wrapping_mul(0x2545_F491_4F6C_DD1D));
        (mixed as usize) & self.slots.len().wrapping_sub(1)
    }

    fn next(&self, place: usize) -> usize {
        place.wrapping_add(1) & self.slots.len().wrapping_sub(1)
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node above; none above the root.
    #[inline]
    pub(crate) fn parent(&self, node: u32) -> Option<u32> {
        if node == ROOT { None } else { self.nodes.get(node as usize).map(|node| node.parent) }
    }

    /// How many levels lead to a node.
    pub(crate) fn depth(&self, node: u32) -> usize {
        std::iter::successors(self.parent(node), |node| self.parent(*node)).count()
    }

    /// The position of a path that came to a spot.
    #[inline]
    pub(crate) fn position(&self, spot: Spot) -> u32 {
        if !spot.present {
            return ABSENT;
        }
        let first = self.nodes.get(spot.node as usize).map_or(ABSENT, |node| node.first);
        if spot.exact { first } else { first.wrapping_add(1) }
    }

    /// The positions of what a node covers; with `exact` of its path alone (K-4).
    pub(crate) fn covered(&self, node: u32, exact: bool) -> (u32, u32) {
        let Some(node) = self.nodes.get(node as usize) else { return (0, 0) };
        if exact { (node.first, node.first + 1) } else { (node.first, node.end) }
    }

    /// The position after the last.
    pub(crate) fn positions(&self) -> u32 {
        self.nodes.first().map_or(0, |root| root.end)
    }
}

struct Walk<'t> {
    tree: &'t Tree,
    spot: Spot,
}

impl Walk<'_> {
    fn new(tree: &Tree) -> Walk<'_> {
        Walk { tree, spot: Spot { node: ROOT, exact: true, present: false } }
    }

    #[inline]
    fn step(&mut self, level: &[u8]) {
        if level.is_empty() {
            return;
        }
        self.spot.present = true;
        if self.spot.exact {
            match self.tree.child(self.spot.node, &Level::of(level)) {
                Some(child) => self.spot.node = child,
                None => self.spot.exact = false,
            }
        }
    }
}

/// Whether folding leaves the byte alone wherever it stands and no mark is made of it: lower-case ASCII without
/// blank and backslash, and the leads of characters that are neither white space nor full-width.
fn is_plain(byte: u8) -> bool {
    PLAIN.get(usize::from(byte)).copied().unwrap_or(false)
}

static PLAIN: [bool; 256] = plain();

#[expect(clippy::indexing_slicing, reason = "evaluated when it is compiled")]
const fn plain() -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        // C2, E1, E2, E3 and EF lead the white space and the full-width forms beyond ASCII
        table[byte] = !(byte <= 0x20
            || byte == 0x7F
            || (byte >= b'A' as usize && byte <= b'Z' as usize)
            || byte == b'\\' as usize
            || matches!(byte, 0xC2 | 0xE1 | 0xE2 | 0xE3 | 0xEF));
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tree(paths: &[&str]) -> Tree {
        let mut sprouts = Sprouts::new();
        for path in paths {
            sprouts.insert(&Path::read(path));
        }
        sprouts.grown()
    }

    fn written() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "噪声",
            "噪 声",
            "装修",
            "a",
            "A",
            "Ａ",
            "/",
            "／",
            "//",
            "\\/",
            "\\",
            " ",
            "\u{3000}",
            "abcdefghij",
            "\u{a0}",
        ]);
        prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_span_holds_what_a_path_covers(named in prop::collection::vec(written(), 0..8), ticket in written()) {
            let paths: Vec<Path> = named.iter().map(|path| Path::read(path)).filter(|path| !path.is_empty()).collect();
            let mut sprouts = Sprouts::new();
            for path in &paths {
                sprouts.insert(path);
            }
            let tree = sprouts.grown();
            let fact = Path::read(&ticket);
            let spot = tree.walk(&ticket, &mut String::new());
            prop_assert_eq!(spot, tree.find(&fact));
            prop_assert_eq!(spot.present, !fact.is_empty());
            let position = tree.position(spot);
            for path in &paths {
                let node = tree.find(path).node;
                prop_assert_eq!(tree.depth(node), path.depth());
                let within = |(first, end): (u32, u32)| first <= position && position < end;
                prop_assert_eq!(within(tree.covered(node, false)), spot.present && path.covers(&fact));
                prop_assert_eq!(within(tree.covered(node, true)), *path == fact);
            }
        }
    }

    #[test]
    fn an_alias_stands_for_its_path_where_it_is_the_whole() {
        let mut sprouts = Sprouts::new();
        sprouts.alias(&Path::read("吵"), &Path::read("噪声/装修"));
        let tree = sprouts.grown();
        let at = |path: &str| tree.walk(path, &mut String::new());
        assert_eq!(at("吵"), at("噪声/装修"));
        assert_ne!(at("吵/装修"), at("噪声/装修"));
        assert!(!at("吵/装修").exact);
    }

    #[test]
    fn deep_paths_and_many_levels_are_found() {
        let deep = vec!["x"; 3000].join("/");
        let many: Vec<String> = (0..3000).map(|level| level.to_string()).collect();
        let mut names: Vec<&str> = many.iter().map(String::as_str).collect();
        names.push(&deep);
        let tree = tree(&names);
        for name in names {
            assert!(tree.walk(name, &mut String::new()).exact, "{name}");
        }
    }
}
