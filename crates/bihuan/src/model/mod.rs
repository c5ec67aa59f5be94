//! Tickets, events, units, matters as typed values (semantics G and E).

pub(crate) mod answer;
pub(crate) mod columns;
pub(crate) mod event;
pub(crate) mod matter;
pub(crate) mod moment;
pub(crate) mod near;
pub(crate) mod number;
pub(crate) mod path;
pub(crate) mod shared;
pub(crate) mod text;
pub(crate) mod ticket;
pub(crate) mod unit;
pub(crate) mod value;
pub(crate) mod words;
