//! `bihuan todo`: what is open, by unit, soonest due first.

use super::audit::{is_later, tell_later, titled};
use crate::args::{InputArgs, OutputArgs};
use crate::input::{Input, engine};
use crate::output::{Cell, Columns, Failure, Rows, Said, progress};
use bihuan::{Channel, Lang, Moment, ObligationState};
use std::path::Path;

const COLUMNS: Columns = Columns {
    sheet: ("todo", "待办"),
    names: &[
        ("unit", "单位"),
        ("ticket", "工单编号"),
        ("part", "分派"),
        ("obligation", "事项"),
        ("state", "状态"),
        ("due", "期限"),
        ("channel", "通道"),
    ],
};

pub(crate) fn run(
    rulebook: &Path,
    tickets: &Path,
    events: &Path,
    now: Moment,
    args: &InputArgs,
    output: &OutputArgs,
    lang: Lang,
) -> Result<bool, Failure> {
    let engine = engine(rulebook, lang)?;
    let mut input = Input::read(tickets, Some(events), args, lang)?;
    let list = std::mem::take(&mut input.tickets.list);
    input.tell_doubts(&engine, &list, lang);
    let bar = progress(list.len());
    let mut later = Vec::new();
    let mut open: Vec<(String, Channel, ObligationState)> = Vec::new();
    for filed in &list {
        match engine.audit(&filed.ticket, &filed.history, now) {
            Ok(verdict) => {
                let is_open = |instance: &ObligationState| instance.state.is_open();
                let (ticket, channel) = (verdict.ticket, verdict.channel);
                let own = verdict.obligations.into_iter().filter(is_open);
                open.extend(own.map(|instance| (ticket.clone(), channel, instance)));
            }
            Err(error) if is_later(&error) => later.push(filed.ticket.id.as_str()),
            Err(error) => input.reject(filed, &error, args, lang)?,
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    // the sort is stable: equal ones stay in the order of tickets and policy (C-14)
    open.sort_by(|(_, channel_a, a), (_, channel_b, b)| {
        let key = |instance: &ObligationState| (instance.owner.clone(), instance.due.is_none(), instance.due);
        key(a).cmp(&key(b)).then(channel_a.cmp(channel_b))
    });
    let mut rows = Rows::open(COLUMNS, output, lang)?;
    for (ticket, channel, instance) in &open {
        rows.write(
            &[
                instance.owner.as_deref().map_or(Cell::Absent, |unit| Cell::Said(Said::unit(&engine, unit))),
                Cell::Text(ticket.clone()),
                instance.part.map_or(Cell::Absent, |part| Cell::Number(u64::from(part))),
                Cell::Said(titled(instance)),
                Cell::word(instance.state),
                Cell::time(instance.due),
                Cell::word(*channel),
            ],
            &[("title_zh", instance.title_zh.clone().into()), ("title_en", instance.title_en.clone().into())],
        )?;
    }
    rows.finish()?;
    tell_later(&later, lang);
    input.finish(args, lang)
}
