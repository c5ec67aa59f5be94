//! Monitors: a ticket audited one event at a time.

use crate::answer::{Reduced, json};
use crate::engine::Engine;
use crate::error::{exception, fenced, input};
use crate::value;
use crate::verdict::Verdict;
use bihuan::MonitorState;
use pyo3::prelude::*;
use std::sync::{Mutex, PoisonError};

/// A ticket audited one event at a time.
#[pyclass(frozen, module = "bihuan")]
pub(crate) struct Monitor {
    engine: Py<Engine>,
    state: Mutex<MonitorState>,
}

impl Monitor {
    pub(crate) fn new(engine: Py<Engine>, state: MonitorState) -> Monitor {
        Monitor { engine, state: Mutex::new(state) }
    }

    /// The state as it is; the lock is let go at once, for a thread may wait for Python while it is held.
    fn state(&self) -> MonitorState {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[pymethods]
impl Monitor {
    /// Gives it an event.
    fn push(&self, py: Python<'_>, event: &Bound<'_, PyAny>) -> PyResult<()> {
        fenced(py, || {
            let engine = self.engine.get();
            let (at, ticket) = (self.__len__() + 1, self.ticket());
            let event = value::event(event, at, &ticket, engine.lang)?;
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            let pushed = engine.core.push(&mut state, &event);
            drop(state);
            pushed.map_err(|error| exception(py, &error, engine.lang))
        })
    }

    /// How the three loops stand at a time.
    fn verdict<'py>(&self, py: Python<'py>, now: &Bound<'py, PyAny>) -> PyResult<Bound<'py, Verdict>> {
        fenced(py, || {
            let engine = self.engine.get();
            let (state, now) = (self.state(), value::now(now)?);
            let judged = py.detach(|| engine.core.verdict(&state, now));
            let verdict = judged.map_err(|error| exception(py, &error, engine.lang))?;
            Verdict::of(py, verdict, &engine.shown(state.ticket()), Some(engine.core.clone()))
        })
    }

    /// The ticket's number.
    #[getter]
    fn ticket(&self) -> String {
        self.state().ticket().id.clone()
    }

    /// The number of events that it was given.
    fn __len__(&self) -> usize {
        self.state().events().len()
    }

    fn __bool__(&self) -> bool {
        true
    }

    /// Its state as JSON, to be kept until the next event.
    fn to_json(&self) -> String {
        json(&self.state())
    }

    /// A monitor from the state that was kept; that of another rulebook is refused.
    #[staticmethod]
    fn from_json(engine: Py<Engine>, json: &str, py: Python<'_>) -> PyResult<Monitor> {
        let state: MonitorState = serde_json::from_str(json)
            .map_err(|error| input(py, &format!("no state of a monitor: {error}")))?;
        let own = engine.get();
        if state.rulebook() != own.core.hash() {
            // the core refuses the state of another rulebook before it judges anything
            let refused = own.core.verdict(&state, state.ticket().received_at);
            refused.map_err(|error| exception(py, &error, own.lang))?;
        }
        Ok(Monitor::new(engine, state))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Monitor>().is_ok_and(|other| other.get().state() == self.state())
    }

    fn __repr__(&self) -> String {
        let state = self.state();
        format!("<Monitor of ticket {}: {} events>", state.ticket().id, state.events().len())
    }

    fn __copy__(&self, py: Python<'_>) -> Monitor {
        Monitor::new(self.engine.clone_ref(py), self.state())
    }

    fn __deepcopy__(&self, py: Python<'_>, _memo: &Bound<'_, PyAny>) -> Monitor {
        self.__copy__(py)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let (py, own) = (slf.py(), slf.get());
        let arguments = (own.engine.clone_ref(py), own.to_json()).into_pyobject(py)?;
        Ok((slf.get_type().getattr("from_json")?, arguments))
    }
}
