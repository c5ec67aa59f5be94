//! `bihuan diff`: what changes from one rulebook to another, proven; past tickets, replayed.

use crate::args::{FormatArg, InputArgs, OutputArgs};
use crate::command::explain::{json, text};
use crate::input::{Input, engine};
use crate::output::{Cell, Columns, Failure, Rows, complain, is_workbook, say};
use bihuan::{ChangeRow, Changes, Diff, Lang, Replayed};
use serde_json::{Value, json};
use std::path::Path;

/// A line for each cell, setting and difference; of a replay for each unit, shift and difference of a ticket.
const COLUMNS: Columns = Columns {
    sheet: ("changes", "改动"),
    names: &[
        ("kind", "类别"),
        ("change", "变化"),
        ("of", "对象"),
        ("old_rule", "原行"),
        ("new_rule", "新行"),
        ("what", "项目"),
        ("part", "另派"),
        ("old", "原值"),
        ("new", "新值"),
        ("witness", "例"),
    ],
};

/// What is asked of the two rulebooks.
pub(crate) struct Ask<'a> {
    pub(crate) only: Option<&'a str>,
    pub(crate) tickets: Option<&'a Path>,
    pub(crate) events: Option<&'a Path>,
    pub(crate) all: bool,
}

pub(crate) fn run(
    old: &Path,
    new: &Path,
    ask: &Ask<'_>,
    args: &InputArgs,
    output: &OutputArgs,
    lang: Lang,
) -> Result<bool, Failure> {
    let (old, new) = (engine(old, lang)?, engine(new, lang)?);
    let mut how = Diff::new().all(ask.all);
    how.only = ask.only.map(str::to_owned);
    let changes = old.diff(&new, &how)?;
    let input = ask.tickets.map(|path| Input::read(path, ask.events, args, lang)).transpose()?;
    let replayed = input.as_ref().map(|input| {
        let tickets = input.tickets.list.iter().map(|filed| (&filed.ticket, &filed.history));
        old.replay(&new, tickets, ask.all)
    });
    match output.format {
        // a workbook holds rows
        None if !output.output.as_deref().is_some_and(is_workbook) => {
            let replayed = replayed.as_ref().map(|it| it.in_(lang)).unwrap_or_default();
            text(output, &(changes.in_(lang) + &replayed))?;
        }
        Some(FormatArg::Jsonl) => json(output, Ok(object(&changes, replayed.as_ref())?.to_string()))?,
        _ => rows(&changes, replayed.as_ref(), output, lang)?,
    }
    if ask.only.is_some() && changes.unfinished > 0 {
        complain(say(
            lang,
            "the search did not finish: whether the change goes beyond --only is not known",
            "没有查完：改动是否超出 --only 的范围还不能断定",
        ));
    }
    let kept = changes.outside.is_empty() && (ask.only.is_none() || changes.unfinished == 0);
    let read = input.map_or(Ok(true), |input| input.finish(args, lang))?;
    Ok(kept && read)
}

fn object(changes: &Changes, replayed: Option<&Replayed>) -> Result<Value, Failure> {
    let value = |value: Result<Value, serde_json::Error>| {
        value.map_err(|error| Failure::both(error.to_string(), error.to_string()))
    };
    let changes = value(serde_json::to_value(changes))?;
    Ok(match replayed {
        Some(replayed) => json!({ "changes": changes, "replay": value(serde_json::to_value(replayed))? }),
        None => json!({ "changes": changes }),
    })
}

fn rows(
    changes: &Changes,
    replayed: Option<&Replayed>,
    output: &OutputArgs,
    lang: Lang,
) -> Result<(), Failure> {
    let mut out = Rows::open(COLUMNS, output, lang)?;
    let all = changes.rows().into_iter().chain(replayed.map(Replayed::rows).unwrap_or_default());
    for row in all {
        let ChangeRow { kind, change, of, old_rule, new_rule, what, part, old, new, witness, .. } = row;
        let some = |text: String| Cell::text(Some(text).filter(|text| !text.is_empty()));
        let cells = [
            Cell::Text(kind.to_owned()),
            some(change),
            some(of),
            some(old_rule),
            some(new_rule),
            some(what),
            Cell::text(part),
            Cell::text(old),
            Cell::text(new),
            Cell::text(witness),
        ];
        out.write(&cells, &[])?;
    }
    out.finish()?;
    for finding in &changes.outside {
        complain(&finding.line(lang));
    }
    Ok(())
}
