//! Findings as they are gathered, and the order in which a person goes through them.

use super::{Finding, Place, Severity};

/// The files and sheets that others refer to, in that order.
const ROOMS: &[[&str; 3]] = &[
    ["rulebook.toml", "说明", "settings"],
    ["units.csv", "单位", "units"],
    ["posts.csv", "岗位", "posts"],
    ["matters.csv", "事项", "matters"],
];

/// Findings as they are gathered; all of a load are reported at once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    pub(crate) list: Vec<Finding>,
}

impl Findings {
    pub(crate) fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.list.iter().any(|finding| finding.severity() == Severity::Error)
    }

    /// Whether something in that row was objected to.
    pub(crate) fn has_error_at(&self, place: &Place) -> bool {
        let same = |finding: &&Finding| {
            let at = &finding.inner.place;
            (&at.file, &at.sheet, at.row) == (&place.file, &place.sheet, place.row)
        };
        self.list.iter().filter(same).any(|finding| finding.severity() == Severity::Error)
    }

    /// By file, row and column, as a person would go through them.
    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        // causes before what follows from them: settings and units before the matrix
        let room = |place: &Place| {
            let name = place.sheet.as_deref().or(place.file.as_deref()).unwrap_or_default();
            let name = name.rsplit('/').next().unwrap_or(name);
            ROOMS.iter().position(|first| first.contains(&name))
        };
        self.list.sort_by_cached_key(|finding| {
            let place = &finding.inner.place;
            (room(place).unwrap_or(usize::MAX), place.clone(), finding.inner.code)
        });
        self.list
    }
}
