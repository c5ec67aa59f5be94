//! The standard dispatch workload by column against its bars: batches of 100,000 tickets, every answer checked
//! before anything is measured, beside the same tickets one by one.
//!
//! Where the workload comes from: see `standard.rs`.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "it is the result")]

use arrow::array::{
    ArrayRef, DictionaryArray, RecordBatch, RecordBatchIterator, StringArray, TimestampSecondArray,
};
use arrow::datatypes::Int16Type;
use bihuan::{
    ColumnMap, DecisionColumns, Engine, Format, TextColumn, Ticket, TicketColumns, Tickets, TimeColumn, Word,
};
use bihuan_columns::{Answers, Ask, Rows};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Table, bar in nanoseconds a ticket on one thread, and what a polars join takes.
const TABLES: &[(&str, f64, f64)] =
    &[("100", 185.0, 370.0), ("1000", 200.0, 600.0), ("10000", 290.0, 1_760.0), ("heavy", 1_090.0, 8_700.0)];

const ROWS: usize = 100_000;

/// The processor time of all threads of the process.
fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

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

/// A column of texts, all in one.
#[derive(Default)]
struct Joined {
    text: String,
    offsets: Vec<usize>,
}

impl Joined {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Joined {
        let mut joined = Joined { text: String::new(), offsets: vec![0] };
        for text in texts {
            joined.text.push_str(text);
            joined.offsets.push(joined.text.len());
        }
        joined
    }
}

/// The tickets again and again until there are enough, each with a number of its own.
struct Table {
    ids: Joined,
    received_at: Vec<i64>,
    matters: Joined,
    areas: Joined,
    urgencies: Joined,
    texts: Joined,
}

impl Table {
    fn of(tickets: &[Ticket]) -> Table {
        let all = || tickets.iter().cycle().take(ROWS);
        let ids: Vec<String> = (1..=ROWS).map(|id| id.to_string()).collect();
        Table {
            ids: Joined::of(ids.iter().map(String::as_str)),
            received_at: all().map(seconds).collect(),
            matters: Joined::of(all().map(|ticket| ticket.matter.as_deref().unwrap_or_default())),
            areas: Joined::of(all().map(|ticket| ticket.area.as_deref().unwrap_or_default())),
            urgencies: Joined::of(all().map(|ticket| ticket.urgency.map(Word::en).unwrap_or_default())),
            texts: Joined::of(all().map(|ticket| ticket.text.as_deref().unwrap_or_default())),
        }
    }
}

/// The seconds of a civil time on its own clock.
fn seconds(ticket: &Ticket) -> i64 {
    let utc = format!("{}Z", ticket.received_at.to_string().replace(' ', "T"));
    match utc.parse() {
        Ok(bihuan::Moment::Instant(instant)) => instant.0,
        _ => unreachable!("a time of the workload"),
    }
}

/// Every answer against the expected one: row, lead, assists.
fn check(decided: &DecisionColumns, expected: &Path) {
    let expected = std::fs::read_to_string(expected).unwrap();
    let lines: Vec<Vec<&str>> = expected.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(decided.len(), ROWS);
    assert!(decided.rejected().is_empty() && decided.notes().is_empty());
    for (line, expected) in decided.lines().zip(lines.iter().cycle()) {
        let assists: Vec<_> = line.assists().collect();
        assert_eq!([line.row().unwrap(), line.lead(), &assists.join("|")], *expected.get(1..4).unwrap());
    }
}

/// The medians of processor time and of the time on the clock, in nanoseconds a ticket.
fn median(mut run: impl FnMut()) -> (f64, f64) {
    run();
    let begun = Instant::now();
    let (mut used, mut passed) = (Vec::new(), Vec::new());
    while used.len() < 7 || (begun.elapsed() < Duration::from_secs(2) && used.len() < 100) {
        let (start, clock) = (cpu(), Instant::now());
        run();
        used.push((cpu() - start) / ROWS as f64);
        passed.push(clock.elapsed().as_nanos() as f64 / ROWS as f64);
    }
    used.sort_by(f64::total_cmp);
    passed.sort_by(f64::total_cmp);
    (*used.get(used.len() / 2).unwrap(), *passed.get(passed.len() / 2).unwrap())
}

fn say(what: &str, nanoseconds: f64, bar: f64, polars: f64) {
    let verdict = if nanoseconds <= bar { "held" } else { "MISSED" };
    println!(
        "{what:<44} {nanoseconds:>8.0} ns   bar {bar:>6.0} ns   {verdict}   {:.1} times polars",
        polars / nanoseconds
    );
}

fn table(folder: &Path, name: &str, bar: f64, polars: f64) {
    let engine = Engine::load(folder.join(format!("rulebook_{name}"))).unwrap();
    let tickets = read(&folder.join(format!("bihuan_tickets_{name}.csv")));
    let table = Table::of(&tickets);
    let [ids, matters, areas, urgencies, contents] =
        [&table.ids, &table.matters, &table.areas, &table.urgencies, &table.texts]
            .map(|joined| bihuan::JoinedTexts::new(&joined.text, &joined.offsets));
    let received_at =
        TimeColumn::Ticks { ticks: &table.received_at, per_second: 1, zoned: false, valid: None };
    let mut columns = TicketColumns::new(ROWS, TextColumn::Each(&ids), received_at);
    columns.matter = TextColumn::Each(&matters);
    columns.area = TextColumn::Each(&areas);
    columns.urgency = TextColumn::Each(&urgencies);
    columns.text = TextColumn::Each(&contents);

    for threads in [1, 2, 3] {
        let decided = engine.column_dispatcher(threads).dispatch(&columns);
        check(&decided, &folder.join(format!("expected_{name}.csv")));
    }
    if std::env::var_os("BIHUAN_PROFILE").is_some() {
        for _ in 0..60 {
            black_box(engine.column_dispatcher(1).dispatch(black_box(&columns)));
        }
        return;
    }
    let (used, _) = median(|| {
        black_box(engine.column_dispatcher(1).dispatch(black_box(&columns)));
    });
    say(&format!("{name}: by column, one thread"), used, bar, polars);
    let (used, passed) = median(|| {
        black_box(engine.column_dispatcher(2).dispatch(black_box(&columns)));
    });
    println!(
        "{:<44} {passed:>8.0} ns on the clock: {:.1} M tickets/s ({used:.0} ns of processor time)",
        format!("{name}: by column, two threads"),
        1e3 / passed,
    );

    let batch = arrow(&table);
    let lines = answers(&engine, &batch, 1);
    assert_eq!(lines.iter().map(RecordBatch::num_rows).sum::<usize>(), ROWS);
    let (used, _) = median(|| {
        black_box(answers(&engine, &batch, 1));
    });
    say(&format!("{name}: Arrow to Arrow, one thread"), used, bar, polars);

    let mut dispatcher = engine.dispatcher();
    let begun = Instant::now();
    let mut runs = Vec::new();
    while runs.len() < 15 || (begun.elapsed() < Duration::from_secs(2) && runs.len() < 300) {
        let start = cpu();
        for ticket in black_box(&tickets) {
            let dispatched = dispatcher.dispatch(ticket).unwrap();
            for part in dispatched.parts() {
                black_box((
                    part.lead(),
                    part.row(),
                    part.due(),
                    part.first_contact_due(),
                    part.assists().len(),
                ));
            }
        }
        runs.push((cpu() - start) / tickets.len() as f64);
    }
    runs.sort_by(f64::total_cmp);
    let one = *runs.get(runs.len() / 2).unwrap();
    println!("{:<44} {one:>8.0} ns", format!("{name}: Dispatcher, 10,000 tickets in turn"));
}

/// The table as polars writes it: texts, words in a dictionary.
fn arrow(table: &Table) -> RecordBatch {
    let texts = |joined: &Joined| -> StringArray {
        let offsets = joined.offsets.windows(2);
        offsets.map(|pair| joined.text.get(*pair.first().unwrap()..*pair.last().unwrap())).collect()
    };
    let urgencies = texts(&table.urgencies);
    let urgencies: DictionaryArray<Int16Type> = urgencies.iter().collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(texts(&table.ids))),
        ("received_at", Arc::new(TimestampSecondArray::from(table.received_at.clone()))),
        ("matter", Arc::new(texts(&table.matters))),
        ("area", Arc::new(texts(&table.areas))),
        ("urgency", Arc::new(urgencies)),
        ("text", Arc::new(texts(&table.texts))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn answers(engine: &Engine, batch: &RecordBatch, threads: usize) -> Vec<RecordBatch> {
    let stream = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
    let tickets = Rows::of_tickets("tickets", stream, &ColumnMap::default()).unwrap();
    let answers = Answers::new(engine, Ask::Decisions, tickets, None).on_threads(threads);
    answers.collect::<Result<_, _>>().unwrap()
}

fn main() {
    let only = std::env::var("BIHUAN_ONLY").ok();
    match workload() {
        None => println!("SKIPPED: the standard workload: no BIHUAN_WORKLOAD, none in target/dispatch-bench"),
        Some(folder) => {
            let wanted = TABLES.iter().filter(|(name, ..)| only.as_deref().is_none_or(|only| only == *name));
            wanted.for_each(|(name, bar, polars)| table(&folder, name, *bar, *polars));
        }
    }
}
