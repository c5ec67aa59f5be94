//! `bihuan dispatch`: decisions, a line a part.

use crate::args::{InputArgs, OutputArgs};
use crate::input::{Input, engine};
use crate::output::{Cell, Columns, Failure, Rows, Said, complain, progress, say};
use bihuan::{Decision, Engine, Lang, NoteCode, Word};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const COLUMNS: Columns = Columns {
    sheet: ("dispatch", "派单"),
    names: &[
        ("ticket", "工单编号"),
        ("part", "分派"),
        ("lead", "主办"),
        ("assist", "协办"),
        ("channel", "通道"),
        ("row", "依据行"),
        ("first_contact_due", "先行联系期限"),
        ("due", "办理期限"),
        ("signoff", "签批"),
        ("reason", "派单原因"),
        ("call", "先打"),
        ("version", "手册版本"),
    ],
};

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
    let mut rows = Rows::open(COLUMNS, output, lang)?;
    let mut uncovered: BTreeSet<String> = BTreeSet::new();
    let mut noted = Noted::default();
    let list = std::mem::take(&mut input.tickets.list);
    input.tell_doubts(&engine, &list, lang);
    let bar = progress(list.len());
    for filed in &list {
        match engine.redispatch(&filed.ticket, &filed.history) {
            Ok(decision) => {
                let uncovering = decision.notes.iter().filter(|note| note.code == NoteCode::NotCovered);
                uncovered.extend(uncovering.map(|note| note.about.clone()));
                noted.add(&decision);
                write(&mut rows, &engine, &decision)?;
            }
            Err(error) => input.reject(filed, &error, args, lang)?,
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    rows.finish()?;
    noted.tell(lang);
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

/// How many tickets have a note of each kind, and the first of them: what could not be read must not go
/// to the fallback in silence.
#[derive(Debug, Default)]
struct Noted(BTreeMap<NoteCode, (usize, String)>);

impl Noted {
    fn add(&mut self, decision: &Decision) {
        // what the calendar does not cover is told by year
        for code in decision.note_codes().into_iter().filter(|code| *code != NoteCode::NotCovered) {
            let entry = self.0.entry(code).or_insert_with(|| {
                let about = decision.notes.iter().filter(|note| note.code == code);
                let about: Vec<_> = about.map(|note| note.about.as_str()).collect();
                (0, format!("{}: {}", decision.ticket, about.join("、")))
            });
            entry.0 += 1;
        }
    }

    fn tell(&self, lang: Lang) {
        for (code, (count, first)) in &self.0 {
            let tickets = if *count == 1 { "ticket" } else { "tickets" };
            complain(&say(
                lang,
                format!("{count} {tickets}: {} (first {first})", in_english(*code)),
                format!("{count} 件工单：{}（第一件 {first}）", in_chinese(*code)),
            ));
        }
    }
}

fn in_english(code: NoteCode) -> &'static str {
    match code {
        NoteCode::UnlistedMatter => "the matter is not listed",
        NoteCode::UnknownValue => "a value could not be read and counts as absent",
        NoteCode::NoDue => "no due",
        NoteCode::AssistUnresolved => "an assist's role has no unit there",
        NoteCode::AssistInactive => "an assist is not active on the date",
        NoteCode::Barred => "a unit is barred from leading after a return",
        other => other.en(),
    }
}

fn in_chinese(code: NoteCode) -> &'static str {
    match code {
        NoteCode::UnlistedMatter => "事项不在清单",
        NoteCode::UnknownValue => "有认不出的值，按没填处理",
        NoteCode::NoDue => "没有期限",
        other => other.zh(),
    }
}

fn write(rows: &mut Rows, engine: &Engine, decision: &Decision) -> Result<(), Failure> {
    for part in &decision.parts {
        let json = |value: Result<Value, _>| value.unwrap_or(Value::Null);
        rows.write(
            &[
                Cell::Text(decision.ticket.clone()),
                Cell::Number(u64::from(part.part)),
                Cell::Said(Said::unit(engine, &part.lead)),
                Cell::List(part.assist.iter().map(|unit| Said::unit(engine, unit)).collect()),
                Cell::word(decision.channel),
                Cell::text(part.row.clone()),
                Cell::time(part.first_contact_due),
                Cell::time(part.due),
                Cell::text(part.signoff.clone()),
                Cell::word(part.reason),
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
