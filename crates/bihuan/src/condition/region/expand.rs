//! Growing a region as far as it goes without meeting others.

use super::AREA;
use super::keywords::Key;
use super::set::Set;
use super::text::Text;
use super::{DATE, DAYS, DEMAND, Dim, HOURS, MATTER, Region, SOURCE, Space, URGENCY, VALUES};
use std::collections::HashMap;

/// The dimensions in the order in which a region grows: the text before them, the matter last but one, so
/// that it reaches as many matters as the rest allows.
fn order(space: &Space) -> impl Iterator<Item = Dim> {
    let last = [AREA, SOURCE, DEMAND, URGENCY, HOURS, DAYS, DATE, MATTER];
    (VALUES..space.dims()).chain(last)
}

/// The region, grown in one dimension after the other as far as it stays inside `within` and meets none of
/// the others: no dimension can grow further. The region must be inside and apart from them to begin with.
pub(crate) fn expand(space: &Space, region: &Region, within: &Region, others: &[&Region]) -> Region {
    let mut grown = grow_text(space, region, within, others);
    for dim in order(space) {
        grown = grow(space, &grown, dim, within, others);
    }
    grown
}

/// Grows one dimension.
pub(crate) fn grow(space: &Space, region: &Region, dim: Dim, within: &Region, others: &[&Region]) -> Region {
    let Some(told) = region.told(dim) else { return region.clone() };
    let allowed = within.told(dim).unwrap_or(space.full(dim));
    let mut taken = Vec::new();
    for other in others {
        // what meets the region but for this dimension has to stay outside in it
        if let Some(set) = other.told(dim)
            && allowed.meets(set)
            && region.meets_but(other, Some(dim))
            && region.text().meets(other.text(), &space.keywords)
        {
            taken.extend(set.spans());
        }
    }
    // all at once: one after the other would be the square of them
    let allowed = allowed.minus(&Set::new(space.size(dim), taken));
    debug_assert!(told.is_within(&allowed), "a region that grows was apart from the others");
    let mut grown = region.clone();
    grown.set(dim, allowed, space);
    grown
}

/// What growing the text of one region may cost, in keywords looked at: beyond some two thousand that must not
/// be there the last of them stay, and the region is smaller than it could be.
const STEPS: usize = 4_000_000;

/// What growing a region costs, in steps of the solver.
pub(crate) fn cost(region: &Region) -> usize {
    let keys = region.text().absent.len();
    keys.saturating_mul(keys).min(STEPS) / 32
}

/// Drops what is asked of the text and not needed, one thing after the other.
fn grow_text(space: &Space, region: &Region, within: &Region, others: &[&Region]) -> Region {
    if region.text().is_open() {
        return region.clone();
    }
    let near: Vec<&&Region> = others.iter().filter(|other| region.meets_but(other, None)).collect();
    let apart = |text: &Text| near.iter().all(|other| !text.meets(other.text(), &space.keywords));
    let keep = within.text();
    let mut text = region.text().clone();
    let attempt = |text: &mut Text, without: Text| {
        if let Some(without) = without.and(keep, &space.keywords).filter(|without| without != text)
            && apart(&without)
        {
            *text = without;
        }
    };
    for key in region.text().present.iter().rev() {
        let mut without = text.clone();
        without.present.retain(|other| other != key);
        attempt(&mut text, without);
    }
    for list in &region.text().any {
        let mut without = text.clone();
        without.any.retain(|other| other != list);
        attempt(&mut text, without);
    }
    // only what asks for the keyword, or for one around it, can come in without it
    let mut asks: HashMap<Key, Vec<&Text>> = HashMap::new();
    for other in &near {
        let other = other.text();
        for key in other.present.iter().chain(other.any.iter().flatten()) {
            asks.entry(*key).or_default().push(other);
        }
    }
    let tries = STEPS / region.text().absent.len().max(1);
    for key in region.text().absent.iter().rev().take(tries) {
        let mut without = text.clone();
        without.absent.retain(|other| other != key);
        let Some(without) = without.and(keep, &space.keywords).filter(|without| *without != text) else {
            continue;
        };
        let mut near = space.keywords.around(*key).iter().filter_map(|key| asks.get(key)).flatten();
        if !near.any(|other| without.meets(other, &space.keywords)) {
            text = without;
        }
    }
    region.clone().with_text(text, space).unwrap_or_else(|| region.clone())
}
