//! Nanoseconds of one `Engine::dispatch` of the example's tickets: what the Python binding is compared with.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its figure")]

use bihuan::{ColumnMap, Engine, Format, Tickets};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

fn main() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let engine = Engine::load(examples.join("rulebooks/songjiang")).unwrap();
    let mut tickets = Tickets::default();
    let content = std::fs::read(examples.join("tickets/tickets.csv")).unwrap();
    tickets.read("tickets.csv", &content, Format::Csv, &ColumnMap::default()).unwrap();
    let mut rounds: Vec<f64> = (0..15)
        .map(|_| {
            let started = Instant::now();
            for _ in 0..40 {
                for filed in &tickets.list {
                    black_box(engine.dispatch(black_box(&filed.ticket)).unwrap());
                }
            }
            started.elapsed().as_nanos() as f64 / (40 * tickets.list.len()) as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!("{:.0}", rounds.get(7).unwrap());
}
