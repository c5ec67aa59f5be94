//! Errors of the core as exceptions of `bihuan._errors`, and the fence that a panic stops at.

use crate::finding::{Finding, Said};
use bihuan::{ErrorKind, Lang};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs what calls the core: a panic becomes `InternalError`, which `except Exception` catches.
pub(crate) fn fenced<T>(py: Python<'_>, run: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(done) => done,
        Err(payload) => {
            let cause = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let cause = cause.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
            let message = format!("a fault inside bihuan, please report it: {cause}");
            Err(raised(py, "InternalError", &message, &[], Lang::En))
        }
    }
}

/// The exception of that class.
pub(crate) fn raised(
    py: Python<'_>,
    class: &str,
    message: &str,
    findings: &[bihuan::Finding],
    lang: Lang,
) -> PyErr {
    let made = || -> PyResult<Bound<'_, PyAny>> {
        let findings: Vec<Bound<'_, Finding>> =
            findings.iter().map(|finding| Finding::of(py, finding, lang)).collect::<PyResult<_>>()?;
        let class = py.import("bihuan._errors")?.getattr(class)?;
        class.call1((message, PyTuple::new(py, findings)?))
    };
    match made() {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// What was handed in cannot be read.
pub(crate) fn input(py: Python<'_>, message: &str) -> PyErr {
    raised(py, "InputError", message, &[], Lang::En)
}

/// What was handed in cannot be read, and this is why; the message begins with `prefix`.
pub(crate) fn unreadable(py: Python<'_>, finding: &bihuan::Finding, prefix: &str, lang: Lang) -> PyErr {
    let message = format!("{prefix}{}", Said::of(finding).text(lang));
    raised(py, "InputError", &message, std::slice::from_ref(finding), lang)
}

/// The exception of an error of the core.
pub(crate) fn exception(py: Python<'_>, error: &bihuan::Error, lang: Lang) -> PyErr {
    let class = match error.kind() {
        ErrorKind::Io => "ReadError",
        ErrorKind::Input => "InputError",
        ErrorKind::Rulebook => "RulebookError",
        ErrorKind::Ticket => "TicketError",
        ErrorKind::Monitor => "MonitorError",
        ErrorKind::Question => "QuestionError",
        _ => "BihuanError",
    };
    let message = match (error.kind(), error.findings()) {
        (ErrorKind::Io | ErrorKind::Rulebook, _) => error.to_string(),
        (_, [finding]) => Said::of(finding).text(lang),
        _ => error.to_string(),
    };
    raised(py, class, &message, error.findings(), lang)
}

/// The exception of an error of a table.
pub(crate) fn of_table(py: Python<'_>, error: &bihuan_columns::Error, lang: Lang) -> PyErr {
    match error {
        bihuan_columns::Error::Input(error) => exception(py, error, lang),
        other => input(py, &other.to_string()),
    }
}
