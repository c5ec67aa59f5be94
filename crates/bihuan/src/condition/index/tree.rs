//! All paths that an edition names, as a tree: a ticket's path is walked down it without copying (K-4, G-5).

use crate::model::path::{self, Path};
use std::collections::BTreeMap;

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
    len: u32,
    parent: u32,
    /// 0 where the slot is free: the root is no child.
    node: u32,
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

/// A tree while it grows: children in the order of their levels.
#[derive(Debug, Default)]
pub(crate) struct Sprouts {
    nodes: Vec<Sprout>,
    aliases: Vec<(u32, u32)>,
}

#[derive(Debug, Default)]
struct Sprout {
    parent: u32,
    level: String,
    children: BTreeMap<String, u32>,
}

impl Sprouts {
    pub(crate) fn new() -> Sprouts {
        Sprouts { nodes: vec![Sprout::default()], aliases: Vec::new() }
    }

    pub(crate) fn insert(&mut self, path: &Path) -> u32 {
        let mut at = ROOT;
        for level in path.levels() {
            let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            let Some(node) = self.nodes.get_mut(at as usize) else { return ROOT };
            at = match node.children.get(level) {
                Some(child) => *child,
                None => {
                    node.children.insert(level.clone(), next);
                    self.nodes.push(Sprout { parent: at, level: level.clone(), children: BTreeMap::new() });
                    next
                }
            };
        }
        at
    }

    /// A path that stands for another where it is the whole of what is written (G-5).
    pub(crate) fn alias(&mut self, alias: &Path, path: &Path) {
        let pair = (self.insert(alias), self.insert(path));
        self.aliases.push(pair);
    }

    pub(crate) fn grown(self) -> Tree {
        let count = self.nodes.len();
        let mut levels = Vec::new();
        let mut nodes = Vec::with_capacity(count);
        for (at, sprout) in (0..).zip(&self.nodes) {
            let level = u32::try_from(levels.len()).unwrap_or(u32::MAX);
            levels.extend_from_slice(sprout.level.as_bytes());
            let len = u32::try_from(sprout.level.len()).unwrap_or(u32::MAX);
            nodes.push(Node { parent: sprout.parent, means: at, first: 0, end: 0, level, len });
        }
        // positions in preorder, without recursion: a path may have any number of levels
        let mut next = ABSENT + 1;
        let mut open: Vec<(u32, bool)> = vec![(ROOT, false)];
        while let Some((at, done)) = open.pop() {
            let (Some(node), Some(sprout)) = (nodes.get_mut(at as usize), self.nodes.get(at as usize)) else {
                continue;
            };
            if done {
                node.end = next;
                continue;
            }
            node.first = next;
            next += 2;
            open.push((at, true));
            open.extend(sprout.children.values().rev().map(|child| (*child, false)));
        }
        for (alias, path) in &self.aliases {
            if let Some(node) = nodes.get_mut(*alias as usize) {
                node.means = *path;
            }
        }
        let mut tree = Tree {
            aliases: !self.aliases.is_empty(),
            backslashes: levels.contains(&b'\\'),
            nodes: nodes.into_boxed_slice(),
            slots: vec![Slot::default(); (count * 2).next_power_of_two()].into_boxed_slice(),
            levels: levels.into_boxed_slice(),
        };
        for (at, sprout) in (0..).zip(&self.nodes).skip(1) {
            let level = sprout.level.as_bytes();
            let key = key(level);
            let mut place = tree.place(sprout.parent, key);
            while tree.slots.get(place).is_some_and(|slot| slot.node != 0) {
                place = tree.next(place);
            }
            if let Some(slot) = tree.slots.get_mut(place) {
                let len = u32::try_from(level.len()).unwrap_or(u32::MAX);
                *slot = Slot { key, len, parent: sprout.parent, node: at };
            }
        }
        tree
    }
}

impl Tree {
    /// Where a written path comes to; as a ticket writes it, so empty levels are dropped (G-5).
    #[inline]
    pub(crate) fn walk(&self, written: Option<&str>, buffer: &mut String) -> Spot {
        let Some(written) = written else { return Spot::default() };
        let mut walk = Walk::new(self);
        // A level as it is in the tree is folded, and folding leaves it alone: where all are found as they are
        // written there is nothing to fold. Only a backslash would mean something else as it is written.
        for level in written.as_bytes().split(|byte| *byte == b'/') {
            walk.step(level);
        }
        if (!walk.spot.exact || self.backslashes) && !written.bytes().all(is_plain) {
            walk = Walk::new(self);
            path::each_level(written, buffer, |level| walk.step(level.as_bytes()));
        }
        let mut spot = walk.spot;
        if self.aliases && spot.exact {
            spot.node = self.nodes.get(spot.node as usize).map_or(ROOT, |node| node.means);
        }
        spot
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
    fn child(&self, parent: u32, level: &[u8]) -> Option<u32> {
        let key = key(level);
        let mut place = self.place(parent, key);
        loop {
            let slot = self.slots.get(place)?;
            if slot.node == 0 {
                return None;
            }
            if slot.key == key
                && slot.parent == parent
                && slot.len as usize == level.len()
                && (level.len() <= 8 || self.level(slot.node) == level)
            {
                return Some(slot.node);
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
        let mixed = mixed(key, u64::from(parent).wrapping_mul(0x2545_F491_4F6C_DD1D));
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
            match self.tree.child(self.spot.node, level) {
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

/// A level as a number: of up to eight bytes it says all, given how many they are.
#[inline]
fn key(level: &[u8]) -> u64 {
    if level.len() <= 8 {
        return tail(level);
    }
    let mut hash = 0;
    let (chunks, rest) = level.as_chunks::<8>();
    for chunk in chunks {
        hash = mixed(hash, u64::from_le_bytes(*chunk));
    }
    mixed(hash, tail(rest))
}

/// Up to eight bytes as one number.
#[inline]
fn tail(bytes: &[u8]) -> u64 {
    if let (Some(head), Some(end)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*head)) | (u64::from(u32::from_le_bytes(*end)) << 32);
    }
    if let (Some(head), Some(end)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        return u64::from(u16::from_le_bytes(*head)) | (u64::from(u16::from_le_bytes(*end)) << 16);
    }
    bytes.first().copied().map_or(0, u64::from)
}

#[inline]
fn mixed(hash: u64, word: u64) -> u64 {
    let wide = u128::from(hash ^ word ^ 0x9E37_79B9_7F4A_7C15).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (wide as u64) ^ ((wide >> 64) as u64)
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
            let spot = tree.walk(Some(&ticket), &mut String::new());
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
        let at = |path: &str| tree.walk(Some(path), &mut String::new());
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
            assert!(tree.walk(Some(name), &mut String::new()).exact, "{name}");
        }
    }
}
