//! Loading, compiling, deciding and explaining, at 100, 1,000 and 10,000 rows.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use bihuan::{History, Rulebook};
use bihuan_benches::{rulebook, tickets};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use std::hint::black_box;

fn load(criterion: &mut Criterion) {
    for rows in [100, 1_000, 10_000] {
        let parts = rulebook(rows, 7);
        criterion.bench_function(&format!("load and compile {rows} rows"), |bencher| {
            bencher.iter_batched(
                || parts.clone(),
                |parts| Rulebook::from_parts(parts).compile().unwrap(),
                BatchSize::LargeInput,
            );
        });
    }
}

fn decide(criterion: &mut Criterion) {
    for rows in [100, 1_000, 10_000] {
        let engine = Rulebook::from_parts(rulebook(rows, 7)).compile().unwrap();
        let tickets = tickets(500, 11);
        let mut turn = tickets.iter().cycle();
        criterion.bench_function(&format!("dispatch at {rows} rows"), |bencher| {
            bencher.iter(|| engine.dispatch(black_box(turn.next().unwrap())).unwrap());
        });
        if rows == 1_000 {
            let none = History::new();
            criterion.bench_function("explain at 1000 rows", |bencher| {
                bencher.iter(|| engine.explain(black_box(turn.next().unwrap()), &none).unwrap());
            });
        }
    }
}

criterion_group!(benches, load, decide);
criterion_main!(benches);
