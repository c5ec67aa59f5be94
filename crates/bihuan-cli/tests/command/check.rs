//! `bihuan check`: comparing, counting, and mending tables.

use crate::common::{Row, bihuan, folder, rows, text};
use std::path::{Path, PathBuf};

const SETTINGS: &str =
    "version = 'v1'\nfrom = 2024-08-01\noffice_hours = ['09:00-17:00']\n[[fallback]]\nlead = '城运中心'\n";
const UNITS: &str = "code,name,role\nYB,城运中心,\nCG,城管中队,城管\nPCS,派出所,公安\n";
const DISPATCH: &str = "行,事项,区域,主办,协办,生效,失效,重叠\r\n\
    A,停车,\"永丰/仓丰、永丰\r\n、！永丰/玉树\",城管, 派出所、城管中队 ,,,\r\n\
    B,噪声,,派出所,,,2024-01-31,\r\n\
    ,噪声,,派出所,,,,\r\n\
    ,噪声/装修,,城管,,,,\"B、5\"\r\n";

fn rulebook(name: &str, dispatch: &[u8]) -> PathBuf {
    let here = folder(name);
    std::fs::write(here.join("rulebook.toml"), SETTINGS).unwrap();
    std::fs::write(here.join("units.csv"), UNITS).unwrap();
    std::fs::write(here.join("dispatch.csv"), dispatch).unwrap();
    here
}

fn check(rulebook: &Path, more: &[&str]) -> crate::common::Run {
    bihuan([&["check", &text(rulebook)], more].concat())
}

fn codes(rows: &[Row]) -> Vec<(String, String)> {
    rows.iter().map(|row| (row["code"].clone(), row["row"].clone())).collect()
}

/// The codes that the table above was made for.
fn planted(rows: &[Row]) -> Vec<(String, String)> {
    let mut codes = codes(rows);
    codes.retain(|(code, _)| ["BH0814", "BH0817", "BH0834"].contains(&code.as_str()));
    codes.sort();
    codes
}

#[test]
fn tables_are_mended_beside_the_old_ones() {
    for gb18030 in [false, true] {
        let bytes = if gb18030 {
            encoding_rs::GB18030.encode(DISPATCH).0.into_owned()
        } else {
            DISPATCH.as_bytes().to_vec()
        };
        let book = rulebook(&format!("fix-{gb18030}"), &bytes);
        let found = planted(&check(&book, &["--all"]).rows());
        let expected = [("BH0814", "4"), ("BH0817", "2"), ("BH0834", "2")];
        assert_eq!(found, expected.map(|(code, row)| (code.to_owned(), row.to_owned())));
        let run = check(&book, &["--fix"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let mended = std::fs::read(book.join("dispatch.mended.csv")).unwrap();
        let mended = if gb18030 {
            encoding_rs::GB18030.decode(&mended).0.into_owned()
        } else {
            String::from_utf8(mended).unwrap()
        };
        // row B is gone, and who named it no longer does; the row of line 4 has moved up to line 3
        let expected = "行,事项,区域,主办,协办,生效,失效,重叠\r\n\
            A,停车,\"永丰、!永丰/玉树\",城管,派出所,,,\r\n\
            ,噪声,,派出所,,,,\r\n\
            ,噪声/装修,,城管,,,,\"3\"\r\n\
            草稿1,停车,!永丰,YB,,,,\r\n\
            草稿2,停车,永丰/玉树,YB,,,,\r\n";
        assert_eq!(mended, expected, "{}", run.stderr);
        assert!(run.stderr.contains("every ticket gets the same answer as before (3)"), "{}", run.stderr);
        assert!(run.stderr.contains("look at each (2)"), "drafts decide anew: {}", run.stderr);
        assert_eq!(std::fs::read(book.join("dispatch.csv")).unwrap(), bytes, "the old table stays");
        // neither is it a part of the rulebook yet, nor is it overwritten
        assert!(!codes(&check(&book, &[]).rows()).iter().any(|(code, _)| code == "BH0113"));
        let again = check(&book, &["--fix"]);
        assert_eq!(again.code, 2);
        assert!(again.stderr.contains("--force"), "{}", again.stderr);
        assert_eq!(check(&book, &["--fix", "--force"]).code, 0);
        // in its place it is free of what was mended
        std::fs::rename(book.join("dispatch.mended.csv"), book.join("dispatch.csv")).unwrap();
        assert!(planted(&check(&book, &["--all"]).rows()).is_empty());
    }
}

#[test]
fn what_is_new_and_what_is_gone() {
    let old = rulebook("against-old", DISPATCH.as_bytes());
    let new = DISPATCH
        .replace(
            "B,噪声,,派出所,,,2024-01-31,",
            "B,噪声,,派出所,,,2024-12-31,\r\nC,停车,,城管,派出所、城管,,,",
        )
        .replace("\"B、5\"", "B");
    let new = rulebook("against-new", new.as_bytes());
    let run = check(&new, &["--against", &text(&old), "--all"]);
    let mut changes: Vec<_> = run
        .rows()
        .into_iter()
        .filter(|row| ["BH0814", "BH0817", "BH0834"].contains(&row["code"].as_str()))
        .map(|row| format!("{} {} {}", row["change"], row["code"], row["row"]))
        .collect();
    changes.sort();
    assert_eq!(changes, ["gone BH0814 4", "new BH0834 5"], "{}", run.stdout);
    let run = check(&new, &["--against", &text(&new), "--all"]);
    assert!(run.rows().is_empty(), "{}", run.stdout);
}

#[test]
fn findings_say_how_many_tickets_they_touch_and_show_one() {
    let book = rulebook("touched", DISPATCH.as_bytes());
    let tickets = book.join("past.csv");
    std::fs::write(&tickets, "id,received_at,matter,area\n1,2025-01-17,停车/违停,永丰/仓丰\n2,2025-01-17,停车,永丰\n3,2025-01-18,噪声,\n4,,噪声,\n").unwrap();
    let run = check(&book, &["--tickets", &text(&tickets), "--all"]);
    assert!(run.stderr.contains("BH0504"), "a line without a time is named: {}", run.stderr);
    let touched =
        |code: &str| run.rows().into_iter().find(|row| row["code"] == code).unwrap()["touched"].clone();
    assert_eq!((touched("BH0834").as_str(), touched("BH0814").as_str()), ("2", "0"));
    // a witness is a line that dispatch reads
    let run = check(&book, &["--format", "table", "--all"]);
    let witnesses: String =
        run.stdout.lines().filter(|line| line.starts_with('{')).map(|line| format!("{line}\n")).collect();
    assert!(run.stdout.contains("--fix: delete dispatch.csv:4"), "{}", run.stdout);
    let file = book.join("witnesses.jsonl");
    std::fs::write(&file, &witnesses).unwrap();
    let decided = bihuan(["dispatch", &text(&book), &text(&file)]);
    assert_eq!(decided.code, 0, "{}", decided.stderr);
    let shown = rows(&decided.stdout);
    let of = |id: &str| shown.iter().find(|row| row["ticket"] == id).unwrap();
    assert_eq!((of("BH0834-2")["row"].as_str(), of("BH0834-2")["assist"].as_str()), ("A", "PCS"));
    assert_ne!(of("BH0814-4")["row"], "B");
    // and json has it as an object, with the mend as data
    let run = check(&book, &["--format", "jsonl", "--all"]);
    let findings: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let dates = findings.iter().find(|finding| finding["code"] == "BH0814").unwrap();
    assert_eq!(dates["witness"]["matter"], "噪声");
    assert_eq!((&dates["mend"]["kind"], &dates["mend"]["row"]["row"]), (&"delete_row".into(), &4.into()));
}

#[test]
fn what_cannot_be_mended_is_said() {
    // a rulebook that does not load is for its keeper
    let broken = rulebook("fix-broken", "行,事项,主办\nA,噪声,谁\n".as_bytes());
    let run = check(&broken, &["--fix"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(!broken.join("dispatch.mended.csv").exists());
    assert!(run.stderr.contains("mend its errors first"), "{}", run.stderr);
    // the wide form is a table of rows as well
    let wide = rulebook(
        "fix-wide",
        "行,事项,区域,失效,城管,派出所\nA,噪声,,2024-01-31,主,协\nB,噪声,永丰,,主,协\n".as_bytes(),
    );
    let run = check(&wide, &["--fix"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let mended = std::fs::read_to_string(wide.join("dispatch.mended.csv")).unwrap();
    assert!(mended.starts_with("行,事项,区域,失效,城管,派出所\nB,噪声,永丰,,主,协\n"), "{mended}");
    assert!(
        run.stderr.contains("not mended, this form of the table has to be edited by hand"),
        "{}",
        run.stderr
    );
}
