//! Auditing event by event.

use crate::answer::verdict::Answer;
use crate::boundary::{Chars, ErrOut, In, Mut, Own};
use crate::constants::BH_OK;
use crate::monitor::Watch;
use crate::panic::{attempt, run};
use crate::request::{now, now_unix};
use crate::types::{bh_engine, bh_history, bh_monitor, bh_string, bh_ticket, bh_verdict};
use std::ffi::c_int;

/// # Monitor
///
/// A monitor of a ticket without events yet. The ticket is copied.
#[unsafe(no_mangle)]
pub extern "C" fn bh_monitor_new(
    engine: In<bh_engine>,
    ticket: In<bh_ticket>,
    err: ErrOut,
) -> Own<bh_monitor> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        Ok(Own::new(Watch::new(engine, ticket.get("ticket")?.ready()?)))
    })
}

/// A monitor from what bh_monitor_json gave. One of another rulebook is refused when it is used.
#[unsafe(no_mangle)]
pub extern "C" fn bh_monitor_from_json(
    engine: In<bh_engine>,
    json: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_monitor> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        Watch::from_json(engine, &json, len).map(Own::new)
    })
}

/// Gives a monitor the events of a history, usually one, in the order they were added: all of them, or
/// on failure none. The history stays as it is: bh_history_clear it before the next event, or the event
/// is given twice. An event earlier than the last is an error: make a new monitor and push all in
/// order.
#[unsafe(no_mangle)]
pub extern "C" fn bh_monitor_push(
    engine: In<bh_engine>,
    mut monitor: Mut<bh_monitor>,
    events: In<bh_history>,
    err: ErrOut,
) -> c_int {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let events = events.get("events")?.ready()?;
        monitor.get("monitor")?.push(engine, events).map(|()| BH_OK)
    })
}

/// The verdict at `now` on what a monitor was given: that of bh_audit with the same events.
#[unsafe(no_mangle)]
pub extern "C" fn bh_monitor_verdict(
    engine: In<bh_engine>,
    monitor: In<bh_monitor>,
    now_text: Chars,
    now_len: usize,
    err: ErrOut,
) -> Own<bh_verdict> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let now = now(&engine.encoding.read_some(&now_text, now_len, "now")?)?;
        let verdict = engine.engine.verdict(&monitor.get("monitor")?.state, now)?;
        Answer::new(verdict, engine.encoding).map(Own::new)
    })
}

/// The same at a time in seconds since 1970 in UTC.
#[unsafe(no_mangle)]
pub extern "C" fn bh_monitor_verdict_unix(
    engine: In<bh_engine>,
    monitor: In<bh_monitor>,
    now: i64,
    err: ErrOut,
) -> Own<bh_verdict> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let now = now_unix(now)?;
        let verdict = engine.engine.verdict(&monitor.get("monitor")?.state, now)?;
        Answer::new(verdict, engine.encoding).map(Own::new)
    })
}

/// A monitor as JSON, to be kept between events.
#[unsafe(no_mangle)]
pub extern "C" fn bh_monitor_json(monitor: In<bh_monitor>, err: ErrOut) -> Own<bh_string> {
    attempt(&err, |call| {
        let monitor = monitor.get("monitor")?;
        call.encoding = monitor.encoding;
        monitor.to_json().map(Own::new)
    })
}

/// Frees a monitor. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_monitor_free(monitor: Mut<bh_monitor>) {
    run(|| monitor.free());
}
