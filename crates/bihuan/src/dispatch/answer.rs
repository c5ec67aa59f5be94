//! The owned answer of a ticket that was decided through the indexes: every limit counted, notes and all.

use super::compiled::{DUE, FIRST_CONTACT};
use super::decide::{Edition, OutlineNote, OutlinePart, Scratch};
use super::decision::{Decision, Part, PartLimit, Stage};
use super::limits;
use super::plan::Past;
use super::timeline::{Entry, cycle};
use crate::condition::index::Ask;
use crate::condition::index::seen::Given;
use crate::model::answer::{LocalTime, NoteCode, Notes};
use crate::model::moment::Instant;
use crate::model::path::Path;
use crate::model::ticket::Ticket;
use crate::time::calendar::NotCovered;
use crate::time::counted::Counted;
use crate::time::days::{Local, date_of};
use crate::time::limit::Limit;

/// Decides a ticket with the events so far and counts its dues: the answer of [`super::decision::decide`].
pub(crate) fn decide(
    edition: Edition<'_>,
    ticket: &Ticket,
    received: Local,
    events: &[Entry<'_>],
    scratch: &mut Scratch,
) -> Decision {
    let given = given(ticket);
    let (past, date) = past(edition, events);
    edition.decide(&given, received, &past, date, scratch);
    decision(edition, ticket, events, scratch)
}

/// What the history says to dispatch, and the day for units: none, that of receipt (D-2).
pub(crate) fn past(edition: Edition<'_>, events: &[Entry<'_>]) -> (Past, Option<i32>) {
    if events.is_empty() {
        return (Past::default(), None);
    }
    let last = events.iter().rev().find(|entry| !entry.after_end);
    let zone = &edition.matrix.clock.zone;
    let date = last.map(|entry| edition.compiled.offsets.local(zone, entry.at).day());
    (Past::of(edition.matrix, events), date)
}

/// The facts of a ticket.
#[inline]
pub(crate) fn given(ticket: &Ticket) -> Given<'_> {
    Given {
        received_at: ticket.received_at,
        occurred_at: ticket.occurred_at,
        demand: ticket.demand,
        urgency: ticket.urgency,
        source: ticket.source,
        matter: ticket.matter.as_deref(),
        area: ticket.area.as_deref(),
        text: ticket.text.as_deref().unwrap_or_default(),
        attributes: &ticket.attributes,
    }
}

/// The answer of a ticket that the scratch has just decided.
pub(crate) fn decision(
    edition: Edition<'_>,
    ticket: &Ticket,
    events: &[Entry<'_>],
    scratch: &mut Scratch,
) -> Decision {
    let Edition { matrix, compiled } = edition;
    let mut notes = Notes::default();
    ticket_notes(edition, ticket, scratch, &mut notes);
    for note in &scratch.outline.notes {
        match *note {
            OutlineNote::AssistUnresolved(role) => notes.add(NoteCode::AssistUnresolved, compiled.role(role)),
            OutlineNote::AssistInactive(unit) => notes.add(NoteCode::AssistInactive, matrix.units.code(unit)),
            OutlineNote::Barred(unit) => notes.add(NoteCode::Barred, matrix.units.code(unit)),
        }
    }
    for entry in events {
        for (name, value) in limits::unreadable(matrix, entry) {
            notes.add(NoteCode::UnknownValue, format!("{name}: {value}"));
        }
    }
    let given = given(ticket);
    let Scratch { seen, outline, counted, .. } = scratch;
    let received = outline.received;
    let (channel, count) = (outline.channel, outline.parts().len());
    let mut ask = Ask { vocabulary: &compiled.vocabulary, given: &given, seen };
    let mut parts = Vec::with_capacity(count);
    for (part, number) in outline.parts().iter().zip(1..) {
        let dispatched = limits::start(events, part.lead);
        // a limit takes the cycle at its part's dispatch, before any the one at the end (C-10)
        let before = events.get(..dispatched.unwrap_or(events.len())).unwrap_or_default();
        ask.seen.part(&compiled.vocabulary, &part.seen(channel, count, cycle(before)));
        let start = dispatched.and_then(|at| events.get(at)).map(|entry| entry.at);
        let mut dues = Dues {
            edition,
            events: events.get(dispatched.map_or(0, |at| at + 1)..).unwrap_or_default(),
            received: (received.instant, received.day()),
            start: start.map_or((received.instant, received.day()), |start| {
                (start, compiled.offsets.local(&matrix.clock.zone, start).day())
            }),
            counted,
            notes: &mut notes,
            number,
        };
        parts.push(dues.part(part, &mut ask));
    }
    let emergency = outline.emergency.and_then(|at| matrix.emergencies.get(at as usize));
    let refused = outline.refused.and_then(|at| matrix.not_accepted.get(at as usize));
    Decision {
        ticket: ticket.id.clone(),
        channel,
        call: emergency.map(|rule| rule.outcome.clone()),
        tell: refused.and_then(|rule| rule.outcome.clone()),
        parts,
        notes: notes.into_vec(),
        rulebook: matrix.name.clone(),
        version: matrix.version.clone(),
        calendar: compiled.calendar.clone(),
    }
}

/// What the ticket itself wants noted.
fn ticket_notes(edition: Edition<'_>, ticket: &Ticket, scratch: &Scratch, notes: &mut Notes) {
    let Edition { matrix, compiled } = edition;
    let spot = scratch.seen.matter;
    if spot.present && !compiled.is_listed(spot) {
        let path = Path::read(ticket.matter.as_deref().unwrap_or_default());
        notes.add(NoteCode::UnlistedMatter, matrix.matters.resolve(path).joined());
    }
    for (column, value) in &ticket.unknown {
        notes.add(NoteCode::UnknownValue, format!("{column}: {value}"));
    }
    if scratch.seen.times.class.is_none() && compiled.asks_day_class {
        notes.add(NoteCode::NotCovered, date_of(scratch.seen.times.day).year().to_string());
    }
}

/// Counts the dues of a part.
struct Dues<'a> {
    edition: Edition<'a>,
    /// Those since the part's dispatch.
    events: &'a [Entry<'a>],
    /// The instant and its local day.
    received: (Instant, i32),
    start: (Instant, i32),
    counted: &'a Counted,
    notes: &'a mut Notes,
    number: u32,
}

impl Dues<'_> {
    fn part(&mut self, part: &OutlinePart, ask: &mut Ask<'_>) -> Part {
        let Edition { matrix, compiled } = self.edition;
        let mut found = Vec::with_capacity(compiled.limits.len());
        let mut shown = [None; 2];
        for (at, named) in compiled.limits.iter().enumerate() {
            let limit = if let Some(ruled) = self.edition.limit(ask, part.row, at) {
                let due = self.count(self.start, ruled.limit);
                let due = self.covered(due);
                let due = self.extended(&named.name, due);
                let from_receipt = match self.start == self.received && self.events.is_empty() {
                    true => due,
                    false => self.count(self.received, ruled.limit).ok(),
                };
                let (name, source) = (named.name.clone(), ruled.source.to_owned());
                PartLimit { name, limit: Some(ruled.limit), source, due, from_receipt }
            } else if let Some(due) = self.extended(&named.name, None) {
                // a limit that no rule gives, but an extension does
                self.notes.add(NoteCode::NoDue, &named.name);
                PartLimit {
                    name: named.name.clone(),
                    limit: None,
                    source: "extension_granted".to_owned(),
                    due: Some(due),
                    from_receipt: None,
                }
            } else {
                continue;
            };
            if let Some(shown) = shown.get_mut(at) {
                *shown = limit.due;
            }
            found.push(limit);
        }
        let outcome = self.edition.outcome(part.row);
        let stages = outcome.map_or(&[][..], |row| &row.stages).iter().map(|(name, limit)| {
            let due = self.count(self.start, *limit);
            Stage { name: name.clone(), limit: *limit, due: self.covered(due) }
        });
        let stages = stages.collect();
        Part {
            part: self.number,
            lead: matrix.units.code(part.lead).to_owned(),
            assist: part.assists.iter().map(|id| matrix.units.code(*id).to_owned()).collect(),
            row: self.edition.row_id(part.row).map(str::to_owned),
            reason: part.reason,
            first_contact_due: shown.get(FIRST_CONTACT).copied().flatten(),
            due: shown.get(DUE).copied().flatten(),
            stages,
            signoff: outcome.and_then(|row| row.signoff.clone()),
            basis: outcome.and_then(|row| row.basis.clone()),
            tip: outcome.and_then(|row| row.tip.clone()),
            limits: found,
        }
    }

    fn count(&self, start: (Instant, i32), limit: Limit) -> Result<LocalTime, NotCovered> {
        self.counted.due(&self.edition.matrix.clock, &self.edition.compiled.offsets, start, limit)
    }

    /// A due moved by the extensions since (L-11).
    fn extended(&mut self, name: &str, due: Option<LocalTime>) -> Option<LocalTime> {
        let Edition { matrix, compiled } = self.edition;
        let mut due = due;
        for entry in self.events {
            if let Some((of, extension)) = limits::extension(matrix, entry)
                && of == name
                && entry.part().is_none_or(|part| part == self.number)
            {
                let extended = limits::extended(matrix, due.map(|due| due.instant), extension);
                let extended = self.covered(extended).flatten();
                due = extended.map(|due| compiled.offsets.shown(&matrix.clock.zone, due));
            }
        }
        due
    }

    /// A due outside the calendar is none, and the answer says why (L-8).
    fn covered<T>(&mut self, counted: Result<T, NotCovered>) -> Option<T> {
        counted
            .inspect_err(|error| {
                self.notes.add(NoteCode::NotCovered, error.year.to_string());
            })
            .ok()
    }
}
