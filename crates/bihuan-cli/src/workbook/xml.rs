//! Small XML parts read and edited in place: what isn't touched stays as it was, byte for byte.

use crate::output::Failure;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::ops::Range;

/// The text of a local attribute: of `r:id` by `id`.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(unescaped(&found.value))
}

/// The same, of an attribute without a prefix: `Id` of a relationship.
pub(super) fn plain_attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(unescaped(&found.value))
}

fn unescaped(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Text fit for an element or an attribute; characters that XML cannot hold are left out.
pub(super) fn escaped(text: &str) -> String {
    let held = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    quick_xml::escape::escape(text.chars().filter(held).collect::<String>()).into_owned()
}

/// One element of a part: its name, where it stands, and how deep (the root is 0).
#[derive(Debug, Clone)]
pub(super) struct Element {
    /// Without its prefix.
    pub(super) name: String,
    pub(super) start: BytesStart<'static>,
    pub(super) depth: usize,
    /// From `<` of the first tag to `>` of the last.
    pub(super) whole: Range<usize>,
    /// Between the tags; none for `<a/>`.
    pub(super) inner: Option<Range<usize>>,
}

/// All elements of a part down to a depth, in document order.
pub(super) fn elements(part: &str, text: &str, deepest: usize) -> Result<Vec<Element>, Failure> {
    let mut reader = Reader::from_str(text);
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    loop {
        let from = position(&reader);
        let event = reader.read_event().map_err(|error| broken(part, &error))?;
        let to = position(&reader);
        match event {
            Event::Start(start) => {
                let kept = (open.len() <= deepest).then_some(elements.len());
                if kept.is_some() {
                    elements.push(Element {
                        name: start.local_name().as_ref().to_owned(),
                        start: start.into_owned(),
                        depth: open.len(),
                        whole: from..to,
                        inner: Some(to..to),
                    });
                }
                open.push(kept);
            }
            Event::Empty(start) if open.len() <= deepest => elements.push(Element {
                name: start.local_name().as_ref().to_owned(),
                start: start.into_owned(),
                depth: open.len(),
                whole: from..to,
                inner: None,
            }),
            Event::End(_) => {
                if let Some(element) = open.pop().flatten().and_then(|index| elements.get_mut(index)) {
                    element.whole.end = to;
                    if let Some(inner) = &mut element.inner {
                        inner.end = from;
                    }
                }
            }
            Event::Eof => return Ok(elements),
            _ => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The objection to a part that cannot be read.
pub(super) fn broken(part: &str, cause: &dyn std::fmt::Display) -> Failure {
    Failure::both(
        format!("cannot read `{part}` of the workbook: {cause}"),
        format!("工作簿的 `{part}` 读不懂：{cause}"),
    )
}

/// The prefix of the root's namespace with its colon, or nothing.
pub(super) fn prefix(elements: &[Element]) -> String {
    elements.first().map_or_else(String::new, |root| prefix_of(root.start.name().as_ref()))
}

/// The prefix of a qualified name with its colon, or nothing.
pub(super) fn prefix_of(name: &str) -> String {
    name.split_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"))
}

/// How a part spells its namespaces.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The prefix of its elements, with the colon.
    pub(super) main: String,
    /// The prefix of relationships, without; none where it isn't declared.
    pub(super) relations: Option<String>,
}

impl Names {
    pub(super) fn of(root: &BytesStart<'_>) -> Names {
        let relations = root.attributes().flatten().find_map(|attribute| {
            let prefix = attribute.key.as_ref().strip_prefix("xmlns:")?.to_owned();
            // the strict form has another address
            let is_it = attribute.value.ends_with("officeDocument/2006/relationships")
                || attribute.value.ends_with("officeDocument/relationships");
            is_it.then_some(prefix)
        });
        Names { main: prefix_of(root.name().as_ref()), relations }
    }

    /// An attribute that names a relationship, with the declaration that it needs.
    pub(super) fn relation(&self, id: &str) -> String {
        match &self.relations {
            Some(prefix) => format!("{prefix}:id=\"{id}\""),
            None => format!(
                "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:id=\"{id}\""
            ),
        }
    }
}

/// What is put in place of what, in a text.
#[derive(Debug, Default)]
pub(super) struct Edits {
    list: Vec<(Range<usize>, String)>,
}

impl Edits {
    pub(super) fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.list.push((range, with.into()));
    }

    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// The text with all edits; two at one place in the order they were given.
    pub(super) fn apply(mut self, text: &str) -> String {
        self.list.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(text.len() + 1024);
        let mut at = 0;
        for (range, with) in &self.list {
            out.push_str(text.get(at..range.start).unwrap_or_default());
            out.push_str(with);
            at = at.max(range.end);
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }
}

/// A start tag again, with some attributes set to other values or taken away.
pub(super) fn retagged(start: &BytesStart<'_>, empty: bool, set: &[(&str, Option<String>)]) -> String {
    let mut tag = format!("<{}", start.name().as_ref());
    let mut done = Vec::new();
    for attribute in start.attributes().flatten() {
        let key = attribute.key.as_ref();
        let value = match set.iter().find(|(name, _)| *name == key) {
            Some((name, value)) => {
                done.push(*name);
                value.as_deref().map(escaped)
            }
            None => Some(attribute.value.into_owned()),
        };
        if let Some(value) = value {
            tag.push_str(&format!(" {key}=\"{}\"", value.replace('"', "&quot;")));
        }
    }
    for (name, value) in set.iter().filter(|(name, _)| !done.contains(name)) {
        if let Some(value) = value {
            tag.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
    }
    tag.push_str(if empty { "/>" } else { ">" });
    tag
}

/// Puts items at the end of a container below the root, making it where it is missing: before the first of
/// `after`, the elements that must follow it. Gives the text and how many items were there before.
pub(super) fn append(
    part: &str,
    text: &str,
    container: &str,
    items: &[String],
    after: &[&str],
) -> Result<(String, usize), Failure> {
    let elements = elements(part, text, 2)?;
    let prefix = prefix(&elements);
    let mut edits = Edits::default();
    let Some(index) = elements.iter().position(|element| element.depth == 1 && element.name == container)
    else {
        let follower =
            elements.iter().find(|element| element.depth == 1 && after.contains(&element.name.as_str()));
        let root_end = elements.first().and_then(|root| root.inner.as_ref()).map(|inner| inner.end);
        let at = follower.map(|element| element.whole.start).or(root_end);
        let at = at.ok_or_else(|| broken(part, &"it has no root"))?;
        let count = items.len();
        let body = items.concat();
        edits.insert(at, format!("<{prefix}{container} count=\"{count}\">{body}</{prefix}{container}>"));
        return Ok((edits.apply(text), 0));
    };
    let inside = elements.iter().skip(index + 1).take_while(|element| element.depth > 1);
    let before = inside.filter(|element| element.depth == 2).count();
    if let Some(element) = elements.get(index) {
        let count = (before + items.len()).to_string();
        let tag = retagged(&element.start, false, &[("count", Some(count))]);
        let end = element.inner.as_ref().map_or(element.whole.end, |inner| inner.start);
        edits.replace(element.whole.start..end, tag);
        match &element.inner {
            Some(inner) => edits.insert(inner.end, items.concat()),
            None => edits.insert(end, format!("{}</{prefix}{container}>", items.concat())),
        }
    }
    Ok((edits.apply(text), before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_put_where_they_belong() {
        let add = |text: &str| append("s", text, "b", &["<i/>".to_owned()], &["c"]).unwrap();
        assert_eq!(add("<r><a/><c/></r>"), ("<r><a/><b count=\"1\"><i/></b><c/></r>".to_owned(), 0));
        assert_eq!(add("<r><b count=\"0\"/></r>"), ("<r><b count=\"1\"><i/></b></r>".to_owned(), 0));
        let (text, before) = add("<x:r><x:b count=\"1\" k='\"'><x:i><x:j/></x:i></x:b></x:r>");
        assert_eq!(
            (text.as_str(), before),
            ("<x:r><x:b count=\"2\" k=\"&quot;\"><x:i><x:j/></x:i><i/></x:b></x:r>", 1)
        );
    }

    #[test]
    fn text_that_xml_cannot_hold_is_left_out() {
        assert_eq!(escaped("a\u{1}<b>\n\u{FFFF}"), "a&lt;b&gt;\n");
    }
}
