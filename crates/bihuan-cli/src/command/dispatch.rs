//! `bihuan dispatch`: decisions, a line a part.

use crate::args::{InputArgs, OutputArgs};
use crate::input::{Input, engine};
use crate::output::{Cell, Failure, Rows, progress};
use bihuan::{Decision, Lang, Word};
use serde_json::{Value, json};
use std::path::Path;

const COLUMNS: &[&str] = &[
    "ticket",
    "part",
    "lead",
    "assist",
    "channel",
    "row",
    "first_contact_due",
    "due",
    "signoff",
    "reason",
    "call",
    "version",
];

pub(crate) fn run(
    rulebook: &Path,
    tickets: &Path,
    events: Option<&Path>,
    args: &InputArgs,
    output: &OutputArgs,
    lang: Lang,
) -> Result<bool, Failure> {
    let engine = engine(rulebook, lang)?;
    let mut input = Input::read(tickets, events, args, lang)?;
    let mut rows = Rows::open(COLUMNS, output)?;
    let list = std::mem::take(&mut input.tickets.list);
    let bar = progress(list.len());
    for filed in &list {
        match engine.redispatch(&filed.ticket, &filed.history) {
            Ok(decision) => write(&mut rows, &decision)?,
            Err(error) => input.reject(&filed.ticket.id, &error, args, lang)?,
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    rows.finish()?;
    input.finish(args, lang)
}

fn write(rows: &mut Rows, decision: &Decision) -> Result<(), Failure> {
    for part in &decision.parts {
        let json = |value: Result<Value, _>| value.unwrap_or(Value::Null);
        rows.write(
            &[
                Cell::Text(decision.ticket.clone()),
                Cell::Number(u64::from(part.part)),
                Cell::Text(part.lead.clone()),
                Cell::List(part.assist.clone()),
                Cell::Text(decision.channel.en().to_owned()),
                Cell::text(part.row.clone()),
                Cell::time(part.first_contact_due),
                Cell::time(part.due),
                Cell::text(part.signoff.clone()),
                Cell::Text(part.reason.en().to_owned()),
                Cell::text(decision.call.clone()),
                Cell::Text(decision.version.clone()),
            ],
            &[
                ("tell", json!(decision.tell)),
                ("basis", json!(part.basis)),
                ("tip", json!(part.tip)),
                ("limits", json(serde_json::to_value(&part.limits))),
                ("stages", json(serde_json::to_value(&part.stages))),
                ("notes", json(serde_json::to_value(&decision.notes))),
                ("rulebook", json!(decision.rulebook)),
                ("calendar", json!(decision.calendar)),
            ],
        )?;
    }
    Ok(())
}
