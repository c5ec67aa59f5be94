//! The monitor (C-16): after every event it says what the audit of those events says.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bihuan::{ColumnMap, Engine, ErrorKind, Event, Format, History, Moment, MonitorState, Tickets};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn songjiang() -> Engine {
    Engine::load(root().join("examples/rulebooks/songjiang")).unwrap()
}

fn examples() -> Tickets {
    let mut tickets = Tickets::default();
    let map = ColumnMap::default();
    let read = |name: &str| std::fs::read(root().join("examples/tickets").join(name)).unwrap();
    tickets.read("tickets.csv", &read("tickets.csv"), Format::Csv, &map).unwrap();
    tickets.read_events("events.csv", &read("events.csv"), Format::Csv, &map).unwrap();
    tickets
}

#[test]
fn after_every_prefix_it_says_what_the_audit_says() {
    let engine = songjiang();
    let nows: Vec<Moment> = ["2024-12-31", "2025-03-03 09:00:00"].map(|now| now.parse().unwrap()).into();
    let mut compared = 0;
    for filed in examples().list {
        // the example histories are written in local time alone, so their text orders them
        let mut events = filed.history.events;
        events.sort_by_key(|event| event.at.to_string());
        let mut state = engine.monitor(&filed.ticket);
        let mut history = History::new();
        for event in [None].into_iter().chain(events.iter().map(Some)) {
            if let Some(event) = event {
                engine.push(&mut state, event).unwrap();
                history.push(event.clone());
            }
            // the host keeps it between events
            let kept = serde_json::to_string(&state).unwrap();
            state = serde_json::from_str(&kept).unwrap();
            for now in &nows {
                let (told, audited) =
                    (engine.verdict(&state, *now), engine.audit(&filed.ticket, &history, *now));
                match (told, audited) {
                    (Ok(told), Ok(audited)) => assert_eq!(told, audited, "{}", filed.ticket.id),
                    (Err(told), Err(audited)) => assert_eq!(told.to_string(), audited.to_string()),
                    (told, audited) => unreachable!("{told:?} {audited:?}"),
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn an_earlier_event_says_rebuild_and_changes_nothing() {
    let engine = songjiang();
    let ticket = examples().list.swap_remove(0).ticket;
    let event = |at: &str, kind| Event::new(at.parse().unwrap(), kind);
    let mut state = engine.monitor(&ticket);
    engine.push(&mut state, &event("2024-11-05 10:00", "派单")).unwrap();
    // earlier by the zone, though not by its letters
    assert!(engine.push(&mut state, &event("2024-11-05T01:59:59Z", "签收")).is_err());
    // the same second, written with a zone: not earlier
    engine.push(&mut state, &event("2024-11-05T10:00:00+08:00", "签收")).unwrap();
    let before = state.clone();
    let error = engine.push(&mut state, &event("2024-11-05T01:59:59Z", "签收")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Monitor);
    assert!(error.findings().iter().any(|finding| finding.help(bihuan::Lang::En).starts_with("rebuild")));
    assert_eq!(state, before);
}

#[test]
fn another_rulebook_refuses_the_state() {
    let ticket = examples().list.swap_remove(0).ticket;
    let state: MonitorState = songjiang().monitor(&ticket);
    let other = Engine::load(root().join("examples/rulebooks/boston311")).unwrap();
    let error = other.verdict(&state, "2025-01-01".parse::<Moment>().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Monitor);
    assert_eq!(songjiang().hash(), state.rulebook());
    assert_ne!(other.hash(), state.rulebook());
}

#[test]
fn what_is_doubtful_of_a_history_is_told() {
    let engine = songjiang();
    let ticket = examples().list.swap_remove(0).ticket;
    let event = |kind: &str| Event::new("2024-11-05 10:00".parse().unwrap(), kind);
    let history: History = [
        event("派单").with("部门", "CGZD"),
        event("批准延期").with("limit", "三天").with("until", "明天"),
        event("处置完毕").with("part", "一"),
        event("派单").with("unit", "CGZD").with("part", "1"),
        event("踏看").with("unit", "城管队伍"),
    ]
    .into_iter()
    .collect();
    let doubts: Vec<String> = engine
        .doubts(&ticket, &history)
        .into_iter()
        .map(|(ordinal, finding)| format!("{ordinal} {} {}", finding.code(), finding.cell().unwrap_or("-")))
        .collect();
    let expected = [
        "1 BH0516 派单",
        "2 BH0515 明天",
        "2 BH0515 三天",
        "3 BH0515 一",
        "5 BH0511 踏看",
        "5 BH0510 城管队伍",
    ];
    assert_eq!(doubts, expected);
}
