//! Rulebooks: where they come from, what a check of one finds, and what two differ in.

use crate::changes::{Changes, Compared};
use crate::engine::Engine;
use crate::error::{exception, fenced, raised};
use crate::finding::{Rejected, shown};
use crate::frame::{Maker, Map, filed, opened};
use crate::report::{Report, Reported};
use crate::value;
use bihuan::{Check, Diff, Lang, Rulebook, Ticket, Tickets};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::path::{Path, PathBuf};

/// Where a rulebook came from, so that an engine can be pickled.
pub(crate) enum Origin {
    Path(PathBuf),
    Files(Vec<(String, Vec<u8>)>),
}

/// A rulebook that is asked: an engine, or where it comes from.
enum Asked {
    Engine(bihuan::Engine),
    Origin(Origin),
}

impl Asked {
    /// An engine, a dict of files or a path.
    fn of(source: &Bound<'_, PyAny>) -> PyResult<Asked> {
        if let Ok(engine) = source.cast::<Engine>() {
            return Ok(Asked::Engine(engine.get().core.clone()));
        }
        Ok(Asked::Origin(match source.cast::<PyDict>() {
            Ok(files) => origin(None, Some(files))?,
            Err(_) => origin(Some(source.extract()?), None)?,
        }))
    }

    /// The engine, or the findings of a rulebook that does not compile.
    fn compiled(self, py: Python<'_>, lang: Lang) -> PyResult<Result<bihuan::Engine, bihuan::Error>> {
        match self {
            Asked::Engine(engine) => Ok(Ok(engine)),
            Asked::Origin(origin) => {
                let read = py.detach(|| rulebook(&origin));
                let read = read.map_err(|error| load_error(py, &origin, &error, lang))?;
                Ok(py.detach(|| read.compile()))
            }
        }
    }
}

/// What a check found, and the rows of tickets that were rejected.
type Checked<'py> = (Bound<'py, Report>, Bound<'py, PyList>);

/// Checks a rulebook, be it one that does not compile.
#[pyfunction(name = "_check")]
#[pyo3(signature = (source, *, lang, all, unreached, against, tickets, map))]
#[expect(clippy::too_many_arguments, reason = "they are those of `bihuan.check`")]
pub(crate) fn check<'py>(
    py: Python<'py>,
    source: &Bound<'py, PyAny>,
    lang: &str,
    all: bool,
    unreached: bool,
    against: Option<&Bound<'py, PyAny>>,
    tickets: Option<&Bound<'py, PyAny>>,
    map: Map,
) -> PyResult<Checked<'py>> {
    let lang = value::lang(lang)?;
    fenced(py, || {
        let source = Asked::of(source)?.compiled(py, lang)?;
        let against = against.map(|against| Asked::of(against)?.compiled(py, lang)).transpose()?;
        let tickets = tickets.map(|tickets| opened(tickets, "tickets")).transpose()?;
        let maps = (map, Map::new());
        let read = tickets.map(|tickets| filed(py, tickets, None, &maps, lang)).transpose()?;
        let Tickets { list, rejected, .. } = read.unwrap_or_default();
        let report = py.detach(|| {
            let tickets: Vec<Ticket> = list.into_iter().map(|filed| filed.ticket).collect();
            let old = against.map(|against| found(&against));
            let mut check = Check::new().all(all).unreached(unreached).tickets(&tickets);
            if let Some(old) = &old {
                check = check.against(old);
            }
            match source {
                Ok(engine) => engine.check_with(&check),
                Err(error) => check.report(error.findings().to_vec()),
            }
        });
        let report = Report::of(py, Reported::new(&report), &shown(lang))?;
        Ok((report, Rejected::all(py, rejected, lang)?))
    })
}

/// Every finding of a rulebook.
fn found(compiled: &Result<bihuan::Engine, bihuan::Error>) -> Vec<bihuan::Finding> {
    match compiled {
        Ok(engine) => engine.check(),
        Err(error) => error.findings().to_vec(),
    }
}

/// What two rulebooks differ in, and the rows of tickets and events that were rejected.
type Differed<'py> = (Bound<'py, Changes>, Bound<'py, PyList>);

/// Compares two engines, and replays tickets through both.
#[pyfunction(name = "_diff")]
#[pyo3(signature = (old, new, *, lang, only, all, tickets, events, maps, maker))]
#[expect(clippy::too_many_arguments, reason = "they are those of `bihuan.diff`")]
#[expect(clippy::needless_pass_by_value, reason = "pyo3 hands over what it made of the arguments")]
pub(crate) fn diff<'py>(
    py: Python<'py>,
    old: &Bound<'py, Engine>,
    new: &Bound<'py, Engine>,
    lang: &str,
    only: Option<String>,
    all: bool,
    tickets: Option<&Bound<'py, PyAny>>,
    events: Option<&Bound<'py, PyAny>>,
    maps: (Map, Map),
    maker: Option<Maker>,
) -> PyResult<Differed<'py>> {
    let lang = value::lang(lang)?;
    fenced(py, || {
        let (old, new) = (&old.get().core, &new.get().core);
        let tickets = tickets.map(|tickets| opened(tickets, "tickets")).transpose()?;
        let events = events.map(|events| opened(events, "events")).transpose()?;
        let read = tickets.map(|tickets| filed(py, tickets, events, &maps, lang)).transpose()?;
        let mut how = Diff::new().all(all);
        how.only = only;
        let compared = py.detach(|| {
            let changes = old.diff(new, &how)?;
            let replayed = read.as_ref().map(|read| {
                let tickets = read.list.iter().map(|filed| (&filed.ticket, &filed.history));
                old.replay(new, tickets, all)
            });
            Ok(Compared::new(changes, replayed))
        });
        let compared = compared.map_err(|error| exception(py, &error, lang))?;
        let changes = Changes::of(py, compared, &shown(lang), maker)?;
        Ok((changes, Rejected::all(py, read.map(|read| read.rejected).unwrap_or_default(), lang)?))
    })
}

/// The origin that was given: a path or files.
pub(crate) fn origin(path: Option<PathBuf>, files: Option<&Bound<'_, PyDict>>) -> PyResult<Origin> {
    match (path, files) {
        // another process may stand elsewhere when it reads the pickle
        (Some(path), None) => Ok(Origin::Path(std::path::absolute(&path).unwrap_or(path))),
        (None, Some(files)) => {
            let mut list = Vec::new();
            for (name, content) in files {
                let name: String = name.extract()?;
                let content = match content.extract::<String>() {
                    Ok(text) => text.into_bytes(),
                    Err(_) => content.extract::<Vec<u8>>().map_err(|_| {
                        PyTypeError::new_err(format!("the file `{name}` must be str or bytes"))
                    })?,
                };
                list.push((name, content));
            }
            Ok(Origin::Files(list))
        }
        _ => Err(PyTypeError::new_err("a rulebook comes from a path or from files, one of the two")),
    }
}

/// The rulebook of an origin.
pub(crate) fn rulebook(origin: &Origin) -> Result<Rulebook, bihuan::Error> {
    match origin {
        Origin::Path(path) => Rulebook::load(path),
        Origin::Files(list) => {
            Ok(Rulebook::from_parts(list.iter().map(|(name, content)| (name.as_str(), content.as_slice()))))
        }
    }
}

/// The error of a load; a path that is not there is a `FileNotFoundError` too.
pub(crate) fn load_error(py: Python<'_>, origin: &Origin, error: &bihuan::Error, lang: Lang) -> PyErr {
    match origin {
        Origin::Path(path) if error.kind() == bihuan::ErrorKind::Io && !Path::exists(path) => {
            raised(py, "NotFoundError", &error.to_string(), &[], lang)
        }
        _ => exception(py, error, lang),
    }
}
