//! The one error of the library: opaque, with a kind, carrying findings where there are some.

use crate::message::{Finding, Lang, Severity};
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
    /// A question names a unit, a column or a value that the rulebook does not know: of a contest (D-18), or
    /// why a unit does not lead (D-22).
    Question,
}

/// An error: what kind, why, and every finding behind it.
#[derive(Clone, thiserror::Error)]
#[error("{}", self.message(Lang::En))]
pub struct Error {
    kind: ErrorKind,
    /// What could not be read and why, of an error without findings.
    read: Option<Unread>,
    /// The path of a rulebook that has errors, when it was read from one.
    rulebook: Option<String>,
    findings: Vec<Finding>,
}

/// What could not be read.
#[derive(Clone)]
struct Unread {
    path: String,
    kind: std::io::ErrorKind,
    cause: String,
}

impl Error {
    pub(crate) fn read(path: &Path, cause: &std::io::Error) -> Error {
        let (path, kind) = (path.display().to_string(), cause.kind());
        let read = Some(Unread { path, kind, cause: cause.to_string() });
        Error { kind: ErrorKind::Io, read, rulebook: None, findings: Vec::new() }
    }

    pub(crate) fn rulebook(findings: Vec<Finding>) -> Error {
        Error { kind: ErrorKind::Rulebook, read: None, rulebook: None, findings }
    }

    pub(crate) fn input(finding: Finding) -> Error {
        Error { kind: ErrorKind::Input, read: None, rulebook: None, findings: vec![finding] }
    }

    pub(crate) fn ticket(finding: Finding) -> Error {
        Error { kind: ErrorKind::Ticket, read: None, rulebook: None, findings: vec![finding] }
    }

    pub(crate) fn question(finding: Finding) -> Error {
        Error { kind: ErrorKind::Question, read: None, rulebook: None, findings: vec![finding] }
    }

    pub(crate) fn monitor(finding: Finding) -> Error {
        Error { kind: ErrorKind::Monitor, read: None, rulebook: None, findings: vec![finding] }
    }

    /// The same error of a rulebook, which is at this path.
    pub(crate) fn of(mut self, path: &Path) -> Error {
        self.rulebook = Some(path.display().to_string());
        self
    }

    /// What went wrong, in a language: one line, and for a rulebook the first findings that are errors.
    ///
    /// ```
    /// # use bihuan::{Engine, Lang};
    /// let error = Engine::load("no/such/folder").unwrap_err();
    /// assert!(error.message(Lang::Zh).starts_with("无法读取 `no/such/folder`"));
    /// ```
    pub fn message(&self, lang: Lang) -> String {
        if let Some(Unread { path, kind, cause }) = &self.read {
            return match (lang, kind) {
                (Lang::En, _) => format!("cannot read `{path}`: {cause}"),
                (Lang::Zh, std::io::ErrorKind::NotFound) => format!("无法读取 `{path}`：文件或文件夹不存在"),
                (Lang::Zh, std::io::ErrorKind::PermissionDenied) => format!("无法读取 `{path}`：没有权限"),
                (Lang::Zh, _) => format!("无法读取 `{path}`：{cause}"),
            };
        }
        if self.kind != ErrorKind::Rulebook {
            return self.findings.first().map(|finding| finding.line(lang)).unwrap_or_default();
        }
        let errors = self.findings.iter().filter(|finding| finding.severity() == Severity::Error);
        let count = errors.clone().count();
        let path = self.rulebook.as_ref().map_or_else(String::new, |path| format!(" `{path}`"));
        let mut message = match (lang, count) {
            (Lang::En, 1) => format!("the rulebook{path} has an error"),
            (Lang::En, _) => format!("the rulebook{path} has {count} errors"),
            (Lang::Zh, _) => format!("规则手册{path} 有 {count} 处错误"),
        };
        for finding in errors.take(3) {
            message.push_str(&format!("\n  {}", finding.line(lang)));
        }
        if count > 3 {
            message.push_str("\n  …");
        }
        message
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
        let message = self.message(Lang::En);
        write!(f, "{:?}: {}", self.kind, message.lines().next().unwrap_or_default())?;
        self.findings.iter().try_for_each(|finding| write!(f, "\n  {finding}"))
    }
}
