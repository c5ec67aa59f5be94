//! Events and the history of a ticket (semantics E, G-6).

use super::columns::event_column;
use super::moment::Moment;
use super::number::Number;
use super::text::{fold, is_blank};
use super::value::Fields;
use crate::message::{Code, Finding, Lang};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The kinds of event that every rulebook knows, Chinese and English (W-kinds).
pub(crate) const KINDS: &[(&str, &str)] = &[
    ("受理", "received"),
    ("派单", "dispatched"),
    ("签收", "accepted"),
    ("退单", "returned"),
    ("退单通过", "return_upheld"),
    ("退单驳回", "return_rejected"),
    ("指定承办", "designated"),
    ("信息更正", "amended"),
    ("先行联系", "contacted"),
    ("联系未果", "contact_failed"),
    ("约定上门", "visit_agreed"),
    ("上门核查", "visited"),
    ("指派跟踪", "tracker_assigned"),
    ("协办反馈", "assisted"),
    ("处置完毕", "handled"),
    ("答复", "replied"),
    ("跟踪单", "slip_filed"),
    ("申请签批", "signoff_requested"),
    ("签批", "signed"),
    ("退回", "sent_back"),
    ("转交", "delegated"),
    ("加签", "signer_added"),
    ("撤回", "withdrawn"),
    ("申请延期", "extension_requested"),
    ("批准延期", "extension_granted"),
    ("驳回延期", "extension_refused"),
    ("办结", "completed"),
    ("重办", "reopened"),
    ("并单", "merged"),
    ("撤单", "cancelled"),
    ("回访", "revisited"),
    ("电话复访", "rechecked"),
    ("预警", "warned"),
    ("催办", "reminded"),
    ("督办", "supervised"),
    ("批示", "instructed"),
    ("周小结", "reported_weekly"),
    ("月总结", "reported_monthly"),
    ("免除", "waived"),
];

/// The kinds that a fold over the history derives (E-1).
pub(crate) const DERIVED: &[&str] = &["overdue", "route_completed", "route_refused", "slip_complete"];

/// The one name of a kind: the English word of a known one, else the folded text.
pub(crate) fn kind_name(text: &str) -> String {
    let text = fold(text);
    match KINDS.iter().find(|(zh, _)| *zh == text) {
        Some((_, en)) => (*en).to_owned(),
        None => text,
    }
}

/// The word of a kind in a language: 派单 for `dispatched`; a kind of a rulebook's own is its own word.
///
/// ```
/// use bihuan::{Lang, kind_word};
/// assert_eq!(kind_word("dispatched", Lang::Zh), "派单");
/// assert_eq!(kind_word("抽查", Lang::Zh), "抽查");
/// ```
pub fn kind_word(kind: &str, lang: Lang) -> &str {
    match KINDS.iter().find(|(_, en)| *en == kind) {
        Some((zh, _)) if lang == Lang::Zh => zh,
        _ => kind,
    }
}

/// Something that happened on a ticket.
///
/// ```
/// use bihuan::Event;
/// let event = Event::from_fields([("at", "2025-01-17 23:10"), ("kind", "派单"), ("unit", "CGZD")])?;
/// assert_eq!(event.kind, "dispatched");
/// # Ok::<(), bihuan::Finding>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
#[non_exhaustive]
pub struct Event {
    /// When it happened.
    pub at: Moment,
    /// What happened: the English name of a known kind, else the folded text.
    pub kind: String,
    /// Every other field that is present, by folded column name: `unit`, `part`, `by`, `reason`, …
    pub(crate) fields: BTreeMap<String, String>,
    /// Whether a `part` was given that is no number; it counts as absent and is noted (G-8).
    pub(crate) unreadable_part: bool,
    pub(crate) part: Option<u32>,
}

impl Event {
    /// An event without fields.
    pub fn new(at: Moment, kind: &str) -> Event {
        Event { at, kind: kind_name(kind), fields: BTreeMap::new(), unreadable_part: false, part: None }
    }

    /// The name of a column that a header means, in Chinese or English: `at` for 时间. Any other header is a
    /// field's of its own, folded.
    pub fn column(header: &str) -> String {
        event_column(header)
    }

    /// Sets a field by its column name; the builder for hosts that write events in code.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Event {
        self.set(name, value);
        self
    }

    /// Sets a field by its column name; a blank value leaves it absent (G-4).
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let (name, value) = (event_column(name), value.into());
        let blank = is_blank(&value);
        if name == "part" {
            self.part = Number::parse(&fold(&value)).and_then(|number| number.as_u32());
            self.unreadable_part = self.part.is_none() && !blank;
        }
        if blank {
            self.fields.remove(&name);
        } else {
            self.fields.insert(name, value);
        }
    }

    /// An event from named fields, as a line of a file gives them (`ticket` is left out).
    ///
    /// # Errors
    /// A finding with column and value when there is no readable time (G-8).
    pub fn from_fields<N: AsRef<str>, V: AsRef<str>>(
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Event, Finding> {
        let (mut at, mut kind, mut rest) = (None, String::new(), Vec::new());
        for (name, value) in fields {
            let value = value.as_ref();
            if is_blank(value) {
                continue;
            }
            let name = event_column(name.as_ref());
            match name.as_str() {
                "ticket" => {}
                "at" => at = Some(value.to_owned()),
                "kind" => kind = value.to_owned(),
                _ => rest.push((name, value.to_owned())),
            }
        }
        let at = match at {
            None => return Err(Finding::new(Code::NoTime).column("at")),
            Some(text) => text.parse().map_err(|_| Finding::new(Code::BadTime).column("at").value(&text))?,
        };
        let mut event = Event::new(at, &kind);
        for (name, value) in rest {
            event.set(&name, value);
        }
        Ok(event)
    }

    /// Every field that is present, by its English name or folded header, as written.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A field by its English name, as written.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// The unit that it concerns or that did it, as written.
    pub fn unit(&self) -> Option<&str> {
        self.get("unit")
    }

    /// The part it names, from 1.
    pub fn part(&self) -> Option<u32> {
        self.part
    }
}

impl TryFrom<Fields> for Event {
    type Error = Finding;

    fn try_from(fields: Fields) -> Result<Event, Finding> {
        Event::from_fields(fields.0.into_iter().map(|(name, value)| (name, value.into_text())))
    }
}

impl From<Event> for Fields {
    fn from(event: Event) -> Fields {
        use super::value::FieldValue::Text;
        let mut fields =
            vec![("at".to_owned(), Text(event.at.to_string())), ("kind".to_owned(), Text(event.kind))];
        fields.extend(event.fields.into_iter().map(|(name, value)| (name, Text(value))));
        Fields(fields)
    }
}

/// The events of one ticket as they were given; the ordinal of an event is its place here, from 1.
///
/// They may be given in any order: every answer takes them by `at`, equal times as given (G-6).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct History {
    /// The events as given.
    pub events: Vec<Event>,
}

impl History {
    /// A history without events.
    pub fn new() -> History {
        History::default()
    }

    /// Adds an event at the end.
    pub fn push(&mut self, event: Event) {
        self.events.push(event);
    }
}

impl FromIterator<Event> for History {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> History {
        History { events: events.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_an_event() {
        let event = Event::from_fields([
            ("工单编号", "1"),
            ("时间", "2025-01-17 23:10"),
            ("事件", "退单通过"),
            ("单位", "城管"),
            ("分派", "２"),
            ("原因", ""),
        ])
        .unwrap();
        assert_eq!(event.kind, "return_upheld");
        assert_eq!((event.unit(), event.part(), event.get("reason")), (Some("城管"), Some(2), None));
        assert!(Event::from_fields([("at", "soon"), ("kind", "派单")]).is_err());
        let event = Event::new("2025-01-17".parse().unwrap(), "派单").with("part", "two");
        assert!(event.part().is_none() && event.unreadable_part);
    }

    #[test]
    fn json_is_flat_and_comes_back_the_same() {
        let json = serde_json::json!({"at": "2025-01-17 23:10", "kind": "派单", "part": 2, "unit": "CG"});
        let event: Event = serde_json::from_value(json).unwrap();
        assert_eq!(event.part(), Some(2));
        let again: Event = serde_json::from_value(serde_json::to_value(&event).unwrap()).unwrap();
        assert_eq!(again, event);
    }
}
