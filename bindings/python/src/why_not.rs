//! "Why not this unit": the nearest row that gives it, and the least change of the ticket by which it would lead.

use crate::answer::{Answer, Data, Shown, json, made, plain, quoted, repr};
use crate::decision::{Decision, card, tuple};
use crate::explanation::Row;
use bihuan::{Lang, Word};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::sync::Arc;

/// Why a unit does not lead a ticket; as text with `str()` or `print()`.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct WhyNot {
    data: Arc<bihuan::WhyNot>,
    shown: Shown,
}

impl Data for bihuan::WhyNot {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let facts = self.change.as_ref().map(|change| {
            let facts: Vec<_> = change.facts.iter().map(|fact| fact.column.as_str()).collect();
            facts.join("、")
        });
        let fields = [
            ("ticket", quoted(&self.decision.ticket)),
            ("unit", quoted(&self.unit)),
            ("standing", quoted(self.standing.en())),
            ("row", self.row.as_ref().and_then(|row| quoted(&row.row))),
            ("change", facts.as_deref().and_then(quoted)),
        ];
        repr("WhyNot", &fields)
    }
}

impl WhyNot {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::WhyNot,
        shown: &Shown,
    ) -> PyResult<Bound<'py, WhyNot>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, WhyNot { data, shown: shown.clone() })
    }
}

#[pymethods]
impl WhyNot {
    /// The unit, by code.
    #[getter]
    fn unit(&self) -> &str {
        &self.data.unit
    }

    /// The decision as it stands.
    #[getter]
    fn decision<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Decision>> {
        Decision::of(py, self.data.decision.clone(), &self.shown, None)
    }

    /// How the unit stands to it: leads, barred, inactive, no_row, fallback, outranked, not_asked or failed.
    #[getter]
    fn standing(&self) -> &'static str {
        self.data.standing.en()
    }

    /// The parts that the unit assists.
    #[getter]
    fn assists<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.assists)
    }

    /// The nearest row that gives the unit, cell by cell.
    #[getter]
    fn row<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Row>>> {
        self.data.row.as_ref().map(|row| Row::of(py, row.clone(), &self.shown)).transpose()
    }

    /// The least change by which it would lead; None where no change does, or none was found.
    #[getter]
    fn change<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Change>>> {
        self.data.change.as_ref().map(|change| Change::of(py, change.clone(), &self.shown)).transpose()
    }

    /// Whether the search was given up at its budget: then a change may exist, or a smaller one.
    #[getter]
    fn gave_up(&self) -> bool {
        self.data.gave_up
    }

    /// How many tickets the search tried.
    #[getter]
    fn tried(&self) -> usize {
        self.data.tried
    }

    /// Names of the units that appear, by code.
    #[getter]
    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        crate::explanation::names(py, &self.data.names)
    }

    /// The answer as text, in the engine's language unless another is asked for.
    #[pyo3(signature = (lang=None))]
    fn text(&self, lang: Option<&str>) -> PyResult<String> {
        Ok(self.data.in_(lang.map_or(Ok(self.shown.lang), crate::value::lang)?))
    }

    fn __str__(&self) -> String {
        self.data.in_(self.shown.lang)
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        card(slf, "explanation")
    }

    #[getter]
    fn _lang(&self) -> &'static str {
        crate::value::lang_code(self.shown.lang)
    }
}

/// A change of a ticket by which a unit would lead, proven by dispatching it.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Change {
    data: Arc<bihuan::Change>,
    shown: Shown,
}

impl Data for bihuan::Change {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let facts: Vec<_> = self.facts.iter().map(|fact| fact.column.as_str()).collect();
        let lead = self.decision.parts.first().and_then(|part| quoted(&part.lead));
        repr("Change", &[("facts", quoted(&facts.join("、"))), ("lead", lead)])
    }
}

impl Change {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Change,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Change>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Change { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Change {
    /// The facts that change.
    #[getter]
    fn facts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.facts, |fact| FactChange::of(py, fact, &self.shown))
    }

    /// The ticket as changed, as a dict.
    #[getter]
    fn ticket<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.data.ticket)
    }

    /// The decision on it.
    #[getter]
    fn decision<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Decision>> {
        Decision::of(py, self.data.decision.clone(), &self.shown, None)
    }
}

/// A fact of a ticket and what it would be instead.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct FactChange {
    data: Arc<bihuan::FactChange>,
}

impl Data for bihuan::FactChange {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let words = |words: &[String]| (!words.is_empty()).then(|| quoted(&words.join("、"))).flatten();
        let of_text = !self.added.is_empty() || !self.removed.is_empty();
        let value = |value: &Option<String>| value.as_deref().filter(|_| !of_text).and_then(quoted);
        let fields = [
            ("column", quoted(&self.column)),
            ("old", value(&self.from)),
            ("new", value(&self.to)),
            ("added", words(&self.added)),
            ("removed", words(&self.removed)),
        ];
        repr("FactChange", &fields)
    }
}

impl FactChange {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::FactChange,
        shown: &Shown,
    ) -> PyResult<Bound<'py, FactChange>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, FactChange { data })
    }
}

#[pymethods]
impl FactChange {
    /// The column of the tickets file; an attribute by its own name.
    #[getter]
    fn column(&self) -> &str {
        &self.data.column
    }

    /// What the ticket says (`from` in JSON); None: it is absent.
    #[getter(old)]
    fn old_fact(&self) -> Option<&str> {
        self.data.from.as_deref()
    }

    /// What it would be (`to` in JSON); None: absent.
    #[getter(new)]
    fn new_fact(&self) -> Option<&str> {
        self.data.to.as_deref()
    }

    /// Of the text: keywords that come in.
    #[getter]
    fn added<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.added)
    }

    /// Of the text: keywords that go.
    #[getter]
    fn removed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.removed)
    }
}
