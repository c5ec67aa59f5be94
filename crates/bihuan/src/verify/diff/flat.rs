//! Changes and a replay as rows of one table, for frames and files.

use super::changes::{Changes, RuleChange};
use super::difference::Difference;
use super::replay::Replayed;
use serde::Serialize;

/// A line of a comparison. What a column means depends on `kind`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChangeRow {
    /// `rule`, a line a cell; `setting`; `region`, a line a difference; of a replay `unit`, `shift`, `ticket`.
    pub kind: &'static str,
    /// Of a rule `added`, `removed`, `changed` or `moved`; of a setting that the regions do not take into account
    /// `not_compared`; of a region outside of where it was meant `outside`; of a unit `+2-5`: gained and lost.
    pub change: String,
    /// The list of a rule, the setting, the region, the unit or the ticket.
    pub of: String,
    /// The rules behind the old answer, or the old name of a rule.
    pub old_rule: String,
    /// The new one.
    pub new_rule: String,
    /// The column of a cell, or [`Difference::what`]; of a unit `lead` or `assist`.
    pub what: String,
    /// The lead of the extra part that it is about.
    pub part: Option<String>,
    /// What was there; of a unit how many tickets.
    pub old: Option<String>,
    /// What is there now.
    pub new: Option<String>,
    /// A ticket of a region, as a line of JSON; of a shift how many tickets.
    pub witness: Option<String>,
}

impl Changes {
    /// The changes as rows of one table: rules, settings, then regions.
    pub fn rows(&self) -> Vec<ChangeRow> {
        let mut rows: Vec<ChangeRow> = self.rules.iter().flat_map(of_rule).collect();
        rows.extend(self.settings.iter().map(|setting| ChangeRow {
            kind: "setting",
            change: if setting.compared { String::new() } else { "not_compared".to_owned() },
            of: setting.name.clone(),
            old: setting.old.clone(),
            new: setting.new.clone(),
            ..ChangeRow::default()
        }));
        for region in &self.regions {
            let row = ChangeRow {
                kind: "region",
                change: if region.outside { "outside".to_owned() } else { String::new() },
                of: region.region.clone(),
                old_rule: region.old_rules.join("、"),
                new_rule: region.new_rules.join("、"),
                witness: serde_json::to_string(&region.witness).ok(),
                ..ChangeRow::default()
            };
            rows.extend(region.differences.iter().map(|it| of_difference(it, row.clone())));
        }
        rows
    }
}

fn of_rule(rule: &RuleChange) -> Vec<ChangeRow> {
    let row = ChangeRow {
        kind: "rule",
        change: rule.change.word().to_owned(),
        of: rule.list.clone(),
        old_rule: rule.old.clone().unwrap_or_default(),
        new_rule: rule.new.clone().unwrap_or_default(),
        ..ChangeRow::default()
    };
    if rule.cells.is_empty() {
        return vec![row];
    }
    let cells = rule.cells.iter().map(|cell| ChangeRow {
        what: cell.column.clone(),
        old: cell.old.clone(),
        new: cell.new.clone(),
        ..row.clone()
    });
    cells.collect()
}

fn of_difference(difference: &Difference, row: ChangeRow) -> ChangeRow {
    let Difference { part, what, old, new } = difference.clone();
    ChangeRow { part, what, old, new, ..row }
}

impl Replayed {
    /// The replay as rows of one table: units (a line as lead, a line as assist), shifts, then tickets.
    pub fn rows(&self) -> Vec<ChangeRow> {
        let mut rows = Vec::new();
        for unit in &self.units {
            let counts = [
                ("lead", unit.old_lead, unit.new_lead, unit.lead_gained, unit.lead_lost),
                ("assist", unit.old_assist, unit.new_assist, unit.assist_gained, unit.assist_lost),
            ];
            for (what, old, new, gained, lost) in counts.into_iter().filter(|it| it.1 + it.2 > 0) {
                rows.push(ChangeRow {
                    kind: "unit",
                    change: format!("+{gained}-{lost}"),
                    of: unit.unit.clone(),
                    what: what.to_owned(),
                    old: Some(old.to_string()),
                    new: Some(new.to_string()),
                    ..ChangeRow::default()
                });
            }
        }
        rows.extend(self.shifts.iter().map(|shift| ChangeRow {
            kind: "shift",
            what: shift.what.clone(),
            old: shift.old.clone(),
            new: shift.new.clone(),
            witness: Some(shift.tickets.to_string()),
            ..ChangeRow::default()
        }));
        for ticket in &self.list {
            let row = ChangeRow {
                kind: "ticket",
                of: ticket.ticket.clone(),
                old_rule: ticket.old_rows.join("、"),
                new_rule: ticket.new_rows.join("、"),
                ..ChangeRow::default()
            };
            rows.extend(ticket.differences.iter().map(|it| of_difference(it, row.clone())));
        }
        rows
    }
}
