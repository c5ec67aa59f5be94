//! What a `bh_explanation` holds.

use crate::arena::{c_string, json};
use crate::encoding::Encoding;
use crate::failure::Failure;
use bihuan::{Explanation, Lang};
use std::ffi::{CStr, CString};
use std::sync::OnceLock;

/// An explanation and its texts.
#[derive(Debug)]
pub(crate) struct Answer {
    explanation: Explanation,
    encoding: Encoding,
    zh: OnceLock<CString>,
    en: OnceLock<CString>,
    json: OnceLock<CString>,
}

impl Answer {
    pub(crate) fn new(explanation: Explanation, encoding: Encoding) -> Result<Answer, Failure> {
        let (zh, en, json) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let answer = Answer { explanation, encoding, zh, en, json };
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
        c_string(&self.explanation.in_(lang), self.encoding)
    }

    fn render_json(&self) -> Result<CString, Failure> {
        json(&self.explanation, self.encoding)
    }
}
