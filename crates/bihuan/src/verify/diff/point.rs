//! One ticket of a space, and whether it is in a region.

use crate::condition::region::keywords::Key;
use crate::condition::region::set::{Set, State};
use crate::condition::region::text::Text;
use crate::condition::region::{DAYS, Region, Space};
use crate::model::ticket::Ticket;

/// A ticket, as a state in each dimension and the keywords of its text.
#[derive(Debug)]
pub(super) struct Point<'s> {
    space: &'s Space,
    states: Vec<State>,
    /// By key.
    present: Vec<bool>,
    /// The keywords of its text but those inside of others.
    outer: Vec<Key>,
    pub(super) ticket: Ticket,
}

impl<'s> Point<'s> {
    /// The ticket that [`Space::ticket`] makes of a region.
    pub(super) fn of(space: &'s Space, region: &Region) -> Option<Point<'s>> {
        let ticket = space.ticket(region, "witness")?;
        let states = (0..space.dims()).map(|dim| region.told(dim).unwrap_or(space.full(dim)).states().next());
        let mut states = states.collect::<Option<Vec<State>>>()?;
        // any day will do where none is asked for: the ticket's is one of them
        *states.get_mut(DAYS)? = space.day_of(&ticket)?;
        let outer = region.text().sample(&space.keywords)?;
        let mut present = vec![false; space.keywords.len()];
        for key in outer.iter().flat_map(|key| space.keywords.inside(*key)) {
            if let Some(slot) = present.get_mut(*key as usize) {
                *slot = true;
            }
        }
        Some(Point { space, states, present, outer, ticket })
    }

    fn has(&self, key: Key) -> bool {
        self.present.get(key as usize).copied().unwrap_or(false)
    }

    fn stands_in(&self, region: &Region) -> bool {
        let holds =
            |(dim, set): &(usize, Set)| self.states.get(*dim).is_some_and(|state| set.contains(*state));
        region.sets().iter().all(holds)
    }

    pub(super) fn is_in(&self, region: &Region) -> bool {
        let text = region.text();
        self.stands_in(region)
            && text.present.iter().all(|key| self.has(*key))
            && !text.absent.iter().any(|key| self.has(*key))
            && text.any.iter().all(|list| list.iter().any(|key| self.has(*key)))
    }

    /// The ticket's states, whatever its text: what may hold for it meets this.
    pub(super) fn states(&self) -> Region {
        let mut region = Region::default();
        for (dim, state) in self.states.iter().enumerate() {
            region.set(dim, Set::one(self.space.size(dim), *state), self.space);
        }
        region
    }

    /// A region with this ticket that is inside of one and meets none of the others, from which it can grow.
    /// The ticket must be in the one and in none of the others.
    pub(super) fn apart(&self, within: &Region, others: &[&Region]) -> Option<Region> {
        let mut absent = within.text().absent.clone();
        for other in others.iter().filter(|other| self.stands_in(other)) {
            let text = other.text();
            if text.absent.iter().any(|key| self.has(*key)) {
                continue;
            }
            match text.present.iter().find(|key| !self.has(**key)) {
                Some(key) => absent.push(*key),
                None => {
                    let missing = text.any.iter().find(|list| !list.iter().any(|key| self.has(*key)))?;
                    absent.extend(missing);
                }
            }
        }
        let text = Text { present: self.outer.clone(), absent, any: Vec::new() };
        self.states().with_text(text, self.space)
    }
}
