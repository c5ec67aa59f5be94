//! Findings, and rows that were rejected: what is wrong, where, and what to do about it.

use crate::answer::{Answer, Data, Shown, json, made, plain, quoted, repr};
use crate::mend::Mend;
use crate::time::Zone;
use bihuan::Lang;
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A finding in both languages; the keys are the columns of `check`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    code: String,
    severity: String,
    file: Option<String>,
    sheet: Option<String>,
    row: Option<u64>,
    column: Option<String>,
    value: Option<String>,
    message: String,
    help: String,
    message_zh: String,
    help_zh: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    witness: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mend: Option<bihuan::Mend>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    touched: Option<u64>,
}

impl Said {
    pub(crate) fn of(finding: &bihuan::Finding) -> Said {
        let place = finding.place();
        Said {
            code: finding.code().to_string(),
            severity: finding.severity().word(Lang::En).to_owned(),
            file: place.file.clone(),
            sheet: place.sheet.clone(),
            row: place.row,
            column: place.column.clone(),
            value: finding.cell().map(str::to_owned),
            message: finding.message(Lang::En),
            help: finding.help(Lang::En),
            message_zh: finding.message(Lang::Zh),
            help_zh: finding.help(Lang::Zh),
            witness: finding
                .witness()
                .iter()
                .map(|(name, text)| (name.clone(), text.as_str().into()))
                .collect(),
            mend: finding.mend().cloned(),
            touched: finding.touched(),
        }
    }

    pub(crate) fn is(&self, severity: &str) -> bool {
        self.severity == severity
    }

    fn message(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.message_zh } else { &self.message }
    }

    fn help(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.help_zh } else { &self.help }
    }

    /// `file:row: column: message [code]`, and the help on a line of its own.
    pub(crate) fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        if let Some(file) = &self.file {
            text.push_str(file);
            if let Some(row) = self.row {
                text.push_str(&format!(":{row}"));
            }
            text.push_str(": ");
        }
        if let Some(column) = &self.column {
            text.push_str(&format!("{column}: "));
        }
        text.push_str(&format!("{} [{}]", self.message(lang), self.code));
        if !self.help(lang).is_empty() {
            text.push_str(&format!("\n  = {}", self.help(lang)));
        }
        text
    }
}

impl Data for Said {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, lang: Lang) -> String {
        repr(
            "Finding",
            &[
                ("code", quoted(&self.code)),
                ("severity", quoted(&self.severity)),
                ("file", self.file.as_deref().and_then(quoted)),
                ("row", self.row.map(|row| row.to_string())),
                ("column", self.column.as_deref().and_then(quoted)),
                ("message", quoted(self.message(lang))),
            ],
        )
    }
}

/// One thing that is wrong or worth knowing: a code, a place, a message and what to do about it.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Finding {
    data: Arc<Said>,
    shown: Shown,
}

/// What is shown without a time.
pub(crate) fn shown(lang: Lang) -> Shown {
    Shown { zone: Zone::new("UTC"), lang }
}

impl Finding {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        finding: &bihuan::Finding,
        lang: Lang,
    ) -> PyResult<Bound<'py, Finding>> {
        Finding::from_said(py, Said::of(finding), &shown(lang))
    }

    pub(crate) fn from_said<'py>(
        py: Python<'py>,
        data: Said,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Finding>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Finding { data, shown: shown.clone() })
    }
}

impl Finding {
    pub(crate) fn said(&self) -> &Said {
        &self.data
    }
}

#[pymethods]
impl Finding {
    /// BH and four digits; docs/findings has a page for each.
    #[getter]
    fn code(&self) -> &str {
        &self.data.code
    }

    /// error, warning or note.
    #[getter]
    fn severity(&self) -> &str {
        &self.data.severity
    }

    /// The file, as the rulebook's folder names it, or the table.
    #[getter]
    fn file(&self) -> Option<&str> {
        self.data.file.as_deref()
    }

    /// The sheet of a workbook.
    #[getter]
    fn sheet(&self) -> Option<&str> {
        self.data.sheet.as_deref()
    }

    /// The line on which the record starts, or the row of the table, from 1.
    #[getter]
    fn row(&self) -> Option<u64> {
        self.data.row
    }

    /// The column as the header writes it, or the key of a setting.
    #[getter]
    fn column(&self) -> Option<&str> {
        self.data.column.as_deref()
    }

    /// The value in question, as written.
    #[getter]
    fn value(&self) -> Option<&str> {
        self.data.value.as_deref()
    }

    /// What is wrong, in one line, in the engine's language.
    #[getter]
    fn message(&self) -> &str {
        self.data.message(self.shown.lang)
    }

    /// What to do about it; empty where the message says it all.
    #[getter]
    fn help(&self) -> &str {
        self.data.help(self.shown.lang)
    }

    /// A ticket that shows it when it is dispatched, as a dict; None where no ticket can.
    #[getter]
    fn witness<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let witness = Some(&self.data.witness).filter(|witness| !witness.is_empty());
        witness.map(|witness| plain(py, witness)).transpose()
    }

    /// A change of the table that mends it; None where there is none.
    #[getter]
    fn mend<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Mend>>> {
        self.data.mend.as_ref().map(|mend| Mend::of(py, mend.clone(), &self.shown)).transpose()
    }

    /// How many tickets it touches, of those that the check was given; None when it was given none, or when no
    /// ticket can tell.
    #[getter]
    fn touched(&self) -> Option<u64> {
        self.data.touched
    }

    fn __str__(&self) -> String {
        self.data.text(self.shown.lang)
    }
}

/// A rejected row as its JSON has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    #[serde(flatten)]
    said: Said,
    line: String,
}

/// A rejected row: one of many that are held once, their words found when they are asked for; or thawed.
pub(crate) enum Kept {
    Held(Arc<Vec<bihuan::Rejected>>, usize),
    Thawed(Box<Line>),
}

impl Kept {
    fn line(&self) -> Line {
        match self {
            Kept::Held(all, at) => match all.get(*at) {
                Some(row) => Line { said: Said::of(&row.finding), line: row.line.clone() },
                None => Line::default(),
            },
            Kept::Thawed(line) => (**line).clone(),
        }
    }
}

impl Data for Kept {
    fn json(&self) -> String {
        json(&self.line())
    }

    fn repr(&self, lang: Lang) -> String {
        let said = self.line().said;
        repr(
            "Rejected",
            &[
                ("table", said.file.as_deref().and_then(quoted)),
                ("row", said.row.map(|row| row.to_string())),
                ("column", said.column.as_deref().and_then(quoted)),
                ("message", quoted(said.message(lang))),
            ],
        )
    }
}

/// A row that could not be read or answered, and why.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Rejected {
    data: Arc<Kept>,
    shown: Shown,
}

impl Rejected {
    /// Every row that was rejected, as a list.
    pub(crate) fn all<'py>(
        py: Python<'py>,
        rows: Vec<bihuan::Rejected>,
        lang: Lang,
    ) -> PyResult<Bound<'py, PyList>> {
        let (shown, rows) = (shown(lang), Arc::new(rows));
        let list = PyList::empty(py);
        for at in 0..rows.len() {
            list.append(Rejected::kept(py, Kept::Held(Arc::clone(&rows), at), &shown)?)?;
        }
        Ok(list)
    }

    pub(crate) fn from_line<'py>(
        py: Python<'py>,
        data: Line,
        shown: &Shown,
    ) -> PyResult<Bound<'py, Rejected>> {
        Rejected::kept(py, Kept::Thawed(Box::new(data)), shown)
    }

    fn kept<'py>(py: Python<'py>, data: Kept, shown: &Shown) -> PyResult<Bound<'py, Rejected>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Rejected { data, shown: shown.clone() })
    }

    fn said(&self) -> Said {
        self.data.line().said
    }
}

#[pymethods]
impl Rejected {
    /// tickets or events.
    #[getter]
    fn table(&self) -> Option<String> {
        self.said().file
    }

    /// The row of the table, from 0, as iloc counts.
    #[getter]
    fn index(&self) -> Option<u64> {
        self.said().row.map(|row| row.saturating_sub(1))
    }

    /// The row of the table, from 1, as messages count.
    #[getter]
    fn row(&self) -> Option<u64> {
        self.said().row
    }

    /// The column as the header writes it.
    #[getter]
    fn column(&self) -> Option<String> {
        self.said().column
    }

    /// The finding's code.
    #[getter]
    fn code(&self) -> String {
        self.said().code
    }

    /// The value in question.
    #[getter]
    fn value(&self) -> Option<String> {
        self.said().value
    }

    /// What is wrong, in one line, in the engine's language.
    #[getter]
    fn message(&self) -> String {
        self.said().message(self.shown.lang).to_owned()
    }

    /// What is wrong, with place and help.
    #[getter]
    fn finding<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, Finding>> {
        Finding::from_said(py, self.said(), &self.shown)
    }

    /// The row's cells, joined by commas; of a ticket that was read but has no answer its number.
    #[getter]
    fn line(&self) -> String {
        self.data.line().line
    }

    fn __str__(&self) -> String {
        self.said().text(self.shown.lang)
    }
}
