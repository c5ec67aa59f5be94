//! The shared cases: `examples/cases/*.json`, the same that C and Python run.
//!
//! Each case quotes the ids of the definition that it shows; an id without a case fails the test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "cases/compare.rs"]
mod compare;
#[path = "cases/format.rs"]
mod format;

use bihuan::{Engine, Event, History, Moment, Rulebook, Severity, Ticket, Word};
use compare::{Library, row, run};
use format::{CaseFile, Question, Row, case_files};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The library itself.
#[derive(Debug, Default)]
struct Rust {
    engine: Option<Engine>,
}

impl Library for Rust {
    fn load(&mut self, parts: &BTreeMap<String, String>) -> (Vec<Row>, bool) {
        let compiled = Rulebook::from_parts(parts).compile();
        let findings = match &compiled {
            Ok(engine) => engine.findings(),
            Err(error) => error.findings(),
        };
        let rows = findings.iter().map(finding_row).collect();
        self.engine = compiled.ok();
        (rows, self.engine.is_some())
    }

    fn ticket(&mut self, ticket: &Value) -> Result<String, String> {
        read::<Ticket>(ticket).map(|ticket| ticket.id)
    }

    fn event(&mut self, event: &Value) -> Result<(), String> {
        read::<Event>(event).map(|_| ())
    }

    fn decision(&mut self, ticket: &Value, history: &[Value]) -> Result<(Vec<Row>, Vec<String>), String> {
        let engine = self.engine.as_ref().ok_or("no engine")?;
        let decision = engine.redispatch(&read(ticket)?, &events(history)?);
        let decision = decision.map_err(|error| error.to_string())?;
        let notes = decision.notes.iter().map(|note| note.code.word().to_owned()).collect();
        Ok((decision_rows(&decision), notes))
    }

    fn verdict(&mut self, ticket: &Value, history: &[Value], now: &str) -> Result<(Row, Vec<Row>), String> {
        let engine = self.engine.as_ref().ok_or("no engine")?;
        let now: Moment = now.parse().map_err(|error: bihuan::NotATime| error.to_string())?;
        let verdict = engine.audit(&read(ticket)?, &events(history)?, now);
        let verdict = verdict.map_err(|error| error.to_string())?;
        Ok((verdict_row(&verdict), obligation_rows(&verdict)))
    }

    fn contest(&mut self, asked: &Question<'_>) -> Row {
        let engine = self.engine.as_ref().unwrap();
        let (ticket, history) = (read::<Ticket>(asked.ticket).unwrap(), events(asked.history).unwrap());
        let answer = asked.claim.parse().and_then(|claim| match asked.now {
            None => engine.contest(&ticket, &history, asked.unit, &claim),
            Some(now) => {
                engine.contest_at(&ticket, &history, asked.unit, &claim, now.parse::<Moment>().unwrap())
            }
        });
        if let Ok(contest) = &answer {
            let json = serde_json::to_string(contest).unwrap();
            let replay = engine.replay_contest(&serde_json::from_str(&json).unwrap()).unwrap();
            assert!(replay.same && replay.same_rulebook, "a contest replays to itself: {json}");
        }
        answer.map_or_else(|error| refused(&error), |contest| contest_row(&contest))
    }

    fn why_not(&mut self, asked: &Question<'_>) -> Row {
        let engine = self.engine.as_ref().unwrap();
        let (ticket, history) = (read::<Ticket>(asked.ticket).unwrap(), events(asked.history).unwrap());
        let answer = engine.why_not(&ticket, &history, asked.unit);
        answer.map_or_else(|error| refused(&error), |why_not| why_not_row(&why_not))
    }
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|error| error.to_string())
}

fn events(history: &[Value]) -> Result<History, String> {
    history.iter().map(read::<Event>).collect()
}

fn show<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn refused(error: &bihuan::Error) -> Row {
    assert_eq!(error.kind(), bihuan::ErrorKind::Question);
    row([("refused", show(error.findings().first().map(bihuan::Finding::code)))])
}

fn leads(decision: Option<&bihuan::Decision>) -> String {
    let parts = decision.map_or(&[][..], |decision| &decision.parts);
    parts.iter().map(|part| part.lead.as_str()).collect::<Vec<_>>().join("、")
}

fn contest_row(contest: &bihuan::Contest) -> Row {
    row([
        ("answer", contest.answer.en().to_owned()),
        ("ground", contest.ground.en().to_owned()),
        ("merits", contest.merits.en().to_owned()),
        ("part", show(contest.part)),
        ("to", show(contest.to.as_ref())),
        ("row", show(contest.row.as_ref().map(|row| &row.row))),
        ("basis", show(contest.basis.as_ref())),
        ("claimed", leads(contest.claimed.as_ref())),
        ("upheld", leads(contest.upheld.as_ref())),
        ("return_due", show(contest.return_due)),
        ("remarks", contest.remarks.iter().map(|remark| remark.en()).collect::<Vec<_>>().join("、")),
    ])
}

fn why_not_row(why_not: &bihuan::WhyNot) -> Row {
    let change = |change: &bihuan::FactChange| match (change.added.as_slice(), change.removed.as_slice()) {
        ([], []) => format!("{}={}", change.column, show(change.to.as_ref())),
        (added, []) => format!("{}+{}", change.column, added.join("、")),
        ([], removed) => format!("{}-{}", change.column, removed.join("、")),
        (added, removed) => format!("{}-{}+{}", change.column, removed.join("、"), added.join("、")),
    };
    let changes = why_not.change.iter().flat_map(|change| &change.facts).map(change);
    row([
        ("standing", why_not.standing.en().to_owned()),
        ("assists", why_not.assists.iter().map(u32::to_string).collect::<Vec<_>>().join("、")),
        ("row", show(why_not.row.as_ref().map(|row| &row.row))),
        ("change", changes.collect::<Vec<_>>().join("; ")),
        ("leads", leads(why_not.change.as_ref().map(|change| &change.decision))),
        ("gave_up", why_not.gave_up.to_string()),
    ])
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

#[test]
fn every_case_gives_what_it_says() {
    let mut failures = Vec::new();
    let mut count = 0;
    let mut rust = Rust::default();
    for (file, cases) in case_files(&root()) {
        for case in &cases.cases {
            count += 1;
            let wrong = run(&mut rust, &root(), &cases.rulebook, case);
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
    for (file, cases) in case_files(&root()) {
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
