//! Python values as cells of text, and dicts as tickets and events.

use crate::error::exception;
use crate::error::{input, unreadable};
use crate::time::moment;
use bihuan::{Claim, Contest, Event, History, Lang, MatterPath, Moment, Ticket};
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDateTime, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

/// A value as a cell of a csv would write it, empty where it is absent; a list is a path's levels where
/// paths stand. An error names what was expected.
pub(crate) fn cell(value: &Bound<'_, PyAny>, of_paths: bool) -> Result<String, String> {
    if value.is_none() {
        return Ok(String::new());
    }
    if let Ok(text) = value.cast::<PyString>() {
        return string(text);
    }
    scalar(value, of_paths).unwrap_or_else(|error| Err(error.value(value.py()).to_string()))
}

fn string(text: &Bound<'_, PyString>) -> Result<String, String> {
    text.to_str().map(str::to_owned).map_err(|_| "text with half a character (a lone surrogate)".to_owned())
}

/// What is neither text nor none; a Python error comes from the value's own methods.
fn scalar(value: &Bound<'_, PyAny>, of_paths: bool) -> PyResult<Result<String, String>> {
    let py = value.py();
    if let Ok(yes) = value.cast::<PyBool>() {
        return Ok(Ok(yes.is_true().to_string()));
    }
    if value.is_instance_of::<PyInt>() {
        let number: i64 = match value.extract() {
            Ok(number) => number,
            // however long it is; an int of Python's own, not a subclass with a text of its own
            Err(_) => return Ok(Ok(py.get_type::<PyInt>().call1((value,))?.to_string())),
        };
        return Ok(Ok(number.to_string()));
    }
    if let Ok(number) = value.cast::<PyFloat>() {
        let number = number.value();
        return Ok(Ok(if number.is_nan() { String::new() } else { number.to_string() }));
    }
    if let Some(moment) = moment(value)? {
        return Ok(Ok(moment.to_string()));
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        return list(value, of_paths);
    }
    foreign(value, of_paths)
}

fn list(value: &Bound<'_, PyAny>, of_paths: bool) -> PyResult<Result<String, String>> {
    let mut items = Vec::new();
    for item in value.try_iter()? {
        match cell(&item?, false) {
            Ok(text) if text.is_empty() => {}
            Ok(text) => items.push(text),
            Err(found) => return Ok(Err(format!("a list with {found}"))),
        }
    }
    Ok(Ok(if of_paths { MatterPath::join(items) } else { items.join("、") }))
}

/// Scalars of numpy, pandas and pyarrow, and decimals, known by what they can do: none is imported.
fn foreign(value: &Bound<'_, PyAny>, of_paths: bool) -> PyResult<Result<String, String>> {
    let py = value.py();
    let class = value.get_type();
    let name = class.name()?.to_string();
    match name.as_str() {
        "NAType" | "NaTType" => return Ok(Ok(String::new())),
        "Decimal" => {
            let finite: bool = value.call_method0(intern!(py, "is_finite"))?.extract()?;
            let format = if finite { "f" } else { "" };
            let text = value.call_method1(intern!(py, "__format__"), (format,))?.to_string();
            return Ok(Ok(if finite { text } else { String::new() }));
        }
        // as text every unit of numpy's times is exact
        "datetime64" => {
            let text = value.str()?.to_string();
            return Ok(Ok(if text == "NaT" { String::new() } else { text }));
        }
        _ => {}
    }
    let inner = if value.hasattr(intern!(py, "as_py"))? {
        value.call_method0(intern!(py, "as_py"))?
    } else if value.hasattr(intern!(py, "tolist"))? {
        value.call_method0(intern!(py, "tolist"))?
    } else {
        return Ok(Err(format!("a value of the type `{name}`")));
    };
    if inner.get_type().is(&class) || inner.hasattr(intern!(py, "keys"))? {
        return Ok(Err(format!("a value of the type `{name}`")));
    }
    Ok(cell(&inner, of_paths))
}

/// The fields of a dict, or of anything with `items()`.
fn fields(record: &Bound<'_, PyAny>, what: &str, of_tickets: bool) -> PyResult<Vec<(String, String)>> {
    let py = record.py();
    let mut fields = Vec::new();
    let mut put = |name: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>| -> PyResult<()> {
        let Ok(name) = name.cast::<PyString>() else {
            let found = name.get_type().name()?;
            return Err(input(py, &format!("{what}: a key must be a str, found the type `{found}`")));
        };
        let name = string(name).map_err(|found| input(py, &format!("{what}: a key is {found}")))?;
        // a list is rare enough to look at the name only then
        let of_paths = of_tickets && !value.is_instance_of::<PyString>() && Ticket::holds_path(&name);
        let value = cell(value, of_paths).map_err(|found| {
            input(
                py,
                &format!(
                    "{what}: `{name}` is {found}, expected text, a number, a time, a list of text or None"
                ),
            )
        })?;
        fields.push((name, value));
        Ok(())
    };
    if let Ok(dict) = record.cast::<PyDict>() {
        for (name, value) in dict {
            put(&name, &value)?;
        }
    } else if !record.is_instance_of::<PyString>() && record.hasattr(intern!(py, "items"))? {
        for item in record.call_method0(intern!(py, "items"))?.try_iter()? {
            let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item?.extract()?;
            put(&name, &value)?;
        }
    } else {
        let found = record.get_type().name()?;
        return Err(PyTypeError::new_err(format!("{what} must be a dict, found the type `{found}`")));
    }
    Ok(fields)
}

/// A ticket from a dict, from keyword arguments, or both; a keyword argument goes before a key of its name.
/// `call` is the method that was called.
pub(crate) fn ticket(
    py: Python<'_>,
    record: Option<&Bound<'_, PyAny>>,
    more: Option<&Bound<'_, PyDict>>,
    call: &str,
    lang: Lang,
) -> PyResult<Ticket> {
    let mut all = match record {
        Some(record) => fields(record, "the ticket", true)?,
        None => Vec::new(),
    };
    for (name, value) in more.map_or_else(|| Ok(Vec::new()), |more| fields(more, "the ticket", true))? {
        if let Some(instead) = argument_elsewhere(&name, call) {
            let message = format!(
                "{call}() has no argument `{name}`: {instead}; an attribute of that name goes into the ticket's dict"
            );
            return Err(PyTypeError::new_err(message));
        }
        all.retain(|(other, _)| *other != name);
        all.push((name, value));
    }
    Ticket::from_named(&all).map_err(|finding| unreadable(py, &finding, "", lang))
}

/// What to call for a keyword that is an argument of another method: as an attribute of the ticket it
/// would be taken in silence.
fn argument_elsewhere(name: &str, call: &str) -> Option<&'static str> {
    let of_events = name == "events" || slip_of(name, "events");
    Some(match (name, call) {
        (_, "dispatch") if of_events => "use redispatch(ticket, events)",
        (_, "monitor") if of_events => "push() takes them one by one",
        _ if of_events => "the argument is `events`",
        ("now", "monitor") => "verdict(now) takes it",
        ("now", _) => "use audit(ticket, events, now=…)",
        ("lang", _) => "the language is the engine's, bihuan.load(…, lang=…)",
        ("columns" | "event_columns" | "on_reject", _) => "use dispatch_frame or audit_frame for tables",
        ("obligations", _) => "use audit_frame for tables; a verdict has its obligations",
        _ => return None,
    })
}

/// Whether a name is another with one letter missing, added, changed, or two swapped.
fn slip_of(name: &str, meant: &str) -> bool {
    let (mut one, mut two) = (name.as_bytes(), meant.as_bytes());
    while let ([a, rest @ ..], [b, more @ ..]) = (one, two)
        && a == b
    {
        (one, two) = (rest, more);
    }
    while let ([rest @ .., a], [more @ .., b]) = (one, two)
        && a == b
    {
        (one, two) = (rest, more);
    }
    match (one, two) {
        ([a, b], [c, d]) => (a, b) == (d, c),
        _ => one.len() < 2 && two.len() < 2,
    }
}

/// An event from a dict, of the ticket with that number; `at` is its ordinal. One that names another
/// ticket is an error: it would count for this one.
pub(crate) fn event(record: &Bound<'_, PyAny>, at: usize, ours: &str, lang: Lang) -> PyResult<Event> {
    let py = record.py();
    let fields = fields(record, &format!("event {at}"), false)?;
    let prefix = match lang {
        Lang::Zh => format!("事件 {at}："),
        _ => format!("event {at}: "),
    };
    let event = Event::from_named(&fields).map_err(|finding| unreadable(py, &finding, &prefix, lang))?;
    let named = fields.iter().find(|(name, _)| Event::column(name) == "ticket");
    match named.map(|(_, id)| id.trim()) {
        Some(id) if !id.is_empty() && id != ours.trim() => {
            let wrong = match lang {
                Lang::Zh => format!("属于工单 `{id}`，不是工单 `{ours}`"),
                _ => format!("it belongs to the ticket `{id}`, not to `{ours}`"),
            };
            Err(input(py, &format!("{prefix}{wrong}")))
        }
        _ => Ok(event),
    }
}

/// The history of a ticket from dicts in any iterable.
pub(crate) fn history(records: Option<&Bound<'_, PyAny>>, ticket: &Ticket, lang: Lang) -> PyResult<History> {
    let Some(records) = records.filter(|records| !records.is_none()) else { return Ok(History::new()) };
    if records.is_instance_of::<PyDict>() || records.is_instance_of::<PyString>() {
        let found = records.get_type().name()?;
        let message = format!("the events must be a list of dicts, found the type `{found}`");
        return Err(PyTypeError::new_err(message));
    }
    let mut history = History::new();
    for (record, at) in records.try_iter()?.zip(1..) {
        history.push(event(&record?, at, &ticket.id, lang)?);
    }
    Ok(history)
}

/// The claim of a contest: a dict of columns and values, `column=value` pairs between `;`, or nothing.
pub(crate) fn claim(claim: Option<&Bound<'_, PyAny>>, lang: Lang) -> PyResult<Claim> {
    let Some(claim) = claim.filter(|claim| !claim.is_none()) else { return Ok(Claim::new()) };
    let py = claim.py();
    if let Ok(text) = claim.cast::<PyString>() {
        let text = string(text).map_err(|found| input(py, &format!("the claim is {found}")))?;
        return text.parse().map_err(|error| exception(py, &error, lang));
    }
    let mut claimed = Claim::new();
    for (count, (column, value)) in fields(claim, "the claim", true)?.into_iter().enumerate() {
        claimed = claimed.with(&column, value);
        if claimed.facts().count() == count {
            return Err(input(py, &format!("the claim: `{column}` stands there twice")));
        }
    }
    Ok(claimed)
}

/// A contest on record: the answer itself, its JSON, or its dict.
pub(crate) fn contest(recorded: &Bound<'_, PyAny>) -> PyResult<Contest> {
    let py = recorded.py();
    if let Ok(contest) = recorded.cast::<crate::contest::Contest>() {
        return Ok((*contest.get().data).clone());
    }
    let json = if recorded.is_instance_of::<PyDict>() {
        let options = PyDict::new(py);
        // times of `to_dict` are datetimes
        options.set_item("default", py.get_type::<PyDateTime>().getattr("isoformat")?)?;
        py.import(intern!(py, "json"))?.call_method("dumps", (recorded,), Some(&options))?
    } else {
        recorded.clone()
    };
    let Ok(json) = json.cast::<PyString>() else {
        let found = recorded.get_type().name()?;
        let message = format!("a contest, its JSON or its dict is expected, found the type `{found}`");
        return Err(PyTypeError::new_err(message));
    };
    serde_json::from_str(json.to_str()?).map_err(|error| input(py, &format!("no recorded contest: {error}")))
}

/// The time of a verdict: text, a `datetime` or a `date`.
pub(crate) fn now(value: &Bound<'_, PyAny>) -> PyResult<Moment> {
    if let Some(moment) = moment(value)? {
        return Ok(moment);
    }
    let is_time = value.is_instance_of::<PyString>() || value.get_type().name()? == "datetime64";
    if !is_time {
        let found = value.get_type().name()?;
        let message = format!("now must be a str, datetime or date, found the type `{found}`");
        return Err(PyTypeError::new_err(message));
    }
    let text = value.str()?.to_string_lossy().into_owned();
    text.parse().map_err(|error| input(value.py(), &format!("now: `{text}` is {error}")))
}

/// A language by its code.
pub(crate) fn lang(code: &str) -> PyResult<Lang> {
    match code {
        "en" => Ok(Lang::En),
        "zh" => Ok(Lang::Zh),
        other => {
            let message = format!("lang must be \"en\" or \"zh\", found `{other}`");
            Err(pyo3::exceptions::PyValueError::new_err(message))
        }
    }
}

/// The code of a language.
pub(crate) fn lang_code(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "zh" } else { "en" }
}
