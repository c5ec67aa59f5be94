//! What a `bh_verdict` holds.

use super::NOTE;
use crate::arena::{Arena, Writer, json};
use crate::constants::{BH_LOOP_INTAKE, BH_LOOP_OVERALL, BH_LOOP_PROCESS, BH_LOOP_SUPERVISION};
use crate::encoding::Encoding;
use crate::failure::Failure;
use bihuan::{Lang, LoopState, ObligationState, Verdict};
use std::ffi::{CStr, CString, c_int};
use std::sync::OnceLock;

/// A verdict and its texts.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    pub(crate) encoding: Encoding,
    main: OnceLock<Arena>,
    detail: OnceLock<Arena>,
    json: OnceLock<CString>,
}

/// The texts of the whole, in the order of their places.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whole {
    Ticket,
    Next,
    NextUnit,
    NextDue,
    Rulebook,
    Version,
    Calendar,
}

/// The texts of an obligation, in the order of their places.
#[derive(Debug, Clone, Copy)]
pub(crate) enum OfObligation {
    Id,
    TitleEn,
    TitleZh,
    Assist,
    Owner,
    Since,
    Due,
    MetAt,
}

const OBLIGATION: usize = 8;

impl Answer {
    pub(crate) fn new(verdict: Verdict, encoding: Encoding) -> Result<Answer, Failure> {
        let answer = Answer {
            verdict,
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

    /// The state of one of the three loops, or over all.
    pub(crate) fn state(&self, number: c_int) -> Option<LoopState> {
        match number {
            BH_LOOP_INTAKE => Some(self.verdict.intake),
            BH_LOOP_PROCESS => Some(self.verdict.process),
            BH_LOOP_SUPERVISION => Some(self.verdict.supervision),
            BH_LOOP_OVERALL => Some(self.verdict.overall),
            _ => None,
        }
    }

    pub(crate) fn obligation(&self, index: usize) -> Option<&ObligationState> {
        self.verdict.obligations.get(index)
    }

    /// Where the first instance of what is next stands among the obligations.
    pub(crate) fn next(&self) -> Option<usize> {
        let next = self.verdict.next.as_ref()?;
        self.verdict.obligations.iter().position(|instance| instance.obligation == next.obligation)
    }

    pub(crate) fn whole(&self, text: Whole) -> Option<&CStr> {
        self.main().get(text as usize)
    }

    pub(crate) fn of_obligation(&self, index: usize, text: OfObligation) -> Option<&CStr> {
        self.obligation(index)?;
        self.detail().get(index * OBLIGATION + text as usize)
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
        self.verdict.notes.get(index)?;
        self.detail().get(self.verdict.obligations.len() * OBLIGATION + index * NOTE + text)
    }

    pub(crate) fn json(&self) -> &CStr {
        // every text of it was made above, so there is nothing that cannot be written
        self.json.get_or_init(|| json(&self.verdict, self.encoding).unwrap_or_default())
    }

    fn main(&self) -> &Arena {
        self.main.get_or_init(|| self.render_main().unwrap_or_default())
    }

    fn detail(&self) -> &Arena {
        self.detail.get_or_init(|| self.render_detail().unwrap_or_default())
    }

    fn render_main(&self) -> Result<Arena, Failure> {
        let verdict = &self.verdict;
        let next = verdict.next.as_ref();
        let mut writer = Writer::new(self.encoding, 7, 24);
        writer.text(&verdict.ticket)?;
        writer.some(next.map(|next| next.obligation.as_str()))?;
        writer.some(next.and_then(|next| next.unit.as_deref()))?;
        writer.time(next.and_then(|next| next.due));
        for text in [&verdict.rulebook, &verdict.version, &verdict.calendar] {
            writer.text(text)?;
        }
        Ok(writer.done())
    }

    fn render_detail(&self) -> Result<Arena, Failure> {
        let verdict = &self.verdict;
        let places = verdict.obligations.len() * OBLIGATION + verdict.notes.len() * NOTE;
        let mut writer = Writer::new(self.encoding, places, 24);
        for instance in &verdict.obligations {
            for text in [&instance.obligation, &instance.title_en, &instance.title_zh] {
                writer.text(text)?;
            }
            writer.some(instance.assist.as_deref())?;
            writer.some(instance.owner.as_deref())?;
            writer.time(Some(instance.since));
            writer.time(instance.due);
            writer.time(instance.met_at);
        }
        for note in &verdict.notes {
            super::note(&mut writer, note)?;
        }
        Ok(writer.done())
    }
}
