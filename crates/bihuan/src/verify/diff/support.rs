//! What must hold around a ticket, and what must not, so that something stays as it is.

use super::point::Point;
use super::side::Hit;
use crate::condition::region::expand::expand;
use crate::condition::region::solve::Solver;
use crate::condition::region::{Region, Space};

/// Gathers what must go on to hold (`within`) and what must go on not to hold (`avoid`).
pub(super) struct Support<'a> {
    pub(super) space: &'a Space,
    pub(super) point: &'a Point<'a>,
    pub(super) within: Region,
    pub(super) avoid: Vec<&'a Region>,
}

impl<'a> Support<'a> {
    pub(super) fn require(&mut self, region: &Region) {
        debug_assert!(self.point.is_in(region), "what is required holds for the ticket");
        if let Some(within) = self.within.and(region, self.space) {
            self.within = within;
        }
    }

    pub(super) fn forbid(&mut self, region: &'a Region) {
        debug_assert!(!self.point.is_in(region), "what is avoided does not hold for the ticket");
        self.avoid.push(region);
    }

    /// Goes on to hold, or goes on not to.
    pub(super) fn keep(&mut self, region: &'a Region) {
        if self.point.is_in(region) { self.require(region) } else { self.forbid(region) }
    }

    /// The ticket as a region, and the largest region around it.
    pub(super) fn grown(self, solver: &mut Solver<'_>) -> Option<(Region, Region)> {
        let Support { space, point, within, mut avoid } = self;
        solver.charge(avoid.len());
        avoid.retain(|region| region.meets(&within, space));
        solver.charge(avoid.len() * space.dims() + 1);
        let start = point.apart(&within, &avoid)?;
        let grown = expand(space, &start, &within, &avoid);
        Some((start, grown))
    }
}

/// A list's best rule, or its absence, stays; one that says the same may come before it.
pub(super) fn fixed<'a>(support: &mut Support<'a>, hits: &'a [Hit], best: Option<usize>) {
    let value = best.and_then(|best| hits.get(best)).map(|hit| hit.value);
    for hit in hits.iter().take(best.unwrap_or(hits.len())) {
        if Some(hit.value) != value {
            support.forbid(&hit.region);
        }
    }
    if let Some(hit) = best.and_then(|best| hits.get(best)) {
        support.require(&hit.region);
    }
}
