//! A check with options and a diff of two rulebooks: in C what they are in Rust.

use crate::Program;
use crate::compare::Library;
use crate::format::{Book, parts};
use crate::support::{build, here, program, root};
use crate::typed::{Line, read};
use bihuan::{Check, ColumnMap, Diff, Filed, Finding, Format, Lang, Rulebook, Tickets};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Some rows of Songjiang and an idle one, and as they would be if renovation noise at night were another unit's and a
/// row had gone.
fn books() -> [BTreeMap<String, String>; 2] {
    let mut old = parts(&root(), &Book::Folder("songjiang".to_owned()), None);
    let table = old.get_mut("dispatch.csv").unwrap();
    let kept = |line: &&str| ["行,", "ZS", "FW", "TC"].iter().any(|start| line.starts_with(start));
    *table = table.lines().filter(kept).map(|line| format!("{line}\n")).collect();
    // a row that says what FW12 says
    let rest = table.lines().find_map(|line| line.strip_prefix("FW12,")).unwrap();
    let idle = format!("FW06,房屋/维修资金,{}\n", rest.split_once(',').unwrap().1);
    table.push_str(&idle);
    let mut new = old.clone();
    let table = new.get_mut("dispatch.csv").unwrap();
    let lines = table.lines().filter(|line| !line.starts_with("FW06,"));
    let changed = |line: &str| match line.strip_prefix("ZS05,") {
        Some(rest) => format!("ZS05,{}\n", rest.replacen("派出所", "生态环境所", 1)),
        None => format!("{line}\n"),
    };
    *table = lines.map(changed).collect();
    assert!(table.lines().any(|line| line.starts_with("ZS05,") && line.contains("生态环境所,城管")));
    [old, new]
}

/// The example's tickets with their events, and both as JSON Lines.
fn filed() -> (Vec<Filed>, String, String) {
    let file = |name: &str| std::fs::read(root().join("examples/tickets").join(name)).unwrap();
    let (map, mut tickets) = (ColumnMap::default(), Tickets::default());
    tickets.read("tickets.csv", &file("tickets.csv"), Format::Csv, &map).unwrap();
    tickets.read_events("events.csv", &file("events.csv"), Format::Csv, &map).unwrap();
    let (mut lines, mut events) = (String::new(), String::new());
    for filed in &tickets.list {
        lines += &format!("{}\n", serde_json::to_string(&filed.ticket).unwrap());
        for event in &filed.history.events {
            let mut event = serde_json::to_value(event).unwrap();
            event["ticket"] = filed.ticket.id.clone().into();
            events += &format!("{event}\n");
        }
    }
    (tickets.list, lines, events)
}

impl Program {
    /// A request of texts that may be absent (`-`); the answer's lines.
    fn whole(&mut self, word: &str, options: i32, texts: &[Option<&str>]) -> Result<Vec<Line>, Value> {
        let texts: Vec<_> = texts.iter().map(|text| text.map(|text| self.encode(text))).collect();
        let mut bytes = format!("{word} {options}").into_bytes();
        for text in &texts {
            // a length and one more, so that 0 is no text
            bytes.extend(format!(" {}", text.as_ref().map_or(0, |text| text.len() + 1)).bytes());
        }
        bytes.push(b'\n');
        bytes.extend(texts.into_iter().flatten().flatten());
        let found = self.ask(&bytes)?;
        Ok(read(&found, |bytes| self.decode(bytes)))
    }
}

fn text(line: &Line) -> &str {
    match line {
        Line::Text(_, Some(text)) => text,
        other => panic!("no text: {other:?}"),
    }
}

/// Takes the Chinese, which the JSON of C has beside, off and compares it.
fn without_chinese(rows: &mut Value, findings: &[Finding]) {
    for (row, finding) in rows.as_array_mut().unwrap().iter_mut().zip(findings) {
        let row = row.as_object_mut().unwrap();
        assert_eq!(row.remove("message_zh"), Some(finding.message(Lang::Zh).into()));
        assert_eq!(row.remove("help_zh"), Some(finding.help(Lang::Zh).into()));
    }
}

fn check_and_diff(gb18030: bool) {
    let Some(built) = build(&here().join("tests/cases.c"), &[]) else { return };
    let mut c = Program::start(program(&built), gb18030);
    let books = books();
    let [old, new] = books.each_ref().map(|parts| Rulebook::from_parts(parts).compile().unwrap());
    for parts in &books {
        assert!(c.load(parts).1);
    }
    let (filed, lines, events) = filed();
    let tickets: Vec<_> = filed.iter().map(|filed| filed.ticket.clone()).collect();
    let findings = old.check();

    // check: OPTIONS, AGAINST, TICKETS
    for (options, against, with) in [(0, false, false), (1, true, true), (3, false, true), (2, true, false)] {
        let mut check = Check::new().all(options & 1 > 0).unreached(options & 2 > 0);
        check.against = against.then_some(&findings);
        check.tickets = if with { &tickets } else { &[] };
        let report = new.check_with(&check);
        let (old, lines) = (against.then_some("old"), with.then_some(lines.as_str()));
        let mut found: Value =
            serde_json::from_str(text(&c.whole("check", options, &[old, lines]).unwrap()[0])).unwrap();
        without_chinese(&mut found["findings"], &report.findings);
        without_chinese(&mut found["gone"], &report.gone);
        assert_eq!(found, serde_json::to_value(&report).unwrap(), "{options} {against} {with}");
        assert!(!report.findings.is_empty() && (!against || !report.gone.is_empty()));
    }

    // diff: OPTIONS, ONLY, TICKETS, EVENTS; the array is the same tickets as the lines
    let array = format!("[{}]", lines.trim_end().replace('\n', ",\n"));
    let night = "matter=噪声; hours=18:00-08:00";
    for (options, only, with, histories) in [
        (0, None, None, false),
        (1, Some(night), Some(&lines), true),
        (0, Some("matter=停车"), Some(&array), false),
        (1, None, Some(&array), true),
    ] {
        let mut ask = Diff::new().all(options == 1);
        ask.only = only.map(str::to_owned);
        let changes = old.diff(&new, &ask).unwrap();
        let none = bihuan::History::new();
        let past = filed.iter().map(|it| (&it.ticket, if histories { &it.history } else { &none }));
        let replayed = with.map(|_| old.replay(&new, past, options == 1));
        let texts = [only, with.map(String::as_str), histories.then_some(&*events)];
        let said = c.whole("diff", options, &texts).unwrap();
        let json = serde_json::to_string(&changes).unwrap();
        let replay = replayed.as_ref().map(|replayed| serde_json::to_string(replayed).unwrap());
        let replay = replay.map(|replay| format!(",\"replay\":{replay}")).unwrap_or_default();
        assert_eq!(text(&said[0]), format!("{{\"changes\":{json}{replay}}}"));
        for (line, lang) in said[1..].iter().zip([Lang::Zh, Lang::En]) {
            let replay = replayed.as_ref().map(|replayed| replayed.in_(lang)).unwrap_or_default();
            assert_eq!(text(line), changes.in_(lang) + &replay);
        }
        assert!(!changes.regions.is_empty());
        assert_eq!(changes.outside.is_empty(), only != Some("matter=停车"), "{:?}", changes.outside);
        assert!(replayed.is_none_or(|replayed| replayed.changed > 0));
    }

    // every line that cannot be read is told, by its number
    let bad = "{\"id\": 1, \"received_at\": \"2025-01-17\"}\n\n{\"id\": 2}\n{\"id\": 1, \"received_at\": \"2025-01-17\"}\n";
    let error = c.whole(
        "diff",
        0,
        &[None, Some(bad), Some("{\"ticket\": 9, \"at\": \"2025-01-17\", \"kind\": \"派单\"}")],
    );
    let error = error.unwrap_err();
    let places: Vec<_> =
        error["findings"].as_array().unwrap().iter().map(|it| (&it["file"], &it["row"])).collect();
    let expected =
        [("tickets", 3), ("tickets", 4), ("events", 1)].map(|(file, row)| (json!(file), json!(row)));
    assert_eq!(places, expected.iter().map(|(file, row)| (file, row)).collect::<Vec<_>>());
    assert!(
        error["message_zh"].as_str().unwrap().starts_with("有 3 行无法读取，第一处：tickets:3: "),
        "{error}"
    );
    c.finish();
}

#[test]
fn check_and_diff_in_utf8() {
    check_and_diff(false);
}

#[test]
fn check_and_diff_in_gb18030() {
    check_and_diff(true);
}
