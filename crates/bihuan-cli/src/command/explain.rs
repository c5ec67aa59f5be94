//! `bihuan explain`: one decision and why; with `--why-not` why a unit does not lead.

use crate::args::{FormatArg, InputArgs, OutputArgs};
use crate::command::changes;
use crate::input::{Input, engine};
use crate::output::{Cell, Columns, Failure, Rows, Said, named, sink};
use bihuan::{CellTrace, Engine, Explanation, Filed, Lang, RowTrace, WhyNot};
use std::io::Write;
use std::path::Path;

/// A line for each cell of the rows and rules that decided, then one for each row that came close, with the
/// first cell that failed.
const COLUMNS: Columns = Columns {
    sheet: ("explain", "说明"),
    names: &[
        ("ticket", "工单编号"),
        ("row", "行"),
        ("lead", "主办"),
        ("outcome", "结果"),
        ("priority", "优先级"),
        ("depth", "层级"),
        ("count", "条件数"),
        ("column", "列"),
        ("cell", "单元格"),
        ("fact", "事实"),
        ("holds", "成立"),
        ("why", "原因"),
    ],
};

/// A line for each fact that changes; one without a fact where nothing helps.
const WHY_NOT: Columns = Columns {
    sheet: ("why_not", "为什么不是"),
    names: &[
        ("ticket", "工单编号"),
        ("unit", "单位"),
        ("standing", "情形"),
        ("row", "行"),
        ("why", "原因"),
        ("column", "列"),
        ("from", "现在"),
        ("to", "改为"),
        ("leads", "改后主办"),
        ("tried", "已试"),
    ],
};

/// Which ticket, and of which unit it is asked why it does not lead.
pub(crate) struct Ask<'a> {
    pub(crate) id: &'a str,
    pub(crate) why_not: Option<&'a str>,
}

pub(crate) fn run(
    rulebook: &Path,
    tickets: &Path,
    events: Option<&Path>,
    ask: &Ask<'_>,
    args: &InputArgs,
    output: &OutputArgs,
    lang: Lang,
) -> Result<bool, Failure> {
    let engine = engine(rulebook, lang)?;
    let input = Input::read(tickets, events, args, lang)?;
    let filed = input.ticket(ask.id)?;
    input.tell_doubts(&engine, std::slice::from_ref(filed), lang);
    match ask.why_not {
        None => {
            let explanation = engine.explain(&filed.ticket, &filed.history)?;
            match output.format {
                None => text(output, &explanation.in_(lang))?,
                Some(FormatArg::Jsonl) => json(output, serde_json::to_string(&explanation))?,
                Some(_) => rows(&engine, filed, &explanation, output, lang)?,
            }
        }
        Some(unit) => {
            let why_not = engine.why_not(&filed.ticket, &filed.history, unit)?;
            match output.format {
                None => text(output, &why_not.in_(lang))?,
                Some(FormatArg::Jsonl) => json(output, serde_json::to_string(&why_not))?,
                Some(_) => why_not_rows(&engine, filed, &why_not, output, lang)?,
            }
        }
    }
    input.finish(args, lang)
}

/// Writes an answer as text.
pub(crate) fn text(output: &OutputArgs, text: &str) -> Result<(), Failure> {
    let mut out = sink(output)?;
    write!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Writes an answer as a line of JSON.
pub(crate) fn json(output: &OutputArgs, answer: serde_json::Result<String>) -> Result<(), Failure> {
    let answer = answer.map_err(std::io::Error::from)?;
    text(output, &(answer + "\n"))
}

fn rows(
    engine: &Engine,
    filed: &Filed,
    explanation: &Explanation,
    output: &OutputArgs,
    lang: Lang,
) -> Result<(), Failure> {
    let mut rows = Rows::open(COLUMNS, output, lang)?;
    let line = |row: &RowTrace, cell: Option<&CellTrace>| {
        let number = |n: usize| Cell::Number(u64::try_from(n).unwrap_or(u64::MAX));
        let lead = row.lead.as_ref().map_or(Cell::Absent, |lead| Cell::Said(Said::unit(engine, lead)));
        [
            Cell::Text(filed.ticket.id.clone()),
            Cell::Text(row.row.clone()),
            lead,
            Cell::word(row.outcome),
            Cell::Text(row.priority.to_string()),
            number(row.depth),
            number(row.count),
            Cell::text(cell.map(|cell| &*cell.column)),
            Cell::text(cell.map(|cell| &*cell.cell)),
            Cell::text(cell.and_then(|cell| match cell.found.as_slice() {
                [] => cell.fact.as_deref().map(str::to_owned),
                found => Some(found.join("、")),
            })),
            cell.map_or(Cell::Absent, |cell| {
                let (plain, zh) = if cell.holds { ("yes", "是") } else { ("no", "否") };
                Cell::Said(Said::new(plain, plain, zh))
            }),
            Cell::Text(row.why(lang)),
        ]
    };
    for row in explanation.rows.iter().chain(&explanation.rules) {
        if row.cells.is_empty() {
            rows.write(&line(row, None), &[])?;
        }
        for cell in &row.cells {
            rows.write(&line(row, Some(cell)), &[])?;
        }
    }
    for row in &explanation.near {
        rows.write(&line(row, row.cells.iter().find(|cell| !cell.holds)), &[])?;
    }
    rows.finish()
}

fn why_not_rows(
    engine: &Engine,
    filed: &Filed,
    why_not: &WhyNot,
    output: &OutputArgs,
    lang: Lang,
) -> Result<(), Failure> {
    let mut rows = Rows::open(WHY_NOT, output, lang)?;
    let row = why_not.row.as_ref();
    let leads = why_not.change.iter().flat_map(|change| &change.decision.parts);
    let leads: Vec<_> = leads.map(|part| Said::unit(engine, &part.lead)).collect();
    let facts = why_not.change.as_ref().map_or(&[][..], |change| &change.facts);
    for change in changes(facts) {
        let [column, from, to] = change;
        let cells = [
            Cell::Text(filed.ticket.id.clone()),
            Cell::Said(Said::new(
                why_not.unit.as_str(),
                named(engine, &why_not.unit),
                named(engine, &why_not.unit),
            )),
            Cell::word(why_not.standing),
            Cell::text(row.map(|row| row.row.as_str())),
            Cell::text(row.map(|row| row.why(lang))),
            column,
            from,
            to,
            Cell::List(leads.clone()),
            Cell::Number(u64::try_from(why_not.tried).unwrap_or(u64::MAX)),
        ];
        rows.write(&cells, &[])?;
    }
    rows.finish()
}
