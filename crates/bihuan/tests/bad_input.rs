//! Input that is too much, or made to break: the right answer or a clear error, in bounded time. No clock is looked
//! at: what grows with the square of these sizes would not come to its end while somebody waits.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use bihuan::{Check, Code, Engine, Error, Finding, Lang, Report, Rulebook, Ticket};
use std::fmt::Write;

const SETTINGS: &str = "name = 't'\ncalendar = 'weekdays'\nfrom = 2025-01-01\n[[fallback]]\nlead = 'Z'\n";
const UNITS: &str = "code,name,role\nA,甲队,城管\nB,乙所,环保\nC,丙站,\nZ,中心,\n";
const MIB: usize = 1 << 20;

fn compile(dispatch: &str) -> Result<Engine, Error> {
    let parts = [("rulebook.toml", SETTINGS), ("units.csv", UNITS), ("dispatch.csv", dispatch)];
    Rulebook::from_parts(parts).compile()
}

fn engine(dispatch: &str) -> Engine {
    compile(dispatch).unwrap()
}

/// Code, row and column of what is an error.
fn errors(dispatch: &str) -> Vec<(String, u64, String)> {
    let error = compile(dispatch).unwrap_err();
    let place = |finding: &Finding| {
        let place = finding.place();
        let column = place.column.clone().unwrap_or_default();
        (finding.code().to_string(), place.row.unwrap_or(0), column)
    };
    error.findings().iter().filter(|it| it.severity() == bihuan::Severity::Error).map(place).collect()
}

fn ticket(fields: &[(&str, &str)]) -> Ticket {
    let own = [("id", "1"), ("received_at", "2025-03-03 10:00")];
    Ticket::from_fields(own.iter().chain(fields).copied()).unwrap()
}

/// Lead and row of part 1.
fn led(engine: &Engine, fields: &[(&str, &str)]) -> (String, String) {
    let part = engine.dispatch(&ticket(fields)).unwrap().parts[0].clone();
    (part.lead, part.row.unwrap_or_default())
}

fn found(report: &Report, code: Code) -> Vec<&Finding> {
    report.findings.iter().filter(|finding| finding.code() == code).collect()
}

/// A number that is another one each time, always the same ones.
fn random() -> impl FnMut(usize) -> usize {
    let mut seed = 11_u64;
    move |end| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % end
    }
}

#[test]
fn a_table_both_wide_and_long_is_refused_where_the_two_meet() {
    // with a column for the lead the table is long: columns of units are none
    let mixed = "row,matter,lead,城管,乙所\n1,噪声,A,主,协\n2,停车,B,,主\n";
    assert_eq!(errors(mixed), [("BH0105".into(), 1, "城管".into()), ("BH0105".into(), 1, "乙所".into())]);
    // a column of assists beside columns of units: neither is dropped in silence
    let assists = "row,matter,assist,城管,乙所\n1,噪声,丙站,主,协\n";
    println!(
        "assist beside: {:?}",
        compile(assists)
            .map(|e| e.dispatch(&ticket(&[("matter", "噪声")])).unwrap().parts[0].assist.clone())
            .map_err(|e| e.to_string())
    );
    // one unit by its code and by its name
    let twice = "row,matter,A,甲队\n1,噪声,主,主\n2,停车,主,协\n";
    println!("twice: {:?}", compile(twice).map(|_| ()).map_err(|e| e.to_string()));
}

#[test]
fn cells_of_a_megabyte() {
    let long = "噪".repeat(MIB / 3);
    let path = vec!["层"; MIB / 8].join("/");
    let items: String = (0..MIB / 12).map(|at| format!("道路{at}、")).collect();
    for (what, table, fields) in [
        ("keyword", format!("row,keywords,lead\n1,{long},A\n"), ("text", long.as_str())),
        ("not", format!("row,matter,not_keywords,lead\n1,m,{items},A\n"), ("matter", "m")),
        ("tip", format!("row,matter,lead,tip,basis\n1,m,A,{long},{long}\n"), ("matter", "m")),
        ("matters", format!("row,matter,lead\n1,{items},A\n"), ("matter", "道路77/x")),
        ("areas", format!("row,area,lead\n1,{items},A\n"), ("area", "道路77/x")),
        ("values", format!("row,where.v,lead\n1,{items},A\n"), ("v", "道路77")),
        ("name", format!("row,matter,lead\n{long},m,A\n"), ("matter", "m")),
    ] {
        let clock = std::time::Instant::now();
        let engine = engine(&table);
        let loaded = clock.elapsed();
        let (lead, _) = led(&engine, &[fields]);
        assert_eq!(lead, "A", "{what}");
        let checked = std::time::Instant::now();
        let report = engine.check_with(&Check::new());
        println!(
            "{what}: load {loaded:?} check {:?} {:?}",
            checked.elapsed(),
            report.findings.iter().map(|f| f.code().to_string()).collect::<Vec<_>>()
        );
        let longest = report.findings.iter().map(|f| f.message(Lang::En).len()).max();
        println!("   longest message {longest:?}");
        let explained = std::time::Instant::now();
        let text = engine
            .explain(&ticket(&[fields]), &bihuan::History::default())
            .unwrap()
            .in_(Lang::En)
            .to_string();
        println!("   explain {:?} {}", explained.elapsed(), text.len());
    }
}

#[test]
fn a_hundred_thousand_keywords() {
    let words: Vec<String> = (0..100_000).map(|at| format!("词{at}")).collect();
    let in_one = format!("row,matter,keywords,lead\n1,m,{},A\n2,m,,B\n", words.join("、"));
    let mut over_rows = "row,matter,keywords,lead\n".to_owned();
    for (at, words) in words.chunks(10).enumerate() {
        writeln!(over_rows, "{at},m{},{},A", at % 50, words.join("、")).unwrap();
    }
    let mut nested = "row,keywords,lead\n".to_owned();
    for at in 0..1_000 {
        writeln!(nested, "{at},{},{}", "水".repeat(at + 1), ["A", "B"][at % 2]).unwrap();
    }
    for (what, table, fields, row) in [
        ("one cell", in_one, vec![("matter", "m"), ("text", "有词99999的")], "1"),
        ("rows", over_rows, vec![("matter", "m49"), ("text", "有词99999的")], "99"),
        ("nested", nested, vec![("text", "水水水水")], "0"),
    ] {
        let clock = std::time::Instant::now();
        let engine = engine(&table);
        let loaded = clock.elapsed();
        assert_eq!(led(&engine, &fields).1, row, "{what}");
        let checked = std::time::Instant::now();
        let report = engine.check_with(&Check::new());
        println!("{what}: load {loaded:?} check {:?} {:?}", checked.elapsed(), report.hidden);
        for f in &report.findings {
            let m = f.message(Lang::En);
            println!("   {} {}", f.code(), m.chars().take(150).collect::<String>());
        }
    }
}

#[test]
fn a_hundred_thousand_rows() {
    let mut table = "row,matter,area,urgency,keywords,lead\n".to_owned();
    let mut below = random();
    for at in 0..100_000 {
        let (matter, area) = (below(3_000), below(40));
        let urgency = ["", "", "紧急", "特急"][below(4)];
        let word = if below(5) == 0 { format!("词{}", below(500)) } else { String::new() };
        let area = if below(2) == 0 { String::new() } else { format!("街{area}") };
        writeln!(
            table,
            "{at},类{}/项{matter},{area},{urgency},{word},{}",
            matter % 40,
            ["A", "B", "C"][below(3)]
        )
        .unwrap();
    }
    let clock = std::time::Instant::now();
    let engine = engine(&table);
    println!("rows: load {:?}", clock.elapsed());
    println!("{:?}", led(&engine, &[("matter", "类7/项7"), ("area", "街3")]));
    let checked = std::time::Instant::now();
    let report = engine.check_with(&Check::new());
    println!("check {:?} {:?}", checked.elapsed(), report.hidden);
    for f in &report.findings {
        println!("   {} {}", f.code(), f.message(Lang::En).chars().take(120).collect::<String>());
    }
}

#[test]
fn lists_that_overlap_in_every_column() {
    let mut below = random();
    let columns = [
        "matter",
        "area",
        "demand",
        "urgency",
        "source",
        "hours",
        "days",
        "where.a",
        "where.b",
        "where.c",
        "keywords",
        "not_keywords",
    ];
    let demand = ["咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"];
    let days = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    let mut table = format!("row,{},lead\n", columns.join(","));
    for at in 0..600 {
        let mut some = |from: &[String]| {
            let mut items: Vec<&str> = from.iter().filter(|_| below(5) < 3).map(String::as_str).collect();
            items.truncate(20);
            items.join("、")
        };
        let list = |name: &str, count: usize| (0..count).map(|at| format!("{name}{at}")).collect::<Vec<_>>();
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let hours: Vec<String> = (0..12).map(|at| format!("{:02}:15-{:02}:45", at * 2, at * 2 + 1)).collect();
        let cells = [
            some(&list("类", 12)),
            some(&list("街", 12)),
            some(&owned(&demand)),
            some(&owned(&["一般", "紧急", "特急"])),
            some(&owned(&["热线", "网格", "网站", "应用", "信件"])),
            some(&hours),
            some(&owned(&days)),
            some(&list("a", 12)),
            some(&list("b", 12)),
            some(&list("c", 12)),
            some(&list("词", 12)),
            some(&list("无", 6)),
        ];
        writeln!(table, "{at},{},{}", cells.join(","), ["A", "B", "C"][at % 3]).unwrap();
    }
    let clock = std::time::Instant::now();
    let engine = engine(&table);
    println!("lists: load {:?}", clock.elapsed());
    let checked = std::time::Instant::now();
    let report = engine.check_with(&Check::new());
    println!("check {:?} {:?}", checked.elapsed(), report.hidden);
    for f in &report.findings {
        println!("   {} {}", f.code(), f.message(Lang::En).chars().take(300).collect::<String>());
    }
    let stopped = found(&report, Code::BudgetReached);
    println!("{stopped:?}");
}
