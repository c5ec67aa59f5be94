//! The C library of `bihuan`: convert, call, convert back. Written for C, documented in `include/bihuan.h`
//! and `docs/c.md`; a Rust project uses the crate `bihuan` itself.
//!
//! - `boundary` and `panic` are the fence: pointers are checked there, unwinding stops there.
//! - `types` and `constants` are what the header declares beside functions; `export` has the functions.
//! - The rest is safe Rust: what each handle holds.

#![expect(unreachable_pub, reason = "cbindgen takes what is public into the header")]

mod answer;
mod arena;
mod boundary;
mod constants;
mod encoding;
mod engine;
mod failure;
mod filed;
mod history;
mod json;
mod monitor;
mod panic;
mod report;
mod request;
mod ticket;
mod types;
mod words;

#[expect(unsafe_code, reason = "for `#[unsafe(no_mangle)]` alone: a test holds these files to it")]
mod export;
