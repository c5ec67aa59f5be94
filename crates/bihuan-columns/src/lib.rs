//! `bihuan` over Arrow record batches: tables of tickets and events in, tables of decisions, verdicts and
//! obligations out. Arrow types live here and in the bindings, never in the core.
//!
//! Columns are named as the columns of files are, in Chinese or English, and their cells are read by the same
//! rules (semantics G, K, W): text of every encoding, numbers, true and false, dates, times, lists of text.
//! A time with a zone is that instant, one without is civil time in the rulebook's timezone, a date is a date.
//!
//! ```
//! use arrow::array::{ArrayRef, RecordBatch, RecordBatchIterator, StringArray};
//! use bihuan::ColumnMap;
//! use bihuan_columns::{Answers, Ask, Rows};
//! use std::sync::Arc;
//!
//! # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
//! let engine = bihuan::Engine::load(folder)?;
//! let text = |cells: &[&str]| Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
//! let batch = RecordBatch::try_from_iter([
//!     ("id", text(&["1", "2"])),
//!     ("received_at", text(&["2025-01-17 22:40", "soon"])),
//!     ("matter", text(&["噪声/装修噪声", ""])),
//! ])?;
//! let stream = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
//!
//! let tickets = Rows::of_tickets("tickets", stream, &ColumnMap::default())?;
//! let mut answers = Answers::new(&engine, Ask::Decisions, tickets, None);
//! let decisions: Vec<RecordBatch> = answers.by_ref().collect::<Result<_, _>>()?;
//! assert_eq!(decisions[0].num_rows(), 1);
//! assert_eq!(answers.rejected().len(), 1);            // named, counted, and the rest goes on
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod cells;
mod error;
mod piece;
mod rows;
mod tables;

pub use answers::{Answers, Ask, DOUBTS, Doubts, Step};
pub use error::Error;
pub use rows::{CHUNK, Rows};
pub use tables::{
    Decisions, Obligations, Verdicts, decisions_schema, findings, findings_schema, obligations_schema,
    rejected, rejected_schema, verdicts_schema,
};
