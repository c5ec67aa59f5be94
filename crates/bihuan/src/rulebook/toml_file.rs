//! Toml files as written: values with their places, tables of rule lists as records.

use super::columns::{Column, Columns};
use super::record::{Record, Written, not_here};
use crate::message::{Code, Finding, Findings, Place};
use crate::model::text::fold;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with where it stands.
pub(crate) type Value<'a> = Spanned<DeValue<'a>>;

/// A parsed file, and the lines of its text.
#[derive(Debug)]
pub(crate) struct TomlFile<'a> {
    file: &'a str,
    /// Where each line starts.
    lines: Vec<usize>,
    pub(crate) table: DeTable<'a>,
}

impl<'a> TomlFile<'a> {
    /// Parses the text; every syntax error is a finding, and what could be read goes on.
    pub(crate) fn parse(file: &'a str, text: &'a str, findings: &mut Findings) -> TomlFile<'a> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let starts = text.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
        let lines = std::iter::once(0).chain(starts).collect();
        let parsed = TomlFile { file, lines, table: table.into_inner() };
        for error in errors {
            let place = parsed.place(error.span().unwrap_or(0..0));
            let cause = error.message().lines().collect::<Vec<_>>().join("; ");
            findings.push(Finding::new(Code::TomlBroken).at(&place).arg("cause", cause));
        }
        parsed
    }

    /// The place of a span: file and line.
    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        let row = self.lines.partition_point(|start| *start <= span.start);
        Place::file(self.file).at_row(row as u64)
    }

    /// The place of a key's value.
    pub(crate) fn at(&self, key: &str, value: &Value<'_>) -> Place {
        self.place(value.span()).at_column(key)
    }

    /// The objection that a value is of another kind.
    pub(crate) fn wrong_type(&self, key: &str, value: &Value<'_>, expected: &str) -> Finding {
        Finding::new(Code::WrongType)
            .at(&self.at(key, value))
            .value(show(value.get_ref()))
            .arg("expected", expected)
    }

    /// A scalar's text.
    pub(crate) fn text(&self, key: &str, value: &Value<'_>, findings: &mut Findings) -> Option<String> {
        let text = scalar(value.get_ref());
        if text.is_none() {
            findings.push(self.wrong_type(key, value, "text"));
        }
        text
    }

    /// One text or a list of them, each with its place.
    pub(crate) fn texts(
        &self,
        key: &str,
        value: &Value<'_>,
        findings: &mut Findings,
    ) -> Vec<(String, Place)> {
        let one = |item: &Value<'_>, findings: &mut Findings| {
            self.text(key, item, findings).map(|text| (text, self.at(key, item)))
        };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| one(item, findings)).collect(),
            _ => one(value, findings).into_iter().collect(),
        }
    }

    /// Yes or no.
    pub(crate) fn boolean(&self, key: &str, value: &Value<'_>, findings: &mut Findings) -> Option<bool> {
        match value.get_ref() {
            DeValue::Boolean(yes) => Some(*yes),
            _ => {
                findings.push(self.wrong_type(key, value, "true or false"));
                None
            }
        }
    }

    /// A whole number that is not below `least`.
    pub(crate) fn number(
        &self,
        key: &str,
        value: &Value<'_>,
        least: u32,
        findings: &mut Findings,
    ) -> Option<u32> {
        let text = scalar(value.get_ref()).unwrap_or_default();
        match text.parse::<u32>() {
            Ok(number) if number >= least => Some(number),
            _ => {
                let finding = Finding::new(Code::BadNumber).at(&self.at(key, value));
                findings.push(finding.value(show(value.get_ref())).arg("least", least));
                None
            }
        }
    }

    /// A table's entries.
    pub(crate) fn entries<'v>(
        &self,
        key: &str,
        value: &'v Value<'a>,
        findings: &mut Findings,
    ) -> Option<&'v DeTable<'a>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => {
                findings.push(self.wrong_type(key, value, "a table"));
                None
            }
        }
    }

    /// One table or a list of tables.
    pub(crate) fn tables<'v>(
        &self,
        key: &str,
        value: &'v Value<'a>,
        findings: &mut Findings,
    ) -> Vec<(&'v DeTable<'a>, Place)> {
        match value.get_ref() {
            DeValue::Table(table) => vec![(table, self.place(value.span()))],
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| Some((self.entries(key, item, findings)?, self.place(item.span()))))
                .collect(),
            _ => {
                findings.push(self.wrong_type(key, value, "a table or a list of tables"));
                Vec::new()
            }
        }
    }

    /// A rule list: its tables as records with the columns it takes.
    pub(crate) fn records(
        &self,
        key: &str,
        value: &Value<'a>,
        columns: Columns,
        findings: &mut Findings,
    ) -> Vec<Record> {
        let tables = self.tables(key, value, findings);
        tables
            .into_iter()
            .map(|(table, place)| Record {
                cells: self.cells(table, columns, findings),
                place,
                of_table: false,
            })
            .collect()
    }

    /// The cells of a table: keys are headers, a list of values is a cell of items.
    pub(crate) fn cells(
        &self,
        table: &DeTable<'a>,
        columns: Columns,
        findings: &mut Findings,
    ) -> Vec<Written> {
        let mut cells: Vec<Written> = Vec::new();
        for (name, place, value) in self.keys(table) {
            let name = name.as_str();
            let column = match columns.read(name) {
                Column::Known(column) => column,
                Column::NotHere(column) => {
                    findings.push(not_here(&column, &place));
                    continue;
                }
                Column::Remark => continue,
                Column::Unknown => {
                    let finding = Finding::new(Code::UnknownKey).at(&place).value(name);
                    findings.push(finding.arg("expected", columns.expected()));
                    continue;
                }
            };
            if cells.iter().any(|cell| cell.column == column) {
                findings.push(Finding::new(Code::ColumnTwice).at(&place).value(name));
                continue;
            }
            let items = self.texts(name, value, findings);
            let text = items.into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("、");
            cells.push(Written { column, text, place });
        }
        cells
    }

    /// The keys of a table; `where.level = …` is a table in the table, and each of its keys an attribute.
    fn keys<'v>(&self, table: &'v DeTable<'a>) -> Vec<(String, Place, &'v Value<'a>)> {
        let mut keys = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let place = self.place(key.span()).at_column(name);
            match value.get_ref() {
                DeValue::Table(attributes) if matches!(fold(name).as_str(), "where" | "属性") => {
                    for (attribute, value) in attributes {
                        let name = format!("where.{}", attribute.get_ref());
                        keys.push((name.clone(), self.place(attribute.span()).at_column(name), value));
                    }
                }
                _ => keys.push((name.to_owned(), place, value)),
            }
        }
        keys
    }

    /// Objects to a key that nobody asked for.
    pub(crate) fn unknown_key(&self, key: &Spanned<toml::de::DeString<'_>>, expected: &[&str]) -> Finding {
        let place = self.place(key.span()).at_column(key.get_ref().as_ref());
        Finding::new(Code::UnknownKey)
            .at(&place)
            .value(key.get_ref().as_ref())
            .arg("expected", expected.join(", "))
    }
}

/// A scalar as the text of a cell.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(yes) => Some(yes.to_string()),
        DeValue::Datetime(time) => Some(time.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// A value as a message shows it.
fn show(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
        other => scalar(other).unwrap_or_default(),
    }
}
