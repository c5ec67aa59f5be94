//! The example's tickets as record batches give the answers that were worked out by hand.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use arrow::array::{
    Array, ArrayRef, AsArray, RecordBatch, RecordBatchIterator, RecordBatchReader, StringViewArray,
};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, TimestampSecondType};
use bihuan::{ColumnMap, Engine, Moment};
use bihuan_columns::{Answers, Ask, CHUNK, Rows};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

fn engine() -> Engine {
    Engine::load(examples().join("rulebooks/songjiang")).unwrap()
}

/// A csv of the example: its header and its records.
fn csv(name: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_path(examples().join("tickets").join(name));
    let records = reader.as_mut().unwrap().records();
    records.map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A csv as a stream of batches of text, absent cells null, so many rows a batch.
fn stream(name: &str, rows: usize) -> impl RecordBatchReader + Send + 'static {
    let records = csv(name);
    let (header, records) = records.split_first().unwrap();
    let column = |at: usize| -> ArrayRef {
        let cells = records.iter().map(|record| Some(record[at].as_str()).filter(|cell| !cell.is_empty()));
        Arc::new(cells.collect::<StringViewArray>())
    };
    let columns = header.iter().enumerate().map(|(at, name)| (name, column(at), true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let (schema, total) = (batch.schema(), batch.num_rows());
    let slices = (0..total).step_by(rows).map(move |at| Ok(batch.slice(at, rows.min(total - at))));
    RecordBatchIterator::new(slices.collect::<Vec<_>>(), schema)
}

/// A table as a csv of the command writes it.
fn cells(batch: &RecordBatch) -> Vec<Vec<String>> {
    let header = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    let cell = |column: &ArrayRef, row: usize| {
        if column.is_null(row) {
            return String::new();
        }
        if let DataType::Timestamp(_, zone) = column.data_type() {
            assert_eq!(zone.as_deref(), Some("Asia/Shanghai"));
            let seconds = column.as_primitive::<TimestampSecondType>().value(row) + 8 * 3600;
            let civil =
                jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0) + jiff::SignedDuration::from_secs(seconds);
            return civil.strftime("%Y-%m-%d %H:%M:%S").to_string();
        }
        cast(column, &DataType::Utf8).unwrap().as_string::<i32>().value(row).to_owned()
    };
    let rows =
        (0..batch.num_rows()).map(|row| batch.columns().iter().map(|column| cell(column, row)).collect());
    std::iter::once(header).chain(rows).collect()
}

fn answers(ask: Ask, rows: usize) -> Answers {
    let map = ColumnMap::default();
    let tickets = Rows::of_tickets("tickets", stream("tickets.csv", rows), &map).unwrap();
    let events = Rows::of_events("events", stream("events.csv", rows), &map).unwrap();
    Answers::new(&engine(), ask, tickets, Some(events))
}

fn whole(answers: &mut Answers) -> RecordBatch {
    let schema = answers.schema();
    let batches: Vec<_> = answers.collect::<Result<_, _>>().unwrap();
    concat_batches(&schema, &batches).unwrap()
}

fn now() -> Moment {
    "2025-03-03 09:00".parse().unwrap()
}

#[test]
fn decisions_and_verdicts_are_those_worked_out_by_hand() {
    for rows in [1, 7, CHUNK + 1] {
        let mut decided = answers(Ask::Decisions, rows);
        assert_eq!(cells(&whole(&mut decided)), csv("decisions.csv"));
        assert!(decided.rejected().is_empty());
        let mut judged = answers(Ask::Verdicts(now()), rows);
        assert_eq!(cells(&whole(&mut judged)), csv("verdicts.csv"));
        assert!(judged.later().is_empty());
    }
}

#[test]
fn obligations_add_up_to_the_verdicts() {
    let obligations = cells(&whole(&mut answers(Ask::Obligations(now()), 100)));
    let breaches = |ticket: &str| {
        let breached = |state: &str| matches!(state, "violated" | "overdue" | "met_late");
        obligations.iter().filter(|row| row[0] == ticket && breached(&row[4])).count().to_string()
    };
    for verdict in csv("verdicts.csv").iter().skip(1) {
        assert_eq!(breaches(&verdict[0]), verdict[5], "{}", verdict[0]);
    }
}

#[test]
fn an_empty_table_gives_an_empty_table_with_the_same_columns() {
    let whole_schema = answers(Ask::Decisions, 100).schema();
    let empty = RecordBatch::new_empty(stream("tickets.csv", 100).schema());
    let stream = RecordBatchIterator::new([Ok(empty.clone())], empty.schema());
    let tickets = Rows::of_tickets("tickets", stream, &ColumnMap::default()).unwrap();
    let mut answers = Answers::new(&engine(), Ask::Decisions, tickets, None);
    let batch = whole(&mut answers);
    assert_eq!((batch.num_rows(), batch.schema()), (0, whole_schema));
}

#[test]
fn what_is_set_aside_is_named_and_counted() {
    let text = |cells: &[&str]| -> ArrayRef { Arc::new(StringViewArray::from(cells.to_vec())) };
    let table = |columns: Vec<(&str, ArrayRef)>| {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        RecordBatchIterator::new([Ok(batch.clone())], batch.schema())
    };
    let tickets = table(vec![
        ("nr", text(&["1", "2", "1", "3", "4"])),
        ("opened", text(&["2025-01-17", "30 February", "2025-01-18", "1990-01-01", "2025-06-01"])),
    ]);
    let events = table(vec![
        ("ticket", text(&["1", "9"])),
        ("at", text(&["2025-01-17 09:00", "2025-01-17 09:00"])),
        ("kind", text(&["派单", "派单"])),
    ]);
    let map = ColumnMap::new([("id", "nr"), ("received_at", "opened")]).unwrap();
    let tickets = Rows::of_tickets("tickets", tickets, &map).unwrap();
    let events = Rows::of_events("events", events, &ColumnMap::default()).unwrap();
    let mut answers = Answers::new(&engine(), Ask::Verdicts(now()), tickets, Some(events));
    let batch = whole(&mut answers);
    assert_eq!(batch.num_rows(), 1);
    let rejected: Vec<_> = answers.rejected().iter().map(|line| line.finding.to_string()).collect();
    assert_eq!(
        rejected,
        [
            "tickets:2: opened: error[BH0503]: `30 February` is no time",
            "tickets:3: nr: error[BH0502]: the ticket `1` was given before",
            "events:2: ticket: error[BH0505]: there is no ticket `9`",
            "tickets:4: opened: error[BH0506]: no edition of the rulebook is in force on 1990-01-01",
        ]
    );
    assert_eq!(answers.later(), ["4"]);
    let lines = bihuan_columns::rejected(answers.rejected(), bihuan::Lang::Zh).unwrap();
    assert_eq!(cells(&lines)[2], ["tickets", "3", "nr", "BH0502", "1", "工单编号 `1` 重复", "1,2025-01-18"]);
    let findings = bihuan_columns::findings(engine().findings(), bihuan::Lang::En).unwrap();
    assert_eq!(cells(&findings)[1][0], "BH0601");
}

#[test]
fn a_column_that_cannot_be_read_is_refused_by_name() {
    let table = |columns: Vec<(&str, ArrayRef)>| {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        RecordBatchIterator::new([Ok(batch.clone())], batch.schema())
    };
    let text: ArrayRef = Arc::new(StringViewArray::from(vec!["1"]));
    let binary: ArrayRef = Arc::new(arrow::array::BinaryArray::from(vec![b"x".as_slice()]));
    let refused =
        |columns| Rows::of_tickets("tickets", table(columns), &ColumnMap::default()).unwrap_err().to_string();
    assert_eq!(
        refused(vec![("id", text.clone()), ("received_at", text.clone()), ("geo", binary)]),
        "tickets: geo: error[BH0520]: the column `geo` holds binary data"
    );
    assert_eq!(
        refused(vec![("id", text.clone()), ("recieved_at", text)]),
        "tickets: received_at: error[BH0108]: the column `received_at` is missing"
    );
}

#[test]
fn doubts_of_events_are_gathered_with_their_rows() {
    let mut answers = answers(Ask::Decisions, 100);
    whole(&mut answers);
    let doubts = answers.doubts();
    let found: Vec<_> = doubts.first.iter().map(|doubt| (doubt.place().row, doubt.cell())).collect();
    assert_eq!(found, [(Some(1456), Some("踏勘")), (Some(1470), Some("综管队"))]);
    assert_eq!(doubts.count, 2);
}
