//! Contests and questions why a unit does not lead: asked in JSON and by handles, the answers as rows.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

use crate::compare::row;
use crate::format::{Question, Row};
use crate::typed::{Line, read};
use crate::{Program, cell, cells, time};
use bihuan::{Contest, Lang, WhyNot};
use serde_json::{Value, json};

/// `BH_ERROR_QUESTION`.
const REFUSED: i32 = -15;

impl Program {
    /// The answer to a contest in JSON; it replays to itself.
    pub(crate) fn contested(&mut self, asked: &Question<'_>) -> Row {
        let mut request = json!({
            "ticket": asked.ticket, "history": asked.history, "unit": asked.unit, "claim": asked.claim,
            "now": asked.now,
        });
        let answer = self.object("contest", &request);
        self.compare_handles("contest", asked, &answer, |json, lang| {
            serde_json::from_value::<Contest>(json.clone()).unwrap().in_(lang)
        });
        let contest = match answer {
            Ok(contest) => contest,
            Err(error) => return refused(&error),
        };
        // the claim as an object is the same claim
        request["claim"] = contest["claim"].clone();
        assert_eq!(self.object("contest", &request).unwrap(), contest);
        let replay = self.object("replay", &contest).unwrap();
        assert_eq!(replay, json!({"contest": contest, "same_rulebook": true, "same": true}));
        contest_row(&contest)
    }

    /// The answer to why a unit does not lead in JSON.
    pub(crate) fn asked_why_not(&mut self, asked: &Question<'_>) -> Row {
        let request = json!({ "ticket": asked.ticket, "history": asked.history, "unit": asked.unit });
        let answer = self.object("why_not", &request);
        self.compare_handles("why_not", asked, &answer, |json, lang| {
            serde_json::from_value::<WhyNot>(json.clone()).unwrap().in_(lang)
        });
        answer.map_or_else(|error| refused(&error), |why_not| why_not_row(&why_not))
    }

    /// Asks by handles: the same answer or error, and its texts are those of the library.
    fn compare_handles(
        &mut self,
        name: &str,
        asked: &Question<'_>,
        answer: &Result<Value, Value>,
        text: impl Fn(&Value, Lang) -> String,
    ) {
        let texts = [
            asked.ticket.to_string(),
            Value::from(asked.history).to_string(),
            asked.unit.to_owned(),
            asked.claim.to_owned(),
            asked.now.unwrap_or_default().to_owned(),
        ];
        let texts = texts.map(|text| self.encode(&text));
        let lengths: String = texts.iter().map(|text| format!(" {}", text.len())).collect();
        let mut bytes = format!("asked{lengths}\n").into_bytes();
        bytes.extend(texts.concat());
        let found = self.ask(&bytes).unwrap();
        let lines = read(&found, |bytes| self.decode(bytes));
        let at = lines.iter().position(|line| matches!(line, Line::Text(found, _) if found == name)).unwrap();
        let parsed = |line: &Line, name: &str| match line {
            Line::Text(found, Some(json)) if found == name => serde_json::from_str::<Value>(json).unwrap(),
            other => panic!("expected {name}, found {other:?}"),
        };
        match answer {
            Err(error) => {
                assert_eq!(lines[at], Line::Text(name.to_owned(), None));
                assert_eq!(parsed(&lines[at + 1], "error"), *error);
            }
            Ok(answer) => {
                assert_eq!(parsed(&lines[at], name), *answer);
                for (at, word, lang) in [(at + 1, "zh", Lang::Zh), (at + 2, "en", Lang::En)] {
                    assert_eq!(lines[at], Line::Text(word.to_owned(), Some(text(answer, lang))));
                }
            }
        }
    }
}

fn refused(error: &Value) -> Row {
    assert_eq!(error["code"], REFUSED, "{error}");
    row([("refused", cell(&error["findings"][0]["code"]))])
}

fn leads(decision: &Value) -> String {
    let parts = decision["parts"].as_array();
    parts.into_iter().flatten().map(|part| cell(&part["lead"])).collect::<Vec<_>>().join("、")
}

fn contest_row(contest: &Value) -> Row {
    let mut found = cells(contest, ["answer", "ground", "merits", "part", "to", "basis", "remarks"]);
    found.push(("row", cell(&contest["row"]["row"])));
    found.extend(["claimed", "upheld"].map(|name| (name, leads(&contest[name]))));
    found.push(("return_due", time(&contest["return_due"])));
    row(found)
}

fn why_not_row(why_not: &Value) -> Row {
    let change = |fact: &Value| {
        let (column, added, removed) = (cell(&fact["column"]), cell(&fact["added"]), cell(&fact["removed"]));
        match (added.as_str(), removed.as_str()) {
            ("", "") => format!("{column}={}", cell(&fact["to"])),
            (added, "") => format!("{column}+{added}"),
            ("", removed) => format!("{column}-{removed}"),
            (added, removed) => format!("{column}-{removed}+{added}"),
        }
    };
    let facts = why_not["change"]["facts"].as_array();
    let mut found = cells(why_not, ["standing", "assists", "gave_up"]);
    found.push(("row", cell(&why_not["row"]["row"])));
    found.push(("change", facts.into_iter().flatten().map(change).collect::<Vec<_>>().join("; ")));
    found.push(("leads", leads(&why_not["change"]["decision"])));
    row(found)
}
