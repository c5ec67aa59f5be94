//! The one handle: load, compile, ask.

use crate::closure::monitor::MonitorState;
use crate::closure::obligation::Policy;
use crate::closure::verdict::{Verdict, audit};
use crate::closure::{self};
use crate::dispatch::answer::decide;
use crate::dispatch::compile::matrix;
use crate::dispatch::compiled::Compiled;
use crate::dispatch::contest::claim::Claim;
use crate::dispatch::contest::{Contest, Replay, contest};
use crate::dispatch::decide::{self as indexed, Scratch};
use crate::dispatch::decision::Decision;
use crate::dispatch::explain::{Explanation, explain_indexed};
use crate::dispatch::limits::unreadable;
use crate::dispatch::matrix::Matrix;
use crate::dispatch::timeline::{Entry, timeline};
use crate::dispatch::why_not::{WhyNot, why_not};
use crate::dispatcher::Dispatcher;
use crate::error::Error;
use crate::message::{Code, Finding, Findings, Lang, Place};
use crate::model::event::{Event, History, KINDS, kind_word};
use crate::model::matter::Matter;
use crate::model::moment::{Instant, Moment};
use crate::model::near::near;
use crate::model::text::fold;
use crate::model::ticket::Ticket;
use crate::model::unit::{Unit, UnitId};
use crate::model::words::SATISFACTION;
use crate::rulebook::Rulebook;
use crate::rulebook::record::Record;
use crate::time::calendar::NotCovered;
use crate::time::days::Local;
use crate::verify::Proofs;
use crate::verify::check::{Check, Report};
use crate::verify::dates::in_force;
use crate::verify::subject::{Subject, Written};
use crate::verify::table::Budget;
use crate::verify::{self, cases};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A compiled rulebook: immutable, cheap to clone, safe to share between threads.
///
/// It has no state and no clock: the host keeps tickets and events and hands in `now`. Same input,
/// same output (G-1).
#[derive(Debug, Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// The latest `from` first (D-13).
    editions: Vec<Edition>,
    findings: Vec<Finding>,
    hash: String,
}

#[derive(Debug)]
struct Edition {
    matrix: Matrix,
    compiled: Compiled,
    policy: Policy,
    /// The file or sheet of its settings.
    place: Place,
    /// The file or sheet of the matrix.
    dispatch: Place,
    /// The keeper's own tickets as written: run by `check`.
    cases: Vec<Record>,
    /// Where its rules are written: for what verifying finds.
    written: Written,
}

impl Edition {
    fn indexed(&self) -> indexed::Edition<'_> {
        indexed::Edition { matrix: &self.matrix, compiled: &self.compiled }
    }
}

/// What an edition is called: its version, else the place of its settings.
fn name_of(version: &str, place: &Place) -> String {
    if version.is_empty() { place.to_string() } else { version.to_owned() }
}

impl Rulebook {
    /// Compiles the rulebook.
    ///
    /// # Errors
    /// When loading or compiling found an error; all findings come along, warnings too.
    pub fn compile(self) -> Result<Engine, Error> {
        let mut findings = self.findings;
        let mut editions: Vec<Edition> = Vec::new();
        for written in self.editions {
            let matrix = matrix(&written, &mut findings);
            let policy = closure::compile::policy(&written, &matrix, &mut findings);
            let alike = editions.iter().find(|other| other.matrix.validity.from == matrix.validity.from);
            if let Some(first) = alike {
                let place = written.place.at_column("from");
                let first = name_of(&first.matrix.version, &first.place);
                let finding = Finding::new(Code::EditionsAlike).at(&place).arg("first", first);
                findings.push(finding.arg("second", name_of(&matrix.version, &written.place)));
            }
            let lines = Written::of(&written, &matrix);
            let (place, dispatch, cases) = (written.place, written.dispatch_place, written.cases);
            let compiled = Compiled::new(&matrix);
            editions.push(Edition { matrix, compiled, policy, place, dispatch, cases, written: lines });
        }
        editions.sort_by_key(|edition| std::cmp::Reverse(edition.matrix.validity.from));
        if findings.has_errors() || editions.is_empty() {
            return Err(Error::rulebook(findings.into_sorted()));
        }
        Ok(Engine { inner: Arc::new(Inner { editions, findings: findings.into_sorted(), hash: self.hash }) })
    }
}

impl Engine {
    /// Loads and compiles a rulebook from its folder.
    ///
    /// # Errors
    /// When it cannot be read, or when it has findings that are errors: all of them at once.
    ///
    /// ```
    /// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
    /// let engine = bihuan::Engine::load(folder)?;
    /// let mut ticket = bihuan::Ticket::new("1", "2025-01-17 22:40".parse()?);
    /// ticket.matter = Some("噪声/装修噪声".into());
    /// let decision = engine.dispatch(&ticket)?;
    /// assert!(!decision.parts[0].lead.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(folder: impl AsRef<Path>) -> Result<Engine, Error> {
        let path = folder.as_ref();
        Rulebook::load(path)?.compile().map_err(|error| error.of(path))
    }

    /// Warnings and notes of loading and compiling.
    pub fn findings(&self) -> &[Finding] {
        &self.inner.findings
    }

    /// Checks the rulebook: the findings of loading, what its own cases come to (cases.csv, sheet 样例), and
    /// what its tables prove to be, every finding of it. [`Engine::check_with`] ranks and caps them.
    ///
    /// A case that no longer holds is an error that shows both answers; it does not keep the engine from
    /// being used. How many rows of the matrix no case reaches is a note; [`Engine::unreached`] names them.
    pub fn check(&self) -> Vec<Finding> {
        self.check_with(&Check::new().all(true)).findings
    }

    /// Checks the rulebook and reports what was asked for.
    ///
    /// ```
    /// # use bihuan::{Check, Engine, Ticket};
    /// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
    /// let engine = Engine::load(folder)?;
    /// let tickets = [Ticket::new("1", "2025-01-17 22:40".parse().unwrap())];
    /// let report = engine.check_with(&Check::new().tickets(&tickets));
    /// for finding in &report.findings {
    ///     println!("{finding}");
    /// }
    /// # Ok::<(), bihuan::Error>(())
    /// ```
    pub fn check_with(&self, check: &Check<'_>) -> Report {
        let mut findings = Findings { list: self.inner.findings.clone() };
        let editions = self.inner.editions.iter();
        let force = in_force(
            editions.clone().map(|edition| (edition.matrix.validity, edition.matrix.clock.zone.name())),
        );
        let (mut proofs, mut more) = (Vec::new(), BTreeMap::new());
        // what is compared, or ranked by its tickets, must be all there
        let some = !check.all && check.against.is_none() && check.tickets.is_empty();
        let budget = if some { Budget::SOME } else { Budget::ALL };
        for (edition, force) in editions.zip(&force) {
            let report = cases::run(&edition.matrix, &edition.dispatch, &edition.cases);
            findings.list.extend(report.findings);
            if !edition.cases.is_empty() && !report.unreached.is_empty() {
                let finding = Finding::new(Code::RowsUnreached).at(&edition.dispatch);
                findings.push(finding.arg("count", report.unreached.len()).arg("total", report.rows));
            }
            if check.unreached {
                findings.list.extend(report.unreached);
            }
            let subject = Subject { matrix: &edition.matrix, written: &edition.written, force };
            let own = |ticket: &&Ticket| self.edition(ticket).is_ok_and(|of| std::ptr::eq(of, edition));
            let Proofs { findings: found, more: unproven } =
                verify::run(&subject, budget, check.tickets.iter().filter(own));
            for (code, count) in unproven {
                *more.entry(code).or_default() += count;
            }
            // an edition that outlives its calendar says so itself
            if found.iter().any(|finding| finding.code() == Code::EditionOffCalendar) {
                findings.list.retain(|it| it.code() != Code::CalendarEnds || *it.place() != edition.place);
            }
            proofs.extend(found);
        }
        let mut findings = findings.into_sorted();
        findings.extend(proofs);
        check.report_with(findings, more)
    }

    /// The rows of the matrix that no case of the rulebook reaches, a note each; without cases all of
    /// them.
    pub fn unreached(&self) -> Vec<Finding> {
        let editions = self.inner.editions.iter();
        let reports = editions.map(|edition| cases::run(&edition.matrix, &edition.dispatch, &edition.cases));
        reports.flat_map(|report| report.unreached).collect()
    }

    /// Decides who gets a ticket, by when and why.
    ///
    /// # Errors
    /// When no edition is in force at receipt (D-13).
    pub fn dispatch(&self, ticket: &Ticket) -> Result<Decision, Error> {
        self.redispatch(ticket, &History::new())
    }

    /// Decides a ticket again after what happened: returns, designations, corrections, extensions
    /// (D-14 to D-16).
    ///
    /// # Errors
    /// When no edition is in force at receipt (D-13).
    pub fn redispatch(&self, ticket: &Ticket, history: &History) -> Result<Decision, Error> {
        let (place, received) =
            self.in_force(ticket.received_at).ok_or_else(|| self.none_in_force(ticket))?;
        let edition = self.indexed(place).ok_or_else(|| self.none_in_force(ticket))?;
        let events = timeline(history, edition.matrix);
        Ok(decide(edition, ticket, received, &events, &mut Scratch::default()))
    }

    /// The answer of the plain evaluator, which the indexed one is held against.
    #[cfg(test)]
    pub(crate) fn plainly(&self, ticket: &Ticket, history: &History) -> Result<Decision, Error> {
        let edition = self.edition(ticket)?;
        Ok(crate::dispatch::decision::decide(&edition.matrix, ticket, &timeline(history, &edition.matrix)))
    }

    /// A dispatcher: decides ticket after ticket without allocating. One for each thread.
    pub fn dispatcher(&self) -> Dispatcher {
        Dispatcher::new(self.clone(), self.inner.editions.len())
    }

    /// Explains a decision: the winning rows cell by cell, and the rows that came close.
    ///
    /// # Errors
    /// When no edition is in force at receipt (D-13).
    pub fn explain(&self, ticket: &Ticket, history: &History) -> Result<Explanation, Error> {
        let (place, received) =
            self.in_force(ticket.received_at).ok_or_else(|| self.none_in_force(ticket))?;
        let edition = self.indexed(place).ok_or_else(|| self.none_in_force(ticket))?;
        Ok(explain_indexed(edition, ticket, received, &timeline(history, edition.matrix)))
    }

    /// Says why a unit does not lead a ticket: the nearest row that gives it, and the least change of the
    /// ticket by which it would (D-22, D-23). `unit` is a code, a name or an alias.
    ///
    /// # Errors
    /// When no edition is in force at receipt (D-13), or when the unit is unknown.
    ///
    /// ```
    /// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
    /// # let engine = bihuan::Engine::load(folder)?;
    /// # use bihuan::{History, Ticket};
    /// let mut ticket = Ticket::new("1", "2025-01-17 10:00".parse()?);
    /// ticket.matter = Some("停车/道路停车/违停".into());
    /// let why_not = engine.why_not(&ticket, &History::new(), "城管中队")?;
    /// let change = why_not.change.unwrap();
    /// assert_eq!(change.facts[0].added, ["人行道"]);
    /// assert_eq!(change.decision.parts[0].lead, "CGZD");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn why_not(&self, ticket: &Ticket, history: &History, unit: &str) -> Result<WhyNot, Error> {
        let edition = self.edition(ticket)?.indexed();
        Ok(why_not(edition, ticket, history, asked(edition.matrix, unit)?))
    }

    /// Tries a return before it is made: who would get the ticket, or why it stays (D-18 to D-21).
    ///
    /// `unit` is a code, a name or an alias. The window to return is judged only by [`Engine::contest_at`].
    ///
    /// # Errors
    /// When no edition is in force at receipt (D-13), or when unit, column or value are unknown to the rulebook.
    ///
    /// ```
    /// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
    /// # let engine = bihuan::Engine::load(folder)?;
    /// use bihuan::{Claim, History, Ruling, Ticket};
    /// let mut ticket = Ticket::new("1", "2025-01-17 22:40".parse()?);
    /// ticket.matter = Some("噪声/装修噪声".into());
    /// let claim = Claim::new().with("occurred_at", "2025-01-17 10:00");
    /// let contest = engine.contest(&ticket, &History::new(), "永丰派出所", &claim)?;
    /// assert_eq!((contest.answer, contest.to.as_deref()), (Ruling::WouldGo, Some("CGZD")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn contest(
        &self,
        ticket: &Ticket,
        history: &History,
        unit: &str,
        claim: &Claim,
    ) -> Result<Contest, Error> {
        self.contested(ticket, history, unit, claim, None)
    }

    /// [`Engine::contest`] at a time: past the window to return, the unit may not (D-20).
    ///
    /// # Errors
    /// As [`Engine::contest`].
    pub fn contest_at(
        &self,
        ticket: &Ticket,
        history: &History,
        unit: &str,
        claim: &Claim,
        now: impl Into<Moment>,
    ) -> Result<Contest, Error> {
        self.contested(ticket, history, unit, claim, Some(now.into()))
    }

    fn contested(
        &self,
        ticket: &Ticket,
        history: &History,
        unit: &str,
        claim: &Claim,
        now: Option<Moment>,
    ) -> Result<Contest, Error> {
        let edition = self.edition(ticket)?.indexed();
        let unit = asked(edition.matrix, unit)?;
        let now = now.map(|now| edition.matrix.clock.zone.resolve(now));
        contest(edition, &self.inner.hash, ticket, history, unit, claim, now)
    }

    /// Asks a recorded contest again, by this rulebook.
    ///
    /// # Errors
    /// As [`Engine::contest`].
    pub fn replay_contest(&self, recorded: &Contest) -> Result<Replay, Error> {
        let Contest { ticket, history, unit, claim, now, .. } = recorded;
        let now = now.map(|now| Moment::Instant(now.instant));
        let contest = self.contested(ticket, history, unit, claim, now)?;
        Ok(Replay {
            same_rulebook: contest.rulebook == recorded.rulebook,
            same: contest == *recorded,
            contest,
        })
    }

    /// Judges the three closed loops of a ticket at `now`.
    ///
    /// # Errors
    /// When no edition is in force at receipt (D-13), when a due falls on a date outside the calendar
    /// (L-8), or when the ticket was received after `now` (C-18).
    pub fn audit(
        &self,
        ticket: &Ticket,
        history: &History,
        now: impl Into<Moment>,
    ) -> Result<Verdict, Error> {
        let edition = self.edition(ticket)?;
        let zone = &edition.matrix.clock.zone;
        let now: Instant = zone.resolve(now.into());
        if zone.resolve(ticket.received_at) > now {
            return Err(Error::ticket(Finding::new(Code::NotYetReceived).value(&ticket.id)));
        }
        let events = timeline(history, &edition.matrix);
        audit(&edition.matrix, &edition.policy, ticket, &events, now).map_err(|NotCovered { year }| {
            let calendar = edition.matrix.clock.calendars.edition();
            let finding = Finding::new(Code::NotCovered).value(&ticket.id);
            Error::ticket(finding.arg("calendar", calendar).arg("year", year))
        })
    }

    /// A monitor of a ticket without events yet (C-16).
    pub fn monitor(&self, ticket: &Ticket) -> MonitorState {
        MonitorState::new(&self.inner.hash, ticket)
    }

    /// Gives a monitor the next event. An event of the second of the last one comes after it.
    ///
    /// # Errors
    /// When the event is earlier than the last, when the state belongs to another rulebook, or when no
    /// edition is in force at receipt; the state is then as it was. Rebuild it: a new monitor, given all
    /// events in order.
    pub fn push(&self, state: &mut MonitorState, event: &Event) -> Result<(), Error> {
        let edition = self.edition_of(state)?;
        let zone = &edition.matrix.clock.zone;
        if let Some(last) = state.history.events.last()
            && zone.resolve(event.at) < zone.resolve(last.at)
        {
            let finding = Finding::new(Code::EarlierEvent).value(event.at.to_string()).column("at");
            return Err(Error::monitor(finding.arg("id", &state.ticket.id).arg("last", last.at)));
        }
        state.history.push(event.clone());
        Ok(())
    }

    /// The verdict of what a monitor was given: that of [`Engine::audit`] with the same events (C-16).
    ///
    /// # Errors
    /// As [`Engine::audit`], and when the state belongs to another rulebook.
    pub fn verdict(&self, state: &MonitorState, now: impl Into<Moment>) -> Result<Verdict, Error> {
        self.edition_of(state)?;
        self.audit(&state.ticket, &state.history, now)
    }

    /// The hash of the rulebook and of the calendars and policy that ship with the library: 64 hex digits.
    /// Two engines with the same hash answer alike. The same tables saved in another form have another.
    pub fn hash(&self) -> &str {
        &self.inner.hash
    }

    /// What a host should know of a history before it trusts an answer: events that name no unit or kind
    /// that the edition knows, a satisfaction outside its table, a value that cannot be read, a dispatch or
    /// designation without its unit. Each with the event's ordinal.
    ///
    /// They are no errors: what cannot be is violated by the verdict (C-12), but a slip of the pen is
    /// better found here.
    pub fn doubts(&self, ticket: &Ticket, history: &History) -> Vec<(usize, Finding)> {
        let Ok(edition) = self.edition(ticket) else { return Vec::new() };
        let mut entries = timeline(history, &edition.matrix);
        entries.sort_by_key(|entry| entry.ordinal);
        let doubts = entries.iter().flat_map(|entry| {
            doubts_of(&edition.matrix, entry).into_iter().map(move |finding| (entry.ordinal, finding))
        });
        doubts.collect()
    }

    /// The units of the latest edition, in the order of its list.
    pub fn units(&self) -> &[Unit] {
        self.inner.editions.first().map_or(&[], |edition| edition.matrix.units.all())
    }

    /// The listed matters of the latest edition, in the order of its list.
    pub fn matters(&self) -> &[Matter] {
        self.inner.editions.first().map_or(&[], |edition| &edition.matrix.matters.lines)
    }

    /// The timezone of the latest edition, by its IANA name: tables of answers show their times in it.
    pub fn timezone(&self) -> &str {
        self.inner.editions.first().map_or("UTC", |edition| edition.matrix.clock.zone.name())
    }

    /// The timezone of the edition that decides a ticket, by its IANA name.
    ///
    /// # Errors
    /// When no edition is in force at receipt (D-13).
    pub fn timezone_of(&self, ticket: &Ticket) -> Result<&str, Error> {
        Ok(self.edition(ticket)?.matrix.clock.zone.name())
    }

    /// The name of a unit by its code, in the latest edition that has it.
    pub fn unit_name(&self, code: &str) -> Option<&str> {
        self.inner.editions.iter().find_map(|edition| {
            let units = &edition.matrix.units;
            Some(units.get(units.find(code)?)?.name.as_str())
        })
    }

    /// The edition of a monitor's ticket, when the state was made with this rulebook.
    fn edition_of(&self, state: &MonitorState) -> Result<&Edition, Error> {
        if state.rulebook == self.inner.hash {
            return self.edition(&state.ticket);
        }
        Err(Error::monitor(Finding::new(Code::OtherRulebook).value(&state.ticket.id)))
    }

    /// The edition in force at receipt (D-13).
    fn edition(&self, ticket: &Ticket) -> Result<&Edition, Error> {
        let place = self.in_force(ticket.received_at).map(|(place, _)| place);
        place.and_then(|place| self.inner.editions.get(place)).ok_or_else(|| self.none_in_force(ticket))
    }

    /// The place of the edition in force at receipt, judged in the edition's own timezone, the latest `from`
    /// where several are (D-13); and the receipt on its clock.
    pub(crate) fn in_force(&self, received_at: Moment) -> Option<(usize, Local)> {
        self.inner.editions.iter().enumerate().find_map(|(place, edition)| {
            let received = edition.compiled.offsets.resolve(&edition.matrix.clock.zone, received_at);
            edition.compiled.in_force(received.day()).then_some((place, received))
        })
    }

    /// An edition as it is asked through its indexes.
    pub(crate) fn indexed(&self, place: usize) -> Option<indexed::Edition<'_>> {
        self.inner.editions.get(place).map(Edition::indexed)
    }

    /// That no edition is in force at receipt.
    pub(crate) fn none_in_force(&self, ticket: &Ticket) -> Error {
        let latest = self.inner.editions.first().map(|edition| &edition.matrix.clock.zone);
        let date = latest.map(|zone| zone.date(zone.resolve(ticket.received_at)).to_string());
        let finding = Finding::new(Code::NoEdition).value(&ticket.id).column("received_at");
        Error::ticket(finding.arg("date", date.unwrap_or_default()))
    }
}

/// The unit that a question names (D-17).
fn asked(matrix: &Matrix, unit: &str) -> Result<UnitId, Error> {
    matrix.units.find(unit).ok_or_else(|| {
        let holders: Vec<_> = matrix.units.holders(&fold(unit)).map(|id| matrix.units.code(id)).collect();
        let near = if holders.is_empty() { near(matrix.units.names(), unit) } else { holders.join(", ") };
        Error::question(Finding::new(Code::UnknownUnit).value(unit).arg("near", near))
    })
}

/// What is doubtful of one event.
fn doubts_of(matrix: &Matrix, entry: &Entry<'_>) -> Vec<Finding> {
    let event = entry.event;
    let mut doubts = Vec::new();
    for (column, value) in unreadable(matrix, entry) {
        doubts.push(Finding::new(Code::EventValue).column(column).value(value).arg("column", column));
    }
    if event.unit().is_none() && ["dispatched", "designated"].contains(&event.kind.as_str()) {
        doubts.push(Finding::new(Code::EventNoUnit).column("unit").value(kind_word(&event.kind, Lang::Zh)));
    }
    if !matrix.declares(&event.kind) {
        let known =
            KINDS.iter().flat_map(|(zh, en)| [*zh, *en]).chain(matrix.kinds.iter().map(String::as_str));
        let finding = Finding::new(Code::EventKind).column("kind").value(&event.kind);
        doubts.push(finding.arg("near", near(known, &event.kind)));
    }
    if let Some(unit) = event.unit()
        && matrix.units.find(unit).is_none()
    {
        let holders: Vec<_> = matrix.units.holders(&fold(unit)).map(|id| matrix.units.code(id)).collect();
        let near = if holders.is_empty() { near(matrix.units.names(), unit) } else { holders.join(", ") };
        doubts.push(Finding::new(Code::EventUnit).column("unit").value(unit).arg("near", near));
    }
    if let Some(word) = event.get("satisfaction") {
        let folded = fold(word);
        if !SATISFACTION.iter().any(|(zh, en)| *zh == folded || *en == folded) {
            let expected: Vec<_> = SATISFACTION.iter().map(|(zh, en)| format!("{zh} {en}")).collect();
            let finding = Finding::new(Code::EventWord).column("satisfaction").value(word);
            doubts.push(finding.arg("column", "satisfaction").arg("expected", expected.join(", ")));
        }
    }
    doubts
}
