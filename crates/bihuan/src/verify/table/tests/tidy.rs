//! What could be tidied, against brute force: every row, cell and word is taken out once and every kind of
//! ticket dispatched again; and all mends that are safe, made at once.

use super::{Random, compiled, rulebook, tickets};
use crate::condition::facts::Facts;
use crate::condition::parse::{self, Names};
use crate::condition::region::solve::Solver;
use crate::condition::test::Test;
use crate::condition::{Condition, Rule};
use crate::dispatch::matrix::{Matrix, RowOutcome};
use crate::dispatch::plan::plan;
use crate::message::{Findings, Place};
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Reason};
use crate::verify::dates::Dates;
use crate::verify::table::Table;
use crate::verify::table::build::space;
use crate::verify::table::extras::{Extra, extra};
use crate::verify::table::idle::{without_cell, without_words, words};
use crate::verify::table::lives::{Life, life};
use crate::verify::table::tidy::{Standing, dead_words, tidy};
use std::collections::BTreeSet;

/// How many tables a test looks at.
const TABLES: u64 = 2_500;

/// An answer but for the names of rows.
type Answer = (Channel, Option<String>, Option<String>, Vec<(UnitId, Vec<UnitId>, Reason, String)>);

/// What the evaluator says; `alike`: a fallback is like a row.
fn answer(matrix: &Matrix, (ticket, facts): &(Ticket, Facts), alike: bool) -> Answer {
    let plan = plan(matrix, ticket, facts, &[]);
    let parts = plan.parts.iter().map(|part| {
        let reason = if alike && part.reason == Reason::NoRow { Reason::Row } else { part.reason };
        let said = part.row.map(|row| {
            let row = &row.outcome;
            format!("{:?}", (row.limit, &row.stages, &row.signoff, &row.basis, &row.tip))
        });
        (part.lead, part.assists.clone(), reason, said.unwrap_or_default())
    });
    let (call, tell) = (plan.emergency.map(|rule| rule.outcome.clone()), plan.tell.map(str::to_owned));
    (plan.channel, call, tell, parts.collect())
}

fn answers(matrix: &Matrix, tickets: &[(Ticket, Facts)], alike: bool) -> Vec<Answer> {
    tickets.iter().map(|ticket| answer(matrix, ticket, alike)).collect()
}

fn same(matrix: &Matrix, tickets: &[(Ticket, Facts)], alike: bool, expected: &[Answer]) -> bool {
    tickets.iter().zip(expected).all(|(ticket, expected)| answer(matrix, ticket, alike) == *expected)
}

fn without_rows(matrix: &Matrix, gone: impl Fn(usize) -> bool) -> Matrix {
    let mut matrix = matrix.clone();
    let rows = matrix.rows.into_iter().enumerate();
    matrix.rows = rows.filter(|(at, _)| !gone(*at)).map(|(_, row)| row).collect();
    matrix
}

fn with_condition(matrix: &Matrix, row: usize, condition: Condition) -> Matrix {
    let mut matrix = matrix.clone();
    matrix.rows[row].condition = condition;
    matrix
}

fn contained(test: &Test, at: usize) -> bool {
    let all = words(test);
    let own = &all[at];
    all.iter().enumerate().any(|(other, word)| {
        (word == own && other < at)
            || (word != own
                && if matches!(test, Test::AllKeywords(_)) { word.contains(own) } else { own.contains(word) })
    })
}

/// The condition without one of a cell's words, and without those that others contain.
fn without_word(condition: &Condition, cell: usize, word: usize) -> Condition {
    let test = &condition.cells[cell].test;
    let gone: Vec<usize> = (0..words(test).len()).filter(|at| *at == word || contained(test, *at)).collect();
    without_words(condition, cell, &gone)
}

/// Rules of the other lists, several of each.
fn with_rules(random: &mut Random, parts: &mut [(&'static str, String)]) {
    let text = parts[2].1.contains("keywords");
    for (list, extra) in [("green", ""), ("emergency", "call = '119'\n"), ("not_accepted", "")] {
        for _ in 0..random.below(4) {
            let mut cells = String::new();
            for name in ["keywords", "all_keywords", "not_keywords"] {
                if text && random.chance(if name == "keywords" { 1 } else { 4 }) {
                    let words: Vec<&str> =
                        (0..1 + random.below(3)).map(|_| random.one(super::TEXT.items)).collect();
                    cells.push_str(&format!("{name} = '{}'\n", words.join("、")));
                }
            }
            if parts[2].1.contains(",demand") && random.chance(3) {
                cells.push_str("demand = '投诉'\n");
            }
            let extra = if list == "emergency" && random.chance(3) { "call = '110'\n" } else { extra };
            if !cells.is_empty() {
                parts[0].1.push_str(&format!("[[{list}]]\n{extra}{cells}"));
            }
        }
    }
}

/// A copy of a row with another cell in one column, so that two rows could be one.
fn with_twin(random: &mut Random, parts: &mut [(&'static str, String)], columns: &[&super::Column]) {
    let table = &mut parts[2].1;
    let lines: Vec<&str> = table.lines().collect();
    let header: Vec<&str> = lines[0].split(',').collect();
    let mut twin: Vec<String> =
        lines[1 + random.below(lines.len() - 1)].split(',').map(str::to_owned).collect();
    let names: Vec<(usize, &&super::Column)> = columns
        .iter()
        .filter_map(|column| {
            let name = if column.name == "text" { "keywords" } else { column.name };
            Some((header.iter().position(|own| *own == name)?, column))
        })
        .collect();
    if names.is_empty() {
        return;
    }
    let (at, column) = names[random.below(names.len())];
    twin[0] = "twin".to_owned();
    twin[at] = random.one(column.items).to_owned();
    table.push_str(&(twin.join(",") + "\n"));
}

/// A column of what rows say beside their units.
fn with_tips(random: &mut Random, parts: &mut [(&'static str, String)]) {
    let lines = parts[2].1.lines().enumerate().map(|(at, line)| {
        let tip = if at == 0 { "tip" } else { random.one(&["", "", "", "t"]) };
        format!("{line},{tip}\n")
    });
    parts[2].1 = lines.collect();
}

pub(super) struct Case {
    pub(super) matrix: Matrix,
    pub(super) tickets: Vec<(Ticket, Facts)>,
    pub(super) shown: String,
}

/// A random rulebook with its tickets.
pub(super) fn case(seed: u64) -> Option<Case> {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66);
    let (mut parts, columns) = rulebook(&mut random);
    with_rules(&mut random, &mut parts);
    if random.chance(2) {
        with_twin(&mut random, &mut parts, &columns);
    }
    if random.chance(3) {
        with_tips(&mut random, &mut parts);
    }
    let matrix = compiled(&parts)?;
    let tickets: Vec<Ticket> = tickets(&columns);
    let tickets = tickets
        .into_iter()
        .map(|ticket| (ticket.clone(), Facts::new(&ticket, &matrix.matters, &matrix.clock)))
        .collect();
    let shown = parts.iter().map(|(name, text)| format!("--- {name}\n{text}"));
    Some(Case { matrix, tickets, shown: format!("seed {seed}\n{}", shown.collect::<String>()) })
}

fn list_of(test: &Test) -> bool {
    match test {
        Test::Matter(items) | Test::Area(items) => items.items.iter().all(|(negative, _)| !negative),
        Test::Demand(items) => items.items.iter().all(|(negative, _)| !negative),
        Test::Urgency(items) => items.items.iter().all(|(negative, _)| !negative),
        Test::Hours(items) => items.items.iter().all(|(negative, _)| !negative),
        Test::Days(items) => items.items.iter().all(|(negative, _)| !negative),
        Test::Where(_, items) => items.items.iter().all(|(negative, _)| !negative),
        Test::Keywords(_) => true,
        _ => false,
    }
}

/// Two rows as one, where they differ in one list alone.
fn as_one(matrix: &Matrix, one: usize, other: usize) -> Option<Matrix> {
    let (a, b): (&Rule<RowOutcome>, &Rule<RowOutcome>) = (&matrix.rows[one], &matrix.rows[other]);
    let said = |row: &Rule<RowOutcome>| {
        let row = &row.outcome;
        format!("{:?}", (row.extra, &row.lead, &row.assist, row.channel, row.limit, &row.tip))
    };
    if said(a) != said(b) || a.priority != b.priority || a.validity != b.validity {
        return None;
    }
    if a.condition.cells.len() != b.condition.cells.len() {
        return None;
    }
    let mut differ = None;
    for (at, (own, its)) in a.condition.cells.iter().zip(&b.condition.cells).enumerate() {
        if own.column != its.column || own.written != its.written && differ.replace(at).is_some() {
            return None;
        }
    }
    let at = differ?;
    let (own, its) = (&a.condition.cells[at], &b.condition.cells[at]);
    if !list_of(&own.test) || !list_of(&its.test) {
        return None;
    }
    let names = Names { units: &matrix.units, matters: &matrix.matters };
    let written = format!("{}、{}", own.written, its.written);
    if own.column == "matter" {
        // matters of one parent alone; here they are written as they are, or by the alias of a/x
        let parent = |item: &str| match item.trim_start_matches('=') {
            "a/x" => "a",
            "旧" if matrix.matters.listed.is_some() => "a",
            "a/x/k" => "a/x",
            _ => "",
        };
        let parents: BTreeSet<&str> = written.split('、').map(parent).collect();
        if parents.contains("") || parents.len() > 1 {
            return None;
        }
    }
    let cell = parse::cell(&own.column, &written, names, &Place::default(), &mut Findings::default())?;
    let mut condition = a.condition.clone();
    condition.cells[at] = cell;
    Some(without_rows(&with_condition(matrix, one, condition), |row| row == other))
}

fn check(seed: u64) -> Option<[usize; 7]> {
    let case = case(seed)?;
    let (matrix, tickets) = (&case.matrix, &case.tickets);
    let shown = |what: &str| format!("{what}: {}", case.shown);
    let mut accepting = matrix.clone();
    accepting.not_accepted.clear();
    let dates = Dates::of(matrix.validity);
    let space = space([(matrix, &dates)]);
    let table = Table::new(matrix, &space, 0);
    let mut solver = Solver::new(&space, u64::MAX, u64::MAX);
    let mut standing = Vec::new();
    for (at, row) in matrix.rows.iter().enumerate() {
        standing.push(if row.outcome.extra {
            match extra(&table, &mut solver, at) {
                Extra::Never(_) => Standing::Never,
                _ => Standing::Other,
            }
        } else {
            match life(&table, &mut solver, at) {
                Life::Wins(region) | Life::OffList(region) => {
                    let point = space.point(&region).unwrap();
                    assert!(region.has(&point), "{}", shown("a point"));
                    Standing::Leads(point)
                }
                Life::Never(_) => Standing::Never,
                _ => Standing::Other,
            }
        });
    }
    let leads = |row: usize| matches!(standing[row], Standing::Leads(_));
    let found = tidy(&table, &mut solver, &standing);
    assert_eq!(found.unknown, Default::default());
    let mut counts = [found.rows.len(), found.cells.len(), found.words.len(), found.merges.len(), 0, 0, 0];

    // what an extra row makes up for is not looked for: base rows are compared with one another
    let mut base = accepting.clone();
    for row in base.rows.iter_mut().filter(|row| row.outcome.extra) {
        row.validity.from = Some("2099-01-01".parse().unwrap());
    }

    // rows
    let living = without_rows(&accepting, |row| standing[row] == Standing::Never);
    let of_base = answers(&base, tickets, true);
    let idle: BTreeSet<usize> = (0..matrix.rows.len())
        .filter(|row| leads(*row))
        .filter(|row| {
            let without = without_rows(&base, |at| at == *row || standing[at] == Standing::Never);
            same(&without, tickets, true, &of_base)
        })
        .collect();
    let expected = answers(&living, tickets, true);
    for row in &idle {
        let without = without_rows(&accepting, |at| at == *row || standing[at] == Standing::Never);
        assert!(same(&without, tickets, true, &expected), "{}", shown("an idle row beside extra rows"));
    }
    let (extras, own): (Vec<usize>, Vec<usize>) =
        found.rows.iter().map(|idle| idle.row).partition(|row| matrix.rows[*row].outcome.extra);
    let mut without: BTreeSet<usize> = BTreeSet::new();
    for row in &extras {
        without.insert(*row);
        let without = without_rows(&living, |at| {
            // `living` has the rows that count, in their order
            let kept = (0..matrix.rows.len()).filter(|row| standing[*row] != Standing::Never);
            kept.clone().nth(at).is_some_and(|row| without.contains(&row))
        });
        assert!(same(&without, tickets, true, &expected), "{}", shown(&format!("extra row {row}")));
        counts[6] += 1;
    }
    let rows: BTreeSet<usize> = own.into_iter().collect();
    assert_eq!(rows, idle, "{}", shown("idle rows"));
    for idle in &found.rows {
        assert!(idle.fallback || !idle.by.is_empty(), "{}", shown("who comes next"));
    }

    // cells and words
    let expected = answers(&accepting, tickets, false);
    let of_base = answers(&base, tickets, false);
    let (mut cells, mut dead) = (BTreeSet::new(), BTreeSet::new());
    for (at, row) in base.rows.iter().enumerate() {
        let alive = leads(at) && !idle.contains(&at);
        for (place, cell) in row.condition.cells.iter().enumerate() {
            let without = with_condition(&base, at, without_cell(&row.condition, place));
            if alive && same(&without, tickets, false, &of_base) {
                cells.insert((at, place));
                continue;
            }
            let all = words(&cell.test);
            let alone = (0..all.len()).filter(|word| !contained(&cell.test, *word)).count();
            for word in 0..all.len() {
                if contained(&cell.test, word) {
                    dead.insert((at, place, word));
                } else if alive && alone > 1 {
                    let form = without_word(&row.condition, place, word);
                    if same(&with_condition(&base, at, form), tickets, false, &of_base) {
                        dead.insert((at, place, word));
                    }
                }
            }
        }
    }
    let own: BTreeSet<_> = found.cells.iter().map(|idle| (idle.row, idle.cell)).collect();
    assert_eq!(own, cells, "{}", shown("idle cells"));
    let own: BTreeSet<_> = found.words.iter().map(|dead| (dead.row, dead.cell, dead.word)).collect();
    assert_eq!(own, dead, "{}", shown("dead words"));

    // rows that could be one, one merge after the other
    let mut merged = accepting.clone();
    let mut gone: BTreeSet<usize> = BTreeSet::new();
    for (merge, _) in &found.merges {
        let first = merge.rows[0];
        let names = Names { units: &matrix.units, matters: &matrix.matters };
        let cell =
            parse::cell(&merge.column, &merge.written, names, &Place::default(), &mut Findings::default());
        let at = merged.rows[first].condition.cells.iter().position(|cell| cell.column == merge.column);
        merged.rows[first].condition.cells[at.unwrap()] = cell.unwrap();
        gone.extend(&merge.rows[1..]);
        let one = without_rows(&merged, |row| gone.contains(&row));
        assert!(same(&one, tickets, false, &expected), "{}", shown(&format!("rows {:?}", merge.rows)));
    }
    let touched: BTreeSet<usize> = found
        .cells
        .iter()
        .map(|idle| idle.row)
        .chain(found.words.iter().filter(|dead| dead.other.is_none()).map(|dead| dead.row))
        .chain(found.rows.iter().map(|idle| idle.row))
        .collect();
    let usable: Vec<usize> = (0..matrix.rows.len())
        .filter(|row| !touched.contains(row) && standing[*row] != Standing::Never)
        .collect();
    for (place, one) in usable.iter().enumerate() {
        for other in usable.iter().skip(place + 1).filter(|_| found.merges.is_empty()) {
            if accepting.rows[*one].outcome.extra {
                continue;
            }
            let Some(merged) = as_one(&base, *one, *other) else { continue };
            assert!(
                !same(&merged, tickets, false, &of_base),
                "{}",
                shown(&format!("{one} and {other} unmerged"))
            );
        }
    }

    // every safe mend at once
    let mut mended = accepting.clone();
    for (merge, _) in found.merges.iter().filter(|(_, safe)| *safe) {
        let names = Names { units: &matrix.units, matters: &matrix.matters };
        let cell =
            parse::cell(&merge.column, &merge.written, names, &Place::default(), &mut Findings::default());
        let cells = &mut mended.rows[merge.rows[0]].condition.cells;
        let at = cells.iter().position(|cell| cell.column == merge.column).unwrap();
        cells[at] = cell.unwrap();
        counts[4] += 1;
    }
    for (at, row) in mended.rows.iter_mut().enumerate() {
        // a merge comes with words of its own
        if !found.merges.iter().any(|(merge, _)| merge.rows.contains(&at)) {
            for cell in 0..row.condition.cells.len() {
                let dead = found.words.iter().filter(|dead| dead.row == at && dead.cell == cell && dead.safe);
                let dead: Vec<usize> = dead.map(|dead| dead.word).collect();
                row.condition = without_words(&row.condition, cell, &dead);
            }
        }
        let mut idle: Vec<_> = found.cells.iter().filter(|idle| idle.row == at && idle.safe).collect();
        idle.sort_by_key(|idle| std::cmp::Reverse(idle.cell));
        for idle in idle {
            row.condition = without_cell(&row.condition, idle.cell);
            counts[5] += 1;
        }
    }
    let gone = |row: usize| {
        standing[row] == Standing::Never
            || found.rows.iter().any(|idle| idle.row == row && idle.safe)
            || found.merges.iter().any(|(merge, safe)| *safe && merge.rows[1..].contains(&row))
    };
    let mended = without_rows(&mended, gone);
    assert!(same(&mended, tickets, false, &expected), "{}", shown("all safe mends"));

    rules(&case, &table, &mut solver);
    Some(counts)
}

/// Dead words of the other lists.
fn rules(case: &Case, table: &Table<'_>, solver: &mut Solver<'_>) {
    fn of<T: Clone + PartialEq>(
        case: &Case,
        rules: &[Rule<T>],
        set: impl Fn(Vec<Rule<T>>) -> Matrix,
    ) -> BTreeSet<(usize, usize, usize)> {
        let expected = answers(&case.matrix, &case.tickets, false);
        let mut dead = BTreeSet::new();
        for (at, rule) in rules.iter().enumerate() {
            let mut without = rules.to_vec();
            without.remove(at);
            let counts = !same(&set(without), &case.tickets, false, &expected);
            for (place, cell) in rule.condition.cells.iter().enumerate() {
                let all = words(&cell.test);
                let alone = (0..all.len()).filter(|word| !contained(&cell.test, *word)).count();
                for word in 0..all.len() {
                    let mut other = rules.to_vec();
                    other[at].condition = without_word(&rule.condition, place, word);
                    if contained(&cell.test, word)
                        || counts && alone > 1 && same(&set(other), &case.tickets, false, &expected)
                    {
                        dead.insert((at, place, word));
                    }
                }
            }
        }
        dead
    }
    let matrix = &case.matrix;
    // without what can hide a rule from view
    let bare = |mut matrix: Matrix| {
        matrix.rows.clear();
        matrix.fallbacks.truncate(1);
        matrix
    };
    let shown = |what: &str| format!("{what}: {}", case.shown);
    let own = |words: Vec<crate::verify::table::tidy::DeadWord>| -> BTreeSet<_> {
        words.into_iter().map(|dead| (dead.row, dead.cell, dead.word)).collect()
    };
    let (found, unknown) = dead_words(table, solver, &matrix.emergencies);
    let mut alone = bare(matrix.clone());
    (alone.not_accepted, alone.greens) = (Vec::new(), Vec::new());
    let one = Case { matrix: alone.clone(), tickets: case.tickets.clone(), shown: String::new() };
    let expected = of(&one, &matrix.emergencies, |rules| Matrix { emergencies: rules, ..alone.clone() });
    assert_eq!((own(found), unknown), (expected, false), "{}", shown("emergencies"));
    let (found, unknown) = dead_words(table, solver, &matrix.greens);
    let mut alone = bare(matrix.clone());
    (alone.not_accepted, alone.emergencies) = (Vec::new(), Vec::new());
    let one = Case { matrix: alone.clone(), tickets: case.tickets.clone(), shown: String::new() };
    let expected = of(&one, &matrix.greens, |rules| Matrix { greens: rules, ..alone.clone() });
    assert_eq!((own(found), unknown), (expected, false), "{}", shown("green rules"));
    let (found, unknown) = dead_words(table, solver, &matrix.not_accepted);
    let mut alone = bare(matrix.clone());
    (alone.greens, alone.emergencies) = (Vec::new(), Vec::new());
    let one = Case { matrix: alone.clone(), tickets: case.tickets.clone(), shown: String::new() };
    let expected = of(&one, &matrix.not_accepted, |rules| Matrix { not_accepted: rules, ..alone.clone() });
    assert_eq!((own(found), unknown), (expected, false), "{}", shown("not accepted"));
}

/// Tables from a seed on; `BIHUAN_TABLES` another number of them, `BIHUAN_SEED` another first one.
fn tables(quarter: u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let tables = number("BIHUAN_TABLES").unwrap_or(TABLES);
    let first = number("BIHUAN_SEED").unwrap_or(0) + quarter * tables;
    let counts: Vec<[usize; 7]> = (first..first + tables).filter_map(check).collect();
    assert!(counts.len() as u64 * 10 >= tables * 9, "{} of {tables} tables compile", counts.len());
    let total = |at: usize| counts.iter().map(|counts| counts[at]).sum::<usize>();
    let totals: Vec<usize> = (0..7).map(total).collect();
    eprintln!("rows, cells, words, merges, safe merges, safe cells, extras: {totals:?}");
    // what never happens proves nothing
    assert!(tables < 2_000 || totals.iter().all(|total| *total > 20), "{totals:?}");
}

#[test]
fn what_could_be_tidied_by_brute_force_1() {
    tables(0);
}

#[test]
fn what_could_be_tidied_by_brute_force_2() {
    tables(1);
}

#[test]
fn what_could_be_tidied_by_brute_force_3() {
    tables(2);
}

#[test]
fn what_could_be_tidied_by_brute_force_4() {
    tables(3);
}
