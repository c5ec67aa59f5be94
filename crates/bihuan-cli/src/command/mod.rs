//! The commands; each says whether all went well (exit 0) or lines or findings stand against it (1).

mod annotate;
mod audit;
mod check;
mod dispatch;
mod explain;
mod new;
mod story;
mod todo;

use crate::args::{Args, Command};
use crate::output::Failure;
use bihuan::{Lang, Moment};

pub(crate) fn run(args: &Args) -> Result<bool, Failure> {
    let lang = args.lang();
    match &args.command {
        Command::New { dir, xlsx } => new::run(dir, *xlsx, args.lang_or(Lang::Zh)),
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
    text.parse().map_err(|error| Failure::Text(format!("--now `{text}`: {error}")))
}
