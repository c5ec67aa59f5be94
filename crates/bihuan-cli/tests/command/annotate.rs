//! `bihuan check --annotate`: the clerk's workbook comes back with the findings in it, and otherwise unchanged.

use crate::common::{Run, bihuan, folder, text};
use crate::package::{Parts, sheet_rows};
use rust_xlsxwriter::{
    Chart, ChartType, Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, Format, Note,
    Workbook,
};
use std::path::{Path, PathBuf};

const ERROR: &str = "FFFFC7CE";
const WARNING: &str = "FFFFEB9C";

fn check(rulebook: &Path, out: &Path, more: &[&str]) -> Run {
    bihuan([&["check", &text(rulebook), "--annotate", &text(out)], more].concat())
}

/// A workbook as a clerk keeps one: fonts, widths, notes, drop-downs, colours by rule, a chart of his own.
/// `lead` is who leads the second row.
fn workbook(path: &Path, lead: &str) {
    let mut book = Workbook::new();
    let bold = Format::new()
        .set_bold()
        .set_font_name("仿宋")
        .set_font_color(Color::White)
        .set_background_color(0x1F_4E_78);
    let settings = book.add_worksheet();
    settings.set_name("说明").unwrap();
    for (row, (name, value)) in (0..).zip([("名称", "清单"), ("版本", "1"), ("日历", "weekdays")]) {
        settings.write(row, 0, name).unwrap().write(row, 1, value).unwrap();
    }
    let fallback = book.add_worksheet();
    fallback.set_name("托底").unwrap();
    fallback.write(0, 0, "主办").unwrap().write(1, 0, "CY").unwrap();
    let units = book.add_worksheet();
    units.set_name("单位").unwrap();
    for (row, cells) in
        (0..).zip([["编码", "名称", "角色"], ["CY", "城运中心", "城运中心"], ["0101", "城管队", "城管"]])
    {
        units.write_row(row, 0, cells).unwrap();
    }
    let matrix = book.add_worksheet();
    matrix
        .set_name("派单")
        .unwrap()
        .set_column_width(1, 33)
        .unwrap()
        .set_freeze_panes(3, 2)
        .unwrap()
        .set_zoom(85);
    matrix.write(0, 0, "# 2026 年修订").unwrap();
    matrix.write_row_with_format(2, 1, ["行", "事项", "主办", "限时", "通道"], &bold).unwrap();
    matrix.insert_note(2, 3, &Note::new("只能一个").set_author("王主任")).unwrap();
    matrix.write_row(3, 1, ["R1", "噪声", "城管", "5工作日"]).unwrap();
    matrix.write_row(5, 1, ["R2", "停车", lead, "5工作日"]).unwrap();
    matrix.insert_note(5, 3, &Note::new("待定").set_author("王主任")).unwrap();
    matrix
        .add_data_validation(
            3,
            5,
            500,
            5,
            &DataValidation::new().allow_list_strings(&["普通", "绿色通道"]).unwrap(),
        )
        .unwrap();
    let own = ConditionalFormatCell::new()
        .set_rule(ConditionalFormatCellRule::EqualTo("城管".to_owned()))
        .set_format(&bold);
    matrix
        .add_conditional_format(3, 3, 500, 3, &own)
        .unwrap()
        .set_repeat_rows(2, 2)
        .unwrap()
        .set_active(true);
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("单位!$A$1:$A$2");
    matrix.insert_chart(10, 8, &chart).unwrap();
    book.define_name("名单", "=单位!$A$2:$A$9").unwrap();
    book.save(path).unwrap();
}

fn here(name: &str, lead: &str) -> (PathBuf, PathBuf) {
    let here = folder(name);
    let path = here.join("book.xlsx");
    workbook(&path, lead);
    (path, here.join("out.xlsx"))
}

#[test]
fn a_mistake_is_marked_in_its_cell_with_a_note_beside_the_clerks_own() {
    let (path, out) = here("annotate-cell", "谁");
    let run = check(&path, &out, &[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("1 finding, marked in"), "{}", run.stderr);
    let parts = Parts::read(&out);
    let sheets = parts.sheets();
    let names: Vec<_> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["findings", "说明", "托底", "单位", "派单"]);
    let matrix = &sheets[4].1;
    // row 6, and the column of the header 主办 in row 3
    assert_eq!(parts.marked(matrix), [("D6".to_owned(), ERROR.to_owned())].into());
    let notes = parts.notes(matrix);
    assert_eq!(notes["D3"], "王主任:\n只能一个");
    let (own, ours) = notes["D6"].split_once("bihuan").unwrap();
    assert!(
        own.starts_with("王主任:\n待定") && ours.contains("error BH0301\n") && ours.contains('谁'),
        "{notes:?}"
    );
    let list = sheet_rows(&out, "findings");
    assert_eq!(list[0], ["code", "severity", "sheet", "row", "column", "cell", "value", "message", "help"]);
    assert_eq!(list[1][..7], ["BH0301", "error", "派单", "6", "主办", "D6", "谁"].map(str::to_owned));
    assert!(list[1][7].contains("`谁`"), "{list:?}");
    let sheet = parts.text(&sheets[0].1);
    assert!(sheet.contains("<hyperlink ref=\"F2\" location=\"&apos;派单&apos;!D6\""), "{sheet}");
}

#[test]
fn the_words_are_those_of_the_language() {
    let (path, out) = here("annotate-zh", "谁");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_bihuan"));
    let mut run = run;
    let run = run.args(["check", &text(&path), "--annotate", &text(&out), "--lang", "zh"]).output().unwrap();
    assert_eq!(run.status.code(), Some(1));
    let list = sheet_rows(&out, "检查结果");
    assert_eq!(list[0][..3], ["编号", "严重程度", "工作表"].map(str::to_owned));
    assert_eq!(list[1][1], "错误");
    let parts = Parts::read(&out);
    let notes = parts.notes(&parts.sheets()[4].1);
    assert!(notes["D6"].contains("错误 BH0301") && notes["D6"].contains("没有单位"), "{notes:?}");
}

#[test]
fn nothing_else_of_the_workbook_changes() {
    let (path, out) = here("annotate-same", "谁");
    check(&path, &out, &[]);
    let (before, after) = (Parts::read(&path), Parts::read(&out));
    let matrix = before.sheets()[3].1.clone();
    let touched = [
        "[Content_Types].xml".to_owned(),
        "xl/workbook.xml".to_owned(),
        "xl/_rels/workbook.xml.rels".to_owned(),
        "xl/styles.xml".to_owned(),
        before.beside(&matrix, "comments").unwrap(),
        matrix.clone(),
    ];
    for (name, content) in &before.parts {
        if !touched.contains(name) {
            assert!(after.parts[name] == *content, "{name} changed");
        }
    }
    let new: Vec<_> = after.parts.keys().filter(|name| !before.parts.contains_key(*name)).collect();
    assert_eq!(new.len(), 1, "the list alone is new: {new:?}");
    // the sheet: our rule is put in, the clerk's own comes after it, and another sheet is in front
    let (old, mut sheet) = (before.text(&matrix), after.text(&matrix));
    let start = sheet.find("<conditionalFormatting").unwrap();
    let end = sheet.find("</conditionalFormatting>").unwrap() + "</conditionalFormatting>".len();
    assert!(sheet[start..end].contains("bihuan"));
    sheet.replace_range(start..end, "");
    assert!(old.contains("tabSelected=\"1\"") && old.contains("priority=\"1\""));
    assert_eq!(sheet, old.replace(" tabSelected=\"1\"", "").replace("priority=\"1\"", "priority=\"2\""));
    // formats are added behind the clerk's own, so that every number still means the same
    let (old, new) = (before.text("xl/styles.xml"), after.text("xl/styles.xml"));
    for list in ["fonts", "fills", "borders", "cellXfs", "dxfs"] {
        let items = |text: &str| {
            let inner =
                text.split(&format!("<{list} ")).nth(1).unwrap().split_once('>').unwrap().1.to_owned();
            inner.split(&format!("</{list}>")).next().unwrap().to_owned()
        };
        assert!(items(&new).starts_with(&items(&old)), "{list}");
    }
    // names that belong to a sheet still belong to it
    let names = |parts: &Parts| {
        let text = parts.text("xl/workbook.xml");
        let names =
            text.split("<definedName ").skip(1).map(|name| name.split('<').next().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let moved: Vec<_> =
        names(&before).iter().map(|name| name.replace("localSheetId=\"3\"", "localSheetId=\"4\"")).collect();
    assert_eq!(names(&after), moved);
    assert!(moved.iter().any(|name| name.contains("localSheetId=\"4\"")), "{moved:?}");
}

#[test]
fn an_annotated_workbook_is_checked_again_without_its_marks() {
    let (path, out) = here("annotate-again", "谁");
    check(&path, &out, &[]);
    let again = out.with_file_name("again.xlsx");
    let run = check(&out, &again, &[]);
    assert_eq!(run.rows().len(), 1, "the list is no table of the rulebook: {}", run.stdout);
    let (once, twice) = (Parts::read(&out), Parts::read(&again));
    assert_eq!(once.sheets(), twice.sheets());
    let matrix = &once.sheets()[4].1;
    assert_eq!(once.marked(matrix), twice.marked(matrix));
    assert_eq!(once.notes(matrix), twice.notes(matrix));
    assert_eq!(once.text(matrix).matches("<cfRule").count(), twice.text(matrix).matches("<cfRule").count());
    assert_eq!(sheet_rows(&out, "findings"), sheet_rows(&again, "findings"));

    // mended in the annotated workbook itself: every trace is gone
    let mended = out.with_file_name("mended.xlsx");
    let zip = std::fs::read(&out).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    let mut writer = zip::ZipWriter::new(std::fs::File::create(&mended).unwrap());
    for name in once.parts.keys() {
        if name == "xl/sharedStrings.xml" {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut writer, once.text(name).replace(">谁<", ">城管<").as_bytes())
                .unwrap();
        } else {
            writer.raw_copy_file(archive.by_name(name).unwrap()).unwrap();
        }
    }
    writer.finish().unwrap();
    let clean = out.with_file_name("clean.xlsx");
    let run = check(&mended, &clean, &[]);
    assert_eq!(run.code, 0, "{}", run.stdout);
    // what falls to the fallback is no cell's
    assert!(run.stderr.contains("1 finding,"), "{}", run.stderr);
    let (clean, before) = (Parts::read(&clean), Parts::read(&path));
    assert!(clean.marked(matrix).is_empty());
    let own = before.notes(&before.sheets()[3].1);
    assert_eq!(clean.notes(matrix), own, "the clerk's own notes as they were");
}

#[test]
fn a_sheet_without_notes_gets_them_and_a_row_is_marked_as_a_whole() {
    let (path, out) = here("annotate-row", "");
    check(&path, &out, &[]);
    let parts = Parts::read(&out);
    let matrix = &parts.sheets()[4].1;
    assert_eq!(parts.marked(matrix)["D6"], ERROR, "an empty cell is marked too");
    // a setting that is none, in a sheet that has no note yet
    let mut book = Workbook::new();
    for (name, rows) in [
        (
            "说明",
            vec![vec!["名称", "x"], vec!["日历", "weekdays"], vec!["计时", "someday"], vec!["时差", "8"]],
        ),
        ("单位", vec![vec!["编码", "名称"], vec!["CY", "城运"], vec!["", "谁"]]),
        ("派单", vec![vec!["事项", "主办"], vec!["", "CY"], vec!["停车", "CY", "多"]]),
        ("托底", vec![vec!["主办"], vec!["CY"]]),
        ("它", vec![vec!["x"]]),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    book.save(&path).unwrap();
    let run = check(&path, &out, &["--force"]);
    let parts = Parts::read(&out);
    let sheets = parts.sheets();
    assert_eq!(
        parts.marked(&sheets[1].1),
        [("B3", ERROR), ("A4", ERROR)].map(|(cell, colour)| (cell.to_owned(), colour.to_owned())).into()
    );
    assert_eq!(parts.marked(&sheets[2].1).keys().collect::<Vec<_>>(), ["A3"]);
    let matrix = parts.marked(&sheets[3].1);
    assert_eq!(
        (matrix["A2:B2"].as_str(), matrix["A3:B3"].as_str()),
        (WARNING, ERROR),
        "{matrix:?}\n{}",
        run.stdout
    );
    for (sheet, cell) in [(1, "B3"), (2, "A3"), (3, "A2")] {
        assert!(parts.notes(&sheets[sheet].1).contains_key(cell), "{sheet} {cell}");
        let drawing = parts.text(&parts.beside(&sheets[sheet].1, "vmlDrawing").unwrap());
        let row: u32 = cell[1..].parse().unwrap();
        assert!(drawing.contains(&format!("<x:Row>{}</x:Row>", row - 1)), "{drawing}");
        assert!(parts.text(&sheets[sheet].1).contains("<legacyDrawing "), "the sheet knows its drawing");
    }
    // a finding of a whole sheet is in the list alone
    let list = sheet_rows(&out, "findings");
    assert!(list.iter().any(|row| row[0] == "BH0113" && row[2] == "它" && row[5].is_empty()), "{list:?}");
    assert_eq!(list.len(), run.rows().len() + 1);
}

#[test]
fn a_folder_comes_back_as_a_workbook_of_its_tables() {
    let here = folder("annotate-folder");
    let book = here.join("book");
    std::fs::create_dir(&book).unwrap();
    std::fs::write(
        book.join("rulebook.toml"),
        "name = 'x'\ncalendar = 'weekdays'\n\n[[fallback]]\nlead = 'none'\n",
    )
    .unwrap();
    std::fs::write(
        book.join("units.csv"),
        "\u{FEFF}# remark, with a comma\n\"# another, \"\"quoted\"\"\"\n编码,名称\n\n0101,\"城\n管\"\n",
    )
    .unwrap();
    std::fs::write(book.join("dispatch.csv"), "事项,主办,限时\r\n噪声,0101,5工作日\r\n\r\n停车,0101,0天\r\n")
        .unwrap();
    std::fs::write(book.join("notes.txt"), "not a table").unwrap();
    let out = here.join("out.xlsx");
    let run = check(&book, &out, &[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let parts = Parts::read(&out);
    let sheets = parts.sheets();
    let names: Vec<_> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["findings", "dispatch.csv", "rulebook.toml", "units.csv"]);
    assert_eq!(parts.marked(&sheets[1].1), [("C4".to_owned(), ERROR.to_owned())].into(), "{}", run.stdout);
    assert_eq!(parts.marked(&sheets[2].1), [("A5".to_owned(), ERROR.to_owned())].into(), "{}", run.stdout);
    let units = sheet_rows(&out, "units.csv");
    assert_eq!(
        (units[2][0].as_str(), units[4][0].as_str(), units[4][1].as_str()),
        ("编码", "0101", "城\n管")
    );
    let list = sheet_rows(&out, "findings");
    assert!(list.iter().any(|row| row[2] == "dispatch.csv" && row[3] == "4" && row[5] == "C4"), "{list:?}");
}

#[test]
fn what_cannot_be_read_does_not_hide_the_rest() {
    let here = folder("annotate-broken");
    let book = here.join("book");
    for edition in ["2024: old", "2025"] {
        std::fs::create_dir_all(book.join(edition)).unwrap();
        std::fs::write(
            book.join(edition).join("rulebook.toml"),
            "name = \ncalendar = 'weekdays'\n[[fallback]]\nlead = 'CY'\n",
        )
        .unwrap();
        std::fs::write(book.join(edition).join("units.csv"), b"code,name\nCY,\xB3\xC7\xB9\xDC\n\"open,x\n")
            .unwrap();
        std::fs::write(book.join(edition).join("dispatch.csv"), b"matter,lead\n\xFF\xFF,CY\nx,nobody\n")
            .unwrap();
    }
    let out = here.join("out.xlsx");
    let run = check(&book, &out, &[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let list = sheet_rows(&out, "findings");
    assert_eq!(list.len(), run.rows().len() + 1);
    for code in ["BH0104", "BH0222", "BH0102"] {
        let of_code: Vec<_> = list.iter().filter(|row| row[0] == code && !row[5].is_empty()).collect();
        assert_eq!(of_code.len(), 2, "{code} has a cell in each edition: {list:?}");
    }
    assert!(Parts::read(&out).sheets().iter().any(|(name, _)| name == "2024- old-units.csv"));
    // editions that are workbooks are annotated one by one
    let books = here.join("books");
    std::fs::create_dir(&books).unwrap();
    workbook(&books.join("2025.xlsx"), "谁");
    let run = check(&books, &here.join("books.xlsx"), &[]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("2025.xlsx"), "{}", run.stderr);
    // no rulebook at all
    let none = here.join("none");
    std::fs::create_dir(&none).unwrap();
    let run = check(&none, &here.join("none.xlsx"), &[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(sheet_rows(here.join("none.xlsx"), "findings").len(), run.rows().len() + 1);
}

#[test]
fn nothing_is_overwritten_unasked() {
    let (path, out) = here("annotate-refuse", "城管");
    let content = std::fs::read(&path).unwrap();
    for (target, more, why) in [
        (&path, &[][..], "the rulebook itself"),
        (&path, &["--force"][..], "the rulebook itself"),
        (&path.with_file_name("out.csv"), &[][..], ".xlsx"),
        (&path.with_file_name("no/such/out.xlsx"), &[][..], "cannot write"),
    ] {
        let run = check(&path, target, more);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains(why), "{}", run.stderr);
    }
    assert_eq!(std::fs::read(&path).unwrap(), content);
    std::fs::write(&out, "mine").unwrap();
    let run = check(&path, &out, &[]);
    assert!(run.code == 2 && run.stderr.contains("--force") && run.stdout.is_empty(), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
    let run = check(&path, &out, &["--force"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("1 finding,"), "{}", run.stderr);
    assert_eq!(sheet_rows(&out, "findings").len(), 2, "a header, and what falls to the fallback");
    let run = bihuan(["check", &text(&path), "--force"]);
    assert_eq!(run.code, 2, "--force is about --annotate");
}

#[test]
fn what_is_no_workbook_is_said() {
    let here = folder("annotate-none");
    let out = here.join("out.xlsx");
    for (name, content) in [
        ("text.xlsx", &b"not a workbook"[..]),
        ("old.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
        ("cut.xlsx", b"PK\x03\x04"),
    ] {
        let path = here.join(name);
        std::fs::write(&path, content).unwrap();
        let run = check(&path, &out, &[]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("workbook") && !run.stderr.contains("panicked"), "{}", run.stderr);
        assert!(!out.exists());
    }
}

#[test]
fn a_sheet_with_many_empty_rows_and_many_findings_is_no_trouble() {
    let here = folder("annotate-large");
    let path = here.join("book.xlsx");
    workbook(&path, "城管");
    let mut book = Workbook::new();
    for (name, rows) in [
        ("说明", vec![vec!["日历", "weekdays"]]),
        ("单位", vec![vec!["编码"], vec!["CY"]]),
        ("托底", vec![vec!["主办"], vec!["CY"]]),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    let matrix = book.add_worksheet();
    matrix.set_name("派单").unwrap().write_row(0, 0, ["事项", "主办"]).unwrap();
    for row in 1..=1_500 {
        matrix.write_row(row, 0, ["x", "nobody"]).unwrap();
    }
    let empty = Format::new().set_background_color(0xEE_EE_EE);
    for row in 1_501..40_000 {
        matrix.write_blank(row, 0, &empty).unwrap();
    }
    book.save(&path).unwrap();
    let out = here.join("out.xlsx");
    let run = check(&path, &out, &[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let parts = Parts::read(&out);
    let matrix = &parts.sheets()[4].1;
    assert_eq!(parts.marked(matrix).len(), 1_500, "every cell has its colour");
    assert_eq!(parts.notes(matrix).len(), 1_000, "the notes end where nobody would read them");
    assert!(sheet_rows(&out, "findings").len() > 1_500);
    assert!(parts.text(matrix).contains("r=\"A40000\""));
}
