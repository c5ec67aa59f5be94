//! The sheet 说明 of a workbook as written: the settings of `rulebook.toml`.

use super::settings::{Field, KEYS, Key, Settings};
use crate::condition::cell;
use crate::message::{Code, Finding, Findings, Place};
use crate::model::text::{fold, is_blank};
use crate::sheet::{Cell, Dates, Sheet};

/// Reads the sheet 说明: a setting a row, its name in the first column and its value in the second; what
/// stands further right is for people. A list is written as the items of a cell.
pub(crate) fn read(sheet: Sheet, findings: &mut Findings) -> Settings {
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
