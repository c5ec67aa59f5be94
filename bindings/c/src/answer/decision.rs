//! What a `bh_decision` holds.

use super::NOTE;
use crate::arena::{Arena, Writer, json};
use crate::encoding::Encoding;
use crate::failure::Failure;
use bihuan::{Decision, Lang, Part};
use std::ffi::{CStr, CString};
use std::sync::OnceLock;

/// A decision and its texts, in groups that are asked for together: who, by when, and the rest.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) decision: Decision,
    pub(crate) encoding: Encoding,
    who: OnceLock<Arena>,
    when: OnceLock<Arena>,
    rest: OnceLock<Box<Rest>>,
}

/// What is asked for rarely.
#[derive(Debug, Default)]
struct Rest {
    texts: Arena,
    json: OnceLock<CString>,
}

/// Whose texts: the ticket's number first, then these of each part, then the assists of each part.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Who {
    Lead,
    Row,
}

const WHO: usize = 2;

/// The times of a part, in the order of their places.
#[derive(Debug, Clone, Copy)]
pub(crate) enum When {
    Due,
    FirstContact,
}

const WHEN: usize = 2;

/// The other texts of the whole, in the order of their places.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whole {
    Call,
    Tell,
    Rulebook,
    Version,
    Calendar,
}

const WHOLE: usize = 5;

/// The other texts of a part, in the order of their places; behind them its limits and stages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OfPart {
    Signoff,
    Basis,
    Tip,
}

const PART: usize = 3;

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
        let (who, when, rest) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let answer = Answer { decision, encoding, who, when, rest };
        if encoding == Encoding::Gb18030 {
            let _ = answer.who.set(answer.render_who()?);
            let _ = answer.rest.set(Box::new(Rest { texts: answer.render_rest()?, json: OnceLock::new() }));
        }
        Ok(answer)
    }

    pub(crate) fn part(&self, part: usize) -> Option<&Part> {
        self.decision.parts.get(part)
    }

    pub(crate) fn ticket(&self) -> Option<&CStr> {
        self.who().get(0)
    }

    pub(crate) fn who_of(&self, part: usize, text: Who) -> Option<&CStr> {
        self.part(part)?;
        self.who().get(1 + part * WHO + text as usize)
    }

    pub(crate) fn assist(&self, part: usize, index: usize) -> Option<&CStr> {
        self.part(part)?.assist.get(index)?;
        let parts = &self.decision.parts;
        let before: usize = parts.iter().take(part).map(|part| part.assist.len()).sum();
        self.who().get(1 + parts.len() * WHO + before + index)
    }

    pub(crate) fn when_of(&self, part: usize, time: When) -> Option<&CStr> {
        self.part(part)?;
        self.when.get_or_init(|| self.render_when()).get(part * WHEN + time as usize)
    }

    pub(crate) fn whole(&self, text: Whole) -> Option<&CStr> {
        self.rest().texts.get(text as usize)
    }

    pub(crate) fn of_part(&self, part: usize, text: OfPart) -> Option<&CStr> {
        self.part(part)?;
        self.rest().texts.get(self.place_of(part) + text as usize)
    }

    pub(crate) fn of_limit(&self, part: usize, index: usize, text: OfLimit) -> Option<&CStr> {
        self.part(part)?.limits.get(index)?;
        self.rest().texts.get(self.place_of(part) + PART + index * LIMIT + text as usize)
    }

    pub(crate) fn of_stage(&self, part: usize, index: usize, text: OfStage) -> Option<&CStr> {
        let of = self.part(part)?;
        of.stages.get(index)?;
        let before = PART + of.limits.len() * LIMIT;
        self.rest().texts.get(self.place_of(part) + before + index * STAGE + text as usize)
    }

    pub(crate) fn note_code(&self, index: usize) -> Option<&CStr> {
        self.note(index, 0)
    }

    pub(crate) fn note_about(&self, index: usize) -> Option<&CStr> {
        self.note(index, 1)
    }

    pub(crate) fn note_text(&self, index: usize, lang: Lang) -> Option<&CStr> {
        self.note(index, if lang == Lang::Zh { 3 } else { 2 })
    }

    fn note(&self, index: usize, text: usize) -> Option<&CStr> {
        self.decision.notes.get(index)?;
        self.rest().texts.get(self.place_of(self.decision.parts.len()) + index * NOTE + text)
    }

    pub(crate) fn json(&self) -> &CStr {
        // every text of it was made before, so there is nothing that cannot be written
        self.rest().json.get_or_init(|| json(&self.decision, self.encoding).unwrap_or_default())
    }

    /// Where a part's texts start among the rest; behind the last part stand the notes.
    fn place_of(&self, part: usize) -> usize {
        let places = |part: &Part| PART + part.limits.len() * LIMIT + part.stages.len() * STAGE;
        WHOLE + self.decision.parts.iter().take(part).map(places).sum::<usize>()
    }

    fn who(&self) -> &Arena {
        self.who.get_or_init(|| self.render_who().unwrap_or_default())
    }

    fn rest(&self) -> &Rest {
        self.rest.get_or_init(|| {
            let texts = self.render_rest().unwrap_or_default();
            Box::new(Rest { texts, json: OnceLock::new() })
        })
    }

    fn render_who(&self) -> Result<Arena, Failure> {
        let decision = &self.decision;
        let assists: usize = decision.parts.iter().map(|part| part.assist.len()).sum();
        let mut writer = Writer::new(self.encoding, 1 + decision.parts.len() * WHO + assists, 16);
        writer.text(&decision.ticket)?;
        for part in &decision.parts {
            writer.text(&part.lead)?;
            writer.some(part.row.as_deref())?;
        }
        for assist in decision.parts.iter().flat_map(|part| &part.assist) {
            writer.text(assist)?;
        }
        Ok(writer.done())
    }

    fn render_when(&self) -> Arena {
        let mut writer = Writer::new(self.encoding, self.decision.parts.len() * WHEN, 20);
        for part in &self.decision.parts {
            writer.time(part.due);
            writer.time(part.first_contact_due);
        }
        writer.done()
    }

    fn render_rest(&self) -> Result<Arena, Failure> {
        let decision = &self.decision;
        let places = self.place_of(decision.parts.len()) + decision.notes.len() * NOTE;
        let mut writer = Writer::new(self.encoding, places, 24);
        writer.some(decision.call.as_deref())?;
        writer.some(decision.tell.as_deref())?;
        for text in [&decision.rulebook, &decision.version, &decision.calendar] {
            writer.text(text)?;
        }
        for part in &decision.parts {
            for text in [&part.signoff, &part.basis, &part.tip] {
                writer.some(text.as_deref())?;
            }
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
            super::note(&mut writer, note)?;
        }
        Ok(writer.done())
    }
}
