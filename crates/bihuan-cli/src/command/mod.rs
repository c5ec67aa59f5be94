//! The commands; each says whether all went well (exit 0) or lines or findings stand against it (1).

mod annotate;
mod audit;
mod check;
mod contest;
mod dispatch;
mod explain;
mod fix;
mod new;
mod story;
mod todo;

use crate::args::{Args, Command};
use crate::output::{Cell, Failure};
use crate::targets;
use bihuan::{FactChange, Moment};

pub(crate) fn run(args: &Args) -> Result<bool, Failure> {
    let lang = args.lang();
    spare_inputs(&args.command)?;
    match &args.command {
        Command::New { dir, xlsx } => new::run(dir, *xlsx, args.said_in()),
        Command::Check { rulebook, how, output } => check::run(rulebook, how, output, lang),
        Command::Dispatch { rulebook, tickets, events, input, output } => {
            dispatch::run(rulebook, tickets, events.as_deref(), input, output, lang)
        }
        Command::Explain { rulebook, tickets, events, id, why_not, input, output } => {
            let ask = explain::Ask { id, why_not: why_not.as_deref() };
            explain::run(rulebook, tickets, events.as_deref(), &ask, input, output, lang)
        }
        Command::Contest { rulebook, replay: Some(file), output, .. } => {
            contest::replay(rulebook, file, output, lang)
        }
        Command::Contest {
            rulebook,
            tickets: Some(tickets),
            events,
            id: Some(id),
            unit: Some(unit),
            claim,
            now,
            input,
            output,
            replay: None,
        } => {
            let ask = contest::Ask { id, unit, claim, now: now.as_deref() };
            contest::run(rulebook, tickets, events.as_deref(), &ask, input, output, lang)
        }
        Command::Contest { .. } => Err(Failure::both(
            "a contest needs TICKETS, --id and --unit, or --replay FILE",
            "请给出工单文件、--id 和 --unit，或 --replay 记录文件",
        )),
        Command::Audit { rulebook, tickets, events, now, obligations, id, input, output } => {
            let ask = audit::Ask { now: moment(now)?, obligations: *obligations, id: id.as_deref() };
            audit::run(rulebook, tickets, events, &ask, input, output, lang)
        }
        Command::Todo { rulebook, tickets, events, now, input, output } => {
            todo::run(rulebook, tickets, events, moment(now)?, input, output, lang)
        }
    }
}

fn moment(text: &str) -> Result<Moment, Failure> {
    text.parse().map_err(|error| {
        Failure::both(
            format!("--now `{text}`: {error}"),
            format!("--now `{text}` 不是时间，请写成 2025-03-03T09:00:00 这样"),
        )
    })
}

/// Column, old and new value of each changed fact; where none changes a line without.
fn changes(facts: &[FactChange]) -> Vec<[Cell; 3]> {
    if facts.is_empty() {
        return vec![[Cell::Absent, Cell::Absent, Cell::Absent]];
    }
    let cells = facts.iter().map(|change| {
        [
            Cell::Text(change.column.clone()),
            Cell::text(change.from.as_deref()),
            Cell::text(change.to.as_deref()),
        ]
    });
    cells.collect()
}

/// Nothing that a run over tickets reads is overwritten by what it writes.
fn spare_inputs(command: &Command) -> Result<(), Failure> {
    match command {
        Command::New { .. } | Command::Check { .. } => Ok(()),
        Command::Contest { rulebook, tickets: None, replay, input, output, .. } => {
            let replay = replay.as_deref().unwrap_or(rulebook);
            targets::may_write(rulebook, replay, None, input, output)
        }
        Command::Dispatch { rulebook, tickets, events, input, output }
        | Command::Explain { rulebook, tickets, events, input, output, .. }
        | Command::Contest { rulebook, tickets: Some(tickets), events, input, output, .. } => {
            targets::may_write(rulebook, tickets, events.as_deref(), input, output)
        }
        Command::Audit { rulebook, tickets, events, input, output, .. }
        | Command::Todo { rulebook, tickets, events, input, output, .. } => {
            targets::may_write(rulebook, tickets, Some(events), input, output)
        }
    }
}
