//! The table proved, from outside: planted faults are all found and none invented; a table made to blow up the
//! algebra ends within the budget and says so.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bihuan::{Check, Code, Engine, Finding, Lang, Rulebook, Ticket};
use std::collections::BTreeSet;

const SETTINGS: &str = "name = 't'\ncalendar = 'weekdays'\nfrom = 2025-01-01\n[[fallback]]\nlead = 'A'\n";
const UNITS: &str = "code,name\nA,A\nB,B\nC,C\n";
const COLUMNS: &[&str] = &[
    "row", "matter", "keywords", "area", "urgency", "hours", "days", "where.k", "lead", "priority", "from",
    "until",
];

/// A row in the making: its columns by name.
type Row<'a> = &'a [(&'a str, &'a str)];

#[derive(Default)]
struct Table {
    text: String,
    rows: usize,
    dead: BTreeSet<String>,
    off_list: BTreeSet<String>,
    matters: Vec<String>,
}

impl Table {
    fn new() -> Table {
        Table { text: format!("{}\n", COLUMNS.join(",")), ..Table::default() }
    }

    fn row(&mut self, matter: &str, cells: Row<'_>) -> String {
        self.rows += 1;
        let name = format!("r{}", self.rows);
        for column in COLUMNS {
            let value = cells.iter().find(|(own, _)| own == column).map(|(_, value)| *value);
            let value = match *column {
                "row" => name.as_str(),
                "matter" => value.unwrap_or(matter),
                "lead" => value.unwrap_or("A"),
                _ => value.unwrap_or_default(),
            };
            self.text.push_str(value);
            self.text.push(if *column == "until" { '\n' } else { ',' });
        }
        name
    }

    fn dead(&mut self, matter: &str, cells: Row<'_>) {
        let name = self.row(matter, cells);
        self.dead.insert(name);
    }

    fn engine(&self) -> Engine {
        let matters = format!("matter\n{}\n", self.matters.join("\n"));
        let parts = [
            ("rulebook.toml", SETTINGS),
            ("units.csv", UNITS),
            ("dispatch.csv", &self.text),
            ("matters.csv", &matters),
        ];
        Rulebook::from_parts(parts).compile().unwrap()
    }
}

/// One way for a row to be dead, among rows that live, at a matter of its own.
fn plant(table: &mut Table, kind: usize, matter: &str) {
    match kind {
        // a shorter keyword swallows a longer one
        0 => {
            table.row(matter, &[("keywords", "灯")]);
            table.dead(matter, &[("keywords", "路灯"), ("lead", "B")]);
            table.row(matter, &[("keywords", "路"), ("lead", "B")]);
        }
        // the same again
        1 => {
            table.row(matter, &[("area", "p、q"), ("urgency", "特急")]);
            table.dead(matter, &[("area", "q"), ("urgency", "特急"), ("lead", "B")]);
            table.row(matter, &[("area", "z"), ("urgency", "特急"), ("lead", "B")]);
        }
        // a union of urgencies, and none
        2 => {
            for urgency in ["一般", "紧急", "特急", "!*"] {
                table.row(matter, &[("urgency", urgency), ("lead", "B")]);
            }
            table.dead(matter, &[]);
        }
        // hours round the clock, and none
        3 => {
            table.row(matter, &[("hours", "18:00-08:00")]);
            table.row(matter, &[("hours", "08:00-18:00")]);
            table.row(matter, &[("hours", "!*"), ("lead", "C")]);
            table.dead(matter, &[("lead", "B")]);
        }
        // every day is a workday or not
        4 => {
            table.row(matter, &[("days", "工作日")]);
            table.row(matter, &[("days", "休息日"), ("lead", "B")]);
            table.dead(matter, &[]);
        }
        // two single keywords before the list of both
        5 => {
            table.row(matter, &[("keywords", "甲")]);
            table.row(matter, &[("keywords", "乙"), ("lead", "B")]);
            table.dead(matter, &[("keywords", "甲、乙"), ("lead", "C")]);
        }
        // a priority
        6 => {
            table.dead(matter, &[("area", "p"), ("keywords", "丙")]);
            table.row(matter, &[("priority", "1"), ("area", "p、q"), ("lead", "B")]);
        }
        // dates that join
        7 => {
            table.row(matter, &[("until", "2025-06-30")]);
            table.row(matter, &[("from", "2025-07-01"), ("lead", "B")]);
            table.dead(matter, &[("lead", "C")]);
        }
        // numbers that join, and what is none
        8 => {
            for value in ["<5", "5..9", ">9、!10", "10", "!<=0、!>0"] {
                table.row(matter, &[("where.k", value)]);
            }
            table.dead(matter, &[("lead", "B")]);
        }
        // a part of an area and what is left of it
        _ => {
            table.row(matter, &[("area", "p/1")]);
            table.row(matter, &[("area", "p、!p/1"), ("lead", "B")]);
            table.dead(matter, &[("area", "p"), ("lead", "C")]);
        }
    }
}

fn values(findings: &[Finding], code: Code) -> BTreeSet<String> {
    let of = findings.iter().filter(|finding| finding.code() == code);
    of.map(|finding| finding.cell().unwrap().to_owned()).collect()
}

#[test]
fn planted_faults_are_all_found_and_none_invented() {
    let mut table = Table::new();
    for planted in 0..137 {
        let matter = format!("m{planted}");
        plant(&mut table, planted % 10, &matter);
        table.matters.push(matter);
    }
    // children and the path itself cover a parent, but for matters that are not on the list
    for parent in 0..20 {
        let matter = format!("n{parent}");
        table.row(&matter, &[("matter", &format!("={matter}"))]);
        for child in ["x", "y"] {
            let child = format!("{matter}/{child}");
            table.row(&child, &[("lead", "B")]);
            table.matters.push(child);
        }
        let name = table.row(&matter, &[("lead", "C")]);
        table.off_list.insert(name);
        table.matters.push(matter);
    }
    // and rows that live: exceptions, overlaps, keywords beside one another
    while table.rows < 1_500 {
        let matter = format!("l{}", table.rows);
        table.row(&matter, &[("lead", "B")]);
        table.row(&matter, &[("area", "p"), ("hours", "22:00-06:00")]);
        table.row(&matter, &[("area", "p、q"), ("keywords", "路灯")]);
        table.row(&matter, &[("area", "q"), ("keywords", "灯"), ("lead", "C")]);
        table.row(&format!("{matter}/x"), &[("days", "工作日")]);
        table.matters.extend([format!("{matter}/x"), matter]);
    }
    let engine = table.engine();
    let findings = engine.check();
    assert_eq!(values(&findings, Code::RowNeverWins), table.dead);
    assert_eq!(values(&findings, Code::RowOffList), table.off_list);
    assert_eq!(table.dead.len(), 137);
    assert!(!findings.iter().any(|finding| finding.code() == Code::BudgetReached));

    for finding in &findings {
        let code = finding.code();
        if finding.witness().is_empty() {
            assert_ne!(code, Code::RowConflict, "{}", finding.line(Lang::En));
            continue;
        }
        // what it says is what the ticket shows
        let ticket =
            Ticket::from_fields(finding.witness().iter().map(|(name, value)| (name, value))).unwrap();
        let decision = engine.dispatch(&ticket).unwrap();
        let row = decision.parts[0].row.clone().unwrap_or_default();
        let message = finding.message(Lang::En);
        match code {
            Code::RowConflict | Code::RowOffList => {
                assert_eq!(Some(row.as_str()), finding.cell(), "{message}");
            }
            Code::RowNeverWins => {
                let by = message.split_once("its tickets go to ").unwrap().1;
                assert!(by.split('、').any(|by| by == row), "{message}: {row}");
            }
            Code::RowPartlyTaken => assert_ne!(Some(row.as_str()), finding.cell(), "{message}"),
            Code::Gap => assert_eq!(row, "fallback.1", "{message}"),
            _ => {}
        }
    }
}

#[test]
fn an_overlap_that_is_meant_is_silent() {
    let check = |overlap: &str| {
        let table = format!(
            "row,matter,keywords,lead,overlap_ok\n1,m,路,A,\n2,m,灯,B,{overlap}\n3,m,井,B,\n4,x,,C,\n"
        );
        let parts = [("rulebook.toml", SETTINGS), ("units.csv", UNITS), ("dispatch.csv", table.as_str())];
        let findings = Rulebook::from_parts(parts).compile().unwrap().check();
        let conflicts = findings.iter().filter(|finding| finding.code() == Code::RowConflict);
        let conflicts: Vec<String> = conflicts.map(|finding| finding.message(Lang::En)).collect();
        (conflicts.len(), values(&findings, Code::OverlapIdle))
    };
    assert_eq!(check(""), (2, BTreeSet::new()));
    assert_eq!(check("1"), (1, BTreeSet::new()));
    assert_eq!(check("1、4"), (1, BTreeSet::from(["4".to_owned()])));
    // rows 2 and 3 have one lead
    assert_eq!(check("3"), (2, BTreeSet::from(["3".to_owned()])));
}

/// Rows that say a formula in three-literal clauses: whether the last row wins is whether it has a solution.
#[test]
fn a_table_made_to_blow_up_ends_within_the_budget() {
    const NAMES: usize = 220;
    let mut seed = 7_u64;
    let mut below = |end: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % end
    };
    let columns: Vec<String> = (0..NAMES).map(|name| format!("where.n{name}")).collect();
    let mut table = format!("row,{},lead\n", columns.join(","));
    for row in 0..NAMES * 9 / 2 {
        let mut cells = vec![""; NAMES];
        for _ in 0..3 {
            cells[below(NAMES)] = if below(2) == 0 { "1" } else { "!1" };
        }
        table.push_str(&format!("c{row},{},A\n", cells.join(",")));
    }
    table.push_str(&format!("last,{},B\n", ",".repeat(NAMES - 1)));
    let parts = [("rulebook.toml", SETTINGS), ("units.csv", UNITS), ("dispatch.csv", table.as_str())];
    let engine = Rulebook::from_parts(parts).compile().unwrap();
    let report = engine.check_with(&Check::new());
    let stopped: Vec<&Finding> =
        report.findings.iter().filter(|it| it.code() == Code::BudgetReached).collect();
    assert!(stopped.iter().any(|it| it.message(Lang::En).contains("BH0802")), "{stopped:?}");
    // what it could not finish it does not claim
    assert!(!values(&report.findings, Code::RowNeverWins).contains("last"));
    assert_eq!(report, engine.check_with(&Check::new()));
}
