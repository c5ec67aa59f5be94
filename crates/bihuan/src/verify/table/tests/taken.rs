//! What rules take from rows, against brute force.

use super::tidy::{Case, case};
use crate::condition::facts::Facts;
use crate::condition::region::Region;
use crate::condition::region::point::Point;
use crate::condition::region::solve::Solver;
use crate::condition::test::Test;
use crate::condition::{Rule, best};
use crate::dispatch::plan::plan;
use crate::model::words::{Channel, Reason};
use crate::verify::dates::Dates;
use crate::verify::subject::List;
use crate::verify::table::Table;
use crate::verify::table::answers::Answers;
use crate::verify::table::build::space;
use crate::verify::table::idle::words;
use crate::verify::table::instead::View;
use crate::verify::table::lives::{Life, life};
use crate::verify::table::taken::{Led, Rules};
use std::collections::BTreeSet;

const TABLES: u64 = 10_000;

/// A ticket's facts, the row that would lead it, and the rule of a list that counts.
struct Seen<'c> {
    facts: &'c Facts,
    row: Option<usize>,
    rule: Option<usize>,
}

fn look<'c, T>(case: &'c Case, list: List, rules: &[Rule<T>]) -> Vec<Seen<'c>> {
    let mut accepting = case.matrix.clone();
    accepting.not_accepted.clear();
    let see = |(ticket, facts): &'c (crate::model::ticket::Ticket, Facts)| {
        let plan = plan(&accepting, ticket, facts, &[]);
        let led = plan.parts.first().filter(|part| part.reason == Reason::Row).and_then(|part| part.row_id);
        let row = led.and_then(|id| accepting.rows.iter().position(|row| row.id == id));
        let rule = best(rules, facts, None, |_| true).map(|rule| rule.id.clone());
        let rule = rule.and_then(|id| rules.iter().position(|rule| rule.id == id));
        let counts = list != List::NotAccepted || plan.emergency.is_none();
        let green = row.is_some_and(|row| accepting.rows[row].outcome.channel == Channel::Green);
        let counts = counts && !(list == List::Greens && green);
        Seen { facts, row, rule: rule.filter(|_| counts) }
    };
    case.tickets.iter().map(see).collect()
}

fn check_list<T>(
    case: &Case,
    table: &Table<'_>,
    live: &[(usize, Region, Point)],
    list: List,
    rules: &[Rule<T>],
) -> [usize; 2] {
    let shown = |what: &str| format!("{list:?}, {what}: {}", case.shown);
    let seen = look(case, list, rules);
    let found = Rules::new(table, list, rules);
    let answers = Answers::of_rows(table.matrix);
    let view = View::new(table, &answers);
    let mut solver = Solver::new(table.space, u64::MAX, u64::MAX);
    let near: Vec<Led<'_>> =
        live.iter().map(|(row, region, point)| Led { row: *row, region, point }).collect();
    let mut counts = [0, 0];
    for (at, rule) in rules.iter().enumerate() {
        let takes = found.takes(&view, &mut solver, at, &near);
        let rows: BTreeSet<usize> = takes.rows.iter().copied().collect();
        let expected: BTreeSet<usize> =
            seen.iter().filter(|it| it.rule == Some(at)).filter_map(|it| it.row).collect();
        assert_eq!(rows, expected, "{}", shown(&format!("rule {at}")));
        counts[0] += rows.len();
        if let Some(shown_by) = &takes.shown {
            let ticket = table.space.ticket(shown_by, "w").unwrap();
            let facts = Facts::new(&ticket, &table.matrix.matters, &table.matrix.clock);
            assert!(rule.holds(&facts, None), "{}", shown("its witness"));
        }
    }
    for (row, _, point) in live {
        let own = &table.matrix.rows[*row];
        let found = found.always(&mut solver, *row, &own.condition, Some(point));
        counts[1] += found.len();
        let always: BTreeSet<(usize, Vec<String>)> =
            found.iter().map(|always| (always.rule, always.words.clone())).collect();
        let mut expected = BTreeSet::new();
        for (at, rule) in rules.iter().enumerate() {
            let cells = || rule.condition.cells.iter();
            let not: Vec<&String> = cells()
                .filter(|cell| matches!(cell.test, Test::NotKeywords(_)))
                .flat_map(|cell| words(&cell.test))
                .collect();
            let any: Vec<&String> = cells()
                .filter(|cell| matches!(cell.test, Test::Keywords(_)))
                .flat_map(|cell| words(&cell.test))
                .collect();
            // where nothing else decides over it
            let emergency = |facts: &Facts| {
                list == List::NotAccepted
                    && table.matrix.emergencies.iter().any(|rule| rule.holds(facts, None))
            };
            let all = |such: &dyn Fn(&Facts) -> bool| {
                let mut own = seen.iter().filter(|it| {
                    it.row == Some(*row)
                        && !not.iter().any(|word| it.facts.text.contains(*word))
                        && such(it.facts)
                });
                let mut counts = false;
                let holds = own.all(|it| {
                    counts |= it.rule == Some(at);
                    emergency(it.facts) || rule.holds(it.facts, None)
                });
                holds && counts
            };
            let strict = list != List::NotAccepted;
            if !strict && all(&|_| true) {
                expected.insert((at, Vec::new()));
                continue;
            }
            let mut by = Vec::new();
            let cells = own.condition.cells.iter().filter(|cell| matches!(cell.test, Test::Keywords(_)));
            for word in cells.flat_map(|cell| words(&cell.test)) {
                let inside = any.iter().any(|own| word.contains(*own)) && !(strict && any.contains(&word));
                let saved = not.iter().any(|own| word.contains(*own));
                if inside && !saved && all(&|facts| facts.text.contains(word)) {
                    by.push(word.clone());
                }
            }
            if !by.is_empty() {
                expected.insert((at, by));
            }
        }
        if list == List::Greens && own.outcome.channel == Channel::Green {
            expected.clear();
        }
        assert_eq!(always, expected, "{}", shown(&format!("always of row {row}")));
        for always in &found {
            let ticket = table.space.ticket(&always.shown, "w").unwrap();
            let facts = Facts::new(&ticket, &table.matrix.matters, &table.matrix.clock);
            assert!(rules[always.rule].holds(&facts, None) && own.holds(&facts, None), "{}", shown("shown"));
        }
    }
    counts
}

fn check(seed: u64) -> Option<[usize; 2]> {
    let case = case(seed)?;
    let matrix = &case.matrix;
    let dates = Dates::of(matrix.validity);
    let space = space([(matrix, &dates)]);
    let table = Table::new(matrix, &space, 0);
    let mut solver = Solver::new(&space, u64::MAX, u64::MAX);
    let mut live = Vec::new();
    for row in 0..matrix.rows.len() {
        if !matrix.rows[row].outcome.extra
            && let Life::Wins(region) | Life::OffList(region) = life(&table, &mut solver, row)
        {
            let point = space.point(&region).unwrap();
            live.push((row, region, point));
        }
    }
    let counts = [
        check_list(&case, &table, &live, List::Emergencies, &matrix.emergencies),
        check_list(&case, &table, &live, List::NotAccepted, &matrix.not_accepted),
        check_list(&case, &table, &live, List::Greens, &matrix.greens),
    ];
    Some([counts.iter().map(|it| it[0]).sum(), counts.iter().map(|it| it[1]).sum()])
}

#[test]
fn what_rules_take_by_brute_force() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let tables = number("BIHUAN_TABLES").unwrap_or(TABLES);
    let first = number("BIHUAN_SEED").unwrap_or(0);
    let counts: Vec<[usize; 2]> = (first..first + tables).filter_map(check).collect();
    assert!(counts.len() as u64 * 10 >= tables * 9, "{} of {tables} tables compile", counts.len());
    let totals = [0, 1].map(|at| counts.iter().map(|counts| counts[at]).sum::<usize>());
    eprintln!("taken from rows, always: {totals:?}");
    assert!(tables < 500 || totals.iter().all(|total| *total > 20), "{totals:?}");
}
