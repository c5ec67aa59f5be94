//! What a peer is to the bench: something that answers tickets, checked first and timed then.

use crate::workload::{Answer, Result, Ticket};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// A rules engine with the table in it, and the tickets in the form in which it takes them.
pub(crate) trait Peer {
    /// As it stands in the table of results.
    fn name(&self) -> &'static str;

    /// Whether it takes the tickets as one batch.
    fn batch(&self) -> bool {
        false
    }

    /// Compares its answers with the expected ones, until all are seen or the time is over; how many were
    /// compared. A wrong one is an error.
    fn check(&mut self, expected: &[Answer], at_most: Duration) -> Result<usize>;

    /// Answers some tickets, and says how many and in which time.
    fn block(&mut self) -> Result<Block>;

    /// What bringing one ticket into the peer's own form takes, outside what is timed.
    fn input_cost(&self) -> Option<Duration> {
        None
    }
}

/// Some tickets answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) tickets: usize,
    /// Time of the processor, so that other work on the machine counts as little as it can.
    pub(crate) spent: Duration,
}

impl Block {
    /// Nanoseconds a ticket.
    pub(crate) fn each(self) -> f64 {
        self.spent.as_nanos() as f64 / self.tickets.max(1) as f64
    }
}

/// Time of the processor that this thread has used.
pub(crate) fn thread_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let nanoseconds = now.tv_nsec.try_into().unwrap_or(0);
    Duration::new(now.tv_sec.try_into().unwrap_or(0), nanoseconds)
}

/// An engine that decides one ticket after the other.
pub(crate) trait Decider {
    type Input;
    /// May borrow from engine and ticket: it is gone before the next is asked for.
    type Output<'a>
    where
        Self: 'a;

    fn name(&self) -> &'static str;

    /// The ticket in the form in which the engine takes it.
    fn input(&self, ticket: &Ticket) -> Result<Self::Input>;

    /// The decision: what is timed.
    fn decide<'a>(&'a mut self, input: &'a Self::Input) -> Result<Self::Output<'a>>;

    /// The decision read, to be compared.
    fn answer(output: &Self::Output<'_>) -> Result<Answer>;
}

/// How long a block should last.
const BLOCK: Duration = Duration::from_millis(20);

/// A decider as a peer.
pub(crate) struct OneByOne<D: Decider> {
    decider: D,
    inputs: Vec<D::Input>,
    input_cost: Duration,
    /// How many tickets a block has, found in `check`.
    block: usize,
    next: usize,
}

impl<D: Decider> OneByOne<D> {
    pub(crate) fn new(decider: D, tickets: &[Ticket]) -> Result<OneByOne<D>> {
        let started = thread_time();
        let inputs = tickets.iter().map(|ticket| decider.input(ticket)).collect::<Result<Vec<_>>>()?;
        let input_cost = (thread_time() - started) / u32::try_from(inputs.len().max(1))?;
        Ok(OneByOne { decider, inputs, input_cost, block: 1, next: 0 })
    }

    /// The next place in an order that strews tickets, so that a short block is a fair sample.
    fn step(&mut self) -> usize {
        // a prime: every ticket is met once before any is met again
        const STRIDE: usize = 7919;
        self.next = (self.next + STRIDE) % self.inputs.len().max(1);
        self.next
    }
}

impl<D: Decider> Peer for OneByOne<D> {
    fn name(&self) -> &'static str {
        self.decider.name()
    }

    fn check(&mut self, expected: &[Answer], at_most: Duration) -> Result<usize> {
        let (begun, started) = (Instant::now(), thread_time());
        let mut checked = 0;
        while checked < self.inputs.len() && begun.elapsed() < at_most {
            let at = self.step();
            let input = self.inputs.get(at).ok_or("no tickets")?;
            let answer = self.decider.decide(input)?;
            let answer = D::answer(&answer)?;
            if expected.get(at) != Some(&answer) {
                let name = self.decider.name();
                return Err(format!("{name}: ticket {}: {answer:?} is wrong", at + 1).into());
            }
            checked += 1;
        }
        let each = (thread_time() - started).as_nanos() / (checked.max(1) as u128);
        self.block = usize::try_from(BLOCK.as_nanos() / each.max(1))?.max(1);
        Ok(checked)
    }

    fn block(&mut self) -> Result<Block> {
        let started = thread_time();
        for _ in 0..self.block {
            let at = self.step();
            let input = self.inputs.get(at).ok_or("no tickets")?;
            black_box(self.decider.decide(black_box(input))?);
        }
        Ok(Block { tickets: self.block, spent: thread_time() - started })
    }

    fn input_cost(&self) -> Option<Duration> {
        Some(self.input_cost)
    }
}
