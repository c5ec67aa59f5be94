//! The verdict of the three loops (C-9, C-11, C-14, C-18): what is missing, since when, whose turn,
//! due when, on which evidence.

use super::obligation::Policy;
use super::run::{Fate, Instance, Outcome, run};
use super::stream::Fault;
use crate::dispatch::matrix::Matrix;
use crate::dispatch::timeline::Entry;
use crate::model::answer::{LocalTime, Note, NoteCode};
use crate::model::moment::Instant;
use crate::model::ticket::Ticket;
use crate::model::words::{Channel, Loop, Word};
use crate::time::calendar::NotCovered;
use serde::{Deserialize, Serialize};

/// The state of a loop, and of a ticket over all three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LoopState {
    /// 断环: something happened that may not, or did not when it had to
    #[serde(alias = "断环")]
    Broken,
    /// 超期
    #[serde(alias = "超期")]
    Overdue,
    /// 未闭环
    #[serde(alias = "未闭环")]
    Open,
    /// 逾期闭环
    #[serde(alias = "逾期闭环")]
    ClosedLate,
    /// 闭环
    #[serde(alias = "闭环")]
    Closed,
    /// 不适用
    #[serde(alias = "不适用")]
    NotApplicable,
}

impl Word for LoopState {
    const WORDS: &'static [(LoopState, &'static str, &'static str)] = &[
        (LoopState::Broken, "断环", "broken"),
        (LoopState::Overdue, "超期", "overdue"),
        (LoopState::Open, "未闭环", "open"),
        (LoopState::ClosedLate, "逾期闭环", "closed_late"),
        (LoopState::Closed, "闭环", "closed"),
        (LoopState::NotApplicable, "不适用", "not_applicable"),
    ];
}

/// The state of an instance at `now`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum State {
    /// 已履行
    #[serde(alias = "已履行")]
    Met,
    /// 逾期履行
    #[serde(alias = "逾期履行")]
    MetLate,
    /// 待履行
    #[serde(alias = "待履行")]
    Pending,
    /// 超期未履行
    #[serde(alias = "超期未履行")]
    Overdue,
    /// 违反
    #[serde(alias = "违反")]
    Violated,
    /// 免除
    #[serde(alias = "免除")]
    Waived,
}

impl State {
    /// Whether it is still to be done: pending or overdue.
    pub fn is_open(self) -> bool {
        matches!(self, State::Pending | State::Overdue)
    }
}

impl Word for State {
    const WORDS: &'static [(State, &'static str, &'static str)] = &[
        (State::Met, "已履行", "met"),
        (State::MetLate, "逾期履行", "met_late"),
        (State::Pending, "待履行", "pending"),
        (State::Overdue, "超期未履行", "overdue"),
        (State::Violated, "违反", "violated"),
        (State::Waived, "免除", "waived"),
    ];
}

/// Whether a ticket is really closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Verdict {
    /// The ticket's number.
    pub ticket: String,
    /// 接单环节
    pub intake: LoopState,
    /// 处理流程
    pub process: LoopState,
    /// 事后监督
    pub supervision: LoopState,
    /// The worst of the three.
    pub overall: LoopState,
    /// Instances violated, overdue or met late.
    pub breaches: usize,
    /// What is due first of what is open.
    pub next: Option<Next>,
    /// What could not be read or was not seen.
    pub notes: Vec<Note>,
    /// How the ticket is handled as a whole.
    pub channel: Channel,
    /// Every instance of every obligation, in the policy's order.
    pub obligations: Vec<ObligationState>,
    /// The rulebook's name.
    pub rulebook: String,
    /// The edition's version.
    pub version: String,
    /// The calendars that dues were counted with.
    pub calendar: String,
}

/// What is to be done next, by whom, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Next {
    /// The obligation's id.
    pub obligation: String,
    /// Whose turn it is: a unit's code, or `CODE.post`.
    pub unit: Option<String>,
    /// When it is due.
    pub due: Option<LocalTime>,
}

/// One instance of an obligation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ObligationState {
    /// The part, for a part's or an assist's copy.
    pub part: Option<u32>,
    /// The assisting unit, for an assist's copy.
    pub assist: Option<String>,
    /// Which loop it belongs to.
    #[serde(rename = "loop")]
    pub lane: Loop,
    /// The obligation's id.
    pub obligation: String,
    /// Its title in Chinese.
    pub title_zh: String,
    /// Its title in English.
    pub title_en: String,
    /// How it stands at `now`.
    pub state: State,
    /// When it started.
    pub since: LocalTime,
    /// When it is due.
    pub due: Option<LocalTime>,
    /// Whose turn it is or was.
    pub owner: Option<String>,
    /// When it was met.
    pub met_at: Option<LocalTime>,
    /// Ordinals of the events: the activation, then what decided it.
    pub evidence: Vec<usize>,
    /// What is wrong with the event, for `order` (C-12).
    pub fault: Option<Fault>,
}

impl Verdict {
    /// The codes of its notes, each once.
    pub fn note_codes(&self) -> Vec<NoteCode> {
        let mut codes: Vec<_> = self.notes.iter().map(|note| note.code).collect();
        codes.dedup();
        codes
    }
}

/// Judges a ticket by the events up to `now`; those after it are counted.
pub(crate) fn audit(
    matrix: &Matrix,
    policy: &Policy,
    ticket: &Ticket,
    events: &[Entry<'_>],
    now: Instant,
) -> Result<Verdict, NotCovered> {
    let seen = events.iter().take_while(|entry| entry.at <= now).count();
    let (events, future) = events.split_at_checked(seen).unwrap_or((events, &[]));
    let mut outcome = run(matrix, policy, ticket, events, now)?;
    if !future.is_empty() {
        outcome.notes.add(NoteCode::FutureEvents, future.len().to_string());
    }
    let judge = Judge { matrix, policy, outcome: &outcome, now };
    let mut order: Vec<usize> = (0..outcome.instances.len()).collect();
    order.sort_by_key(|at| judge.place(*at));
    let obligations: Vec<ObligationState> = order.iter().filter_map(|at| judge.report(*at)).collect();
    let [intake, process, supervision] =
        [Loop::Intake, Loop::Process, Loop::Supervision].map(|lane| judge.loop_state(lane, &obligations));
    let breach = |state: State| matches!(state, State::Violated | State::Overdue | State::MetLate);
    let breaches = obligations.iter().filter(|instance| breach(instance.state)).count();
    let open = |instance: &&ObligationState| instance.state.is_open();
    // the obligations stand in the policy's order, so the first of equal dues is the one (C-14)
    let next = obligations.iter().filter(open).min_by_key(|instance| (instance.due.is_none(), instance.due));
    let next = next.map(|instance| Next {
        obligation: instance.obligation.clone(),
        unit: instance.owner.clone(),
        due: instance.due,
    });
    Ok(Verdict {
        ticket: ticket.id.clone(),
        intake,
        process,
        supervision,
        overall: judge.overall([intake, process, supervision]),
        breaches,
        next,
        channel: outcome.channel,
        obligations,
        rulebook: matrix.name.clone(),
        version: matrix.version.clone(),
        calendar: matrix.clock.calendars.edition(),
        notes: outcome.notes.clone().into_vec(),
    })
}

struct Judge<'a> {
    matrix: &'a Matrix,
    policy: &'a Policy,
    outcome: &'a Outcome,
    now: Instant,
}

impl Judge<'_> {
    /// The place in lists: the policy's order, copy, start; `order` last.
    fn place(&self, at: usize) -> (usize, Option<u32>, usize, usize) {
        let Some(instance) = self.outcome.instances.get(at) else { return (usize::MAX, None, 0, at) };
        let part = self.outcome.scopes.get(instance.scope).and_then(|scope| scope.part);
        (instance.obligation.unwrap_or(usize::MAX), part, instance.scope, at)
    }

    /// The state at `now` (C-9).
    fn state(&self, instance: &Instance) -> State {
        match (instance.fate, instance.due) {
            (Fate::Met(at), Some(due)) if at > due => State::MetLate,
            (Fate::Met(_), _) => State::Met,
            (Fate::Violated, _) => State::Violated,
            (Fate::Waived { .. }, _) => State::Waived,
            (Fate::Undecided, Some(due)) if self.now > due => State::Overdue,
            (Fate::Undecided, _) => State::Pending,
        }
    }

    fn report(&self, at: usize) -> Option<ObligationState> {
        let instance = self.outcome.instances.get(at)?;
        let scope = self.outcome.scopes.get(instance.scope)?;
        let zone = &self.matrix.clock.zone;
        let obligation = instance.obligation.and_then(|of| self.policy.obligations.get(of));
        let (lane, id, zh, en) = match obligation {
            Some(own) => (own.lane, own.id.as_str(), own.title_zh.as_str(), own.title_en.as_str()),
            None => (Loop::Process, "order", "次序", "order"),
        };
        Some(ObligationState {
            part: scope.part,
            assist: scope.assist.map(|unit| self.matrix.units.code(unit).to_owned()),
            lane,
            obligation: id.to_owned(),
            title_zh: zh.to_owned(),
            title_en: en.to_owned(),
            state: self.state(instance),
            since: zone.local(instance.since),
            due: instance.due.map(|due| zone.local(due)),
            owner: self.outcome.owners.get(at).cloned().flatten(),
            met_at: match instance.fate {
                Fate::Met(at) => Some(zone.local(at)),
                _ => None,
            },
            evidence: instance.evidence.clone(),
            fault: instance.fault,
        })
    }

    /// The state of a loop (C-11).
    fn loop_state(&self, lane: Loop, obligations: &[ObligationState]) -> LoopState {
        let states: Vec<State> = obligations
            .iter()
            .filter(|instance| instance.lane == lane)
            .map(|instance| instance.state)
            .collect();
        let any = |state| states.contains(&state);
        if any(State::Violated) {
            return LoopState::Broken;
        }
        if any(State::Overdue) {
            return LoopState::Overdue;
        }
        if any(State::Pending) {
            return LoopState::Open;
        }
        if states.iter().all(|state| *state == State::Waived) {
            let over = self.outcome.ended || self.outcome.completed;
            let own = self.policy.obligations.iter().zip(&self.outcome.applies);
            let applies = own.filter(|(obligation, _)| obligation.lane == lane).any(|(_, applies)| *applies);
            return if !over && applies { LoopState::Open } else { LoopState::NotApplicable };
        }
        if any(State::MetLate) { LoopState::ClosedLate } else { LoopState::Closed }
    }

    /// The worst of the three; a cancelled or merged ticket is broken or else not applicable (C-11).
    fn overall(&self, loops: [LoopState; 3]) -> LoopState {
        let worst = loops.into_iter().min().unwrap_or(LoopState::NotApplicable);
        match worst {
            LoopState::Broken => LoopState::Broken,
            _ if self.outcome.ended => LoopState::NotApplicable,
            other => other,
        }
    }
}
