//! How many real tickets a finding touches.

use super::found::Found;
use super::subject::Subject;
use crate::condition::Condition;
use crate::condition::facts::Facts;
use crate::condition::test::Test;
use crate::model::path::Path;
use crate::model::ticket::Ticket;
use std::collections::HashMap;

/// The tickets that an edition decides, those of one matter together.
pub(super) struct Tickets {
    by_matter: HashMap<Option<Path>, Vec<Facts>>,
}

impl Tickets {
    /// Reads the facts of the tickets.
    pub(super) fn of<'t>(subject: &Subject<'_>, tickets: impl IntoIterator<Item = &'t Ticket>) -> Tickets {
        let mut by_matter: HashMap<Option<Path>, Vec<Facts>> = HashMap::new();
        for ticket in tickets {
            let facts = Facts::new(ticket, &subject.matrix.matters, &subject.matrix.clock);
            by_matter.entry(facts.matter.clone()).or_default().push(facts);
        }
        Tickets { by_matter }
    }

    /// For how many of them all rules of a finding hold, and its region.
    pub(super) fn touched_by(&self, subject: &Subject<'_>, found: &Found) -> u64 {
        let rules: Vec<_> = found.rules.iter().filter_map(|rule| subject.rule(*rule)).collect();
        let conditions: Vec<&Condition> =
            rules.iter().map(|rule| rule.condition).chain([&found.region]).collect();
        let cells = || conditions.iter().flat_map(|condition| &condition.cells);
        let of_matter = |matter: &Option<Path>| {
            cells().all(|cell| match &cell.test {
                Test::Matter(items) => {
                    items.holds(matter.is_some(), |item| matter.as_ref().is_some_and(|path| item.is(path)))
                }
                _ => true,
            })
        };
        let holds = |facts: &&Facts| {
            rules.iter().all(|rule| rule.validity.holds(facts.received_on))
                && cells().all(|cell| cell.holds(facts, None))
        };
        let tickets =
            self.by_matter.iter().filter(|(matter, _)| of_matter(matter)).flat_map(|(_, facts)| facts);
        tickets.filter(holds).count() as u64
    }
}
