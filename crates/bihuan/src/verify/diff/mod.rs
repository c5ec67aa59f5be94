//! Two rulebooks compared: rows and settings, and, proven by the algebra of regions, every ticket that is
//! decided differently at receipt; past tickets replayed through both.

pub(crate) mod changes;
pub(crate) mod difference;
mod explore;
pub(crate) mod flat;
mod grow;
mod here;
mod limits;
mod modes;
mod only;
mod pair;
mod point;
pub(crate) mod replay;
mod rows;
mod settings;
mod side;
mod support;
#[cfg(test)]
mod tests;
mod text;

use crate::closure::obligation::Policy;
use crate::condition::region::solve::{Answer, Solver};
use crate::condition::region::{Region, Space};
use crate::dispatch::matrix::Matrix;
use crate::message::{Code, Finding};
use crate::model::moment::Moment;
use crate::model::ticket::Ticket;
use crate::model::unit::Validity;
use crate::model::value::Fields;
use crate::verify::dates::{Dates, in_force};
use crate::verify::subject::Written;
use changes::{Changes, Diff, RegionChange, RuleChange, RuleChanged};
use explore::{Changed, explore};
use jiff::civil::Date;
use only::Only;

/// How many regions are told unless all are wanted.
const SHOWN: usize = 20;

/// One search may take this part of the steps: a single hard one leaves the others theirs.
const ONE: u64 = 8;

/// An edition that is compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) policy: &'a Policy,
    pub(crate) written: &'a Written,
    /// What it is called.
    pub(crate) name: &'a str,
}

/// Compares the editions of two rulebooks, each the latest `from` first.
///
/// # Errors
/// A column of `only` that no row has, or a cell that cannot be read.
pub(crate) fn run(old: &[Compared<'_>], new: &[Compared<'_>], ask: &Diff) -> Result<Changes, Finding> {
    let mut changes = Changes::default();
    let force = |list: &[Compared<'_>]| in_force(list.iter().map(|it| (it.matrix.validity, "")));
    let (old_force, new_force) = (force(old), force(new));
    for (old, new) in partners(old, new, &mut changes.rules) {
        changes.rules.extend(rows::rules(old, new));
        changes.settings.extend(settings::settings(old, new));
    }
    let mut found: Vec<(RegionChange, (u32, f64))> = Vec::new();
    let mut spans = Vec::new();
    for (old, old_dates) in old.iter().zip(&old_force) {
        for (new, new_dates) in new.iter().zip(&new_force) {
            let shared = old_dates.and(new_dates);
            spans.extend(shared.spans().iter().map(|span| (*old, *new, *span)));
        }
    }
    let several = spans.len() > 1;
    for (old, new, (from, until)) in &spans {
        let only = ask.only.as_deref().map(|text| Only::read(text, new.matrix)).transpose()?;
        let span = Validity { from: end(*from, several), until: end(*until, several) };
        let both =
            Both { old: *old, new: *new, dates: Dates::span(*from, *until), span, only: only.as_ref() };
        both.compare(ask, &mut changes, &mut found);
    }
    if let Some(newest) = new.first() {
        let only = ask.only.as_deref().map(|text| Only::read(text, newest.matrix)).transpose()?;
        alone(old, &old_force, &new_force, false, only.as_ref(), &mut changes, &mut found);
        alone(new, &new_force, &old_force, true, only.as_ref(), &mut changes, &mut found);
    }
    let by_size = |a: &(u32, f64), b: &(u32, f64)| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1));
    found.sort_by(|(one, size), (other, other_size)| {
        let outside = other.outside.cmp(&one.outside);
        outside.then(by_size(size, other_size)).then_with(|| one.region.cmp(&other.region))
    });
    if !ask.all {
        changes.hidden = found.len().saturating_sub(SHOWN) as u64;
        found.truncate(SHOWN);
    }
    changes.regions = found.into_iter().map(|(region, _)| region).collect();
    for unit in new.iter().chain(old).flat_map(|it| it.matrix.units.all()) {
        changes.names.entry(unit.code.clone()).or_insert_with(|| unit.name.clone());
    }
    Ok(changes)
}

fn end(date: Date, several: bool) -> Option<Date> {
    Some(date).filter(|date| several && *date != Date::MIN && *date != Date::MAX)
}

/// The editions whose tables are compared: those with the same `from`; an added one with the one before it.
fn partners<'l, 'a>(
    old: &'l [Compared<'a>],
    new: &'l [Compared<'a>],
    rules: &mut Vec<RuleChange>,
) -> Vec<(&'l Compared<'a>, &'l Compared<'a>)> {
    if let ([old], [new]) = (old, new) {
        return vec![(old, new)];
    }
    let from = |it: &Compared<'_>| it.matrix.validity.from;
    let same =
        |list: &'l [Compared<'a>], it: &Compared<'_>| list.iter().find(|other| from(other) == from(it));
    let edition = |change, old: Option<&Compared<'_>>, new: Option<&Compared<'_>>| RuleChange {
        list: "editions".to_owned(),
        change,
        old: old.map(|it| it.name.to_owned()),
        new: new.map(|it| it.name.to_owned()),
        old_place: old.map(|it| it.written.settings.clone()),
        new_place: new.map(|it| it.written.settings.clone()),
        cells: Vec::new(),
    };
    let mut pairs = Vec::new();
    for it in new {
        match same(old, it) {
            Some(other) => pairs.push((other, it)),
            None => {
                rules.push(edition(RuleChanged::Added, None, Some(it)));
                // the list has the latest first
                let before = old.iter().find(|other| from(other) < from(it)).or(old.last());
                pairs.extend(before.map(|before| (before, it)));
            }
        }
    }
    let gone = old.iter().filter(|it| same(new, it).is_none());
    rules.extend(gone.map(|it| edition(RuleChanged::Removed, Some(it), None)));
    pairs
}

/// Two editions on dates on which both decide.
struct Both<'a> {
    old: Compared<'a>,
    new: Compared<'a>,
    dates: Dates,
    /// The dates, where they have to be told.
    span: Validity,
    only: Option<&'a Only>,
}

impl Both<'_> {
    fn compare(&self, ask: &Diff, changes: &mut Changes, found: &mut Vec<(RegionChange, (u32, f64))>) {
        let (old, new) = (self.old.matrix, self.new.matrix);
        let only = self.only.map(|only| (&only.condition, only.validity));
        let space = pair::space(old, new, &self.dates, only);
        let (sides, sayings) = side::sides(old, new, &space);
        let mut solver = Solver::new(&space, ask.steps, ask.steps / ONE);
        let explored = explore(&space, &sides, &sayings, &mut solver);
        changes.unfinished += explored.unfinished;
        let meant = self.only.map(|only| space.region(&only.condition, only.validity, 1));
        // what is outside has to be told, whatever the search has cost
        let mut solver = Solver::new(&space, ask.steps, ask.steps / ONE);
        for changed in explored.changed {
            let size = changed.size;
            let outside = meant.as_ref().and_then(|meant| match meant {
                None => Some(changed.witness.clone()),
                Some(meant) => match solver.find(&changed.region, &[meant]) {
                    Answer::Free(free) => space.ticket(&free, "witness"),
                    Answer::Covered(_) => None,
                    Answer::Unknown => {
                        changes.unfinished += 1;
                        None
                    }
                },
            });
            let region = self.told(&space, changed, outside.is_some());
            if let Some(witness) = outside {
                changes.outside.push(finding(&region, witness));
            }
            found.push((region, size));
        }
    }

    fn told(&self, space: &Space, changed: Changed, outside: bool) -> RegionChange {
        let Changed { region, differences, witness, rules: [old_rules, new_rules], .. } = changed;
        let cells = self.cells(space, &region);
        RegionChange {
            region: words(&cells),
            cells,
            differences,
            old_rules,
            new_rules,
            old_edition: Some(self.old.name.to_owned()),
            new_edition: Some(self.new.name.to_owned()),
            witness,
            outside,
        }
    }

    fn cells(&self, space: &Space, region: &Region) -> Vec<(String, String)> {
        let mut cells = space.cells(region).unwrap_or_default();
        for (name, date) in [("from", self.span.from), ("until", self.span.until)] {
            if let Some(date) = date.filter(|_| !cells.iter().any(|(own, _)| own == name)) {
                cells.push((name.to_owned(), date.to_string()));
            }
        }
        cells
    }
}

fn words(cells: &[(String, String)]) -> String {
    cells.iter().map(|(column, cell)| format!("{column}={cell}")).collect::<Vec<_>>().join("; ")
}

fn finding(region: &RegionChange, witness: Ticket) -> Finding {
    let fields = Fields::from(witness).0.into_iter().map(|(name, value)| (name, value.into_text()));
    let change = region.differences.iter().map(|difference| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        format!("{} {} → {}", difference.what, text(&difference.old), text(&difference.new))
    });
    let change = change.collect::<Vec<_>>().join(", ");
    let shown = if region.region.is_empty() { "*" } else { &region.region };
    let finding = Finding::new(Code::ChangeOutside).arg("region", shown).arg("change", change);
    finding.witness_is(fields.collect())
}

/// Tickets that only one of the two rulebooks decides at all (D-13).
fn alone(
    list: &[Compared<'_>],
    force: &[Dates],
    others: &[Dates],
    is_new: bool,
    only: Option<&Only>,
    changes: &mut Changes,
    found: &mut Vec<(RegionChange, (u32, f64))>,
) {
    for (it, dates) in list.iter().zip(force) {
        let left = others.iter().fold(dates.clone(), |left, other| left.without(other));
        for (from, until) in left.spans() {
            let ends = [("from", *from), ("until", *until)];
            let told = ends.iter().filter(|(_, date)| end(*date, true).is_some());
            let cells: Vec<_> = told.map(|(name, date)| ((*name).to_owned(), date.to_string())).collect();
            let day = if *from == Date::MIN { *until } else { *from };
            let name = Some(it.name);
            let (old, new) = if is_new { (None, name) } else { (name, None) };
            let outside = only.is_some_and(|only| !only.holds_on(*from, *until));
            let region = RegionChange {
                region: words(&cells),
                cells,
                differences: vec![difference::edition(old, new)],
                old_rules: Vec::new(),
                new_rules: Vec::new(),
                old_edition: old.map(str::to_owned),
                new_edition: new.map(str::to_owned),
                witness: Ticket::new("witness", Moment::Date(day)),
                outside,
            };
            if outside {
                changes.outside.push(finding(&region, region.witness.clone()));
            }
            found.push((region, (u32::MAX, f64::INFINITY)));
        }
    }
}
