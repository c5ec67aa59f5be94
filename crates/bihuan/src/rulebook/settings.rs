//! `rulebook.toml` as written: settings and the small rule lists.

use super::columns;
use super::record::{Record, Written};
use super::toml_file::TomlFile;
use crate::message::{Findings, Place};

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

const KEYS: &[&str] = &[
    "name",
    "version",
    "from",
    "until",
    "timezone",
    "calendar",
    "kinds",
    "reminders",
    "office_hours",
    "counting",
    "limit",
    "fallback",
    "emergency",
    "green",
    "not_accepted",
    "returns",
    "slip",
];
const RETURNS: &[&str] = &["max", "window", "bars", "adjudicator", "reasons"];
const SLIP: &[&str] = &["required"];

/// Reads the file.
pub(crate) fn read(file: &str, text: &str, findings: &mut Findings) -> Settings {
    let toml = TomlFile::parse(file, text, findings);
    let mut settings = Settings::default();
    for (key, value) in &toml.table {
        let name = key.get_ref().as_ref();
        let one = |findings: &mut Findings| {
            toml.text(name, value, findings).map(|text| (text, toml.at(name, value)))
        };
        match name {
            "name" => settings.name = one(findings),
            "version" => settings.version = one(findings),
            "from" => settings.from = one(findings),
            "until" => settings.until = one(findings),
            "timezone" => settings.timezone = one(findings),
            "counting" => settings.counting = one(findings),
            "calendar" => settings.calendars = toml.texts(name, value, findings),
            "kinds" => settings.kinds = toml.texts(name, value, findings),
            "reminders" => settings.reminders = toml.texts(name, value, findings),
            "office_hours" => settings.office_hours = toml.texts(name, value, findings),
            "limit" => settings.limits = toml.records(name, value, columns::LIMIT, findings),
            "fallback" => settings.fallbacks = toml.records(name, value, columns::FALLBACK, findings),
            "emergency" => settings.emergencies = toml.records(name, value, columns::EMERGENCY, findings),
            "green" => settings.greens = toml.records(name, value, columns::GREEN, findings),
            "not_accepted" => {
                settings.not_accepted = toml.records(name, value, columns::NOT_ACCEPTED, findings);
            }
            "returns" => {
                if let Some(table) = toml.entries(name, value, findings) {
                    for (key, value) in table {
                        let name = key.get_ref().as_ref();
                        let returns = &mut settings.returns;
                        let one = |findings: &mut Findings| {
                            toml.text(name, value, findings).map(|text| (text, toml.at(name, value)))
                        };
                        match name {
                            "max" => returns.max = toml.number(name, value, 1, findings),
                            "window" => returns.window = one(findings),
                            "bars" => returns.bars = Some(toml.texts(name, value, findings)),
                            "adjudicator" => returns.adjudicator = one(findings),
                            "reasons" => returns.reasons = toml.texts(name, value, findings),
                            _ => findings.push(toml.unknown_key(key, RETURNS)),
                        }
                    }
                }
            }
            "slip" => {
                if let Some(table) = toml.entries(name, value, findings) {
                    for (key, value) in table {
                        match key.get_ref().as_ref() {
                            "required" => settings.slip = Some(toml.texts("required", value, findings)),
                            _ => findings.push(toml.unknown_key(key, SLIP)),
                        }
                    }
                }
            }
            _ => findings.push(toml.unknown_key(key, KEYS)),
        }
    }
    settings
}

/// A condition as written: the cells of a `when`.
pub(crate) type When = Vec<Written>;
