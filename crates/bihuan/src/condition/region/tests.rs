//! The algebra against the evaluator: regions, tickets, words, and the solver on random conditions.

use super::build::SpaceBuilder;
use super::expand::expand;
use super::set::Set;
use super::solve::{Answer, Solver};
use super::text::Text;
use super::{Region, Space};
use crate::condition::Condition;
use crate::condition::facts::Facts;
use crate::condition::parse::{self, Names};
use crate::message::{Findings, Place};
use crate::model::matter::Matters;
use crate::model::path::Path;
use crate::model::unit::{Units, Validity};
use crate::time::calendar::{Calendar, Calendars};
use crate::time::clock::{Clock, Counting};
use crate::time::office::OfficeHours;
use crate::time::zone::Zone;
use proptest::prelude::*;

const ITEMS: &[(&str, &[&str])] = &[
    ("matter", &["a", "a/b", "a/b/c", "=a", "=a/b", "d\\/e", "旧", "*", "f、\\!g"]),
    ("area", &["x", "x/y", "=x", "z", "*"]),
    ("demand", &["投诉", "求助", "咨询", "*"]),
    ("urgency", &["一般", "特急", "*"]),
    ("source", &["热线", "媒体", "*"]),
    ("hours", &["22:00-06:00", "05:00-09:30", "09:30-24:00", "*"]),
    ("days", &["工作日", "周末", "节假日", "休息日", "周一", "周六", "*"]),
    ("where.级别", &["一", "1", "2.50", ">1", "<=2.5", "3..9", "是", "*"]),
    ("where.号", &["7", "x", "8"]),
];
const WORDS: &[&str] = &["路", "路灯", "灯", "路灯坏", "井盖", "a，b"];

fn clock() -> Clock {
    Clock {
        zone: Zone::named("Asia/Shanghai").unwrap(),
        calendars: Calendars::new(vec![Calendar::china()]),
        office: OfficeHours::default(),
        counting: Counting::NextDay,
    }
}

fn matters() -> Matters {
    let mut matters = Matters::default();
    matters.aliases.insert(Path::read("旧"), Path::read("a/b"));
    matters
}

/// A column and what is written in it.
fn cell() -> impl Strategy<Value = (String, String)> {
    let items = prop::sample::select(ITEMS).prop_flat_map(|(column, items)| {
        let item = (any::<bool>(), prop::sample::select(items))
            .prop_map(|(negative, item)| format!("{}{item}", if negative { "!" } else { "" }));
        prop::collection::vec(item, 1..4).prop_map(move |items| ((*column).to_owned(), items.join("、")))
    });
    let column = prop::sample::select(&["keywords", "all_keywords", "not_keywords"]);
    let words = (column, prop::collection::vec(prop::sample::select(WORDS), 1..3))
        .prop_map(|(column, words)| ((*column).to_owned(), words.join("、").replace('，', "\\,")));
    prop_oneof![2 => items, 1 => words]
}

fn condition() -> impl Strategy<Value = Condition> {
    prop::collection::vec(cell(), 0..4).prop_map(|mut cells| {
        cells.sort();
        cells.dedup_by(|a, b| a.0 == b.0);
        read(&cells).unwrap()
    })
}

fn read(cells: &[(String, String)]) -> Option<Condition> {
    let (units, matters, mut findings) = (Units::default(), matters(), Findings::default());
    let names = Names { units: &units, matters: &matters };
    let cells = cells.iter().filter_map(|(column, written)| {
        parse::cell(column, written, names, &Place::default(), &mut findings)
    });
    let condition = Condition { cells: cells.collect() };
    (!findings.has_errors()).then_some(condition)
}

struct World {
    clock: Clock,
    matters: Matters,
    space: Space,
    regions: Vec<Option<Region>>,
}

impl World {
    fn new(conditions: &[Condition]) -> World {
        let (clock, matters) = (clock(), matters());
        let mut builder = SpaceBuilder::default();
        builder.source(&clock, &matters).decides([Validity::default()]);
        conditions.iter().for_each(|condition| {
            builder.condition(condition);
        });
        let space = builder.build();
        let region = |condition| space.region(condition, Validity::default(), 0);
        let regions = conditions.iter().map(region).collect();
        World { clock, matters, space, regions }
    }

    /// A region of one state a dimension and one set of keywords.
    fn point(&self, picks: &[u32]) -> Region {
        let mut region = self.space.everything().unwrap();
        let mut picks = picks.iter().copied();
        for dim in 0..self.space.dims() {
            let states: Vec<_> = self.space.full(dim).states().collect();
            let state = states[picks.next().unwrap() as usize % states.len()];
            region.set(dim, Set::one(self.space.size(dim), state), &self.space);
        }
        let keywords = &self.space.keywords;
        let chosen = picks.next().unwrap();
        let present: Vec<u32> = (0..keywords.len() as u32).filter(|key| chosen >> key & 1 == 1).collect();
        let inside = |key: &u32| present.iter().any(|other| keywords.is_inside(*key, *other));
        let absent = (0..keywords.len() as u32).filter(|key| !inside(key)).collect();
        region.with_text(Text { present: present.clone(), absent, any: Vec::new() }, &self.space).unwrap()
    }

    fn facts(&self, region: &Region) -> Facts {
        Facts::new(&self.space.ticket(region, "witness").unwrap(), &self.matters, &self.clock)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    /// A ticket is in a condition's region exactly when the condition holds for it.
    #[test]
    fn a_condition_is_its_region(conditions in prop::collection::vec(condition(), 1..5), picks: [u32; 12]) {
        let world = World::new(&conditions);
        let point = world.point(&picks);
        let facts = world.facts(&point);
        for (condition, region) in conditions.iter().zip(&world.regions) {
            let within = region.as_ref().is_some_and(|region| point.is_within(region, &world.space));
            prop_assert_eq!(within, condition.holds(&facts, None), "{:?} {:?}", condition, facts);
            let meets = region.as_ref().is_some_and(|region| point.meets(region, &world.space));
            prop_assert_eq!(meets, within, "a point is in or out");
        }
    }

    /// What the solver leaves is outside of the others, what it calls covered has no point outside; a grown
    /// region stays apart and can grow no more; words say what they are the words of.
    #[test]
    fn find_expand_and_words(conditions in prop::collection::vec(condition(), 2..8), picks in prop::collection::vec(any::<[u32; 12]>(), 40)) {
        let world = World::new(&conditions);
        let Some((Some(within), others)) = world.regions.split_first() else { return Ok(()) };
        let others: Vec<&Region> = others.iter().flatten().collect();
        let mut solver = Solver::new(&world.space, u64::MAX, u64::MAX);
        match solver.find(within, &others) {
            Answer::Unknown => prop_assert!(false, "there was budget enough"),
            Answer::Free(free) => {
                let grown = expand(&world.space, &free, within, &others);
                for (region, name) in [(&free, "free"), (&grown, "grown")] {
                    prop_assert!(region.is_within(within, &world.space), "{}", name);
                    prop_assert!(!others.iter().any(|other| region.meets(other, &world.space)), "{}", name);
                    let facts = world.facts(region);
                    prop_assert!(conditions[0].holds(&facts, None));
                    let held = conditions.iter().zip(&world.regions).skip(1).filter(|(condition, _)| condition.holds(&facts, None));
                    prop_assert_eq!(held.count(), 0);
                }
                prop_assert!(free.is_within(&grown, &world.space));
                let said = world.space.sayable(&grown, &free);
                prop_assert!(said.is_within(&grown, &world.space));
                let cells = world.space.cells(&said);
                prop_assert!(cells.is_some(), "{:?}", said);
                let again = read(&cells.clone().unwrap()).unwrap();
                let again = world.space.region(&again, Validity::default(), 0);
                prop_assert_eq!(again.as_ref(), Some(&said), "{:?}", cells);
            }
            Answer::Covered(by) => {
                let by: Vec<&&Region> = by.iter().map(|at| &others[*at]).collect();
                for picks in &picks {
                    let point = world.point(picks);
                    let covered = by.iter().any(|other| point.is_within(other, &world.space));
                    prop_assert!(covered || !point.is_within(within, &world.space));
                }
            }
        }
    }

    /// `is_within` says what the solver says of one other region.
    #[test]
    fn within_is_covered_by_one(conditions in prop::collection::vec(condition(), 2..3)) {
        let world = World::new(&conditions);
        if let [Some(a), Some(b)] = world.regions.as_slice() {
            let covered = Solver::new(&world.space, u64::MAX, u64::MAX).find(a, &[b]);
            prop_assert_eq!(a.is_within(b, &world.space), matches!(covered, Answer::Covered(_)));
            prop_assert_eq!(a.meets(b, &world.space), a.and(b, &world.space).is_some());
        }
    }
}
