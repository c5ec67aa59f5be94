//! What a clerk meets in a day's work: files that must not be lost, words in Chinese, answers in a workbook.

use crate::common::{Run, bihuan, bihuan_in, folder, text};
use crate::package::sheet_rows;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A rulebook's folder with tickets, events and columns beside it.
fn desk(name: &str) -> (PathBuf, PathBuf) {
    let here = folder(name);
    let book = here.join("book");
    for (file, content) in [
        (
            "book/rulebook.toml",
            "name = 't'\nversion = '1'\ncalendar = 'own.csv'\n[[fallback]]\nlead = 'CY'\n",
        ),
        ("book/own.csv", "date,kind\n2025-01-01,holiday\n2025-12-31,workday\n"),
        ("book/units.csv", "code,name,role,area\nCY,城运中心,城运中心,\nCG,城管队,城管,\n"),
        ("book/matters.csv", "matter\n噪声\n"),
        ("book/dispatch.csv", "row,matter,lead,assist,limit\nR1,噪声,CG,CY,5工作日\n"),
        (
            "t.csv",
            "编号,received_at,matter,demand\n1,2025-01-17 10:00,噪声,投诉\n2,2025-01-17 10:00,飞碟,\n\
             3,2025-01-17 10:00,噪声,抱怨\n4,2025-01-17 10:00,飞碟,\n5,someday,噪声,\n",
        ),
        ("e.csv", "ticket,at,kind\n1,2025-01-17 11:00,派单\n"),
        ("map.toml", "[tickets]\nid = \"编号\"\n"),
    ] {
        std::fs::create_dir_all(&book).unwrap();
        std::fs::write(here.join(file), content).unwrap();
    }
    (here, book)
}

/// `dispatch` with every input there is.
fn dispatch(lang: &str, here: &Path, more: &[&str]) -> Run {
    let [book, tickets, events, map] =
        ["book", "t.csv", "e.csv", "map.toml"].map(|file| text(&here.join(file)));
    let args = ["dispatch", &book, &tickets, "--events", &events, "--columns", &map];
    bihuan_in(lang, [&args, more].concat())
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all = BTreeMap::new();
    for path in paths {
        if path.is_dir() {
            all.extend(contents(&path));
        } else {
            all.insert(path.clone(), std::fs::read(path).unwrap());
        }
    }
    all
}

#[test]
fn what_is_read_is_never_overwritten() {
    let (here, _) = desk("clerk-inputs");
    let before = contents(&here);
    for (file, en, zh) in [
        ("book", "the rulebook itself", "规则手册本身"),
        ("book/units.csv", "a table of the rulebook itself", "规则手册里的表"),
        ("book/rulebook.toml", "a table of the rulebook itself", "规则手册里的表"),
        ("book/own.csv", "a table of the rulebook itself", "规则手册里的表"),
        ("t.csv", "the tickets file itself", "工单文件本身"),
        ("book/../e.csv", "the events file itself", "事件文件本身"),
        ("map.toml", "the file of --columns itself", "--columns 的文件本身"),
    ] {
        let target = text(&here.join(file));
        for option in ["-o", "--rejects"] {
            for (lang, said) in [
                ("en", format!("`{target}` is {en}: choose another name")),
                ("zh", format!("`{target}` 就是{zh}，请换一个名字")),
            ] {
                let run = dispatch(lang, &here, &[option, &target]);
                assert_eq!(run.code, 2, "{option} {file}: {}", run.stderr);
                assert!(run.stderr.contains(&said), "{option} {file}: {}", run.stderr);
                assert_eq!(contents(&here), before, "{option} {file}");
            }
        }
    }
    let (book, units) = (text(&here.join("book")), text(&here.join("book/units.csv")));
    assert_eq!(bihuan(["check", &book, "-o", &units]).code, 2);
    assert_eq!(contents(&here), before);
    // what is none of them may stand beside the tables
    let run = dispatch("en", &here, &["-o", &text(&here.join("book/out.csv"))]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let run = dispatch("en", &here, &["-o", &text(&here.join("book/out.csv"))]);
    assert_eq!(run.code, 1, "a second run may overwrite the first: {}", run.stderr);
}

#[test]
fn a_workbook_and_an_edition_are_never_overwritten() {
    let (here, book) = desk("clerk-workbook");
    assert_eq!(bihuan(["new", &text(&here.join("w")), "--xlsx"]).code, 0);
    let (workbook, tickets) = (here.join("w.xlsx"), text(&here.join("t.csv")));
    std::fs::create_dir(here.join("editions")).unwrap();
    let edition = here.join("editions/2026.xlsx");
    std::fs::copy(&workbook, &edition).unwrap();
    let before = contents(&here);
    for args in [
        ["dispatch", &text(&workbook), &tickets, "-o", &text(&workbook)].as_slice(),
        &["dispatch", &text(&here.join("editions")), &tickets, "--rejects", &text(&edition)],
        &["check", &text(&here.join("editions")), "--annotate", &text(&edition), "--force"],
        &["check", &text(&workbook), "-o", &text(&workbook)],
        &[
            "check",
            &text(&book),
            "-o",
            &text(&here.join("x.xlsx")),
            "--annotate",
            &text(&here.join("x.xlsx")),
        ],
    ] {
        let run = bihuan(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("choose another name"), "{args:?}: {}", run.stderr);
    }
    assert_eq!(contents(&here), before);
}

#[test]
fn answers_and_rejects_are_two_files() {
    let (here, _) = desk("clerk-two");
    let (out, same) = (text(&here.join("out.csv")), text(&here.join("book/../out.csv")));
    for (lang, said) in [("en", "is both -o and --rejects"), ("zh", "同时用作 -o 和 --rejects")] {
        let run = dispatch(lang, &here, &["-o", &out, "--rejects", &same]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert!(!Path::new(&out).exists());
    }
}

#[test]
fn what_stops_a_run_is_said_in_chinese() {
    let (here, book) = desk("clerk-zh");
    let [book_name, tickets, events] =
        [book.clone(), here.join("t.csv"), here.join("e.csv")].map(|path| text(&path));
    let none = text(&here.join("none.csv"));
    let audit = |now| bihuan_in("zh", ["audit", &book_name, &tickets, &events, "--now", now]);
    let map = |content: &str| {
        std::fs::write(here.join("map.toml"), content).unwrap();
        dispatch("zh", &here, &[])
    };
    for (run, said) in [
        (dispatch("zh", &here, &["--strict"]), "有行被拒收，已停止"),
        (dispatch("zh", &here, &["-o", &text(&here.join("no/such/out.csv"))]), "无法写入 `"),
        (dispatch("zh", &here, &["-o", &text(&here.join("no/such/out.xlsx"))]), "无法写入 `"),
        (bihuan_in("zh", ["dispatch", &none, &tickets]), "无法读取 `"),
        (bihuan_in("zh", ["dispatch", &book_name, &none]), "无法读取 `"),
        (audit("soon"), "`soon` 不是时间"),
        (map("[工单]\n"), "map.toml 读不懂"),
        (map("[tickets]\n工单编号 = 来电\n"), "中文两边都要加引号"),
        (map("[ticket]\nid = \"编号\"\n"), "没有 [ticket] 这一段"),
    ] {
        assert_eq!(run.code, 2, "{said}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
    // a rulebook that does not load tells each finding once
    std::fs::write(book.join("dispatch.csv"), "row,matter,lead\nR1,噪声,谁\n").unwrap();
    let run = dispatch("zh", &here, &[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("有 1 处错误"), "{}", run.stderr);
    assert_eq!(run.stderr.matches("BH0301").count(), 1, "{}", run.stderr);
}

#[test]
fn what_dispatch_could_not_read_is_counted() {
    let (here, _) = desk("clerk-noted");
    for (lang, said) in [
        (
            "zh",
            [
                "2 件工单：事项不在清单（第一件 2: 飞碟）",
                "1 件工单：有认不出的值，按没填处理（第一件 3: demand: 抱怨）",
            ],
        ),
        (
            "en",
            [
                "2 tickets: the matter is not listed (first 2: 飞碟)",
                "1 ticket: a value could not be read and counts as absent (first 3: demand: 抱怨)",
            ],
        ),
    ] {
        let run = dispatch(lang, &here, &[]);
        for said in said {
            assert!(run.stderr.lines().any(|line| line == said), "{said}: {}", run.stderr);
        }
    }
}

#[test]
fn a_workbook_of_answers_speaks_the_language() {
    let (here, book) = desk("clerk-sheets");
    let [book, tickets, events] = [book, here.join("t.csv"), here.join("e.csv")].map(|path| text(&path));
    std::fs::write(&tickets, "id,received_at,matter\n1,2025-01-17 10:00,噪声\n").unwrap();
    let out = text(&here.join("out.xlsx"));
    let sheet = |lang: &str, args: &[&str], name: &str| {
        let run = bihuan_in(lang, [args, &["-o", &out]].concat());
        assert!(run.code < 2, "{}", run.stderr);
        sheet_rows(&out, name)
    };
    let dispatch = ["dispatch", &book, &tickets];
    let rows = sheet("zh", &dispatch, "派单");
    assert_eq!(rows[0][..5], ["工单编号", "分派", "主办", "协办", "通道"]);
    assert_eq!(rows[1][..5], ["1", "1", "CG 城管队", "CY 城运中心", "普通"]);
    let rows = sheet("en", &dispatch, "dispatch");
    assert_eq!(rows[0][..5], ["ticket", "part", "lead", "assist", "channel"]);
    assert_eq!(rows[1][..5], ["1", "1", "CG 城管队", "CY 城运中心", "normal"]);
    let audit = ["audit", &book, &tickets, &events, "--now", "2025-02-01"];
    let rows = sheet("zh", &audit, "闭环");
    assert_eq!(rows[0][..2], ["工单编号", "受理闭环"]);
    assert!(rows[1][1..5].iter().all(|word| !word.is_ascii()), "{rows:?}");
    let rows = sheet("zh", &[&audit[..], &["--obligations"]].concat(), "义务");
    assert!(rows[1..].iter().all(|row| row[2..5].iter().all(|word| !word.is_ascii())), "{rows:?}");
    let rows = sheet("zh", &["todo", &book, &tickets, &events, "--now", "2025-02-01"], "待办");
    assert!(
        rows.len() > 1 && rows[1..].iter().all(|row| !row[3].is_ascii() && !row[4].is_ascii()),
        "{rows:?}"
    );
    let rows = sheet("zh", &["check", &book], "检查结果");
    assert_eq!((rows[0][1].as_str(), rows[1][1].as_str()), ("严重程度", "提示"));
    // programs read the same in every language
    assert_eq!(bihuan_in("zh", dispatch).stdout, bihuan_in("en", dispatch).stdout);
}

#[test]
fn rejects_can_be_a_workbook() {
    let (here, _) = desk("clerk-rejects");
    let (xlsx, csv) = (text(&here.join("r.xlsx")), text(&here.join("r.csv")));
    for path in [&xlsx, &csv] {
        assert_eq!(dispatch("zh", &here, &["--rejects", path]).code, 1);
    }
    let rows = sheet_rows(&xlsx, "拒收");
    assert_eq!(rows[0], ["文件", "工作表", "行", "列", "编号", "值", "问题", "原文", "怎么改"]);
    assert_eq!((rows.len(), rows[1][2].as_str(), rows[1][5].as_str()), (2, "6", "someday"));
    assert!(!rows[1][8].is_empty(), "{rows:?}");
    let csv = crate::common::rows(&std::fs::read_to_string(csv).unwrap());
    assert_eq!((csv.len(), csv[0]["value"].as_str(), csv[0].len()), (1, "someday", 8));
}
