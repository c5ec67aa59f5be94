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

    /// A short number above one and below the other, ends excluded; no end: as far as one likes.
    /// `low` must be below `high`.
    pub(crate) fn between(low: Option<&Number>, high: Option<&Number>) -> Number {
        let zero = Number { negative: false, whole: String::new(), fraction: String::new() };
        let above_zero = low.is_some_and(|low| *low >= zero);
        let below_zero = high.is_some_and(|high| *high <= zero);
        if !above_zero && !below_zero {
            return zero;
        }
        if below_zero {
            let opposite = |number: &Number| Number { negative: !number.negative, ..number.clone() };
            let (high, low) = (high.map(opposite), low.map(opposite));
            let magnitude = |number: Number| if number < zero { zero.clone() } else { number };
            let mirrored = Number::between(high.map(magnitude).as_ref(), low.as_ref());
            return opposite(&mirrored);
        }
        // cut off after ever more digits and raised in the last one: above `low`, at last below `high`
        let (whole, fraction) = low.map_or(("", ""), |low| (low.whole.as_str(), low.fraction.as_str()));
        let mut digits = 0;
        loop {
            let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(digits).collect();
            let raised = raise(&format!("{whole}{kept}"));
            let (whole, fraction) = raised.split_at_checked(raised.len() - digits).unwrap_or((&raised, ""));
            let number = Number {
                negative: false,
                whole: whole.trim_start_matches('0').to_owned(),
                fraction: fraction.trim_end_matches('0').to_owned(),
            };
            if high.is_none_or(|high| number < *high) {
                return number;
            }
            digits += 1;
        }
    }

    fn magnitude(&self, other: &Number) -> Ordering {
        (self.whole.len().cmp(&other.whole.len()))
            .then_with(|| self.whole.cmp(&other.whole))
            .then_with(|| self.fraction.cmp(&other.fraction))
    }
}

/// A whole number in digits, plus one.
fn raise(digits: &str) -> String {
    let kept = digits.trim_end_matches('9');
    let nines = digits.len() - kept.len();
    let mut letters: Vec<char> = kept.chars().collect();
    match letters.pop() {
        Some(last) => {
            let next = last.to_digit(10).and_then(|digit| char::from_digit(digit + 1, 10));
            letters.push(next.unwrap_or('0'));
        }
        None => letters.push('1'),
    }
    letters.into_iter().chain(std::iter::repeat_n('0', nines)).collect()
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let whole = if self.whole.is_empty() { "0" } else { &self.whole };
        write!(f, "{}{whole}", if self.negative { "-" } else { "" })?;
        if self.fraction.is_empty() { Ok(()) } else { write!(f, ".{}", self.fraction) }
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
    fn between_two_numbers_there_is_a_short_one() {
        let texts =
            ["-10", "-9.5", "-1", "-0.99", "0", "0.001", "0.1", "9", "9.99", "10", "100000000000000000000"];
        let ends: Vec<_> = std::iter::once(None).chain(texts.iter().map(|text| Some(number(text)))).collect();
        for (at, low) in ends.iter().enumerate() {
            for high in ends.iter().skip(at + 1).chain([&None]) {
                let between = Number::between(low.as_ref(), high.as_ref());
                assert_eq!(number(&between.to_string()), between);
                assert!(low.as_ref().is_none_or(|low| *low < between), "{low:?} {between}");
                assert!(high.as_ref().is_none_or(|high| between < *high), "{between} {high:?}");
            }
        }
        let short = |low, high| Number::between(Some(&number(low)), Some(&number(high))).to_string();
        assert_eq!(
            (short("5", "8"), short("5", "6"), short("-6", "-5.95")),
            ("6".into(), "5.1".into(), "-5.96".into())
        );
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
