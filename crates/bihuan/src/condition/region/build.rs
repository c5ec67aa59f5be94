//! Building a space from conditions, directories and calendars.

use super::set::Set;
use super::times::{Dates, Days, Hours};
use super::tree::TreeBuilder;
use super::values::ValuesBuilder;
use super::{AREA, MATTER, Source, Space};
use crate::condition::test::{HourSpan, Test};
use crate::condition::{Condition, Rule};
use crate::model::matter::Matters;
use crate::model::path::Path;
use crate::model::unit::Validity;
use crate::time::calendar::Calendars;
use crate::time::clock::Clock;
use std::collections::{BTreeMap, HashSet};

/// Gathers what a space has to tell apart: first the editions, then all their conditions.
///
/// One edition is the usual case; two make a space in which their answers can be compared.
#[derive(Debug, Default)]
pub(crate) struct SpaceBuilder<'a> {
    matter: TreeBuilder,
    area: TreeBuilder,
    spans: Vec<HourSpan>,
    asks_hours: bool,
    asks_days: bool,
    decides: Vec<Validity>,
    cuts: Vec<Validity>,
    values: BTreeMap<String, ValuesBuilder>,
    words: Vec<&'a String>,
    seen: HashSet<&'a String>,
    calendars: Vec<Calendars>,
    sources: Vec<(&'a Clock, &'a Matters)>,
}

impl<'a> SpaceBuilder<'a> {
    /// Adds an edition: its matters and aliases, clock and calendars. Its place is the `source` of
    /// [`Space::region`].
    pub(crate) fn source(&mut self, clock: &'a Clock, matters: &'a Matters) -> &mut Self {
        for path in matters.listed.iter().flatten() {
            self.matter.add(path, true);
        }
        self.calendars.push(clock.calendars.clone());
        self.sources.push((clock, matters));
        self
    }

    /// Adds dates of receipt that belong to the space: apart from those added before.
    pub(crate) fn decides(&mut self, dates: impl IntoIterator<Item = Validity>) -> &mut Self {
        self.decides.extend(dates);
        self
    }

    /// Adds a list of rules: their conditions and validities.
    pub(crate) fn rules<T>(&mut self, rules: &'a [Rule<T>]) -> &mut Self {
        for rule in rules {
            self.condition(&rule.condition).validity(rule.validity);
        }
        self
    }

    /// Adds a span of dates that must be told from the others: of a row, a rule or a unit.
    pub(crate) fn validity(&mut self, validity: Validity) -> &mut Self {
        if !validity.is_open() {
            self.cuts.push(validity);
        }
        self
    }

    /// Adds an area that must be told from the others, such as a unit's.
    pub(crate) fn area(&mut self, path: &Path) -> &mut Self {
        self.area.add(path, false);
        self
    }

    pub(crate) fn condition(&mut self, condition: &'a Condition) -> &mut Self {
        for cell in &condition.cells {
            match &cell.test {
                Test::Matter(items) => {
                    items.values().for_each(|item| self.matter.add(&item.path, item.exact));
                }
                Test::Area(items) => items.values().for_each(|item| self.area.add(&item.path, item.exact)),
                Test::Hours(items) => {
                    self.asks_hours = true;
                    self.spans.extend(items.values());
                }
                Test::Days(_) => self.asks_days = true,
                Test::Keywords(words) | Test::AllKeywords(words) | Test::NotKeywords(words) => {
                    self.words.extend(words.iter().filter(|word| self.seen.insert(word)));
                }
                Test::Where(name, items) => self.values.entry(name.clone()).or_default().add(items),
                Test::Demand(_)
                | Test::Urgency(_)
                | Test::Source(_)
                | Test::Channel(_)
                | Test::Reason(_)
                | Test::Lead(_)
                | Test::LeadRole(_)
                | Test::Parts(_)
                | Test::Cycle(_)
                | Test::Route(_) => {}
            }
        }
        self
    }

    pub(crate) fn build(mut self) -> Space {
        let first = self.sources.first().map(|(_, matters)| &matters.aliases);
        let alias_states = self.sources.iter().any(|(_, matters)| Some(&matters.aliases) != first);
        for (alias, path) in
            self.sources.iter().flat_map(|(_, matters)| &matters.aliases).filter(|_| alias_states)
        {
            self.matter.add(alias, true);
            self.matter.add(path, true);
        }
        let matter = self.matter.build();
        let sources = self.sources.iter().map(|(clock, matters)| Source {
            zone: clock.zone.clone(),
            calendars: clock.calendars.clone(),
            aliases: matters.aliases.clone(),
            listed: matters.listed.as_ref().map(|listed| matter.listed(listed)),
        });
        let mut space = Space {
            sources: sources.collect(),
            matter,
            area: self.area.build(),
            hours: Hours::new(&self.spans, self.asks_hours),
            days: if self.asks_days { Days::new(&self.calendars) } else { Days::default() },
            dates: Dates::new(&self.decides, &self.cuts),
            values: self.values.into_iter().map(|(name, values)| (name, values.build())).collect(),
            keywords: super::keywords::Keywords::new(self.words),
            full: Vec::new(),
            alias_states,
        };
        let dims = super::VALUES + space.values.len();
        space.full = (0..dims).map(|dim| Set::all(space.size(dim))).collect();
        // an alias alone always means its path: where no child shares its state no ticket has it
        if !alias_states
            && let (Some(source), Some(full)) = (space.sources.first(), space.full.get_mut(MATTER))
        {
            let alone = source.aliases.keys().filter_map(|alias| space.matter.find(alias));
            let alone =
                alone.filter(|node| node.below != node.exact).map(|node| (node.exact, node.exact + 1));
            *full = full.minus(&Set::new(space.matter.size(), alone));
        }
        debug_assert!(space.full.len() > AREA);
        space
    }
}
