//! The keywords of a space, and which stand inside which.
//!
//! What a text can be told apart by is the set of keywords in it. Where one is present, so is each that
//! stands inside of it; every set closed that way is that of some text: its keywords, a character between
//! them that no keyword has. So conditions on text are exact here.

use std::collections::{BTreeSet, HashMap};

/// A keyword of a space, by its place.
pub(crate) type Key = u32;

/// Every keyword once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keywords {
    words: Vec<String>,
    keys: HashMap<String, Key>,
    /// For each the keywords inside of it, itself too, ascending.
    inside: Vec<Box<[Key]>>,
    /// For each the keywords that it stands inside of, itself too, ascending.
    around: Vec<Box<[Key]>>,
}

impl Keywords {
    /// These words, folded and not empty; those given twice count once.
    pub(crate) fn new<'a>(words: impl IntoIterator<Item = &'a String>) -> Keywords {
        let mut keywords = Keywords::default();
        for word in words {
            if !keywords.keys.contains_key(word) {
                let key = Key::try_from(keywords.words.len()).unwrap_or(Key::MAX);
                keywords.keys.insert(word.clone(), key);
                keywords.words.push(word.clone());
            }
        }
        keywords.nest();
        keywords
    }

    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn key(&self, word: &str) -> Option<Key> {
        self.keys.get(word).copied()
    }

    pub(crate) fn word(&self, key: Key) -> &str {
        self.words.get(key as usize).map_or("", String::as_str)
    }

    /// What is present where this keyword is: those inside of it, itself too, ascending.
    pub(crate) fn inside(&self, key: Key) -> &[Key] {
        self.inside.get(key as usize).map_or(&[], |keys| keys)
    }

    /// What is absent where this keyword is: those around it, itself too, ascending.
    pub(crate) fn around(&self, key: Key) -> &[Key] {
        self.around.get(key as usize).map_or(&[], |keys| keys)
    }

    /// Whether the first stands inside of the second, or is it.
    pub(crate) fn is_inside(&self, part: Key, whole: Key) -> bool {
        self.inside(whole).binary_search(&part).is_ok()
    }

    /// A text that holds these keywords, and no other than those inside of them.
    pub(crate) fn text(&self, keys: impl IntoIterator<Item = Key>) -> String {
        let words: Vec<&str> = keys.into_iter().map(|key| self.word(key)).collect();
        if words.len() < 2 {
            return words.concat();
        }
        let usual = ['，', '；', '。', '|', '/'];
        // folding makes a wide mark narrow: it is the narrow one that no keyword may have
        let free = |mark: &char| {
            let narrow = crate::model::text::half_width(*mark);
            !self.words.iter().any(|word| word.contains(narrow))
        };
        let mark = usual.into_iter().chain('\u{2500}'..'\u{2E80}').chain('\u{E000}'..='\u{F8FF}').find(free);
        let mark = mark.or_else(|| ('\u{F0000}'..='\u{10FFFD}').find(free)).unwrap_or('，');
        words.join(&mark.to_string())
    }

    /// Finds which keyword stands inside which, by one trie with links to the longest suffix that is in it:
    /// linear in the length of all keywords, then the closure.
    fn nest(&mut self) {
        let mut trie = Trie::default();
        for (key, word) in (0..).zip(&self.words) {
            trie.add(word, key);
        }
        trie.link();
        let mut by_length: Vec<(usize, usize)> =
            self.words.iter().map(|word| word.len()).enumerate().map(|(at, length)| (length, at)).collect();
        by_length.sort_unstable();
        self.inside = vec![Box::default(); self.words.len()];
        let mut around: Vec<Vec<Key>> = vec![Vec::new(); self.words.len()];
        for (_, at) in by_length {
            let Some(word) = self.words.get(at) else { continue };
            // the longest one that ends at each character; shorter ones that end there are inside of that
            let mut inside: BTreeSet<Key> = BTreeSet::new();
            for part in trie.longest_inside(word) {
                if !inside.contains(&part) {
                    inside.extend(self.inside(part));
                }
            }
            let key = Key::try_from(at).unwrap_or(Key::MAX);
            inside.insert(key);
            for part in &inside {
                if let Some(around) = around.get_mut(*part as usize) {
                    around.push(key);
                }
            }
            if let Some(slot) = self.inside.get_mut(at) {
                *slot = inside.into_iter().collect();
            }
        }
        self.around = around
            .into_iter()
            .map(|mut keys| {
                keys.sort_unstable();
                keys.into()
            })
            .collect();
    }
}

/// A trie over characters; node 0 is the root.
#[derive(Debug)]
struct Trie {
    children: HashMap<(usize, char), usize>,
    nodes: Vec<Node>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    parent: usize,
    letter: char,
    depth: usize,
    /// The keyword that ends here.
    key: Option<Key>,
    /// The node of the longest proper suffix.
    suffix: usize,
    /// The longest keyword that ends here: its own or that of a suffix.
    longest: Option<Key>,
}

impl Default for Trie {
    fn default() -> Trie {
        Trie { children: HashMap::new(), nodes: vec![Node::default()] }
    }
}

impl Trie {
    fn node(&self, at: usize) -> Node {
        self.nodes.get(at).copied().unwrap_or_default()
    }

    fn add(&mut self, word: &str, key: Key) {
        let mut at = 0;
        for (depth, letter) in (1..).zip(word.chars()) {
            let next = self.nodes.len();
            at = *self.children.entry((at, letter)).or_insert_with(|| {
                self.nodes.push(Node { parent: at, letter, depth, ..Node::default() });
                next
            });
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.key = Some(key);
        }
    }

    fn link(&mut self) {
        let mut order: Vec<usize> = (1..self.nodes.len()).collect();
        order.sort_by_key(|at| self.node(*at).depth);
        for at in order {
            let node = self.node(at);
            let mut suffix = self.node(node.parent).suffix;
            let link = if node.depth == 1 {
                0
            } else {
                loop {
                    if let Some(next) = self.children.get(&(suffix, node.letter)) {
                        break *next;
                    }
                    if suffix == 0 {
                        break 0;
                    }
                    suffix = self.node(suffix).suffix;
                }
            };
            let longest = node.key.or(self.node(link).longest);
            if let Some(node) = self.nodes.get_mut(at) {
                (node.suffix, node.longest) = (link, longest);
            }
        }
    }

    /// For each place of a word of the trie the longest other keyword that ends there.
    fn longest_inside(&self, word: &str) -> Vec<Key> {
        let (mut at, mut found) = (0, Vec::new());
        let mut letters = word.chars().peekable();
        while let Some(letter) = letters.next() {
            at = self.children.get(&(at, letter)).copied().unwrap_or_default();
            let node = self.node(at);
            let is_last = letters.peek().is_none();
            found.extend(if is_last { self.node(node.suffix).longest } else { node.longest });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::fold;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn containment_is_that_of_text(words in prop::collection::vec("[ab噪]{1,5}", 1..20)) {
            let keywords = Keywords::new(&words);
            for part in &words {
                for whole in &words {
                    let (a, b) = (keywords.key(part).unwrap(), keywords.key(whole).unwrap());
                    prop_assert_eq!(keywords.is_inside(a, b), whole.contains(part.as_str()), "{} {}", part, whole);
                    prop_assert_eq!(keywords.around(a).contains(&b), whole.contains(part.as_str()));
                }
            }
        }

        #[test]
        fn a_text_holds_what_it_is_made_of_and_no_more(words in prop::collection::vec("[ab,噪|]{1,4}", 1..9), pick: u32) {
            let keywords = Keywords::new(&words);
            let chosen: Vec<Key> = (0..keywords.len() as Key).filter(|key| pick >> key & 1 == 1).collect();
            let text = fold(&keywords.text(chosen.iter().copied()));
            for key in 0..keywords.len() as Key {
                let expected = chosen.iter().any(|other| keywords.is_inside(key, *other));
                prop_assert_eq!(text.contains(keywords.word(key)), expected, "{} in {}", keywords.word(key), text);
            }
        }
    }
}
