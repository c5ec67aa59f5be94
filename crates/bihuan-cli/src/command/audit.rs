//! `bihuan audit`: verdicts, or every instance of every obligation, or one ticket's story.

use super::story;
use crate::args::{FormatArg, InputArgs, OutputArgs};
use crate::input::{Input, engine};
use crate::output::{Cell, Columns, Failure, Rows, Said, complain, progress, say, sink};
use bihuan::{Engine, ErrorKind, Lang, Moment, ObligationState, Verdict, Word};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

const VERDICTS: Columns = Columns {
    sheet: ("verdicts", "闭环"),
    names: &[
        ("ticket", "工单编号"),
        ("intake", "受理闭环"),
        ("process", "办理闭环"),
        ("supervision", "督办闭环"),
        ("overall", "总体"),
        ("breaches", "违反数"),
        ("next", "下一步"),
        ("next_unit", "下一步单位"),
        ("next_due", "下一步期限"),
        ("notes", "备注"),
    ],
};
const OBLIGATIONS: Columns = Columns {
    sheet: ("obligations", "义务"),
    names: &[
        ("ticket", "工单编号"),
        ("part", "分派"),
        ("loop", "闭环"),
        ("obligation", "义务"),
        ("state", "状态"),
        ("since", "起算"),
        ("due", "期限"),
        ("owner", "责任单位"),
        ("met_at", "完成时间"),
        ("evidence", "依据事件"),
    ],
};

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
    let mut rows = Rows::open(if ask.obligations { OBLIGATIONS } else { VERDICTS }, output, lang)?;
    let write = if ask.obligations { write_obligations } else { write_verdict };
    let list = std::mem::take(&mut input.tickets.list);
    input.tell_doubts(&engine, &list, lang);
    let bar = progress(list.len());
    let mut later = Vec::new();
    for filed in &list {
        match engine.audit(&filed.ticket, &filed.history, ask.now) {
            Ok(verdict) => write(&mut rows, &engine, &verdict)?,
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

/// An obligation: its name for programs, its title for people.
pub(crate) fn titled(instance: &ObligationState) -> Said {
    Said::new(&instance.obligation, &instance.title_en, &instance.title_zh)
}

fn write_verdict(rows: &mut Rows, engine: &Engine, verdict: &Verdict) -> Result<(), Failure> {
    let next = verdict.next.as_ref();
    let unit = |unit: Option<&str>| unit.map_or(Cell::Absent, |unit| Cell::Said(Said::unit(engine, unit)));
    let next_title = |next: &bihuan::Next| {
        let of = verdict.obligations.iter().find(|instance| instance.obligation == next.obligation);
        of.map_or_else(|| Said::new(&next.obligation, &next.obligation, &next.obligation), titled)
    };
    rows.write(
        &[
            Cell::Text(verdict.ticket.clone()),
            Cell::word(verdict.intake),
            Cell::word(verdict.process),
            Cell::word(verdict.supervision),
            Cell::word(verdict.overall),
            Cell::Number(verdict.breaches as u64),
            next.map_or(Cell::Absent, |next| Cell::Said(next_title(next))),
            unit(next.and_then(|next| next.unit.as_deref())),
            Cell::time(next.and_then(|next| next.due)),
            Cell::List(verdict.note_codes().into_iter().map(Said::word).collect()),
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

fn write_obligations(rows: &mut Rows, engine: &Engine, verdict: &Verdict) -> Result<(), Failure> {
    for instance in &verdict.obligations {
        rows.write(
            &[
                Cell::Text(verdict.ticket.clone()),
                instance.part.map_or(Cell::Absent, |part| Cell::Number(u64::from(part))),
                Cell::word(instance.lane),
                Cell::Said(titled(instance)),
                Cell::word(instance.state),
                Cell::Time(instance.since),
                Cell::time(instance.due),
                instance.owner.as_deref().map_or(Cell::Absent, |unit| Cell::Said(Said::unit(engine, unit))),
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
