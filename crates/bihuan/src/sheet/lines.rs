//! Which line of a file a record starts on, the header being line 1.

/// The line of a byte, counted forward: records come in order. A record's position may stand at the
/// blank lines before it, so those are passed over.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    text: &'a [u8],
    byte: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Lines<'a> {
        Lines { text, byte: 0, line: 1 }
    }

    /// The line on which the record at a byte starts.
    pub(crate) fn start_of(&mut self, byte: u64) -> u64 {
        let target = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(&next) = self.text.get(self.byte) {
            let blank = matches!(next, b'\n' | b'\r');
            if self.byte >= target && !blank {
                break;
            }
            // a lone carriage return ends a line too
            let ends = next == b'\n' || (next == b'\r' && self.text.get(self.byte + 1) != Some(&b'\n'));
            self.line += u64::from(ends);
            self.byte += 1;
        }
        self.line
    }
}

/// The line on which a quote is opened that is never closed: what follows would be swallowed whole.
pub(crate) fn open_quote(text: &[u8]) -> Option<u64> {
    let (mut line, mut opened, mut cell_starts) = (1, None, true);
    let mut bytes = text.iter().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, opened) {
            // a quote inside a quoted cell is written twice
            (b'"', Some(_)) if bytes.peek() == Some(&&b'"') => {
                bytes.next();
            }
            (b'"', Some(_)) => opened = None,
            (b'"', None) if cell_starts => opened = Some(line),
            _ => {}
        }
        cell_starts = opened.is_none() && matches!(byte, b',' | b'\n' | b'\r');
        line += u64::from(*byte == b'\n');
    }
    opened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_is_never_closed_names_its_line() {
        assert_eq!(open_quote(b"a,b\n1,\"x\n2,y\n"), Some(2));
        assert_eq!(open_quote(b"a,b\n1,\"x \"\"y\"\"\nz\"\n2,5\" wide\n"), None);
        assert_eq!(open_quote(b"\"\"\n"), None);
        assert_eq!(open_quote("\"\"\"\n".as_bytes()), Some(1));
    }
}
