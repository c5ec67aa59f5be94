//! What a `bh_decision` holds.

use crate::arena::{Arena, Writer, json};
use crate::encoding::Encoding;
use crate::failure::Failure;
use bihuan::{Decision, Lang, Part};
use std::ffi::{CStr, CString};
use std::sync::OnceLock;

/// A decision and its texts.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) decision: Decision,
    pub(crate) encoding: Encoding,
    main: OnceLock<Arena>,
    detail: OnceLock<Arena>,
    json: OnceLock<CString>,
}

/// The texts of the whole, in the order of their places.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whole {
    Ticket,
    Call,
    Tell,
    Rulebook,
    Version,
    Calendar,
}

const WHOLE: usize = 6;

/// The texts of a part, in the order of their places; its assists stand behind all parts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OfPart {
    Lead,
    Row,
    Signoff,
    Basis,
    Tip,
    Due,
    FirstContactDue,
}

const PART: usize = 7;

/// The texts of a limit, in the order of their places.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OfLimit {
    Name,
    AmountEn,
    AmountZh,
    Source,
    Due,
    FromReceipt,
}

const LIMIT: usize = 6;

/// The texts of a stage, in the order of their places.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OfStage {
    Name,
    LimitEn,
    LimitZh,
    Due,
}

const STAGE: usize = 4;

impl Answer {
    pub(crate) fn new(decision: Decision, encoding: Encoding) -> Result<Answer, Failure> {
        let answer = Answer {
            decision,
            encoding,
            main: OnceLock::new(),
            detail: OnceLock::new(),
            json: OnceLock::new(),
        };
        if encoding == Encoding::Gb18030 {
            let _ = answer.main.set(answer.render_main()?);
            let _ = answer.detail.set(answer.render_detail()?);
        }
        Ok(answer)
    }

    pub(crate) fn part(&self, part: usize) -> Option<&Part> {
        self.decision.parts.get(part)
    }

    pub(crate) fn whole(&self, text: Whole) -> Option<&CStr> {
        self.main().get(text as usize)
    }

    pub(crate) fn of_part(&self, part: usize, text: OfPart) -> Option<&CStr> {
        self.part(part)?;
        self.main().get(WHOLE + part * PART + text as usize)
    }

    pub(crate) fn assist(&self, part: usize, index: usize) -> Option<&CStr> {
        self.part(part)?.assist.get(index)?;
        let parts = &self.decision.parts;
        let before: usize = parts.iter().take(part).map(|part| part.assist.len()).sum();
        self.main().get(WHOLE + parts.len() * PART + before + index)
    }

    pub(crate) fn of_limit(&self, part: usize, index: usize, text: OfLimit) -> Option<&CStr> {
        self.part(part)?.limits.get(index)?;
        let before: usize = self.decision.parts.iter().take(part).map(Answer::details).sum();
        self.detail().get(before + index * LIMIT + text as usize)
    }

    pub(crate) fn of_stage(&self, part: usize, index: usize, text: OfStage) -> Option<&CStr> {
        let of = self.part(part)?;
        of.stages.get(index)?;
        let before: usize = self.decision.parts.iter().take(part).map(Answer::details).sum();
        self.detail().get(before + of.limits.len() * LIMIT + index * STAGE + text as usize)
    }

    pub(crate) fn note_code(&self, index: usize) -> Option<&CStr> {
        self.note(index, 0)
    }

    pub(crate) fn note_about(&self, index: usize) -> Option<&CStr> {
        self.note(index, 1)
    }

    fn note(&self, index: usize, text: usize) -> Option<&CStr> {
        self.decision.notes.get(index)?;
        let before: usize = self.decision.parts.iter().map(Answer::details).sum();
        self.detail().get(before + index * 2 + text)
    }

    pub(crate) fn json(&self) -> &CStr {
        // every text of it was made above, so there is nothing that cannot be written
        self.json.get_or_init(|| json(&self.decision, self.encoding).unwrap_or_default())
    }

    /// How many places a part takes among the details.
    fn details(part: &Part) -> usize {
        part.limits.len() * LIMIT + part.stages.len() * STAGE
    }

    fn main(&self) -> &Arena {
        self.main.get_or_init(|| self.render_main().unwrap_or_default())
    }

    fn detail(&self) -> &Arena {
        self.detail.get_or_init(|| self.render_detail().unwrap_or_default())
    }

    fn render_main(&self) -> Result<Arena, Failure> {
        let decision = &self.decision;
        let assists: usize = decision.parts.iter().map(|part| part.assist.len()).sum();
        let mut writer = Writer::new(self.encoding, WHOLE + decision.parts.len() * PART + assists);
        writer.text(&decision.ticket)?;
        writer.some(decision.call.as_deref())?;
        writer.some(decision.tell.as_deref())?;
        for text in [&decision.rulebook, &decision.version, &decision.calendar] {
            writer.text(text)?;
        }
        for part in &decision.parts {
            writer.text(&part.lead)?;
            for text in [&part.row, &part.signoff, &part.basis, &part.tip] {
                writer.some(text.as_deref())?;
            }
            writer.time(part.due);
            writer.time(part.first_contact_due);
        }
        for assist in decision.parts.iter().flat_map(|part| &part.assist) {
            writer.text(assist)?;
        }
        Ok(writer.done())
    }

    fn render_detail(&self) -> Result<Arena, Failure> {
        let decision = &self.decision;
        let places: usize = decision.parts.iter().map(Answer::details).sum();
        let mut writer = Writer::new(self.encoding, places + decision.notes.len() * 2);
        for part in &decision.parts {
            for limit in &part.limits {
                writer.text(&limit.name)?;
                for lang in [Lang::En, Lang::Zh] {
                    writer.some(limit.limit.map(|limit| limit.in_(lang)).as_deref())?;
                }
                writer.text(&limit.source)?;
                writer.time(limit.due);
                writer.time(limit.from_receipt);
            }
            for stage in &part.stages {
                writer.text(&stage.name)?;
                for lang in [Lang::En, Lang::Zh] {
                    writer.text(&stage.limit.in_(lang))?;
                }
                writer.time(stage.due);
            }
        }
        for note in &decision.notes {
            writer.text(note.code.word())?;
            writer.text(&note.about)?;
        }
        Ok(writer.done())
    }
}
