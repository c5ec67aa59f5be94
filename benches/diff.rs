//! Comparing two rulebooks, as `bihuan diff` does: one cell changed, a row removed, a limit changed, in our
//! workload and in the standard one where `BIHUAN_BENCH` names the folder into which its generator wrote.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use bihuan::{Diff, Engine, Rulebook};
use bihuan_benches::rulebook;
use criterion::{Criterion, criterion_group, criterion_main};
use std::path::Path;

type Files = Vec<(String, String)>;

/// The rulebook with one thing changed.
fn edited(files: &Files, edit: &str) -> Engine {
    let change = |(name, text): &(String, String)| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let middle = lines.len() / 2;
        match (name.as_str(), edit) {
            ("dispatch.csv", "a lead") => {
                let header: Vec<String> = lines.first().unwrap().split(',').map(str::to_owned).collect();
                let lead = header.iter().position(|name| name == "lead").unwrap();
                let other = lines.last().unwrap().split(',').nth(lead).unwrap().to_owned();
                let mut cells: Vec<String> =
                    lines.get(middle).unwrap().split(',').map(str::to_owned).collect();
                *cells.get_mut(lead).unwrap() = other;
                *lines.get_mut(middle).unwrap() = cells.join(",");
            }
            ("dispatch.csv", "a row") => drop(lines.remove(middle)),
            ("rulebook.toml", "a limit") => {
                for line in lines.iter_mut().filter(|line| line.starts_with("limit =")) {
                    *line = "limit = \"7d\"".to_owned();
                }
            }
            _ => {}
        }
        (name.clone(), lines.join("\n") + "\n")
    };
    Rulebook::from_parts(files.iter().map(change)).compile().unwrap()
}

fn diff(criterion: &mut Criterion) {
    let mut tables: Vec<(String, Files)> = Vec::new();
    for rows in [1_000, 10_000] {
        let files = rulebook(rows, 7).into_iter().map(|(name, text)| (name.to_string(), text.to_string()));
        tables.push((format!("{rows} rows"), files.collect()));
    }
    if let Ok(folder) = std::env::var("BIHUAN_BENCH") {
        for table in ["1000", "10000", "heavy"] {
            let folder = Path::new(&folder).join(format!("rulebook_{table}"));
            let files = ["rulebook.toml", "units.csv", "dispatch.csv"]
                .map(|name| (name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap()));
            tables.push((format!("the standard table {table}"), files.to_vec()));
        }
    }
    let mut group = criterion.benchmark_group("diff");
    group.sample_size(10);
    for (name, files) in &tables {
        let old = edited(files, "nothing");
        for edit in ["nothing", "a lead", "a row", "a limit"] {
            let new = edited(files, edit);
            group.bench_function(format!("{edit} in {name}"), |bencher| {
                bencher.iter(|| old.diff(&new, &Diff::new()).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, diff);
criterion_main!(benches);
