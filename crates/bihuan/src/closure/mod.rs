//! Closure (semantics C): obligations, and the verdict of the three loops on a ticket's history.

pub(crate) mod compile;
pub(crate) mod monitor;
pub(crate) mod obligation;
pub(crate) mod owner;
pub(crate) mod run;
pub(crate) mod stream;
pub(crate) mod verdict;
