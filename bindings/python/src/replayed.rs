//! Past tickets through two rulebooks: what each unit would have gained and lost.

use crate::answer::{Answer, Data, Shown, json, made, quoted, repr};
use crate::decision::{card, tuple};
use crate::difference::Difference;
use crate::frame::{Frame, Maker, of_numbers, of_texts};
use bihuan::Lang;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::sync::Arc;

/// What two rulebooks make of the same tickets; as text with `str()` or `print()`.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Replayed {
    data: Arc<bihuan::Replayed>,
    shown: Shown,
    maker: Option<Maker>,
}

impl Data for bihuan::Replayed {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("tickets", Some(self.tickets.to_string())),
            ("changed", Some(self.changed.to_string())),
            ("undecided", (self.undecided > 0).then(|| self.undecided.to_string())),
            ("units", Some(self.units.len().to_string())),
        ];
        repr("Replayed", &fields)
    }
}

impl Replayed {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Replayed,
        shown: &Shown,
        maker: Option<Maker>,
    ) -> PyResult<Bound<'py, Replayed>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Replayed { data, shown: shown.clone(), maker })
    }

    fn by_unit(&self, py: Python<'_>) -> PyResult<Frame> {
        let units = || self.data.units.iter();
        let number = |of: fn(&bihuan::UnitShift) -> u64| of_numbers(units().map(of));
        let name = |unit: &bihuan::UnitShift| self.data.names.get(&unit.unit);
        let columns = [
            ("unit", of_texts(units().map(|unit| Some(&unit.unit)))),
            ("name", of_texts(units().map(name))),
            ("old_lead", number(|unit| unit.old_lead)),
            ("new_lead", number(|unit| unit.new_lead)),
            ("lead_gained", number(|unit| unit.lead_gained)),
            ("lead_lost", number(|unit| unit.lead_lost)),
            ("old_assist", number(|unit| unit.old_assist)),
            ("new_assist", number(|unit| unit.new_assist)),
            ("assist_gained", number(|unit| unit.assist_gained)),
            ("assist_lost", number(|unit| unit.assist_lost)),
        ];
        Frame::of_columns(py, columns)
    }

    fn by_ticket(&self, py: Python<'_>) -> PyResult<Frame> {
        let lines = || {
            let list = self.data.list.iter();
            list.flat_map(|ticket| ticket.differences.iter().map(move |difference| (ticket, difference)))
        };
        let rows = |rows: &[String]| Some(rows.join("、")).filter(|rows| !rows.is_empty());
        let columns = [
            ("ticket", of_texts(lines().map(|(ticket, _)| Some(&ticket.ticket)))),
            ("part", of_texts(lines().map(|(_, it)| it.part.as_ref()))),
            ("what", of_texts(lines().map(|(_, it)| Some(&it.what)))),
            ("old", of_texts(lines().map(|(_, it)| it.old.as_ref()))),
            ("new", of_texts(lines().map(|(_, it)| it.new.as_ref()))),
            ("old_rows", of_texts(lines().map(|(ticket, _)| rows(&ticket.old_rows)))),
            ("new_rows", of_texts(lines().map(|(ticket, _)| rows(&ticket.new_rows)))),
        ];
        Frame::of_columns(py, columns)
    }

    fn by_shift(&self, py: Python<'_>) -> PyResult<Frame> {
        let shifts = || self.data.shifts.iter();
        let columns = [
            ("what", of_texts(shifts().map(|shift| Some(&shift.what)))),
            ("old", of_texts(shifts().map(|shift| shift.old.as_ref()))),
            ("new", of_texts(shifts().map(|shift| shift.new.as_ref()))),
            ("tickets", of_numbers(shifts().map(|shift| shift.tickets))),
        ];
        Frame::of_columns(py, columns)
    }
}

#[pymethods]
impl Replayed {
    /// How many tickets there were.
    #[getter]
    fn tickets(&self) -> u64 {
        self.data.tickets
    }

    /// How many of them are decided differently.
    #[getter]
    fn changed(&self) -> u64 {
        self.data.changed
    }

    /// How many no edition of either rulebook decides.
    #[getter]
    fn undecided(&self) -> u64 {
        self.data.undecided
    }

    /// For each unit that leads or assists in either what it gains and loses, by code.
    #[getter]
    fn units<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.units, |unit| UnitShift::of(py, unit, &self.shown))
    }

    /// What changes, and on how many tickets: those with most tickets first.
    #[getter]
    fn shifts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.shifts, |shift| Shift::of(py, shift, &self.shown))
    }

    /// The first changed tickets, in the order given.
    #[getter]
    fn list<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.list, |ticket| TicketChange::of(py, ticket, &self.shown))
    }

    /// How many more there are; all=True lists them.
    #[getter]
    fn hidden(&self) -> u64 {
        self.data.hidden
    }

    /// Names of the units that appear, by code.
    #[getter]
    fn names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        crate::explanation::names(py, &self.data.names)
    }

    /// The replay as a table, a row a unit, a row for each difference of a ticket that is listed, or a row a shift:
    /// the kind of table that the tickets came in, else a Frame.
    #[pyo3(signature = (by="unit"))]
    fn to_frame<'py>(&self, py: Python<'py>, by: &str) -> PyResult<Bound<'py, PyAny>> {
        let frame = match by {
            "unit" => self.by_unit(py)?,
            "ticket" => self.by_ticket(py)?,
            "shift" => self.by_shift(py)?,
            other => {
                let message = format!("by must be \"unit\", \"ticket\" or \"shift\", found `{other}`");
                return Err(PyValueError::new_err(message));
            }
        };
        frame.into_asked(py, self.maker.as_ref())
    }

    /// The replay as text, in the engine's language unless another is asked for.
    #[pyo3(signature = (lang=None))]
    fn text(&self, lang: Option<&str>) -> PyResult<String> {
        Ok(self.data.in_(lang.map_or(Ok(self.shown.lang), crate::value::lang)?))
    }

    fn __str__(&self) -> String {
        self.data.in_(self.shown.lang)
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        card(slf, "replayed")
    }

    #[getter]
    fn _lang(&self) -> &'static str {
        crate::value::lang_code(self.shown.lang)
    }
}

/// What a unit gains and loses, in tickets.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct UnitShift {
    data: Arc<bihuan::UnitShift>,
}

impl Data for bihuan::UnitShift {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let said = |old: u64, new: u64, gained: u64, lost: u64| {
            (old + new > 0).then(|| quoted(&format!("{old} → {new} (+{gained} -{lost})"))).flatten()
        };
        let fields = [
            ("unit", quoted(&self.unit)),
            ("lead", said(self.old_lead, self.new_lead, self.lead_gained, self.lead_lost)),
            ("assist", said(self.old_assist, self.new_assist, self.assist_gained, self.assist_lost)),
        ];
        repr("UnitShift", &fields)
    }
}

impl UnitShift {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::UnitShift,
        shown: &Shown,
    ) -> PyResult<Bound<'py, UnitShift>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, UnitShift { data })
    }
}

#[pymethods]
impl UnitShift {
    /// Its code.
    #[getter]
    fn unit(&self) -> &str {
        &self.data.unit
    }

    /// Tickets of which it leads a part by the old rulebook.
    #[getter]
    fn old_lead(&self) -> u64 {
        self.data.old_lead
    }

    /// By the new one.
    #[getter(new_lead)]
    fn lead_after(&self) -> u64 {
        self.data.new_lead
    }

    /// Tickets that it leads by the new rulebook alone.
    #[getter]
    fn lead_gained(&self) -> u64 {
        self.data.lead_gained
    }

    /// Tickets that it leads by the old rulebook alone.
    #[getter]
    fn lead_lost(&self) -> u64 {
        self.data.lead_lost
    }

    /// Tickets that it assists by the old rulebook.
    #[getter]
    fn old_assist(&self) -> u64 {
        self.data.old_assist
    }

    /// By the new one.
    #[getter(new_assist)]
    fn assist_after(&self) -> u64 {
        self.data.new_assist
    }

    /// Tickets that it assists by the new rulebook alone.
    #[getter]
    fn assist_gained(&self) -> u64 {
        self.data.assist_gained
    }

    /// Tickets that it assists by the old rulebook alone.
    #[getter]
    fn assist_lost(&self) -> u64 {
        self.data.assist_lost
    }
}

/// A change that some tickets share: of the channel, of a limit.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Shift {
    data: Arc<bihuan::Shift>,
}

impl Data for bihuan::Shift {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("what", quoted(&self.what)),
            ("old", self.old.as_deref().and_then(quoted)),
            ("new", self.new.as_deref().and_then(quoted)),
            ("tickets", Some(self.tickets.to_string())),
        ];
        repr("Shift", &fields)
    }
}

impl Shift {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Shift,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Shift>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Shift { data })
    }
}

#[pymethods]
impl Shift {
    /// As of a Difference.
    #[getter]
    fn what(&self) -> &str {
        &self.data.what
    }

    /// In the old answers.
    #[getter(old)]
    fn old_answers(&self) -> Option<&str> {
        self.data.old.as_deref()
    }

    /// In the new ones.
    #[getter(new)]
    fn new_answers(&self) -> Option<&str> {
        self.data.new.as_deref()
    }

    /// On how many tickets.
    #[getter]
    fn tickets(&self) -> u64 {
        self.data.tickets
    }
}

/// A ticket that is decided differently.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct TicketChange {
    data: Arc<bihuan::TicketChange>,
    shown: Shown,
}

impl Data for bihuan::TicketChange {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let what: Vec<_> = self.differences.iter().map(|it| it.what.as_str()).collect();
        let fields = [("ticket", quoted(&self.ticket)), ("differences", quoted(&what.join("、")))];
        repr("TicketChange", &fields)
    }
}

impl TicketChange {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::TicketChange,
        shown: &Shown,
    ) -> PyResult<Bound<'py, TicketChange>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, TicketChange { data, shown: shown.clone() })
    }
}

#[pymethods]
impl TicketChange {
    /// Its number.
    #[getter]
    fn ticket(&self) -> &str {
        &self.data.ticket
    }

    /// In what the answers differ.
    #[getter]
    fn differences<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.differences, |it| Difference::of(py, it, &self.shown))
    }

    /// The rows of its parts by the old rulebook.
    #[getter]
    fn old_rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.old_rows)
    }

    /// By the new one.
    #[getter(new_rows)]
    fn rows_after<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.new_rows)
    }
}
