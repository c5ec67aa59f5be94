//! A fact of a ticket that is another one: what a claim disputes, and what "why not this unit" would change.

use super::explain::text::{Text, short};
use crate::model::ticket::Ticket;
use crate::model::words::Word;
use serde::{Deserialize, Serialize};

/// The columns of a ticket that are facts, in the order in which changes are told; attributes follow them.
pub(crate) const FACTS: [&str; 7] = ["matter", "area", "demand", "urgency", "source", "occurred_at", "text"];

/// A fact of a ticket and what it would be instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FactChange {
    /// The column of the tickets file; an attribute by its own name.
    pub column: String,
    /// What the ticket says; none: it is absent.
    pub from: Option<String>,
    /// What it would be; none: absent.
    pub to: Option<String>,
    /// Of the text: keywords that come in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Of the text: keywords that go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

/// A fact of a ticket by its column, as written.
pub(crate) fn fact(ticket: &Ticket, column: &str) -> Option<String> {
    match column {
        "matter" => ticket.matter.clone(),
        "area" => ticket.area.clone(),
        "text" => ticket.text.clone(),
        "demand" => ticket.demand.map(|word| word.en().to_owned()),
        "urgency" => ticket.urgency.map(|word| word.en().to_owned()),
        "source" => ticket.source.map(|word| word.en().to_owned()),
        "occurred_at" => ticket.occurred_at.map(|moment| moment.to_string()),
        _ => ticket.attributes.get(column).cloned(),
    }
}

/// The facts in which two tickets differ as written.
pub(crate) fn between(ticket: &Ticket, other: &Ticket) -> Vec<FactChange> {
    let names = ticket.attributes.keys().chain(other.attributes.keys()).map(String::as_str);
    let mut attributes: Vec<&str> = names.collect();
    attributes.sort_unstable();
    attributes.dedup();
    let columns = FACTS.into_iter().chain(attributes);
    let changes = columns.filter_map(|column| {
        let (from, to) = (fact(ticket, column), fact(other, column));
        let (added, removed) = (Vec::new(), Vec::new());
        (from != to).then(|| FactChange { column: column.to_owned(), from, to, added, removed })
    });
    changes.collect()
}

impl FactChange {
    /// The change in words.
    pub(crate) fn in_(&self, text: &Text<'_>) -> String {
        let column = if FACTS.contains(&self.column.as_str()) {
            match (self.column.as_str(), text.say(false, true)) {
                ("text", true) => "内容".to_owned(),
                ("occurred_at", true) => "发生时间".to_owned(),
                _ => text.column(&self.column),
            }
        } else {
            text.column(&format!("where.{}", self.column))
        };
        if !self.added.is_empty() || !self.removed.is_empty() {
            let words = |words: &[String]| words.join("、");
            let mut said = Vec::new();
            if !self.removed.is_empty() {
                said.push(format!("{} `{}`", text.say("without", "去掉"), words(&self.removed)));
            }
            if !self.added.is_empty() {
                said.push(format!("{} `{}`", text.say("with", "加上"), words(&self.added)));
            }
            return format!("{column} {}", said.join(text.say(", ", "，")));
        }
        let value = |value: &Option<String>| match value {
            Some(value) => format!("`{}`", short(self.shown(value, text))),
            None => text.say("absent", "未填").to_owned(),
        };
        format!("{column} {} → {}", value(&self.from), value(&self.to))
    }

    /// A value as the language has it: words of a vocabulary in Chinese, too.
    fn shown<'v>(&self, value: &'v str, text: &Text<'_>) -> &'v str {
        use crate::model::words::{Demand, Source, Urgency};
        let zh = match self.column.as_str() {
            "demand" => Demand::parse(value).map(Demand::zh),
            "urgency" => Urgency::parse(value).map(Urgency::zh),
            "source" => Source::parse(value).map(Source::zh),
            _ => None,
        };
        zh.filter(|_| text.say(false, true)).unwrap_or(value)
    }
}
