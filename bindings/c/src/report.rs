//! What a `bh_findings` and a `bh_error` hold.

use crate::arena::{self, Arena, Writer, c_string};
use crate::boundary::Handle;
use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::types::bh_findings;
use bihuan::{Finding, Hidden, Lang};
use serde::Serialize;
use std::ffi::{CStr, CString, c_int};
use std::sync::OnceLock;

/// Findings, each with the ordinal of the event that it is about, or 0.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) rows: Vec<(usize, Finding)>,
    encoding: Encoding,
    texts: OnceLock<Arena>,
    json: OnceLock<CString>,
}

/// The texts of a finding, in the order of their places in the arena.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell {
    Code,
    File,
    Sheet,
    Column,
    Value,
    MessageEn,
    MessageZh,
    HelpEn,
    HelpZh,
}

const CELLS: usize = 9;

impl List {
    pub(crate) fn new(rows: Vec<(usize, Finding)>, encoding: Encoding) -> List {
        List { rows, encoding, texts: OnceLock::new(), json: OnceLock::new() }
    }

    pub(crate) fn of(findings: Vec<Finding>, encoding: Encoding) -> List {
        List::new(findings.into_iter().map(|finding| (0, finding)).collect(), encoding)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Finding> {
        self.rows.get(index).map(|(_, finding)| finding)
    }

    pub(crate) fn text(&self, index: usize, cell: Cell) -> Option<&CStr> {
        self.rows.get(index)?;
        self.texts.get_or_init(|| self.render()).get(index * CELLS + cell as usize)
    }

    fn render(&self) -> Arena {
        let mut writer = Writer::new(self.encoding, self.rows.len() * CELLS, 40);
        for (_, finding) in &self.rows {
            let place = finding.place();
            writer.lossy(Some(&finding.code().to_string()));
            for text in [&place.file, &place.sheet, &place.column] {
                writer.lossy(text.as_deref());
            }
            writer.lossy(finding.cell());
            writer.lossy(Some(&finding.message(Lang::En)));
            writer.lossy(Some(&finding.message(Lang::Zh)));
            for help in [finding.help(Lang::En), finding.help(Lang::Zh)] {
                writer.lossy(Some(help.as_str()).filter(|help| !help.is_empty()));
            }
        }
        writer.done()
    }

    pub(crate) fn json(&self) -> &CStr {
        self.json.get_or_init(|| lossy_json(&self.rows(), self.encoding))
    }

    fn rows(&self) -> Vec<Row<'_>> {
        self.rows.iter().map(|(event, finding)| Row::of(*event, finding)).collect()
    }
}

/// What a check found, as JSON.
pub(crate) fn json(report: &bihuan::Report, encoding: Encoding) -> Result<CString, Failure> {
    #[derive(Serialize)]
    struct Whole<'a> {
        findings: Vec<Row<'a>>,
        gone: Vec<Row<'a>>,
        hidden: &'a [Hidden],
    }
    fn rows(findings: &[Finding]) -> Vec<Row<'_>> {
        findings.iter().map(|finding| Row::of(0, finding)).collect()
    }
    let whole = Whole { findings: rows(&report.findings), gone: rows(&report.gone), hidden: &report.hidden };
    arena::json(&whole, encoding)
}

/// A finding in JSON: its own fields, and Chinese beside the English.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<usize>,
    #[serde(flatten)]
    finding: &'a Finding,
    message_zh: String,
    help_zh: String,
}

impl Row<'_> {
    fn of(event: usize, finding: &Finding) -> Row<'_> {
        let event = (event > 0).then_some(event);
        Row { event, finding, message_zh: finding.message(Lang::Zh), help_zh: finding.help(Lang::Zh) }
    }
}

/// JSON for a person: what the encoding has not is a question mark.
fn lossy_json(value: &impl Serialize, encoding: Encoding) -> CString {
    let text = serde_json::to_string(value).unwrap_or_default();
    c_string(&text, encoding).unwrap_or_else(|_| {
        let mut bytes = Vec::new();
        encoding.write_lossy(&text, &mut bytes);
        CString::new(bytes).unwrap_or_default()
    })
}

/// An error as C sees it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) code: c_int,
    pub(crate) findings: Handle<bh_findings>,
    encoding: Encoding,
    en: String,
    zh: String,
    messages: Arena,
    json: OnceLock<CString>,
}

impl Report {
    pub(crate) fn new(failure: Failure, encoding: Encoding) -> Report {
        let (en, zh) = (failure.message(Lang::En).to_owned(), failure.message(Lang::Zh).to_owned());
        let mut writer = Writer::new(encoding, 2, 40);
        writer.lossy(Some(&en));
        writer.lossy(Some(&zh));
        Report {
            code: failure.code(),
            findings: Handle::lent(List::new(failure.into_findings(), encoding)),
            encoding,
            en,
            zh,
            messages: writer.done(),
            json: OnceLock::new(),
        }
    }

    pub(crate) fn message(&self, lang: Lang) -> Option<&CStr> {
        self.messages.get(usize::from(lang == Lang::Zh))
    }

    pub(crate) fn json(&self) -> &CStr {
        #[derive(Serialize)]
        struct Whole<'a> {
            code: c_int,
            message: &'a str,
            message_zh: &'a str,
            findings: Vec<Row<'a>>,
        }
        self.json.get_or_init(|| {
            let (message, message_zh) = (self.en.as_str(), self.zh.as_str());
            let findings = self.findings.value().rows();
            lossy_json(&Whole { code: self.code, message, message_zh, findings }, self.encoding)
        })
    }
}
