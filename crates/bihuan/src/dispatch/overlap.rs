//! `overlap_ok`: the rows whose overlap with a row is meant, by their names.

use crate::condition::cell::{self, RawItem};
use crate::message::{Code, Finding, Findings};
use crate::model::near::near;
use crate::model::text::fold;
use crate::rulebook::record::{Record, Written};
use std::collections::HashMap;

/// The names in a cell, folded.
pub(super) fn names(cell: &Written) -> Vec<String> {
    cell::list(&cell.text).into_iter().map(RawItem::folded).collect()
}

/// Objects to names that are no other row of the table.
pub(super) fn check(records: &[Record], findings: &mut Findings) {
    let name = |record: &Record| match record.text("row") {
        Some(name) => fold(name),
        None => record.place.row.unwrap_or_default().to_string(),
    };
    let mut rows: Option<HashMap<String, Option<u64>>> = None;
    for record in records {
        let Some(cell) = record.get("overlap_ok") else { continue };
        let rows = rows.get_or_insert_with(|| records.iter().map(|row| (name(row), row.place.row)).collect());
        for item in cell::list(&cell.text) {
            let written = item.folded();
            if rows.get(&written).is_none_or(|line| *line == record.place.row) {
                let mut others: Vec<&str> = rows.keys().map(String::as_str).collect();
                others.retain(|other| *other != written);
                let finding = Finding::new(Code::OverlapUnknown).at(&cell.place).value(item.text);
                findings.push(finding.arg("near", near(others.into_iter(), &written)));
            }
        }
    }
}
