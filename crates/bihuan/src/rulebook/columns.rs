//! Headers of a rulebook's tables and rule lists (W-headers): either language, mixed too.

use crate::condition::parse::{CONDITIONS, PART_FACTS};
use crate::message::Lang;
use crate::model::columns::ticket_column;
use crate::model::text::fold;

/// Words of the matrix and of rule lists.
const RULE: &[(&str, &str)] = &[
    ("行", "row"),
    ("事项", "matter"),
    ("关键词", "keywords"),
    ("全部关键词", "all_keywords"),
    ("排除关键词", "not_keywords"),
    ("区域", "area"),
    ("诉求类型", "demand"),
    ("紧急程度", "urgency"),
    ("来源", "source"),
    ("时段", "hours"),
    ("日期", "days"),
    ("主办", "lead"),
    ("协办", "assist"),
    ("另派", "extra"),
    ("通道", "channel"),
    ("限时", "limit"),
    ("分段限时", "stages"),
    ("签批", "signoff"),
    ("依据", "basis"),
    ("提示", "tip"),
    ("优先级", "priority"),
    ("重叠", "overlap_ok"),
    ("生效", "from"),
    ("失效", "until"),
    ("名称", "name"),
    ("编号", "id"),
    ("呼叫", "call"),
    ("告知", "tell"),
];

/// A table of a rulebook, by the columns it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    words: &'static [(&'static str, &'static str)],
    own: &'static [&'static str],
    /// Whether it takes the condition columns and `where.`.
    conditions: bool,
    /// The facts known after dispatch that may be conditions (K-13).
    part_facts: &'static [&'static str],
    /// Whether any other column is one of a ticket.
    ticket: bool,
}

const fn table(words: &'static [(&'static str, &'static str)], own: &'static [&'static str]) -> Columns {
    Columns { words, own, conditions: false, part_facts: &[], ticket: false }
}

const fn rules(own: &'static [&'static str]) -> Columns {
    Columns { words: RULE, own, conditions: true, part_facts: &[], ticket: false }
}

/// units.csv
pub(crate) const UNITS: Columns = table(
    &[
        ("编码", "code"),
        ("名称", "name"),
        ("角色", "role"),
        ("上级", "parent"),
        ("辖区", "area"),
        ("别名", "aliases"),
        ("生效", "from"),
        ("失效", "until"),
    ],
    &["code", "name", "role", "parent", "area", "aliases", "from", "until"],
);
/// posts.csv
pub(crate) const POSTS: Columns = table(
    &[("单位", "unit"), ("岗位", "post"), ("姓名", "person"), ("生效", "from"), ("失效", "until")],
    &["unit", "post", "person", "from", "until"],
);
/// matters.csv
pub(crate) const MATTERS: Columns =
    table(&[("事项", "matter"), ("别名", "aliases"), ("性质", "nature")], &["matter", "aliases", "nature"]);
/// cases.csv: a ticket's columns, any other being an attribute, and the answer that is expected.
pub(crate) const CASES: Columns = Columns {
    words: &[("主办", "lead"), ("协办", "assist"), ("通道", "channel"), ("工单编号", "id")],
    own: &["lead", "assist", "channel", "id"],
    conditions: false,
    part_facts: &[],
    ticket: true,
};
/// The sheet of what changes in the built-in policy.
#[cfg(feature = "xlsx")]
pub(crate) const CLOSURE: Columns = table(
    &[("编号", "id"), ("启用", "enabled"), ("限时", "limit"), ("责任", "owner")],
    &["id", "enabled", "limit", "owner"],
);
/// A calendar of its own.
pub(crate) const CALENDAR: Columns =
    table(&[("日期", "date"), ("类型", "kind"), ("名称", "name")], &["date", "kind", "name"]);
/// dispatch.csv
pub(crate) const DISPATCH: Columns = rules(&[
    "row",
    "lead",
    "assist",
    "extra",
    "channel",
    "limit",
    "stages",
    "signoff",
    "basis",
    "tip",
    "priority",
    "overlap_ok",
    "from",
    "until",
]);
/// `[[limit]]`
pub(crate) const LIMIT: Columns = Columns {
    words: RULE,
    own: &["id", "name", "limit", "priority", "from", "until"],
    conditions: true,
    // a part's route is decided after its limits
    part_facts: &["channel", "reason", "lead", "lead_role", "parts", "cycle"],
    ticket: false,
};
/// `[[fallback]]`
pub(crate) const FALLBACK: Columns = rules(&[
    "id", "lead", "assist", "channel", "limit", "stages", "signoff", "basis", "tip", "priority", "from",
    "until",
]);
/// `[[emergency]]`
pub(crate) const EMERGENCY: Columns = rules(&["id", "call", "basis", "tip", "priority", "from", "until"]);
/// `[[green]]`
pub(crate) const GREEN: Columns = rules(&["id", "basis", "tip", "priority", "from", "until"]);
/// `[[not_accepted]]`
pub(crate) const NOT_ACCEPTED: Columns = rules(&["id", "tell", "basis", "tip", "priority", "from", "until"]);
/// The condition columns alone: `when`.
pub(crate) const WHEN: Columns =
    Columns { words: RULE, own: &[], conditions: true, part_facts: PART_FACTS, ticket: false };

/// What a header is to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Column {
    /// A column of the table, by its English name.
    Known(String),
    /// 备注 remark: for people, in every table.
    Remark,
    /// A fact of K-13 where it cannot be asked.
    NotHere(String),
    Unknown,
}

impl Columns {
    /// Reads a header.
    pub(crate) fn read(self, header: &str) -> Column {
        let folded = fold(header);
        if matches!(folded.as_str(), "备注" | "remark") {
            return Column::Remark;
        }
        let english = self.words.iter().find(|(zh, _)| *zh == folded).map_or(folded.as_str(), |(_, en)| en);
        if self.own.contains(&english) || (self.conditions && CONDITIONS.contains(&english)) {
            return Column::Known(english.to_owned());
        }
        if self.conditions && PART_FACTS.contains(&english) {
            return if self.part_facts.contains(&english) {
                Column::Known(english.to_owned())
            } else {
                Column::NotHere(english.to_owned())
            };
        }
        let attribute = folded.strip_prefix("where.").or_else(|| folded.strip_prefix("属性."));
        match attribute {
            Some(name) if self.conditions => Column::Known(format!("where.{}", ticket_column(name))),
            Some(name) if self.ticket => Column::Known(ticket_column(name)),
            None if self.ticket && !folded.is_empty() => Column::Known(ticket_column(&folded)),
            _ => Column::Unknown,
        }
    }

    /// Every column, for a help line.
    pub(crate) fn expected(self) -> String {
        let named = |name: &str| match self.words.iter().find(|(_, en)| *en == name) {
            Some((zh, en)) => format!("{zh} {en}"),
            None => name.to_owned(),
        };
        let mut names: Vec<&str> = self.own.to_vec();
        if self.conditions {
            names.extend(CONDITIONS);
            names.push("属性.… where.…");
        }
        names.extend(self.part_facts);
        names.push("备注 remark");
        names.into_iter().map(named).collect::<Vec<_>>().join(", ")
    }
}

/// A rule's column as a language's header writes it: 事项 for `matter`, 属性.级别 for `where.级别`.
pub(crate) fn header(name: &str, lang: Lang) -> String {
    match (lang, RULE.iter().find(|(_, en)| *en == name), name.strip_prefix("where.")) {
        (Lang::Zh, Some((zh, _)), _) => (*zh).to_owned(),
        (Lang::Zh, None, Some(attribute)) => format!("属性.{attribute}"),
        _ => name.to_owned(),
    }
}

/// Whether the column is a condition in a table that takes conditions; `own` columns come first.
pub(crate) fn is_condition(columns: Columns, name: &str) -> bool {
    !columns.own.contains(&name)
}
