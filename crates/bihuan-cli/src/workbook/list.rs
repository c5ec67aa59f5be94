//! The sheet at the front that lists every finding, each with a link to its cell.

use super::marks::{Found, Spot, cell_name};
use super::styles::Styles;
use super::xml::escaped;
use crate::output::say;
use bihuan::{Finding, Lang};

/// The names that the sheet goes by; loading passes it over.
pub(super) const NAMES: [&str; 2] = ["检查结果", "findings"];

/// Links that Excel allows on a sheet.
const MOST_LINKS: usize = 65_000;

pub(super) fn name(lang: Lang) -> &'static str {
    say(lang, NAMES[1], NAMES[0])
}

const COLUMNS: [(&str, &str, u32); 9] = [
    ("code", "编号", 10),
    ("severity", "严重程度", 10),
    ("sheet", "工作表", 14),
    ("row", "行", 7),
    ("column", "列", 14),
    ("cell", "单元格", 9),
    ("value", "值", 20),
    ("message", "问题", 46),
    ("help", "怎么改", 60),
];

/// The sheet's XML.
pub(super) fn sheet(spots: &[(Spot, Option<Found>)], styles: &Styles, lang: Lang) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetPr><tabColor rgb=\"FFC00000\"/><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
         <sheetViews><sheetView tabSelected=\"1\" workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
         state=\"frozen\"/></sheetView></sheetViews><cols>",
    );
    for (number, (_, _, width)) in (1..).zip(COLUMNS) {
        xml.push_str(&format!(
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        ));
    }
    xml.push_str("</cols><sheetData><row r=\"1\">");
    for (column, (en, zh, _)) in (0..).zip(COLUMNS) {
        xml.push_str(&text_cell((0, column), styles.header(), say(lang, en, zh)));
    }
    xml.push_str("</row>");
    let mut links = String::new();
    for (row, (spot, found)) in (1..).zip(spots) {
        let finding = &spot.finding;
        let place = finding.place();
        let height = 15 * lines(finding, lang);
        xml.push_str(&format!("<row r=\"{}\" ht=\"{height}\" customHeight=\"1\">", row + 1));
        let mut text = |column: u32, style: usize, text: &str| {
            if !text.is_empty() {
                xml.push_str(&text_cell((row, column), style, text));
            }
        };
        text(0, styles.text(), &finding.code().to_string());
        text(1, styles.severity(finding.severity()), finding.severity().word(lang));
        let sheet = spot.sheet.as_deref().or(place.sheet.as_deref()).or(place.file.as_deref());
        text(2, styles.text(), sheet.unwrap_or_default());
        if let Some(number) = spot.row {
            let cell = cell_name((row, 3));
            xml.push_str(&format!("<c r=\"{cell}\" s=\"{}\"><v>{number}</v></c>", styles.text()));
        }
        let mut text = |column: u32, style: usize, text: &str| {
            if !text.is_empty() {
                xml.push_str(&text_cell((row, column), style, text));
            }
        };
        text(4, styles.text(), place.column.as_deref().unwrap_or_default());
        if let (Some(found), Some(sheet)) = (found, &spot.sheet) {
            let target = cell_name((found.row, found.first));
            text(5, styles.link(), &target);
            if (row as usize) < MOST_LINKS {
                let sheet = sheet.replace('\'', "''");
                let location = escaped(&format!("'{sheet}'!{target}"));
                let cell = cell_name((row, 5));
                links.push_str(&format!(
                    "<hyperlink ref=\"{cell}\" location=\"{location}\" display=\"{target}\"/>"
                ));
            }
        }
        text(6, styles.text(), finding.cell().unwrap_or_default());
        text(7, styles.text(), &finding.message(lang));
        text(8, styles.text(), &finding.help(lang));
        xml.push_str("</row>");
    }
    if spots.is_empty() {
        let none = say(lang, "no findings: the rulebook is fit for use", "没有问题，可以使用");
        xml.push_str(&format!("<row r=\"2\">{}</row>", text_cell((1, 7), styles.text(), none)));
    }
    xml.push_str("</sheetData>");
    if !links.is_empty() {
        xml.push_str(&format!("<hyperlinks>{links}</hyperlinks>"));
    }
    xml.push_str("<pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>");
    xml
}

/// Lines that a finding takes in its columns: programs don't find a row's height by themselves in every font.
fn lines(finding: &Finding, lang: Lang) -> usize {
    let texts =
        [(finding.cell().unwrap_or_default(), 18), (&finding.message(lang), 42), (&finding.help(lang), 56)];
    let lines = texts.map(|(text, fits)| {
        let wide: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        wide.saturating_sub(1) / fits + 1
    });
    // a row of a sheet is no higher than 409 points
    lines.into_iter().max().unwrap_or(1).min(27)
}

fn text_cell(cell: (u32, u32), style: usize, text: &str) -> String {
    // a cell holds no more
    let text: String = text.chars().take(32_000).collect();
    format!(
        "<c r=\"{}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        cell_name(cell),
        escaped(&text)
    )
}
