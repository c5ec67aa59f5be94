//! The cell language (K-1 to K-3): a cell is a list of items, each plain or negative.

use crate::model::text::{fold_chars, half_width, is_blank};

/// An item of a cell as written, without its `!`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawItem<'a> {
    pub(crate) negative: bool,
    pub(crate) text: &'a str,
}

impl<'a> RawItem<'a> {
    /// The item `*`, which holds for any present value.
    pub(crate) fn is_any(self) -> bool {
        let mut chars = self.text.chars();
        chars.next().map(half_width) == Some('*') && chars.next().is_none()
    }

    /// The item behind a leading mark, if it begins with that mark unescaped.
    pub(crate) fn strip(self, mark: char) -> Option<RawItem<'a>> {
        let mut chars = self.text.chars();
        if chars.next().map(half_width) != Some(mark) {
            return None;
        }
        Some(RawItem { text: chars.as_str().trim(), ..self })
    }

    /// The item's text folded, each backslash taken out (G-7).
    pub(crate) fn folded(self) -> String {
        let mut chars = self.text.chars();
        fold_chars(std::iter::from_fn(move || match chars.next()? {
            c if half_width(c) == '\\' => Some(chars.next().unwrap_or('\\')),
            c => Some(c),
        }))
    }

    /// The two sides of the first unescaped `..`.
    pub(crate) fn range(self) -> Option<(RawItem<'a>, RawItem<'a>)> {
        let mut escaped = false;
        let mut dot: Option<usize> = None;
        for (at, c) in self.text.char_indices() {
            let mark = half_width(c);
            match dot {
                Some(first) if mark == '.' && !escaped => {
                    let side = |text: &'a str| RawItem { text: text.trim(), ..self };
                    let (before, after) = (self.text.get(..first)?, self.text.get(at + c.len_utf8()..)?);
                    return Some((side(before), side(after)));
                }
                _ => dot = (mark == '.' && !escaped).then_some(at),
            }
            escaped = mark == '\\' && !escaped;
        }
        None
    }
}

/// The items of a cell: split at `、 , ; ` or line breaks in either width, blanks trimmed, empty ones
/// skipped (K-1). A lone `!` is an item without text; the parser objects to it.
pub(crate) fn items(cell: &str) -> Vec<RawItem<'_>> {
    raw_items(cell)
        .map(|text| match (RawItem { negative: false, text }).strip('!') {
            Some(rest) => RawItem { negative: true, ..rest },
            None => RawItem { negative: false, text },
        })
        .collect()
}

/// The items of a cell that is a plain list of names, without negatives: assists, aliases.
pub(crate) fn list(cell: &str) -> Vec<RawItem<'_>> {
    raw_items(cell).map(|text| RawItem { negative: false, text }).collect()
}

fn raw_items(cell: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    cell.split(move |c: char| {
        let mark = half_width(c);
        let separates = !escaped && matches!(mark, '、' | ',' | ';' | '\n' | '\r');
        escaped = mark == '\\' && !escaped;
        separates
    })
    .map(str::trim)
    .filter(|text| !is_blank(text))
}

/// Whether a cell has no item: it is no condition (K-1).
pub(crate) fn is_empty(cell: &str) -> bool {
    raw_items(cell).next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(cell: &str) -> Vec<(bool, String)> {
        items(cell).into_iter().map(|item| (item.negative, item.folded())).collect()
    }

    #[test]
    fn items_stand_between_separators_of_either_width() {
        let plain = |words: &[&str]| words.iter().map(|word| (false, (*word).to_owned())).collect::<Vec<_>>();
        assert_eq!(texts("a、b,c，d;e；f\ng"), plain(&["a", "b", "c", "d", "e", "f", "g"]));
        assert_eq!(texts(" 、, 噪 声 、"), plain(&["噪声"]));
        assert_eq!(texts("a\\、b"), plain(&["a、b"]));
        assert_eq!(texts("a\\\\、b"), plain(&["a\\", "b"]));
        assert!(is_empty(" 、；") && !is_empty("!"));
    }

    #[test]
    fn marks_count_in_either_width_and_a_backslash_takes_them_away() {
        assert_eq!(
            texts("！投诉、! 求助、\\!x、!"),
            [
                (true, "投诉".to_owned()),
                (true, "求助".to_owned()),
                (false, "!x".to_owned()),
                (true, String::new()),
            ]
        );
        assert!(items("＊").iter().all(|item| item.is_any()));
        assert!(items("\\*").iter().all(|item| !item.is_any()));
    }

    #[test]
    fn ranges() {
        let range = |text| RawItem { negative: false, text }.range().map(|(a, b)| (a.folded(), b.folded()));
        assert_eq!(range("1 .. 5"), Some(("1".to_owned(), "5".to_owned())));
        assert_eq!(range("1．．5"), Some(("1".to_owned(), "5".to_owned())));
        assert_eq!(range("1.5"), None);
        assert_eq!(range("1\\..5"), None);
        assert_eq!(range("1.5..2.5"), Some(("1.5".to_owned(), "2.5".to_owned())));
    }
}
