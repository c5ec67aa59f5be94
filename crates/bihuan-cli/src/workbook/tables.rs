//! A folder's rulebook as a workbook, a sheet a file, so that findings can be marked in it. Rows stand where
//! the files have their lines.

use super::marks::Spot;
use crate::output::{Failure, say};
use bihuan::{Finding, Lang};
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// Rows and columns that a sheet has, and characters that a cell holds.
const ROWS: u32 = 1_048_576;
const COLUMNS: u16 = 16_384;
const CELL: usize = 32_767;

/// The workbook of a folder, and the sheet of each of its files.
#[derive(Debug)]
pub(crate) struct Tables {
    pub(crate) content: Vec<u8>,
    sheets: BTreeMap<String, String>,
}

impl Tables {
    /// Reads the files that loading reads: those of the folder, or of its subfolders, one an edition.
    ///
    /// # Errors
    /// When they cannot be read, or when the editions are workbooks, which are annotated one by one.
    pub(crate) fn of(folder: &Path, lang: Lang) -> Result<Tables, Failure> {
        let mut files = Vec::new();
        read_folder(folder, "", &mut files)?;
        if !files.iter().any(|(name, _)| name == "rulebook.toml") {
            let mut folders: Vec<_> =
                std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
            folders.retain(|path| path.is_dir());
            folders.sort();
            for path in folders {
                let prefix = format!("{}/", path.file_name().unwrap_or_default().to_string_lossy());
                read_folder(&path, &prefix, &mut files)?;
            }
        }
        let mut book = Workbook::new();
        let mut sheets: BTreeMap<String, String> = BTreeMap::new();
        for (file, content) in &files {
            let name = sheet_name(file, &sheets);
            let sheet = book.add_worksheet();
            sheet.set_name(&name)?;
            let text = decoded(content);
            if file.ends_with(".toml") {
                lines(sheet, &text)?;
            } else {
                table(sheet, &text)?;
            }
            sheets.insert(file.clone(), name);
        }
        if files.is_empty() {
            let mut entries = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path());
            if let Some(path) =
                entries.find(|path| path.extension().is_some_and(|extension| extension == "xlsx"))
            {
                let path = path.display();
                return Err(Failure::Text(say(
                    lang,
                    format!("annotate one workbook at a time, such as `{path}`"),
                    format!("请逐个检查工作簿，例如 `{path}`"),
                )));
            }
            book.add_worksheet();
        }
        Ok(Tables { content: book.save_to_buffer()?, sheets })
    }

    /// Where a finding of the folder stands in the workbook.
    pub(crate) fn spot(&self, finding: &Finding) -> Spot {
        let place = finding.place();
        let sheet = place.file.as_ref().and_then(|file| self.sheets.get(file)).cloned();
        // in a toml file a row is a line, and the column a key
        let table = place.file.as_ref().is_some_and(|file| file.ends_with(".csv"));
        let column = place.column.clone().filter(|_| table);
        Spot { finding: finding.clone(), sheet, row: place.row, column }
    }
}

fn read_folder(folder: &Path, prefix: &str, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths.into_iter().filter(|path| path.is_file()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".csv") || name.ends_with(".toml") {
            files.push((format!("{prefix}{name}"), std::fs::read(&path)?));
        }
    }
    Ok(())
}

/// The text of a file for people to look at: UTF-8, else GB18030.
fn decoded(content: &[u8]) -> Cow<'_, str> {
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    match std::str::from_utf8(content) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            let broken = String::from_utf8_lossy(content);
            let (text, _, wrong) = encoding_rs::GB18030.decode(content);
            if wrong { broken } else { text }
        }
    }
}

/// A name that a sheet may have: at most 31 characters, none of `[]:*?/\`, no two alike.
fn sheet_name(file: &str, taken: &BTreeMap<String, String>) -> String {
    let name: String = file.chars().map(|c| if "[]:*?/\\'".contains(c) { '-' } else { c }).collect();
    let numbers = std::iter::once(String::new()).chain((2..).map(|number: u32| format!("~{number}")));
    let mut names = numbers.map(|number| {
        let room = 31 - number.chars().count();
        name.chars().take(room).chain(number.chars()).collect::<String>()
    });
    let free = |name: &String| !taken.values().any(|other| other.to_lowercase() == name.to_lowercase());
    names.find(free).unwrap_or_default()
}

/// A toml file, a line a row.
fn lines(sheet: &mut Worksheet, text: &str) -> Result<(), Failure> {
    sheet.set_column_width(0, 110)?;
    for (row, line) in (0..ROWS).zip(text.lines()).filter(|(_, line)| !line.is_empty()) {
        sheet.write_string(row, 0, short(line))?;
    }
    Ok(())
}

/// A csv file, each record in the row of the line on which it starts.
fn table(sheet: &mut Worksheet, text: &str) -> Result<(), Failure> {
    let format = Format::new().set_num_format("@").set_align(FormatAlign::Top);
    let heading = format.clone().set_bold();
    let remark = Format::new().set_font_color(0x80_80_80);
    let mut widths: Vec<usize> = Vec::new();
    let mut header = None;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut at, mut row) = (0_usize, 0_u32);
    for record in reader.records().flatten() {
        let start =
            record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        // the position may stand at blank lines before the record
        let bytes = text.as_bytes();
        let blank = bytes.iter().skip(start).take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let passed = bytes.get(at..start + blank).unwrap_or_default();
        row = row.saturating_add(
            u32::try_from(passed.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX),
        );
        at = at.max(start + blank);
        if row >= ROWS {
            break;
        }
        let is_remark = record.get(0).is_some_and(|cell| cell.trim_start().starts_with('#'));
        let format = match header {
            _ if is_remark => &remark,
            None => &heading,
            Some(_) => &format,
        };
        if header.is_none() && !is_remark {
            header = Some(row);
        }
        for (column, cell) in (0..COLUMNS).zip(&record).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(row, column, short(cell), format)?;
            let wide: usize = cell.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
            let index = usize::from(column);
            widths.resize(widths.len().max(index + 1), 8);
            if let Some(width) = widths.get_mut(index).filter(|_| !is_remark) {
                *width = (*width).max(wide + 2).min(48);
            }
        }
    }
    for (column, width) in (0..COLUMNS).zip(widths) {
        sheet.set_column_width(column, width as f64)?;
    }
    if let Some(header) = header.filter(|header| header + 1 < ROWS) {
        sheet.set_freeze_panes(header + 1, 0)?;
    }
    Ok(())
}

/// What a cell can hold of a text.
fn short(text: &str) -> String {
    text.chars().take(CELL / 2).collect()
}
