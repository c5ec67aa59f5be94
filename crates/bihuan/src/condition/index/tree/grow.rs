//! How a tree of paths grows: path by path, aliases last.

use super::level::Level;
use super::{ABSENT, LEN_BITS, Node, ROOT, Slot, Tree, len_code};
use crate::model::path::Path;
use std::collections::BTreeMap;

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
            let next = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX).min(u32::MAX >> LEN_BITS);
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
            slots: vec![Slot::default(); (count + count / 2 + 1).next_power_of_two()].into_boxed_slice(),
            levels: levels.into_boxed_slice(),
        };
        for (at, sprout) in (0..).zip(&self.nodes).skip(1) {
            let level = sprout.level.as_bytes();
            let key = Level::of(level).key;
            let mut place = tree.place(sprout.parent, key);
            while tree.slots.get(place).is_some_and(|slot| slot.node != 0) {
                place = tree.next(place);
            }
            if let Some(slot) = tree.slots.get_mut(place) {
                *slot = Slot { key, parent: sprout.parent, node: (at << LEN_BITS) | len_code(level) };
            }
        }
        tree
    }
}
