//! Many tickets at a time, by column: the same answers as row by row.

mod answer;
mod columns;
mod ids;
mod ready;
#[cfg(test)]
mod test;

pub use answer::{DecisionColumns, DecisionLine, RejectedRow};
pub use columns::{JoinedTexts, TextColumn, Texts, TicketColumns, TimeColumn, Valid};

use crate::dispatch::answer::decision;
use crate::dispatch::decide::Scratch;
use crate::dispatch::plan::Past;
use crate::engine::Engine;
use crate::message::{Code, Finding};
use crate::model::answer::NoteCode;
use crate::time::days::Point;
use ids::Ids;
use ready::{Read, Ready};
use std::ops::Range;

/// A thread has at least so many rows: fewer aren't worth starting it.
const WORTH_A_THREAD: usize = 2048;

/// So many numbers are looked for at a time: each lies somewhere else in memory, and together they are waited for
/// once.
const ABREAST: usize = 32;

/// Decides tickets by column, on as many threads as it is given. The answers are those of
/// [`Engine::dispatch`] row by row, for any number of threads.
///
/// It remembers the numbers of the tickets that it was given: a table may come batch by batch, and a number
/// that stood in an earlier batch is rejected as it is in a file (G-8).
///
/// ```
/// use bihuan::{TextColumn, TicketColumns, TimeColumn};
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
/// let engine = bihuan::Engine::load(folder)?;
/// let ids = ["1", "2", "1"];
/// let times = ["2025-01-17 22:40", "2025-01-17 23:10", "2025-01-18"];
/// let matters = ["噪声/装修噪声"];
/// let mut tickets =
///     TicketColumns::new(3, TextColumn::Each(&ids), TimeColumn::Text(TextColumn::Each(&times)));
/// tickets.matter = TextColumn::Coded { codes: &[0, 0, 0], texts: &matters };
///
/// let decisions = engine.column_dispatcher(2).dispatch(&tickets);
/// assert_eq!(decisions.tickets(), [0, 1]);
/// assert_eq!(decisions.rejected()[0].row, 2);         // the number was given before
/// for line in decisions.lines() {
///     println!("{} {:?}", line.lead(), line.row());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ColumnDispatcher {
    engine: Engine,
    ids: Ids,
    /// For each thread the room of each edition.
    threads: Vec<Vec<Scratch>>,
}

impl ColumnDispatcher {
    pub(crate) fn new(engine: &Engine, threads: usize) -> ColumnDispatcher {
        let scratches = || engine.all_indexed().map(|_| Scratch::for_many()).collect();
        ColumnDispatcher {
            engine: engine.clone(),
            ids: Ids::new(),
            threads: std::iter::repeat_with(scratches).take(threads.max(1)).collect(),
        }
    }

    /// Decides a batch of tickets.
    pub fn dispatch(&mut self, tickets: &TicketColumns<'_>) -> DecisionColumns {
        let ColumnDispatcher { engine, ids, threads } = self;
        let ready = Ready::new(tickets, engine);
        let (received, rejected) = receive(&ready, tickets.rows, ids);
        let share = tickets.rows.div_ceil(threads.len()).max(WORTH_A_THREAD);
        let shares = received.chunks(share).enumerate().map(|(at, received)| {
            let first = at.saturating_mul(share);
            (first..first.saturating_add(received.len()), received)
        });
        let (engine, ready) = (&*engine, &ready);
        let mut decided = std::thread::scope(|scope| {
            let mut work = threads.iter_mut().zip(shares);
            let first = work.next();
            let others: Vec<_> = work
                .map(|(scratches, (rows, received))| {
                    scope.spawn(move || decide(engine, ready, rows, received, scratches))
                })
                .collect();
            let mut decided = match first {
                Some((scratches, (rows, received))) => decide(engine, ready, rows, received, scratches),
                None => DecisionColumns::new(engine, 0),
            };
            for other in others {
                match other.join() {
                    Ok(next) => decided.append(next),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            decided
        });
        decided.rejected.splice(0..0, rejected);
        decided
    }
}

/// When each row was received; none of those that cannot be read, which are rejected (G-8).
fn receive(ready: &Ready<'_>, rows: usize, ids: &mut Ids) -> (Vec<Option<Point>>, Vec<RejectedRow>) {
    let mut received = Vec::with_capacity(rows);
    let mut rejected = Vec::new();
    ids.reserve(rows);
    let mut hashes = [0; ABREAST];
    for first in (0..rows).step_by(ABREAST) {
        let block = first..rows.min(first.saturating_add(ABREAST));
        let mut touched = 0;
        for (hash, row) in hashes.iter_mut().zip(block.clone()) {
            *hash = ids.hash(ready.id(row));
            touched ^= ids.touch(*hash);
        }
        std::hint::black_box(touched);
        for (hash, row) in hashes.iter().zip(block) {
            let read = receive_row(ready, row, *hash, ids);
            received.push(read.map_err(|finding| rejected.push(RejectedRow { row, finding })).ok());
        }
    }
    (received, rejected)
}

#[inline]
fn receive_row(ready: &Ready<'_>, row: usize, hash: u64, ids: &mut Ids) -> Result<Point, Finding> {
    let id = ready.id(row);
    if id.is_empty() {
        return Err(Finding::new(Code::NoId).column("id"));
    }
    match ready.received_at(row) {
        Read::Absent => Err(Finding::new(Code::NoTime).column("received_at").arg("id", id)),
        Read::Unreadable => {
            Err(Finding::new(Code::BadTime).column("received_at").value(ready.written_receipt(row)))
        }
        Read::Is(_) if !ids.take(id, hash) => Err(Finding::new(Code::IdTwice).column("id").value(id)),
        Read::Is(point) => Ok(point),
    }
}

/// Decides rows.
fn decide(
    engine: &Engine,
    ready: &Ready<'_>,
    rows: Range<usize>,
    received: &[Option<Point>],
    scratches: &mut [Scratch],
) -> DecisionColumns {
    let mut decided = DecisionColumns::new(engine, rows.len());
    let past = Past::default();
    let editions: Vec<_> = engine.all_indexed().collect();
    for (at, point) in rows.zip(received) {
        let Some(point) = *point else { continue };
        let in_force = engine.in_force(point);
        let found = in_force.and_then(|(place, local)| {
            Some((place, local, *editions.get(place)?, scratches.get_mut(place)?))
        });
        let Some((place, local, edition, scratch)) = found else {
            let finding = engine.not_in_force(ready.id(at), point.moment());
            decided.rejected.push(RejectedRow { row: at, finding });
            continue;
        };
        let row = ready.row(at);
        let (given, unreadable) = ready.given(&row, point, place);
        edition.decide(&given, local, &past, None, scratch);
        edition.count(&given, scratch);
        let several = (editions.len() > 1).then(|| u32::try_from(place).unwrap_or(u32::MAX));
        decided.push(at, several, scratch.outline());
        if edition.may_be_noted(scratch) {
            // a date outside the calendar: the whole answer says which
            let ticket = ready.ticket(at, point);
            let decision = decision(edition, &ticket, &[], scratch);
            let not_covered = decision.notes.iter().filter(|note| note.code == NoteCode::NotCovered);
            decided.not_covered.extend(not_covered.map(|note| note.about.clone()));
            decided.notes.extend(decision.note_codes().into_iter().map(|code| (at, code)));
        } else {
            edition.each_note(unreadable, scratch, |code| decided.notes.push((at, code)));
        }
    }
    decided
}
