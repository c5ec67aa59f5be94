//! Small random rulebooks and tickets for the tests of dispatch: few values a fact, every kind of cell.

use super::matrix::Matrix;
use crate::message::Findings;
use crate::model::event::{Event, History};
use crate::model::ticket::Ticket;
use crate::rulebook::Rulebook;

/// A generator of numbers (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % n.max(1) as u64).unwrap()
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

pub(crate) const MATTERS: &[&str] = &["a", "a/x", "a/x/1", "a/y", "b", "b/x"];
pub(crate) const AREAS: &[&str] = &["r", "r/1", "r/2", "s"];
pub(crate) const UNITS: &[&str] = &["A", "B", "C", "D", "OLD"];

/// A rulebook of a few rows, compiled.
pub(crate) fn matrix(dice: &mut Dice) -> Matrix {
    let mut table =
        "matter,area,keywords,all_keywords,not_keywords,demand,hours,days,where.k,lead,assist,extra,priority\n"
            .to_owned();
    for _ in 0..1 + dice.below(7) {
        let maybe = |dice: &mut Dice, percent, list: &[&str]| {
            if dice.chance(percent) { dice.pick(list).to_owned() } else { String::new() }
        };
        let matter = match dice.below(8) {
            0 => String::new(),
            1 => "*".to_owned(),
            2 => format!("={}", dice.pick(MATTERS)),
            3 => format!("{}、!{}", dice.pick(MATTERS), dice.pick(MATTERS)),
            4 => format!("{}、{}", dice.pick(MATTERS), dice.pick(MATTERS)),
            5 => format!("!{}", dice.pick(MATTERS)),
            _ => dice.pick(MATTERS).to_owned(),
        };
        let cells = [
            matter,
            maybe(dice, 25, &["r", "r/1", "=r", "!s", "s"]),
            maybe(dice, 30, &["火", "火灾、水", "车"]),
            maybe(dice, 10, &["火、水", "车"]),
            maybe(dice, 15, &["火灾", "水", "车、火"]),
            maybe(dice, 20, &["投诉", "!投诉", "咨询、求助"]),
            maybe(dice, 20, &["22:00-06:00", "!08:00-18:00", "08:00-12:00"]),
            maybe(dice, 15, &["工作日", "休息日", "!周一"]),
            maybe(dice, 25, &["有", "!有", ">=10", "1..5", "*"]),
            dice.pick(&["A", "B", "C", "D", "OLD", "管片"]).to_owned(),
            maybe(dice, 30, &["A", "B、管片"]),
            maybe(dice, 12, &["是"]),
            maybe(dice, 20, &["1", "-1"]),
        ];
        table.push_str(&cells.join(","));
        table.push('\n');
    }
    let mut settings = "version = '1'\ncalendar = 'weekdays'\n[[fallback]]\nlead = 'D'\n".to_owned();
    if dice.chance(30) {
        settings.push_str("[[fallback]]\ndemand = '咨询'\nlead = 'C'\n");
    }
    if dice.chance(25) {
        settings.push_str("[[not_accepted]]\nkeywords = '车'\n");
    }
    if dice.chance(30) {
        settings.push_str("[returns]\nmax = 2\nadjudicator = 'A'\n");
    }
    let units = "code,name,role,area,until\nA,甲,,,\nB,乙,,,\nC,丙,,,\nD,丁,,,\nOLD,旧,,,2024-12-31\nP1,片1,管片,r/1,\n\
                 P2,片2,管片,r,\n";
    compiled(&[("rulebook.toml", &settings), ("units.csv", units), ("dispatch.csv", &table)])
}

/// The first edition of a rulebook, compiled.
pub(crate) fn compiled(parts: &[(&str, &str)]) -> Matrix {
    let rulebook = Rulebook::from_parts(parts.iter().map(|(name, text)| (*name, *text)));
    let mut findings = Findings::default();
    let matrix = super::compile::matrix(&rulebook.editions[0], &mut findings);
    let errors: Vec<_> = rulebook.findings.list.iter().chain(&findings.list).collect();
    let errors: Vec<_> = errors.iter().filter(|f| f.severity() == crate::message::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}\n{parts:?}");
    matrix
}

/// A ticket of the same few values.
pub(crate) fn ticket(dice: &mut Dice) -> Ticket {
    let times = ["2025-01-17 22:40", "2025-01-18 09:00", "2025-01-20 07:00", "2025-01-20"];
    let mut ticket = Ticket::new("1", dice.pick(&times).parse().unwrap());
    let mut set = |name: &str, percent, list: &[&str]| {
        if dice.chance(percent) {
            ticket.set(name, dice.pick(list));
        }
    };
    set("matter", 90, MATTERS);
    set("area", 80, AREAS);
    set("text", 70, &["火灾了", "水和火", "车", "没事", "火，车"]);
    set("demand", 70, &["投诉", "咨询", "表扬"]);
    set("k", 40, &["有", "3", "12", "无"]);
    set("occurred_at", 15, &["2025-01-17 09:00", "2025-01-12 23:00"]);
    ticket
}

/// A history that bars, designates or counts now and then.
pub(crate) fn history(dice: &mut Dice) -> History {
    let mut history = History::new();
    for _ in 0..dice.below(3) {
        let kind = dice.pick(&["return_upheld", "return_upheld", "designated", "dispatched", "amended"]);
        let event = Event::new("2025-01-21 09:00".parse().unwrap(), kind);
        history.push(event.with("unit", dice.pick(UNITS)).with("part", "1"));
    }
    history
}
