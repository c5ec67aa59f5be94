//! What is verified: an edition's rules, where each is written, and the dates on which they decide.

use super::dates::Dates;
use crate::condition::{Condition, Rule};
use crate::dispatch::matrix::{Matrix, Named, RowOutcome};
use crate::message::{Code, Finding, Lang, Place};
use crate::model::unit::Validity;
use crate::rulebook;
use crate::rulebook::record::Record;
use std::collections::{BTreeMap, HashMap};

/// A list of rules of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum List {
    Rows,
    Fallbacks,
    Emergencies,
    Greens,
    NotAccepted,
    /// The rulebook's own `[[limit]]` rules.
    Limits,
}

/// Every list, the matrix first.
pub(crate) const LISTS: [List; 6] =
    [List::Rows, List::Fallbacks, List::Emergencies, List::Greens, List::NotAccepted, List::Limits];

/// Where the rules of one list are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lines {
    /// The file or sheet.
    pub(crate) table: Place,
    /// The headers of a table as written, by the English names of its columns.
    headers: BTreeMap<String, String>,
}

impl Lines {
    fn of(records: &[Record], table: &Place) -> Lines {
        let mut lines = Lines { table: table.clone(), headers: BTreeMap::new() };
        let Some(first) = records.first() else { return lines };
        lines.table = Place { row: None, column: None, ..first.place.clone() };
        if first.of_table {
            // in the wide form a lead stands under a header that is its unit's
            let own = first.cells.iter().filter(|cell| !matches!(cell.column.as_str(), "lead" | "assist"));
            let wide = records.iter().any(|record| {
                record.get("lead").map(|cell| &cell.place.column)
                    != first.get("lead").map(|cell| &cell.place.column)
            });
            let marks =
                first.cells.iter().filter(|cell| !wide && matches!(cell.column.as_str(), "lead" | "assist"));
            for cell in own.chain(marks) {
                let header = cell.place.column.clone().unwrap_or_else(|| cell.column.clone());
                lines.headers.insert(cell.column.clone(), header);
            }
        }
        lines
    }

    /// A row.
    pub(crate) fn row(&self, line: u64) -> Place {
        self.table.at_row(line)
    }

    /// A cell, its column as the header writes it.
    pub(crate) fn cell(&self, line: u64, column: &str) -> Place {
        let header = self.headers.get(column).map_or(column, String::as_str);
        self.table.at_row(line).at_column(header)
    }

    /// The language of its headers.
    fn lang(&self) -> Lang {
        let han = |header: &String| header.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        if self.headers.values().any(han) { Lang::Zh } else { Lang::En }
    }

    /// Whether the list is a table that has the column.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.headers.contains_key(column)
    }
}

/// Where an edition's rules are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    /// The settings.
    pub(crate) settings: Place,
    lists: BTreeMap<List, Lines>,
    /// What the assists' cells say, of the rows where the lead may stand among them.
    pub(crate) assists: HashMap<u64, String>,
}

impl Written {
    /// Takes down where the rules stand before the edition as written is let go.
    pub(crate) fn of(edition: &rulebook::Edition, matrix: &Matrix) -> Written {
        let settings = &edition.settings;
        let lists = [
            (List::Rows, &edition.dispatch, &edition.dispatch_place),
            (List::Fallbacks, &settings.fallbacks, &edition.fallback_place),
            (List::Emergencies, &settings.emergencies, &edition.place),
            (List::Greens, &settings.greens, &edition.place),
            (List::NotAccepted, &settings.not_accepted, &edition.place),
            (List::Limits, &settings.limits, &edition.place),
        ];
        let lists = lists.map(|(list, records, table)| (list, Lines::of(records, table)));
        let meets: Vec<u64> = matrix
            .rows
            .iter()
            .filter(|row| row.outcome.assist.iter().any(|named| may_be(matrix, &row.outcome.lead, named)))
            .map(|row| row.line)
            .collect();
        let assists = edition.dispatch.iter().filter_map(|record| {
            let line = record.place.row.filter(|line| meets.binary_search(line).is_ok())?;
            Some((line, record.text("assist")?.to_owned()))
        });
        Written {
            settings: edition.place.clone(),
            assists: assists.collect(),
            lists: lists.into_iter().collect(),
        }
    }

    /// Where a list is written.
    pub(crate) fn list(&self, list: List) -> &Lines {
        static NOWHERE: Lines = Lines {
            table: Place { file: None, sheet: None, row: None, column: None },
            headers: BTreeMap::new(),
        };
        self.lists.get(&list).unwrap_or(&NOWHERE)
    }
}

/// Whether two names may mean one unit.
pub(crate) fn may_be(matrix: &Matrix, one: &Named, other: &Named) -> bool {
    match (one, other) {
        (Named::Unit(one), Named::Unit(other)) => one == other,
        (Named::Role(one), Named::Role(other)) => {
            one == other
                || matrix.units.holders(one).any(|unit| matrix.units.holders(other).any(|it| it == unit))
        }
        (Named::Unit(unit), Named::Role(role)) | (Named::Role(role), Named::Unit(unit)) => {
            matrix.units.holders(role).any(|holder| holder == *unit)
        }
    }
}

/// A rule by its list and its place there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct RuleRef {
    pub(crate) list: List,
    pub(crate) at: usize,
}

/// What the rules of all lists have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleView<'a> {
    pub(crate) me: RuleRef,
    pub(crate) id: &'a str,
    pub(crate) line: u64,
    pub(crate) validity: Validity,
    pub(crate) condition: &'a Condition,
    /// Of rows and fallbacks.
    pub(crate) outcome: Option<&'a RowOutcome>,
}

/// An edition to be verified.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) written: &'a Written,
    /// The dates on which it decides.
    pub(crate) force: &'a Dates,
}

impl<'a> Subject<'a> {
    /// The rules of a list.
    pub(crate) fn rules(&self, list: List) -> Vec<RuleView<'a>> {
        let matrix = self.matrix;
        match list {
            List::Rows => matrix
                .rows
                .iter()
                .enumerate()
                .map(|(at, row)| view(list, at, row, Some(&row.outcome)))
                .collect(),
            List::Fallbacks => {
                let rules = matrix.fallbacks.iter().enumerate();
                rules.map(|(at, rule)| view(list, at, rule, Some(&rule.outcome))).collect()
            }
            List::Emergencies => views(list, &matrix.emergencies),
            List::Greens => views(list, &matrix.greens),
            List::NotAccepted => views(list, &matrix.not_accepted),
            List::Limits => matrix.limits.first().map(|rules| views(list, rules)).unwrap_or_default(),
        }
    }

    /// The rules that name a lead: rows and fallbacks.
    pub(crate) fn leading(&self) -> impl Iterator<Item = (RuleView<'a>, &'a RowOutcome)> {
        let rules = self.rules(List::Rows).into_iter().chain(self.rules(List::Fallbacks));
        rules.filter_map(|rule| Some((rule, rule.outcome?)))
    }

    /// One rule.
    pub(crate) fn rule(&self, rule: RuleRef) -> Option<RuleView<'a>> {
        let matrix = self.matrix;
        let at = rule.at;
        match rule.list {
            List::Rows => matrix.rows.get(at).map(|row| view(rule.list, at, row, Some(&row.outcome))),
            List::Fallbacks => {
                matrix.fallbacks.get(at).map(|row| view(rule.list, at, row, Some(&row.outcome)))
            }
            List::Emergencies => matrix.emergencies.get(at).map(|it| view(rule.list, at, it, None)),
            List::Greens => matrix.greens.get(at).map(|it| view(rule.list, at, it, None)),
            List::NotAccepted => matrix.not_accepted.get(at).map(|it| view(rule.list, at, it, None)),
            List::Limits => matrix.limits.first()?.get(at).map(|it| view(rule.list, at, it, None)),
        }
    }

    /// The dates on which a rule can hold.
    pub(crate) fn dates(&self, rule: &RuleView<'_>) -> Dates {
        self.force.and(&Dates::of(rule.validity))
    }

    /// A finding at a rule's row.
    pub(crate) fn at_row(&self, code: Code, rule: &RuleView<'_>) -> Finding {
        Finding::new(code).at(&self.written.list(rule.me.list).row(rule.line))
    }

    /// A finding at a rule's cell.
    pub(crate) fn at_cell(&self, code: Code, rule: &RuleView<'_>, column: &str) -> Finding {
        Finding::new(code).at(&self.written.list(rule.me.list).cell(rule.line, column))
    }

    /// The language in which the matrix is written: a limit that a finding names is written in it.
    pub(crate) fn lang(&self) -> Lang {
        self.written.list(List::Rows).lang()
    }

    /// What a lead or assist is called.
    pub(crate) fn name(&self, named: &'a Named) -> &'a str {
        match named {
            Named::Unit(id) => self.matrix.units.code(*id),
            Named::Role(role) => role,
        }
    }
}

fn view<'a, T>(list: List, at: usize, rule: &'a Rule<T>, outcome: Option<&'a RowOutcome>) -> RuleView<'a> {
    RuleView {
        me: RuleRef { list, at },
        id: &rule.id,
        line: rule.line,
        validity: rule.validity,
        condition: &rule.condition,
        outcome,
    }
}

fn views<T>(list: List, rules: &[Rule<T>]) -> Vec<RuleView<'_>> {
    rules.iter().enumerate().map(|(at, rule)| view(list, at, rule, None)).collect()
}
