//! `column=value` pairs as a command line writes them: `matter=噪声; hours=22:00-06:00`.
//!
//! Pairs stand between `;` or line breaks of either width. A `;` also separates the items of a cell (K-1), so
//! a new pair begins only where `name=` follows; what follows otherwise is more of the value. The marks of
//! items (`=P`, `>=5`, `!…`) begin no pair, and a backslash takes the meaning from `;` and `=` (G-7).

use crate::model::text::half_width;

/// A column and its value, both as written.
pub(crate) type Pair<'a> = (&'a str, &'a str);

/// Reads pairs. `is_column` says which words are columns.
///
/// # Errors
/// The first name that is no column, or the piece that has none in front.
pub(crate) fn pairs(text: &str, is_column: impl Fn(&str) -> bool) -> Result<Vec<Pair<'_>>, &str> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    // where the value of the last pair begins
    let mut value_at = 0;
    for (at, piece) in pieces(text) {
        match (split(piece), pairs.last_mut()) {
            (Some((column, value)), _) if is_column(column) => {
                value_at = at + piece.len() - value.len();
                pairs.push((column, value.trim()));
            }
            (Some((column, _)), _) => return Err(column),
            (None, _) if piece.trim().is_empty() => {}
            (None, Some((_, value))) => {
                *value = text.get(value_at..at + piece.len()).unwrap_or_default().trim();
            }
            (None, None) => return Err(piece.trim()),
        }
    }
    Ok(pairs)
}

/// The name in front of the first unescaped `=`, and what stands behind it.
fn split(piece: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    let (at, mark) = piece.char_indices().find(|(_, c)| {
        let found = !escaped && half_width(*c) == '=';
        escaped = half_width(*c) == '\\' && !escaped;
        found
    })?;
    let name = piece.get(..at)?.trim();
    let is_item = name.chars().next_back().is_none_or(|c| matches!(half_width(c), '<' | '>' | '!'));
    if is_item { None } else { Some((name, piece.get(at + mark.len_utf8()..)?)) }
}

/// The pieces between unescaped `;` and line breaks, each with the place where it begins.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (at, c) in text.char_indices() {
        let mark = half_width(c);
        if !escaped && matches!(mark, ';' | '\n' | '\r') {
            pieces.push((start, text.get(start..at).unwrap_or_default()));
            start = at + c.len_utf8();
        }
        escaped = mark == '\\' && !escaped;
    }
    pieces.push((start, text.get(start..).unwrap_or_default()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Pair<'_>>, &str> {
        pairs(text, |column| ["matter", "事项", "area", "hours", "text"].contains(&column))
    }

    #[test]
    fn pairs_stand_between_semicolons_of_either_width() {
        assert_eq!(
            read("matter=噪声; hours = 22:00-06:00；area＝永丰街道\n"),
            Ok(vec![("matter", "噪声"), ("hours", "22:00-06:00"), ("area", "永丰街道")])
        );
        assert_eq!(read("事项="), Ok(vec![("事项", "")]));
        assert_eq!(read(" ;; "), Ok(vec![]));
    }

    #[test]
    fn a_semicolon_inside_a_cell_stays_in_the_value() {
        assert_eq!(
            read("matter=噪声; 停车 ;area=a；b"),
            Ok(vec![("matter", "噪声; 停车"), ("area", "a；b")])
        );
        assert_eq!(read(r"text=a\; area=b"), Ok(vec![("text", r"a\; area=b")]));
        assert_eq!(read("area==a; =b;!=c; >=5"), Ok(vec![("area", "=a; =b;!=c; >=5")]));
    }

    #[test]
    fn what_has_no_column_in_front_is_named() {
        assert_eq!(read("colour=red; area=a"), Err("colour"));
        assert_eq!(read("area=a; colour=red"), Err("colour"));
        assert_eq!(read("噪声"), Err("噪声"));
    }
}
