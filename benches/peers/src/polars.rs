//! A polars join of table and tickets, in Python: a process that answers over its standard input and output.

use crate::ours::TILES;
use crate::peer::{Block, Peer};
use crate::workload::{Answer, Result, Workload, answer};
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// How the join looks for keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// In the text of what the other columns left.
    Last,
    /// All of them in all texts, with one automaton; what was found is joined like a column.
    First,
}

/// The process, with the table and the batch of tickets in it.
pub(crate) struct Polars {
    style: Style,
    tickets: usize,
    process: Child,
    ask: ChildStdin,
    told: Lines<BufReader<ChildStdout>>,
}

impl Polars {
    pub(crate) fn new(workload: &Workload, style: Style, python: &Path) -> Result<Polars> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("polars_join.py");
        let mut process = Command::new(python)
            .arg(script)
            .arg(&workload.folder)
            .arg(workload.size.file())
            .arg(if style == Style::Last { "last" } else { "first" })
            .arg(TILES.to_string())
            .env("POLARS_MAX_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let ask = process.stdin.take().ok_or("no way in")?;
        let told = BufReader::new(process.stdout.take().ok_or("no way out")?).lines();
        Ok(Polars { style, tickets: TILES * workload.tickets.len(), process, ask, told })
    }

    fn ask(&mut self, question: &str) -> Result<()> {
        Ok(writeln!(self.ask, "{question}")?)
    }

    fn line(&mut self) -> Result<String> {
        Ok(self.told.next().ok_or("polars_join.py ended")??)
    }
}

impl Peer for Polars {
    fn name(&self) -> &'static str {
        match self.style {
            Style::Last => "polars join",
            Style::First => "polars join, keywords found first by `extract_many`",
        }
    }

    fn batch(&self) -> bool {
        true
    }

    fn check(&mut self, expected: &[Answer], _: Duration) -> Result<usize> {
        self.ask("answers")?;
        for (at, wanted) in (0..self.tickets).zip(expected.iter().cycle()) {
            let line = self.line()?;
            if answer(&line)? != *wanted {
                return Err(format!("{}: ticket {}: {line} is wrong", self.name(), at + 1).into());
            }
        }
        Ok(self.tickets)
    }

    fn block(&mut self) -> Result<Block> {
        self.ask("block")?;
        let spent = Duration::from_nanos(self.line()?.parse()?);
        Ok(Block { tickets: self.tickets, spent })
    }
}

impl Drop for Polars {
    fn drop(&mut self) {
        // it ends by itself when asked to; what then fails is nobody's concern any more
        let _ = self.ask("end");
        let _ = self.process.wait();
    }
}
