//! The one error of the library: opaque, with a kind, carrying findings where there are some.

use crate::message::{Finding, Severity};
use std::path::Path;

/// What went wrong, in general.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or folder could not be read.
    Io,
    /// A file of tickets or events has no header to read.
    Input,
    /// The rulebook has findings that are errors.
    Rulebook,
    /// The ticket cannot be answered: no edition in force (D-13), a date outside the calendar (L-8),
    /// or received after `now` (C-18).
    Ticket,
    /// A monitor cannot go on and has to be rebuilt: an event earlier than the last, or a state made
    /// with another rulebook (C-16).
    Monitor,
}

/// An error: what kind, why, and every finding behind it.
#[derive(Clone, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
    findings: Vec<Finding>,
}

impl Error {
    pub(crate) fn read(path: &Path, cause: &std::io::Error) -> Error {
        Error {
            kind: ErrorKind::Io,
            message: format!("cannot read `{}`: {cause}", path.display()),
            findings: Vec::new(),
        }
    }

    pub(crate) fn rulebook(findings: Vec<Finding>) -> Error {
        let errors: Vec<_> =
            findings.iter().filter(|finding| finding.severity() == Severity::Error).collect();
        let count =
            if errors.len() == 1 { "an error".to_owned() } else { format!("{} errors", errors.len()) };
        let mut message = format!("the rulebook has {count}");
        for finding in errors.iter().take(3) {
            message.push_str(&format!("\n  {finding}"));
        }
        if errors.len() > 3 {
            message.push_str("\n  …");
        }
        Error { kind: ErrorKind::Rulebook, message, findings }
    }

    pub(crate) fn input(finding: Finding) -> Error {
        Error { kind: ErrorKind::Input, message: finding.to_string(), findings: vec![finding] }
    }

    pub(crate) fn ticket(finding: Finding) -> Error {
        Error { kind: ErrorKind::Ticket, message: finding.to_string(), findings: vec![finding] }
    }

    pub(crate) fn monitor(finding: Finding) -> Error {
        Error { kind: ErrorKind::Monitor, message: finding.to_string(), findings: vec![finding] }
    }

    /// What went wrong, in general.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Every finding behind it, warnings included.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl std::fmt::Debug for Error {
    /// What `main` shows when it returns the error: its message and every finding, a line each.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.message.lines().next().unwrap_or_default())?;
        self.findings.iter().try_for_each(|finding| write!(f, "\n  {finding}"))
    }
}
