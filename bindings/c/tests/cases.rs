//! The shared cases through the C ABI: `cases.c`, linked with the built library, answers for it. Every case is
//! asked in JSON, and again column by column with every getter, in UTF-8 and in GB18030.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod asked;
mod books;
#[path = "../../../crates/bihuan/tests/cases/compare.rs"]
mod compare;
#[path = "../../../crates/bihuan/tests/cases/format.rs"]
mod format;
mod support;
mod typed;

use bihuan::Event;
use compare::{Library, row, run};
use encoding_rs::GB18030;
use format::{Case, Question, Row, case_files};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use support::{build, here, root};

/// A running `cases.c`.
struct Program {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    gb18030: bool,
    /// How many contests and questions why not were asked.
    questions: usize,
}

impl Program {
    fn start(mut command: Command, gb18030: bool) -> Program {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Program { requests: child.stdin.take(), child, answers, gb18030, questions: 0 }
    }

    fn encode(&self, text: &str) -> Vec<u8> {
        if self.gb18030 { GB18030.encode(text).0.into_owned() } else { text.as_bytes().to_vec() }
    }

    fn decode(&self, bytes: &[u8]) -> String {
        if self.gb18030 {
            GB18030.decode_without_bom_handling_and_without_replacement(bytes).unwrap().into_owned()
        } else {
            std::str::from_utf8(bytes).unwrap().to_owned()
        }
    }

    /// Sends a request and takes its answer, or the error's JSON.
    fn ask(&mut self, request: &[u8]) -> Result<Vec<u8>, Value> {
        let requests = self.requests.as_mut().unwrap();
        requests.write_all(request).unwrap();
        requests.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let (word, len) = line.trim_end().split_once(' ').unwrap_or_else(|| panic!("answer `{line}`"));
        let mut bytes = vec![0; len.parse().unwrap()];
        self.answers.read_exact(&mut bytes).unwrap();
        match word {
            "ok" => Ok(bytes),
            _ => Err(serde_json::from_str(&self.decode(&bytes)).unwrap()),
        }
    }

    /// A request in JSON; the error's message.
    fn json(&mut self, word: &str, request: &Value) -> Result<Value, String> {
        self.object(word, request).map_err(|error| error["message"].as_str().unwrap().to_owned())
    }

    /// A request in JSON; the error's JSON.
    fn object(&mut self, word: &str, request: &Value) -> Result<Value, Value> {
        let request = self.encode(&request.to_string());
        let mut bytes = format!("{word} {}\n", request.len()).into_bytes();
        bytes.extend(request);
        let answer = self.ask(&bytes)?;
        Ok(serde_json::from_str(&self.decode(&answer)).unwrap())
    }

    /// The same, column by column; none where a value is no text.
    fn typed(&mut self, case: &Case, history: &[Value]) -> Option<Result<Vec<u8>, Value>> {
        let fields = case.ticket.as_ref()?.as_object()?;
        let now = self.encode(case.now.as_deref().unwrap_or_default());
        let mut bytes = format!("typed {} {} {}\n", fields.len(), history.len(), now.len()).into_bytes();
        bytes.extend(now);
        self.fields(fields, &mut bytes)?;
        for event in history {
            let fields = event.as_object()?;
            bytes.extend(format!("{} 0\n", fields.len()).into_bytes());
            let given = |name: &str| ["at", "kind"].contains(&name);
            let named = fields.iter().map(|(name, value)| {
                let column = Event::column(name);
                (if given(&column) { column } else { name.clone() }, value.clone())
            });
            self.fields(&named.collect(), &mut bytes)?;
        }
        Some(self.ask(&bytes))
    }

    fn fields(&self, fields: &serde_json::Map<String, Value>, bytes: &mut Vec<u8>) -> Option<()> {
        for (name, value) in fields {
            let (name, value) = (self.encode(name), self.encode(value.as_str()?));
            bytes.extend(format!("{} {}\n", name.len(), value.len()).into_bytes());
            bytes.extend(name.into_iter().chain(value));
        }
        Some(())
    }

    /// Ends it; it must end well.
    fn finish(mut self) {
        drop(self.requests.take());
        let status = self.child.wait().unwrap();
        assert!(status.success(), "cases.c: {status}");
    }
}

impl Library for Program {
    fn load(&mut self, parts: &BTreeMap<String, String>) -> (Vec<Row>, bool) {
        let mut bytes = format!("load {} {}\n", if self.gb18030 { 2 } else { 1 }, parts.len()).into_bytes();
        for (name, content) in parts {
            let name = self.encode(name);
            bytes.extend(format!("{} {}\n", name.len(), content.len()).into_bytes());
            bytes.extend(name.into_iter().chain(content.bytes()));
        }
        let (findings, loaded) = match self.ask(&bytes) {
            Ok(findings) => (serde_json::from_str(&self.decode(&findings)).unwrap(), true),
            Err(error) => (error["findings"].clone(), false),
        };
        (findings.as_array().unwrap().iter().map(finding_row).collect(), loaded)
    }

    fn ticket(&mut self, ticket: &Value) -> Result<String, String> {
        self.json("ticket", ticket).map(|ticket| cell(&ticket["id"]))
    }

    fn event(&mut self, event: &Value) -> Result<(), String> {
        self.json("history", &json!([event])).map(|_| ())
    }

    fn decision(&mut self, ticket: &Value, history: &[Value]) -> Result<(Vec<Row>, Vec<String>), String> {
        let decision = self.json("dispatch", &json!({ "ticket": ticket, "history": history }))?;
        let rows = decision["parts"].as_array().unwrap().iter().map(|part| decision_row(&decision, part));
        let notes = decision["notes"].as_array().unwrap().iter().map(|note| cell(&note["code"]));
        Ok((rows.collect(), notes.collect()))
    }

    fn contest(&mut self, question: &Question<'_>) -> Row {
        self.questions += 1;
        self.contested(question)
    }

    fn why_not(&mut self, question: &Question<'_>) -> Row {
        self.questions += 1;
        self.asked_why_not(question)
    }

    fn verdict(&mut self, ticket: &Value, history: &[Value], now: &str) -> Result<(Row, Vec<Row>), String> {
        let request = json!({ "ticket": ticket, "history": history, "now": now });
        let verdict = self.json("audit", &request)?;
        let obligations = verdict["obligations"].as_array().unwrap().iter();
        let rows = obligations.map(|instance| obligation_row(&verdict, instance)).collect();
        Ok((verdict_row(&verdict), rows))
    }
}

/// A value as csv answers have it.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

/// A time as csv answers have it: `2025-01-17T22:40:00+08:00` without zone and `T`.
fn time(value: &Value) -> String {
    value.as_str().map_or(String::new(), |text| text.chars().take(19).collect::<String>().replace('T', " "))
}

fn cells<const N: usize>(value: &Value, names: [&'static str; N]) -> Vec<(&'static str, String)> {
    names.into_iter().map(|name| (name, cell(&value[name]))).collect()
}

fn decision_row(decision: &Value, part: &Value) -> Row {
    let mut found = cells(decision, ["ticket", "channel", "call", "version", "tell"]);
    found.extend(cells(part, ["part", "lead", "assist", "row", "signoff", "reason", "basis", "tip"]));
    found.extend(["first_contact_due", "due"].map(|name| (name, time(&part[name]))));
    let stages = part["stages"].as_array().unwrap().iter();
    let stages = stages.map(|stage| format!("{}={}", cell(&stage["name"]), time(&stage["due"])));
    found.push(("stages", stages.collect::<Vec<_>>().join("、")));
    row(found)
}

fn verdict_row(verdict: &Value) -> Row {
    let mut found = cells(verdict, ["ticket", "intake", "process", "supervision", "overall", "breaches"]);
    let next = &verdict["next"];
    found.push(("next", cell(&next["obligation"])));
    found.push(("next_unit", cell(&next["unit"])));
    found.push(("next_due", time(&next["due"])));
    let mut notes: Vec<_> =
        verdict["notes"].as_array().unwrap().iter().map(|note| cell(&note["code"])).collect();
    notes.dedup();
    found.push(("notes", notes.join("、")));
    row(found)
}

fn obligation_row(verdict: &Value, instance: &Value) -> Row {
    let mut found = cells(instance, ["part", "loop", "obligation", "state", "owner", "evidence"]);
    found.extend(["since", "due", "met_at"].map(|name| (name, time(&instance[name]))));
    found.push(("ticket", cell(&verdict["ticket"])));
    row(found)
}

fn finding_row(finding: &Value) -> Row {
    row(cells(finding, ["code", "severity", "file", "row", "column", "value"]))
}

/// Runs every case; `every`th of them only, as valgrind is slow.
fn run_all(mut program: Program, every: usize) {
    let mut failures = Vec::new();
    let (mut count, mut typed_count) = (0_usize, 0_usize);
    for (file, cases) in case_files(&root()) {
        for case in &cases.cases {
            count += 1;
            if count % every != 0 {
                continue;
            }
            let mut wrong = run(&mut program, &root(), &cases.rulebook, case);
            if wrong.is_empty() {
                typed_count += usize::from(run_typed(&mut program, case, &mut wrong));
            }
            if !wrong.is_empty() {
                failures.push(format!("{file}: {} {:?}\n    {}", case.name, case.ids, wrong.join("\n    ")));
            }
        }
    }
    let questions = program.questions;
    program.finish();
    assert!(questions * every >= 40, "only {questions} contests and questions why not");
    assert!(count > 400, "only {count} cases were found");
    assert!(typed_count > 300 / every, "only {typed_count} cases were asked column by column");
    assert!(failures.is_empty(), "{} of {count} cases fail:\n{}", failures.len(), failures.join("\n"));
}

/// Asks column by column, and compares every getter with the answer in JSON; whether it could be asked.
fn run_typed(program: &mut Program, case: &Case, wrong: &mut Vec<String>) -> bool {
    let Some(ticket) = &case.ticket else { return false };
    if case.expect.findings.iter().flatten().any(|row| row.get("severity").is_some_and(|it| it == "error")) {
        return false;
    }
    let history: Vec<Value> = case
        .history
        .iter()
        .map(|event| Value::Object(event.clone()))
        .filter(|event| program.event(event).is_ok())
        .collect();
    let mut request = json!({ "ticket": ticket, "history": history });
    let decision = program.json("dispatch", &request);
    let explanation = program.json("explain", &request);
    let verdict = case.now.as_ref().map(|now| {
        request["now"] = json!(now);
        program.json("audit", &request)
    });
    let Some(typed) = program.typed(case, &history) else { return false };
    match (typed, decision, verdict.transpose()) {
        (Ok(found), Ok(decision), Ok(verdict)) => {
            let found = typed::read(&found, |bytes| program.decode(bytes));
            typed::compare(&found, &decision, verdict.as_ref(), &explanation.unwrap(), wrong);
        }
        (Err(_), Err(_), _) | (Err(_), _, Err(_)) => {}
        (Ok(_), decision, verdict) => wrong.push(format!("typed, but not {decision:?}, {verdict:?}")),
        (Err(error), ..) => wrong.push(format!("not typed: {error}")),
    }
    true
}

#[test]
fn every_case_in_utf8() {
    let Some(built) = build(&here().join("tests/cases.c"), &[]) else { return };
    run_all(Program::start(support::program(&built), false), 1);
}

#[test]
fn every_case_in_gb18030() {
    let Some(built) = build(&here().join("tests/cases.c"), &[]) else { return };
    run_all(Program::start(support::program(&built), true), 1);
}

#[test]
fn some_cases_under_valgrind() {
    let Some(built) = build(&here().join("tests/cases.c"), &[]) else { return };
    if let Some(command) = support::checked(&built) {
        run_all(Program::start(command, true), 11);
    }
}
