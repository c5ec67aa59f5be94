//! Findings: what loading, reading and verifying object to, with place, cause and mend, in Chinese
//! and English from one catalogue.

mod catalogue;
mod code;
mod gathered;
mod mend;
pub(crate) mod object;

pub use code::{Code, Severity};
pub(crate) use gathered::Findings;
pub use mend::Mend;

use serde::{Deserialize, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Lang {
    /// English
    #[default]
    En,
    /// 中文
    Zh,
}

/// Where something stands: file, sheet, row (a line of the file, from 1) and column.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Place {
    /// The file, as the rulebook's folder names it.
    pub file: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The line on which the record starts, from 1.
    pub row: Option<u64>,
    /// The column as the header writes it, or the key of a setting.
    pub column: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: Some(file.into()), ..Place::default() }
    }

    /// The same file, at a row.
    #[must_use]
    pub fn at_row(&self, row: u64) -> Place {
        Place { row: Some(row), ..self.clone() }
    }

    /// The same row, at a column.
    #[must_use]
    pub fn at_column(&self, column: impl Into<String>) -> Place {
        Place { column: Some(column.into()), ..self.clone() }
    }
}

impl fmt::Display for Place {
    /// `file[sheet]:row`, as far as they are known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file.as_deref().unwrap_or_default())?;
        if let Some(sheet) = &self.sheet {
            write!(f, "[{sheet}]")?;
        }
        match self.row {
            Some(row) => write!(f, ":{row}"),
            None => Ok(()),
        }
    }
}

/// One thing that is wrong or worth knowing: a code, a place, the value in question and what was expected.
///
/// ```
/// # use bihuan::{Lang, Rulebook};
/// let files = [("rulebook.toml", "calendar = 'moon'"), ("units.csv", "code,name\nA,B\n")];
/// let error = Rulebook::from_parts(files).compile().unwrap_err();
/// assert!(error.findings().iter().any(|finding| finding.message(Lang::En).contains("`moon`")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    // behind a pointer: results that carry a finding stay small
    inner: Box<Inner>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    code: Code,
    place: Place,
    value: Option<String>,
    args: BTreeMap<&'static str, String>,
    witness: Vec<(String, String)>,
    mend: Option<Mend>,
    touched: Option<u64>,
    /// What makes it the same finding in another version of a rulebook, where its place can't.
    key: Option<String>,
    /// How large it is among those of its kind.
    weight: u64,
}

impl Finding {
    /// A finding without a place yet.
    pub(crate) fn new(code: Code) -> Finding {
        let inner = Inner {
            code,
            place: Place::default(),
            value: None,
            args: BTreeMap::new(),
            witness: Vec::new(),
            mend: None,
            touched: None,
            key: None,
            weight: 0,
        };
        Finding { inner: Box::new(inner) }
    }

    #[must_use]
    pub(crate) fn at(mut self, place: &Place) -> Finding {
        self.inner.place = place.clone();
        self
    }

    #[must_use]
    pub(crate) fn column(mut self, column: impl Into<String>) -> Finding {
        self.inner.place.column = Some(column.into());
        self
    }

    #[must_use]
    pub(crate) fn value(mut self, value: impl Into<String>) -> Finding {
        self.inner.value = Some(value.into());
        self
    }

    #[must_use]
    pub(crate) fn arg(mut self, name: &'static str, value: impl fmt::Display) -> Finding {
        self.inner.args.insert(name, value.to_string());
        self
    }

    /// With a ticket that shows it when it is dispatched, as named fields (`id` and `received_at` among them).
    #[must_use]
    pub(crate) fn witness_is(mut self, fields: Vec<(String, String)>) -> Finding {
        self.inner.witness = fields;
        self
    }

    /// With an id for its witness that no other has, so that several can stand in one file: `BH0802-14`.
    #[must_use]
    pub(crate) fn witness_id(mut self, taken: &mut BTreeSet<String>) -> Finding {
        let row = self.inner.place.row.map_or_else(String::new, |row| format!("-{row}"));
        let stem = format!("{}{row}", self.inner.code);
        let further = (2_u32..).map(|number| format!("{stem}-{number}"));
        let id = std::iter::once(stem.clone()).chain(further).find(|id| !taken.contains(id)).unwrap_or(stem);
        for (_, value) in self.inner.witness.iter_mut().filter(|(name, _)| name == "id") {
            value.clone_from(&id);
        }
        taken.insert(id);
        self
    }

    /// With what would mend it, where something would.
    #[must_use]
    pub(crate) fn mend_is(mut self, mend: impl Into<Option<Mend>>) -> Finding {
        self.inner.mend = mend.into();
        self
    }

    /// With the number of tickets, of those given, that it touches.
    #[must_use]
    pub(crate) fn touches(mut self, tickets: u64) -> Finding {
        self.inner.touched = Some(tickets);
        self
    }

    /// With what makes it the same finding in another version of a rulebook, and how large it is among
    /// those of its kind.
    #[must_use]
    pub(crate) fn known_by(mut self, key: String, weight: u64) -> Finding {
        self.inner.key = Some(key);
        self.inner.weight = weight;
        self
    }

    /// What makes it the same finding in another version of a rulebook: no line.
    pub(crate) fn key(&self) -> String {
        if let Some(key) = &self.inner.key {
            return key.clone();
        }
        let place = &self.inner.place;
        // an edition's folder or workbook may have another name by now
        let file = place.file.as_deref().map(|file| file.rsplit('/').next().unwrap_or(file));
        let parts = [place.sheet.as_deref().or(file), place.column.as_deref(), self.cell()];
        let parts = parts.map(Option::unwrap_or_default);
        format!("{}\u{1f}{}", self.inner.code, parts.join("\u{1f}"))
    }

    pub(crate) fn weight(&self) -> u64 {
        self.inner.weight
    }

    /// The same finding in a file's line: for readers of tickets and events, which know the place.
    #[must_use]
    pub fn in_line(mut self, file: &str, row: u64) -> Finding {
        self.inner.place.file = Some(file.to_owned());
        self.inner.place.row = Some(row);
        self
    }

    /// The same finding on a sheet of a workbook.
    #[must_use]
    pub fn in_sheet(mut self, sheet: Option<&str>) -> Finding {
        self.inner.place.sheet = sheet.map(str::to_owned);
        self
    }

    /// What kind of finding it is.
    pub fn code(&self) -> Code {
        self.inner.code
    }

    /// Whether it stops the rulebook from being used.
    pub fn severity(&self) -> Severity {
        self.inner.code.severity()
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.inner.place
    }

    /// The value in question, as written.
    pub fn cell(&self) -> Option<&str> {
        self.inner.value.as_deref()
    }

    /// A ticket that shows it when it is dispatched, as the fields that [`Ticket::from_fields`] reads; empty
    /// where no ticket can show it.
    ///
    /// [`Ticket::from_fields`]: crate::Ticket::from_fields
    pub fn witness(&self) -> &[(String, String)] {
        &self.inner.witness
    }

    /// A change of the table that mends it, where there is one.
    pub fn mend(&self) -> Option<&Mend> {
        self.inner.mend.as_ref()
    }

    /// How many tickets it touches, of those that the check was given; none when it was given none, or when
    /// no ticket can tell.
    pub fn touched(&self) -> Option<u64> {
        self.inner.touched
    }

    /// What is wrong, in one line.
    pub fn message(&self, lang: Lang) -> String {
        self.fill(self.inner.code.template(lang))
    }

    /// What to do about it; empty where the message says it all.
    pub fn help(&self, lang: Lang) -> String {
        let template = self.inner.code.help_template(lang);
        let mut names = template.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        // a help that has nothing to fill in says nothing
        let known =
            |name: &str| name == "value" || self.inner.args.get(name).is_some_and(|arg| !arg.is_empty());
        if names.all(|(name, _)| known(name)) { self.fill(template) } else { String::new() }
    }

    /// The finding in one line of a language: `file[sheet]:row: column: severity[code]: message`.
    pub fn line(&self, lang: Lang) -> String {
        let mut line = String::new();
        if self.inner.place.file.is_some() {
            line.push_str(&format!("{}: ", self.inner.place));
        }
        if let Some(column) = &self.inner.place.column {
            line.push_str(&format!("{column}: "));
        }
        let severity = self.severity().word(lang);
        line.push_str(&format!("{severity}[{}]: {}", self.inner.code, self.message(lang)));
        line
    }

    /// Fills `{name}` with the argument of that name, `{value}` with the value.
    fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                rest = after;
                break;
            };
            match name {
                "value" => out.push_str(&short(self.inner.value.as_deref().unwrap_or_default())),
                _ => out.push_str(self.inner.args.get(name).map_or("", String::as_str)),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

/// A value short enough for a message; the finding itself keeps all of it.
fn short(value: &str) -> String {
    const LONGEST: usize = 80;
    let mut text: String = value.chars().take(LONGEST).collect();
    if text.len() < value.len() {
        text.push('…');
    }
    text
}

impl fmt::Display for Finding {
    /// `file[sheet]:row: column: severity[code]: message`, in English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(Lang::En))
    }
}

impl Serialize for Finding {
    /// The columns of `check`, messages in English, and `witness` (an object), `mend` and `touched` where
    /// there are some.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            code: String,
            severity: &'static str,
            file: Option<&'a str>,
            sheet: Option<&'a str>,
            row: Option<u64>,
            column: Option<&'a str>,
            value: Option<&'a str>,
            message: String,
            help: String,
            #[serde(skip_serializing_if = "<[_]>::is_empty", serialize_with = "object::serialize")]
            witness: &'a [(String, String)],
            #[serde(skip_serializing_if = "Option::is_none")]
            mend: Option<&'a Mend>,
            #[serde(skip_serializing_if = "Option::is_none")]
            touched: Option<u64>,
        }
        Row {
            code: self.inner.code.to_string(),
            severity: self.severity().word(Lang::En),
            file: self.inner.place.file.as_deref(),
            sheet: self.inner.place.sheet.as_deref(),
            row: self.inner.place.row,
            column: self.inner.place.column.as_deref(),
            value: self.inner.value.as_deref(),
            message: self.message(Lang::En),
            help: self.help(Lang::En),
            witness: &self.inner.witness,
            mend: self.inner.mend.as_ref(),
            touched: self.inner.touched,
        }
        .serialize(serializer)
    }
}

impl std::error::Error for Finding {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn witness_mend_and_touched_stand_in_json_only_where_there_are_some() {
        let row = Place::file("dispatch.csv").at_row(3);
        let plain = Finding::new(Code::RowNeverWins).at(&row).value("3").arg("by", "`2`");
        let json = serde_json::to_value(&plain).unwrap();
        assert_eq!(json.as_object().unwrap().len(), 9);
        let fields = [("id", "witness"), ("received_at", "2025-01-17"), ("matter", "噪声")];
        let full = plain
            .witness_is(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
            .mend_is(Mend::DeleteRow { row })
            .touches(12);
        let json = serde_json::to_value(&full).unwrap();
        assert_eq!(json["witness"]["matter"], "噪声");
        assert_eq!((&json["mend"]["kind"], &json["touched"]), (&"delete_row".into(), &12.into()));
    }
}
