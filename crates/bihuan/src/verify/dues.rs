//! BH0835: stages that outlast the whole (L-12), on the worst start that the calendar and the edition allow.

use super::found::Found;
use super::subject::{RuleView, Subject};
use super::worst::{Search, Worst};
use crate::message::{Code, Finding};
use crate::time::limit::Limit;

/// Stages of rows with a limit of their own.
pub(super) fn stages(subject: &Subject<'_>, search: &mut Search<'_>, found: &mut Vec<Found>) {
    for (rule, outcome) in subject.leading() {
        let Some(whole) = outcome.limit else { continue };
        let dates = subject.dates(&rule);
        // of several the one that is longest over
        let worst = outcome
            .stages
            .iter()
            .filter_map(|(name, limit)| Some((search.worst(*limit, whole, &dates)?, name.as_str(), *limit)));
        let worst = worst.max_by_key(|(worst, _, _)| (over(worst), std::cmp::Reverse(worst.start)));
        if let Some((worst, name, limit)) = worst {
            let finding = subject.at_cell(Code::StagesTooLong, &rule, "stages");
            found.push(
                Found::about(too_long(subject, finding, &rule, (name, limit), &worst), rule.me)
                    .weighs(over(&worst)),
            );
        }
    }
}

/// How many seconds the first is up after the second.
fn over(worst: &Worst) -> u64 {
    worst.first.0.saturating_sub(worst.second.0).unsigned_abs()
}

fn too_long(
    subject: &Subject<'_>,
    finding: Finding,
    rule: &RuleView<'_>,
    (name, limit): (&str, Limit),
    worst: &Worst,
) -> Finding {
    let zone = &subject.matrix.clock.zone;
    let finding = finding.value(format!("{name}:{limit}")).arg("row", rule.id);
    let finding = finding.arg("start", zone.local(worst.start)).arg("due", zone.local(worst.second));
    finding.arg("stage_due", zone.local(worst.first))
}
