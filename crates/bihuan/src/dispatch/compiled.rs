//! An edition compiled for speed: the indexes of its rule lists, and what their rows say in small numbers.

use super::limits;
use super::matrix::{Matrix, Named, RowOutcome};
use crate::condition::index::build::{Indexer, validity_days};
use crate::condition::index::seen::{Given, Times};
use crate::condition::index::tree::{Spot, Tree};
use crate::condition::index::{Ask, Index, Vocabulary};
use crate::condition::{Condition, Rule};
use crate::model::unit::UnitId;
use crate::model::words::Channel;
use crate::time::counted::Counted;
use crate::time::days::{Local, Offsets};
use crate::time::limit::Limit;
use std::collections::HashMap;

/// What a [`Matrix`] is asked through. It says nothing that the matrix doesn't.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(super) vocabulary: Vocabulary,
    pub(super) base: Index,
    pub(super) extras: Index,
    pub(super) fallbacks: Index,
    pub(super) emergencies: Index,
    pub(super) greens: Index,
    pub(super) not_accepted: Index,
    /// In the order of [`limits::names`]: `first_contact`, `due`, then the others.
    pub(super) limits: Vec<NamedLimit>,
    pub(super) rows: Outcomes,
    pub(super) fallback_rows: Outcomes,
    units: Box<[(i32, i32)]>,
    roles: Box<[Role]>,
    pub(crate) offsets: Offsets,
    validity: (i32, i32),
    /// Whether each node of the tree of matters is listed; none where every path is (G-5).
    listed: Option<Box<[bool]>>,
    /// Some rule asks for the class of a day (K-7).
    pub(super) asks_day_class: bool,
    /// What answers say they were counted with (D-12).
    pub(super) calendar: String,
}

/// The places of the two limits that columns show, in [`Compiled::limits`].
pub(super) const FIRST_CONTACT: usize = 0;
pub(super) const DUE: usize = 1;

/// The rules of a limit, list by list (L-9).
#[derive(Debug)]
pub(super) struct NamedLimit {
    pub(super) name: String,
    lists: Vec<Index>,
    /// The rule that holds for every ticket before all others, by list and place, where there is one.
    always: Option<(usize, u32)>,
    /// A rule of the rulebook may go before the limit of a row.
    above_rows: bool,
}

/// A limit and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ruled<'m> {
    pub(super) limit: Limit,
    pub(super) source: &'m str,
}

/// What the rows of a list say.
#[derive(Debug)]
pub(super) struct Outcomes {
    rows: Box<[Outcome]>,
    assists: Box<[Who]>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    pub(super) lead: Who,
    pub(super) green: bool,
    first_assist: u32,
    end_assist: u32,
    limit: Option<Limit>,
}

/// A unit or a role (D-2).
#[derive(Debug, Clone, Copy)]
pub(super) enum Who {
    Unit(u32),
    Role(u32),
}

/// The units of a role by the area that they are for.
#[derive(Debug)]
struct Role {
    name: String,
    /// Node of the tree of areas, then the units in the order of the directory.
    units: Vec<(u32, UnitId)>,
}

impl Compiled {
    pub(crate) fn new(matrix: &Matrix) -> Compiled {
        let mut conditions: Vec<&Condition> = Vec::new();
        fn add<'m, T>(conditions: &mut Vec<&'m Condition>, rules: &'m [Rule<T>]) {
            conditions.extend(rules.iter().map(|rule| &rule.condition));
        }
        add(&mut conditions, &matrix.rows);
        add(&mut conditions, &matrix.fallbacks);
        add(&mut conditions, &matrix.emergencies);
        add(&mut conditions, &matrix.greens);
        add(&mut conditions, &matrix.not_accepted);
        matrix.limits.iter().for_each(|list| add(&mut conditions, list));
        let mut indexer = Indexer::new(&matrix.matters, &matrix.units, &conditions);

        let of_kind = |extra: bool| {
            let rows = matrix.rows.iter().enumerate();
            rows.filter(move |(_, row)| row.outcome.extra == extra)
        };
        let base = indexer.index(of_kind(false));
        let extras = indexer.index(of_kind(true));
        let fallbacks = indexer.index(matrix.fallbacks.iter().enumerate());
        let emergencies = indexer.index_for_all(&matrix.emergencies);
        let greens = indexer.index_for_all(&matrix.greens);
        let not_accepted = indexer.index_for_all(&matrix.not_accepted);
        let names = limits::names(matrix).into_iter();
        let limits = names.map(|name| NamedLimit::new(matrix, &mut indexer, name)).collect();
        let mut roles = Roles { matrix, areas: indexer.areas(), ids: HashMap::new(), roles: Vec::new() };
        let rows = roles.outcomes(&matrix.rows);
        let fallback_rows = roles.outcomes(&matrix.fallbacks);
        let listed = matrix.matters.listed.as_ref().map(|paths| {
            let mut listed = vec![false; indexer.matters().len()];
            for path in paths {
                if let Some(node) = listed.get_mut(indexer.matters().find(path).node as usize) {
                    *node = true;
                }
            }
            listed.into_boxed_slice()
        });
        Compiled {
            rows,
            fallback_rows,
            roles: roles.roles.into_boxed_slice(),
            base,
            extras,
            fallbacks,
            emergencies,
            greens,
            not_accepted,
            limits,
            units: matrix.units.all().iter().map(|unit| validity_days(unit.validity)).collect(),
            offsets: Offsets::of(&matrix.clock.zone),
            validity: validity_days(matrix.validity),
            listed,
            asks_day_class: conditions.iter().any(|condition| condition.asks_day_class()),
            calendar: matrix.clock.calendars.edition(),
            vocabulary: indexer.vocabulary(),
        }
    }

    /// Whether the edition is in force on a day (D-13).
    pub(crate) fn in_force(&self, day: i32) -> bool {
        self.validity.0 <= day && day <= self.validity.1
    }

    /// The times that conditions look at (K-8, K-11).
    #[inline]
    pub(super) fn times(
        &self,
        matrix: &Matrix,
        given: &Given<'_>,
        received: Local,
        counted: &Counted,
    ) -> Times {
        let (occurred, is_date) = match given.occurred_at {
            None => (received, matches!(given.received_at, crate::Moment::Date(_))),
            // the date as it is written, even where its first second falls into a gap
            Some(moment) => {
                (self.offsets.resolve(&matrix.clock.zone, moment), matches!(moment, crate::Moment::Date(_)))
            }
        };
        let written = given.occurred_at.unwrap_or(given.received_at);
        let day = match written {
            crate::Moment::Date(date) => crate::time::days::day_number(date),
            _ => occurred.day(),
        };
        Times {
            received_on: received.day(),
            day,
            class: counted.class(&matrix.clock, day),
            minute: (!is_date).then(|| occurred.minute()),
        }
    }

    #[inline]
    pub(super) fn is_active(&self, unit: UnitId, day: i32) -> bool {
        self.units.get(unit.0).is_some_and(|(from, until)| *from <= day && day <= *until)
    }

    /// The unit that is meant for a ticket of an area on a day (D-2); one named by itself need not be active.
    #[inline]
    pub(super) fn resolve(&self, who: Who, area: Spot, day: i32) -> Option<UnitId> {
        match who {
            Who::Unit(id) => Some(UnitId(id as usize)),
            Who::Role(role) => self.of_role(role, area, day),
        }
    }

    fn of_role(&self, role: u32, area: Spot, day: i32) -> Option<UnitId> {
        let units = &self.roles.get(role as usize)?.units;
        // the deepest area first: the first unit active there
        let mut next = Some(area.node);
        while let Some(node) = next {
            let first = units.partition_point(|(at, _)| *at < node);
            let here = units.get(first..).unwrap_or_default().iter().take_while(|(at, _)| *at == node);
            if let Some((_, unit)) = here.into_iter().find(|(_, unit)| self.is_active(*unit, day)) {
                return Some(*unit);
            }
            next = self.vocabulary.areas.parent(node);
        }
        None
    }

    /// Whether a ticket's matter is listed.
    pub(super) fn is_listed(&self, spot: Spot) -> bool {
        let is_listed = |listed: &[bool]| listed.get(spot.node as usize).copied().unwrap_or(false);
        self.listed.as_deref().is_none_or(|listed| spot.exact && is_listed(listed))
    }

    /// A role's name, folded.
    pub(super) fn role(&self, role: u32) -> &str {
        self.roles.get(role as usize).map_or("", |role| &role.name)
    }

    /// The limit of a name for the part that the ticket is seen with (L-9).
    #[inline]
    pub(super) fn limit<'m>(
        &self,
        matrix: &'m Matrix,
        ask: &mut Ask<'_>,
        row: Option<(&'m Rule<RowOutcome>, Option<Limit>)>,
        at: usize,
    ) -> Option<Ruled<'m>> {
        let named = self.limits.get(at)?;
        let mut ruled = |list: usize, index: &Index| {
            let row = index.best(ask, |_| true)?;
            matrix.limits.get(list)?.get(row as usize)
        };
        if at == DUE
            && let Some((row, Some(limit))) = row
        {
            let above =
                if named.above_rows { named.lists.first().and_then(|list| ruled(0, list)) } else { None };
            return Some(match above.filter(|rule| rule.priority > 0 && rule.priority > row.priority) {
                Some(rule) => Ruled { limit: rule.outcome.limit, source: &rule.id },
                None => Ruled { limit, source: &row.id },
            });
        }
        let rule = match named.always {
            Some((list, row)) => matrix.limits.get(list)?.get(row as usize),
            None => named.lists.iter().enumerate().find_map(|(at, list)| ruled(at, list)),
        }?;
        Some(Ruled { limit: rule.outcome.limit, source: &rule.id })
    }
}

impl NamedLimit {
    fn new(matrix: &Matrix, indexer: &mut Indexer, name: String) -> NamedLimit {
        let lists = matrix.limits.iter().map(|list| {
            let of_name = list.iter().enumerate().filter(|(_, rule)| rule.outcome.name == name);
            indexer.index(of_name)
        });
        let lists: Vec<Index> = lists.collect();
        let first = lists.iter().enumerate().find(|(_, list)| !list.is_empty());
        let always = first.and_then(|(at, list)| Some((at, list.always()?)));
        let mut own = matrix.limits.first().into_iter().flatten();
        let above_rows = own.any(|rule| rule.outcome.name == name && rule.priority > 0);
        NamedLimit { name, lists, always, above_rows }
    }
}

impl Outcomes {
    #[inline]
    pub(super) fn get(&self, row: u32) -> Option<&Outcome> {
        self.rows.get(row as usize)
    }

    #[inline]
    pub(super) fn assists(&self, outcome: &Outcome) -> &[Who] {
        self.assists.get(outcome.first_assist as usize..outcome.end_assist as usize).unwrap_or_default()
    }
}

impl Outcome {
    pub(super) fn limit(&self) -> Option<Limit> {
        self.limit
    }
}

/// Roles while they are gathered.
struct Roles<'m> {
    matrix: &'m Matrix,
    areas: &'m Tree,
    ids: HashMap<&'m str, u32>,
    roles: Vec<Role>,
}

impl<'m> Roles<'m> {
    fn outcomes(&mut self, rules: &'m [Rule<RowOutcome>]) -> Outcomes {
        let mut assists = Vec::new();
        let place = |assists: &Vec<Who>| u32::try_from(assists.len()).unwrap_or(u32::MAX);
        let mut rows = Vec::with_capacity(rules.len());
        for RowOutcome { lead, assist, channel, limit, .. } in rules.iter().map(|rule| &rule.outcome) {
            let first_assist = place(&assists);
            assists.extend(assist.iter().map(|named| self.who(named)));
            rows.push(Outcome {
                lead: self.who(lead),
                green: *channel == Channel::Green,
                first_assist,
                end_assist: place(&assists),
                limit: *limit,
            });
        }
        Outcomes { rows: rows.into_boxed_slice(), assists: assists.into_boxed_slice() }
    }

    fn who(&mut self, named: &'m Named) -> Who {
        let role = match named {
            Named::Unit(id) => return Who::Unit(u32::try_from(id.0).unwrap_or(u32::MAX)),
            Named::Role(role) => role,
        };
        if let Some(id) = self.ids.get(role.as_str()) {
            return Who::Role(*id);
        }
        let units = &self.matrix.units;
        let mut holders = Vec::new();
        for id in units.holders(role) {
            let areas = units.get(id).map_or(&[][..], |unit| &unit.areas);
            holders.extend(areas.iter().map(|area| (self.areas.find(area).node, id)));
            if areas.is_empty() {
                holders.push((crate::condition::index::tree::ROOT, id));
            }
        }
        holders.sort_unstable();
        let id = u32::try_from(self.roles.len()).unwrap_or(u32::MAX);
        self.ids.insert(role, id);
        self.roles.push(Role { name: role.clone(), units: holders });
        Who::Role(id)
    }
}
