//! Rulebooks, tickets and events in Excel workbooks and in GB18030: the same answers, and clear errors.
#![cfg(all(feature = "xlsx", feature = "gb18030"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bad;
mod book;
mod cells;
mod encoding;
mod examples;
mod rulebook;
