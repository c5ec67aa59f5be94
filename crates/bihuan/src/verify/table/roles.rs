//! Who stands for a lead or an assist, as regions of area and date of receipt (D-2, D-3).

use crate::condition::region::set::{Set, Span};
use crate::condition::region::{AREA, DATE, Region, Space};
use crate::dispatch::matrix::{Matrix, Named};
use crate::model::unit::{UnitId, Validity};
use std::collections::{BTreeSet, HashMap};

/// The units that stand for each role, and where; on receipt, without a history.
#[derive(Debug, Clone)]
pub(crate) struct Roles {
    roles: HashMap<String, Role>,
    /// The dates on which each unit is active.
    active: Vec<Option<Region>>,
}

#[derive(Debug, Clone, Default)]
struct Role {
    /// Where each unit is the one; apart from one another.
    units: Vec<(UnitId, Region)>,
    /// Where there is one.
    stands: Vec<Region>,
}

impl Roles {
    /// The roles that rows and fallbacks name.
    pub(crate) fn named(matrix: &Matrix) -> BTreeSet<&str> {
        let outcomes = matrix.rows.iter().chain(&matrix.fallbacks).map(|rule| &rule.outcome);
        let named = outcomes.flat_map(|outcome| std::iter::once(&outcome.lead).chain(&outcome.assist));
        named
            .filter_map(|named| match named {
                Named::Role(role) => Some(role.as_str()),
                Named::Unit(_) => None,
            })
            .collect()
    }

    pub(crate) fn new(matrix: &Matrix, space: &Space) -> Roles {
        let dates = |validity: Validity| {
            if validity.is_open() {
                return space.everything();
            }
            space.everything()?.cut(DATE, &space.dates.validity(validity), space)
        };
        Roles {
            roles: Roles::named(matrix)
                .into_iter()
                .map(|role| (role.to_owned(), Role::new(matrix, space, role)))
                .collect(),
            active: matrix.units.all().iter().map(|unit| dates(unit.validity)).collect(),
        }
    }

    /// Where a lead or an assist stands: an active unit is meant.
    pub(crate) fn stands(&self, named: &Named) -> Vec<Region> {
        match named {
            Named::Unit(id) => self.active.get(id.0).cloned().flatten().into_iter().collect(),
            Named::Role(role) => self.roles.get(role).map(|role| role.stands.clone()).unwrap_or_default(),
        }
    }

    /// Each active unit that is meant, and where.
    pub(crate) fn units(&self, named: &Named) -> Vec<(UnitId, Region)> {
        match named {
            Named::Unit(id) => {
                self.active.get(id.0).cloned().flatten().map(|region| (*id, region)).into_iter().collect()
            }
            Named::Role(role) => self.roles.get(role).map(|role| role.units.clone()).unwrap_or_default(),
        }
    }

    /// Where two leads are the same unit; `None`: wherever both stand.
    pub(crate) fn same(&self, one: &Named, other: &Named) -> Option<Vec<Region>> {
        match (one, other) {
            (Named::Unit(one), Named::Unit(other)) => (one != other).then(Vec::new),
            // a unit fills one role
            (Named::Role(one), Named::Role(other)) => (one != other).then(Vec::new),
            (Named::Unit(unit), role @ Named::Role(_)) | (role @ Named::Role(_), Named::Unit(unit)) => {
                Some(self.of(role, *unit))
            }
        }
    }

    /// Where a lead or an assist is this unit.
    pub(crate) fn of(&self, named: &Named, unit: UnitId) -> Vec<Region> {
        let units = self.units(named).into_iter();
        units.filter(|(other, _)| *other == unit).map(|(_, region)| region).collect()
    }
}

impl Role {
    /// For each set of active units the one of each area: the deepest of a path's own units and those above.
    fn new(matrix: &Matrix, space: &Space, role: &str) -> Role {
        let holders: Vec<UnitId> = matrix.units.holders(role).collect();
        let mut dates: Vec<(Vec<UnitId>, Vec<Span>)> = Vec::new();
        let mut known: HashMap<Vec<UnitId>, usize> = HashMap::new();
        for (state, (date, _)) in (0..).zip(&space.dates.spans) {
            let active = holders.iter().copied().filter(|id| matrix.units.is_active(*id, *date));
            let active: Vec<UnitId> = active.collect();
            let at = *known.entry(active.clone()).or_insert(dates.len());
            if at == dates.len() {
                dates.push((active, Vec::new()));
            }
            if let Some((_, spans)) = dates.get_mut(at) {
                spans.push((state, state + 1));
            }
        }
        let mut out = Role::default();
        for (active, spans) in dates {
            let dates = Set::new(space.size(DATE), spans);
            let region = |areas: Set| space.everything()?.cut(DATE, &dates, space)?.cut(AREA, &areas, space);
            let areas = areas(matrix, space, &active);
            let all = areas.iter().flat_map(|(_, spans)| spans.iter().copied());
            out.stands.extend(region(Set::new(space.size(AREA), all)));
            for (unit, spans) in areas {
                out.units.extend(region(Set::new(space.size(AREA), spans)).map(|region| (unit, region)));
            }
        }
        out
    }
}

/// The areas for which each of these units is the one.
fn areas(matrix: &Matrix, space: &Space, active: &[UnitId]) -> Vec<(UnitId, Vec<Span>)> {
    let tree = &space.area;
    let mut everywhere = None;
    let mut own: HashMap<usize, UnitId> = HashMap::new();
    for id in active {
        let Some(unit) = matrix.units.get(*id) else { continue };
        if unit.areas.is_empty() {
            everywhere = everywhere.or(Some(*id));
        }
        for place in unit.areas.iter().filter_map(|area| tree.place(area)) {
            own.entry(place).or_insert(*id);
        }
    }
    let mut spans: HashMap<UnitId, Vec<Span>> = HashMap::new();
    spans.entry(everywhere.unwrap_or(UnitId(usize::MAX))).or_default().push((0, 2));
    let mut at: Vec<Option<UnitId>> = Vec::with_capacity(tree.nodes().len());
    for (place, node) in tree.nodes().iter().enumerate() {
        let above = node.parent.map_or(everywhere, |parent| at.get(parent).copied().flatten());
        let unit = own.get(&place).copied().or(above);
        at.push(unit);
        if let Some(unit) = unit {
            spans.entry(unit).or_default().push((node.exact, node.below + 1));
        }
    }
    active.iter().filter_map(|id| Some((*id, spans.remove(id)?))).collect()
}
