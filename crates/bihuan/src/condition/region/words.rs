//! A region in the words of the cell language (K-1): what can be pasted into a row or asked for.

use super::items::{day_items, escaped, negative, tree_items, value_items, without_islands, word_items};
use super::keywords::Key;
use super::set::{Set, State};
use super::text::Text;
use super::tree::ABSENT;
use super::values::Values;
use super::{AREA, DATE, DAYS, DEMAND, Dim, HOURS, MATTER, Region, SOURCE, Space, URGENCY, VALUES};
use crate::model::words::{Demand, Source, Urgency};
use jiff::civil::Date;
use std::borrow::Cow;

/// A cell: the name of its column as the matrix has it, and what stands in it.
pub(crate) type Words = (String, String);

impl Space {
    /// The cells of a row that holds for just these tickets; `None` when no single row does
    /// ([`Space::sayable`] cuts a region down to one for which there is one). Nothing at all: every ticket.
    pub(crate) fn cells(&self, region: &Region) -> Option<Vec<Words>> {
        let text = region.text();
        // one keyword that must be there is the usual kind
        let (any, present) = match (text.any.as_slice(), text.present.as_slice()) {
            ([], [only]) => (std::slice::from_ref(only), &[][..]),
            ([], several) => (&[][..], several),
            ([list], all) => (list.as_slice(), all),
            _ => return None,
        };
        let lists = [("keywords", any), ("all_keywords", present), ("not_keywords", &text.absent)];
        let mut lists: Vec<Words> = lists
            .into_iter()
            .filter(|(_, keys)| !keys.is_empty())
            .map(|(column, keys)| (column.to_owned(), self.word_list(keys)))
            .collect();
        let mut cells = Vec::new();
        for (dim, set) in region.sets() {
            if *dim > MATTER {
                cells.append(&mut lists);
            }
            if *dim == DATE {
                let (from, until) = self.date_words(set)?;
                cells.extend(from.map(|date| ("from".to_owned(), date.to_string())));
                cells.extend(until.map(|date| ("until".to_owned(), date.to_string())));
            } else {
                cells.push((self.column(*dim), self.cell(*dim, set)?));
            }
        }
        cells.append(&mut lists);
        Some(cells)
    }

    /// The cells of a region, [`joined`] for a message.
    pub(crate) fn words(&self, region: &Region, longest: usize) -> Option<String> {
        Some(joined(self.cells(region)?, longest))
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

/// Cells as `matter=噪声; hours=22:00-06:00`, `*` for every ticket. Of cells longer than so many characters the
/// first items stand, and how many there are: for messages.
pub(crate) fn joined(cells: Vec<Words>, longest: usize) -> String {
    if cells.is_empty() {
        return "*".to_owned();
    }
    let words = cells.into_iter().map(|(column, cell)| format!("{column}={}", short(&cell, longest)));
    words.collect::<Vec<_>>().join("; ")
}

/// A cell's first items, at most so many characters; part of an item only where the first is longer.
fn short(cell: &str, longest: usize) -> Cow<'_, str> {
    let Some((end, _)) = cell.char_indices().nth(longest) else { return Cow::Borrowed(cell) };
    let ends = |(at, _): &(usize, &str)| !cell.get(..*at).is_some_and(|before| before.ends_with('\\'));
    let ends: Vec<usize> = cell.match_indices('、').filter(ends).map(|(at, _)| at).collect();
    match ends.iter().copied().take_while(|at| *at <= end).last() {
        Some(at) => Cow::Owned(format!("{}、… ({})", cell.get(..at).unwrap_or_default(), ends.len() + 1)),
        None => Cow::Owned(format!("{}…", cell.get(..end).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_long_cell_is_cut_between_items() {
        assert_eq!(short("噪声、停车", 5), "噪声、停车");
        assert_eq!(short("噪声、停车、房屋、绿化", 7), "噪声、停车、… (4)");
        assert_eq!(short("a\\、bcdef、g、h", 8), "a\\、bcdef、… (3)");
        assert_eq!(short("噪声扰民、停车", 2), "噪声…");
    }
}
