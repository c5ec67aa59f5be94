//! Asking why.

use super::events;
use crate::answer::explanation::{Answer, Told};
use crate::arena::json;
use crate::boundary::{Chars, ErrOut, In, Mut, Own, Text};
use crate::panic::{attempt, look, run};
use crate::request::{PLAIN, Request, WHY_NOT, named};
use crate::types::{bh_engine, bh_explanation, bh_history, bh_string, bh_ticket};
use crate::words::lang;
use std::ffi::c_int;

/// # Explanation
///
/// Explains the decision on a ticket: the winning rows cell by cell, and the rows that came close with
/// the first cell that failed. `history` may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn bh_explain(
    engine: In<bh_engine>,
    ticket: In<bh_ticket>,
    history: In<bh_history>,
    err: ErrOut,
) -> Own<bh_explanation> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let ticket = ticket.get("ticket")?.ready()?;
        let explanation = engine.engine.explain(ticket, events(&history)?.as_ref())?;
        Answer::new(Told::Explanation(Box::new(explanation)), engine.encoding).map(Own::new)
    })
}

/// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...]}.
#[unsafe(no_mangle)]
pub extern "C" fn bh_explain_json(
    engine: In<bh_engine>,
    request: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_string> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let request = Request::read(engine, &request, len, PLAIN)?;
        let explanation = engine.engine.explain(&request.ticket, &request.history)?;
        json(&explanation, engine.encoding).map(Own::new)
    })
}

/// Why a unit does not lead a ticket: the nearest row that gives it, and the least change of the ticket by
/// which it would. `unit` is a code, a name or an alias; one that the rulebook does not know is
/// BH_ERROR_QUESTION. `history` may be NULL.
#[unsafe(no_mangle)]
pub extern "C" fn bh_why_not(
    engine: In<bh_engine>,
    ticket: In<bh_ticket>,
    history: In<bh_history>,
    unit: Chars,
    unit_len: usize,
    err: ErrOut,
) -> Own<bh_explanation> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let ticket = ticket.get("ticket")?.ready()?;
        let unit = engine.encoding.read_some(&unit, unit_len, "unit")?;
        let why_not = engine.engine.why_not(ticket, events(&history)?.as_ref(), named(&unit)?)?;
        Answer::new(Told::WhyNot(Box::new(why_not)), engine.encoding).map(Own::new)
    })
}

/// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...], "unit": "..."}.
#[unsafe(no_mangle)]
pub extern "C" fn bh_why_not_json(
    engine: In<bh_engine>,
    request: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_string> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let request = Request::read(engine, &request, len, WHY_NOT)?;
        let why_not = engine.engine.why_not(&request.ticket, &request.history, request.unit()?)?;
        json(&why_not, engine.encoding).map(Own::new)
    })
}

/// The explanation for a person, several lines, in BH_ZH or BH_EN.
#[unsafe(no_mangle)]
pub extern "C" fn bh_explanation_text(explanation: In<bh_explanation>, language: c_int) -> Text {
    look(|| {
        let lang = lang(language)?;
        explanation.get("explanation").ok().map(|answer| Text::of(Some(answer.text(lang))))
    })
}

/// The whole explanation as JSON: what the Rust library serializes and the `bihuan` command prints.
#[unsafe(no_mangle)]
pub extern "C" fn bh_explanation_json(explanation: In<bh_explanation>) -> Text {
    look(|| explanation.get("explanation").ok().map(|answer| Text::of(Some(answer.json()))))
}

/// Frees an explanation. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_explanation_free(explanation: Mut<bh_explanation>) {
    run(|| explanation.free());
}
