//! The indexed evaluator against the plain one: equal decisions, note for note, on random rulebooks, tickets
//! and histories of all kinds. `BIHUAN_SEEDS=1000..9000` runs other rulebooks than the tests do.

use crate::{Event, History, Rulebook, Ticket};
use std::fmt::Write as _;

/// A small generator of numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    /// Some of a list, as the items of a cell; some of them negative.
    fn cell(&mut self, list: &[&str], negatives: bool) -> String {
        let count = 1 + self.below(3);
        let items: Vec<String> = (0..count)
            .map(|_| {
                let mark = if negatives && self.chance(15) { "!" } else { "" };
                let item = if negatives && self.chance(6) { "*" } else { self.pick(list) };
                format!("{mark}{item}")
            })
            .collect();
        items.join(self.pick(&["、", ",", "；"]))
    }
}

const MATTERS: &[&str] = &[
    "噪声",
    "噪声/装修",
    "噪声/装修/夜间",
    "=噪声/装修",
    "=噪声",
    "噪声/广场",
    "水",
    "水/漏",
    "ABC/d",
    "a\\/b",
    "吵",
];
const LISTED: &[&str] = &["噪声", "噪声/装修", "噪声/装修/夜间", "噪声/广场", "水/漏", "abc/d"];
const AREAS: &[&str] =
    &["永丰", "永丰/一", "永丰/二", "=永丰", "方松", "方松/三", "方松/三/四", "E/1", "=方松/三"];
const DEMANDS: &[&str] = &["咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"];
const URGENCIES: &[&str] = &["一般", "紧急", "特急"];
const SOURCES: &[&str] = &["热线", "网格", "网站", "应用", "媒体"];
const HOURS: &[&str] = &[
    "22:00-06:00",
    "09:00-17:30",
    "00:00-24:00",
    "12:15-12:16",
    "23:59-00:01",
    "06:00-22:00",
    "05:00-00:00",
];
const DAYS: &[&str] = &["工作日", "节假日", "周末", "休息日", "周一", "周六", "周日", "周三"];
const WORDS: &[&str] = &[
    "噪声",
    "漏水",
    "扰民",
    "声",
    "a+b",
    "wifi",
    "（a）",
    "110",
    "施工扰民",
    "声扰",
    "民 a",
    "。",
    ".*",
    "[x",
];
const VALUES: &[&str] = &["5", ">3", "<=2", "1..4", "是", "满意", "x", ">=5.0", "<0", "5.50", "007"];
const FACTS: &[&str] = &["5", "5.0", "3", "-1", "是", "yes", "满意", "X", "x ", "", " ", "007", "5.5"];
const LEADS: &[&str] = &["A", "B", "C", "居委会", "物业", "D", "城管队"];
const TEXTS: &[&str] = &[
    "噪声",
    "漏 水",
    "噪\u{3000}声",
    "，",
    "扰民",
    "Ａ+B",
    "WiFi",
    "１１0",
    "施工",
    "扰",
    "民",
    " ",
    "\n",
    "声扰",
    "a",
    "。",
    "“",
    "(a)",
    ".*",
    "é",
    "\u{a0}",
];
const TIMES: &[&str] = &[
    "2025-01-17 22:40",
    "2025-01-17",
    "2025-01-26 10:00:59",
    "2025-10-01T05:59:59+08:00",
    "2025-11-02 01:30:00",
    "2025-03-09 02:30",
    "2026-12-30 23:59:59",
    "2024-02-29 12:15",
    "2003-12-31 08:00",
    "2031-05-05",
    "2025-12-31 23:59:30",
];
const LIMITS: &[&str] = &["5工作日", "3天", "24小时", "30分钟", "下周", "下月", "4工作时", "1工作日"];
const ZONES: &[&str] =
    &["Asia/Shanghai", "Asia/Shanghai", "America/New_York", "Pacific/Apia", "Africa/Casablanca"];

fn conditions(dice: &mut Dice, part_facts: bool) -> Vec<(&'static str, String)> {
    let mut cells = Vec::new();
    let mut put = |dice: &mut Dice, percent: usize, column: &'static str, list: &[&str], negatives: bool| {
        if dice.chance(percent) {
            cells.push((column, dice.cell(list, negatives)));
        }
    };
    put(dice, 60, "matter", MATTERS, true);
    put(dice, 20, "keywords", WORDS, false);
    put(dice, 6, "all_keywords", WORDS, false);
    put(dice, 8, "not_keywords", WORDS, false);
    put(dice, 25, "area", AREAS, true);
    put(dice, 15, "demand", DEMANDS, true);
    put(dice, 12, "urgency", URGENCIES, true);
    put(dice, 10, "source", SOURCES, true);
    put(dice, 15, "hours", HOURS, true);
    put(dice, 15, "days", DAYS, true);
    put(dice, 8, "where.级别", VALUES, true);
    put(dice, 5, "where.户数", VALUES, true);
    put(dice, 7, "from", &["2025-01-17", "2025-01-18", "2024-06-01"], false);
    put(dice, 7, "until", &["2025-10-01", "2026-01-01", "2027-06-01"], false);
    put(dice, 20, "priority", &["1", "2", "-1", "10"], false);
    if part_facts {
        put(dice, 20, "channel", &["普通", "绿色通道", "紧急"], true);
        put(dice, 15, "reason", &["按清单", "另派", "托底", "不受理", "指定", "裁定"], true);
        put(dice, 12, "lead", &["A", "B", "C", "D"], true);
        put(dice, 10, "lead_role", &["居委会", "物业", "城管队"], true);
        put(dice, 10, "parts", &["1", "2", ">1", "1..2"], true);
        put(dice, 10, "cycle", &["1", ">1", "<3"], true);
    }
    for (column, cell) in &mut cells {
        // dates and priorities are no lists
        if matches!(*column, "from" | "until" | "priority") {
            *cell = cell.split(['、', ',', '；']).next().unwrap().to_owned();
        }
    }
    cells
}

fn outcome(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let mut cells = vec![("lead", dice.pick(LEADS).to_owned())];
    if dice.chance(50) {
        cells.push(("assist", dice.cell(LEADS, false)));
    }
    if dice.chance(15) {
        cells.push(("channel", dice.pick(&["绿色通道", "普通"]).to_owned()));
    }
    if dice.chance(20) {
        cells.push(("limit", dice.pick(LIMITS).to_owned()));
    }
    if dice.chance(10) {
        cells.push(("stages", format!("核查:{}、办结:{}", dice.pick(LIMITS), dice.pick(LIMITS))));
    }
    if dice.chance(10) {
        cells.push(("basis", "条例".to_owned()));
    }
    cells
}

fn rulebook(dice: &mut Dice) -> Vec<(String, String)> {
    let mut settings = format!("name = 't'\nversion = '1'\ntimezone = '{}'\n", dice.pick(ZONES));
    settings.push_str(dice.pick(&["calendar = 'cn'\n", "calendar = 'cn'\n", "calendar = 'weekdays'\n"]));
    settings.push_str("office_hours = ['09:00-11:30', '13:30-17:30']\n");
    settings.push_str(dice.pick(&["counting = 'next_day'\n", "counting = 'clock'\n"]));
    let mut rule = |list: &str, cells: Vec<(&str, String)>| {
        let _ = writeln!(settings, "[[{list}]]");
        for (column, cell) in cells {
            let _ = writeln!(settings, "{} = {}", toml_text(column), toml_text(&cell));
        }
    };
    for _ in 0..dice.below(6) {
        let mut cells = conditions(dice, true);
        cells.push(("name", dice.pick(&["due", "due", "first_contact", "rework", "自定"]).to_owned()));
        cells.push(("limit", dice.pick(LIMITS).to_owned()));
        rule("limit", cells);
    }
    rule("fallback", vec![("lead", "Z".to_owned()), ("assist", dice.cell(LEADS, false))]);
    for _ in 0..dice.below(3) {
        let mut cells = conditions(dice, false);
        cells.extend(outcome(dice));
        rule("fallback", cells);
    }
    for _ in 0..dice.below(3) {
        let mut cells = conditions(dice, false);
        cells.push(("call", "119".to_owned()));
        rule("emergency", cells);
    }
    for _ in 0..dice.below(3) {
        rule("green", conditions(dice, false));
    }
    for _ in 0..dice.below(3) {
        let mut cells = conditions(dice, false);
        if dice.chance(50) {
            cells.push(("tell", "请按法定途径提出".to_owned()));
        }
        rule("not_accepted", cells);
    }
    if dice.chance(70) {
        settings.push_str("[returns]\nmax = 2\n");
        if dice.chance(50) {
            settings.push_str("adjudicator = 'B'\n");
        }
    }
    let units = "code,name,role,area,from,until\nA,甲,,,,\nB,乙,居委会,永丰,,\nC,丙,居委会,永丰/一、方松,,\n\
        D,丁,居委会,,,2025-06-01\nE,戊,物业,方松/三,2025-01-18,\nF,己,物业,永丰,,\nZ,总,,,,\n\
        G,庚,城管队,E/1,,\nH,辛,物业,永丰/一,2025-02-01,\n";
    let mut columns: Vec<&str> = Vec::new();
    let rows: Vec<Vec<(&str, String)>> = (0..1 + dice.below(40))
        .map(|_| {
            let mut cells = conditions(dice, false);
            cells.extend(outcome(dice));
            if dice.chance(15) {
                cells.push(("extra", "是".to_owned()));
            }
            for (column, _) in &cells {
                if !columns.contains(column) {
                    columns.push(column);
                }
            }
            cells
        })
        .collect();
    let mut table = columns.join(",");
    for row in rows {
        table.push('\n');
        let line: Vec<String> = columns
            .iter()
            .map(|column| {
                let cell = row.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell);
                format!("\"{cell}\"")
            })
            .collect();
        table.push_str(&line.join(","));
    }
    let mut parts = vec![
        ("rulebook.toml".to_owned(), settings),
        ("units.csv".to_owned(), units.to_owned()),
        ("dispatch.csv".to_owned(), table),
    ];
    if dice.chance(70) {
        let lines: Vec<String> = LISTED.iter().map(|path| format!("{path},")).collect();
        let matters = format!("matter,aliases\n{}\n水/停,吵、断水/了\n", lines.join("\n"));
        parts.push(("matters.csv".to_owned(), matters));
    }
    parts
}

fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn ticket(dice: &mut Dice) -> Ticket {
    let mut fields: Vec<(&str, String)> =
        vec![("id", "1".to_owned()), ("received_at", dice.pick(TIMES).to_owned())];
    let mut put = |dice: &mut Dice, percent: usize, column: &'static str, list: &[&str]| {
        if dice.chance(percent) {
            fields.push((column, dice.pick(list).to_owned()));
        }
    };
    put(dice, 20, "occurred_at", TIMES);
    put(dice, 70, "demand", DEMANDS);
    put(dice, 70, "urgency", &["一般", "紧急", "特急", "urgent", "火急"]);
    put(dice, 60, "source", SOURCES);
    put(dice, 30, "级别", FACTS);
    put(dice, 20, "户数", FACTS);
    put(
        dice,
        90,
        "area",
        &[
            "永丰",
            "永丰/一",
            "永丰／二",
            "永 丰/九",
            "方松/三/四/五",
            "方松//三",
            "ｅ/1",
            "外地",
            " ",
            "/",
            "方松/三",
        ],
    );
    put(
        dice,
        90,
        "matter",
        &[
            "噪声",
            "噪声/装修",
            "噪声/装修/夜间",
            "噪 声／装修/夜间/x",
            "噪声/广场",
            "水",
            "水/漏/",
            "abc/D",
            "a\\/b",
            "a/b",
            "吵",
            "吵/x",
            "断水/了",
            "别的",
            "/",
            "ＡＢＣ/d/e",
        ],
    );
    if dice.chance(85) {
        fields.push(("text", (0..dice.below(30)).map(|_| dice.pick(TEXTS)).collect()));
    }
    Ticket::from_fields(fields).unwrap()
}

fn history(dice: &mut Dice) -> History {
    let mut history = History::new();
    for day in 0..dice.below(7) {
        let kinds = [
            "dispatched",
            "return_upheld",
            "return_upheld",
            "returned",
            "designated",
            "amended",
            "extension_granted",
            "instructed",
            "reopened",
            "cancelled",
            "handled",
        ];
        let at = format!("2025-01-{:02} 1{}:00", 17 + day, dice.below(9)).parse().unwrap();
        let mut event = Event::new(at, dice.pick(&kinds));
        if dice.chance(85) {
            event = event.with("unit", dice.pick(&["A", "B", "C", "D", "E", "甲", "没有", "Z"]));
        }
        if dice.chance(30) {
            event = event.with("part", dice.pick(&["1", "2", "x"]));
        }
        if dice.chance(30) {
            event = event.with("reason", dice.pick(&["非本单位职能", "要素不全"]));
        }
        if dice.chance(40) {
            event = event.with("limit", dice.pick(LIMITS));
        }
        if dice.chance(20) {
            event = event.with("until", dice.pick(TIMES));
        }
        if dice.chance(20) {
            event = event.with("name", dice.pick(&["due", "first_contact", "没有"]));
        }
        history.push(event);
    }
    history
}

/// Compares the answers of one rulebook to so many tickets.
fn compare(seed: u64, tickets: usize) -> bool {
    let dice = &mut Dice(seed);
    let parts = rulebook(dice);
    let engine = match Rulebook::from_parts(parts.clone()).compile() {
        Ok(engine) => engine,
        Err(error) => panic!("seed {seed}: {error:?}\n{parts:?}"),
    };
    let mut dispatcher = engine.dispatcher();
    for turn in 0..tickets {
        let ticket = ticket(dice);
        let history = if dice.chance(30) { history(dice) } else { History::new() };
        let plain = engine.plainly(&ticket, &history).unwrap();
        let indexed = engine.redispatch(&ticket, &history).unwrap();
        assert_eq!(indexed, plain, "seed {seed}, turn {turn}: {ticket:?} {history:?}");
        let plain = match history.events.is_empty() {
            true => plain,
            false => engine.plainly(&ticket, &History::new()).unwrap(),
        };
        let dispatched = dispatcher.dispatch(&ticket).unwrap();
        let head = (dispatched.channel(), dispatched.call(), dispatched.tell());
        assert_eq!(head, (plain.channel, plain.call.as_deref(), plain.tell.as_deref()));
        assert_eq!(dispatched.parts().len(), plain.parts.len());
        for (part, plain) in dispatched.parts().zip(&plain.parts) {
            assert_eq!(
                (part.number(), part.lead(), part.reason()),
                (plain.part, plain.lead.as_str(), plain.reason)
            );
            assert_eq!((part.row(), part.due()), (plain.row.as_deref(), plain.due), "seed {seed} {ticket:?}");
            assert_eq!(part.first_contact_due(), plain.first_contact_due, "seed {seed} {ticket:?}");
            assert_eq!(part.assists().collect::<Vec<_>>(), plain.assist);
            let texts = (part.basis(), part.tip(), part.signoff());
            assert_eq!(texts, (plain.basis.as_deref(), plain.tip.as_deref(), plain.signoff.as_deref()));
        }
        assert_eq!(dispatched.into_decision(), plain, "seed {seed}, turn {turn}: {ticket:?}");
    }
    true
}

#[test]
fn indexed_answers_are_the_plain_ones() {
    let seeds = std::env::var("BIHUAN_SEEDS").unwrap_or_else(|_| "1..800".to_owned());
    let (from, to) = seeds.split_once("..").unwrap();
    for seed in from.parse().unwrap()..to.parse().unwrap() {
        assert!(compare(seed, 60));
    }
}

#[test]
fn a_long_text_is_searched_to_its_end() {
    let parts = [
        ("rulebook.toml", "name = 't'\n[[fallback]]\nlead = 'A'\n".to_owned()),
        ("units.csv", "code,name\nA,甲\nB,乙\n".to_owned()),
        ("dispatch.csv", "keywords,lead\n噪声扰民,B\n".to_owned()),
    ];
    let engine = Rulebook::from_parts(parts).compile().unwrap();
    let mut dispatcher = engine.dispatcher();
    for (end, lead) in [("噪声扰民", "B"), ("噪 声扰\n民", "B"), ("噪声", "A")] {
        let mut ticket = Ticket::new("1", "2025-01-17".parse().unwrap());
        ticket.text = Some(format!("{}{end}", "市民反映，".repeat(70_000)));
        assert_eq!(dispatcher.dispatch(&ticket).unwrap().first().unwrap().lead(), lead);
        assert_eq!(engine.dispatch(&ticket).unwrap(), engine.plainly(&ticket, &History::new()).unwrap());
    }
}
