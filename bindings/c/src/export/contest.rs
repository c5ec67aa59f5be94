//! Trying a return before it is made.

use super::events;
use crate::answer::explanation::{Answer, Told};
use crate::arena;
use crate::boundary::{Chars, ErrOut, In, Own};
use crate::json;
use crate::panic::attempt;
use crate::request::{Asked, CONTEST, Request};
use crate::types::{bh_engine, bh_explanation, bh_history, bh_string, bh_ticket};

/// # Contest
///
/// Tries a return (退单) before it is made: who would get the ticket, or why it stays with the unit. `unit`,
/// which wants to return it, is a code, a name or an alias. `claim` is what it disputes: `column=value`
/// pairs between `;`, such as `area=永丰街道/玉树居委`, `text=` for a fact that is absent; NULL or blank: no
/// fact, the ticket is not its duty (非本单位职能). `now` is a time as in bh_history_add; NULL or blank: the
/// window to return is not judged. `history` may be NULL.
///
/// A unit, column or value that the rulebook does not know is BH_ERROR_QUESTION. The answer is read by
/// bh_explanation_text and bh_explanation_json.
#[unsafe(no_mangle)]
pub extern "C" fn bh_contest(
    engine: In<bh_engine>,
    ticket: In<bh_ticket>,
    history: In<bh_history>,
    unit: Chars,
    unit_len: usize,
    claim: Chars,
    claim_len: usize,
    now: Chars,
    now_len: usize,
    err: ErrOut,
) -> Own<bh_explanation> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let ticket = ticket.get("ticket")?.ready()?;
        let unit = engine.encoding.read_some(&unit, unit_len, "unit")?;
        let asked = Asked::read(engine, unit, (&claim, claim_len), (&now, now_len))?;
        let contest = asked.of(engine, ticket, events(&history)?.as_ref())?;
        Answer::new(Told::Contest(Box::new(contest)), engine.encoding).map(Own::new)
    })
}

/// The same with JSON in and out. The request: {"ticket": {...}, "history": [{...}, ...], "unit": "...",
/// "claim": "..." or {"column": "value", ...}, "now": "..."}, where `history`, `claim` and `now` may be left
/// out.
#[unsafe(no_mangle)]
pub extern "C" fn bh_contest_json(
    engine: In<bh_engine>,
    request: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_string> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let contest = Request::read(engine, &request, len, CONTEST)?.contest(engine)?;
        arena::json(&contest, engine.encoding).map(Own::new)
    })
}

/// Asks a recorded contest again, by this rulebook. `contest` is the JSON that bh_contest_json or
/// bh_explanation_json gave, or `bihuan contest --format jsonl`. The answer in JSON: {"contest": the contest
/// by this rulebook, "same_rulebook": whether that is the one that was asked then, "same": whether
/// everything is as recorded}.
#[unsafe(no_mangle)]
pub extern "C" fn bh_contest_replay_json(
    engine: In<bh_engine>,
    contest: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_string> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let text = json::text(engine.encoding, &contest, len, "contest")?;
        let recorded = json::given(&text, "contest", "bh_contest_json")?;
        arena::json(&engine.engine.replay_contest(&recorded)?, engine.encoding).map(Own::new)
    })
}
