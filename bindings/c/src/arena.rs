//! The texts of an answer, NUL-terminated in one buffer, so that all of them cost one allocation.

use crate::encoding::Encoding;
use crate::failure::Failure;
use bihuan::LocalTime;
use std::ffi::{CStr, CString};
use std::fmt::Write;

/// Texts by their place; one that is absent has a place too.
///
/// The buffer starts with where each text starts, four bytes a place, 0 for one that is absent.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    bytes: Vec<u8>,
}

const PLACE: usize = size_of::<u32>();

impl Arena {
    /// The text at a place.
    pub(crate) fn get(&self, at: usize) -> Option<&CStr> {
        let place = at.checked_mul(PLACE)?;
        let start = self.bytes.get(place..place.checked_add(PLACE)?)?;
        let start = usize::try_from(u32::from_le_bytes(start.try_into().ok()?)).ok()?;
        if start == 0 {
            return None;
        }
        CStr::from_bytes_until_nul(self.bytes.get(start..)?).ok()
    }
}

/// Fills an arena, one text after the other.
#[derive(Debug)]
pub(crate) struct Writer {
    encoding: Encoding,
    arena: Arena,
    /// How many places there are.
    texts: usize,
    /// The place that is next.
    next: usize,
}

impl Writer {
    /// A writer for so many texts, of so many bytes for the most part.
    pub(crate) fn new(encoding: Encoding, texts: usize, length: usize) -> Writer {
        let places = texts.saturating_mul(PLACE);
        let mut bytes = Vec::with_capacity(places.saturating_add(texts.saturating_mul(length)));
        bytes.resize(places, 0);
        Writer { encoding, arena: Arena { bytes }, texts, next: 0 }
    }

    pub(crate) fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.start()?;
        self.encoding.write(text, &mut self.arena.bytes)?;
        self.arena.bytes.push(0);
        Ok(())
    }

    pub(crate) fn some(&mut self, text: Option<&str>) -> Result<(), Failure> {
        match text {
            Some(text) => self.text(text),
            None => {
                self.next += 1;
                Ok(())
            }
        }
    }

    /// A text for a person: a character that the encoding has not is a question mark.
    pub(crate) fn lossy(&mut self, text: Option<&str>) {
        let Some(text) = text else {
            self.next += 1;
            return;
        };
        if self.start().is_ok() {
            self.encoding.write_lossy(text, &mut self.arena.bytes);
            self.arena.bytes.push(0);
        }
    }

    /// A time as the rulebook's timezone shows it; ASCII in every encoding.
    pub(crate) fn time(&mut self, time: Option<LocalTime>) {
        let Some(time) = time else {
            self.next += 1;
            return;
        };
        if self.start().is_ok() {
            // writing into a vector cannot fail
            let _ = write!(Ascii(&mut self.arena.bytes), "{time}");
            self.arena.bytes.push(0);
        }
    }

    /// A text starts here.
    fn start(&mut self) -> Result<(), Failure> {
        let start = self.arena.bytes.len();
        let place = self.next * PLACE;
        self.next += 1;
        let number = u32::try_from(start).map_err(|_| Failure::too_long("answer", start))?;
        if let Some(place) =
            self.arena.bytes.get_mut(place..place + PLACE).filter(|_| self.next <= self.texts)
        {
            place.copy_from_slice(&number.to_le_bytes());
        }
        Ok(())
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
    let text = serde_json::to_string(value).map_err(|cause| Failure::unwritten(&cause))?;
    c_string(&text, encoding)
}

/// A text of its own in an encoding, cut at a NUL.
pub(crate) fn c_string(text: &str, encoding: Encoding) -> Result<CString, Failure> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    encoding.write(text.split('\0').next().unwrap_or_default(), &mut bytes)?;
    Ok(CString::new(bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_place() {
        let mut writer = Writer::new(Encoding::Utf8, 5, 4);
        writer.text("噪声").unwrap();
        writer.some(None).unwrap();
        writer.text("").unwrap();
        writer.lossy(None);
        writer.lossy(Some("声"));
        let arena = writer.done();
        let text = |at| arena.get(at).map(|text| text.to_str().unwrap());
        let texts = [0, 1, 2, 3, 4, 5].map(text);
        assert_eq!(texts, [Some("噪声"), None, Some(""), None, Some("声"), None]);
        assert_eq!(arena.get(usize::MAX), None);
        assert_eq!(Arena::default().get(0), None);
    }
}
