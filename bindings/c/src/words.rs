//! The fixed vocabularies as C has them: a number, and its word in both languages.

use crate::constants::*;
use crate::encoding::Encoding;
use bihuan::{Channel, Fault, Lang, Loop, LoopState, Reason, Severity, State, Word};
use std::ffi::{CStr, CString, c_int};
use std::sync::OnceLock;

/// A vocabulary whose values have numbers in C; 0 is a value that this version of the header doesn't know.
pub(crate) trait Numbered {
    fn number(self) -> c_int;
}

impl Numbered for Channel {
    fn number(self) -> c_int {
        match self {
            Channel::Normal => BH_CHANNEL_NORMAL,
            Channel::Green => BH_CHANNEL_GREEN,
            Channel::Emergency => BH_CHANNEL_EMERGENCY,
            _ => 0,
        }
    }
}

impl Numbered for Reason {
    fn number(self) -> c_int {
        match self {
            Reason::Row => BH_REASON_ROW,
            Reason::Extra => BH_REASON_EXTRA,
            Reason::NoRow => BH_REASON_NO_ROW,
            Reason::NotAccepted => BH_REASON_NOT_ACCEPTED,
            Reason::Designated => BH_REASON_DESIGNATED,
            Reason::Adjudicate => BH_REASON_ADJUDICATE,
            _ => 0,
        }
    }
}

impl Numbered for Loop {
    fn number(self) -> c_int {
        match self {
            Loop::Intake => BH_LOOP_INTAKE,
            Loop::Process => BH_LOOP_PROCESS,
            Loop::Supervision => BH_LOOP_SUPERVISION,
            _ => 0,
        }
    }
}

impl Numbered for LoopState {
    fn number(self) -> c_int {
        match self {
            LoopState::Broken => BH_LOOP_BROKEN,
            LoopState::Overdue => BH_LOOP_OVERDUE,
            LoopState::Open => BH_LOOP_OPEN,
            LoopState::ClosedLate => BH_LOOP_CLOSED_LATE,
            LoopState::Closed => BH_LOOP_CLOSED,
            LoopState::NotApplicable => BH_LOOP_NOT_APPLICABLE,
            _ => 0,
        }
    }
}

impl Numbered for State {
    fn number(self) -> c_int {
        match self {
            State::Met => BH_STATE_MET,
            State::MetLate => BH_STATE_MET_LATE,
            State::Pending => BH_STATE_PENDING,
            State::Overdue => BH_STATE_OVERDUE,
            State::Violated => BH_STATE_VIOLATED,
            State::Waived => BH_STATE_WAIVED,
            _ => 0,
        }
    }
}

impl Numbered for Severity {
    fn number(self) -> c_int {
        match self {
            Severity::Error => BH_SEVERITY_ERROR,
            Severity::Warning => BH_SEVERITY_WARNING,
            Severity::Note => BH_SEVERITY_NOTE,
            _ => 0,
        }
    }
}

/// One of `BH_ZH` and `BH_EN`.
pub(crate) fn lang(number: c_int) -> Option<Lang> {
    match number {
        BH_ZH => Some(Lang::Zh),
        BH_EN => Some(Lang::En),
        _ => None,
    }
}

/// The word of a value, in a language and an encoding. It is valid for ever.
pub(crate) fn word<T: Word>(value: T, language: c_int, encoding: Encoding) -> Option<&'static CStr> {
    let word = match lang(language)? {
        Lang::Zh => value.zh(),
        _ => value.en(),
    };
    let table = table(encoding);
    let at = table.binary_search_by(|(other, _)| (*other).cmp(word)).ok()?;
    table.get(at).map(|(_, word)| word.as_c_str())
}

/// Every word of every vocabulary that answers use, in order, made on first use. A list and no hash map: those
/// point into the middle of their memory, which leak checkers take for lost.
fn table(encoding: Encoding) -> &'static [(&'static str, CString)] {
    static UTF8: OnceLock<Vec<(&'static str, CString)>> = OnceLock::new();
    static GB18030: OnceLock<Vec<(&'static str, CString)>> = OnceLock::new();
    let table = match encoding {
        Encoding::Utf8 => &UTF8,
        Encoding::Gb18030 => &GB18030,
    };
    table.get_or_init(|| {
        let words = [all::<Channel>(), all::<Reason>(), all::<Loop>(), all::<LoopState>(), all::<State>()];
        let mut words: Vec<_> = words.into_iter().chain([all::<Fault>()]).flatten().collect();
        words.sort_unstable();
        words.dedup();
        words
            .into_iter()
            .filter_map(|word| Some((word, crate::arena::c_string(word, encoding).ok()?)))
            .collect()
    })
}

fn all<T: Word>() -> Vec<&'static str> {
    T::WORDS.iter().flat_map(|(_, zh, en)| [*zh, *en]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_number_of_its_own_and_both_words() {
        fn check<T: Word + Numbered>() {
            let mut numbers: Vec<_> = T::WORDS.iter().map(|(value, _, _)| value.number()).collect();
            for (value, zh, en) in T::WORDS {
                let of = |lang| word(*value, lang, Encoding::Utf8).and_then(|word| word.to_str().ok());
                assert_eq!((of(BH_ZH), of(BH_EN), of(0)), (Some(*zh), Some(*en), None));
                assert!(word(*value, BH_ZH, Encoding::Gb18030).is_some());
            }
            numbers.sort_unstable();
            assert!(!numbers.contains(&0), "{numbers:?}");
            numbers.dedup();
            assert_eq!(numbers.len(), T::WORDS.len());
        }
        check::<Channel>();
        check::<Reason>();
        check::<Loop>();
        check::<LoopState>();
        check::<State>();
    }
}
