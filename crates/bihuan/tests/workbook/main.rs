//! Rulebooks, tickets and events in Excel workbooks and in GB18030: the same answers, and clear errors.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod bad;
mod book;
mod cells;
mod encoding;
mod rulebook;
