//! The levels of a path as they are written, each with a number by which it is looked up: eight bytes in a step.

/// A level and its number: of up to eight bytes the number says all, given how many they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level<'p> {
    pub(super) bytes: &'p [u8],
    pub(super) key: u64,
}

/// A slash in each byte, the lowest bit of each, and the highest.
const SLASHES: u64 = u64::from_le_bytes([b'/'; 8]);
const LOW: u64 = u64::from_le_bytes([0x01; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Up to the first slash, and what comes after it; none where there is no slash.
#[inline]
pub(super) fn first(path: &[u8]) -> (Level<'_>, Option<&[u8]>) {
    let mut key = 0;
    let mut len = 0_usize;
    loop {
        let rest = path.get(len..).unwrap_or_default();
        let (word, size) = next_word(rest);
        let other = word ^ SLASHES;
        // the lowest byte that is zero, and with it nothing below
        let zero = other.wrapping_sub(LOW) & !other & HIGH;
        let taken = (zero.trailing_zeros() as usize / 8).min(size);
        key = joined(key, len, kept(word, taken), taken);
        len = len.wrapping_add(taken);
        if taken < 8 {
            let bytes = path.get(..len).unwrap_or(path);
            return (Level { bytes, key }, path.get(len.wrapping_add(1)..));
        }
    }
}

impl Level<'_> {
    /// A level as it is; a slash in it is one of its characters.
    pub(super) fn of(bytes: &[u8]) -> Level<'_> {
        let mut key = 0;
        for (at, chunk) in bytes.chunks(8).enumerate() {
            let (word, size) = next_word(chunk);
            key = joined(key, at * 8, word, size);
        }
        Level { bytes, key }
    }
}

/// The number of a level that goes on with a word of so many bytes after its first `len`.
#[inline]
fn joined(key: u64, len: usize, word: u64, size: usize) -> u64 {
    match (len, size) {
        (0, _) => word,
        (_, 0) => key,
        _ => mixed(key, word),
    }
}

/// The lowest bytes of a word.
#[inline]
fn kept(word: u64, bytes: usize) -> u64 {
    let bits = (bytes as u32).wrapping_mul(8);
    if bits >= 64 { word } else { word & (1_u64 << bits).wrapping_sub(1) }
}

/// Up to eight bytes as one number, the first the lowest, and how many they are.
#[inline]
pub(super) fn next_word(bytes: &[u8]) -> (u64, usize) {
    if let Some(word) = bytes.first_chunk::<8>() {
        return (u64::from_le_bytes(*word), 8);
    }
    let size = bytes.len();
    let behind = |bytes: usize| (size.wrapping_sub(bytes) as u32).wrapping_mul(8);
    let word = if let (Some(head), Some(end)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*head)) | (u64::from(u32::from_le_bytes(*end)) << behind(4))
    } else if let (Some(head), Some(end)) = (bytes.first_chunk::<2>(), bytes.last_chunk::<2>()) {
        u64::from(u16::from_le_bytes(*head)) | (u64::from(u16::from_le_bytes(*end)) << behind(2))
    } else {
        bytes.first().copied().map_or(0, u64::from)
    };
    (word, size)
}

#[inline]
pub(super) fn mixed(hash: u64, word: u64) -> u64 {
    let wide = u128::from(hash ^ word ^ 0x9E37_79B9_7F4A_7C15).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (wide as u64) ^ ((wide >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_path_is_cut_at_its_slashes(path in "[a/声]{0,24}") {
            let mut rest = Some(path.as_bytes());
            let mut levels = Vec::new();
            while let Some(path) = rest {
                let (level, after) = first(path);
                levels.push(level);
                rest = after;
            }
            let expected: Vec<Level<'_>> = path.split('/').map(|level| Level::of(level.as_bytes())).collect();
            prop_assert_eq!(levels, expected);
        }

        #[test]
        fn up_to_eight_bytes_are_told_apart(a in "[a-c]{1,8}", b in "[a-c]{1,8}") {
            let [one, other] = [&a, &b].map(|text| (Level::of(text.as_bytes()).key, text.len()));
            prop_assert_eq!(one == other, a == b);
        }
    }
}
