//! Tests of the command as its user runs it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod bad_input;
mod common;
mod examples;
mod real_data;
