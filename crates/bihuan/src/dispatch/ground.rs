//! Rows by common ground: which rows of the matrix a ticket's matter can meet at all, without looking at the
//! others.

use crate::condition::Rule;
use crate::condition::test::{Item, PathItem, Test};
use crate::model::path::Path;
use std::collections::HashMap;

/// The rows of a matrix by the paths that their matter cells name: a tree of levels.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ground {
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    below: HashMap<String, usize>,
    /// Rows that hold for this path alone.
    exact: Vec<usize>,
    /// Rows that hold for this path and all below it.
    covers: Vec<usize>,
}

impl Ground {
    /// Files every row under each positive path of its matter cell. A row that can hold without one (no
    /// matter cell, `*`, or negatives alone) stands at the root.
    pub(crate) fn of<T>(rows: &[Rule<T>]) -> Ground {
        let mut ground = Ground { nodes: vec![Node::default()] };
        for (at, row) in rows.iter().enumerate() {
            let mut free = true;
            for cell in &row.condition.cells {
                let Test::Matter(items) = &cell.test else { continue };
                let positive = || items.items.iter().filter(|(negative, _)| !negative).map(|(_, item)| item);
                free &= positive().all(|item| *item == Item::Any);
                for item in positive() {
                    match item {
                        Item::Is(item) => ground.file(item, at),
                        Item::Any => free = true,
                    }
                }
            }
            if free {
                ground.nodes.iter_mut().take(1).for_each(|root| root.covers.push(at));
            }
        }
        ground
    }

    fn file(&mut self, item: &PathItem, row: usize) {
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
            if item.exact { node.exact.push(row) } else { node.covers.push(row) }
        }
    }

    /// The rows whose matter cell the matter can meet, in the order of the table.
    pub(crate) fn rows(&self, matter: Option<&Path>) -> Vec<usize> {
        let mut rows = Vec::with_capacity(16);
        let mut node = self.nodes.first();
        let levels = matter.map_or(&[][..], Path::levels);
        for level in levels {
            let Some(here) = node else { break };
            rows.extend_from_slice(&here.covers);
            node = here.below.get(level).and_then(|at| self.nodes.get(*at));
        }
        if let Some(end) = node {
            rows.extend_from_slice(&end.covers);
            rows.extend_from_slice(&end.exact);
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}
