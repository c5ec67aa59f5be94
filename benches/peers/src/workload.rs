//! The standard dispatch workload as its generator writes it: the table, the tickets, the expected decisions.

use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What can go wrong here ends the run, and only has to say why.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A row of the table; the first that matches wins. An absent condition always holds.
#[derive(Debug, Deserialize)]
pub(crate) struct Row {
    pub(crate) id: u32,
    /// Digits, two a level; empty in the catch-all.
    pub(crate) cat: String,
    pub(crate) cat_mode: CatMode,
    pub(crate) areas: Option<Vec<String>>,
    pub(crate) urgency: Option<Vec<String>>,
    /// From an hour until before another, past midnight when the second is the smaller.
    pub(crate) hours: Option<(u32, u32)>,
    pub(crate) keyword: Option<String>,
    pub(crate) lead: String,
    #[serde(rename = "co")]
    pub(crate) assist: Vec<String>,
}

/// How a row's category is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CatMode {
    Exact,
    Prefix,
}

impl Row {
    /// The hours of the day at which the row holds, if it asks for any.
    pub(crate) fn hour_list(&self) -> Option<Vec<u32>> {
        let (from, until) = self.hours?;
        let holds = |hour: &u32| match from < until {
            true => from <= *hour && *hour < until,
            false => *hour >= from || *hour < until,
        };
        Some((0..24).filter(holds).collect())
    }
}

/// A ticket.
#[derive(Debug, Deserialize)]
pub(crate) struct Ticket {
    pub(crate) id: u32,
    /// Six digits, three levels.
    pub(crate) cat: String,
    pub(crate) area: String,
    pub(crate) urgency: String,
    pub(crate) hour: u32,
    pub(crate) text: String,
}

impl Ticket {
    /// The category cut off after so many levels.
    pub(crate) fn cat_to(&self, levels: usize) -> &str {
        self.cat.get(..2 * levels).unwrap_or(&self.cat)
    }

    /// The category as a path: `01/02/03`.
    pub(crate) fn path(&self) -> String {
        let digits: Vec<char> = self.cat.chars().collect();
        digits.chunks(2).map(String::from_iter).collect::<Vec<_>>().join("/")
    }

    /// When it was received: the generator's rulebooks know no other day.
    pub(crate) fn received_at(&self) -> String {
        format!("2024-05-13 {:02}:30:00", self.hour)
    }
}

/// What every peer must answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) row: u32,
    pub(crate) lead: String,
    pub(crate) assist: Vec<String>,
}

/// One table with its tickets and expected decisions.
#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) folder: PathBuf,
    pub(crate) size: Size,
    pub(crate) rows: Vec<Row>,
    pub(crate) tickets: Vec<Ticket>,
    pub(crate) expected: Vec<Answer>,
}

/// The four tables of the workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    Hundred,
    Thousand,
    TenThousand,
    /// 10,000 rows of the upper two levels, nearly all of them with a keyword.
    Heavy,
}

impl Size {
    pub(crate) const ALL: [Size; 4] = [Size::Hundred, Size::Thousand, Size::TenThousand, Size::Heavy];

    pub(crate) fn named(name: &str) -> Result<Size> {
        let known = Size::ALL.into_iter().find(|size| size.file() == name);
        known.ok_or_else(|| format!("no table of size `{name}`").into())
    }

    /// As it stands in the names of the files.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Size::Hundred => "100",
            Size::Thousand => "1000",
            Size::TenThousand => "10000",
            Size::Heavy => "heavy",
        }
    }

    /// As it stands over a column.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Size::Hundred => "100 rows",
            Size::Thousand => "1,000",
            Size::TenThousand => "10,000",
            Size::Heavy => "keyword-heavy",
        }
    }
}

impl Workload {
    /// Reads the files of one table.
    pub(crate) fn read(folder: &Path, size: Size) -> Result<Workload> {
        let read = |name: &str, kind: &str| {
            let path = folder.join(format!("{name}_{}.{kind}", size.file()));
            std::fs::read_to_string(&path).map_err(|cause| format!("{}: {cause}", path.display()))
        };
        let rows: Vec<Row> = serde_json::from_str(&read("table", "json")?)?;
        let tickets: Vec<Ticket> = serde_json::from_str(&read("tickets", "json")?)?;
        let expected: Vec<Answer> =
            read("expected", "csv")?.lines().skip(1).map(answer).collect::<Result<_>>()?;
        if expected.len() != tickets.len() {
            return Err(format!("{} decisions for {} tickets", expected.len(), tickets.len()).into());
        }
        Ok(Workload { folder: folder.to_owned(), size, rows, tickets, expected })
    }
}

/// A line `ticket,row,lead,assist|assist`, with more cells behind or not; none of them is quoted.
pub(crate) fn answer(line: &str) -> Result<Answer> {
    let mut cells = line.split(',').skip(1);
    let mut cell = || cells.next().ok_or_else(|| format!("too few cells in `{line}`"));
    let (row, lead, assist) = (cell()?.parse()?, cell()?.to_owned(), cell()?);
    let assist = assist.split('|').filter(|unit| !unit.is_empty()).map(str::to_owned).collect();
    Ok(Answer { row, lead, assist })
}
