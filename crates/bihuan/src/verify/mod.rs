//! What checking a rulebook adds to loading it: its own cases, run.

pub(crate) mod cases;
