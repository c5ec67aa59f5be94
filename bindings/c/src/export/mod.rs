//! What C calls, a file for each type, in the order of the header. An export checks, calls and converts;
//! its documentation is written for the C reader.

mod contest;
mod decision;
mod diff;
mod engine;
mod error;
mod explanation;
mod findings;
mod history;
mod monitor;
mod string;
mod ticket;
mod verdict;
mod version;

use crate::boundary::In;
use crate::failure::Failure;
use crate::types::bh_history;
use bihuan::History;
use std::borrow::Cow;

/// The events of a history, where NULL stands for none.
fn events<'a>(history: &'a In<bh_history>) -> Result<Cow<'a, History>, Failure> {
    match history.get_or_none("history")? {
        Some(log) => log.ready().map(Cow::Borrowed),
        None => Ok(Cow::Owned(History::new())),
    }
}
