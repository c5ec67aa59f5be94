//! Time (semantics L): one calendar, one limit, one due.

pub(crate) mod calendar;
pub(crate) mod clock;
pub(crate) mod counted;
pub(crate) mod days;
pub(crate) mod limit;
pub(crate) mod office;
pub(crate) mod zone;
