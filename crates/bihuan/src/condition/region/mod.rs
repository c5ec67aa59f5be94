//! The algebra of regions: what a condition asks of a ticket before dispatch, as a set of tickets.
//!
//! A [`Space`] knows every difference between tickets that its conditions can see, as *states* of
//! dimensions: matter, area, demand, urgency, source, hours, days, date of receipt, each attribute; and the
//! keywords that a text can hold. A [`Region`] is a box in it: a set of states a dimension, and what is asked
//! of the text. A condition is one region, exactly; so are "both hold" ([`Region::and`]) and "one implies the
//! other" ([`Region::is_within`]). Whether something is left of a region outside of others is for the
//! [`solve::Solver`]; a region becomes a ticket by [`Space::ticket`] and words by [`Space::cells`].
//!
//! Nothing is approximate. Dimensions are independent: `hours` and `days` look at `occurred_at`, validity at
//! `received_at` (K-8, K-11), and every state has a ticket.

pub(crate) mod build;
pub(crate) mod expand;
mod items;
pub(crate) mod keywords;
pub(crate) mod point;
pub(crate) mod set;
pub(crate) mod solve;
#[cfg(test)]
mod tests;
pub(crate) mod text;
pub(crate) mod ticket;
pub(crate) mod times;
pub(crate) mod tree;
pub(crate) mod values;
pub(crate) mod words;

use super::Condition;
use super::test::{Item, Items, Test};
use crate::model::path::Path;
use crate::model::unit::Validity;
use crate::model::words::Word;
use crate::time::calendar::Calendars;
use crate::time::zone::Zone;
use keywords::{Key, Keywords};
use set::{Set, State};
use std::collections::HashMap;
use text::Text;
use times::{Dates, Days, Hours};
use tree::Tree;
use values::Values;

/// A dimension by its place; attributes come after the fixed ones.
pub(crate) type Dim = usize;

pub(crate) const MATTER: Dim = 0;
pub(crate) const AREA: Dim = 1;
pub(crate) const DEMAND: Dim = 2;
pub(crate) const URGENCY: Dim = 3;
pub(crate) const SOURCE: Dim = 4;
pub(crate) const HOURS: Dim = 5;
pub(crate) const DAYS: Dim = 6;
pub(crate) const DATE: Dim = 7;
/// The first attribute.
pub(crate) const VALUES: Dim = 8;

/// Every difference between tickets that some conditions can see.
#[derive(Debug, Clone)]
pub(crate) struct Space {
    pub(crate) matter: Tree,
    pub(crate) area: Tree,
    pub(crate) hours: Hours,
    pub(crate) days: Days,
    pub(crate) dates: Dates,
    /// Attributes by name.
    pub(crate) values: Vec<(String, Values)>,
    pub(crate) keywords: Keywords,
    /// The states of each dimension that some ticket has.
    full: Vec<Set>,
    sources: Vec<Source>,
    /// Whether an alias is a state of its own: where the sources do not agree on what it means.
    alias_states: bool,
}

/// What a rulebook edition brings to a space beside its conditions.
#[derive(Debug, Clone)]
struct Source {
    zone: Zone,
    calendars: Calendars,
    aliases: HashMap<Path, Path>,
    /// The states of the listed matters; none without a list.
    listed: Option<Set>,
}

/// Tickets: for each dimension a set of states, and what is asked of the text. Never empty.
///
/// Dimensions that are not told hold every state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Region {
    sets: Vec<(Dim, Set)>,
    text: Text,
}

impl Region {
    /// All tickets, of any space that has some.
    pub(crate) const EVERYTHING: Region =
        Region { sets: Vec::new(), text: Text { present: Vec::new(), absent: Vec::new(), any: Vec::new() } };

    /// The sets that are told, by dimension.
    pub(crate) fn sets(&self) -> &[(Dim, Set)] {
        &self.sets
    }

    /// The set of a dimension, where it is told.
    pub(crate) fn told(&self, dim: Dim) -> Option<&Set> {
        self.sets.iter().find(|(told, _)| *told == dim).map(|(_, set)| set)
    }

    pub(crate) fn text(&self) -> &Text {
        &self.text
    }

    /// What a look at it costs beyond that of a small region, in steps: long lists of keywords and sets of many
    /// spans are not looked at for nothing.
    pub(crate) fn weight(&self) -> usize {
        let spans = self.sets.iter().map(|(_, set)| set.parts()).sum::<usize>();
        let text = &self.text;
        let keys = text.any.iter().map(Vec::len).sum::<usize>() + text.present.len() + text.absent.len();
        (spans + keys) / 32
    }

    /// The tickets of both; `None` when there is none.
    pub(crate) fn and(&self, other: &Region, space: &Space) -> Option<Region> {
        let mut sets = Vec::with_capacity(self.sets.len() + other.sets.len());
        let (mut a, mut b) = (self.sets.iter().peekable(), other.sets.iter().peekable());
        loop {
            match (a.peek(), b.peek()) {
                (Some((dim, one)), Some((same, two))) if dim == same => {
                    let both = one.and(two);
                    if both.is_empty() {
                        return None;
                    }
                    sets.push((*dim, both));
                    a.next();
                    b.next();
                }
                (Some((dim, _)), Some((other, _))) if dim > other => sets.extend(b.next().cloned()),
                (None, Some(_)) => sets.extend(b.next().cloned()),
                (Some(_), _) => sets.extend(a.next().cloned()),
                (None, None) => break,
            }
        }
        let text = self.text.and(&other.text, &space.keywords)?;
        Some(Region { sets, text })
    }

    /// Whether some ticket is in both.
    pub(crate) fn meets(&self, other: &Region, space: &Space) -> bool {
        self.meets_but(other, None) && self.text.meets(&other.text, &space.keywords)
    }

    /// Whether the two meet in every dimension but one, whatever they ask of the text.
    pub(crate) fn meets_but(&self, other: &Region, but: Option<Dim>) -> bool {
        let mut rest = other.sets.as_slice();
        for (dim, set) in &self.sets {
            let skip = rest.iter().take_while(|(other, _)| other < dim).count();
            rest = rest.get(skip..).unwrap_or_default();
            if let Some((same, other)) = rest.first()
                && same == dim
                && Some(*dim) != but
                && !set.meets(other)
            {
                return false;
            }
        }
        true
    }

    /// Whether every ticket of this region is in the other.
    pub(crate) fn is_within(&self, other: &Region, space: &Space) -> bool {
        let inside = |(dim, set): &(Dim, Set)| match self.told(*dim) {
            Some(own) => own.is_within(set),
            None => space.full(*dim).is_within(set),
        };
        other.sets.iter().all(inside) && self.text.is_within(&other.text, &space.keywords)
    }

    /// The region with one dimension cut down to a set; `None` when nothing is left.
    pub(crate) fn cut(&self, dim: Dim, set: &Set, space: &Space) -> Option<Region> {
        let set = space.narrowed(self.told(dim).unwrap_or(space.full(dim)), set)?;
        let mut cut = self.clone();
        cut.set(dim, set, space);
        Some(cut)
    }

    /// The region with other states in a dimension.
    pub(crate) fn set(&mut self, dim: Dim, set: Set, space: &Space) {
        let place = self.sets.partition_point(|(told, _)| *told < dim);
        let told = self.sets.get(place).is_some_and(|(told, _)| *told == dim);
        if set == *space.full(dim) {
            if told {
                self.sets.remove(place);
            }
        } else if let Some(slot) = self.sets.get_mut(place).filter(|_| told) {
            slot.1 = set;
        } else {
            self.sets.insert(place, (dim, set));
        }
    }

    /// The region with another demand on the text; `None` when no text meets it.
    pub(crate) fn with_text(mut self, text: Text, space: &Space) -> Option<Region> {
        self.text = text.tidied(&space.keywords)?;
        Some(self)
    }
}

impl Space {
    /// How many dimensions there are beside the text.
    pub(crate) fn dims(&self) -> usize {
        self.full.len()
    }

    /// The states of a dimension that some ticket has.
    pub(crate) fn full(&self, dim: Dim) -> &Set {
        static NONE: Set = Set::Mask(0);
        self.full.get(dim).unwrap_or(&NONE)
    }

    fn narrowed(&self, set: &Set, by: &Set) -> Option<Set> {
        Some(set.and(by)).filter(|set| !set.is_empty())
    }

    /// The region of all tickets, unless the edition is never in force.
    pub(crate) fn everything(&self) -> Option<Region> {
        self.full.iter().all(|set| !set.is_empty()).then(Region::default)
    }

    /// The tickets for which a rule's cells and validity hold, before dispatch; `None` when there is none.
    ///
    /// The condition must have been given to the builder. `source` is the place of its edition among those
    /// given. Cells on facts of K-13 find them absent.
    pub(crate) fn region(&self, condition: &Condition, validity: Validity, source: usize) -> Option<Region> {
        let mut region = self.everything()?;
        if !validity.is_open() {
            region = region.cut(DATE, &self.dates.validity(validity), self)?;
        }
        let mut text = Text::default();
        for cell in &condition.cells {
            let (dim, set) = match &cell.test {
                Test::Keywords(words) => {
                    text.any.push(self.keys(words));
                    continue;
                }
                Test::AllKeywords(words) => {
                    text.present.extend(self.keys(words));
                    continue;
                }
                Test::NotKeywords(words) => {
                    text.absent.extend(self.keys(words));
                    continue;
                }
                Test::Matter(items) => {
                    let set = self.items(MATTER, items, &self.present(MATTER), |item| self.matter.item(item));
                    (MATTER, self.with_aliases(set, source))
                }
                Test::Area(items) => {
                    (AREA, self.items(AREA, items, &self.present(AREA), |item| self.area.item(item)))
                }
                Test::Demand(items) => (DEMAND, self.word(DEMAND, items)),
                Test::Urgency(items) => (URGENCY, self.word(URGENCY, items)),
                Test::Source(items) => (SOURCE, self.word(SOURCE, items)),
                Test::Hours(items) => {
                    (HOURS, self.items(HOURS, items, &self.present(HOURS), |span| self.hours.item(*span)))
                }
                Test::Days(items) => {
                    (DAYS, self.items(DAYS, items, self.full(DAYS), |item| self.days.item(item, source)))
                }
                Test::Where(name, items) => {
                    let Some((dim, values)) = self.attribute(name) else { continue };
                    (dim, self.items(dim, items, &self.present(dim), |item| values.item(item)))
                }
                Test::Channel(items) => (DATE, self.absent(items)),
                Test::Reason(items) => (DATE, self.absent(items)),
                Test::Lead(items) => (DATE, self.absent(items)),
                Test::LeadRole(items) | Test::Parts(items) | Test::Cycle(items) | Test::Route(items) => {
                    (DATE, self.absent(items))
                }
            };
            region = region.cut(dim, &set, self)?;
        }
        region.with_text(text, self)
    }

    /// The dimension of an attribute that some cell asks.
    pub(crate) fn attribute(&self, name: &str) -> Option<(Dim, &Values)> {
        let at = self.values.iter().position(|(own, _)| own == name)?;
        Some((VALUES + at, &self.values.get(at)?.1))
    }

    /// The states in which a fact is there at all.
    pub(crate) fn present(&self, dim: Dim) -> Set {
        let full = self.full(dim);
        // where no cell asks hours, or tells absent from other values, `*` is not asked either
        full.minus(&Set::one(self.size(dim), 0))
    }

    /// How many states a dimension has, those that no ticket has too.
    pub(crate) fn size(&self, dim: Dim) -> u32 {
        fn words<W: Word>() -> u32 {
            u32::try_from(W::WORDS.len()).unwrap_or_default() + 1
        }
        match dim {
            MATTER => self.matter.size(),
            AREA => self.area.size(),
            DEMAND => words::<crate::model::words::Demand>(),
            URGENCY => words::<crate::model::words::Urgency>(),
            SOURCE => words::<crate::model::words::Source>(),
            HOURS => self.hours.size(),
            DAYS => self.days.size(),
            DATE => self.dates.size(),
            _ => self.values.get(dim - VALUES).map_or(1, |(_, values)| values.size()),
        }
    }

    /// The listed matters of an edition as states; `None` without a list: then every path is known.
    pub(crate) fn listed(&self, source: usize) -> Option<&Set> {
        self.sources.get(source)?.listed.as_ref()
    }

    /// Matters as an edition reads them: where an alias is a state of its own it means its path's.
    pub(crate) fn with_aliases(&self, mut set: Set, source: usize) -> Set {
        if self.alias_states
            && let Some(source) = self.sources.get(source)
        {
            for (alias, path) in &source.aliases {
                let (Some(alias), Some(path)) = (self.matter.find(alias), self.matter.find(path)) else {
                    continue;
                };
                let one = Set::one(self.matter.size(), alias.exact);
                set = if set.contains(path.exact) { set.or(&one) } else { set.minus(&one) };
            }
        }
        set
    }

    fn keys(&self, words: &[String]) -> Vec<Key> {
        words.iter().filter_map(|word| self.keywords.key(word)).collect()
    }

    /// Some positive item holds, or there is none, and no negative one (K-3).
    fn items<T>(&self, dim: Dim, items: &Items<T>, any: &Set, states: impl Fn(&T) -> Set) -> Set {
        let of = |negative: bool| {
            let wanted = items.items.iter().filter(move |(other, _)| *other == negative);
            let sets = wanted.map(|(_, item)| match item {
                Item::Any => any.clone(),
                Item::Is(value) => states(value),
            });
            let spans: Vec<_> = sets.flat_map(|set| set.spans()).collect();
            Set::new(self.size(dim), spans)
        };
        let all_negative = items.items.iter().all(|(negative, _)| *negative);
        let positive = if all_negative { self.full(dim).clone() } else { self.full(dim).and(&of(false)) };
        positive.minus(&of(true))
    }

    fn word<W: Word + PartialEq + 'static>(&self, dim: Dim, items: &Items<W>) -> Set {
        self.items(dim, items, &self.present(dim), |wanted| {
            let at = W::WORDS.iter().position(|(word, _, _)| word == wanted);
            let state = at.and_then(|at| State::try_from(at + 1).ok());
            Set::new(self.size(dim), state.map(|state| (state, state + 1)))
        })
    }

    /// All dates or none: whether a cell holds of a fact that is absent.
    fn absent<T>(&self, items: &Items<T>) -> Set {
        let full = self.full(DATE);
        if items.holds(false, |_| false) { full.clone() } else { full.minus(full) }
    }
}
