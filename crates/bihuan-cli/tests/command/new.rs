//! `bihuan new`: what it writes loads without an objection, explains every column, and overwrites nothing.

use crate::common::{Run, bihuan, folder, root, text};
use crate::package::{Parts, sheet_rows};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Runs `bihuan` with nothing said of the language but by the environment.
fn in_locale(locale: &str, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bihuan"));
    let command = command.args(args).env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", locale);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A template written in a language: its folder and its workbook.
fn written(name: &str, locale: &str) -> (String, String) {
    let here = folder(name);
    let book = text(&here.join("book"));
    for more in [&["--xlsx"][..], &[]] {
        let run = in_locale(locale, &[&["new", &book], more].concat());
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    (book.clone(), format!("{book}.xlsx"))
}

#[test]
fn both_forms_in_both_languages_load_without_an_objection_and_pass_their_cases() {
    for (locale, name) in [("zh_CN.UTF-8", "new-zh"), ("en_GB.UTF-8", "new-en")] {
        let (folder, workbook) = written(name, locale);
        for rulebook in [&folder, &workbook] {
            let run = bihuan(["check", rulebook, "--unreached"]);
            // the last year of the bundled calendar is no fault of the template, nor what it leaves to the fallback,
            // nor where its rules cut through rows
            let mut codes: Vec<_> = run.rows().iter().map(|row| row["code"].clone()).collect();
            codes.retain(|code| !["BH0807", "BH0809"].contains(&code.as_str()));
            assert_eq!((run.code, codes), (0, vec!["BH0601".to_owned()]), "{rulebook}: {}", run.stdout);
        }
        let cases = format!("{folder}/cases.csv");
        let [left, right] =
            [&folder, &workbook].map(|rulebook| bihuan(["dispatch", rulebook, &cases]).stdout);
        assert_eq!(left, right, "the wide matrix of the workbook decides as the long one of the folder");
        assert!(left.lines().count() > 20, "{left}");
    }
}

#[test]
fn the_cases_of_the_template_would_object_to_another_answer() {
    let (folder, _) = written("new-other-answer", "zh_CN.UTF-8");
    let path = format!("{folder}/dispatch.csv");
    let matrix = std::fs::read_to_string(&path)
        .unwrap()
        .replace("ZS03,噪声/装修噪声,,,,,,城管,", "ZS03,噪声/装修噪声,,,,,,房管,");
    std::fs::write(&path, matrix).unwrap();
    let run = bihuan(["check", &folder]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        run.rows().iter().any(|row| row["file"] == "cases.csv" && row["severity"] == "error"),
        "{}",
        run.stdout
    );
}

#[test]
fn chinese_unless_the_language_says_english() {
    let here = folder("new-lang");
    for (locale, chinese) in
        [("C.UTF-8", true), ("zh_CN.UTF-8", true), ("", true), ("de_DE.UTF-8", true), ("en_US.UTF-8", false)]
    {
        let book = text(&here.join(format!("book-{}", locale.replace('.', "-"))));
        let run = in_locale(locale, &["new", &book]);
        let units = std::fs::read_to_string(Path::new(&book).join("units.csv")).unwrap();
        assert_eq!((run.code, units.contains("编码,名称")), (0, chinese), "{locale}");
        assert_eq!(units.contains("\ncode,name"), !chinese, "{locale}");
        assert_eq!(run.stdout.contains("已写出"), chinese, "{locale}");
    }
    let book = text(&here.join("said"));
    in_locale("zh_CN.UTF-8", &["--lang", "en", "new", &book]);
    assert!(Path::new(&book).join("README.md").exists());
}

#[test]
fn it_says_what_it_wrote_and_what_to_type_next() {
    let here = folder("new-says");
    let book = text(&here.join("my book"));
    let run = in_locale("en_GB.UTF-8", &["new", &book]);
    for file in ["rulebook.toml", "units.csv", "posts.csv", "matters.csv", "dispatch.csv", "cases.csv"] {
        let path = Path::new(&book).join(file);
        assert!(run.stdout.contains(&text(&path)) && path.exists(), "{file}\n{}", run.stdout);
    }
    assert!(run.stdout.contains(&format!("bihuan check \"{book}\"\n")), "{}", run.stdout);
    let run = in_locale("en_GB.UTF-8", &["new", &book, "--xlsx"]);
    assert!(run.stdout.contains(&format!("written: {book}.xlsx")), "{}", run.stdout);
    // a name that ends so already is taken as it is
    let named = text(&here.join("other.XLSX"));
    assert_eq!(in_locale("C", &["new", &named, "--xlsx"]).code, 0);
    assert!(Path::new(&named).exists());
}

#[test]
fn nothing_is_overwritten() {
    let here = folder("new-there");
    let book = here.join("book");
    std::fs::create_dir(&book).unwrap();
    std::fs::write(book.join("matters.csv"), "mine").unwrap();
    std::fs::write(here.join("book.xlsx"), "mine too").unwrap();
    for (more, file) in [(&[][..], "matters.csv"), (&["--xlsx"][..], "book.xlsx")] {
        let run = in_locale("en_GB.UTF-8", &[&["new", &text(&book)], more].concat());
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains(file) && run.stderr.contains("there already"), "{}", run.stderr);
    }
    assert_eq!(std::fs::read_to_string(book.join("matters.csv")).unwrap(), "mine");
    assert_eq!(std::fs::read_to_string(here.join("book.xlsx")).unwrap(), "mine too");
    assert_eq!(std::fs::read_dir(&book).unwrap().count(), 1, "none of the other files is written either");
    // what is no folder cannot hold one
    let run = in_locale("C", &["new", &text(&here.join("book.xlsx").join("x"))]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

/// What a table takes, as the loader says it when it meets a column that nobody knows.
fn taken(rulebook: &str, code: &str, file: &str, sheet: &str) -> BTreeSet<String> {
    let run = bihuan(["check", rulebook]);
    let rows = run.rows();
    let row = rows.iter().find(|row| {
        row["code"] == code && (row["file"] == file || row["sheet"] == sheet) && row["value"] == "zzz"
    });
    assert!(row.is_some(), "{file}{sheet}: {}", run.stdout);
    let list = row.unwrap()["help"].split_once(": ").unwrap().1;
    list.split(", ").map(|item| item.rsplit(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn every_column_that_a_csv_table_takes_is_explained_above_it() {
    let (folder, _) = written("new-columns", "en_GB.UTF-8");
    for file in ["units.csv", "posts.csv", "matters.csv", "dispatch.csv"] {
        let path = format!("{folder}/{file}");
        let whole = std::fs::read_to_string(&path).unwrap();
        let remarks = whole
            .lines()
            .filter_map(|line| line.trim_start_matches('"').strip_prefix("# ")?.split_once(": "));
        let explained: BTreeSet<String> =
            remarks.filter(|(_, text)| !text.trim().is_empty()).map(|(name, _)| name.to_owned()).collect();
        let lines: Vec<String> = whole
            .lines()
            .map(|line| {
                if line.starts_with(['#', '"', '\u{FEFF}']) { line.to_owned() } else { format!("{line},zzz") }
            })
            .collect();
        std::fs::write(&path, lines.join("\n")).unwrap();
        for column in taken(&folder, "BH0105", file, "-") {
            let column = if column == "where.…" { "where.permit".to_owned() } else { column };
            assert!(explained.contains(&column), "{file}: `{column}` is not explained: {explained:?}");
        }
        std::fs::write(&path, whole).unwrap();
    }
}

#[test]
fn every_key_that_the_toml_takes_is_explained_in_its_place() {
    let (folder, _) = written("new-keys", "en_GB.UTF-8");
    let path = format!("{folder}/rulebook.toml");
    let whole = std::fs::read_to_string(&path).unwrap();
    let section = |from: &str| {
        let start = whole.find(from).unwrap();
        let rest = &whole[start + from.len()..];
        &rest[..rest.find("# ====").unwrap_or(rest.len())]
    };
    let explains = |text: &str, key: &str| {
        text.lines()
            .any(|line| line.strip_prefix("#   ").is_some_and(|rest| rest.split(' ').next() == Some(key)))
    };
    for list in ["limit", "fallback", "green", "emergency", "not_accepted"] {
        std::fs::write(&path, format!("{whole}\n[[{list}]]\nzzz = '1'\n")).unwrap();
        for key in taken(&folder, "BH0109", "rulebook.toml", "-") {
            let key = if key == "where.…" { "\"where.NAME\"".to_owned() } else { key };
            let known = explains(section(&format!("[[{list}]] ====")), &key)
                || explains(section("Conditions ===="), &key);
            assert!(known || key == "remark", "[[{list}]]: `{key}` is not explained");
        }
    }
    std::fs::write(&path, format!("zzz = 1\n{whole}")).unwrap();
    for key in taken(&folder, "BH0109", "rulebook.toml", "-") {
        let list = whole.contains(&format!("[{key}] ====")) || whole.contains(&format!("[[{key}]] ===="));
        assert!(list || explains(section("THIS-FOLDER"), &key), "`{key}` is not explained");
    }
    for (table, keys) in [("returns", "max window bars adjudicator reasons"), ("slip", "required")] {
        assert!(keys.split(' ').all(|key| explains(section(&format!("[{table}] ====")), key)), "{table}");
    }
}

#[test]
fn the_workbook_explains_its_columns_on_their_headers_and_in_the_guide() {
    let (_, workbook) = written("new-notes", "en_GB.UTF-8");
    let parts = Parts::read(&workbook);
    let sheets = parts.sheets();
    assert_eq!(sheets[0].0, "guide");
    let guide = sheet_rows(&workbook, "guide");
    for (name, part) in &sheets[1..] {
        let rows = sheet_rows(&workbook, name);
        let headers = rows[0].iter().filter(|cell| !cell.is_empty()).count();
        if name == "settings" {
            assert!(rows[1..].iter().all(|row| !row[2].is_empty()), "{rows:?}");
            continue;
        }
        assert_eq!(parts.notes(part).len(), headers, "a note on each header of {name}");
        // every column stands in the guide, below its table
        let start = guide.iter().position(|row| row[0] == *name).unwrap();
        let listed: BTreeSet<&str> = guide[start + 1..]
            .iter()
            .take_while(|row| row[0].is_empty())
            .map(|row| row[1].as_str())
            .collect();
        for header in rows[0].iter().filter(|header| !header.is_empty()) {
            let unit = name == "dispatch" && parts.note_text(part, header).contains("a unit or role");
            let known = listed.contains(header.as_str())
                || (header.starts_with("where.") && listed.contains("where.NAME"));
            assert!(
                known || unit || (name == "cases" && header == "permit"),
                "{name}: {header} is not in {listed:?}"
            );
        }
    }
}

#[test]
fn the_workbook_is_made_for_a_clerk() {
    let (_, workbook) = written("new-clerk", "zh_CN.UTF-8");
    let parts = Parts::read(&workbook);
    let sheet = |name: &str| {
        let part = parts.sheets().into_iter().find(|(sheet, _)| sheet == name).unwrap().1;
        parts.text(&part)
    };
    for name in ["单位", "岗位", "事项", "派单", "样例", "限时", "托底", "绿色通道", "紧急", "不受理", "闭环"]
    {
        assert!(sheet(name).contains("state=\"frozen\""), "the header of {name} stays in sight");
    }
    // codes keep their zeros, dates and times stay as typed
    let units = sheet_rows(&workbook, "单位");
    assert!(units.iter().any(|row| row[0] == "0101" && row[1] == "和平社区居委会"), "{units:?}");
    assert!(units.iter().any(|row| row[6] == "2026-01-01"), "{units:?}");
    assert!(sheet_rows(&workbook, "样例").iter().any(|row| row[1] == "2026-03-02 09:30"));
    let dispatch = sheet("派单");
    for words in
        ["主,协", "是,否", "普通,绿色通道", "咨询,求助,投诉", "一般,紧急,特急", "热线,网格", "工作日,节假日"]
    {
        assert!(dispatch.contains(&format!("<formula1>\"{words}")), "{words}");
    }
    assert!(sheet("岗位").contains("<col "), "columns have their widths");
}

#[test]
fn the_guide_lists_what_each_table_takes_and_no_more() {
    let (folder, workbook) = written("new-guide", "en_GB.UTF-8");
    let guide = sheet_rows(&workbook, "guide");
    let listed = |table: &str| -> BTreeSet<String> {
        let start = guide.iter().position(|row| row[0] == table).unwrap();
        let rows = guide[start + 1..].iter().take_while(|row| row[0].is_empty());
        rows.map(|row| row[1].replace("where.NAME", "where.…")).collect()
    };
    let path = format!("{folder}/rulebook.toml");
    let whole = std::fs::read_to_string(&path).unwrap();
    for list in ["limit", "fallback", "green", "emergency", "not_accepted"] {
        std::fs::write(&path, format!("{whole}\n[[{list}]]\nzzz = '1'\n")).unwrap();
        assert_eq!(listed(list), taken(&folder, "BH0109", "rulebook.toml", "-"), "{list}");
    }
    // the matrix is wide there: its units are columns
    std::fs::write(&path, whole).unwrap();
    std::fs::write(format!("{folder}/dispatch.csv"), "lead,zzz\nCYZX,\n").unwrap();
    let mut wide = taken(&folder, "BH0105", "dispatch.csv", "-");
    assert!(wide.remove("lead") && wide.remove("assist") && wide.insert("unit".to_owned()));
    assert_eq!(listed("dispatch"), wide);
}

/// What follows a command of a page: the text in its block.
fn block<'a>(page: &'a str, command: &str) -> &'a str {
    let rest = page.split_once(&format!("{command}\n```\n```text\n")).unwrap().1;
    rest.split_once("\n```").unwrap().0
}

#[test]
fn the_first_hour_goes_as_its_page_tells() {
    for (page, lang, book, tickets) in
        [("clerk.zh.md", "zh", "某街道.xlsx", "工单"), ("clerk.md", "en", "street.xlsx", "tickets")]
    {
        let text_of_page = std::fs::read_to_string(root().join("docs").join(page)).unwrap();
        let here = folder(&format!("new-{page}"));
        let run = |args: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_bihuan"));
            let output = command.current_dir(&here).args(args).args(["--lang", lang]).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        let new = run(&["new", book.trim_end_matches(".xlsx"), "--xlsx"]);
        assert!(text_of_page.contains(new.trim()), "{page}: {new}");
        // the tickets as the page's table has them
        let table = text_of_page.lines().filter(|line| {
            line.starts_with("| 2026")
                || line.starts_with('|') && (line.contains("received_at") || line.contains("受理时间"))
        });
        let lines = table.map(|line| {
            line.trim_matches(['|', ' ']).split('|').map(str::trim).collect::<Vec<_>>().join(",")
        });
        let file = format!("{tickets}.csv");
        std::fs::write(here.join(&file), lines.collect::<Vec<_>>().join("\n")).unwrap();
        let told = block(&text_of_page, &format!("bihuan dispatch {book} {tickets}.xlsx"));
        assert_eq!(run(&["dispatch", book, &file, "--format", "table"]).trim(), told, "{page}");
        let told = block(&text_of_page, &format!("bihuan explain {book} {tickets}.xlsx --id 20260310002"));
        let explained = run(&["explain", book, &file, "--id", "20260310002"]);
        assert!(explained.starts_with(told), "{page}: {explained}");
    }
}
