//! Decisions, rows and cells in words: the one renderer of what dispatch has to say, for explanations, for
//! "why not this unit" and for contests.

use super::{Behind, CellTrace, Explanation, Outcome, RankedBy, RowTrace};
use crate::dispatch::decision::{Decision, Part};
use crate::message::Lang;
use crate::model::words::{Channel, Reason, Word};
use crate::rulebook::columns::header;
use std::collections::BTreeMap;

/// A text on its way, in a language, with the names of units.
pub(crate) struct Text<'a> {
    out: String,
    pub(crate) lang: Lang,
    names: &'a BTreeMap<String, String>,
}

impl<'a> Text<'a> {
    pub(crate) fn new(lang: Lang, names: &'a BTreeMap<String, String>) -> Text<'a> {
        Text { out: String::new(), lang, names }
    }

    pub(crate) fn finish(self) -> String {
        self.out
    }

    /// The words of the language.
    pub(crate) fn say<T>(&self, en: T, zh: T) -> T {
        if self.lang == Lang::Zh { zh } else { en }
    }

    pub(crate) fn word(&self, word: impl Word) -> &'static str {
        self.say(word.en(), word.zh())
    }

    /// Puts a line.
    pub(crate) fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// A unit's code with its name.
    pub(crate) fn named(&self, code: &str) -> String {
        match self.names.get(code) {
            Some(name) if name != code => format!("{code} {name}"),
            _ => code.to_owned(),
        }
    }

    /// Which ticket, by which rulebook.
    pub(crate) fn head(&mut self, decision: &Decision) {
        let ticket = self.say("ticket", "工单");
        self.line(&format!("{ticket} {}  《{}》 {}", decision.ticket, decision.rulebook, decision.version));
    }

    /// Channel, call, and what the caller is told.
    pub(crate) fn channel(&mut self, decision: &Decision) {
        if decision.channel != Channel::Normal {
            self.line(&format!("{}: {}", self.say("channel", "通道"), self.word(decision.channel)));
        }
        if let Some(call) = &decision.call {
            self.line(&format!("{} {call}", self.say("call at once:", "立即拨打：")));
        }
        if let Some(tell) = &decision.tell {
            self.line(&format!("{} {tell}", self.say("tell the caller:", "告知来电人：")));
        }
    }

    /// A part in a line: who leads, who assists, and by which row.
    pub(crate) fn part(&mut self, part: &Part) {
        let line = self.part_line(part);
        self.line(&line);
    }

    pub(crate) fn part_line(&self, part: &Part) -> String {
        let (of, lead) = (self.say("part", "分派"), self.say("lead", "主办"));
        let mut line = format!("{of} {}  {lead} {}", part.part, self.named(&part.lead));
        if !part.assist.is_empty() {
            let assists: Vec<_> = part.assist.iter().map(|code| self.named(code)).collect();
            line.push_str(&format!("  {} {}", self.say("assist", "协办"), assists.join("、")));
        }
        let row = part.row.as_ref().map_or(String::new(), |row| format!(" {row}"));
        line.push_str(&format!("  ({}{row})", self.word(part.reason)));
        line
    }

    /// What else a part has: limits, stages, sign-off, basis, tip.
    fn part_more(&mut self, part: &Part) {
        for limit in &part.limits {
            let name = match limit.name.as_str() {
                "due" => self.say("due", "办理期限"),
                "first_contact" => self.say("first contact", "先行联系"),
                _ => continue,
            };
            let amount = limit.limit.map_or(String::new(), |limit| limit.in_(self.lang));
            let due = limit.due.map_or_else(|| self.say("none", "无").to_owned(), |due| due.to_string());
            let mut line = format!("  {name} {due}  ({amount}, {})", limit.source);
            if let Some(from) = limit.from_receipt.filter(|from| limit.due != Some(*from)) {
                line.push_str(&format!("  {} {from}", self.say("from receipt", "自受理起算")));
            }
            self.line(&line);
        }
        for stage in &part.stages {
            let due = stage.due.map_or_else(|| self.say("none", "无").to_owned(), |due| due.to_string());
            let limit = stage.limit.in_(self.lang);
            self.line(&format!("  {} {}  {due}  ({limit})", self.say("stage", "分段"), stage.name));
        }
        let signoff = self.say("sign-off", "签批");
        self.labelled(signoff, part.signoff.as_ref());
        self.basis(part);
        let tip = self.say("tip", "提示");
        self.labelled(tip, part.tip.as_ref());
    }

    /// The law or rule behind a part.
    pub(crate) fn basis(&mut self, part: &Part) {
        let basis = self.say("basis", "依据");
        self.labelled(basis, part.basis.as_ref());
    }

    fn labelled(&mut self, label: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.line(&format!("  {label} {text}"));
        }
    }

    /// Every filled cell of a row, what it met and whether it holds.
    pub(crate) fn cells(&mut self, row: &RowTrace) {
        for cell in &row.cells {
            let mark = if cell.holds { '✓' } else { '✗' };
            let line = format!("    {} `{}` {mark} {}", self.column(&cell.column), cell.cell, self.met(cell));
            self.line(&line);
        }
    }

    /// A column as the language's header writes it.
    pub(crate) fn column(&self, column: &str) -> String {
        header(column, self.lang)
    }

    /// A row that did not win, with its lead and what stood between.
    pub(crate) fn lost(&mut self, row: &RowTrace) {
        let lead = row.lead.as_ref().map_or(String::new(), |lead| format!(" → {}", self.named(lead)));
        let line = format!("  {}{lead}: {}", row.row, row.why(self.lang));
        self.line(&line);
    }

    pub(crate) fn notes(&mut self, decision: &Decision) {
        if !decision.notes.is_empty() {
            let notes: Vec<_> = decision.notes.iter().map(|note| note.in_(self.lang)).collect();
            self.line(&format!("{} {}", self.say("notes:", "备注："), notes.join(", ")));
        }
    }

    fn met(&self, cell: &CellTrace) -> String {
        met(cell, self.lang)
    }
}

impl Explanation {
    /// The explanation as text in a language.
    pub fn in_(&self, lang: Lang) -> String {
        let mut text = Text::new(lang, &self.names);
        let decision = &self.decision;
        text.head(decision);
        text.channel(decision);
        for part in &decision.parts {
            text.part(part);
            text.part_more(part);
            let by_row = part.reason != Reason::NotAccepted;
            if let Some(row) = self.rows.iter().find(|row| by_row && Some(&row.row) == part.row.as_ref()) {
                text.cells(row);
            }
        }
        let merged = |row: &&RowTrace| !decision.parts.iter().any(|part| part.row.as_ref() == Some(&row.row));
        for row in self.rows.iter().filter(merged).chain(&self.rules) {
            let held = text.say("also held:", "同时满足：");
            text.line(&format!("{held} {}", row.row));
            text.cells(row);
        }
        if !self.near.is_empty() {
            let near = text.say("came close:", "相近但未采用的行：");
            text.line(near);
        }
        for row in &self.near {
            text.lost(row);
        }
        text.notes(decision);
        text.finish()
    }
}

impl RowTrace {
    /// What came of the row, in words: for one that lost, what stood between.
    ///
    /// ```
    /// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
    /// # let engine = bihuan::Engine::load(folder)?;
    /// let mut ticket = bihuan::Ticket::new("1", "2025-01-17 22:40".parse()?);
    /// ticket.matter = Some("噪声/装修噪声".into());
    /// let explanation = engine.explain(&ticket, &bihuan::History::new())?;
    /// let why = explanation.near[0].why(bihuan::Lang::En);
    /// assert_eq!(why, "all cells hold, but ZS05 goes first: 1 condition over 0");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn why(&self, lang: Lang) -> String {
        let say = |en: &str, zh: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
        match self.outcome {
            Outcome::Won => say("decides", "采用"),
            Outcome::Outranked => match &self.behind {
                Some(behind) => behind.in_(lang),
                None => say("all cells hold, ranked lower", "全部满足，但排序靠后"),
            },
            Outcome::NotAsked => say("all cells hold, not asked here", "全部满足，但此次不按清单"),
            Outcome::NotInForce => say("not in force on the day of receipt", "受理当日不在有效期内"),
            Outcome::LeadUnresolved => say("no unit fills the role here", "该辖区没有单位担任此角色"),
            Outcome::LeadInactive => say("the lead is not active on the date", "主办单位当日不在有效期内"),
            Outcome::LeadBarred => say("barred after an upheld return", "退单已通过，不再主办"),
            Outcome::Failed => {
                let failed = self.cells.iter().find(|cell| !cell.holds);
                failed.map_or_else(String::new, |cell| {
                    format!("{} `{}` ✗ {}", header(&cell.column, lang), cell.cell, met(cell, lang))
                })
            }
        }
    }
}

impl Behind {
    /// Why the other row goes first.
    fn in_(&self, lang: Lang) -> String {
        let Behind { row, by, first, own } = self;
        if lang == Lang::Zh {
            let why = match by {
                RankedBy::Priority => format!("优先级 {first} 高于 {own}"),
                RankedBy::Depth => format!("事项层级 {first} 深于 {own}"),
                RankedBy::Count => format!("条件数 {first} 多于 {own}"),
                RankedBy::Order => format!("其余相同，清单第 {first} 行在第 {own} 行之前"),
            };
            return format!("全部满足，但 {row} 在先：{why}");
        }
        let plural = if *first == 1 { "" } else { "s" };
        let why = match by {
            RankedBy::Priority => format!("priority {first} over {own}"),
            RankedBy::Depth => format!("matter depth {first} over {own}"),
            RankedBy::Count => format!("{first} condition{plural} over {own}"),
            RankedBy::Order => format!("alike in rank, line {first} of the table before line {own}"),
        };
        format!("all cells hold, but {row} goes first: {why}")
    }
}

/// What a cell met: the keywords found, else the fact, else that it is absent.
fn met(cell: &CellTrace, lang: Lang) -> String {
    match &cell.fact {
        _ if !cell.found.is_empty() => cell.found.join("、"),
        Some(fact) => short(fact),
        None if lang == Lang::Zh => "未填".to_owned(),
        None => "absent".to_owned(),
    }
}

/// A fact short enough for a line.
pub(crate) fn short(fact: &str) -> String {
    let mut text: String = fact.chars().take(40).collect();
    if text.len() < fact.len() {
        text.push('…');
    }
    text
}
