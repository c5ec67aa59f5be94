//! Why a call failed, in both languages, before C asks for it.

use crate::constants::{
    BH_ERROR_ARGUMENT, BH_ERROR_BUG, BH_ERROR_ENCODING, BH_ERROR_EVENT, BH_ERROR_HANDLE, BH_ERROR_INPUT,
    BH_ERROR_IO, BH_ERROR_JSON, BH_ERROR_LENGTH, BH_ERROR_MONITOR, BH_ERROR_OTHER, BH_ERROR_POINTER,
    BH_ERROR_QUESTION, BH_ERROR_RULEBOOK, BH_ERROR_TICKET,
};
use bihuan::{Code, Error, ErrorKind, Finding, Lang};
use std::ffi::c_int;
use std::fmt::Display;

/// A failure: one of the `BH_ERROR_` codes, the message in both languages, and the findings behind it.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    // behind a pointer: results that carry a failure stay small
    inner: Box<Inner>,
}

#[derive(Debug, Clone)]
struct Inner {
    code: c_int,
    en: String,
    zh: String,
    /// Each with the ordinal of the event that it is about, or 0.
    findings: Vec<(usize, Finding)>,
}

/// What a JSON value is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Null,
    Scalar,
    Text,
    List,
    Object,
}

impl Shape {
    fn en(self) -> &'static str {
        match self {
            Shape::Null => "null",
            Shape::Scalar => "a number, true or false",
            Shape::Text => "a text",
            Shape::List => "a list",
            Shape::Object => "an object",
        }
    }

    fn zh(self) -> &'static str {
        match self {
            Shape::Null => "null",
            Shape::Scalar => "数字或真假值",
            Shape::Text => "文本",
            Shape::List => "数组",
            Shape::Object => "对象",
        }
    }
}

impl Failure {
    fn new(code: c_int, en: String, zh: String) -> Failure {
        Failure { inner: Box::new(Inner { code, en, zh, findings: Vec::new() }) }
    }

    /// A pointer that may not be NULL.
    pub(crate) fn null(argument: &str) -> Failure {
        Failure::new(BH_ERROR_POINTER, format!("`{argument}` is NULL"), format!("`{argument}` 是 NULL"))
    }

    /// A pointer to no place where such a thing can be.
    pub(crate) fn misaligned(argument: &str, name: &str) -> Failure {
        Failure::new(
            BH_ERROR_POINTER,
            format!("`{argument}` is misaligned for {name}: not a pointer that this library gave"),
            format!("`{argument}` 没有按 {name} 对齐：不是本库给出的指针"),
        )
    }

    /// A handle that was freed.
    pub(crate) fn freed(argument: &str, name: &str) -> Failure {
        Failure::new(
            BH_ERROR_HANDLE,
            format!("`{argument}` is a {name} that was freed"),
            format!("`{argument}` 所指的 {name} 已经释放"),
        )
    }

    /// A handle of another kind, or none at all.
    pub(crate) fn wrong_kind(argument: &str, name: &str, found: Option<&str>) -> Failure {
        match found {
            Some(found) => Failure::new(
                BH_ERROR_HANDLE,
                format!("`{argument}` is a {found}, not a {name}"),
                format!("`{argument}` 是 {found}，不是 {name}"),
            ),
            None => Failure::new(
                BH_ERROR_HANDLE,
                format!("`{argument}` is no {name}: not a handle of this library"),
                format!("`{argument}` 不是 {name}：不是本库的句柄"),
            ),
        }
    }

    /// A length or a count that cannot be meant.
    pub(crate) fn too_long(argument: &str, len: usize) -> Failure {
        Failure::new(
            BH_ERROR_LENGTH,
            format!("`{argument}` has the length {len}, more than 1 GiB"),
            format!("`{argument}` 的长度为 {len}，超过 1 GiB"),
        )
    }

    /// A text that is not in its encoding, from the byte on, counted from 1.
    pub(crate) fn not_in(argument: &str, encoding: &str, byte: usize) -> Failure {
        Failure::new(
            BH_ERROR_ENCODING,
            format!("`{argument}` is not {encoding} at byte {byte}"),
            format!("`{argument}` 在第 {byte} 个字节处不是 {encoding}"),
        )
    }

    /// A text with a NUL before its end.
    pub(crate) fn nul(argument: &str, byte: usize) -> Failure {
        Failure::new(
            BH_ERROR_ENCODING,
            format!("`{argument}` has a NUL at byte {byte}, before its end"),
            format!("`{argument}` 在第 {byte} 个字节处有 NUL，而文本尚未结束"),
        )
    }

    /// An answer with a character that the engine's encoding has not.
    pub(crate) fn unwritable(character: char) -> Failure {
        let code = u32::from(character);
        Failure::new(
            BH_ERROR_ENCODING,
            format!("the answer has the character U+{code:04X}, which GB18030 cannot write"),
            format!("答案中有字符 U+{code:04X}，GB18030 无法写出"),
        )
    }

    /// A number that is none of those that the call takes.
    pub(crate) fn number(argument: &str, value: impl Display, expected: (&str, &str)) -> Failure {
        let (en, zh) = expected;
        Failure::new(
            BH_ERROR_ARGUMENT,
            format!("`{argument}` is `{value}`, expected {en}"),
            format!("`{argument}` 是 `{value}`，应为{zh}"),
        )
    }

    /// A text that has to be there.
    pub(crate) fn missing(argument: &str) -> Failure {
        Failure::new(BH_ERROR_ARGUMENT, format!("`{argument}` is empty"), format!("`{argument}` 为空"))
    }

    /// A text that is no time.
    pub(crate) fn time(argument: &str, text: &str) -> Failure {
        Failure::new(
            BH_ERROR_ARGUMENT,
            format!("`{argument}` is no time: `{text}`, expected `YYYY-MM-DD[ HH:MM[:SS]]` or RFC 3339"),
            format!("`{argument}` 不是时间：`{text}`，应为 `YYYY-MM-DD[ HH:MM[:SS]]` 或 RFC 3339"),
        )
    }

    /// A field of an event before there is an event.
    pub(crate) fn no_event(field: &str) -> Failure {
        Failure::new(
            BH_ERROR_ARGUMENT,
            format!("`{field}` is set before any event was added"),
            format!("尚未添加事件，不能设置 `{field}`"),
        )
    }

    /// A field that was given with the event itself.
    pub(crate) fn given(field: &str) -> Failure {
        Failure::new(
            BH_ERROR_ARGUMENT,
            format!("`{field}` is given by bh_history_add, not set"),
            format!("`{field}` 由 bh_history_add 给出，不能另行设置"),
        )
    }

    /// A text that is no JSON.
    pub(crate) fn json(argument: &str, cause: &serde_json::Error) -> Failure {
        let (line, column) = (cause.line(), cause.column());
        let (en, zh) = if cause.is_eof() {
            (
                format!("`{argument}` ends before it is complete, at line {line}, column {column}"),
                format!("`{argument}` 不完整，到第 {line} 行第 {column} 列就结束了"),
            )
        } else {
            (
                format!("`{argument}` is no JSON from line {line}, column {column}, or too deeply nested"),
                format!("`{argument}` 从第 {line} 行第 {column} 列起不是 JSON，或嵌套过深"),
            )
        };
        Failure::new(BH_ERROR_JSON, en, zh)
    }

    /// A JSON value of another shape than the call takes.
    pub(crate) fn shape(path: &str, found: Shape, expected: Shape) -> Failure {
        Failure::new(
            BH_ERROR_JSON,
            format!("`{path}` is {}, expected {}", found.en(), expected.en()),
            format!("`{path}` 是{}，应为{}", found.zh(), expected.zh()),
        )
    }

    /// A key that has to be there.
    pub(crate) fn no_key(argument: &str, key: &str) -> Failure {
        Failure::new(
            BH_ERROR_JSON,
            format!("`{argument}` has no key `{key}`"),
            format!("`{argument}` 缺少 `{key}`"),
        )
    }

    /// A key that the call doesn't take.
    pub(crate) fn unknown_key(argument: &str, key: &str, expected: &str) -> Failure {
        Failure::new(
            BH_ERROR_JSON,
            format!("`{argument}` has an unknown key `{key}`, expected {expected}"),
            format!("`{argument}` 有未知的 `{key}`，应为 {expected}"),
        )
    }

    /// A key that stands there twice.
    pub(crate) fn twice(argument: &str, key: &str) -> Failure {
        Failure::new(
            BH_ERROR_JSON,
            format!("`{argument}` has the key `{key}` twice"),
            format!("`{argument}` 中 `{key}` 出现两次"),
        )
    }

    /// JSON that a call gave once, `of` its name, and that is none of its.
    pub(crate) fn not_given(argument: &str, of: &str) -> Failure {
        Failure::new(
            BH_ERROR_JSON,
            format!("`{argument}` is not what {of} gave"),
            format!("`{argument}` 不是 {of} 给出的内容"),
        )
    }

    /// An answer that could not be written as JSON.
    pub(crate) fn unwritten(cause: &serde_json::Error) -> Failure {
        Failure::bug(&cause.to_string())
    }

    /// A panic, with what it said.
    pub(crate) fn bug(said: &str) -> Failure {
        Failure::new(
            BH_ERROR_BUG,
            format!("a bug in bihuan, please report it: {said}"),
            format!("bihuan 的程序错误，请报告：{said}"),
        )
    }

    /// A ticket that cannot be read.
    pub(crate) fn ticket(finding: Finding) -> Failure {
        Failure::found(BH_ERROR_TICKET, 0, finding)
    }

    /// An event that cannot be read, by its ordinal.
    pub(crate) fn event(ordinal: usize, finding: Finding) -> Failure {
        let mut failure = Failure::found(BH_ERROR_EVENT, ordinal, finding);
        failure.inner.en = format!("event {ordinal}: {}", failure.inner.en);
        failure.inner.zh = format!("第 {ordinal} 个事件：{}", failure.inner.zh);
        failure
    }

    /// Lines of tickets and events that cannot be read, if there are some: each finding has its line.
    pub(crate) fn lines(findings: Vec<Finding>) -> Option<Failure> {
        let first = findings.first()?;
        let code = match (first.code(), first.place().file.as_deref()) {
            (Code::BrokenLine, _) => BH_ERROR_JSON,
            (_, Some("events")) => BH_ERROR_EVENT,
            _ => BH_ERROR_TICKET,
        };
        let (mut en, mut zh) = (first.line(Lang::En), first.line(Lang::Zh));
        let count = findings.len();
        if count > 1 {
            en = format!("{count} lines cannot be read, the first: {en}");
            zh = format!("有 {count} 行无法读取，第一处：{zh}");
        }
        let mut failure = Failure::new(code, en, zh);
        failure.inner.findings = findings.into_iter().map(|finding| (0, finding)).collect();
        Some(failure)
    }

    fn found(code: c_int, event: usize, finding: Finding) -> Failure {
        let mut failure = Failure::new(code, finding.line(Lang::En), finding.line(Lang::Zh));
        failure.inner.findings.push((event, finding));
        failure
    }

    /// One of the `BH_ERROR_` codes.
    pub(crate) fn code(&self) -> c_int {
        self.inner.code
    }

    pub(crate) fn message(&self, lang: Lang) -> &str {
        if lang == Lang::Zh { &self.inner.zh } else { &self.inner.en }
    }

    /// The findings, each with the ordinal of the event that it is about, or 0.
    pub(crate) fn into_findings(self) -> Vec<(usize, Finding)> {
        self.inner.findings
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let code = match error.kind() {
            ErrorKind::Io => BH_ERROR_IO,
            ErrorKind::Input => BH_ERROR_INPUT,
            ErrorKind::Rulebook => BH_ERROR_RULEBOOK,
            ErrorKind::Ticket => BH_ERROR_TICKET,
            ErrorKind::Monitor => BH_ERROR_MONITOR,
            ErrorKind::Question => BH_ERROR_QUESTION,
            _ => BH_ERROR_OTHER,
        };
        let mut failure = Failure::new(code, error.message(Lang::En), error.message(Lang::Zh));
        failure.inner.findings = error.findings().iter().map(|finding| (0, finding.clone())).collect();
        failure
    }
}
