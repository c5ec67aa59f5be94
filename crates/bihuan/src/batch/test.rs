//! A batch against its rows one by one: the same lines, rejects and notes, whatever form the columns have and
//! on how many threads.

use super::*;
use crate::dispatch::random::{Dice, fields, rulebook};
use crate::{ColumnMap, Columns, Instant, Moment, Rulebook, Tickets};
use std::collections::{BTreeMap, BTreeSet};

/// Two editions, or one.
fn engine(dice: &mut Dice) -> Engine {
    let one = rulebook(dice);
    let mut parts = one.clone();
    if dice.chance(40) {
        let dated = |folder: &str, parts: Vec<(String, String)>, from: &str| {
            parts
                .into_iter()
                .map(|(name, content)| {
                    (format!("{folder}/{name}"), content.replacen("version = '1'", from, 1))
                })
                .collect::<Vec<_>>()
        };
        parts = dated("old", one, "version = '1'\nfrom = 2024-06-01");
        parts.extend(dated("new", rulebook(dice), "version = '2'\nfrom = 2025-03-01"));
    }
    Rulebook::from_parts(parts).compile().unwrap()
}

const NAMES: [&str; 11] = [
    "id",
    "received_at",
    "occurred_at",
    "source",
    "demand",
    "matter",
    "text",
    "area",
    "urgency",
    "级别",
    "户数",
];

/// The cells of a table, column by column.
type Table = Vec<Vec<String>>;

fn table(dice: &mut Dice, rows: usize) -> Table {
    let mut table = vec![Vec::new(); NAMES.len()];
    for row in 0..rows {
        let mut cells: BTreeMap<&str, String> = fields(dice).into_iter().collect();
        let id = match dice.below(20) {
            0 => dice.pick(&["", " ", "\u{3000}"]).to_owned(),
            1 => format!(" {}", dice.below(row + 1)),
            _ => row.to_string(),
        };
        cells.insert("id", id);
        if dice.chance(6) {
            cells.insert("received_at", dice.pick(&["", "soon", "2025-02-30", " ", "1999-01-01"]).to_owned());
        }
        if dice.chance(3) {
            cells.insert("occurred_at", "gestern".to_owned());
        }
        for (column, name) in table.iter_mut().zip(NAMES) {
            column.push(cells.remove(name).unwrap_or_default());
        }
    }
    table
}

/// A column of times in numbers, with what a file would say.
struct Numbers {
    ticks: Vec<i64>,
    days: Vec<i32>,
    valid: Vec<bool>,
    kind: usize,
}

const PER_SECOND: i64 = 1_000;

fn numbers(dice: &mut Dice, texts: &mut [String], kind: usize) -> Numbers {
    let mut numbers = Numbers { ticks: Vec::new(), days: Vec::new(), valid: Vec::new(), kind };
    for text in texts.iter_mut() {
        let second = match dice.below(40) {
            0 => i64::MAX / PER_SECOND - 1,
            1 => -62_167_219_201,
            2 => 253_402_207_201,
            3 => 253_402_300_799,
            4 => -62_167_219_200,
            _ => 1_700_000_000 + i64::try_from(dice.below(60_000_000)).unwrap(),
        };
        let day = i32::try_from(second.div_euclid(86_400)).unwrap_or(i32::MAX);
        let tick = second * PER_SECOND + 999;
        numbers.ticks.push(tick);
        numbers.days.push(day);
        let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let civil = epoch.checked_add(jiff::SignedDuration::from_secs(second));
        let written = match (kind, civil) {
            (0, Ok(_)) => Moment::Instant(Instant(second)).to_string(),
            (1, Ok(civil)) => Moment::Civil(civil).to_string(),
            (2, Ok(civil)) => civil.date().to_string(),
            (2, Err(_)) => day.to_string(),
            _ => tick.to_string(),
        };
        // what no file can write is the number that it is
        let is_time = written.parse::<Moment>().is_ok();
        *text = match (is_time, kind) {
            (true, _) => written,
            (false, 2) => day.to_string(),
            (false, _) => tick.to_string(),
        };
        numbers.valid.push(!dice.chance(5));
        if numbers.valid.last() == Some(&false) {
            text.clear();
        }
    }
    numbers
}

impl Numbers {
    /// The bits of some rows, from the fourth bit on.
    fn bits(&self, rows: Range<usize>) -> Vec<u8> {
        let mut bits = vec![0; rows.len() / 8 + 2];
        for (at, row) in (3..).zip(rows) {
            bits[at / 8] |= u8::from(self.valid[row]) << (at % 8);
        }
        bits
    }

    fn column<'a>(&'a self, rows: Range<usize>, bits: &'a [u8]) -> TimeColumn<'a> {
        let valid = Some(Valid::new(bits, 3));
        match self.kind {
            2 => TimeColumn::Dates { days: &self.days[rows], valid },
            kind => TimeColumn::Ticks {
                ticks: &self.ticks[rows],
                per_second: PER_SECOND,
                zoned: kind == 0,
                valid,
            },
        }
    }
}

/// A column as a dictionary, some of whose texts nobody has.
struct Dictionary {
    codes: Vec<u32>,
    texts: Vec<String>,
}

fn dictionary(column: &[String]) -> Dictionary {
    let mut texts: Vec<String> = column.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let code = |text: &String| texts.binary_search(text).unwrap() as u32;
    // an absent cell is no code of the list
    let codes = column.iter().map(|text| if text.is_empty() { u32::MAX } else { code(text) }).collect();
    texts.push("nobody's".to_owned());
    Dictionary { codes, texts }
}

/// A line as both ways have it.
type Line = (usize, u32, [String; 8], [Option<Instant>; 2], Vec<String>);

/// Lines, rejects, notes and years.
type Answer = (Vec<Line>, Vec<(usize, String)>, Vec<(usize, NoteCode)>, BTreeSet<String>);

fn row_by_row(engine: &Engine, table: &Table) -> Answer {
    let columns = Columns::of_tickets("t", NAMES, &ColumnMap::default()).unwrap();
    let (mut lines, mut rejected, mut notes, mut years) = Answer::default();
    let mut tickets = Tickets::default();
    for row in 0..table[0].len() {
        let cells: Vec<&str> = table.iter().map(|column| column[row].as_str()).collect();
        if !tickets.push_ticket(&columns, row as u64, &cells) {
            rejected.push((row, tickets.rejected.last().unwrap().finding.to_string()));
        }
    }
    for filed in &tickets.list {
        let row = filed.row as usize;
        let decision = match engine.dispatch(&filed.ticket) {
            Ok(decision) => decision,
            Err(error) => {
                let finding = columns.place(error.findings()[0].clone(), filed.row);
                rejected.push((row, finding.to_string()));
                continue;
            }
        };
        notes.extend(decision.note_codes().into_iter().map(|code| (row, code)));
        let not_covered = decision.notes.iter().filter(|note| note.code == NoteCode::NotCovered);
        years.extend(not_covered.map(|note| note.about.clone()));
        for part in decision.parts {
            let texts = [
                part.lead,
                format!("{:?}", decision.channel),
                format!("{:?}", part.row),
                format!("{:?}", part.signoff),
                format!("{:?}", part.reason),
                format!("{:?}", decision.call),
                decision.version.clone(),
                decision.ticket.clone(),
            ];
            let dues = [part.first_contact_due, part.due].map(|due| due.map(|due| due.instant));
            lines.push((row, part.part, texts, dues, part.assist));
        }
    }
    (lines, rejected, notes, years)
}

fn by_column(dispatcher: &mut ColumnDispatcher, tickets: &TicketColumns<'_>, first: usize) -> Answer {
    let decided = dispatcher.dispatch(tickets);
    let columns = Columns::of_tickets("t", NAMES, &ColumnMap::default()).unwrap();
    let lines = decided.lines().enumerate().map(|(at, line)| {
        let row = decided.tickets()[at];
        let texts = [
            line.lead().to_owned(),
            format!("{:?}", decided.channels()[at]),
            format!("{:?}", line.row()),
            format!("{:?}", line.signoff()),
            format!("{:?}", decided.reasons()[at]),
            format!("{:?}", line.call()),
            line.version().to_owned(),
            tickets.id.get(row).trim().to_owned(),
        ];
        let dues = [line.first_contact_due(), line.due()];
        (first + row, decided.parts()[at], texts, dues, line.assists().map(str::to_owned).collect())
    });
    let lines: Vec<Line> = lines.collect();
    assert_eq!(lines.len(), decided.len());
    let dues: Vec<_> =
        decided.first_contact_dues().zip(decided.dues()).map(|(first, due)| [first, due]).collect();
    assert!(lines.iter().map(|line| line.3).eq(dues));
    let rejected = decided.rejected().iter().map(|rejected| {
        let row = first + rejected.row;
        (row, columns.place(rejected.finding.clone(), row as u64).to_string())
    });
    let notes = decided.notes().iter().map(|(row, code)| (first + row, *code)).collect();
    (lines, rejected.collect(), notes, decided.not_covered().map(str::to_owned).collect())
}

fn compare(seed: u64, rows: usize) {
    let dice = &mut Dice::new(seed);
    let engine = engine(dice);
    let mut table = table(dice, rows);
    let kinds = [dice.below(6), dice.below(6)];
    // from kind 3 on they stay texts
    let mut numbered = |at: usize, kind: usize| {
        let mut texts = table[at].clone();
        let numbers = numbers(dice, &mut texts, kind);
        if kind < 3 {
            table[at] = texts;
        }
        numbers
    };
    let times = [numbered(1, kinds[0]), numbered(2, kinds[1])];
    let mut expected = row_by_row(&engine, &table);

    let as_code: Vec<bool> = NAMES.iter().map(|_| dice.chance(50)).collect();
    let threads = 1 + dice.below(3);
    let mut dispatcher = engine.column_dispatcher(threads);
    let cut = if dice.chance(30) { dice.below(rows + 1) } else { rows };
    let mut found = Answer::default();
    for (first, end) in [(0, cut), (cut, rows)] {
        let part: Table = table.iter().map(|column| column[first..end].to_vec()).collect();
        let coded: Vec<Dictionary> = part.iter().map(|column| dictionary(column)).collect();
        let column = |at: usize| match as_code[at] {
            true => TextColumn::Coded { codes: &coded[at].codes, texts: &coded[at].texts },
            false => TextColumn::Each(&part[at]),
        };
        let bits = [&times[0], &times[1]].map(|times| times.bits(first..end));
        let time = |at: usize| match kinds[at] {
            0..3 => times[at].column(first..end, &bits[at]),
            _ => TimeColumn::Text(column(at + 1)),
        };
        let mut tickets = TicketColumns::new(end - first, column(0), time(0));
        tickets.occurred_at = time(1);
        tickets.source = column(3);
        tickets.demand = column(4);
        tickets.matter = column(5);
        tickets.text = column(6);
        tickets.area = column(7);
        tickets.urgency = column(8);
        tickets.attribute(NAMES[9], column(9));
        tickets.attribute(NAMES[10], column(10));
        let answer = by_column(&mut dispatcher, &tickets, first);
        found.0.extend(answer.0);
        found.1.extend(answer.1);
        found.2.extend(answer.2);
        found.3.extend(answer.3);
    }
    // rows of the first batch that have no edition come before those of the second that cannot be read
    expected.1.sort();
    found.1.sort();
    assert_eq!(found, expected, "seed {seed}");
}

#[test]
fn a_batch_is_answered_as_its_rows_are() {
    let seeds = std::env::var("BIHUAN_SEEDS").unwrap_or_else(|_| "1..250".to_owned());
    let (from, to) = seeds.split_once("..").unwrap();
    for seed in from.parse().unwrap()..to.parse().unwrap() {
        compare(seed, 80);
    }
    // so many that several threads have some
    compare(1, 3 * WORTH_A_THREAD);
}
