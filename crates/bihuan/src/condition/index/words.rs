//! Keywords (K-9): each kept once, and looked for in the text of a ticket as late and as seldom as can be.
//!
//! A keyword of Han characters alone stands in the folded text where it stands in the text as written, unless
//! there is white space in it (G-3); so most texts are never folded. After a few keywords, or at once where a
//! rulebook asks many of every ticket, the pairs of characters of the text are put into a small set, and only
//! a keyword whose own pairs are there is looked for.

use super::search::is_in;
use crate::model::text::{fold_into, is_han};
use std::collections::HashMap;

/// So many keywords are looked for before the pairs of the text are gathered: gathering them costs what looking
/// for five to six does (benches/README.md, keywords).
const PATIENCE: u32 = 5;

/// A keyword by its place.
pub(crate) type WordId = u32;

/// The keywords of an edition.
#[derive(Debug, Default)]
pub(crate) struct Words {
    marks: Box<[Mark]>,
    needles: Box<[Needle]>,
    texts: Box<str>,
    /// Every ticket is asked for many keywords.
    pub(crate) many: bool,
}

/// What is looked at before a keyword is looked for.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Its first and its last pair of characters.
    pairs: [u16; 2],
    /// Han characters alone: the text as written decides.
    han: bool,
    /// It has a pair.
    paired: bool,
}

/// Where a keyword stands among the others, and the two bytes of it that are looked for.
#[derive(Debug, Clone, Copy)]
struct Needle {
    start: usize,
    len: u32,
    telling: [u8; 2],
}

/// The bytes of a word that are looked for: the last of its first character and of its last one, which tell a
/// character from more of the others than its first byte does.
fn telling(word: &str) -> [u8; 2] {
    let first = word.chars().next().map_or(0, char::len_utf8).saturating_sub(1);
    let last = word.len().saturating_sub(1);
    // of one character alone its last two
    let first = if first == last { first.saturating_sub(1) } else { first };
    [first, last].map(|at| u8::try_from(at).unwrap_or(u8::MAX))
}

#[cfg(test)]
impl Words {
    /// How many bytes it holds.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(&*self.marks) + size_of_val(&*self.needles) + self.texts.len()
    }
}

/// Keywords while they are gathered.
#[derive(Debug, Default)]
pub(crate) struct WordList {
    ids: HashMap<String, WordId>,
    words: Vec<String>,
}

impl WordList {
    pub(crate) fn id(&mut self, word: &str) -> WordId {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = WordId::try_from(self.words.len()).unwrap_or(WordId::MAX);
        self.ids.insert(word.to_owned(), id);
        self.words.push(word.to_owned());
        id
    }

    pub(crate) fn finished(self, many: bool) -> Words {
        let marks = self.words.iter().map(|word| Mark::of(word)).collect();
        let mut texts = String::new();
        let needles = self.words.iter().map(|word| {
            let start = texts.len();
            texts.push_str(word);
            Needle { start, len: u32::try_from(word.len()).unwrap_or(u32::MAX), telling: telling(word) }
        });
        Words { marks, needles: needles.collect(), texts: texts.into_boxed_str(), many }
    }
}

impl Mark {
    fn of(word: &str) -> Mark {
        let letters = || Letters(word.as_bytes());
        let mut pairs = letters().zip(letters().skip(1)).map(|(a, b)| pair(a, b));
        let first = pairs.next();
        let last = pairs.last().or(first);
        Mark {
            pairs: [first.unwrap_or_default(), last.unwrap_or_default()],
            han: word.chars().all(is_han),
            paired: first.is_some(),
        }
    }
}

/// The characters of a text, their bytes as one number: all that telling them apart takes.
struct Letters<'t>(&'t [u8]);

impl Iterator for Letters<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        let (letter, rest) = match self.0 {
            [a @ 0xE0..=0xEF, b, c, rest @ ..] => (u32::from_be_bytes([0, *a, *b, *c]), rest),
            [a @ 0..=0x7F, rest @ ..] => (u32::from(*a), rest),
            [a @ 0xF0..=0xFF, b, c, d, rest @ ..] => (u32::from_be_bytes([*a, *b, *c, *d]), rest),
            [a, b, rest @ ..] => (u32::from_be_bytes([0, 0, *a, *b]), rest),
            _ => return None,
        };
        self.0 = rest;
        Some(letter)
    }
}

/// Two characters as one of 4,096 numbers.
#[inline]
fn pair(a: u32, b: u32) -> u16 {
    let spread = |letter: u32| letter.wrapping_mul(0x9E37_79B1);
    ((spread(a).rotate_left(11) ^ spread(b)) >> 20) as u16
}

/// What is known of the text of a ticket so far. It holds for one text; [`TextSeen::begin`] starts the next.
#[derive(Debug)]
pub(crate) struct TextSeen {
    /// Whether there is white space in it, once that is known.
    spaced: Option<bool>,
    is_folded: bool,
    folded: String,
    tried: u32,
    has_pairs: bool,
    pairs: [u64; 64],
}

impl Default for TextSeen {
    fn default() -> TextSeen {
        TextSeen {
            spaced: None,
            is_folded: false,
            folded: String::new(),
            tried: 0,
            has_pairs: false,
            pairs: [0; 64],
        }
    }
}

impl TextSeen {
    pub(crate) fn begin(&mut self) {
        self.spaced = None;
        self.is_folded = false;
        self.tried = 0;
        self.has_pairs = false;
    }

    /// Whether a keyword stands in the folded text (K-9). `text` gives the one as written, always the same
    /// between two `begin`s; it isn't asked for where what is known of it decides.
    #[inline]
    pub(crate) fn contains<'t>(&mut self, text: impl Fn() -> &'t str, words: &Words, id: WordId) -> bool {
        let Some(mark) = words.marks.get(id as usize) else { return false };
        if mark.han && mark.paired && (self.has_pairs || self.tried >= PATIENCE || words.many) {
            if !self.has_pairs {
                self.gather(text());
            }
            if !mark.pairs.iter().all(|pair| self.has(*pair)) {
                return false;
            }
        }
        self.tried = self.tried.wrapping_add(1);
        let text = text();
        !text.is_empty() && self.find(text, words, id, mark.han)
    }

    #[inline(never)]
    fn find(&mut self, text: &str, words: &Words, id: WordId, han: bool) -> bool {
        let Some(needle) = words.needles.get(id as usize) else { return false };
        let word = words.texts.as_bytes().get(needle.start..).unwrap_or_default();
        let Some(word) = word.get(..needle.len as usize) else { return false };
        // what stands together in the text stands together when it is folded
        if han {
            if is_in(text.as_bytes(), word, needle.telling) {
                return true;
            }
            if !self.is_spaced(text) {
                return false;
            }
        }
        is_in(self.fold(text).as_bytes(), word, needle.telling)
    }

    #[inline]
    fn has(&self, pair: u16) -> bool {
        self.pairs.get(usize::from(pair >> 6)).is_some_and(|bits| bits >> (pair & 63) & 1 == 1)
    }

    #[inline(never)]
    fn gather(&mut self, text: &str) {
        self.pairs = [0; 64];
        self.has_pairs = true;
        let spaced = self.is_spaced(text);
        if spaced {
            self.fold(text);
        }
        let TextSeen { pairs, folded, .. } = self;
        let text = if spaced { folded } else { text };
        let mut before = 0;
        for letter in Letters(text.as_bytes()) {
            let pair = pair(before, letter);
            if let Some(bits) = pairs.get_mut(usize::from(pair >> 6)) {
                *bits |= 1 << (pair & 63);
            }
            before = letter;
        }
    }

    fn is_spaced(&mut self, text: &str) -> bool {
        *self.spaced.get_or_insert_with(|| may_be_spaced(text.as_bytes()))
    }

    fn fold(&mut self, text: &str) -> &str {
        if !self.is_folded {
            self.folded.clear();
            fold_into(text.chars(), &mut self.folded);
            self.is_folded = true;
        }
        &self.folded
    }
}

/// Whether there may be white space in the text: never no where there is. Some of the characters that begin like
/// it are taken for it; then the text is folded, and nothing is lost but time.
fn may_be_spaced(text: &[u8]) -> bool {
    may_lead(text) && has_space(text)
}

/// Whether some byte may begin white space. Most texts have none, and many bytes are looked at in one step: U+3000
/// is told from other characters by its last two bytes, which few have so.
fn may_lead(text: &[u8]) -> bool {
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    let inner = pairs.fold(0, |found, (a, b)| {
        found
            | u8::from(
                (*a <= b' ') | (*a == 0xC2) | (*a == 0xE1) | (*a == 0xE2) | ((*a == 0x80) & (*b == 0x80)),
            )
    });
    // the last byte begins no character but of one byte
    inner != 0 || text.last().is_some_and(|byte| *byte <= b' ')
}

fn has_space(text: &[u8]) -> bool {
    let ascii = text.iter().fold(false, |found, byte| found | (*byte <= b' ') | matches!(*byte, 0xC2 | 0xE1));
    // U+2000–203F, U+205F among U+2040–207F, and U+3000
    let from = |at: usize| text.get(at..).unwrap_or_default().iter();
    let mut three = from(0).zip(from(1)).zip(from(2));
    ascii
        || three.any(|((a, b), c)| match (*a, *b) {
            (0xE2, 0x80) => *c <= 0x8A || (0xA8..=0xAF).contains(c),
            (0xE2, 0x81) => *c == 0x9F,
            (0xE3, 0x80) => *c == 0x80,
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::fold;
    use proptest::prelude::*;

    #[test]
    fn white_space_is_never_missed() {
        for c in (0..=0x0010_FFFF).filter_map(char::from_u32) {
            if crate::model::text::half_width(c).is_whitespace() {
                assert!(may_be_spaced(format!("声{c}声").as_bytes()), "{c:?}");
            }
        }
        assert!(!may_be_spaced("市民反映，夜里“噪声”大、扰民……——不止".as_bytes()));
    }

    #[test]
    fn a_word_is_found_wherever_it_stands() {
        let long = "噪声".repeat(20);
        for word in ["噪声", "，", "a", "aab", "。、", "声", "aa", long.as_str()] {
            for text in [
                word.to_string(),
                format!("噪{word}"),
                format!("aa{word}声，"),
                format!("噪声{word}噪"),
                "噪声，aab".to_owned(),
                String::new(),
            ] {
                assert_eq!(
                    is_in(text.as_bytes(), word.as_bytes(), telling(word)),
                    text.contains(word),
                    "{word} in {text}"
                );
            }
        }
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "噪", "声", "扰", "民", "噪声", "𠀀", "〇", "，", "。", "Ａ", "a", "B", "1", " ", "\u{3000}",
            "\t", "\u{a0}", "\u{2003}", "\u{205f}", "“", "é", ".", "*", "(",
        ]);
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn a_keyword_is_found_where_the_folded_text_has_it(
            text in text(),
            words in prop::collection::vec(text(), 1..12),
            many in any::<bool>(),
        ) {
            let mut list = WordList::default();
            let words: Vec<String> = words.iter().map(|word| fold(word).chars().take(4).collect()).collect();
            let words: Vec<String> = words.into_iter().map(|word| fold(&word)).filter(|word| !word.is_empty()).collect();
            let ids: Vec<_> = words.iter().map(|word| list.id(word)).collect();
            let finished = list.finished(many);
            let mut seen = TextSeen::default();
            for turn in 0..2 {
                seen.begin();
                for (word, id) in words.iter().zip(&ids) {
                    let found = seen.contains(|| &text, &finished, *id);
                    prop_assert_eq!(found, fold(&text).contains(word), "{} in {}, turn {}", word, text, turn);
                }
            }
        }
    }
}
