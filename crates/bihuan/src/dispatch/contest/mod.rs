//! Contest (D-18 to D-21): a return is a counter-claim. What it would come to is decided, not counted.

pub(crate) mod claim;
pub(crate) mod text;

use super::change::{FactChange, between};
use super::decide::Edition;
use super::decision::{Decision, Part};
use super::explain::{Explanation, RankedBy, RowTrace, explain_indexed};
use super::limits;
use super::matrix::Matrix;
use super::timeline::{Entry, timeline};
use crate::condition::facts::Facts;
use crate::error::Error;
use crate::model::answer::LocalTime;
use crate::model::event::{Event, History};
use crate::model::moment::{Instant, Moment};
use crate::model::ticket::Ticket;
use crate::model::unit::UnitId;
use crate::model::words::{Reason, Word};
use claim::{Claim, amended};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The reason of a return without a claim: not the unit's duty.
const NOT_ITS_DUTY: &str = "非本单位职能";

/// What a return would come to: the answer, the row and law behind it, and what would follow. It holds all that
/// went in, so that it can be asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Contest {
    /// The hash of the rulebook that answered.
    pub rulebook: String,
    /// The edition's version.
    pub version: String,
    /// The ticket as it was dispatched.
    pub ticket: Ticket,
    /// What happened to it so far.
    pub history: History,
    /// The unit that contests, by code.
    pub unit: String,
    /// The facts that it disputes.
    pub claim: Claim,
    /// The time of the contest, where it was given.
    pub now: Option<LocalTime>,
    /// The answer.
    pub answer: Ruling,
    /// Why.
    pub ground: Ground,
    /// The answer if the return were admissible; another one only where it is not (D-20).
    pub merits: Ruling,
    /// The part of the ticket that is contested, from 1.
    pub part: Option<u32>,
    /// The unit that the answer names: who would get it, leads, or adjudicates; none when the part falls away.
    pub to: Option<String>,
    /// The row behind it, cell by cell.
    pub row: Option<RowTrace>,
    /// The law or rule behind that row.
    pub basis: Option<String>,
    /// The disputed facts: what the ticket says, and what the unit says.
    pub disputed: Vec<FactChange>,
    /// The decision as it stands.
    pub decision: Decision,
    /// The decision with the facts as claimed; none where the claim changes no fact.
    pub claimed: Option<Decision>,
    /// The decision if the return were upheld nonetheless (D-14, D-16); none where the unit has no part.
    pub upheld: Option<Decision>,
    /// Until when the unit could return the ticket, where that can be counted.
    pub return_due: Option<LocalTime>,
    /// What a person who decides should know beside.
    pub remarks: Vec<Remark>,
    /// Names of the units that appear, by code.
    pub names: BTreeMap<String, String>,
}

/// The answer to a contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ruling {
    /// Another unit would get it.
    WouldGo,
    /// The unit still leads.
    YouLead,
    /// The rules don't settle it: the adjudicator does (D-16).
    Adjudicate,
    /// The part falls away, the others stay: an extra row that no longer holds.
    FallsAway,
    /// The unit does not lead: there is nothing to return.
    NotLead,
    /// The unit may not return it (D-20).
    MayNotReturn,
}

impl Word for Ruling {
    const WORDS: &'static [(Ruling, &'static str, &'static str)] = &[
        (Ruling::WouldGo, "应改派", "would_go"),
        (Ruling::YouLead, "仍由本单位主办", "you_lead"),
        (Ruling::Adjudicate, "提请裁定", "adjudicate"),
        (Ruling::FallsAway, "此项分派取消", "falls_away"),
        (Ruling::NotLead, "本单位并非主办", "not_lead"),
        (Ruling::MayNotReturn, "不得退单", "may_not_return"),
    ];
}

/// Why a contest is answered as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ground {
    /// A row names the unit, and all its cells hold.
    Row,
    /// With the facts as claimed another decision follows.
    Claim,
    /// The facts are as claimed already.
    AlreadySo,
    /// The claim changes facts, but not who leads.
    NoDifference,
    /// No row names the unit for this ticket: it leads as the fallback alone.
    Fallback,
    /// The ticket was dispatched to the unit, but the rulebook gives it to another.
    OffMatrix,
    /// The ticket is not for the hotline; the fallback's unit confirms that and tells the caller (D-11).
    NotAccepted,
    /// The unit is the one that adjudicates (D-16).
    Adjudicator,
    /// The unit was designated after a dispute (D-15).
    Designated,
    /// The time to return is over (`returns.window`).
    TooLate,
    /// The unit only assists.
    Assists,
    /// The unit has no part in the ticket.
    NotNamed,
}

impl Word for Ground {
    const WORDS: &'static [(Ground, &'static str, &'static str)] = &[
        (Ground::Row, "清单列明，条件全部满足", "row"),
        (Ground::Claim, "主张的事实成立则结果不同", "claim"),
        (Ground::AlreadySo, "工单所记与主张相同", "already_so"),
        (Ground::NoDifference, "主张不改变主办", "no_difference"),
        (Ground::Fallback, "清单未列，仅为托底", "fallback"),
        (Ground::OffMatrix, "清单外派单", "off_matrix"),
        (Ground::NotAccepted, "不受理件由托底单位确认并告知", "not_accepted"),
        (Ground::Adjudicator, "本单位即裁定单位", "adjudicator"),
        (Ground::Designated, "已指定承办", "designated"),
        (Ground::TooLate, "超过退单期限", "too_late"),
        (Ground::Assists, "本单位仅为协办", "assists"),
        (Ground::NotNamed, "本单位与此件无关", "not_named"),
    ];
}

/// What a person who decides on a return should know beside the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Remark {
    /// The caller was contacted already: by the usual forms a return comes before that.
    AfterContact,
    /// Another unit's row ranks alike: only the order of the table sets this one first.
    OrderAlone,
}

impl Word for Remark {
    const WORDS: &'static [(Remark, &'static str, &'static str)] = &[
        (Remark::AfterContact, "已先行联系，退单通常应在此之前提出", "after_contact"),
        (Remark::OrderAlone, "另一单位的行排序相同，仅凭清单次序在后", "order_alone"),
    ];
}

/// A recorded contest asked again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Replay {
    /// The contest by the rulebook that was asked now.
    pub contest: Contest,
    /// Whether that is the rulebook that was asked then.
    pub same_rulebook: bool,
    /// Whether everything is as recorded.
    pub same: bool,
}

/// Decides a contest of a unit.
pub(crate) fn contest(
    edition: Edition<'_>,
    hash: &str,
    ticket: &Ticket,
    history: &History,
    unit: UnitId,
    claim: &Claim,
    now: Option<Instant>,
) -> Result<Contest, Error> {
    let matrix = edition.matrix;
    let amended = amended(matrix, ticket, claim)?;
    let disputed = between(ticket, &amended);
    let contest =
        Contesting { edition, matrix, ticket, history, unit, now, events: timeline(history, matrix) };
    let stands = contest.explain(ticket, &contest.events);
    let code = matrix.units.code(unit).to_owned();
    let local = |at| matrix.clock.zone.local(at);
    let held = contest.held(&stands.decision);

    let upheld = held.map(|held| contest.upheld(held.part));
    let differs = contest.facts(ticket) != contest.facts(&amended);
    let claimed = differs.then(|| contest.claimed(&amended));
    let tried = Tried {
        decided: claimed.as_ref().unwrap_or(&stands),
        ticket: &amended,
        claims: !claim.is_empty(),
        differs,
    };
    let mut answer = match held {
        None => contest.not_lead(&stands),
        Some(held) => contest.merits(held, &tried, upheld.as_ref()),
    };
    let merits = answer.ruling;
    let return_due = held.and_then(|_| contest.return_due());
    if held.is_some_and(|held| held.reason == Some(Reason::Designated)) {
        (answer.ruling, answer.ground) = (Ruling::MayNotReturn, Ground::Designated);
    } else if let (Some(due), Some(now)) = (return_due, now)
        && now > due
    {
        (answer.ruling, answer.ground) = (Ruling::MayNotReturn, Ground::TooLate);
    }
    let mut remarks = Vec::new();
    if held.is_some_and(|held| contest.contacted(held.part)) {
        remarks.push(Remark::AfterContact);
    }
    if merits == Ruling::YouLead && by_order_alone(tried.decided, &code) {
        remarks.push(Remark::OrderAlone);
    }
    let mut names = stands.names;
    names.extend(claimed.iter().chain(&upheld).flat_map(|explained| explained.names.clone()));
    for unit in std::iter::once(&code).chain(&answer.to) {
        names.extend(
            matrix
                .units
                .find(unit)
                .and_then(|id| matrix.units.get(id))
                .map(|unit| (unit.code.clone(), unit.name.clone())),
        );
    }
    Ok(Contest {
        rulebook: hash.to_owned(),
        version: matrix.version.clone(),
        ticket: ticket.clone(),
        history: history.clone(),
        unit: code,
        claim: claim.clone(),
        now: now.map(local),
        answer: answer.ruling,
        ground: answer.ground,
        merits,
        part: held.map(|held| held.part),
        to: answer.to,
        row: answer.row,
        basis: answer.basis,
        disputed,
        decision: stands.decision,
        claimed: claimed.map(|explained| explained.decision),
        upheld: upheld.map(|explained| explained.decision),
        return_due: return_due.map(local),
        remarks,
        names,
    })
}

/// The part that a unit holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    part: u32,
    /// Why the decision gives it; none: it was dispatched off the matrix.
    reason: Option<Reason>,
}

/// What is tried: the decision with the facts as claimed, or as it stands.
struct Tried<'a> {
    decided: &'a Explanation,
    ticket: &'a Ticket,
    claims: bool,
    /// Whether the claim changes a fact.
    differs: bool,
}

/// An answer on the merits.
struct Answer {
    ruling: Ruling,
    ground: Ground,
    to: Option<String>,
    row: Option<RowTrace>,
    basis: Option<String>,
}

impl Answer {
    /// An answer that rests on a part of a decision.
    fn of(ruling: Ruling, ground: Ground, explained: &Explanation, part: &Part) -> Answer {
        let by_row = part.reason != Reason::NotAccepted;
        let mut rows = explained.rows.iter().chain(&explained.rules);
        let row = rows.find(|row| by_row && Some(&row.row) == part.row.as_ref()).cloned();
        Answer { ruling, ground, to: Some(part.lead.clone()), row, basis: part.basis.clone() }
    }
}

struct Contesting<'a> {
    edition: Edition<'a>,
    matrix: &'a Matrix,
    ticket: &'a Ticket,
    history: &'a History,
    unit: UnitId,
    now: Option<Instant>,
    events: Vec<Entry<'a>>,
}

impl Contesting<'_> {
    fn facts(&self, ticket: &Ticket) -> Facts {
        Facts::new(ticket, &self.matrix.matters, &self.matrix.clock)
    }

    fn explain(&self, ticket: &Ticket, events: &[Entry<'_>]) -> Explanation {
        let offsets = &self.edition.compiled.offsets;
        let received = offsets.resolve(&self.matrix.clock.zone, ticket.received_at);
        explain_indexed(self.edition, ticket, received, events)
    }

    fn code(&self) -> &str {
        self.matrix.units.code(self.unit)
    }

    /// The part that the unit leads by the decision, else the one that was last dispatched to it and not
    /// returned since (D-18).
    fn held(&self, decision: &Decision) -> Option<Held> {
        if let Some(part) = decision.parts.iter().find(|part| part.lead == self.code()) {
            return Some(Held { part: part.part, reason: Some(part.reason) });
        }
        let at = limits::start(&self.events, self.unit)?;
        let part = self.events.get(at)?.part()?;
        let since = self.events.iter().skip(at + 1).filter(|entry| !entry.after_end);
        let gone = since.into_iter().any(|entry| {
            let other = entry.is("dispatched") && entry.part() == Some(part);
            other || (entry.is("return_upheld") && entry.unit == Some(self.unit))
        });
        (!gone).then_some(Held { part, reason: None })
    }

    /// The time of what is tried: now, but not before the last event.
    fn at(&self) -> Moment {
        let last = self.events.last().map(|entry| entry.at);
        let received = self.matrix.clock.zone.resolve(self.ticket.received_at);
        Moment::Instant(last.into_iter().chain(self.now).fold(received, Ord::max))
    }

    /// The decision on a ticket after one more event.
    fn after(&self, ticket: &Ticket, event: Event) -> Explanation {
        let mut history = self.history.clone();
        history.push(event);
        self.explain(ticket, &timeline(&history, self.matrix))
    }

    /// The decision with the facts as claimed. Were they right, the ticket would be `amended`, and bars that rest
    /// on the wrong ones be gone (D-14); but a claim by which the unit leads all the same lifts none (D-19).
    fn claimed(&self, amended: &Ticket) -> Explanation {
        let kept = self.explain(amended, &self.events);
        if kept.decision.parts.iter().any(|part| part.lead == self.code()) {
            return kept;
        }
        self.after(amended, Event::new(self.at(), "amended"))
    }

    fn returned(&self, part: u32) -> Event {
        let event = Event::new(self.at(), "return_upheld").with("unit", self.code());
        event.with("part", part.to_string()).with("reason", NOT_ITS_DUTY)
    }

    /// The decision if the return were upheld on the facts as they stand.
    fn upheld(&self, part: u32) -> Explanation {
        self.after(self.ticket, self.returned(part))
    }

    /// The unit does not lead this ticket.
    fn not_lead(&self, stands: &Explanation) -> Answer {
        let assists =
            stands.decision.parts.iter().find(|part| part.assist.iter().any(|code| code == self.code()));
        let ground = if assists.is_some() { Ground::Assists } else { Ground::NotNamed };
        match assists.or(stands.decision.parts.first()) {
            Some(part) => Answer::of(Ruling::NotLead, ground, stands, part),
            None => Answer { ruling: Ruling::NotLead, ground, to: None, row: None, basis: None },
        }
    }

    /// The answer on the merits (D-19): who leads by the facts as claimed, or, where the unit leads still,
    /// whether a row says that it is its duty.
    fn merits(&self, held: Held, tried: &Tried<'_>, upheld: Option<&Explanation>) -> Answer {
        let parts = &tried.decided.decision.parts;
        let Some(own) = parts.iter().find(|part| part.lead == self.code()) else {
            let ground = if tried.claims && tried.differs { Ground::Claim } else { Ground::OffMatrix };
            let extra = held.reason == Some(Reason::Extra);
            return match parts.iter().find(|part| part.part == held.part && !extra).or(parts.first()) {
                Some(part) if !extra => went(ground, tried.decided, part),
                _ => Answer { ruling: Ruling::FallsAway, ground, to: None, row: None, basis: None },
            };
        };
        let ground = match own.reason {
            _ if tried.claims && !tried.differs => Ground::AlreadySo,
            _ if tried.claims => Ground::NoDifference,
            Reason::NotAccepted => Ground::NotAccepted,
            Reason::Adjudicate => Ground::Adjudicator,
            Reason::Designated => Ground::Designated,
            Reason::NoRow => Ground::Fallback,
            Reason::Row | Reason::Extra => Ground::Row,
        };
        if own.reason != Reason::NoRow {
            return Answer::of(Ruling::YouLead, ground, tried.decided, own);
        }
        // no row says that it is its duty: who would lead without it
        let after =
            if tried.claims { Some(&self.after(tried.ticket, self.returned(own.part))) } else { upheld };
        match after.and_then(|after| Some((after, after.decision.parts.first()?))) {
            Some((after, part)) => went(Ground::Fallback, after, part),
            None => Answer::of(Ruling::YouLead, ground, tried.decided, own),
        }
    }

    /// Until when the unit may return: the window counted from its dispatch (D-20).
    fn return_due(&self) -> Option<Instant> {
        let window = self.matrix.returns.window?;
        let start = self.events.get(limits::start(&self.events, self.unit)?)?.at;
        self.matrix.clock.due(start, window).ok()
    }

    /// Whether the caller was contacted since the part was dispatched to the unit.
    fn contacted(&self, part: u32) -> bool {
        let since = limits::start(&self.events, self.unit).map_or(0, |at| at + 1);
        let mut since = self.events.iter().skip(since).filter(|entry| !entry.after_end);
        since.any(|entry| entry.is("contacted") && entry.part().is_none_or(|of| of == part))
    }
}

/// The answer where another unit leads.
fn went(ground: Ground, explained: &Explanation, part: &Part) -> Answer {
    let ruling = if part.reason == Reason::Adjudicate { Ruling::Adjudicate } else { Ruling::WouldGo };
    Answer::of(ruling, ground, explained, part)
}

/// Whether another unit's row holds as well and only the order of the table sets it behind.
fn by_order_alone(explained: &Explanation, unit: &str) -> bool {
    explained.near.iter().any(|row| {
        row.behind.as_ref().is_some_and(|behind| behind.by == RankedBy::Order)
            && row.lead.as_deref() != Some(unit)
    })
}
