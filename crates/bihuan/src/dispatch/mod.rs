//! Dispatch (semantics D): the matrix compiled, and the decision of who gets a ticket.

pub(crate) mod compile;
pub(crate) mod decision;
pub(crate) mod directory;
pub(crate) mod explain;
pub(crate) mod ground;
pub(crate) mod limits;
pub(crate) mod matrix;
pub(crate) mod plan;
pub(crate) mod timeline;
