//! Reads rulebooks, tickets and events, and reports the lines that were rejected.

use crate::args::InputArgs;
use crate::output::{Failure, complain};
use bihuan::{ColumnMap, Engine, Format, Lang, Rejected, Tickets};
use std::collections::HashMap;
use std::path::Path;

/// Rejected lines that are named on stderr; the rest is counted.
const NAMED: usize = 20;

/// Loads a rulebook; its findings go to stderr when it cannot be used.
pub(crate) fn engine(rulebook: &Path, lang: Lang) -> Result<Engine, Failure> {
    Engine::load(rulebook).map_err(|error| {
        for finding in error.findings() {
            complain(&crate::output::finding_line(finding, lang));
        }
        Failure::Library(error)
    })
}

/// Tickets with their histories; what was rejected so far is counted.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) tickets: Tickets,
    rejected: Vec<Rejected>,
}

impl Input {
    pub(crate) fn read(
        tickets: &Path,
        events: Option<&Path>,
        args: &InputArgs,
        lang: Lang,
    ) -> Result<Input, Failure> {
        let (of_tickets, of_events) = column_maps(args.columns.as_deref())?;
        let mut read = Tickets::default();
        let (name, content) = file(tickets)?;
        read.read(&name, &content, Format::of(&name), &of_tickets)?;
        if let Some(events) = events {
            let (name, content) = file(events)?;
            read.read_events(&name, &content, Format::of(&name), &of_events)?;
        }
        let rejected = std::mem::take(&mut read.rejected);
        for line in rejected.iter().take(NAMED) {
            complain(&crate::output::finding_line(&line.finding, lang));
        }
        if !rejected.is_empty() && args.strict {
            return Err(Failure::Text(format!("{} lines rejected (--strict)", rejected.len())));
        }
        Ok(Input { tickets: read, rejected })
    }

    /// Sets a ticket aside that the library could not answer, such as one without an edition (D-13).
    pub(crate) fn reject(
        &mut self,
        id: &str,
        error: &bihuan::Error,
        args: &InputArgs,
        lang: Lang,
    ) -> Result<(), Failure> {
        for finding in error.findings() {
            if self.rejected.len() < NAMED {
                complain(&format!("{id}: {}", crate::output::finding_line(finding, lang)));
            }
            self.rejected.push(Rejected::of(finding.clone(), id));
        }
        if args.strict {
            return Err(Failure::Text(format!("ticket {id} rejected (--strict)")));
        }
        Ok(())
    }

    /// Counts and writes what was rejected; whether nothing was.
    pub(crate) fn finish(&self, args: &InputArgs, lang: Lang) -> Result<bool, Failure> {
        if !self.rejected.is_empty() {
            complain(&match lang {
                Lang::Zh => format!("{} 行未采用", self.rejected.len()),
                Lang::En => format!("{} lines rejected", self.rejected.len()),
            });
        }
        if let Some(path) = &args.rejects {
            let mut writer = csv::Writer::from_path(path)?;
            writer.write_record(["file", "row", "column", "code", "value", "message", "line"])?;
            for Rejected { finding, line, .. } in &self.rejected {
                let place = finding.place();
                writer.write_record([
                    place.file.as_deref().unwrap_or_default(),
                    &place.row.map(|row| row.to_string()).unwrap_or_default(),
                    place.column.as_deref().unwrap_or_default(),
                    &finding.code().to_string(),
                    finding.cell().unwrap_or_default(),
                    &finding.message(lang),
                    line,
                ])?;
            }
            writer.flush()?;
        }
        Ok(self.rejected.is_empty())
    }
}

fn file(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let content = std::fs::read(path)
        .map_err(|cause| Failure::Text(format!("cannot read `{}`: {cause}", path.display())))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok((name, content))
}

fn column_maps(path: Option<&Path>) -> Result<(ColumnMap, ColumnMap), Failure> {
    let Some(path) = path else { return Ok(Default::default()) };
    let (name, content) = file(path)?;
    let wrong = |cause: &dyn std::fmt::Display| Failure::Text(format!("{name}: {cause}"));
    let text = String::from_utf8(content).map_err(|error| wrong(&error))?;
    let tables: HashMap<String, HashMap<String, String>> =
        toml::from_str(&text).map_err(|error| wrong(&error))?;
    if let Some(other) = tables.keys().find(|key| !matches!(key.as_str(), "tickets" | "events")) {
        return Err(wrong(&format!("unknown table `{other}`, expected tickets and events")));
    }
    let map = |key| tables.get(key).map(ColumnMap::new).unwrap_or_default();
    Ok((map("tickets"), map("events")))
}
