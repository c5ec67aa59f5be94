//! The texts of an answer, NUL-terminated in one buffer, so that an answer costs two allocations for all of
//! them.

use crate::encoding::Encoding;
use crate::failure::Failure;
use bihuan::LocalTime;
use std::ffi::{CStr, CString};
use std::fmt::Write;

/// Texts by their place; one that is absent has a place too.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

const ABSENT: usize = usize::MAX;

impl Arena {
    /// The text at a place.
    pub(crate) fn get(&self, at: usize) -> Option<&CStr> {
        let start = *self.starts.get(at)?;
        CStr::from_bytes_until_nul(self.bytes.get(start..)?).ok()
    }
}

/// Fills an arena, one text after the other.
#[derive(Debug)]
pub(crate) struct Writer {
    encoding: Encoding,
    arena: Arena,
}

impl Writer {
    /// A writer with room for so many texts of a usual length.
    pub(crate) fn new(encoding: Encoding, texts: usize) -> Writer {
        let bytes = Vec::with_capacity(texts.saturating_mul(24));
        Writer { encoding, arena: Arena { bytes, starts: Vec::with_capacity(texts) } }
    }

    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.arena.starts.push(self.arena.bytes.len());
        self.encoding.write(text, &mut self.arena.bytes)?;
        self.arena.bytes.push(0);
        Ok(())
    }

    pub(crate) fn some(&mut self, text: Option<&str>) -> Result<(), Failure> {
        match text {
            Some(text) => self.text(text),
            None => {
                self.arena.starts.push(ABSENT);
                Ok(())
            }
        }
    }

    /// A text for a person: a character that the encoding has not is a question mark.
    pub(crate) fn lossy(&mut self, text: Option<&str>) {
        let Some(text) = text else {
            self.arena.starts.push(ABSENT);
            return;
        };
        self.arena.starts.push(self.arena.bytes.len());
        self.encoding.write_lossy(text, &mut self.arena.bytes);
        self.arena.bytes.push(0);
    }

    /// A time as the rulebook's timezone shows it; ASCII in every encoding.
    pub(crate) fn time(&mut self, time: Option<LocalTime>) {
        let Some(time) = time else {
            self.arena.starts.push(ABSENT);
            return;
        };
        self.arena.starts.push(self.arena.bytes.len());
        // writing into a vector cannot fail
        let _ = write!(Ascii(&mut self.arena.bytes), "{time}");
        self.arena.bytes.push(0);
    }

    pub(crate) fn done(self) -> Arena {
        self.arena
    }
}

/// Lets `write!` put bytes into a vector.
struct Ascii<'a>(&'a mut Vec<u8>);

impl Write for Ascii<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// A value as JSON in an encoding, for C.
pub(crate) fn json(value: &impl serde::Serialize, encoding: Encoding) -> Result<CString, Failure> {
    let text = serde_json::to_string(value).map_err(|cause| Failure::json("answer", &cause))?;
    c_string(&text, encoding)
}

/// A text of its own in an encoding, cut at a NUL.
pub(crate) fn c_string(text: &str, encoding: Encoding) -> Result<CString, Failure> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    encoding.write(text.split('\0').next().unwrap_or_default(), &mut bytes)?;
    Ok(CString::new(bytes).unwrap_or_default())
}
