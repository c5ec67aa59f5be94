//! Texts that calls give away.

use crate::boundary::{In, Mut, Text};
use crate::panic::{look, run};
use crate::types::bh_string;

/// # String
///
/// The text, ended by a NUL, valid until the string is freed.
#[unsafe(no_mangle)]
pub extern "C" fn bh_string_text(string: In<bh_string>) -> Text {
    look(|| string.get("string").ok().map(|string| Text::of(Some(string))))
}

/// How many bytes the text has, its NUL not counted.
#[unsafe(no_mangle)]
pub extern "C" fn bh_string_len(string: In<bh_string>) -> usize {
    look(|| string.get("string").ok().map(|string| string.as_bytes().len()))
}

/// Frees a string. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_string_free(string: Mut<bh_string>) {
    run(|| string.free());
}
