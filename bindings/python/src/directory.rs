//! The units and matters that a rulebook lists.

use crate::answer::{Answer, Data, Shown, json, made, quoted, repr};
use bihuan::{Lang, Word};
use pyo3::prelude::*;
use pyo3::types::{PyDate, PyTuple};
use std::sync::Arc;

/// A department, committee, station or company that handles tickets (承办单位).
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Unit {
    data: Arc<bihuan::Unit>,
}

impl Data for bihuan::Unit {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let role = self.role.as_deref().and_then(quoted);
        repr("Unit", &[("code", quoted(&self.code)), ("name", quoted(&self.name)), ("role", role)])
    }
}

impl Unit {
    pub(crate) fn of<'py>(py: Python<'py>, data: bihuan::Unit, shown: &Shown) -> PyResult<Bound<'py, Unit>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Unit { data })
    }
}

#[pymethods]
impl Unit {
    /// What answers show (编码).
    #[getter]
    fn code(&self) -> &str {
        &self.data.code
    }

    /// Its name (名称).
    #[getter]
    fn name(&self) -> &str {
        &self.data.name
    }

    /// Its role (角色), as written.
    #[getter]
    fn role(&self) -> Option<&str> {
        self.data.role.as_deref()
    }

    /// The unit above (上级), as written.
    #[getter]
    fn parent(&self) -> Option<&str> {
        self.data.parent.as_deref()
    }

    /// Where it acts (辖区); none: everywhere.
    #[getter]
    fn areas<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.data.areas.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    /// Other names (别名).
    #[getter]
    fn aliases<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.aliases)
    }

    /// The first day on which it is active (生效).
    #[getter]
    fn valid_from<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDate>>> {
        crate::time::date(py, self.data.validity.from)
    }

    /// The last day on which it is active (失效).
    #[getter]
    fn valid_until<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDate>>> {
        crate::time::date(py, self.data.validity.until)
    }
}

/// A listed matter (事项).
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Matter {
    data: Arc<bihuan::Matter>,
}

impl Data for bihuan::Matter {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let nature = self.nature.and_then(|nature| quoted(nature.en()));
        repr("Matter", &[("matter", quoted(&self.matter.to_string())), ("nature", nature)])
    }
}

impl Matter {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Matter,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Matter>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Matter { data })
    }
}

#[pymethods]
impl Matter {
    /// Its path, levels joined by a slash.
    #[getter]
    fn matter(&self) -> String {
        self.data.matter.to_string()
    }

    /// What else stands for it (别名).
    #[getter]
    fn aliases<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.data.aliases.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    /// What kind of matter it is (性质): duty, mediation or enterprise.
    #[getter]
    fn nature(&self) -> Option<&'static str> {
        self.data.nature.map(Word::en)
    }
}
