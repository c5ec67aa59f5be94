//! A workbook as a package of parts: what is touched is replaced, everything else copied as it is.

use super::xml::{attribute, broken, elements, plain_attribute};
use crate::output::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::Arc;
use zip::ZipArchive;

/// Parts that are read whole may not be larger: nobody writes such styles or notes by hand.
const LARGEST: u64 = 256 << 20;

/// An open package with its changes.
#[derive(Debug)]
pub(super) struct Package {
    zip: ZipArchive<Cursor<Arc<[u8]>>>,
    content: Arc<[u8]>,
    /// The names of its entries by the name in small letters: part names don't differ by case.
    names: BTreeMap<String, String>,
    /// New content of parts, new parts too.
    changed: BTreeMap<String, String>,
}

/// A relationship of a part.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `worksheet`, `comments`.
    pub(super) kind: String,
    /// The whole type.
    pub(super) full_kind: String,
    /// The part it leads to.
    pub(super) target: String,
}

impl Package {
    pub(super) fn open(content: Vec<u8>) -> Result<Package, Failure> {
        let content: Arc<[u8]> = content.into();
        let zip = ZipArchive::new(Cursor::new(content.clone())).map_err(|error| {
            Failure::both(
                format!("not a workbook that can be read: {error}"),
                format!("不是能读的工作簿：{error}"),
            )
        })?;
        let names = zip.file_names().flatten().map(|name| (name.to_lowercase(), name.into_owned())).collect();
        Ok(Package { zip, content, names, changed: BTreeMap::new() })
    }

    /// Whether there is such a part.
    pub(super) fn has(&self, part: &str) -> bool {
        self.changed.contains_key(part) || self.names.contains_key(&part.to_lowercase())
    }

    /// The entry that holds a part, by its own spelling.
    pub(super) fn entry(&self, part: &str) -> Option<&str> {
        self.names.get(&part.to_lowercase()).map(String::as_str)
    }

    /// The text of a part, with what was changed so far.
    pub(super) fn text(&mut self, part: &str) -> Result<Option<String>, Failure> {
        if let Some(text) = self.changed.get(part) {
            return Ok(Some(text.clone()));
        }
        let Some(name) = self.names.get(&part.to_lowercase()) else { return Ok(None) };
        let entry = self.zip.by_name(name).map_err(|error| broken(part, &error))?;
        let mut content = Vec::new();
        entry.take(LARGEST).read_to_end(&mut content).map_err(|error| broken(part, &error))?;
        if content.len() as u64 == LARGEST {
            return Err(broken(part, &"it is too large"));
        }
        let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&content);
        let text = std::str::from_utf8(content).map_err(|error| broken(part, &error))?;
        Ok(Some(text.to_owned()))
    }

    /// The text of a part that must be there.
    pub(super) fn needed(&mut self, part: &str) -> Result<String, Failure> {
        self.text(part)?.ok_or_else(|| broken(part, &"it is missing"))
    }

    /// Sets the text of a part, new or not.
    pub(super) fn set(&mut self, part: &str, text: String) {
        let name = self.entry(part).unwrap_or(part).to_owned();
        self.changed.insert(name, text);
    }

    /// A name for a new part, such as `xl/comments7.xml`.
    pub(super) fn free(&self, before: &str, after: &str) -> String {
        let names = (1..).map(|number: u32| format!("{before}{number}{after}"));
        names.into_iter().find(|name| !self.has(name)).unwrap_or_default()
    }

    /// The relationships of a part (of the package itself for an empty name).
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Failure> {
        let file = relations_of(part);
        let Some(text) = self.text(&file)? else { return Ok(Vec::new()) };
        let mut relations = Vec::new();
        for element in elements(&file, &text, 1)?.iter().filter(|element| element.name == "Relationship") {
            let field = |name| plain_attribute(&element.start, name).unwrap_or_default();
            if field("TargetMode") != "External" {
                let full_kind = field("Type");
                let kind = full_kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.push(Relation {
                    id: field("Id"),
                    kind,
                    full_kind,
                    target: resolve(part, &field("Target")),
                });
            }
        }
        Ok(relations)
    }

    /// Adds a relationship; gives its id.
    pub(super) fn relate(&mut self, part: &str, full_kind: &str, target: &str) -> Result<String, Failure> {
        let file = relations_of(part);
        let empty = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>"#;
        let text = self.text(&file)?.unwrap_or_else(|| empty.to_owned());
        let all = elements(&file, &text, 1)?;
        let used: BTreeSet<_> = all.iter().filter_map(|element| attribute(&element.start, "Id")).collect();
        let id = (1..).map(|number: u32| format!("rIdBihuan{number}")).find(|id| !used.contains(id));
        let id = id.unwrap_or_default();
        let item = format!(r#"<Relationship Id="{id}" Type="{full_kind}" Target="/{target}"/>"#);
        let text = with_child(&file, &text, &item)?;
        self.set(&file, text);
        Ok(id)
    }

    /// Says what kind of content a part is.
    pub(super) fn declare(&mut self, part: &str, kind: &str) -> Result<(), Failure> {
        let file = "[Content_Types].xml";
        let text = self.needed(file)?;
        let known = elements(file, &text, 1)?.into_iter().any(|element| {
            let name = plain_attribute(&element.start, "PartName").unwrap_or_default();
            name.trim_start_matches('/').eq_ignore_ascii_case(part)
        });
        if !known {
            let item = format!(r#"<Override PartName="/{part}" ContentType="{kind}"/>"#);
            let text = with_child(file, &text, &item)?;
            self.set(file, text);
        }
        Ok(())
    }

    /// Writes the package; `stream` writes the `streamed` entries, reading the old ones.
    pub(super) fn write(
        mut self,
        streamed: &BTreeSet<String>,
        mut stream: impl FnMut(&str, &mut dyn Read, &mut dyn std::io::Write) -> Result<(), Failure>,
    ) -> Result<Vec<u8>, Failure> {
        let failed = |error: &dyn std::fmt::Display| {
            Failure::both(format!("cannot write the workbook: {error}"), format!("无法写出工作簿：{error}"))
        };
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for index in 0..self.zip.len() {
            let name = self.zip.name_for_index(index).and_then(Result::ok).unwrap_or_default().into_owned();
            if let Some(text) = self.changed.remove(&name) {
                out.start_file(&name, options).map_err(|error| failed(&error))?;
                std::io::Write::write_all(&mut out, text.as_bytes())?;
            } else if streamed.contains(&name) {
                let mut entry = self.zip.by_index(index).map_err(|error| broken(&name, &error))?;
                out.start_file(&name, options.large_file(entry.size() > u64::from(u32::MAX / 2)))
                    .map_err(|error| failed(&error))?;
                stream(&name, &mut entry, &mut out)?;
            } else {
                let entry = self.zip.by_index_raw(index).map_err(|error| broken(&name, &error))?;
                out.raw_copy_file(entry).map_err(|error| failed(&error))?;
            }
        }
        for (name, text) in std::mem::take(&mut self.changed) {
            out.start_file(&name, options).map_err(|error| failed(&error))?;
            std::io::Write::write_all(&mut out, text.as_bytes())?;
        }
        Ok(out.finish().map_err(|error| failed(&error))?.into_inner())
    }

    /// Reads an entry as a stream.
    pub(super) fn stream(&mut self, part: &str) -> Result<impl Read + '_, Failure> {
        let name = self.entry(part).unwrap_or(part).to_owned();
        self.zip.by_name(&name).map_err(|error| broken(part, &error))
    }

    /// The bytes of the package as it was read.
    pub(super) fn bytes(&self) -> Cursor<Arc<[u8]>> {
        Cursor::new(self.content.clone())
    }
}

/// Puts an element at the end of the root.
fn with_child(part: &str, text: &str, item: &str) -> Result<String, Failure> {
    let all = elements(part, text, 0)?;
    let root = all.first().ok_or_else(|| broken(part, &"it has no root"))?;
    let mut edits = super::xml::Edits::default();
    match &root.inner {
        Some(inner) => edits.insert(inner.end, item),
        None => {
            let tag = super::xml::retagged(&root.start, false, &[]);
            edits.replace(root.whole.clone(), format!("{tag}{item}</{}>", root.start.name().as_ref()));
        }
    }
    Ok(edits.apply(text))
}

/// The part that holds a part's relationships.
fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("{folder}_rels/{name}.rels")
}

/// The part that a target leads to, from a part.
fn resolve(part: &str, target: &str) -> String {
    let mut folders: Vec<&str> = if target.starts_with('/') { Vec::new() } else { part.split('/').collect() };
    folders.pop();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                folders.pop();
            }
            step => folders.push(step),
        }
    }
    folders.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_followed() {
        assert_eq!(resolve("xl/worksheets/sheet1.xml", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("xl/workbook.xml", "/xl/worksheets/a.xml"), "xl/worksheets/a.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(relations_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(relations_of(""), "_rels/.rels");
    }
}
