//! Things that are not the same: a cell, a setting, what two answers to a ticket say.

use crate::answer::{Answer, Data, Shown, json, made, quoted, repr};
use bihuan::Lang;
use pyo3::prelude::*;
use std::sync::Arc;

/// A cell that is not the same.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct CellChange {
    data: Arc<bihuan::CellChange>,
}

impl Data for bihuan::CellChange {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("column", quoted(&self.column)),
            ("old", self.old.as_deref().and_then(quoted)),
            ("new", self.new.as_deref().and_then(quoted)),
        ];
        repr("CellChange", &fields)
    }
}

impl CellChange {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::CellChange,
        shown: &Shown,
    ) -> PyResult<Bound<'py, CellChange>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, CellChange { data })
    }
}

#[pymethods]
impl CellChange {
    /// The column's English name.
    #[getter]
    fn column(&self) -> &str {
        &self.data.column
    }

    /// What stood in it.
    #[getter(old)]
    fn old_cell(&self) -> Option<&str> {
        self.data.old.as_deref()
    }

    /// What stands in it.
    #[getter(new)]
    fn new_cell(&self) -> Option<&str> {
        self.data.new.as_deref()
    }
}

/// A setting that is not the same.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct SettingChange {
    data: Arc<bihuan::SettingChange>,
}

impl Data for bihuan::SettingChange {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("name", quoted(&self.name)),
            ("old", self.old.as_deref().and_then(quoted)),
            ("new", self.new.as_deref().and_then(quoted)),
            ("compared", (!self.compared).then(|| "False".to_owned())),
        ];
        repr("SettingChange", &fields)
    }
}

impl SettingChange {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::SettingChange,
        shown: &Shown,
    ) -> PyResult<Bound<'py, SettingChange>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, SettingChange { data })
    }
}

#[pymethods]
impl SettingChange {
    /// Such as version, calendar, office_hours or returns.max; `closure.ID`: an obligation.
    #[getter]
    fn name(&self) -> &str {
        &self.data.name
    }

    /// What it was.
    #[getter(old)]
    fn old_setting(&self) -> Option<&str> {
        self.data.old.as_deref()
    }

    /// What it is.
    #[getter(new)]
    fn new_setting(&self) -> Option<&str> {
        self.data.new.as_deref()
    }

    /// Whether the regions take into account all that it does. They do not for what works only after receipt
    /// (returns, obligations), nor for the times at which equal limits are up.
    #[getter]
    fn compared(&self) -> bool {
        self.data.compared
    }
}

/// One thing in which two answers to a ticket differ.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Difference {
    data: Arc<bihuan::Difference>,
}

impl Data for bihuan::Difference {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("part", self.part.as_deref().and_then(quoted)),
            ("what", quoted(&self.what)),
            ("old", self.old.as_deref().and_then(quoted)),
            ("new", self.new.as_deref().and_then(quoted)),
        ];
        repr("Difference", &fields)
    }
}

impl Difference {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Difference,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Difference>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Difference { data })
    }
}

#[pymethods]
impl Difference {
    /// The lead of the extra part (另派) that it is about; None: part 1, or the ticket as a whole.
    #[getter]
    fn part(&self) -> Option<&str> {
        self.data.part.as_deref()
    }

    /// channel, call, tell, lead, assist, reason, `limit.` with the name of a limit, stages, signoff, basis or tip;
    /// part: an extra part that only one of them has; edition: only one of them decides the ticket at all; in a
    /// replay also `due.` with a limit's name: the same limit, up at another time.
    #[getter]
    fn what(&self) -> &str {
        &self.data.what
    }

    /// In the old answer: units by code, a role by its name where it is whoever fills it; None: absent.
    #[getter(old)]
    fn old_answer(&self) -> Option<&str> {
        self.data.old.as_deref()
    }

    /// In the new answer.
    #[getter(new)]
    fn new_answer(&self) -> Option<&str> {
        self.data.new.as_deref()
    }
}
