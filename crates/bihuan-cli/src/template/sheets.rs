//! The template's sheets: tables as they are, the matrix in its wide form, settings and rule lists from the toml.

use super::columns::{english, explain, header};
use super::{SETTINGS, Table, of, table};
use crate::output::{Failure, say};
use bihuan::Lang;
use toml::Value;

/// A sheet of the workbook.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) table: Table,
    /// The columns that are units of the wide matrix.
    pub(super) units: std::ops::Range<usize>,
}

/// The sheets in their order: name in Chinese and English, and the table.
const SHEETS: [(&str, &str, &str); 12] = [
    ("说明", "settings", "settings"),
    ("单位", "units", "units"),
    ("岗位", "posts", "posts"),
    ("事项", "matters", "matters"),
    ("派单", "dispatch", "dispatch"),
    ("样例", "cases", "cases"),
    ("限时", "limit", "limit"),
    ("托底", "fallback", "fallback"),
    ("绿色通道", "green", "green"),
    ("紧急", "emergency", "emergency"),
    ("不受理", "not_accepted", "not_accepted"),
    ("闭环", "closure", "closure"),
];

pub(super) fn sheets(lang: Lang) -> Result<Vec<Sheet>, Failure> {
    let book: toml::Table =
        toml::from_str(of(lang, SETTINGS)).map_err(|error| Failure::Text(error.to_string()))?;
    let mut sheets = Vec::new();
    for (zh, en, name) in SHEETS {
        let mut units = 0..0;
        let table = match name {
            "settings" => settings(&book, lang),
            "dispatch" => {
                let long = table(name, lang);
                let (wide, columns) = wide(&long, lang);
                units = columns;
                wide
            }
            "limit" => rules(
                &book,
                name,
                &[
                    "id", "name", "limit", "matter", "area", "demand", "urgency", "channel", "priority",
                    "from", "until", "remark",
                ],
                lang,
            ),
            "fallback" => rules(
                &book,
                name,
                &[
                    "id", "matter", "area", "demand", "lead", "assist", "channel", "limit", "basis", "tip",
                    "from", "until", "remark",
                ],
                lang,
            ),
            "green" => rules(
                &book,
                name,
                &[
                    "id",
                    "matter",
                    "keywords",
                    "not_keywords",
                    "demand",
                    "urgency",
                    "source",
                    "hours",
                    "days",
                    "basis",
                    "from",
                    "until",
                    "remark",
                ],
                lang,
            ),
            "emergency" => rules(
                &book,
                name,
                &[
                    "id",
                    "keywords",
                    "all_keywords",
                    "not_keywords",
                    "matter",
                    "call",
                    "basis",
                    "tip",
                    "from",
                    "until",
                    "remark",
                ],
                lang,
            ),
            "not_accepted" => rules(
                &book,
                name,
                &[
                    "id",
                    "keywords",
                    "all_keywords",
                    "not_keywords",
                    "matter",
                    "demand",
                    "tell",
                    "basis",
                    "from",
                    "until",
                    "remark",
                ],
                lang,
            ),
            "closure" => closure(lang),
            _ => table(name, lang),
        };
        sheets.push(Sheet { name: say(lang, en, zh), table, units });
    }
    Ok(sheets)
}

/// The settings: a name, a value, and what it means, a row each.
fn settings(book: &toml::Table, lang: Lang) -> Table {
    let mut rows = Vec::new();
    for name in super::columns::all("settings").into_iter().filter(|name| *name != "remark") {
        let value = name
            .split_once('.')
            .map_or_else(|| book.get(name), |(table, key)| book.get(table).and_then(|table| table.get(key)));
        let text = explain("settings", name, lang).unwrap_or_default();
        rows.push(vec![header("settings", name, lang), value.map(cell).unwrap_or_default(), text.to_owned()]);
    }
    let headers = say(lang, ["setting", "value", "what it means"], ["设置项", "值", "意思"]);
    Table { name: "settings", headers: headers.map(str::to_owned).to_vec(), rows }
}

/// A rule list: these columns, and any other that a rule of the template has.
fn rules(book: &toml::Table, name: &'static str, columns: &[&str], lang: Lang) -> Table {
    let rules: Vec<&toml::Table> =
        book.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table).collect();
    let mut columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
    for key in rules.iter().flat_map(|rule| rule.keys()) {
        if !columns.contains(key) {
            columns.push(key.clone());
        }
    }
    let row = |rule: &&toml::Table| {
        columns.iter().map(|column| rule.get(column).map(cell).unwrap_or_default()).collect()
    };
    let rows = rules.iter().map(row).collect();
    Table { name, headers: columns.iter().map(|column| header(name, column, lang)).collect(), rows }
}

/// What changes in the built-in policy: an example that changes nothing.
fn closure(lang: Lang) -> Table {
    let headers = ["id", "enabled", "limit", "owner", "remark"].map(|name| header("closure", name, lang));
    let row = say(
        lang,
        ["recheck", "yes", "", "", "the town's phone check; write `no` where there is none"],
        ["recheck", "是", "", "", "镇级电话回访；没有这一步的填 否"],
    );
    Table { name: "closure", headers: headers.to_vec(), rows: vec![row.map(str::to_owned).to_vec()] }
}

/// A value as a cell writes it.
fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("、"),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        Value::Datetime(time) => time.to_string(),
        Value::Float(_) | Value::Table(_) => String::new(),
    }
}

/// The matrix in its wide form: in place of lead and assist a column for each unit or role, in the order in
/// which every row can name its assists. Gives the columns of units too.
fn wide(long: &Table, lang: Lang) -> (Table, std::ops::Range<usize>) {
    let at = |name: &str| long.headers.iter().position(|header| english("dispatch", header) == Some(name));
    let (Some(lead), Some(assist)) = (at("lead"), at("assist")) else { return (long.clone(), 0..0) };
    let field = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    let assists = |row: &[String]| -> Vec<String> {
        field(row, assist).split('、').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let units = in_order(long.rows.iter().map(|row| (field(row, lead), assists(row))));
    let (main, help) = say(lang, ("lead", "assist"), ("主", "协"));
    let mut wide = Table { name: long.name, ..Table::default() };
    let put = |cells: &[String], units: Vec<String>| {
        let mut row: Vec<String> = Vec::new();
        for (column, cell) in cells.iter().enumerate() {
            match column {
                column if column == lead => row.extend(units.iter().cloned()),
                column if column == assist => {}
                _ => row.push(cell.clone()),
            }
        }
        row
    };
    wide.headers = put(&long.headers, units.clone());
    for row in &long.rows {
        let (leads, helps) = (field(row, lead), assists(row));
        let mark = |unit: &String| {
            let mark = if *unit == leads {
                main
            } else if helps.contains(unit) {
                help
            } else {
                ""
            };
            mark.to_owned()
        };
        wide.rows.push(put(row, units.iter().map(mark).collect()));
    }
    (wide, lead..lead + units.len())
}

/// The units in an order that agrees with each row's order of assists.
fn in_order(rows: impl Iterator<Item = (String, Vec<String>)>) -> Vec<String> {
    let mut before: Vec<(String, Vec<String>)> = Vec::new();
    for (lead, assists) in rows {
        for (index, unit) in std::iter::once(&lead).chain(&assists).enumerate() {
            if !before.iter().any(|(known, _)| known == unit) {
                before.push((unit.clone(), Vec::new()));
            }
            let earlier = assists.iter().take(index.saturating_sub(1));
            if let Some((_, list)) = before.iter_mut().find(|(known, _)| known == unit).filter(|_| index > 0)
            {
                list.extend(earlier.cloned());
            }
        }
    }
    let mut order: Vec<String> = Vec::new();
    while order.len() < before.len() {
        let ready = before
            .iter()
            .find(|(unit, earlier)| !order.contains(unit) && earlier.iter().all(|unit| order.contains(unit)));
        // a circle has no such order: the template has none, which a test shows
        let next = ready.or_else(|| before.iter().find(|(unit, _)| !order.contains(unit)));
        order.extend(next.map(|(unit, _)| unit.clone()));
    }
    order
}

/// Whether a table takes a column of those that rules have in common.
pub(super) fn takes(table: &str, column: &str) -> bool {
    let own: &[&str] = match table {
        "dispatch" => &[
            "row",
            "lead",
            "assist",
            "extra",
            "channel",
            "limit",
            "stages",
            "signoff",
            "basis",
            "tip",
            "overlap_ok",
        ],
        "limit" => &["id", "name", "limit", "channel", "reason", "lead", "lead_role", "parts", "cycle"],
        "fallback" => &["id", "lead", "assist", "channel", "limit", "stages", "signoff", "basis", "tip"],
        "green" => &["id", "basis", "tip"],
        "emergency" => &["id", "call", "basis", "tip"],
        "not_accepted" => &["id", "tell", "basis", "tip"],
        _ => return true,
    };
    const COMMON: &[&str] = &[
        "matter",
        "keywords",
        "all_keywords",
        "not_keywords",
        "area",
        "demand",
        "urgency",
        "source",
        "hours",
        "days",
        "where",
        "priority",
        "from",
        "until",
        "remark",
    ];
    own.contains(&column) || COMMON.contains(&column)
}
