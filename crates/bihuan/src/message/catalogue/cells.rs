//! BH02: what cells and settings are objected to.

use super::{Code, Entry, Severity};

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: Code::BadDate,
        id: "BH0201",
        severity: Severity::Error,
        message: ["`{value}` is no date", "`{value}` 不是有效日期"],
        help: [
            "expected YYYY-MM-DD, such as 2025-01-17; in Excel format the cells so",
            "应写作 YYYY-MM-DD，例如 2025-01-17；在 Excel 中请把单元格设为该格式",
        ],
    },
    Entry {
        code: Code::UnknownWord,
        id: "BH0202",
        severity: Severity::Error,
        message: ["`{value}` is not a value of `{column}`", "`{column}` 不能填 `{value}`"],
        help: ["expected one of: {expected}", "可用的取值：{expected}"],
    },
    Entry {
        code: Code::BadHours,
        id: "BH0203",
        severity: Severity::Error,
        message: ["`{value}` is no span of hours", "`{value}` 不是有效时段"],
        help: [
            "expected HH:MM-HH:MM with two different ends, such as 22:00-06:00",
            "应写作 HH:MM-HH:MM，起止时刻不能相同，例如 22:00-06:00",
        ],
    },
    Entry {
        code: Code::BadLimit,
        id: "BH0204",
        severity: Severity::Error,
        message: ["`{value}` is no limit", "`{value}` 不是有效限时"],
        help: [
            "expected a whole number from 1 to 9999 with 分钟 min, 小时 h, 工作时 wh, 天 d, 工作日 wd, or 下周 next_week, 下月 next_month",
            "应为 1 至 9999 的整数加单位（分钟、小时、工作时、天、工作日），或写“下周”“下月”",
        ],
    },
    Entry {
        code: Code::BadPriority,
        id: "BH0205",
        severity: Severity::Error,
        message: ["`{value}` is no whole number", "`{value}` 不是整数"],
        help: ["", ""],
    },
    Entry {
        code: Code::LoneMark,
        id: "BH0206",
        severity: Severity::Error,
        message: ["`!` without a value behind it", "`!` 后面没有内容"],
        help: ["write the value that is excluded behind `!`", "请在 `!` 后写明要排除的内容"],
    },
    Entry {
        code: Code::NegativeKeyword,
        id: "BH0207",
        severity: Severity::Error,
        message: ["a keyword cannot be negative: `{value}`", "关键词前不能加 `!`：`{value}`"],
        help: [
            "use the column not_keywords, or write \\! for the letter",
            "要排除，请填在“排除关键词”列；感叹号若是关键词的一部分，写作 \\!",
        ],
    },
    Entry {
        code: Code::BadComparison,
        id: "BH0208",
        severity: Severity::Error,
        message: ["`{value}` compares without a number", "`{value}` 有比较符号，但没有数字"],
        help: ["expected >5, >=5, <5, <=5 or 1..5", "应写作 >5、>=5、<5、<=5 或 1..5"],
    },
    Entry {
        code: Code::EmptyLevel,
        id: "BH0209",
        severity: Severity::Error,
        message: ["`{value}` has an empty level", "`{value}` 中有一级是空的"],
        help: ["write the levels as 大类/小类", "请写成“大类/小类”"],
    },
    Entry {
        code: Code::NoCondition,
        id: "BH0210",
        severity: Severity::Error,
        message: ["`{value}` cannot be a condition here", "`{value}` 在这里不能用作条件"],
        help: ["{why}", "{why}"],
    },
    Entry {
        code: Code::UnknownZone,
        id: "BH0211",
        severity: Severity::Error,
        message: ["unknown timezone `{value}`", "未知时区 `{value}`"],
        help: ["expected an IANA name such as Asia/Shanghai", "应写 IANA 时区名，例如 Asia/Shanghai"],
    },
    Entry {
        code: Code::BadOfficeHours,
        id: "BH0212",
        severity: Severity::Error,
        message: ["office hours must ascend: `{value}`", "办公时段须按先后填写、互不重叠：`{value}`"],
        help: ["expected spans such as 09:00-11:30, 13:30-17:30", "例如 09:00-11:30、13:30-17:30"],
    },
    Entry {
        code: Code::UnknownCalendar,
        id: "BH0213",
        severity: Severity::Error,
        message: ["unknown calendar `{value}`", "未知日历 `{value}`"],
        help: [
            "expected cn, weekdays, or the name of a csv file beside this one",
            "应写 cn、weekdays，或同一文件夹中的 csv 文件名",
        ],
    },
    Entry {
        code: Code::DatesReversed,
        id: "BH0214",
        severity: Severity::Warning,
        message: [
            "`{value}` is before `{from}`: it is never in force",
            "`{value}` 早于 `{from}`：永远不会生效",
        ],
        help: ["", ""],
    },
    Entry {
        code: Code::BadStages,
        id: "BH0215",
        severity: Severity::Error,
        message: ["`{value}` is no list of stages", "`{value}` 不是有效的分段限时"],
        help: [
            "expected 名称:限时 items, such as 停工:4工作时、处罚:7工作日",
            "应写作“名称:限时”，例如 停工:4工作时、处罚:7工作日",
        ],
    },
    Entry {
        code: Code::BadNumber,
        id: "BH0216",
        severity: Severity::Error,
        message: ["`{value}` is no whole number from {least} on", "`{value}` 不对，应为整数，最小 {least}"],
        help: ["", ""],
    },
    Entry {
        code: Code::TwoLeads,
        id: "BH0217",
        severity: Severity::Error,
        message: ["a second lead: `{value}`", "多出一个主办：`{value}`"],
        help: ["a row of the matrix has one 主 lead", "一行只能有一个“主”，其余填“协”"],
    },
    Entry {
        code: Code::NoConditions,
        id: "BH0218",
        severity: Severity::Warning,
        message: [
            "the row has no conditions: it takes every ticket that no other row wins",
            "本行没有任何条件：其他行未命中的工单都会归它",
        ],
        help: [
            "fill in its matter; for what is left over there is [[fallback]]",
            "请填写事项；兜底请用 [[fallback]] 托底规则",
        ],
    },
    Entry {
        code: Code::LimitUnused,
        id: "BH0219",
        severity: Severity::Warning,
        message: ["no obligation asks for a limit named `{value}`", "没有闭环事项使用名为 `{value}` 的限时"],
        help: ["expected one of: {expected}", "可用的名称：{expected}"],
    },
    Entry {
        code: Code::HeaderBlank,
        id: "BH0220",
        severity: Severity::Error,
        message: ["column {found} has cells but no header", "第 {found} 列有内容但没有表头"],
        help: [
            "write a header above it; what is only for people belongs in a column 备注 remark",
            "请补上表头；只给人看的内容请放进“备注”列",
        ],
    },
    Entry {
        code: Code::CalendarEmpty,
        id: "BH0221",
        severity: Severity::Error,
        message: ["the calendar `{value}` lists no date", "日历 `{value}` 中没有任何日期"],
        help: ["a year is covered when one of its dates is listed", "列出某年的任一日期，该年才算收录"],
    },
    Entry {
        code: Code::QuoteOpen,
        id: "BH0222",
        severity: Severity::Error,
        message: ["the quote that is opened here is never closed", "此处的引号没有闭合"],
        help: [
            "a quote inside a cell is written twice, and the cell stands in quotes",
            "单元格内的引号要写两次，并用引号括起整个单元格",
        ],
    },
    Entry {
        code: Code::NoLead,
        id: "BH0223",
        severity: Severity::Error,
        message: ["the row has no lead", "这一行没有主办"],
        help: ["mark the column of one unit with 主 lead", "请在一个单位的列中填“主”"],
    },
    Entry {
        code: Code::AlwaysHolds,
        id: "BH0224",
        severity: Severity::Warning,
        message: [
            "the rule `{value}` has no conditions: it holds for every ticket",
            "规则 `{value}` 没有条件：对每一件工单都成立",
        ],
        help: ["give it conditions, such as keywords", "请填写条件，例如关键词"],
    },
    Entry {
        code: Code::PathTooDeep,
        id: "BH0225",
        severity: Severity::Error,
        message: ["a path of {levels} levels", "路径有 {levels} 级"],
        help: [
            "a path may have {most}: look for slashes that are none",
            "路径最多 {most} 级：请检查多余的斜杠",
        ],
    },
];
