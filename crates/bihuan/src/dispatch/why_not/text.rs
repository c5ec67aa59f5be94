//! "Why not this unit" in words.

use super::{Standing, WhyNot};
use crate::dispatch::explain::text::Text;
use crate::message::Lang;
use crate::model::words::Word;

impl WhyNot {
    /// The answer as text in a language.
    pub fn in_(&self, lang: Lang) -> String {
        let mut text = Text::new(lang, &self.names);
        text.head(&self.decision);
        for part in &self.decision.parts {
            text.part(part);
        }
        let (why, unit) = (text.say("why not", "为什么不是"), text.named(&self.unit));
        text.line(&format!("{why} {unit}: {}", self.standing.said(lang)));
        for part in &self.assists {
            let assists = text.say("it assists part", "协办分派");
            text.line(&format!("  {assists} {part}"));
        }
        if let Some(row) = &self.row {
            let (nearest, of) = (text.say("nearest row", "最近的行"), row.why(lang));
            text.line(&format!("  {nearest} {}: {of}", row.row));
            text.cells(row);
        }
        if let Some(change) = &self.change {
            let would = text.say("it would lead if:", "改变以下事实则由其主办：");
            text.line(would);
            for fact in &change.facts {
                let line = format!("  {}", fact.in_(&text));
                text.line(&line);
            }
            for part in &change.decision.parts {
                let line = format!("  → {}", text.part_line(part));
                text.line(&line);
            }
        } else if matches!(
            self.standing,
            Standing::Outranked | Standing::Failed | Standing::NotAsked | Standing::Fallback
        ) && !self.gave_up
        {
            let none =
                text.say("no change of up to five facts makes it lead", "改变五项以内的事实都不能使其主办");
            text.line(none);
        }
        if self.gave_up {
            let gave_up = text.say("the search was given up after tickets tried:", "搜索未完，已试工单数：");
            text.line(&format!("{gave_up} {}", self.tried));
        }
        text.finish()
    }
}

impl Standing {
    fn said(self, lang: Lang) -> &'static str {
        if lang == Lang::Zh {
            return self.zh();
        }
        match self {
            Standing::Leads => "it leads",
            Standing::Barred => "barred after an upheld return",
            Standing::Inactive => "not active on the date",
            Standing::NoRow => "no row of the list names it as lead",
            Standing::Fallback => "it is a fallback, and a row holds",
            Standing::Outranked => "a row that gives it holds, but goes behind another",
            Standing::NotAsked => "a row that gives it holds, but the rows are not asked here",
            Standing::Failed => "no row that gives it holds",
        }
    }
}
