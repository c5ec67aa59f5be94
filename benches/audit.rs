//! Judging the example's tickets by the built-in policy.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use bihuan::{ColumnMap, Engine, Format, Moment, Tickets};
use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;

fn audit(criterion: &mut Criterion) {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let engine = Engine::load(examples.join("rulebooks/songjiang")).unwrap();
    let mut tickets = Tickets::default();
    let read = |name: &str| std::fs::read(examples.join("tickets").join(name)).unwrap();
    let map = ColumnMap::default();
    tickets.read("tickets.csv", &read("tickets.csv"), Format::Csv, &map).unwrap();
    tickets.read_events("events.csv", &read("events.csv"), Format::Csv, &map).unwrap();
    let now: Moment = "2025-03-03 09:00".parse().unwrap();
    let mut turn = tickets.list.iter().cycle();
    criterion.bench_function("audit a ticket of the example", |bencher| {
        bencher.iter(|| {
            let filed = black_box(turn.next().unwrap());
            engine.audit(&filed.ticket, &filed.history, now).unwrap()
        });
    });
}

criterion_group!(benches, audit);
criterion_main!(benches);
