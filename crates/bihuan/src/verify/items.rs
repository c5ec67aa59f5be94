//! BH0817: items that other items of their cell cover (K-3), without a change of rank (D-4).

use super::found::Found;
use super::subject::{LISTS, List, Subject};
use crate::condition::cell::{self, RawItem};
use crate::condition::test::{Cell, DayItem, Item, Items, PathItem, Test, ValueItem};
use crate::message::{Code, Finding, Mend};
use crate::time::calendar::DayClass;
use crate::time::clock::WEEKDAYS;
use jiff::civil::{Time, Weekday};

/// How many pairs of items may be looked at.
const STEPS: u64 = 50_000_000;

/// Items of every list's cells that say nothing more than others beside them. Keywords are not among them:
/// of those BH0810 speaks.
pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Found>) {
    let mut left = STEPS;
    let mut unfinished = false;
    for rule in LISTS.into_iter().flat_map(|list| subject.rules(list)) {
        for cell in &rule.condition.cells {
            if matches!(cell.test, Test::Keywords(_) | Test::AllKeywords(_) | Test::NotKeywords(_)) {
                continue;
            }
            // every item is held against every other one
            let count = cell::items(cell.written.as_str()).len() as u64;
            let Some(rest) = left.checked_sub(count.saturating_mul(count)) else {
                unfinished = true;
                continue;
            };
            left = rest;
            let covered = covered(&cell.test);
            if covered.is_empty() {
                continue;
            }
            let items = cell::items(cell.written.as_str());
            let kept = items.iter().enumerate().filter(|(at, _)| covered.iter().all(|(gone, _)| gone != at));
            let rest = kept.map(|(_, item)| written(*item)).collect::<Vec<_>>().join("、");
            for (at, others) in covered {
                let Some(item) = items.get(at) else { continue };
                let others = others.iter().filter_map(|other| items.get(*other)).map(|item| written(*item));
                let finding = subject.at_cell(Code::ItemCovered, &rule, &cell.column).value(written(*item));
                let finding = finding.arg("other", others.collect::<Vec<_>>().join("、")).arg("rest", &rest);
                let mend = mend(subject, rule.me.list, rule.line, cell, &rest);
                found
                    .push(Found::about(mend.into_iter().fold(finding, |it, mend| it.mend_is(mend)), rule.me));
            }
        }
    }
    if unfinished {
        let finding = Finding::new(Code::BudgetReached).at(&subject.written.list(List::Rows).table);
        found.push(Found::plain(finding.arg("budget", STEPS).arg("what", Code::ItemCovered)));
    }
}

/// What to write instead, in a table.
fn mend(subject: &Subject<'_>, list: List, line: u64, cell: &Cell, rest: &str) -> Option<Mend> {
    let lines = subject.written.list(list);
    let place = lines.cell(line, &cell.column);
    (list == List::Rows && lines.has(&cell.column))
        .then(|| Mend::ReplaceCell { cell: place, value: rest.to_owned() })
}

/// An item as it is written, with its mark.
fn written(item: RawItem<'_>) -> String {
    format!("{}{}", if item.negative { "!" } else { "" }, item.text)
}

/// The items that others cover, and which those are; of items alike the first stays.
fn covered(test: &Test) -> Vec<(usize, Vec<usize>)> {
    match test {
        // a deeper item ranks higher (D-4): of positive ones only the same path says the same
        Test::Matter(items) => pairwise(items, |negative, one, other| match (one, other) {
            (Item::Any, Item::Any) => true,
            (Item::Any, Item::Is(_)) => negative,
            (Item::Is(one), Item::Is(other)) => path(one, other) && (negative || one.path == other.path),
            (Item::Is(_), Item::Any) => false,
        }),
        Test::Area(items) => pairwise(items, |_, one, other| any(one, other, path)),
        Test::Demand(items) => equal(items),
        Test::Urgency(items) => equal(items),
        Test::Source(items) => equal(items),
        Test::Channel(items) => equal(items),
        Test::Reason(items) => equal(items),
        Test::Lead(items) => equal(items),
        Test::Hours(items) => {
            let minutes = (0..24).flat_map(|hour| (0..60).map(move |minute| (hour, minute)));
            let times: Vec<Time> = minutes.filter_map(|(h, m)| Time::new(h, m, 0, 0).ok()).collect();
            pointwise(items, &times, |span, time| span.is(*time))
        }
        Test::Days(items) => pointwise(items, &days(), |item, (weekday, class)| match item {
            DayItem::Class(own) => Some(*own) == *class,
            DayItem::Rest => matches!(class, Some(DayClass::Holiday | DayClass::Weekend)),
            DayItem::Weekday(own) => own == weekday,
        }),
        Test::Where(_, items)
        | Test::LeadRole(items)
        | Test::Parts(items)
        | Test::Cycle(items)
        | Test::Route(items) => pairwise(items, |_, one, other| any(one, other, value)),
        Test::Keywords(_) | Test::AllKeywords(_) | Test::NotKeywords(_) => Vec::new(),
    }
}

/// Every kind of date: weekday and class, or no class where no calendar covers it (K-7).
fn days() -> Vec<(Weekday, Option<DayClass>)> {
    let classes = [Some(DayClass::Workday), Some(DayClass::Holiday), Some(DayClass::Weekend), None];
    let all = WEEKDAYS.iter().flat_map(|(weekday, _, _)| classes.map(|class| (*weekday, class)));
    let ends = |day: Weekday| matches!(day, Weekday::Saturday | Weekday::Sunday);
    all.filter(|(day, class)| match class {
        Some(DayClass::Weekend) => ends(*day),
        _ => true,
    })
    .collect()
}

/// One item by one: `covers(negative, one, other)` says whether one holds wherever the other does.
fn pairwise<T>(
    items: &Items<T>,
    covers: impl Fn(bool, &Item<T>, &Item<T>) -> bool,
) -> Vec<(usize, Vec<usize>)> {
    lean(items, |item, others| {
        let (negative, item) = item;
        others.iter().find(|(_, (_, other))| covers(*negative, other, item)).map(|(at, _)| vec![*at])
    })
}

fn equal<T: PartialEq>(items: &Items<T>) -> Vec<(usize, Vec<usize>)> {
    pairwise(items, |_, one, other| any(one, other, |one, other| one == other))
}

/// `*` holds wherever any item does.
fn any<T>(one: &Item<T>, other: &Item<T>, covers: impl Fn(&T, &T) -> bool) -> bool {
    match (one, other) {
        (Item::Any, _) => true,
        (Item::Is(one), Item::Is(other)) => covers(one, other),
        (Item::Is(_), Item::Any) => false,
    }
}

/// All that a fact can be, one by one: an item may be covered by several together.
fn pointwise<T, P>(items: &Items<T>, points: &[P], is: impl Fn(&T, &P) -> bool) -> Vec<(usize, Vec<usize>)> {
    let holds = |item: &Item<T>, point: &P| match item {
        Item::Any => true,
        Item::Is(value) => is(value, point),
    };
    // few items need no look at every point
    if items.items.len() < 2 {
        return Vec::new();
    }
    lean(items, |(_, item), others| {
        let mut own = points.iter().filter(|point| holds(item, point));
        let mut by = Vec::new();
        let covered = own.all(|point| {
            let Some((at, _)) = others.iter().find(|(_, (_, other))| holds(other, point)) else {
                return false;
            };
            if !by.contains(at) {
                by.push(*at);
            }
            true
        });
        // an item that never holds is covered by anything
        by.sort_unstable();
        (covered && !by.is_empty()).then_some(by)
    })
}

/// Takes items away from the end as long as the others of their sign cover them.
fn lean<T>(
    items: &Items<T>,
    by: impl Fn(&(bool, Item<T>), &[(usize, &(bool, Item<T>))]) -> Option<Vec<usize>>,
) -> Vec<(usize, Vec<usize>)> {
    let all: Vec<(usize, &(bool, Item<T>))> = items.items.iter().enumerate().collect();
    // taken from the end, so descending
    let mut gone: Vec<usize> = Vec::new();
    let is_gone = |gone: &[usize], at: &usize| gone.binary_search_by(|own| at.cmp(own)).is_ok();
    let covered = |gone: &[usize], at: usize, item: &(bool, Item<T>)| {
        let beside = all.iter().filter(|(other, (sign, _))| *other != at && *sign == item.0);
        let others: Vec<_> = beside.filter(|(other, _)| !is_gone(gone, other)).copied().collect();
        by(item, &others)
    };
    for (at, item) in all.iter().rev() {
        if covered(&gone, *at, item).is_some() {
            gone.push(*at);
        }
    }
    // named are those that stay
    let named = all.iter().filter(|(at, _)| is_gone(&gone, at));
    named.map(|(at, item)| (*at, covered(&gone, *at, item).unwrap_or_default())).collect()
}

fn path(one: &PathItem, other: &PathItem) -> bool {
    if one.exact { other.exact && one.path == other.path } else { one.path.covers(&other.path) }
}

fn value(one: &ValueItem, other: &ValueItem) -> bool {
    use ValueItem::{Above, AtLeast, AtMost, Below, Between, Is};
    match (one, other) {
        (one, Is(other)) => one.is(other),
        (Is(_), _) => false,
        (_, Between(low, high)) if low > high => true,
        (Above(one), Above(other)) | (AtLeast(one), AtLeast(other) | Above(other) | Between(other, _)) => {
            one <= other
        }
        (Above(one), AtLeast(other) | Between(other, _)) => one < other,
        (Below(one), Below(other)) | (AtMost(one), AtMost(other) | Below(other) | Between(_, other)) => {
            one >= other
        }
        (Below(one), AtMost(other) | Between(_, other)) => one > other,
        (Between(low, high), Between(from, to)) => low <= from && to <= high,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::parse::{Names, cell};
    use crate::message::{Findings, Place};
    use crate::model::matter::Matters;
    use crate::model::unit::Units;

    fn of(column: &str, written: &str) -> Vec<(usize, Vec<usize>)> {
        let (units, matters) = (Units::default(), Matters::default());
        let mut findings = Findings::default();
        let names = Names { units: &units, matters: &matters };
        let cell = cell(column, written, names, &Place::default(), &mut findings).unwrap();
        covered(&cell.test)
    }

    #[test]
    fn a_deeper_matter_ranks_higher_and_stays() {
        assert_eq!(of("matter", "噪声、噪声/装修噪声"), []);
        assert_eq!(of("matter", "噪声、=噪声、噪声"), [(1, vec![0]), (2, vec![0])]);
        assert_eq!(of("matter", "!噪声/装修噪声、!噪声"), [(0, vec![1])]);
        assert_eq!(of("area", "永丰街道/仓丰居委、永丰街道、!永丰街道"), [(0, vec![1])]);
        assert_eq!(of("area", "永丰街道、*"), [(0, vec![1])]);
    }

    #[test]
    fn several_items_cover_one_together() {
        assert_eq!(of("hours", "08:00-12:00、12:00-18:00、10:00-14:00"), [(2, vec![0, 1])]);
        assert_eq!(of("hours", "22:00-06:00、00:00-05:00、05:00-07:00"), [(1, vec![0])]);
        assert_eq!(of("days", "休息日、周末、周六"), [(1, vec![0])]);
        // a Monday that no calendar covers is neither
        assert_eq!(of("days", "工作日、休息日、周一"), []);
    }

    #[test]
    fn values_and_words() {
        assert_eq!(of("where.n", ">=5、>3、5、abc"), [(0, vec![1]), (2, vec![1])]);
        assert_eq!(of("where.n", "1..5、2..4、1..6"), [(0, vec![2]), (1, vec![2])]);
        assert_eq!(of("where.n", "5、5.0"), [(1, vec![0])]);
        assert_eq!(of("where.n", "是、yes、<=9、<9"), [(1, vec![0]), (3, vec![2])]);
        assert_eq!(of("demand", "投诉、求助、complaint"), [(2, vec![0])]);
    }
}
