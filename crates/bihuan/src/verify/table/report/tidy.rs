//! BH0804, BH0805, BH0806, BH0810 as findings.

use super::{NAMED, Report, delete};
use crate::condition::Rule;
use crate::condition::region::Region;
use crate::condition::region::text::Text;
use crate::condition::test::{Cell, Test};
use crate::message::{Code, Finding, Mend};
use crate::verify::found::Found;
use crate::verify::subject::{List, RuleView};
use crate::verify::table::idle::{rest, without_cell, words};
use crate::verify::table::merges::Merge;
use crate::verify::table::tidy::{DeadWord, IdleCell, IdleRow, Standing, dead_words, tidy};
use std::collections::BTreeMap;

/// How many mends of one cell are offered one by one.
const MENDS: usize = 20;

impl Report<'_, '_, '_> {
    /// Rows, conditions and keywords that change nothing, and rows that could be one.
    pub(super) fn tidy(&mut self, live: &[Option<Region>], never: &[bool]) {
        let mut solver = self.solver();
        let space = self.table.space;
        let standing: Vec<Standing> = live
            .iter()
            .zip(never)
            .map(|(led, never)| match led.as_ref().and_then(|led| space.point(led)) {
                Some(point) => Standing::Leads(point),
                None if *never => Standing::Never,
                None => Standing::Other,
            })
            .collect();
        let found = tidy(self.table, &mut solver, &standing);
        for idle in &found.rows {
            self.idle_row(idle, live);
        }
        for idle in &found.cells {
            self.idle_cell(idle, live);
        }
        self.dead_words(List::Rows, &found.words);
        for (merge, safe) in &found.merges {
            self.merge(merge, *safe, live);
        }
        let unknown = found.unknown;
        self.unfinished.extend(unknown.rows.then_some(Code::RowChangesNothing));
        self.unfinished.extend(unknown.cells.then_some(Code::ConditionIdle));
        self.unfinished.extend(unknown.words.then_some(Code::KeywordDead));
        self.unfinished.extend(unknown.merges.then_some(Code::RowsMerge));

        let matrix = self.table.matrix;
        let lists = [
            (List::Emergencies, dead_words(self.table, &mut solver, &matrix.emergencies)),
            (List::Greens, dead_words(self.table, &mut solver, &matrix.greens)),
            (List::NotAccepted, dead_words(self.table, &mut solver, &matrix.not_accepted)),
        ];
        for (list, (words, unknown)) in lists {
            self.dead_words(list, &words);
            self.unfinished.extend(unknown.then_some(Code::KeywordDead));
        }
    }

    fn idle_row(&mut self, idle: &IdleRow, live: &[Option<Region>]) {
        let Some(rule) = self.row(idle.row) else { return };
        let mut by = self.ids(&idle.by);
        if idle.fallback {
            by = if by.is_empty() { "[[fallback]]".to_owned() } else { by + "、[[fallback]]" };
        }
        let finding = self.subject.at_row(Code::RowChangesNothing, &rule).value(rule.id).arg("by", by);
        let finding = finding.mend_is(idle.safe.then(|| delete(self.subject, &rule)));
        // an extra row leads nothing: a ticket for which it holds
        let mut solver = self.solver();
        let own = self.table.extras.iter().filter(|piece| piece.at == idle.row);
        let extra =
            own.filter_map(|piece| self.table.accepted(&mut solver, &piece.region, &[]).free()).next();
        let finding = match extra {
            Some(region) => self.ticket(finding, &region),
            None => self.led(finding, idle.row, live),
        };
        self.found.push(Found::about(finding, rule.me));
    }

    fn idle_cell(&mut self, idle: &IdleCell, live: &[Option<Region>]) {
        let (Some(rule), Some(row)) = (self.row(idle.row), self.table.matrix.rows.get(idle.row)) else {
            return;
        };
        let Some(cell) = rule.condition.cells.get(idle.cell) else { return };
        let finding = self.subject.at_cell(Code::ConditionIdle, &rule, &cell.column);
        let finding = finding.value(format!("{}={}", cell.column, cell.written)).arg("row", rule.id);
        let finding = finding.mend_is(self.replace(&rule, cell, String::new()).filter(|_| idle.safe));
        // a ticket for which all but this cell holds, if there is one
        let other = Rule { condition: without_cell(&row.condition, idle.cell), ..row.clone() };
        let (space, source) = (self.table.space, self.table.source);
        let without = space.region(&other.condition, other.validity, source);
        let own = space.region(&row.condition, row.validity, source);
        let mut solver = self.solver();
        let others: Vec<&Region> = own.iter().collect();
        let beside = without.and_then(|without| solver.find(&without, &others).free());
        let finding = match beside {
            Some(region) => self.ticket(finding, &region),
            None => self.led(finding, idle.row, live),
        };
        self.found.push(Found::about(finding, rule.me));
    }

    /// Dead words of a list's rules; those of one cell are taken out together.
    fn dead_words(&mut self, list: List, dead: &[DeadWord]) {
        let mut cells: BTreeMap<(usize, usize), Vec<&DeadWord>> = BTreeMap::new();
        for word in dead {
            cells.entry((word.row, word.cell)).or_default().push(word);
        }
        let mut left = self.budget.all / 6;
        for ((at, cell), dead) in cells {
            let Some(rule) = self.subject.rule(crate::verify::subject::RuleRef { list, at }) else {
                continue;
            };
            let Some(cell) = rule.condition.cells.get(cell) else { continue };
            let all = words(&cell.test);
            let gone: Vec<&str> = dead
                .iter()
                .filter(|word| word.safe)
                .filter_map(|word| all.get(word.word).map(String::as_str))
                .collect();
            let written = rest(cell.written.as_str(), &gone);
            // the mend of a cell is one for all of its words: of very many it stands at the first alone
            let mut mends = if dead.len() > MENDS { 1 } else { usize::MAX };
            for word in dead {
                // the ticket of each asks for the whole list
                left = left.saturating_sub(all.len() as u64);
                if left == 0 {
                    self.unfinished.push(Code::KeywordDead);
                    return;
                }
                let Some(text) = all.get(word.word) else { continue };
                let finding = self.subject.at_cell(Code::KeywordDead, &rule, &cell.column);
                let finding = finding.value(text).arg("row", rule.id);
                let other = word.other.and_then(|other| all.get(other)).cloned().unwrap_or_default();
                let finding = finding.arg("other", other);
                let mend = (word.safe && mends > 0).then(|| self.replace(&rule, cell, written.clone()));
                mends -= usize::from(mend.is_some());
                let finding = finding.mend_is(mend.flatten());
                let finding = match self.with_word(&rule, cell, text) {
                    Some(region) => self.ticket(finding, &region),
                    None => finding,
                };
                self.found.push(Found::about(finding, rule.me));
            }
        }
    }

    /// Tickets for which a rule holds, or would but for a word of `not_keywords`, with the word in their text.
    fn with_word(&self, rule: &RuleView<'_>, cell: &Cell, word: &str) -> Option<Region> {
        let space = self.table.space;
        let key = space.keywords.key(word)?;
        let mut condition = rule.condition.clone();
        if matches!(cell.test, Test::NotKeywords(_)) {
            condition.cells.retain(|own| own.column != cell.column);
        }
        let region = space.region(&condition, rule.validity, self.table.source)?;
        let word = Region::default().with_text(Text { present: vec![key], ..Text::default() }, space)?;
        region.and(&word, space)
    }

    fn merge(&mut self, merge: &Merge, safe: bool, live: &[Option<Region>]) {
        let Some((first, others)) = merge.rows.split_first() else { return };
        let Some(rule) = self.row(*first) else { return };
        let lines = self.subject.written.list(List::Rows);
        let place = lines.cell(rule.line, &merge.column);
        let column = place.column.clone().unwrap_or_else(|| merge.column.clone());
        let finding = self.subject.at_row(Code::RowsMerge, &rule).value(rule.id);
        let finding =
            finding.arg("other", self.ids(others)).arg("column", column).arg("merged", &merge.written);
        let rows = others.iter().filter_map(|row| Some(lines.row(self.row(*row)?.line))).collect();
        let mend = Mend::MergeRows { cell: place, value: merge.written.clone(), rows };
        let mut finding = finding.mend_is((safe && lines.has(&merge.column)).then_some(mend));
        if let Some(row) = others.iter().find(|row| live.get(**row).is_some_and(Option::is_some)) {
            finding = self.led(finding, *row, live);
        }
        let found = Found::about(finding, rule.me);
        self.found.push(found.weighs(others.len().min(NAMED) as u64));
    }

    /// With a ticket that a row leads, where no rule refuses it.
    fn led(&self, finding: Finding, row: usize, live: &[Option<Region>]) -> Finding {
        let Some(led) = live.get(row).and_then(Option::as_ref) else { return finding };
        let refused =
            |region: &Region| self.table.refused.iter().any(|it| it.meets(region, self.table.space));
        if refused(led) { self.ticket(finding, led) } else { self.witness(finding, led, Some(row)) }
    }

    /// With a ticket of a region.
    fn ticket(&self, finding: Finding, region: &Region) -> Finding {
        match self.table.space.ticket(region, "witness") {
            Some(ticket) => finding.witness_is(ticket.fields()),
            None => finding,
        }
    }

    /// Another text for a cell of the matrix, where the table has its column.
    fn replace(&self, rule: &RuleView<'_>, cell: &Cell, value: String) -> Option<Mend> {
        let lines = self.subject.written.list(rule.me.list);
        let place = lines.cell(rule.line, &cell.column);
        (rule.me.list == List::Rows && lines.has(&cell.column))
            .then_some(Mend::ReplaceCell { cell: place, value })
    }
}
