//! Asking why.

use super::events;
use crate::answer::explanation::Answer;
use crate::arena::json;
use crate::boundary::{Chars, ErrOut, In, Mut, Own, Text};
use crate::panic::{attempt, look, run};
use crate::request::Request;
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
        Answer::new(explanation, engine.encoding).map(Own::new)
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
        let request = Request::read(engine, &request, len)?;
        let explanation = engine.engine.explain(&request.ticket, &request.history)?;
        json(&explanation, engine.encoding).map(Own::new)
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

/// The whole explanation as JSON.
#[unsafe(no_mangle)]
pub extern "C" fn bh_explanation_json(explanation: In<bh_explanation>) -> Text {
    look(|| explanation.get("explanation").ok().map(|answer| Text::of(Some(answer.json()))))
}

/// Frees an explanation. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_explanation_free(explanation: Mut<bh_explanation>) {
    run(|| explanation.free());
}
