//! What a region asks of the text: keywords present, keywords absent, and lists of which some is present.

use super::keywords::{Key, Keywords};

/// All of `present` are there, none of `absent`, and of each list of `any` at least one (K-9).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Text {
    pub(crate) present: Vec<Key>,
    pub(crate) absent: Vec<Key>,
    pub(crate) any: Vec<Vec<Key>>,
}

impl Text {
    pub(crate) fn is_open(&self) -> bool {
        self.present.is_empty() && self.absent.is_empty() && self.any.is_empty()
    }

    /// Both at once, as short as it can be said; `None` when no text is both.
    pub(crate) fn and(&self, other: &Text, keywords: &Keywords) -> Option<Text> {
        let both = |a: &[Key], b: &[Key]| a.iter().chain(b).copied().collect();
        let any = self.any.iter().chain(&other.any).cloned().collect();
        let both = Text {
            present: both(&self.present, &other.present),
            absent: both(&self.absent, &other.absent),
            any,
        };
        both.tidied(keywords)
    }

    /// Whether some text is both.
    pub(crate) fn meets(&self, other: &Text, keywords: &Keywords) -> bool {
        let quick = (self.absent.is_empty() && other.absent.is_empty())
            && (self.any.iter().chain(&other.any).all(|list| !list.is_empty()));
        quick || self.and(other, keywords).is_some()
    }

    /// Whether every text that is this is the other; both are tidied, as those of regions always are.
    ///
    /// Exact: the smallest texts that are this hold its present ones and one of each list, the largest
    /// lacks its absent ones alone.
    pub(crate) fn is_within(&self, other: &Text, keywords: &Keywords) -> bool {
        let implies_some = |list: &[Key]| {
            let brings = |key: &Key| meet(list, keywords.inside(*key));
            self.present.iter().any(brings) || self.any.iter().any(|own| own.iter().all(brings))
        };
        other.absent.iter().all(|key| meet(&self.absent, keywords.inside(*key)))
            && other.present.iter().all(|key| implies_some(&[*key]))
            && other.any.iter().all(|list| implies_some(list))
    }

    /// The same said as short as it can be, keys ascending; `None` when no text is this.
    pub(crate) fn tidied(mut self, keywords: &Keywords) -> Option<Text> {
        let Text { present, absent, any } = &mut self;
        outermost(absent, |key| keywords.inside(key));
        for list in any.iter_mut() {
            list.retain(|key| !meet(absent, keywords.inside(*key)));
            // where a longer one is present the one inside of it is too
            outermost(list, |key| keywords.inside(key));
            match list.as_slice() {
                [] => return None,
                [only] => present.push(*only),
                _ => {}
            }
        }
        outermost(present, |key| keywords.around(key));
        if present.iter().any(|key| meet(absent, keywords.inside(*key))) {
            return None;
        }
        any.retain(|list| list.len() > 1 && !present.iter().any(|key| meet(list, keywords.inside(*key))));
        any.sort_unstable();
        any.dedup();
        Some(self)
    }

    /// The keywords of one text that is this, without those inside of others.
    pub(crate) fn sample(&self, keywords: &Keywords) -> Option<Vec<Key>> {
        let tidied = self.clone().tidied(keywords)?;
        let mut chosen = tidied.present;
        for list in &tidied.any {
            if !chosen.iter().any(|key| meet(list, keywords.inside(*key))) {
                let shortest = list.iter().min_by_key(|key| (keywords.word(**key).chars().count(), **key));
                chosen.extend(shortest);
            }
        }
        outermost(&mut chosen, |key| keywords.around(key));
        Some(chosen)
    }
}

/// Whether two ascending lists have a key in common.
pub(crate) fn meet(a: &[Key], b: &[Key]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().any(|key| long.binary_search(key).is_ok())
}

/// Keeps those that no other of the list goes before, each once, ascending; `before` lists the key too.
fn outermost<'k>(keys: &mut Vec<Key>, before: impl Fn(Key) -> &'k [Key]) {
    if keys.len() > 1 {
        keys.sort_unstable();
        keys.dedup();
        let all = keys.clone();
        keys.retain(|key| {
            let before = before(*key);
            if before.len() <= all.len() {
                !before.iter().any(|other| other != key && all.binary_search(other).is_ok())
            } else {
                !all.iter().any(|other| other != key && before.binary_search(other).is_ok())
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(text: &Text, present: u32) -> bool {
        let is = |key: &Key| present >> key & 1 == 1;
        text.present.iter().all(is)
            && !text.absent.iter().any(is)
            && text.any.iter().all(|list| list.iter().any(is))
    }

    fn texts() -> impl Strategy<Value = Text> {
        let keys = |most| prop::collection::vec(0..6_u32, 0..most);
        (keys(3), keys(3), prop::collection::vec(keys(4), 0..3)).prop_map(|(present, absent, any)| Text {
            present,
            absent,
            any,
        })
    }

    proptest! {
        /// Against every set of keywords that a text can have.
        #[test]
        fn exact_up_to_containment(a in texts(), b in texts()) {
            let words: Vec<String> = ["a", "b", "ab", "c", "abc", "d"].map(String::from).into();
            let keywords = Keywords::new(&words);
            let closed = |present: u32| (0..6).all(|key| present >> key & 1 == 0
                || keywords.inside(key).iter().all(|part| present >> part & 1 == 1));
            let all: Vec<u32> = (0..64).filter(|present| closed(*present)).collect();
            let both = all.iter().filter(|text| holds(&a, **text) && holds(&b, **text)).count();
            prop_assert_eq!(a.meets(&b, &keywords), both > 0);
            match a.and(&b, &keywords) {
                None => prop_assert_eq!(both, 0),
                Some(and) => prop_assert!(all.iter().all(|text| holds(&and, *text) == (holds(&a, *text) && holds(&b, *text)))),
            }
            if let (Some(a), Some(b)) = (a.clone().tidied(&keywords), b.clone().tidied(&keywords)) {
                prop_assert_eq!(a.is_within(&b, &keywords), all.iter().all(|text| !holds(&a, *text) || holds(&b, *text)));
                let chosen = a.sample(&keywords).unwrap();
                let text = (0..6).filter(|key| chosen.iter().any(|other| keywords.is_inside(*key, *other)));
                prop_assert!(holds(&a, text.fold(0, |all, key| all | 1 << key)));
            }
        }
    }
}
