//! The one parser of cells: written text to tests, every objection with its place.

use super::cell::{self, RawItem};
use super::test::{Cell, DayItem, HourSpan, Item, Items, PathItem, Test, ValueItem};
use crate::message::{Code, Finding, Findings, Place};
use crate::model::columns::ticket_column;
use crate::model::matter::Matters;
use crate::model::moment::parse_date;
use crate::model::number::Number;
use crate::model::path::Path;
use crate::model::text::fold;
use crate::model::unit::{Units, Validity};
use crate::model::words::Word;
use crate::time::calendar::DayClass;
use crate::time::clock::WEEKDAYS;
use crate::time::office::parse_span;

/// The condition columns that every rule list takes (design §2), beside `where.<attribute>`.
pub(crate) const CONDITIONS: &[&str] = &[
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
];

/// The facts that are known after dispatch (K-13).
pub(crate) const PART_FACTS: &[&str] = &["channel", "reason", "lead", "lead_role", "parts", "cycle", "route"];

/// What `where.` may not name: the columns that have a condition of their own, id and times (K-10).
const NOT_ATTRIBUTES: &[&str] =
    &["id", "received_at", "occurred_at", "matter", "area", "demand", "urgency", "source", "text"];

/// The day words of K-7.
const DAYS: &[(DayItem, &str, &str)] = &[
    (DayItem::Class(DayClass::Workday), "工作日", "workday"),
    (DayItem::Class(DayClass::Holiday), "节假日", "holiday"),
    (DayItem::Class(DayClass::Weekend), "周末", "weekend"),
    (DayItem::Rest, "休息日", "restday"),
];

/// What the parser needs to know to read names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) units: &'a Units,
    pub(crate) matters: &'a Matters,
}

/// Reads a cell of a condition column. `None` when it is empty, or when something was objected to.
pub(crate) fn cell(
    column: &str,
    written: &str,
    names: Names<'_>,
    place: &Place,
    findings: &mut Findings,
) -> Option<Cell> {
    if cell::is_empty(written) {
        return None;
    }
    let mut parser = Parser { written, names, place, findings, well: true };
    let test = match column {
        "matter" => {
            let items = parser.items(|parser, item| parser.path(item, true));
            for path in items.values().map(|item| &item.path) {
                if !names.matters.is_known(path) {
                    let finding = Finding::new(Code::UnlistedMatter).at(place).value(path.joined());
                    parser.findings.push(finding);
                }
            }
            Test::Matter(items)
        }
        "area" => Test::Area(parser.items(|parser, item| parser.path(item, false))),
        "demand" => Test::Demand(parser.items(Parser::word)),
        "urgency" => Test::Urgency(parser.items(Parser::word)),
        "source" => Test::Source(parser.items(Parser::word)),
        "hours" => Test::Hours(parser.items(Parser::hours)),
        "days" => Test::Days(parser.items(Parser::day)),
        "keywords" => Test::Keywords(parser.keywords()),
        "all_keywords" => Test::AllKeywords(parser.keywords()),
        "not_keywords" => Test::NotKeywords(parser.keywords()),
        "channel" => Test::Channel(parser.items(Parser::word)),
        "reason" => Test::Reason(parser.items(Parser::word)),
        "lead" => Test::Lead(parser.items(Parser::unit)),
        "lead_role" => Test::LeadRole(parser.items(Parser::value)),
        "parts" => Test::Parts(parser.items(Parser::value)),
        "cycle" => Test::Cycle(parser.items(Parser::value)),
        "route" => Test::Route(parser.items(Parser::value)),
        _ => {
            let name = ticket_column(column.strip_prefix("where.").unwrap_or(column));
            if NOT_ATTRIBUTES.contains(&name.as_str()) || name.is_empty() {
                let finding = Finding::new(Code::NoCondition).at(place).value(column);
                findings.push(finding.arg("why", "where. asks attributes: this one has a column of its own"));
                return None;
            }
            Test::Where(name, parser.items(Parser::value))
        }
    };
    parser.well.then(|| Cell { column: column.to_owned(), written: written.trim().into(), test })
}

/// Reads a cell on an event's field (C-2): values by K-10.
pub(crate) fn values(
    written: &str,
    names: Names<'_>,
    place: &Place,
    findings: &mut Findings,
) -> Items<ValueItem> {
    Parser { written, names, place, findings, well: true }.items(Parser::value)
}

/// Reads a cell on an event's `unit`: it compares units, not text (C-2).
pub(crate) fn units(
    written: &str,
    names: Names<'_>,
    place: &Place,
    findings: &mut Findings,
) -> Items<crate::model::unit::UnitId> {
    Parser { written, names, place, findings, well: true }.items(Parser::unit)
}

/// Reads `from` and `until` of a row (K-11).
pub(crate) fn validity(
    from: Option<(&str, &Place)>,
    until: Option<(&str, &Place)>,
    findings: &mut Findings,
) -> Validity {
    let mut date = |cell: Option<(&str, &Place)>| {
        let (text, place) = cell?;
        if fold(text).is_empty() {
            return None;
        }
        let date = parse_date(text);
        if date.is_none() {
            findings.push(Finding::new(Code::BadDate).at(place).value(text));
        }
        date
    };
    let validity = Validity { from: date(from), until: date(until) };
    if let (Some(first), Some(last), Some((text, place))) = (validity.from, validity.until, until)
        && last < first
    {
        findings.push(Finding::new(Code::DatesReversed).at(place).value(text).arg("from", first));
    }
    validity
}

struct Parser<'a, 'f> {
    written: &'a str,
    names: Names<'a>,
    place: &'a Place,
    findings: &'f mut Findings,
    well: bool,
}

impl<'a> Parser<'a, '_> {
    fn object(&mut self, code: Code, value: &str, args: &[(&'static str, String)]) {
        let mut finding = Finding::new(code).at(self.place).value(value);
        for (name, text) in args {
            finding = finding.arg(name, text);
        }
        self.findings.push(finding);
        self.well = false;
    }

    fn items<T>(&mut self, read: impl Fn(&mut Self, RawItem<'a>) -> Option<T>) -> Items<T> {
        let mut items = Vec::new();
        for raw in cell::items(self.written) {
            if raw.text.is_empty() {
                self.object(Code::LoneMark, "!", &[]);
            } else if raw.is_any() {
                items.push((raw.negative, Item::Any));
            } else if let Some(value) = read(self, raw) {
                items.push((raw.negative, Item::Is(value)));
            }
        }
        Items { items }
    }

    fn path(&mut self, item: RawItem<'_>, aliases: bool) -> Option<PathItem> {
        let (exact, rest) = match item.strip('=') {
            Some(rest) => (true, rest),
            None => (false, item),
        };
        let path = match Path::strict(rest.text) {
            Ok(path) => path,
            Err(finding) => {
                // with its mark, as it is written
                let shown = finding.cell().is_some();
                let finding = if shown { finding.value(item.text) } else { finding };
                self.findings.push(finding.at(self.place));
                self.well = false;
                return None;
            }
        };
        let path = if aliases { self.names.matters.resolve(path) } else { path };
        Some(PathItem { exact, path })
    }

    fn word<W: Word>(&mut self, item: RawItem<'_>) -> Option<W> {
        let word = W::parse(&item.folded());
        if word.is_none() {
            let column = self.place.column.clone().unwrap_or_default();
            self.object(Code::UnknownWord, item.text, &[("column", column), ("expected", W::list())]);
        }
        word
    }

    fn hours(&mut self, item: RawItem<'_>) -> Option<HourSpan> {
        match parse_span(&item.folded()) {
            Some((from, to)) if from != to => Some(HourSpan { from, to }),
            _ => {
                self.object(Code::BadHours, item.text, &[]);
                None
            }
        }
    }

    fn day(&mut self, item: RawItem<'_>) -> Option<DayItem> {
        let text = item.folded();
        let class = DAYS.iter().find(|(_, zh, en)| *zh == text || *en == text).map(|(day, _, _)| *day);
        let weekday = WEEKDAYS.iter().find(|(_, zh, en)| *zh == text || *en == text);
        let day = class.or(weekday.map(|(weekday, _, _)| DayItem::Weekday(*weekday)));
        if day.is_none() {
            let words = DAYS.iter().map(|(_, zh, en)| format!("{zh} {en}"));
            let words = words.chain(WEEKDAYS.iter().map(|(_, zh, en)| format!("{zh} {en}")));
            let expected = words.collect::<Vec<_>>().join(", ");
            let column = self.place.column.clone().unwrap_or_default();
            self.object(Code::UnknownWord, item.text, &[("column", column), ("expected", expected)]);
        }
        day
    }

    fn keywords(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        for raw in cell::items(self.written) {
            if raw.negative {
                let code = if raw.text.is_empty() { Code::LoneMark } else { Code::NegativeKeyword };
                self.object(code, &format!("!{}", raw.text), &[]);
            } else {
                let word = raw.folded();
                if !word.is_empty() {
                    words.push(word);
                }
            }
        }
        words
    }

    fn unit(&mut self, item: RawItem<'_>) -> Option<crate::model::unit::UnitId> {
        let id = self.names.units.find(&item.folded());
        if id.is_none() {
            self.object(Code::UnknownUnit, item.text, &[("near", String::new())]);
        }
        id
    }

    fn value(&mut self, item: RawItem<'_>) -> Option<ValueItem> {
        let bounded = |mark: char| item.strip(mark).map(|rest| (rest.strip('='), rest));
        let (bound, make): (RawItem<'_>, fn(Number) -> ValueItem) = match (bounded('>'), bounded('<')) {
            (Some((Some(rest), _)), _) => (rest, ValueItem::AtLeast),
            (Some((None, rest)), _) => (rest, ValueItem::Above),
            (_, Some((Some(rest), _))) => (rest, ValueItem::AtMost),
            (_, Some((None, rest))) => (rest, ValueItem::Below),
            (None, None) => {
                let Some((low, high)) = item.range() else {
                    return Some(ValueItem::Is(super::test::Scalar::from_folded(&item.folded())));
                };
                let bounds = (Number::parse(&low.folded()), Number::parse(&high.folded()));
                let (Some(low), Some(high)) = bounds else {
                    self.object(Code::BadComparison, item.text, &[]);
                    return None;
                };
                return Some(ValueItem::Between(low, high));
            }
        };
        match Number::parse(&bound.folded()) {
            Some(number) => Some(make(number)),
            None => {
                self.object(Code::BadComparison, item.text, &[]);
                None
            }
        }
    }
}
