//! The example set: as a folder and as one workbook the same tickets, events and answers.

use bihuan::{ColumnMap, Engine, Event, Filed, Format, Moment, Tickets};
use std::path::{Path, PathBuf};

fn examples(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn read(tickets: &str, events: &str) -> Tickets {
    let mut read = Tickets::default();
    let map = ColumnMap::default();
    let content = |name: &str| std::fs::read(examples(name)).unwrap();
    read.read(tickets, &content(tickets), Format::of(tickets), &map).unwrap();
    read.read_events(events, &content(events), Format::of(events), &map).unwrap();
    assert!(read.rejected.is_empty(), "{:?}", read.rejected);
    read
}

type Fields<'a> = Vec<(&'a str, String)>;

/// The events with their fields; a time in a field may be written with or without its seconds.
fn events(filed: &Filed) -> Vec<(Moment, &str, Fields<'_>)> {
    filed.history.events.iter().map(|event| (event.at, event.kind.as_str(), fields(event))).collect()
}

fn fields(event: &Event) -> Fields<'_> {
    let moment = |value: &str| value.parse().map(|moment: Moment| moment.to_string());
    event.fields().map(|(name, value)| (name, moment(value).unwrap_or(value.to_owned()))).collect()
}

#[test]
fn the_folder_and_the_workbook_answer_alike() {
    let folder = read("tickets/tickets.csv", "tickets/events.csv");
    let workbook = read("songjiang.xlsx", "songjiang.xlsx");
    let by_folder = Engine::load(examples("rulebooks/songjiang")).unwrap();
    let by_workbook = Engine::load(examples("songjiang.xlsx")).unwrap();
    let now: Moment = "2025-03-03 09:00:00".parse().unwrap();
    assert_eq!((folder.list.len(), workbook.list.len()), (120, 120));
    for (one, other) in folder.list.iter().zip(&workbook.list) {
        let stale = "make the workbook again with examples/convert/workbook.py";
        assert_eq!(one.ticket, other.ticket, "{stale}");
        assert_eq!(events(one), events(other), "{stale}");
        let redispatched = |engine: &Engine| engine.redispatch(&one.ticket, &one.history).unwrap();
        assert_eq!(redispatched(&by_folder), redispatched(&by_workbook), "{stale}");
        let audited = |engine: &Engine| engine.audit(&one.ticket, &one.history, now).unwrap();
        assert_eq!(audited(&by_folder), audited(&by_workbook), "{stale}");
    }
    let listed = |engine: &Engine| -> Vec<String> {
        let findings = engine.unreached();
        findings.iter().map(|finding| finding.cell().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(listed(&by_folder), listed(&by_workbook), "the same cases reach the same rows");
    assert!(by_workbook.findings().iter().all(|finding| finding.severity() == bihuan::Severity::Note));
    let checked = |engine: &Engine| -> Vec<(bihuan::Code, Option<String>)> {
        let findings = engine.check();
        let found = findings.iter().map(|finding| (finding.code(), finding.cell().map(str::to_owned)));
        let mut found: Vec<_> = found.collect();
        // each names the places of its own files, and those are what findings of a kind are sorted by
        found.sort();
        found
    };
    assert_eq!(checked(&by_folder), checked(&by_workbook), "both are proved alike");
}
