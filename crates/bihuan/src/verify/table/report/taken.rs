//! BH0808, BH0809 as findings.

use super::{NAMED, Report};
use crate::condition::region::Region;
use crate::condition::region::point::Point;
use crate::condition::region::solve::Solver;
use crate::message::{Code, Finding};
use crate::verify::found::Found;
use crate::verify::subject::{List, RuleRef};
use crate::verify::table::answers::Answers;
use crate::verify::table::instead::View;
use crate::verify::table::taken::{Led, Rules};

impl Report<'_, '_, '_> {
    /// What emergency, not-accepted and green rules take from rows; of each live row a region that it leads.
    pub(super) fn taken(&mut self, live: &[Option<Region>]) {
        let mut solver = self.solver();
        let matrix = self.table.matrix;
        let lists = [
            Rules::new(self.table, List::Emergencies, &matrix.emergencies),
            Rules::new(self.table, List::NotAccepted, &matrix.not_accepted),
            Rules::new(self.table, List::Greens, &matrix.greens),
        ];
        if lists.iter().all(|rules| rules.count() == 0) {
            return;
        }
        let led = live.iter().enumerate().filter_map(|(row, led)| Some((row, led.as_ref()?)));
        let points: Vec<(usize, &Region, Point)> =
            led.filter_map(|(row, led)| Some((row, led, self.table.space.point(led)?))).collect();
        let near: Vec<Led<'_>> =
            points.iter().map(|(row, region, point)| Led { row: *row, region, point }).collect();
        let answers = Answers::of_rows(matrix);
        let view = View::new(self.table, &answers);
        for rules in &lists {
            for led in &near {
                if solver.left() == 0 {
                    self.unfinished.push(Code::RuleTakesRow);
                    break;
                }
                self.always(rules, &mut solver, *led);
            }
            for at in 0..rules.count() {
                if solver.left() == 0 {
                    self.unfinished.push(Code::RuleTakesTickets);
                    break;
                }
                let Some(rule) = self.subject.rule(RuleRef { list: rules.list, at }) else { continue };
                let takes = rules.takes(&view, &mut solver, at, &near);
                self.unfinished.extend(takes.unknown.then_some(Code::RuleTakesTickets));
                if takes.rows.is_empty() {
                    continue;
                }
                let finding = self.subject.at_row(Code::RuleTakesTickets, &rule).value(rule.id);
                let finding = finding.arg("count", takes.rows.len()).arg("rows", self.ids(&takes.rows));
                let finding = self.shown(finding, takes.shown.as_ref());
                let found = Found::about(finding, rule.me);
                self.found.push(found.weighs(takes.near));
            }
        }
    }

    fn always(&mut self, rules: &Rules<'_, '_>, solver: &mut Solver<'_>, led: Led<'_>) {
        let Some(own) = self.row(led.row) else { return };
        for always in rules.always(solver, led.row, own.condition, Some(led.point)) {
            let Some(rule) = self.subject.rule(RuleRef { list: rules.list, at: always.rule }) else {
                continue;
            };
            let mut of = own.id.to_owned();
            if !always.words.is_empty() {
                let some: Vec<&str> = always.words.iter().take(NAMED).map(String::as_str).collect();
                let more = if always.words.len() > NAMED { "、…" } else { "" };
                of = format!("{of}: keywords={}{more}", some.join("、"));
            }
            let finding = self.subject.at_row(Code::RuleTakesRow, &own).value(own.id);
            let finding = finding.arg("rule", rule.id).arg("of", of);
            let finding = self.shown(finding, Some(&always.shown));
            self.found.push(Found::about(finding, own.me).and(rule.me));
        }
    }

    fn shown(&self, finding: Finding, region: Option<&Region>) -> Finding {
        match region.and_then(|region| self.table.space.ticket(region, "witness")) {
            Some(ticket) => finding.witness_is(ticket.fields()),
            None => finding,
        }
    }
}
