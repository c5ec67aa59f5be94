//! Comparing two rulebooks.

use crate::answer::explanation::{Answer, Changed, Told};
use crate::boundary::{Chars, ErrOut, In, Own};
use crate::constants::BH_ALL;
use crate::filed;
use crate::panic::attempt;
use crate::request::option;
use crate::types::{bh_engine, bh_explanation};
use bihuan::Diff;
use std::ffi::c_int;

/// # Diff
///
/// What changes from one rulebook to another: rows and settings, and every region of tickets that is decided
/// differently at receipt, proven, each with a ticket that shows it. `options`: BH_ALL for every region, 0
/// for the largest.
///
/// `only` says where the change was meant to reach, such as `matter=噪声; hours=22:00-06:00`; what reaches
/// beyond is in the JSON under `changes.outside`, which is empty when all is well and
/// `changes.unfinished` is 0. NULL or blank: anywhere. A column that no row has, or a cell that cannot be
/// read, is BH_ERROR_QUESTION.
///
/// `tickets` are past tickets to decide by both: JSON Lines, or an array, of flat objects as in
/// bh_ticket_from_json; `events` what happened on them, likewise, each with the number of its `ticket`. NULL
/// for none. Then the answer also has what each unit would have gained and lost, in JSON under `replay`. A
/// line that cannot be read refuses the whole: bh_error_findings has every such line, by its number.
///
/// The answer is read by bh_explanation_text and bh_explanation_json, in the new engine's encoding, in which
/// the texts go in too.
#[unsafe(no_mangle)]
pub extern "C" fn bh_diff(
    old_engine: In<bh_engine>,
    new_engine: In<bh_engine>,
    options: c_int,
    only: Chars,
    only_len: usize,
    tickets: Chars,
    tickets_len: usize,
    events: Chars,
    events_len: usize,
    err: ErrOut,
) -> Own<bh_explanation> {
    attempt(&err, |call| {
        let old = old_engine.get("old_engine")?;
        let new = new_engine.get("new_engine")?;
        call.encoding = new.encoding;
        let all = option(options, BH_ALL, BH_ALL)?;
        let only = new.encoding.read(&only, only_len, "only")?.filter(|only| !only.trim().is_empty());
        let filed = filed::read(new.encoding, (&tickets, tickets_len), (&events, events_len))?;
        let mut ask = Diff::new().all(all);
        if let Some(only) = only {
            ask = ask.only(only);
        }
        let changes = old.engine.diff(&new.engine, &ask)?;
        let replay = filed.map(|filed| {
            let filed = filed.iter().map(|filed| (&filed.ticket, &filed.history));
            old.engine.replay(&new.engine, filed, all)
        });
        Answer::new(Told::Changed(Box::new(Changed { changes, replay })), new.encoding).map(Own::new)
    })
}
