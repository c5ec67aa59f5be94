//! What a `bh_explanation` holds: an answer that is read as a whole.

use crate::arena::{c_string, json};
use crate::encoding::Encoding;
use crate::failure::Failure;
use bihuan::{Changes, Contest, Explanation, Lang, Replayed, WhyNot};
use serde::Serialize;
use std::ffi::{CStr, CString};
use std::sync::OnceLock;

/// An answer in words: of a decision, a contest, why a unit does not lead, what changes.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Told {
    Explanation(Box<Explanation>),
    Contest(Box<Contest>),
    WhyNot(Box<WhyNot>),
    Changed(Box<Changed>),
}

/// What changes from one rulebook to another, and what past tickets come to.
#[derive(Debug, Serialize)]
pub(crate) struct Changed {
    pub(crate) changes: Changes,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replay: Option<Replayed>,
}

impl Told {
    fn in_(&self, lang: Lang) -> String {
        match self {
            Told::Explanation(explanation) => explanation.in_(lang),
            Told::Contest(contest) => contest.in_(lang),
            Told::WhyNot(why_not) => why_not.in_(lang),
            Told::Changed(changed) => {
                let replay = changed.replay.as_ref().map(|replay| replay.in_(lang));
                changed.changes.in_(lang) + &replay.unwrap_or_default()
            }
        }
    }
}

/// An answer and its texts.
#[derive(Debug)]
pub(crate) struct Answer {
    told: Told,
    encoding: Encoding,
    zh: OnceLock<CString>,
    en: OnceLock<CString>,
    json: OnceLock<CString>,
}

impl Answer {
    pub(crate) fn new(told: Told, encoding: Encoding) -> Result<Answer, Failure> {
        let (zh, en, json) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let answer = Answer { told, encoding, zh, en, json };
        if encoding == Encoding::Gb18030 {
            let _ = answer.zh.set(answer.render(Lang::Zh)?);
            let _ = answer.en.set(answer.render(Lang::En)?);
            let _ = answer.json.set(answer.render_json()?);
        }
        Ok(answer)
    }

    pub(crate) fn text(&self, lang: Lang) -> &CStr {
        let text = if lang == Lang::Zh { &self.zh } else { &self.en };
        text.get_or_init(|| self.render(lang).unwrap_or_default())
    }

    pub(crate) fn json(&self) -> &CStr {
        self.json.get_or_init(|| self.render_json().unwrap_or_default())
    }

    fn render(&self, lang: Lang) -> Result<CString, Failure> {
        c_string(&self.told.in_(lang), self.encoding)
    }

    fn render_json(&self) -> Result<CString, Failure> {
        json(&self.told, self.encoding)
    }
}
