//! The commands; each says whether all went well (exit 0) or lines or findings stand against it (1).

mod annotate;
mod audit;
mod check;
mod dispatch;
mod explain;
mod fix;
mod new;
mod story;
mod todo;

use crate::args::{Args, Command};
use crate::output::Failure;
use crate::targets;
use bihuan::Moment;

pub(crate) fn run(args: &Args) -> Result<bool, Failure> {
    let lang = args.lang();
    spare_inputs(&args.command)?;
    match &args.command {
        Command::New { dir, xlsx } => new::run(dir, *xlsx, args.said_in()),
        Command::Check { rulebook, how, output } => check::run(rulebook, how, output, lang),
        Command::Dispatch { rulebook, tickets, events, input, output } => {
            dispatch::run(rulebook, tickets, events.as_deref(), input, output, lang)
        }
        Command::Explain { rulebook, tickets, events, id, input, output } => {
            explain::run(rulebook, tickets, events.as_deref(), id, input, output, lang)
        }
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

/// Nothing that a run over tickets reads is overwritten by what it writes.
fn spare_inputs(command: &Command) -> Result<(), Failure> {
    match command {
        Command::New { .. } | Command::Check { .. } => Ok(()),
        Command::Dispatch { rulebook, tickets, events, input, output }
        | Command::Explain { rulebook, tickets, events, input, output, .. } => {
            targets::may_write(rulebook, tickets, events.as_deref(), input, output)
        }
        Command::Audit { rulebook, tickets, events, input, output, .. }
        | Command::Todo { rulebook, tickets, events, input, output, .. } => {
            targets::may_write(rulebook, tickets, Some(events), input, output)
        }
    }
}
