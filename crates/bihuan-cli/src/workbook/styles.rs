//! The few formats that marks and the list of findings need, put at the end of the workbook's own.

use super::package::Package;
use super::xml::{append, elements, prefix};
use crate::output::Failure;
use bihuan::Severity;

const STYLES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// The colours of a severity: of the cell, and of the text in it.
fn colours(severity: Severity) -> (&'static str, &'static str) {
    match severity {
        Severity::Error => ("FFFFC7CE", "FF9C0006"),
        Severity::Warning => ("FFFFEB9C", "FF7F6000"),
        _ => ("FFDDEBF7", "FF1F4E78"),
    }
}

/// Numbers of formats in the workbook.
#[derive(Debug, Clone, Copy)]
pub(super) struct Styles {
    /// Of marks: error, warning, note, one after the other.
    marks: usize,
    /// Of the list's cells: header, text, link, then the three severities.
    cells: usize,
}

impl Styles {
    pub(super) fn mark(&self, severity: Severity) -> usize {
        self.marks + order(severity)
    }

    pub(super) fn header(&self) -> usize {
        self.cells
    }

    pub(super) fn text(&self) -> usize {
        self.cells + 1
    }

    pub(super) fn link(&self) -> usize {
        self.cells + 2
    }

    pub(super) fn severity(&self, severity: Severity) -> usize {
        self.cells + 3 + order(severity)
    }
}

fn order(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        _ => 2,
    }
}

const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// Adds the formats to the workbook.
pub(super) fn add(package: &mut Package, workbook: &str) -> Result<Styles, Failure> {
    let known = package.relations(workbook)?.into_iter().find(|relation| relation.kind == "styles");
    let part = match known {
        Some(relation) => relation.target,
        None => {
            let part = package.free("xl/styles", ".xml");
            package.set(&part, EMPTY.to_owned());
            package.declare(&part, CONTENT)?;
            package.relate(workbook, STYLES, &part)?;
            part
        }
    };
    let text = package.needed(&part)?;
    let all = elements(&part, &text, 3)?;
    let p = prefix(&all);
    let font = all.iter().find(|element| element.depth == 2 && element.name == "font");
    // the workbook's own font, in bold and in other colours; a font's fields have an order
    let fields = all.iter().filter(|element| {
        font.is_some_and(|font| font.whole.start < element.whole.start && element.whole.end < font.whole.end)
    });
    let fields: Vec<(&str, &str)> =
        fields.filter_map(|field| Some((field.name.as_str(), text.get(field.whole.clone())?))).collect();
    let named = |names: &[&str]| {
        fields.iter().filter(|(name, _)| names.contains(name)).map(|(_, field)| *field).collect::<String>()
    };
    let (size, name) = (named(&["sz"]), named(&["name", "family", "charset", "scheme"]));
    let coloured = |colour: &str, more: &str| {
        format!("<{p}font>{more}{size}<{p}color rgb=\"{colour}\"/>{name}</{p}font>")
    };
    let mut fonts =
        vec![coloured("FF000000", &format!("<{p}b/>")), coloured("FF0563C1", &format!("<{p}u/>"))];
    fonts.extend(ALL.map(|severity| coloured(colours(severity).1, &format!("<{p}b/>"))));
    let fill = |colour: &str| {
        format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        )
    };
    let mut fills = vec![fill("FFD9D9D9")];
    fills.extend(ALL.map(|severity| fill(colours(severity).0)));
    let (text, first_font) = append(&part, &text, "fonts", &fonts, &AFTER[1..])?;
    let (text, first_fill) = append(&part, &text, "fills", &fills, &AFTER[2..])?;
    let cell = |font: usize, fill: usize| {
        format!(
            "<{p}xf numFmtId=\"0\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\" \
             applyAlignment=\"1\"><{p}alignment vertical=\"top\" wrapText=\"1\"/></{p}xf>"
        )
    };
    let mut cells = vec![cell(first_font, first_fill), cell(0, 0), cell(first_font + 1, 0)];
    cells.extend((0..3).map(|index| cell(first_font + 2 + index, first_fill + 1 + index)));
    let (text, first_cell) = append(&part, &text, "cellXfs", &cells, &AFTER[5..])?;
    let marks = ALL.map(|severity| {
        let (of_cell, of_text) = colours(severity);
        format!(
            "<{p}dxf><{p}font><{p}color rgb=\"{of_text}\"/></{p}font><{p}fill><{p}patternFill patternType=\"solid\">\
             <{p}fgColor rgb=\"{of_cell}\"/><{p}bgColor rgb=\"{of_cell}\"/></{p}patternFill></{p}fill></{p}dxf>"
        )
    });
    let (text, first_mark) = append(&part, &text, "dxfs", &marks, &AFTER[7..])?;
    package.set(&part, text);
    Ok(Styles { marks: first_mark, cells: first_cell })
}

/// The children of a style sheet after its number formats, in the order that the format asks for.
const AFTER: [&str; 10] = [
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
    <fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs></styleSheet>";
