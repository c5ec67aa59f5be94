//! The examples' tickets: what the command answers is what was derived by hand.

use crate::common::{Row, bihuan, folder, root, rows, text};
use crate::package::sheet_rows;
use std::collections::BTreeSet;

const NOW: &str = "2025-03-03T09:00:00";

fn path(name: &str) -> String {
    root().join("examples").join(name).to_string_lossy().into_owned()
}

fn expected(name: &str) -> Vec<Row> {
    rows(&std::fs::read_to_string(root().join("examples/tickets").join(name)).unwrap())
}

fn assert_same(found: &[Row], expected: &[Row]) {
    let differences: Vec<String> = found
        .iter()
        .zip(expected)
        .filter(|(found, expected)| found != expected)
        .map(|(found, expected)| format!("expected {expected:?}\n   found {found:?}"))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(found.len(), expected.len());
}

#[test]
fn the_rulebooks_load_without_a_warning() {
    for name in ["songjiang", "nyc311", "boston311"] {
        let run = bihuan(["check", &path(&format!("rulebooks/{name}"))]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        // what the tables prove to be is looked at in tests of its own
        let grave = |row: &Row| row["severity"] != "note" && !row["code"].starts_with("BH08");
        let grave: Vec<_> = run.rows().into_iter().filter(grave).collect();
        assert!(grave.is_empty(), "{name}: {grave:?}");
    }
}

#[test]
fn decisions_are_those_derived_by_hand() {
    let events = path("tickets/events.csv");
    let run =
        bihuan(["dispatch", &path("rulebooks/songjiang"), &path("tickets/tickets.csv"), "--events", &events]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_same(&run.rows(), &expected("decisions.csv"));
}

#[test]
fn every_row_and_every_matter_has_a_ticket() {
    let table = |name: &str| {
        rows(&std::fs::read_to_string(root().join("examples/rulebooks/songjiang").join(name)).unwrap())
    };
    let decided: BTreeSet<_> = expected("decisions.csv").into_iter().map(|row| row["row"].clone()).collect();
    for row in table("dispatch.csv") {
        assert!(decided.contains(&row["行"]), "no ticket goes by row {}", row["行"]);
    }
    let told: BTreeSet<_> = expected("tickets.csv").into_iter().map(|row| row["事项"].clone()).collect();
    for row in table("matters.csv") {
        let known = row["别名"].split('、').any(|alias| told.contains(alias)) || told.contains(&row["事项"]);
        assert!(known, "no ticket is about {}", row["事项"]);
    }
}

#[test]
fn verdicts_are_those_derived_by_hand() {
    let (rulebook, tickets, events) =
        (path("rulebooks/songjiang"), path("tickets/tickets.csv"), path("tickets/events.csv"));
    let run = bihuan(["audit", &rulebook, &tickets, &events, "--now", NOW]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let verdicts = run.rows();
    assert_same(&verdicts, &expected("verdicts.csv"));
    // the issue asks for one of each, and so does the reader
    let overall: BTreeSet<_> = verdicts.iter().map(|row| row["overall"].as_str()).collect();
    for state in ["closed", "closed_late", "open", "overdue", "broken", "not_applicable"] {
        assert!(overall.contains(state), "no ticket is {state}");
    }
}

#[test]
fn what_is_to_do_is_what_the_obligations_leave_open() {
    let (rulebook, tickets, events) =
        (path("rulebooks/songjiang"), path("tickets/tickets.csv"), path("tickets/events.csv"));
    let todo = bihuan(["todo", &rulebook, &tickets, &events, "--now", NOW]).rows();
    let all = bihuan(["audit", &rulebook, &tickets, &events, "--now", NOW, "--obligations"]).rows();
    let open = all.iter().filter(|row| row["state"] == "pending" || row["state"] == "overdue");
    let key = |row: &Row, unit: &str| {
        [&row[unit], &row["ticket"], &row["part"], &row["obligation"], &row["state"], &row["due"]]
            .map(String::clone)
    };
    let mut left: Vec<_> = open.map(|row| key(row, "owner")).collect();
    let mut right: Vec<_> = todo.iter().map(|row| key(row, "unit")).collect();
    // by unit, soonest due first, those without a due last
    let order: Vec<_> = todo.iter().map(|row| (&row["unit"], row["due"].is_empty(), &row["due"])).collect();
    assert!(order.is_sorted());
    left.sort();
    right.sort();
    assert_eq!(left, right);
    assert!(todo.len() > 50);
}

#[test]
fn formats_say_the_same() {
    let (rulebook, tickets) = (path("rulebooks/songjiang"), path("tickets/tickets.csv"));
    let csv = bihuan(["dispatch", &rulebook, &tickets]).rows();
    let jsonl = bihuan(["dispatch", &rulebook, &tickets, "--format", "jsonl"]).stdout;
    let lines: Vec<serde_json::Value> =
        jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(csv.len(), lines.len());
    for (row, json) in csv.iter().zip(&lines) {
        assert_eq!(json["lead"], row["lead"].as_str());
        let due = json["due"].as_str().unwrap_or_default();
        assert_eq!(due.replace('T', " ").trim_end_matches("+08:00"), row["due"]);
        let assist: Vec<_> =
            json["assist"].as_array().unwrap().iter().filter_map(|unit| unit.as_str()).collect();
        assert_eq!(assist.join("、"), row["assist"]);
    }
    let table = bihuan(["dispatch", &rulebook, &tickets, "--format", "table"]).stdout;
    assert!(table.contains("first_contact_due") && table.contains("YF001"));
}

#[test]
fn rows_can_be_a_workbook() {
    let (rulebook, tickets) = (path("rulebooks/songjiang"), path("tickets/tickets.csv"));
    let out = text(&folder("rows-xlsx").join("out.xlsx"));
    let run = bihuan(["dispatch", &rulebook, &tickets, "-o", &out]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    let csv = bihuan(["dispatch", &rulebook, &tickets]).stdout;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let expected: Vec<Vec<String>> =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    let rows = sheet_rows(&out, "dispatch");
    assert_eq!(rows.len(), expected.len());
    // people see a unit's name beside its code
    for (row, expected) in rows.iter().zip(&expected) {
        for (column, (shown, cell)) in row.iter().zip(expected).enumerate() {
            assert!(
                shown == cell
                    || (matches!(column, 2 | 3) && shown.starts_with(cell.split('、').next().unwrap())),
                "{shown} {cell}"
            );
        }
    }
    // what is no rows is no workbook
    for more in [&["--id", "YF001"][..], &["--id", "YF001", "--format", "jsonl"]] {
        let args = [&["explain", &rulebook, &tickets, "-o", &out], more].concat();
        let run = bihuan(args);
        assert!(run.code == 2 && run.stderr.contains("workbook"), "{}", run.stderr);
    }
    let run = bihuan(["dispatch", &rulebook, &tickets, "--format", "csv", "-o", &out]);
    assert_eq!(run.code, 2, "a csv file under the name of a workbook opens nowhere");
}

#[test]
fn an_explanation_names_the_winning_row_and_what_failed() {
    let (rulebook, tickets) = (path("rulebooks/songjiang"), path("tickets/tickets.csv"));
    let run = bihuan(["explain", &rulebook, &tickets, "--id", "YF001"]);
    let decision = &bihuan(["dispatch", &rulebook, &tickets]).rows()[0];
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains(&decision["row"]) && run.stdout.contains(&decision["due"]), "{}", run.stdout);
    assert!(run.stdout.contains('✓') && run.stdout.contains('✗'), "{}", run.stdout);
    let json = bihuan(["explain", &rulebook, &tickets, "--id", "YF001", "--format", "jsonl"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["rows"][0]["row"], decision["row"].as_str());
    assert_eq!(bihuan(["explain", &rulebook, &tickets, "--id", "none"]).code, 2);
}

#[test]
fn one_workbook_holds_all_three() {
    let workbook = path("songjiang.xlsx");
    let run = bihuan(["audit", &workbook, &workbook, &workbook, "--now", NOW]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_same(&run.rows(), &expected("verdicts.csv"));
    assert!(run.stderr.contains("songjiang.xlsx[事件]:"), "a doubt names its sheet: {}", run.stderr);
}

#[test]
fn rows_that_no_case_reaches_are_counted_and_listed() {
    let rulebook = path("rulebooks/songjiang");
    let run = bihuan(["check", &rulebook]);
    let rows = run.rows();
    let counted = rows.iter().find(|row| row["code"] == "BH0702").unwrap();
    let listed = bihuan(["check", &rulebook, "--unreached"]);
    let listed = listed.rows().iter().filter(|row| row["code"] == "BH0703").count();
    assert!(counted["message"].starts_with(&format!("{listed} of ")), "{counted:?}");
    assert!(!rows.iter().any(|row| row["code"] == "BH0703"));
}
