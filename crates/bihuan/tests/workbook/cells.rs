//! Cells of tickets and events as a person sees them: ids with their zeros, dates in Excel's serial form.

use crate::book::{Sheet, bytes, edited, tickets};
use bihuan::{ColumnMap, Format, Moment};
use rust_xlsxwriter::{Format as CellFormat, Formula};

const TICKETS: Sheet<'static> = ("工单", &[&["工单编号", "受理时间", "发生时间", "人数", "内容"]]);

#[test]
fn ids_keep_their_zeros_and_serial_dates_are_dates() {
    let book = edited(&[TICKETS], |_, sheet| {
        sheet.write_string(1, 0, "000123").unwrap();
        let zeros = CellFormat::new().set_num_format("000000");
        sheet.write_number_with_format(2, 0, 124.0, &zeros).unwrap();
        sheet.write_number(3, 0, 125.0).unwrap();
        let (date, time) = (
            CellFormat::new().set_num_format("yyyy/m/d"),
            CellFormat::new().set_num_format("yyyy-mm-dd hh:mm"),
        );
        sheet.write_number_with_format(1, 1, 45674.0, &date).unwrap();
        sheet.write_number_with_format(2, 1, 45674.0 + 22.0 / 24.0 + 40.0 / 1440.0, &time).unwrap();
        // never formatted as a date: still a date in a column of dates, a number elsewhere
        sheet.write_number(3, 1, 45674.5).unwrap();
        sheet.write_number_with_format(1, 2, 45674.0, &time).unwrap();
        sheet.write_string(2, 2, "2025-01-17T22:00:00+08:00").unwrap();
        sheet.write_number(1, 3, 45674.0).unwrap();
        sheet.write_number(2, 3, 12.5).unwrap();
        sheet.write_boolean(3, 3, true).unwrap();
        sheet.write_string(3, 4, "楼上装修\n很吵").unwrap();
    });
    let tickets = tickets(&book).unwrap();
    assert!(tickets.rejected.is_empty(), "{:?}", tickets.rejected);
    let ids: Vec<_> = tickets.list.iter().map(|filed| (filed.ticket.id.as_str(), filed.row)).collect();
    assert_eq!(ids, [("000123", 2), ("000124", 3), ("125", 4)]);
    let moment = |text: &str| text.parse::<Moment>().unwrap();
    let received: Vec<_> = tickets.list.iter().map(|filed| filed.ticket.received_at).collect();
    assert_eq!(
        received,
        [moment("2025-01-17"), moment("2025-01-17 22:40:00"), moment("2025-01-17 12:00:00")]
    );
    let occurred: Vec<_> = tickets.list.iter().map(|filed| filed.ticket.occurred_at).collect();
    assert_eq!(
        occurred,
        [Some(moment("2025-01-17 00:00:00")), Some(moment("2025-01-17T22:00:00+08:00")), None]
    );
    let people: Vec<_> =
        tickets.list.iter().filter_map(|filed| filed.ticket.attributes.get("人数")).collect();
    assert_eq!(people, ["45674", "12.5", "true"]);
    assert_eq!(tickets.list[2].ticket.text.as_deref(), Some("楼上装修\n很吵"));
}

#[test]
fn what_cannot_be_read_sets_its_line_aside() {
    let book = edited(&[TICKETS], |_, sheet| {
        for (row, id) in (1..).zip(["A", "B", "C", "D", "E", "F", "G", "H"]) {
            sheet.write_string(row, 0, id).unwrap();
            sheet.write_string(row, 1, "2025-01-17").unwrap();
        }
        sheet.write_formula(1, 4, Formula::new("=A1&\"x\"").set_result("Ax")).unwrap();
        sheet.write_number(2, 0, 310_117_202_501_170_042.0).unwrap();
        sheet.merge_range(3, 4, 4, 4, "很吵", &CellFormat::new()).unwrap();
        sheet.write_formula(5, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_string(6, 9, "beside").unwrap();
        sheet.write_string(7, 1, "昨天").unwrap();
    });
    let tickets = tickets(&book).unwrap();
    let ids: Vec<_> = tickets.list.iter().map(|filed| filed.ticket.id.as_str()).collect();
    assert_eq!(ids, ["H"]);
    let shown: Vec<String> = tickets.rejected.iter().map(|rejected| rejected.finding.to_string()).collect();
    let starts = [
        "t.xlsx[工单]:2: 内容: error[BH0117]: the cell holds a formula, showing `Ax`",
        "t.xlsx[工单]:3: 工单编号: error[BH0120]",
        "t.xlsx[工单]:4: 内容: error[BH0118]: the cells E4:E5 are merged",
        "t.xlsx[工单]:5: 内容: error[BH0118]: the cells E4:E5 are merged",
        "t.xlsx[工单]:6: 人数: error[BH0117]",
        "t.xlsx[工单]:7: error[BH0220]",
        "t.xlsx[工单]:8: 受理时间: error[BH0503]",
    ];
    assert_eq!(shown.len(), starts.len(), "{shown:#?}");
    for (shown, start) in shown.iter().zip(starts) {
        assert!(shown.starts_with(start), "{shown} is not {start}");
    }
    assert!(tickets.rejected.iter().all(|rejected| !rejected.line.is_empty()));
}

#[test]
fn tickets_and_events_of_one_workbook() {
    let book = bytes(&[
        ("别的", &[&["说什么"], &["都行"]]),
        ("工单", &[&["工单编号", "受理时间"], &["01", "2025-01-17"], &["02", "2025-01-18"]]),
        (
            "事件",
            &[
                &["工单编号", "时间", "事件"],
                &["02", "2025-01-19 08:00", "派单"],
                &["2", "2025-01-19", "派单"],
            ],
        ),
    ]);
    let mut read = tickets(&book).unwrap();
    read.read_events("t.xlsx", &book, Format::Xlsx, &ColumnMap::default()).unwrap();
    assert_eq!(read.list.iter().map(|filed| filed.history.events.len()).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(read.rejected.len(), 1);
    assert_eq!(read.list[1].event_rows, [2]);
}

#[test]
fn which_sheet_is_asked_when_it_is_not_clear() {
    let rows: &[&[&str]] = &[&["id", "received_at"], &["1", "2025-01-17"]];
    assert_eq!(tickets(&bytes(&[("一月", rows), ("空", &[])])).unwrap().list.len(), 1);
    let error = tickets(&bytes(&[("一月", rows), ("二月", rows)])).unwrap_err();
    assert!(error.to_string().contains("which sheet is meant: 一月, 二月"), "{error}");
}
