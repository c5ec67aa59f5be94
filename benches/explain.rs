//! Explain, "why not" and contest on the standard dispatch workload: the median CPU time of one thread over runs
//! of its tickets. `BIHUAN_WORKLOAD` names a folder that has the workload, else `target/dispatch-bench` is looked for.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "it is the result")]

use bihuan::{Claim, ColumnMap, Engine, Format, History, Lang, Ticket, Tickets};
use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::path::{Path, PathBuf};

fn workload() -> Option<PathBuf> {
    let named = std::env::var_os("BIHUAN_WORKLOAD").map(PathBuf::from);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/dispatch-bench");
    named.or(Some(own)).filter(|folder| folder.join("rulebook_100").exists())
}

fn read(file: &Path, most: usize) -> Vec<Ticket> {
    let mut tickets = Tickets::default();
    let data = std::fs::read(file).unwrap();
    tickets.read("tickets.csv", &data, Format::Csv, &ColumnMap::default()).unwrap();
    tickets.list.into_iter().map(|filed| filed.ticket).take(most).collect()
}

/// The CPU time of this thread, in nanoseconds.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// The median of 15 runs over the tickets, in nanoseconds a ticket.
fn tell<T>(what: &str, tickets: &[Ticket], mut ask: impl FnMut(&Ticket) -> T) {
    // a word on the command line picks what is measured
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with("--")).peekable();
    if words.peek().is_some() && !words.any(|word| what == word) {
        return;
    }
    let mut runs = Vec::new();
    for _ in 0..15 {
        let start = now();
        for ticket in tickets {
            black_box(ask(black_box(ticket)));
        }
        runs.push((now() - start) / tickets.len() as f64);
    }
    runs.sort_by(f64::total_cmp);
    println!("{what:<44} {:>10.0} ns", runs.get(7).unwrap());
}

fn table(name: &str, engine: &Engine, tickets: &[Ticket]) {
    let none = History::new();
    tell(&format!("{name}: dispatch"), tickets, |ticket| engine.dispatch(ticket).unwrap());
    tell(&format!("{name}: explain"), tickets, |ticket| engine.explain(ticket, &none).unwrap());
    let text = |ticket: &Ticket| engine.explain(ticket, &none).unwrap().in_(Lang::Zh);
    tell(&format!("{name}: explain, as text"), tickets, text);
    let json = |ticket: &Ticket| serde_json::to_string(&engine.explain(ticket, &none).unwrap()).unwrap();
    tell(&format!("{name}: explain, as JSON"), tickets, json);
    let some = tickets.get(..50.min(tickets.len())).unwrap();
    let unit = engine.units().iter().map(|unit| unit.code.clone()).nth(5).unwrap();
    tell(&format!("{name}: contest"), some, |ticket| {
        engine.contest(ticket, &none, &unit, &Claim::new()).unwrap()
    });
    let few = tickets.get(..5.min(tickets.len())).unwrap();
    tell(&format!("{name}: why not"), few, |ticket| engine.why_not(ticket, &none, &unit).unwrap());
    let answers = few.iter().map(|ticket| engine.why_not(ticket, &none, &unit).unwrap());
    let tried: Vec<_> =
        answers.map(|answer| (answer.tried, answer.change.is_some(), answer.gave_up)).collect();
    println!("    tried, found, gave up: {tried:?}");
}

fn main() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let engine = Engine::load(examples.join("rulebooks/songjiang")).unwrap();
    table("songjiang", &engine, &read(&examples.join("tickets/tickets.csv"), 2_000));
    let Some(folder) = workload() else {
        return println!("SKIPPED: the standard workload: no BIHUAN_WORKLOAD, none in target/dispatch-bench");
    };
    for name in ["100", "1000", "10000", "heavy"] {
        let engine = Engine::load(folder.join(format!("rulebook_{name}"))).unwrap();
        table(name, &engine, &read(&folder.join(format!("bihuan_tickets_{name}.csv")), 2_000));
    }
}
