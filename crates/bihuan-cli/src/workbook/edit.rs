//! Cells of a workbook written anew: whatever else its sheets hold, formats, widths, notes, drop-downs, stays byte
//! for byte. Rows keep their places, so nothing that points at one goes astray.

use super::marks::{cell_at, cell_name};
use super::package::Package;
use super::xml::{attribute, broken, escaped, prefix_of, retagged};
use super::{Book, Failure};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, BufWriter, Read, Write};

/// What is to stand on a sheet; rows and columns from 0.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    /// Texts by row and column; an empty one empties the cell.
    pub(crate) cells: BTreeMap<u32, BTreeMap<u32, String>>,
    /// Rows to be emptied.
    pub(crate) cleared: BTreeSet<u32>,
}

/// The workbook with these changes of its sheets, by their names.
///
/// # Errors
/// When a part of it cannot be read.
pub(crate) fn edited(content: &[u8], sheets: &BTreeMap<String, Changes>) -> Result<Vec<u8>, Failure> {
    let mut package = Package::open(content.to_vec())?;
    let book = Book::read(&mut package)?;
    let mut parts: BTreeMap<String, &Changes> = BTreeMap::new();
    for (name, changes) in sheets {
        let part = book.part(name).ok_or_else(|| broken(name, &"it is missing"))?;
        parts.insert(package.entry(part).unwrap_or(part).to_owned(), changes);
    }
    let streamed = parts.keys().cloned().collect();
    package.write(&streamed, |part, sheet, out| match parts.get(part) {
        Some(changes) => rewrite(part, sheet, out, changes),
        None => Ok(()),
    })
}

/// Copies a sheet, its cells as the changes say.
fn rewrite(part: &str, sheet: &mut dyn Read, out: &mut dyn Write, changes: &Changes) -> Result<(), Failure> {
    let mut reader = Reader::from_reader(BufReader::new(sheet));
    let mut writer = Writer::new(BufWriter::new(out));
    let mut pending = Pending { left: changes.cells.clone(), ..Pending::default() };
    let (mut buffer, mut skipped) = (Vec::new(), Vec::new());
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| broken(part, &error))?;
        let tag = match &event {
            Event::Start(start) => Some((start, true)),
            Event::Empty(start) => Some((start, false)),
            _ => None,
        };
        if let Some((start, opens)) = tag {
            match start.local_name().as_ref() {
                "sheetData" if !opens && !pending.left.is_empty() => {
                    pending.prefix = prefix_of(start.name().as_ref());
                    writer.get_mut().write_all(retagged(start, false, &[]).as_bytes())?;
                    pending.rows(u32::MAX, &mut writer)?;
                    write!(writer.get_mut(), "</{}sheetData>", pending.prefix)?;
                    continue;
                }
                "row" => {
                    pending.row(start, &mut writer)?;
                    if pending.left.contains_key(&pending.row) {
                        // the columns of a row that are in use are a hint that may no longer be true
                        let tag = retagged(start, false, &[("spans", None)]);
                        writer.get_mut().write_all(tag.as_bytes())?;
                        if !opens {
                            pending.cells(u32::MAX, &mut writer)?;
                            write!(writer.get_mut(), "</{}row>", pending.prefix)?;
                        }
                        continue;
                    }
                }
                "c" => {
                    let column = pending.cell(start, &mut writer)?;
                    let cleared = changes.cleared.contains(&pending.row).then(String::new);
                    if let Some(text) = pending.take(column).or(cleared) {
                        let cell = pending.written(column, &text, attribute(start, "s"));
                        if opens {
                            let end = start.to_end().into_owned();
                            skipped.clear();
                            let skip = reader.read_to_end_into(end.name(), &mut skipped);
                            skip.map_err(|error| broken(part, &error))?;
                        }
                        writer.get_mut().write_all(cell.as_bytes())?;
                        continue;
                    }
                }
                _ => {}
            }
        } else if let Event::End(end) = &event {
            match end.local_name().as_ref() {
                "row" => pending.cells(u32::MAX, &mut writer)?,
                "sheetData" => pending.rows(u32::MAX, &mut writer)?,
                _ => {}
            }
        } else if matches!(event, Event::Eof) {
            writer.get_mut().flush()?;
            return Ok(());
        }
        writer.write_event(event)?;
    }
}

/// What is still to be written, and where the sheet has got to.
#[derive(Debug, Default)]
struct Pending {
    left: BTreeMap<u32, BTreeMap<u32, String>>,
    prefix: String,
    row: u32,
    next_row: u32,
    next_column: u32,
}

impl Pending {
    /// Comes to a row: the rows before it that the sheet does not have are written first.
    fn row<W: Write>(&mut self, start: &BytesStart<'_>, writer: &mut Writer<W>) -> std::io::Result<()> {
        let named = attribute(start, "r").and_then(|number| number.parse::<u32>().ok()?.checked_sub(1));
        let row = named.unwrap_or(self.next_row);
        self.prefix = prefix_of(start.name().as_ref());
        self.rows(row, writer)?;
        (self.row, self.next_row, self.next_column) = (row, row.saturating_add(1), 0);
        Ok(())
    }

    /// Comes to a cell: those before it that the row does not have are written first. Gives its column.
    fn cell<W: Write>(&mut self, start: &BytesStart<'_>, writer: &mut Writer<W>) -> std::io::Result<u32> {
        let named = attribute(start, "r").and_then(|name| Some(cell_at(&name)?.1));
        let column = named.unwrap_or(self.next_column);
        self.cells(column, writer)?;
        self.next_column = column.saturating_add(1);
        Ok(column)
    }

    /// The text that is to stand in a cell of this row.
    fn take(&mut self, column: u32) -> Option<String> {
        self.left.get_mut(&self.row)?.remove(&column)
    }

    /// Writes the rows before one.
    fn rows<W: Write>(&mut self, end: u32, writer: &mut Writer<W>) -> std::io::Result<()> {
        while let Some((row, _)) = self.left.first_key_value().filter(|(row, _)| **row < end) {
            self.row = *row;
            write!(writer.get_mut(), "<{}row r=\"{}\">", self.prefix, self.row.saturating_add(1))?;
            self.cells(u32::MAX, writer)?;
            write!(writer.get_mut(), "</{}row>", self.prefix)?;
        }
        Ok(())
    }

    /// Writes the cells of this row before a column.
    fn cells<W: Write>(&mut self, end: u32, writer: &mut Writer<W>) -> std::io::Result<()> {
        let Some(mut cells) = self.left.remove(&self.row) else { return Ok(()) };
        let later = cells.split_off(&end);
        for (column, text) in cells.iter().filter(|(_, text)| !text.is_empty()) {
            writer.get_mut().write_all(self.written(*column, text, None).as_bytes())?;
        }
        if !later.is_empty() {
            self.left.insert(self.row, later);
        }
        Ok(())
    }

    /// A cell of this row, in the format that it had.
    fn written(&self, column: u32, text: &str, style: Option<String>) -> String {
        let (p, name) = (&self.prefix, cell_name((self.row, column)));
        let style = style.map_or_else(String::new, |style| format!(" s=\"{}\"", escaped(&style)));
        match text {
            "" => format!("<{p}c r=\"{name}\"{style}/>"),
            _ => format!(
                "<{p}c r=\"{name}\"{style} t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is></{p}c>",
                escaped(text)
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(sheet: &str, cells: &[(u32, u32, &str)], cleared: &[u32]) -> String {
        let mut changes = Changes { cleared: cleared.iter().copied().collect(), ..Changes::default() };
        for (row, column, text) in cells {
            changes.cells.entry(*row).or_default().insert(*column, (*text).to_owned());
        }
        let mut out = Vec::new();
        rewrite("s", &mut sheet.as_bytes(), &mut out, &changes).unwrap();
        String::from_utf8(out).unwrap()
    }

    const SHEET: &str = "<w><sheetData><row r=\"1\" spans=\"1:2\"><c r=\"A1\" t=\"s\" s=\"3\"><v>0</v></c><c r=\"C1\"/>\
        </row><row r=\"3\" ht='9'><c><v>1</v></c><c><f>A1</f><v>2</v></c></row></sheetData><mergeCells/></w>";

    #[test]
    fn what_is_not_touched_stays_byte_for_byte() {
        assert_eq!(run(SHEET, &[], &[]), SHEET);
        assert_eq!(run("<w><sheetData/></w>", &[], &[]), "<w><sheetData/></w>");
    }

    #[test]
    fn cells_are_set_where_they_belong() {
        let said = |name: &str, text: &str| {
            format!("<c r=\"{name}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>")
        };
        let all =
            run(SHEET, &[(0, 0, "a<b"), (0, 1, "n"), (1, 3, "m"), (2, 1, ""), (2, 2, "q"), (6, 0, "z")], &[]);
        let expected = format!(
            "<w><sheetData><row r=\"1\">{}{}<c r=\"C1\"/></row><row r=\"2\">{}</row><row r=\"3\" ht=\"9\"><c><v>1</v></c>\
             <c r=\"B3\"/>{}</row><row r=\"7\">{}</row></sheetData><mergeCells/></w>",
            said("A1", "a&lt;b").replace(" t=", " s=\"3\" t="),
            said("B1", "n"),
            said("D2", "m"),
            said("C3", "q"),
            said("A7", "z"),
        );
        assert_eq!(all, expected);
        let empty = run("<x:w><x:sheetData/></x:w>", &[(0, 0, "z")], &[]);
        assert!(
            empty.contains("<x:sheetData><x:row r=\"1\"><x:c r=\"A1\"")
                && empty.ends_with("</x:row></x:sheetData></x:w>"),
            "{empty}"
        );
    }

    #[test]
    fn a_row_that_is_emptied_keeps_its_place_and_its_formats() {
        let expected = SHEET.replace("<c r=\"A1\" t=\"s\" s=\"3\"><v>0</v></c>", "<c r=\"A1\" s=\"3\"/>");
        assert_eq!(run(SHEET, &[], &[0]), expected);
    }
}
