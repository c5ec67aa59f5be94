//! The checks against brute force: small random tables whose every kind of ticket is dispatched by the plain
//! evaluator. All that there is must be found, and nothing else.

mod taken;
mod tidy;

use super::Table;
use super::build::space;
use super::conflicts::conflicts;
use super::extras::{Extra, extra};
use super::gaps::gaps;
use super::lives::{Life, clash, life};
use super::partly::partly;
use crate::condition::facts::Facts;
use crate::condition::parse::{self, Names};
use crate::condition::region::Region;
use crate::condition::region::solve::Solver;
use crate::condition::{Condition, Rank};
use crate::dispatch::compile::matrix;
use crate::dispatch::matrix::Matrix;
use crate::dispatch::plan::{Candidacy, Past, candidacy, plan};
use crate::message::{Findings, Place};
use crate::model::ticket::Ticket;
use crate::model::unit::{UnitId, Validity};
use crate::model::words::{Channel, Reason};
use crate::rulebook::Rulebook;
use crate::verify::dates::Dates;
use std::collections::BTreeSet;

/// How many tables.
const TABLES: u64 = 10_000;

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}

/// A column, items of its cells, and the values that tickets have: one of every kind that the items tell apart.
struct Column {
    name: &'static str,
    items: &'static [&'static str],
    values: &'static [&'static str],
}

const MATTER: Column = Column {
    name: "matter",
    items: &["a", "a/x", "=a", "=a/x", "b", "*", "旧", "a/x/k"],
    values: &["", "a", "a/x", "a/x/k", "a/x/m", "a/o", "b", "b/c", "zz", "旧"],
};
const TEXT: Column = Column {
    name: "text",
    items: &["路", "灯", "路灯", "井"],
    values: &["", "路", "灯", "井", "路，灯", "路灯", "路，井", "灯，井", "路，灯，井", "路灯，井"],
};
const COLUMNS: &[Column] = &[
    Column { name: "area", items: &["p", "p/q", "=p", "*"], values: &["", "p", "p/q", "p/o", "z"] },
    Column { name: "demand", items: &["投诉", "求助", "*"], values: &["", "投诉", "求助", "表扬"] },
    Column { name: "urgency", items: &["一般", "特急"], values: &["", "一般", "紧急", "特急"] },
    Column {
        name: "hours",
        items: &["22:00-06:00", "05:00-12:00", "*"],
        values: &["", "02:00", "05:30", "08:00", "15:00", "23:00"],
    },
    Column {
        name: "days",
        items: &["工作日", "周末", "周一", "休息日"],
        values: &["2024-06-03", "2024-06-04", "2024-06-08"],
    },
    Column {
        name: "where.k",
        items: &["1", ">1", "x", "1..5", "*"],
        values: &["", "x", "y", "0", "1", "3", "5", "9"],
    },
    Column { name: "where.m", items: &["x", "y"], values: &["", "x", "y"] },
];

const UNITS: &str = "code,name,role,area,from,until
A,A,,,,
B,B,,,,
C,C,,,2025-07-01,
P,P,居委会,p,,
Q,Q,居委会,p/q,,2025-06-30
S,S,所,,2025-07-01,
";

fn cell(random: &mut Random, column: &Column) -> String {
    let count = 1 + random.below(2) + usize::from(random.chance(4));
    let items: Vec<String> = (0..count)
        .map(|_| format!("{}{}", if random.chance(4) { "!" } else { "" }, random.one(column.items)))
        .collect();
    items.join("、")
}

/// A random rulebook, and the columns in which its tickets differ.
fn rulebook(random: &mut Random) -> (Vec<(&'static str, String)>, Vec<&'static Column>) {
    let mut columns: Vec<&Column> = Vec::new();
    for _ in 0..1 + random.below(2) {
        let column = &COLUMNS[random.below(COLUMNS.len())];
        if !columns.iter().any(|own| own.name == column.name) {
            columns.push(column);
        }
    }
    if random.chance(2) {
        columns.push(&TEXT);
    }
    if !random.chance(4) {
        columns.push(&MATTER);
    }
    // each column multiplies the tickets
    columns.drain(..columns.len().saturating_sub(3));
    let names: Vec<&str> = columns.iter().map(|column| column.name).filter(|name| *name != "text").collect();
    let text = columns.iter().any(|column| column.name == "text");
    let has_dates = random.chance(3);
    let condition = |random: &mut Random, often: usize| {
        let mut cells: Vec<(String, String)> = Vec::new();
        for column in &columns {
            if column.name == "text" {
                for name in ["keywords", "all_keywords", "not_keywords"] {
                    if random.chance(if name == "keywords" { 2 } else { 5 }) {
                        let words: Vec<&str> =
                            (0..1 + random.below(2)).map(|_| random.one(column.items)).collect();
                        cells.push((name.into(), words.join("、")));
                    }
                }
            } else if !random.chance(often) {
                cells.push((column.name.into(), cell(random, column)));
            }
        }
        cells
    };
    let mut table = String::from("row,");
    let keywords = ["keywords", "all_keywords", "not_keywords"];
    let all: Vec<&str> = names.iter().copied().chain(keywords.into_iter().filter(|_| text)).collect();
    table.push_str(&all.join(","));
    table.push_str(",lead,assist,extra,priority,from,until,channel\n");
    let roles = names.contains(&"area") || random.chance(4);
    let leads: &[&str] = if roles { &["A", "B", "C", "居委会", "所", "P"] } else { &["A", "B", "C"] };
    let extras = random.chance(4);
    let flat = random.chance(2);
    for row in 0..2 + random.below(6) {
        let cells = condition(random, 3);
        table.push_str(&format!("r{row}"));
        for name in &all {
            let cell = cells.iter().find(|(own, _)| own == name).map_or("", |(_, cell)| cell);
            table.push_str(&format!(",{cell}"));
        }
        let lead = random.one(leads);
        let assist = if random.chance(3) { random.one(leads) } else { "" };
        let extra = if extras && random.chance(3) { "是" } else { "" };
        let priority = if flat || !random.chance(4) { "" } else { random.one(&["1", "2"]) };
        let (from, until) = if has_dates && random.chance(3) {
            if random.chance(2) { ("2025-07-01", "") } else { ("", "2025-06-30") }
        } else {
            ("", "")
        };
        let channel = if extra == "是" && random.chance(4) { "绿色通道" } else { "" };
        table.push_str(&format!(",{lead},{assist},{extra},{priority},{from},{until},{channel}\n"));
    }
    let mut settings = String::from(
        "name = 't'\ncalendar = 'weekdays'\nfrom = 2025-01-01\nuntil = 2025-12-31\n[[fallback]]\nlead = 'B'\n",
    );
    let rule = |cells: Vec<(String, String)>, extra: &str, list: &str| {
        let cells = cells.into_iter().map(|(name, cell)| format!("'{name}' = '{cell}'\n"));
        format!("[[{list}]]\n{extra}{}", cells.collect::<String>())
    };
    if random.chance(4) {
        let lead = if roles { "lead = '居委会'\n" } else { "lead = 'C'\n" };
        settings.push_str(&rule(condition(random, 2), lead, "fallback"));
    }
    if random.chance(4) {
        settings.push_str(&rule(condition(random, 2), "", "not_accepted"));
    }
    if random.chance(6) {
        settings.push_str(&rule(condition(random, 2), "call = '119'\n", "emergency"));
    }
    let mut parts =
        vec![("rulebook.toml", settings), ("units.csv", UNITS.to_owned()), ("dispatch.csv", table)];
    if random.chance(3) {
        parts.push(("matters.csv", "matter,aliases\na,\na/x,旧\nb,\n".to_owned()));
    }
    // who stands for a role is a matter of the area, asked for or not
    if roles && !names.contains(&"area") {
        columns.push(&COLUMNS[0]);
    }
    (parts, columns)
}

/// One ticket of every kind.
fn tickets(columns: &[&Column]) -> Vec<Ticket> {
    let mut rows: Vec<Vec<(&str, &str)>> = vec![
        vec![("id", "t"), ("received_at", "2025-03-03")],
        vec![("id", "t"), ("received_at", "2025-08-04")],
    ];
    for column in columns {
        rows = rows
            .iter()
            .flat_map(|row| {
                column.values.iter().map(|value| [row.clone(), vec![(column.name, *value)]].concat())
            })
            .collect();
    }
    rows.into_iter()
        .map(|row| {
            let of = |name: &str| row.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
            let day = of("days").unwrap_or("2024-06-03");
            let happened = match of("hours") {
                Some(time) if !time.is_empty() => format!("{day} {time}"),
                _ => day.to_owned(),
            };
            let fields = row.iter().filter(|(name, _)| !["hours", "days"].contains(name));
            let fields = fields.map(|(name, value)| (name.trim_start_matches("where."), *value));
            Ticket::from_fields(fields.chain([("occurred_at", happened.as_str())])).unwrap()
        })
        .collect()
}

fn compiled(parts: &[(&'static str, String)]) -> Option<Matrix> {
    let rulebook = Rulebook::from_parts(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    let mut findings = Findings::default();
    let matrix = matrix(rulebook.editions.first()?, &mut findings);
    (!findings.has_errors()
        && rulebook.findings.list.iter().all(|it| it.severity() != crate::message::Severity::Error))
    .then_some(matrix)
}

/// What the evaluator says of a ticket.
struct Judged {
    facts: Facts,
    /// Rows whose cells hold and whose lead stands: place, rank, lead.
    base: Vec<(usize, Rank, UnitId)>,
    extras: Vec<(usize, Rank, UnitId)>,
    /// The base row that leads, whatever is not accepted.
    winner: Option<usize>,
    refused: bool,
    holds: BTreeSet<usize>,
    is_listed: bool,
}

fn judge(matrix: &Matrix, accepting: &Matrix, ticket: &Ticket) -> Judged {
    let facts = Facts::new(ticket, &matrix.matters, &matrix.clock);
    let (mut base, mut extras, mut holds) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, row) in matrix.rows.iter().enumerate().filter(|(_, row)| row.holds(&facts, None)) {
        holds.insert(at);
        let leads = candidacy(matrix, &facts, facts.received_on, &Past::default(), &row.outcome);
        if let Candidacy::Leads(lead) = leads {
            let list = if row.outcome.extra { &mut extras } else { &mut base };
            list.push((at, row.rank(at, &facts), lead));
        }
    }
    extras.sort_by_key(|(_, rank, _)| *rank);
    let first = plan(accepting, ticket, &facts, &[]);
    let winner = first.parts.first().filter(|part| part.reason == Reason::Row).and_then(|part| part.row_id);
    let winner = winner.and_then(|id| matrix.rows.iter().position(|row| row.id == id));
    let refused = !matrix.not_accepted.is_empty()
        && plan(matrix, ticket, &facts, &[]).parts[0].reason == Reason::NotAccepted;
    let is_listed = matrix
        .matters
        .listed
        .as_ref()
        .is_none_or(|listed| facts.matter.as_ref().is_some_and(|matter| listed.contains(matter)));
    Judged { facts, base, extras, winner, refused, holds, is_listed }
}

/// The extra rows that add a part or an assist to what stands before them (D-8).
fn adding(matrix: &Matrix, accepting: &Matrix, ticket: &Ticket, judged: &Judged) -> Vec<usize> {
    let mut alone = accepting.clone();
    alone.rows.retain(|row| !row.outcome.extra);
    let first = plan(&alone, ticket, &judged.facts, &[]).parts.remove(0);
    let mut parts = vec![(first.lead, first.assists)];
    let mut adding = Vec::new();
    for (at, _, lead) in &judged.extras {
        let place = parts.iter().position(|(own, _)| own == lead);
        let place = place.unwrap_or_else(|| {
            adding.push(*at);
            parts.push((*lead, Vec::new()));
            parts.len() - 1
        });
        for named in &matrix.rows[*at].outcome.assist {
            let unit = named.resolve(matrix, &judged.facts, judged.facts.received_on);
            let unit = unit.filter(|unit| matrix.units.is_active(*unit, judged.facts.received_on));
            if let Some(unit) = unit.filter(|unit| unit != lead && !parts[place].1.contains(unit)) {
                adding.push(*at);
                parts[place].1.push(unit);
            }
        }
    }
    adding
}

/// A region's cells, read back.
fn again(matrix: &Matrix, table: &Table<'_>, region: &Region) -> (Condition, Validity) {
    let cells = table.space.cells(region).expect("a row can say it");
    let names = Names { units: &matrix.units, matters: &matrix.matters };
    let mut findings = Findings::default();
    let date = |name: &str| cells.iter().find(|(own, _)| own == name).map(|(_, date)| date.parse().unwrap());
    let validity = Validity { from: date("from"), until: date("until") };
    let cells = cells.iter().filter(|(name, _)| name != "from" && name != "until");
    let cells: Vec<_> = cells
        .map(|(name, written)| {
            let cell = parse::cell(name, written, names, &Place::default(), &mut findings);
            cell.unwrap_or_else(|| panic!("{name}={written}"))
        })
        .collect();
    (Condition { cells }, validity)
}

fn check(seed: u64) -> bool {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let (parts, columns) = rulebook(&mut random);
    let Some(matrix) = compiled(&parts) else { return false };
    let mut accepting = matrix.clone();
    accepting.not_accepted.clear();
    let judged: Vec<(Ticket, Judged)> = tickets(&columns)
        .into_iter()
        .map(|ticket| (ticket.clone(), judge(&matrix, &accepting, &ticket)))
        .collect();
    let dates = Dates::of(matrix.validity);
    let space = space([(&matrix, &dates)]);
    let table = Table::new(&matrix, &space, 0);
    let mut solver = Solver::new(&space, u64::MAX, u64::MAX);
    let shown = |what: &str| {
        format!(
            "seed {seed}: {what}\n{}",
            parts.iter().map(|(name, text)| format!("--- {name}\n{text}")).collect::<String>()
        )
    };
    let witness = |region: &Region| judge(&matrix, &accepting, &space.ticket(region, "w").unwrap());

    let has_list = matrix.matters.listed.is_some();
    for (at, row) in matrix.rows.iter().enumerate() {
        let holds = judged.iter().any(|(_, it)| it.holds.contains(&at));
        if row.outcome.extra {
            let candidate = judged.iter().any(|(_, it)| it.extras.iter().any(|(own, _, _)| *own == at));
            let adds = judged.iter().any(|(ticket, it)| {
                it.extras.iter().any(|(own, _, _)| *own == at)
                    && adding(&matrix, &accepting, ticket, it).contains(&at)
            });
            let adds = adds || candidate && row.outcome.channel == Channel::Green;
            let found = extra(&table, &mut solver, at);
            let right = match &found {
                Extra::Adds => adds,
                Extra::Never(by) => candidate && !adds && (!by.is_empty() || !matrix.fallbacks.is_empty()),
                Extra::Empty => !holds,
                Extra::NoLead => holds && !candidate,
                Extra::Unknown => false,
            };
            assert!(right, "{}", shown(&format!("extra {}: {found:?}", row.id)));
            continue;
        }
        let candidate = |it: &Judged| it.base.iter().any(|(own, _, _)| *own == at);
        let wins: Vec<&Judged> = judged.iter().map(|(_, it)| it).filter(|it| it.winner == Some(at)).collect();
        let listed_win = wins.iter().any(|it| it.is_listed);
        let found = life(&table, &mut solver, at);
        let right = match &found {
            Life::Wins(region) => {
                !wins.is_empty()
                    && (listed_win
                        || !has_list
                        || !judged.iter().any(|(_, it)| candidate(it) && it.is_listed))
                    && witness(region).winner == Some(at)
            }
            Life::OffList(region) => {
                has_list
                    && !wins.is_empty()
                    && !listed_win
                    && witness(region).winner == Some(at)
                    && judged.iter().any(|(_, it)| candidate(it) && it.is_listed)
            }
            Life::Never(by) => {
                let mut own = judged.iter().filter(|(_, it)| candidate(it)).map(|(_, it)| it).peekable();
                wins.is_empty() && own.peek().is_some()
                    // for each of its tickets one of those named stands before it
                    && own.all(|it| {
                        let rank = it.base.iter().find(|(own, _, _)| *own == at).unwrap().1;
                        it.base.iter().any(|(other, better, _)| by.contains(other) && *better < rank)
                    })
            }
            Life::Empty => {
                let clash = clash(&table, at);
                let cells = clash.iter().map(|at| row.condition.cells[*at].clone()).collect();
                let clash = Condition { cells };
                !holds
                    && !judged.iter().any(|(_, it)| !clash.cells.is_empty() && clash.holds(&it.facts, None))
            }
            Life::NoLead => holds && !judged.iter().any(|(_, it)| candidate(it)),
            Life::Unknown => false,
        };
        assert!(right, "{}", shown(&format!("row {}: {found:?}", row.id)));
    }

    let mut expected = BTreeSet::new();
    for (_, it) in judged.iter().filter(|(_, it)| !it.refused) {
        let Some((winner, rank, lead)) = it.base.iter().find(|(at, _, _)| Some(*at) == it.winner) else {
            continue;
        };
        let ties =
            it.base.iter().filter(|(at, other, unit)| at != winner && rank.ties(*other) && unit != lead);
        expected.extend(ties.map(|(at, _, _)| (*winner, *at)));
    }
    let found = conflicts(&table, &mut solver, usize::MAX);
    let pairs: BTreeSet<_> = found.found.iter().map(|it| (it.row, it.other)).collect();
    assert_eq!(pairs, expected, "{}", shown("conflicts"));
    for conflict in &found.found {
        let it = witness(&conflict.region);
        assert!(!it.refused && it.winner == Some(conflict.row), "{}", shown("a conflict's witness"));
        let lead = |row: usize| it.base.iter().find(|(at, _, _)| *at == row).map(|(_, _, lead)| *lead);
        assert!(
            lead(conflict.other).is_some_and(|other| lead(conflict.row) != Some(other)),
            "{}",
            shown("its leads")
        );
    }

    let found = gaps(&table, &mut solver, usize::MAX);
    assert!(found.more == 0 && !found.unfinished);
    let read: Vec<_> = found.found.iter().map(|gap| again(&matrix, &table, &gap.region)).collect();
    let words: Vec<_> =
        found.found.iter().map(|gap| (space.words(&gap.region, usize::MAX), &gap.region)).collect();
    let within = |(condition, validity): &(Condition, Validity), it: &Judged| {
        validity.holds(it.facts.received_on) && condition.holds(&it.facts, None)
    };
    for (ticket, it) in &judged {
        let told = read.iter().any(|region| within(region, it));
        assert!(it.winner.is_none() || !told, "{}", shown(&format!("a gap where a row leads: {ticket:?}")));
        // matters that nobody lists or names are told by one region, not by all there are
        let matter = it.facts.matter.as_ref();
        let asked = if has_list {
            it.is_listed
        } else {
            matter.is_some_and(|path| table.space.matter.find(path).is_some())
        };
        assert!(
            !asked || it.winner.is_some() || it.refused || told,
            "{}",
            shown(&format!("a gap untold: {ticket:?} beside {words:#?}"))
        );
    }
    for gap in &found.found {
        let it = witness(&gap.shown);
        assert!(it.winner.is_none() && !it.refused, "{}", shown("a gap's witness"));
        assert!(
            gap.shown.is_within(&gap.region, &space) || !it.is_listed || !read.is_empty(),
            "{}",
            shown("shown")
        );
    }
    let elsewhere = judged.iter().any(|(_, it)| !it.refused && it.winner.is_none());
    assert_eq!(!found.found.is_empty(), elsewhere, "{}", shown("any gap"));

    for at in 0..matrix.rows.len() {
        if matrix.rows[at].outcome.extra {
            continue;
        }
        let Some(partly) = partly(&table, &mut solver, at).unwrap() else { continue };
        let it = witness(&partly.taken);
        assert!(!it.refused && it.winner == partly.by.first().copied(), "{}", shown("taken"));
        assert!(it.base.iter().any(|(own, _, _)| *own == at), "{}", shown("taken from it"));
        for left in &partly.left {
            let region = again(&matrix, &table, left);
            for (ticket, it) in judged.iter().filter(|(_, it)| within(&region, it)) {
                assert_eq!(it.winner, Some(at), "{}", shown(&format!("left {ticket:?}")));
            }
        }
    }
    true
}

/// Tables from a seed on; `BIHUAN_TABLES` a quarter of how many, `BIHUAN_SEED` another first one.
fn tables(quarter: u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let tables = number("BIHUAN_TABLES").unwrap_or(TABLES / 4);
    let first = number("BIHUAN_SEED").unwrap_or(0) + quarter * tables;
    let checked = (first..first + tables).filter(|seed| check(*seed)).count() as u64;
    // what does not compile proves nothing
    assert!(checked * 10 >= tables * 9, "{checked} of {tables} tables compile");
}

#[test]
fn small_tables_by_brute_force_1() {
    tables(0);
}

#[test]
fn small_tables_by_brute_force_2() {
    tables(1);
}

#[test]
fn small_tables_by_brute_force_3() {
    tables(2);
}

#[test]
fn small_tables_by_brute_force_4() {
    tables(3);
}
