//! `bihuan dispatch`: decisions, a line a part.

use crate::args::{InputArgs, OutputArgs};
use crate::input::{Input, engine};
use crate::output::{Cell, Failure, Rows, complain, progress, say};
use bihuan::{Decision, Lang, NoteCode, Word};
use serde_json::{Value, json};
use std::collections::BTreeSet;
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
    let mut uncovered: BTreeSet<String> = BTreeSet::new();
    let list = std::mem::take(&mut input.tickets.list);
    input.tell_doubts(&engine, &list, lang);
    let bar = progress(list.len());
    for filed in &list {
        match engine.redispatch(&filed.ticket, &filed.history) {
            Ok(decision) => {
                let uncovering = decision.notes.iter().filter(|note| note.code == NoteCode::NotCovered);
                uncovered.extend(uncovering.map(|note| note.about.clone()));
                write(&mut rows, &decision)?;
            }
            Err(error) => input.reject(filed, &error, args, lang)?,
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    rows.finish()?;
    if !uncovered.is_empty() {
        let years = uncovered.into_iter().collect::<Vec<_>>().join("、");
        complain(&say(
            lang,
            format!(
                "the calendar does not cover {years}: dues there are left out, and conditions on days do not hold"
            ),
            format!("日历未收录 {years} 年：落在其中的期限未填，按日期的条件不成立"),
        ));
    }
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
                ("notes", json!(decision.note_codes().iter().map(|code| code.word()).collect::<Vec<_>>())),
                ("about", json(serde_json::to_value(&decision.notes))),
                ("rulebook", json!(decision.rulebook)),
                ("calendar", json!(decision.calendar)),
            ],
        )?;
    }
    Ok(())
}
