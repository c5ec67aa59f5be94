//! BH0831, BH0832: what the law says about who may lead. A residents' committee may make first contact, mediate
//! and assist, but not lead a duty of the government (Beijing, 接诉即办工作条例 Art. 17); a department's matters may
//! not be pushed down to the grassroots (国办函〔2025〕66号).

use super::found::Found;
use super::show::{Show, Shown};
use super::subject::{List, RuleView, Subject};
use crate::condition::Condition;
use crate::condition::test::{Item, PathItem, Test};
use crate::dispatch::matrix::{Named, RowOutcome};
use crate::message::Code;
use crate::model::path::Path;
use crate::model::text::fold;
use crate::model::words::Nature;
use std::collections::BTreeMap;

/// Roles and ends of names of residents' and villagers' committees, folded.
const COMMITTEES: &[&str] = &[
    "居委会",
    "居民委员会",
    "村委会",
    "村民委员会",
    "居村委",
    "居村委会",
    "村居委会",
    "居(村)委会",
    "村(居)委会",
    "居委",
    "村委",
    "residents' committee",
    "residents committee",
    "villagers' committee",
    "villagers committee",
];

/// Roles of the grassroots below a street or town, committees apart. A street or town itself has duties of
/// its own by law: to give it a matter is no pushing down.
const GRASSROOTS: &[&str] = &[
    "网格",
    "网格员",
    "网格长",
    "社区",
    "社区工作站",
    "社区工作者",
    "居民小组",
    "村民小组",
    "楼组长",
    "grid",
];

/// Leads that are no department: what they have is no department's matter.
const NO_DEPARTMENT: &[&str] =
    &["物业", "物业公司", "业委会", "城运中心", "网格中心", "热线中心", "消保委", "志愿者"];

/// How many matters a message names.
const NAMED: usize = 3;

/// What a unit or role is called by its function: a unit's role, else its name.
fn function(subject: &Subject<'_>, named: &Named) -> (String, bool) {
    match named {
        Named::Role(role) => (role.clone(), true),
        Named::Unit(id) => match subject.matrix.units.get(*id) {
            Some(unit) => match &unit.role {
                Some(role) => (fold(role), true),
                None => (fold(&unit.name), false),
            },
            None => (String::new(), false),
        },
    }
}

/// Whether its function is one of these: the role itself, or the end of the name of a unit without one.
fn is_one_of(subject: &Subject<'_>, named: &Named, words: &[&str]) -> bool {
    let (function, role) = function(subject, named);
    words.iter().any(|word| if role { function == *word } else { function.ends_with(word) })
}

fn is_committee(subject: &Subject<'_>, named: &Named) -> bool {
    is_one_of(subject, named, COMMITTEES)
}

/// Both checks.
pub(super) fn check(subject: &Subject<'_>, show: &Show<'_>, found: &mut Vec<Found>) {
    let departments = Departments::of(subject);
    for (rule, outcome) in subject.leading() {
        if subject.dates(&rule).is_empty() {
            continue;
        }
        let committee = is_committee(subject, &outcome.lead);
        if committee && let Some(finding) = leads_duty(subject, show, &rule, outcome) {
            found.push(finding);
        } else if committee || is_one_of(subject, &outcome.lead, GRASSROOTS) {
            found.extend(departments.pushed_down(subject, show, &rule, outcome));
        }
    }
}

/// The government's duties among the matters that a committee leads by a rule: those that show it.
fn leads_duty(
    subject: &Subject<'_>,
    show: &Show<'_>,
    rule: &RuleView<'_>,
    outcome: &RowOutcome,
) -> Option<Found> {
    let duties = duties(subject, rule.condition);
    let mut led = Vec::new();
    let mut first = None;
    for matter in duties {
        let shown = show.led(rule, |region| show.at_matter(region, &matter), None, show.leading(rule));
        if !matches!(shown, Shown::Nothing) {
            led.push(matter);
            first = first.or(Some(shown));
        }
    }
    let finding = subject.at_cell(Code::CommitteeLeadsDuty, rule, "lead").value(subject.name(&outcome.lead));
    let finding = finding.arg("row", rule.id).arg("matter", some(&led));
    let finding = first?.of(finding)?;
    Some(Found::about(finding, rule.me).weighs(led.len() as u64))
}

/// The listed matters of a condition that are duties of the government.
fn duties(subject: &Subject<'_>, condition: &Condition) -> Vec<Path> {
    let lines = subject.matrix.matters.lines.iter().filter(|line| line.nature == Some(Nature::Duty));
    lines.map(|line| &line.matter).filter(|matter| takes(condition, matter)).cloned().collect()
}

/// Whether a condition lets a matter through.
fn takes(condition: &Condition, matter: &Path) -> bool {
    condition.cells.iter().all(|cell| match &cell.test {
        Test::Matter(items) => items.holds(true, |item| item.is(matter)),
        _ => true,
    })
}

/// The first few matters.
fn some(matters: &[Path]) -> String {
    let named: Vec<String> = matters.iter().take(NAMED).map(Path::to_string).collect();
    let more = if matters.len() > NAMED { "…" } else { "" };
    format!("{}{more}", named.join("、"))
}

/// The matters that the table itself gives to a department: rows of nothing but a matter.
struct Departments<'a> {
    rows: BTreeMap<&'a Path, Vec<RuleView<'a>>>,
}

impl<'a> Departments<'a> {
    fn of(subject: &Subject<'a>) -> Departments<'a> {
        let mut rows: BTreeMap<&Path, Vec<RuleView<'_>>> = BTreeMap::new();
        for rule in subject.rules(List::Rows) {
            let Some(outcome) = rule.outcome.filter(|outcome| !outcome.extra) else { continue };
            let [cell] = rule.condition.cells.as_slice() else { continue };
            let lead = &outcome.lead;
            let department = !is_committee(subject, lead)
                && !is_one_of(subject, lead, GRASSROOTS)
                && !is_one_of(subject, lead, NO_DEPARTMENT);
            if department {
                for item in positive(&cell.test) {
                    rows.entry(&item.path).or_default().push(rule);
                }
            }
        }
        Departments { rows }
    }

    /// A row that takes some tickets of a department's own matter from it and gives them to the grassroots.
    fn pushed_down(
        &self,
        subject: &Subject<'a>,
        show: &Show<'_>,
        rule: &RuleView<'a>,
        outcome: &RowOutcome,
    ) -> Option<Found> {
        // another part beside the department's pushes nothing down
        if outcome.extra || rule.me.list != List::Rows || rule.condition.cells.len() < 2 {
            return None;
        }
        let matters = rule.condition.cells.iter().flat_map(|cell| positive(&cell.test));
        for item in matters {
            let own = self.rows.get(&item.path).into_iter().flatten();
            let mut own = own.filter(|other| {
                subject.dates(other).and(&subject.dates(rule)) != super::dates::Dates::default()
            });
            let Some(other) = own.next().filter(|_| takes(rule.condition, &item.path)) else { continue };
            if !is_department_matter(subject, &item.path) {
                continue;
            }
            let finding = subject.at_cell(Code::PushedDown, rule, "lead").value(subject.name(&outcome.lead));
            let finding = finding.arg("row", rule.id).arg("matter", &item.path).arg("other", other.id);
            let department = other.outcome.map_or("", |outcome| subject.name(&outcome.lead));
            let shown = show.led(rule, |region| show.at_matter(region, &item.path), None, show.leading(rule));
            if let Some(finding) = shown.of(finding.arg("department", department)) {
                return Some(Found::about(finding, rule.me));
            }
        }
        None
    }
}

/// Whether a matter, or some listed one below it, is neither for mediation nor an enterprise's.
fn is_department_matter(subject: &Subject<'_>, matter: &Path) -> bool {
    let mut below = subject.matrix.matters.lines.iter().filter(|line| matter.covers(&line.matter)).peekable();
    below.peek().is_none() || below.any(|line| matches!(line.nature, None | Some(Nature::Duty)))
}

/// The positive paths of a cell on the matter.
fn positive(test: &Test) -> impl Iterator<Item = &PathItem> {
    let items = match test {
        Test::Matter(items) => items.items.as_slice(),
        _ => &[],
    };
    items.iter().filter_map(|(negative, item)| match item {
        Item::Is(path) if !negative => Some(path),
        _ => None,
    })
}
