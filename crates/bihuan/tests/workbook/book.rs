//! Small workbooks for the tests.

use bihuan::{ColumnMap, Engine, Error, Format, Rulebook, Tickets};
use rust_xlsxwriter::{Workbook, Worksheet};

/// A sheet: its name and its rows, every cell as text.
pub(crate) type Sheet<'a> = (&'a str, &'a [&'a [&'a str]]);

pub(crate) const SETTINGS: Sheet<'static> = ("说明", &[&["项目", "内容"], &["名称", "示例"], &["版本", "1"]]);
pub(crate) const UNITS: Sheet<'static> = (
    "单位",
    &[
        &["编码", "名称", "角色", "辖区"],
        &["001", "城运中心", "城运中心", ""],
        &["002", "城管中队", "", ""],
        &["003", "仓丰居委", "居委会", "永丰/仓丰"],
    ],
);
pub(crate) const FALLBACK: Sheet<'static> = ("托底", &[&["主办"], &["城运中心"]]);
pub(crate) const DISPATCH: Sheet<'static> = (
    "派单",
    &[
        &["事项", "诉求类型", "主办", "协办", "限时"],
        &["噪声", "投诉、举报", "城管中队", "居委会", "3工作日"],
    ],
);

/// The bytes of a workbook of some sheets.
pub(crate) fn bytes(sheets: &[Sheet<'_>]) -> Vec<u8> {
    edited(sheets, |_, _| {})
}

/// The same, each sheet edited after its cells are written.
pub(crate) fn edited(sheets: &[Sheet<'_>], edit: impl Fn(&str, &mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(*cells) {
                if !text.is_empty() {
                    sheet.write_string(row, column, *text).unwrap();
                }
            }
        }
        edit(name, sheet);
    }
    workbook.save_to_buffer().unwrap()
}

pub(crate) fn load(bytes: &[u8]) -> Result<Engine, Error> {
    Rulebook::from_parts([("rulebook.xlsx", bytes)]).compile()
}

/// The findings of a workbook that are errors, as they are shown.
pub(crate) fn errors(bytes: &[u8]) -> Vec<String> {
    let findings = match load(bytes) {
        Ok(engine) => engine.findings().to_vec(),
        Err(error) => error.findings().to_vec(),
    };
    let errors = findings.iter().filter(|finding| finding.severity() == bihuan::Severity::Error);
    errors.map(|finding| finding.to_string()).collect()
}

/// Tickets of a workbook.
pub(crate) fn tickets(bytes: &[u8]) -> Result<Tickets, Error> {
    let mut tickets = Tickets::default();
    tickets.read("t.xlsx", bytes, Format::Xlsx, &ColumnMap::default())?;
    Ok(tickets)
}
