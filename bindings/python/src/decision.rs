//! Decisions: who gets a ticket, by when, and why.

use crate::answer::{Answer, Data, Shown, json, made, quoted, repr};
use crate::error::{exception, fenced, raised};
use crate::explanation::Explanation;
use bihuan::{Engine, History, Lang, LocalTime, Ticket, Word};
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyTuple};
use std::sync::Arc;

/// What a decision was made of, kept so that it can be explained.
pub(crate) struct Why {
    pub(crate) engine: Engine,
    pub(crate) ticket: Ticket,
    pub(crate) history: History,
}

/// A time as a cell shows it, quoted.
pub(crate) fn shown_time(time: Option<LocalTime>) -> Option<String> {
    quoted(&time?.to_string())
}

/// A tuple of answers.
pub(crate) fn tuple<'py, T, C>(
    py: Python<'py>,
    items: &[T],
    each: impl Fn(T) -> PyResult<Bound<'py, C>>,
) -> PyResult<Bound<'py, PyTuple>>
where
    T: Clone,
{
    let items: Vec<Bound<'py, PyAny>> =
        items.iter().cloned().map(|item| Ok(each(item)?.into_any())).collect::<PyResult<_>>()?;
    PyTuple::new(py, items)
}

/// Who gets a ticket, by when, and why: a part for each lead.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Decision {
    data: Arc<bihuan::Decision>,
    shown: Shown,
    why: Option<Arc<Why>>,
}

impl Data for bihuan::Decision {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let part = self.parts.first();
        let more = self.parts.len().saturating_sub(1);
        let channel = Some(self.channel.en()).filter(|channel| *channel != "normal");
        repr(
            "Decision",
            &[
                ("ticket", quoted(&self.ticket)),
                ("lead", part.and_then(|part| quoted(&part.lead))),
                (
                    "assist",
                    part.filter(|part| !part.assist.is_empty())
                        .and_then(|part| quoted(&part.assist.join("、"))),
                ),
                ("due", part.and_then(|part| shown_time(part.due))),
                ("row", part.and_then(|part| quoted(part.row.as_ref()?))),
                ("channel", channel.and_then(quoted)),
                ("call", self.call.as_deref().and_then(quoted)),
                ("more_parts", (more > 0).then(|| more.to_string())),
            ],
        )
    }
}

impl Decision {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Decision,
        shown: &Shown,
        why: Option<Arc<Why>>,
    ) -> PyResult<Bound<'py, Decision>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Decision { data, shown: shown.clone(), why })
    }

    fn first(&self) -> Option<&bihuan::Part> {
        self.data.parts.first()
    }
}

#[pymethods]
impl Decision {
    /// The ticket's number.
    #[getter]
    fn ticket(&self) -> &str {
        &self.data.ticket
    }

    /// How it is handled as a whole: normal, green or emergency.
    #[getter]
    fn channel(&self) -> &'static str {
        self.data.channel.en()
    }

    /// 110, 119 or 120, to be called at once.
    #[getter]
    fn call(&self) -> Option<&str> {
        self.data.call.as_deref()
    }

    /// What the caller is to be told when the ticket is not accepted.
    #[getter]
    fn tell(&self) -> Option<&str> {
        self.data.tell.as_deref()
    }

    /// Part 1, then the extra ones.
    #[getter]
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.parts, |part| Part::of(py, part, &self.shown))
    }

    /// What could not be read, was left out, or has no due.
    #[getter]
    fn notes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.notes, |note| Note::of(py, note, &self.shown))
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

    /// The calendars that limits were counted with.
    #[getter]
    fn calendar(&self) -> &str {
        &self.data.calendar
    }

    /// The lead of part 1, by code.
    #[getter]
    fn lead(&self) -> &str {
        self.first().map_or("", |part| &part.lead)
    }

    /// The assists of part 1, by code, in order.
    #[getter]
    fn assist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.first().map_or(&[][..], |part| &part.assist))
    }

    /// When part 1 must be handled.
    #[getter]
    fn due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.first().and_then(|part| part.due))
    }

    /// When the caller must have been contacted for part 1.
    #[getter]
    fn first_contact_due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.first().and_then(|part| part.first_contact_due))
    }

    /// The row or rule that decided part 1.
    #[getter]
    fn row(&self) -> Option<&str> {
        self.first().and_then(|part| part.row.as_deref())
    }

    /// Why part 1 has this lead: row, no_row, not_accepted, designated or adjudicate.
    #[getter]
    fn reason(&self) -> &'static str {
        self.first().map_or("", |part| part.reason.en())
    }

    /// Why it was decided so: the winning rows cell by cell, and the rows that came close.
    #[pyo3(signature = (lang=None))]
    fn explain<'py>(&self, py: Python<'py>, lang: Option<&str>) -> PyResult<Bound<'py, Explanation>> {
        let mut shown = self.shown.clone();
        if let Some(code) = lang {
            shown.lang = crate::value::lang(code)?;
        }
        let Some(why) = &self.why else {
            let message =
                "a decision that was pickled no longer knows its engine: ask engine.explain(ticket)";
            return Err(raised(py, "BihuanError", message, &[], shown.lang));
        };
        fenced(py, || {
            let explained = py.detach(|| why.engine.explain(&why.ticket, &why.history));
            Explanation::of(py, explained.map_err(|error| exception(py, &error, shown.lang))?, &shown)
        })
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        card(slf, "decision")
    }

    /// The name of a unit, where the engine is still known.
    fn _unit_name(&self, code: &str) -> Option<String> {
        self.why.as_ref()?.engine.unit_name(code).map(str::to_owned)
    }

    #[getter]
    fn _lang(&self) -> &'static str {
        crate::value::lang_code(self.shown.lang)
    }
}

/// The notebook card of an answer, drawn in Python.
pub(crate) fn card<T>(answer: &Bound<'_, T>, of: &str) -> PyResult<String> {
    answer.py().import("bihuan._card")?.getattr(of)?.call1((answer.as_any(),))?.extract()
}

/// One part of a decision: one lead, its assists, its limits.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Part {
    data: Arc<bihuan::Part>,
    shown: Shown,
}

impl Data for bihuan::Part {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        repr(
            "Part",
            &[
                ("part", Some(self.part.to_string())),
                ("lead", quoted(&self.lead)),
                ("assist", (!self.assist.is_empty()).then(|| quoted(&self.assist.join("、"))).flatten()),
                ("due", shown_time(self.due)),
                ("row", self.row.as_deref().and_then(quoted)),
                ("reason", quoted(self.reason.en())),
            ],
        )
    }
}

impl Part {
    pub(crate) fn of<'py>(py: Python<'py>, data: bihuan::Part, shown: &Shown) -> PyResult<Bound<'py, Part>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Part { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Part {
    /// Its number, from 1.
    #[getter]
    fn part(&self) -> u32 {
        self.data.part
    }

    /// The lead (主办), by code.
    #[getter]
    fn lead(&self) -> &str {
        &self.data.lead
    }

    /// The assists (协办), by code, in order.
    #[getter]
    fn assist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.assist)
    }

    /// The row or rule that decided.
    #[getter]
    fn row(&self) -> Option<&str> {
        self.data.row.as_deref()
    }

    /// Why this lead: row, extra, no_row, not_accepted, designated or adjudicate.
    #[getter]
    fn reason(&self) -> &'static str {
        self.data.reason.en()
    }

    /// When the caller must have been contacted.
    #[getter]
    fn first_contact_due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.first_contact_due)
    }

    /// When it must be handled.
    #[getter]
    fn due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.due)
    }

    /// Every limit of the part with its source.
    #[getter]
    fn limits<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.limits, |limit| Limit::of(py, limit, &self.shown))
    }

    /// The stages (分段限时) of the row.
    #[getter]
    fn stages<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.stages, |stage| Stage::of(py, stage, &self.shown))
    }

    /// The sign-off (签批) that the row names.
    #[getter]
    fn signoff(&self) -> Option<&str> {
        self.data.signoff.as_deref()
    }

    /// The law or rule behind the row (依据).
    #[getter]
    fn basis(&self) -> Option<&str> {
        self.data.basis.as_deref()
    }

    /// How to talk to the caller (提示).
    #[getter]
    fn tip(&self) -> Option<&str> {
        self.data.tip.as_deref()
    }
}

/// A named limit of a part.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Limit {
    data: Arc<bihuan::PartLimit>,
    shown: Shown,
}

impl Data for bihuan::PartLimit {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, lang: Lang) -> String {
        repr(
            "Limit",
            &[
                ("name", quoted(&self.name)),
                ("limit", self.limit.and_then(|limit| quoted(&limit.in_(lang)))),
                ("source", quoted(&self.source)),
                ("due", shown_time(self.due)),
            ],
        )
    }
}

impl Limit {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::PartLimit,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Limit>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Limit { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Limit {
    /// due, first_contact, or any name that a rule gives.
    #[getter]
    fn name(&self) -> &str {
        &self.data.name
    }

    /// Its amount, such as 5wd or 5个工作日; None where only an extension gives a due.
    #[getter]
    fn limit(&self) -> Option<String> {
        self.data.limit.map(|limit| limit.in_(self.shown.lang))
    }

    /// The row or rule that it comes from.
    #[getter]
    fn source(&self) -> &str {
        &self.data.source
    }

    /// When it is up, extensions included; None on a date outside the calendar.
    #[getter]
    fn due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.due)
    }

    /// When it would be up counted from receipt.
    #[getter(from_receipt)]
    fn due_from_receipt<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.from_receipt)
    }
}

/// A stage of a row (分段限时).
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Stage {
    data: Arc<bihuan::Stage>,
    shown: Shown,
}

impl Data for bihuan::Stage {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, lang: Lang) -> String {
        let limit = quoted(&self.limit.in_(lang));
        repr("Stage", &[("name", quoted(&self.name)), ("limit", limit), ("due", shown_time(self.due))])
    }
}

impl Stage {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Stage,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Stage>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Stage { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Stage {
    /// Its name.
    #[getter]
    fn name(&self) -> &str {
        &self.data.name
    }

    /// Its amount, such as 4wh or 4个工作时.
    #[getter]
    fn limit(&self) -> String {
        self.data.limit.in_(self.shown.lang)
    }

    /// When it is up.
    #[getter]
    fn due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.due)
    }
}

/// What an answer wants known beside what it says.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Note {
    data: Arc<bihuan::Note>,
    lang: Lang,
}

impl Data for bihuan::Note {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        repr("Note", &[("code", quoted(self.code.word())), ("about", quoted(&self.about))])
    }
}

impl Note {
    pub(crate) fn of<'py>(py: Python<'py>, data: bihuan::Note, shown: &Shown) -> PyResult<Bound<'py, Note>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Note { data, lang: shown.lang })
    }
}

#[pymethods]
impl Note {
    /// In words of the engine's language: `清单外事项 (马蜂窝)`.
    fn __str__(&self) -> String {
        self.data.in_(self.lang)
    }

    /// What kind of note it is, such as unlisted_matter.
    #[getter]
    fn code(&self) -> &'static str {
        self.data.code.word()
    }

    /// What it is about: a value, a unit's code, a year, a count.
    #[getter]
    fn about(&self) -> &str {
        &self.data.about
    }
}
