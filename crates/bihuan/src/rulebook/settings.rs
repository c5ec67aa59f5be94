//! `rulebook.toml` or the sheet 说明 as written: settings and, in toml, the small rule lists.

use super::columns::{self, Columns};
use super::record::{Record, Written};
use super::toml_file::{TomlFile, Value};
use crate::condition::cell;
use crate::message::{Code, Finding, Findings, Place};
use crate::model::text::{fold, is_blank};
use crate::sheet::{Cell, Dates, Sheet};

/// A setting with its place.
pub(crate) type Setting = Option<(String, Place)>;

/// What `rulebook.toml` holds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub(crate) name: Setting,
    pub(crate) version: Setting,
    pub(crate) from: Setting,
    pub(crate) until: Setting,
    pub(crate) timezone: Setting,
    pub(crate) calendars: Vec<(String, Place)>,
    pub(crate) kinds: Vec<(String, Place)>,
    pub(crate) reminders: Vec<(String, Place)>,
    pub(crate) office_hours: Vec<(String, Place)>,
    pub(crate) counting: Setting,
    pub(crate) limits: Vec<Record>,
    pub(crate) fallbacks: Vec<Record>,
    pub(crate) emergencies: Vec<Record>,
    pub(crate) greens: Vec<Record>,
    pub(crate) not_accepted: Vec<Record>,
    pub(crate) returns: Returns,
    /// The fields that a complete 跟踪单 must hold.
    pub(crate) slip: Option<Vec<(String, Place)>>,
}

/// `[returns]` as written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Returns {
    pub(crate) max: Option<u32>,
    pub(crate) window: Setting,
    pub(crate) bars: Option<Vec<(String, Place)>>,
    pub(crate) adjudicator: Setting,
    /// The reasons that a return may give; the return form shows them.
    pub(crate) reasons: Vec<(String, Place)>,
}

/// What a setting takes, and where it is kept.
#[derive(Clone, Copy)]
enum Field {
    One(fn(&mut Settings) -> &mut Setting),
    List(fn(&mut Settings) -> &mut Vec<(String, Place)>),
    /// A list that may be written as an empty one.
    OptionalList(fn(&mut Settings) -> &mut Option<Vec<(String, Place)>>),
    /// A whole number from 1.
    Number(fn(&mut Settings) -> &mut Option<u32>),
}

/// A setting: its Chinese and English word, the latter with the toml table that it stands in.
struct Key {
    zh: &'static str,
    en: &'static str,
    field: Field,
}

const fn key(zh: &'static str, en: &'static str, field: Field) -> Key {
    Key { zh, en, field }
}

static KEYS: &[Key] = &[
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

/// Reads the sheet 说明: a setting a row, its name in the first column and its value in the second; what
/// stands further right is for people. A list is written as the items of a cell.
pub(crate) fn read_sheet(sheet: Sheet, findings: &mut Findings) -> Settings {
    let mut settings = Settings::default();
    let mut seen: Vec<(&'static str, Place)> = Vec::new();
    for (row, cells) in sheet.rows {
        let place = sheet.place.at_row(row);
        let mut cells = cells.into_iter();
        let mut next = || cells.next().map_or(Ok(String::new()), Cell::into_text);
        let (name, value) = match (next(), next()) {
            (Ok(name), Ok(value)) => (name.trim().to_owned(), value.trim().to_owned()),
            (Err(objection), _) | (_, Err(objection)) => {
                findings.push(objection.at(&place));
                continue;
            }
        };
        let empty = name.is_empty() && value.is_empty();
        if empty || name.starts_with('#') || is_heading(&name) {
            continue;
        }
        let folded = fold(&name);
        let place = place.at_column(name.as_str());
        let Some(key) = KEYS.iter().find(|key| key.zh == folded || key.en == folded) else {
            let expected = KEYS.iter().map(|key| format!("{} {}", key.zh, key.en)).collect::<Vec<_>>();
            let finding = Finding::new(Code::UnknownKey).at(&place).value(name);
            findings.push(finding.arg("expected", expected.join(", ")));
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(en, _)| *en == key.en) {
            let first = first.row.map_or_else(String::new, |row| format!("{row}"));
            findings.push(Finding::new(Code::NameTwice).at(&place).value(name).arg("first", first));
            continue;
        }
        seen.push((key.en, place.clone()));
        from_cell(key, &value, &place, sheet.dates, &mut settings, findings);
    }
    settings
}

/// Reads the value of a setting from its cell; an empty one leaves the default.
fn from_cell(
    key: &Key,
    value: &str,
    place: &Place,
    dates: Dates,
    settings: &mut Settings,
    findings: &mut Findings,
) {
    if is_blank(value) {
        return;
    }
    let items = || {
        cell::list(value).into_iter().map(|item| (item.text.to_owned(), place.clone())).collect::<Vec<_>>()
    };
    match key.field {
        Field::One(field) => {
            let is_date = matches!(key.en, "from" | "until");
            let text = if is_date {
                dates.read(Cell::Text(value.to_owned())).text().to_owned()
            } else {
                value.to_owned()
            };
            *field(settings) = Some((text, place.clone()));
        }
        Field::List(field) => *field(settings) = items(),
        Field::OptionalList(field) => *field(settings) = Some(items()),
        Field::Number(field) => match value.parse::<u32>() {
            Ok(number) if number >= 1 => *field(settings) = Some(number),
            _ => findings.push(Finding::new(Code::BadNumber).at(place).value(value).arg("least", 1)),
        },
    }
}

/// The heading of the sheet, for people.
fn is_heading(name: &str) -> bool {
    matches!(fold(name).as_str(), "项目" | "设置" | "设置项" | "setting" | "key")
}

/// A condition as written: the cells of a `when`.
pub(crate) type When = Vec<Written>;
