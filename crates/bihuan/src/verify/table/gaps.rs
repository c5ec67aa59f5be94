//! BH0807: what no row takes, in few and large regions.

use super::Table;
use crate::condition::region::expand::{cost, expand};
use crate::condition::region::set::{Set, State};
use crate::condition::region::solve::{Answer, Solver};
use crate::condition::region::{Dim, MATTER, Region};

/// Tickets that no row takes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gap {
    /// As large as it goes, and one row could say it.
    pub(crate) region: Region,
    /// A part of it that shows it.
    pub(crate) shown: Region,
    /// How many of the matters that are asked for it reaches.
    pub(crate) matters: u32,
    /// How much of the other dimensions: the product of the shares of states.
    share: f64,
    /// Whether it is about matters that nobody names or lists.
    pub(crate) elsewhere: bool,
}

/// The gaps of a table, the largest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gaps {
    pub(crate) found: Vec<Gap>,
    /// Matters that have another gap, beside those found.
    pub(crate) more: u64,
    pub(crate) unfinished: bool,
}

/// Looks for gaps at every matter that the edition lists, or, without a list, that rows name; and for one at
/// any other. As many as `proven` are grown and told.
pub(crate) fn gaps(table: &Table<'_>, solver: &mut Solver<'_>, proven: usize) -> Gaps {
    let mut out = Gaps::default();
    let space = table.space;
    let Some(everything) = space.everything() else { return out };
    let full = space.full(MATTER);
    let tree = &space.matter;
    let named = match space.listed(table.source) {
        Some(listed) => full.and(listed),
        // a path and its unnamed children count as one
        None => full.and(&Set::new(tree.size(), [(2, tree.size())])),
    };
    let rest = full.minus(&named);
    let mut states: Vec<State> = named.states().collect();
    // the general before the particular: what grows from there is larger
    states.sort_by_key(|state| tree.owner(*state).map_or(0, |node| node.path.depth()));
    let mut told: Vec<Region> = Vec::new();
    let all: Vec<usize> = (0..table.rows).collect();
    let all = table.regions(&all);
    for state in states {
        if solver.left() == 0 {
            out.unfinished = true;
            return out;
        }
        let Some(within) = everything.cut(MATTER, &Set::one(tree.size(), state), space) else { continue };
        loop {
            match at(table, solver, &within, &told) {
                Answer::Free(shown) if told.len() < proven => {
                    let grown = expand(space, &shown, &everything, &all);
                    solver.charge(all.len() + cost(&shown));
                    let region = told_shortly(table, &grown, &shown);
                    told.push(region.clone());
                    out.found.push(gap(table, region, shown, &named, false));
                    continue;
                }
                Answer::Free(_) => out.more += 1,
                Answer::Covered(_) => {}
                Answer::Unknown => out.unfinished = true,
            }
            break;
        }
    }
    if let Some(within) = everything.cut(MATTER, &rest, space) {
        match at(table, solver, &within, &told) {
            Answer::Free(shown) => {
                let grown = expand(space, &shown, &everything, &all);
                let region = space.sayable(&grown, &shown);
                out.found.push(gap(table, region, shown, &rest, true));
            }
            Answer::Covered(_) => {}
            Answer::Unknown => out.unfinished = true,
        }
    }
    out.found.sort_by(|a, b| {
        let size = |gap: &Gap| (gap.matters, gap.share);
        let (a_size, b_size) = (size(a), size(b));
        a.elsewhere.cmp(&b.elsewhere).then(b_size.0.cmp(&a_size.0)).then(b_size.1.total_cmp(&a_size.1))
    });
    out
}

/// A part of a gap that one row can say. Where that is shorter, of the named matters alone, or of the listed
/// ones alone: the others have a gap of their own.
fn told_shortly(table: &Table<'_>, gap: &Region, shown: &Region) -> Region {
    let space = table.space;
    let whole = space.sayable(gap, shown);
    if whole.told(MATTER).is_none() {
        return whole;
    }
    let tree = &space.matter;
    let named = Set::new(tree.size(), [(2, tree.size())]);
    let listed = space.listed(table.source).map(|listed| {
        // a matter without others below it stands for its unnamed children too
        let nodes = tree.nodes().iter().filter(|node| listed.contains(node.exact));
        let own = nodes
            .map(|node| (node.exact, if node.end == node.below + 1 { node.end } else { node.exact + 1 }));
        Set::new(tree.size(), own)
    });
    let part = |matters: Set| {
        let part = gap.cut(MATTER, &matters, space).filter(|part| shown.meets(part, space));
        part.map(|part| space.sayable(&part, shown))
    };
    let parts = std::iter::once(named).chain(listed).filter_map(part);
    let length = |region: &Region| space.words(region, usize::MAX).map_or(usize::MAX, |words| words.len());
    std::iter::once(whole).chain(parts).min_by_key(length).unwrap_or_else(|| shown.clone())
}

/// A ticket of a region that no row takes and that is not told yet.
fn at(table: &Table<'_>, solver: &mut Solver<'_>, within: &Region, told: &[Region]) -> Answer {
    let rows = table.before(table.rows, within, solver);
    let others: Vec<&Region> = table.regions(&rows).into_iter().chain(told).collect();
    table.accepted(solver, within, &others)
}

fn gap(table: &Table<'_>, region: Region, shown: Region, asked: &Set, elsewhere: bool) -> Gap {
    let space = table.space;
    let set = |dim: Dim| region.told(dim).unwrap_or(space.full(dim));
    let matters = set(MATTER).and(asked).len();
    let dims =
        (1..space.dims()).map(|dim| f64::from(set(dim).len()) / f64::from(space.full(dim).len().max(1)));
    let text = region.text();
    let words = text.present.len() + text.any.len();
    // every keyword that must be there halves it, one that must not takes a tenth
    let share = dims.product::<f64>() * 0.5_f64.powi(i32::try_from(words).unwrap_or(i32::MAX))
        / (1.0 + 0.1 * text.absent.len() as f64);
    Gap { region, shown, matters, share, elsewhere }
}
