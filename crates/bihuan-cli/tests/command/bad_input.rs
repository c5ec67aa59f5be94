//! Bad input never panics and never drops a row in silence: every problem is named with its place.

use crate::common::{Run, bihuan, folder};
use std::path::{Path, PathBuf};

const SETTINGS: &str = "name = 't'\nversion = '1'\n[[fallback]]\nlead = 'CY'\n";
const UNITS: &str = "code,name,role,area\nCY,城运中心,城运中心,\nCG,城管,城管,\n";

fn rulebook(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = folder(name);
    std::fs::write(folder.join("rulebook.toml"), SETTINGS).unwrap();
    std::fs::write(folder.join("units.csv"), UNITS).unwrap();
    std::fs::write(folder.join("dispatch.csv"), "matter,lead\n噪声,CG\n").unwrap();
    for (file, content) in files {
        std::fs::write(folder.join(file), content).unwrap();
    }
    folder
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// The errors of `check`: code, file, row, column, value.
fn errors(name: &str, files: &[(&str, &[u8])]) -> Vec<[String; 5]> {
    let run = bihuan(["check", &text(&rulebook(name, files))]);
    assert_eq!(run.code, 1, "{}{}", run.stdout, run.stderr);
    let rows = run.rows().into_iter().filter(|row| row["severity"] == "error");
    rows.map(|row| ["code", "file", "row", "column", "value"].map(|key| row[key].clone())).collect()
}

fn tickets(run_name: &str, tickets: &[u8], events: &[u8]) -> Run {
    let book = rulebook(run_name, &[("matters.csv", "matter\n噪声\n".as_bytes())]);
    std::fs::write(book.join("t.csv"), tickets).unwrap();
    std::fs::write(book.join("e.csv"), events).unwrap();
    let [tickets, events] = ["t.csv", "e.csv"].map(|file| text(&book.join(file)));
    bihuan([
        "audit",
        &text(&book),
        &tickets,
        &events,
        "--now",
        "2025-02-01",
        "--rejects",
        &text(&book.join("r.csv")),
    ])
}

#[test]
fn every_problem_of_a_load_is_reported_at_once() {
    let dispatch = "row,matter,lead,assist,limit,days,colour\n\
                    1,噪声,谁,,,,\n\
                    2,噪声,,CG,,,\n\
                    1,!,CG,,0天,周八,\n\
                    4,噪声//夜,CG,CG\n";
    let found = errors("at-once", &[("dispatch.csv", dispatch.as_bytes())]);
    let expected = [
        ["BH0105", "dispatch.csv", "1", "colour", "colour"],
        ["BH0301", "dispatch.csv", "2", "lead", "谁"],
        ["BH0111", "dispatch.csv", "3", "lead", ""],
        ["BH0202", "dispatch.csv", "4", "days", "周八"],
        ["BH0204", "dispatch.csv", "4", "limit", "0天"],
        ["BH0206", "dispatch.csv", "4", "matter", "!"],
        ["BH0112", "dispatch.csv", "4", "row", "1"],
        ["BH0107", "dispatch.csv", "5", "", ""],
    ];
    assert_eq!(found, expected.map(|row| row.map(str::to_owned)));
}

#[test]
fn two_headers_alike() {
    let found = errors("headers", &[("dispatch.csv", "事项,matter,lead\n噪声,噪声,CG\n".as_bytes())]);
    assert_eq!(found, [["BH0106", "dispatch.csv", "1", "matter", "matter"].map(str::to_owned)]);
}

#[test]
fn broken_utf8() {
    let found = errors("utf8", &[("dispatch.csv", b"matter,lead\n\xff\xff,CG\n")]);
    assert_eq!(found[0][..3], ["BH0102", "dispatch.csv", "2"].map(str::to_owned));
}

#[test]
fn broken_toml_names_the_line() {
    let found = errors("toml", &[("rulebook.toml", format!("{SETTINGS}name = \ncolour = 3\n").as_bytes())]);
    assert!(found.iter().any(|row| row[0] == "BH0104" && row[2] == "5"), "{found:?}");
}

#[test]
fn a_date_that_does_not_exist() {
    let dispatch = "matter,lead,from\n噪声,CG,2025-02-30\n".as_bytes();
    let found = errors("date", &[("dispatch.csv", dispatch)]);
    assert_eq!(found, [["BH0201", "dispatch.csv", "2", "from", "2025-02-30"].map(str::to_owned)]);
}

#[test]
fn a_role_that_two_units_fill_in_one_area_at_one_time() {
    let units = "code,name,role,area,from,until\nCY,城运,城运,,,\nCG,城管,城管,,,\n\
                 J1,甲,居委会,永丰/一,,2025-06-30\nJ2,乙,居委会,永丰/一,2025-06-30,\nJ3,丙,居委会,永丰/一,2026-01-01,\n";
    let found = errors("role", &[("units.csv", units.as_bytes())]);
    let rows: Vec<_> = found.iter().map(|row| (row[0].as_str(), row[2].as_str())).collect();
    assert_eq!(rows, [("BH0306", "5"), ("BH0306", "6")]);
}

#[test]
fn an_unlisted_matter_in_a_cell_is_a_warning() {
    let files: &[(&str, &[u8])] = &[("matters.csv", "matter\n停车\n".as_bytes())];
    let run = bihuan(["check", &text(&rulebook("unlisted", files))]);
    let row = run.rows().into_iter().find(|row| row["code"] == "BH0302").unwrap();
    assert_eq!((run.code, row["severity"].as_str(), row["row"].as_str()), (0, "warning", "2"));
}

#[test]
fn lines_that_cannot_be_read_are_named_counted_and_kept() {
    let run = tickets(
        "lines",
        "id,received_at,matter\n1,2025-01-17 22:40,噪声\n1,2025-01-18,噪声\n,2025-01-18,噪声\n3,2025-02-30,噪声\n4,2025-01-18\n"
            .as_bytes(),
        "ticket,at,kind\n1,2025-01-17 23:00,派单\n9,2025-01-18,派单\n1,someday,派单\n".as_bytes(),
    );
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.rows().len(), 1);
    for place in
        ["t.csv:3: id", "t.csv:4: id", "t.csv:5: received_at", "t.csv:6", "e.csv:3: ticket", "e.csv:4: at"]
    {
        assert!(run.stderr.contains(place), "{place} is not in\n{}", run.stderr);
    }
    assert!(run.stderr.contains("6 lines rejected"), "{}", run.stderr);
    let rejects =
        std::fs::read_to_string(Path::new(env!("CARGO_TARGET_TMPDIR")).join("lines/r.csv")).unwrap();
    assert_eq!(crate::common::rows(&rejects).len(), 6);
}

#[test]
fn an_event_before_receipt_is_no_bad_line_but_breaks_the_order() {
    let run = tickets(
        "before",
        "id,received_at,matter\n1,2025-01-17 22:40,噪声\n".as_bytes(),
        "ticket,at,kind\n1,2025-01-17 22:00,签收\n".as_bytes(),
    );
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.rows()[0]["process"], "broken");
}

#[test]
fn broken_bytes_in_a_ticket_reject_its_line_alone() {
    let run = tickets(
        "bytes",
        b"id,received_at,matter\n1,2025-01-17,\xff\xfe\n2,2025-01-17,x\n",
        b"ticket,at,kind\n",
    );
    assert_eq!((run.code, run.rows().len()), (1, 1));
    assert!(run.stderr.contains("t.csv:2"), "{}", run.stderr);
}

#[test]
fn what_cannot_run_says_so_and_exits_with_2() {
    let book = text(&rulebook("exit", &[]));
    for args in [
        vec!["check", "/no/such/folder"],
        vec!["dispatch", &book, "/no/such/file.csv"],
        vec!["audit", &book, "x", "y", "--now", "soon"],
        vec!["dispatch", &book],
    ] {
        let run = bihuan(&args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty() && !run.stderr.contains("panicked"), "{args:?}");
    }
    let empty = text(&folder("empty"));
    let run = bihuan(["check", &empty]);
    assert_eq!(run.code, 1, "a folder without a rulebook");
    assert!(run.stdout.contains("rulebook.toml"));
}

#[test]
fn a_ticket_received_after_now_has_no_verdict_and_is_named() {
    let run = tickets("later", b"id,received_at\n1,2025-01-17\n2,2025-03-01\n", b"ticket,at,kind\n");
    assert_eq!((run.code, run.rows().len()), (0, 1), "{}", run.stderr);
    assert!(run.stderr.contains(": 2"), "{}", run.stderr);
}

#[test]
fn a_cell_of_a_megabyte_and_one_of_nothing_are_tickets_as_others_are() {
    let dispatch = "row,keywords,lead\n1,(a|b)*、^井盖$,CG\n".as_bytes();
    let book = rulebook("large-cell", &[("dispatch.csv", dispatch)]);
    let long = "路不平，".repeat(90_000);
    let texts = ["", "\u{3000}", &long, &format!("{long}(a|b)*"), "井盖", "^井盖$"];
    let mut csv = "id,received_at,text\n".to_owned();
    let mut lines = String::new();
    for (id, text) in texts.iter().enumerate() {
        csv.push_str(&format!("{id},2025-01-17,\"{text}\"\n"));
        lines.push_str(&format!("{{\"id\":\"{id}\",\"received_at\":\"2025-01-17\",\"text\":\"{text}\"}}\n"));
    }
    for (name, content) in [("t.csv", &csv), ("t.jsonl", &lines)] {
        std::fs::write(book.join(name), content).unwrap();
        let run = bihuan(["dispatch", &text(&book), &text(&book.join(name))]);
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        let leads: Vec<String> = run.rows().iter().map(|row| row["lead"].clone()).collect();
        assert_eq!(leads, ["CY", "CY", "CY", "CG", "CY", "CG"], "{name}");
    }
}

#[test]
fn a_path_of_no_end_is_an_error_with_its_place() {
    let table =
        format!("matter,area,lead\n{},x,CG\nm,{},CG\n", "a/".repeat(200) + "a", "b/".repeat(99) + "b");
    let found = errors("deep", &[("dispatch.csv", table.as_bytes())]);
    assert_eq!(found, [["BH0225", "dispatch.csv", "2", "matter", ""].map(str::to_owned)]);
}
