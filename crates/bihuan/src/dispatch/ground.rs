//! Rows by common ground: which rows of the matrix a ticket's matter can meet at all, without looking at the
//! others.

use crate::condition::Rule;
use crate::condition::test::{Item, PathItem, Test};
use crate::model::path::Path;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

/// The rows of a matrix by the paths that their matter cells name: a tree of levels.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ground {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    below: HashMap<String, usize>,
    /// Rows that hold for this path alone.
    exact: Vec<Filed>,
    /// Rows that hold for this path and all below it.
    covers: Vec<Filed>,
}

/// A row as it is filed at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Filed {
    row: usize,
    /// It is filed elsewhere, too.
    again: bool,
}

/// A row that a matter can meet, and how many levels of it the row names (D-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Met {
    pub(crate) row: usize,
    pub(crate) depth: usize,
}

impl Ground {
    /// Files every row under each positive path of its matter cell. A row that can hold without one (no
    /// matter cell, `*`, or negatives alone) stands at the root.
    pub(crate) fn of<T>(rows: &[Rule<T>]) -> Ground {
        let mut ground = Ground { nodes: vec![Node::default()] };
        for (row, rule) in rows.iter().enumerate() {
            let cells = rule.condition.cells.iter();
            let matter = cells
                .filter_map(|cell| if let Test::Matter(items) = &cell.test { Some(items) } else { None });
            let positive = matter.flat_map(|items| items.items.iter().filter(|(negative, _)| !negative));
            let positive: Vec<&Item<PathItem>> = positive.map(|(_, item)| item).collect();
            let paths: Vec<&PathItem> = positive
                .iter()
                .filter_map(|item| if let Item::Is(path) = item { Some(path) } else { None })
                .collect();
            let free = positive.len() > paths.len() || positive.is_empty();
            let filed = Filed { row, again: paths.len() + usize::from(free) > 1 };
            paths.iter().for_each(|path| ground.file(path, filed));
            if free {
                ground.nodes.iter_mut().take(1).for_each(|root| root.covers.push(filed));
            }
        }
        // the best rank first, so that what comes later can be left off early
        let rank = |filed: &Filed| {
            rows.get(filed.row).map(|rule| (Reverse(rule.priority), Reverse(rule.condition.count())))
        };
        for list in ground.nodes.iter_mut().flat_map(|node| [&mut node.exact, &mut node.covers]) {
            list.sort_by_key(rank);
        }
        ground
    }

    fn file(&mut self, item: &PathItem, filed: Filed) {
        let mut at = 0;
        for level in item.path.levels() {
            let next = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            at = *node.below.entry(level.clone()).or_insert(next);
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            if item.exact { node.exact.push(filed) } else { node.covers.push(filed) }
        }
    }

    /// The rows whose matter cell a matter can meet, each once: the deepest first.
    pub(crate) fn rows(&self, matter: Option<&Path>) -> Vec<Met> {
        let levels = matter.map_or(&[][..], Path::levels);
        let mut lists: Vec<(usize, &[Filed])> = Vec::with_capacity(levels.len() + 2);
        let mut node = self.nodes.first();
        for (depth, level) in levels.iter().enumerate() {
            let Some(here) = node else { break };
            lists.push((depth, &here.covers));
            node = here.below.get(level).and_then(|at| self.nodes.get(*at));
        }
        if let Some(end) = node {
            lists.push((levels.len(), &end.covers));
            lists.push((levels.len(), &end.exact));
        }
        let mut rows: Vec<Met> = Vec::with_capacity(lists.iter().map(|(_, list)| list.len()).sum());
        let mut seen = BTreeSet::new();
        for (depth, list) in lists.into_iter().rev() {
            for filed in list {
                if !filed.again || seen.insert(filed.row) {
                    rows.push(Met { row: filed.row, depth });
                }
            }
        }
        rows
    }
}
