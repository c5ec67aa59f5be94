//! The comparison against brute force: small random rulebooks and small changes to them; every kind of ticket
//! is decided by both with the plain evaluator. The regions told must be all there is, and nothing else.

use super::difference::{Difference, differences};
use super::explore::{Explored, explore};
use super::pair::space;
use super::side::sides;
use crate::condition::Condition;
use crate::condition::facts::Facts;
use crate::condition::parse::{self, Names};
use crate::condition::region::Space;
use crate::condition::region::solve::Solver;
use crate::dispatch::compile::matrix;
use crate::dispatch::decision::decide;
use crate::dispatch::matrix::Matrix;
use crate::message::{Findings, Place};
use crate::model::ticket::Ticket;
use crate::model::unit::Validity;
use crate::rulebook::Rulebook;
use crate::verify::dates::Dates;

/// How many pairs; `BIHUAN_PAIRS` for more.
const PAIRS: u64 = 4_000;

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

/// A column, items of its cells, and one ticket value of every kind that they tell apart.
struct Column {
    name: &'static str,
    items: &'static [&'static str],
    values: &'static [&'static str],
}

const MATTER: Column = Column {
    name: "matter",
    items: &["a", "a/x", "=a", "b", "*", "旧", "a/x/k"],
    values: &["", "a", "a/x", "a/x/k", "a/o", "b", "zz", "旧"],
};
const TEXT: Column = Column {
    name: "text",
    items: &["路", "灯", "路灯", "井"],
    values: &["", "路", "灯", "井", "路，灯", "路灯", "路，井", "路灯，井"],
};
const AREA: Column =
    Column { name: "area", items: &["p", "p/q", "=p", "*"], values: &["", "p", "p/q", "p/o", "z"] };
const COLUMNS: &[Column] = &[
    AREA,
    Column { name: "demand", items: &["投诉", "求助", "*"], values: &["", "投诉", "求助", "表扬"] },
    Column {
        name: "hours",
        items: &["22:00-06:00", "05:00-12:00"],
        values: &["", "02:00", "05:30", "08:00", "15:00"],
    },
    Column {
        name: "days",
        items: &["工作日", "周末", "周一"],
        values: &["2024-06-03", "2024-06-04", "2024-06-08"],
    },
    Column { name: "where.k", items: &["1", ">1", "x"], values: &["", "x", "y", "0", "1", "3"] },
];

type Cells = Vec<(String, String)>;

/// A rulebook in pieces.
#[derive(Clone)]
struct Book {
    columns: Vec<&'static Column>,
    rows: Vec<Cells>,
    lists: Vec<(&'static str, Cells)>,
    units: Vec<[&'static str; 5]>,
    matters: bool,
}

fn cell(random: &mut Random, column: &Column) -> String {
    let count = 1 + random.below(2);
    let items: Vec<String> = (0..count)
        .map(|_| format!("{}{}", if random.chance(5) { "!" } else { "" }, random.one(column.items)))
        .collect();
    items.join("、")
}

fn condition(random: &mut Random, columns: &[&Column], often: usize) -> Cells {
    let mut cells = Cells::new();
    for column in columns {
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
}

const LEADS: &[&str] = &["A", "B", "C", "居委会", "所", "P"];

/// What a row says beside its conditions.
fn outcome(random: &mut Random, cells: &mut Cells, is_row: bool) {
    let mut set = |name: &str, value: &str| cells.push((name.into(), value.into()));
    set("lead", random.one(LEADS));
    match random.below(4) {
        0 => set("assist", random.one(LEADS)),
        1 => set("assist", &format!("{}、{}", random.one(LEADS), random.one(LEADS))),
        _ => {}
    }
    if random.chance(4) {
        set("limit", random.one(&["1工作日", "2工作日", "3天"]));
    }
    if random.chance(5) {
        set("channel", "绿色通道");
    }
    if random.chance(6) {
        set("priority", random.one(&["1", "2"]));
    }
    if random.chance(6) {
        set("basis", random.one(&["条例", "办法"]));
    }
    if is_row && random.chance(6) {
        set("extra", "是");
    }
    if random.chance(8) {
        set(random.one(&["from", "until"]), "2025-07-01");
    }
}

fn row(random: &mut Random, columns: &[&Column]) -> Cells {
    let mut cells = condition(random, columns, 3);
    outcome(random, &mut cells, true);
    cells
}

fn rule(random: &mut Random, columns: &[&Column]) -> (&'static str, Cells) {
    let list = random.one(&["emergency", "green", "not_accepted", "limit", "limit", "limit", "fallback"]);
    let mut cells = condition(random, columns, 2);
    match list {
        "emergency" => cells.push(("call".into(), random.one(&["110", "119"]).into())),
        "not_accepted" => cells.push(("tell".into(), random.one(&["不收", "请诉讼"]).into())),
        "fallback" => {
            outcome(random, &mut cells, false);
        }
        "limit" => {
            cells.push(("name".into(), random.one(&["due", "due", "first_contact"]).into()));
            cells.push(("limit".into(), random.one(&["1工作日", "2工作日", "3天", "4小时"]).into()));
            if random.chance(3) {
                let (name, value) = [
                    ("channel", random.one(&["绿色通道", "紧急", "普通", "!普通"])),
                    ("reason", random.one(&["托底", "不受理", "另派", "按清单"])),
                    ("lead", random.one(&["A", "P", "!A"])),
                    ("lead_role", "居委会"),
                    ("parts", random.one(&["2", ">1"])),
                ][random.below(5)];
                cells.push((name.into(), value.into()));
            }
            if random.chance(5) {
                cells.push(("priority".into(), "1".into()));
            }
        }
        _ => {}
    }
    (list, cells)
}

fn book(random: &mut Random) -> Book {
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
    if !random.chance(3) || columns.len() < 2 {
        columns.push(&MATTER);
    }
    if !columns.iter().any(|own| own.name == "area") {
        columns.push(&AREA);
    }
    columns.truncate(if random.chance(8) { 4 } else { 3 });
    let rows = (0..2 + random.below(5)).map(|_| row(random, &columns)).collect();
    let lists = (0..random.below(5)).map(|_| rule(random, &columns)).collect();
    let units = vec![
        ["A", "", "", "", ""],
        ["B", "", "", "", ""],
        ["C", "", "", "2025-07-01", ""],
        ["P", "居委会", "p", "", ""],
        ["Q", "居委会", "p/q", "", "2025-06-30"],
        ["S", "所", "", "2025-07-01", ""],
    ];
    Book { columns, rows, lists, units, matters: random.chance(3) }
}

/// One small change.
fn mutate(random: &mut Random, book: &mut Book) {
    let columns = book.columns.clone();
    match random.below(12) {
        0 if book.rows.len() > 1 => {
            book.rows.remove(random.below(book.rows.len()));
        }
        1 => book.rows.insert(random.below(book.rows.len() + 1), row(random, &columns)),
        2 if book.rows.len() > 1 => {
            let moved = book.rows.remove(random.below(book.rows.len()));
            book.rows.insert(random.below(book.rows.len() + 1), moved);
        }
        3 | 4 => {
            // a condition cell
            let at = random.below(book.rows.len());
            let new = condition(random, &columns, 3);
            for (name, text) in new.into_iter().take(1) {
                book.rows[at].retain(|(own, _)| *own != name);
                book.rows[at].push((name, text));
            }
        }
        5 | 6 => {
            let at = random.below(book.rows.len());
            let mut new = Cells::new();
            outcome(random, &mut new, true);
            let (name, text) = new.swap_remove(random.below(new.len()));
            book.rows[at].retain(|(own, _)| *own != name);
            book.rows[at].push((name, text));
        }
        7 | 8 => book.lists.insert(random.below(book.lists.len() + 1), rule(random, &columns)),
        9 if !book.lists.is_empty() => {
            book.lists.remove(random.below(book.lists.len()));
        }
        10 if !book.lists.is_empty() => {
            let at = random.below(book.lists.len());
            if let Some((_, text)) = book.lists[at].1.iter_mut().find(|(name, _)| name == "limit") {
                *text = random.one(&["1工作日", "5工作日"]).into();
            }
        }
        11 => {
            let at = 2 + random.below(4);
            match random.below(3) {
                0 => book.units[at][2] = random.one(&["p", "p/q", "z", ""]),
                1 => book.units[at][4] = random.one(&["", "2025-06-30", "2025-12-31"]),
                _ => book.units[at][1] = random.one(&["居委会", "所"]),
            }
        }
        _ => {}
    }
}

fn render(book: &Book) -> Vec<(&'static str, String)> {
    let mut columns: Vec<&str> = vec!["row"];
    columns.extend(book.columns.iter().map(|column| column.name).filter(|name| *name != "text"));
    if book.columns.iter().any(|column| column.name == "text") {
        columns.extend(["keywords", "all_keywords", "not_keywords"]);
    }
    columns.extend(["lead", "assist", "extra", "channel", "limit", "priority", "basis", "from", "until"]);
    let mut table = columns.join(",") + "\n";
    for cells in &book.rows {
        let line = columns
            .iter()
            .map(|name| cells.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text.as_str()));
        table.push_str(&(line.collect::<Vec<_>>().join(",") + "\n"));
    }
    let mut settings = String::from(
        "name = 't'\ncalendar = 'weekdays'\nfrom = 2025-01-01\nuntil = 2025-12-31\n[[fallback]]\nlead = 'B'\n",
    );
    for (list, cells) in &book.lists {
        let cells = cells.iter().map(|(name, cell)| format!("'{name}' = '{cell}'\n"));
        settings.push_str(&format!("[[{list}]]\n{}", cells.collect::<String>()));
    }
    let mut units = String::from("code,name,role,area,from,until\n");
    for [code, role, area, from, until] in &book.units {
        units.push_str(&format!("{code},{code},{role},{area},{from},{until}\n"));
    }
    let mut parts = vec![("rulebook.toml", settings), ("units.csv", units), ("dispatch.csv", table)];
    if book.matters {
        parts.push(("matters.csv", "matter,aliases\na,\na/x,旧\nb,\n".to_owned()));
    }
    parts
}

fn compiled(parts: &[(&'static str, String)]) -> Option<Matrix> {
    let rulebook = Rulebook::from_parts(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    let mut findings = Findings::default();
    let matrix = matrix(rulebook.editions.first()?, &mut findings);
    (!findings.has_errors() && !rulebook.findings.has_errors()).then_some(matrix)
}

/// One ticket of every kind.
fn tickets(columns: &[&Column]) -> Vec<Ticket> {
    let mut rows: Vec<Vec<(&str, &str)>> = vec![
        vec![("id", "t"), ("received_at", "2025-03-03")],
        vec![("id", "t"), ("received_at", "2025-07-01")],
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
    let ticket = |row: Vec<(&str, &str)>| {
        let of = |name: &str| row.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
        let day = of("days").unwrap_or("2024-06-03");
        let happened = match of("hours") {
            Some(time) if !time.is_empty() => format!("{day} {time}"),
            _ => day.to_owned(),
        };
        let fields = row.iter().filter(|(name, _)| !["hours", "days"].contains(name));
        let fields = fields.map(|(name, value)| (name.trim_start_matches("where."), *value));
        Ticket::from_fields(fields.chain([("occurred_at", happened.as_str())])).unwrap()
    };
    rows.into_iter().map(ticket).collect()
}

/// A region's cells, read back.
fn again(matrix: &Matrix, cells: &[(String, String)]) -> (Condition, Validity) {
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

fn search(old: &Matrix, new: &Matrix) -> (Space, Explored) {
    let space = space(old, new, &Dates::of(old.validity), None);
    let (pair, sayings) = sides(old, new, &space);
    let mut solver = Solver::new(&space, u64::MAX, u64::MAX);
    let explored = explore(&space, &pair, &sayings, &mut solver);
    drop(pair);
    (space, explored)
}

/// What the two say differently where it is not a role's name that is shown.
fn alike(told: &[Difference], real: &[Difference]) -> bool {
    let said = |told: &Option<String>, real: &Option<String>| {
        told == real || told.as_ref().is_some_and(|text| text.contains('居') || text.contains('所'))
    };
    // assists that both share may be inactive at times
    let same = |told: &Difference| told.what == "assist" && told.part.is_none() && told.old != told.new;
    told.len() == real.len()
        && told.iter().zip(real).all(|(told, real)| {
            (&told.part, &told.what) == (&real.part, &real.what) && same(told)
                || (&told.part, &told.what) == (&real.part, &real.what)
                    && said(&told.old, &real.old)
                    && said(&told.new, &real.new)
        })
}

fn check(seed: u64) -> bool {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let before = book(&mut random);
    let mut after = before.clone();
    for _ in 0..1 + random.below(3) {
        mutate(&mut random, &mut after);
    }
    let (old_parts, new_parts) = (render(&before), render(&after));
    let (Some(old), Some(new)) = (compiled(&old_parts), compiled(&new_parts)) else { return false };
    let shown = |what: &str| {
        let parts = |parts: &[(&str, String)]| {
            parts.iter().map(|(name, text)| format!("--- {name}\n{text}")).collect::<String>()
        };
        format!("seed {seed}: {what}\nOLD\n{}NEW\n{}", parts(&old_parts), parts(&new_parts))
    };
    let (space, explored) = search(&old, &new);
    assert_eq!(explored.unfinished, 0, "{}", shown("unfinished"));
    let regions: Vec<_> = explored
        .changed
        .iter()
        .map(|changed| {
            let cells = space.cells(&changed.region).unwrap_or_else(|| panic!("{}", shown("no words")));
            (cells.clone(), again(&new, &cells), changed)
        })
        .collect();
    let real = |ticket: &Ticket| differences(&decide(&old, ticket, &[]), &decide(&new, ticket, &[]));
    for ticket in tickets(&before.columns) {
        let facts = Facts::new(&ticket, &new.matters, &new.clock);
        let real = real(&ticket);
        let mut told = false;
        for (cells, (condition, validity), changed) in &regions {
            if validity.holds(facts.received_on) && condition.holds(&facts, None) {
                told = true;
                let text =
                    || shown(&format!("{cells:?}\n{:?}\nreally {real:?}\n{ticket:?}", changed.differences));
                assert!(alike(&changed.differences, &real), "{}", text());
            }
        }
        let all = || {
            let lines = regions.iter().map(|(cells, _, it)| format!("{cells:?} {:?}\n", it.differences));
            shown(&format!("{ticket:?}\nreally {real:?}\ntold\n{}", lines.collect::<String>()))
        };
        assert_eq!(told, !real.is_empty(), "{}", all());
    }
    for (_, _, changed) in &regions {
        assert!(alike(&changed.differences, &real(&changed.witness)), "{}", shown("a witness"));
    }
    true
}

#[test]
fn small_changes_by_brute_force() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let pairs = number("BIHUAN_PAIRS").unwrap_or(PAIRS);
    let first = number("BIHUAN_SEED").unwrap_or(0);
    let checked = (first..first + pairs).filter(|seed| check(*seed)).count() as u64;
    // what does not compile proves nothing
    assert!(checked * 10 >= pairs * 6, "{checked} of {pairs} pairs compile");
}

/// One change in a table of a thousand rows: what is told of sampled tickets is what both really say.
#[test]
fn planted_changes_in_a_large_table() {
    let mut random = Random(11);
    let matters: Vec<String> =
        (0..12).flat_map(|top| (0..12).map(move |below| format!("m{top}/n{below}"))).collect();
    let words = ["路灯", "灯", "井盖", "噪声", "垃圾", "停车", "漏水", "油烟"];
    let areas = ["p", "p/q", "r", "s", "t"];
    let hours = ["22:00-06:00", "08:00-12:00", "06:00-20:00"];
    let urgency = ["一般", "特急"];
    let row = |random: &mut Random| {
        let matter = &matters[random.below(matters.len())];
        let matter = if random.chance(6) { matter.split('/').next().unwrap() } else { matter };
        let some = |random: &mut Random, of: &[&'static str], often: usize| {
            if random.chance(often) { random.one(of) } else { "" }
        };
        let (word, area) = (some(random, &words, 2), some(random, &areas, 2));
        let (hours, urgency) = (some(random, &hours, 3), some(random, &urgency, 3));
        let lead = random.one(&["A", "B", "C", "居委会", "P", "S"]);
        format!("{matter},{word},{area},{hours},{urgency},{lead}")
    };
    let rows: Vec<String> = (0..1000).map(|_| row(&mut random)).collect();
    let compile = |rows: &[String]| {
        let settings =
            "calendar = 'weekdays'\nfrom = 2025-01-01\nuntil = 2025-12-31\n[[fallback]]\nlead = 'B'\n";
        let units = "code,name,role,area\nA,A,,\nB,B,,\nC,C,,\nP,P,居委会,p\nQ,Q,居委会,p/q\nS,S,所,\n";
        let table = format!("matter,keywords,area,hours,urgency,lead\n{}\n", rows.join("\n"));
        let parts = [
            ("rulebook.toml", settings.to_owned()),
            ("units.csv", units.to_owned()),
            ("dispatch.csv", table),
        ];
        compiled(&parts).unwrap()
    };
    let old = compile(&rows);
    for _ in 0..12 {
        let mut edited = rows.clone();
        let at = random.below(edited.len());
        match random.below(4) {
            0 => drop(edited.remove(at)),
            1 => edited[at] = row(&mut random),
            2 => edited.insert(at, row(&mut random)),
            _ => {
                let moved = edited.remove(at);
                edited.insert(random.below(edited.len()), moved);
            }
        }
        let new = compile(&edited);
        let (space, explored) = search(&old, &new);
        assert_eq!(explored.unfinished, 0);
        let regions: Vec<_> =
            explored.changed.iter().map(|it| again(&new, &space.cells(&it.region).unwrap())).collect();
        for changed in &explored.changed {
            let witness = &changed.witness;
            let real = differences(&decide(&old, witness, &[]), &decide(&new, witness, &[]));
            assert!(alike(&changed.differences, &real), "{real:?}");
        }
        let touched: Vec<&str> = [rows.get(at), edited.get(at)]
            .into_iter()
            .flatten()
            .map(|row| row.split(',').next().unwrap())
            .collect();
        for _ in 0..1500 {
            let mut ticket = Ticket::new("t", "2025-03-03".parse().unwrap());
            let matter = random.one(&touched);
            let below = if matter.contains('/') || random.chance(3) { "" } else { "/n3" };
            ticket.set("matter", format!("{matter}{below}"));
            ticket.set("area", if random.chance(3) { "" } else { random.one(&areas) });
            ticket.set("urgency", if random.chance(3) { "" } else { random.one(&urgency) });
            ticket.set("text", format!("{}，{}", random.one(&words), random.one(&words)));
            ticket.set("occurred_at", format!("2025-03-03 {:02}:30", random.below(24)));
            let real = differences(&decide(&old, &ticket, &[]), &decide(&new, &ticket, &[]));
            let facts = Facts::new(&ticket, &new.matters, &new.clock);
            let told = regions.iter().any(|(condition, validity)| {
                validity.holds(facts.received_on) && condition.holds(&facts, None)
            });
            assert_eq!(told, !real.is_empty(), "{ticket:?} really {real:?}");
        }
    }
}
