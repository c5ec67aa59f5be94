//! Explanations: the winning rows cell by cell, and the rows that came close.

use crate::answer::{Answer, Data, Shown, json, made, quoted, repr};
use crate::decision::{Decision, card, tuple};
use bihuan::Lang;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a decision is what it is; as text with `str()` or `print()`.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Explanation {
    data: Arc<bihuan::Explanation>,
    shown: Shown,
}

impl Data for bihuan::Explanation {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let names = |rows: &[bihuan::RowTrace]| {
            let rows: Vec<_> = rows.iter().map(|row| row.row.as_str()).collect();
            (!rows.is_empty()).then(|| quoted(&rows.join("、"))).flatten()
        };
        let fields = [
            ("ticket", quoted(&self.decision.ticket)),
            ("rows", names(&self.rows)),
            ("near", names(&self.near)),
        ];
        repr("Explanation", &fields)
    }
}

impl Explanation {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Explanation,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Explanation>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Explanation { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Explanation {
    /// The decision itself.
    #[getter]
    fn decision<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Decision>> {
        Decision::of(py, self.data.decision.clone(), &self.shown, None)
    }

    /// The rows that gave a part, and extra rows merged into one.
    #[getter]
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.rows, |row| Row::of(py, row, &self.shown))
    }

    /// Emergency, not-accepted and green rules that hold.
    #[getter]
    fn rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.rules, |row| Row::of(py, row, &self.shown))
    }

    /// Rows that came close, the closest first.
    #[getter]
    fn near<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.near, |row| Row::of(py, row, &self.shown))
    }

    /// Names of the units that appear, by code.
    #[getter]
    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        names(py, &self.data.names)
    }

    /// The explanation as text, in the engine's language unless another is asked for.
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

/// Names of units by code, as a dict.
pub(crate) fn names<'py>(py: Python<'py>, of: &BTreeMap<String, String>) -> PyResult<Bound<'py, PyDict>> {
    let names = PyDict::new(py);
    for (code, name) in of {
        names.set_item(code, name)?;
    }
    Ok(names)
}

/// A row or rule, cell by cell.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Row {
    data: Arc<bihuan::RowTrace>,
    shown: Shown,
}

impl Data for bihuan::RowTrace {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let lead = self.lead.as_deref().and_then(quoted);
        repr("Row", &[("row", quoted(&self.row)), ("lead", lead), ("outcome", quoted(outcome(self.outcome)))])
    }
}

/// The word of an outcome; it is its serde name.
fn outcome(outcome: bihuan::Outcome) -> &'static str {
    use bihuan::Outcome;
    match outcome {
        Outcome::Won => "won",
        Outcome::Outranked => "outranked",
        Outcome::NotAsked => "not_asked",
        Outcome::NotInForce => "not_in_force",
        Outcome::LeadUnresolved => "lead_unresolved",
        Outcome::LeadInactive => "lead_inactive",
        Outcome::LeadBarred => "lead_barred",
        _ => "failed",
    }
}

impl Row {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::RowTrace,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Row>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Row { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Row {
    /// Its name.
    #[getter]
    fn row(&self) -> &str {
        &self.data.row
    }

    /// Its lead for this ticket: a code, or the role that nobody fills.
    #[getter]
    fn lead(&self) -> Option<&str> {
        self.data.lead.as_deref()
    }

    /// Higher goes first.
    #[getter]
    fn priority(&self) -> i32 {
        self.data.priority
    }

    /// Levels of the matter that it names.
    #[getter]
    fn depth(&self) -> usize {
        self.data.depth
    }

    /// Filled cells beside the matter.
    #[getter]
    fn count(&self) -> usize {
        self.data.count
    }

    /// Every filled cell and what it met.
    #[getter]
    fn cells<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.cells, |cell| Cell::of(py, cell, &self.shown))
    }

    /// What came of it: won, outranked, not_asked, failed, not_in_force, lead_unresolved, lead_inactive or
    /// lead_barred.
    #[getter]
    fn outcome(&self) -> &'static str {
        outcome(self.data.outcome)
    }

    /// The row that goes before it, where rank alone decides.
    #[getter]
    fn behind<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Behind>>> {
        self.data.behind.as_ref().map(|behind| Behind::of(py, behind.clone(), &self.shown)).transpose()
    }
}

/// The row that goes before another one, and by what.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Behind {
    data: Arc<bihuan::Behind>,
}

impl Data for bihuan::Behind {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("row", quoted(&self.row)),
            ("by", quoted(ranked_by(self.by))),
            ("first", Some(self.first.to_string())),
            ("own", Some(self.own.to_string())),
        ];
        repr("Behind", &fields)
    }
}

/// The word of a measure; it is its serde name.
fn ranked_by(by: bihuan::RankedBy) -> &'static str {
    use bihuan::RankedBy;
    match by {
        RankedBy::Priority => "priority",
        RankedBy::Depth => "depth",
        RankedBy::Count => "count",
        _ => "order",
    }
}

impl Behind {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Behind,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Behind>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Behind { data })
    }
}

#[pymethods]
impl Behind {
    /// The row that goes first.
    #[getter]
    fn row(&self) -> &str {
        &self.data.row
    }

    /// In what they differ: priority, depth, count or, all else being equal, order.
    #[getter]
    fn by(&self) -> &'static str {
        ranked_by(self.data.by)
    }

    /// That measure of the row that goes first.
    #[getter]
    fn first(&self) -> i64 {
        self.data.first
    }

    /// That measure of this row.
    #[getter]
    fn own(&self) -> i64 {
        self.data.own
    }
}

/// A cell of a row and the fact it met.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Cell {
    data: Arc<bihuan::CellTrace>,
}

impl Data for bihuan::CellTrace {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let holds = if self.holds { "True" } else { "False" };
        let fact = self.fact.as_ref().map(|fact| fact.as_str()).and_then(quoted);
        let fields = [
            ("column", quoted(&self.column)),
            ("cell", quoted(self.cell.as_str())),
            ("fact", fact),
            ("holds", Some(holds.to_owned())),
        ];
        repr("Cell", &fields)
    }
}

impl Cell {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::CellTrace,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Cell>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Cell { data })
    }
}

#[pymethods]
impl Cell {
    /// The column.
    #[getter]
    fn column(&self) -> &str {
        &self.data.column
    }

    /// The cell as written.
    #[getter]
    fn cell(&self) -> &str {
        self.data.cell.as_str()
    }

    /// The ticket's fact; None when it is absent.
    #[getter]
    fn fact(&self) -> Option<&str> {
        self.data.fact.as_ref().map(bihuan::SharedText::as_str)
    }

    /// The keywords that stand in the text.
    #[getter]
    fn found<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.found)
    }

    /// Whether the cell holds.
    #[getter]
    fn holds(&self) -> bool {
        self.data.holds
    }
}
