//! Rows of a record batch as the core takes them: columns, nothing copied that is text already.

use crate::cells::Cells;
use crate::error::Error;
use crate::rows::{CHUNK, Rows};
use crate::tables::Decisions;
use arrow::array::{
    Array, GenericStringArray, Int32Array, Int64Array, OffsetSizeTrait, RecordBatch, StringViewArray,
};
use bihuan::{
    Code, Columns, DecisionColumns, JoinedTexts, Rejected, RejectedRow, TextColumn, Texts, TicketColumns,
    Tickets, TimeColumn, Valid,
};
use std::ops::Range;

/// How many rows are decided at a time: enough for several threads, and for a dictionary to be worth reading.
pub(crate) const PIECE: usize = 16 * CHUNK;

/// A column of some rows, held for as long as they are decided.
#[derive(Debug)]
pub(crate) enum Held {
    Absent,
    Text(Utf8<i32>),
    LargeText(Utf8<i64>),
    TextView(View),
    Coded(Vec<u32>, Vec<String>),
    Date(Int32Array),
    Time(Int64Array, i64, bool),
    /// What is no text, written as a file would write it.
    Written(Written),
}

#[derive(Debug)]
pub(crate) struct Utf8<O: OffsetSizeTrait>(GenericStringArray<O>);

#[derive(Debug)]
pub(crate) struct View(StringViewArray);

#[derive(Debug, Default)]
pub(crate) struct Written {
    text: String,
    offsets: Vec<usize>,
}

impl<O: OffsetSizeTrait> Texts for Utf8<O> {
    fn count(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn text(&self, at: usize) -> &str {
        if at < self.0.len() && self.0.is_valid(at) { self.0.value(at) } else { "" }
    }
}

impl Texts for View {
    fn count(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn text(&self, at: usize) -> &str {
        if at < self.0.len() && self.0.is_valid(at) { self.0.value(at) } else { "" }
    }
}

impl Texts for Written {
    fn count(&self) -> usize {
        JoinedTexts::new(&self.text, &self.offsets).count()
    }

    #[inline]
    fn text(&self, at: usize) -> &str {
        JoinedTexts::new(&self.text, &self.offsets).of(at)
    }
}

impl Held {
    /// Some rows of a column, which may hold paths.
    pub(crate) fn of(cells: &Cells, rows: Range<usize>, of_paths: bool) -> Held {
        let (first, len) = (rows.start, rows.len());
        match cells {
            Cells::Absent => Held::Absent,
            Cells::Text(array) => Held::Text(Utf8(array.slice(first, len))),
            Cells::LargeText(array) => Held::LargeText(Utf8(array.slice(first, len))),
            Cells::TextView(array) => Held::TextView(View(array.slice(first, len))),
            Cells::Date(array) => Held::Date(array.slice(first, len)),
            Cells::Time(array, per_second, zoned) => Held::Time(array.slice(first, len), *per_second, *zoned),
            // a dictionary larger than the rows is read where they are, else all of it
            Cells::Coded(codes, values) if values.len() <= len => {
                let texts = (0..values.len()).map(|at| values.text(at, of_paths).into_owned());
                Held::Coded(codes.get(rows).unwrap_or_default().to_vec(), texts.collect())
            }
            _ => {
                let mut written = Written { text: String::new(), offsets: Vec::with_capacity(len + 1) };
                written.offsets.push(0);
                for row in rows {
                    written.text.push_str(&cells.text(row, of_paths));
                    written.offsets.push(written.text.len());
                }
                Held::Written(written)
            }
        }
    }

    fn texts(&self) -> TextColumn<'_> {
        match self {
            // times are columns of their own
            Held::Absent | Held::Date(_) | Held::Time(..) => TextColumn::Absent,
            Held::Text(texts) => TextColumn::Each(texts),
            Held::LargeText(texts) => TextColumn::Each(texts),
            Held::TextView(texts) => TextColumn::Each(texts),
            Held::Coded(codes, texts) => TextColumn::Coded { codes, texts },
            Held::Written(texts) => TextColumn::Each(texts),
        }
    }

    fn times(&self) -> TimeColumn<'_> {
        match self {
            Held::Absent => TimeColumn::Absent,
            Held::Date(days) => TimeColumn::Dates { days: days.values(), valid: valid(days) },
            Held::Time(ticks, per_second, zoned) => TimeColumn::Ticks {
                ticks: ticks.values(),
                per_second: *per_second,
                zoned: *zoned,
                valid: valid(ticks),
            },
            texts => TimeColumn::Text(texts.texts()),
        }
    }
}

fn valid(array: &impl Array) -> Option<Valid<'_>> {
    array.nulls().map(|nulls| Valid::new(nulls.validity(), nulls.offset()))
}

/// Some rows of a record batch, as columns.
#[derive(Debug)]
pub(crate) struct Piece {
    /// Their places in the batch.
    rows: Range<usize>,
    /// How many rows of the table stand before them.
    before: u64,
    columns: Vec<(String, Held)>,
}

/// The columns that are read for every ticket, beside the attributes that conditions ask for.
const KNOWN: &[&str] =
    &["id", "received_at", "occurred_at", "source", "demand", "matter", "text", "area", "urgency"];

impl Piece {
    pub(crate) fn new(rows: Range<usize>, before: u64, columns: Vec<(String, Held)>) -> Piece {
        Piece { rows, before, columns }
    }

    /// Whether a column is read for every ticket.
    pub(crate) fn knows(name: &str) -> bool {
        KNOWN.contains(&name)
    }

    fn named(&self, name: &str) -> &Held {
        self.columns.iter().find(|(other, _)| other == name).map_or(&Held::Absent, |(_, held)| held)
    }

    /// The rows as the core takes them.
    pub(crate) fn columns(&self) -> TicketColumns<'_> {
        let text = |name: &str| self.named(name).texts();
        let mut columns = TicketColumns::new(self.rows.len(), text("id"), self.named("received_at").times());
        columns.occurred_at = self.named("occurred_at").times();
        columns.source = text("source");
        columns.demand = text("demand");
        columns.matter = text("matter");
        columns.text = text("text");
        columns.area = text("area");
        columns.urgency = text("urgency");
        for (name, held) in self.columns.iter().filter(|(name, _)| !Piece::knows(name)) {
            columns.attribute(name, held.texts());
        }
        columns
    }

    /// Decisions as record batches, of [`CHUNK`] rows each; none of rows that are all rejected.
    pub(crate) fn batches(&self, decided: &DecisionColumns, zone: &str) -> Result<Vec<RecordBatch>, Error> {
        let ids = self.named("id").texts();
        let mut batches = Vec::new();
        let mut lines = decided.tickets().iter().enumerate().peekable();
        for first in (0..self.rows.len()).step_by(CHUNK) {
            let chunk = first..self.rows.len().min(first + CHUNK);
            let unread =
                decided.rejected().iter().filter(|line| is_unread(line) && chunk.contains(&line.row));
            if unread.count() == chunk.len() {
                continue;
            }
            let mut rows = Decisions::new(zone);
            while let Some((at, row)) = lines.next_if(|(_, row)| chunk.contains(*row)) {
                let id = ids.get(*row).trim();
                rows.push_line(id, decided, at);
            }
            batches.push(rows.finish()?);
        }
        Ok(batches)
    }

    /// The rows that were rejected, as lines of the table that `rows` has open.
    pub(crate) fn rejected(&self, decided: &DecisionColumns, rows: &Rows) -> Vec<Rejected> {
        let mut lines: Vec<&RejectedRow> = decided.rejected().iter().collect();
        // as they come when rows are read and answered a chunk at a time
        lines.sort_by_key(|line| line.row / CHUNK);
        lines.into_iter().map(|line| self.line(line, rows)).collect()
    }

    fn line(&self, line: &RejectedRow, rows: &Rows) -> Rejected {
        let columns: &Columns = rows.columns();
        let number = self.before + line.row as u64 + 1;
        let cells = rows.cells(self.rows.start + line.row);
        let finding = line.finding.clone();
        match finding.code() {
            Code::NoEdition => {
                Rejected::of(columns.place(finding, number), self.named("id").texts().get(line.row).trim())
            }
            Code::IdTwice => Rejected::of(columns.place(finding, number), &cells.join(",")),
            // a row that cannot be read says itself why
            _ => {
                let mut alone = Tickets::default();
                alone.push_ticket(columns, number, &cells);
                let of_core = || Rejected::of(columns.place(finding, number), &cells.join(","));
                alone.rejected.pop().unwrap_or_else(of_core)
            }
        }
    }
}

/// Whether a row could not be read, so that there was no ticket to decide.
fn is_unread(line: &RejectedRow) -> bool {
    line.finding.code() != Code::NoEdition
}
