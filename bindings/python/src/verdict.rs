//! Verdicts: whether a ticket is really closed.

use crate::answer::{Answer, Data, Shown, json, made, quoted, repr};
use crate::decision::{Note, card, shown_time, tuple};
use bihuan::{Engine, Lang, State, Word};
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyTuple};
use std::sync::Arc;

/// Whether a ticket is really closed: how its three loops stand at a time.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Verdict {
    data: Arc<bihuan::Verdict>,
    shown: Shown,
    engine: Option<Engine>,
}

impl Data for bihuan::Verdict {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, lang: Lang) -> String {
        let next = self.next.as_ref();
        repr(
            "Verdict",
            &[
                ("ticket", quoted(&self.ticket)),
                ("overall", quoted(self.overall.en())),
                ("wrong", wrong(self, lang)),
                ("intake", quoted(self.intake.en())),
                ("process", quoted(self.process.en())),
                ("supervision", quoted(self.supervision.en())),
                ("breaches", Some(self.breaches.to_string())),
                ("next", next.and_then(|next| quoted(&next.obligation))),
            ],
        )
    }
}

/// How many things that went wrong a representation names; `breaches` counts all.
const NAMED: usize = 2;

/// What is violated, overdue or was met late, in this order: title, state, since when, and what is wrong.
fn wrong(verdict: &bihuan::Verdict, lang: Lang) -> Option<String> {
    let of = |state: State| verdict.obligations.iter().filter(move |instance| instance.state == state);
    let found = [State::Violated, State::Overdue, State::MetLate].into_iter().flat_map(of);
    let mut lines: Vec<String> = found
        .take(NAMED + 1)
        .map(|instance| {
            let fault = word_of_fault(instance, lang).map(|fault| format!(": {fault}")).unwrap_or_default();
            let state = in_lang(instance.state, lang);
            let (title, since) = (title(instance, lang), instance.since);
            match lang {
                Lang::Zh => format!("{title}自 {since} 起{state}{fault}"),
                _ => format!("{title} {state} since {since}{fault}"),
            }
        })
        .collect();
    if lines.len() > NAMED {
        lines.truncate(NAMED);
        lines.push("…".to_owned());
    }
    (!lines.is_empty()).then(|| quoted(&lines.join("; "))).flatten()
}

fn title(instance: &bihuan::ObligationState, lang: Lang) -> &str {
    if lang == Lang::Zh { &instance.title_zh } else { &instance.title_en }
}

/// A word as people read it.
fn in_lang<W: Word>(word: W, lang: Lang) -> String {
    if lang == Lang::Zh { word.zh().to_owned() } else { word.en().replace('_', " ") }
}

/// What is wrong with an event in words: its ordinal, and the fault.
fn word_of_fault(instance: &bihuan::ObligationState, lang: Lang) -> Option<String> {
    let fault = in_lang(instance.fault?, lang);
    Some(match (instance.evidence.last(), lang) {
        (Some(at), Lang::Zh) => format!("事件 {at} {fault}"),
        (Some(at), _) => format!("event {at}, {fault}"),
        (None, _) => fault,
    })
}

impl Verdict {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Verdict,
        shown: &Shown,
        engine: Option<Engine>,
    ) -> PyResult<Bound<'py, Verdict>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Verdict { data, shown: shown.clone(), engine })
    }
}

#[pymethods]
impl Verdict {
    /// The ticket's number.
    #[getter]
    fn ticket(&self) -> &str {
        &self.data.ticket
    }

    /// The loop of intake (接单): closed, closed_late, open, overdue, broken or not_applicable.
    #[getter]
    fn intake(&self) -> &'static str {
        self.data.intake.en()
    }

    /// The loop of the process (处理).
    #[getter]
    fn process(&self) -> &'static str {
        self.data.process.en()
    }

    /// The loop of supervision (监督).
    #[getter]
    fn supervision(&self) -> &'static str {
        self.data.supervision.en()
    }

    /// The worst of the three.
    #[getter]
    fn overall(&self) -> &'static str {
        self.data.overall.en()
    }

    /// Instances violated, overdue or met late.
    #[getter]
    fn breaches(&self) -> usize {
        self.data.breaches
    }

    /// What is due first of what is open.
    #[getter]
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Next>>> {
        self.data.next.clone().map(|next| Next::of(py, next, &self.shown)).transpose()
    }

    /// What could not be read or was not seen.
    #[getter]
    fn notes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.notes, |note| Note::of(py, note, &self.shown))
    }

    /// How the ticket is handled as a whole: normal, green or emergency.
    #[getter]
    fn channel(&self) -> &'static str {
        self.data.channel.en()
    }

    /// Every instance of every obligation, in the policy's order.
    #[getter]
    fn obligations<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.obligations, |instance| Obligation::of(py, instance, &self.shown))
    }

    /// The obligations that are still to be done: pending or overdue.
    #[getter]
    fn open<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let open: Vec<_> =
            self.data.obligations.iter().filter(|instance| instance.state.is_open()).cloned().collect();
        tuple(py, &open, |instance| Obligation::of(py, instance, &self.shown))
    }

    /// The rulebook's name.
    #[getter]
    fn rulebook(&self) -> &str {
        &self.data.rulebook
    }

    /// The edition's version.
    #[getter]
    fn version(&self) -> &str {
        &self.data.version
    }

    /// The calendars that dues were counted with.
    #[getter]
    fn calendar(&self) -> &str {
        &self.data.calendar
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        card(slf, "verdict")
    }

    /// The name of a unit, where the engine is still known.
    fn _unit_name(&self, code: &str) -> Option<String> {
        self.engine.as_ref()?.unit_name(code).map(str::to_owned)
    }

    #[getter]
    fn _lang(&self) -> &'static str {
        crate::value::lang_code(self.shown.lang)
    }
}

/// What is to be done next, by whom, and by when.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Next {
    data: Arc<bihuan::Next>,
    shown: Shown,
}

impl Data for bihuan::Next {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let unit = self.unit.as_deref().and_then(quoted);
        repr(
            "Next",
            &[("obligation", quoted(&self.obligation)), ("unit", unit), ("due", shown_time(self.due))],
        )
    }
}

impl Next {
    pub(crate) fn of<'py>(py: Python<'py>, data: bihuan::Next, shown: &Shown) -> PyResult<Bound<'py, Next>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Next { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Next {
    /// The obligation's id.
    #[getter]
    fn obligation(&self) -> &str {
        &self.data.obligation
    }

    /// Whose turn it is: a unit's code, or CODE.post.
    #[getter]
    fn unit(&self) -> Option<&str> {
        self.data.unit.as_deref()
    }

    /// When it is due.
    #[getter]
    fn due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.due)
    }
}

/// One instance of an obligation.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Obligation {
    data: Arc<bihuan::ObligationState>,
    shown: Shown,
}

impl Data for bihuan::ObligationState {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        repr(
            "Obligation",
            &[
                ("obligation", quoted(&self.obligation)),
                ("part", self.part.map(|part| part.to_string())),
                ("state", quoted(self.state.en())),
                ("owner", self.owner.as_deref().and_then(quoted)),
                ("due", shown_time(self.due)),
            ],
        )
    }
}

impl Obligation {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::ObligationState,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Obligation>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Obligation { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Obligation {
    /// The part, for a part's or an assist's copy.
    #[getter]
    fn part(&self) -> Option<u32> {
        self.data.part
    }

    /// The assisting unit, for an assist's copy.
    #[getter]
    fn assist(&self) -> Option<&str> {
        self.data.assist.as_deref()
    }

    /// Which loop it belongs to: intake, process or supervision.
    #[getter]
    fn r#loop(&self) -> &'static str {
        self.data.lane.en()
    }

    /// The obligation's id.
    #[getter]
    fn obligation(&self) -> &str {
        &self.data.obligation
    }

    /// Its title, in the engine's language.
    #[getter]
    fn title(&self) -> &str {
        title(&self.data, self.shown.lang)
    }

    /// How it stands: met, met_late, pending, overdue, violated or waived.
    #[getter]
    fn state(&self) -> &'static str {
        self.data.state.en()
    }

    /// When it started.
    #[getter]
    fn since<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDateTime>> {
        self.shown.zone.datetime(py, self.data.since)
    }

    /// When it is due.
    #[getter]
    fn due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.due)
    }

    /// Whose turn it is or was: a unit's code, or CODE.post.
    #[getter]
    fn owner(&self) -> Option<&str> {
        self.data.owner.as_deref()
    }

    /// When it was met.
    #[getter]
    fn met_at<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.met_at)
    }

    /// Ordinals of the events, from 1: the activation, then what decided it.
    #[getter]
    fn evidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.evidence)
    }

    /// What is wrong with the event, for the obligation order.
    #[getter]
    fn fault(&self) -> Option<&'static str> {
        self.data.fault.map(Word::en)
    }

    /// What is wrong with the event, in words of the engine's language.
    #[getter]
    fn _fault_words(&self) -> Option<String> {
        word_of_fault(&self.data, self.shown.lang)
    }
}
