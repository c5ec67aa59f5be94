//! Tables without events are decided by column: the same lines and rejects as row by row, whatever the types of
//! the columns, however they are cut into batches, on any number of threads.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, RecordBatchIterator,
    RecordBatchReader, StringArray, StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray,
};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, TimeUnit};
use bihuan::{ColumnMap, Engine, Rulebook};
use bihuan_columns::{Answers, Ask, CHUNK, Rows};
use std::sync::Arc;

const SETTINGS: &str = "name = 't'\nfrom = 2024-01-01\n[[fallback]]\nlead = 'Z'\n\
    [[emergency]]\nkeywords = '起火'\ncall = '119'\n[[not_accepted]]\nkeywords = '诉讼'\n\
    [[green]]\n\"where.户数\" = '>=10'\n[[limit]]\nname = 'due'\nlimit = '5wd'\n";
const UNITS: &str = "code,name\nA,甲\nB,乙\nZ,总\n";
const ROWS: &str = "matter,area,urgency,where.电梯,days,lead,assist,signoff,extra\n噪声,永丰,,,,A,B、Z,双签,\n\
    噪声,,紧急,,,B,,,\n水,,,是,,A,,,是\n水/漏,,,,休息日,B,A,,\n";

fn engine() -> Engine {
    Rulebook::from_parts([("rulebook.toml", SETTINGS), ("units.csv", UNITS), ("dispatch.csv", ROWS)])
        .compile()
        .unwrap()
}

/// A table with a column of every kind, bad rows among the others.
fn table(rows: usize) -> RecordBatch {
    let text = |list: &'static [&'static str], every: usize| -> ArrayRef {
        let cells = (0..rows).map(|row| Some(list[(row / every) % list.len()]).filter(|cell| *cell != "-"));
        Arc::new(cells.collect::<StringArray>())
    };
    // a number in 50 is missing, one in 70 was given before
    let ids = (0..rows).map(|row| match row {
        row if row % 50 == 7 => None,
        row if row % 70 == 69 => Some(row as i64 - 30),
        row => Some(row as i64),
    });
    // one time in 40 is missing, one in 90 lies in no edition, one in 300 is none
    let times = (0..rows).map(|row| match row {
        row if row % 40 == 9 => None,
        row if row % 90 == 13 => Some(0),
        row if row % 300 == 17 => Some(253_500_000_000_000),
        row => Some(1_737_100_000_000 + row as i64 * 3_600_999),
    });
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(ids.collect::<Int64Array>())),
        ("received_at", Arc::new(times.collect::<TimestampMillisecondArray>().with_timezone("+08:00"))),
        ("事项", text(&["噪声", "水/漏", "噪声／装修", "-", "别的"], 1)),
        ("区域", text(&["永丰/一", "-", " 永 丰"], 2)),
        ("紧急程度", text(&["紧急", "-", "urgent", "火急"], 3)),
        ("内容", text(&["夜里吵", "家里起火", "-", "要诉讼", "水"], 7)),
        (
            "户数",
            Arc::new(
                (0..rows).map(|row| (row % 3 > 0).then_some(row as f64 / 2.0)).collect::<Float64Array>(),
            ),
        ),
        ("电梯", Arc::new((0..rows).map(|row| Some(row % 2 == 0)).collect::<BooleanArray>())),
        ("没人问", text(&["x", "-"], 1)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .unwrap()
}

fn stream(batch: &RecordBatch, rows: usize) -> impl RecordBatchReader + Send + 'static {
    let (batch, total) = (batch.clone(), batch.num_rows());
    let schema = batch.schema();
    let slices = (0..total).step_by(rows).map(move |at| Ok(batch.slice(at, rows.min(total - at))));
    RecordBatchIterator::new(slices.collect::<Vec<_>>(), schema)
}

/// Lines and rejects; `by_row` asks with a table of no events, which is answered row by row.
fn answered(
    batch: &RecordBatch,
    rows: usize,
    threads: usize,
    by_row: bool,
) -> (RecordBatch, Vec<String>, Vec<usize>) {
    let map = ColumnMap::default();
    let tickets = Rows::of_tickets("t", stream(batch, rows), &map).unwrap();
    let events = by_row.then(|| {
        let none: ArrayRef = Arc::new(StringArray::from(Vec::<&str>::new()));
        let none =
            RecordBatch::try_from_iter(["ticket", "at", "kind"].map(|name| (name, none.clone()))).unwrap();
        Rows::of_events("e", RecordBatchIterator::new([Ok(none.clone())], none.schema()), &map).unwrap()
    });
    let mut answers = Answers::new(&engine(), Ask::Decisions, tickets, events).on_threads(threads);
    let batches: Vec<RecordBatch> = answers.by_ref().collect::<Result<_, _>>().unwrap();
    let sizes = batches.iter().map(RecordBatch::num_rows).collect();
    let whole = concat_batches(&answers.schema(), &batches).unwrap();
    let years: Vec<String> = answers.not_covered().map(str::to_owned).collect();
    let mut rejected: Vec<(u64, String)> = answers
        .rejected()
        .iter()
        .map(|line| (line.finding.place().row.unwrap(), format!("{} {}", line.finding, line.line)))
        .collect();
    if by_row {
        // all rows are read before any is answered
        rejected.sort_by_key(|(row, _)| *row);
    } else {
        let chunks: Vec<_> = rejected.iter().map(|(row, _)| (*row as usize - 1) / rows / CHUNK).collect();
        assert!(chunks.is_sorted());
        rejected.sort_by_key(|(row, _)| *row);
    }
    let rejected = rejected.into_iter().map(|(_, line)| line).chain(years).collect();
    (whole, rejected, sizes)
}

#[test]
fn by_column_and_row_by_row_are_the_same() {
    let plain = table(3 * CHUNK + 100);
    let cast_of = |types: &[(usize, DataType)]| {
        let mut columns: Vec<ArrayRef> = plain.columns().to_vec();
        for (at, kind) in types {
            columns[*at] = cast(&columns[*at], kind).unwrap();
        }
        let names: Vec<String> = plain.schema().fields().iter().map(|field| field.name().clone()).collect();
        RecordBatch::try_from_iter_with_nullable(
            names.into_iter().zip(columns).map(|(name, array)| (name, array, true)),
        )
        .unwrap()
    };
    let dictionary = || DataType::Dictionary(Box::new(DataType::Int16), Box::new(DataType::Utf8));
    let tables = [
        plain.clone(),
        cast_of(&[
            (0, DataType::Utf8View),
            (2, dictionary()),
            (3, dictionary()),
            (4, dictionary()),
            (5, dictionary()),
            (7, DataType::Utf8),
        ]),
        cast_of(&[
            (0, DataType::LargeUtf8),
            (1, DataType::Timestamp(TimeUnit::Microsecond, None)),
            (2, DataType::LargeUtf8),
            (5, DataType::Utf8View),
            (6, DataType::Utf8),
        ]),
        cast_of(&[(1, DataType::Timestamp(TimeUnit::Nanosecond, None)), (1, DataType::Date32)]),
        cast_of(&[(1, DataType::Timestamp(TimeUnit::Second, None)), (1, DataType::Utf8)]),
    ];
    for (kind, table) in tables.iter().enumerate() {
        for rows in [CHUNK - 1, 3 * CHUNK + 100] {
            let (lines, rejected, _) = answered(table, rows, 1, true);
            assert!(lines.num_rows() > 2 * CHUNK && rejected.len() > 100);
            for threads in [1, 3] {
                let found = answered(table, rows, threads, false);
                assert_eq!(found.0, lines, "table {kind}, {threads} threads");
                assert_eq!(found.1, rejected, "table {kind}, {threads} threads");
                // a batch of answers to at most a chunk of rows
                assert_eq!(found.2.len(), table.num_rows().div_ceil(rows) * rows.div_ceil(CHUNK));
            }
        }
    }
}

#[test]
fn a_table_of_bad_rows_alone_has_no_answer() {
    let ids: ArrayRef = Arc::new(StringViewArray::from(vec![None::<&str>, Some(" ")]));
    let times: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![0, 0]));
    let dates: ArrayRef = Arc::new(Date32Array::from(vec![20_000, 20_000]));
    let batch = RecordBatch::try_from_iter_with_nullable([
        ("id", ids, true),
        ("received_at", times, false),
        ("occurred_at", dates, false),
    ])
    .unwrap();
    let (lines, rejected, sizes) = answered(&batch, 2, 1, false);
    assert_eq!((lines.num_rows(), sizes.len()), (0, 0));
    assert_eq!(
        rejected[0],
        "t:1: id: error[BH0501]: the line has no ticket number ,1970-01-01 00:00:00,2024-10-04"
    );
    assert!(lines.column(0).is_empty());
}
