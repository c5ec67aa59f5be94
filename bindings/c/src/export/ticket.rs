//! Filling a ticket.

use crate::boundary::{Chars, ErrOut, In, Mut, Own};
use crate::constants::BH_OK;
use crate::encoding::Encoding;
use crate::panic::{attempt, look, put, run};
use crate::ticket::Draft;
use crate::types::{bh_engine, bh_string, bh_ticket};
use std::ffi::c_int;

/// # Ticket
///
/// A ticket without any column yet, in UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_new() -> Own<bh_ticket> {
    look(|| Some(Own::new(Draft::new(Encoding::Utf8))))
}

/// The same in the encoding of an engine.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_new_for(engine: In<bh_engine>, err: ErrOut) -> Own<bh_ticket> {
    attempt(&err, |_| Ok(Own::new(Draft::new(engine.get("engine")?.encoding))))
}

/// A ticket from JSON in UTF-8: one flat object of strings and numbers, its keys the columns' names in
/// Chinese or English, any other key an attribute. The levels of `matter` and `area` may be an array of
/// strings. What cannot be read of the ticket is BH_ERROR_TICKET, as with bh_ticket_set; what is no
/// JSON, or has another shape, is BH_ERROR_JSON.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_from_json(json: Chars, len: usize, err: ErrOut) -> Own<bh_ticket> {
    attempt(&err, |_| Draft::from_json(Encoding::Utf8, &json, len).map(Own::new))
}

/// The same in the encoding of an engine.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_from_json_for(
    engine: In<bh_engine>,
    json: Chars,
    len: usize,
    err: ErrOut,
) -> Own<bh_ticket> {
    attempt(&err, |call| {
        call.encoding = engine.get("engine")?.encoding;
        Draft::from_json(call.encoding, &json, len).map(Own::new)
    })
}

/// Sets a column, one of BH_TICKET_..., to a text that is copied. NULL or a blank text leaves the
/// column absent. BH_OK, or the code of an error, which the ticket remembers until the column is set
/// again: the call that uses the ticket fails with it, so a program may set all columns and look once.
/// A number that is no column, or an attribute without a name, is remembered until bh_ticket_clear.
///
/// A word that cannot be read (a `demand` that is none) is no error: it counts as absent and the answer
/// has a note. A time of receipt that cannot be read is the error of the call that uses the ticket.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_set(mut ticket: Mut<bh_ticket>, column: c_int, text: Chars, len: usize) -> c_int {
    put(|| ticket.get("ticket")?.set(column, &text, len))
}

/// Sets BH_TICKET_RECEIVED_AT or BH_TICKET_OCCURRED_AT to a time in seconds since 1970 in UTC;
/// BH_NO_TIME leaves it absent. Milliseconds are an error. Otherwise as bh_ticket_set.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_set_unix(mut ticket: Mut<bh_ticket>, column: c_int, seconds: i64) -> c_int {
    put(|| ticket.get("ticket")?.set_unix(column, seconds))
}

/// Sets a column by its name in Chinese or English; a name that is none of the known columns' is an
/// attribute, matched by the column `where.<name>` (属性.<name>) of the rulebook. Otherwise as
/// bh_ticket_set.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_set_attribute(
    mut ticket: Mut<bh_ticket>,
    name: Chars,
    name_len: usize,
    value: Chars,
    value_len: usize,
) -> c_int {
    put(|| ticket.get("ticket")?.set_attribute(&name, name_len, &value, value_len))
}

/// Makes a ticket as new, in the same encoding, to be filled again.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_clear(mut ticket: Mut<bh_ticket>) -> c_int {
    put(|| {
        ticket.get("ticket")?.clear();
        Ok(())
    })
}

/// Whether a ticket can be used: BH_OK, or what is wrong with it.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_check(ticket: In<bh_ticket>, err: ErrOut) -> c_int {
    attempt(&err, |call| {
        let ticket = ticket.get("ticket")?;
        call.encoding = ticket.encoding;
        ticket.ready().map(|_| BH_OK)
    })
}

/// A ticket as JSON, in the ticket's encoding.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_json(ticket: In<bh_ticket>, err: ErrOut) -> Own<bh_string> {
    attempt(&err, |call| {
        let ticket = ticket.get("ticket")?;
        call.encoding = ticket.encoding;
        crate::arena::json(ticket.ready()?, ticket.encoding).map(Own::new)
    })
}

/// Frees a ticket. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_ticket_free(ticket: Mut<bh_ticket>) {
    run(|| ticket.free());
}
