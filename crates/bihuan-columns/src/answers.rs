//! Tables of tickets and events in, tables of answers out, some rows at a time.

use crate::error::Error;
use crate::piece::{PIECE, Piece};
use crate::rows::{CHUNK, Rows};
use crate::tables::{
    Decisions, Obligations, Verdicts, decisions_schema, obligations_schema, verdicts_schema,
};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use bihuan::{
    Code, ColumnDispatcher, Columns, Engine, Filed, Finding, Moment, NoteCode, Rejected, Tickets, Verdict,
};
use std::collections::{BTreeSet, VecDeque};

/// What is asked of every ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ask {
    /// Who gets it and by when, a row a part; with events the redispatch.
    Decisions,
    /// How its three loops stand at that time, a row a ticket.
    Verdicts(Moment),
    /// How each obligation stands at that time, a row an instance.
    Obligations(Moment),
}

/// What came of a step.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step {
    /// Some rows were read.
    Read,
    /// Some tickets were answered.
    Answer(RecordBatch),
    /// There is nothing left.
    Done,
}

/// What is doubtful in the events of the tickets that were answered: [`Engine::doubts`], each at its row of
/// the table.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Doubts {
    /// The first [`DOUBTS`] of them, ticket by ticket.
    pub first: Vec<Finding>,
    /// How many there are in all.
    pub count: usize,
}

/// How many doubts are kept; the rest is counted, however long the table is.
pub const DOUBTS: usize = 1000;

/// The answers to a table of tickets, batch by batch.
///
/// Without events tickets are answered while they are read, and no more than a chunk of them is held.
/// With events all of both is read first.
#[derive(Debug)]
pub struct Answers {
    engine: Engine,
    zone: String,
    ask: Ask,
    tickets: Option<Rows>,
    events: Option<Rows>,
    read: Tickets,
    /// Tickets that wait for their answer.
    waiting: std::vec::IntoIter<Filed>,
    columns: Columns,
    /// The columns of the events, to say where a doubt stands.
    event_columns: Option<Columns>,
    doubts: Doubts,
    later: Vec<String>,
    not_covered: BTreeSet<String>,
    /// Decides by column, where no events are given.
    by_column: Option<ColumnDispatcher>,
    /// What was decided by column and not given out yet.
    decided: VecDeque<RecordBatch>,
}

impl Answers {
    /// The answers of an engine to tickets with their events.
    pub fn new(engine: &Engine, ask: Ask, tickets: Rows, events: Option<Rows>) -> Answers {
        let by_column = ask == Ask::Decisions && events.is_none();
        Answers {
            engine: engine.clone(),
            zone: engine.timezone().to_owned(),
            ask,
            columns: tickets.columns().clone(),
            event_columns: events.as_ref().map(|events| events.columns().clone()),
            doubts: Doubts::default(),
            tickets: Some(tickets),
            events,
            read: Tickets::default(),
            waiting: Vec::new().into_iter(),
            later: Vec::new(),
            not_covered: BTreeSet::new(),
            by_column: by_column.then(|| engine.column_dispatcher(1)),
            decided: VecDeque::new(),
        }
    }

    /// Decisions without events are made on so many threads; the answers are the same. One, if it isn't said.
    #[must_use]
    pub fn on_threads(mut self, threads: usize) -> Answers {
        if self.by_column.is_some() {
            self.by_column = Some(self.engine.column_dispatcher(threads));
        }
        self
    }

    /// The columns of the answers.
    pub fn schema(&self) -> SchemaRef {
        match self.ask {
            Ask::Decisions => decisions_schema(&self.zone),
            Ask::Verdicts(_) => verdicts_schema(&self.zone),
            Ask::Obligations(_) => obligations_schema(&self.zone),
        }
    }

    /// The rows that were rejected so far (G-8).
    pub fn rejected(&self) -> &[Rejected] {
        &self.read.rejected
    }

    /// The rows that were rejected, all of them when the answers are through.
    pub fn into_rejected(self) -> Vec<Rejected> {
        self.read.rejected
    }

    /// What is doubtful in the events of the tickets answered so far.
    pub fn doubts(&self) -> &Doubts {
        &self.doubts
    }

    /// The tickets so far that were received after the time of the verdict, and have none (C-18).
    pub fn later(&self) -> &[String] {
        &self.later
    }

    /// The years that no calendar covers: dues there are left out, and conditions on days do not hold (K-7, L-8).
    pub fn not_covered(&self) -> impl Iterator<Item = &str> {
        self.not_covered.iter().map(String::as_str)
    }

    /// Reads or answers some rows, so that a host can look up in between: at most [`CHUNK`], and 16 times as many
    /// where they are read and decided by column.
    ///
    /// # Errors
    /// When a stream fails.
    pub fn step(&mut self) -> Result<Step, Error> {
        if self.by_column.is_some() {
            return self.step_by_column();
        }
        if self.waiting.len() > 0 {
            return self.answer().map(Step::Answer);
        }
        if let Some(tickets) = &mut self.tickets {
            if !tickets.read_into(&mut self.read)? {
                self.tickets = None;
            }
        } else if let Some(events) = &mut self.events {
            if !events.read_into(&mut self.read)? {
                self.events = None;
            }
        } else {
            return Ok(Step::Done);
        }
        // without events, or after the last of them, what was read can be answered
        if self.events.is_none() {
            self.waiting = std::mem::take(&mut self.read.list).into_iter();
        }
        Ok(Step::Read)
    }

    fn step_by_column(&mut self) -> Result<Step, Error> {
        if let Some(batch) = self.decided.pop_front() {
            return Ok(Step::Answer(batch));
        }
        let (Some(rows), Some(dispatcher)) = (&mut self.tickets, &mut self.by_column) else {
            return Ok(Step::Done);
        };
        let asked = |name: &str| Piece::knows(name) || self.engine.asks_attribute(name);
        let Some(piece) = rows.piece(PIECE, asked)? else {
            self.tickets = None;
            return Ok(Step::Done);
        };
        let decided = dispatcher.dispatch(&piece.columns());
        self.not_covered.extend(decided.not_covered().map(str::to_owned));
        self.decided.extend(piece.batches(&decided, &self.zone)?);
        self.read.rejected.extend(piece.rejected(&decided, rows));
        Ok(Step::Read)
    }

    fn answer(&mut self) -> Result<RecordBatch, Error> {
        let filed: Vec<Filed> = self.waiting.by_ref().take(CHUNK).collect();
        filed.iter().for_each(|filed| self.doubt(filed));
        match self.ask {
            Ask::Decisions => {
                let mut rows = Decisions::new(&self.zone);
                for filed in &filed {
                    match self.engine.redispatch(&filed.ticket, &filed.history) {
                        Ok(decision) => {
                            let notes =
                                decision.notes.iter().filter(|note| note.code == NoteCode::NotCovered);
                            self.not_covered.extend(notes.map(|note| note.about.clone()));
                            rows.push(&decision);
                        }
                        Err(error) => self.set_aside(filed, &error),
                    }
                }
                rows.finish()
            }
            Ask::Verdicts(now) => {
                let mut rows = Verdicts::new(&self.zone);
                self.verdicts(&filed, now, |verdict| rows.push(verdict));
                rows.finish()
            }
            Ask::Obligations(now) => {
                let mut rows = Obligations::new(&self.zone);
                self.verdicts(&filed, now, |verdict| rows.push(verdict));
                rows.finish()
            }
        }
    }

    fn verdicts(&mut self, filed: &[Filed], now: Moment, mut push: impl FnMut(&Verdict)) {
        for filed in filed {
            match self.engine.audit(&filed.ticket, &filed.history, now) {
                Ok(verdict) => push(&verdict),
                Err(error) => self.set_aside(filed, &error),
            }
        }
    }

    /// Gathers what is doubtful in the events of a ticket.
    fn doubt(&mut self, filed: &Filed) {
        let Some(columns) = &self.event_columns else { return };
        for (ordinal, finding) in self.engine.doubts(&filed.ticket, &filed.history) {
            self.doubts.count += 1;
            if self.doubts.first.len() < DOUBTS {
                let row = filed.event_rows.get(ordinal.saturating_sub(1)).copied().unwrap_or_default();
                self.doubts.first.push(columns.place(finding, row));
            }
        }
    }

    /// A ticket without an answer: rejected, or received after the time of the verdict (C-18).
    fn set_aside(&mut self, filed: &Filed, error: &bihuan::Error) {
        let id = &filed.ticket.id;
        if error.findings().iter().map(Finding::code).any(|code| code == Code::NotYetReceived) {
            self.later.push(id.clone());
            return;
        }
        for finding in error.findings() {
            self.read.rejected.push(Rejected::of(self.columns.place(finding.clone(), filed.row), id));
        }
    }
}

impl Iterator for Answers {
    type Item = Result<RecordBatch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.step() {
                Ok(Step::Read) => {}
                Ok(Step::Answer(batch)) => return Some(Ok(batch)),
                Ok(Step::Done) => return None,
                Err(error) => {
                    // a stream that failed is not asked again
                    (self.tickets, self.events) = (None, None);
                    self.decided.clear();
                    self.waiting = Vec::new().into_iter();
                    return Some(Err(error));
                }
            }
        }
    }
}
