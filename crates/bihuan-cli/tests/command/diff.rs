//! `bihuan diff`: changes as text, rows and JSON, `--only`, and past tickets.

use crate::common::{bihuan, bihuan_in, folder, text};
use std::path::PathBuf;

fn desk(name: &str) -> PathBuf {
    let here = folder(name);
    let settings = "name = 't'\nversion = '1'\ncalendar = 'weekdays'\n[[fallback]]\nlead = 'CY'\n";
    let units = "code,name\nCY,城运中心\nCG,城管队\nPC,派出所\n";
    for (book, rows) in [("old", ""), ("new", "night,噪声,22:00-06:00,PC\n")] {
        let book = here.join(book);
        std::fs::create_dir_all(&book).unwrap();
        std::fs::write(book.join("rulebook.toml"), settings).unwrap();
        std::fs::write(book.join("units.csv"), units).unwrap();
        let table = format!("row,matter,hours,lead\nday,噪声,,CG\n{rows}");
        std::fs::write(book.join("dispatch.csv"), table).unwrap();
    }
    let tickets = "id,received_at,matter\n1,2025-01-06 23:00,噪声\n2,2025-01-06 12:00,噪声\n3,soon,噪声\n";
    std::fs::write(here.join("t.csv"), tickets).unwrap();
    here
}

#[test]
fn changes_are_told_and_kept_to_where_they_were_meant() {
    let here = desk("diff");
    let [old, new, tickets] = ["old", "new", "t.csv"].map(|file| text(&here.join(file)));
    let zh = bihuan_in("zh", ["diff", &old, &new]);
    assert_eq!(zh.code, 0, "{}", zh.stderr);
    assert!(
        zh.stdout.contains("工单范围：matter=噪声; hours=22:00-06:00\n  主办: CG 城管队 → PC 派出所"),
        "{}",
        zh.stdout
    );
    let inside = bihuan(["diff", &old, &new, "--only", "事项=噪声; 时段=22:00-06:00"]);
    assert_eq!(inside.code, 0, "{}", inside.stdout);
    let outside = bihuan(["diff", &old, &new, "--only", "hours=23:00-06:00", "--format", "csv"]);
    assert_eq!(outside.code, 1);
    assert!(outside.stderr.contains("BH0851"), "{}", outside.stderr);
    assert!(outside.rows().iter().any(|row| row["kind"] == "region" && row["change"] == "outside"));
    let wrong = bihuan(["diff", &old, &new, "--only", "colour=red"]);
    assert_eq!(wrong.code, 2);
    let same = bihuan(["diff", &old, &old]);
    assert!(same.stdout.contains("no ticket is decided differently"), "{}", same.stdout);
    let replayed = bihuan(["diff", &old, &new, "--tickets", &tickets, "--format", "csv"]);
    assert_eq!(replayed.code, 1, "a line is rejected");
    let rows = replayed.rows();
    let units: Vec<_> = rows
        .iter()
        .filter(|row| row["kind"] == "unit")
        .map(|row| (row["of"].as_str(), row["change"].as_str()))
        .collect();
    assert_eq!(units, [("CG", "+0-1"), ("PC", "+1-0")]);
    let json = bihuan(["diff", &old, &new, "--tickets", &tickets, "--format", "jsonl"]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["replay"]["changed"], 1);
    assert_eq!(json["changes"]["regions"][0]["cells"]["hours"], "22:00-06:00");
    // nothing that is read is overwritten
    assert_eq!(bihuan(["diff", &old, &new, "-o", &format!("{new}/dispatch.csv")]).code, 2);
}
