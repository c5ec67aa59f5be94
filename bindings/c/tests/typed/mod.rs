//! What `cases.c` shows with every getter, compared with the answer in JSON.

#![expect(clippy::indexing_slicing, clippy::string_slice, reason = "a test fails by panicking")]

use bihuan::{Channel, Fault, Lang, Limit, Loop, LoopState, Reason, State, Word};
use serde_json::Value;

/// A line: what was asked, and a text, a number or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    Text(String, Option<String>),
    Number(String, i64),
}

/// The lines as the program wrote them.
pub(crate) fn read(mut bytes: &[u8], decode: impl Fn(&[u8]) -> String) -> Vec<Line> {
    let mut lines = Vec::new();
    while !bytes.is_empty() {
        let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
        let newline = std::str::from_utf8(&bytes[..end]).ok();
        if let Some(name) = newline.and_then(|line| line.strip_suffix(" absent")) {
            lines.push(Line::Text(name.to_owned(), None));
            bytes = &bytes[end + 1..];
        } else if let Some((name, number)) = newline.and_then(|line| line.split_once(" = ")) {
            lines.push(Line::Number(name.to_owned(), number.parse().unwrap()));
            bytes = &bytes[end + 1..];
        } else {
            // a name of words, the text's length, and the text, which may have lines of its own
            let digits = bytes.iter().position(u8::is_ascii_digit).unwrap();
            let name = std::str::from_utf8(&bytes[..digits - 1]).unwrap();
            let after = digits + bytes[digits..].iter().position(|byte| *byte == b' ').unwrap();
            let len: usize = std::str::from_utf8(&bytes[digits..after]).unwrap().parse().unwrap();
            let text = &bytes[after + 1..after + 1 + len];
            lines.push(Line::Text(name.to_owned(), Some(decode(text))));
            bytes = &bytes[after + 1 + len + 1..];
        }
    }
    lines
}

/// Compares the lines with the answers in JSON.
pub(crate) fn compare(
    found: &[Line],
    decision: &Value,
    verdict: Option<&Value>,
    explanation: &Value,
    wrong: &mut Vec<String>,
) {
    let mut expected = Expected::default();
    expected.decision(decision);
    expected.whole("decision", decision);
    if let Some(verdict) = verdict {
        expected.verdict(verdict);
        expected.whole("verdict", verdict);
    }
    let (lines, rest) = found.split_at(expected.lines.len().min(found.len()));
    for (at, (expected, found)) in expected.lines.iter().zip(lines).enumerate() {
        if !alike(expected, found) {
            wrong.push(format!("line {}: expected {expected:?}, found {found:?}", at + 1));
            return;
        }
    }
    let [Line::Text(zh, Some(in_zh)), Line::Text(en, Some(in_en)), Line::Text(name, Some(json)), doubts] =
        rest
    else {
        wrong.push(format!("expected two explanations, their JSON and doubts, found {rest:?}"));
        return;
    };
    assert_eq!(
        (zh.as_str(), en.as_str(), name.as_str()),
        ("explanation zh", "explanation en", "explanation")
    );
    if !in_zh.contains("主办") || !in_en.contains("lead ") {
        wrong.push(format!("explanations: {in_zh} {in_en}"));
    }
    if serde_json::from_str::<Value>(json).unwrap() != *explanation {
        wrong.push("the explanation in JSON differs".to_owned());
    }
    if !matches!(doubts, Line::Text(name, Some(json)) if name == "doubts" && json.starts_with('[')) {
        wrong.push(format!("doubts: {doubts:?}"));
    }
}

/// JSON texts are compared as values, as the order of keys is no promise.
fn alike(expected: &Line, found: &Line) -> bool {
    match (expected, found) {
        (Line::Text(name, Some(ours)), Line::Text(other, Some(theirs)))
            if name == "decision" || name == "verdict" =>
        {
            let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            name == other && value(ours) == value(theirs)
        }
        _ => expected == found,
    }
}

/// The seconds of `2025-01-17T22:40:00+08:00` since 1970.
fn unix(text: &str) -> i64 {
    let (civil, offset) = text.split_at(19);
    let civil: jiff::civil::DateTime = civil.parse().unwrap();
    let (hours, minutes) = offset[1..].split_once(':').unwrap();
    let ahead = hours.parse::<i64>().unwrap() * 3600 + minutes.parse::<i64>().unwrap() * 60;
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    civil.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_secs() - sign * ahead
}

#[derive(Debug, Default)]
struct Expected {
    lines: Vec<Line>,
}

impl Expected {
    fn text(&mut self, name: &str, value: &Value) {
        self.lines.push(Line::Text(name.to_owned(), value.as_str().map(str::to_owned)));
    }

    fn number(&mut self, name: &str, number: usize) {
        self.lines.push(Line::Number(name.to_owned(), i64::try_from(number).unwrap()));
    }

    fn whole(&mut self, name: &str, value: &Value) {
        self.lines.push(Line::Text(name.to_owned(), Some(value.to_string())));
    }

    /// A time as text in the zone and as seconds.
    fn time(&mut self, name: &str, value: &Value) {
        let text = value.as_str();
        let local = text.map(|text| text.chars().take(19).collect::<String>().replace('T', " "));
        self.lines.push(Line::Text(name.to_owned(), local));
        let unix = text.map_or(i64::MIN, unix);
        self.lines.push(Line::Number(format!("{name} unix"), unix));
    }

    /// The words of a value.
    fn words<T: Word>(&mut self, zh: &str, en: &str, value: &Value) {
        let value = value.as_str().and_then(T::parse);
        self.lines.push(Line::Text(zh.to_owned(), value.map(|value| value.zh().to_owned())));
        self.lines.push(Line::Text(en.to_owned(), value.map(|value| value.en().to_owned())));
    }

    /// A value of a vocabulary: its number, which is its place in the list, and its words.
    fn word<T: Word>(&mut self, name: &str, list: &[T], value: &Value) {
        let parsed = value.as_str().and_then(T::parse);
        let number = list.iter().position(|other| Some(*other) == parsed).map_or(0, |at| at + 1);
        self.number(name, number);
        self.words::<T>(&format!("{name} zh"), &format!("{name} en"), value);
    }

    fn limit(&mut self, value: &Value) {
        let limit = value.as_str().map(|text| Limit::parse(text).unwrap());
        let text = |lang| limit.map(|limit| limit.in_(lang));
        self.lines.push(Line::Text("limit zh".to_owned(), text(Lang::Zh)));
        self.lines.push(Line::Text("limit en".to_owned(), text(Lang::En)));
    }

    fn decision(&mut self, decision: &Value) {
        self.text("ticket", &decision["ticket"]);
        self.word("channel", &[Channel::Normal, Channel::Green, Channel::Emergency], &decision["channel"]);
        for name in ["call", "tell", "rulebook", "version", "calendar"] {
            self.text(name, &decision[name]);
        }
        let parts = decision["parts"].as_array().unwrap();
        self.number("parts", parts.len());
        for part in parts {
            self.part(part);
        }
        self.notes(decision);
    }

    fn part(&mut self, part: &Value) {
        let reasons = [
            Reason::Row,
            Reason::Extra,
            Reason::NoRow,
            Reason::NotAccepted,
            Reason::Designated,
            Reason::Adjudicate,
        ];
        self.text("lead", &part["lead"]);
        let assists = part["assist"].as_array().unwrap();
        self.number("assists", assists.len());
        for assist in assists {
            self.text("assist", assist);
        }
        self.text("row", &part["row"]);
        self.word("reason", &reasons, &part["reason"]);
        self.time("due", &part["due"]);
        self.time("first_contact_due", &part["first_contact_due"]);
        for name in ["signoff", "basis", "tip"] {
            self.text(name, &part[name]);
        }
        let limits = part["limits"].as_array().unwrap();
        self.number("limits", limits.len());
        for limit in limits {
            self.text("name", &limit["name"]);
            self.limit(&limit["limit"]);
            self.text("source", &limit["source"]);
            self.time("due", &limit["due"]);
            self.time("from_receipt", &limit["from_receipt"]);
        }
        let stages = part["stages"].as_array().unwrap();
        self.number("stages", stages.len());
        for stage in stages {
            self.text("name", &stage["name"]);
            self.limit(&stage["limit"]);
            self.time("due", &stage["due"]);
        }
    }

    fn verdict(&mut self, verdict: &Value) {
        let states = [
            LoopState::Broken,
            LoopState::Overdue,
            LoopState::Open,
            LoopState::ClosedLate,
            LoopState::Closed,
            LoopState::NotApplicable,
        ];
        self.text("ticket", &verdict["ticket"]);
        for name in ["intake", "process", "supervision", "overall"] {
            let state = verdict[name].as_str().and_then(LoopState::parse);
            self.number(name, states.iter().position(|other| Some(*other) == state).unwrap() + 1);
            self.words::<LoopState>("zh", "en", &verdict[name]);
        }
        self.number("breaches", usize::try_from(verdict["breaches"].as_u64().unwrap()).unwrap());
        let next = &verdict["next"];
        self.text("next", &next["obligation"]);
        self.text("next unit", &next["unit"]);
        self.time("next due", &next["due"]);
        self.word("channel", &[Channel::Normal, Channel::Green, Channel::Emergency], &verdict["channel"]);
        for name in ["rulebook", "version", "calendar"] {
            self.text(name, &verdict[name]);
        }
        let obligations = verdict["obligations"].as_array().unwrap();
        self.number("obligations", obligations.len());
        for instance in obligations {
            self.obligation(instance);
        }
        self.notes(verdict);
    }

    fn obligation(&mut self, instance: &Value) {
        let states =
            [State::Met, State::MetLate, State::Pending, State::Overdue, State::Violated, State::Waived];
        self.text("id", &instance["obligation"]);
        self.text("title zh", &instance["title_zh"]);
        self.text("title en", &instance["title_en"]);
        self.number("part", usize::try_from(instance["part"].as_u64().unwrap_or(0)).unwrap());
        self.text("assist", &instance["assist"]);
        self.word("loop", &[Loop::Intake, Loop::Process, Loop::Supervision], &instance["loop"]);
        self.word("state", &states, &instance["state"]);
        self.time("since", &instance["since"]);
        self.time("due", &instance["due"]);
        self.text("owner", &instance["owner"]);
        self.time("met_at", &instance["met_at"]);
        let evidence = instance["evidence"].as_array().unwrap();
        self.number("evidence", evidence.len());
        for event in evidence {
            self.number("event", usize::try_from(event.as_u64().unwrap()).unwrap());
        }
        self.words::<Fault>("fault zh", "fault en", &instance["fault"]);
    }

    fn notes(&mut self, answer: &Value) {
        let notes = answer["notes"].as_array().unwrap();
        self.number("notes", notes.len());
        for note in notes {
            self.text("code", &note["code"]);
            self.text("about", &note["about"]);
        }
    }
}
