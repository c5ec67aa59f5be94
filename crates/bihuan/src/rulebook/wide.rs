//! The wide form of the matrix: a column a unit or role, its cell 主 (one a row), 协 or nothing.
//! Its rows are read into those of the long form.

use super::columns::{Column, Columns, DISPATCH};
use super::record::{Record, Written};
use crate::message::{Code, Finding, Findings, Place};
use crate::model::text::{fold, is_blank};
use crate::sheet::Cell;

/// What marks a unit's column until its cells are read.
const UNIT: &str = "unit:";

/// The columns of a wide matrix that are units or roles: it has no `lead` column, and they are none of its
/// other columns but a name that units.csv knows, or marked in some row. None: the matrix is long.
pub(crate) fn unit_columns(
    headers: &[String],
    rows: &[(Place, Vec<Cell>)],
    columns: Columns,
    units: &[String],
) -> Vec<usize> {
    let is_lead = |header: &str| columns.read(header) == Column::Known("lead".to_owned());
    if columns != DISPATCH || headers.iter().any(|header| is_lead(header)) {
        return Vec::new();
    }
    let marked = |index: usize| {
        rows.iter().any(|(_, row)| row.get(index).is_some_and(|cell| mark(cell.text()).is_some()))
    };
    let is_unit = |(index, header): &(usize, &String)| {
        columns.read(header) == Column::Unknown
            && !is_blank(header)
            && (units.contains(&fold(header)) || marked(*index))
    };
    headers.iter().enumerate().filter(is_unit).map(|(index, _)| index).collect()
}

/// What a cell of a unit's column says: lead, or assist.
enum Mark {
    Lead,
    Assist,
}

fn mark(cell: &str) -> Option<Mark> {
    match fold(cell).as_str() {
        "主" | "主办" | "lead" => Some(Mark::Lead),
        "协" | "协办" | "assist" => Some(Mark::Assist),
        _ => None,
    }
}

/// The column of a unit or role.
pub(crate) fn column(header: &str) -> String {
    format!("{UNIT}{}", header.trim())
}

/// A wide row as a long one: the lead, and the assists in column order.
pub(crate) fn to_long(record: Record, units: &[String], findings: &mut Findings) -> Record {
    let Record { place, cells, of_table } = record;
    let (marks, mut cells): (Vec<Written>, Vec<Written>) =
        cells.into_iter().partition(|cell| cell.column.starts_with(UNIT));
    let mut leads: Vec<Written> = Vec::new();
    let mut assists: Vec<Written> = Vec::new();
    for cell in marks.into_iter().filter(|cell| !is_blank(&cell.text)) {
        let unit = cell.column.trim_start_matches(UNIT).to_owned();
        let list = match mark(&cell.text) {
            Some(Mark::Lead) => &mut leads,
            Some(Mark::Assist) => &mut assists,
            None => {
                let finding = Finding::new(Code::UnknownWord).at(&cell.place).value(cell.text.trim());
                findings.push(finding.arg("column", unit).arg("expected", "主 lead, 协 assist"));
                continue;
            }
        };
        list.push(Written { column: String::new(), text: unit, place: cell.place });
    }
    // a column of a unit that nobody knows was objected to at its header
    let known = |cell: &Written| units.contains(&fold(&cell.text));
    let unknown_lead = leads.first().is_some_and(|lead| !known(lead));
    leads.retain(known);
    assists.retain(known);
    for second in leads.iter().skip(1) {
        findings.push(Finding::new(Code::TwoLeads).at(&second.place).value(&second.text));
    }
    match leads.into_iter().next() {
        Some(lead) => cells.push(Written { column: "lead".to_owned(), ..lead }),
        // a cell that could not be read may well be the lead
        None if unknown_lead || findings.has_error_at(&place) => {}
        None => findings.push(Finding::new(Code::NoLead).at(&place)),
    }
    if let Some(first) = assists.first() {
        // a name may hold a separator: the cell language takes it as one item when it is escaped
        let names = assists.iter().map(|assist| escape(&assist.text)).collect::<Vec<_>>().join("、");
        // beside a column of assists both are meant
        let own = cells.iter_mut().find(|cell| cell.column == "assist");
        match own.filter(|own| !is_blank(&own.text)) {
            Some(own) => own.text = format!("{}、{names}", own.text),
            None => {
                cells.retain(|cell| cell.column != "assist");
                cells.push(Written { column: "assist".to_owned(), text: names, place: first.place.clone() });
            }
        }
    }
    Record { place, cells, of_table }
}

fn escape(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if matches!(c, '、' | ',' | '，' | ';' | '；' | '\\' | '＼') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
