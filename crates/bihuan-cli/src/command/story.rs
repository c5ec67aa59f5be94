//! One ticket's story in the three loops, on one screen.

use bihuan::{Engine, Filed, Lang, Loop, LoopState, State, Verdict, Word, kind_word};
use std::fmt::Write;

/// Tells what happened and how each loop stands.
pub(crate) fn tell(engine: &Engine, filed: &Filed, verdict: &Verdict, lang: Lang) -> String {
    let mut out = String::new();
    // writing into a String cannot fail
    let _ = write(&mut out, engine, filed, verdict, lang);
    out
}

fn write(
    out: &mut String,
    engine: &Engine,
    filed: &Filed,
    verdict: &Verdict,
    lang: Lang,
) -> std::fmt::Result {
    let say = |en: &'static str, zh: &'static str| if lang == Lang::Zh { zh } else { en };
    let ticket = &filed.ticket;
    let overall = word(verdict.overall, lang);
    writeln!(out, "{} {}  {}  {overall}", say("ticket", "工单"), ticket.id, ticket.received_at)?;
    if let Some(text) = &ticket.text {
        writeln!(out, "  {}", text.trim())?;
    }
    let states = [
        (Loop::Intake, verdict.intake),
        (Loop::Process, verdict.process),
        (Loop::Supervision, verdict.supervision),
    ];
    for (lane, state) in states {
        writeln!(out, "\n{}: {}", word(lane, lang), word::<LoopState>(state, lang))?;
        for instance in verdict.obligations.iter().filter(|instance| instance.lane == lane) {
            let mark = match instance.state {
                State::Met => '✓',
                State::MetLate => '!',
                State::Pending => '…',
                State::Waived => '–',
                _ => '✗',
            };
            let title = if lang == Lang::Zh { &instance.title_zh } else { &instance.title_en };
            write!(out, "  {mark} {title}")?;
            if let Some(part) = instance.part {
                write!(out, " #{part}")?;
            }
            if let Some(owner) = &instance.owner {
                write!(out, "  {}", named(engine, owner))?;
            }
            write!(out, "  {}", word(instance.state, lang))?;
            if let Some(met) = instance.met_at {
                write!(out, " {met}")?;
            }
            if let Some(due) = instance.due {
                write!(out, "  {} {due}", say("due", "期限"))?;
            }
            if let Some(fault) = instance.fault {
                write!(out, "  ({})", word(fault, lang))?;
            }
            let evidence: Vec<String> =
                instance.evidence.iter().filter_map(|at| evidence(filed, *at, lang)).collect();
            writeln!(out, "  {}", evidence.join(" → "))?;
        }
    }
    if let Some(next) = &verdict.next {
        let due = next.due.map_or_else(String::new, |due| format!("  {} {due}", say("due", "期限")));
        let unit = next.unit.as_deref().map_or_else(String::new, |unit| named(engine, unit));
        let of = verdict.obligations.iter().find(|instance| instance.obligation == next.obligation);
        let title =
            of.map_or(&next.obligation, |of| if lang == Lang::Zh { &of.title_zh } else { &of.title_en });
        writeln!(out, "\n{} {title}  {unit}{due}", say("next:", "下一步："))?;
    }
    let notes: Vec<String> = verdict.notes.iter().map(|note| note.in_(lang)).collect();
    if !notes.is_empty() {
        writeln!(out, "{} {}", say("notes:", "备注："), notes.join(", "))?;
    }
    Ok(())
}

fn word<W: Word>(word: W, lang: Lang) -> &'static str {
    if lang == Lang::Zh { word.zh() } else { word.en() }
}

/// A unit or post with the unit's name.
fn named(engine: &Engine, owner: &str) -> String {
    match engine.unit_name(owner.split('.').next().unwrap_or(owner)) {
        Some(name) if name != owner => format!("{owner} {name}"),
        _ => owner.to_owned(),
    }
}

fn evidence(filed: &Filed, ordinal: usize, lang: Lang) -> Option<String> {
    let event = filed.history.events.get(ordinal.checked_sub(1)?)?;
    Some(format!("[{ordinal}] {} {}", event.at, kind_word(&event.kind, lang)))
}
