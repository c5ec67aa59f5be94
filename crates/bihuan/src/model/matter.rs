//! Matters (事项): the listed paths, and aliases that stand for one (G-5).

use super::path::Path;
use super::words::Nature;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// A listed matter (事项): its path, what else stands for it, and what kind of matter it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Matter {
    /// 事项
    pub matter: Path,
    /// 别名
    pub aliases: Vec<Path>,
    /// 性质: who may lead it.
    pub nature: Option<Nature>,
}

/// The list of matters of an edition; without a file every path is known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matters {
    pub(crate) listed: Option<BTreeSet<Path>>,
    pub(crate) aliases: HashMap<Path, Path>,
    /// The lines of the list, in its order.
    pub(crate) lines: Vec<Matter>,
}

impl Matters {
    /// The path that a written one means: an alias stands for its path.
    pub(crate) fn resolve(&self, written: Path) -> Path {
        match self.aliases.get(&written) {
            Some(path) => path.clone(),
            None => written,
        }
    }

    /// Whether the path is listed.
    pub(crate) fn is_listed(&self, path: &Path) -> bool {
        self.listed.as_ref().is_none_or(|listed| listed.contains(path))
    }

    /// Whether the path is listed or a parent of a listed one.
    pub(crate) fn is_known(&self, path: &Path) -> bool {
        // a path sorts directly before what it covers
        self.listed
            .as_ref()
            .is_none_or(|listed| listed.range(path..).next().is_some_and(|other| path.covers(other)))
    }
}
