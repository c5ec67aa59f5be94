//! bihuan itself: one ticket at a time, and as a table of columns.

use crate::peer::{Block, Decider, Peer, thread_time};
use crate::workload::{Answer, Result, Ticket, Workload};
use arrow::array::{
    ArrayRef, AsArray, RecordBatch, RecordBatchIterator, StringArray, TimestampMicrosecondArray,
};
use bihuan::{ColumnMap, Decision, Engine};
use bihuan_columns::{Answers, Ask, Rows, Step};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

fn load(workload: &Workload) -> Result<Engine> {
    Ok(Engine::load(workload.folder.join(format!("rulebook_{}", workload.size.file())))?)
}

/// The engine with the rulebook in it.
pub(crate) struct Ours {
    engine: Engine,
}

impl Ours {
    pub(crate) fn new(workload: &Workload) -> Result<Ours> {
        Ok(Ours { engine: load(workload)? })
    }
}

impl Decider for Ours {
    type Input = bihuan::Ticket;
    type Output = Decision;

    fn name(&self) -> &'static str {
        "**bihuan**"
    }

    fn input(&self, ticket: &Ticket) -> Result<bihuan::Ticket> {
        let mut input = bihuan::Ticket::new(ticket.id.to_string(), ticket.received_at().parse()?);
        input.matter = Some(ticket.path());
        input.area = Some(ticket.area.clone());
        input.set("urgency", &ticket.urgency);
        input.text = Some(ticket.text.clone());
        Ok(input)
    }

    fn decide(&mut self, input: &bihuan::Ticket) -> Result<Decision> {
        Ok(self.engine.dispatch(input)?)
    }

    fn answer(&self, output: &Decision) -> Result<Answer> {
        let part = output.parts.first().ok_or("no part")?;
        let row = part.row.as_deref().ok_or("no row")?.parse()?;
        Ok(Answer { row, lead: part.lead.clone(), assist: part.assist.clone() })
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
