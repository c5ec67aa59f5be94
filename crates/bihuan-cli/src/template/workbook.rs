//! The template as a workbook: notes on the headers, text formats, drop-downs, and a guide at the front.

use super::columns::{self, english, explain, header, title};
use super::of;
use super::sheets::{Sheet, sheets};
use crate::output::{Failure, say};
use bihuan::Lang;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, DocProperties, ExcelDateTime,
    Format, FormatAlign, FormatBorder, Note, Workbook, Worksheet,
};

const GUIDE: [&str; 2] =
    [include_str!("../../template/zh/guide.txt"), include_str!("../../template/en/guide.txt")];

/// Rows below the header that have drop-downs.
const ROWS: u32 = 2_000;

/// The workbook's bytes.
pub(crate) fn workbook(lang: Lang) -> Result<Vec<u8>, Failure> {
    let sheets = sheets(lang)?;
    let mut book = Workbook::new();
    // the same bytes whenever it is written
    let date = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&date));
    guide(book.add_worksheet(), &sheets, lang)?;
    for sheet in &sheets {
        table(book.add_worksheet(), sheet, lang)?;
    }
    Ok(book.save_to_buffer()?)
}

fn top() -> Format {
    Format::new().set_align(FormatAlign::Top)
}

/// Text that Excel leaves as it was typed: codes, dates and times.
fn text() -> Format {
    top().set_num_format("@")
}

fn heading() -> Format {
    let format = Format::new().set_bold().set_text_wrap().set_background_color(Color::RGB(0xD9_E1_F2));
    let format = format.set_align(FormatAlign::VerticalCenter);
    format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x8E_A9_DB))
}

/// One table on its sheet.
fn table(sheet: &mut Worksheet, content: &Sheet, lang: Lang) -> Result<(), Failure> {
    let Sheet { name, table, units } = content;
    sheet.set_name(*name)?;
    let settings = table.name == "settings";
    for (index, text_of_header) in (0_u16..).zip(&table.headers) {
        let is_unit = units.contains(&usize::from(index));
        let column = if is_unit { "mark" } else { english(table.name, text_of_header).unwrap_or_default() };
        let format = format_of(table.name, column, index);
        sheet.set_column_width(index, width(table.name, column, index, lang))?;
        sheet.set_column_format(index, &format)?;
        let mut head = heading();
        if is_unit {
            head = head.set_align(FormatAlign::Center).set_background_color(Color::RGB(0xE2_EF_DA));
        }
        sheet.write_string_with_format(0, index, text_of_header, &head)?;
        let explained =
            if is_unit { explain("wide", "unit", lang) } else { explain(table.name, text_of_header, lang) };
        if let Some(explained) = explained.filter(|_| !settings) {
            sheet.insert_note(0, index, &note(explained, lang))?;
        }
        for (row, cells) in (1..).zip(&table.rows) {
            let cell = cells.get(usize::from(index)).map_or("", String::as_str);
            if !cell.is_empty() {
                sheet.write_string_with_format(row, index, cell, &format)?;
            }
        }
        if let Some(choice) = choice(table.name, column, lang).filter(|_| !settings) {
            sheet.add_data_validation(1, index, ROWS, index, &choice)?;
        }
    }
    sheet.set_row_height(0, if units.is_empty() { 22 } else { 48 })?;
    for (row, cells) in (1..).zip(&table.rows) {
        let highest = (0_u16..).zip(cells).zip(&table.headers).map(|((index, cell), header)| {
            let column = english(table.name, header).unwrap_or_default();
            // a tenth of the column is margin
            height(cell, (width(table.name, column, index, lang) * 0.9) as usize)
        });
        sheet.set_row_height(row, highest.fold(15.5, f64::max))?;
    }
    sheet.set_freeze_panes(1, if units.is_empty() { 0 } else { 2 })?;
    if !units.is_empty() {
        colour_marks(sheet, units, lang)?;
    }
    if settings {
        let choice = list(&["next_day", "clock"], lang)?;
        let row = table
            .rows
            .iter()
            .position(|row| row.first().is_some_and(|name| english("settings", name) == Some("counting")));
        if let Some(row) = row.and_then(|row| u32::try_from(row + 1).ok()) {
            sheet.add_data_validation(row, 1, row, 1, &choice)?;
        }
    }
    // the wide matrix wants A3
    let paper = if units.is_empty() { 9 } else { 8 };
    sheet.set_landscape().set_paper_size(paper).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Lead and assist stand out by colour, besides their word.
fn colour_marks(sheet: &mut Worksheet, units: &std::ops::Range<usize>, lang: Lang) -> Result<(), Failure> {
    let (Ok(first), Ok(last)) = (u16::try_from(units.start), u16::try_from(units.end.saturating_sub(1)))
    else {
        return Ok(());
    };
    let marks =
        say(lang, [("lead", 0xF8_CB_AD), ("assist", 0xDD_EB_F7)], [("主", 0xF8_CB_AD), ("协", 0xDD_EB_F7)]);
    for (word, colour) in marks {
        let format = Format::new().set_background_color(Color::RGB(colour));
        let rule = ConditionalFormatCellRule::EqualTo(word.to_owned());
        let rule = ConditionalFormatCell::new().set_rule(rule).set_format(&format);
        sheet.add_conditional_format(1, first, ROWS, last, &rule)?;
    }
    Ok(())
}

fn note(text: &str, lang: Lang) -> Note {
    let lines = u32::try_from(width_of(text) / 36 + 1).unwrap_or(20);
    let note = Note::new(text).set_author(say(lang, "guide", "填表说明")).add_author_prefix(false);
    note.set_width(280)
        .set_height(lines * 18 + 14)
        .set_font_name(say(lang, "Tahoma", "宋体"))
        .set_font_size(9)
}

/// How high a row must be for a text in a column of so many characters: programs do it only for some fonts.
fn height(text: &str, fits: usize) -> f64 {
    15.5 * (width_of(text).saturating_sub(1) / fits.max(1) + 1) as f64
}

/// In characters of which Chinese takes two.
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Long text wraps and may begin with anything; all else is text, so that Excel leaves it alone.
fn format_of(table: &str, column: &str, index: u16) -> Format {
    match (table, column) {
        ("settings", _) if index == 2 => top().set_text_wrap().set_font_color(Color::RGB(0x59_59_59)),
        ("settings", _) => text().set_text_wrap(),
        (_, "mark") => text().set_align(FormatAlign::Center),
        (_, "tip" | "basis" | "text" | "remark" | "tell") => top().set_text_wrap(),
        (_, "matter" | "aliases" | "keywords" | "assist" | "stages" | "area") => text().set_text_wrap(),
        _ => text(),
    }
}

/// In characters; Chinese takes two a character.
fn width(table: &str, column: &str, index: u16, lang: Lang) -> f64 {
    match (table, column) {
        ("settings", _) => [16.0, 46.0, 70.0].get(usize::from(index)).copied().unwrap_or(16.0),
        (_, "mark") => say(lang, 12.0, 6.5),
        (_, "matter") => 26.0,
        ("matters", "aliases") | (_, "tell" | "text") => 36.0,
        (_, "area" | "basis" | "aliases") => 24.0,
        (_, "remark" | "assist" | "tip") => 30.0,
        (_, "name") => say(lang, 30.0, 22.0),
        (_, "keywords" | "stages") => 20.0,
        (_, "received_at" | "occurred_at") => 17.0,
        (_, "lead") => say(lang, 32.0, 18.0),
        (_, "person" | "role" | "not_keywords" | "all_keywords") => 15.0,
        (_, "row" | "priority" | "urgency" | "source" | "extra") => 9.0,
        _ => 11.0,
    }
}

/// The drop-down of a column with fixed words. Where several words may stand in a cell, or a word may have a
/// mark, the list is an offer only.
fn choice(table: &str, column: &str, lang: Lang) -> Option<DataValidation> {
    let words: (&[&str], &[&str]) = match (table, column) {
        (_, "mark") => (&["lead", "assist"], &["主", "协"]),
        (_, "demand") => (
            &["inquiry", "help", "complaint", "report", "suggestion", "praise", "other"],
            &["咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"],
        ),
        (_, "urgency") => (&["normal", "urgent", "critical"], &["一般", "紧急", "特急"]),
        (_, "source") => (
            &["hotline", "grid", "web", "app", "letter", "visit", "media", "other"],
            &["热线", "网格", "网站", "应用", "信件", "走访", "媒体", "其他"],
        ),
        (_, "days") => {
            (&["workday", "holiday", "weekend", "restday"], &["工作日", "节假日", "周末", "休息日"])
        }
        (_, "extra" | "enabled") => (&["yes", "no"], &["是", "否"]),
        ("limit" | "cases", "channel") => (&["normal", "green", "emergency"], &["普通", "绿色通道", "紧急"]),
        (_, "channel") => (&["normal", "green"], &["普通", "绿色通道"]),
        (_, "nature") => (&["duty", "mediation", "enterprise"], &["政府职责", "调解", "企业"]),
        (_, "call") => (&["110", "119", "120"], &["110", "119", "120"]),
        ("limit", "name") => {
            let names = &["due", "first_contact", "rework", "dispatch", "review", "revisit", "complete"];
            (names, names)
        }
        _ => return None,
    };
    let words = say(lang, words.0, words.1);
    let several = matches!(column, "demand" | "urgency" | "source" | "days") && table != "cases"
        || (table, column) == ("limit", "channel")
        || (table, column) == ("limit", "name");
    let list = list(words, lang).ok()?;
    Some(if several { list.show_error_message(false) } else { list })
}

fn list(words: &[&str], lang: Lang) -> Result<DataValidation, Failure> {
    let list = DataValidation::new().allow_list_strings(words)?;
    let list = list.set_error_title(say(lang, "not one of the words", "不是可选的词"))?;
    let expected = words.join(say(lang, ", ", "、"));
    Ok(list.set_error_message(say(
        lang,
        format!("one of: {expected}, or nothing"),
        format!("请选：{expected}，或不填"),
    ))?)
}

/// The guide: what to do, what each sheet is for, and what each of its columns means.
fn guide(sheet: &mut Worksheet, sheets: &[Sheet], lang: Lang) -> Result<(), Failure> {
    sheet.set_name(say(lang, "guide", "填表说明"))?;
    for (column, width) in (0_u16..).zip([14.0, 16.0, 96.0]) {
        sheet.set_column_width(column, width)?;
    }
    let wrapped = top().set_text_wrap();
    let mut row = 0;
    for (index, line) in of(lang, GUIDE).lines().enumerate() {
        let command = line.starts_with("bihuan ");
        let format = match (index, command) {
            (0, _) => top().set_bold().set_font_size(14),
            (_, true) => top()
                .set_font_name("Consolas")
                .set_background_color(Color::RGB(0xF2_F2_F2))
                .set_align(FormatAlign::Left),
            _ => wrapped.clone().set_align(FormatAlign::Left),
        };
        // nobody reads this sheet but people: here cells may be merged
        sheet.merge_range(row, 0, row, 2, line, &format)?;
        sheet.set_row_height(row, if index == 0 { 26.0 } else { height(line, 116) + 4.0 })?;
        row += 1;
    }
    row += 1;
    for (column, word) in
        (0_u16..).zip(say(lang, ["sheet", "column", "what it means"], ["工作表", "列", "意思"]))
    {
        sheet.write_string_with_format(row, column, word, &heading())?;
    }
    row += 1;
    let sheet_format = top().set_bold().set_text_wrap().set_background_color(Color::RGB(0xE7_E6_E6));
    for content in sheets {
        let table = &content.table;
        sheet.write_url_with_text(
            row,
            0,
            format!("internal:'{}'!A1", content.name).as_str(),
            content.name,
        )?;
        sheet.set_cell_format(row, 0, &sheet_format)?;
        sheet.write_blank(row, 1, &sheet_format)?;
        sheet.write_string_with_format(row, 2, title(table.name, lang), &sheet_format)?;
        sheet.set_row_height(row, height(title(table.name, lang), 84))?;
        row += 1;
        let mut lines: Vec<(String, &str)> = Vec::new();
        if !content.units.is_empty() {
            let unit = explain("wide", "unit", lang).unwrap_or_default();
            lines.push((header("wide", "unit", lang), unit));
        }
        for name in columns::all(table.name) {
            // what a rule list cannot have, and what the wide form has as columns of units
            let own = super::sheets::takes(table.name, name) && (table.name, name) != ("settings", "remark");
            let unit = !content.units.is_empty() && matches!(name, "lead" | "assist");
            let known = lines.iter().any(|(word, _)| *word == header(table.name, name, lang));
            if own && !unit && !known {
                let word = if name == "*" {
                    say(lang, "(any other)", "（其他列）").to_owned()
                } else {
                    header(table.name, name, lang)
                };
                let word =
                    if name == "where" { say(lang, "where.NAME", "属性.名").to_owned() } else { word };
                lines.push((word, explain(table.name, name, lang).unwrap_or_default()));
            }
        }
        for (word, text) in lines {
            sheet.write_string_with_format(row, 1, &word, &wrapped)?;
            sheet.write_string_with_format(row, 2, text, &wrapped)?;
            sheet.set_row_height(row, height(text, 90))?;
            row += 1;
        }
    }
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_active(true);
    Ok(())
}
