//! UTF-8 and GB18030: what texts come in and go out as.

use crate::boundary::Chars;
use crate::constants::{BH_GB18030, BH_NUL, BH_UTF8};
use crate::failure::Failure;
use encoding_rs::{DecoderResult, EncoderResult, GB18030, UTF_8};
use std::borrow::Cow;
use std::ffi::c_int;

/// What an engine, a ticket or a history reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Encoding {
    #[default]
    Utf8,
    Gb18030,
}

impl Encoding {
    /// One of `BH_UTF8` and `BH_GB18030`.
    pub(crate) fn of(number: c_int) -> Result<Encoding, Failure> {
        match number {
            BH_UTF8 => Ok(Encoding::Utf8),
            BH_GB18030 => Ok(Encoding::Gb18030),
            _ => {
                Err(Failure::number("encoding", number, ("BH_UTF8 or BH_GB18030", " BH_UTF8 或 BH_GB18030")))
            }
        }
    }

    /// A text of the caller's; none for NULL. A NUL inside it is an error: no C string could give it back.
    pub(crate) fn read<'a>(
        self,
        text: &'a Chars,
        len: usize,
        argument: &'static str,
    ) -> Result<Option<Cow<'a, str>>, Failure> {
        let Some(bytes) = text.bytes(len, argument)? else { return Ok(None) };
        if len != BH_NUL
            && let Some(at) = memchr::memchr(0, bytes)
        {
            return Err(Failure::nul(argument, at + 1));
        }
        self.decode(bytes, argument).map(Some)
    }

    /// A text that has to be there.
    pub(crate) fn read_some<'a>(
        self,
        text: &'a Chars,
        len: usize,
        argument: &'static str,
    ) -> Result<Cow<'a, str>, Failure> {
        self.read(text, len, argument)?.ok_or_else(|| Failure::null(argument))
    }

    fn decode<'a>(self, bytes: &'a [u8], argument: &str) -> Result<Cow<'a, str>, Failure> {
        match self {
            // encoding_rs looks at many bytes at once, which is worth it for a text; what it finds wrong, the
            // standard library can place
            Encoding::Utf8 if bytes.len() < 64 => std::str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .map_err(|error| Failure::not_in(argument, "UTF-8", error.valid_up_to() + 1)),
            Encoding::Utf8 => {
                UTF_8.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
                    let error = std::str::from_utf8(bytes).err();
                    Failure::not_in(argument, "UTF-8", error.map_or(0, |error| error.valid_up_to()) + 1)
                })
            }
            Encoding::Gb18030 => {
                let mut decoder = GB18030.new_decoder_without_bom_handling();
                let most = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
                let mut text = String::with_capacity(most.unwrap_or(bytes.len()));
                let (result, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
                match result {
                    DecoderResult::InputEmpty => Ok(Cow::Owned(text)),
                    DecoderResult::Malformed(bad, after) => {
                        let at = read.saturating_sub(usize::from(bad) + usize::from(after));
                        Err(Failure::not_in(argument, "GB18030", at + 1))
                    }
                    // cannot be: the room was asked for beforehand
                    DecoderResult::OutputFull => Err(Failure::not_in(argument, "GB18030", read + 1)),
                }
            }
        }
    }

    /// Writes a text behind `out`.
    ///
    /// # Errors
    /// The character that cannot be written; `out` has what stands before it.
    pub(crate) fn write(self, text: &str, out: &mut Vec<u8>) -> Result<(), Failure> {
        match self {
            Encoding::Utf8 => {
                out.extend_from_slice(text.as_bytes());
                Ok(())
            }
            Encoding::Gb18030 => {
                let mut rest = text;
                let mut encoder = GB18030.new_encoder();
                loop {
                    let most = encoder.max_buffer_length_from_utf8_without_replacement(rest.len());
                    out.reserve(most.unwrap_or(rest.len() * 4).max(8));
                    let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, out, true);
                    match result {
                        EncoderResult::InputEmpty => return Ok(()),
                        EncoderResult::OutputFull => rest = rest.get(read..).unwrap_or_default(),
                        EncoderResult::Unmappable(character) => return Err(Failure::unwritable(character)),
                    }
                }
            }
        }
    }

    /// Writes a text for a person behind `out`: what cannot be written is a question mark.
    pub(crate) fn write_lossy(self, text: &str, out: &mut Vec<u8>) {
        let mut buffer = [0; 4];
        let start = out.len();
        if self.write(text, out).is_err() {
            out.truncate(start);
            for character in text.chars() {
                let start = out.len();
                if self.write(character.encode_utf8(&mut buffer), out).is_err() {
                    out.truncate(start);
                    out.push(b'?');
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gb18030_goes_both_ways_and_says_what_it_cannot() {
        let gb = Encoding::Gb18030;
        let mut bytes = Vec::new();
        gb.write("噪声 ß 😀", &mut bytes).unwrap();
        assert_eq!(bytes.get(..2), Some(&[0xD4, 0xEB][..]));
        assert_eq!(gb.decode(&bytes, "x").unwrap(), "噪声 ß 😀");
        let failure = gb.write("a\u{E5E5}b", &mut Vec::new()).unwrap_err();
        assert_eq!(failure.code(), crate::constants::BH_ERROR_ENCODING);
        let mut lossy = Vec::new();
        gb.write_lossy("a\u{E5E5}b", &mut lossy);
        assert_eq!(lossy, b"a?b");
    }

    #[test]
    fn bytes_of_another_encoding_are_named_by_place() {
        let message = |encoding: Encoding, bytes: &[u8]| {
            let failure = encoding.decode(bytes, "text").unwrap_err();
            failure.message(bihuan::Lang::En).to_owned()
        };
        assert_eq!(message(Encoding::Utf8, b"ab\xD4\xEB"), "`text` is not UTF-8 at byte 3");
        assert_eq!(message(Encoding::Gb18030, b"ab\xFFcd"), "`text` is not GB18030 at byte 3");
        assert_eq!(message(Encoding::Gb18030, b"ab\xD4"), "`text` is not GB18030 at byte 3");
    }
}
