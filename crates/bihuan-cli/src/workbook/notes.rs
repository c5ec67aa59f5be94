//! Notes on cells: a list of texts in one part, and the boxes that show them in a drawing in the older VML.

use super::marks::Note;
use super::package::Package;
use super::sheet::Survey;
use super::xml::{Edits, attribute, broken, elements, escaped, prefix};
use crate::output::Failure;
use bihuan::{Lang, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Whose notes ours are.
const AUTHOR: &str = "bihuan";
/// Stands between the clerk's own note and ours.
const RULE: &str = "———— bihuan ————";

const COMMENTS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const DRAWING: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing";
const COMMENTS_CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING_CONTENT: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// Takes the notes of an earlier run off a sheet and puts these on; gives the relationship of the drawing
/// where the sheet has to be told of it.
pub(super) fn put(
    package: &mut Package,
    sheet: &str,
    survey: &Survey,
    notes: &BTreeMap<(u32, u32), Note>,
    lang: Lang,
) -> Result<Option<String>, Failure> {
    let relations = package.relations(sheet)?;
    let known = relations.iter().find(|relation| relation.kind == "comments");
    if known.is_none() && notes.is_empty() {
        return Ok(None);
    }
    let comments = match known {
        Some(relation) => relation.target.clone(),
        None => {
            let part = package.free("xl/comments", ".xml");
            package.set(&part, empty_comments());
            package.declare(&part, COMMENTS_CONTENT)?;
            package.relate(sheet, COMMENTS, &part)?;
            part
        }
    };
    let text = package.needed(&comments)?;
    let List { text, removed, new } = rewritten(&comments, &text, notes, lang)?;
    package.set(&comments, text);
    let of_sheet = |relation: &&super::package::Relation| Some(&relation.id) == survey.notes.as_ref();
    let (drawing, told) = match relations.iter().find(of_sheet) {
        Some(relation) => (relation.target.clone(), None),
        // a sheet has one drawing for notes: where it is lost, the notes do without their boxes
        None if new.is_empty() || survey.notes.is_some() => return Ok(None),
        None => {
            let part = package.free("xl/drawings/vmlDrawing", ".vml");
            package.set(&part, EMPTY_DRAWING.to_owned());
            package.declare(&part, DRAWING_CONTENT)?;
            let id = package.relate(sheet, DRAWING, &part)?;
            (part, Some(id))
        }
    };
    let text = package.needed(&drawing)?;
    let boxes = new.iter().filter_map(|cell| Some((*cell, notes.get(cell)?)));
    let text = boxed(&without(&text, &removed), boxes, survey);
    package.set(&drawing, text);
    Ok(told)
}

fn empty_comments() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
     <comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors></authors>\
     <commentList></commentList></comments>"
        .to_owned()
}

/// A list of notes written again.
struct List {
    text: String,
    /// Cells whose note was ours alone and is gone.
    removed: BTreeSet<(u32, u32)>,
    /// Cells that had no note before.
    new: Vec<(u32, u32)>,
}

fn rewritten(
    part: &str,
    text: &str,
    notes: &BTreeMap<(u32, u32), Note>,
    lang: Lang,
) -> Result<List, Failure> {
    let all = elements(part, text, 5)?;
    let p = prefix(&all);
    let authors: Vec<String> = all
        .iter()
        .filter(|element| element.depth == 2 && element.name == "author")
        .map(|element| element.inner.clone().and_then(|inner| text.get(inner)).unwrap_or_default().to_owned())
        .collect();
    let ours = authors.iter().position(|author| author == AUTHOR);
    let author = ours.unwrap_or(authors.len());
    let mut edits = Edits::default();
    let (mut removed, mut kept) = (BTreeSet::new(), BTreeSet::new());
    for (index, comment) in all.iter().enumerate().filter(|(_, element)| element.name == "comment") {
        let cell = attribute(&comment.start, "ref").as_deref().and_then(super::marks::cell_at);
        let Some(cell) = cell else { continue };
        let by = attribute(&comment.start, "authorId").and_then(|id| id.parse::<usize>().ok());
        let inside = all.iter().skip(index + 1).take_while(|element| element.depth > comment.depth);
        let threaded = by.and_then(|by| authors.get(by)).is_some_and(|author| author.starts_with("tc="));
        // a program that saved the workbook may have taken our name off the note
        let texts = inside.clone().filter(|element| element.name == "t");
        let said: String = texts.filter_map(|element| text.get(element.inner.clone()?)).collect();
        if (by.is_some() && by == ours) || (!threaded && is_ours(&said)) {
            edits.replace(comment.whole.clone(), "");
            removed.insert(cell);
            continue;
        }
        kept.insert(cell);
        let body = inside.clone().find(|element| element.name == "text").and_then(|text| text.inner.clone());
        let Some(body) = body.filter(|_| !threaded) else { continue };
        // from our rule on, what an earlier run wrote below the clerk's own words; a program that saved the
        // workbook may have split the rule or joined it to what stands before
        let mut before = said.find(RULE).unwrap_or(usize::MAX);
        let mut child = None;
        for element in inside.filter(|element| matches!(element.name.as_str(), "r" | "t")) {
            if element.depth == comment.depth + 2 {
                child = Some(element);
            }
            let Some(inner) = element.inner.clone().filter(|_| element.name == "t") else { continue };
            if before >= inner.len() {
                before -= inner.len();
                continue;
            }
            let own = text.get(inner.start..inner.start + before).unwrap_or_default();
            let own = trimmed(own);
            if let Some(child) = child {
                if own.is_empty() {
                    edits.replace(child.whole.start..body.end, "");
                } else {
                    let end = if child.name == "r" { format!("</{p}r>") } else { String::new() };
                    edits.replace(inner.start + own.len()..body.end, format!("</{p}t>{end}"));
                }
            }
            break;
        }
        if let Some(note) = notes.get(&cell) {
            edits.insert(
                body.end,
                format!("{}{}", run(&p, &format!("\n{RULE}\n"), false, lang), runs_of(&p, note, lang)),
            );
        }
    }
    let new: Vec<_> = notes.keys().filter(|cell| !kept.contains(cell)).copied().collect();
    if !new.is_empty() {
        let end = |name: &str| {
            let found = all.iter().find(|element| element.depth == 1 && element.name == name);
            found.map(|element| (element.whole.clone(), element.inner.as_ref().map(|inner| inner.end)))
        };
        let mut put = |name: &str, items: String| -> Result<(), Failure> {
            match end(name) {
                Some((_, Some(inner))) => edits.insert(inner, items),
                Some((whole, None)) => edits.replace(whole, format!("<{p}{name}>{items}</{p}{name}>")),
                None => return Err(broken(part, &format_args!("it has no `{name}`"))),
            }
            Ok(())
        };
        if ours.is_none() {
            put("authors", format!("<{p}author>{AUTHOR}</{p}author>"))?;
        }
        let comment = |cell: &(u32, u32)| {
            let (name, body) =
                (super::marks::cell_name(*cell), notes.get(cell).map(|note| runs_of(&p, note, lang)));
            let body = body.unwrap_or_default();
            format!("<{p}comment ref=\"{name}\" authorId=\"{author}\"><{p}text>{body}</{p}text></{p}comment>")
        };
        put("commentList", new.iter().map(comment).collect())?;
    }
    Ok(List { text: edits.apply(text), removed, new })
}

/// A text as XML writes it, without the blanks and line ends behind it.
fn trimmed(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(rest) = LINE_ENDS.iter().find_map(|end| text.strip_suffix(end)) {
        text = rest.trim_end();
    }
    text
}

/// Line ends as programs write them in XML.
const LINE_ENDS: [&str; 4] = ["&#10;", "&#xA;", "&#xa;", "&#13;"];

/// Whether a note is ours by what it says: it begins with our rule, or with a severity and a code alone in a line.
fn is_ours(said: &str) -> bool {
    let said = LINE_ENDS.iter().fold(said.to_owned(), |said, end| said.replace(end, "\n"));
    let first = said.trim_start().lines().next().unwrap_or_default().trim_end();
    let is_code = |code: &str| {
        code.strip_prefix("BH")
            .is_some_and(|digits| digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let is_severity = |word: &str| {
        [Severity::Error, Severity::Warning, Severity::Note]
            .iter()
            .any(|severity| [Lang::Zh, Lang::En].iter().any(|lang| severity.word(*lang) == word))
    };
    first == RULE || first.split_once(' ').is_some_and(|(word, code)| is_severity(word) && is_code(code))
}

/// A note's findings, each a bold line and what it says.
fn runs_of(p: &str, note: &Note, lang: Lang) -> String {
    let mut runs = String::new();
    for (index, (head, body)) in note.findings.iter().enumerate() {
        let gap = if index == 0 { "" } else { "\n" };
        runs.push_str(&run(p, &format!("{gap}{head}\n"), true, lang));
        let end = if index + 1 < note.findings.len() { "\n" } else { "" };
        runs.push_str(&run(p, &format!("{body}{end}"), false, lang));
    }
    runs
}

fn run(p: &str, text: &str, bold: bool, lang: Lang) -> String {
    let bold = if bold { format!("<{p}b/>") } else { String::new() };
    let font = if lang == Lang::Zh { "宋体" } else { "Tahoma" };
    let text = escaped(text);
    format!(
        "<{p}r><{p}rPr>{bold}<{p}sz val=\"9\"/><{p}color indexed=\"81\"/><{p}rFont val=\"{font}\"/></{p}rPr>\
         <{p}t xml:space=\"preserve\">{text}</{p}t></{p}r>"
    )
}

const EMPTY_DRAWING: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
     xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/>\
     </o:shapelayout></xml>";

/// The kind of shape that a note's box is.
const BOX: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
     <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// The namespaces of a drawing: the prefix that we use, and the address.
const SPACES: [(&str, &str); 3] = [
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
];

/// The prefixes that a drawing has for an address: programs choose their own.
fn prefixes<'a>(drawing: &'a str, address: &str) -> Vec<&'a str> {
    let declared = drawing.split("xmlns:").skip(1).filter_map(|rest| {
        let (prefix, rest) = rest.split_once('=')?;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        (rest.get(1..)?.split(quote).next()? == address).then_some(prefix.trim())
    });
    declared.collect()
}

/// The drawing without the boxes of some cells. (It is searched as text: older programs wrote VML that is no XML.)
fn without(drawing: &str, cells: &BTreeSet<(u32, u32)>) -> String {
    let [(_, vml), _, (_, excel)] = SPACES;
    let mut edits = Edits::default();
    for v in prefixes(drawing, vml) {
        let (open, close) = (format!("<{v}:shape "), format!("</{v}:shape>"));
        let mut from = 0;
        while let Some(start) = find(drawing, from, &open) {
            let Some(end) = find(drawing, start, &close).map(|at| at + close.len()) else { break };
            let shape = drawing.get(start..end).unwrap_or_default();
            let field = |name: &str| {
                let inner = |x: &str| Some(shape.split_once(&format!("<{x}:{name}>"))?.1.split_once('<')?.0);
                prefixes(drawing, excel).into_iter().find_map(inner)?.trim().parse::<u32>().ok()
            };
            if let (Some(row), Some(column)) = (field("Row"), field("Column"))
                && cells.contains(&(row, column))
                && shape.contains("ObjectType=\"Note\"")
            {
                edits.replace(start..end, "");
            }
            from = end;
        }
    }
    edits.apply(drawing)
}

fn find(text: &str, from: usize, what: &str) -> Option<usize> {
    text.get(from..)?.find(what).map(|at| from + at)
}

/// The drawing with boxes for these notes.
fn boxed<'a>(drawing: &str, notes: impl Iterator<Item = ((u32, u32), &'a Note)>, survey: &Survey) -> String {
    let mut shapes = String::new();
    let last = drawing
        .split("_x0000_s")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok())
        .max()
        .unwrap_or(1024);
    for (id, (cell, note)) in (last + 1..).zip(notes) {
        shapes.push_str(&shape(id, cell, note, survey));
    }
    if shapes.is_empty() {
        return drawing.to_owned();
    }
    if !drawing.contains("id=\"_x0000_t202\"") {
        shapes.insert_str(0, BOX);
    }
    let at = drawing.rfind("</xml>").unwrap_or(drawing.len());
    let mut edits = Edits::default();
    edits.insert(at, shapes);
    if let Some(root) = find(drawing, 0, "<xml") {
        for (prefix, address) in
            SPACES.iter().filter(|(prefix, address)| !prefixes(drawing, address).contains(prefix))
        {
            edits.insert(root + "<xml".len(), format!(" xmlns:{prefix}=\"{address}\""));
        }
    }
    edits.apply(drawing)
}

/// How wide a note's box is, in pixels.
const WIDTH: u32 = 300;
/// How high a line and a row are, about.
const LINE: u32 = 17;
const ROW: u32 = 20;

fn shape(id: u32, (row, column): (u32, u32), note: &Note, survey: &Survey) -> String {
    let height = (lines_of(note) * LINE + 14).min(600);
    // the box hangs to the right of its cell, a little above it; its place is told in columns and rows
    let left = column + 1;
    let (right, into_right) = along(left, 12 + WIDTH, survey);
    let top = row.saturating_sub(1);
    let (bottom, into_bottom) = (top + (4 + height) / ROW, (4 + height) % ROW);
    let order = id % 1024 + 1;
    let points = |pixels: u32| f64::from(pixels) * 0.75;
    format!(
        "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:60pt;margin-top:1.5pt;\
         width:{}pt;height:{}pt;z-index:{order};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\">\
         <v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>\
         <v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
         <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
         <x:Anchor>{left}, 12, {top}, 4, {right}, {into_right}, {bottom}, {into_bottom}</x:Anchor>\
         <x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
        points(WIDTH),
        points(height)
    )
}

/// Where so many pixels from the left edge of a column end: the column, and how far into it.
fn along(column: u32, mut pixels: u32, survey: &Survey) -> (u32, u32) {
    let mut at = column;
    loop {
        let width = survey.pixels(at);
        if pixels < width || at > column + 500 {
            return (at, pixels);
        }
        pixels -= width;
        at += 1;
    }
}

/// Lines that the note takes in its box; a Han character is twice as wide as a letter.
fn lines_of(note: &Note) -> u32 {
    let fits = WIDTH / 7;
    let lines = note.findings.iter().flat_map(|(head, body)| head.lines().chain(body.lines()));
    let rows = lines.map(|line| {
        let width: u32 = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        width / fits + 1
    });
    let gaps = u32::try_from(note.findings.len()).unwrap_or(u32::MAX).saturating_sub(1);
    rows.sum::<u32>().saturating_add(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(cells: &[(u32, u32)]) -> BTreeMap<(u32, u32), Note> {
        cells.iter().map(|cell| (*cell, Note { findings: vec![("h".to_owned(), "b<".to_owned())] })).collect()
    }

    #[test]
    fn the_clerks_own_note_is_kept_and_ours_come_and_go() {
        let own = "<comments><authors><author>w</author></authors><commentList><comment ref=\"B2\" authorId=\"0\">\
                   <text><r><t>own</t></r></text></comment></commentList></comments>";
        let put = rewritten("c", own, &notes(&[(1, 1), (4, 2)]), Lang::En).unwrap();
        assert_eq!(put.new, [(4, 2)]);
        assert!(
            put.text.contains("own") && put.text.contains("ref=\"C5\"") && put.text.contains("b&lt;"),
            "{}",
            put.text
        );
        let again = rewritten("c", &put.text, &notes(&[]), Lang::En).unwrap();
        assert_eq!(again.removed.into_iter().collect::<Vec<_>>(), [(4, 2)]);
        assert_eq!(again.text, own.replace("</author>", "</author><author>bihuan</author>"));
    }

    #[test]
    fn ours_is_known_by_its_words_where_the_author_is_lost() {
        let ours = [("错误 BH0301", "没有"), ("warning BH0302", "none"), (RULE, "rest")];
        let theirs = ["错误 很多", "错误 BH0301 已改", "BH0301", "请看 BH0301", "error BH03011"];
        let comment = |cell: usize, body: &str| {
            format!("<comment ref=\"A{cell}\" authorId=\"0\"><text><t>{body}</t></text></comment>")
        };
        let list = |notes: &str| {
            format!(
                "<comments><authors><author> </author></authors><commentList>{notes}</commentList></comments>"
            )
        };
        let kept: String = (10..).zip(theirs).map(|(row, said)| comment(row, said)).collect();
        let gone: String =
            (1..).zip(ours).map(|(row, (head, body))| comment(row, &format!("{head}\n{body}"))).collect();
        let gone = format!(
            "{gone}<comment ref=\"A4\" authorId=\"0\"><text><r><t>错误 </t></r><r><t>BH0301&#10;</t></r></text></comment>"
        );
        let both = comment(30, &format!("own&#10;{RULE}\nnote BH0601\nold"));
        let split = "<comment ref=\"A31\" authorId=\"0\"><text><r><t>own</t></r><r><t>&#10;————</t></r>\
                     <r><t> bihuan </t></r><r><t>————&#10;x</t></r></text></comment>";
        let whole = "<comment ref=\"A31\" authorId=\"0\"><text><r><t>own</t></r></text></comment>";
        let again =
            rewritten("c", &list(&format!("{gone}{kept}{both}{split}")), &notes(&[]), Lang::En).unwrap();
        assert_eq!(again.text, list(&format!("{kept}{}{whole}", comment(30, "own"))));
        assert_eq!(again.removed.into_iter().collect::<Vec<_>>(), [(0, 0), (1, 0), (2, 0), (3, 0)]);
    }

    #[test]
    fn boxes_come_and_go() {
        let list = notes(&[(4, 2), (1, 0)]);
        let some = boxed(EMPTY_DRAWING, list.iter().map(|(cell, note)| (*cell, note)), &Survey::default());
        assert!(
            some.contains("<x:Row>4</x:Row><x:Column>2</x:Column>") && some.contains("_x0000_s1026"),
            "{some}"
        );
        let none = without(&some, &BTreeSet::from([(4, 2), (1, 0)]));
        assert_eq!(none, EMPTY_DRAWING.replace("</xml>", &format!("{BOX}</xml>")));
    }

    #[test]
    fn a_drawing_may_have_prefixes_of_its_own() {
        let theirs = "<xml xmlns:a=\"urn:schemas-microsoft-com:vml\" xmlns:c='urn:schemas-microsoft-com:office:excel'><a:shape id=\"_x0000_s1030\">\
                      <c:ClientData ObjectType=\"Note\"><c:Row> 1 </c:Row><c:Column>0</c:Column></c:ClientData></a:shape></xml>";
        let some =
            boxed(theirs, notes(&[(4, 2)]).iter().map(|(cell, note)| (*cell, note)), &Survey::default());
        assert_eq!(elements("d", &some, 1).unwrap().len(), 4, "{some}");
        for (prefix, address) in SPACES {
            assert!(some.contains(&format!("xmlns:{prefix}=\"{address}\"")), "{some}");
        }
        let none = without(&some, &BTreeSet::from([(4, 2), (1, 0)]));
        assert!(!none.contains("ClientData"), "{none}");
    }
}
