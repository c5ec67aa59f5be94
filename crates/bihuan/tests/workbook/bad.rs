//! Workbooks that are none, or hold what cannot be read: a clear error each, and no panic.

use crate::book::{DISPATCH, FALLBACK, SETTINGS, Sheet, UNITS, bytes, edited, errors, tickets};
use rust_xlsxwriter::{Format as CellFormat, Formula};

#[test]
fn what_is_no_workbook_says_so() {
    // an empty zip; a zip of something else; an old .xls; text; nothing
    let empty_zip = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
    for content in [&empty_zip[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"id,received_at\n", b""] {
        let found = errors(content);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("BH0115"), "{found:?}");
        assert!(tickets(content).is_err());
    }
    let good = bytes(&[SETTINGS, UNITS, FALLBACK, DISPATCH]);
    assert!(errors(&good).is_empty());
    for length in (0..good.len()).step_by(97) {
        assert!(!errors(&good[..length]).is_empty(), "cut at {length}");
    }
}

#[test]
fn broken_bytes_never_panic() {
    let good = bytes(&[SETTINGS, UNITS, FALLBACK, DISPATCH]);
    let mut seed = 1_u64;
    for _ in 0..400 {
        let mut broken = good.clone();
        for _ in 0..4 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(seed >> 33).unwrap() % broken.len();
            broken[at] ^= u8::try_from((seed >> 20) & 0xff).unwrap() | 1;
        }
        let _ = errors(&broken);
        let _ = tickets(&broken);
    }
}

#[test]
fn a_missing_sheet_is_named() {
    let found = errors(&bytes(&[SETTINGS, FALLBACK, DISPATCH]));
    assert!(found.iter().any(|error| error.starts_with("rulebook.xlsx[单位]: error[BH0101]")), "{found:?}");
    let found = errors(&bytes(&[UNITS, FALLBACK, DISPATCH]));
    assert!(found.iter().any(|error| error.starts_with("rulebook.xlsx[说明]: error[BH0101]")), "{found:?}");
    let found = errors(&bytes(&[SETTINGS, UNITS, DISPATCH]));
    assert!(found.iter().any(|error| error.starts_with("rulebook.xlsx[托底]: error[BH0310]")), "{found:?}");
    let found = errors(&bytes(&[SETTINGS, UNITS, FALLBACK, DISPATCH, ("units", UNITS.1)]));
    assert!(found.iter().any(|error| error.starts_with("rulebook.xlsx[units]: error[BH0112]")), "{found:?}");
}

#[test]
fn formulas_merged_cells_and_errors_are_named_with_their_cell() {
    let book = edited(&[SETTINGS, UNITS, FALLBACK, DISPATCH], |name, sheet| {
        if name == "派单" {
            sheet.write_string(2, 0, "停车").unwrap();
            sheet.write_formula(2, 2, Formula::new("=C2").set_result("城管中队")).unwrap();
            sheet.merge_range(3, 0, 5, 0, "油烟", &CellFormat::new()).unwrap();
            sheet.write_string(3, 2, "城管中队").unwrap();
            sheet.write_string(4, 2, "城管中队").unwrap();
        }
    });
    let found = errors(&book);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(
        found[0],
        "rulebook.xlsx[派单]:3: 主办: error[BH0117]: the cell holds a formula, showing `城管中队`"
    );
    assert_eq!(found[1], "rulebook.xlsx[派单]:4: 事项: error[BH0118]: the cells A4:A6 are merged");
}

#[test]
fn a_merged_title_above_the_header_says_how_to_mend_it() {
    let titled: Sheet<'_> = ("派单", &[&["派单事项指导清单"], &["事项", "主办"], &["噪声", "002"]]);
    let book = edited(&[SETTINGS, UNITS, FALLBACK, titled], |name, sheet| {
        if name == "派单" {
            sheet.merge_range(0, 0, 0, 1, "派单事项指导清单", &CellFormat::new()).unwrap();
        }
    });
    assert!(errors(&book)[0].starts_with("rulebook.xlsx[派单]:1: error[BH0118]: the cells A1:B1 are merged"));
}

#[test]
fn a_million_empty_rows_cost_their_reading_alone() {
    let grey = CellFormat::new().set_background_color("#EEEEEE");
    let book = edited(&[SETTINGS, UNITS, FALLBACK, DISPATCH], |name, sheet| {
        if name == "派单" {
            for row in 2..1_000_000 {
                sheet.write_blank(row, 0, &grey).unwrap();
            }
            sheet.write_string(1_048_575, 16_383, " ").unwrap();
        }
    });
    assert!(errors(&book).is_empty());
    // one letter in the last cell of the sheet is named, and nothing is laid out to reach it
    let book = edited(&[SETTINGS, UNITS, FALLBACK, DISPATCH], |name, sheet| {
        if name == "派单" {
            sheet.write_string(1_048_575, 16_383, "x").unwrap();
        }
    });
    assert_eq!(errors(&book).len(), 1);
    assert!(errors(&book)[0].starts_with("rulebook.xlsx[派单]:1048576: error[BH0220]"));
}
