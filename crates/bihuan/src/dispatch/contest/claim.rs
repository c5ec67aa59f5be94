//! The claim of a contest: facts of the ticket that a unit says are otherwise, and the ticket as it would be.

use crate::condition::pairs::pairs;
use crate::condition::test::Test;
use crate::dispatch::change::FACTS;
use crate::dispatch::matrix::Matrix;
use crate::error::Error;
use crate::message::{Code, Finding};
use crate::model::columns::ticket_column;
use crate::model::near::near;
use crate::model::path::Path;
use crate::model::text::{fold, is_blank};
use crate::model::ticket::Ticket;
use crate::model::words::{Demand, Source, Urgency, Word};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Facts of a ticket that a unit disputes: a column and what it should say; empty: the fact is absent. Without
/// any the unit says that the ticket is not its duty (非本单位职能).
///
/// ```
/// use bihuan::Claim;
/// let claim: Claim = "区域=永丰街道/玉树居委; demand=".parse()?;
/// assert_eq!(claim.facts().collect::<Vec<_>>(), [("area", "永丰街道/玉树居委"), ("demand", "")]);
/// assert_eq!(Claim::new().with("area", "永丰街道/玉树居委").with("demand", ""), claim);
/// # Ok::<(), bihuan::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Claim {
    facts: BTreeMap<String, String>,
}

impl Claim {
    /// No fact is disputed: 非本单位职能.
    pub fn new() -> Claim {
        Claim::default()
    }

    /// Disputes a fact, by its column in Chinese or English (`where.` may stand before an attribute).
    #[must_use]
    pub fn with(mut self, column: &str, value: impl Into<String>) -> Claim {
        self.facts.insert(name(column), value.into());
        self
    }

    /// The facts disputed: column and value, as written.
    pub fn facts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.facts.iter().map(|(column, value)| (column.as_str(), value.as_str()))
    }

    /// Whether no fact is disputed.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }
}

impl std::str::FromStr for Claim {
    type Err = Error;

    /// Reads `column=value` pairs between `;`.
    fn from_str(text: &str) -> Result<Claim, Error> {
        let pairs = pairs(text, |_| true)
            .map_err(|written| Error::question(Finding::new(Code::UnknownColumn).value(written)))?;
        let mut claim = Claim::new();
        for (column, value) in pairs {
            if claim.facts.insert(name(column), value.to_owned()).is_some() {
                return Err(Error::question(Finding::new(Code::ColumnTwice).value(column)));
            }
        }
        Ok(claim)
    }
}

/// The name of a ticket's column, `where.` taken away.
fn name(column: &str) -> String {
    let folded = fold(column);
    let attribute = folded.strip_prefix("where.").or_else(|| folded.strip_prefix("属性."));
    ticket_column(attribute.unwrap_or(&folded))
}

/// The ticket with the facts as claimed (D-19).
///
/// # Errors
/// A column that is no fact of this ticket or rulebook, or a value that the rulebook does not know.
pub(crate) fn amended(matrix: &Matrix, ticket: &Ticket, claim: &Claim) -> Result<Ticket, Error> {
    let mut amended = ticket.clone();
    for (column, value) in &claim.facts {
        if let Some(finding) = objection(matrix, ticket, column, value) {
            return Err(Error::question(finding));
        }
        amended.set(column, value.as_str());
    }
    Ok(amended)
}

fn objection(matrix: &Matrix, ticket: &Ticket, column: &str, value: &str) -> Option<Finding> {
    if !FACTS.contains(&column) {
        let asked = attributes(matrix);
        if !asked.contains(column) && !ticket.attributes.contains_key(column) {
            let expected = FACTS.into_iter().chain(asked.iter().copied());
            let finding = Finding::new(Code::UnknownColumn).value(column).column(column);
            return Some(finding.arg("expected", expected.collect::<Vec<_>>().join(", ")));
        }
        return None;
    }
    if is_blank(value) {
        return None;
    }
    let unknown = |near: String| {
        let finding = Finding::new(Code::UnknownFact).column(column).value(value);
        Some(finding.arg("column", column).arg("near", near))
    };
    let word = |known: bool, expected: String| {
        let finding = Finding::new(Code::UnknownWord).column(column).value(value);
        (!known).then(|| finding.arg("column", column).arg("expected", expected))
    };
    match column {
        "matter" => {
            let path = matrix.matters.resolve(Path::read(value));
            if matrix.matters.is_known(&path) {
                return None;
            }
            let lines = &matrix.matters.lines;
            let names: Vec<String> = lines
                .iter()
                .flat_map(|line| line.aliases.iter().chain([&line.matter]))
                .map(Path::joined)
                .collect();
            unknown(near(names.iter().map(String::as_str), value))
        }
        "area" => {
            let (path, areas) = (Path::read(value), areas(matrix));
            let known = areas.iter().any(|area| area.covers(&path) || path.covers(area));
            // an area outside the rulebook's own is a claim that can be made; one inside must exist
            let inside = areas.iter().any(|area| area.levels().first() == path.levels().first());
            if known || !inside {
                return None;
            }
            let names: Vec<String> = areas.iter().map(|area| area.joined()).collect();
            unknown(near(names.iter().map(String::as_str), value))
        }
        "demand" => word(Demand::parse(value).is_some(), Demand::list()),
        "urgency" => word(Urgency::parse(value).is_some(), Urgency::list()),
        "source" => word(Source::parse(value).is_some(), Source::list()),
        "occurred_at" => {
            let read = value.parse::<crate::model::moment::Moment>();
            read.is_err().then(|| Finding::new(Code::BadTime).column(column).value(value))
        }
        _ => None,
    }
}

/// The attributes that any rule of dispatch asks for.
pub(crate) fn attributes(matrix: &Matrix) -> BTreeSet<&str> {
    matrix
        .conditions()
        .flat_map(|condition| &condition.cells)
        .filter_map(|cell| if let Test::Where(name, _) = &cell.test { Some(name.as_str()) } else { None })
        .collect()
}

/// The areas that rules or units name.
pub(crate) fn areas(matrix: &Matrix) -> BTreeSet<&Path> {
    let cells = matrix.conditions().flat_map(|condition| &condition.cells);
    let named = cells.filter_map(|cell| if let Test::Area(items) = &cell.test { Some(items) } else { None });
    let named = named.flat_map(|items| items.values().map(|item| &item.path));
    named.chain(matrix.units.all().iter().flat_map(|unit| &unit.areas)).collect()
}
