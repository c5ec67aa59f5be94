//! Sets of states of one dimension: a mask while the dimension has at most 64 of them, else spans.

use std::sync::Arc;

/// A state of a dimension, by its place.
pub(crate) type State = u32;

/// States from the first to before the second.
pub(crate) type Span = (State, State);

/// States of one dimension. Sets of one dimension are of one kind, so equal sets compare equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Set {
    /// A bit a state.
    Mask(u64),
    /// Ascending, apart from one another, none empty.
    Spans(Arc<[Span]>),
}

/// How many states a mask holds.
const MASK: u32 = 64;

fn mask((from, to): Span) -> u64 {
    let below = |end: State| if end >= MASK { u64::MAX } else { (1 << end) - 1 };
    below(to) & !below(from)
}

impl Set {
    /// The states of some spans, of a dimension of so many states.
    pub(crate) fn new(size: u32, spans: impl IntoIterator<Item = Span>) -> Set {
        if size <= MASK {
            return Set::Mask(spans.into_iter().fold(0, |all, span| all | mask(span)));
        }
        let mut spans: Vec<Span> = spans.into_iter().filter(|(from, to)| from < to).collect();
        spans.sort_unstable();
        let mut out: Vec<Span> = Vec::with_capacity(spans.len());
        for (from, to) in spans {
            match out.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => out.push((from, to)),
            }
        }
        Set::Spans(out.into())
    }

    pub(crate) fn all(size: u32) -> Set {
        Set::new(size, [(0, size)])
    }

    pub(crate) fn one(size: u32, state: State) -> Set {
        Set::new(size, [(state, state.saturating_add(1))])
    }

    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Set::Mask(bits) => *bits == 0,
            Set::Spans(spans) => spans.is_empty(),
        }
    }

    /// How many parts it is kept in: what working with it costs.
    pub(crate) fn parts(&self) -> usize {
        match self {
            Set::Mask(_) => 1,
            Set::Spans(spans) => spans.len(),
        }
    }

    /// How many states it holds.
    pub(crate) fn len(&self) -> u32 {
        match self {
            Set::Mask(bits) => bits.count_ones(),
            Set::Spans(spans) => spans.iter().map(|(from, to)| to - from).sum(),
        }
    }

    pub(crate) fn contains(&self, state: State) -> bool {
        match self {
            Set::Mask(bits) => state < MASK && bits >> state & 1 == 1,
            Set::Spans(spans) => {
                let after = spans.partition_point(|(from, _)| *from <= state);
                after.checked_sub(1).and_then(|at| spans.get(at)).is_some_and(|(_, to)| state < *to)
            }
        }
    }

    /// Its spans, ascending and apart.
    pub(crate) fn spans(&self) -> Vec<Span> {
        match self {
            Set::Spans(spans) => spans.to_vec(),
            Set::Mask(bits) => {
                let (mut spans, mut rest, mut at) = (Vec::new(), *bits, 0);
                while rest != 0 {
                    let gap = rest.trailing_zeros();
                    rest >>= gap;
                    let run = rest.trailing_ones();
                    spans.push((at + gap, at + gap + run));
                    at += gap + run;
                    rest = rest.checked_shr(run).unwrap_or(0);
                }
                spans
            }
        }
    }

    /// Its states, ascending.
    pub(crate) fn states(&self) -> impl Iterator<Item = State> + use<> {
        self.spans().into_iter().flat_map(|(from, to)| from..to)
    }

    /// Whether the two have a state in common.
    pub(crate) fn meets(&self, other: &Set) -> bool {
        match (self, other) {
            (Set::Mask(a), Set::Mask(b)) => a & b != 0,
            (Set::Spans(a), Set::Spans(b)) => {
                // a short list looks its places up in a long one
                let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
                short.iter().any(|(from, to)| {
                    let at = long.partition_point(|(_, end)| end <= from);
                    long.get(at).is_some_and(|(begin, _)| begin < to)
                })
            }
            _ => !self.and(other).is_empty(),
        }
    }

    /// Whether every state of this set is in the other.
    pub(crate) fn is_within(&self, other: &Set) -> bool {
        match (self, other) {
            (Set::Mask(a), Set::Mask(b)) => a & !b == 0,
            (Set::Spans(a), Set::Spans(b)) => {
                Arc::ptr_eq(a, b)
                    || a.iter().all(|(from, to)| {
                        let at = b.partition_point(|(_, end)| end <= from);
                        b.get(at).is_some_and(|(begin, end)| begin <= from && to <= end)
                    })
            }
            _ => self.minus(other).is_empty(),
        }
    }

    /// The states of both.
    pub(crate) fn and(&self, other: &Set) -> Set {
        if let (Set::Mask(a), Set::Mask(b)) = (self, other) {
            return Set::Mask(a & b);
        }
        if self.is_within(other) {
            return self.clone();
        }
        let (a, b) = (self.spans(), other.spans());
        let mut out = Vec::new();
        let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
        while let (Some(&&(from, to)), Some(&&(begin, end))) = (a.peek(), b.peek()) {
            let (low, high) = (from.max(begin), to.min(end));
            if low < high {
                out.push((low, high));
            }
            if to <= end {
                a.next();
            } else {
                b.next();
            }
        }
        Set::Spans(out.into())
    }

    /// The states of this set that are not in the other.
    pub(crate) fn minus(&self, other: &Set) -> Set {
        if let (Set::Mask(a), Set::Mask(b)) = (self, other) {
            return Set::Mask(a & !b);
        }
        let b = other.spans();
        let mut out = Vec::new();
        for (mut from, to) in self.spans() {
            let first = b.partition_point(|(_, end)| *end <= from);
            for (begin, end) in b.iter().skip(first).take_while(|(begin, _)| *begin < to) {
                if from < *begin {
                    out.push((from, *begin));
                }
                from = from.max(*end);
            }
            if from < to {
                out.push((from, to));
            }
        }
        Set::Spans(out.into())
    }

    /// The states of either.
    pub(crate) fn or(&self, other: &Set) -> Set {
        if let (Set::Mask(a), Set::Mask(b)) = (self, other) {
            return Set::Mask(a | b);
        }
        Set::new(u32::MAX, self.spans().into_iter().chain(other.spans()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Both kinds do what a list of booleans does.
        #[test]
        fn sets_are_sets(size in prop_oneof![1..=64_u32, 65..90_u32], seed: [bool; 90], other: [bool; 90]) {
            let make = |from: &[bool; 90]| {
                let states = (0..size).filter(|at| from[*at as usize]);
                Set::new(size, states.map(|at| (at, at + 1)))
            };
            let (a, b) = (make(&seed), make(&other));
            let both = |f: fn(bool, bool) -> bool| {
                (0..size).filter(|at| f(seed[*at as usize], other[*at as usize])).collect::<Vec<_>>()
            };
            prop_assert_eq!(a.and(&b).states().collect::<Vec<_>>(), both(|a, b| a && b));
            prop_assert_eq!(a.or(&b).states().collect::<Vec<_>>(), both(|a, b| a || b));
            prop_assert_eq!(a.minus(&b).states().collect::<Vec<_>>(), both(|a, b| a && !b));
            prop_assert_eq!(a.meets(&b), !both(|a, b| a && b).is_empty());
            prop_assert_eq!(a.is_within(&b), both(|a, b| a && !b).is_empty());
            prop_assert_eq!(a.len() as usize, both(|a, _| a).len());
            prop_assert!((0..size).all(|at| a.contains(at) == seed[at as usize]));
            prop_assert_eq!(a.and(&b), Set::new(size, a.and(&b).spans()));
            prop_assert_eq!(Set::all(size).minus(&a).or(&a), Set::all(size));
            prop_assert!(Set::one(size, size - 1).is_within(&Set::all(size)));
        }
    }
}
