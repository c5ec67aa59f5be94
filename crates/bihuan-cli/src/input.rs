//! Reads rulebooks, tickets and events, and reports the lines that were rejected.

use crate::args::{InputArgs, OutputArgs};
use crate::output::{Cell, Columns, Failure, Rows, complain, finding_line, is_workbook, say};
use bihuan::{ColumnMap, Engine, ErrorKind, Filed, Format, Lang, Rejected, Tickets};
use std::collections::BTreeMap;
use std::path::Path;

/// Rejected lines that are named on stderr; the rest is counted.
const NAMED: usize = 20;

/// What is told of a rejected line; a workbook, which people read, has the help too.
const REJECTS: Columns = Columns {
    sheet: ("rejected", "拒收"),
    names: &[
        ("file", "文件"),
        ("sheet", "工作表"),
        ("row", "行"),
        ("column", "列"),
        ("code", "编号"),
        ("value", "值"),
        ("message", "问题"),
        ("line", "原文"),
    ],
};
const REJECTS_OF_A_WORKBOOK: Columns = Columns {
    sheet: ("rejected", "拒收"),
    names: &[
        ("file", "文件"),
        ("sheet", "工作表"),
        ("row", "行"),
        ("column", "列"),
        ("code", "编号"),
        ("value", "值"),
        ("message", "问题"),
        ("line", "原文"),
        ("help", "怎么改"),
    ],
};

/// Loads a rulebook; its findings go to stderr when it cannot be used.
pub(crate) fn engine(rulebook: &Path, lang: Lang) -> Result<Engine, Failure> {
    Engine::load(rulebook).map_err(|error| {
        if error.kind() != ErrorKind::Rulebook {
            return Failure::Library(error);
        }
        for finding in error.findings() {
            complain(&finding_line(finding, lang));
        }
        // the findings are told: what is left is how many
        let first = |lang| error.message(lang).lines().next().unwrap_or_default().to_owned();
        Failure::both(first(Lang::En), first(Lang::Zh))
    })
}

/// Tickets with their histories; what was rejected so far is counted.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) tickets: Tickets,
    rejected: Vec<Rejected>,
    files: (String, String),
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
        let mut files = (name.clone(), String::new());
        read.read(&name, &content, Format::of(&name), &of_tickets)?;
        if let Some(events) = events {
            let (name, content) = file(events)?;
            files.1.clone_from(&name);
            read.read_events(&name, &content, Format::of(&name), &of_events)?;
        }
        let rejected = std::mem::take(&mut read.rejected);
        for line in rejected.iter().take(NAMED) {
            complain(&finding_line(&line.finding, lang));
        }
        if !rejected.is_empty() && args.strict {
            let stopped = Input { tickets: read, rejected, files };
            stopped.finish(args, lang)?;
            return Err(Failure::both(
                "stopped at rejected lines (--strict)",
                "有行被拒收，已停止 (--strict)",
            ));
        }
        Ok(Input { tickets: read, rejected, files })
    }

    /// The ticket of a number.
    pub(crate) fn ticket(&self, id: &str) -> Result<&Filed, Failure> {
        let mut list = self.tickets.list.iter();
        list.find(|filed| filed.ticket.id == id.trim()).ok_or_else(|| Failure::no_ticket(id))
    }

    /// Sets a ticket aside that the library could not answer, such as one without an edition (D-13).
    pub(crate) fn reject(
        &mut self,
        filed: &Filed,
        error: &bihuan::Error,
        args: &InputArgs,
        lang: Lang,
    ) -> Result<(), Failure> {
        let id = &filed.ticket.id;
        for finding in error.findings() {
            let finding = finding.clone().in_line(&self.files.0, filed.row).in_sheet(filed.sheet.as_deref());
            if self.rejected.len() < NAMED {
                complain(&finding_line(&finding, lang));
            }
            self.rejected.push(Rejected::of(finding, id));
        }
        if args.strict {
            return Err(Failure::both(
                format!("ticket {id} rejected (--strict)"),
                format!("工单 {id} 被拒收，已停止 (--strict)"),
            ));
        }
        Ok(())
    }

    /// Says what is doubtful in the events of these tickets: a slip of the pen changes an answer.
    pub(crate) fn tell_doubts(&self, engine: &Engine, list: &[Filed], lang: Lang) {
        let mut count = 0;
        for filed in list {
            for (ordinal, finding) in engine.doubts(&filed.ticket, &filed.history) {
                count += 1;
                if count <= NAMED {
                    let row = filed.event_rows.get(ordinal - 1).copied().unwrap_or_default();
                    let finding = finding.in_line(&self.files.1, row).in_sheet(filed.event_sheet.as_deref());
                    complain(&finding_line(&finding, lang));
                }
            }
        }
        if count > NAMED {
            let more = count - NAMED;
            complain(&say(lang, format!("… {more} more doubts"), format!("……另有 {more} 处存疑")));
        }
    }

    /// Counts and writes what was rejected; whether nothing was.
    pub(crate) fn finish(&self, args: &InputArgs, lang: Lang) -> Result<bool, Failure> {
        if !self.rejected.is_empty() {
            let count = self.rejected.len();
            complain(&say(lang, format!("{count} lines rejected"), format!("{count} 行被拒收")));
        }
        if let Some(path) = &args.rejects {
            let columns = if is_workbook(path) { REJECTS_OF_A_WORKBOOK } else { REJECTS };
            let output = OutputArgs { format: None, output: Some(path.clone()) };
            let mut rows = Rows::open(columns, &output, lang)?;
            for Rejected { finding, line, .. } in &self.rejected {
                let place = finding.place();
                let mut cells = vec![
                    Cell::text(place.file.clone()),
                    Cell::text(place.sheet.clone()),
                    place.row.map_or(Cell::Absent, Cell::Number),
                    Cell::text(place.column.clone()),
                    Cell::Text(finding.code().to_string()),
                    Cell::text(finding.cell()),
                    Cell::Text(finding.message(lang)),
                    Cell::Text(line.clone()),
                ];
                if is_workbook(path) {
                    cells.push(Cell::Text(finding.help(lang)));
                }
                rows.write(&cells, &[])?;
            }
            rows.finish()?;
        }
        Ok(self.rejected.is_empty())
    }
}

fn file(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let content = std::fs::read(path).map_err(|cause| Failure::read(path, &cause))?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok((name, content))
}

fn column_maps(path: Option<&Path>) -> Result<(ColumnMap, ColumnMap), Failure> {
    let Some(path) = path else { return Ok(Default::default()) };
    let (name, content) = file(path)?;
    let text = String::from_utf8(content).map_err(|_| {
        Failure::both(format!("{name}: is not in UTF-8"), format!("{name}：编码不是 UTF-8，请另存为 UTF-8"))
    })?;
    let tables: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).map_err(|error| {
        Failure::both(
            format!(
                "{name}: {error}  = tables [tickets] and [events], a line a column: `ours = \"theirs\"`; \
                 Chinese names need quotes on both sides"
            ),
            format!(
                "{name} 读不懂：\n{error}  = 分 [tickets] 和 [events] 两段，一行一列：`\"受理时间\" = \"来电时间\"`，\
                 中文两边都要加引号"
            ),
        )
    })?;
    if let Some(other) = tables.keys().find(|key| !matches!(key.as_str(), "tickets" | "events")) {
        return Err(Failure::both(
            format!("{name}: unknown table `{other}`, expected tickets and events"),
            format!("{name}：没有 [{other}] 这一段，只能写 [tickets] 和 [events]"),
        ));
    }
    let map = |key| tables.get(key).map_or_else(|| Ok(ColumnMap::default()), ColumnMap::new);
    Ok((map("tickets")?, map("events")?))
}
