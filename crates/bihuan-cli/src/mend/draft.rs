//! A csv table that is being mended: only the records that change are written anew, every other byte, the
//! encoding and the line ends stay as they are.

use crate::output::Failure;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// A table and what is to change in it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    bytes: Vec<u8>,
    gb18030: bool,
    /// Every record, the header and remarks too.
    records: Vec<Record>,
    /// The place of the header among them.
    header: usize,
    headers: Vec<String>,
    added: Vec<BTreeMap<usize, String>>,
    /// The order of the records where rows were moved.
    order: Vec<usize>,
}

#[derive(Debug, Clone)]
struct Record {
    /// The line on which it starts, from 1.
    line: u64,
    /// Its bytes without the line end, and with it.
    inner: Range<usize>,
    whole: Range<usize>,
    cells: Vec<Range<usize>>,
    deleted: bool,
    /// What is to stand in cells, by their place.
    set: BTreeMap<usize, String>,
}

impl Draft {
    /// Takes a csv file apart; none when it has no header.
    pub(crate) fn read(bytes: Vec<u8>) -> Option<Draft> {
        let start = if bytes.starts_with(b"\xEF\xBB\xBF") {
            3
        } else if bytes.starts_with(b"\x84\x31\x95\x33") {
            4
        } else {
            0
        };
        // as loading tells them apart: what is no UTF-8 is GB18030
        let gb18030 = start == 4 || (start == 0 && std::str::from_utf8(&bytes).is_err());
        let records = records(&bytes, start);
        let mut draft = Draft {
            order: (0..records.len()).collect(),
            bytes,
            gb18030,
            records,
            header: 0,
            headers: Vec::new(),
            added: Vec::new(),
        };
        let remark = |cells: &[String]| {
            let mut filled = cells.iter().map(|cell| cell.trim_start());
            filled.find(|cell| !cell.is_empty()).is_some_and(|cell| cell.starts_with('#'))
        };
        let mut texts = (0..draft.records.len()).map(|at| (at, draft.texts(at)));
        let (header, headers) =
            texts.find(|(_, cells)| !cells.iter().all(|cell| cell.trim().is_empty()) && !remark(cells))?;
        draft.headers = headers.iter().map(|cell| cell.trim().to_owned()).collect();
        draft.header = header;
        Some(draft)
    }

    /// Whether anything is to change.
    pub(crate) fn is_touched(&self) -> bool {
        let touched = |record: &Record| record.deleted || !record.set.is_empty();
        self.records.iter().any(touched) || !self.added.is_empty() || !self.order.is_sorted()
    }

    /// The place of a column by its header, or by one of several.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        self.headers.iter().position(|header| names.contains(&header.to_lowercase().as_str()))
    }

    /// The rows that are still there, by their lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = u64> {
        let rows = self.records.iter().skip(self.header + 1);
        rows.filter(|record| !record.deleted).map(|record| record.line)
    }

    /// What stands in a cell.
    pub(crate) fn cell(&self, line: u64, column: usize) -> Option<String> {
        let (at, record) = self.find(line)?;
        match record.set.get(&column) {
            Some(text) => Some(text.clone()),
            None => self.texts(at).get(column).cloned(),
        }
    }

    /// Deletes a row.
    pub(crate) fn delete(&mut self, line: u64) -> bool {
        self.edit(line, |record| record.deleted = true)
    }

    /// Writes into a cell.
    pub(crate) fn set(&mut self, line: u64, column: usize, text: &str) -> bool {
        self.edit(line, |record| {
            record.set.insert(column, text.to_owned());
        })
    }

    /// Moves a row before another, or to the end.
    pub(crate) fn place(&mut self, line: u64, before: Option<u64>) -> bool {
        let at = |line: u64| self.find(line).map(|(at, _)| at);
        let Some(moved) = at(line) else { return false };
        let target = before.and_then(at);
        if before.is_some() && target.is_none() {
            return false;
        }
        self.order.retain(|other| *other != moved);
        let to = target.and_then(|target| self.order.iter().position(|other| *other == target));
        self.order.insert(to.unwrap_or(self.order.len()), moved);
        true
    }

    /// Adds a row at the end.
    pub(crate) fn add(&mut self, cells: BTreeMap<usize, String>) {
        self.added.push(cells);
    }

    fn find(&self, line: u64) -> Option<(usize, &Record)> {
        self.records.iter().enumerate().find(|(_, record)| record.line == line && !record.deleted)
    }

    fn edit(&mut self, line: u64, edit: impl FnOnce(&mut Record)) -> bool {
        let record = self.records.iter_mut().skip(self.header + 1).find(|record| record.line == line);
        record.filter(|record| !record.deleted).map(edit).is_some()
    }

    /// The cells of a record as they were.
    fn texts(&self, at: usize) -> Vec<String> {
        let Some(record) = self.records.get(at) else { return Vec::new() };
        record.cells.iter().map(|range| self.text(range)).collect()
    }

    fn text(&self, range: &Range<usize>) -> String {
        let bytes = self.bytes.get(range.clone()).unwrap_or_default();
        let text: Cow<'_, str> = if self.gb18030 {
            encoding_rs::GB18030.decode_without_bom_handling(bytes).0
        } else {
            String::from_utf8_lossy(bytes)
        };
        match text.strip_prefix('"') {
            Some(quoted) => quoted.strip_suffix('"').unwrap_or(quoted).replace("\"\"", "\""),
            None => text.into_owned(),
        }
    }

    /// The file with every row on its line: a row that is gone leaves a blank one, so that places and the
    /// names of rows stay.
    ///
    /// # Errors
    /// When a text cannot be written in the file's encoding.
    pub(crate) fn in_place(&self) -> Result<Vec<u8>, Failure> {
        let order: Vec<usize> = (0..self.records.len()).collect();
        self.written(&order, true)
    }

    /// The mended file.
    ///
    /// # Errors
    /// When a text cannot be written in the file's encoding.
    pub(crate) fn finished(&self) -> Result<Vec<u8>, Failure> {
        self.written(&self.order, false)
    }

    fn written(&self, order: &[usize], keep_lines: bool) -> Result<Vec<u8>, Failure> {
        let first = self.records.first().map_or(self.bytes.len(), |record| record.whole.start);
        let mut out = self.bytes.get(..first).unwrap_or_default().to_vec();
        let end = self.line_end();
        // the last line of a file may lack its end
        let close = |out: &mut Vec<u8>| {
            if out.len() > first && !matches!(out.last(), Some(b'\n' | b'\r')) {
                out.extend(end);
            }
        };
        for record in order.iter().filter_map(|at| self.records.get(*at)) {
            let whole = self.bytes.get(record.whole.clone()).unwrap_or_default();
            if record.deleted {
                if keep_lines {
                    out.extend(whole.iter().filter(|byte| matches!(byte, b'\n' | b'\r')));
                }
                continue;
            }
            close(&mut out);
            let record = self.mended(record)?;
            let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
            let shorter = lines(whole).saturating_sub(lines(&record));
            out.extend(record);
            if keep_lines {
                // a cell of several lines that became shorter
                out.extend(std::iter::repeat_n(b'\n', shorter));
            }
        }
        for cells in &self.added {
            close(&mut out);
            for column in 0..self.headers.len() {
                if column > 0 {
                    out.push(b',');
                }
                if let Some(text) = cells.get(&column) {
                    out.extend(self.encoded(text, false)?);
                }
            }
            out.extend(end);
        }
        Ok(out)
    }

    /// A record with its line end, and what is set in its cells.
    fn mended(&self, record: &Record) -> Result<Vec<u8>, Failure> {
        let mut out = Vec::new();
        let mut from = record.whole.start;
        for (column, cell) in record.cells.iter().enumerate() {
            let Some(text) = record.set.get(&column) else { continue };
            out.extend(self.bytes.get(from..cell.start).unwrap_or_default());
            let quoted = self.bytes.get(cell.start) == Some(&b'"');
            out.extend(self.encoded(text, quoted)?);
            from = cell.end;
        }
        out.extend(self.bytes.get(from..record.whole.end).unwrap_or_default());
        Ok(out)
    }

    /// Where each row will stand in the finished file, by where it stood.
    ///
    /// # Errors
    /// When a text cannot be written in the file's encoding.
    pub(crate) fn moved(&self) -> Result<BTreeMap<u64, u64>, Failure> {
        let mut lines = BTreeMap::new();
        let mut line = 1;
        for record in self.order.iter().filter_map(|at| self.records.get(*at)).filter(|it| !it.deleted) {
            lines.insert(record.line, line);
            let bytes = self.mended(record)?;
            let ends = (0..bytes.len()).filter(|at| ends_line(&bytes, *at)).count() as u64;
            // the last line of a file gets its end where another follows
            line += ends.max(1);
        }
        Ok(lines)
    }

    /// Whether a row that is added has this text in a cell.
    pub(crate) fn adds(&self, text: &str) -> bool {
        self.added.iter().any(|cells| cells.values().any(|cell| cell == text))
    }

    /// How the file ends its lines.
    fn line_end(&self) -> &'static [u8] {
        let header = self.records.get(self.header).map(|record| record.inner.end..record.whole.end);
        match header.and_then(|end| self.bytes.get(end)) {
            Some([b'\r', b'\n', ..]) => b"\r\n",
            Some([b'\r', ..]) => b"\r",
            _ => b"\n",
        }
    }

    fn encoded(&self, text: &str, quoted: bool) -> Result<Vec<u8>, Failure> {
        let quotes = quoted || text.contains([',', '"', '\n', '\r']) || text.trim() != text;
        let text = if quotes {
            Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
        } else {
            Cow::Borrowed(text)
        };
        if !self.gb18030 {
            return Ok(text.into_owned().into_bytes());
        }
        match encoding_rs::GB18030.encode(&text) {
            (bytes, _, false) => Ok(bytes.into_owned()),
            _ => Err(Failure::both(
                format!("`{text}` cannot be written in GB18030: save the table as UTF-8"),
                format!("`{text}` 无法用 GB18030 写出，请把表另存为 UTF-8"),
            )),
        }
    }
}

/// Whether a line ends with a byte.
fn ends_line(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b'\n') => true,
        // a lone carriage return ends a line too
        Some(b'\r') => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

/// The records of a csv text from a byte on: as the csv reader splits them, with the places of their bytes.
/// No byte of a GB18030 character but the first is a comma, a quote or a line end.
fn records(bytes: &[u8], start: usize) -> Vec<Record> {
    let mut records = Vec::new();
    let (mut at, mut line) = (start, 1);
    while at < bytes.len() {
        let (from, of) = (at, line);
        let mut cells = Vec::new();
        loop {
            let cell = at;
            let mut quoted = bytes.get(at) == Some(&b'"');
            at += usize::from(quoted);
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'"' if quoted && bytes.get(at + 1) == Some(&b'"') => at += 1,
                    b'"' if quoted => quoted = false,
                    b',' | b'\n' | b'\r' if !quoted => break,
                    _ => {}
                }
                line += u64::from(ends_line(bytes, at));
                at += 1;
            }
            cells.push(cell..at);
            if bytes.get(at) != Some(&b',') {
                break;
            }
            at += 1;
        }
        let end = at;
        let pair = bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
        at += if pair { 2 } else { usize::from(at < bytes.len()) };
        line += u64::from(end < bytes.len());
        records.push(Record {
            line: of,
            inner: from..end,
            whole: from..at,
            cells,
            deleted: false,
            set: BTreeMap::new(),
        });
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str =
        "# remark, with a comma\r\n行,关键词,主办\r\nA,\"x、\"\"y\"\"\r\nz\",甲\r\n\r\nB, 噪声 ,乙\r\nC,,丙";

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_is_not_touched_stays_byte_for_byte() {
        for start in ["", "\u{feff}"] {
            let table = format!("{start}{TABLE}");
            let mut draft = Draft::read(table.clone().into_bytes()).unwrap();
            assert!(!draft.is_touched());
            assert_eq!(text(draft.in_place().unwrap()), table);
            assert_eq!(text(draft.finished().unwrap()), table);
            assert_eq!(draft.cell(3, 1).unwrap(), "x、\"y\"\r\nz");
            assert!(draft.set(6, 1, "噪声、施工") && draft.is_touched());
            let mended = table.replace(" 噪声 ", "噪声、施工");
            assert_eq!(text(draft.finished().unwrap()), mended);
            assert!(!draft.set(2, 1, "x"), "the header is no row");
        }
    }

    #[test]
    fn a_row_that_goes_leaves_its_lines_until_the_end() {
        let mut draft = Draft::read(TABLE.as_bytes().to_vec()).unwrap();
        assert!(draft.delete(3) && !draft.delete(3));
        draft.add([(0, "草稿".to_owned()), (2, "a,b".to_owned())].into());
        let kept = text(draft.in_place().unwrap());
        assert!(kept.starts_with("# remark, with a comma\r\n行,关键词,主办\r\n\r\n\r\n\r\nB,"), "{kept:?}");
        let done =
            "# remark, with a comma\r\n行,关键词,主办\r\n\r\nB, 噪声 ,乙\r\nC,,丙\r\n草稿,,\"a,b\"\r\n";
        assert_eq!(text(draft.finished().unwrap()), done);
    }

    #[test]
    fn rows_move_and_the_last_gets_its_line_end() {
        let mut draft = Draft::read(b"row,lead\nA,1\nB,2\nC,3".to_vec()).unwrap();
        assert!(draft.place(4, Some(2)));
        assert_eq!(text(draft.finished().unwrap()), "row,lead\nC,3\nA,1\nB,2\n");
        assert!(draft.place(2, None));
        assert_eq!(text(draft.finished().unwrap()), "row,lead\nC,3\nB,2\nA,1\n");
    }

    #[test]
    fn gb18030_stays_gb18030() {
        let gb = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
        let mut draft = Draft::read(gb("行,主办\nA,噪声\n")).unwrap();
        assert_eq!(draft.column(&["主办", "lead"]), Some(1));
        assert!(draft.set(2, 1, "施工𠮷"));
        assert_eq!(draft.finished().unwrap(), gb("行,主办\nA,施工𠮷\n"));
    }
}
