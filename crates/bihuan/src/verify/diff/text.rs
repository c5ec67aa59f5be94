//! Changes and a replay in words.

use super::changes::{Changes, RegionChange, RuleChange, RuleChanged};
use super::difference::Difference;
use super::replay::Replayed;
use crate::dispatch::explain::text::Text;
use crate::message::Lang;
use crate::model::words::{Channel, Reason, Word};
use crate::rulebook::columns::header;
use crate::time::limit::Limit;

/// How many added, removed or changed rules a text names one by one.
const NAMED: usize = 40;

/// How many characters of a region a text shows; rows and JSON have all of it.
const LONGEST: usize = 300;

impl Changes {
    /// The changes as text in a language.
    pub fn in_(&self, lang: Lang) -> String {
        let mut text = Text::new(lang, &self.names);
        self.tables(&mut text);
        if self.is_unchanged() {
            text.line(text.say(
                "no ticket is decided differently at receipt (proven)",
                "受理时的分派没有一件工单会不同（已证明）",
            ));
        }
        for region in &self.regions {
            of_region(&mut text, region);
        }
        if self.hidden > 0 {
            let line = text.say(
                format!("{} more regions, --all shows them", self.hidden),
                format!("还有 {} 个范围，用 --all 列出", self.hidden),
            );
            text.line(&line);
        }
        if self.unfinished > 0 {
            let line = text.say(
                format!("{} rules were not followed to the end: there may be more", self.unfinished),
                format!("{} 条规则没有查完：可能还有别的不同", self.unfinished),
            );
            text.line(&line);
        }
        for finding in &self.outside {
            text.line(&finding.line(lang));
        }
        text.finish()
    }

    fn tables(&self, text: &mut Text<'_>) {
        for rule in self.rules.iter().take(NAMED) {
            let line = of_rule(text, rule);
            text.line(&line);
        }
        if self.rules.len() > NAMED {
            let more = self.rules.len() - NAMED;
            let line = text.say(format!("{more} more rows and rules"), format!("还有 {more} 行或规则不同"));
            text.line(&line);
        }
        for setting in &self.settings {
            let note = text.say(" (not compared ticket by ticket)", "（不逐件比较）");
            let note = if setting.compared { "" } else { note };
            let change = match (&setting.old, &setting.new) {
                // an obligation of the same title that says something else
                (Some(old), Some(new)) if old == new => format!("{old} ({})", text.say("changed", "有改动")),
                (old, new) => change(old.as_deref(), new.as_deref()),
            };
            let line = format!("{} {}: {change}{note}", text.say("setting", "设置"), setting.name);
            text.line(&line);
        }
    }
}

fn change(old: Option<&str>, new: Option<&str>) -> String {
    format!("{} → {}", old.unwrap_or("–"), new.unwrap_or("–"))
}

fn of_rule(text: &Text<'_>, rule: &RuleChange) -> String {
    let word = match rule.change {
        RuleChanged::Added => text.say("added", "新增"),
        RuleChanged::Removed => text.say("removed", "删除"),
        RuleChanged::Changed => text.say("changed", "修改"),
        RuleChanged::Moved => text.say("moved", "移动"),
    };
    let name = match (&rule.old, &rule.new) {
        (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
        (Some(name), _) | (None, Some(name)) => name.clone(),
        (None, None) => String::new(),
    };
    let mut line = format!("{word} {} {name}", rule.list);
    let is_changed = rule.change == RuleChanged::Changed;
    let cells = rule.cells.iter().map(|cell| {
        let column = header(&cell.column, text.lang);
        if is_changed {
            format!("{column}: {}", change(cell.old.as_deref(), cell.new.as_deref()))
        } else {
            format!("{column}={}", cell.new.as_ref().or(cell.old.as_ref()).map_or("", String::as_str))
        }
    });
    let cells = cells.collect::<Vec<_>>().join("; ");
    if !cells.is_empty() {
        line.push_str(&format!("  {cells}"));
    }
    line
}

fn of_region(text: &mut Text<'_>, region: &RegionChange) {
    let every = text.say("every ticket", "所有工单");
    let shown = if region.region.is_empty() { every } else { &region.region };
    let mut shown: String = shown.chars().take(LONGEST).collect();
    if shown.len() < region.region.len() {
        shown.push('…');
    }
    let outside =
        if region.outside { text.say("  outside of what was meant", "  超出原定范围") } else { "" };
    text.line(&format!("{}{shown}{outside}", text.say("tickets: ", "工单范围：")));
    for difference in &region.differences {
        let line = of_difference(text, difference);
        text.line(&format!("  {line}"));
    }
    let rules = |rules: &[String]| if rules.is_empty() { "–".to_owned() } else { rules.join("、") };
    let by =
        format!("  {} {} → {}", text.say("by", "依行"), rules(&region.old_rules), rules(&region.new_rules));
    if !region.old_rules.is_empty() || !region.new_rules.is_empty() {
        text.line(&by);
    }
    if let Ok(witness) = serde_json::to_string(&region.witness) {
        let line = format!("  {} {witness}", text.say("such as", "例如"));
        text.line(&line);
    }
}

fn of_difference(text: &Text<'_>, difference: &Difference) -> String {
    let what = difference.what.as_str();
    let name = match what {
        "channel" => text.say("channel", "通道").to_owned(),
        "call" => text.say("call", "呼叫").to_owned(),
        "tell" => text.say("tell", "告知").to_owned(),
        "lead" => text.say("lead", "主办").to_owned(),
        "assist" => text.say("assist", "协办").to_owned(),
        "reason" => text.say("reason", "理由").to_owned(),
        "part" => text.say("extra part", "另派").to_owned(),
        "edition" => text.say("edition in force", "有效版本").to_owned(),
        "limit.due" => text.say("limit", "限时").to_owned(),
        "limit.first_contact" => text.say("first contact", "先行联系限时").to_owned(),
        other => match (other.strip_prefix("limit."), other.strip_prefix("due.")) {
            (Some(name), _) => format!("{} {name}", text.say("limit", "限时")),
            (_, Some(name)) => format!("{} {name}", text.say("due of", "到期")),
            _ => header(other, text.lang),
        },
    };
    let of = difference.part.as_ref().filter(|_| what != "part");
    let of = of.map_or(String::new(), |lead| format!("{} ", text.named(lead)));
    let shown = |value: &str| match what {
        "lead" | "assist" | "part" => {
            value.split('、').map(|code| text.named(code)).collect::<Vec<_>>().join("、")
        }
        "channel" => Channel::parse(value).map_or(value.to_owned(), |it| text.word(it).to_owned()),
        "reason" => Reason::parse(value).map_or(value.to_owned(), |it| text.word(it).to_owned()),
        _ if what.starts_with("limit.") => {
            Limit::parse(value).map_or(value.to_owned(), |limit| limit.in_(text.lang))
        }
        _ => value.to_owned(),
    };
    let (old, new) = (difference.old.as_deref().map(shown), difference.new.as_deref().map(shown));
    format!("{of}{name}: {}", change(old.as_deref(), new.as_deref()))
}

impl Replayed {
    /// The replay as text in a language.
    pub fn in_(&self, lang: Lang) -> String {
        let mut text = Text::new(lang, &self.names);
        let (tickets, changed) = (self.tickets, self.changed);
        let line = text.say(
            format!("{tickets} tickets replayed, {changed} decided differently"),
            format!("重放工单 {tickets} 件，其中 {changed} 件分派不同"),
        );
        text.line(&line);
        if self.undecided > 0 {
            let undecided = self.undecided;
            let line = text.say(
                format!("{undecided} of them no edition decides"),
                format!("其中 {undecided} 件没有有效版本可派"),
            );
            text.line(&line);
        }
        for unit in &self.units {
            let mut parts = Vec::new();
            if unit.lead_gained + unit.lead_lost > 0 {
                let lead = text.say("lead", "主办");
                let (old, new) = (unit.old_lead, unit.new_lead);
                parts.push(format!("{lead} {old} → {new} (+{} -{})", unit.lead_gained, unit.lead_lost));
            }
            if unit.assist_gained + unit.assist_lost > 0 {
                let assist = text.say("assist", "协办");
                let (old, new) = (unit.old_assist, unit.new_assist);
                parts.push(format!("{assist} {old} → {new} (+{} -{})", unit.assist_gained, unit.assist_lost));
            }
            if !parts.is_empty() {
                let line = format!("{}  {}", text.named(&unit.unit), parts.join("  "));
                text.line(&line);
            }
        }
        for shift in &self.shifts {
            let difference = Difference {
                part: None,
                what: shift.what.clone(),
                old: shift.old.clone(),
                new: shift.new.clone(),
            };
            let said = of_difference(&text, &difference);
            let count = shift.tickets;
            let line = text.say(format!("{said}  {count} tickets"), format!("{said}  {count} 件"));
            text.line(&line);
        }
        for ticket in &self.list {
            let said = ticket.differences.iter().map(|it| of_difference(&text, it)).collect::<Vec<_>>();
            let line = format!("{} {}  {}", text.say("ticket", "工单"), ticket.ticket, said.join("; "));
            text.line(&line);
        }
        if self.hidden > 0 {
            let line = text.say(
                format!("{} more tickets, --all lists them", self.hidden),
                format!("还有 {} 件，用 --all 列出", self.hidden),
            );
            text.line(&line);
        }
        text.finish()
    }
}
