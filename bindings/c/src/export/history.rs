//! Filling a history.

use crate::boundary::{Chars, ErrOut, In, Mut, Own};
use crate::constants::BH_OK;
use crate::encoding::Encoding;
use crate::history::Log;
use crate::panic::{attempt, look, put, run};
use crate::types::{bh_engine, bh_history, bh_string};
use std::ffi::c_int;

/// # History
///
/// A history without events, in UTF-8. Where a call takes a history, NULL stands for one without events.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_new() -> Own<bh_history> {
    look(|| Some(Own::new(Log::new(Encoding::Utf8))))
}

/// The same in the encoding of an engine.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_new_for(engine: In<bh_engine>, err: ErrOut) -> Own<bh_history> {
    attempt(&err, |_| Ok(Own::new(Log::new(engine.get("engine")?.encoding))))
}

/// A history from JSON in UTF-8: an array of flat objects, their keys the columns' names in Chinese or
/// English. One event that cannot be read refuses the whole: BH_ERROR_EVENT, with the event's number in
/// the message and in bh_findings_event. To go on without it, add the events one by one with
/// bh_history_add.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_from_json(json: Chars, len: usize, err: ErrOut) -> Own<bh_history> {
    attempt(&err, |_| Log::from_json(Encoding::Utf8, &json, len).map(Own::new))
}

/// The same in the encoding of an engine.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_from_json_for(
    engine: In<bh_engine>,
    json: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_history> {
    attempt(&err, |call| {
        call.encoding = engine.get("engine")?.encoding;
        Log::from_json(call.encoding, &json, len).map(Own::new)
    })
}

/// Adds an event: when it happened, `YYYY-MM-DD[ HH:MM[:SS]]` in the rulebook's timezone or RFC 3339,
/// and its kind in Chinese or English, such as 派单 or `dispatched`: docs/semantics.md, E and Words,
/// lists kinds and their fields. Events may come in any order. BH_OK, or the code of an error: the
/// event is then set aside with every field that is set for it, and a call that uses the history fails
/// with that error, until bh_history_skip_rejected or bh_history_clear.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_add(
    mut history: Mut<bh_history>,
    at: Chars,
    at_len: usize,
    kind: Chars,
    kind_len: usize,
) -> c_int {
    put(|| history.get("history")?.add(&at, at_len, &kind, kind_len))
}

/// The same at a time in seconds since 1970 in UTC. Milliseconds are an error.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_add_unix(
    mut history: Mut<bh_history>,
    at: i64,
    kind: Chars,
    kind_len: usize,
) -> c_int {
    put(|| history.get("history")?.add_unix(at, &kind, kind_len))
}

/// Sets a field of the event that was added last by its name in Chinese or English: unit, part, by,
/// reason, satisfaction, finding, until, ... NULL or a blank value leaves the field absent. BH_OK, or
/// the code of an error: the event is then set aside as in bh_history_add.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_set(
    mut history: Mut<bh_history>,
    name: Chars,
    name_len: usize,
    value: Chars,
    value_len: usize,
) -> c_int {
    put(|| history.get("history")?.set(&name, name_len, &value, value_len))
}

/// How many events the history has, those set aside not counted.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_count(history: In<bh_history>) -> usize {
    look(|| history.get("history").ok().map(Log::count))
}

/// Whether a history can be used: BH_OK, or what is wrong with the first event that was set aside.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_check(history: In<bh_history>, err: ErrOut) -> c_int {
    attempt(&err, |call| {
        let history = history.get("history")?;
        call.encoding = history.encoding;
        history.ready().map(|_| BH_OK)
    })
}

/// Goes on without the events that were set aside; how many there were.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_skip_rejected(mut history: Mut<bh_history>) -> usize {
    look(|| history.get("history").ok().map(Log::skip_rejected))
}

/// Makes a history as new, in the same encoding, to be filled again.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_clear(mut history: Mut<bh_history>) -> c_int {
    put(|| {
        history.get("history")?.clear();
        Ok(())
    })
}

/// A history as JSON, in the history's encoding.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_json(history: In<bh_history>, err: ErrOut) -> Own<bh_string> {
    attempt(&err, |call| {
        let history = history.get("history")?;
        call.encoding = history.encoding;
        crate::arena::json(history.ready()?, history.encoding).map(Own::new)
    })
}

/// Frees a history. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_history_free(history: Mut<bh_history>) {
    run(|| history.free());
}
