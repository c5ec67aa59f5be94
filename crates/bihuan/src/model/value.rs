//! Named fields as JSON and other hosts give them, and how their values become text.

use super::path::Path;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One value of a field.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum FieldValue {
    Text(String),
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    List(Vec<String>),
    Absent(()),
}

impl FieldValue {
    /// The value as a cell of a column would write it: a path may be given as a list of levels (G-5).
    pub(crate) fn into_cell(self, column: &str) -> String {
        match self {
            FieldValue::List(levels) if column == "matter" || column == "area" => Path::join(levels),
            other => other.into_text(),
        }
    }

    /// The value as a cell would write it; a list is joined with `、`.
    pub(crate) fn into_text(self) -> String {
        match self {
            FieldValue::Text(text) => text,
            FieldValue::Bool(yes) => yes.to_string(),
            FieldValue::Unsigned(number) => number.to_string(),
            FieldValue::Signed(number) => number.to_string(),
            FieldValue::Float(number) => number.to_string(),
            FieldValue::List(items) => items.join("、"),
            FieldValue::Absent(()) => String::new(),
        }
    }
}

/// The fields of a flat object, in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(pub(crate) Vec<(String, FieldValue)>);

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, &value.clone().into_text())?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        struct Flat;
        impl<'de> Visitor<'de> for Flat {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a flat object of named fields")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Flat)
    }
}
