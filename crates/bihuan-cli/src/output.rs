//! Writes rows as a table, csv or JSON Lines, and messages to stderr.

use crate::args::{FormatArg, OutputArgs};
use bihuan::{Finding, Lang, LocalTime};
use serde_json::Value;
use std::io::{IsTerminal, Write};

/// Why the command could not run.
#[derive(Debug)]
pub(crate) enum Failure {
    Text(String),
    Io(std::io::Error),
    Library(bihuan::Error),
}

impl Failure {
    pub(crate) fn no_ticket(id: &str, lang: Lang) -> Failure {
        Failure::Text(say(lang, format!("there is no ticket `{id}`"), format!("没有工单 `{id}`")))
    }

    /// The reader went away: that is no failure of ours.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Failure::Io(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Text(text) => f.write_str(text),
            Failure::Io(error) => error.fmt(f),
            Failure::Library(error) => error.fmt(f),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Io(error)
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Failure {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => Failure::Io(error),
            other => Failure::Text(format!("{other:?}")),
        }
    }
}

impl From<bihuan::Error> for Failure {
    fn from(error: bihuan::Error) -> Failure {
        Failure::Library(error)
    }
}

/// A value of a row.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Absent,
    Text(String),
    Number(u64),
    Time(LocalTime),
    List(Vec<String>),
    Numbers(Vec<usize>),
}

impl Cell {
    pub(crate) fn text(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Absent, |text| Cell::Text(text.into()))
    }

    pub(crate) fn time(time: Option<LocalTime>) -> Cell {
        time.map_or(Cell::Absent, Cell::Time)
    }

    fn flat(&self) -> String {
        match self {
            Cell::Absent => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Time(time) => time.to_string(),
            Cell::List(items) => items.join("、"),
            Cell::Numbers(numbers) => numbers.iter().map(usize::to_string).collect::<Vec<_>>().join("、"),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Absent => Value::Null,
            Cell::Text(text) => Value::from(text.clone()),
            Cell::Number(number) => Value::from(*number),
            Cell::Time(time) => Value::from(time.rfc3339()),
            Cell::List(items) => Value::from(items.clone()),
            Cell::Numbers(numbers) => Value::from(numbers.clone()),
        }
    }
}

/// Rows of named columns on their way out.
pub(crate) struct Rows {
    columns: &'static [&'static str],
    sink: Sink,
}

enum Sink {
    Csv(csv::Writer<Box<dyn Write>>),
    Json(Box<dyn Write>),
    Table(Box<dyn Write>, comfy_table::Table),
}

impl Rows {
    /// Opens the output with its header.
    pub(crate) fn open(columns: &'static [&'static str], args: &OutputArgs) -> Result<Rows, Failure> {
        let out = sink(args)?;
        let sink = match format(args) {
            FormatArg::Jsonl => Sink::Json(out),
            FormatArg::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(columns)?;
                Sink::Csv(writer)
            }
            FormatArg::Table => {
                let mut table = comfy_table::Table::new();
                table.load_style(comfy_table::presets::UTF8_BORDERS_ONLY);
                table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
                table.set_header(columns.iter().copied());
                Sink::Table(out, table)
            }
        };
        Ok(Rows { columns, sink })
    }

    /// Writes a row; `more` is what only JSON has.
    pub(crate) fn write(&mut self, cells: &[Cell], more: &[(&str, Value)]) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Csv(writer) => writer.write_record(cells.iter().map(Cell::flat))?,
            Sink::Table(_, table) => {
                table.add_row(cells.iter().map(Cell::flat));
            }
            Sink::Json(out) => {
                let named =
                    self.columns.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), cell.json()));
                let more = more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
                let object: serde_json::Map<String, Value> = named.chain(more).collect();
                serde_json::to_writer(&mut *out, &object).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    }

    /// Writes what is left.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.sink {
            Sink::Csv(mut writer) => writer.flush()?,
            Sink::Json(mut out) => out.flush()?,
            Sink::Table(mut out, table) => {
                writeln!(out, "{table}")?;
                out.flush()?;
            }
        }
        Ok(())
    }
}

/// Where output goes.
pub(crate) fn sink(args: &OutputArgs) -> Result<Box<dyn Write>, Failure> {
    Ok(match &args.output {
        Some(path) => Box::new(std::io::BufWriter::new(
            std::fs::File::create(path)
                .map_err(|cause| Failure::Text(format!("cannot write `{}`: {cause}", path.display())))?,
        )),
        None => Box::new(std::io::BufWriter::new(std::io::stdout().lock())),
    })
}

/// A table on a terminal, csv otherwise, unless the command line says.
pub(crate) fn format(args: &OutputArgs) -> FormatArg {
    args.format.unwrap_or_else(|| {
        if args.output.is_none() && std::io::stdout().is_terminal() {
            FormatArg::Table
        } else {
            FormatArg::Csv
        }
    })
}

/// The text of a language.
pub(crate) fn say<T>(lang: Lang, en: T, zh: T) -> T {
    if lang == Lang::Zh { zh } else { en }
}

/// A line on stdout.
pub(crate) fn tell(line: &str) -> Result<(), Failure> {
    Ok(writeln!(std::io::stdout().lock(), "{line}")?)
}

/// A message on stderr.
#[expect(clippy::print_stderr, reason = "the one place where the shell speaks on stderr")]
pub(crate) fn complain(message: &str) {
    eprintln!("{message}");
}

/// A finding in a line, as compilers write them, its help below.
pub(crate) fn finding_line(finding: &Finding, lang: Lang) -> String {
    let mut line = finding.line(lang);
    let help = finding.help(lang);
    if !help.is_empty() {
        line.push_str(&format!("\n  = {help}"));
    }
    line
}

/// A progress bar on stderr for long runs, none where nobody looks.
pub(crate) fn progress(count: usize) -> indicatif::ProgressBar {
    if count < 2_000 || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(count as u64);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}
