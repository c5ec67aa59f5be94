//! The standard dispatch workload against its bars: 10,000 tickets of each table, one thread, every answer
//! checked before anything is measured.
//!
//! `cargo xtask bench` makes the workload where its generator is; `BIHUAN_WORKLOAD` names a folder that has it.
//! Without either this says so and measures nothing.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "it is the result")]

use bihuan::{ColumnMap, Dispatcher, Engine, Format, Ticket, Tickets, Urgency, Word};
use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The processor time of this thread: what others do on the machine counts as little as it can.
fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Counts what is allocated and not yet given back.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "an allocator is")]
// SAFETY: everything is the system allocator's, only counted
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: as this function's caller promises
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as this function's caller promises
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Table and bar in nanoseconds a ticket.
const TABLES: &[(&str, u32)] = &[("100", 120), ("1000", 150), ("10000", 250), ("heavy", 1_000)];

fn workload() -> Option<PathBuf> {
    let named = std::env::var_os("BIHUAN_WORKLOAD").map(PathBuf::from);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/dispatch-bench");
    named.or(Some(own)).filter(|folder| folder.join("rulebook_100").exists())
}

fn read(file: &Path) -> Vec<Ticket> {
    let mut tickets = Tickets::default();
    let data = std::fs::read(file).unwrap();
    tickets.read("tickets.csv", &data, Format::Csv, &ColumnMap::default()).unwrap();
    tickets.list.into_iter().map(|filed| filed.ticket).collect()
}

/// Every answer against the expected one: row, lead, assists.
fn check(dispatcher: &mut Dispatcher, tickets: &[Ticket], expected: &Path) {
    let expected = std::fs::read_to_string(expected).unwrap();
    let lines: Vec<Vec<&str>> = expected.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), tickets.len());
    for (ticket, line) in tickets.iter().zip(lines) {
        let dispatched = dispatcher.dispatch(ticket).unwrap();
        let part = dispatched.first().unwrap();
        let assists: Vec<_> = part.assists().collect();
        assert_eq!(
            [dispatched.ticket(), part.row().unwrap(), part.lead(), &assists.join("|")],
            *line.get(..4).unwrap()
        );
    }
}

/// The median time of a run over all tickets, in nanoseconds a ticket.
fn median(tickets: &[Ticket], mut run: impl FnMut(&[Ticket])) -> f64 {
    run(tickets);
    let begun = Instant::now();
    let mut runs = Vec::new();
    while runs.len() < 15 || (begun.elapsed() < Duration::from_secs(2) && runs.len() < 300) {
        let start = cpu();
        run(black_box(tickets));
        runs.push((cpu() - start) / tickets.len() as f64);
    }
    runs.sort_by(f64::total_cmp);
    *runs.get(runs.len() / 2).unwrap()
}

/// The same in blocks of 100 that have just been gone through once: tickets as a host holds them that has just
/// read them, in the processor's cache. The median of the blocks.
fn median_of_blocks(tickets: &[Ticket], mut run: impl FnMut(&[Ticket])) -> f64 {
    let mut blocks = Vec::new();
    for _ in 0..5 {
        for block in tickets.chunks(100) {
            run(block);
            let start = cpu();
            for _ in 0..8 {
                run(black_box(block));
            }
            blocks.push((cpu() - start) / (8 * block.len()) as f64);
        }
    }
    blocks.sort_by(f64::total_cmp);
    *blocks.get(blocks.len() / 2).unwrap()
}

fn dispatch_all(dispatcher: &mut Dispatcher, tickets: &[Ticket]) {
    for ticket in tickets {
        let dispatched = dispatcher.dispatch(ticket).unwrap();
        for part in dispatched.parts() {
            black_box((part.lead(), part.row(), part.due(), part.first_contact_due(), part.assists().len()));
        }
    }
}

/// The same from urgency and time as text, which the host has just read.
fn dispatch_texts(dispatcher: &mut Dispatcher, tickets: &mut [(Ticket, String, String)]) {
    for (ticket, received_at, urgency) in tickets {
        ticket.received_at = black_box(received_at.as_str()).parse().unwrap();
        ticket.urgency = Urgency::parse(black_box(urgency.as_str()));
        let dispatched = dispatcher.dispatch(ticket).unwrap();
        for part in dispatched.parts() {
            black_box((part.lead(), part.row(), part.due(), part.first_contact_due(), part.assists().len()));
        }
    }
}

fn say(what: &str, nanoseconds: f64, bar: u32) {
    let verdict = if nanoseconds <= f64::from(bar) { "held" } else { "MISSED" };
    println!("{what:<44} {nanoseconds:>8.0} ns   bar {bar:>6} ns   {verdict}");
}

fn table(folder: &Path, name: &str, bar: u32) {
    let rulebook = folder.join(format!("rulebook_{name}"));
    let tickets = read(&folder.join(format!("bihuan_tickets_{name}.csv")));
    let before = HELD.load(Ordering::Relaxed);
    let mut loads = Vec::new();
    for _ in 0..9 {
        let start = cpu();
        black_box(Engine::load(&rulebook).unwrap());
        loads.push(cpu() - start);
    }
    loads.sort_by(f64::total_cmp);
    let engine = Engine::load(&rulebook).unwrap();
    let held = HELD.load(Ordering::Relaxed) - before;
    let size = std::fs::metadata(rulebook.join("dispatch.csv")).unwrap().len();
    let mut dispatcher = engine.dispatcher();
    check(&mut dispatcher, &tickets, &folder.join(format!("expected_{name}.csv")));
    let blocks = median_of_blocks(&tickets, |tickets| dispatch_all(&mut dispatcher, tickets));
    say(&format!("{name}: ticket just read"), blocks, bar);
    say(
        &format!("{name}: 10,000 tickets in turn"),
        median(&tickets, |tickets| dispatch_all(&mut dispatcher, tickets)),
        bar,
    );
    if only().is_some() {
        return;
    }
    let mut texts: Vec<_> = tickets
        .iter()
        .map(|ticket| {
            let urgency = ticket.urgency.map(Word::en).unwrap_or_default();
            (ticket.clone(), ticket.received_at.to_string(), urgency.to_owned())
        })
        .collect();
    let read = median(&tickets, |_| dispatch_texts(&mut dispatcher, &mut texts));
    println!("{:<44} {read:>8.0} ns", format!("{name}: time and urgency read from text"));
    let owned = median(&tickets, |tickets| {
        for ticket in tickets {
            black_box(engine.dispatch(ticket).unwrap());
        }
    });
    println!("{:<44} {owned:>8.0} ns", format!("{name}: Engine::dispatch, owned"));
    println!(
        "{:<44} {:>8.1} ms   engine {:.0} kB, table {:.0} kB: {:.2} times",
        format!("{name}: load and compile"),
        loads.get(4).unwrap() / 1e6,
        held as f64 / 1e3,
        size as f64 / 1e3,
        held as f64 / size as f64,
    );
}

fn songjiang() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let engine = Engine::load(examples.join("rulebooks/songjiang")).unwrap();
    let tickets = read(&examples.join("tickets/tickets.csv"));
    let mut dispatcher = engine.dispatcher();
    for ticket in &tickets {
        let plain = engine.explain(ticket, &bihuan::History::new()).unwrap().decision;
        assert_eq!(dispatcher.dispatch(ticket).unwrap().into_decision(), plain);
    }
    // ticket by ticket, so that the median is that of a ticket
    let mut each: Vec<f64> = tickets
        .iter()
        .map(|ticket| {
            let many = vec![ticket.clone(); 100];
            let mut runs = Vec::new();
            for _ in 0..50 {
                let start = cpu();
                dispatch_all(&mut dispatcher, black_box(&many));
                runs.push((cpu() - start) / 100.0);
            }
            runs.sort_by(f64::total_cmp);
            *runs.get(25).unwrap()
        })
        .collect();
    each.sort_by(f64::total_cmp);
    say("songjiang: the median ticket of its 120", *each.get(each.len() / 2).unwrap(), 600);
    println!("{:<44} {:>8.0} ns", "songjiang: the slowest ticket", each.last().unwrap());
    say("songjiang: all in turn", median(&tickets, |tickets| dispatch_all(&mut dispatcher, tickets)), 600);
}

/// The one table to measure, for a profiler: `BIHUAN_ONLY=1000`.
fn only() -> Option<String> {
    std::env::var("BIHUAN_ONLY").ok()
}

fn main() {
    let wanted = |name: &str| only().is_none_or(|only| only == name);
    if wanted("songjiang") {
        songjiang();
    }
    match workload() {
        None => println!("SKIPPED: the standard workload: no BIHUAN_WORKLOAD, none in target/dispatch-bench"),
        Some(folder) => {
            let tables = TABLES.iter().filter(|(name, _)| wanted(name));
            tables.for_each(|(name, bar)| table(&folder, name, *bar));
        }
    }
}
