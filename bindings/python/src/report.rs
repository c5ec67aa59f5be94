//! What a check found: findings in their order, what is gone, and how many more there are.

use crate::answer::{Answer, Data, Shown, json, made, repr};
use crate::decision::tuple;
use crate::finding::{Finding, Said};
use bihuan::Lang;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The report in both languages.
#[derive(Serialize, Deserialize)]
pub(crate) struct Reported {
    findings: Vec<Said>,
    gone: Vec<Said>,
    hidden: Vec<bihuan::Hidden>,
}

impl Reported {
    pub(crate) fn new(report: &bihuan::Report) -> Reported {
        Reported {
            findings: report.findings.iter().map(Said::of).collect(),
            gone: report.gone.iter().map(Said::of).collect(),
            hidden: report.hidden.clone(),
        }
    }

    fn text(&self, lang: Lang) -> String {
        let say = |en: String, zh: String| if lang == Lang::Zh { zh } else { en };
        let mut lines: Vec<String> = self.findings.iter().map(|finding| finding.text(lang)).collect();
        for gone in &self.gone {
            let line = gone.text(lang);
            lines.push(say(format!("gone: {line}"), format!("已消除：{line}")));
        }
        for bihuan::Hidden { code, count, .. } in &self.hidden {
            lines.push(say(
                format!("{code}: {count} more, all=True shows them"),
                format!("{code}：还有 {count} 处，用 all=True 列出"),
            ));
        }
        lines.join("\n")
    }
}

impl Data for Reported {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let count = |severity: &str| {
            let of = self.findings.iter().filter(|finding| finding.is(severity)).count();
            (of > 0).then(|| of.to_string())
        };
        let hidden: u64 = self.hidden.iter().map(|hidden| hidden.count).sum();
        let fields = [
            ("errors", count("error")),
            ("warnings", count("warning")),
            ("notes", count("note")),
            ("gone", (!self.gone.is_empty()).then(|| self.gone.len().to_string())),
            ("hidden", (hidden > 0).then(|| hidden.to_string())),
        ];
        repr("Report", &fields)
    }
}

/// What a check found: a sequence of findings; as text with `str()` or `print()`.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Report {
    data: Arc<Reported>,
    shown: Shown,
}

impl Report {
    pub(crate) fn of<'py>(py: Python<'py>, data: Reported, shown: &Shown) -> PyResult<Bound<'py, Report>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Report { data, shown: shown.clone() })
    }
}

#[pymethods]
impl Report {
    /// What loading objects to and what the cases come to, by place; then what the tables prove to be: the
    /// gravest first, then what touches most tickets, then the largest.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.findings, |said| Finding::from_said(py, said, &self.shown))
    }

    /// What the other version had and this one has not.
    #[getter]
    fn gone<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.gone, |said| Finding::from_said(py, said, &self.shown))
    }

    /// How many more there are that are not shown, by code.
    #[getter]
    fn hidden<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let hidden = PyDict::new(py);
        for line in &self.data.hidden {
            hidden.set_item(&line.code, line.count)?;
        }
        Ok(hidden)
    }

    fn __len__(&self) -> usize {
        self.data.findings.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.findings(py)?.as_any().get_item(index)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.findings(py)?.as_any().try_iter()?.into_any())
    }

    fn __contains__(&self, finding: &Bound<'_, PyAny>) -> bool {
        let Ok(finding) = finding.cast::<Finding>() else { return false };
        self.data.findings.contains(finding.get().said())
    }

    /// The report as text, in the engine's language unless another is asked for.
    #[pyo3(signature = (lang=None))]
    fn text(&self, lang: Option<&str>) -> PyResult<String> {
        Ok(self.data.text(lang.map_or(Ok(self.shown.lang), crate::value::lang)?))
    }

    fn __str__(&self) -> String {
        self.data.text(self.shown.lang)
    }
}
