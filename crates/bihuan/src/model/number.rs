//! Numbers as cells and facts write them (K-10): exact decimals, compared without rounding.

use std::cmp::Ordering;

/// An exact decimal: sign, whole digits and fraction digits without the zeros that say nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Number {
    negative: bool,
    whole: String,
    fraction: String,
}

impl Number {
    /// Reads `[+-]?digits[.digits]` without a leading zero before a digit; anything else is text.
    pub(crate) fn parse(text: &str) -> Option<Number> {
        let mut number = Number::default();
        number.read(text).then_some(number)
    }

    /// Becomes the number of a text, in the room that it has; whether the text is one.
    pub(crate) fn read(&mut self, text: &str) -> bool {
        let Some((negative, whole, fraction)) = split(text) else { return false };
        self.negative = negative && !(whole.is_empty() && fraction.is_empty());
        self.whole.clear();
        self.whole.push_str(whole);
        self.fraction.clear();
        self.fraction.push_str(fraction);
        true
    }

    /// The number as it reads back.
    pub(crate) fn text(&self) -> String {
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        let point = if self.fraction.is_empty() { "" } else { "." };
        format!("{}{whole}{point}{}", if self.negative { "-" } else { "" }, self.fraction)
    }

    /// The whole number at or below it, where that fits with room on both sides.
    pub(crate) fn floor(&self) -> Option<i64> {
        let whole: i64 = if self.whole.is_empty() { 0 } else { self.whole.parse().ok()? };
        let floor = if self.negative { -whole - i64::from(!self.fraction.is_empty()) } else { whole };
        (floor.unsigned_abs() < i64::MAX.unsigned_abs() - 1).then_some(floor)
    }

    /// The number as a whole one that fits, if it is one.
    pub(crate) fn as_u32(&self) -> Option<u32> {
        if self.negative || !self.fraction.is_empty() {
            None
        } else if self.whole.is_empty() {
            Some(0)
        } else {
            self.whole.parse().ok()
        }
    }

    fn magnitude(&self, other: &Number) -> Ordering {
        (self.whole.len().cmp(&other.whole.len()))
            .then_with(|| self.whole.cmp(&other.whole))
            .then_with(|| self.fraction.cmp(&other.fraction))
    }
}

/// Sign, whole digits and fraction digits of a number, without the zeros that say nothing.
fn split(text: &str) -> Option<(bool, &str, &str)> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (whole, fraction) = match rest.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (rest, ""),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    Some((negative, if whole == "0" { "" } else { whole }, fraction.trim_end_matches('0')))
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|| panic!("`{text}` is a number"))
    }

    #[test]
    fn reads_what_is_a_number_and_nothing_else() {
        for text in ["0", "5", "+5", "-0.50", "1200", "0.007"] {
            assert!(Number::parse(text).is_some(), "{text}");
        }
        for text in ["", "-", "00", "007", "-01", ".5", "5.", "1e3", "1,000", "1.2.3", "五", "0x1"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn compares_exactly() {
        assert_eq!(number("5"), number("+5.00"));
        assert_eq!(number("0"), number("-0.0"));
        assert!(number("0.1") < number("0.15"));
        assert!(number("9") < number("10"));
        assert!(number("-10") < number("-9.5"));
        assert!(number("100000000000000000000.1") > number("100000000000000000000"));
        assert_eq!(number("12.0").as_u32(), Some(12));
        assert_eq!(number("1.5").as_u32(), None);
    }
}
