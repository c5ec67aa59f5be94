//! BH08: what proving the tables finds, and what the field's rules say about them.

use super::{Code, Entry, Severity};

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: Code::RowConflict,
        id: "BH0801",
        severity: Severity::Warning,
        message: [
            "only their order in the table decides between row `{value}`, which gives {lead}, and row `{other}`, which gives {other_lead}",
            "`{value}` 行派给 {lead}，`{other}` 行派给 {other_lead}，两行只靠在表中的先后分胜负",
        ],
        help: [
            "give one of them a priority or one more condition, or name `{other}` in its overlap_ok if it is meant so",
            "请给其中一行填写优先级或再加一个条件；如本意如此，请在“重叠”列写上 `{other}`",
        ],
    },
    Entry {
        code: Code::RowNeverWins,
        id: "BH0802",
        severity: Severity::Warning,
        message: [
            "row `{value}` can never win: its tickets go to {by}",
            "`{value}` 行永远轮不到：总是由 {by} 行决定",
        ],
        help: [
            "delete it, or rank it before them by a priority or one more condition",
            "请删除本行，或用优先级、更多条件让它排在前面",
        ],
    },
    Entry {
        code: Code::RowPartlyTaken,
        id: "BH0803",
        severity: Severity::Note,
        message: [
            "tickets that fit both row `{value}` and {by} go to {by}",
            "同时符合 `{value}` 行和 {by} 行的工单，归 {by} 行",
        ],
        help: [
            "left to `{value}`: {left}; give it a priority where it should go first",
            "`{value}` 行只管：{left}；如应由它先管，请填写优先级",
        ],
    },
    Entry {
        code: Code::RowChangesNothing,
        id: "BH0804",
        severity: Severity::Warning,
        message: [
            "row `{value}` changes nothing: {by} would give the same answer",
            "`{value}` 行可有可无：没有它，{by} 也给出同样的结果",
        ],
        help: ["delete it", "请删除本行"],
    },
    Entry {
        code: Code::RowsMerge,
        id: "BH0805",
        severity: Severity::Note,
        message: [
            "rows `{value}` and `{other}` differ in `{column}` alone and could be one",
            "`{value}` 行与 `{other}` 行只有“{column}”不同，可以并成一行",
        ],
        help: [
            "write `{merged}` in the first and delete the others",
            "请在第一行写 `{merged}`，删除其余各行",
        ],
    },
    Entry {
        code: Code::ConditionIdle,
        id: "BH0806",
        severity: Severity::Note,
        message: [
            "the condition `{value}` of row `{row}` makes no difference: without it every ticket goes the same way",
            "`{row}` 行的条件 `{value}` 不起作用：没有它，每一件工单的去向都不变",
        ],
        help: ["empty the cell", "请清空这一格"],
    },
    Entry {
        code: Code::Gap,
        id: "BH0807",
        severity: Severity::Note,
        message: ["no row takes {region}: to the fallback", "{region}：没有行可派，落到托底"],
        help: ["add a row for them, if they have a unit of their own", "如有对口单位，请为它们增加一行"],
    },
    Entry {
        code: Code::RuleTakesRow,
        id: "BH0808",
        severity: Severity::Warning,
        message: [
            "the rule `{rule}` holds for every ticket of row `{of}`",
            "`{of}` 行的每一件工单都会触发规则 `{rule}`",
        ],
        help: [
            "narrow the rule, for instance with not_keywords, or delete the row",
            "请收窄规则（例如填写排除关键词），或删除本行",
        ],
    },
    Entry {
        code: Code::RuleTakesTickets,
        id: "BH0809",
        severity: Severity::Note,
        message: [
            "the rule `{value}` can hold for tickets of {rows} (rows in all: {count}, the nearest first)",
            "规则 `{value}` 会触及 {rows} 行的部分工单（共 {count} 行，最接近的在前）",
        ],
        help: ["", ""],
    },
    Entry {
        code: Code::KeywordDead,
        id: "BH0810",
        severity: Severity::Warning,
        message: [
            "the keyword `{value}` of row `{row}` never decides anything",
            "`{row}` 行的关键词 `{value}` 从不起作用",
        ],
        help: [
            "`{other}` decides in its place: one of them stands inside of the other",
            "由 `{other}` 决定：两者一个包含另一个",
        ],
    },
    Entry {
        code: Code::OverlapUnknown,
        id: "BH0811",
        severity: Severity::Error,
        message: ["`{value}` is no other row of the table", "表中没有名为 `{value}` 的另一行"],
        help: ["near: {near}", "相近的：{near}"],
    },
    Entry {
        code: Code::OverlapIdle,
        id: "BH0812",
        severity: Severity::Note,
        message: [
            "row `{row}` has no conflict with `{value}` that would have to be meant",
            "`{row}` 行与 `{value}` 行并无需要认可的冲突",
        ],
        help: ["take it out of overlap_ok", "请从“重叠”列中去掉"],
    },
    Entry {
        code: Code::CellsNeverHold,
        id: "BH0813",
        severity: Severity::Warning,
        message: [
            "row `{value}` holds for no ticket: {cells} never hold together",
            "`{value}` 行对任何工单都不成立：{cells} 不能同时成立",
        ],
        help: ["", ""],
    },
    Entry {
        code: Code::DatesOutside,
        id: "BH0814",
        severity: Severity::Warning,
        message: [
            "row `{row}` is never valid while the edition is in force: {dates}, the edition {edition}",
            "`{row}` 行的有效期 {dates} 与本版本的生效期 {edition} 没有交集",
        ],
        help: ["mend its dates, or delete the row", "请改正日期，或删除本行"],
    },
    Entry {
        code: Code::RowOffList,
        id: "BH0815",
        severity: Severity::Note,
        message: [
            "row `{value}` matters only for tickets whose matter is not on the list",
            "`{value}` 行只对事项不在清单中的工单起作用",
        ],
        help: ["", ""],
    },
    Entry {
        code: Code::BudgetReached,
        id: "BH0816",
        severity: Severity::Note,
        message: [
            "the check stopped at its budget of {budget} steps; not finished: {what}",
            "检查用完了 {budget} 步的限额，未查完：{what}",
        ],
        help: ["", ""],
    },
    Entry {
        code: Code::ItemCovered,
        id: "BH0817",
        severity: Severity::Note,
        message: [
            "the item `{value}` says nothing more than `{other}` beside it",
            "条目 `{value}` 已包含在同一格的 `{other}` 中",
        ],
        help: ["write `{rest}`", "请写作 `{rest}`"],
    },
    Entry {
        code: Code::LeadNever,
        id: "BH0818",
        severity: Severity::Warning,
        message: [
            "row `{row}` can never win: no unit stands for its lead `{value}`",
            "`{row}` 行永远轮不到：没有单位可以担任它的主办 `{value}`",
        ],
        help: [
            "a unit of that role must be active in the row's dates, and its area must meet the row's",
            "须有该角色的单位在本行有效期内有效，且辖区与本行的区域相交",
        ],
    },
    Entry {
        code: Code::CommitteeLeadsDuty,
        id: "BH0831",
        severity: Severity::Warning,
        message: [
            "row `{row}` makes the residents' committee `{value}` the lead of `{matter}`, a government duty",
            "`{row}` 行由居（村）委会 `{value}` 主办政府职责事项 `{matter}`",
        ],
        help: [
            "a committee may make first contact, mediate or assist: let the unit lead whose duty it is, or mark the matter 调解 mediation in matters.csv",
            "居（村）委会可以先行联系、调解或协办：请改由有职责的单位主办；属于调解的，请在 matters.csv 的性质列写“调解”",
        ],
    },
    Entry {
        code: Code::PushedDown,
        id: "BH0832",
        severity: Severity::Warning,
        message: [
            "row `{row}` hands `{matter}`, which row `{other}` gives to the department `{department}`, down to `{value}`",
            "`{matter}` 按 `{other}` 行由部门 `{department}` 主办，`{row}` 行却把它派给基层的 `{value}`",
        ],
        help: [
            "a department's matters may not be pushed to the grassroots: let `{department}` lead and `{value}` assist",
            "部门职责范围内的事项不得推给基层：请由 `{department}` 主办、`{value}` 协办",
        ],
    },
    Entry {
        code: Code::UnitInactive,
        id: "BH0833",
        severity: Severity::Warning,
        message: [
            "the unit `{value}` of row `{row}` is not active in {dates}, when the row is valid",
            "`{row}` 行在 {dates} 仍有效，单位 `{value}` 却不在有效期内",
        ],
        help: [
            "end the row with the unit, and give its tickets to the unit that follows",
            "请让本行与单位同时失效，并另写一行派给接续的单位",
        ],
    },
    Entry {
        code: Code::LeadAssists,
        id: "BH0834",
        severity: Severity::Note,
        message: [
            "the unit `{value}` is lead and assist of row `{row}` at once",
            "单位 `{value}` 在 `{row}` 行既是主办又是协办",
        ],
        help: ["take it out of the assists", "请从协办中去掉"],
    },
    Entry {
        code: Code::StagesTooLong,
        id: "BH0835",
        severity: Severity::Warning,
        message: [
            "the stage `{value}` of row `{row}` outlasts the whole: for a ticket of {start} it is due {stage_due}, the whole {due}",
            "`{row}` 行的阶段 `{value}` 超出全程：{start} 受理的工单，该阶段到 {stage_due}，全程到 {due}",
        ],
        help: ["shorten the stage, or lengthen the limit", "请缩短该阶段，或放宽全程限时"],
    },
    Entry {
        code: Code::ContactAfterDue,
        id: "BH0836",
        severity: Severity::Warning,
        message: [
            "the first contact of `{row}` may come after the end: for a ticket of {start} it is due {contact_due}, the whole {due}",
            "`{row}` 的先行联系可以晚于办理期限：{start} 受理的工单，先行联系到 {contact_due}，全程到 {due}",
        ],
        help: [
            "shorten the limit first_contact for these tickets, or lengthen their own",
            "请为这些工单缩短先行联系限时，或放宽办理限时",
        ],
    },
    Entry {
        code: Code::EditionOffCalendar,
        id: "BH0837",
        severity: Severity::Warning,
        message: [
            "the edition is in force in {dates}, which no calendar covers (there is {calendar})",
            "本版本在 {dates} 生效，日历却没有覆盖这些日期（现有 {calendar}）",
        ],
        help: [
            "workdays there cannot be counted: name a calendar of those years in the setting calendar, or mend the edition's dates",
            "这些日期无法计算工作日：请在 calendar 中加上这些年份的日历，或改正版本的生效日期",
        ],
    },
    Entry {
        code: Code::ChangeOutside,
        id: "BH0851",
        severity: Severity::Error,
        message: [
            "the answer changes outside of where it was meant to: {region}: {change}",
            "改动超出了原定范围：{region}：{change}",
        ],
        help: ["", ""],
    },
];
