//! The shared cases: `examples/cases/*.json`, the same that C and Python will run.
//!
//! Each case quotes the ids of the definition that it shows; an id without a case fails the test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use bihuan::{Engine, Event, History, Rulebook, Severity, Ticket, Word};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    #[expect(dead_code, reason = "for people")]
    about: String,
    rulebook: Book,
    cases: Vec<Case>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Book {
    Folder(String),
    Files(BTreeMap<String, Option<Text>>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Text {
    Whole(String),
    Lines(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    ids: Vec<String>,
    rulebook: Option<BTreeMap<String, Option<Text>>>,
    ticket: Option<Value>,
    #[serde(default)]
    history: Vec<Map<String, Value>>,
    now: Option<String>,
    expect: Expect,
}

type Row = BTreeMap<String, String>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    decision: Option<Vec<Row>>,
    #[serde(default)]
    decision_notes: Vec<String>,
    verdict: Option<Row>,
    obligations: Option<Vec<Row>>,
    #[serde(default)]
    no_obligations: Vec<String>,
    #[serde(default)]
    rejected: Vec<Row>,
    findings: Option<Vec<Row>>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
}

fn case_files() -> Vec<(String, CaseFile)> {
    files(&root().join("examples/cases"), ".json")
        .into_iter()
        .filter(|path| !path.ends_with("not-shown.json"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let cases = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, cases)
        })
        .collect()
}

fn rulebook(book: &Book, changes: Option<&BTreeMap<String, Option<Text>>>) -> Rulebook {
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    match book {
        Book::Folder(name) => {
            let folder = root().join("examples/rulebooks").join(name);
            for path in files(&folder, "").into_iter().filter(|path| path.is_file()) {
                if let Ok(text) = std::fs::read_to_string(&path) {
                    parts.insert(path.file_name().unwrap().to_string_lossy().into_owned(), text);
                }
            }
        }
        Book::Files(files) => put(&mut parts, files),
    }
    put(&mut parts, changes.unwrap_or(&BTreeMap::new()));
    Rulebook::from_parts(parts)
}

fn put(parts: &mut BTreeMap<String, String>, files: &BTreeMap<String, Option<Text>>) {
    for (name, text) in files {
        match text {
            None => parts.remove(name),
            Some(Text::Whole(text)) => parts.insert(name.clone(), text.clone()),
            Some(Text::Lines(lines)) => parts.insert(name.clone(), lines.join("\n") + "\n"),
        };
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

fn row(cells: impl IntoIterator<Item = (&'static str, String)>) -> Row {
    cells.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn show<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn decision_rows(decision: &bihuan::Decision) -> Vec<Row> {
    let rows = decision.parts.iter().map(|part| {
        let stage = |stage: &bihuan::Stage| format!("{}={}", stage.name, show(stage.due));
        row([
            ("ticket", decision.ticket.clone()),
            ("part", part.part.to_string()),
            ("lead", part.lead.clone()),
            ("assist", part.assist.join("、")),
            ("channel", decision.channel.en().to_owned()),
            ("row", show(part.row.as_ref())),
            ("first_contact_due", show(part.first_contact_due)),
            ("due", show(part.due)),
            ("signoff", show(part.signoff.as_ref())),
            ("reason", part.reason.en().to_owned()),
            ("call", show(decision.call.as_ref())),
            ("version", decision.version.clone()),
            ("basis", show(part.basis.as_ref())),
            ("tip", show(part.tip.as_ref())),
            ("tell", show(decision.tell.as_ref())),
            ("stages", part.stages.iter().map(stage).collect::<Vec<_>>().join("、")),
        ])
    });
    rows.collect()
}

fn verdict_row(verdict: &bihuan::Verdict) -> Row {
    let next = verdict.next.as_ref();
    row([
        ("ticket", verdict.ticket.clone()),
        ("intake", verdict.intake.en().to_owned()),
        ("process", verdict.process.en().to_owned()),
        ("supervision", verdict.supervision.en().to_owned()),
        ("overall", verdict.overall.en().to_owned()),
        ("breaches", verdict.breaches.to_string()),
        ("next", show(next.map(|next| &next.obligation))),
        ("next_unit", show(next.and_then(|next| next.unit.as_ref()))),
        ("next_due", show(next.and_then(|next| next.due))),
        ("notes", verdict.note_codes().iter().map(|code| code.word()).collect::<Vec<_>>().join("、")),
    ])
}

fn obligation_rows(verdict: &bihuan::Verdict) -> Vec<Row> {
    let rows = verdict.obligations.iter().map(|instance| {
        row([
            ("ticket", verdict.ticket.clone()),
            ("part", show(instance.part)),
            ("loop", instance.lane.en().to_owned()),
            ("obligation", instance.obligation.clone()),
            ("state", instance.state.en().to_owned()),
            ("since", instance.since.to_string()),
            ("due", show(instance.due)),
            ("owner", show(instance.owner.as_ref())),
            ("met_at", show(instance.met_at)),
            ("evidence", instance.evidence.iter().map(usize::to_string).collect::<Vec<_>>().join("、")),
        ])
    });
    rows.collect()
}

fn finding_row(finding: &bihuan::Finding) -> Row {
    let place = finding.place();
    row([
        ("code", finding.code().to_string()),
        ("severity", finding.severity().word(bihuan::Lang::En).to_owned()),
        ("file", show(place.file.as_ref())),
        ("row", show(place.row)),
        ("column", show(place.column.as_ref())),
        ("value", show(finding.cell())),
    ])
}

/// Findings of the load: each expected one is there, and no error beyond those.
fn compare_findings(expected: &[Row], found: &[bihuan::Finding], wrong: &mut Vec<String>) {
    let mut rows: Vec<Row> = found.iter().map(finding_row).collect();
    for finding in expected {
        let fits = |row: &Row| finding.iter().all(|(key, value)| row.get(key) == Some(value));
        match rows.iter().position(fits) {
            Some(at) => {
                rows.remove(at);
            }
            None => wrong.push(format!("finding {finding:?} is not among {rows:?}")),
        }
    }
    let errors = rows.iter().filter(|row| row.get("severity").is_some_and(|severity| severity == "error"));
    wrong.extend(errors.map(|row| format!("unexpected error {row:?}")));
}

fn run(book: &Book, case: &Case) -> Vec<String> {
    let mut wrong = Vec::new();
    let compiled = rulebook(book, case.rulebook.as_ref()).compile();
    let findings = match &compiled {
        Ok(engine) => engine.findings(),
        Err(error) => error.findings(),
    };
    match &case.expect.findings {
        Some(expected) => compare_findings(expected, findings, &mut wrong),
        None => compare_findings(&[], findings, &mut wrong),
    }
    if let (Ok(engine), Some(ticket)) = (&compiled, &case.ticket) {
        run_ticket(engine, ticket, case, &mut wrong);
    } else if case.expect.decision.is_some() || case.expect.verdict.is_some() {
        wrong.push("the rulebook does not load".to_owned());
    }
    wrong
}

fn run_ticket(engine: &Engine, ticket: &Value, case: &Case, wrong: &mut Vec<String>) {
    let expect = &case.expect;
    let mut rejected: Vec<Row> = Vec::new();
    let ticket = match serde_json::from_value::<Ticket>(ticket.clone()) {
        Ok(ticket) => ticket,
        Err(_) => {
            rejected.push(row([("what", "ticket".to_owned())]));
            compare_lists("rejected", &expect.rejected, &rejected, wrong);
            return;
        }
    };
    let mut history = History::new();
    for (line, event) in case.history.iter().enumerate() {
        let other = event.get("ticket").or(event.get("工单编号")).and_then(Value::as_str);
        let unknown = other.is_some_and(|id| id.trim() != ticket.id);
        match serde_json::from_value::<Event>(Value::Object(event.clone())) {
            Ok(event) if !unknown => history.push(event),
            _ => rejected.push(row([("what", "event".to_owned()), ("line", (line + 1).to_string())])),
        }
    }
    let decision = engine.redispatch(&ticket, &history);
    let verdict =
        case.now.as_ref().map(|now| engine.audit(&ticket, &history, now.parse::<bihuan::Moment>().unwrap()));
    if decision.is_err() || verdict.as_ref().is_some_and(Result::is_err) {
        rejected.push(row([("what", "ticket".to_owned())]));
    }
    compare_lists("rejected", &expect.rejected, &rejected, wrong);
    match (&decision, &expect.decision) {
        (Ok(decision), Some(expected)) => {
            compare_lists("decision", expected, &decision_rows(decision), wrong);
        }
        (Err(error), Some(_)) => wrong.push(format!("no decision: {error}")),
        _ => {}
    }
    if let Ok(decision) = &decision {
        for code in &expect.decision_notes {
            if !decision.notes.iter().any(|note| note.code.word() == code) {
                wrong.push(format!("decision: the note {code} is missing: {:?}", decision.notes));
            }
        }
    }
    match &verdict {
        Some(Ok(verdict)) => {
            if let Some(expected) = &expect.verdict {
                compare("verdict", expected, &verdict_row(verdict), wrong);
            }
            let rows = obligation_rows(verdict);
            let of = |rows: &[Row], id: &str| -> Vec<Row> {
                rows.iter().filter(|row| row["obligation"] == id).cloned().collect()
            };
            let expected = expect.obligations.as_deref().unwrap_or_default();
            for id in expected.iter().map(|row| &row["obligation"]).collect::<BTreeSet<_>>() {
                compare_lists(id, &of(expected, id), &of(&rows, id), wrong);
            }
            for id in &expect.no_obligations {
                compare_lists(id, &[], &of(&rows, id), wrong);
            }
        }
        Some(Err(error)) if expect.verdict.is_some() => wrong.push(format!("no verdict: {error}")),
        _ => {
            if expect.verdict.is_some() || expect.obligations.is_some() {
                wrong.push("a verdict needs `now`".to_owned());
            }
        }
    }
}

#[test]
fn every_case_gives_what_it_says() {
    let mut failures = Vec::new();
    let mut count = 0;
    for (file, cases) in case_files() {
        for case in &cases.cases {
            count += 1;
            let wrong = run(&cases.rulebook, case);
            if !wrong.is_empty() {
                failures.push(format!("{file}: {} {:?}\n    {}", case.name, case.ids, wrong.join("\n    ")));
            }
        }
    }
    assert!(count > 400, "only {count} cases were found");
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
}

/// The ids that `docs/semantics.md` defines: they stand in bold at the start of their rule.
fn defined_ids() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("docs/semantics.md")).unwrap();
    let is_id = |word: &str| {
        word.split_once('-').is_some_and(|(group, rest)| {
            ["G", "K", "D", "L", "E", "C", "P", "W"].contains(&group)
                && !rest.is_empty()
                && rest.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
    };
    text.split("**").skip(1).step_by(2).filter(|word| is_id(word)).map(str::to_owned).collect()
}

#[test]
fn every_id_has_a_case_and_every_case_an_id() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct NotShown {
        id: String,
        reason: String,
    }
    let text = std::fs::read_to_string(root().join("examples/cases/not-shown.json")).unwrap();
    let not_shown: Vec<NotShown> = serde_json::from_str(&text).unwrap();
    assert!(not_shown.iter().all(|line| line.reason.len() > 20), "a reason for each");
    let not_shown: BTreeSet<String> = not_shown.into_iter().map(|line| line.id).collect();
    let defined = defined_ids();
    assert!(defined.len() > 80, "the definition has {} ids", defined.len());
    let mut shown = BTreeSet::new();
    for (file, cases) in case_files() {
        for case in cases.cases {
            assert!(!case.ids.is_empty(), "{file}: {} quotes no id", case.name);
            for id in case.ids {
                assert!(defined.contains(&id), "{file}: {}: `{id}` is no id of the definition", case.name);
                shown.insert(id);
            }
        }
    }
    let missing: Vec<_> =
        defined.iter().filter(|id| !shown.contains(*id) && !not_shown.contains(*id)).collect();
    assert!(missing.is_empty(), "ids without a case: {missing:?}");
    let both: Vec<_> = not_shown.intersection(&shown).collect();
    assert!(both.is_empty(), "ids said not to be shown have cases: {both:?}");
}

#[test]
fn unknown_fields_of_a_case_are_refused() {
    let text = r#"{"about": "", "rulebook": "songjiang", "cases": [{"name": "", "ids": [], "expect": {"decison": []}}]}"#;
    assert!(serde_json::from_str::<CaseFile>(text).is_err());
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    assert!(severities.is_sorted(), "an error is the gravest");
}
