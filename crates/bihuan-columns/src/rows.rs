//! Rows of a stream of record batches on their way into tickets, some at a time.

use crate::cells::Cells;
use crate::error::Error;
use crate::piece::{Held, Piece};
use arrow::array::{RecordBatch, RecordBatchReader};
use bihuan::{ColumnMap, Columns, Tickets};
use std::borrow::Cow;

/// How many rows are read or answered at a time.
pub const CHUNK: usize = 4096;

/// Reads a row of tickets or of events.
type Push = fn(&mut Tickets, &Columns, u64, &[Cow<'_, str>]) -> bool;

/// The rows of a stream of record batches, to be read into [`Tickets`].
pub struct Rows {
    stream: Box<dyn RecordBatchReader + Send>,
    columns: Columns,
    push: Push,
    batch: Vec<Cells>,
    /// The next row of the batch, and how many it has.
    next: usize,
    len: usize,
    /// Rows read so far.
    row: u64,
}

impl std::fmt::Debug for Rows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("columns", &self.columns).field("row", &self.row).finish_non_exhaustive()
    }
}

impl Rows {
    /// Rows of tickets; `table` is what messages call the table, rows are counted from 1.
    ///
    /// # Errors
    /// When a column is missing, stands there twice, or has a type that cannot be read.
    pub fn of_tickets(
        table: &str,
        stream: impl RecordBatchReader + Send + 'static,
        map: &ColumnMap,
    ) -> Result<Rows, Error> {
        let columns = Columns::of_tickets(table, headers(&stream), map)?;
        Rows::new(Box::new(stream), columns, |tickets, columns, row, cells| {
            tickets.push_ticket(columns, row, cells)
        })
    }

    /// Rows of events.
    ///
    /// # Errors
    /// As [`Rows::of_tickets`].
    pub fn of_events(
        table: &str,
        stream: impl RecordBatchReader + Send + 'static,
        map: &ColumnMap,
    ) -> Result<Rows, Error> {
        let columns = Columns::of_events(table, headers(&stream), map)?;
        Rows::new(Box::new(stream), columns, |tickets, columns, row, cells| {
            tickets.push_event(columns, row, cells)
        })
    }

    fn new(stream: Box<dyn RecordBatchReader + Send>, columns: Columns, push: Push) -> Result<Rows, Error> {
        let mut rows = Rows { stream, columns, push, batch: Vec::new(), next: 0, len: 0, row: 0 };
        // a type that cannot be read is told before anything is, of an empty table too
        let schema = rows.stream.schema();
        rows.open(&RecordBatch::new_empty(schema))?;
        Ok(rows)
    }

    /// The columns of the table.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Reads at most [`CHUNK`] rows; false when there are no more. A row that cannot be read is
    /// rejected, and the rest goes on (G-8).
    ///
    /// # Errors
    /// When the stream fails.
    pub fn read_into(&mut self, tickets: &mut Tickets) -> Result<bool, Error> {
        while self.next == self.len {
            match self.stream.next() {
                Some(batch) => self.open(&batch?)?,
                None => return Ok(false),
            }
        }
        let end = self.len.min(self.next + CHUNK);
        let paths: Vec<bool> = (0..self.batch.len()).map(|at| self.columns.holds_paths(at)).collect();
        let mut cells: Vec<Cow<'_, str>> = Vec::with_capacity(self.batch.len());
        for at in self.next..end {
            cells.clear();
            cells.extend(self.batch.iter().zip(&paths).map(|(column, of_paths)| column.text(at, *of_paths)));
            self.row += 1;
            (self.push)(tickets, &self.columns, self.row, &cells);
        }
        self.next = end;
        Ok(true)
    }

    /// The next rows of the batch as columns, at most so many; none when there are no more. Of the columns only
    /// those that are `asked` for by name.
    ///
    /// # Errors
    /// When the stream fails.
    pub(crate) fn piece(
        &mut self,
        most: usize,
        asked: impl Fn(&str) -> bool,
    ) -> Result<Option<Piece>, Error> {
        while self.next == self.len {
            match self.stream.next() {
                Some(batch) => self.open(&batch?)?,
                None => return Ok(None),
            }
        }
        let rows = self.next..self.len.min(self.next.saturating_add(most));
        let names = (0..self.batch.len()).map(|at| self.columns.name(at).unwrap_or_default());
        let wanted = self.batch.iter().enumerate().zip(names).filter(|(_, name)| asked(name));
        let columns = wanted.map(|((at, cells), name)| {
            (name.to_owned(), Held::of(cells, rows.clone(), self.columns.holds_paths(at)))
        });
        let piece = Piece::new(rows.clone(), self.row, columns.collect());
        self.row += rows.len() as u64;
        self.next = rows.end;
        Ok(Some(piece))
    }

    /// The cells of a row of the batch that is open.
    pub(crate) fn cells(&self, row: usize) -> Vec<Cow<'_, str>> {
        let columns = self.batch.iter().enumerate();
        columns.map(|(at, column)| column.text(row, self.columns.holds_paths(at))).collect()
    }

    fn open(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        self.batch.clear();
        for (at, array) in batch.columns().iter().enumerate() {
            let cells = Cells::of(array)?.map_err(|found| self.columns.unreadable(at, &found))?;
            self.batch.push(cells);
        }
        (self.next, self.len) = (0, batch.num_rows());
        Ok(())
    }
}

fn headers(stream: &impl RecordBatchReader) -> Vec<String> {
    stream.schema().fields().iter().map(|field| field.name().clone()).collect()
}
