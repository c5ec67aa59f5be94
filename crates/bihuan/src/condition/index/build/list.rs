//! A rule list on its way into an index: each rule filed at its matters, then all in the order of their rank.

use super::{Filing, Indexer, Piece, validity_days};
use crate::condition::Rule;
use crate::condition::index::space::Mask;
use crate::condition::index::tree::{ROOT, Tree};
use crate::condition::index::words::WordId;
use crate::condition::index::{Asks, Check, EXACT, Entry, Index, NO_CHECK, NONE};
use crate::condition::test::Test;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A rule before it has its place in the list.
struct Draft {
    at: Filing,
    order: (Reverse<i32>, Reverse<usize>, Reverse<usize>, u32),
    mask: Mask,
    word: WordId,
    checks: u32,
}

/// An index while it grows.
#[derive(Default)]
pub(super) struct Builder {
    drafts: Vec<Draft>,
    checks: Vec<Check>,
    spans: Vec<(u32, u32)>,
    words: Vec<WordId>,
}

impl Builder {
    /// How many rules with a keyword a ticket's matter leads to, in the mean of the matters that have rules.
    pub(super) fn worded_on_a_walk(&self, matters: &Tree) -> usize {
        let mut worded = vec![0_usize; matters.len()];
        for draft in &self.drafts {
            if let Some(count) = worded.get_mut(draft.at.0 as usize) {
                *count += usize::from(draft.word != NONE);
            }
        }
        let nodes: BTreeSet<u32> = self.drafts.iter().map(|draft| draft.at.0).collect();
        let on_walk = |node: &u32| -> usize {
            let walk = std::iter::successors(Some(*node), |node| matters.parent(*node));
            walk.filter_map(|node| worded.get(node as usize)).sum()
        };
        nodes.iter().map(on_walk).sum::<usize>().checked_div(nodes.len()).unwrap_or_default()
    }

    pub(super) fn rule<T>(&mut self, indexer: &mut Indexer, row: u32, rule: &Rule<T>) {
        let mut mask = [u64::MAX; 2];
        let mut word = NONE;
        let mut checks = Vec::new();
        if !rule.validity.is_open() {
            let (from, until) = validity_days(rule.validity);
            checks.push(Asks::Received(from, until));
        }
        // in the order of what they cost
        let (mut values, mut texts) = (Vec::new(), Vec::new());
        for cell in &rule.condition.cells {
            match indexer.piece(&cell.test) {
                None => {}
                // such a rule never holds
                Some(Piece::Within(_, spans)) if spans.is_empty() => return,
                Some(Piece::Within(fact, spans)) if !indexer.space.narrow(&mut mask, fact, &spans) => {
                    let (first, end) = put(&mut self.spans, &spans);
                    checks.push(Asks::Within(fact, first, end));
                }
                // the mask says it
                Some(Piece::Within(..)) => {}
                Some(Piece::Value(value, cell)) => values.push(Asks::Value(value, cell)),
                Some(Piece::Words(words, _))
                    if words.len() == 1 && word == NONE && matches!(cell.test, Test::Keywords(_)) =>
                {
                    word = words.first().copied().unwrap_or(NONE);
                }
                Some(Piece::Words(words, asks)) => {
                    let (first, end) = put(&mut self.words, &words);
                    texts.push(asks(first, end));
                }
            }
        }
        checks.append(&mut values);
        checks.append(&mut texts);
        let mut first = NO_CHECK;
        let count = checks.len();
        if count > 0 {
            first = u32::try_from(self.checks.len()).unwrap_or(NO_CHECK);
            let each = checks.into_iter().enumerate();
            self.checks.extend(each.map(|(at, asks)| Check { asks, last: at + 1 == count }));
        }
        for at in indexer.filings(&rule.condition) {
            let depth = indexer.matters.depth(at.0);
            let order = (Reverse(rule.priority), Reverse(depth), Reverse(rule.condition.count()), row);
            let checks = if at.1 { first | EXACT } else { first };
            self.drafts.push(Draft { at, order, mask, word, checks });
        }
    }

    pub(super) fn index(mut self, matters: &Tree) -> Index {
        self.drafts.sort_unstable_by_key(|draft| draft.order);
        let mut placed: Vec<(u32, Entry)> = (0..)
            .zip(&self.drafts)
            .map(|(rank, draft)| {
                let row = draft.order.3;
                let Draft { at, mask, word, checks, .. } = *draft;
                (at.0, Entry { mask, rank, row, word, checks })
            })
            .collect();
        placed.sort_by_key(|(node, _)| *node);
        let mut starts = Vec::new();
        if placed.iter().any(|(node, _)| *node != ROOT) {
            starts.reserve_exact(matters.len() + 1);
            let mut entries = placed.iter().peekable();
            let mut seen = 0;
            for node in 0..=u32::try_from(matters.len()).unwrap_or(u32::MAX) {
                while entries.next_if(|(at, _)| *at < node).is_some() {
                    seen += 1;
                }
                starts.push(seen);
            }
        }
        Index {
            starts: starts.into_boxed_slice(),
            entries: placed.into_iter().map(|(_, entry)| entry).collect(),
            checks: self.checks.into_boxed_slice(),
            spans: self.spans.into_boxed_slice(),
            words: self.words.into_boxed_slice(),
        }
    }
}

/// Puts a run behind the others and says where it stands.
fn put<T: Copy>(all: &mut Vec<T>, run: &[T]) -> (u32, u32) {
    let place = |all: &Vec<T>| u32::try_from(all.len()).unwrap_or(u32::MAX);
    let first = place(all);
    all.extend_from_slice(run);
    (first, place(all))
}
