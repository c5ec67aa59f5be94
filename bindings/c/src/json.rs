//! JSON of the caller's: read as named fields first, so that a ticket or an event that cannot be read is the same
//! error as when it is set field by field. Only what is no JSON, or has another shape, is an error of JSON.

use crate::boundary::Chars;
use crate::encoding::Encoding;
use crate::failure::{Failure, Shape};
use bihuan::{Claim, Event, History, MatterPath, Ticket};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A JSON text in the caller's encoding, without the mark that some editors put before it.
pub(crate) fn text<'a>(
    encoding: Encoding,
    json: &'a Chars,
    len: usize,
    argument: &'static str,
) -> Result<Cow<'a, str>, Failure> {
    let text = encoding.read_some(json, len, argument)?;
    match text {
        Cow::Borrowed(text) => Ok(Cow::Borrowed(text.strip_prefix('\u{FEFF}').unwrap_or(text))),
        Cow::Owned(text) => Ok(Cow::Owned(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))),
    }
}

/// What a call, `of` its name, gave as JSON: what is wrong with its ticket and events is said as of any other; the
/// rest the library reads.
pub(crate) fn given<T: DeserializeOwned>(text: &str, argument: &str, of: &str) -> Result<T, Failure> {
    let (mut ticket, mut history) = (false, false);
    for (key, value) in Node::parse(text, argument)?.into_object(argument)? {
        match key.as_str() {
            "ticket" => {
                value.into_ticket(&format!("{argument}.ticket"))?;
                ticket = true;
            }
            "history" => {
                value.into_history(&format!("{argument}.history"))?;
                history = true;
            }
            _ => {}
        }
    }
    for (key, there) in [("ticket", ticket), ("history", history)] {
        if !there {
            return Err(Failure::no_key(argument, key));
        }
    }
    serde_json::from_str(text).map_err(|_| Failure::not_given(argument, of))
}

/// A value, its keys in their order and each as often as it stands there.
#[derive(Debug)]
pub(crate) enum Node {
    Null,
    /// A number or a truth value, as a cell would write it.
    Scalar(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    /// # Errors
    /// When the text is no JSON.
    pub(crate) fn parse(text: &str, argument: &str) -> Result<Node, Failure> {
        serde_json::from_str(text).map_err(|cause| Failure::json(argument, &cause))
    }

    fn shape(&self) -> Shape {
        match self {
            Node::Null => Shape::Null,
            Node::Scalar(_) => Shape::Scalar,
            Node::Text(_) => Shape::Text,
            Node::List(_) => Shape::List,
            Node::Object(_) => Shape::Object,
        }
    }

    pub(crate) fn into_object(self, path: &str) -> Result<Vec<(String, Node)>, Failure> {
        match self {
            Node::Object(fields) => Ok(fields),
            other => Err(Failure::shape(path, other.shape(), Shape::Object)),
        }
    }

    /// A ticket: a flat object with the columns' names in either language.
    pub(crate) fn into_ticket(self, path: &str) -> Result<Ticket, Failure> {
        Ticket::from_named(&self.into_fields(path, Ticket::holds_path)?).map_err(Failure::ticket)
    }

    /// Events: an array of flat objects. The first that cannot be read is the error.
    pub(crate) fn into_history(self, path: &str) -> Result<History, Failure> {
        let events = match self {
            Node::Null => Vec::new(),
            Node::List(events) => events,
            other => return Err(Failure::shape(path, other.shape(), Shape::List)),
        };
        let events = events.into_iter().enumerate().map(|(at, event)| {
            let fields = event.into_fields(&format!("{path}[{at}]"), |_| false)?;
            Event::from_named(&fields).map_err(|finding| Failure::event(at + 1, finding))
        });
        events.collect()
    }

    /// A text, or nothing for null.
    pub(crate) fn into_text(self, path: &str) -> Result<Option<String>, Failure> {
        match self {
            Node::Null => Ok(None),
            Node::Text(text) => Ok(Some(text)),
            other => Err(Failure::shape(path, other.shape(), Shape::Text)),
        }
    }

    /// The facts that a contest disputes: `column=value` pairs between `;` as one text, or an object.
    pub(crate) fn into_claim(self, path: &str) -> Result<Claim, Failure> {
        let fields = match self {
            Node::Null => return Ok(Claim::new()),
            Node::Text(text) => return Ok(text.parse()?),
            other => other.into_fields(path, Ticket::holds_path)?,
        };
        fields.into_iter().enumerate().try_fold(Claim::new(), |claim, (before, (column, value))| {
            let claim = claim.with(&column, value);
            // a column by its other name is the same fact
            if claim.facts().count() > before { Ok(claim) } else { Err(Failure::twice(path, &column)) }
        })
    }

    fn into_fields(
        self,
        path: &str,
        holds_path: impl Fn(&str) -> bool,
    ) -> Result<Vec<(String, String)>, Failure> {
        let fields = self.into_object(path)?.into_iter().map(|(name, value)| {
            let cell = value.into_cell(&format!("{path}.{name}"), holds_path(&name))?;
            Ok((name, cell))
        });
        fields.collect()
    }

    /// The value as a cell would write it: the levels of a path, the items of a list.
    fn into_cell(self, path: &str, holds_path: bool) -> Result<String, Failure> {
        match self {
            Node::Null => Ok(String::new()),
            Node::Scalar(text) | Node::Text(text) => Ok(text),
            Node::List(items) => {
                let items: Vec<String> = items
                    .into_iter()
                    .map(|item| match item {
                        Node::Text(text) => Ok(text),
                        other => Err(Failure::shape(path, other.shape(), Shape::Text)),
                    })
                    .collect::<Result<_, _>>()?;
                Ok(if holds_path { MatterPath::join(items) } else { items.join("、") })
            }
            Node::Object(_) => Err(Failure::shape(path, Shape::Object, Shape::Text)),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Node, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_unit<E: Error>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }

            fn visit_bool<E: Error>(self, yes: bool) -> Result<Node, E> {
                Ok(Node::Scalar(yes.to_string()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
                Ok(Node::Scalar(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
                Ok(Node::Scalar(number.to_string()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
                Ok(Node::Scalar(number.to_string()))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
                Ok(Node::Text(text.to_owned()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Node, E> {
                Ok(Node::Text(text))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(item);
                }
                Ok(Node::List(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Node::Object(fields))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constants::{BH_ERROR_EVENT, BH_ERROR_JSON, BH_ERROR_TICKET};
    use bihuan::Lang;

    fn ticket(text: &str) -> Result<Ticket, Failure> {
        Node::parse(text, "json")?.into_ticket("json")
    }

    #[test]
    fn fields_are_those_of_the_librarys_own_json() {
        let text = r#"{"工单编号": 7, "received_at": "2025-01-17", "事项": ["A/B", "C"], "人数": 2.5, "急": true,
            "多项": ["a", "b"], "空": null}"#;
        let ours = ticket(text).unwrap();
        assert_eq!(ours, serde_json::from_str::<Ticket>(text).unwrap());
        assert_eq!(ours.matter.as_deref(), Some(r"A\/B/C"));
    }

    #[test]
    fn what_is_wrong_is_said_in_both_languages() {
        let said = |failure: &Failure| {
            (failure.code(), failure.message(Lang::En).to_owned(), failure.message(Lang::Zh).to_owned())
        };
        let history = Node::parse(r#"[{"at": "2025-01-17"}, {"at": "soon"}]"#, "json");
        let failure = history.unwrap().into_history("json").unwrap_err();
        let (code, en, zh) = said(&failure);
        assert_eq!(
            (code, failure.into_findings().first().map(|(event, _)| *event)),
            (BH_ERROR_EVENT, Some(2))
        );
        assert!(en.starts_with("event 2: ") && zh.starts_with("第 2 个事件："), "{en} {zh}");
        assert_eq!(ticket(r#"{"id": "1"}"#).unwrap_err().code(), BH_ERROR_TICKET);
        assert_eq!(ticket(r#"{"id": 1, "编号": 2, "id": 3}"#).unwrap_err().code(), BH_ERROR_TICKET);
        for (text, en, zh) in [
            ("{", "`json` ends before it is complete", "`json` 不完整"),
            ("{]", "`json` is no JSON from line 1, column 2", "`json` 从第 1 行第 2 列起不是 JSON"),
            ("[]", "`json` is a list, expected an object", "`json` 是数组，应为对象"),
            (r#"{"id": {"x": 1}}"#, "`json.id` is an object, expected a text", "`json.id` 是对象，应为文本"),
            (r#"{"id": [1]}"#, "`json.id` is a number, true or false", "`json.id` 是数字或真假值"),
        ] {
            let (code, found_en, found_zh) = said(&ticket(text).unwrap_err());
            assert_eq!(code, BH_ERROR_JSON, "{text}");
            assert!(found_en.starts_with(en) && found_zh.starts_with(zh), "{text}: {found_en} {found_zh}");
        }
    }
}
