//! BH05: what lines of tickets and events are objected to.

use super::{Code, Entry, Severity};

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: Code::NoId,
        id: "BH0501",
        severity: Severity::Error,
        message: ["the line has no ticket number", "本行没有工单编号"],
        help: ["near: {near}", "相近的：{near}"],
    },
    Entry {
        code: Code::IdTwice,
        id: "BH0502",
        severity: Severity::Error,
        message: ["the ticket `{value}` was given before", "工单编号 `{value}` 重复"],
        help: ["", ""],
    },
    Entry {
        code: Code::BadTime,
        id: "BH0503",
        severity: Severity::Error,
        message: ["`{value}` is no time", "`{value}` 不是有效时间"],
        help: ["expected YYYY-MM-DD[ HH:MM[:SS]] or RFC 3339", "应写作 YYYY-MM-DD[ HH:MM[:SS]] 或 RFC 3339"],
    },
    Entry {
        code: Code::NoTime,
        id: "BH0504",
        severity: Severity::Error,
        message: ["the time is missing", "缺少时间"],
        help: ["near: {near}", "相近的：{near}"],
    },
    Entry {
        code: Code::UnknownTicket,
        id: "BH0505",
        severity: Severity::Error,
        message: ["there is no ticket `{value}`", "找不到工单 `{value}`"],
        help: ["", ""],
    },
    Entry {
        code: Code::NoEdition,
        id: "BH0506",
        severity: Severity::Error,
        message: ["no edition of the rulebook is in force on {date}", "{date} 当天没有已生效的规则手册版本"],
        help: ["", ""],
    },
    Entry {
        code: Code::NotCovered,
        id: "BH0507",
        severity: Severity::Error,
        message: ["the calendar {calendar} does not cover {year}", "日历 {calendar} 中没有 {year} 年"],
        help: [
            "add a calendar for {year}: calendar = [\"cn\", \"{year}.csv\"]",
            "请补充 {year} 年的日历：calendar = [\"cn\", \"{year}.csv\"]",
        ],
    },
    Entry {
        code: Code::NotYetReceived,
        id: "BH0508",
        severity: Severity::Error,
        message: ["the ticket `{value}` was received after now", "工单 `{value}` 的受理时间晚于当前时间"],
        help: ["", ""],
    },
    Entry {
        code: Code::BrokenLine,
        id: "BH0509",
        severity: Severity::Error,
        message: ["the line cannot be read: {cause}", "本行无法读取：{cause}"],
        help: ["", ""],
    },
    Entry {
        code: Code::EventUnit,
        id: "BH0510",
        severity: Severity::Warning,
        message: ["no unit has the code, name or alias `{value}`", "没有编码、名称或别名为 `{value}` 的单位"],
        help: [
            "events name units, not roles (D-17); near: {near}",
            "事件中应写单位而非角色（D-17）；相近的：{near}",
        ],
    },
    Entry {
        code: Code::EventKind,
        id: "BH0511",
        severity: Severity::Warning,
        message: ["unknown kind of event `{value}`", "未知的事件 `{value}`"],
        help: ["near: {near}", "相近的：{near}"],
    },
    Entry {
        code: Code::EventWord,
        id: "BH0512",
        severity: Severity::Warning,
        message: ["`{value}` is not a value of `{column}`", "`{value}` 不是 `{column}` 的取值"],
        help: ["expected one of: {expected}", "可用的取值：{expected}"],
    },
    Entry {
        code: Code::EarlierEvent,
        id: "BH0513",
        severity: Severity::Error,
        message: [
            "ticket `{id}`: an event at {value} after one at {last}",
            "工单 `{id}`：{value} 的事件在 {last} 的事件之后才送入",
        ],
        help: [
            "rebuild: make a new monitor and give it all events in order",
            "请重建：新建监测状态，再按时间先后送入全部事件",
        ],
    },
    Entry {
        code: Code::OtherRulebook,
        id: "BH0514",
        severity: Severity::Error,
        message: [
            "the state of ticket `{value}` was made with another rulebook",
            "工单 `{value}` 的监测状态由另一份规则手册生成",
        ],
        help: [
            "rebuild: make a new monitor and give it all events in order",
            "请重建：新建监测状态，再按时间先后送入全部事件",
        ],
    },
    Entry {
        code: Code::EventValue,
        id: "BH0515",
        severity: Severity::Warning,
        message: [
            "`{value}` in `{column}` cannot be read and counts as absent",
            "`{column}` 的值 `{value}` 读不出，按没有填写处理",
        ],
        help: ["", ""],
    },
    Entry {
        code: Code::EventNoUnit,
        id: "BH0516",
        severity: Severity::Warning,
        message: ["`{value}` names no unit", "`{value}` 没有写明单位"],
        help: ["fill in the column 单位 unit", "请填写“单位”列"],
    },
    Entry {
        code: Code::ColumnType,
        id: "BH0520",
        severity: Severity::Error,
        message: ["the column `{value}` holds {found}", "`{value}` 列的类型是 {found}"],
        help: [
            "expected text, numbers, true and false, dates, times or lists of text: turn it into text, or leave it out",
            "应为文本、数字、真假、日期、时间或文本列表：请转成文本，或不传这一列",
        ],
    },
    Entry {
        code: Code::UnknownFact,
        id: "BH0521",
        severity: Severity::Error,
        message: [
            "the rulebook knows no `{value}` that could be `{column}`",
            "规则手册里没有 `{value}`，不能作为 `{column}` 的主张",
        ],
        help: ["near: {near}", "相近的：{near}"],
    },
];
