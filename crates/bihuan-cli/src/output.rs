//! Writes rows as a table, csv or JSON Lines, and messages to stderr.

use crate::args::{FormatArg, OutputArgs};
use bihuan::{Engine, ErrorKind, Finding, Lang, LocalTime, Word};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::Value;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Why the command could not run.
#[derive(Debug)]
pub(crate) enum Failure {
    Text(String),
    /// The same in English and in Chinese.
    Both(String, String),
    Io(std::io::Error),
    Library(bihuan::Error),
}

impl Failure {
    pub(crate) fn both(en: impl Into<String>, zh: impl Into<String>) -> Failure {
        Failure::Both(en.into(), zh.into())
    }

    pub(crate) fn no_ticket(id: &str) -> Failure {
        Failure::both(format!("there is no ticket `{id}`"), format!("没有工单 `{id}`"))
    }

    pub(crate) fn read(path: &Path, cause: &std::io::Error) -> Failure {
        let path = path.display();
        Failure::both(format!("cannot read `{path}`: {cause}"), format!("无法读取 `{path}`：{cause}"))
    }

    pub(crate) fn write(path: &Path, cause: &std::io::Error) -> Failure {
        let path = path.display();
        Failure::both(format!("cannot write `{path}`: {cause}"), format!("无法写入 `{path}`：{cause}"))
    }

    /// What went wrong, in a language.
    pub(crate) fn message(&self, lang: Lang) -> String {
        match self {
            Failure::Text(text) => text.clone(),
            Failure::Both(en, zh) => say(lang, en, zh).clone(),
            Failure::Io(error) => error.to_string(),
            // what was asked has one cause, and help
            Failure::Library(error) if error.kind() == ErrorKind::Question => {
                error.findings().iter().map(|finding| finding_line(finding, lang)).collect()
            }
            Failure::Library(error) => error.message(lang),
        }
    }

    /// The reader went away: that is no failure of ours.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Failure::Io(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
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
    /// What a program reads, and what a person reads in a workbook.
    Said(Said),
    List(Vec<Said>),
    Numbers(Vec<usize>),
}

/// A code or word as csv and JSON have it, and as a workbook shows it in English and in Chinese.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    plain: String,
    en: String,
    zh: String,
}

impl Said {
    pub(crate) fn new(plain: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) -> Said {
        Said { plain: plain.into(), en: en.into(), zh: zh.into() }
    }

    pub(crate) fn word(word: impl Word) -> Said {
        Said::new(word.en(), word.en(), word.zh())
    }

    /// A unit or post: in a workbook with the unit's name.
    pub(crate) fn unit(engine: &Engine, owner: &str) -> Said {
        let shown = named(engine, owner);
        Said::new(owner, shown.clone(), shown)
    }

    fn shown(&self, lang: Option<Lang>) -> &str {
        match lang {
            None => &self.plain,
            Some(Lang::Zh) => &self.zh,
            Some(_) => &self.en,
        }
    }
}

/// A unit or post with the unit's name.
pub(crate) fn named(engine: &Engine, owner: &str) -> String {
    match engine.unit_name(owner.split('.').next().unwrap_or(owner)) {
        Some(name) if name != owner => format!("{owner} {name}"),
        _ => owner.to_owned(),
    }
}

/// Columns: names for programs and for English workbooks, names in Chinese ones, and the sheet's two names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Columns {
    pub(crate) sheet: (&'static str, &'static str),
    pub(crate) names: &'static [(&'static str, &'static str)],
}

impl Cell {
    pub(crate) fn text(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Absent, |text| Cell::Text(text.into()))
    }

    pub(crate) fn time(time: Option<LocalTime>) -> Cell {
        time.map_or(Cell::Absent, Cell::Time)
    }

    pub(crate) fn word(word: impl Word) -> Cell {
        Cell::Said(Said::word(word))
    }

    /// The cell as text: for a program, or in a language for a person.
    fn flat(&self, lang: Option<Lang>) -> String {
        match self {
            Cell::Absent => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Time(time) => time.to_string(),
            Cell::Said(said) => said.shown(lang).to_owned(),
            Cell::List(items) => items.iter().map(|item| item.shown(lang)).collect::<Vec<_>>().join("、"),
            Cell::Numbers(numbers) => numbers.iter().map(usize::to_string).collect::<Vec<_>>().join("、"),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Absent => Value::Null,
            Cell::Text(text) => Value::from(text.clone()),
            Cell::Number(number) => Value::from(*number),
            Cell::Time(time) => Value::from(time.rfc3339()),
            Cell::Said(said) => Value::from(said.plain.clone()),
            Cell::List(items) => items.iter().map(|item| item.plain.clone()).collect(),
            Cell::Numbers(numbers) => Value::from(numbers.clone()),
        }
    }
}

/// Rows of named columns on their way out.
pub(crate) struct Rows {
    columns: Columns,
    sink: Sink,
}

enum Sink {
    Workbook(Box<Sheet>),
    Csv(csv::Writer<Box<dyn Write>>),
    Json(Box<dyn Write>),
    Table(Box<dyn Write>, comfy_table::Table),
}

impl Rows {
    /// Opens the output with its header.
    pub(crate) fn open(columns: Columns, args: &OutputArgs, lang: Lang) -> Result<Rows, Failure> {
        if let Some(path) = args.output.as_ref().filter(|path| is_workbook(path) && args.format.is_none()) {
            return Ok(Rows { columns, sink: Sink::Workbook(Box::new(Sheet::open(path, columns, lang)?)) });
        }
        let out = sink(args)?;
        let names = columns.names.iter().map(|(en, _)| *en);
        let sink = match format(args) {
            FormatArg::Jsonl => Sink::Json(out),
            FormatArg::Csv => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(names)?;
                Sink::Csv(writer)
            }
            FormatArg::Table => {
                let mut table = comfy_table::Table::new();
                table.load_style(comfy_table::presets::UTF8_BORDERS_ONLY);
                table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
                table.set_header(names);
                Sink::Table(out, table)
            }
        };
        Ok(Rows { columns, sink })
    }

    /// Writes a row; `more` is what only JSON has.
    pub(crate) fn write(&mut self, cells: &[Cell], more: &[(&str, Value)]) -> Result<(), Failure> {
        match &mut self.sink {
            Sink::Workbook(sheet) => sheet.write(cells)?,
            Sink::Csv(writer) => writer.write_record(cells.iter().map(|cell| cell.flat(None)))?,
            Sink::Table(_, table) => {
                table.add_row(cells.iter().map(|cell| cell.flat(None)));
            }
            Sink::Json(out) => {
                let named = self
                    .columns
                    .names
                    .iter()
                    .zip(cells)
                    .map(|((name, _), cell)| ((*name).to_owned(), cell.json()));
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
            Sink::Workbook(sheet) => sheet.save()?,
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

/// Whether a file is a workbook by its name.
pub(crate) fn is_workbook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"))
}

/// Rows on their way into a workbook: all text but numbers, so that ids and times stay as they are.
struct Sheet {
    path: PathBuf,
    lang: Lang,
    book: Workbook,
    row: u32,
    /// In characters, of which Chinese takes two.
    widths: Vec<usize>,
}

impl Sheet {
    fn open(path: &Path, columns: Columns, lang: Lang) -> Result<Sheet, Failure> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet();
        sheet.set_name(say(lang, columns.sheet.0, columns.sheet.1))?.set_freeze_panes(1, 0)?;
        let names: Vec<_> = columns.names.iter().map(|(en, zh)| say(lang, *en, *zh)).collect();
        for (column, name) in (0..).zip(&names) {
            sheet.write_string_with_format(0, column, *name, &bold)?;
        }
        let widths = names.iter().map(|name| wide(name) + 2).collect();
        Ok(Sheet { path: path.to_owned(), lang, book, row: 0, widths })
    }

    fn write(&mut self, cells: &[Cell]) -> Result<(), Failure> {
        self.row += 1;
        let text = Format::new().set_num_format("@");
        let sheet = self.book.worksheet_from_index(0)?;
        for ((column, cell), width) in (0..).zip(cells).zip(&mut self.widths) {
            let shown = cell.flat(Some(self.lang));
            *width = (*width).max(wide(&shown) + 1).min(60);
            match cell {
                Cell::Absent => {}
                Cell::Number(number) => {
                    sheet.write(self.row, column, *number)?;
                }
                _ => {
                    sheet.write_string_with_format(self.row, column, shown, &text)?;
                }
            }
        }
        Ok(())
    }

    fn save(mut self) -> Result<(), Failure> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, width) in (0..).zip(&self.widths) {
            sheet.set_column_width(column, *width as f64)?;
        }
        let content = self.book.save_to_buffer()?;
        std::fs::write(&self.path, content).map_err(|cause| Failure::write(&self.path, &cause))
    }
}

/// How wide a text is, in letters; a Han character is twice as wide.
fn wide(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

impl From<XlsxError> for Failure {
    fn from(error: XlsxError) -> Failure {
        Failure::both(format!("cannot write the workbook: {error}"), format!("无法写出工作簿：{error}"))
    }
}

/// Where output goes that is text.
pub(crate) fn sink(args: &OutputArgs) -> Result<Box<dyn Write>, Failure> {
    let Some(path) = &args.output else {
        return Ok(Box::new(std::io::BufWriter::new(std::io::stdout().lock())));
    };
    if is_workbook(path) {
        let path = path.display();
        return Err(Failure::both(
            format!("cannot write `{path}`: only rows without --format can be a workbook"),
            format!("无法写入 `{path}`：只有不带 --format 的表格结果才能写成工作簿"),
        ));
    }
    let file = std::fs::File::create(path).map_err(|cause| Failure::write(path, &cause))?;
    Ok(Box::new(std::io::BufWriter::new(file)))
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
