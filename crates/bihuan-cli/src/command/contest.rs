//! `bihuan contest`: a return, tried: who would get it, or why it stays; and a recorded one asked again.

use crate::args::{FormatArg, InputArgs, OutputArgs};
use crate::command::explain::{json, text};
use crate::command::{changes, moment};
use crate::input::{Input, engine};
use crate::output::{Cell, Columns, Failure, Rows, Said, complain, say};
use bihuan::{Claim, Contest, Decision, Engine, Lang};
use std::path::Path;

/// A line for each disputed fact; one without a fact where none is disputed.
const COLUMNS: Columns = Columns {
    sheet: ("contest", "退单争议"),
    names: &[
        ("ticket", "工单编号"),
        ("unit", "单位"),
        ("part", "分派"),
        ("answer", "结论"),
        ("ground", "理由"),
        ("merits", "就事由而言"),
        ("to", "去向"),
        ("row", "行"),
        ("basis", "依据"),
        ("column", "争议列"),
        ("from", "工单所记"),
        ("to_fact", "主张"),
        ("upheld", "如仍通过退单"),
        ("return_due", "退单期限"),
        ("remarks", "备注"),
        ("version", "版本"),
    ],
};

/// What is contested.
pub(crate) struct Ask<'a> {
    pub(crate) id: &'a str,
    pub(crate) unit: &'a str,
    pub(crate) claim: &'a str,
    pub(crate) now: Option<&'a str>,
}

pub(crate) fn run(
    rulebook: &Path,
    tickets: &Path,
    events: Option<&Path>,
    ask: &Ask<'_>,
    args: &InputArgs,
    output: &OutputArgs,
    lang: Lang,
) -> Result<bool, Failure> {
    let engine = engine(rulebook, lang)?;
    let claim: Claim = ask.claim.parse()?;
    let now = ask.now.map(moment).transpose()?;
    let input = Input::read(tickets, events, args, lang)?;
    let filed = input.ticket(ask.id)?;
    input.tell_doubts(&engine, std::slice::from_ref(filed), lang);
    let contest = match now {
        Some(now) => engine.contest_at(&filed.ticket, &filed.history, ask.unit, &claim, now)?,
        None => engine.contest(&filed.ticket, &filed.history, ask.unit, &claim)?,
    };
    write(&engine, &contest, output, lang)?;
    input.finish(args, lang)
}

/// Asks a recorded contest again: exit 1 when rulebook or answer are others now.
pub(crate) fn replay(rulebook: &Path, file: &Path, output: &OutputArgs, lang: Lang) -> Result<bool, Failure> {
    let engine = engine(rulebook, lang)?;
    let content = std::fs::read_to_string(file).map_err(|cause| Failure::read(file, &cause))?;
    let recorded: Contest = serde_json::from_str(&content).map_err(|cause| {
        let shown = file.display();
        Failure::both(
            format!("`{shown}` is no recorded contest: {cause}"),
            format!("`{shown}` 不是 contest --format jsonl 写出的记录：{cause}"),
        )
    })?;
    let replay = engine.replay_contest(&recorded)?;
    write(&engine, &replay.contest, output, lang)?;
    let told = match (replay.same_rulebook, replay.same) {
        (true, true) => say(lang, "the same rulebook gives the same answer", "规则手册相同，结论一致"),
        (true, false) => say(
            lang,
            "the rulebook is the same, the answer is not what was recorded",
            "规则手册相同，但结论与记录不一致",
        ),
        (false, _) => say(
            lang,
            "the rulebook is another one than that of the record: this is its answer",
            "规则手册与记录的不同，以上是按现在这一份的结论",
        ),
    };
    complain(told);
    Ok(replay.same)
}

fn write(engine: &Engine, contest: &Contest, output: &OutputArgs, lang: Lang) -> Result<(), Failure> {
    match output.format {
        None => return text(output, &contest.in_(lang)),
        Some(FormatArg::Jsonl) => return json(output, serde_json::to_string(contest)),
        Some(_) => {}
    }
    let mut rows = Rows::open(COLUMNS, output, lang)?;
    let leads = |decision: Option<&Decision>| {
        let parts = decision.map_or(&[][..], |decision| &decision.parts);
        Cell::List(parts.iter().map(|part| Said::unit(engine, &part.lead)).collect())
    };
    for [column, from, to] in changes(&contest.disputed) {
        let cells = [
            Cell::Text(contest.ticket.id.clone()),
            Cell::Said(Said::unit(engine, &contest.unit)),
            contest.part.map_or(Cell::Absent, |part| Cell::Number(part.into())),
            Cell::word(contest.answer),
            Cell::word(contest.ground),
            Cell::word(contest.merits),
            contest.to.as_ref().map_or(Cell::Absent, |to| Cell::Said(Said::unit(engine, to))),
            Cell::text(contest.row.as_ref().map(|row| row.row.as_str())),
            Cell::text(contest.basis.as_deref()),
            column,
            from,
            to,
            leads(contest.upheld.as_ref()),
            Cell::time(contest.return_due),
            Cell::List(contest.remarks.iter().map(|remark| Said::word(*remark)).collect()),
            Cell::Text(contest.version.clone()),
        ];
        rows.write(&cells, &[])?;
    }
    rows.finish()
}
