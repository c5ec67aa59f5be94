//! `closure.toml` as written: a policy of obligations (semantics C), and the built-in one.

use super::columns;
use super::record::{Record, Written};
use super::settings::{Setting, When};
use super::toml_file::{TomlFile, Value};
use crate::message::{Code, Finding, Findings, Place};
use crate::model::columns::event_column;
use once_cell::sync::Lazy;
use toml::de::DeTable;

/// A policy file.
#[derive(Debug, Clone, Default)]
pub(crate) struct PolicyFile {
    pub(crate) extends: Setting,
    pub(crate) off: Vec<(String, Place)>,
    pub(crate) when: Option<When>,
    pub(crate) limits: Vec<Record>,
    pub(crate) obligations: Vec<ObligationFile>,
}

/// An obligation as written; a field that is `None` was not named.
#[derive(Debug, Clone, Default)]
pub(crate) struct ObligationFile {
    pub(crate) place: Place,
    pub(crate) id: Setting,
    pub(crate) lane: Setting,
    pub(crate) title_zh: Setting,
    pub(crate) title_en: Setting,
    pub(crate) template: Setting,
    pub(crate) n: Option<(u32, Place)>,
    pub(crate) alternate: Option<(bool, Place)>,
    pub(crate) when: Option<When>,
    pub(crate) on: Option<(Vec<PredicateFile>, Place)>,
    pub(crate) expect: Option<(Vec<PredicateFile>, Place)>,
    pub(crate) within: Setting,
    pub(crate) by: Setting,
    pub(crate) before: Option<(Vec<PredicateFile>, Place)>,
    pub(crate) unless: Option<(Vec<PredicateFile>, Place)>,
    pub(crate) each: Setting,
    pub(crate) same: Option<(Vec<String>, Place)>,
    pub(crate) differs: Option<(Vec<String>, Place)>,
    pub(crate) owner: Option<Vec<(String, Place)>>,
    pub(crate) alarm: Option<(bool, Place)>,
}

/// An event predicate as written: kinds, and cells on the event's fields (C-2).
#[derive(Debug, Clone)]
pub(crate) struct PredicateFile {
    pub(crate) kinds: Vec<(String, Place)>,
    /// Where `kind` was written as an empty list.
    pub(crate) no_kinds: Option<Place>,
    pub(crate) cells: Vec<Written>,
}

/// The three loops as the newspaper tells them, shipped in the user's own format.
pub(crate) static BUILTIN: Lazy<PolicyFile> = Lazy::new(|| {
    let mut findings = Findings::default();
    read(BUILTIN_FILE, BUILTIN_TEXT, &mut findings)
});

/// The text of the built-in policy.
pub(crate) const BUILTIN_TEXT: &str = include_str!("../../policies/three-loops.toml");

/// The name that findings give the built-in policy.
pub(crate) const BUILTIN_FILE: &str = "three-loops.toml";

const KEYS: &[&str] = &["extends", "off", "when", "limit", "obligation"];
const OBLIGATION: &[&str] = &[
    "id",
    "loop",
    "title",
    "template",
    "n",
    "alternate",
    "when",
    "on",
    "expect",
    "within",
    "by",
    "before",
    "unless",
    "each",
    "same",
    "differs",
    "owner",
    "alarm",
];

/// Reads a policy file.
pub(crate) fn read(file: &str, text: &str, findings: &mut Findings) -> PolicyFile {
    let toml = TomlFile::parse(file, text, findings);
    let mut policy = PolicyFile::default();
    for (key, value) in &toml.table {
        match key.get_ref().as_ref() {
            name @ "extends" => {
                policy.extends = toml.text(name, value, findings).map(|text| (text, toml.at(name, value)));
            }
            name @ "off" => policy.off = toml.texts(name, value, findings),
            name @ "when" => policy.when = when(&toml, name, value, findings),
            name @ "limit" => policy.limits = toml.records(name, value, columns::LIMIT, findings),
            name @ "obligation" => {
                for (table, place) in toml.tables(name, value, findings) {
                    policy.obligations.push(obligation(&toml, table, place, findings));
                }
            }
            _ => findings.push(toml.unknown_key(key, KEYS)),
        }
    }
    policy
}

fn when<'a>(toml: &TomlFile<'a>, name: &str, value: &Value<'a>, findings: &mut Findings) -> Option<When> {
    let table = toml.entries(name, value, findings)?;
    Some(toml.cells(table, columns::WHEN, findings))
}

fn obligation<'a>(
    toml: &TomlFile<'a>,
    table: &DeTable<'a>,
    place: Place,
    findings: &mut Findings,
) -> ObligationFile {
    let mut file = ObligationFile { place, ..ObligationFile::default() };
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let at = toml.at(name, value);
        let one = |findings: &mut Findings| toml.text(name, value, findings).map(|text| (text, at.clone()));
        let names = |findings: &mut Findings| {
            let texts = toml.texts(name, value, findings);
            Some((texts.into_iter().map(|(text, _)| event_column(&text)).collect(), at.clone()))
        };
        match name {
            "id" => file.id = one(findings),
            "loop" => file.lane = one(findings),
            "title" => match value.get_ref() {
                toml::de::DeValue::Table(titles) => {
                    for (key, value) in titles {
                        let title = toml.text(name, value, findings).map(|text| (text, at.clone()));
                        match key.get_ref().as_ref() {
                            "zh" => file.title_zh = title,
                            "en" => file.title_en = title,
                            _ => findings.push(toml.unknown_key(key, &["zh", "en"])),
                        }
                    }
                }
                _ => {
                    file.title_zh = one(findings);
                    file.title_en = file.title_zh.clone();
                }
            },
            "template" => file.template = one(findings),
            "n" => file.n = toml.number(name, value, 0, findings).map(|n| (n, at.clone())),
            "alternate" => file.alternate = toml.boolean(name, value, findings).map(|yes| (yes, at.clone())),
            "when" => file.when = when(toml, name, value, findings),
            "on" => file.on = Some((predicates(toml, name, value, findings), at.clone())),
            "expect" => file.expect = Some((predicates(toml, name, value, findings), at.clone())),
            "within" => file.within = one(findings),
            "by" => file.by = one(findings),
            "before" => file.before = Some((predicates(toml, name, value, findings), at.clone())),
            "unless" => file.unless = Some((predicates(toml, name, value, findings), at.clone())),
            "each" => file.each = one(findings),
            "same" => file.same = names(findings),
            "differs" => file.differs = names(findings),
            "owner" => file.owner = Some(toml.texts(name, value, findings)),
            "alarm" => file.alarm = toml.boolean(name, value, findings).map(|yes| (yes, at.clone())),
            _ => findings.push(toml.unknown_key(key, OBLIGATION)),
        }
    }
    if file.id.as_ref().is_none_or(|(id, _)| id.trim().is_empty()) {
        findings.push(Finding::new(Code::ValueMissing).at(&file.place.at_column("id")).arg("column", "id"));
    }
    file
}

fn predicates<'a>(
    toml: &TomlFile<'a>,
    name: &str,
    value: &Value<'a>,
    findings: &mut Findings,
) -> Vec<PredicateFile> {
    let mut predicates = Vec::new();
    for (table, _) in toml.tables(name, value, findings) {
        let mut predicate = PredicateFile { kinds: Vec::new(), no_kinds: None, cells: Vec::new() };
        for (key, value) in table {
            let written = key.get_ref().as_ref();
            let place = toml.at(written, value);
            match event_column(written).as_str() {
                "kind" => {
                    predicate.kinds = toml.texts(written, value, findings);
                    predicate.no_kinds = predicate.kinds.is_empty().then_some(place);
                }
                column => {
                    let items = toml.texts(written, value, findings);
                    let text = items.into_iter().map(|(text, _)| text).collect::<Vec<_>>().join("、");
                    predicate.cells.push(Written { column: column.to_owned(), text, place });
                }
            }
        }
        predicates.push(predicate);
    }
    predicates
}

impl ObligationFile {
    /// This obligation with the fields that the other names in place of its own (C-1).
    pub(crate) fn overridden(&self, by: &ObligationFile) -> ObligationFile {
        fn pick<T: Clone>(own: &Option<T>, other: &Option<T>) -> Option<T> {
            other.as_ref().or(own.as_ref()).cloned()
        }
        // `within` and `by` say the same thing in two ways: naming one takes the other's place
        let (within, due_by) = match (&by.within, &by.by) {
            (None, None) => (self.within.clone(), self.by.clone()),
            _ => (by.within.clone(), by.by.clone()),
        };
        ObligationFile {
            place: by.place.clone(),
            id: pick(&self.id, &by.id),
            lane: pick(&self.lane, &by.lane),
            title_zh: pick(&self.title_zh, &by.title_zh),
            title_en: pick(&self.title_en, &by.title_en),
            template: pick(&self.template, &by.template),
            n: pick(&self.n, &by.n),
            alternate: pick(&self.alternate, &by.alternate),
            when: pick(&self.when, &by.when),
            on: pick(&self.on, &by.on),
            expect: pick(&self.expect, &by.expect),
            within,
            by: due_by,
            before: pick(&self.before, &by.before),
            unless: pick(&self.unless, &by.unless),
            each: pick(&self.each, &by.each),
            same: pick(&self.same, &by.same),
            differs: pick(&self.differs, &by.differs),
            owner: pick(&self.owner, &by.owner),
            alarm: pick(&self.alarm, &by.alarm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policy_reads_without_an_objection() {
        let mut findings = Findings::default();
        let policy = read(BUILTIN_FILE, BUILTIN_TEXT, &mut findings);
        assert!(findings.list.is_empty(), "{:?}", findings.list);
        assert_eq!((policy.obligations.len(), policy.limits.len()), (22, 8));
    }
}
