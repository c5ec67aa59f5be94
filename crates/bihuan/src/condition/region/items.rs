//! Sets of states as the items of a cell (K-1 to K-10).

use super::set::{Set, State};
use super::times::DayState;
use super::tree::{ABSENT, ELSEWHERE, Node, Tree};
use super::values::{Stretch, Values};
use crate::model::number::Number;
use crate::model::text::half_width;
use crate::model::words::Word;
use crate::time::calendar::DayClass;
use crate::time::clock::WEEKDAYS;

pub(super) fn negative(items: Vec<String>) -> Vec<String> {
    items.into_iter().map(|item| format!("!{item}")).collect()
}

pub(super) fn word_items<W: Word>(set: &Set) -> Vec<String> {
    (1..)
        .zip(W::WORDS)
        .filter(|(state, _)| set.contains(*state))
        .map(|(_, (_, zh, _))| (*zh).to_owned())
        .collect()
}

/// Items that cover just these states of a tree, without negatives.
fn covering(tree: &Tree, full: &Set, set: &Set) -> Option<Vec<String>> {
    let (mut items, mut done) = (Vec::new(), 2);
    if set.contains(ABSENT) || set.contains(ELSEWHERE) {
        return None;
    }
    for node in tree.nodes().iter().filter(|node| Set::new(tree.size(), [node.covers()]).meets(set)) {
        if node.exact < done {
            continue;
        }
        if full.and(&Set::new(tree.size(), [node.covers()])).is_within(set) {
            items.push(path_item("", node));
            done = node.end;
        } else if set.contains(node.below) {
            return None;
        } else if set.contains(node.exact) {
            items.push(path_item("=", node));
        }
    }
    Some(items)
}

pub(super) fn tree_items(tree: &Tree, full: &Set, set: &Set) -> Option<Vec<String>> {
    if set.contains(ABSENT) {
        return covering(tree, full, &full.minus(set)).map(negative);
    }
    let present = full.minus(&Set::one(tree.size(), ABSENT));
    if set.contains(ELSEWHERE) {
        let mut items = vec!["*".to_owned()];
        items.extend(negative(covering(tree, full, &present.minus(set))?));
        return Some(items);
    }
    let (mut items, mut done, mut out) = (Vec::new(), 2, full.minus(full));
    for node in tree.nodes() {
        let covers = full.and(&Set::new(tree.size(), [node.covers()]));
        if node.exact < done || !covers.meets(set) {
            continue;
        }
        if covers.is_within(set) || set.contains(node.below) {
            items.push(path_item("", node));
            out = out.or(&covers.minus(set));
            done = node.end;
        } else if set.contains(node.exact) {
            items.push(path_item("=", node));
        }
    }
    items.extend(negative(covering(tree, full, &out)?));
    Some(items)
}

/// The set without what a cell that says the rest would have to take out: the paths inside of a path whose
/// unnamed children are out.
pub(super) fn without_islands(tree: &Tree, full: &Set, set: &Set) -> Set {
    let (mut out, mut done, mut inside) = (Vec::new(), 0, 0);
    for node in tree.nodes() {
        if node.exact < done {
            continue;
        }
        let is_out = full.contains(node.below) && !set.contains(node.below);
        if node.exact < inside && is_out {
            out.push(node.covers());
            done = node.end;
        } else if !is_out {
            inside = inside.max(node.end);
        }
    }
    if set.contains(ABSENT) || set.contains(ELSEWHERE) {
        let tops = tree.nodes().iter().filter(|node| node.parent.is_none());
        out.extend(tops.filter(|node| !set.contains(node.below)).map(|node| node.covers()));
    }
    set.minus(&Set::new(tree.size(), out))
}

fn path_item(mark: &str, node: &Node) -> String {
    let joined = node.path.joined();
    // what is escaped in the path already stays so
    let mut out = String::from(mark);
    let mut chars = joined.chars();
    let mut first = mark.is_empty();
    while let Some(c) = chars.next() {
        match half_width(c) {
            '\\' => {
                out.push(c);
                out.extend(chars.next());
            }
            '、' | ',' | ';' | '\n' | '\r' => out.extend(['\\', c]),
            '!' | '=' | '*' if first => out.extend(['\\', c]),
            _ => out.push(c),
        }
        first = false;
    }
    out
}

/// A value as an item: separators and leading marks lose their meaning.
pub(super) fn escaped(text: &str, marks: &[char]) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        let mark = half_width(c);
        if matches!(mark, '\\' | '、' | ',' | ';' | '\n' | '\r') || at == 0 && marks.contains(&mark) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

pub(super) fn value_items(values: &Values, full: &Set, set: &Set) -> Option<Vec<String>> {
    if set.contains(ABSENT) {
        let out = full.minus(set);
        let (items, not) = value_list(values, &out);
        return (not.is_empty() && !out.contains(values.other)).then(|| negative(items));
    }
    if set.contains(values.other) {
        let present = full.minus(&Set::one(values.size(), ABSENT));
        let (items, not) = value_list(values, &present.minus(set));
        return not.is_empty().then(|| std::iter::once("*".to_owned()).chain(negative(items)).collect());
    }
    let (mut items, not) = value_list(values, set);
    items.extend(negative(not));
    Some(items)
}

/// Items that hold for these states and perhaps for some numbers at their ends, which come second.
fn value_list(values: &Values, set: &Set) -> (Vec<String>, Vec<String>) {
    let texts = values.texts.iter().filter(|(_, state)| set.contains(**state));
    let mut items: Vec<String> =
        texts.map(|(text, _)| escaped(text, &['!', '>', '<', '=', '*']).replace("..", "\\.\\.")).collect();
    let mut not = Vec::new();
    for (from, to) in set.spans() {
        let numbers: Vec<Stretch<'_>> = (from..to).filter_map(|state| values.number(state)).collect();
        if !values.compares {
            items.extend(numbers.iter().filter_map(|stretch| match stretch {
                Stretch::Point(number) => Some(number.to_string()),
                Stretch::Open(..) => None,
            }));
            continue;
        }
        let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { continue };
        let (low, low_is_in) = match first {
            Stretch::Point(number) => (Some(*number), true),
            Stretch::Open(low, _) => (*low, false),
        };
        let (high, high_is_in) = match last {
            Stretch::Point(number) => (Some(*number), true),
            Stretch::Open(_, high) => (*high, false),
        };
        let mark = |is_in: bool| if is_in { "=" } else { "" };
        match (low, high) {
            (Some(low), Some(high)) if low == high => items.push(low.to_string()),
            (Some(low), Some(high)) => {
                items.push(format!("{low}..{high}"));
                let ends: [(&Number, bool); 2] = [(low, low_is_in), (high, high_is_in)];
                not.extend(ends.iter().filter(|(_, is_in)| !is_in).map(|(end, _)| end.to_string()));
            }
            (Some(low), None) => items.push(format!(">{}{low}", mark(low_is_in))),
            (None, Some(high)) => items.push(format!("<{}{high}", mark(high_is_in))),
            (None, None) => {
                let any = values.numbers.first().map(Number::to_string).unwrap_or_default();
                items.extend([format!("<={any}"), format!(">{any}")]);
            }
        }
    }
    (items, not)
}

/// An item of `days`: its word, and the states for which it holds.
type DayItem = (&'static str, Vec<State>);

/// Items for just these kinds of day: positive ones and negative ones, by trying the few shapes there are.
pub(super) fn day_items(states: &[DayState], set: &Set) -> Option<Vec<String>> {
    let of = |is: &dyn Fn(&DayState) -> bool| -> Vec<State> {
        (0..).zip(states).filter(|(_, day)| is(day)).map(|(at, _)| at).collect()
    };
    let classes = [(DayClass::Workday, "工作日"), (DayClass::Holiday, "节假日"), (DayClass::Weekend, "周末")];
    let classes = classes.map(|(class, word)| -> DayItem {
        (word, of(&|day: &DayState| day.classes.first().copied().flatten() == Some(class)))
    });
    let weekdays = WEEKDAYS
        .iter()
        .map(|(weekday, zh, _)| -> DayItem { (zh, of(&|day: &DayState| day.weekday == *weekday)) });
    // words for which there is no day at all say nothing
    let there = |items: Vec<DayItem>| items.into_iter().filter(|item| !item.1.is_empty()).collect::<Vec<_>>();
    let (classes, weekdays) = (there(classes.into()), there(weekdays.collect()));
    let touches = |item: &&DayItem| item.1.iter().any(|state| set.contains(*state));
    let inside = |item: &&DayItem| item.1.iter().all(|state| set.contains(*state));
    let whole: Vec<&DayItem> = classes.iter().filter(inside).collect();
    let said = |state: &State| whole.iter().any(|class| class.1.contains(state));
    let rest = weekdays.iter().filter(inside).filter(|item| !item.1.iter().all(said));
    let insiders: Vec<&DayItem> = whole.iter().copied().chain(rest).collect();
    let out = |items: &'_ [DayItem]| -> Vec<usize> {
        (0..items.len()).filter(|at| items.get(*at).is_some_and(|item| !touches(&item))).collect()
    };
    let pick = |items, places: Vec<usize>| -> Vec<&DayItem> {
        let items: &[DayItem] = items;
        places.into_iter().filter_map(|at| items.get(at)).collect()
    };
    let (out_classes, out_weekdays) = (pick(&classes, out(&classes)), pick(&weekdays, out(&weekdays)));
    let both: Vec<&DayItem> = out_classes.iter().chain(&out_weekdays).copied().collect();
    let touched = |items| -> Vec<&DayItem> {
        let items: &[DayItem] = items;
        items.iter().filter(touches).collect()
    };
    let shapes = [
        (insiders, Vec::new()),
        (Vec::new(), out_classes.clone()),
        (Vec::new(), out_weekdays.clone()),
        (Vec::new(), both.clone()),
        (touched(&classes), out_weekdays),
        (touched(&weekdays), out_classes),
        (touched(&classes), both.clone()),
        (touched(&weekdays), both),
    ];
    let holds = |positive: &[&DayItem], negative: &[&DayItem]| {
        (0..).zip(states).all(|(at, _): (State, _)| {
            let positive = positive.is_empty() || positive.iter().any(|item| item.1.contains(&at));
            (positive && !negative.iter().any(|item| item.1.contains(&at))) == set.contains(at)
        })
    };
    let mut shapes =
        shapes.iter().filter(|(positive, negative)| !positive.is_empty() || !negative.is_empty());
    let (positive, not) = shapes.find(|(positive, negative)| holds(positive, negative))?;
    let words = |items: &[&DayItem]| items.iter().map(|item| item.0.to_owned()).collect::<Vec<_>>();
    Some(words(positive).into_iter().chain(negative(words(not))).collect())
}
