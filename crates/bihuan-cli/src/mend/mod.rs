//! `bihuan check --fix`: mends are tried on the tables in memory, round by round, each round checked again,
//! until nothing is left that can be mended.

pub(crate) mod draft;
mod sheet;
mod table;

use crate::output::Failure;
use crate::template::columns::header;
use crate::workbook::edit::{Changes, edited};
use bihuan::{Check, Code, Engine, Error, Finding, Lang, Mend, Place, Report, Rulebook};
use draft::Draft;
use sheet::Sheet;
use std::collections::{BTreeMap, BTreeSet};
use table::Table;

/// Rounds of checking before it is time to look at what was done.
const ROUNDS: usize = 200;

/// Headers of columns that mends need, in either language.
const ROW: &[&str] = &["行", "row"];
const OVERLAP: &[&str] = &["重叠", "overlap_ok"];
const REMARK: &[&str] = &["备注", "remark"];
const TIP: &[&str] = &["提示", "tip"];

/// A rulebook's files, and those of them that are being mended.
#[derive(Debug)]
pub(crate) struct Bench {
    files: Vec<(String, Vec<u8>)>,
    /// By file, and by sheet in a workbook.
    drafts: BTreeMap<(String, Option<String>), Table>,
}

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// In their order, with whether every ticket still gets the same answer.
    pub(crate) mended: Vec<(Finding, Mend)>,
    /// Mends that could not be done in this kind of table.
    pub(crate) left: Vec<(Finding, Mend)>,
    /// The mended files.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

/// Findings whose mends don't touch one another: what they take away decides nothing, all of it at once.
/// Of the others each is true of the table as it stands, so after one the table is looked at anew.
fn is_independent(code: Code) -> bool {
    [
        Code::RowNeverWins,
        Code::CellsNeverHold,
        Code::DatesOutside,
        Code::LeadNever,
        Code::OverlapIdle,
        Code::ItemCovered,
        Code::LeadAssists,
        // a row that doesn't win by a word doesn't win without it either
        Code::KeywordDead,
    ]
    .contains(&code)
}

impl Bench {
    pub(crate) fn new(files: Vec<(String, Vec<u8>)>) -> Bench {
        Bench { files, drafts: BTreeMap::new() }
    }

    /// Mends what can be mended; `drafts` are the findings that add or move rows, done last.
    ///
    /// # Errors
    /// When a text cannot be written in its file's encoding, or a mended table does not load.
    pub(crate) fn mend(mut self, all: bool) -> Result<Done, Failure> {
        let mut done = Done::default();
        let mut given_up: BTreeSet<String> = BTreeSet::new();
        for _ in 0..ROUNDS {
            let report = self.engine(false)?.check_with(&Check::new().all(true));
            let round = round(&report, &given_up);
            if round.is_empty() {
                break;
            }
            for (finding, mend) in round {
                if self.apply(&mend) {
                    done.mended.push((finding, mend));
                } else {
                    given_up.insert(key(&mend));
                    done.left.push((finding, mend));
                }
            }
        }
        // what decides anew comes last: the lines of the rows stand until here
        let report = self.engine(false)?.check_with(&Check::new().all(all));
        for finding in report.findings {
            let Some(mend) = finding.mend().filter(|mend| !mend.keeps_answers()).cloned() else { continue };
            let list = if self.apply(&mend) { &mut done.mended } else { &mut done.left };
            list.push((finding, mend));
        }
        self.rename()?;
        self.engine(true)?;
        let touched = self.drafts.iter().filter(|(_, table)| table.is_touched());
        let touched: BTreeSet<&String> = touched.map(|((file, _), _)| file).collect();
        for (name, content) in self.files.iter().filter(|(name, _)| touched.contains(name)) {
            done.files.push((name.clone(), self.content(name, content, true)?));
        }
        Ok(done)
    }

    /// The rulebook as it stands, compiled.
    fn engine(&self, finished: bool) -> Result<Engine, Failure> {
        let mut parts = Vec::with_capacity(self.files.len());
        for (name, content) in &self.files {
            parts.push((name.clone(), self.content(name, content, finished)?));
        }
        Rulebook::from_parts(parts).compile().map_err(|error: Error| Failure::Library(error))
    }

    /// A file as it stands.
    fn content(&self, name: &str, content: &[u8], finished: bool) -> Result<Vec<u8>, Failure> {
        let mut sheets: BTreeMap<String, Changes> = BTreeMap::new();
        for ((_, of), table) in self.drafts.iter().filter(|((file, _), _)| file == name) {
            match (table, of) {
                (Table::Csv(draft), _) if finished => return draft.finished(),
                (Table::Csv(draft), _) => return draft.in_place(),
                (Table::Sheet(sheet), Some(of)) if sheet.is_touched() => {
                    sheets.insert(of.clone(), sheet.changes());
                }
                (Table::Sheet(_), _) => {}
            }
        }
        if sheets.is_empty() { Ok(content.to_vec()) } else { edited(content, &sheets) }
    }

    /// Does a mend; whether it could.
    fn apply(&mut self, mend: &Mend) -> bool {
        match mend {
            Mend::DeleteRow { row } => self.delete(row),
            Mend::ReplaceCell { cell, value } => self.set(cell, value),
            Mend::MergeRows { cell, value, rows } => {
                rows.iter().all(|row| self.can_delete(row))
                    && self.set(cell, value)
                    && rows.iter().all(|row| self.delete(row))
            }
            Mend::MoveRow { row, before } => {
                let line = before.as_ref().map(|before| before.row);
                match (self.draft(row), row.row, line) {
                    (Some(draft), Some(row), None) => draft.place(row, None),
                    (Some(draft), Some(row), Some(Some(before))) => draft.place(row, Some(before)),
                    _ => false,
                }
            }
            Mend::AddRow { table, cells } => self.add(table, cells),
            _ => false,
        }
    }

    /// The table of a place; none where it is neither a csv file nor a sheet.
    fn draft(&mut self, place: &Place) -> Option<&mut Table> {
        let file = place.file.as_deref()?;
        let key = (file.to_owned(), place.sheet.clone());
        if !self.drafts.contains_key(&key) {
            let (_, content) = self.files.iter().find(|(name, _)| name == file)?;
            let table = match &place.sheet {
                Some(sheet) => Table::Sheet(Box::new(Sheet::read(content, sheet)?)),
                None if file.ends_with(".csv") => Table::Csv(Draft::read(content.clone())?),
                None => return None,
            };
            self.drafts.insert(key.clone(), table);
        }
        self.drafts.get_mut(&key)
    }

    fn can_delete(&mut self, row: &Place) -> bool {
        let line = row.row;
        self.draft(row).zip(line).is_some_and(|(table, line)| table.can_delete(line))
    }

    fn delete(&mut self, row: &Place) -> bool {
        let (Some(draft), Some(line)) = (self.draft(row), row.row) else { return false };
        let name = name(draft, line);
        if !draft.delete(line) {
            return false;
        }
        // nobody may name a row that is gone
        if let Some(overlap) = draft.column(OVERLAP) {
            let lines = draft.lines();
            for line in lines {
                let Some(cell) = draft.cell(line, overlap).filter(|cell| !cell.trim().is_empty()) else {
                    continue;
                };
                let kept: Vec<&str> = names(&cell).filter(|other| !same(other, &name)).collect();
                if kept.len() < names(&cell).count() {
                    draft.set(line, overlap, &kept.join("、"));
                }
            }
        }
        true
    }

    fn set(&mut self, cell: &Place, value: &str) -> bool {
        let (Some(draft), Some(line), Some(header)) = (self.draft(cell), cell.row, cell.column.as_deref())
        else {
            return false;
        };
        let header = header.to_lowercase();
        draft.column(&[&header]).is_some_and(|column| draft.set(line, column, value))
    }

    /// Adds a row that says that it is a draft: by its name, or where rows have none by a remark or tip.
    fn add(&mut self, table: &Place, cells: &[(String, String)]) -> bool {
        let Some(draft) = self.draft(table) else { return false };
        let mut row: BTreeMap<usize, String> = BTreeMap::new();
        for (column, text) in cells {
            let zh = header("dispatch", column, Lang::Zh);
            let Some(at) = draft.column(&[column, &zh]) else { return false };
            row.insert(at, text.clone());
        }
        let number = (1..).find(|number| {
            let name = format!("草稿{number}");
            draft.column(ROW).is_none_or(|at| {
                !draft.lines().into_iter().any(|line| draft.cell(line, at).as_deref() == Some(&name))
            }) && !draft.adds(&name)
        });
        let mark = [ROW, REMARK, TIP].into_iter().find_map(|names| draft.column(names));
        let Some(mark) = mark else { return false };
        row.insert(mark, format!("草稿{}", number.unwrap_or(1)));
        draft.add(row);
        true
    }

    /// Rows without a name are called by their lines: where lines moved up, those who name them follow.
    fn rename(&mut self) -> Result<(), Failure> {
        for draft in self.drafts.values_mut() {
            let Some(overlap) = draft.column(OVERLAP) else { continue };
            let moved = draft.moved()?;
            let unnamed: BTreeMap<String, String> = draft
                .lines()
                .into_iter()
                .filter(|line| name(draft, *line) == line.to_string())
                .filter_map(|line| Some((line.to_string(), moved.get(&line)?.to_string())))
                .collect();
            let lines = draft.lines();
            for line in lines {
                let Some(cell) = draft.cell(line, overlap).filter(|cell| !cell.trim().is_empty()) else {
                    continue;
                };
                let new: Vec<&str> =
                    names(&cell).map(|name| unnamed.get(name).map_or(name, String::as_str)).collect();
                if new.iter().copied().ne(names(&cell)) {
                    draft.set(line, overlap, &new.join("、"));
                }
            }
        }
        Ok(())
    }
}

/// The mends of a round: all that don't touch one another, and one of the others.
fn round(report: &Report, given_up: &BTreeSet<String>) -> Vec<(Finding, Mend)> {
    let mut round: Vec<(Finding, Mend)> = Vec::new();
    let mut one = None;
    let mut rows: BTreeSet<(Option<String>, Option<u64>)> = BTreeSet::new();
    for finding in &report.findings {
        let Some(mend) = finding.mend() else { continue };
        if !mend.keeps_answers() || given_up.contains(&key(mend)) {
            continue;
        }
        if is_independent(finding.code()) {
            // of several for one row the first; the others are seen in the next round
            let place = finding.place();
            if rows.insert((place.file.clone(), place.row)) {
                round.push((finding.clone(), mend.clone()));
            }
        } else if one.is_none() {
            one = Some((finding.clone(), mend.clone()));
        }
    }
    // of the others only where nothing else changes
    if round.is_empty() { one.into_iter().collect() } else { round }
}

fn key(mend: &Mend) -> String {
    mend.line(Lang::En)
}

/// A row's name: its own, else its line.
fn name(draft: &Table, line: u64) -> String {
    let own = draft.column(ROW).and_then(|column| draft.cell(line, column));
    own.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| line.to_string())
}

/// The names in a cell.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split(['、', ',', '，', ';', '；', '\n', '\r']);
    parts.map(str::trim).filter(|name| !name.is_empty())
}

fn same(one: &str, other: &str) -> bool {
    one.replace('\\', "").to_lowercase() == other.to_lowercase()
}
