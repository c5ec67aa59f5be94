//! `bihuan audit`: verdicts, or every instance of every obligation, or one ticket's story.

use super::story;
use crate::args::{FormatArg, InputArgs, OutputArgs};
use crate::input::{Input, engine};
use crate::output::{Cell, Failure, Rows, complain, progress, say, sink};
use bihuan::{ErrorKind, Lang, Moment, Verdict, Word};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

const VERDICTS: &[&str] = &[
    "ticket",
    "intake",
    "process",
    "supervision",
    "overall",
    "breaches",
    "next",
    "next_unit",
    "next_due",
    "notes",
];
const OBLIGATIONS: &[&str] =
    &["ticket", "part", "loop", "obligation", "state", "since", "due", "owner", "met_at", "evidence"];

/// What is asked.
#[derive(Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) now: Moment,
    pub(crate) obligations: bool,
    pub(crate) id: Option<&'a str>,
}

pub(crate) fn run(
    rulebook: &Path,
    tickets: &Path,
    events: &Path,
    ask: &Ask<'_>,
    args: &InputArgs,
    output: &OutputArgs,
    lang: Lang,
) -> Result<bool, Failure> {
    let engine = engine(rulebook, lang)?;
    let mut input = Input::read(tickets, Some(events), args, lang)?;
    if let Some(id) = ask.id {
        let filed = input.tickets.list.iter().find(|filed| filed.ticket.id == id.trim());
        let filed = filed.ok_or_else(|| Failure::no_ticket(id))?.clone();
        input.tell_doubts(&engine, std::slice::from_ref(&filed), lang);
        // one ticket's story, unless rows are asked for
        if !ask.obligations && output.format.is_none_or(|format| format == FormatArg::Table) {
            let verdict = engine.audit(&filed.ticket, &filed.history, ask.now)?;
            let mut out = sink(output)?;
            write!(out, "{}", story::tell(&engine, &filed, &verdict, lang))?;
            out.flush()?;
            return input.finish(args, lang);
        }
        input.tickets.list = vec![filed];
    }
    let mut rows = Rows::open(if ask.obligations { OBLIGATIONS } else { VERDICTS }, output)?;
    let write = if ask.obligations { write_obligations } else { write_verdict };
    let list = std::mem::take(&mut input.tickets.list);
    input.tell_doubts(&engine, &list, lang);
    let bar = progress(list.len());
    let mut later = Vec::new();
    for filed in &list {
        match engine.audit(&filed.ticket, &filed.history, ask.now) {
            Ok(verdict) => write(&mut rows, &verdict)?,
            Err(error) if is_later(&error) => later.push(filed.ticket.id.as_str()),
            Err(error) => input.reject(filed, &error, args, lang)?,
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    rows.finish()?;
    tell_later(&later, lang);
    input.finish(args, lang)
}

/// A ticket received after `now` has no verdict (C-18): that is no fault of the ticket.
pub(crate) fn is_later(error: &bihuan::Error) -> bool {
    let codes = error.findings().iter().map(bihuan::Finding::code);
    error.kind() == ErrorKind::Ticket && codes.into_iter().any(|code| code == bihuan::Code::NotYetReceived)
}

/// Names the tickets that were received after `now`.
pub(crate) fn tell_later(later: &[&str], lang: Lang) {
    if !later.is_empty() {
        let ids = later.join("、");
        let count = later.len();
        complain(&say(
            lang,
            format!("received after --now, without a verdict ({count}): {ids}"),
            format!("{count} 件工单的受理时间晚于 --now，不作判定：{ids}"),
        ));
    }
}

fn write_verdict(rows: &mut Rows, verdict: &Verdict) -> Result<(), Failure> {
    let next = verdict.next.as_ref();
    rows.write(
        &[
            Cell::Text(verdict.ticket.clone()),
            Cell::Text(verdict.intake.en().to_owned()),
            Cell::Text(verdict.process.en().to_owned()),
            Cell::Text(verdict.supervision.en().to_owned()),
            Cell::Text(verdict.overall.en().to_owned()),
            Cell::Number(verdict.breaches as u64),
            Cell::text(next.map(|next| next.obligation.clone())),
            Cell::text(next.and_then(|next| next.unit.clone())),
            Cell::time(next.and_then(|next| next.due)),
            Cell::List(verdict.note_codes().iter().map(|code| code.word().to_owned()).collect()),
        ],
        &[
            ("about", serde_json::to_value(&verdict.notes).unwrap_or(Value::Null)),
            ("channel", json!(verdict.channel.en())),
            ("rulebook", json!(verdict.rulebook)),
            ("version", json!(verdict.version)),
            ("calendar", json!(verdict.calendar)),
        ],
    )
}

fn write_obligations(rows: &mut Rows, verdict: &Verdict) -> Result<(), Failure> {
    for instance in &verdict.obligations {
        rows.write(
            &[
                Cell::Text(verdict.ticket.clone()),
                instance.part.map_or(Cell::Absent, |part| Cell::Number(u64::from(part))),
                Cell::Text(instance.lane.en().to_owned()),
                Cell::Text(instance.obligation.clone()),
                Cell::Text(instance.state.en().to_owned()),
                Cell::Time(instance.since),
                Cell::time(instance.due),
                Cell::text(instance.owner.clone()),
                Cell::time(instance.met_at),
                Cell::Numbers(instance.evidence.clone()),
            ],
            &[
                ("assist", json!(instance.assist)),
                ("fault", json!(instance.fault.map(Word::en))),
                ("title_zh", json!(instance.title_zh)),
                ("title_en", json!(instance.title_en)),
            ],
        )?;
    }
    Ok(())
}
