//! `bihuan explain`: one decision and why.

use crate::args::{FormatArg, InputArgs, OutputArgs};
use crate::input::{Input, engine};
use crate::output::{Failure, sink};
use bihuan::Lang;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(
    rulebook: &Path,
    tickets: &Path,
    events: Option<&Path>,
    id: &str,
    args: &InputArgs,
    output: &OutputArgs,
    lang: Lang,
) -> Result<bool, Failure> {
    let engine = engine(rulebook, lang)?;
    let input = Input::read(tickets, events, args, lang)?;
    let filed = input.tickets.list.iter().find(|filed| filed.ticket.id == id.trim());
    let filed = filed.ok_or_else(|| Failure::no_ticket(id))?;
    input.tell_doubts(&engine, std::slice::from_ref(filed), lang);
    let explanation = engine.explain(&filed.ticket, &filed.history)?;
    let mut out = sink(output)?;
    if output.format == Some(FormatArg::Jsonl) {
        serde_json::to_writer(&mut out, &explanation).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", explanation.in_(lang))?;
    }
    out.flush()?;
    input.finish(args, lang)
}
