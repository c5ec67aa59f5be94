//! What two rulebooks differ in, as plain values: rules, settings, and regions of tickets.

use super::difference::Difference;
use crate::message::{Finding, Place, object};
use crate::model::ticket::Ticket;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How to compare two rulebooks.
///
/// ```
/// # use bihuan::{Diff, Engine};
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
/// let (old, new) = (Engine::load(folder)?, Engine::load(folder)?);
/// let changes = old.diff(&new, &Diff::new().only("matter=噪声; hours=22:00-06:00"))?;
/// assert!(changes.is_unchanged() && changes.outside.is_empty());
/// # Ok::<(), bihuan::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Diff {
    /// Every region, not the largest few.
    pub all: bool,
    /// Where the new rulebook is meant to differ: cells as `column=value` pairs between `;`, in the columns and
    /// words of the matrix.
    pub only: Option<String>,
    /// What the search may cost, in steps (regions looked at), for each pair of editions.
    pub steps: u64,
}

impl Default for Diff {
    fn default() -> Diff {
        Diff { all: false, only: None, steps: 40_000_000 }
    }
}

impl Diff {
    /// The largest regions, wherever they are.
    pub fn new() -> Diff {
        Diff::default()
    }

    /// Whether every region is wanted.
    #[must_use]
    pub fn all(mut self, all: bool) -> Diff {
        self.all = all;
        self
    }

    /// Where the new rulebook is meant to differ; a change outside is an error (BH0851).
    #[must_use]
    pub fn only(mut self, condition: impl Into<String>) -> Diff {
        self.only = Some(condition.into());
        self
    }

    /// What the search may cost.
    #[must_use]
    pub fn steps(mut self, steps: u64) -> Diff {
        self.steps = steps;
        self
    }
}

/// What is different between two rulebooks.
///
/// Regions are about tickets at receipt, without a history, and exact: together they are all tickets that are
/// decided differently, unless `hidden` or `unfinished` says that there are more.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Changes {
    /// Rows and rules that were added, removed, moved or changed.
    pub rules: Vec<RuleChange>,
    /// Settings that changed.
    pub settings: Vec<SettingChange>,
    /// Tickets that are decided differently, the largest regions first.
    pub regions: Vec<RegionChange>,
    /// How many more regions there are.
    pub hidden: u64,
    /// How many rules could not be followed to the end within the steps: there may be regions that are not told.
    pub unfinished: u64,
    /// Changes outside of where they were meant to be: BH0851, each with a ticket that shows it.
    pub outside: Vec<Finding>,
    /// Units by code: their names, for text.
    #[serde(skip)]
    pub(crate) names: BTreeMap<String, String>,
}

impl Changes {
    /// Whether it is proven that no ticket is decided differently at receipt.
    pub fn is_unchanged(&self) -> bool {
        self.regions.is_empty() && self.hidden == 0 && self.unfinished == 0
    }
}

/// A row or rule that is not the same in both rulebooks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RuleChange {
    /// `dispatch`, `fallback`, `emergency`, `green`, `not_accepted`, `limit`, `closure.limit`, `units`, `matters`,
    /// `editions`.
    pub list: String,
    /// What became of it.
    pub change: RuleChanged,
    /// Its name, or its line, in the old rulebook.
    pub old: Option<String>,
    /// In the new one.
    pub new: Option<String>,
    /// Where it stands in the old rulebook, where that is known.
    pub old_place: Option<Place>,
    /// In the new one.
    pub new_place: Option<Place>,
    /// Its cells, of a changed one those that changed.
    pub cells: Vec<CellChange>,
}

/// What became of a row or rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RuleChanged {
    /// Only the new rulebook has it.
    Added,
    /// Only the old one has it.
    Removed,
    /// Its cells are other ones.
    Changed,
    /// It stands before or after rows of the same rank that it stood after or before.
    Moved,
}

impl RuleChanged {
    /// The English word, as in JSON.
    pub fn word(self) -> &'static str {
        match self {
            RuleChanged::Added => "added",
            RuleChanged::Removed => "removed",
            RuleChanged::Changed => "changed",
            RuleChanged::Moved => "moved",
        }
    }
}

/// A cell that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CellChange {
    /// The column's English name.
    pub column: String,
    /// What stood in it.
    pub old: Option<String>,
    /// What stands in it.
    pub new: Option<String>,
}

/// A setting that is not the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SettingChange {
    /// `name`, `version`, `from`, `until`, `timezone`, `calendar`, `counting`, `office_hours`, `kinds`,
    /// `returns.max`, `returns.bars`, `returns.window`, `returns.adjudicator`, `slip.required`; `closure.ID`: an
    /// obligation.
    pub name: String,
    /// What it was.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
    /// Whether the regions take into account all that it does. They do not for what works only after receipt
    /// (returns, obligations), nor for the times at which equal limits are up.
    pub compared: bool,
}

/// Tickets that are decided differently, all in the same way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RegionChange {
    /// The tickets, in the words of cells: `matter=噪声; hours=22:00-06:00`, as `--only` takes it; empty: all.
    pub region: String,
    /// The same, column by column: what a row of the matrix would say.
    #[serde(with = "object")]
    pub cells: Vec<(String, String)>,
    /// In what their answers differ.
    pub differences: Vec<Difference>,
    /// The rows and rules behind the old answer.
    pub old_rules: Vec<String>,
    /// Behind the new one.
    pub new_rules: Vec<String>,
    /// The edition that decides them in the old rulebook.
    pub old_edition: Option<String>,
    /// In the new one.
    pub new_edition: Option<String>,
    /// One of the tickets.
    pub witness: Ticket,
    /// Whether some of them are outside of where a change was meant.
    pub outside: bool,
}
