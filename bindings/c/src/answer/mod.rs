//! What the answers hold: the library's own value, and its texts for C, made when they are first asked for.
//!
//! An engine that speaks GB18030 has its answers' texts made at once, so that a character that cannot be
//! written is the call's error. UTF-8 can write everything.

pub(crate) mod decision;
pub(crate) mod explanation;
pub(crate) mod verdict;

use crate::arena::Writer;
use crate::constants::BH_NO_TIME;
use crate::failure::Failure;
use bihuan::{Lang, LocalTime, Note};

/// A time as C counts it: seconds since 1970 in UTC.
pub(crate) fn unix(time: Option<LocalTime>) -> i64 {
    time.map_or(BH_NO_TIME, |time| time.instant.0)
}

/// How many texts a note has: code, about, and the whole in English and Chinese.
pub(crate) const NOTE: usize = 4;

pub(crate) fn note(writer: &mut Writer, note: &Note) -> Result<(), Failure> {
    writer.text(note.code.word())?;
    writer.text(&note.about)?;
    writer.text(&note.in_(Lang::En))?;
    writer.text(&note.in_(Lang::Zh))
}
