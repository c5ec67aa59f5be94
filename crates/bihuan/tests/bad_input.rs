//! Input that is too much, or made to break: the right answer or a clear error, in bounded time. No clock is looked
//! at: what grows with the square of these sizes would not come to its end while somebody waits.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use bihuan::{Check, Code, Engine, Error, Finding, History, Lang, Report, Rulebook, Severity, Ticket};
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
    error.findings().iter().filter(|it| it.severity() == Severity::Error).map(place).collect()
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

/// What a check is for everybody: its messages are no walls of text, and what it did not finish it says.
fn check(engine: &Engine) -> Report {
    let report = engine.check_with(&Check::new());
    for finding in &report.findings {
        let message = finding.message(Lang::En).chars().count();
        assert!(message < 1_000, "{} of {message} characters", finding.code());
    }
    report
}

/// The codes that a check says it did not finish.
fn unfinished(report: &Report) -> Vec<String> {
    found(report, Code::BudgetReached).into_iter().map(|finding| finding.message(Lang::En)).collect()
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
    let mut found = errors("row,matter,lead,城管,乙所\n1,噪声,A,主,协\n2,停车,B,,主\n");
    found.sort();
    assert_eq!(found, [("BH0105".into(), 1, "乙所".into()), ("BH0105".into(), 1, "城管".into())]);
    // a column of assists beside columns of units: both are meant, those of the column first
    let beside = engine("row,matter,assist,城管,乙所\n1,噪声,丙站,主,协\n2,停车,丙站,主,\n3,积水,,主,协\n");
    let assists = |matter| beside.dispatch(&ticket(&[("matter", matter)])).unwrap().parts[0].assist.clone();
    assert_eq!(assists("噪声"), ["C", "B"]);
    assert_eq!((assists("停车"), assists("积水")), (vec!["C".to_owned()], vec!["B".to_owned()]));
    // one unit by its code and by its name: two leads are an error, lead and assist at once is said
    let twice = errors("row,matter,A,甲队\n1,噪声,主,主\n2,停车,主,\n");
    assert_eq!(twice, [("BH0217".into(), 2, "甲队".into())]);
    let both = engine("row,matter,A,甲队\n1,停车,主,协\n");
    assert_eq!(led(&both, &[("matter", "停车")]), ("A".into(), "1".into()));
    assert_eq!(found_rows(&check(&both), Code::LeadAssists), [2]);
}

fn found_rows(report: &Report, code: Code) -> Vec<u64> {
    found(report, code).iter().filter_map(|finding| finding.place().row).collect()
}

#[test]
fn cells_of_a_megabyte() {
    let long = "噪".repeat(MIB / 3);
    let items: String = (0..MIB / 12).map(|at| format!("道路{at}、")).collect();
    for (what, table, field) in [
        ("a keyword", format!("row,keywords,lead\n1,{long},A\n"), ("text", long.as_str())),
        ("not_keywords", format!("row,matter,not_keywords,lead\n1,m,{items},A\n"), ("matter", "m")),
        ("a tip", format!("row,matter,lead,tip,basis\n1,m,A,{long},{long}\n"), ("matter", "m")),
        ("matters", format!("row,matter,lead\n1,{items},A\n"), ("matter", "道路77/x")),
        ("areas", format!("row,area,lead\n1,{items},A\n"), ("area", "道路77/x")),
        ("values", format!("row,where.v,lead\n1,{items},A\n"), ("v", "道路77")),
        (
            "a name",
            format!("{long},matter,lead\n1,m,A\n").replace(&long, "row").replace("1,m", &format!("{long},m")),
            ("matter", "m"),
        ),
    ] {
        let engine = engine(&table);
        assert_eq!(led(&engine, &[field]).0, "A", "{what}");
        assert_eq!(led(&engine, &[("matter", "x"), ("text", "y")]).0, "Z", "{what}");
        check(&engine);
        let explained = engine.explain(&ticket(&[field]), &History::default()).unwrap();
        assert!(!explained.in_(Lang::Zh).to_string().is_empty());
    }
    // each parent of a path is a path: what nobody means is refused before it is a hundred thousand of them
    let path = vec!["层"; MIB / 8].join("/");
    for column in ["matter", "area"] {
        let found = errors(&format!("row,{column},lead\n1,{path},A\n"));
        assert_eq!(found, [("BH0225".into(), 2, column.to_owned())]);
    }
    // a ticket may have such a path
    let engine = engine("row,matter,lead\n1,层/层,A\n");
    assert_eq!(led(&engine, &[("matter", &path)]).0, "A");
}

#[test]
fn a_hundred_thousand_keywords() {
    let words: Vec<String> = (0..100_000).map(|at| format!("词{at}")).collect();
    let all = words.join("、");
    let ends = |at: usize| format!("有词{at}的");
    // in one cell; 词10 to 词99999 hold 词1 to 词9
    let one = engine(&format!("row,matter,keywords,lead\n1,m,{all},A\n2,m,,B\n"));
    assert_eq!(led(&one, &[("matter", "m"), ("text", &ends(99_999))]).1, "1");
    assert_eq!(led(&one, &[("matter", "m"), ("text", "有词的")]).1, "2");
    let report = check(&one);
    assert_eq!(found(&report, Code::KeywordDead).len(), 5);
    assert!(unfinished(&report).iter().any(|it| it.contains("BH0810")), "{:?}", unfinished(&report));
    // where nothing else takes the matter the gap is all that none of them is in
    let one = engine(&format!("row,matter,not_keywords,all_keywords,lead\n1,m,{all},井、盖,A\n"));
    assert_eq!(led(&one, &[("matter", "m"), ("text", "井和盖")]).0, "A");
    assert_eq!(led(&one, &[("matter", "m"), ("text", "井和盖，词5")]).0, "Z");
    check(&one);
    let one = engine(&format!("row,keywords,lead\n1,{all},A\n"));
    assert_eq!(found(&check(&one), Code::Gap).len(), 1);
    // over rows
    let mut table = "row,matter,keywords,lead\n".to_owned();
    for (at, words) in words.chunks(10).enumerate() {
        writeln!(table, "{at},m{},{},A", at % 1_000, words.join("、")).unwrap();
    }
    let rows = engine(&table);
    // 词9999 of row 999 stands inside of 词99998 of row 9999
    assert_eq!(led(&rows, &[("matter", "m999"), ("text", &ends(99_998))]).1, "999");
    assert_eq!(led(&rows, &[("matter", "m998"), ("text", &ends(99_998))]).0, "Z");
    check(&rows);
}

#[test]
fn keywords_each_inside_of_the_next() {
    let mut table = "row,keywords,lead\n".to_owned();
    for at in 0..1_000 {
        writeln!(table, "{at},{},{}", "水".repeat(at + 1), ["A", "B"][at % 2]).unwrap();
    }
    let engine = engine(&table);
    assert_eq!(led(&engine, &[("text", "水水水水")]).1, "0");
    let report = check(&engine);
    // no row but the first ever leads
    let dead = found(&report, Code::RowNeverWins).len() as u64;
    let hidden = report.hidden.iter().filter(|it| it.code == "BH0802").map(|it| it.count).sum::<u64>();
    assert_eq!(dead + hidden, 999);
    assert_eq!(unfinished(&report), Vec::<String>::new());
}

#[test]
fn letters_that_mean_something_elsewhere_mean_themselves() {
    let words = [
        ".*",
        "^噪声$",
        "(噪|声)",
        "[a-z]+",
        "a{2}",
        "x?",
        r"\\d",
        "$1",
        "%s",
        "' OR 1=1 --",
        "*",
        "=1+1",
        "<b>&amp;</b>",
        "{value}",
        "\u{200b}",
        "😀",
        "e\u{301}",
    ];
    let mut table = "row,keywords,lead\n".to_owned();
    for (at, word) in words.iter().enumerate() {
        writeln!(table, "{at},{word},A").unwrap();
    }
    let engine = engine(&table);
    for (at, word) in words.iter().enumerate() {
        let text = format!("（{}）", word.replace(r"\\", r"\"));
        assert_eq!(led(&engine, &[("text", &text)]).1, at.to_string(), "{word}");
    }
    for text in ["噪声", "声", "abc", "aa", "1", "任何", "0"] {
        assert_eq!(led(&engine, &[("text", text)]).0, "Z", "{text}");
    }
    let shown = check(&engine).findings.into_iter().map(|finding| finding.message(Lang::Zh));
    assert!(shown.clone().count() > 0 && shown.clone().all(|message| !message.is_empty()));
}

#[test]
fn text_of_nothing_and_of_a_megabyte() {
    let engine = engine("row,matter,keywords,not_keywords,lead\n1,,井盖,,A\n2,m,,修好,B\n");
    for text in ["", " ", "\u{3000}\n\t", "　 　"] {
        assert_eq!(led(&engine, &[("text", text)]).0, "Z");
        assert_eq!(led(&engine, &[("matter", "m"), ("text", text)]).0, "B");
    }
    assert_eq!(led(&engine, &[("matter", "m")]).0, "B", "absent text is empty text");
    let long = "井 盖子不见了，".repeat(MIB / 20);
    assert_eq!(led(&engine, &[("text", &long)]).0, "A", "blanks between Han characters don't count");
    let long = "盖井不见了，".repeat(MIB / 18);
    assert_eq!(led(&engine, &[("text", &long)]).0, "Z");
    assert_eq!(led(&engine, &[("text", &format!("{long}井盖"))]).0, "A", "the last word of it");
    let fixed = [("matter", "m"), ("text", &*format!("{long}修好"))];
    assert_eq!(led(&engine, &fixed).0, "Z");
}

#[test]
fn a_hundred_thousand_rows() {
    let mut table = "row,matter,area,urgency,keywords,lead\n".to_owned();
    for at in 0..100_000 {
        let urgency = ["", "紧急", "特急", "一般"][at % 4];
        let word = if at % 5 == 0 { format!("词{}", at % 500) } else { String::new() };
        let matter = format!("类{}/项{}", at / 4 % 40, at / 4);
        writeln!(table, "{at},{matter},街{},{urgency},{word},{}", at % 7, ["A", "B", "C"][at % 3]).unwrap();
    }
    // and one that never wins, at the very end
    table.push_str("never,类0/项0,街3,一般,,B\n");
    let engine = engine(&table);
    let fields = [("matter", "类39/项24999"), ("area", "街4"), ("urgency", "一般")];
    assert_eq!(led(&engine, &fields), (["A", "B", "C"][99_999 % 3].into(), "99999".into()));
    assert_eq!(led(&engine, &[("matter", "类39/项1")]).0, "Z");
    let report = check(&engine);
    let dead = found(&report, Code::RowNeverWins);
    assert_eq!(dead.iter().filter_map(|finding| finding.cell()).collect::<Vec<_>>(), ["never"]);
    assert!(!unfinished(&report).iter().any(|it| it.contains("BH0802")), "{:?}", unfinished(&report));
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
    let engine = engine(&table);
    let report = check(&engine);
    // each conflict that is shown is one: the ticket goes to the row that is named
    let conflicts = found(&report, Code::RowConflict);
    assert_eq!(conflicts.len(), 5);
    for finding in conflicts {
        let shown = Ticket::from_fields(finding.witness().iter().cloned()).unwrap();
        let row = engine.dispatch(&shown).unwrap().parts[0].row.clone();
        assert_eq!(row.as_deref(), finding.cell());
    }
    for finding in found(&report, Code::Gap) {
        let shown = Ticket::from_fields(finding.witness().iter().cloned()).unwrap();
        assert_eq!(engine.dispatch(&shown).unwrap().parts[0].lead, "Z");
    }
    assert_eq!(report, engine.check_with(&Check::new()), "the same again, however long it took");
}
