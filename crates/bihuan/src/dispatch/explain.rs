//! Why a decision is what it is: the winning rows cell by cell, and the rows that came close with the
//! first cell that failed.

use super::decision::{Decision, decide};
use super::matrix::{Matrix, Named, RowOutcome};
use super::plan::{Candidacy, Past, candidacy, date_of_units, plan};
use super::timeline::Entry;
use crate::condition::Rule;
use crate::condition::facts::Facts;
use crate::message::Lang;
use crate::model::ticket::Ticket;
use crate::model::words::{Channel, Reason, Word};
use crate::rulebook::columns::header;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// How many rows that came close are shown.
const NEAR: usize = 5;

/// A decision with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The decision itself.
    pub decision: Decision,
    /// The rows that gave a part, and extra rows merged into one.
    pub rows: Vec<RowTrace>,
    /// Emergency, not-accepted and green rules that hold.
    pub rules: Vec<RowTrace>,
    /// Rows that came close, the closest first.
    pub near: Vec<RowTrace>,
    /// Names of the units that appear, by code.
    pub names: std::collections::BTreeMap<String, String>,
}

/// A row or rule, cell by cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RowTrace {
    /// Its name.
    pub row: String,
    /// Its lead for this ticket: a code, or the role that nobody fills.
    pub lead: Option<String>,
    /// Higher goes first.
    pub priority: i32,
    /// Levels of the matter that it names (D-4).
    pub depth: usize,
    /// Filled cells beside the matter (D-4).
    pub count: usize,
    /// Every filled cell and what it met.
    pub cells: Vec<CellTrace>,
    /// What came of it.
    pub outcome: Outcome,
}

/// A cell and the fact it met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CellTrace {
    /// The column.
    pub column: String,
    /// The cell as written.
    pub cell: String,
    /// The ticket's fact; none when it is absent.
    pub fact: Option<String>,
    /// The keywords that stand in the text.
    pub found: Vec<String>,
    /// Whether the cell holds.
    pub holds: bool,
}

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It gave a part, or was merged into one.
    Won,
    /// All its cells hold, another row ranks before it.
    Outranked,
    /// All its cells hold, but the part was designated, adjudicated or refused without asking the rows.
    NotAsked,
    /// A cell does not hold.
    Failed,
    /// Its dates do not hold on the day of receipt.
    NotInForce,
    /// No unit fills its lead's role for this ticket.
    LeadUnresolved,
    /// Its lead is not active on the date.
    LeadInactive,
    /// Its lead may not lead again after an upheld return (D-14).
    LeadBarred,
}

/// Explains the decision on a ticket with the events so far.
pub(crate) fn explain(matrix: &Matrix, ticket: &Ticket, events: &[Entry<'_>]) -> Explanation {
    let decision = decide(matrix, ticket, events);
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    let plan = plan(matrix, ticket, &facts, events);
    let date = date_of_units(matrix, &facts, events);
    let past = Past::of(matrix, events);
    let tracer = Tracer { matrix, ticket, facts: &facts, date };
    let part_rows: Vec<&str> = plan.parts.iter().filter_map(|part| part.row_id).collect();
    let refused = plan.parts.iter().any(|part| part.reason == Reason::NotAccepted);

    let asks_rows = |reason| matches!(reason, Reason::Row | Reason::NoRow);
    let not_asked = plan.parts.first().is_some_and(|part| !asks_rows(part.reason));
    let mut rows = Vec::new();
    let mut near = Vec::new();
    for (at, row) in matrix.rows.iter().enumerate() {
        let holds = row.condition.holds(&facts, None);
        let candidacy = candidacy(matrix, &facts, date, &past, &row.outcome);
        let outcome = match candidacy {
            _ if !holds => Outcome::Failed,
            _ if !row.validity.holds(facts.received_on) => Outcome::NotInForce,
            Candidacy::Unresolved => Outcome::LeadUnresolved,
            Candidacy::Inactive(_) => Outcome::LeadInactive,
            _ if part_rows.contains(&row.id.as_str()) => Outcome::Won,
            Candidacy::Barred(_) => Outcome::LeadBarred,
            Candidacy::Leads(_) if row.outcome.extra && !refused => Outcome::Won,
            Candidacy::Leads(_) if not_asked => Outcome::NotAsked,
            Candidacy::Leads(_) => Outcome::Outranked,
        };
        let mut trace = tracer.trace(row, outcome);
        trace.lead = Some(tracer.lead(&row.outcome));
        if outcome == Outcome::Won {
            rows.push(trace);
        } else {
            let failed = trace.cells.iter().filter(|cell| !cell.holds).count();
            let matter_met = trace.depth > 0 || !trace.cells.iter().any(|cell| cell.column == "matter");
            // a row without any common ground did not come close
            if failed == 0 || (matter_met && failed < trace.cells.len()) {
                near.push(((failed, row.rank(at, &facts)), trace));
            }
        }
    }
    let decided_by_fallback = plan.parts.first().is_some_and(|part| part.reason == Reason::NoRow);
    if let Some(rule) = plan.parts.first().and_then(|part| part.row).filter(|_| decided_by_fallback) {
        let mut trace = tracer.trace(rule, Outcome::Won);
        trace.lead = Some(tracer.lead(&rule.outcome));
        rows.insert(0, trace);
    }
    near.sort_by_key(|(closeness, _)| *closeness);
    near.truncate(NEAR);
    let mut rules = Vec::new();
    rules.extend(plan.emergency.map(|rule| tracer.trace(rule, Outcome::Won)));
    for rule in matrix.not_accepted.iter().filter(|rule| rule.holds(&facts, None)) {
        let outcome = if part_rows.contains(&rule.id.as_str()) { Outcome::Won } else { Outcome::Outranked };
        rules.push(tracer.trace(rule, outcome));
    }
    for rule in matrix.greens.iter().filter(|rule| rule.holds(&facts, None)) {
        rules.push(tracer.trace(rule, Outcome::Won));
    }
    let near: Vec<_> = near.into_iter().map(|(_, trace)| trace).collect();
    let shown = decision.parts.iter().flat_map(|part| std::iter::once(&part.lead).chain(&part.assist));
    let shown = shown.chain(rows.iter().chain(&near).filter_map(|row| row.lead.as_ref()));
    let names = shown
        .filter_map(|code| Some((code.clone(), matrix.units.get(matrix.units.find(code)?)?.name.clone())))
        .collect();
    Explanation { decision, rows, rules, near, names }
}

struct Tracer<'a> {
    matrix: &'a Matrix,
    ticket: &'a Ticket,
    facts: &'a Facts,
    date: jiff::civil::Date,
}

impl Tracer<'_> {
    fn trace<T>(&self, row: &Rule<T>, outcome: Outcome) -> RowTrace {
        let rank = row.rank(0, self.facts);
        let cells = row.condition.cells.iter().map(|cell| CellTrace {
            column: cell.column.clone(),
            cell: cell.written.clone(),
            fact: cell.fact(self.facts, self.ticket, None),
            found: cell.found(self.facts),
            holds: cell.holds(self.facts, None),
        });
        RowTrace {
            row: row.id.clone(),
            lead: None,
            priority: row.priority,
            depth: rank.depth(),
            count: rank.count(),
            cells: cells.collect(),
            outcome,
        }
    }

    /// The unit that leads here, or the role that nobody fills.
    fn lead(&self, row: &RowOutcome) -> String {
        match (row.lead.resolve(self.matrix, self.facts, self.date), &row.lead) {
            (Some(id), _) => self.matrix.units.code(id).to_owned(),
            (None, Named::Unit(id)) => self.matrix.units.code(*id).to_owned(),
            (None, Named::Role(role)) => role.clone(),
        }
    }
}

impl Explanation {
    /// The explanation as text in a language.
    pub fn in_(&self, lang: Lang) -> String {
        let mut text = String::new();
        // writing into a String cannot fail
        let _ = self.write(&mut text, lang);
        text
    }

    fn write(&self, out: &mut String, lang: Lang) -> std::fmt::Result {
        let say = |en: &'static str, zh: &'static str| if lang == Lang::Zh { zh } else { en };
        let decision = &self.decision;
        let channel = if lang == Lang::Zh { decision.channel.zh() } else { decision.channel.en() };
        writeln!(
            out,
            "{} {}  《{}》 {}",
            say("ticket", "工单"),
            decision.ticket,
            decision.rulebook,
            decision.version
        )?;
        if decision.channel != Channel::Normal {
            writeln!(out, "{}: {channel}", say("channel", "通道"))?;
        }
        if let Some(call) = &decision.call {
            writeln!(out, "{} {call}", say("call at once:", "立即拨打："))?;
        }
        if let Some(tell) = &decision.tell {
            writeln!(out, "{} {tell}", say("tell the caller:", "告知来电人："))?;
        }
        for part in &decision.parts {
            let reason = if lang == Lang::Zh { part.reason.zh() } else { part.reason.en() };
            write!(
                out,
                "{} {}  {} {}",
                say("part", "分派"),
                part.part,
                say("lead", "主办"),
                self.named(&part.lead)
            )?;
            if !part.assist.is_empty() {
                let assists: Vec<_> = part.assist.iter().map(|code| self.named(code)).collect();
                write!(out, "  {} {}", say("assist", "协办"), assists.join("、"))?;
            }
            writeln!(
                out,
                "  ({reason}{})",
                part.row.as_ref().map_or(String::new(), |row| format!(" {row}"))
            )?;
            for limit in &part.limits {
                if !matches!(limit.name.as_str(), "due" | "first_contact") {
                    continue;
                }
                let name = match limit.name.as_str() {
                    "due" => say("due", "办理期限"),
                    _ => say("first contact", "先行联系"),
                };
                let amount = limit.limit.map_or(String::new(), |limit| limit.in_(lang));
                let due = limit.due.map_or_else(|| say("none", "无").to_owned(), |due| due.to_string());
                write!(out, "  {name} {due}  ({amount}, {})", limit.source)?;
                match limit.from_receipt {
                    Some(from) if limit.due != Some(from) => {
                        writeln!(out, "  {} {from}", say("from receipt", "自受理起算"))?;
                    }
                    _ => writeln!(out)?,
                }
            }
            for stage in &part.stages {
                let due = stage.due.map_or_else(|| say("none", "无").to_owned(), |due| due.to_string());
                writeln!(
                    out,
                    "  {} {}  {due}  ({})",
                    say("stage", "分段"),
                    stage.name,
                    stage.limit.in_(lang)
                )?;
            }
            for (label, text) in [
                (say("sign-off", "签批"), &part.signoff),
                (say("basis", "依据"), &part.basis),
                (say("tip", "提示"), &part.tip),
            ] {
                if let Some(text) = text {
                    writeln!(out, "  {label} {text}")?;
                }
            }
            let by_row = part.reason != Reason::NotAccepted;
            if let Some(row) = self.rows.iter().find(|row| by_row && Some(&row.row) == part.row.as_ref()) {
                self.write_cells(out, row, lang)?;
            }
        }
        let merged = |row: &&RowTrace| !decision.parts.iter().any(|part| part.row.as_ref() == Some(&row.row));
        for row in self.rows.iter().filter(merged).chain(&self.rules) {
            writeln!(out, "{} {}", say("also held:", "同时满足："), row.row)?;
            self.write_cells(out, row, lang)?;
        }
        if !self.near.is_empty() {
            writeln!(out, "{}", say("came close:", "相近但未采用的行："))?;
        }
        for row in &self.near {
            let lead = row.lead.as_ref().map_or(String::new(), |lead| format!(" → {}", self.named(lead)));
            let why = match row.outcome {
                Outcome::Outranked => format!(
                    "{} ({} {}, {} {}, {} {})",
                    say("all cells hold, ranked lower", "全部满足，但排序靠后"),
                    say("priority", "优先级"),
                    row.priority,
                    say("depth", "层级"),
                    row.depth,
                    say("conditions", "条件数"),
                    row.count
                ),
                Outcome::NotAsked => {
                    say("all cells hold, not asked here", "全部满足，但此次不按清单").to_owned()
                }
                Outcome::NotInForce => {
                    say("not in force on the day of receipt", "受理当日不在有效期内").to_owned()
                }
                Outcome::LeadUnresolved => {
                    say("no unit fills the role here", "该辖区没有单位担任此角色").to_owned()
                }
                Outcome::LeadInactive => {
                    say("the lead is not active on the date", "主办单位当日不在有效期内").to_owned()
                }
                Outcome::LeadBarred => {
                    say("barred after an upheld return", "退单已通过，不再主办").to_owned()
                }
                Outcome::Won | Outcome::Failed => {
                    let failed = row.cells.iter().find(|cell| !cell.holds);
                    failed.map_or_else(String::new, |cell| {
                        let fact = cell.met(lang);
                        format!("{} `{}` ✗ {fact}", header(&cell.column, lang), cell.cell)
                    })
                }
            };
            writeln!(out, "  {}{lead}: {why}", row.row)?;
        }
        if !decision.notes.is_empty() {
            let notes: Vec<_> = decision.notes.iter().map(|note| note.in_(lang)).collect();
            writeln!(out, "{} {}", say("notes:", "备注："), notes.join(", "))?;
        }
        Ok(())
    }

    fn write_cells(&self, out: &mut String, row: &RowTrace, lang: Lang) -> std::fmt::Result {
        for cell in &row.cells {
            let fact = cell.met(lang);
            let mark = if cell.holds { '✓' } else { '✗' };
            writeln!(out, "    {} `{}` {mark} {fact}", header(&cell.column, lang), cell.cell)?;
        }
        Ok(())
    }

    fn named(&self, code: &str) -> String {
        match self.names.get(code) {
            Some(name) if name != code => format!("{code} {name}"),
            _ => code.to_owned(),
        }
    }
}

impl CellTrace {
    /// What the cell met: the keywords found, else the fact, else that it is absent.
    fn met(&self, lang: Lang) -> String {
        match &self.fact {
            _ if !self.found.is_empty() => self.found.join("、"),
            Some(fact) => short(fact),
            None if lang == Lang::Zh => "未填".to_owned(),
            None => "absent".to_owned(),
        }
    }
}

/// A fact short enough for a line.
fn short(fact: &str) -> String {
    let mut text: String = fact.chars().take(40).collect();
    if text.len() < fact.len() {
        text.push('…');
    }
    text
}
