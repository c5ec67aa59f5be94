//! The catalogue of messages: every code with its severity, message and help in both languages, a
//! file a series.
//!
//! Messages: one line, lower case, no full stop, the user's value in backticks. Each code has a page
//! in `docs/findings/`.

mod calendars;
mod cases;
mod cells;
mod files;
mod policies;
mod proof;
mod references;
mod tickets;

use super::code::{Code, Severity};

/// A line of the catalogue.
pub(super) struct Entry {
    pub(super) code: Code,
    pub(super) id: &'static str,
    pub(super) severity: Severity,
    pub(super) message: [&'static str; 2],
    pub(super) help: [&'static str; 2],
}

/// The series, together in the order of [`Code`].
static SERIES: [&[Entry]; 8] = [
    files::ENTRIES,
    cells::ENTRIES,
    references::ENTRIES,
    policies::ENTRIES,
    tickets::ENTRIES,
    calendars::ENTRIES,
    cases::ENTRIES,
    proof::ENTRIES,
];

/// The line of a code.
pub(super) fn entry(code: Code) -> Option<&'static Entry> {
    let mut at = code as usize;
    for series in SERIES {
        match series.get(at) {
            Some(entry) => return Some(entry),
            None => at -= series.len(),
        }
    }
    None
}

/// Every line, in the order of [`Code`].
pub(super) fn entries() -> impl Iterator<Item = &'static Entry> {
    SERIES.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_stands_at_its_own_line() {
        for (at, entry) in entries().enumerate() {
            assert_eq!(entry.code as usize, at, "{}", entry.id);
            assert_eq!(super::entry(entry.code).map(|found| found.id), Some(entry.id));
        }
        let ids: Vec<&str> = entries().map(|entry| entry.id).collect();
        assert!(ids.is_sorted(), "codes stand in the order of their ids");
        let different: BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(ids.len(), different.len(), "ids are never reused");
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let names = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect()
        };
        for entry in entries() {
            for [en, zh] in [entry.message, entry.help] {
                assert_eq!(names(en), names(zh), "{}", entry.id);
                assert_eq!(en.is_empty(), zh.is_empty(), "{}", entry.id);
                assert!(!en.ends_with('.') && !zh.ends_with('。'), "{}", entry.id);
            }
        }
    }

    #[test]
    fn every_code_has_a_page() {
        let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/findings");
        for entry in entries() {
            let page = std::path::Path::new(pages).join(format!("{}.md", entry.id));
            assert!(page.exists(), "{} has no page", entry.id);
        }
    }
}
