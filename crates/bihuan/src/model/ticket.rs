//! The ticket (工单): the facts that the operations centre has when it dispatches.

use super::columns::{ticket_column, ticket_name};
use super::moment::Moment;
use super::text::is_blank;
use super::value::{FieldValue, Fields};
use super::words::{Demand, Source, Urgency, Word};
use crate::message::{Code, Finding};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A citizen's ticket, as the host holds it. Text is kept as written and folded when it is compared.
///
/// ```
/// use bihuan::{Demand, Ticket};
/// let mut ticket = Ticket::new("20250117-0042", "2025-01-17 22:40".parse()?);
/// ticket.matter = Some("噪声/装修噪声".into());
/// ticket.demand = Some(Demand::Complaint);
/// assert_eq!(ticket.id, "20250117-0042");
/// # Ok::<(), bihuan::NotATime>(())
/// ```
///
/// In JSON it is one flat object; a field that is none of the known ones is an attribute, matched
/// by `where.<attribute>` (K-10). Field names are read in Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
#[non_exhaustive]
pub struct Ticket {
    /// The host's number for it, trimmed (G-3).
    pub id: String,
    /// When the hotline received it: the ticket's clock starts here (L-10).
    pub received_at: Moment,
    /// When it happened, if that was said; `hours` and `days` look here first (K-8).
    pub occurred_at: Option<Moment>,
    /// 来源
    pub source: Option<Source>,
    /// 诉求类型
    pub demand: Option<Demand>,
    /// 事项: a path such as `噪声/装修噪声`.
    pub matter: Option<String>,
    /// 内容: what the caller said.
    pub text: Option<String>,
    /// 区域: a path such as `永丰街道/仓丰居委`.
    pub area: Option<String>,
    /// 紧急程度
    pub urgency: Option<Urgency>,
    /// Everything else the host knows, by folded column name.
    pub attributes: BTreeMap<String, String>,
    /// Columns whose value could not be read; they count as absent and are noted (G-8, K-5).
    pub unknown: Vec<(String, String)>,
}

impl Ticket {
    /// A ticket with nothing but its number and the time of receipt.
    pub fn new(id: impl AsRef<str>, received_at: Moment) -> Ticket {
        Ticket {
            id: id.as_ref().trim().to_owned(),
            received_at,
            occurred_at: None,
            source: None,
            demand: None,
            matter: None,
            text: None,
            area: None,
            urgency: None,
            attributes: BTreeMap::new(),
            unknown: Vec::new(),
        }
    }

    /// The name of a column that a header means, in Chinese or English: `received_at` for 受理时间. Any other
    /// header is an attribute's, folded.
    pub fn column(header: &str) -> String {
        ticket_column(header)
    }

    /// A ticket from named fields, as a line of a file gives them.
    ///
    /// # Errors
    /// A finding with column and value when there is no id or no readable time of receipt (G-8).
    /// Any other value that cannot be read is absent and noted.
    pub fn from_fields<N: AsRef<str>, V: AsRef<str>>(
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Ticket, Finding> {
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in fields {
            let value = value.as_ref();
            if !is_blank(value) {
                known.insert(ticket_column(name.as_ref()), value.to_owned());
            }
        }
        let id = known.remove("id").unwrap_or_default();
        if id.trim().is_empty() {
            return Err(Finding::new(Code::NoId).column("id"));
        }
        let received_at = match known.remove("received_at") {
            None => return Err(Finding::new(Code::NoTime).column("received_at").arg("id", id.trim())),
            Some(text) => {
                text.parse().map_err(|_| Finding::new(Code::BadTime).column("received_at").value(&text))?
            }
        };
        let mut ticket = Ticket::new(id, received_at);
        let mut unknown = Vec::new();
        let [occurred_at, source, demand, urgency] =
            ["occurred_at", "source", "demand", "urgency"].map(|name| (name, known.remove(name)));
        fn field<'a>((name, value): &'a (&str, Option<String>)) -> Option<(&'a str, &'a str)> {
            value.as_deref().map(|value| (*name, value))
        }
        ticket.occurred_at = read(field(&occurred_at), &mut unknown, |text| text.parse().ok());
        ticket.source = read(field(&source), &mut unknown, Source::parse);
        ticket.demand = read(field(&demand), &mut unknown, Demand::parse);
        ticket.urgency = read(field(&urgency), &mut unknown, Urgency::parse);
        ticket.matter = known.remove("matter");
        ticket.text = known.remove("text");
        ticket.area = known.remove("area");
        ticket.attributes = known;
        ticket.unknown = unknown;
        Ok(ticket)
    }

    /// Its fields as [`Ticket::from_fields`] reads them again.
    pub(crate) fn fields(self) -> Vec<(String, String)> {
        let fields = Fields::from(self).0;
        fields.into_iter().map(|(name, value)| (name, value.into_text())).collect()
    }

    /// Sets a field by its column name, in Chinese or English: a known one, or an attribute. A value that
    /// cannot be read is absent and noted (G-8); id and time of receipt stay as they are.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        let present = (!is_blank(&value)).then_some(value);
        // the texts, which can always be read, by the name that programs use: nothing to look up
        match name {
            "matter" => return self.matter = present,
            "text" => return self.text = present,
            "area" => return self.area = present,
            _ => {}
        }
        let name = ticket_name(name);
        let unknown = &mut self.unknown;
        unknown.retain(|(column, _)| *column != *name);
        let field = present.as_deref().map(|value| (name.as_ref(), value));
        match name.as_ref() {
            "id" | "received_at" => {}
            "occurred_at" => self.occurred_at = read(field, unknown, |text| text.parse().ok()),
            "source" => self.source = read(field, unknown, Source::parse),
            "demand" => self.demand = read(field, unknown, Demand::parse),
            "urgency" => self.urgency = read(field, unknown, Urgency::parse),
            "matter" => self.matter = present,
            "text" => self.text = present,
            "area" => self.area = present,
            _ => match present {
                Some(value) => {
                    self.attributes.insert(name.into_owned(), value);
                }
                None => {
                    self.attributes.remove(name.as_ref());
                }
            },
        }
    }
}

fn read<T>(
    field: Option<(&str, &str)>,
    unknown: &mut Vec<(String, String)>,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let (name, value) = field?;
    let parsed = parse(value);
    if parsed.is_none() {
        unknown.push((name.to_owned(), value.to_owned()));
    }
    parsed
}

impl TryFrom<Fields> for Ticket {
    type Error = Finding;

    fn try_from(fields: Fields) -> Result<Ticket, Finding> {
        Ticket::from_fields(fields.0.into_iter().map(|(name, value)| {
            let column = ticket_column(&name);
            let text = value.into_cell(&column);
            (name, text)
        }))
    }
}

impl From<Ticket> for Fields {
    fn from(ticket: Ticket) -> Fields {
        let mut fields: Vec<(String, FieldValue)> = Vec::new();
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                fields.push((name.to_owned(), FieldValue::Text(value)));
            }
        };
        put("id", Some(ticket.id));
        put("received_at", Some(ticket.received_at.to_string()));
        put("occurred_at", ticket.occurred_at.map(|moment| moment.to_string()));
        put("source", ticket.source.map(|word| word.en().to_owned()));
        put("demand", ticket.demand.map(|word| word.en().to_owned()));
        put("matter", ticket.matter);
        put("text", ticket.text);
        put("area", ticket.area);
        put("urgency", ticket.urgency.map(|word| word.en().to_owned()));
        for (name, value) in ticket.attributes.into_iter().chain(ticket.unknown) {
            put(&name, Some(value));
        }
        Fields(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_ticket() {
        let ticket = Ticket::from_fields([
            ("工单编号", " 007 "),
            ("受理时间", "2025-01-17 22:40"),
            ("诉求类型", "投诉"),
            ("紧急程度", "火急"),
            ("规划许可", "无"),
            ("area", " "),
        ])
        .unwrap();
        assert_eq!(ticket.id, "007");
        assert_eq!(ticket.demand, Some(Demand::Complaint));
        assert_eq!((ticket.urgency, ticket.area), (None, None));
        assert_eq!(ticket.unknown, [("urgency".to_owned(), "火急".to_owned())]);
        assert_eq!(ticket.attributes.get("规划许可").map(String::as_str), Some("无"));
    }

    #[test]
    fn a_known_column_is_set_as_itself() {
        let mut ticket = Ticket::new("1", "2025-01-17".parse().unwrap());
        ticket.set("事项", "噪声");
        ticket.set("demand", "抱怨");
        ticket.set("规划许可", "无");
        assert_eq!(ticket.matter.as_deref(), Some("噪声"));
        assert_eq!((ticket.demand, ticket.unknown.len(), ticket.attributes.len()), (None, 1, 1));
        ticket.set("诉求类型", "投诉");
        assert_eq!((ticket.demand, ticket.unknown.len()), (Some(Demand::Complaint), 0));
    }

    #[test]
    fn no_id_or_no_time_is_rejected() {
        let code = |fields: &[(&str, &str)]| {
            Ticket::from_fields(fields.iter().copied()).map_err(|finding| finding.code()).unwrap_err()
        };
        assert_eq!(code(&[("received_at", "2025-01-17")]), Code::NoId);
        assert_eq!(code(&[("id", "1")]), Code::NoTime);
        assert_eq!(code(&[("id", "1"), ("received_at", "2025-02-30")]), Code::BadTime);
    }

    #[test]
    fn json_is_flat_and_comes_back_the_same() {
        let json = serde_json::json!({
            "id": "1", "received_at": "2025-01-17T22:40:00+08:00", "matter": ["HEAT/HOT WATER", "x"],
            "floors": 5, "elevator": true, "note": null
        });
        let ticket: Ticket = serde_json::from_value(json).unwrap();
        assert_eq!(ticket.matter.as_deref(), Some("HEAT\\/HOT WATER/x"));
        assert_eq!(ticket.attributes.get("floors").map(String::as_str), Some("5"));
        assert_eq!(ticket.attributes.get("elevator").map(String::as_str), Some("true"));
        let again: Ticket = serde_json::from_value(serde_json::to_value(&ticket).unwrap()).unwrap();
        assert_eq!(again, ticket);
    }
}
