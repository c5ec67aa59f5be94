//! Deciding a ticket through the indexes: the same order as the plain evaluator ([`super::plan`]), the same
//! answers, nothing allocated.

use super::compiled::{Compiled, DUE, FIRST_CONTACT, Outcome, Outcomes, Ruled, Who};
use super::matrix::{Matrix, RowOutcome};
use super::outline::{Deciding, Outline, OutlineNote};
use super::plan::Past;
use crate::condition::Rule;
use crate::condition::index::seen::{Given, Seen};
use crate::condition::index::{Ask, Vocabulary};
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Reason};
use crate::time::counted::Counted;
use crate::time::days::Local;
use crate::time::limit::Limit;

/// Room to decide in, used again for ticket after ticket.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(super) seen: Seen,
    pub(super) outline: Outline,
    /// Rank and row of the extra rows that hold.
    extras: Vec<(u32, u32)>,
    barred: Vec<UnitId>,
    /// Classes and dues of one edition's clock.
    pub(crate) counted: Counted,
}

impl Scratch {
    /// Room that keeps paths and dues, for many tickets of one edition.
    pub(crate) fn for_many() -> Scratch {
        Scratch { counted: Counted::for_many(), seen: Seen::for_many(), ..Scratch::default() }
    }

    pub(crate) fn outline(&self) -> &Outline {
        &self.outline
    }
}

/// A matrix and its compiled form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edition<'m> {
    pub(crate) matrix: &'m Matrix,
    pub(crate) compiled: &'m Compiled,
}

impl<'m> Edition<'m> {
    /// Decides a ticket received at an instant, with its past; `date` is the day for units (D-2), none: that
    /// of receipt.
    pub(crate) fn decide(
        self,
        given: &Given<'_>,
        received: Local,
        past: &Past,
        date: Option<i32>,
        scratch: &mut Scratch,
    ) {
        let times = self.compiled.times(self.matrix, given, received, &scratch.counted);
        scratch.seen.begin(&self.compiled.vocabulary, given, times);
        scratch.outline.clear();
        scratch.outline.received = received;
        let Scratch { seen, outline, extras, barred, .. } = scratch;
        let ask = Ask { vocabulary: &self.compiled.vocabulary, given, seen };
        let date = date.unwrap_or(times.received_on);
        Decider { edition: self, ask, past, date, outline, extras, barred }.decide();
    }

    /// Counts the two dues that columns show, of every part, from receipt.
    pub(crate) fn count(self, given: &Given<'_>, scratch: &mut Scratch) {
        let Scratch { seen, outline, counted, .. } = scratch;
        let (channel, count, received) = (outline.channel, outline.count, outline.received);
        let start = (received.instant, received.day());
        let mut ask = Ask { vocabulary: &self.compiled.vocabulary, given, seen };
        for part in outline.parts_mut() {
            let row = self.row(part.row);
            ask.seen.part(&self.compiled.vocabulary, &part.seen(channel, count, 1));
            let mut due = |at: usize| {
                let ruled = self.compiled.limit(self.matrix, &mut ask, row, at)?;
                counted.due(&self.matrix.clock, &self.compiled.offsets, start, ruled.limit).ok()
            };
            part.first_contact_due = due(FIRST_CONTACT);
            part.due = due(DUE);
        }
    }

    /// The limit of a name, for a part that the ticket is seen with.
    pub(super) fn limit(self, ask: &mut Ask<'_>, row: Deciding, at: usize) -> Option<Ruled<'m>> {
        self.compiled.limit(self.matrix, ask, self.row(row), at)
    }

    /// The row whose limit, sign-off, basis and tip hold, with its limit.
    #[inline]
    fn row(self, row: Deciding) -> Option<(&'m Rule<RowOutcome>, Option<Limit>)> {
        let (rules, outcomes, at) = match row {
            Deciding::Row(at) => (&self.matrix.rows, &self.compiled.rows, at),
            Deciding::Fallback(at) => (&self.matrix.fallbacks, &self.compiled.fallback_rows, at),
            Deciding::NotAccepted(_) | Deciding::Nothing => return None,
        };
        Some((rules.get(at as usize)?, outcomes.get(at)?.limit()))
    }

    pub(crate) fn vocabulary(self) -> &'m Vocabulary {
        &self.compiled.vocabulary
    }

    /// The row or fallback that decided.
    pub(crate) fn rule(self, row: Deciding) -> Option<&'m Rule<RowOutcome>> {
        self.row(row).map(|(rule, _)| rule)
    }

    /// Calls for every row that the ticket just decided has common ground with: whether it is an extra row, its
    /// rank among such, its place, and how many of its cells fail at least. A row may come several times.
    pub(crate) fn each_met(
        self,
        given: &Given<'_>,
        scratch: &mut Scratch,
        mut found: impl FnMut(bool, u32, u32, u32),
    ) {
        let mut ask = Ask { vocabulary: &self.compiled.vocabulary, given, seen: &mut scratch.seen };
        for (extra, index) in [(false, &self.compiled.base), (true, &self.compiled.extras)] {
            index.each_met(&mut ask, |rank, row, misses| found(extra, rank, row, misses));
        }
    }

    /// What answers say they were counted with (D-12).
    pub(crate) fn calendar(self) -> &'m str {
        &self.compiled.calendar
    }

    /// What the row or fallback says.
    pub(crate) fn outcome(self, row: Deciding) -> Option<&'m RowOutcome> {
        self.row(row).map(|(rule, _)| &rule.outcome)
    }

    /// The name of the row or rule that decided.
    pub(crate) fn row_id(self, row: Deciding) -> Option<&'m str> {
        match row {
            Deciding::NotAccepted(at) => {
                self.matrix.not_accepted.get(at as usize).map(|rule| rule.id.as_str())
            }
            row => self.row(row).map(|(rule, _)| rule.id.as_str()),
        }
    }
}

/// Why a row whose cells hold can or cannot lead (D-3).
enum Lead {
    Leads(UnitId),
    Barred(UnitId),
    Nobody,
}

struct Decider<'m, 'a> {
    edition: Edition<'m>,
    ask: Ask<'a>,
    past: &'a Past,
    date: i32,
    outline: &'a mut Outline,
    extras: &'a mut Vec<(u32, u32)>,
    barred: &'a mut Vec<UnitId>,
}

impl Decider<'_, '_> {
    fn decide(&mut self) {
        let compiled = self.edition.compiled;
        let emergency = compiled.emergencies.best(&mut self.ask, |_| true);
        let asks = emergency.is_none() && self.past.designated.is_none();
        let refused = if asks { compiled.not_accepted.best(&mut self.ask, |_| true) } else { None };
        let mut green = false;
        match refused {
            Some(rule) => self.not_accepted(rule),
            None => {
                let first = self.first_part();
                green |= first.is_some_and(|outcome| outcome.green);
                green |= self.add_extras();
            }
        }
        self.outline.emergency = emergency;
        self.outline.refused = refused;
        self.outline.channel = match emergency {
            Some(_) => Channel::Emergency,
            None if green || compiled.greens.best(&mut self.ask, |_| true).is_some() => Channel::Green,
            None => Channel::Normal,
        };
    }

    /// Not for the hotline: the fallback's lead holds it until a person confirms (D-11).
    fn not_accepted(&mut self, rule: u32) {
        let lead = self.fallback().map_or(self.edition.matrix.required_fallback, |(_, lead)| lead);
        self.outline.add(lead, Reason::NotAccepted, Deciding::NotAccepted(rule));
    }

    /// Part 1, in the order of D-16; what its row says, if it has one.
    fn first_part(&mut self) -> Option<Outcome> {
        if self.past.adjudicated {
            return self.adjudicated();
        }
        if let Some(unit) = self.past.designated {
            return self.designated(unit);
        }
        let compiled = self.edition.compiled;
        if !self.past.barred.is_empty() {
            self.note_barred_rows();
        }
        let mut lead = None;
        let (past, date, area) = (self.past, self.date, self.ask.seen.area);
        let best = compiled.base.best(&mut self.ask, |row| {
            let who = compiled.rows.get(row).map(|outcome| outcome.lead);
            match who.map_or(Lead::Nobody, |who| candidacy(compiled, past, date, area, who)) {
                Lead::Leads(unit) => {
                    lead = Some(unit);
                    true
                }
                Lead::Barred(_) | Lead::Nobody => false,
            }
        });
        if let (Some(row), Some(lead)) = (best, lead) {
            return self.part(lead, Reason::Row, Deciding::Row(row)).map(|(_, outcome)| outcome);
        }
        match self.fallback() {
            Some((_, lead)) if self.past.barred.contains(&lead) => {
                self.outline.notes.push(OutlineNote::Barred(lead));
                self.adjudicated()
            }
            Some((rule, lead)) => {
                self.part(lead, Reason::NoRow, Deciding::Fallback(rule)).map(|(_, outcome)| outcome)
            }
            None => self.adjudicated(),
        }
    }

    /// The units that a bar keeps from leading by a row that holds (D-14).
    fn note_barred_rows(&mut self) {
        let compiled = self.edition.compiled;
        let (past, date, area) = (self.past, self.date, self.ask.seen.area);
        let barred = &mut *self.barred;
        barred.clear();
        compiled.base.each(&mut self.ask, |_, row| {
            let who = compiled.rows.get(row).map(|outcome| outcome.lead);
            if let Some(Lead::Barred(unit)) = who.map(|who| candidacy(compiled, past, date, area, who)) {
                barred.push(unit);
            }
        });
        self.outline.notes.extend(barred.iter().map(|unit| OutlineNote::Barred(*unit)));
    }

    /// The best fallback whose lead resolves and is active, barred or not (D-7).
    fn fallback(&mut self) -> Option<(u32, UnitId)> {
        let compiled = self.edition.compiled;
        let (date, area) = (self.date, self.ask.seen.area);
        let mut lead = None;
        let rule = compiled.fallbacks.best(&mut self.ask, |rule| {
            let who = compiled.fallback_rows.get(rule).map(|outcome| outcome.lead);
            let unit = who.and_then(|who| compiled.resolve(who, area, date));
            let unit = unit.filter(|unit| compiled.is_active(*unit, date));
            lead = unit.or(lead);
            unit.is_some()
        })?;
        Some((rule, lead?))
    }

    /// A unit designated after a dispute leads, with what its own best row gives it (D-15).
    fn designated(&mut self, unit: UnitId) -> Option<Outcome> {
        let compiled = self.edition.compiled;
        let (date, area) = (self.date, self.ask.seen.area);
        let row = compiled.base.best(&mut self.ask, |row| {
            let who = compiled.rows.get(row).map(|outcome| outcome.lead);
            who.and_then(|who| compiled.resolve(who, area, date)) == Some(unit)
        });
        match row {
            Some(row) => self.part(unit, Reason::Designated, Deciding::Row(row)).map(|(_, outcome)| outcome),
            None => {
                self.outline.add(unit, Reason::Designated, Deciding::Nothing);
                None
            }
        }
    }

    fn adjudicated(&mut self) -> Option<Outcome> {
        let matrix = self.edition.matrix;
        let lead = matrix.returns.adjudicator.unwrap_or(matrix.required_fallback);
        self.outline.add(lead, Reason::Adjudicate, Deciding::Nothing);
        None
    }

    fn part(&mut self, lead: UnitId, reason: Reason, row: Deciding) -> Option<(usize, Outcome)> {
        let at = self.outline.add(lead, reason, row);
        let (outcomes, place) = match row {
            Deciding::Row(place) => (&self.edition.compiled.rows, place),
            Deciding::Fallback(place) => (&self.edition.compiled.fallback_rows, place),
            Deciding::NotAccepted(_) | Deciding::Nothing => return None,
        };
        let outcome = *outcomes.get(place)?;
        self.add_assists(at, outcomes, &outcome);
        Some((at, outcome))
    }

    /// Adds assists in order, without the lead and without repeats (D-6); who cannot assist is noted.
    fn add_assists(&mut self, at: usize, outcomes: &Outcomes, outcome: &Outcome) {
        let compiled = self.edition.compiled;
        let area = self.ask.seen.area;
        let Outline { parts, notes, .. } = &mut *self.outline;
        let Some(part) = parts.get_mut(at) else { return };
        for who in outcomes.assists(outcome) {
            match (compiled.resolve(*who, area, self.date), *who) {
                (None, Who::Role(role)) => notes.push(OutlineNote::AssistUnresolved(role)),
                (None, Who::Unit(_)) => {}
                (Some(id), _) if !compiled.is_active(id, self.date) => {
                    notes.push(OutlineNote::AssistInactive(id));
                }
                (Some(id), _) if id == part.lead || part.assists.contains(&id) => {}
                (Some(id), _) => part.assists.push(id),
            }
        }
    }

    /// Every extra candidate adds a part, or its assists to the part that its lead leads already (D-8).
    /// Whether one of them says green (D-9).
    fn add_extras(&mut self) -> bool {
        let compiled = self.edition.compiled;
        if compiled.extras.is_empty() {
            return false;
        }
        let mut extras = std::mem::take(self.extras);
        extras.clear();
        compiled.extras.each(&mut self.ask, |rank, row| extras.push((rank, row)));
        extras.sort_unstable();
        let mut green = false;
        for (_, row) in &extras {
            // A row that is filed at several matters of the ticket's path first comes where its deepest one is
            // (D-4); when it comes again, its lead leads already and there is nothing left to add.
            let Some(outcome) = compiled.rows.get(*row) else { continue };
            let lead = match candidacy(compiled, self.past, self.date, self.ask.seen.area, outcome.lead) {
                Lead::Leads(lead) => lead,
                Lead::Barred(unit) => {
                    self.outline.notes.push(OutlineNote::Barred(unit));
                    continue;
                }
                Lead::Nobody => continue,
            };
            green |= outcome.green;
            match self.outline.parts().iter().position(|part| part.lead == lead) {
                Some(at) => self.add_assists(at, &compiled.rows, outcome),
                None => {
                    self.part(lead, Reason::Extra, Deciding::Row(*row));
                }
            }
        }
        *self.extras = extras;
        green
    }
}

/// Whether a row whose cells hold is a candidate (D-3).
#[inline]
fn candidacy(
    compiled: &Compiled,
    past: &Past,
    date: i32,
    area: crate::condition::index::tree::Spot,
    who: Who,
) -> Lead {
    match compiled.resolve(who, area, date) {
        Some(unit) if !compiled.is_active(unit, date) => Lead::Nobody,
        Some(unit) if past.barred.contains(&unit) => Lead::Barred(unit),
        Some(unit) => Lead::Leads(unit),
        None => Lead::Nobody,
    }
}
