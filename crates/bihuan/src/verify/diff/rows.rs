//! Which rows and rules two editions do not share: matched by name, then by what they say.

use super::Compared;
use super::changes::{CellChange, RuleChange, RuleChanged};
use super::side::{common, rising};
use crate::condition::Rule;
use crate::dispatch::matrix::{Matrix, Named, RowOutcome};
use crate::message::Place;
use crate::model::text::fold;
use crate::model::unit::Unit;
use crate::model::words::{Channel, Word};
use crate::verify::subject::List;
use std::collections::{BTreeMap, HashMap};

/// How far apart two rows without a name may stand among those that are left to be one row, changed.
const NEAR: usize = 100;

/// A row as both editions write it.
struct Line {
    id: String,
    is_named: bool,
    place: Option<Place>,
    /// Its priority and number of conditions: only among equals the order decides.
    class: (i32, usize),
    cells: Vec<(String, String)>,
}

/// Every row and rule that the two do not share.
pub(super) fn rules(old: &Compared<'_>, new: &Compared<'_>) -> Vec<RuleChange> {
    let mut out = Vec::new();
    let lists = [old, new].map(|it| lists(it));
    let [old_lists, new_lists] = lists;
    for ((name, old), (_, new)) in old_lists.into_iter().zip(new_lists) {
        compare(name, &old, &new, &mut out);
    }
    out
}

fn lists(it: &Compared<'_>) -> Vec<(&'static str, Vec<Line>)> {
    let matrix = it.matrix;
    let row = |rule: &Rule<RowOutcome>| row_cells(matrix, &rule.outcome);
    let cell = |name: &str, text: &str| vec![(name.to_owned(), text.to_owned())];
    let limits = |at: usize| matrix.limits.get(at).map(Vec::as_slice).unwrap_or_default();
    let limit = |rule: &Rule<crate::dispatch::matrix::LimitOutcome>| {
        let outcome = &rule.outcome;
        [cell("name", &outcome.name), cell("limit", &outcome.limit.to_string())].concat()
    };
    // without a policy file the built-in policy's stand there
    let is_own = limits(1).iter().any(|rule| !rule.id.starts_with("builtin.limit"));
    let own = if is_own { limits(1) } else { &[] };
    vec![
        ("dispatch", lines(it, Some(List::Rows), "", &matrix.rows, row)),
        ("fallback", lines(it, Some(List::Fallbacks), "fallback", &matrix.fallbacks, row)),
        (
            "emergency",
            lines(it, Some(List::Emergencies), "emergency", &matrix.emergencies, |rule| {
                cell("call", &rule.outcome)
            }),
        ),
        ("green", lines(it, Some(List::Greens), "green", &matrix.greens, |_| Vec::new())),
        (
            "not_accepted",
            lines(it, Some(List::NotAccepted), "not_accepted", &matrix.not_accepted, |rule| {
                rule.outcome.as_deref().map(|tell| cell("tell", tell)).unwrap_or_default()
            }),
        ),
        ("limit", lines(it, Some(List::Limits), "limit", limits(0), limit)),
        ("closure.limit", lines(it, None, "closure.limit", own, limit)),
        ("units", matrix.units.all().iter().map(unit_line).collect()),
        ("matters", matrix.matters.lines.iter().map(matter_line).collect()),
    ]
}

fn lines<T>(
    it: &Compared<'_>,
    list: Option<List>,
    default: &str,
    rules: &[Rule<T>],
    says: impl Fn(&Rule<T>) -> Vec<(String, String)>,
) -> Vec<Line> {
    let line = |(at, rule): (usize, &Rule<T>)| {
        let given = if default.is_empty() { rule.line.to_string() } else { format!("{default}.{}", at + 1) };
        let mut cells: Vec<(String, String)> = rule
            .condition
            .cells
            .iter()
            .map(|cell| (cell.column.clone(), cell.written.as_str().trim().to_owned()))
            .collect();
        cells.extend(says(rule));
        if rule.priority != 0 {
            cells.push(("priority".to_owned(), rule.priority.to_string()));
        }
        cells.extend(rule.validity.from.map(|date| ("from".to_owned(), date.to_string())));
        cells.extend(rule.validity.until.map(|date| ("until".to_owned(), date.to_string())));
        Line {
            is_named: rule.id != given,
            id: rule.id.clone(),
            place: list.map(|list| it.written.list(list).row(rule.line)),
            class: (rule.priority, rule.condition.count()),
            cells,
        }
    };
    rules.iter().enumerate().map(line).collect()
}

fn row_cells(matrix: &Matrix, outcome: &RowOutcome) -> Vec<(String, String)> {
    let named = |named: &Named| match named {
        Named::Unit(id) => matrix.units.code(*id).to_owned(),
        Named::Role(role) => role.clone(),
    };
    let joined = |items: Vec<String>| Some(items.join("、")).filter(|text| !text.is_empty());
    let stages = outcome.stages.iter().map(|(name, limit)| format!("{name}:{limit}"));
    let cells = [
        ("lead", Some(named(&outcome.lead))),
        ("assist", joined(outcome.assist.iter().map(named).collect())),
        ("extra", outcome.extra.then(|| "yes".to_owned())),
        ("channel", (outcome.channel != Channel::Normal).then(|| outcome.channel.en().to_owned())),
        ("limit", outcome.limit.map(|limit| limit.to_string())),
        ("stages", joined(stages.collect())),
        ("signoff", outcome.signoff.clone()),
        ("basis", outcome.basis.clone()),
        ("tip", outcome.tip.clone()),
        ("overlap_ok", joined(outcome.overlap_ok.clone())),
    ];
    cells.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect()
}

fn named_line(id: &str, cells: Vec<(&str, Option<String>)>) -> Line {
    let cells = cells.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))).collect();
    Line { id: id.to_owned(), is_named: true, place: None, class: (0, 0), cells }
}

fn unit_line(unit: &Unit) -> Line {
    let areas = unit.areas.iter().map(|area| area.joined()).collect::<Vec<_>>().join("、");
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    let cells = vec![
        ("name", some(unit.name.clone())),
        ("role", unit.role.clone()),
        ("parent", unit.parent.clone()),
        ("area", some(areas)),
        ("aliases", some(unit.aliases.join("、"))),
        ("from", date(unit.validity.from)),
        ("until", date(unit.validity.until)),
    ];
    named_line(&unit.code, cells)
}

fn matter_line(matter: &crate::model::matter::Matter) -> Line {
    let aliases = matter.aliases.iter().map(|alias| alias.joined()).collect::<Vec<_>>().join("、");
    let nature = matter.nature.map(|nature| nature.en().to_owned());
    named_line(
        &matter.matter.joined(),
        vec![("aliases", Some(aliases).filter(|text| !text.is_empty())), ("nature", nature)],
    )
}

fn compare(list: &str, old: &[Line], new: &[Line], out: &mut Vec<RuleChange>) {
    let pairs = matched(old, new);
    let (mut old_of, mut new_of) = (vec![None; old.len()], vec![None; new.len()]);
    for (one, other) in &pairs {
        if let (Some(slot), Some(back)) = (old_of.get_mut(*one), new_of.get_mut(*other)) {
            (*slot, *back) = (Some(*other), Some(*one));
        }
    }
    let change = |change, old: Option<&Line>, new: Option<&Line>, cells| RuleChange {
        list: list.to_owned(),
        change,
        old: old.map(|line| line.id.clone()),
        new: new.map(|line| line.id.clone()),
        old_place: old.and_then(|line| line.place.clone()),
        new_place: new.and_then(|line| line.place.clone()),
        cells,
    };
    for line in old.iter().zip(&old_of).filter(|(_, other)| other.is_none()).map(|(line, _)| line) {
        out.push(change(RuleChanged::Removed, Some(line), None, cells(Some(line), None)));
    }
    let moved = moved(old, &pairs);
    for (at, line) in new.iter().enumerate() {
        let Some(before) = new_of.get(at).copied().flatten() else {
            out.push(change(RuleChanged::Added, None, Some(line), cells(None, Some(line))));
            continue;
        };
        let Some(before_line) = old.get(before) else { continue };
        let mut cells = cells(Some(before_line), Some(line));
        if (before_line.is_named || line.is_named) && before_line.id != line.id {
            let id = |line: &Line| line.is_named.then(|| line.id.clone());
            let (old, new) = (id(before_line), id(line));
            cells.insert(0, CellChange { column: "row".to_owned(), old, new });
        }
        if !cells.is_empty() {
            out.push(change(RuleChanged::Changed, Some(before_line), Some(line), cells));
        }
        if line.place.is_some() && moved.contains(&before) {
            out.push(change(RuleChanged::Moved, Some(before_line), Some(line), Vec::new()));
        }
    }
}

/// The old rows that stand elsewhere among those of their class.
fn moved(old: &[Line], pairs: &[(usize, usize)]) -> std::collections::BTreeSet<usize> {
    let mut classes: BTreeMap<(i32, usize), Vec<(usize, usize)>> = BTreeMap::new();
    for pair in pairs {
        if let Some(line) = old.get(pair.0) {
            classes.entry(line.class).or_default().push(*pair);
        }
    }
    let mut out: std::collections::BTreeSet<usize> = pairs.iter().map(|(old, _)| *old).collect();
    for run in classes.values().map(|pairs| rising(pairs)) {
        run.iter().for_each(|(stays, _)| {
            out.remove(stays);
        });
    }
    out
}

fn cells(old: Option<&Line>, new: Option<&Line>) -> Vec<CellChange> {
    let list = |line: Option<&Line>| line.map(|line| line.cells.clone()).unwrap_or_default();
    let (old, new) = (list(old), list(new));
    let text = |list: &[(String, String)], column: &str| {
        list.iter().find(|(own, _)| own == column).map(|(_, text)| text.clone())
    };
    let added = new.iter().filter(|(column, _)| text(&old, column).is_none());
    old.iter()
        .chain(added)
        .filter_map(|(column, _)| {
            let (old, new) = (text(&old, column), text(&new, column));
            let same = old.as_deref().map(fold) == new.as_deref().map(fold);
            (!same).then(|| CellChange { column: column.clone(), old, new })
        })
        .collect()
}

/// Pairs of rows that are the same row, ascending: by name, by content, then those without a name that have at
/// least half of their cells in common, in the order of the table.
fn matched(old: &[Line], new: &[Line]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let names: HashMap<String, usize> = new
        .iter()
        .enumerate()
        .filter(|(_, line)| line.is_named)
        .map(|(at, line)| (fold(&line.id), at))
        .collect();
    let mut is_free = vec![true; new.len()];
    let mut rest = Vec::new();
    let take = |at: usize, is_free: &mut Vec<bool>| {
        is_free.get_mut(at).map(|free| std::mem::replace(free, false)).unwrap_or(false)
    };
    for (at, line) in old.iter().enumerate() {
        let other = names.get(&fold(&line.id)).filter(|_| line.is_named);
        match other.filter(|other| take(**other, &mut is_free)) {
            Some(other) => pairs.push((at, *other)),
            None => rest.push(at),
        }
    }
    let left = |is_free: &[bool]| -> Vec<usize> {
        (0..new.len()).filter(|at| is_free.get(*at) == Some(&true)).collect()
    };
    fn content(lines: &[Line], places: &[usize]) -> Vec<Vec<(String, String)>> {
        places.iter().filter_map(|at| lines.get(*at)).map(|line| line.cells.clone()).collect()
    }
    // twice: what stands in the same order first, then what is left of the others
    for _ in 0..2 {
        let others = left(&is_free);
        let same = common(&content(old, &rest), &content(new, &others));
        let mut taken = Vec::new();
        for (one, other) in same {
            if let (Some(one), Some(other)) = (rest.get(one).copied(), others.get(other).copied())
                && take(other, &mut is_free)
            {
                pairs.push((one, other));
                taken.push(one);
            }
        }
        rest.retain(|at| taken.binary_search(at).is_err());
    }
    let others = left(&is_free);
    let mut from = 0;
    for (place, at) in rest.iter().enumerate() {
        let Some(line) = old.get(*at).filter(|line| !line.is_named) else { continue };
        let near = others.iter().enumerate().skip(from.max(place.saturating_sub(NEAR))).take(2 * NEAR);
        let likes = near.filter_map(|(there, other)| {
            let other_line = new.get(*other).filter(|line| !line.is_named)?;
            let shared = line.cells.iter().filter(|cell| other_line.cells.contains(cell)).count();
            let most = line.cells.len().max(other_line.cells.len());
            (2 * shared >= most).then_some((shared, std::cmp::Reverse(there), *other))
        });
        if let Some((_, std::cmp::Reverse(there), other)) = likes.max() {
            pairs.push((*at, other));
            from = there + 1;
        }
    }
    pairs.sort_unstable();
    pairs
}
