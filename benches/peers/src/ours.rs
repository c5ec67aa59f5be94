//! bihuan itself: one ticket at a time, and as a table of columns.

use crate::peer::{Block, Decider, Peer, thread_time};
use crate::workload::{Answer, Result, Ticket, Workload};
use arrow::array::{
    ArrayRef, AsArray, RecordBatch, RecordBatchIterator, StringArray, TimestampMicrosecondArray,
};
use bihuan::{ColumnMap, Decision, Dispatched, Dispatcher, Engine};
use bihuan_columns::{Answers, Ask, Rows, Step};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

fn load(workload: &Workload) -> Result<Engine> {
    Ok(Engine::load(workload.folder.join(format!("rulebook_{}", workload.size.file())))?)
}

/// What decides.
pub(crate) enum Ours {
    /// Room that is used again for every ticket, the answer read from it.
    Dispatcher(Box<Dispatcher>),
    /// The engine, which gives an answer of one's own.
    Engine(Engine),
}

/// What it answers.
pub(crate) enum Decided<'a> {
    Read(Dispatched<'a>),
    Own(Box<Decision>),
}

impl Ours {
    pub(crate) fn dispatcher(workload: &Workload) -> Result<Ours> {
        Ok(Ours::Dispatcher(Box::new(load(workload)?.dispatcher())))
    }

    pub(crate) fn engine(workload: &Workload) -> Result<Ours> {
        Ok(Ours::Engine(load(workload)?))
    }
}

impl Decider for Ours {
    type Input = bihuan::Ticket;
    type Output<'a> = Decided<'a>;

    fn name(&self) -> &'static str {
        match self {
            Ours::Dispatcher(_) => "**bihuan**",
            Ours::Engine(_) => "**bihuan**, an owned decision of each",
        }
    }

    fn input(&self, ticket: &Ticket) -> Result<bihuan::Ticket> {
        let mut input = bihuan::Ticket::new(ticket.id.to_string(), ticket.received_at().parse()?);
        input.matter = Some(ticket.path());
        input.area = Some(ticket.area.clone());
        input.set("urgency", &ticket.urgency);
        input.text = Some(ticket.text.clone());
        Ok(input)
    }

    fn decide<'a>(&'a mut self, input: &'a bihuan::Ticket) -> Result<Decided<'a>> {
        match self {
            Ours::Dispatcher(dispatcher) => {
                let dispatched = dispatcher.dispatch(input)?;
                // the dues are counted when they are asked for: no other peer has any, ours are to be paid for
                for part in dispatched.parts() {
                    black_box((
                        part.row(),
                        part.lead(),
                        part.assists().len(),
                        part.due(),
                        part.first_contact_due(),
                    ));
                }
                Ok(Decided::Read(dispatched))
            }
            Ours::Engine(engine) => Ok(Decided::Own(Box::new(engine.dispatch(input)?))),
        }
    }

    fn answer(decided: &Decided<'_>) -> Result<Answer> {
        match decided {
            Decided::Read(dispatched) => {
                let part = dispatched.first().ok_or("no part")?;
                let (row, lead) = (part.row().ok_or("no row")?.parse()?, part.lead().to_owned());
                Ok(Answer { row, lead, assist: part.assists().map(str::to_owned).collect() })
            }
            Decided::Own(decision) => {
                let part = decision.parts.first().ok_or("no part")?;
                let (row, lead) = (part.row.as_deref().ok_or("no row")?.parse()?, part.lead.clone());
                Ok(Answer { row, lead, assist: part.assist.clone() })
            }
        }
    }
}

/// How often the tickets stand in the batch, under ids of their own.
pub(crate) const TILES: usize = 10;

/// The same as a table of columns, answered as one.
pub(crate) struct OursInColumns {
    engine: Engine,
    batch: RecordBatch,
}

impl OursInColumns {
    pub(crate) fn new(workload: &Workload) -> Result<OursInColumns> {
        let tickets = || (0..TILES).flat_map(|_| &workload.tickets);
        let texts = |text: fn(&Ticket) -> String| -> ArrayRef {
            Arc::new(tickets().map(|ticket| Some(text(ticket))).collect::<StringArray>())
        };
        let ids: StringArray = (1..=TILES * workload.tickets.len()).map(|id| Some(id.to_string())).collect();
        let received = tickets().map(|ticket| i64::from(ticket.hour) * HOUR + DAY).collect::<Vec<_>>();
        let batch = RecordBatch::try_from_iter([
            ("id", Arc::new(ids) as ArrayRef),
            ("received_at", Arc::new(TimestampMicrosecondArray::from(received))),
            ("matter", texts(Ticket::path)),
            ("area", texts(|ticket| ticket.area.clone())),
            ("urgency", texts(|ticket| ticket.urgency.clone())),
            ("text", texts(|ticket| ticket.text.clone())),
        ])?;
        Ok(OursInColumns { engine: load(workload)?, batch })
    }

    fn decide(&self) -> Result<Vec<RecordBatch>> {
        let stream = RecordBatchIterator::new([Ok(self.batch.clone())], self.batch.schema());
        let tickets = Rows::of_tickets("tickets", stream, &ColumnMap::default())?;
        let mut answers = Answers::new(&self.engine, Ask::Decisions, tickets, None);
        let mut decisions = Vec::new();
        loop {
            match answers.step()? {
                Step::Answer(batch) => decisions.push(batch),
                Step::Done => return Ok(decisions),
                _ => {}
            }
        }
    }
}

/// In microseconds, as the batch counts.
const HOUR: i64 = 3_600_000_000;

/// 2024-05-13 00:30:00 in the rulebook's zone.
const DAY: i64 = 19_856 * 24 * HOUR + HOUR / 2;

impl Peer for OursInColumns {
    fn name(&self) -> &'static str {
        "**bihuan**, columns"
    }

    fn batch(&self) -> bool {
        true
    }

    fn check(&mut self, expected: &[Answer], _: Duration) -> Result<usize> {
        let mut wanted = expected.iter().cycle();
        let mut checked = 0;
        for batch in self.decide()? {
            let column = |name: &str| batch.column_by_name(name).ok_or_else(|| format!("no column `{name}`"));
            let texts = |name: &str| {
                Ok::<_, String>(column(name)?.as_string::<i32>().iter().map(Option::unwrap_or_default))
            };
            for ((row, lead), assist) in texts("row")?.zip(texts("lead")?).zip(texts("assist")?) {
                let assist = assist.split('、').filter(|unit| !unit.is_empty()).map(str::to_owned).collect();
                let answer = Answer { row: row.parse()?, lead: lead.to_owned(), assist };
                if wanted.next() != Some(&answer) {
                    return Err(format!("columns: ticket {}: {answer:?} is wrong", checked + 1).into());
                }
                checked += 1;
            }
        }
        if checked != self.batch.num_rows() {
            return Err(format!("columns: {checked} decisions for {} tickets", self.batch.num_rows()).into());
        }
        Ok(checked)
    }

    fn block(&mut self) -> Result<Block> {
        let started = thread_time();
        black_box(self.decide()?);
        Ok(Block { tickets: self.batch.num_rows(), spent: thread_time() - started })
    }
}
