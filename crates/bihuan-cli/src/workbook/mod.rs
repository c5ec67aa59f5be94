//! A clerk's workbook given back with the findings in it: cells coloured by severity, a note on each, and a sheet
//! at the front that lists them all. Whatever else the workbook holds stays as it was.

pub(crate) mod edit;
mod list;
pub(crate) mod marks;
mod notes;
mod package;
mod sheet;
mod styles;
pub(crate) mod tables;
mod xml;

use crate::output::Failure;
use bihuan::Lang;
use calamine::Xlsx;
use marks::{Found, Header, Marks, Spot};
use package::Package;
use sheet::{Patch, Survey};
use std::collections::{BTreeMap, BTreeSet};
use xml::{Edits, Names, attribute, broken, elements, escaped, plain_attribute, retagged};

const SHEET: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
const SHEET_CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";

/// The workbook with these findings in it; those of an earlier run are gone.
pub(crate) fn annotated(content: Vec<u8>, spots: Vec<Spot>, lang: Lang) -> Result<Vec<u8>, Failure> {
    let mut package = Package::open(content)?;
    let book = Book::read(&mut package)?;
    let spots = located(&package, &book, spots)?;
    let mut marks: BTreeMap<String, Marks> = BTreeMap::new();
    for (spot, found) in &spots {
        if let (Some(found), Some(sheet)) = (found, spot.sheet.as_ref().and_then(|name| book.part(name))) {
            marks.entry(sheet.to_owned()).or_default().add(found, &spot.finding, lang);
        }
    }
    let styles = styles::add(&mut package, &book.part)?;
    let list = book.with_list(&mut package, lang)?;
    package.set(&list, list::sheet(&spots, &styles, lang));

    let none = Marks::default();
    let mut patches: BTreeMap<String, Patch> = BTreeMap::new();
    for part in book.sheets.iter().map(|sheet| &sheet.part).filter(|part| **part != list) {
        let marks = marks.get(part).unwrap_or(&none);
        let annotated =
            !marks.notes.is_empty() || package.relations(part)?.iter().any(|it| it.kind == "comments");
        let survey = if annotated { Survey::of(part, package.stream(part)?)? } else { Survey::default() };
        let notes = notes::put(&mut package, part, &survey, &marks.notes, lang)?;
        let colours = marks.colours().into_iter();
        let marks = colours.map(|(severity, cells)| (cells, styles.mark(severity))).collect();
        patches.insert(package.entry(part).unwrap_or(part).to_owned(), Patch { marks, notes });
    }
    let streamed: BTreeSet<String> = patches.keys().cloned().collect();
    package.write(&streamed, |part, sheet, out| match patches.get(part) {
        Some(patch) => sheet::rewrite(part, sheet, out, patch),
        None => Ok(()),
    })
}

/// Each finding with its cell, where it has one.
fn located(package: &Package, book: &Book, spots: Vec<Spot>) -> Result<Vec<(Spot, Option<Found>)>, Failure> {
    let mut reader: Option<Xlsx<_>> = None;
    let mut headers: BTreeMap<String, Header> = BTreeMap::new();
    let mut all = Vec::with_capacity(spots.len());
    for spot in spots {
        let named = spot.sheet.as_deref().filter(|name| book.part(name).is_some());
        let found = match (named, spot.row) {
            (Some(name), Some(row)) => {
                if !headers.contains_key(name) {
                    let reader = match &mut reader {
                        Some(reader) => reader,
                        none => none.insert(calamine::open_workbook_from_rs(package.bytes()).map_err(
                            |error: calamine::XlsxError| {
                                Failure::both(
                                    format!("cannot read the workbook: {error}"),
                                    format!("无法读取工作簿：{error}"),
                                )
                            },
                        )?),
                    };
                    headers.insert(name.to_owned(), Header::read(reader, name)?);
                }
                headers
                    .get(name)
                    .and_then(|header| header.find(row, spot.column.as_deref(), spot.finding.cell()))
            }
            _ => None,
        };
        all.push((spot, found));
    }
    Ok(all)
}

/// The workbook's part and its sheets.
#[derive(Debug)]
struct Book {
    part: String,
    sheets: Vec<Sheet>,
}

#[derive(Debug)]
struct Sheet {
    name: String,
    part: String,
}

impl Book {
    fn read(package: &mut Package) -> Result<Book, Failure> {
        let main = package.relations("")?.into_iter().find(|relation| relation.kind == "officeDocument");
        let part = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let text = package.needed(&part)?;
        let relations = package.relations(&part)?;
        let mut sheets = Vec::new();
        for element in elements(&part, &text, 2)?.iter().filter(|element| element.name == "sheet") {
            let name = plain_attribute(&element.start, "name").unwrap_or_default();
            let id = attribute(&element.start, "id").unwrap_or_default();
            let relation =
                relations.iter().find(|relation| relation.id == id && relation.kind.ends_with("sheet"));
            if let Some(relation) = relation {
                sheets.push(Sheet { name, part: relation.target.clone() });
            }
        }
        Ok(Book { part, sheets })
    }

    fn part(&self, name: &str) -> Option<&str> {
        self.sheets.iter().find(|sheet| sheet.name == name).map(|sheet| sheet.part.as_str())
    }

    /// Puts the list at the front and shows it first; gives its part. A list of an earlier run is used again.
    fn with_list(&self, package: &mut Package, lang: Lang) -> Result<String, Failure> {
        let text = package.needed(&self.part)?;
        let all = elements(&self.part, &text, 2)?;
        let root = all.first().ok_or_else(|| broken(&self.part, &"it has no root"))?;
        let names = Names::of(&root.start);
        let mut edits = Edits::default();
        let sheets = || all.iter().filter(|element| element.depth == 2 && element.name == "sheet");
        let is_list = |name: Option<String>| name.is_some_and(|name| list::NAMES.contains(&name.as_str()));
        let old = sheets().enumerate().find(|(_, sheet)| is_list(plain_attribute(&sheet.start, "name")));
        let old_part = self.sheets.iter().find(|sheet| list::NAMES.contains(&sheet.name.as_str()));
        let (part, active) = match (old, old_part) {
            (Some((index, sheet)), Some(known)) => {
                let set = [("name", Some(list::name(lang).to_owned())), ("state", None)];
                edits.replace(sheet.whole.clone(), retagged(&sheet.start, true, &set));
                (known.part.clone(), index)
            }
            _ => {
                let part = package.free("xl/worksheets/sheet", ".xml");
                package.declare(&part, SHEET_CONTENT)?;
                let kind = package.relations(&self.part)?.into_iter().find(|it| it.kind == "worksheet");
                let kind = kind.map_or_else(|| SHEET.to_owned(), |relation| relation.full_kind);
                let id = package.relate(&self.part, &kind, &part)?;
                let ids = sheets()
                    .filter_map(|sheet| plain_attribute(&sheet.start, "sheetId")?.parse::<u32>().ok());
                let number = ids.max().unwrap_or(0).saturating_add(1);
                let first = sheets().next().ok_or_else(|| broken(&self.part, &"it has no sheet"))?;
                let (p, name, relation) = (&names.main, escaped(list::name(lang)), names.relation(&id));
                let item = format!("<{p}sheet name=\"{name}\" sheetId=\"{number}\" {relation}/>");
                edits.insert(first.whole.start, item);
                // names that belong to a sheet count sheets from 0
                for name in all.iter().filter(|element| element.name == "definedName") {
                    let of =
                        plain_attribute(&name.start, "localSheetId").and_then(|of| of.parse::<u32>().ok());
                    if let (Some(of), Some(inner)) = (of, &name.inner) {
                        let tag =
                            retagged(&name.start, false, &[("localSheetId", Some((of + 1).to_string()))]);
                        edits.replace(name.whole.start..inner.start, tag);
                    }
                }
                (part, 0)
            }
        };
        for view in all.iter().filter(|element| element.name == "workbookView") {
            let end = view.inner.as_ref().map_or(view.whole.end, |inner| inner.start);
            let set = [("activeTab", Some(active.to_string())), ("firstSheet", None)];
            edits.replace(view.whole.start..end, retagged(&view.start, view.inner.is_none(), &set));
        }
        package.set(&self.part, edits.apply(&text));
        Ok(part)
    }
}
