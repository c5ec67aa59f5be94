//! A finding on its way to a report: the rules it is about, and the tickets that it touches.

use super::subject::{RuleRef, Subject};
use crate::condition::Condition;
use crate::message::Finding;

/// What a check found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) finding: Finding,
    /// The rules that it is about; tickets that it touches are those for which all of them hold …
    pub(crate) rules: Vec<RuleRef>,
    /// … and this as well.
    pub(crate) region: Condition,
    /// How large it is among those of its kind, for their order.
    pub(crate) weight: u64,
}

impl Found {
    /// A finding about a rule, touching all tickets for which it holds.
    pub(crate) fn about(finding: Finding, rule: RuleRef) -> Found {
        Found { finding, rules: vec![rule], region: Condition::default(), weight: 0 }
    }

    /// A finding about a region of tickets.
    pub(crate) fn of_region(finding: Finding, region: Condition) -> Found {
        Found { finding, rules: Vec::new(), region, weight: 0 }
    }

    /// A finding that no ticket can tell more of.
    pub(crate) fn plain(finding: Finding) -> Found {
        Found::of_region(finding, Condition::default())
    }

    /// And about another rule.
    #[must_use]
    pub(crate) fn and(mut self, rule: RuleRef) -> Found {
        self.rules.push(rule);
        self
    }

    #[must_use]
    pub(crate) fn weighs(mut self, weight: u64) -> Found {
        self.weight = weight;
        self
    }

    /// Whether tickets can be counted that it touches.
    pub(crate) fn is_countable(&self) -> bool {
        !self.rules.is_empty() || !self.region.cells.is_empty()
    }

    /// What makes it the same finding in another version of the rulebook: its code, column and value, and
    /// what the rules are called, or without a name of their own what they say; no line.
    pub(crate) fn key(&self, subject: &Subject<'_>) -> String {
        let mut key = self.finding.code().to_string();
        let mut add = |text: &str| {
            key.push('\u{1f}');
            key.push_str(text);
        };
        add(self.finding.place().column.as_deref().unwrap_or_default());
        let mut value = self.finding.cell();
        for rule in self.rules.iter().filter_map(|rule| subject.rule(*rule)) {
            let named = rule.id != rule.line.to_string();
            if named {
                add(rule.id);
            } else {
                value = value.filter(|value| *value != rule.id);
                for cell in &rule.condition.cells {
                    add(&format!("{}={}", cell.column, cell.written));
                }
                add(rule.outcome.map_or("", |outcome| subject.name(&outcome.lead)));
            }
        }
        for cell in &self.region.cells {
            add(&format!("{}={}", cell.column, cell.written));
        }
        add(value.unwrap_or_default());
        key
    }
}
