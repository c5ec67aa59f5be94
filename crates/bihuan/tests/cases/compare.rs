//! Runs a case against a way into the library, and says what differs. The one comparison: the tests of each
//! language include it and bring their own [`Library`].

use super::format::{Book, Case, Question, Row, parts};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A way into the library: Rust, C, … Answers are rows of cells as csv has them.
pub(crate) trait Library {
    /// Loads a rulebook: the rows of its findings, and whether there is an engine now.
    fn load(&mut self, parts: &BTreeMap<String, String>) -> (Vec<Row>, bool);

    /// Reads a ticket: its number.
    fn ticket(&mut self, ticket: &Value) -> Result<String, String>;

    /// Reads an event.
    fn event(&mut self, event: &Value) -> Result<(), String>;

    /// Redispatches: the rows of the decision, and the codes of its notes.
    fn decision(&mut self, ticket: &Value, history: &[Value]) -> Result<(Vec<Row>, Vec<String>), String>;

    /// Contests a return: the row of the answer, or the code of the refusal as its only cell `refused`.
    fn contest(&mut self, question: &Question<'_>) -> Row;

    /// Says why a unit does not lead, likewise.
    fn why_not(&mut self, question: &Question<'_>) -> Row;

    /// Audits: the row of the verdict, and the rows of its obligations.
    fn verdict(&mut self, ticket: &Value, history: &[Value], now: &str) -> Result<(Row, Vec<Row>), String>;
}

/// Runs a case; empty when all is as expected.
pub(crate) fn run(library: &mut impl Library, root: &Path, book: &Book, case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    let (findings, loaded) = library.load(&parts(root, book, case.rulebook.as_ref()));
    compare_findings(case.expect.findings.as_deref().unwrap_or_default(), findings, &mut wrong);
    if loaded && let Some(ticket) = &case.ticket {
        run_ticket(library, ticket, case, &mut wrong);
    } else if case.expect.decision.is_some() || case.expect.verdict.is_some() {
        wrong.push("the rulebook does not load".to_owned());
    }
    wrong
}

fn run_ticket(library: &mut impl Library, ticket: &Value, case: &Case, wrong: &mut Vec<String>) {
    let expect = &case.expect;
    let Ok(id) = library.ticket(ticket) else {
        compare_lists("rejected", &expect.rejected, &[row([("what", "ticket".to_owned())])], wrong);
        return;
    };
    let mut rejected: Vec<Row> = Vec::new();
    let mut history: Vec<Value> = Vec::new();
    for (line, event) in case.history.iter().enumerate() {
        let event = Value::Object(event.clone());
        if library.event(&event).is_ok() && is_of(&event, &id) {
            history.push(event);
        } else {
            rejected.push(row([("what", "event".to_owned()), ("line", (line + 1).to_string())]));
        }
    }
    let decision = library.decision(ticket, &history);
    let verdict = case.now.as_ref().map(|now| library.verdict(ticket, &history, now));
    if decision.is_err() || verdict.as_ref().is_some_and(Result::is_err) {
        rejected.push(row([("what", "ticket".to_owned())]));
    }
    compare_lists("rejected", &expect.rejected, &rejected, wrong);
    if let Some(unit) = &case.unit {
        let (history, now) = (&history[..], case.now.as_deref());
        let question = Question { ticket, history, unit, claim: &case.claim, now };
        for (what, expected) in [("contest", &expect.contest), ("why_not", &expect.why_not)] {
            let Some(expected) = expected else { continue };
            let found =
                if what == "contest" { library.contest(&question) } else { library.why_not(&question) };
            compare(what, expected, &found, wrong);
        }
    }
    match (&decision, &expect.decision) {
        (Ok((rows, _)), Some(expected)) => compare_lists("decision", expected, rows, wrong),
        (Err(error), Some(_)) => wrong.push(format!("no decision: {error}")),
        _ => {}
    }
    if let Ok((_, notes)) = &decision {
        for code in &expect.decision_notes {
            if !notes.contains(code) {
                wrong.push(format!("decision: the note {code} is missing: {notes:?}"));
            }
        }
    }
    match &verdict {
        Some(Ok((verdict, obligations))) => compare_verdict(case, verdict, obligations, wrong),
        Some(Err(error)) if expect.verdict.is_some() => wrong.push(format!("no verdict: {error}")),
        _ => {
            if expect.verdict.is_some() || expect.obligations.is_some() {
                wrong.push("a verdict needs `now`".to_owned());
            }
        }
    }
}

/// Whether an event is of the ticket: one that names another is of an unknown ticket.
fn is_of(event: &Value, id: &str) -> bool {
    let other = event.as_object().and_then(|event: &Map<_, _>| event.get("ticket").or(event.get("工单编号")));
    other.and_then(Value::as_str).is_none_or(|other| other.trim() == id)
}

fn compare_verdict(case: &Case, verdict: &Row, obligations: &[Row], wrong: &mut Vec<String>) {
    if let Some(expected) = &case.expect.verdict {
        compare("verdict", expected, verdict, wrong);
    }
    let of = |rows: &[Row], id: &str| -> Vec<Row> {
        rows.iter().filter(|row| row["obligation"] == id).cloned().collect()
    };
    let expected = case.expect.obligations.as_deref().unwrap_or_default();
    for id in expected.iter().map(|row| &row["obligation"]).collect::<BTreeSet<_>>() {
        compare_lists(id, &of(expected, id), &of(obligations, id), wrong);
    }
    for id in &case.expect.no_obligations {
        compare_lists(id, &[], &of(obligations, id), wrong);
    }
}

/// What differs between the expected cells and the found ones.
fn compare(what: &str, expected: &Row, found: &Row, wrong: &mut Vec<String>) {
    for (key, value) in expected {
        match found.get(key) {
            Some(cell) if cell == value => {}
            Some(cell) => wrong.push(format!("{what}: {key}: expected `{value}`, found `{cell}`")),
            None => wrong.push(format!("{what}: unknown key `{key}`")),
        }
    }
}

fn compare_lists(what: &str, expected: &[Row], found: &[Row], wrong: &mut Vec<String>) {
    if expected.len() != found.len() {
        wrong.push(format!("{what}: expected {} rows, found {}: {found:?}", expected.len(), found.len()));
        return;
    }
    for (at, (expected, found)) in expected.iter().zip(found).enumerate() {
        compare(&format!("{what} {}", at + 1), expected, found, wrong);
    }
}

/// Findings of the load: each expected one is there, and no error beyond those.
fn compare_findings(expected: &[Row], mut found: Vec<Row>, wrong: &mut Vec<String>) {
    for finding in expected {
        let fits = |row: &Row| finding.iter().all(|(key, value)| row.get(key) == Some(value));
        match found.iter().position(fits) {
            Some(at) => {
                found.remove(at);
            }
            None => wrong.push(format!("finding {finding:?} is not among {found:?}")),
        }
    }
    let errors = found.iter().filter(|row| row.get("severity").is_some_and(|severity| severity == "error"));
    wrong.extend(errors.map(|row| format!("unexpected error {row:?}")));
}

/// A row of cells.
pub(crate) fn row(cells: impl IntoIterator<Item = (&'static str, String)>) -> Row {
    cells.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
