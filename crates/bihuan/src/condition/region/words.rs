//! A region in the words of the cell language (K-1): what can be pasted into a row or asked for.

use super::keywords::Key;
use super::set::{Set, State};
use super::text::Text;
use super::times::DayState;
use super::tree::{ABSENT, Tree};
use super::values::{Stretch, Values};
use super::{AREA, DATE, DAYS, DEMAND, Dim, HOURS, MATTER, Region, SOURCE, Space, URGENCY, VALUES};
use crate::model::number::Number;
use crate::model::text::half_width;
use crate::model::words::{Demand, Source, Urgency, Word};
use crate::time::calendar::DayClass;
use crate::time::clock::WEEKDAYS;
use jiff::civil::Date;

/// A cell: the name of its column as the matrix has it, and what stands in it.
pub(crate) type Words = (String, String);

impl Space {
    /// The cells of a row that holds for just these tickets; `None` when no single row does
    /// ([`Space::sayable`] cuts a region down to one for which there is one). Nothing at all: every ticket.
    pub(crate) fn cells(&self, region: &Region) -> Option<Vec<Words>> {
        let mut cells = Vec::new();
        let text = region.text();
        let any = match text.any.as_slice() {
            [] => None,
            [only] => Some(only),
            _ => return None,
        };
        for (dim, set) in region.sets() {
            match *dim {
                DATE => {
                    let (from, until) = self.date_words(set)?;
                    cells.extend(from.map(|date| ("from".to_owned(), date.to_string())));
                    cells.extend(until.map(|date| ("until".to_owned(), date.to_string())));
                }
                dim => cells.push((self.column(dim), self.cell(dim, set)?)),
            }
            if *dim == MATTER {
                cells.extend(any.map(|keys| ("keywords".to_owned(), self.word_list(keys))));
            }
        }
        let at = usize::from(region.told(MATTER).is_some());
        let lists =
            [("keywords", any), ("all_keywords", Some(&text.present)), ("not_keywords", Some(&text.absent))];
        let lists = lists
            .into_iter()
            .filter_map(|(column, keys)| Some((column, keys.filter(|keys| !keys.is_empty())?)));
        let lists: Vec<Words> = lists
            .filter(|(column, _)| *column != "keywords" || at == 0)
            .map(|(column, keys)| (column.to_owned(), self.word_list(keys)))
            .collect();
        let after = if any.is_some() && at == 1 { 2 } else { at };
        cells.splice(after..after, lists);
        Some(cells)
    }

    /// The cells joined as `matter=噪声; hours=22:00-06:00`.
    pub(crate) fn words(&self, region: &Region) -> Option<String> {
        let cells = self.cells(region)?.into_iter().map(|(column, cell)| format!("{column}={cell}"));
        Some(cells.collect::<Vec<_>>().join("; "))
    }

    /// A part of the region that a single row can say, the larger the better, with the ticket of `keep`, a part
    /// of the region, still in it.
    pub(crate) fn sayable(&self, region: &Region, keep: &Region) -> Region {
        let mut said = region.clone();
        for (dim, set) in region.sets() {
            let state = keep.told(*dim).unwrap_or(self.full(*dim)).and(set).states().next();
            if let Some(part) = state.and_then(|state| self.sayable_set(*dim, set, state)) {
                said.set(*dim, part, self);
            }
        }
        let mut text: Text = region.text().clone();
        let present = keep.text().sample(&self.keywords).unwrap_or_default();
        while text.any.len() > 1 {
            let list = text.any.pop().unwrap_or_default();
            let is_there = |key: &&Key| present.iter().any(|other| self.keywords.is_inside(**key, *other));
            text.present.extend(list.iter().find(is_there));
        }
        said.clone().with_text(text, self).unwrap_or(said)
    }

    /// A part of a set, with a state of it, that one cell can say.
    pub(crate) fn sayable_set(&self, dim: Dim, set: &Set, state: State) -> Option<Set> {
        let is_said = |set: &Set| match dim {
            DATE => self.date_words(set).is_some(),
            _ => set == self.full(dim) || self.cell(dim, set).is_some(),
        };
        let mut candidates = vec![set.clone()];
        match dim {
            MATTER | AREA => {
                let tree = if dim == MATTER { &self.matter } else { &self.area };
                candidates.push(without_islands(tree, self.full(dim), set));
                let mut above = Vec::new();
                let mut node = tree.owner(state);
                while let Some(own) = node {
                    above.push(set.and(&Set::new(tree.size(), [own.covers()])));
                    node = own.parent.and_then(|at| tree.nodes().get(at));
                }
                for part in above.into_iter().rev() {
                    let rest = without_islands(tree, self.full(dim), &part);
                    candidates.extend([part, rest]);
                }
            }
            DATE => candidates.extend(set.spans().into_iter().map(|span| Set::new(self.size(dim), [span]))),
            DAYS => {
                let weekday = self.days.states.get(state as usize).map(|day| day.weekday);
                let same = (0..).zip(&self.days.states).filter(|(_, day)| Some(day.weekday) == weekday);
                let same = Set::new(self.size(dim), same.map(|(at, _)| (at, at + 1)));
                candidates.push(set.and(&same));
            }
            _ => candidates.push(set.and(&self.present(dim))),
        }
        candidates.push(Set::one(self.size(dim), state));
        candidates.into_iter().find(|part| part.contains(state) && is_said(part))
    }

    /// The column of a dimension.
    pub(crate) fn column(&self, dim: Dim) -> String {
        let fixed = ["matter", "area", "demand", "urgency", "source", "hours", "days", "from"];
        match (fixed.get(dim), self.values.get(dim.wrapping_sub(VALUES))) {
            (Some(name), _) => (*name).to_owned(),
            (None, Some((name, _))) => format!("where.{name}"),
            (None, None) => String::new(),
        }
    }

    /// A cell that holds for just these states; `None` when there is none. Not for dates.
    fn cell(&self, dim: Dim, set: &Set) -> Option<String> {
        let full = self.full(dim);
        // every date is a day of some kind; without a `*` an absent value is as any other
        let merged = |values: &Values| values.other == ABSENT;
        let own = dim.checked_sub(VALUES).and_then(|at| self.values.get(at));
        let absent = if dim == DAYS { None } else { Some(ABSENT) };
        let apart = !own.is_some_and(|(_, values)| merged(values));
        if absent.is_some_and(|absent| apart && *set == Set::one(self.size(dim), absent)) {
            return Some("!*".to_owned());
        }
        let with_absent = absent.is_some_and(|absent| set.contains(absent));
        let items = match dim {
            MATTER => tree_items(&self.matter, full, set),
            AREA => tree_items(&self.area, full, set),
            DAYS => day_items(&self.days.states, set),
            DEMAND | URGENCY | SOURCE | HOURS => {
                let said = if with_absent { full.minus(set) } else { set.clone() };
                let items = match dim {
                    _ if said == self.present(dim) => vec!["*".to_owned()],
                    DEMAND => word_items::<Demand>(&said),
                    URGENCY => word_items::<Urgency>(&said),
                    SOURCE => word_items::<Source>(&said),
                    _ => self.hour_items(&said),
                };
                Some(if with_absent { negative(items) } else { items })
            }
            _ => value_items(&own?.1, full, set),
        };
        Some(items?.join("、")).filter(|cell| !cell.is_empty())
    }

    fn word_list(&self, keys: &[Key]) -> String {
        let words = keys.iter().map(|key| escaped(self.keywords.word(*key), &['!']));
        words.collect::<Vec<_>>().join("、")
    }

    fn hour_items(&self, set: &Set) -> Vec<String> {
        let last = self.hours.size();
        let mut spans = set.spans();
        // before and after midnight is one span
        if let (Some((1, to)), Some((from, end)), true) =
            (spans.first().copied(), spans.last().copied(), spans.len() > 1)
            && end == last
        {
            spans.pop();
            if let Some(first) = spans.first_mut() {
                *first = (from, to);
            }
            spans.rotate_left(1);
        }
        let minute = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
        let item = |(from, to): (State, State)| {
            let (from, to) = (self.hours.minutes(from)?.0, self.hours.minutes(to.checked_sub(1)?)?.1);
            Some(format!("{}-{}", minute(from), minute(to)))
        };
        spans.into_iter().filter_map(item).collect()
    }

    /// The first and the last date, where one span is all there is; an end that is the edition's own is none.
    fn date_words(&self, set: &Set) -> Option<(Option<Date>, Option<Date>)> {
        let spans = set.spans();
        let [(from, to)] = spans.as_slice() else { return None };
        let (first, last) = (
            self.dates.spans.get(*from as usize)?.0,
            self.dates.spans.get((*to as usize).checked_sub(1)?)?.1,
        );
        let opens = *from == 0;
        let closes = *to == self.dates.size();
        Some(((!opens).then_some(first), (!closes).then_some(last)))
    }
}

fn negative(items: Vec<String>) -> Vec<String> {
    items.into_iter().map(|item| format!("!{item}")).collect()
}

fn word_items<W: Word>(set: &Set) -> Vec<String> {
    (1..)
        .zip(W::WORDS)
        .filter(|(state, _)| set.contains(*state))
        .map(|(_, (_, zh, _))| (*zh).to_owned())
        .collect()
}

/// Items that cover just these states of a tree, without negatives.
fn covering(tree: &Tree, full: &Set, set: &Set) -> Option<Vec<String>> {
    let (mut items, mut done) = (Vec::new(), 2);
    if set.contains(ABSENT) || set.contains(super::tree::ELSEWHERE) {
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

fn tree_items(tree: &Tree, full: &Set, set: &Set) -> Option<Vec<String>> {
    if set.contains(ABSENT) {
        return covering(tree, full, &full.minus(set)).map(negative);
    }
    let present = full.minus(&Set::one(tree.size(), ABSENT));
    if set.contains(super::tree::ELSEWHERE) {
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
fn without_islands(tree: &Tree, full: &Set, set: &Set) -> Set {
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
    if set.contains(ABSENT) || set.contains(super::tree::ELSEWHERE) {
        let tops = tree.nodes().iter().filter(|node| node.parent.is_none());
        out.extend(tops.filter(|node| !set.contains(node.below)).map(|node| node.covers()));
    }
    set.minus(&Set::new(tree.size(), out))
}

fn path_item(mark: &str, node: &super::tree::Node) -> String {
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
fn escaped(text: &str, marks: &[char]) -> String {
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

fn value_items(values: &Values, full: &Set, set: &Set) -> Option<Vec<String>> {
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

/// Items for just these kinds of day: positive ones and negative ones, by trying the few shapes there are.
fn day_items(states: &[DayState], set: &Set) -> Option<Vec<String>> {
    let of = |is: &dyn Fn(&DayState) -> bool| -> Vec<State> {
        (0..).zip(states).filter(|(_, day)| is(day)).map(|(at, _)| at).collect()
    };
    let class =
        |wanted: DayClass| move |day: &DayState| day.classes.first().copied().flatten() == Some(wanted);
    let classes = [(DayClass::Workday, "工作日"), (DayClass::Holiday, "节假日"), (DayClass::Weekend, "周末")];
    let classes: Vec<(String, Vec<State>)> =
        classes.into_iter().map(|(wanted, word)| (word.to_owned(), of(&class(wanted)))).collect();
    let weekdays: Vec<(String, Vec<State>)> = WEEKDAYS
        .iter()
        .map(|(weekday, zh, _)| ((*zh).to_owned(), of(&|day: &DayState| day.weekday == *weekday)))
        .collect();
    let all: Vec<_> = classes.iter().chain(&weekdays).filter(|(_, states)| !states.is_empty()).collect();
    let touches = |item: &(String, Vec<State>)| item.1.iter().any(|state| set.contains(*state));
    let inside = |item: &(String, Vec<State>)| item.1.iter().all(|state| set.contains(*state));
    let holds = |positive: &[&(String, Vec<State>)], negative: &[&(String, Vec<State>)]| {
        (0..).zip(states).all(|(at, _): (State, _)| {
            let positive = positive.is_empty() || positive.iter().any(|item| item.1.contains(&at));
            (positive && !negative.iter().any(|item| item.1.contains(&at))) == set.contains(at)
        })
    };
    let out = |from: &[(String, Vec<State>)]| -> Vec<usize> {
        (0..from.len())
            .filter(|at| from.get(*at).is_some_and(|item| !item.1.is_empty() && !touches(item)))
            .collect()
    };
    let pick = |from: &'_ [(String, Vec<State>)], places: Vec<usize>| -> Vec<(String, Vec<State>)> {
        places.into_iter().filter_map(|at| from.get(at).cloned()).collect()
    };
    let (out_classes, out_weekdays) = (pick(&classes, out(&classes)), pick(&weekdays, out(&weekdays)));
    let touching =
        |from: &[(String, Vec<State>)]| from.iter().filter(|item| touches(item)).cloned().collect::<Vec<_>>();
    let insiders: Vec<(String, Vec<State>)> = {
        let whole: Vec<_> =
            classes.iter().filter(|item| !item.1.is_empty() && inside(item)).cloned().collect();
        let rest = weekdays.iter().filter(|item| {
            inside(item) && !item.1.iter().all(|state| whole.iter().any(|class| class.1.contains(state)))
        });
        whole.iter().cloned().chain(rest.cloned()).collect()
    };
    let both: Vec<_> = out_classes.iter().chain(&out_weekdays).cloned().collect();
    let shapes: [(Vec<(String, Vec<State>)>, Vec<(String, Vec<State>)>); 8] = [
        (insiders, Vec::new()),
        (Vec::new(), out_classes.clone()),
        (Vec::new(), out_weekdays.clone()),
        (Vec::new(), both.clone()),
        (touching(&classes), out_weekdays.clone()),
        (touching(&weekdays), out_classes),
        (touching(&classes), both.clone()),
        (touching(&weekdays), both),
    ];
    let found = shapes.iter().find(|(positive, negative)| {
        let known = positive.iter().chain(negative).all(|item| all.iter().any(|other| other.0 == item.0));
        let (positive, negative): (Vec<_>, Vec<_>) = (positive.iter().collect(), negative.iter().collect());
        known && (!positive.is_empty() || !negative.is_empty()) && holds(&positive, &negative)
    });
    let (positive, not) = found?;
    let words = positive.iter().map(|item| item.0.clone());
    Some(words.chain(negative(not.iter().map(|item| item.0.clone()).collect())).collect())
}
