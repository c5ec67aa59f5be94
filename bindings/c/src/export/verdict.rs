//! Auditing, and reading a verdict.

use super::events;
use crate::answer::unix;
use crate::answer::verdict::{Answer, OfObligation, Whole};
use crate::arena::json;
use crate::boundary::{Chars, ErrOut, In, Mut, Own, Text};
use crate::panic::{attempt, look, run};
use crate::request::{PLAIN, Request, now, now_unix};
use crate::types::{bh_engine, bh_history, bh_string, bh_ticket, bh_verdict};
use crate::words::{Numbered, lang, word};
use bihuan::Lang;
use std::ffi::c_int;

/// # Verdict
///
/// Judges the three closed loops of a ticket at `now`, a time as in bh_history_add; the library has no
/// clock of its own. `history` may be NULL. Where a due falls outside the calendar there is no verdict
/// but BH_ERROR_TICKET, unlike bh_dispatch.
#[unsafe(no_mangle)]
pub extern "C" fn bh_audit(
    engine: In<bh_engine>,
    ticket: In<bh_ticket>,
    history: In<bh_history>,
    now_text: Chars,
    now_len: usize,
    err: ErrOut,
) -> Own<bh_verdict> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let ticket = ticket.get("ticket")?.ready()?;
        let history = events(&history)?;
        let now = now(&engine.encoding.read_some(&now_text, now_len, "now")?)?;
        Answer::new(engine.engine.audit(ticket, history.as_ref(), now)?, engine.encoding).map(Own::new)
    })
}

/// The same at a time in seconds since 1970 in UTC.
#[unsafe(no_mangle)]
pub extern "C" fn bh_audit_unix(
    engine: In<bh_engine>,
    ticket: In<bh_ticket>,
    history: In<bh_history>,
    now: i64,
    err: ErrOut,
) -> Own<bh_verdict> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let ticket = ticket.get("ticket")?.ready()?;
        let history = events(&history)?;
        let now = now_unix(now)?;
        Answer::new(engine.engine.audit(ticket, history.as_ref(), now)?, engine.encoding).map(Own::new)
    })
}

/// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...], "now":
/// "..."}. One event that cannot be read refuses the whole request, as in bh_history_from_json.
#[unsafe(no_mangle)]
pub extern "C" fn bh_audit_json(
    engine: In<bh_engine>,
    request: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_string> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let request = Request::read(engine, &request, len, PLAIN)?;
        let verdict = engine.engine.audit(&request.ticket, &request.history, request.now()?)?;
        json(&verdict, engine.encoding).map(Own::new)
    })
}

/// The ticket's number. As with all that follow, valid until the verdict is freed, and NULL (or 0, or
/// BH_NO_TIME) where there is nothing or an index is beyond the last. Lists count from 0.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_ticket(verdict: In<bh_verdict>) -> Text {
    look(|| whole(&verdict, Whole::Ticket))
}

/// The state of a loop, one of BH_LOOP_BROKEN to BH_LOOP_NOT_APPLICABLE. `which` is BH_LOOP_INTAKE,
/// BH_LOOP_PROCESS, BH_LOOP_SUPERVISION, or BH_LOOP_OVERALL for the worst of the three.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_loop(verdict: In<bh_verdict>, which: c_int) -> c_int {
    look(|| Some(verdict.get("verdict").ok()?.state(which)?.number()))
}

/// The state's word, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_loop_text(verdict: In<bh_verdict>, which: c_int, language: c_int) -> Text {
    look(|| {
        let answer = verdict.get("verdict").ok()?;
        Some(Text::of(word(answer.state(which)?, language, answer.encoding)))
    })
}

/// How many obligations are violated, overdue or met late.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_breaches(verdict: In<bh_verdict>) -> usize {
    look(|| Some(verdict.get("verdict").ok()?.verdict.breaches))
}

/// What is due first of what is open: an obligation's id.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_next(verdict: In<bh_verdict>) -> Text {
    look(|| whole(&verdict, Whole::Next))
}

/// Its title, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_next_title(verdict: In<bh_verdict>, language: c_int) -> Text {
    look(|| {
        let answer = verdict.get("verdict").ok()?;
        let index = answer.next()?;
        match lang(language)? {
            Lang::Zh => of_obligation(&verdict, index, OfObligation::TitleZh),
            _ => of_obligation(&verdict, index, OfObligation::TitleEn),
        }
    })
}

/// Whose turn that is: a unit's code, or `CODE.post`.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_next_unit(verdict: In<bh_verdict>) -> Text {
    look(|| whole(&verdict, Whole::NextUnit))
}

/// When that is due: `YYYY-MM-DD HH:MM:SS` in the rulebook's timezone.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_next_due(verdict: In<bh_verdict>) -> Text {
    look(|| whole(&verdict, Whole::NextDue))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_next_due_unix(verdict: In<bh_verdict>) -> i64 {
    look(|| Some(unix(verdict.get("verdict").ok()?.verdict.next.as_ref()?.due)))
}

/// How the ticket is handled as a whole: one of BH_CHANNEL_...
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_channel(verdict: In<bh_verdict>) -> c_int {
    look(|| Some(verdict.get("verdict").ok()?.verdict.channel.number()))
}

/// The channel's word, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_channel_text(verdict: In<bh_verdict>, language: c_int) -> Text {
    look(|| {
        let answer = verdict.get("verdict").ok()?;
        Some(Text::of(word(answer.verdict.channel, language, answer.encoding)))
    })
}

/// The rulebook's name.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_rulebook(verdict: In<bh_verdict>) -> Text {
    look(|| whole(&verdict, Whole::Rulebook))
}

/// The version of the edition that decided.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_version(verdict: In<bh_verdict>) -> Text {
    look(|| whole(&verdict, Whole::Version))
}

/// The calendars that dues were counted with.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_calendar(verdict: In<bh_verdict>) -> Text {
    look(|| whole(&verdict, Whole::Calendar))
}

/// How many obligations there are: every instance of each, in the policy's order.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_count(verdict: In<bh_verdict>) -> usize {
    look(|| Some(verdict.get("verdict").ok()?.verdict.obligations.len()))
}

/// The id of an obligation, such as `first_contact`.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_id(verdict: In<bh_verdict>, index: usize) -> Text {
    look(|| of_obligation(&verdict, index, OfObligation::Id))
}

/// Its title, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_title(
    verdict: In<bh_verdict>,
    index: usize,
    language: c_int,
) -> Text {
    look(|| match lang(language)? {
        Lang::Zh => of_obligation(&verdict, index, OfObligation::TitleZh),
        _ => of_obligation(&verdict, index, OfObligation::TitleEn),
    })
}

/// The part that it is about, from 1; 0 where it is about the ticket.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_part(verdict: In<bh_verdict>, index: usize) -> u32 {
    look(|| verdict.get("verdict").ok()?.obligation(index)?.part)
}

/// The assisting unit that it is about.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_assist(verdict: In<bh_verdict>, index: usize) -> Text {
    look(|| of_obligation(&verdict, index, OfObligation::Assist))
}

/// The loop that it belongs to: BH_LOOP_INTAKE, BH_LOOP_PROCESS or BH_LOOP_SUPERVISION.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_loop(verdict: In<bh_verdict>, index: usize) -> c_int {
    look(|| Some(verdict.get("verdict").ok()?.obligation(index)?.lane.number()))
}

/// The loop's word, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_loop_text(
    verdict: In<bh_verdict>,
    index: usize,
    language: c_int,
) -> Text {
    look(|| {
        let answer = verdict.get("verdict").ok()?;
        Some(Text::of(word(answer.obligation(index)?.lane, language, answer.encoding)))
    })
}

/// How it stands: one of BH_STATE_...
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_state(verdict: In<bh_verdict>, index: usize) -> c_int {
    look(|| Some(verdict.get("verdict").ok()?.obligation(index)?.state.number()))
}

/// The state's word, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_state_text(
    verdict: In<bh_verdict>,
    index: usize,
    language: c_int,
) -> Text {
    look(|| {
        let answer = verdict.get("verdict").ok()?;
        Some(Text::of(word(answer.obligation(index)?.state, language, answer.encoding)))
    })
}

/// When it started.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_since(verdict: In<bh_verdict>, index: usize) -> Text {
    look(|| of_obligation(&verdict, index, OfObligation::Since))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_since_unix(verdict: In<bh_verdict>, index: usize) -> i64 {
    look(|| Some(unix(Some(verdict.get("verdict").ok()?.obligation(index)?.since))))
}

/// When it is due.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_due(verdict: In<bh_verdict>, index: usize) -> Text {
    look(|| of_obligation(&verdict, index, OfObligation::Due))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_due_unix(verdict: In<bh_verdict>, index: usize) -> i64 {
    look(|| Some(unix(verdict.get("verdict").ok()?.obligation(index)?.due)))
}

/// Whose turn it is or was: a unit's code, or `CODE.post`.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_owner(verdict: In<bh_verdict>, index: usize) -> Text {
    look(|| of_obligation(&verdict, index, OfObligation::Owner))
}

/// When it was met.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_met_at(verdict: In<bh_verdict>, index: usize) -> Text {
    look(|| of_obligation(&verdict, index, OfObligation::MetAt))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_met_at_unix(verdict: In<bh_verdict>, index: usize) -> i64 {
    look(|| Some(unix(verdict.get("verdict").ok()?.obligation(index)?.met_at)))
}

/// How many events it rests on.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_evidence_count(verdict: In<bh_verdict>, index: usize) -> usize {
    look(|| Some(verdict.get("verdict").ok()?.obligation(index)?.evidence.len()))
}

/// An event that it rests on, from 1 as they were added: what started it, then what decided it.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_evidence(
    verdict: In<bh_verdict>,
    index: usize,
    which: usize,
) -> usize {
    look(|| verdict.get("verdict").ok()?.obligation(index)?.evidence.get(which).copied())
}

/// What is wrong with an event that could not have happened, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_obligation_fault(
    verdict: In<bh_verdict>,
    index: usize,
    language: c_int,
) -> Text {
    look(|| {
        let answer = verdict.get("verdict").ok()?;
        Some(Text::of(word(answer.obligation(index)?.fault?, language, answer.encoding)))
    })
}

/// How many notes there are: what could not be read or was not seen.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_note_count(verdict: In<bh_verdict>) -> usize {
    look(|| Some(verdict.get("verdict").ok()?.verdict.notes.len()))
}

/// The code of a note: bh_decision_note_code has them all.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_note_code(verdict: In<bh_verdict>, index: usize) -> Text {
    look(|| Some(Text::of(verdict.get("verdict").ok()?.note_code(index))))
}

/// What a note is about: a value, a unit's code, a year, a count.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_note_about(verdict: In<bh_verdict>, index: usize) -> Text {
    look(|| Some(Text::of(verdict.get("verdict").ok()?.note_about(index))))
}

/// A note for a person, in BH_ZH or BH_EN: what kind, and in brackets what it is about.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_note_text(verdict: In<bh_verdict>, index: usize, language: c_int) -> Text {
    look(|| {
        let lang = lang(language)?;
        Some(Text::of(verdict.get("verdict").ok()?.note_text(index, lang)))
    })
}

/// The whole verdict as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_json(verdict: In<bh_verdict>) -> Text {
    look(|| verdict.get("verdict").ok().map(|answer| Text::of(Some(answer.json()))))
}

/// Frees a verdict. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_verdict_free(verdict: Mut<bh_verdict>) {
    run(|| verdict.free());
}

fn whole(verdict: &In<bh_verdict>, text: Whole) -> Option<Text> {
    Some(Text::of(verdict.get("verdict").ok()?.whole(text)))
}

fn of_obligation(verdict: &In<bh_verdict>, index: usize, text: OfObligation) -> Option<Text> {
    Some(Text::of(verdict.get("verdict").ok()?.of_obligation(index, text)))
}
