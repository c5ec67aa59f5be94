//! Mends: what a finding offers to write into a table; and places in tables.

use crate::answer::{Answer, Data, Shown, json, made, quoted, repr};
use bihuan::Lang;
use pyo3::prelude::*;
use std::sync::Arc;

/// A change of a table that mends a finding, in words with `str()`; `to_dict()` has its rows and cells.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Mend {
    data: Arc<bihuan::Mend>,
    shown: Shown,
}

impl Data for bihuan::Mend {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, lang: Lang) -> String {
        repr("Mend", &[("kind", quoted(kind(self))), ("line", quoted(&self.line(lang)))])
    }
}

/// The word of a kind of mend; it is its serde name.
fn kind(mend: &bihuan::Mend) -> &'static str {
    use bihuan::Mend;
    match mend {
        Mend::DeleteRow { .. } => "delete_row",
        Mend::ReplaceCell { .. } => "replace_cell",
        Mend::MoveRow { .. } => "move_row",
        Mend::MergeRows { .. } => "merge_rows",
        _ => "add_row",
    }
}

impl Mend {
    pub(crate) fn of<'py>(py: Python<'py>, data: bihuan::Mend, shown: &Shown) -> PyResult<Bound<'py, Mend>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Mend { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Mend {
    /// delete_row, replace_cell, move_row, merge_rows or, as a draft for a person to look at, add_row.
    #[getter]
    fn kind(&self) -> &'static str {
        kind(&self.data)
    }

    /// Whether every ticket gets the same answer after it: what is only tidied.
    #[getter]
    fn keeps_answers(&self) -> bool {
        self.data.keeps_answers()
    }

    fn __str__(&self) -> String {
        self.data.line(self.shown.lang)
    }
}

/// Where something stands, as `file[sheet]:row` with `str()`.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Place {
    data: Arc<bihuan::Place>,
}

impl Data for bihuan::Place {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("file", self.file.as_deref().and_then(quoted)),
            ("sheet", self.sheet.as_deref().and_then(quoted)),
            ("row", self.row.map(|row| row.to_string())),
            ("column", self.column.as_deref().and_then(quoted)),
        ];
        repr("Place", &fields)
    }
}

impl Place {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::Place,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Place>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Place { data })
    }
}

#[pymethods]
impl Place {
    /// The file, as the rulebook's folder names it.
    #[getter]
    fn file(&self) -> Option<&str> {
        self.data.file.as_deref()
    }

    /// The sheet of a workbook.
    #[getter]
    fn sheet(&self) -> Option<&str> {
        self.data.sheet.as_deref()
    }

    /// The line on which the record starts, from 1.
    #[getter]
    fn row(&self) -> Option<u64> {
        self.data.row
    }

    /// The column as the header writes it, or the key of a setting.
    #[getter]
    fn column(&self) -> Option<&str> {
        self.data.column.as_deref()
    }

    fn __str__(&self) -> String {
        self.data.to_string()
    }
}
