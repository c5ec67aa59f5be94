//! Compiles rule lists: first what all of them name, then each list.

use super::seen::{ValueName, day_position, lead_position};
use super::space::{ABSENT, Borders, Fact, Mask, Space, Spans, allowed, fixed_positions, paths};
use super::tree::{ROOT, Sprouts, Tree};
use super::words::{WordId, WordList};
use super::{Asks, Check, EXACT, Entry, Index, NO_CHECK, NONE, Vocabulary};
use crate::condition::test::{DayItem, HourSpan, Item, Items, PathItem, Scalar, Test, ValueItem};
use crate::condition::{Condition, Rule};
use crate::model::matter::Matters;
use crate::model::unit::{UnitId, Units, Validity};
use crate::model::words::{Channel, Demand, Reason, Source, Urgency};
use crate::time::calendar::DayClass;
use crate::time::days::day_number;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many keywords rule lists may ask of every ticket before the pairs of its text are gathered at once.
const MANY: usize = 6;

/// Compiles the rule lists of an edition.
#[derive(Debug)]
pub(crate) struct Indexer {
    matters: Tree,
    areas: Tree,
    space: Space,
    words: WordList,
    values: BTreeMap<ValueName, u32>,
    value_cells: Vec<Items<ValueItem>>,
    /// The role of each unit, as cells of `lead_role` see it.
    roles: Vec<Option<Scalar>>,
    /// How many keywords every ticket is asked for.
    asked_of_all: usize,
}

/// A cell, as an index asks it.
enum Piece {
    Within(Fact, Spans),
    Words(Vec<WordId>, fn(u32, u32) -> Asks),
    Value(u32, u32),
}

/// A matter that a rule is filed at, and whether it must be the ticket's own.
type Filing = (u32, bool);

/// A rule before it has its place in the list.
struct Draft {
    at: Filing,
    order: (Reverse<i32>, Reverse<usize>, Reverse<usize>, u32),
    mask: Mask,
    word: WordId,
    checks: u32,
}

impl Indexer {
    /// From all that the edition names: its directories and the conditions of all its lists.
    pub(crate) fn new(matters: &Matters, units: &Units, conditions: &[&Condition]) -> Indexer {
        let (mut matter_tree, mut area_tree) = (Sprouts::new(), Sprouts::new());
        for path in matters.listed.iter().flatten() {
            matter_tree.insert(path);
        }
        for (alias, path) in &sorted(matters) {
            matter_tree.alias(alias, path);
        }
        for path in units.all().iter().flat_map(|unit| &unit.areas) {
            area_tree.insert(path);
        }
        let mut values = BTreeMap::new();
        for cell in conditions.iter().flat_map(|condition| &condition.cells) {
            match &cell.test {
                Test::Matter(items) => items.values().for_each(|item| {
                    matter_tree.insert(&item.path);
                }),
                Test::Area(items) => items.values().for_each(|item| {
                    area_tree.insert(&item.path);
                }),
                test => {
                    let next = u32::try_from(values.len()).unwrap_or(u32::MAX);
                    if let Some((name, _)) = value_cell(test) {
                        values.entry(name).or_insert(next);
                    }
                }
            }
        }
        let roles = units.all().iter().map(|unit| unit.role.as_deref().map(Scalar::new)).collect();
        let mut indexer = Indexer {
            matters: matter_tree.grown(),
            areas: area_tree.grown(),
            space: Borders::default().space(|_| 0),
            words: WordList::default(),
            values,
            value_cells: Vec::new(),
            roles,
            asked_of_all: 0,
        };
        let mut borders = Borders::default();
        for test in conditions.iter().flat_map(|condition| &condition.cells).map(|cell| &cell.test) {
            if let Some((fact, spans)) = indexer.within(test) {
                borders.add(fact, &spans);
            }
        }
        indexer.space = borders.space(|fact| indexer.positions(fact).1);
        indexer
    }

    /// The room of all lists, once each of them is compiled.
    pub(crate) fn vocabulary(self) -> Vocabulary {
        let part_facts = [Fact::Channel, Fact::Reason, Fact::Lead];
        let asks_parts = part_facts.iter().any(|fact| self.space.asks(*fact))
            || self.values.keys().any(|name| !matches!(name, ValueName::Attribute(_)));
        let mut values: Vec<_> = self.values.into_iter().map(|(name, at)| (at, name)).collect();
        values.sort_unstable();
        Vocabulary {
            matters: self.matters,
            areas: self.areas,
            space: self.space,
            words: self.words.finished(self.asked_of_all >= MANY),
            asks_parts,
            values: values.into_iter().map(|(_, name)| name).collect(),
            value_cells: self.value_cells,
        }
    }

    pub(crate) fn matters(&self) -> &Tree {
        &self.matters
    }

    pub(crate) fn areas(&self) -> &Tree {
        &self.areas
    }

    /// Compiles a list, or the rules of it that are given, each with its row.
    pub(crate) fn index<'r, T: 'r>(
        &mut self,
        rules: impl IntoIterator<Item = (usize, &'r Rule<T>)>,
    ) -> Index {
        let mut builder = Builder::default();
        for (row, rule) in rules {
            builder.rule(self, u32::try_from(row).unwrap_or(u32::MAX), rule);
        }
        builder.index(&self.matters)
    }

    /// The same for a list that every ticket is asked by.
    pub(crate) fn index_for_all<T>(&mut self, rules: &[Rule<T>]) -> Index {
        let tests = rules.iter().flat_map(|rule| &rule.condition.cells).map(|cell| &cell.test);
        let counts = tests.map(|test| match test {
            Test::Keywords(words) | Test::AllKeywords(words) | Test::NotKeywords(words) => words.len(),
            _ => 0,
        });
        self.asked_of_all += counts.sum::<usize>();
        self.index(rules.iter().enumerate())
    }

    /// The first position of a fact and the one after its last.
    fn positions(&self, fact: Fact) -> (u32, u32) {
        match fact {
            Fact::Area => paths(&self.areas),
            Fact::Matter => paths(&self.matters),
            Fact::Lead => (ABSENT, lead_position(Some(UnitId(self.roles.len())))),
            fact => (0, fixed_positions(fact)),
        }
    }

    /// The positions of a fact that a cell allows; none for cells that don't ask one.
    fn within(&self, test: &Test) -> Option<(Fact, Spans)> {
        let one = |position: u32| vec![(position, position + 1)];
        let word = |place: u8| one(u32::from(place) + 1);
        Some(match test {
            Test::Matter(items) => {
                // positive paths are found by the tree; what is left are exclusions, and presence
                let asks = |(negative, item): &&(bool, Item<PathItem>)| *negative || *item == Item::Any;
                if !items.items.iter().any(|item| asks(&item)) {
                    return None;
                }
                (
                    Fact::Matter,
                    self.spans(Fact::Matter, items, |item| vec![self.covered(&self.matters, item)]),
                )
            }
            Test::Area(items) => {
                (Fact::Area, self.spans(Fact::Area, items, |item| vec![self.covered(&self.areas, item)]))
            }
            Test::Demand(items) => {
                (Fact::Demand, self.spans(Fact::Demand, items, |item: &Demand| word(*item as u8)))
            }
            Test::Urgency(items) => {
                (Fact::Urgency, self.spans(Fact::Urgency, items, |item: &Urgency| word(*item as u8)))
            }
            Test::Source(items) => {
                (Fact::Source, self.spans(Fact::Source, items, |item: &Source| word(*item as u8)))
            }
            Test::Channel(items) => {
                (Fact::Channel, self.spans(Fact::Channel, items, |item: &Channel| word(*item as u8)))
            }
            Test::Reason(items) => {
                (Fact::Reason, self.spans(Fact::Reason, items, |item: &Reason| word(*item as u8)))
            }
            Test::Hours(items) => (Fact::Minute, self.spans(Fact::Minute, items, |span| minutes(*span))),
            Test::Days(items) => (Fact::Day, self.spans(Fact::Day, items, |item| days(*item))),
            Test::Lead(items) => {
                (Fact::Lead, self.spans(Fact::Lead, items, |unit| one(lead_position(Some(*unit)))))
            }
            Test::LeadRole(items) => {
                let holds = |role: Option<&Scalar>| {
                    items.holds(role.is_some(), |item| role.is_some_and(|role| item.is(role)))
                };
                let absent = holds(None).then_some((ABSENT, ABSENT + 1));
                let units = self.roles.iter().enumerate().filter(|(_, role)| holds(role.as_ref()));
                let units = units.map(|(at, _)| lead_position(Some(UnitId(at))));
                let spans: Spans = absent.into_iter().chain(units.map(|at| (at, at + 1))).collect();
                (Fact::Lead, allowed(&[(false, spans)], self.positions(Fact::Lead)))
            }
            _ => return None,
        })
    }

    fn spans<T>(&self, fact: Fact, items: &Items<T>, is: impl Fn(&T) -> Spans) -> Spans {
        let (first, end) = self.positions(fact);
        // every date is one; any other fact may be absent, and then no item holds (K-3)
        let present = if fact == Fact::Day { (first, end) } else { (ABSENT + 1, end) };
        let each = items.items.iter().map(|(negative, item)| match item {
            Item::Any => (*negative, vec![present]),
            Item::Is(value) => (*negative, is(value)),
        });
        allowed(&each.collect::<Vec<_>>(), (first, end))
    }

    fn covered(&self, tree: &Tree, item: &PathItem) -> (u32, u32) {
        tree.covered(tree.find(&item.path).node, item.exact)
    }

    fn piece(&mut self, test: &Test) -> Option<Piece> {
        if let Some((fact, spans)) = self.within(test) {
            return Some(Piece::Within(fact, spans));
        }
        let (words, asks): (_, fn(u32, u32) -> Asks) = match test {
            Test::Keywords(words) => (words, Asks::Some),
            Test::AllKeywords(words) => (words, Asks::All),
            Test::NotKeywords(words) => (words, Asks::None),
            test => {
                let (name, items) = value_cell(test)?;
                let cell = u32::try_from(self.value_cells.len()).unwrap_or(u32::MAX);
                self.value_cells.push(items.clone());
                return self.values.get(&name).map(|value| Piece::Value(*value, cell));
            }
        };
        Some(Piece::Words(words.iter().map(|word| self.words.id(word)).collect(), asks))
    }

    /// The matters that a rule is filed at: those of its positive items, else the root.
    fn filings(&self, condition: &Condition) -> Vec<Filing> {
        let items = condition.cells.iter().find_map(|cell| match &cell.test {
            Test::Matter(items) => Some(items),
            _ => None,
        });
        let positive = || items.into_iter().flat_map(|items| &items.items).filter(|item| !item.0);
        let mut filings: Vec<Filing> = positive()
            .map(|(_, item)| match item {
                Item::Any => (ROOT, false),
                Item::Is(item) => (self.matters.find(&item.path).node, item.exact),
            })
            .collect();
        if filings.is_empty() {
            filings.push((ROOT, false));
        }
        // what covers comes before what only is
        filings.sort_unstable();
        filings.dedup_by_key(|filing| filing.0);
        filings
    }
}

/// The aliases of an edition in an order of their own: a map has none (G-1).
fn sorted(matters: &Matters) -> Vec<(&crate::model::path::Path, &crate::model::path::Path)> {
    let mut aliases: Vec<_> = matters.aliases.iter().collect();
    aliases.sort_unstable();
    aliases
}

/// The value that a cell of K-10 asks for, and its items.
fn value_cell(test: &Test) -> Option<(ValueName, &Items<ValueItem>)> {
    match test {
        Test::Where(name, items) => Some((ValueName::Attribute(name.clone()), items)),
        Test::Parts(items) => Some((ValueName::Parts, items)),
        Test::Cycle(items) => Some((ValueName::Cycle, items)),
        Test::Route(items) => Some((ValueName::Route, items)),
        _ => None,
    }
}

/// The positions of a span of the day (K-6): the absent one stands before the first minute.
fn minutes(span: HourSpan) -> Spans {
    let end = fixed_positions(Fact::Minute);
    if span.from < span.to {
        vec![(span.from + 1, span.to + 1)]
    } else {
        vec![(1, span.to + 1), (span.from + 1, end)]
    }
}

/// The positions of a day's item (K-7).
fn days(item: DayItem) -> Spans {
    let class = |class| {
        let first = day_position(Some(class), 0);
        (first, first + 7)
    };
    match item {
        DayItem::Class(of) => vec![class(of)],
        DayItem::Rest => vec![class(DayClass::Holiday), class(DayClass::Weekend)],
        DayItem::Weekday(day) => {
            let day = u32::from(day.to_monday_zero_offset().unsigned_abs());
            let classes = [Some(DayClass::Workday), Some(DayClass::Holiday), Some(DayClass::Weekend), None];
            classes.map(|class| day_position(class, day)).map(|at| (at, at + 1)).to_vec()
        }
    }
}

/// An index while it grows.
#[derive(Default)]
struct Builder {
    drafts: Vec<Draft>,
    checks: Vec<Check>,
    spans: Vec<(u32, u32)>,
    words: Vec<WordId>,
}

impl Builder {
    fn rule<T>(&mut self, indexer: &mut Indexer, row: u32, rule: &Rule<T>) {
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

    fn index(mut self, matters: &Tree) -> Index {
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

/// A validity as days since 1970-01-01, both ends inside.
pub(crate) fn validity_days(validity: Validity) -> (i32, i32) {
    (validity.from.map_or(i32::MIN, day_number), validity.until.map_or(i32::MAX, day_number))
}
