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
