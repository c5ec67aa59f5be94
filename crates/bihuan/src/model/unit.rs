//! Units (承办单位), their roles and posts: who can be named as lead, assist or owner (D-2, D-17).

use super::path::Path;
use super::text::fold;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A unit by its place in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct UnitId(pub(crate) usize);

/// A span of dates, both ends inside; an open end is `None` (K-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Validity {
    /// 生效
    pub from: Option<Date>,
    /// 失效
    pub until: Option<Date>,
}

impl Validity {
    /// Whether a date lies in it.
    pub fn holds(self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    pub(crate) fn is_open(self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    pub(crate) fn overlaps(self, other: Validity) -> bool {
        let starts_in_time = |a: Validity, b: Validity| match (a.from, b.until) {
            (Some(from), Some(until)) => from <= until,
            _ => true,
        };
        starts_in_time(self, other) && starts_in_time(other, self)
    }
}

/// A department, committee, station or company that handles tickets (承办单位).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unit {
    /// 编码: what answers show.
    pub code: String,
    /// 名称
    pub name: String,
    /// 角色, as written; compared folded.
    pub role: Option<String>,
    /// 上级: the unit above, as written.
    pub parent: Option<String>,
    /// 辖区: where it acts; none: everywhere.
    pub areas: Vec<Path>,
    /// 别名
    pub aliases: Vec<String>,
    /// 生效, 失效: when it is active.
    #[serde(flatten)]
    pub validity: Validity,
}

/// A post of a unit, such as its 分管领导, and from when to when it is filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) unit: UnitId,
    pub(crate) post: String,
    pub(crate) person: String,
    pub(crate) validity: Validity,
}

/// Every unit of an edition, found by code, name, alias and role.
#[derive(Debug, Clone, Default)]
pub(crate) struct Units {
    units: Vec<Unit>,
    by_code: HashMap<String, UnitId>,
    by_name: HashMap<String, UnitId>,
    by_role: BTreeMap<String, Vec<UnitId>>,
    posts: Vec<Post>,
}

impl Units {
    /// The directory of these units; the loader has seen to it that codes and names are told apart.
    pub(crate) fn new(units: Vec<Unit>) -> Units {
        let mut directory = Units::default();
        for (at, unit) in units.iter().enumerate() {
            let id = UnitId(at);
            directory.by_code.entry(fold(&unit.code)).or_insert(id);
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                directory.by_name.entry(fold(name)).or_insert(id);
            }
            if let Some(role) = &unit.role {
                directory.by_role.entry(fold(role)).or_default().push(id);
            }
        }
        directory.units = units;
        directory
    }

    pub(crate) fn set_posts(&mut self, posts: Vec<Post>) {
        self.posts = posts;
    }

    /// Every unit, in the order of the file.
    pub(crate) fn all(&self) -> &[Unit] {
        &self.units
    }

    pub(crate) fn get(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(id.0)
    }

    /// The code as answers show it.
    pub(crate) fn code(&self, id: UnitId) -> &str {
        self.get(id).map_or("", |unit| &unit.code)
    }

    /// The role as written, of a unit that has one.
    pub(crate) fn role(&self, id: UnitId) -> Option<&str> {
        self.get(id)?.role.as_deref()
    }

    /// A unit by code, then by name or alias; never by role (D-17).
    pub(crate) fn find(&self, written: &str) -> Option<UnitId> {
        let folded = fold(written);
        self.by_code.get(&folded).or_else(|| self.by_name.get(&folded)).copied()
    }

    pub(crate) fn has_role(&self, folded: &str) -> bool {
        self.by_role.contains_key(folded)
    }

    /// The units that fill a role, anywhere and at any time.
    pub(crate) fn holders(&self, folded_role: &str) -> impl Iterator<Item = UnitId> {
        self.by_role.get(folded_role).into_iter().flatten().copied()
    }

    /// The unit of a role that no other unit fills.
    pub(crate) fn only_of_role(&self, folded: &str) -> Option<UnitId> {
        match self.by_role.get(folded).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    pub(crate) fn is_active(&self, id: UnitId, date: Date) -> bool {
        self.get(id).is_some_and(|unit| unit.validity.holds(date))
    }

    /// The unit of a role for an area on a date: the deepest whose area covers it (D-2).
    pub(crate) fn of_role(&self, folded_role: &str, area: Option<&Path>, date: Date) -> Option<UnitId> {
        let mut best: Option<(usize, UnitId)> = None;
        for &id in self.by_role.get(folded_role)? {
            let Some(unit) = self.get(id) else { continue };
            if !unit.validity.holds(date) {
                continue;
            }
            let depth = if unit.areas.is_empty() {
                Some(0)
            } else {
                let covering = unit.areas.iter().filter(|own| area.is_some_and(|area| own.covers(area)));
                covering.map(Path::depth).max()
            };
            if let Some(depth) = depth
                && best.is_none_or(|(deepest, _)| depth > deepest)
            {
                best = Some((depth, id));
            }
        }
        best.map(|(_, id)| id)
    }

    /// The post of a unit that is filled on a date, as written.
    pub(crate) fn post(&self, unit: UnitId, folded_post: &str, date: Date) -> Option<&Post> {
        self.posts
            .iter()
            .find(|post| post.unit == unit && fold(&post.post) == folded_post && post.validity.holds(date))
    }

    /// Names near the written one, for a help line.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.units.iter().flat_map(|unit| {
            [unit.code.as_str(), unit.name.as_str()]
                .into_iter()
                .chain(unit.aliases.iter().map(String::as_str))
                .chain(unit.role.as_deref())
        })
    }
}
