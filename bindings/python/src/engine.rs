//! The engine: a compiled rulebook that is asked.

use crate::answer::{Reduced, Shown};
use crate::contest::{Contest, Replay};
use crate::decision::{Decision, Why, tuple};
use crate::directory::{Matter, Unit};
use crate::error::{exception, fenced};
use crate::explanation::Explanation;
use crate::finding::Finding;
use crate::frame::{Answered, Asked, Map, answered, opened};
use crate::monitor::Monitor;
use crate::rulebook::{Origin, load_error, origin, rulebook};
use crate::time::Zone;
use crate::value::{self, history, lang_code};
use crate::verdict::Verdict;
use crate::why_not::WhyNot;
use bihuan::{Lang, Rulebook, Ticket};
use bihuan_columns::Ask;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};
use std::path::PathBuf;
use std::sync::Arc;

/// A compiled rulebook: immutable, safe to share between threads.
#[pyclass(frozen, subclass, module = "bihuan._bihuan")]
pub(crate) struct Engine {
    pub(crate) core: bihuan::Engine,
    pub(crate) lang: Lang,
    origin: Origin,
}

impl Engine {
    /// What the answers to a ticket are shown with.
    pub(crate) fn shown(&self, ticket: &Ticket) -> Shown {
        let zone = self.core.timezone_of(ticket).unwrap_or_else(|_| self.core.timezone());
        Shown { zone: Zone::new(zone), lang: self.lang }
    }

    /// What is shown without a ticket.
    fn shown_at_large(&self) -> Shown {
        Shown { zone: Zone::new(self.core.timezone()), lang: self.lang }
    }

    /// Decides a ticket with what happened so far.
    fn decide<'py>(&self, py: Python<'py>, why: Why) -> PyResult<Bound<'py, Decision>> {
        let decided = py.detach(|| self.core.redispatch(&why.ticket, &why.history));
        let decision = decided.map_err(|error| exception(py, &error, self.lang))?;
        let shown = self.shown(&why.ticket);
        Decision::of(py, decision, &shown, Some(Arc::new(why)))
    }
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (path=None, *, files=None, lang="en"))]
    fn new(
        py: Python<'_>,
        path: Option<PathBuf>,
        files: Option<&Bound<'_, PyDict>>,
        lang: &str,
    ) -> PyResult<Engine> {
        let lang = value::lang(lang)?;
        let origin = origin(path, files)?;
        fenced(py, || {
            let compiled = py.detach(|| rulebook(&origin).and_then(Rulebook::compile));
            let core = compiled.map_err(|error| load_error(py, &origin, &error, lang))?;
            Ok(Engine { core, lang, origin })
        })
    }

    #[pyo3(signature = (ticket=None, /, **fields))]
    fn dispatch<'py>(
        &self,
        py: Python<'py>,
        ticket: Option<&Bound<'py, PyAny>>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, Decision>> {
        fenced(py, || {
            let ticket = value::ticket(py, ticket, fields, "dispatch", self.lang)?;
            let history = bihuan::History::new();
            self.decide(py, Why { engine: self.core.clone(), ticket, history })
        })
    }

    #[pyo3(signature = (ticket=None, /, events=None, **fields))]
    fn redispatch<'py>(
        &self,
        py: Python<'py>,
        ticket: Option<&Bound<'py, PyAny>>,
        events: Option<&Bound<'py, PyAny>>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, Decision>> {
        fenced(py, || {
            let ticket = value::ticket(py, ticket, fields, "redispatch", self.lang)?;
            let history = history(events, &ticket, self.lang)?;
            self.decide(py, Why { engine: self.core.clone(), ticket, history })
        })
    }

    #[pyo3(signature = (ticket=None, /, events=None, **fields))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        ticket: Option<&Bound<'py, PyAny>>,
        events: Option<&Bound<'py, PyAny>>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, Explanation>> {
        fenced(py, || {
            let ticket = value::ticket(py, ticket, fields, "explain", self.lang)?;
            let history = history(events, &ticket, self.lang)?;
            let explained = py.detach(|| self.core.explain(&ticket, &history));
            let explanation = explained.map_err(|error| exception(py, &error, self.lang))?;
            Explanation::of(py, explanation, &self.shown(&ticket))
        })
    }

    #[pyo3(signature = (ticket, /, unit, events=None))]
    fn why_not<'py>(
        &self,
        py: Python<'py>,
        ticket: &Bound<'py, PyAny>,
        unit: &str,
        events: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, WhyNot>> {
        fenced(py, || {
            let ticket = value::ticket(py, Some(ticket), None, "why_not", self.lang)?;
            let history = history(events, &ticket, self.lang)?;
            let asked = py.detach(|| self.core.why_not(&ticket, &history, unit));
            let why_not = asked.map_err(|error| exception(py, &error, self.lang))?;
            WhyNot::of(py, why_not, &self.shown(&ticket))
        })
    }

    #[pyo3(signature = (ticket, /, unit, claim=None, events=None, *, now=None))]
    fn contest<'py>(
        &self,
        py: Python<'py>,
        ticket: &Bound<'py, PyAny>,
        unit: &str,
        claim: Option<&Bound<'py, PyAny>>,
        events: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, Contest>> {
        fenced(py, || {
            let ticket = value::ticket(py, Some(ticket), None, "contest", self.lang)?;
            let history = history(events, &ticket, self.lang)?;
            let (claim, now) = (value::claim(claim, self.lang)?, now.map(value::now).transpose()?);
            let contested = py.detach(|| match now {
                Some(now) => self.core.contest_at(&ticket, &history, unit, &claim, now),
                None => self.core.contest(&ticket, &history, unit, &claim),
            });
            let contest = contested.map_err(|error| exception(py, &error, self.lang))?;
            Contest::of(py, contest, &self.shown(&ticket))
        })
    }

    #[pyo3(signature = (recorded, /))]
    fn replay_contest<'py>(
        &self,
        py: Python<'py>,
        recorded: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, Replay>> {
        fenced(py, || {
            let recorded = value::contest(recorded)?;
            let replayed = py.detach(|| self.core.replay_contest(&recorded));
            let replay = replayed.map_err(|error| exception(py, &error, self.lang))?;
            Replay::of(py, replay, &self.shown(&recorded.ticket))
        })
    }

    #[pyo3(signature = (ticket=None, /, events=None, *, now, **fields))]
    fn audit<'py>(
        &self,
        py: Python<'py>,
        ticket: Option<&Bound<'py, PyAny>>,
        events: Option<&Bound<'py, PyAny>>,
        now: &Bound<'py, PyAny>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, Verdict>> {
        fenced(py, || {
            let ticket = value::ticket(py, ticket, fields, "audit", self.lang)?;
            let (history, now) = (history(events, &ticket, self.lang)?, value::now(now)?);
            let judged = py.detach(|| self.core.audit(&ticket, &history, now));
            let verdict = judged.map_err(|error| exception(py, &error, self.lang))?;
            Verdict::of(py, verdict, &self.shown(&ticket), Some(self.core.clone()))
        })
    }

    #[pyo3(signature = (ticket=None, /, **fields))]
    fn monitor(
        slf: &Bound<'_, Self>,
        ticket: Option<&Bound<'_, PyAny>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Monitor> {
        let py = slf.py();
        fenced(py, || {
            let engine = slf.get();
            let ticket = value::ticket(py, ticket, fields, "monitor", engine.lang)?;
            Ok(Monitor::new(slf.clone().unbind(), engine.core.monitor(&ticket)))
        })
    }

    #[pyo3(signature = (ticket=None, /, events=None, **fields))]
    fn doubts<'py>(
        &self,
        py: Python<'py>,
        ticket: Option<&Bound<'py, PyAny>>,
        events: Option<&Bound<'py, PyAny>>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyList>> {
        fenced(py, || {
            let ticket = value::ticket(py, ticket, fields, "doubts", self.lang)?;
            let doubts = self.core.doubts(&ticket, &history(events, &ticket, self.lang)?);
            let doubts =
                doubts.iter().map(|(ordinal, finding)| Ok((*ordinal, Finding::of(py, finding, self.lang)?)));
            PyList::new(py, doubts.collect::<PyResult<Vec<_>>>()?)
        })
    }

    /// The answers to a table: the frame, the rows rejected, the tickets received after now, the years
    /// that the calendar does not cover, and what is doubtful in the events.
    #[pyo3(signature = (ask, tickets, events, *, now, maps))]
    fn _frame<'py>(
        &self,
        py: Python<'py>,
        ask: &str,
        tickets: &Bound<'py, PyAny>,
        events: Option<&Bound<'py, PyAny>>,
        now: Option<&Bound<'py, PyAny>>,
        maps: (Map, Map),
    ) -> PyResult<Answered<'py>> {
        fenced(py, || {
            let now = now.map(value::now).transpose()?;
            let ask = match (ask, now) {
                ("decisions", _) => Ask::Decisions,
                ("verdicts", Some(now)) => Ask::Verdicts(now),
                ("obligations", Some(now)) => Ask::Obligations(now),
                _ => return Err(PyTypeError::new_err("a verdict needs `now`")),
            };
            let tickets = opened(tickets, "tickets")?;
            let events = events.map(|events| opened(events, "events")).transpose()?;
            let asked = Asked { ask, tickets, events, maps };
            answered(py, &self.core, asked, self.lang)
        })
    }

    /// Warnings and notes of loading.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, self.core.findings(), |finding| Finding::of(py, &finding, self.lang))
    }

    /// The units of the latest edition, in the order of its list.
    #[getter]
    fn units<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, self.core.units(), |unit| Unit::of(py, unit, &self.shown_at_large()))
    }

    /// The listed matters of the latest edition, in the order of its list.
    #[getter]
    fn matters<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, self.core.matters(), |matter| Matter::of(py, matter, &self.shown_at_large()))
    }

    /// The timezone of the latest edition, by its IANA name.
    #[getter]
    fn timezone(&self) -> &str {
        self.core.timezone()
    }

    /// The hash of the rulebook and of what ships with the library: two engines with the same hash answer
    /// alike.
    #[getter]
    fn hash(&self) -> &str {
        self.core.hash()
    }

    /// The language of messages and explanations: en or zh.
    #[getter]
    fn lang(&self) -> &'static str {
        lang_code(self.lang)
    }

    fn unit_name(&self, code: &str) -> Option<&str> {
        self.core.unit_name(code)
    }

    fn __repr__(&self) -> String {
        let units = self.core.units().len();
        let name = match &self.origin {
            Origin::Path(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
            Origin::Files(_) => None,
        };
        let name = name.unwrap_or_else(|| "from memory".to_owned());
        format!("<Engine {name}: {units} units, {} matters>", self.core.matters().len())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        let same = |other: &Engine| other.core.hash() == self.core.hash() && other.lang == self.lang;
        other.cast::<Engine>().is_ok_and(|other| same(other.get()))
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        self.core.hash().hash(&mut hasher);
        hasher.finish()
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// A rulebook on disk is pickled by its path, one in memory by its files; both with the hash.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let (py, own) = (slf.py(), slf.get());
        let (path, files) = match &own.origin {
            Origin::Path(path) => (Some(path), None),
            Origin::Files(list) => {
                let files = PyDict::new(py);
                for (name, content) in list {
                    files.set_item(name, PyBytes::new(py, content))?;
                }
                (None, Some(files))
            }
        };
        let arguments =
            (slf.get_type(), path, files, lang_code(own.lang), own.core.hash()).into_pyobject(py)?;
        Ok((py.import("bihuan._engine")?.getattr("_restore")?, arguments))
    }
}
