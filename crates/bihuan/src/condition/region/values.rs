//! Values of an attribute as states (K-10, K-12): absent, the texts that cells name, any other text, and the
//! number line cut at the numbers that cells name.

use super::set::{Set, Span, State};
use crate::condition::test::{Item, Items, Scalar, ValueItem};
use crate::model::number::Number;
use std::collections::{BTreeMap, BTreeSet};

/// No value; where no cell tells the two apart, any other value too.
pub(crate) const ABSENT: State = 0;

/// The states of one attribute.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    /// Any text that no cell names, and, without comparisons, any such number.
    pub(crate) other: State,
    pub(crate) texts: BTreeMap<String, State>,
    /// The first state of the number line.
    line: State,
    pub(crate) numbers: Vec<Number>,
    /// Whether cells compare: then an open interval stands before, between and after the numbers.
    pub(crate) compares: bool,
}

/// Gathers what cells name.
#[derive(Debug, Clone, Default)]
pub(crate) struct ValuesBuilder {
    any: bool,
    texts: BTreeSet<String>,
    numbers: BTreeSet<Number>,
    compares: bool,
}

impl ValuesBuilder {
    pub(crate) fn add(&mut self, items: &Items<ValueItem>) {
        self.any |= items.items.iter().any(|(_, item)| *item == Item::Any);
        for item in items.values() {
            let bounds = match item {
                ValueItem::Is(Scalar { number: Some(number), .. }) => {
                    self.numbers.insert(number.clone());
                    continue;
                }
                ValueItem::Is(Scalar { text, .. }) => {
                    self.texts.insert(text.clone());
                    continue;
                }
                ValueItem::Between(low, high) => [Some(low), Some(high)],
                ValueItem::Above(bound)
                | ValueItem::AtLeast(bound)
                | ValueItem::Below(bound)
                | ValueItem::AtMost(bound) => [Some(bound), None],
            };
            self.numbers.extend(bounds.into_iter().flatten().cloned());
            self.compares = true;
        }
    }

    pub(crate) fn build(self) -> Values {
        let other = State::from(self.any);
        let texts: BTreeMap<String, State> = self.texts.into_iter().zip(other + 1..).collect();
        let line = other + 1 + count(texts.len());
        Values { other, texts, line, numbers: self.numbers.into_iter().collect(), compares: self.compares }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX / 4)
}

impl Values {
    pub(crate) fn size(&self) -> u32 {
        self.line + if self.compares { 2 * count(self.numbers.len()) + 1 } else { count(self.numbers.len()) }
    }

    /// The state of the number at a place.
    fn point(&self, at: usize) -> State {
        self.line + if self.compares { 2 * count(at) + 1 } else { count(at) }
    }

    fn place(&self, number: &Number) -> State {
        self.point(self.numbers.binary_search(number).unwrap_or_default())
    }

    /// The states for which an item holds.
    pub(crate) fn item(&self, item: &ValueItem) -> Set {
        let span: Option<Span> = match item {
            ValueItem::Is(Scalar { number: Some(number), .. }) => {
                Some((self.place(number), self.place(number) + 1))
            }
            ValueItem::Is(Scalar { text, .. }) => self.texts.get(text).map(|state| (*state, *state + 1)),
            ValueItem::Above(bound) => Some((self.place(bound) + 1, self.size())),
            ValueItem::AtLeast(bound) => Some((self.place(bound), self.size())),
            ValueItem::Below(bound) => Some((self.line, self.place(bound))),
            ValueItem::AtMost(bound) => Some((self.line, self.place(bound) + 1)),
            ValueItem::Between(low, high) => Some((self.place(low), self.place(high) + 1)),
        };
        Set::new(self.size(), span)
    }

    /// The number of a state, or the open interval between two of them.
    pub(crate) fn number(&self, state: State) -> Option<Stretch<'_>> {
        let at = state.checked_sub(self.line)? as usize;
        if !self.compares {
            return self.numbers.get(at).map(Stretch::Point);
        }
        let after = self.numbers.get(at / 2);
        if at % 2 == 1 {
            return after.map(Stretch::Point);
        }
        let before = (at / 2).checked_sub(1).and_then(|at| self.numbers.get(at));
        (state < self.size()).then_some(Stretch::Open(before, after))
    }

    /// A value of a state; `None` when it may be absent.
    pub(crate) fn sample(&self, state: State) -> Option<String> {
        if state == ABSENT {
            return None;
        }
        match self.number(state) {
            Some(Stretch::Point(number)) => return Some(number.to_string()),
            Some(Stretch::Open(low, high)) => return Some(Number::between(low, high).to_string()),
            None => {}
        }
        if let Some((text, _)) = self.texts.iter().find(|(_, place)| **place == state) {
            return Some(text.clone());
        }
        let unnamed = |text: &String| !self.texts.contains_key(&Scalar::new(text).text);
        let others = (2_u32..).map(|number| format!("其他{number}"));
        std::iter::once("其他".to_owned()).chain(others).find(unnamed)
    }
}

/// A part of the number line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stretch<'a> {
    Point(&'a Number),
    /// Between two numbers, ends excluded.
    Open(Option<&'a Number>, Option<&'a Number>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::parse::{self, Names};
    use crate::message::{Findings, Place};
    use crate::model::matter::Matters;
    use crate::model::unit::Units;

    fn items(written: &str) -> Items<ValueItem> {
        let (units, matters) = (Units::default(), Matters::default());
        let names = Names { units: &units, matters: &matters };
        parse::values(written, names, &Place::default(), &mut Findings::default())
    }

    /// Each state's sample is in an item's set exactly when the item holds for it.
    #[test]
    fn items_and_states_agree() {
        for cells in
            [&["有", "5、-1.50", "!*"][..], &[">5", "<=3、x", "2..7", "5.0、*", "是"], &["1", "2"], &["9..1"]]
        {
            let mut builder = ValuesBuilder::default();
            cells.iter().for_each(|cell| builder.add(&items(cell)));
            let values = builder.build();
            for state in 0..values.size() {
                let fact = values.sample(state).map(|text| Scalar::new(&text));
                for item in cells.iter().flat_map(|cell| items(cell).values().cloned().collect::<Vec<_>>()) {
                    let holds = fact.as_ref().is_some_and(|fact| item.is(fact));
                    assert_eq!(values.item(&item).contains(state), holds, "{item:?} {fact:?}");
                }
            }
        }
    }
}
