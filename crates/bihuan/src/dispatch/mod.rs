//! Dispatch (semantics D): the matrix compiled, and the decision of who gets a ticket.

pub(crate) mod answer;
pub(crate) mod change;
pub(crate) mod compile;
pub(crate) mod compiled;
pub(crate) mod contest;
pub(crate) mod decide;
pub(crate) mod decision;
pub(crate) mod directory;
#[cfg(test)]
mod equal;
pub(crate) mod explain;
pub(crate) mod limits;
pub(crate) mod matrix;
mod overlap;
pub(crate) mod plan;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod timeline;
pub(crate) mod why_not;
