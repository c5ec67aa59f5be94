//! A sheet's XML, passed through as a stream: marks and the notes' drawing are put in, cells stay untouched.
//!
//! Marks are rules of conditional formatting, not formats of cells: they cover whatever the cell looks like and
//! can be taken away again without a trace, even after Excel has saved the workbook.

use super::xml::{Names, attribute, broken, retagged};
use crate::output::Failure;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use std::io::{BufReader, Read, Write};

/// What the formula of our marks says: always true, and known again.
const MARK: &str = "\"bihuan\"=\"bihuan\"";

/// The children of a worksheet in the order that the format asks for.
const ORDER: &[&str] = &[
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
];

fn rank(name: &str) -> usize {
    let known = ORDER.iter().position(|known| *known == name);
    // mc:AlternateContent wraps controls
    known.or_else(|| ORDER.iter().position(|known| *known == "controls")).unwrap_or(ORDER.len())
}

/// What is known of a sheet before it is written again.
#[derive(Debug, Default, Clone)]
pub(super) struct Survey {
    /// Widths in characters of columns that have one: first, last (from 1), width; 0 when hidden.
    widths: Vec<(u32, u32, f64)>,
    default_width: Option<f64>,
    /// The relationship of the drawing that holds its notes.
    pub(super) notes: Option<String>,
}

impl Survey {
    /// Reads a sheet through.
    pub(super) fn of(part: &str, sheet: impl Read) -> Result<Survey, Failure> {
        let mut survey = Survey::default();
        let mut reader = Reader::from_reader(BufReader::new(sheet));
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|error| broken(part, &error))? {
                Event::Start(start) | Event::Empty(start) => survey.see(&start),
                Event::Eof => return Ok(survey),
                _ => {}
            }
        }
    }

    fn see(&mut self, start: &BytesStart<'_>) {
        let number = |name| attribute(start, name).and_then(|value| value.parse::<f64>().ok());
        match start.local_name().as_ref() {
            "sheetFormatPr" => self.default_width = number("defaultColWidth"),
            "col" => {
                let hidden = attribute(start, "hidden").is_some_and(|value| value == "1" || value == "true");
                let width = if hidden { 0.0 } else { number("width").unwrap_or(9.0) };
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    self.widths.push((first as u32, last as u32, width));
                }
            }
            "legacyDrawing" => self.notes = attribute(start, "id"),
            _ => {}
        }
    }

    /// The width of a column (from 0) in pixels, about.
    pub(super) fn pixels(&self, column: u32) -> u32 {
        let own = self.widths.iter().find(|(first, last, _)| (*first..=*last).contains(&(column + 1)));
        let width = own.map(|(_, _, width)| *width).or(self.default_width).unwrap_or(9.0);
        (width * 7.0 + 5.0).clamp(0.0, 2000.0) as u32
    }
}

/// What is to be done to a sheet.
#[derive(Debug, Default, Clone)]
pub(super) struct Patch {
    /// Cells to colour, `C5 A7:F7`, with the format of the colour.
    pub(super) marks: Vec<(String, usize)>,
    /// The relationship of the drawing for the notes, where the sheet has none yet.
    pub(super) notes: Option<String>,
}

/// Copies a sheet, doing what the patch says; marks of an earlier run are taken away, and the sheet is no
/// longer the one that is selected (two selected sheets would be edited together).
pub(super) fn rewrite(
    part: &str,
    sheet: &mut dyn Read,
    out: &mut dyn Write,
    patch: &Patch,
) -> Result<(), Failure> {
    let mut reader = Reader::from_reader(BufReader::new(sheet));
    let mut writer = Writer::new(std::io::BufWriter::new(out));
    let mut pending = Pending { patch, marked: false, drawn: false, names: Names::default() };
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| broken(part, &error))?;
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let opens = matches!(event, Event::Start(_));
                let name = start.local_name();
                if depth == 0 {
                    pending.names = Names::of(start);
                } else if depth == 1 {
                    pending.before(rank(name.as_ref()), &mut writer)?;
                    if opens && name.as_ref() == "conditionalFormatting" {
                        let rules = read_rules(part, &mut reader, event.into_owned())?;
                        write_rules(rules, patch.marks.len(), &mut writer)?;
                        continue;
                    }
                } else if name.as_ref() == "sheetView" && attribute(start, "tabSelected").is_some() {
                    let tag = retagged(start, !opens, &[("tabSelected", None)]);
                    writer.get_mut().write_all(tag.as_bytes())?;
                    depth += usize::from(opens);
                    continue;
                }
                depth += usize::from(opens);
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    pending.before(ORDER.len(), &mut writer)?;
                }
            }
            Event::Eof => {
                writer.get_mut().flush()?;
                return Ok(());
            }
            _ => {}
        }
        writer.write_event(event)?;
    }
}

/// What is still to be put in.
struct Pending<'a> {
    patch: &'a Patch,
    marked: bool,
    drawn: bool,
    names: Names,
}

impl Pending<'_> {
    /// Puts in what belongs before an element of this rank.
    fn before<W: Write>(&mut self, coming: usize, writer: &mut Writer<W>) -> std::io::Result<()> {
        if !self.marked && coming >= rank("conditionalFormatting") {
            self.marked = true;
            let prefix = &self.names.main;
            for ((cells, format), priority) in self.patch.marks.iter().zip(1..) {
                let mark = MARK.replace('"', "&quot;");
                write!(
                    writer.get_mut(),
                    "<{prefix}conditionalFormatting sqref=\"{cells}\"><{prefix}cfRule type=\"expression\" \
                     dxfId=\"{format}\" priority=\"{priority}\"><{prefix}formula>{mark}</{prefix}formula>\
                     </{prefix}cfRule></{prefix}conditionalFormatting>"
                )?;
            }
        }
        if !self.drawn && coming > rank("legacyDrawing") {
            self.drawn = true;
            if let Some(id) = &self.patch.notes {
                let (prefix, relation) = (&self.names.main, self.names.relation(id));
                write!(writer.get_mut(), "<{prefix}legacyDrawing {relation}/>")?;
            }
        }
        Ok(())
    }
}

/// A block of conditional formatting: the events before its rules, each rule's, and those after.
struct Rules {
    head: Vec<Event<'static>>,
    rules: Vec<Vec<Event<'static>>>,
    tail: Vec<Event<'static>>,
}

fn read_rules<R: std::io::BufRead>(
    part: &str,
    reader: &mut Reader<R>,
    start: Event<'static>,
) -> Result<Rules, Failure> {
    let mut rules = Rules { head: vec![start], rules: Vec::new(), tail: Vec::new() };
    let mut depth = 1_usize;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| broken(part, &error))?.into_owned();
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                if depth == 1 && start.local_name().as_ref() == "cfRule" {
                    rules.rules.push(Vec::new());
                }
                depth += usize::from(matches!(event, Event::Start(_)));
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof => return Err(broken(part, &"it breaks off")),
            _ => {}
        }
        if depth == 0 {
            rules.tail.push(event);
            return Ok(rules);
        }
        rules.rules.last_mut().unwrap_or(&mut rules.head).push(event);
    }
}

/// Writes the rules that are the clerk's own, after ours in priority.
fn write_rules<W: Write>(rules: Rules, ours: usize, writer: &mut Writer<W>) -> std::io::Result<()> {
    let own: Vec<_> = rules.rules.into_iter().filter(|rule| !is_mark(rule)).collect();
    if own.is_empty() {
        return Ok(());
    }
    for event in rules.head {
        writer.write_event(event)?;
    }
    for event in own.into_iter().flatten() {
        match &event {
            Event::Start(start) | Event::Empty(start)
                if ours > 0 && start.local_name().as_ref() == "cfRule" =>
            {
                let priority = attribute(start, "priority").and_then(|value| value.parse::<usize>().ok());
                let priority = priority.map(|value| (value + ours).to_string());
                let tag = retagged(start, matches!(event, Event::Empty(_)), &[("priority", priority)]);
                writer.get_mut().write_all(tag.as_bytes())?;
            }
            _ => writer.write_event(event)?,
        }
    }
    for event in rules.tail {
        writer.write_event(event)?;
    }
    Ok(())
}

fn is_mark(rule: &[Event<'static>]) -> bool {
    // the quotes may be written as references, which are events of their own
    let text = rule.iter().map(|event| if let Event::Text(text) = event { &**text } else { "" });
    text.collect::<String>().replace(['"', ' '], "") == MARK.replace('"', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: &str = "<?xml version=\"1.0\"?>\n<worksheet xmlns=\"m\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheetViews><sheetView tabSelected=\"1\" zoomScale='85'/></sheetViews><sheetData>\r\n<row r=\"1\"  spans='1:2'><c r=\"A1\" t=\"inlineStr\"><is><t>a &amp; b</t></is></c></row></sheetData><conditionalFormatting sqref=\"A1\"><cfRule type=\"x\" priority=\"1\"><formula>1</formula></cfRule></conditionalFormatting><pageMargins/><tableParts/></worksheet>";

    fn run(sheet: &str, patch: &Patch) -> String {
        let mut out = Vec::new();
        rewrite("s", &mut sheet.as_bytes(), &mut out, patch).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_else_changes() {
        assert_eq!(
            run(SHEET, &Patch::default()),
            SHEET.replace(" tabSelected=\"1\" zoomScale='85'", " zoomScale=\"85\"")
        );
    }

    #[test]
    fn marks_come_and_go() {
        let patch = Patch { marks: vec![("A1 B2".to_owned(), 7)], notes: Some("rId9".to_owned()) };
        let marked = run(SHEET, &patch);
        assert!(marked.contains("priority=\"2\"><formula>1<"), "{marked}");
        let ours = marked.find("sqref=\"A1 B2\"").unwrap();
        // before the clerk's own rules: some programs go by the order alone
        assert!(
            marked.find("</sheetData>").unwrap() < ours && ours < marked.find("sqref=\"A1\"").unwrap(),
            "{marked}"
        );
        assert!(marked.contains("<pageMargins/><legacyDrawing r:id=\"rId9\"/><tableParts/>"), "{marked}");
        let again = run(&marked, &Patch::default());
        assert!(!again.contains("bihuan") && again.contains("formula>1<"), "{again}");
    }
}
