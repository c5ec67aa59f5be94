//! The text of a ticket with keywords taken out and put in.

use crate::model::text::fold;

/// Keywords that must stand in the text and keywords that must not, folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TextEdit {
    pub(super) add: Vec<String>,
    pub(super) remove: Vec<String>,
}

impl TextEdit {
    /// How many keywords come or go.
    pub(super) fn size(&self) -> usize {
        self.add.len() + self.remove.len()
    }

    /// The edit with more keywords to come and to go; each once.
    pub(super) fn and(&self, add: &[String], remove: &[String]) -> TextEdit {
        let mut edit = self.clone();
        for (list, words) in [(&mut edit.add, add), (&mut edit.remove, remove)] {
            for word in words {
                if !list.contains(word) {
                    list.push(word.clone());
                }
            }
        }
        edit
    }

    /// The text so edited; none when a keyword that must stay out is part of one that must come in.
    pub(super) fn apply(&self, text: &str) -> Option<String> {
        let mut edited = text.to_owned();
        let stands = |text: &str, word: &String| fold(text).contains(word.as_str());
        while let Some(word) = self.remove.iter().find(|word| stands(&edited, word)) {
            // as it was written, else as it is compared
            if !edited.contains(word.as_str()) {
                edited = fold(&edited);
            }
            edited = edited.replace(word.as_str(), "");
        }
        for word in &self.add {
            if !stands(&edited, word) {
                if !edited.trim().is_empty() {
                    edited.push('，');
                }
                edited.push_str(word);
            }
        }
        let well = self.add.iter().all(|word| stands(&edited, word))
            && !self.remove.iter().any(|word| stands(&edited, word));
        well.then_some(edited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, add: &[&str], remove: &[&str]) -> Option<String> {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        TextEdit { add: words(add), remove: words(remove) }.apply(text)
    }

    #[test]
    fn keywords_come_and_go() {
        assert_eq!(edited("车堵了消防通道", &[], &["消防通道"]).as_deref(), Some("车堵了"));
        assert_eq!(edited("车多", &["人行道"], &[]).as_deref(), Some("车多，人行道"));
        assert_eq!(edited("", &["人行道"], &[]).as_deref(), Some("人行道"));
        assert_eq!(edited("火 灾", &[], &["火灾"]).as_deref(), Some(""));
        assert_eq!(edited("火火灾灾", &[], &["火灾"]).as_deref(), Some(""));
        assert_eq!(edited("ＡＢ", &[], &["ab"]).as_deref(), Some(""));
    }

    #[test]
    fn what_cannot_be_is_none() {
        assert_eq!(edited("", &["火灾"], &["火"]), None);
        assert_eq!(edited("火灾", &["火"], &["火灾"]).as_deref(), Some("火"));
    }
}
