//! `rulebook.toml` as written: settings and the small rule lists.

use super::columns::{self, Columns};
use super::record::{Record, Written};
use super::toml_file::{TomlFile, Value};
use crate::message::{Findings, Place};

/// A setting with its place.
pub(crate) type Setting = Option<(String, Place)>;

/// The items of a list, each with its place.
pub(crate) type Items = Vec<(String, Place)>;

/// What `rulebook.toml` holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub(crate) name: Setting,
    pub(crate) version: Setting,
    pub(crate) from: Setting,
    pub(crate) until: Setting,
    pub(crate) timezone: Setting,
    pub(crate) calendars: Items,
    pub(crate) kinds: Items,
    pub(crate) reminders: Items,
    pub(crate) office_hours: Items,
    pub(crate) counting: Setting,
    pub(crate) limits: Vec<Record>,
    pub(crate) fallbacks: Vec<Record>,
    pub(crate) emergencies: Vec<Record>,
    pub(crate) greens: Vec<Record>,
    pub(crate) not_accepted: Vec<Record>,
    pub(crate) returns: Returns,
    /// The fields that a complete 跟踪单 must hold.
    pub(crate) slip: Option<Items>,
}

/// `[returns]` as written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Returns {
    pub(crate) max: Option<u32>,
    pub(crate) window: Setting,
    pub(crate) bars: Option<Items>,
    pub(crate) adjudicator: Setting,
    /// The reasons that a return may give; the return form shows them.
    pub(crate) reasons: Items,
}

/// What a setting takes, and where it is kept.
#[derive(Clone, Copy)]
pub(super) enum Field {
    One(fn(&mut Settings) -> &mut Setting),
    List(fn(&mut Settings) -> &mut Items),
    /// A list that may be written as an empty one.
    OptionalList(fn(&mut Settings) -> &mut Option<Items>),
    /// A whole number from 1.
    Number(fn(&mut Settings) -> &mut Option<u32>),
}

/// A setting: its Chinese and English word, the latter with the toml table that it stands in.
pub(super) struct Key {
    #[cfg_attr(not(feature = "xlsx"), expect(dead_code, reason = "toml writes the English word"))]
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    pub(super) field: Field,
}

const fn key(zh: &'static str, en: &'static str, field: Field) -> Key {
    Key { zh, en, field }
}

pub(super) static KEYS: &[Key] = &[
    key("名称", "name", Field::One(|settings| &mut settings.name)),
    key("版本", "version", Field::One(|settings| &mut settings.version)),
    key("生效", "from", Field::One(|settings| &mut settings.from)),
    key("失效", "until", Field::One(|settings| &mut settings.until)),
    key("时区", "timezone", Field::One(|settings| &mut settings.timezone)),
    key("日历", "calendar", Field::List(|settings| &mut settings.calendars)),
    key("事件类型", "kinds", Field::List(|settings| &mut settings.kinds)),
    key("提醒", "reminders", Field::List(|settings| &mut settings.reminders)),
    key("办公时间", "office_hours", Field::List(|settings| &mut settings.office_hours)),
    key("计时", "counting", Field::One(|settings| &mut settings.counting)),
    key("退单上限", "returns.max", Field::Number(|settings| &mut settings.returns.max)),
    key("退单期限", "returns.window", Field::One(|settings| &mut settings.returns.window)),
    key("退单限制原因", "returns.bars", Field::OptionalList(|settings| &mut settings.returns.bars)),
    key("裁定单位", "returns.adjudicator", Field::One(|settings| &mut settings.returns.adjudicator)),
    key("退单原因", "returns.reasons", Field::List(|settings| &mut settings.returns.reasons)),
    key("跟踪单必填", "slip.required", Field::OptionalList(|settings| &mut settings.slip)),
];

/// The toml tables of settings.
const TABLES: &[&str] = &["returns", "slip"];

/// A rule list: its toml key, the columns it takes, and where it is kept.
struct Rules {
    en: &'static str,
    columns: Columns,
    list: fn(&mut Settings) -> &mut Vec<Record>,
}

static RULES: &[Rules] = &[
    Rules { en: "limit", columns: columns::LIMIT, list: |settings| &mut settings.limits },
    Rules { en: "fallback", columns: columns::FALLBACK, list: |settings| &mut settings.fallbacks },
    Rules { en: "emergency", columns: columns::EMERGENCY, list: |settings| &mut settings.emergencies },
    Rules { en: "green", columns: columns::GREEN, list: |settings| &mut settings.greens },
    Rules { en: "not_accepted", columns: columns::NOT_ACCEPTED, list: |settings| &mut settings.not_accepted },
];

/// Reads `rulebook.toml`.
pub(crate) fn read(file: &str, text: &str, findings: &mut Findings) -> Settings {
    let toml = TomlFile::parse(file, text, findings);
    let mut settings = Settings::default();
    for (name, value) in &toml.table {
        let key = name.get_ref().as_ref();
        if let Some(rules) = RULES.iter().find(|rules| rules.en == key) {
            *(rules.list)(&mut settings) = toml.records(key, value, rules.columns, findings);
        } else if TABLES.contains(&key) {
            for (inner, value) in toml.entries(key, value, findings).into_iter().flatten() {
                let path = format!("{key}.{}", inner.get_ref());
                if !from_toml(&toml, &path, value, &mut settings, findings) {
                    let prefix = format!("{key}.");
                    let expected = KEYS.iter().filter_map(|key| key.en.strip_prefix(prefix.as_str()));
                    findings.push(toml.unknown_key(inner, &expected.collect::<Vec<_>>()));
                }
            }
        } else if key.contains('.') || !from_toml(&toml, key, value, &mut settings, findings) {
            let names = KEYS.iter().map(|key| key.en).filter(|key| !key.contains('.'));
            let names = names.chain(RULES.iter().map(|rules| rules.en)).chain(TABLES.iter().copied());
            findings.push(toml.unknown_key(name, &names.collect::<Vec<_>>()));
        }
    }
    settings
}

/// Reads the value of a setting; false when there is no such setting.
fn from_toml(
    toml: &TomlFile<'_>,
    path: &str,
    value: &Value<'_>,
    settings: &mut Settings,
    findings: &mut Findings,
) -> bool {
    let Some(key) = KEYS.iter().find(|key| key.en == path) else { return false };
    let name = path.rsplit('.').next().unwrap_or(path);
    match key.field {
        Field::One(field) => {
            let text = toml.text(name, value, findings);
            *field(settings) = text.map(|text| (text, toml.at(name, value)));
        }
        Field::List(field) => *field(settings) = toml.texts(name, value, findings),
        Field::OptionalList(field) => *field(settings) = Some(toml.texts(name, value, findings)),
        Field::Number(field) => *field(settings) = toml.number(name, value, 1, findings),
    }
    true
}

/// A condition as written: the cells of a `when`.
pub(crate) type When = Vec<Written>;
