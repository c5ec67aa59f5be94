//! Folding (G-3): how text is made comparable. What is shown is always what was written.

/// The half-width form of a full-width ASCII character or an ideographic space.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Whether the character is a Han character in the sense of G-3.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// The folded form of a text (G-3): half-width, ASCII lower case, white space dropped at the ends
/// and between two Han characters, any other run of it one space.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text.chars(), &mut out);
    out
}

/// [`fold`] over characters, for text whose escapes have been taken out already.
pub(crate) fn fold_chars(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    fold_into(chars, &mut out);
    out
}

/// [`fold_chars`] at the end of a text that is there already.
pub(crate) fn fold_into(chars: impl Iterator<Item = char>, out: &mut String) {
    let mut last: Option<char> = None;
    let mut gap = false;
    for c in chars {
        let c = half_width(c).to_ascii_lowercase();
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if let Some(before) = last
            && gap
            && !(is_han(before) && is_han(c))
        {
            out.push(' ');
        }
        gap = false;
        out.push(c);
        last = Some(c);
    }
}

/// Whether nothing is left of the text once it is folded (G-4).
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| half_width(c).is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_width_case_and_space() {
        assert_eq!(fold("　ＡＢｃ　１２ "), "abc 12");
        assert_eq!(fold("噪 声\u{3000}扰 民"), "噪声扰民");
        assert_eq!(fold("噪声 \n AB  C 声"), "噪声 ab c 声");
        assert_eq!(fold("〇 一"), "〇一");
        assert_eq!(fold(" \u{2003} "), "");
        assert!(is_blank(" \u{3000}\t"));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Ａ　Ｂ", "楼 道 x 堆 物", "  a\u{a0}b ", "！？"] {
            assert_eq!(fold(&fold(text)), fold(text));
        }
    }
}
