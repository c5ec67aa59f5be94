//! Dispatching, and reading a decision.

use super::events;
use crate::answer::decision::{Answer, OfLimit, OfPart, OfStage, When, Who, Whole};
use crate::answer::unix;
use crate::arena::json;
use crate::boundary::{Chars, ErrOut, In, Mut, Own, Text};
use crate::panic::{attempt, look, run};
use crate::request::{PLAIN, Request};
use crate::types::{bh_decision, bh_engine, bh_history, bh_string, bh_ticket};
use crate::words::{Numbered, lang, word};
use bihuan::Lang;
use std::ffi::c_int;

/// # Decision
///
/// Decides who gets a ticket, by when and why. A due outside the calendar is no error: bh_decision_due
/// gives NULL and the decision has a note `not_covered`.
#[unsafe(no_mangle)]
pub extern "C" fn bh_dispatch(engine: In<bh_engine>, ticket: In<bh_ticket>, err: ErrOut) -> Own<bh_decision> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let ticket = ticket.get("ticket")?.ready()?;
        Answer::new(engine.engine.dispatch(ticket)?, engine.encoding).map(Own::new)
    })
}

/// Decides a ticket again after what happened: returns, designations, corrections, extensions. `history`
/// may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn bh_redispatch(
    engine: In<bh_engine>,
    ticket: In<bh_ticket>,
    history: In<bh_history>,
    err: ErrOut,
) -> Own<bh_decision> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let ticket = ticket.get("ticket")?.ready()?;
        let decision = engine.engine.redispatch(ticket, events(&history)?.as_ref())?;
        Answer::new(decision, engine.encoding).map(Own::new)
    })
}

/// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...]}, where
/// `history` may be left out; the keys inside are the columns' names in Chinese or English. One event
/// that cannot be read refuses the whole request, as in bh_history_from_json.
#[unsafe(no_mangle)]
pub extern "C" fn bh_dispatch_json(
    engine: In<bh_engine>,
    request: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_string> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let request = Request::read(engine, &request, len, PLAIN)?;
        let decision = engine.engine.redispatch(&request.ticket, &request.history)?;
        json(&decision, engine.encoding).map(Own::new)
    })
}

/// The ticket's number. As with all that follow, valid until the decision is freed, and NULL (or 0, or
/// BH_NO_TIME) where there is nothing or an index is beyond the last. Parts and lists count from 0.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_ticket(decision: In<bh_decision>) -> Text {
    look(|| decision.get("decision").ok().map(|answer| Text::of(answer.ticket())))
}

/// How the ticket is handled as a whole: one of BH_CHANNEL_...
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_channel(decision: In<bh_decision>) -> c_int {
    look(|| Some(decision.get("decision").ok()?.decision.channel.number()))
}

/// The channel's word, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_channel_text(decision: In<bh_decision>, language: c_int) -> Text {
    look(|| {
        let answer = decision.get("decision").ok()?;
        Some(Text::of(word(answer.decision.channel, language, answer.encoding)))
    })
}

/// 110, 119 or 120, to be called at once.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_call(decision: In<bh_decision>) -> Text {
    look(|| whole(&decision, Whole::Call))
}

/// What the caller is to be told when the ticket is not accepted (不受理).
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_tell(decision: In<bh_decision>) -> Text {
    look(|| whole(&decision, Whole::Tell))
}

/// The rulebook's name.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_rulebook(decision: In<bh_decision>) -> Text {
    look(|| whole(&decision, Whole::Rulebook))
}

/// The version of the edition that decided.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_version(decision: In<bh_decision>) -> Text {
    look(|| whole(&decision, Whole::Version))
}

/// The calendars that limits were counted with.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_calendar(decision: In<bh_decision>) -> Text {
    look(|| whole(&decision, Whole::Calendar))
}

/// How many parts (分派) there are, at least one: the first, then extra ones.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_part_count(decision: In<bh_decision>) -> usize {
    look(|| Some(decision.get("decision").ok()?.decision.parts.len()))
}

/// The leading unit (主办) of a part, by code.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_lead(decision: In<bh_decision>, part: usize) -> Text {
    look(|| who_of(&decision, part, Who::Lead))
}

/// How many assisting units (协办) a part has.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_assist_count(decision: In<bh_decision>, part: usize) -> usize {
    look(|| Some(decision.get("decision").ok()?.part(part)?.assist.len()))
}

/// An assisting unit, by code.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_assist(decision: In<bh_decision>, part: usize, index: usize) -> Text {
    look(|| Some(Text::of(decision.get("decision").ok()?.assist(part, index))))
}

/// The row or rule that decided.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_row(decision: In<bh_decision>, part: usize) -> Text {
    look(|| who_of(&decision, part, Who::Row))
}

/// Why this lead: one of BH_REASON_...
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_reason(decision: In<bh_decision>, part: usize) -> c_int {
    look(|| Some(decision.get("decision").ok()?.part(part)?.reason.number()))
}

/// The reason's word, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_reason_text(decision: In<bh_decision>, part: usize, language: c_int) -> Text {
    look(|| {
        let answer = decision.get("decision").ok()?;
        Some(Text::of(word(answer.part(part)?.reason, language, answer.encoding)))
    })
}

/// When a part must be handled: `YYYY-MM-DD HH:MM:SS` in the rulebook's timezone. NULL where no limit
/// applies, and where the due falls outside the calendar, which is noted (`not_covered`).
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_due(decision: In<bh_decision>, part: usize) -> Text {
    look(|| when_of(&decision, part, When::Due))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_due_unix(decision: In<bh_decision>, part: usize) -> i64 {
    look(|| Some(unix(decision.get("decision").ok()?.part(part)?.due)))
}

/// When the caller must have been contacted (先行联系).
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_first_contact_due(decision: In<bh_decision>, part: usize) -> Text {
    look(|| when_of(&decision, part, When::FirstContact))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_first_contact_due_unix(decision: In<bh_decision>, part: usize) -> i64 {
    look(|| Some(unix(decision.get("decision").ok()?.part(part)?.first_contact_due)))
}

/// The sign-off route (签批) that the row names.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_signoff(decision: In<bh_decision>, part: usize) -> Text {
    look(|| of_part(&decision, part, OfPart::Signoff))
}

/// Law or rule behind the row (依据).
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_basis(decision: In<bh_decision>, part: usize) -> Text {
    look(|| of_part(&decision, part, OfPart::Basis))
}

/// How to talk to the caller (提示).
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_tip(decision: In<bh_decision>, part: usize) -> Text {
    look(|| of_part(&decision, part, OfPart::Tip))
}

/// How many named limits (限时) a part has, `due` and `first_contact` among them.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_limit_count(decision: In<bh_decision>, part: usize) -> usize {
    look(|| Some(decision.get("decision").ok()?.part(part)?.limits.len()))
}

/// The name of a limit.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_limit_name(decision: In<bh_decision>, part: usize, index: usize) -> Text {
    look(|| of_limit(&decision, part, index, OfLimit::Name))
}

/// Its amount in BH_ZH or BH_EN, 5工作日 or `5wd`; NULL where only an extension gives a due.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_limit_amount(
    decision: In<bh_decision>,
    part: usize,
    index: usize,
    language: c_int,
) -> Text {
    look(|| match lang(language)? {
        Lang::Zh => of_limit(&decision, part, index, OfLimit::AmountZh),
        _ => of_limit(&decision, part, index, OfLimit::AmountEn),
    })
}

/// The row or rule that it comes from.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_limit_source(decision: In<bh_decision>, part: usize, index: usize) -> Text {
    look(|| of_limit(&decision, part, index, OfLimit::Source))
}

/// When it is up, extensions included.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_limit_due(decision: In<bh_decision>, part: usize, index: usize) -> Text {
    look(|| of_limit(&decision, part, index, OfLimit::Due))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_limit_due_unix(decision: In<bh_decision>, part: usize, index: usize) -> i64 {
    look(|| Some(unix(decision.get("decision").ok()?.part(part)?.limits.get(index)?.due)))
}

/// When it would be up counted from receipt.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_limit_from_receipt(
    decision: In<bh_decision>,
    part: usize,
    index: usize,
) -> Text {
    look(|| of_limit(&decision, part, index, OfLimit::FromReceipt))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_limit_from_receipt_unix(
    decision: In<bh_decision>,
    part: usize,
    index: usize,
) -> i64 {
    look(|| Some(unix(decision.get("decision").ok()?.part(part)?.limits.get(index)?.from_receipt)))
}

/// How many stages (分段限时) the row of a part has.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_stage_count(decision: In<bh_decision>, part: usize) -> usize {
    look(|| Some(decision.get("decision").ok()?.part(part)?.stages.len()))
}

/// The name of a stage.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_stage_name(decision: In<bh_decision>, part: usize, index: usize) -> Text {
    look(|| of_stage(&decision, part, index, OfStage::Name))
}

/// Its limit in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_stage_limit(
    decision: In<bh_decision>,
    part: usize,
    index: usize,
    language: c_int,
) -> Text {
    look(|| match lang(language)? {
        Lang::Zh => of_stage(&decision, part, index, OfStage::LimitZh),
        _ => of_stage(&decision, part, index, OfStage::LimitEn),
    })
}

/// When it is up.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_stage_due(decision: In<bh_decision>, part: usize, index: usize) -> Text {
    look(|| of_stage(&decision, part, index, OfStage::Due))
}

/// The same in seconds since 1970 in UTC; BH_NO_TIME where there is none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_stage_due_unix(decision: In<bh_decision>, part: usize, index: usize) -> i64 {
    look(|| Some(unix(decision.get("decision").ok()?.part(part)?.stages.get(index)?.due)))
}

/// How many notes there are: what could not be read, was left out, or has no due.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_note_count(decision: In<bh_decision>) -> usize {
    look(|| Some(decision.get("decision").ok()?.decision.notes.len()))
}

/// The code of a note:
///
/// - `unlisted_matter`: the ticket's matter is not in the list of matters
/// - `unknown_value`: a value could not be read and counts as absent
/// - `no_due`: there is no due where one was asked for
/// - `not_covered`: a date that the calendar does not cover, so a due may be absent
/// - `assist_unresolved`: the role of an assist has no unit for the ticket
/// - `assist_inactive`: an assist is not active on the date
/// - `barred`: a unit is barred from leading by an upheld return
/// - `off_matrix`: a dispatched unit leads no part of the decision (verdicts only)
/// - `future_events`: events after `now` were not seen (verdicts only)
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_note_code(decision: In<bh_decision>, index: usize) -> Text {
    look(|| Some(Text::of(decision.get("decision").ok()?.note_code(index))))
}

/// What a note is about: a value, a unit's code, a year, a count.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_note_about(decision: In<bh_decision>, index: usize) -> Text {
    look(|| Some(Text::of(decision.get("decision").ok()?.note_about(index))))
}

/// A note for a person, in BH_ZH or BH_EN: what kind, and in brackets what it is about.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_note_text(decision: In<bh_decision>, index: usize, language: c_int) -> Text {
    look(|| {
        let lang = lang(language)?;
        Some(Text::of(decision.get("decision").ok()?.note_text(index, lang)))
    })
}

/// The whole decision as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_json(decision: In<bh_decision>) -> Text {
    look(|| decision.get("decision").ok().map(|answer| Text::of(Some(answer.json()))))
}

/// Frees a decision. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_decision_free(decision: Mut<bh_decision>) {
    run(|| decision.free());
}

fn whole(decision: &In<bh_decision>, text: Whole) -> Option<Text> {
    Some(Text::of(decision.get("decision").ok()?.whole(text)))
}

fn who_of(decision: &In<bh_decision>, part: usize, text: Who) -> Option<Text> {
    Some(Text::of(decision.get("decision").ok()?.who_of(part, text)))
}

fn when_of(decision: &In<bh_decision>, part: usize, time: When) -> Option<Text> {
    Some(Text::of(decision.get("decision").ok()?.when_of(part, time)))
}

fn of_part(decision: &In<bh_decision>, part: usize, text: OfPart) -> Option<Text> {
    Some(Text::of(decision.get("decision").ok()?.of_part(part, text)))
}

fn of_limit(decision: &In<bh_decision>, part: usize, index: usize, text: OfLimit) -> Option<Text> {
    Some(Text::of(decision.get("decision").ok()?.of_limit(part, index, text)))
}

fn of_stage(decision: &In<bh_decision>, part: usize, index: usize, text: OfStage) -> Option<Text> {
    Some(Text::of(decision.get("decision").ok()?.of_stage(part, index, text)))
}
