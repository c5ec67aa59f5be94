//! Contests: a return, tried before it is made, and one on record asked again.

use crate::answer::{Answer, Data, Shown, json, made, plain, quoted, repr};
use crate::decision::{Decision, card, tuple};
use crate::explanation::Row;
use crate::why_not::FactChange;
use bihuan::{Lang, Word};
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDict, PyTuple};
use std::sync::Arc;

/// What a return would come to: who would get the ticket, or why it stays; as text with `str()` or `print()`.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Contest {
    pub(crate) data: Arc<bihuan::Contest>,
    shown: Shown,
}

impl Data for bihuan::Contest {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("ticket", quoted(&self.ticket.id)),
            ("unit", quoted(&self.unit)),
            ("answer", quoted(self.answer.en())),
            ("ground", quoted(self.ground.en())),
            ("to", self.to.as_deref().and_then(quoted)),
            ("row", self.row.as_ref().and_then(|row| quoted(&row.row))),
        ];
        repr("Contest", &fields)
    }
}

impl Contest {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Contest,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Contest>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Contest { data, shown: shown.clone() })
    }

    fn decided<'py>(
        &self,
        py: Python<'py>,
        decision: Option<&bihuan::Decision>,
    ) -> PyResult<Option<Bound<'py, Decision>>> {
        decision.map(|decision| Decision::of(py, decision.clone(), &self.shown, None)).transpose()
    }
}

#[pymethods]
impl Contest {
    /// The hash of the rulebook that answered.
    #[getter]
    fn rulebook(&self) -> &str {
        &self.data.rulebook
    }

    /// The edition's version.
    #[getter]
    fn version(&self) -> &str {
        &self.data.version
    }

    /// The ticket as it was dispatched, as a dict.
    #[getter]
    fn ticket<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.data.ticket)
    }

    /// What happened to it so far, as dicts.
    #[getter]
    fn events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let events = self.data.history.events.iter().map(|event| plain(py, event));
        PyTuple::new(py, events.collect::<PyResult<Vec<_>>>()?)
    }

    /// The unit that contests, by code.
    #[getter]
    fn unit(&self) -> &str {
        &self.data.unit
    }

    /// The facts that it disputes: column and what it should say.
    #[getter]
    fn claim<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let claim = PyDict::new(py);
        for (column, value) in self.data.claim.facts() {
            claim.set_item(column, value)?;
        }
        Ok(claim)
    }

    /// The time of the contest, where it was given.
    #[getter]
    fn now<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.now)
    }

    /// The answer: would_go, you_lead, adjudicate, falls_away, not_lead or may_not_return.
    #[getter]
    fn answer(&self) -> &'static str {
        self.data.answer.en()
    }

    /// Why: row, claim, already_so, no_difference, fallback, off_matrix, not_accepted, adjudicator,
    /// designated, too_late, assists or not_named.
    #[getter]
    fn ground(&self) -> &'static str {
        self.data.ground.en()
    }

    /// The answer if the return were admissible; another one only where it is not.
    #[getter]
    fn merits(&self) -> &'static str {
        self.data.merits.en()
    }

    /// The part of the ticket that is contested, from 1.
    #[getter]
    fn part(&self) -> Option<u32> {
        self.data.part
    }

    /// The unit that the answer names: who would get it, leads, or adjudicates; None when the part falls away.
    #[getter]
    fn to(&self) -> Option<&str> {
        self.data.to.as_deref()
    }

    /// The row behind it, cell by cell.
    #[getter]
    fn row<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Row>>> {
        self.data.row.as_ref().map(|row| Row::of(py, row.clone(), &self.shown)).transpose()
    }

    /// The law or rule behind that row (依据).
    #[getter]
    fn basis(&self) -> Option<&str> {
        self.data.basis.as_deref()
    }

    /// The disputed facts: what the ticket says, and what the unit says.
    #[getter]
    fn disputed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.disputed, |fact| FactChange::of(py, fact, &self.shown))
    }

    /// The decision as it stands.
    #[getter]
    fn decision<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Decision>> {
        Decision::of(py, self.data.decision.clone(), &self.shown, None)
    }

    /// The decision with the facts as claimed; None where the claim changes no fact.
    #[getter]
    fn claimed<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Decision>>> {
        self.decided(py, self.data.claimed.as_ref())
    }

    /// The decision if the return were upheld nonetheless; None where the unit has no part.
    #[getter]
    fn upheld<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Decision>>> {
        self.decided(py, self.data.upheld.as_ref())
    }

    /// Until when the unit could return the ticket, where that can be counted.
    #[getter]
    fn return_due<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDateTime>>> {
        self.shown.zone.optional(py, self.data.return_due)
    }

    /// What a person who decides should know beside: after_contact, order_alone.
    #[getter]
    fn remarks<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.data.remarks.iter().map(|remark| remark.en()))
    }

    /// Names of the units that appear, by code.
    #[getter]
    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        crate::explanation::names(py, &self.data.names)
    }

    /// The contest as text, in the engine's language unless another is asked for.
    #[pyo3(signature = (lang=None))]
    fn text(&self, lang: Option<&str>) -> PyResult<String> {
        Ok(self.data.in_(lang.map_or(Ok(self.shown.lang), crate::value::lang)?))
    }

    fn __str__(&self) -> String {
        self.data.in_(self.shown.lang)
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        card(slf, "contest")
    }

    #[getter]
    fn _lang(&self) -> &'static str {
        crate::value::lang_code(self.shown.lang)
    }
}

/// A recorded contest asked again.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Replay {
    data: Arc<bihuan::Replay>,
    shown: Shown,
}

impl Data for bihuan::Replay {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let word = |yes: bool| Some(if yes { "True" } else { "False" }.to_owned());
        let fields = [
            ("ticket", quoted(&self.contest.ticket.id)),
            ("answer", quoted(self.contest.answer.en())),
            ("same", word(self.same)),
            ("same_rulebook", word(self.same_rulebook)),
        ];
        repr("Replay", &fields)
    }
}

impl Replay {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Replay,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Replay>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Replay { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Replay {
    /// The contest by the rulebook that was asked now.
    #[getter]
    fn contest<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Contest>> {
        Contest::of(py, self.data.contest.clone(), &self.shown)
    }

    /// Whether everything is as recorded.
    #[getter]
    fn same(&self) -> bool {
        self.data.same
    }

    /// Whether that is the rulebook that was asked then.
    #[getter]
    fn same_rulebook(&self) -> bool {
        self.data.same_rulebook
    }
}
