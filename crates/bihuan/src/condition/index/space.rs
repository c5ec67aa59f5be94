//! What small facts can be: each fact has *positions*, a cell allows some of them, and where the positions that
//! an edition tells apart are few they are bits of one mask.

use super::tree::Tree;
use std::collections::BTreeSet;

/// A fact that has positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    /// Absent, then in the order of the vocabulary; the next four alike.
    Demand,
    Urgency,
    Source,
    Channel,
    Reason,
    /// Weekday by weekday: workdays, holidays, weekends, dates that no calendar covers.
    Day,
    /// No time, then minute by minute.
    Minute,
    /// Of a part (K-13): none, then unit by unit.
    Lead,
    /// As the tree of areas has them.
    Area,
    /// As the tree of matters has them; asked where a cell excludes some.
    Matter,
}

/// How many facts there are.
pub(crate) const FACTS: usize = 10;

/// Where a fact that may be absent is when it is.
pub(crate) const ABSENT: u32 = 0;

/// All facts, those that go into the mask first at the head.
const ALL: [Fact; FACTS] = [
    Fact::Urgency,
    Fact::Demand,
    Fact::Source,
    Fact::Channel,
    Fact::Reason,
    Fact::Day,
    Fact::Minute,
    Fact::Lead,
    Fact::Area,
    Fact::Matter,
];

/// Positions as spans: sorted, apart from each other, the end not inside.
pub(crate) type Spans = Vec<(u32, u32)>;

/// Bits of the positions that a rule allows, or of those that a ticket has.
pub(crate) type Mask = [u64; 2];

/// How many bits a mask has.
const BITS: u32 = 128;

/// Which positions an edition tells apart, and the bits of the mask.
#[derive(Debug)]
pub(crate) struct Space {
    dims: [Dim; FACTS],
    /// The facts that the mask holds.
    masked: Vec<Fact>,
}

#[derive(Debug, Default)]
struct Dim {
    /// The bit of each position; empty where the fact isn't in the mask.
    bits: Box<[u8]>,
    /// All its bits.
    all: Mask,
    /// No rule tells its positions apart.
    unasked: bool,
}

/// Where spans begin and end: the positions between are told apart by no rule.
#[derive(Debug, Default)]
pub(crate) struct Borders([BTreeSet<u32>; FACTS]);

impl Borders {
    pub(crate) fn add(&mut self, fact: Fact, spans: &[(u32, u32)]) {
        if let Some(borders) = self.0.get_mut(fact as usize) {
            borders.extend(spans.iter().flat_map(|(first, end)| [*first, *end]));
        }
    }

    /// The space of an edition with so many positions of each fact.
    pub(crate) fn space(&self, positions: impl Fn(Fact) -> u32) -> Space {
        let mut space = Space { dims: Default::default(), masked: Vec::new() };
        let mut free = 0;
        for fact in ALL {
            let (Some(borders), Some(dim)) = (self.0.get(fact as usize), space.dims.get_mut(fact as usize))
            else {
                continue;
            };
            let count = positions(fact);
            let inner = borders.iter().filter(|border| **border > 0 && **border < count).count();
            dim.unasked = borders.is_empty();
            let classes = u32::try_from(inner).unwrap_or(BITS).saturating_add(1);
            // the tree of matters has found most rows before
            if dim.unasked || fact == Fact::Matter || free + classes > BITS {
                continue;
            }
            let mut bit = free;
            let bits = (0..count).map(|position| {
                if position > 0 && borders.contains(&position) {
                    bit += 1;
                }
                u8::try_from(bit).unwrap_or(u8::MAX)
            });
            dim.bits = bits.collect();
            dim.all = ones(free, free + classes);
            free += classes;
            space.masked.push(fact);
        }
        space
    }
}

/// The bits from one to before another.
fn ones(first: u32, end: u32) -> Mask {
    let below = |bit: u32| if bit >= BITS { u128::MAX } else { (1 << bit) - 1 };
    let bits = below(end) & !below(first);
    [bits as u64, (bits >> 64) as u64]
}

impl Space {
    /// The bits of a ticket's positions.
    #[inline]
    pub(crate) fn mask(&self, positions: &[u32; FACTS]) -> Mask {
        let mut mask = [0; 2];
        for fact in &self.masked {
            let position = positions.get(*fact as usize).copied().unwrap_or_default();
            let bits = self.dims.get(*fact as usize).map_or(&[][..], |dim| &dim.bits);
            let bit = bits.get(position as usize).copied().unwrap_or_default();
            let word = u64::from(bit >> 6 == 1);
            let one = 1_u64 << (bit & 63);
            mask = match mask {
                [low, high] => [low | (one & word.wrapping_sub(1)), high | (one & word.wrapping_neg())],
            };
        }
        mask
    }

    /// Whether some rule asks for the fact.
    pub(crate) fn asks(&self, fact: Fact) -> bool {
        self.dims.get(fact as usize).is_some_and(|dim| !dim.unasked)
    }

    /// Takes the positions that are not in the spans out of a rule's mask; `false` where the mask doesn't
    /// hold the fact, so that the spans have to be asked.
    pub(crate) fn narrow(&self, mask: &mut Mask, fact: Fact, spans: &[(u32, u32)]) -> bool {
        let Some(dim) = self.dims.get(fact as usize) else { return false };
        if dim.bits.is_empty() {
            return dim.unasked;
        }
        let mut allowed = [0_u64; 2];
        for (first, end) in spans {
            let bit = |position: u32| dim.bits.get(position as usize).copied().map_or(0, u32::from);
            if first < end {
                let bits = ones(bit(*first), bit(*end - 1) + 1);
                allowed = [allowed[0] | bits[0], allowed[1] | bits[1]];
            }
        }
        *mask = [mask[0] & (allowed[0] | !dim.all[0]), mask[1] & (allowed[1] | !dim.all[1])];
        true
    }
}

/// The positions that a cell allows (K-3): those of some positive item, or all where it has none, without those
/// of its negative ones. `items` are the positions of each item; `present` those that `*` holds for.
pub(crate) fn allowed(items: &[(bool, Spans)], all: (u32, u32)) -> Spans {
    let of = |negative: bool| union(items.iter().filter(|item| item.0 == negative).flat_map(|item| &item.1));
    let positive = if items.iter().all(|item| item.0) { vec![all] } else { of(false) };
    without(&positive, &of(true))
}

fn union<'s>(spans: impl Iterator<Item = &'s (u32, u32)>) -> Spans {
    let mut sorted: Spans = spans.copied().filter(|(first, end)| first < end).collect();
    sorted.sort_unstable();
    let mut joined: Spans = Vec::with_capacity(sorted.len());
    for (first, end) in sorted {
        match joined.last_mut() {
            Some(last) if first <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((first, end)),
        }
    }
    joined
}

fn without(spans: &[(u32, u32)], out: &[(u32, u32)]) -> Spans {
    let mut left = Vec::with_capacity(spans.len());
    for &(first, end) in spans {
        let mut from = first;
        for &(gap, after) in out.iter().filter(|(gap, after)| *gap < end && first < *after) {
            if from < gap {
                left.push((from, gap));
            }
            from = from.max(after);
        }
        if from < end {
            left.push((from, end));
        }
    }
    left
}

/// Whether a position lies in sorted spans.
pub(crate) fn is_in(position: u32, spans: &[(u32, u32)]) -> bool {
    let after = spans.partition_point(|(first, _)| *first <= position);
    after.checked_sub(1).and_then(|at| spans.get(at)).is_some_and(|(_, end)| position < *end)
}

/// How many positions a fact has that doesn't depend on the rulebook; 0 for the others.
pub(crate) fn fixed_positions(fact: Fact) -> u32 {
    match fact {
        Fact::Urgency => 4,
        Fact::Demand => 8,
        Fact::Source => 9,
        Fact::Channel => 4,
        Fact::Reason => 7,
        Fact::Day => 28,
        Fact::Minute => 1 + 24 * 60,
        Fact::Lead | Fact::Area | Fact::Matter => 0,
    }
}

/// The positions of the paths of a tree.
pub(crate) fn paths(tree: &Tree) -> (u32, u32) {
    (ABSENT, tree.positions())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans() -> impl Strategy<Value = Spans> {
        prop::collection::vec(
            (0..40_u32, 0..8_u32).prop_map(|(first, len)| (first, (first + len).min(40))),
            0..4,
        )
    }

    proptest! {
        #[test]
        fn positions_are_told_apart_as_the_spans_say(
            cells in prop::collection::vec(prop::collection::vec((any::<bool>(), spans()), 1..4), 1..6),
        ) {
            let sets: Vec<Spans> = cells.iter().map(|items| allowed(items, (0, 40))).collect();
            let mut borders = Borders::default();
            for set in &sets {
                borders.add(Fact::Area, set);
            }
            let space = borders.space(|_| 40);
            // a rule that allows nothing isn't filed at all
            for (items, set) in cells.iter().zip(&sets).filter(|(_, set)| !set.is_empty()) {
                let mut mask = [u64::MAX; 2];
                let in_mask = space.narrow(&mut mask, Fact::Area, set);
                for position in 0..40 {
                    let within = |spans: &Spans| spans.iter().any(|(first, end)| *first <= position && position < *end);
                    let positive = items.iter().all(|item| item.0) || items.iter().any(|item| !item.0 && within(&item.1));
                    let holds = positive && !items.iter().any(|item| item.0 && within(&item.1));
                    prop_assert_eq!(is_in(position, set), holds);
                    let mut positions = [0; FACTS];
                    positions[Fact::Area as usize] = position;
                    let has = space.mask(&positions);
                    prop_assert_eq!((has[0] & !mask[0]) | (has[1] & !mask[1]) == 0, holds || !in_mask);
                }
                prop_assert!(in_mask);
            }
        }
    }
}
