//! Whether a text has a word: many places are looked at in one step, by two bytes of the word that tell most.
//! Where both of them stand the word is compared; in most texts that is nowhere.

use memchr::arch::all::packedpair::Pair;

/// A word of more bytes is looked for in a way whose time is bounded by the text alone.
const LONG: usize = 64;

/// Texts shorter than this are looked through place by place: the wide steps need room.
const SHORT: usize = 64;

/// Whether a text has a word, two of whose bytes stand at `telling`.
pub(super) fn is_in(text: &[u8], word: &[u8], telling: [u8; 2]) -> bool {
    if word.len() > LONG {
        return memchr::memmem::find(text, word).is_some();
    }
    let pair = Pair::with_indices(word, telling[0], telling[1]);
    match pair.filter(|_| text.len() >= SHORT + LONG).and_then(|pair| wide(text, word, pair)) {
        Some(found) => found,
        None => narrow(text, word, telling),
    }
}

/// In wide steps; none where the machine has none that is made use of.
#[cfg(target_arch = "x86_64")]
#[inline]
fn wide(text: &[u8], word: &[u8], pair: Pair) -> Option<bool> {
    use memchr::arch::x86_64::{avx2, sse2};
    match avx2::packedpair::Finder::with_pair(word, pair) {
        Some(finder) => Some(finder.find(text, word).is_some()),
        None => {
            sse2::packedpair::Finder::with_pair(word, pair).map(|finder| finder.find(text, word).is_some())
        }
    }
}

#[cfg(target_arch = "aarch64")]
#[inline]
fn wide(text: &[u8], word: &[u8], pair: Pair) -> Option<bool> {
    let finder = memchr::arch::aarch64::neon::packedpair::Finder::with_pair(word, pair)?;
    Some(finder.find(text, word).is_some())
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn wide(_: &[u8], _: &[u8], _: Pair) -> Option<bool> {
    None
}

/// Place by place.
fn narrow(text: &[u8], word: &[u8], telling: [u8; 2]) -> bool {
    let Some(places) = text.len().checked_sub(word.len()) else { return false };
    let from = |byte: u8| {
        let first = usize::from(byte);
        (
            word.get(first).copied().unwrap_or_default(),
            text.get(first..=first.wrapping_add(places)).unwrap_or_default(),
        )
    };
    let [(one, ones), (other, others)] = telling.map(from);
    let is_here = |at: usize| text.get(at..).is_some_and(|text| text.starts_with(word));
    (0..).zip(ones.iter().zip(others)).any(|(at, (a, b))| *a == one && *b == other && is_here(at))
}
