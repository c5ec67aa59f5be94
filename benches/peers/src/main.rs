//! The standard dispatch workload through other engines, beside bihuan: every answer checked, times of one run.
//!
//! `bihuan-peers FOLDER [--python PATH] [--rounds N] [--size 100|1000|10000|heavy] [--markdown]`: the folder is what the
//! workload's generator wrote, the Python one that has polars; without it the batch is ours alone.
//! `--markdown` prints the tables and nothing else.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

mod measure;
mod ours;
mod peer;
mod polars;
mod rego;
mod report;
mod workload;
mod zen;

use crate::measure::figures;
use crate::ours::{Ours, OursInColumns};
use crate::peer::{OneByOne, Peer};
use crate::polars::Polars;
use crate::rego::Rego;
use crate::report::{Results, markdown, notes, versions};
use crate::workload::{Result, Size, Workload};
use crate::zen::Zen;
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    let options = Options::read(std::env::args().skip(1))?;
    let mut results = Results::new();
    for size in Size::ALL.into_iter().filter(|size| options.size.is_none_or(|only| only == *size)) {
        let workload = Workload::read(&options.folder, size)?;
        let figures = figures(&workload, peers(&workload, options.python.as_deref())?, options.rounds)?;
        if !options.markdown {
            println!("{}", notes(size, &figures));
        }
        results.push((size, figures));
    }
    println!("{}{}", markdown(&results), versions());
    Ok(())
}

/// All that take part, ours first of each kind.
fn peers(workload: &Workload, python: Option<&Path>) -> Result<Vec<Box<dyn Peer>>> {
    let tickets = &workload.tickets;
    let mut peers: Vec<Box<dyn Peer>> = vec![
        Box::new(OneByOne::new(Ours::dispatcher(workload)?, tickets)?),
        Box::new(OneByOne::new(Ours::engine(workload)?, tickets)?),
        Box::new(OneByOne::new(Zen::new(workload, zen::Style::Apart)?, tickets)?),
        Box::new(OneByOne::new(Zen::new(workload, zen::Style::Split)?, tickets)?),
        Box::new(OneByOne::new(Zen::new(workload, zen::Style::Natural)?, tickets)?),
        Box::new(OneByOne::new(Rego::compiled(workload, rego::Style::Indexed)?, tickets)?),
        Box::new(OneByOne::new(Rego::interpreted(workload)?, tickets)?),
        Box::new(OneByOne::new(Rego::compiled(workload, rego::Style::Scan)?, tickets)?),
        Box::new(OursInColumns::new(workload)?),
    ];
    if let Some(python) = python {
        peers.push(Box::new(Polars::new(workload, polars::Style::Last, python)?));
        peers.push(Box::new(Polars::new(workload, polars::Style::First, python)?));
    }
    Ok(peers)
}

/// What was asked for.
struct Options {
    folder: PathBuf,
    python: Option<PathBuf>,
    rounds: usize,
    size: Option<Size>,
    markdown: bool,
}

impl Options {
    fn read(mut args: impl Iterator<Item = String>) -> Result<Options> {
        let folder = args.next().ok_or("the folder of the workload is missing")?.into();
        let mut options = Options { folder, python: None, rounds: 25, size: None, markdown: false };
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value"));
            match arg.as_str() {
                "--python" => options.python = Some(value()?.into()),
                "--rounds" => options.rounds = value()?.parse()?,
                "--size" => options.size = Some(Size::named(&value()?)?),
                "--markdown" => options.markdown = true,
                _ => return Err(format!("unknown option {arg}").into()),
            }
        }
        Ok(options)
    }
}
