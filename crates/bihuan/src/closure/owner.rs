//! Whose turn it is (C-15): the first of the owners that resolves.

use super::obligation::Owner;
use crate::condition::facts::Facts;
use crate::dispatch::matrix::Matrix;
use crate::model::unit::UnitId;
use jiff::civil::Date;

/// What an owner is resolved with: who leads and assists in the copy, on a date.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) facts: &'a Facts,
    pub(crate) date: Date,
    pub(crate) lead: Option<UnitId>,
    pub(crate) assist: Option<UnitId>,
}

impl Turn<'_> {
    /// The first owner that resolves: a unit's code, or `CODE.post`; none where none does.
    pub(crate) fn first(self, owners: &[Owner]) -> Option<String> {
        owners.iter().find_map(|owner| match owner {
            Owner::Post(of, post) => {
                let unit = self.unit(of)?;
                let post = self.matrix.units.post(unit, post, self.date)?;
                Some(format!("{}.{}", self.matrix.units.code(unit), post.post))
            }
            _ => self.unit(owner).map(|unit| self.matrix.units.code(unit).to_owned()),
        })
    }

    fn unit(self, owner: &Owner) -> Option<UnitId> {
        match owner {
            Owner::Lead => self.lead,
            Owner::Assist => self.assist,
            Owner::Named(named) => named.resolve(self.matrix, self.facts, self.date),
            Owner::Post(..) | Owner::Unknown => None,
        }
    }
}
