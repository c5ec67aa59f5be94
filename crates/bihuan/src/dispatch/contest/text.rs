//! A contest in words.

use super::{Contest, Ground, Ruling};
use crate::dispatch::decision::Decision;
use crate::dispatch::explain::text::Text;
use crate::message::Lang;

impl Contest {
    /// The contest as text in a language.
    pub fn in_(&self, lang: Lang) -> String {
        let mut text = Text::new(lang, &self.names);
        text.head(&self.decision);
        let unit = text.named(&self.unit);
        let part = self.part.map_or(String::new(), |part| format!("  {} {part}", text.say("part", "分派")));
        let contested = text.say("contested by", "提出单位");
        text.line(&format!("{contested} {unit}{part}"));
        let claim = text.say("claim:", "主张：");
        if self.claim.is_empty() {
            text.line(&format!("{claim} {}", text.say("not its duty (非本单位职能)", "非本单位职能")));
        }
        for change in &self.disputed {
            text.line(&format!("{claim} {}", change.in_(&text)));
        }
        if !self.claim.is_empty() && self.disputed.is_empty() {
            text.line(&format!("{claim} {}", text.say("what the ticket says", "与工单所记相同")));
        }
        let answer = format!("{} {}", text.say("answer:", "结论："), self.said(&text));
        text.line(&answer);
        let why = format!("  {} {}", text.say("because", "理由"), self.why(&text));
        text.line(&why);
        if self.answer != self.merits {
            let merits = format!(
                "  {} {}",
                text.say("on the merits:", "就事由而言："),
                self.ruled(self.merits, &text)
            );
            text.line(&merits);
        }
        if let Some(row) = &self.row {
            let by = text.say("row", "清单行");
            text.line(&format!("  {by} {}", row.row));
            if let Some(basis) = &self.basis {
                let line = format!("  {} {basis}", text.say("basis", "依据"));
                text.line(&line);
            }
            text.cells(row);
        }
        let stands = text.say("as it stands:", "现行分派：");
        parts(&mut text, stands, &self.decision);
        if let Some(claimed) = &self.claimed {
            let with = text.say("with the facts as claimed:", "按主张的事实：");
            parts(&mut text, with, claimed);
        }
        if let Some(upheld) = &self.upheld {
            let label = text.say("if the return were upheld nonetheless:", "如仍通过退单：");
            parts(&mut text, label, upheld);
        }
        if let Some(due) = &self.return_due {
            let line = format!("{} {due}", text.say("could be returned until", "退单期限"));
            text.line(&line);
        }
        for remark in &self.remarks {
            let word = match (remark, lang) {
                (remark, Lang::Zh) => crate::model::words::Word::zh(*remark),
                (super::Remark::AfterContact, _) => {
                    "the caller was contacted already; a return usually comes before that"
                }
                (super::Remark::OrderAlone, _) => {
                    "another unit's row ranks alike; only the order of the table sets it behind"
                }
            };
            let line = format!("{} {word}", text.say("note:", "备注："));
            text.line(&line);
        }
        text.finish()
    }

    /// The answer in words, with the unit that it names.
    fn said(&self, text: &Text<'_>) -> String {
        self.ruled(self.answer, text)
    }

    fn ruled(&self, ruling: Ruling, text: &Text<'_>) -> String {
        let to = self.to.as_ref().map_or(String::new(), |to| text.named(to));
        match (ruling, text.lang) {
            (Ruling::WouldGo, Lang::Zh) => format!("应改派 {to}"),
            (Ruling::WouldGo, _) => format!("would go to {to}"),
            (Ruling::YouLead, Lang::Zh) => format!("仍由本单位主办（{to}）"),
            (Ruling::YouLead, _) => format!("you still lead ({to})"),
            (Ruling::Adjudicate, Lang::Zh) => format!("提请裁定，由 {to} 裁定"),
            (Ruling::Adjudicate, _) => format!("to be adjudicated by {to}"),
            (Ruling::FallsAway, Lang::Zh) => "此项分派取消，其余不变".to_owned(),
            (Ruling::FallsAway, _) => "this part falls away, the others stay".to_owned(),
            (Ruling::NotLead, Lang::Zh) => format!("本单位并非主办，主办为 {to}"),
            (Ruling::NotLead, _) => format!("the unit does not lead: {to} does"),
            (Ruling::MayNotReturn, Lang::Zh) => "不得退单".to_owned(),
            (Ruling::MayNotReturn, _) => "may not return it".to_owned(),
        }
    }

    fn why(&self, text: &Text<'_>) -> &'static str {
        if text.lang == Lang::Zh {
            return text.word(self.ground);
        }
        match self.ground {
            Ground::Row => "a row of the list names it, and all its conditions hold",
            Ground::Claim => "with the facts as claimed another decision follows",
            Ground::AlreadySo => "the ticket says what is claimed already",
            Ground::NoDifference => "the claim does not change who leads",
            Ground::Fallback => "no row of the list names it: it leads as the fallback alone",
            Ground::OffMatrix => "it was dispatched off the list",
            Ground::NotAccepted => "not accepted: the fallback's unit confirms it and tells the caller",
            Ground::Adjudicator => "it is the unit that adjudicates",
            Ground::Designated => "it was designated after a dispute",
            Ground::TooLate => "the time to return is over",
            Ground::Assists => "it only assists",
            Ground::NotNamed => "it has no part in this ticket",
        }
    }
}

/// The parts of a decision below a label.
fn parts(text: &mut Text<'_>, label: &str, decision: &Decision) {
    text.line(label);
    for part in &decision.parts {
        let line = format!("  {}", text.part_line(part));
        text.line(&line);
    }
}
