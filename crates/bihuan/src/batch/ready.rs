//! Columns made ready for a batch: what a dictionary lists is looked at once, a row's cells are read as those of
//! a line are.

use super::columns::{TextColumn, TicketColumns, TimeColumn, is_valid};
use crate::condition::index::seen::{Given, Unread, WrittenPath};
use crate::condition::index::tree::{Spot, Tree};
use crate::engine::Engine;
use crate::model::text::is_blank;
use crate::model::ticket::Ticket;
use crate::model::words::{Demand, Source, Urgency, Word};
use crate::time::days::Point;

/// A cell of a column that is read into a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read<T> {
    Absent,
    /// There is something that cannot be read (G-8).
    Unreadable,
    Is(T),
}

impl<T: Copy> Read<T> {
    fn of(text: &str, parse: impl Fn(&str) -> Option<T>) -> Read<T> {
        match parse(text) {
            Some(value) => Read::Is(value),
            None if is_blank(text) => Read::Absent,
            None => Read::Unreadable,
        }
    }

    #[inline]
    fn known(self) -> Option<T> {
        if let Read::Is(value) = self { Some(value) } else { None }
    }
}

/// A column of values, with those that a dictionary lists.
struct Values<'a, T> {
    column: TextColumn<'a>,
    listed: Listed<'a, T>,
    parse: fn(&str) -> Option<T>,
}

struct Listed<'a, T> {
    codes: &'a [u32],
    values: Vec<Read<T>>,
}

/// The texts of a dictionary, where there are fewer than rows: else each row's own is looked at.
fn listed<'a, T>(
    column: &TextColumn<'a>,
    rows: usize,
    read: impl FnMut(&'a str) -> T,
) -> Option<(&'a [u32], Vec<T>)> {
    match *column {
        TextColumn::Coded { codes, texts } if texts.count() <= rows => {
            Some((codes, (0..texts.count()).map(|at| texts.text(at)).map(read).collect()))
        }
        _ => None,
    }
}

impl<'a, T: Copy> Values<'a, T> {
    fn new(column: TextColumn<'a>, rows: usize, parse: fn(&str) -> Option<T>) -> Values<'a, T> {
        let (codes, values) = listed(&column, rows, |text| Read::of(text, parse)).unwrap_or_default();
        Values { column, listed: Listed { codes, values }, parse }
    }

    #[inline]
    fn read(&self, row: usize) -> Read<T> {
        if matches!(self.column, TextColumn::Absent) {
            return Read::Absent;
        }
        if self.listed.values.is_empty() {
            return Read::of(self.column.get(row), self.parse);
        }
        let code = self.listed.codes.get(row).copied().unwrap_or(u32::MAX);
        self.listed.values.get(code as usize).copied().unwrap_or(Read::Absent)
    }
}

/// A column of paths, with where those that a dictionary lists come to in the tree of each edition.
struct Paths<'a> {
    column: TextColumn<'a>,
    codes: &'a [u32],
    editions: Vec<Vec<Spot>>,
}

impl<'a> Paths<'a> {
    fn new<'e>(column: TextColumn<'a>, rows: usize, trees: impl Iterator<Item = &'e Tree>) -> Paths<'a> {
        let mut paths = Paths { column, codes: &[], editions: Vec::new() };
        let mut buffer = String::new();
        for tree in trees {
            if let Some((codes, spots)) = listed(&column, rows, |text| tree.walk(text, &mut buffer)) {
                paths.codes = codes;
                paths.editions.push(spots);
            }
        }
        paths
    }

    #[inline]
    fn read(&self, row: usize, edition: usize) -> WrittenPath<'a> {
        match self.editions.get(edition) {
            Some(spots) => {
                let code = self.codes.get(row).copied().unwrap_or(u32::MAX);
                WrittenPath::Walked(spots.get(code as usize).copied().unwrap_or_default())
            }
            None => WrittenPath::Text(self.column.get(row)),
        }
    }
}

/// A column of times.
struct Times<'a> {
    column: TimeColumn<'a>,
    texts: Option<Values<'a, Point>>,
}

/// From when to when times can be written: the years 0000 to 9999, and to where instants end.
const CIVIL: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;
const INSTANTS: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_207_200;
const DATES: std::ops::RangeInclusive<i32> = -719_528..=2_932_896;

impl<'a> Times<'a> {
    fn new(column: TimeColumn<'a>, rows: usize) -> Times<'a> {
        let texts = match column {
            TimeColumn::Text(texts) => Some(Values::new(texts, rows, point)),
            _ => None,
        };
        Times { column, texts }
    }

    #[inline]
    fn read(&self, row: usize) -> Read<Point> {
        match self.column {
            TimeColumn::Absent => Read::Absent,
            TimeColumn::Text(_) => self.texts.as_ref().map_or(Read::Absent, |texts| texts.read(row)),
            TimeColumn::Ticks { ticks, per_second, zoned, valid } => match ticks.get(row) {
                Some(ticks) if is_valid(valid, row) => {
                    let seconds = if per_second <= 1 { *ticks } else { ticks.div_euclid(per_second) };
                    match zoned {
                        true if INSTANTS.contains(&seconds) => Read::Is(Point::Instant(seconds)),
                        false if CIVIL.contains(&seconds) => Read::Is(Point::civil(seconds)),
                        _ => Read::Unreadable,
                    }
                }
                _ => Read::Absent,
            },
            TimeColumn::Dates { days, valid } => match days.get(row) {
                Some(days) if is_valid(valid, row) => {
                    if DATES.contains(days) {
                        Read::Is(Point::Date(*days))
                    } else {
                        Read::Unreadable
                    }
                }
                _ => Read::Absent,
            },
        }
    }

    /// What stands there, for messages.
    fn written(&self, row: usize) -> String {
        match self.column {
            TimeColumn::Absent => String::new(),
            TimeColumn::Text(texts) => texts.get(row).to_owned(),
            TimeColumn::Ticks { ticks, .. } => ticks.get(row).map(i64::to_string).unwrap_or_default(),
            TimeColumn::Dates { days, .. } => days.get(row).map(i32::to_string).unwrap_or_default(),
        }
    }
}

fn point(text: &str) -> Option<Point> {
    text.parse::<crate::Moment>().ok().map(Point::from)
}

/// The columns of a batch, ready to be read row by row.
pub(super) struct Ready<'a> {
    columns: &'a TicketColumns<'a>,
    received_at: Times<'a>,
    occurred_at: Times<'a>,
    source: Values<'a, Source>,
    demand: Values<'a, Demand>,
    urgency: Values<'a, Urgency>,
    matter: Paths<'a>,
    area: Paths<'a>,
}

/// What of a row is read only when some rule asks for it.
pub(super) struct Row<'a> {
    columns: &'a TicketColumns<'a>,
    row: usize,
}

impl Unread for Row<'_> {
    fn text(&self) -> &str {
        self.columns.text.get(self.row)
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        let column = self.columns.attributes.iter().find(|(other, _)| other == name);
        column.map(|(_, column)| column.get(self.row))
    }
}

impl<'a> Ready<'a> {
    pub(super) fn new(columns: &'a TicketColumns<'a>, engine: &Engine) -> Ready<'a> {
        let rows = columns.rows;
        let vocabularies = || engine.all_indexed().map(|edition| edition.vocabulary());
        Ready {
            columns,
            received_at: Times::new(columns.received_at, rows),
            occurred_at: Times::new(columns.occurred_at, rows),
            source: Values::new(columns.source, rows, Source::parse),
            demand: Values::new(columns.demand, rows, Demand::parse),
            urgency: Values::new(columns.urgency, rows, Urgency::parse),
            matter: Paths::new(columns.matter, rows, vocabularies().map(|vocabulary| &vocabulary.matters)),
            area: Paths::new(columns.area, rows, vocabularies().map(|vocabulary| &vocabulary.areas)),
        }
    }

    pub(super) fn id(&self, row: usize) -> &'a str {
        self.columns.id.get(row).trim()
    }

    pub(super) fn received_at(&self, row: usize) -> Read<Point> {
        self.received_at.read(row)
    }

    pub(super) fn written_receipt(&self, row: usize) -> String {
        self.received_at.written(row)
    }

    pub(super) fn row(&self, row: usize) -> Row<'a> {
        Row { columns: self.columns, row }
    }

    /// The facts of a row for an edition, and whether some value cannot be read.
    #[inline]
    pub(super) fn given<'r>(&self, row: &'r Row<'_>, received_at: Point, edition: usize) -> (Given<'r>, bool)
    where
        'a: 'r,
    {
        let at = row.row;
        let occurred_at = self.occurred_at.read(at);
        let (source, demand, urgency) = (self.source.read(at), self.demand.read(at), self.urgency.read(at));
        let unreadable = occurred_at == Read::Unreadable
            || source == Read::Unreadable
            || demand == Read::Unreadable
            || urgency == Read::Unreadable;
        let given = Given {
            received_at,
            occurred_at: occurred_at.known(),
            demand: demand.known(),
            urgency: urgency.known(),
            source: source.known(),
            matter: self.matter.read(at, edition),
            area: self.area.read(at, edition),
            unread: row,
        };
        (given, unreadable)
    }

    /// The row as a ticket.
    pub(super) fn ticket(&self, row: usize, received_at: Point) -> Ticket {
        let columns = self.columns;
        let mut ticket = Ticket::new(self.id(row), received_at.moment());
        let owned = |column: &TextColumn<'_>| column.present(row).map(str::to_owned);
        let words = [("source", columns.source), ("demand", columns.demand), ("urgency", columns.urgency)];
        for (name, column) in words {
            if let Some(word) = column.present(row) {
                ticket.set(name, word);
            }
        }
        match self.occurred_at.read(row) {
            Read::Absent => {}
            Read::Is(point) => ticket.occurred_at = Some(point.moment()),
            Read::Unreadable => ticket.set("occurred_at", self.occurred_at.written(row)),
        }
        ticket.matter = owned(&columns.matter);
        ticket.text = owned(&columns.text);
        ticket.area = owned(&columns.area);
        for (name, column) in &columns.attributes {
            if let Some(value) = owned(column) {
                ticket.attributes.insert(name.clone(), value);
            }
        }
        ticket
    }
}
