//! BH03: what names something that is not there, or twice.

use super::{Code, Entry, Severity};

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: Code::UnknownUnit,
        id: "BH0301",
        severity: Severity::Error,
        message: ["unknown unit `{value}`", "单位表中没有单位或角色 `{value}`"],
        help: ["near: {near}", "相近的：{near}"],
    },
    Entry {
        code: Code::UnlistedMatter,
        id: "BH0302",
        severity: Severity::Warning,
        message: ["the matter `{value}` is not in the list of matters", "事项 `{value}` 不在事项表中"],
        help: ["list it, or mend the path", "请补入事项表，或更正写法"],
    },
    Entry {
        code: Code::AliasTwice,
        id: "BH0303",
        severity: Severity::Error,
        message: ["the alias `{value}` stands for two matters", "别名 `{value}` 对应两个事项"],
        help: ["an alias stands for one path", "一个别名只能对应一个事项"],
    },
    Entry {
        code: Code::AliasIsPath,
        id: "BH0304",
        severity: Severity::Error,
        message: ["the alias `{value}` is a listed path itself", "别名 `{value}` 本身就是清单中的事项"],
        help: ["", ""],
    },
    Entry {
        code: Code::UnitNameTwice,
        id: "BH0305",
        severity: Severity::Error,
        message: [
            "`{value}` names two units: {first} and {second}",
            "`{value}` 对应两个单位：{first} 和 {second}",
        ],
        help: ["a name or alias must lead to one unit", "一个名称或别名只能对应一个单位"],
    },
    Entry {
        code: Code::RoleTwice,
        id: "BH0306",
        severity: Severity::Error,
        message: [
            "`{first}` and `{second}` fill the role `{value}` in the same area at the same time",
            "`{first}` 与 `{second}` 在同一辖区同时担任 `{value}`",
        ],
        help: ["give them different areas or dates", "请分清辖区，或错开生效日期"],
    },
    Entry {
        code: Code::UnknownKind,
        id: "BH0307",
        severity: Severity::Error,
        message: ["unknown kind of event `{value}`", "不认识的事件 `{value}`"],
        help: [
            "declare a kind of your own in rulebook.toml: kinds = [\"{value}\"]",
            "自定的事件请先在 rulebook.toml 中声明：kinds = [\"{value}\"]",
        ],
    },
    Entry {
        code: Code::UnknownObligation,
        id: "BH0308",
        severity: Severity::Error,
        message: ["unknown obligation `{value}`", "不认识的闭环事项 `{value}`"],
        help: ["expected one of: {expected}", "可用的编号：{expected}"],
    },
    Entry {
        code: Code::LimitWithoutDefault,
        id: "BH0309",
        severity: Severity::Error,
        message: [
            "the limit `{value}` has no rule without conditions",
            "限时 `{value}` 缺少一条不带条件的规则",
        ],
        help: [
            "add a [[limit]] named `{value}` without conditions and dates",
            "请补一条名称为 `{value}`、不带条件和日期的 [[limit]]",
        ],
    },
    Entry {
        code: Code::FallbackMissing,
        id: "BH0310",
        severity: Severity::Error,
        message: [
            "there is no [[fallback]] that always holds",
            "缺少对任何工单都适用的托底规则 [[fallback]]",
        ],
        help: [
            "add one without conditions and dates, led by a unit without dates",
            "请补一条不带条件和日期的托底规则，其主办单位也不带日期",
        ],
    },
    Entry {
        code: Code::OfficeHoursMissing,
        id: "BH0311",
        severity: Severity::Error,
        message: ["`{value}` needs office_hours", "`{value}` 要用到办公时段，请设置 office_hours"],
        help: [
            "add office_hours = [\"09:00-11:30\", \"13:30-17:30\"]",
            "请加上 office_hours = [\"09:00-11:30\", \"13:30-17:30\"]",
        ],
    },
    Entry {
        code: Code::EditionsAlike,
        id: "BH0312",
        severity: Severity::Error,
        message: [
            "two editions in force from the same day: {first} and {second}",
            "两个版本同日生效：{first} 与 {second}",
        ],
        help: ["", ""],
    },
    Entry {
        code: Code::FallbackLead,
        id: "BH0313",
        severity: Severity::Error,
        message: [
            "the fallback that always holds must name a unit without dates, not `{value}`",
            "始终有效的托底规则须写明不带日期的单位，不能是 `{value}`",
        ],
        help: ["`{value}` is a role, filled by: {near}", "`{value}` 是角色，担任单位：{near}"],
    },
    Entry {
        code: Code::UnknownParent,
        id: "BH0314",
        severity: Severity::Warning,
        message: ["the parent `{value}` is no unit of units.csv", "上级 `{value}` 不在 units.csv 中"],
        help: ["near: {near}", "相近的：{near}"],
    },
];
