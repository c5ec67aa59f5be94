//! The encoding of a text file: UTF-8, with or without byte order mark, or GB18030, detected.

use crate::message::{Code, Finding};
use std::borrow::Cow;

/// How the text of a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    #[cfg(feature = "gb18030")]
    Gb18030,
}

/// The content without its byte order mark, and its encoding.
///
/// A file with a broken line is still read by the encoding of its other lines: in GB18030 a line of
/// Chinese is hardly ever well-formed UTF-8, and the other way round.
pub(crate) fn detect(content: &[u8]) -> (&[u8], Encoding) {
    if let Some(rest) = content.strip_prefix(b"\xEF\xBB\xBF") {
        return (rest, Encoding::Utf8);
    }
    #[cfg(feature = "gb18030")]
    {
        if let Some(rest) = content.strip_prefix(b"\x84\x31\x95\x33") {
            return (rest, Encoding::Gb18030);
        }
        if std::str::from_utf8(content).is_err() {
            let (mut utf8, mut gb18030) = (0_usize, 0_usize);
            for line in content.split(|byte| *byte == b'\n').filter(|line| !line.is_ascii()) {
                if std::str::from_utf8(line).is_ok() {
                    utf8 += 1;
                } else if Encoding::Gb18030.read(line).is_some() {
                    gb18030 += 1;
                }
            }
            if gb18030 > utf8 {
                return (content, Encoding::Gb18030);
            }
        }
    }
    (content, Encoding::Utf8)
}

impl Encoding {
    /// The text of some bytes; none when they are not well-formed.
    fn read(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            #[cfg(feature = "gb18030")]
            Encoding::Gb18030 => {
                encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)
            }
        }
    }

    /// The text of some bytes.
    ///
    /// # Errors
    /// A finding without a place when they are not well-formed.
    pub(crate) fn text(self, bytes: &[u8]) -> Result<Cow<'_, str>, Finding> {
        self.read(bytes).ok_or_else(|| {
            let good = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
            Finding::new(Code::NotUtf8).arg("byte", good + 1)
        })
    }
}

#[cfg(all(test, feature = "gb18030"))]
mod tests {
    use super::*;

    fn gb(text: &str) -> Vec<u8> {
        encoding_rs::GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn the_lines_say_which_encoding_it_is() {
        let text = "工单编号,内容\n1,楼上装修扰民\n2,联通\n";
        assert_eq!(detect(text.as_bytes()).1, Encoding::Utf8);
        assert_eq!(detect(&gb(text)).1, Encoding::Gb18030);
        assert_eq!(Encoding::Gb18030.text(&gb(text)).unwrap(), text);
        // a broken line does not turn the file into the other encoding
        let broken = [text.as_bytes(), b"3,\xD4\xEB\xC9\xF9\n"].concat();
        assert_eq!(detect(&broken).1, Encoding::Utf8);
        let broken = [gb(text), b"3,\xFF\xFF\n".to_vec()].concat();
        assert_eq!(detect(&broken).1, Encoding::Gb18030);
        // text beyond the BMP is four bytes in GB18030
        assert_eq!(Encoding::Gb18030.text(&gb("𠮷")).unwrap(), "𠮷");
        assert!(Encoding::Gb18030.text(b"\xFF").is_err());
    }
}
