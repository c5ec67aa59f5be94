//! Where a rulebook comes from, and how it is read.

use crate::error::{exception, fenced, raised};
use crate::finding::Finding;
use crate::value;
use bihuan::{Lang, Rulebook};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::path::{Path, PathBuf};

/// Where a rulebook came from, so that an engine can be pickled.
pub(crate) enum Origin {
    Path(PathBuf),
    Files(Vec<(String, Vec<u8>)>),
}

/// Every finding of a rulebook, its errors too.
#[pyfunction(name = "_check")]
#[pyo3(signature = (path=None, *, files=None, lang="en"))]
pub(crate) fn check<'py>(
    py: Python<'py>,
    path: Option<PathBuf>,
    files: Option<&Bound<'py, PyDict>>,
    lang: &str,
) -> PyResult<Bound<'py, PyList>> {
    let lang = value::lang(lang)?;
    let origin = origin(path, files)?;
    fenced(py, || {
        let read = py.detach(|| rulebook(&origin));
        let read = read.map_err(|error| load_error(py, &origin, &error, lang))?;
        let findings = match py.detach(|| read.compile()) {
            Ok(engine) => engine.findings().to_vec(),
            Err(error) => error.findings().to_vec(),
        };
        let findings = findings.iter().map(|finding| Finding::of(py, finding, lang));
        PyList::new(py, findings.collect::<PyResult<Vec<_>>>()?)
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
