//! Paths as states (G-5): every named path, and below each the children that nobody names.

use super::set::{Set, Span, State};
use crate::condition::test::PathItem;
use crate::model::path::Path;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// No path at all.
pub(crate) const ABSENT: State = 0;

/// A path whose first level nobody names.
pub(crate) const ELSEWHERE: State = 1;

/// The paths that conditions name, their parents too, in an order in which a path comes directly before
/// what it covers: what a path covers is one span of states.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    places: HashMap<Path, usize>,
    /// The node of each state from the third on.
    owners: Vec<usize>,
}

/// A named path.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) path: Path,
    /// This path alone; where nothing tells it from a child that nobody names, those too.
    pub(crate) exact: State,
    /// A child that nobody names; `exact` where nothing tells the two apart.
    pub(crate) below: State,
    /// Before this state ends what the path covers.
    pub(crate) end: State,
    pub(crate) parent: Option<usize>,
}

impl Node {
    /// The states of the path and all that it covers.
    pub(crate) fn covers(&self) -> Span {
        (self.exact, self.end)
    }
}

/// Gathers the paths of a tree.
#[derive(Debug, Clone, Default)]
pub(crate) struct TreeBuilder {
    /// Whether the path itself must be told from its unnamed children.
    paths: BTreeMap<Path, bool>,
}

impl TreeBuilder {
    pub(crate) fn add(&mut self, path: &Path, exact: bool) {
        let mut above = path.parent();
        *self.paths.entry(path.clone()).or_default() |= exact;
        while let Some(path) = above.filter(|path| !path.is_empty()) {
            if self.paths.contains_key(&path) {
                break;
            }
            above = path.parent();
            self.paths.insert(path, false);
        }
    }

    pub(crate) fn build(self) -> Tree {
        let mut tree = Tree { nodes: Vec::new(), places: HashMap::new(), owners: Vec::new() };
        let mut open: Vec<usize> = Vec::new();
        for (path, exact) in self.paths {
            let at = tree.nodes.len();
            while open
                .last()
                .and_then(|last| tree.nodes.get(*last))
                .is_some_and(|last| !last.path.covers(&path))
            {
                tree.close(open.pop());
            }
            let state = tree.size();
            let below = if exact { state + 1 } else { state };
            tree.owners.extend(std::iter::repeat_n(at, (below - state) as usize + 1));
            tree.places.insert(path.clone(), at);
            tree.nodes.push(Node { path, exact: state, below, end: 0, parent: open.last().copied() });
            open.push(at);
        }
        while let Some(last) = open.pop() {
            tree.close(Some(last));
        }
        tree
    }
}

impl Tree {
    fn close(&mut self, node: Option<usize>) {
        let end = self.size();
        if let Some(node) = node.and_then(|at| self.nodes.get_mut(at)) {
            node.end = end;
        }
    }

    /// How many states there are.
    pub(crate) fn size(&self) -> u32 {
        u32::try_from(self.owners.len()).unwrap_or(u32::MAX - 2) + 2
    }

    /// Every named path, each directly before what it covers.
    pub(crate) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The place of a named path among [`Tree::nodes`].
    pub(crate) fn place(&self, path: &Path) -> Option<usize> {
        self.places.get(path).copied()
    }

    pub(crate) fn find(&self, path: &Path) -> Option<&Node> {
        self.nodes.get(self.place(path)?)
    }

    /// The named path that a state is of.
    pub(crate) fn owner(&self, state: State) -> Option<&Node> {
        self.nodes.get(self.owner_place(state)?)
    }

    /// The place among [`Tree::nodes`] of the path that a state is of.
    pub(crate) fn owner_place(&self, state: State) -> Option<usize> {
        self.owners.get(state.checked_sub(2)? as usize).copied()
    }

    /// The states for which an item holds.
    pub(crate) fn item(&self, item: &PathItem) -> Set {
        let span = self
            .find(&item.path)
            .map(|node| if item.exact { (node.exact, node.exact + 1) } else { node.covers() });
        Set::new(self.size(), span)
    }

    /// A path of a state; `None` of the absent one. `is_taken`: names that mean another path.
    pub(crate) fn sample(&self, state: State, is_taken: impl Fn(&Path) -> bool) -> Option<Path> {
        let (above, exact) = match self.owner(state) {
            Some(node) => (node.path.clone(), state == node.exact),
            None if state == ABSENT => return None,
            None => (Path::default(), false),
        };
        if exact && !is_taken(&above) {
            return Some(above);
        }
        let unnamed = |path: &Path| !self.places.contains_key(path) && !is_taken(path);
        let first = above.child("其他");
        let mut others = (2_u32..).map(|number| above.child(&format!("其他{number}")));
        if unnamed(&first) { Some(first) } else { others.find(unnamed) }
    }

    /// The states of the paths of a list, each alone.
    pub(crate) fn listed(&self, list: &BTreeSet<Path>) -> Set {
        let states = list.iter().filter_map(|path| self.find(path)).map(|node| (node.exact, node.exact + 1));
        Set::new(self.size(), states)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_directly_before_what_it_covers() {
        let mut builder = TreeBuilder::default();
        for (path, exact) in [("b/x/y", false), ("a", true), ("b/x", false), ("b-", false), ("a/其他", false)]
        {
            builder.add(&Path::read(path), exact);
        }
        let tree = builder.build();
        let covers = |path: &str| tree.find(&Path::read(path)).unwrap().covers();
        assert_eq!((covers("a"), covers("a/其他")), ((2, 5), (4, 5)));
        assert_eq!((covers("b"), covers("b/x"), covers("b/x/y")), ((5, 8), (6, 8), (7, 8)));
        assert_eq!((covers("b-"), tree.size()), ((8, 9), 9));
        let sample = |state| tree.sample(state, |path| *path == Path::read("b/x")).map(|path| path.joined());
        let samples: Vec<_> = (0..9).map(sample).collect();
        let expected = ["其他", "a", "a/其他2", "a/其他", "b", "b/x/其他", "b/x/y", "b-"];
        assert_eq!(samples.first(), Some(&None));
        assert_eq!(samples.iter().flatten().collect::<Vec<_>>(), expected.iter().collect::<Vec<_>>());
    }
}
