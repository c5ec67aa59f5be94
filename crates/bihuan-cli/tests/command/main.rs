//! Tests of the command as its user runs it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod annotate;
mod bad_input;
mod check;
mod clerk;
mod common;
mod diff;
mod disputes;
mod examples;
mod mend;
mod new;
mod package;
mod real_data;
