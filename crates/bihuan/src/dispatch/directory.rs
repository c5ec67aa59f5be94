//! Compiles the directories of an edition: units and posts, matters, calendars and the clock.

use crate::condition::{cell, parse};
use crate::message::{Code, Finding, Findings, Place};
use crate::model::matter::{Matter, Matters};
use crate::model::moment::parse_date;
use crate::model::near::near;
use crate::model::path::Path;
use crate::model::text::fold;
use crate::model::unit::{Post, Unit, Units, Validity};
use crate::model::words::{Nature, Word};
use crate::rulebook::Edition;
use crate::rulebook::record::Record;
use crate::time::calendar::{Calendar, Calendars, DayClass};
use crate::time::clock::{Clock, Counting};
use crate::time::office::{OfficeHours, parse_span};
use crate::time::zone::Zone;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The validity of a record: its `from` and `until`.
pub(crate) fn validity(record: &Record, findings: &mut Findings) -> Validity {
    let cell = |column| record.get(column).map(|cell| (cell.text.as_str(), &cell.place));
    parse::validity(cell("from"), cell("until"), findings)
}

/// Reads units.csv and posts.csv.
pub(crate) fn units(edition: &Edition, findings: &mut Findings) -> Units {
    let mut units: Vec<(Unit, &Record)> = Vec::new();
    let mut codes: HashMap<String, &Record> = HashMap::new();
    for record in &edition.units {
        let Some(code) = record.required("code", findings) else { continue };
        if let Some(first) = codes.get(&fold(&code.text)) {
            findings.push(twice(&code.place, code.text.trim(), &first.place));
        }
        codes.entry(fold(&code.text)).or_insert(record);
        let mut areas = Vec::new();
        if let Some(area) = record.get("area") {
            for item in cell::list(&area.text) {
                match Path::strict(item.text) {
                    Ok(path) => areas.push(path),
                    Err(finding) => findings.push(finding.at(&area.place)),
                }
            }
        }
        let aliases =
            record.text("aliases").map(|text| cell::list(text).into_iter().map(|item| item.folded()));
        let unit = Unit {
            code: code.text.trim().to_owned(),
            name: record.text("name").unwrap_or(code.text.trim()).to_owned(),
            role: record.text("role").map(str::to_owned),
            parent: record.text("parent").map(str::to_owned),
            areas,
            aliases: aliases.map(Iterator::collect).unwrap_or_default(),
            validity: validity(record, findings),
        };
        units.push((unit, record));
    }
    names_apart(&units, findings);
    roles_apart(&units, findings);
    let mut directory = Units::new(units.into_iter().map(|(unit, _)| unit).collect());
    for record in &edition.units {
        if let Some(parent) = record.get("parent")
            && directory.find(&parent.text).is_none()
        {
            let near = near(directory.names(), &parent.text);
            let finding = Finding::new(Code::UnknownParent).at(&parent.place).value(parent.text.trim());
            let finding = finding.arg("near", near);
            findings.push(finding);
        }
    }
    let posts = posts(edition, &directory, findings);
    directory.set_posts(posts);
    directory
}

/// A name or alias must lead to one unit.
fn names_apart(units: &[(Unit, &Record)], findings: &mut Findings) {
    let mut names: HashMap<String, usize> = HashMap::new();
    for (at, (unit, record)) in units.iter().enumerate() {
        for name in std::iter::once(&unit.name).chain(&unit.aliases) {
            let first = *names.entry(fold(name)).or_insert(at);
            if let Some((other, _)) = units.get(first)
                && first != at
            {
                if fold(&other.code) == fold(&unit.code) {
                    continue; // objected to as a code that is there twice
                }
                let finding = Finding::new(Code::UnitNameTwice).at(&record.place).value(name);
                findings.push(finding.arg("first", &other.code).arg("second", &unit.code));
            }
        }
    }
}

/// Two units of a role with the same area and overlapping validity are an error (D-2).
fn roles_apart(units: &[(Unit, &Record)], findings: &mut Findings) {
    let mut filled: HashMap<(String, Option<&Path>), Vec<&Unit>> = HashMap::new();
    for (unit, record) in units {
        let Some(role) = &unit.role else { continue };
        let areas: Vec<Option<&Path>> =
            if unit.areas.is_empty() { vec![None] } else { unit.areas.iter().map(Some).collect() };
        for area in areas {
            let others = filled.entry((fold(role), area)).or_default();
            if let Some(other) = others.iter().find(|other| unit.validity.overlaps(other.validity)) {
                let place = record.get("role").map_or(&record.place, |cell| &cell.place);
                let finding = Finding::new(Code::RoleTwice).at(place).value(role);
                findings.push(finding.arg("first", &other.code).arg("second", &unit.code));
            }
            others.push(unit);
        }
    }
}

fn posts(edition: &Edition, units: &Units, findings: &mut Findings) -> Vec<Post> {
    let mut posts = Vec::new();
    for record in &edition.posts {
        let unit = record.required("unit", findings);
        let post = record.required("post", findings);
        let (Some(unit), Some(post)) = (unit, post) else { continue };
        match units.find(&unit.text) {
            Some(id) => posts.push(Post {
                unit: id,
                post: post.text.trim().to_owned(),
                person: record.text("person").unwrap_or_default().to_owned(),
                validity: validity(record, findings),
            }),
            None => {
                let finding = unknown_unit(units, &unit.text, &unit.place, findings);
                findings.push(finding);
            }
        }
    }
    posts
}

/// The objection to a unit that no list knows, with the nearest names.
pub(crate) fn unknown_unit(units: &Units, written: &str, place: &Place, findings: &Findings) -> Finding {
    let near = if findings.list.len() < SUGGESTIONS { near(units.names(), written) } else { String::new() };
    Finding::new(Code::UnknownUnit).at(place).value(written.trim()).arg("near", near)
}

/// Past so many findings nobody reads suggestions any more, and they cost time.
const SUGGESTIONS: usize = 50;

/// The objection to a name that was given before.
pub(crate) fn twice(place: &Place, name: &str, first: &Place) -> Finding {
    Finding::new(Code::NameTwice).at(place).value(name).arg("first", first)
}

/// Reads matters.csv.
pub(crate) fn matters(edition: &Edition, findings: &mut Findings) -> Matters {
    let mut matters = Matters::default();
    let Some(records) = &edition.matters else { return matters };
    let mut listed = BTreeSet::new();
    let mut lines: HashMap<Path, &Record> = HashMap::new();
    for record in records {
        let Some(matter) = record.required("matter", findings) else { continue };
        let path = match Path::strict(matter.text.trim()) {
            Ok(path) => path,
            Err(finding) => {
                findings.push(finding.at(&matter.place));
                continue;
            }
        };
        if let Some(first) = lines.get(&path) {
            findings.push(twice(&matter.place, matter.text.trim(), &first.place));
        }
        let mut kind = None;
        if let Some(nature) = record.get("nature") {
            match Nature::parse(&nature.text) {
                Some(word) => kind = Some(word),
                None => findings.push(
                    Finding::new(Code::UnknownWord)
                        .at(&nature.place)
                        .value(nature.text.trim())
                        .arg("column", "nature")
                        .arg("expected", Nature::list()),
                ),
            }
        }
        lines.insert(path.clone(), record);
        matters.lines.push(Matter { matter: path.clone(), aliases: Vec::new(), nature: kind });
        listed.insert(path);
    }
    for (path, record) in
        records.iter().filter_map(|record| Some((Path::strict(record.text("matter")?).ok()?, record)))
    {
        let Some(aliases) = record.get("aliases") else { continue };
        for item in cell::list(&aliases.text) {
            let alias = match Path::strict(item.text) {
                Ok(alias) => alias,
                Err(finding) => {
                    findings.push(finding.at(&aliases.place));
                    continue;
                }
            };
            if listed.contains(&alias) {
                findings.push(Finding::new(Code::AliasIsPath).at(&aliases.place).value(item.text));
            } else if matters.aliases.get(&alias).is_some_and(|other| *other != path) {
                findings.push(Finding::new(Code::AliasTwice).at(&aliases.place).value(item.text));
            } else {
                if let Some(line) = matters.lines.iter_mut().find(|line| line.matter == path) {
                    line.aliases.push(alias.clone());
                }
                matters.aliases.insert(alias, path.clone());
            }
        }
    }
    matters.listed = Some(listed);
    matters
}

/// Reads zone, calendars, office hours and counting.
pub(crate) fn clock(edition: &Edition, findings: &mut Findings) -> Clock {
    let settings = &edition.settings;
    let zone = settings.timezone.as_ref().map_or("Asia/Shanghai", |(name, _)| name.as_str());
    let zone = Zone::named(zone.trim()).unwrap_or_else(|| {
        if let Some((name, place)) = &settings.timezone {
            findings.push(Finding::new(Code::UnknownZone).at(place).value(name));
        }
        Zone::utc()
    });
    let counting = match settings.counting.as_ref().map(|(word, place)| (fold(word), word, place)) {
        None => Counting::NextDay,
        Some((folded, _, _)) if ["next_day", "次日起", "次日起算"].contains(&folded.as_str()) => {
            Counting::NextDay
        }
        Some((folded, _, _)) if folded == "clock" => Counting::Clock,
        Some((_, word, place)) => {
            let finding = Finding::new(Code::UnknownWord).at(place).value(word).arg("column", "counting");
            findings.push(finding.arg("expected", "next_day, clock"));
            Counting::NextDay
        }
    };
    let mut spans = Vec::new();
    for (text, place) in &settings.office_hours {
        match parse_span(&fold(text)) {
            Some((open, close)) => spans.push((open * 60, close * 60)),
            None => findings.push(Finding::new(Code::BadOfficeHours).at(place).value(text)),
        }
    }
    let office = OfficeHours::new(spans).unwrap_or_else(|| {
        if let Some((_, place)) = settings.office_hours.first() {
            let all = settings.office_hours.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>();
            findings.push(Finding::new(Code::BadOfficeHours).at(place).value(all.join(", ")));
        }
        OfficeHours::default()
    });
    Clock { zone, calendars: calendars(edition, findings), office, counting }
}

fn calendars(edition: &Edition, findings: &mut Findings) -> Calendars {
    let mut calendars = Vec::new();
    for (name, place) in &edition.settings.calendars {
        match (name.as_str(), edition.calendars.get(name)) {
            (_, Some(records)) => calendars.push(Arc::new(own_calendar(name, records, findings))),
            ("cn", None) => calendars.push(Calendar::china()),
            ("weekdays", None) => calendars.push(Arc::new(Calendar::Weekdays)),
            _ => findings.push(Finding::new(Code::UnknownCalendar).at(place).value(name)),
        }
    }
    if edition.settings.calendars.is_empty() {
        calendars.push(Calendar::china());
    }
    let calendars = Calendars::new(calendars);
    if let Some(year) = calendars.last_year().filter(|year| *year != 0) {
        findings.push(Finding::new(Code::CalendarEnds).at(&edition.place).arg("year", year));
    }
    calendars
}

fn own_calendar(name: &str, records: &[Record], findings: &mut Findings) -> Calendar {
    let mut dates = HashMap::new();
    for record in records {
        let (Some(date), Some(kind)) = (record.required("date", findings), record.required("kind", findings))
        else {
            continue;
        };
        let Some(day) = parse_date(&date.text) else {
            findings.push(Finding::new(Code::BadDate).at(&date.place).value(date.text.trim()));
            continue;
        };
        let class = match fold(&kind.text).as_str() {
            "workday" | "工作日" => DayClass::Workday,
            "holiday" | "节假日" => DayClass::Holiday,
            _ => {
                let finding = Finding::new(Code::UnknownWord).at(&kind.place).value(kind.text.trim());
                findings
                    .push(finding.arg("column", "kind").arg("expected", "工作日 workday, 节假日 holiday"));
                continue;
            }
        };
        if let Some((_, first)) = dates.insert(day, (class, &record.place)) {
            findings.push(twice(&date.place, date.text.trim(), first));
        }
    }
    if dates.is_empty() {
        findings.push(Finding::new(Code::CalendarEmpty).at(&Place::file(name)).value(name));
    }
    Calendar::listed(name, dates.into_iter().map(|(date, (class, _))| (date, class)))
}
