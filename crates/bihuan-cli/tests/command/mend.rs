//! `bihuan check --fix` on a workbook: mended beside the old one, with all else as it was.

use crate::common::{Run, bihuan, folder, rows, text};
use crate::package::{Parts, sheet_rows};
use rust_xlsxwriter::{DataValidation, Format, Formula, Note, Workbook};
use std::path::{Path, PathBuf};

const TICKETS: &str = "id,received_at,matter,area,text\n1,2025-01-17 23:00,噪声/装修,,\n2,2025-01-17 10:00,噪声/装修,,\n\
    3,2025-01-17 10:00,停车/违停,永丰/仓丰,\n4,2025-01-17 10:00,停车,永丰/玉树,\n5,2025-01-17 10:00,积水,,\n";

/// A clerk's workbook with remarks above the header, columns apart, formats, a note, a drop-down, sheets of his own,
/// and planted faults: a row out of the edition's dates, one that changes nothing, an item that says nothing, an
/// assist that leads.
fn workbook(path: &Path) {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_background_color(0x1F_4E_78);
    let zeros = Format::new().set_num_format("0000");
    for (name, table) in [
        (
            "说明",
            vec![
                vec!["名称", "清单"],
                vec!["版本", "1"],
                vec!["日历", "weekdays"],
                vec!["生效", "2024-08-01"],
            ],
        ),
        ("托底", vec![vec!["主办"], vec!["CY"]]),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(table) {
            sheet.write_row(row, 0, cells).unwrap();
        }
    }
    let units = book.add_worksheet().set_name("单位").unwrap();
    units.write_row(0, 0, ["编码", "名称", "角色"]).unwrap();
    units.write_row(1, 0, ["CY", "城运中心", ""]).unwrap();
    // a code that is a number with zeros stays one
    units.write_with_format(2, 0, 101, &zeros).unwrap().write_row(2, 1, ["城管队", "城管"]).unwrap();
    units.write_row(3, 0, ["PCS", "派出所", "公安"]).unwrap();
    let matrix = book.add_worksheet().set_name("派单").unwrap();
    matrix.write(0, 0, "# 2026 年修订").unwrap();
    let header = ["行", "事项", "区域", "时段", "主办", "协办", "失效", "重叠", "备注"];
    matrix.write_row_with_format(2, 1, header, &bold).unwrap();
    for (row, cells) in (3..).zip([
        ["A", "停车", "永丰、永丰/仓丰", "", "城管", "公安、城管", "", "", "老格式"],
        ["B", "噪声", "", "", "公安", "", "2024-01-31", "", ""],
        ["C", "噪声/装修", "", "22:00-06:00", "公安", "", "", "", ""],
        ["D", "噪声/装修", "", "", "公安", "", "", "B", ""],
        ["", "噪声", "", "", "城管", "", "2024-01-31", "", ""],
    ]) {
        matrix.write_row_with_format(row, 1, cells, &Format::new().set_num_format("@")).unwrap();
    }
    // what nobody reads may be a formula; such a row is for a person
    matrix.write_formula(7, 9, Formula::new("=B4").set_result("A")).unwrap();
    matrix.insert_note(2, 5, &Note::new("只能一个").set_author("王主任")).unwrap();
    let leads = DataValidation::new().allow_list_strings(&["城管", "公安"]).unwrap();
    matrix.add_data_validation(3, 5, 99, 5, &leads).unwrap();
    let own = book.add_worksheet().set_name("备注").unwrap();
    own.write_formula(0, 0, Formula::new("=1+1").set_result("2")).unwrap();
    own.merge_range(2, 0, 2, 3, "会议记录", &bold).unwrap();
    book.save(path).unwrap();
}

fn desk(name: &str) -> (PathBuf, PathBuf, PathBuf) {
    let here = folder(name);
    let (book, mended, tickets) = (here.join("清单.xlsx"), here.join("清单.mended.xlsx"), here.join("t.csv"));
    workbook(&book);
    std::fs::write(&tickets, TICKETS).unwrap();
    (book, mended, tickets)
}

fn check(book: &Path, more: &[&str]) -> Run {
    bihuan([&["check", &text(book), "--all"], more].concat())
}

/// Who gets each ticket and by when; the names of rows may be others.
fn answers(book: &Path, tickets: &Path) -> Vec<[String; 6]> {
    let run = bihuan(["dispatch", &text(book), &text(tickets)]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told = ["ticket", "lead", "assist", "channel", "due", "reason"];
    rows(&run.stdout).into_iter().map(|row| told.map(|key| row[key].clone())).collect()
}

#[test]
fn a_workbook_is_mended_beside_the_old_one() {
    let (book, mended, tickets) = desk("mend-book");
    let before = std::fs::read(&book).unwrap();
    let found = check(&book, &[]).rows();
    let run = check(&book, &["--fix"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(std::fs::read(&book).unwrap(), before, "the old one stays");
    assert!(run.stderr.contains("every ticket gets the same answer as before (4)"), "{}", run.stderr);
    assert!(run.stderr.contains("rows that went are left empty"), "{}", run.stderr);
    assert!(run.stderr.contains("edited by hand (1)"), "the row with a formula: {}", run.stderr);

    // B and C went; A says less; D no longer names B; a draft for what no row takes is the last
    let shown = sheet_rows(&mended, "派单");
    let matrix: Vec<String> =
        shown.iter().map(|row| row.join("|").trim_end_matches('|').to_owned()).collect();
    let expected = [
        "# 2026 年修订",
        "",
        "|行|事项|区域|时段|主办|协办|失效|重叠|备注",
        "|A|停车|永丰||城管|公安|||老格式",
        "",
        "",
        "|D|噪声/装修|||公安",
        "||噪声|||城管||2024-01-31||A",
    ];
    assert_eq!(matrix[..8], expected, "{matrix:#?}");
    assert!(matrix[8..].iter().all(|row| row.starts_with("|草稿")), "{matrix:#?}");
    // it decides as before, but for what the drafts take, and has less to find
    assert_eq!(answers(&mended, &tickets), answers(&book, &tickets));
    let left = check(&mended, &[]).rows();
    let grave = |rows: &[crate::common::Row]| rows.iter().filter(|row| row["severity"] == "warning").count();
    assert!(left.len() < found.len() && grave(&left) < grave(&found), "{left:#?}");
    for code in ["BH0817", "BH0834", "BH0804"] {
        assert!(found.iter().any(|row| row["code"] == code), "{code} was planted");
        // a draft says what the fallback says until somebody fills it in
        let mut left = left.iter().filter(|row| !row["value"].starts_with("草稿"));
        assert!(!left.any(|row| row["code"] == code), "{code} is left");
    }

    // every other part of it, and every other sheet, is what it was
    let (old, new) = (Parts::read(&book), Parts::read(&mended));
    let matrix = old.sheets().into_iter().find(|(name, _)| name == "派单").unwrap().1;
    assert_eq!(old.sheets(), new.sheets());
    for (part, content) in &old.parts {
        assert!(*part == matrix || new.parts[part] == *content, "{part}");
    }
    assert_eq!(old.parts.len(), new.parts.len());
    let kept = |text: &str, name: &str| text[text.find(&format!("<{name}")).unwrap()..].to_owned();
    let (old, new) = (old.text(&matrix), new.text(&matrix));
    assert_eq!(kept(&old, "dataValidations"), kept(&new, "dataValidations"), "to the end of the sheet");
}

#[test]
fn a_mended_workbook_is_not_overwritten_and_no_edition() {
    let (book, mended, _) = desk("mend-again");
    assert_eq!(check(&book, &["--fix"]).code, 0);
    let first = std::fs::read(&mended).unwrap();
    let again = check(&book, &["--fix"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("--force"), "{}", again.stderr);
    assert_eq!(check(&book, &["--fix", "--force"]).code, 0);
    assert_eq!(std::fs::read(&mended).unwrap(), first, "the same again");
    // in a folder of editions it is passed over, and each edition is mended
    let folder = book.parent().unwrap();
    std::fs::remove_file(folder.join("t.csv")).unwrap();
    let run = check(folder, &["--fix", "--force"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(std::fs::read(&mended).unwrap(), first);
    // in its place nothing is left to tidy but what is for a person
    std::fs::rename(&mended, &book).unwrap();
    let run = check(&book, &["--fix"]);
    assert!(!run.stderr.contains("the same answer as before"), "{}", run.stderr);
    assert!(run.stderr.contains("edited by hand (1)"), "{}", run.stderr);
}
