//! Verifying whole tables, as `bihuan check` does: our workload, and the standard one where
//! `BIHUAN_BENCH` names the folder into which its generator wrote.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use bihuan::{Check, Engine, Rulebook};
use bihuan_benches::rulebook;
use criterion::{Criterion, criterion_group, criterion_main};
use std::path::Path;

fn check(criterion: &mut Criterion) {
    let mut engines: Vec<(String, Engine)> = Vec::new();
    for rows in [100, 1_000, 10_000] {
        engines
            .push((format!("check {rows} rows"), Rulebook::from_parts(rulebook(rows, 7)).compile().unwrap()));
    }
    if let Ok(folder) = std::env::var("BIHUAN_BENCH") {
        for table in ["100", "1000", "10000", "heavy"] {
            let engine = Engine::load(Path::new(&folder).join(format!("rulebook_{table}"))).unwrap();
            engines.push((format!("check the standard table {table}"), engine));
        }
    }
    let mut group = criterion.benchmark_group("verify");
    group.sample_size(10);
    for (name, engine) in &engines {
        group.bench_function(name, |bencher| bencher.iter(|| engine.check_with(&Check::new())));
    }
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
