//! Reading findings.

use super::events;
use crate::boundary::{ErrOut, In, Mut, Own, Text};
use crate::panic::{attempt, look, run};
use crate::report::{Cell, List};
use crate::types::{bh_engine, bh_findings, bh_history, bh_ticket};
use crate::words::{Numbered, lang};
use bihuan::Lang;
use std::ffi::c_int;

/// # Findings
///
/// What a program should know of a history before it trusts an answer: events that name no known kind
/// or unit, an unknown satisfaction, a value that cannot be read, a dispatch or designation without its
/// unit. They are no errors; often there are none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_doubts(
    engine: In<bh_engine>,
    ticket: In<bh_ticket>,
    history: In<bh_history>,
    err: ErrOut,
) -> Own<bh_findings> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let ticket = ticket.get("ticket")?.ready()?;
        let doubts = engine.engine.doubts(ticket, events(&history)?.as_ref());
        Ok(Own::new(List::new(doubts, engine.encoding)))
    })
}

/// How many findings there are.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_count(findings: In<bh_findings>) -> usize {
    look(|| findings.get("findings").ok().map(|list| list.rows.len()))
}

/// The code of a finding, from 0: `BH` and four digits, never reused; each has a page in docs/findings.
/// As with all that follow, NULL (or 0) beyond the last and where there is nothing.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_code(findings: In<bh_findings>, index: usize) -> Text {
    look(|| cell(&findings, index, Cell::Code))
}

/// How grave it is: one of BH_SEVERITY_...
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_severity(findings: In<bh_findings>, index: usize) -> c_int {
    look(|| Some(findings.get("findings").ok()?.get(index)?.severity().number()))
}

/// What is wrong, in one line, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_message(findings: In<bh_findings>, index: usize, language: c_int) -> Text {
    look(|| match lang(language)? {
        Lang::Zh => cell(&findings, index, Cell::MessageZh),
        _ => cell(&findings, index, Cell::MessageEn),
    })
}

/// What to do about it, in BH_ZH or BH_EN; NULL where the message says it all.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_help(findings: In<bh_findings>, index: usize, language: c_int) -> Text {
    look(|| match lang(language)? {
        Lang::Zh => cell(&findings, index, Cell::HelpZh),
        _ => cell(&findings, index, Cell::HelpEn),
    })
}

/// The file that it is in.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_file(findings: In<bh_findings>, index: usize) -> Text {
    look(|| cell(&findings, index, Cell::File))
}

/// The sheet of a workbook that it is in.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_sheet(findings: In<bh_findings>, index: usize) -> Text {
    look(|| cell(&findings, index, Cell::Sheet))
}

/// The line of the file on which its record starts, from 1; 0 where it is of no line.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_row(findings: In<bh_findings>, index: usize) -> u64 {
    look(|| findings.get("findings").ok()?.get(index)?.place().row)
}

/// The column as the header writes it, or the key of a setting.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_column(findings: In<bh_findings>, index: usize) -> Text {
    look(|| cell(&findings, index, Cell::Column))
}

/// The value in question, as written.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_value(findings: In<bh_findings>, index: usize) -> Text {
    look(|| cell(&findings, index, Cell::Value))
}

/// The event that it is about, from 1, as they were added; 0 where it is about none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_event(findings: In<bh_findings>, index: usize) -> usize {
    look(|| Some(findings.get("findings").ok()?.rows.get(index)?.0))
}

/// All findings as JSON, an array.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_json(findings: In<bh_findings>) -> Text {
    look(|| findings.get("findings").ok().map(|list| Text::of(Some(list.json()))))
}

/// Frees findings of your own, those of bh_doubts and bh_engine_check. Lent ones are left alone. NULL
/// is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_findings_free(findings: Mut<bh_findings>) {
    run(|| findings.free());
}

fn cell(findings: &In<bh_findings>, index: usize, cell: Cell) -> Option<Text> {
    Some(Text::of(findings.get("findings").ok()?.text(index, cell)))
}
