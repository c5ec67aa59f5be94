//! A workbook read as its parts, for tests that look at what no reader of cells shows.

use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// The parts of a workbook by name.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) parts: BTreeMap<String, Vec<u8>>,
}

impl Parts {
    pub(crate) fn read(path: impl AsRef<Path>) -> Parts {
        let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
        let mut parts = BTreeMap::new();
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            parts.insert(entry.name().unwrap().into_owned(), content);
        }
        Parts { parts }
    }

    pub(crate) fn text(&self, part: &str) -> String {
        String::from_utf8(self.parts[part].clone()).unwrap()
    }

    /// The sheets in their order: name and part.
    pub(crate) fn sheets(&self) -> Vec<(String, String)> {
        let relations = self.relations("xl/workbook.xml");
        tags(&self.text("xl/workbook.xml"), "sheet")
            .into_iter()
            .map(|tag| (field(&tag, "name"), relations[&field(&tag, "r:id")].1.clone()))
            .collect()
    }

    /// The relationships of a part: kind and target by id.
    fn relations(&self, part: &str) -> BTreeMap<String, (String, String)> {
        let (folder, name) = part.rsplit_once('/').unwrap();
        let file = format!("{folder}/_rels/{name}.rels");
        let Some(text) = self.parts.get(&file).map(|text| String::from_utf8_lossy(text).into_owned()) else {
            return BTreeMap::new();
        };
        let resolve = |target: &str| match target.strip_prefix('/').or_else(|| target.strip_prefix("../")) {
            Some(rest) if target.starts_with('/') => rest.to_owned(),
            Some(rest) => format!("xl/{rest}"),
            None => format!("{folder}/{target}"),
        };
        let tags = tags(&text, "Relationship").into_iter();
        tags.map(|tag| {
            let kind = field(&tag, "Type").rsplit('/').next().unwrap().to_owned();
            (field(&tag, "Id"), (kind, resolve(&field(&tag, "Target"))))
        })
        .collect()
    }

    /// The part of a kind that belongs to a sheet's part.
    pub(crate) fn beside(&self, sheet: &str, kind: &str) -> Option<String> {
        self.relations(sheet).into_values().find(|(of, _)| of == kind).map(|(_, target)| target)
    }

    /// The notes of a sheet's part: text by cell.
    pub(crate) fn notes(&self, sheet: &str) -> BTreeMap<String, String> {
        let Some(part) = self.beside(sheet, "comments") else { return BTreeMap::new() };
        let text = self.text(&part);
        let comments = text.split("<comment ").skip(1);
        let notes = comments.map(|comment| {
            let body = comment.split("</comment>").next().unwrap();
            let texts = body.split("<t").skip(1).filter(|rest| rest.starts_with(['>', ' ']));
            let texts = texts.map(|rest| rest.split_once('>').unwrap().1.split("</t>").next().unwrap());
            (field(comment, "ref"), texts.collect())
        });
        notes.collect()
    }

    /// The note on the header of a column.
    pub(crate) fn note_text(&self, sheet: &str, header: &str) -> String {
        let strings = self.text("xl/sharedStrings.xml");
        let strings: Vec<_> = strings.split("<si>").skip(1).collect();
        let text = self.text(sheet);
        let row = text.split("<row ").nth(1).unwrap();
        let cell = row.split("<c ").skip(1).find(|cell| {
            let index =
                cell.split("<v>").nth(1).and_then(|rest| rest.split('<').next()?.parse::<usize>().ok());
            index.is_some_and(|index| strings[index].contains(&format!(">{header}<")))
        });
        cell.and_then(|cell| self.notes(sheet).get(&field(cell, "r")).cloned()).unwrap_or_default()
    }

    /// The cells that our rules colour, with the colour of each.
    pub(crate) fn marked(&self, sheet: &str) -> BTreeMap<String, String> {
        let styles = self.text("xl/styles.xml");
        let formats = styles.split("<dxfs").nth(1).unwrap_or_default();
        let formats: Vec<_> = formats.split("<dxf>").skip(1).collect();
        let text = self.text(sheet);
        let mut marked = BTreeMap::new();
        for block in text.split("<conditionalFormatting ").skip(1) {
            let block = block.split("</conditionalFormatting>").next().unwrap();
            if !block.contains("bihuan") {
                continue;
            }
            let format = formats[field(block, "dxfId").parse::<usize>().unwrap()];
            let colour = field(format.split("<fgColor ").nth(1).unwrap(), "rgb");
            let cells = field(block, "sqref");
            marked.extend(cells.split(' ').map(|cell| (cell.to_owned(), colour.clone())));
        }
        marked
    }
}

/// The tags of an element, without their angle brackets.
fn tags(text: &str, name: &str) -> Vec<String> {
    let start = format!("<{name} ");
    let starts = text.split(start.as_str()).skip(1);
    starts.map(|rest| rest.split('>').next().unwrap().to_owned()).collect()
}

/// The value of an attribute of a tag.
fn field(tag: &str, name: &str) -> String {
    let tag = format!(" {tag}");
    let rest = tag.split(&format!(" {name}=\"")).nth(1).unwrap_or_default();
    rest.split('"').next().unwrap().to_owned()
}

/// The rows of a sheet as text, each as wide as the sheet.
pub(crate) fn sheet_rows(path: impl AsRef<Path>, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let (height, width) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
    let cell = |row, column| match range.get_value((row, column)) {
        None | Some(Data::Empty) => String::new(),
        Some(value) => value.to_string(),
    };
    (0..height).map(|row| (0..width).map(|column| cell(row, column)).collect()).collect()
}
