//! Compiles an edition's settings and tables into a [`Matrix`]; every objection is a finding.

use super::directory;
use super::matrix::{LimitOutcome, Matrix, Named, Returns, RowOutcome};
use super::overlap;
use crate::condition::parse::{self, Names};
use crate::condition::{Condition, Rule, cell};
use crate::message::{Code, Finding, Findings, Place, Severity};
use crate::model::columns::event_column;
use crate::model::event::{DERIVED, kind_name};
use crate::model::text::fold;
use crate::model::unit::{UnitId, Validity};
use crate::model::words::{Channel, Word, parse_yes_no};
use crate::rulebook::Edition;
use crate::rulebook::columns::{self, Columns};
use crate::rulebook::policy::{BUILTIN, BUILTIN_FILE};
use crate::rulebook::record::{Record, Written};
use crate::rulebook::settings::{Setting, Settings};
use crate::time::clock::{Clock, Counting};
use crate::time::limit::Limit;
use std::collections::HashMap;

/// Compiles the dispatch side of an edition.
pub(crate) fn matrix(edition: &Edition, findings: &mut Findings) -> Matrix {
    let settings = &edition.settings;
    let clock = directory::clock(edition, findings);
    let units = directory::units(edition, findings);
    let matters = directory::matters(edition, findings);
    let names = Names { units: &units, matters: &matters };
    let mut compiler = Compiler { names, clock: &clock, findings };

    let rows = compiler.rules(&edition.dispatch, columns::DISPATCH, "", Compiler::row);
    overlap::check(&edition.dispatch, compiler.findings);
    let fallbacks = compiler.rules(&settings.fallbacks, columns::FALLBACK, "fallback", Compiler::row);
    let required_fallback = compiler.required_fallback(&fallbacks, edition);
    let emergencies =
        compiler.rules(&settings.emergencies, columns::EMERGENCY, "emergency", |compiler, record| {
            record.required("call", compiler.findings).map(|cell| cell.text.trim().to_owned())
        });
    let greens = compiler.rules(&settings.greens, columns::GREEN, "green", |_, _| Some(()));
    let not_accepted =
        compiler.rules(&settings.not_accepted, columns::NOT_ACCEPTED, "not_accepted", |_, record| {
            Some(record.text("tell").map(str::to_owned))
        });
    let mut limits = vec![compiler.limits(&settings.limits, "limit")];
    let own = edition.policy.as_ref();
    limits.extend(own.map(|policy| compiler.limits(&policy.limits, "closure.limit")));
    if own.is_none_or(|policy| policy.extends.is_some()) {
        limits.push(compiler.limits(&BUILTIN.limits, "builtin.limit"));
        if let Some((word, place)) = &settings.counting
            && compiler.clock.counting == Counting::Clock
            && compiler.clock.office.is_empty()
            && !compiler.findings.list.iter().any(|finding| finding.code() == Code::OfficeHoursMissing)
        {
            compiler.findings.push(Finding::new(Code::OfficeHoursMissing).at(place).value(word));
        }
    }
    let returns = compiler.returns(settings);
    // read for their form; what uses them comes with the reminders
    for (text, place) in &settings.reminders {
        compiler.limit(text, place);
    }
    let mut kinds = Vec::new();
    for (text, place) in &settings.kinds {
        let kind = kind_name(text);
        if kind.is_empty() || DERIVED.contains(&kind.as_str()) {
            findings.push(
                Finding::new(Code::WrongType).at(place).value(text).arg("expected", "a kind of its own"),
            );
        }
        kinds.push(kind);
    }
    let validity = parse::validity(refer(&settings.from), refer(&settings.until), findings);
    Matrix {
        name: settings.name.as_ref().map_or_else(String::new, |(name, _)| name.clone()),
        version: settings.version.as_ref().map_or_else(String::new, |(version, _)| version.clone()),
        validity,
        kinds,
        rows,
        fallbacks,
        required_fallback,
        emergencies,
        greens,
        not_accepted,
        limits,
        returns,
        slip_required: settings
            .slip
            .as_ref()
            .map(|fields| fields.iter().map(|(name, _)| event_column(name)).collect()),
        clock,
        units,
        matters,
    }
}

fn refer(setting: &Setting) -> Option<(&str, &Place)> {
    setting.as_ref().map(|(text, place)| (text.as_str(), place))
}

/// Reads a condition as written; the columns say which cells are conditions.
pub(crate) fn condition(
    cells: &[Written],
    columns: Columns,
    names: Names<'_>,
    findings: &mut Findings,
) -> Condition {
    let conditions = cells.iter().filter(|cell| columns::is_condition(columns, &cell.column));
    Condition {
        cells: conditions
            .filter_map(|cell| parse::cell(&cell.column, &cell.text, names, &cell.place, findings))
            .collect(),
    }
}

/// Reads a limit and objects to office time without office hours (L-13).
pub(crate) fn limit(text: &str, place: &Place, clock: &Clock, findings: &mut Findings) -> Option<Limit> {
    let Some(limit) = Limit::parse(text) else {
        findings.push(Finding::new(Code::BadLimit).at(place).value(text.trim()));
        return None;
    };
    let needs_office = match limit {
        Limit::WorkHours(_) => true,
        Limit::WorkDays(_) => clock.counting == Counting::Clock,
        _ => false,
    };
    // of the built-in policy's limits one finding speaks for all
    let builtin = place.file.as_deref() == Some(BUILTIN_FILE);
    if needs_office && clock.office.is_empty() && !builtin {
        findings.push(Finding::new(Code::OfficeHoursMissing).at(place).value(text.trim()));
    }
    Some(limit)
}

struct Compiler<'a, 'f> {
    names: Names<'a>,
    clock: &'a Clock,
    findings: &'f mut Findings,
}

impl<'a> Compiler<'a, '_> {
    /// Compiles a rule list. A rule whose outcome was objected to is left out; the load fails anyway.
    fn rules<T>(
        &mut self,
        records: &[Record],
        columns: Columns,
        list: &str,
        outcome: impl Fn(&mut Self, &Record) -> Option<T>,
    ) -> Vec<Rule<T>> {
        let mut rules = Vec::new();
        let mut ids: HashMap<String, &Record> = HashMap::new();
        for (at, record) in records.iter().enumerate() {
            let named = record.get(if list.is_empty() { "row" } else { "id" });
            let id = match named {
                Some(cell) => cell.text.trim().to_owned(),
                None if list.is_empty() => record.place.row.unwrap_or_default().to_string(),
                None => format!("{list}.{}", at + 1),
            };
            if let Some(first) = ids.get(&id) {
                let place = named.map_or(&record.place, |cell| &cell.place);
                self.findings.push(directory::twice(place, &id, &first.place));
            }
            ids.insert(id.clone(), record);
            let priority = self.priority(record);
            let validity = directory::validity(record, self.findings);
            let condition = condition(&record.cells, columns, self.names, self.findings);
            // limits and fallbacks without conditions are wanted, the others rarely meant
            let wants_conditions = columns != columns::LIMIT && columns != columns::FALLBACK;
            if wants_conditions && condition.cells.is_empty() && !self.findings.has_error_at(&record.place) {
                let code = if columns == columns::DISPATCH { Code::NoConditions } else { Code::AlwaysHolds };
                self.findings.push(Finding::new(code).at(&record.place).value(&id));
            }
            if let Some(outcome) = outcome(self, record) {
                let line = record.place.row.unwrap_or_default();
                rules.push(Rule { id, line, priority, validity, condition, outcome });
            }
        }
        rules
    }

    fn priority(&mut self, record: &Record) -> i32 {
        let Some(cell) = record.get("priority") else { return 0 };
        let number = fold(&cell.text).parse();
        if number.is_err() {
            self.findings.push(Finding::new(Code::BadPriority).at(&cell.place).value(cell.text.trim()));
        }
        number.unwrap_or(0)
    }

    fn row(&mut self, record: &Record) -> Option<RowOutcome> {
        let lead = record.required("lead", self.findings).and_then(|cell| self.single(cell));
        let assist = match record.get("assist") {
            None => Vec::new(),
            Some(cell) => cell::list(&cell.text)
                .into_iter()
                .filter_map(|item| self.named(&item.folded(), item.text, &cell.place))
                .collect(),
        };
        let channel = self.word(record, "channel", Channel::parse, "普通 normal, 绿色通道 green");
        let channel = match channel {
            Some(Channel::Emergency) => {
                // the channel `emergency` comes from [[emergency]] rules alone (D-1, D-10)
                self.unknown_word(record.get("channel"), "普通 normal, 绿色通道 green");
                Channel::Normal
            }
            other => other.unwrap_or(Channel::Normal),
        };
        let extra = self.word(record, "extra", parse_yes_no, "是 yes, 否 no").unwrap_or(false);
        let limit = record.get("limit").and_then(|cell| self.limit(&cell.text, &cell.place));
        let stages = record.get("stages").map(|cell| self.stages(cell)).unwrap_or_default();
        let text = |column| record.text(column).map(str::to_owned);
        Some(RowOutcome {
            extra,
            lead: lead?,
            assist,
            channel,
            limit,
            stages,
            signoff: text("signoff"),
            basis: text("basis"),
            tip: text("tip"),
            overlap_ok: record.get("overlap_ok").map(overlap::names).unwrap_or_default(),
        })
    }

    fn word<W>(
        &mut self,
        record: &Record,
        column: &str,
        read: impl Fn(&str) -> Option<W>,
        expected: &str,
    ) -> Option<W> {
        let cell = record.get(column)?;
        let word = read(&cell.text);
        if word.is_none() {
            self.unknown_word(Some(cell), expected);
        }
        word
    }

    fn unknown_word(&mut self, cell: Option<&Written>, expected: &str) {
        if let Some(cell) = cell {
            let finding = Finding::new(Code::UnknownWord).at(&cell.place).value(cell.text.trim());
            let header = cell.place.column.as_deref().unwrap_or(&cell.column);
            self.findings.push(finding.arg("column", header).arg("expected", expected));
        }
    }

    /// The unit or role of a cell that holds one name; a backslash works as in any cell (G-7).
    fn single(&mut self, cell: &Written) -> Option<Named> {
        match cell::list(&cell.text).as_slice() {
            [one] => self.named(&one.folded(), one.text, &cell.place),
            _ => self.named(&fold(&cell.text), &cell.text, &cell.place),
        }
    }

    /// A unit by code, name or alias, else a role (D-2).
    fn named(&mut self, folded: &str, written: &str, place: &Place) -> Option<Named> {
        if let Some(id) = self.names.units.find(folded) {
            return Some(Named::Unit(id));
        }
        if self.names.units.has_role(folded) {
            return Some(Named::Role(folded.to_owned()));
        }
        let finding = directory::unknown_unit(self.names.units, written, place, self.findings);
        self.findings.push(finding);
        None
    }

    fn limit(&mut self, text: &str, place: &Place) -> Option<Limit> {
        limit(text, place, self.clock, self.findings)
    }

    /// `名称:限时` items (L-12).
    fn stages(&mut self, cell: &Written) -> Vec<(String, Limit)> {
        let mut stages = Vec::new();
        for item in cell::list(&cell.text) {
            let folded = item.folded();
            match folded.rsplit_once(':').map(|(name, text)| (name.trim(), text)) {
                Some((name, text)) if !name.is_empty() => {
                    stages.extend(self.limit(text, &cell.place).map(|limit| (name.to_owned(), limit)));
                }
                _ => self.findings.push(Finding::new(Code::BadStages).at(&cell.place).value(item.text)),
            }
        }
        stages
    }

    fn limits(&mut self, records: &[Record], list: &str) -> Vec<Rule<LimitOutcome>> {
        self.rules(records, columns::LIMIT, list, |compiler, record| {
            let name = record.required("name", compiler.findings).map(|cell| fold(&cell.text));
            let limit = record.required("limit", compiler.findings);
            let limit = limit.and_then(|cell| compiler.limit(&cell.text, &cell.place));
            Some(LimitOutcome { name: name?, limit: limit? })
        })
    }

    /// One fallback without conditions and validity, naming a unit without validity, is required (D-7).
    fn required_fallback(&mut self, fallbacks: &[Rule<RowOutcome>], edition: &Edition) -> UnitId {
        let units = self.names.units;
        let mut near_miss = None;
        for rule in fallbacks.iter().filter(|rule| rule.is_unconditional()) {
            match rule.outcome.lead {
                Named::Unit(id) if units.get(id).is_some_and(|unit| unit.validity == Validity::default()) => {
                    return id;
                }
                _ => near_miss = near_miss.or(Some(&rule.id)),
            }
        }
        let records = &edition.settings.fallbacks;
        let named = |at: usize, record: &Record| {
            record.text("id").map_or_else(|| format!("fallback.{}", at + 1), str::to_owned)
        };
        let near_miss =
            records.iter().enumerate().find(|(at, record)| Some(&named(*at, record)) == near_miss);
        let near_miss = near_miss.and_then(|(_, record)| record.get("lead"));
        let place = &edition.fallback_place;
        let broken = |finding: &Finding| {
            matches!(finding.code(), Code::TomlBroken | Code::WorkbookBroken)
                && (&finding.place().file, &finding.place().sheet) == (&place.file, &place.sheet)
        };
        let lead_objected = |finding: &Finding| {
            let mut leads = records.iter().filter_map(|record| record.get("lead"));
            finding.severity() == Severity::Error && leads.any(|lead| lead.place == *finding.place())
        };
        match near_miss {
            Some(lead) => {
                let finding = Finding::new(Code::FallbackLead).at(&lead.place).value(lead.text.trim());
                let role = fold(&lead.text);
                let holders: Vec<_> = units.holders(&role).map(|id| units.code(id)).collect();
                self.findings.push(finding.arg("near", holders.join(", ")));
            }
            // settings or rules that could not be read may well hold it
            None if self.findings.list.iter().any(broken) => {}
            None if records.iter().any(|record| self.findings.has_error_at(&record.place)) => {}
            None if self.findings.list.iter().any(lead_objected) => {}
            None => self.findings.push(Finding::new(Code::FallbackMissing).at(place)),
        }
        UnitId(0)
    }

    fn returns(&mut self, settings: &Settings) -> Returns {
        let written = &settings.returns;
        let bars = match &written.bars {
            Some(bars) => bars.iter().map(|(reason, _)| fold(reason)).collect(),
            None => vec!["非本单位职能".to_owned(), "非本单位辖区".to_owned()],
        };
        let adjudicator = written.adjudicator.as_ref().and_then(|(text, place)| {
            let found = self.names.units.find(text).or_else(|| self.names.units.only_of_role(&fold(text)));
            if found.is_none() {
                let finding = directory::unknown_unit(self.names.units, text, place, self.findings);
                self.findings.push(finding);
            }
            found
        });
        let window = written.window.as_ref().and_then(|(text, place)| self.limit(text, place));
        Returns { max: written.max, window, bars, adjudicator }
    }
}
