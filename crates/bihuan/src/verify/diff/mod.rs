//! Two rulebooks compared.

pub(crate) mod difference;
mod explore;
mod here;
mod pair;
mod point;
mod side;
mod support;
#[cfg(test)]
mod tests;
