//! `explain --why-not` and `contest`, as their user meets them.

use crate::common::{Run, bihuan, bihuan_in, folder, root, text};
use serde_json::Value;

fn path(name: &str) -> String {
    root().join("examples").join(name).to_string_lossy().into_owned()
}

fn run(lang: &str, command: &str, more: &[&str]) -> Run {
    let (rulebook, tickets, events) =
        (path("rulebooks/songjiang"), path("tickets/tickets.csv"), path("tickets/events.csv"));
    let args = [command, &rulebook, &tickets, "--events", &events, "--id", "YF001"];
    bihuan_in(lang, [&args, more].concat())
}

/// The wording is a promise: it changes with the changelog, not by the way.
#[test]
fn the_words_of_explanations_and_disputes_stay() {
    for lang in ["zh", "en"] {
        for (name, command, more) in [
            ("explain", "explain", &[][..]),
            ("why-not", "explain", &["--why-not", "永丰派出所"]),
            ("contest", "contest", &["--unit", "CGZD", "--now", "2024-11-05T09:00:00"]),
            ("contest-late", "contest", &["--unit", "CGZD", "--now", "2024-11-07T09:00:00"]),
            (
                "contest-claim",
                "contest",
                &["--unit", "城管中队", "--claim", "发生时间=2024-11-03 22:00；诉求类型=求助"],
            ),
        ] {
            let run = run(lang, command, more);
            assert_eq!(run.code, 0, "{}", run.stderr);
            let golden = root().join(format!("crates/bihuan-cli/tests/golden/{name}.{lang}.txt"));
            if std::env::var_os("BIHUAN_ACCEPT").is_some() {
                std::fs::write(&golden, &run.stdout).unwrap();
            }
            let expected = std::fs::read_to_string(&golden).unwrap();
            assert!(run.stdout == expected, "{name}.{lang}: expected\n{expected}\nfound\n{}", run.stdout);
        }
    }
}

#[test]
fn an_explanation_is_a_table_too() {
    let rows = run("en", "explain", &["--format", "csv"]).rows();
    assert_eq!((rows[0]["row"].as_str(), rows[0]["outcome"].as_str()), ("ZS04", "won"));
    assert_eq!((rows[0]["column"].as_str(), rows[0]["holds"].as_str()), ("matter", "yes"));
    let behind = rows.iter().find(|row| row["row"] == "ZS14").unwrap();
    assert_eq!(behind["outcome"], "outranked");
    assert_eq!(behind["why"], "all cells hold, but ZS04 goes first: matter depth 2 over 1");
    assert!(run("en", "explain", &["--format", "table"]).stdout.contains("│ YF001    ZS04"));
    let json: Value = serde_json::from_str(&run("en", "explain", &["--format", "jsonl"]).stdout).unwrap();
    assert_eq!(json["near"][0]["behind"]["by"], "depth");
}

#[test]
fn why_not_names_the_facts_to_change() {
    let rows = run("en", "explain", &["--why-not", "PCS", "--format", "csv"]).rows();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0]["column"].as_str(), rows[0]["leads"].as_str()), ("occurred_at", "PCS"));
    let refused = run("zh", "explain", &["--why-not", "城管"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("BH0301") && refused.stderr.contains("CGZD"), "{}", refused.stderr);
}

#[test]
fn a_contest_replays_to_itself_and_knows_its_rulebook() {
    let record = text(&folder("disputes").join("contest.jsonl"));
    let contest = run(
        "en",
        "contest",
        &["--unit", "CGZD", "--claim", "area=九亭镇", "--format", "jsonl", "-o", &record],
    );
    assert_eq!(contest.code, 0, "{}", contest.stderr);
    let again = bihuan(["contest", &path("rulebooks/songjiang"), "--replay", &record, "--format", "jsonl"]);
    assert_eq!((again.code, again.stdout), (0, std::fs::read_to_string(&record).unwrap()));
    assert!(again.stderr.contains("the same rulebook gives the same answer"), "{}", again.stderr);
    // another edition of the list
    let other = folder("disputes-other");
    for file in std::fs::read_dir(path("rulebooks/songjiang")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), other.join(file.file_name())).unwrap();
    }
    let list = std::fs::read_to_string(other.join("dispatch.csv")).unwrap();
    let list = list.replace("ZS04,噪声/装修噪声,,,,,,,,,,,,,城管,", "ZS04,噪声/装修噪声,,,,,,,,,,,,,房管所,");
    std::fs::write(other.join("dispatch.csv"), list).unwrap();
    let moved = bihuan(["contest", &text(&other), "--replay", &record, "--format", "csv"]);
    assert_eq!(moved.code, 1);
    assert!(moved.stderr.contains("another one than that of the record"), "{}", moved.stderr);
    assert_eq!(moved.rows()[0]["answer"], "would_go", "{}", moved.stdout);
    assert_eq!(moved.rows()[0]["to"], "FGS");
    // a record that was tampered with
    let recorded = std::fs::read_to_string(&record).unwrap();
    std::fs::write(&record, recorded.replace("\"you_lead\"", "\"would_go\"")).unwrap();
    let again = bihuan(["contest", &path("rulebooks/songjiang"), "--replay", &record]);
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("not what was recorded"), "{}", again.stderr);
}

#[test]
fn a_contest_that_cannot_be_asked_says_what_is_wrong() {
    for (more, said) in [
        (&["--unit", "城管"][..], "BH0301"),
        (&["--unit", "CGZD", "--claim", "area=永丰街道/仓丰居委会"], "= near: 永丰街道/仓丰居委"),
        (&["--unit", "CGZD", "--claim", "诉求类型=抱怨"], "BH0202"),
        (&["--unit", "CGZD", "--claim", "受理时间=2024-11-04"], "BH0105"),
        (&["--unit", "CGZD", "--claim", "不归我们管"], "BH0105"),
        (&["--unit", "CGZD", "--now", "soon"], "`soon`"),
        (&[], "needs TICKETS, --id and --unit"),
    ] {
        let run = run("en", "contest", more);
        assert_eq!(run.code, 2, "{more:?}");
        assert!(run.stderr.contains(said), "{more:?}: {}", run.stderr);
    }
    let rows =
        run("en", "contest", &["--unit", "CGZD", "--format", "csv", "--now", "2024-11-07T09:00:00"]).rows();
    assert_eq!((rows[0]["answer"].as_str(), rows[0]["ground"].as_str()), ("may_not_return", "too_late"));
    assert_eq!((rows[0]["merits"].as_str(), rows[0]["remarks"].as_str()), ("you_lead", "after_contact"));
}
