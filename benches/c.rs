//! What the C binding costs: the same tickets, set column by column and dispatched, in Rust and through the
//! exported functions, in one run. The rulebook is small, so that the difference shows.

#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(unsafe_code, reason = "the exports are called as C calls them")]

use bihuan::{Engine, Rulebook, Ticket, Urgency, Word};
use bihuan_benches::{rulebook, tickets};
use bihuan_c as _;
use criterion::Criterion;
use std::ffi::{c_char, c_int, c_void};
use std::hint::black_box;
use std::ptr;
use std::time::Instant;

#[repr(C)]
struct File {
    name: *const c_char,
    data: *const c_void,
    len: usize,
}

unsafe extern "C" {
    fn bh_engine_load_memory(files: *const File, count: usize, err: *mut *mut c_void) -> *mut c_void;
    fn bh_engine_free(engine: *mut c_void);
    fn bh_ticket_new() -> *mut c_void;
    fn bh_ticket_clear(ticket: *mut c_void) -> c_int;
    fn bh_ticket_set(ticket: *mut c_void, column: c_int, text: *const c_char, len: usize) -> c_int;
    fn bh_ticket_free(ticket: *mut c_void);
    fn bh_dispatch(engine: *const c_void, ticket: *const c_void, err: *mut *mut c_void) -> *mut c_void;
    fn bh_decision_lead(decision: *const c_void, part: usize) -> *const c_char;
    fn bh_decision_due(decision: *const c_void, part: usize) -> *const c_char;
    fn bh_decision_due_unix(decision: *const c_void, part: usize) -> i64;
    fn bh_decision_free(decision: *mut c_void);
}

/// A ticket as a row of a host's table has it: text all of it.
struct Line {
    columns: [String; 6],
}

/// The numbers of the columns in the header: id, `received_at`, matter, text, area, urgency.
const COLUMNS: [c_int; 6] = [1, 2, 6, 7, 8, 9];

fn lines() -> Vec<Line> {
    let line = |ticket: Ticket| Line {
        columns: [
            ticket.id,
            ticket.received_at.to_string(),
            ticket.matter.unwrap(),
            ticket.text.unwrap(),
            ticket.area.unwrap(),
            ticket.urgency.unwrap().en().to_owned(),
        ],
    };
    tickets(500, 11).into_iter().map(line).collect()
}

/// The ticket of a line, as a Rust host makes it.
fn ticket(line: &Line) -> Ticket {
    let [id, received_at, matter, text, area, urgency] = &line.columns;
    let mut ticket = Ticket::new(id, received_at.parse().unwrap());
    ticket.matter = Some(matter.clone());
    ticket.text = Some(text.clone());
    ticket.area = Some(area.clone());
    ticket.urgency = Urgency::parse(urgency);
    ticket
}

/// The same column by column, as bindings and hosts with tables do.
fn ticket_by_column(line: &Line) -> Ticket {
    let [id, received_at, matter, text, area, urgency] = &line.columns;
    let mut ticket = Ticket::new(id, received_at.parse().unwrap());
    for (name, value) in [("matter", matter), ("text", text), ("area", area), ("urgency", urgency)] {
        ticket.set(name, value.as_str());
    }
    ticket
}

/// Fills a ticket, as a C host does.
fn set(ticket: *mut c_void, line: &Line) {
    // SAFETY: the ticket is one of `bh_ticket_new`'s, and each text as long as said
    unsafe {
        bh_ticket_clear(ticket);
        for (column, text) in COLUMNS.into_iter().zip(&line.columns) {
            bh_ticket_set(ticket, column, text.as_ptr().cast(), text.len());
        }
    }
}

/// Both sides with the same rulebook and tickets.
struct Sides {
    engine: Engine,
    lines: Vec<Line>,
    ready: Vec<Ticket>,
    c_engine: *mut c_void,
    c_ticket: *mut c_void,
}

impl Sides {
    fn new() -> Sides {
        let parts = rulebook(10, 7);
        let engine = Rulebook::from_parts(parts.clone()).compile().unwrap();
        let names: Vec<_> = parts.iter().map(|(name, _)| format!("{name}\0")).collect();
        let file = |(name, (_, data)): (&String, &(String, String))| File {
            name: name.as_ptr().cast(),
            data: data.as_ptr().cast(),
            len: data.len(),
        };
        let files: Vec<_> = names.iter().zip(&parts).map(file).collect();
        let lines = lines();
        let ready = lines.iter().map(ticket).collect();
        // SAFETY: the files live here; handles are given to the functions of their kind and freed at the end
        let (c_engine, c_ticket) =
            unsafe { (bh_engine_load_memory(files.as_ptr(), files.len(), ptr::null_mut()), bh_ticket_new()) };
        set(c_ticket, lines.first().unwrap());
        Sides { engine, lines, ready, c_engine, c_ticket }
    }

    /// A ticket that is ready, dispatched.
    fn rust_dispatch(&self) {
        black_box(self.engine.dispatch(black_box(self.ready.first().unwrap())).unwrap());
    }

    fn c_dispatch(&self) {
        // SAFETY: as above
        unsafe { bh_decision_free(bh_dispatch(self.c_engine, self.c_ticket, ptr::null_mut())) }
    }

    /// A line, made a ticket, dispatched, lead and due read.
    fn rust_line(&self, turn: usize) {
        let line = black_box(self.lines.get(turn % self.lines.len()).unwrap());
        let decision = self.engine.dispatch(&ticket(line)).unwrap();
        let part = decision.parts.first().unwrap();
        black_box((part.lead.as_str(), part.due.unwrap().instant));
    }

    fn c_line(&self, turn: usize) {
        set(self.c_ticket, black_box(self.lines.get(turn % self.lines.len()).unwrap()));
        // SAFETY: as above
        unsafe {
            let decision = bh_dispatch(self.c_engine, self.c_ticket, ptr::null_mut());
            black_box((bh_decision_lead(decision, 0), bh_decision_due_unix(decision, 0)));
            bh_decision_free(decision);
        }
    }

    /// The same with the due as text.
    fn rust_text(&self, turn: usize) {
        let line = black_box(self.lines.get(turn % self.lines.len()).unwrap());
        let decision = self.engine.dispatch(&ticket(line)).unwrap();
        let part = decision.parts.first().unwrap();
        black_box((part.lead.as_str(), part.due.unwrap().to_string()));
    }

    fn c_text(&self, turn: usize) {
        set(self.c_ticket, black_box(self.lines.get(turn % self.lines.len()).unwrap()));
        // SAFETY: as above
        unsafe {
            let decision = bh_dispatch(self.c_engine, self.c_ticket, ptr::null_mut());
            black_box((bh_decision_lead(decision, 0), bh_decision_due(decision, 0)));
            bh_decision_free(decision);
        }
    }
}

impl Drop for Sides {
    fn drop(&mut self) {
        // SAFETY: as above
        unsafe {
            bh_ticket_free(self.c_ticket);
            bh_engine_free(self.c_engine);
        }
    }
}

fn cost(criterion: &mut Criterion) {
    let sides = Sides::new();
    let mut group = criterion.benchmark_group("c");
    group.bench_function("dispatch, rust", |bencher| bencher.iter(|| sides.rust_dispatch()));
    group.bench_function("dispatch, c", |bencher| bencher.iter(|| sides.c_dispatch()));
    let mut turn = sides.lines.iter().cycle();
    group.bench_function("set, rust", |bencher| bencher.iter(|| ticket(black_box(turn.next().unwrap()))));
    let mut turn = sides.lines.iter().cycle();
    group.bench_function("set, c", |bencher| {
        bencher.iter(|| set(sides.c_ticket, black_box(turn.next().unwrap())));
    });
    let mut turn = 0..;
    group.bench_function("set, dispatch, read, rust", |bencher| {
        bencher.iter(|| sides.rust_line(turn.next().unwrap()));
    });
    let mut turn = 0..;
    group.bench_function("set, dispatch, read, c", |bencher| {
        bencher.iter(|| sides.c_line(turn.next().unwrap()));
    });
    group.finish();
}

/// What C costs above Rust, in nanoseconds a call: blocks of both in turn, so that a machine that others use
/// too slows both alike; the median of the differences.
#[expect(clippy::print_stdout, reason = "it is the result")]
fn above(what: &str, blocks: usize, rust: impl Fn(usize), c: impl Fn(usize)) {
    const CALLS: usize = 200;
    let time = |call: &dyn Fn(usize)| {
        let start = Instant::now();
        (0..CALLS).for_each(call);
        start.elapsed().as_nanos() as f64 / CALLS as f64
    };
    let mut pairs: Vec<(f64, f64)> = (0..blocks).map(|_| (time(&rust), time(&c))).collect();
    let mut differences: Vec<f64> = pairs.iter().map(|(rust, c)| c - rust).collect();
    differences.sort_by(f64::total_cmp);
    pairs.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let middle = blocks / 2;
    println!(
        "{what}: rust {:.0} ns, c {:+.0} ns (middle half {:+.0} to {:+.0})",
        pairs.get(middle).unwrap().0,
        differences.get(middle).unwrap(),
        differences.get(blocks / 4).unwrap(),
        differences.get(blocks * 3 / 4).unwrap(),
    );
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    cost(&mut criterion);
    criterion.final_summary();
    let asked = |option: &str| std::env::args().any(|arg| arg == option);
    if asked("--profile-time") {
        return;
    }
    let blocks = if asked("--test") { 4 } else { 1_000 };
    let sides = Sides::new();
    above("dispatch", blocks, |_| sides.rust_dispatch(), |_| sides.c_dispatch());
    let line = |turn: usize| sides.lines.get(turn % sides.lines.len()).unwrap();
    let rust_ticket = |turn| drop(black_box(ticket(black_box(line(turn)))));
    above("set six columns", blocks, rust_ticket, |turn| set(sides.c_ticket, black_box(line(turn))));
    let rust_columns = |turn| drop(black_box(ticket_by_column(black_box(line(turn)))));
    above("the same by column name", blocks, rust_columns, |turn| set(sides.c_ticket, black_box(line(turn))));
    above("set, dispatch, read lead and due", blocks, |i| sides.rust_line(i), |i| sides.c_line(i));
    above("the same, due as text", blocks, |i| sides.rust_text(i), |i| sides.c_text(i));
}
