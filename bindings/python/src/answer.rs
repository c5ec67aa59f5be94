//! What every answer can do: compare, hash, show itself, become a dict or JSON, be pickled.

use crate::changes::{Changes, RegionChange, RuleChange};
use crate::contest::{Contest, Replay};
use crate::decision::{Decision, Limit, Note, Part, Stage};
use crate::difference::{CellChange, Difference, SettingChange};
use crate::directory::{Matter, Unit};
use crate::error::fenced;
use crate::explanation::{Behind, Cell, Explanation, Row};
use crate::finding::{Finding, Rejected};
use crate::mend::{Mend, Place};
use crate::replayed::{Replayed, Shift, TicketChange, UnitShift};
use crate::report::Report;
use crate::time::Zone;
use crate::value::lang_code;
use crate::verdict::{Next, Obligation, Verdict};
use crate::why_not::{Change, FactChange, WhyNot};
use bihuan::{Lang, LocalTime};
use pyo3::PyClass;
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// The data of an answer.
pub(crate) trait Data: Send + Sync {
    fn json(&self) -> String;

    /// What a pickle keeps of it, where that is more than its JSON.
    fn kept(&self) -> String {
        self.json()
    }

    fn repr(&self, lang: Lang) -> String;
}

/// What an answer is shown with: the timezone of its times and the language of its words.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) zone: Zone,
    pub(crate) lang: Lang,
}

/// A value that bihuan answered: immutable, comparable, picklable.
#[pyclass(frozen, subclass, module = "bihuan")]
pub(crate) struct Answer {
    data: Arc<dyn Data>,
    pub(crate) shown: Shown,
}

/// What pickle keeps of an object: what to call, with what.
pub(crate) type Reduced<'py> = (Bound<'py, PyAny>, Bound<'py, PyTuple>);

/// Makes an answer of a class from its data.
pub(crate) fn made<'py, C, D>(
    py: Python<'py>,
    data: Arc<D>,
    shown: &Shown,
    class: C,
) -> PyResult<Bound<'py, C>>
where
    C: PyClass<BaseType = Answer>,
    D: Data + 'static,
{
    let base = Answer { data, shown: shown.clone() };
    Bound::new(py, PyClassInitializer::from(base).add_subclass(class))
}

#[pymethods]
impl Answer {
    /// The answer as JSON, times as RFC 3339 with offset.
    fn to_json(&self) -> String {
        self.data.json()
    }

    /// The answer as a dict, times as aware datetimes.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let dict = py.import(intern!(py, "json"))?.call_method1(intern!(py, "loads"), (self.data.json(),))?;
        with_times(&dict, &self.shown.zone)?;
        Ok(dict)
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, PyAny>) -> bool {
        let Ok(same) = other.cast::<Answer>() else { return false };
        let (left, right) = (&slf.get().data, &same.get().data);
        slf.get_type().is(other.get_type()) && (Arc::ptr_eq(left, right) || left.json() == right.json())
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.data.json().hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        self.data.repr(self.shown.lang)
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let (py, own) = (slf.py(), slf.get());
        let restore = py.import("bihuan._bihuan")?.getattr("_restore")?;
        let (zone, lang) = (own.shown.zone.0.to_string(), lang_code(own.shown.lang));
        Ok((restore, (slf.get_type().name()?, own.data.kept(), zone, lang).into_pyobject(py)?))
    }
}

/// An answer from its JSON: what pickle calls.
#[pyfunction(name = "_restore")]
pub(crate) fn restore<'py>(
    py: Python<'py>,
    class: &str,
    json: &str,
    zone: &str,
    lang: &str,
) -> PyResult<Bound<'py, PyAny>> {
    fn read<T: DeserializeOwned>(json: &str) -> PyResult<T> {
        serde_json::from_str(json)
            .map_err(|error| PyValueError::new_err(format!("no answer of bihuan: {error}")))
    }
    let shown = Shown { zone: Zone::new(zone), lang: crate::value::lang(lang)? };
    fenced(py, || {
        Ok(match class {
            "Decision" => Decision::of(py, read(json)?, &shown, None)?.into_any(),
            "Part" => Part::of(py, read(json)?, &shown)?.into_any(),
            "Limit" => Limit::of(py, read(json)?, &shown)?.into_any(),
            "Stage" => Stage::of(py, read(json)?, &shown)?.into_any(),
            "Note" => Note::of(py, read(json)?, &shown)?.into_any(),
            "Verdict" => Verdict::of(py, read(json)?, &shown, None)?.into_any(),
            "Next" => Next::of(py, read(json)?, &shown)?.into_any(),
            "Obligation" => Obligation::of(py, read(json)?, &shown)?.into_any(),
            "Explanation" => Explanation::of(py, read(json)?, &shown)?.into_any(),
            "Row" => Row::of(py, read(json)?, &shown)?.into_any(),
            "Cell" => Cell::of(py, read(json)?, &shown)?.into_any(),
            "Behind" => Behind::of(py, read(json)?, &shown)?.into_any(),
            "Contest" => Contest::of(py, read(json)?, &shown)?.into_any(),
            "Replay" => Replay::of(py, read(json)?, &shown)?.into_any(),
            "WhyNot" => WhyNot::of(py, read(json)?, &shown)?.into_any(),
            "Change" => Change::of(py, read(json)?, &shown)?.into_any(),
            "FactChange" => FactChange::of(py, read(json)?, &shown)?.into_any(),
            "Unit" => Unit::of(py, read(json)?, &shown)?.into_any(),
            "Matter" => Matter::of(py, read(json)?, &shown)?.into_any(),
            "Finding" => Finding::from_said(py, read(json)?, &shown)?.into_any(),
            "Report" => Report::of(py, read(json)?, &shown)?.into_any(),
            "Mend" => Mend::of(py, read(json)?, &shown)?.into_any(),
            "Place" => Place::of(py, read(json)?, &shown)?.into_any(),
            "Changes" => Changes::of(py, read(json)?, &shown, None)?.into_any(),
            "RuleChange" => RuleChange::of(py, read(json)?, &shown)?.into_any(),
            "CellChange" => CellChange::of(py, read(json)?, &shown)?.into_any(),
            "SettingChange" => SettingChange::of(py, read(json)?, &shown)?.into_any(),
            "RegionChange" => RegionChange::of(py, read(json)?, &shown)?.into_any(),
            "Difference" => Difference::of(py, read(json)?, &shown)?.into_any(),
            "Replayed" => Replayed::of(py, read(json)?, &shown, None)?.into_any(),
            "UnitShift" => UnitShift::of(py, read(json)?, &shown)?.into_any(),
            "Shift" => Shift::of(py, read(json)?, &shown)?.into_any(),
            "TicketChange" => TicketChange::of(py, read(json)?, &shown)?.into_any(),
            "Rejected" => Rejected::from_line(py, read(json)?, &shown)?.into_any(),
            other => return Err(PyValueError::new_err(format!("no answer of the class `{other}`"))),
        })
    })
}

/// The JSON of what serde can write.
pub(crate) fn json(data: &impl Serialize) -> String {
    serde_json::to_string(data).unwrap_or_default()
}

/// What serde can write as plain Python values.
pub(crate) fn plain<'py>(py: Python<'py>, data: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    py.import(intern!(py, "json"))?.call_method1(intern!(py, "loads"), (json(data),))
}

/// The keys whose text is a time.
const TIMES: &[&str] = &["due", "first_contact_due", "from_receipt", "since", "met_at", "return_due", "now"];

/// The keys of what was handed in: it has names of its own, and stays as it is.
const GIVEN: &[&str] = &["ticket", "history", "claim", "witness"];

/// Turns the texts of times into times, in place.
fn with_times(value: &Bound<'_, PyAny>, zone: &Zone) -> PyResult<()> {
    let py = value.py();
    if let Ok(dict) = value.cast::<PyDict>() {
        for (key, inner) in dict.iter() {
            match (key.extract::<String>(), inner.extract::<String>()) {
                (Ok(name), Err(_)) if GIVEN.contains(&name.as_str()) => {}
                (Ok(name), Ok(text)) if TIMES.contains(&name.as_str()) => {
                    if let Ok(time) = text.parse::<LocalTime>() {
                        dict.set_item(key, zone.datetime(py, time)?)?;
                    }
                }
                _ => with_times(&inner, zone)?,
            }
        }
    } else if let Ok(list) = value.cast::<PyList>() {
        for inner in list.iter() {
            with_times(&inner, zone)?;
        }
    }
    Ok(())
}

/// `Name(a='…', b=…)`, what is absent left out.
pub(crate) fn repr(class: &str, fields: &[(&str, Option<String>)]) -> String {
    let shown: Vec<_> =
        fields.iter().filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?))).collect();
    format!("{class}({})", shown.join(", "))
}

/// Text as Python would quote it.
pub(crate) fn quoted(text: &str) -> Option<String> {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out.push(quote);
    Some(out)
}
