//! Reading files: the example set, as folder and csv, and as one workbook.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use bihuan::{ColumnMap, Engine, Format, Rulebook, Tickets};
use criterion::{Criterion, criterion_group, criterion_main};
use std::path::{Path, PathBuf};

fn examples(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
}

/// Reads tickets and events from their bytes.
fn read(tickets: &[u8], events: &[u8], format: Format) -> Tickets {
    let (mut read, map) = (Tickets::default(), ColumnMap::default());
    read.read("tickets", tickets, format, &map).unwrap();
    read.read_events("events", events, format, &map).unwrap();
    assert_eq!(read.list.len(), 120);
    read
}

fn files(criterion: &mut Criterion) {
    let folder = examples("rulebooks/songjiang");
    let content = |name: &str| std::fs::read(examples(name)).unwrap();
    let (workbook, tickets, events) =
        (content("songjiang.xlsx"), content("tickets/tickets.csv"), content("tickets/events.csv"));
    criterion.bench_function("rulebook from its folder", |bencher| {
        bencher.iter(|| Engine::load(&folder).unwrap());
    });
    criterion.bench_function("rulebook from the workbook", |bencher| {
        bencher.iter(|| Rulebook::from_parts([("songjiang.xlsx", &workbook)]).compile().unwrap());
    });
    criterion.bench_function("120 tickets and their events from csv", |bencher| {
        bencher.iter(|| read(&tickets, &events, Format::Csv));
    });
    criterion.bench_function("rulebook, 120 tickets and their events from the workbook", |bencher| {
        bencher.iter(|| {
            let engine = Rulebook::from_parts([("songjiang.xlsx", &workbook)]).compile().unwrap();
            (engine, read(&workbook, &workbook, Format::Xlsx))
        });
    });
}

criterion_group!(benches, files);
criterion_main!(benches);
