//! The catalogue of messages: every code with its severity, message and help in both languages.
//!
//! Messages: one line, lower case, no full stop, the user's value in backticks. Each code has a page
//! in `docs/findings/`.

use super::code::{Code, Severity};

/// A line of the catalogue.
pub(super) struct Entry {
    pub(super) code: Code,
    pub(super) id: &'static str,
    pub(super) severity: Severity,
    pub(super) message: [&'static str; 2],
    pub(super) help: [&'static str; 2],
}

/// In the order of [`Code`].
pub(super) static CATALOGUE: &[Entry] = &[
    Entry {
        code: Code::FileMissing,
        id: "BH0101",
        severity: Severity::Error,
        message: ["`{value}` is missing", "缺少 `{value}`"],
        help: [
            "a rulebook is a folder with at least rulebook.toml and units.csv, or a workbook with the sheets 说明 settings and 单位 units",
            "规则手册是至少含 rulebook.toml 和 units.csv 的文件夹，或至少有“说明”和“单位”两个工作表的工作簿",
        ],
    },
    Entry {
        code: Code::NotUtf8,
        id: "BH0102",
        severity: Severity::Error,
        message: [
            "from byte {byte} on the text is neither UTF-8 nor GB18030",
            "自第 {byte} 字节起既不是 UTF-8 也不是 GB18030 文本",
        ],
        help: ["save the file as UTF-8", "请另存为 UTF-8 编码"],
    },
    Entry {
        code: Code::CsvBroken,
        id: "BH0103",
        severity: Severity::Error,
        message: ["the table cannot be read: {cause}", "表格无法读取：{cause}"],
        help: ["", ""],
    },
    Entry {
        code: Code::TomlBroken,
        id: "BH0104",
        severity: Severity::Error,
        message: ["the settings cannot be read: {cause}", "设置文件无法读取：{cause}"],
        help: ["", ""],
    },
    Entry {
        code: Code::UnknownColumn,
        id: "BH0105",
        severity: Severity::Error,
        message: ["unknown column `{value}`", "不认识的列 `{value}`"],
        help: ["expected one of: {expected}", "可用的列：{expected}"],
    },
    Entry {
        code: Code::ColumnTwice,
        id: "BH0106",
        severity: Severity::Error,
        message: ["two columns `{value}`", "列 `{value}` 重复"],
        help: ["keep one of them", "请只保留一列（同一列的中英文写法也算重复）"],
    },
    Entry {
        code: Code::RowLength,
        id: "BH0107",
        severity: Severity::Error,
        message: [
            "the row has {found} cells, the header {expected}",
            "本行有 {found} 个单元格，表头有 {expected} 列",
        ],
        help: [
            "a comma inside a cell needs quotes around the cell",
            "单元格内有逗号时，请用双引号括起整个单元格",
        ],
    },
    Entry {
        code: Code::ColumnMissing,
        id: "BH0108",
        severity: Severity::Error,
        message: ["the column `{value}` is missing", "缺少 `{value}` 列"],
        help: ["near: {near}", "相近的：{near}"],
    },
    Entry {
        code: Code::UnknownKey,
        id: "BH0109",
        severity: Severity::Error,
        message: ["unknown setting `{value}`", "不认识的设置 `{value}`"],
        help: ["expected one of: {expected}", "可用的设置：{expected}"],
    },
    Entry {
        code: Code::WrongType,
        id: "BH0110",
        severity: Severity::Error,
        message: ["`{value}` is not {expected}", "`{value}` 的类型不对，应为 {expected}"],
        help: ["", ""],
    },
    Entry {
        code: Code::ValueMissing,
        id: "BH0111",
        severity: Severity::Error,
        message: ["`{column}` is empty", "`{column}` 不能为空"],
        help: ["", ""],
    },
    Entry {
        code: Code::NameTwice,
        id: "BH0112",
        severity: Severity::Error,
        message: ["`{value}` is there twice, first {first}", "`{value}` 重复，首次出现在 {first}"],
        help: ["give each its own name", "请改用不同的名称"],
    },
    Entry {
        code: Code::FileNotRead,
        id: "BH0113",
        severity: Severity::Warning,
        message: [
            "`{value}` belongs to no table and was not read",
            "`{value}` 不是规则手册认得的名称，未读取",
        ],
        help: ["expected one of: {expected}", "可用的名称：{expected}"],
    },
    Entry {
        code: Code::NoMatrix,
        id: "BH0114",
        severity: Severity::Warning,
        message: [
            "there is no dispatch.csv: every ticket falls to the fallback",
            "没有 dispatch.csv：所有工单都将按托底规则派出",
        ],
        help: ["", ""],
    },
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
        code: Code::OptionNotHere,
        id: "BH0401",
        severity: Severity::Error,
        message: ["`{value}` does not belong to `{template}`", "模板 `{template}` 不能用 `{value}`"],
        help: ["{why}", "{why}"],
    },
    Entry {
        code: Code::OptionMissing,
        id: "BH0402",
        severity: Severity::Error,
        message: ["`{template}` needs `{value}`", "模板 `{template}` 缺少 `{value}`"],
        help: ["", ""],
    },
    Entry {
        code: Code::WithinAndBy,
        id: "BH0403",
        severity: Severity::Error,
        message: ["`within` and `by` exclude each other", "`within` 与 `by` 只能写一个"],
        help: ["", ""],
    },
    Entry {
        code: Code::AlarmOnAlarm,
        id: "BH0404",
        severity: Severity::Error,
        message: [
            "an obligation with an alarm may not name `overdue`",
            "设有 `alarm` 的闭环事项不能引用 `overdue`",
        ],
        help: ["", ""],
    },
    Entry {
        code: Code::UnknownLimit,
        id: "BH0405",
        severity: Severity::Error,
        message: [
            "`{value}` is neither a limit nor the name of one",
            "`{value}` 既不是限时，也不是已有限时的名称",
        ],
        help: [
            "expected a limit such as 1工作日, or the name of a [[limit]]",
            "应为限时（如 1工作日）或 [[limit]] 的名称",
        ],
    },
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
        code: Code::CalendarEnds,
        id: "BH0601",
        severity: Severity::Note,
        message: ["the calendar ends with {year}", "日历只到 {year} 年"],
        help: ["a date after it is an error that names the year", "此后的日期会报错，并指明年份"],
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
        code: Code::WorkbookBroken,
        id: "BH0115",
        severity: Severity::Error,
        message: ["the workbook cannot be read: {cause}", "工作簿无法读取：{cause}"],
        help: [
            "save it as an Excel workbook, .xlsx, without a password",
            "请另存为 Excel 工作簿（.xlsx），不要设密码",
        ],
    },
    Entry {
        code: Code::NoRulebook,
        id: "BH0116",
        severity: Severity::Error,
        message: ["`{value}` is no rulebook", "`{value}` 不是规则手册"],
        help: [
            "a rulebook is a folder with rulebook.toml, or an Excel workbook, .xlsx",
            "规则手册应为含 rulebook.toml 的文件夹，或 Excel 工作簿（.xlsx）",
        ],
    },
    Entry {
        code: Code::Formula,
        id: "BH0117",
        severity: Severity::Error,
        message: ["the cell holds a formula, showing `{value}`", "单元格里是公式，显示为 `{value}`"],
        help: [
            "a formula is not computed here: copy it and paste it as a value",
            "这里不计算公式：请复制后选择性粘贴为“数值”",
        ],
    },
    Entry {
        code: Code::MergedCells,
        id: "BH0118",
        severity: Severity::Error,
        message: ["the cells {value} are merged", "单元格 {value} 是合并的"],
        help: [
            "unmerge them and write the value into every cell; a title above the header: unmerge it and start it with #",
            "请取消合并，并把内容填入每个单元格；表头上方的标题请取消合并，并以 # 起首",
        ],
    },
    Entry {
        code: Code::CellError,
        id: "BH0119",
        severity: Severity::Error,
        message: ["the cell shows the error `{value}`", "单元格显示错误 `{value}`"],
        help: ["", ""],
    },
    Entry {
        code: Code::NumberTooLong,
        id: "BH0120",
        severity: Severity::Error,
        message: [
            "`{value}` is longer than a spreadsheet keeps a number",
            "`{value}` 超出了表格能保存的数字位数",
        ],
        help: [
            "of a number only 15 digits are kept: format the column as text and enter it again",
            "数字只保留 15 位：请把该列设为“文本”后重新填写",
        ],
    },
    Entry {
        code: Code::SheetUnclear,
        id: "BH0121",
        severity: Severity::Error,
        message: ["which sheet is meant: {found}", "不清楚该读哪个工作表：{found}"],
        help: ["give one the name {expected}", "请把要读的工作表命名为 {expected}"],
    },
    Entry {
        code: Code::CaseFails,
        id: "BH0701",
        severity: Severity::Error,
        message: [
            "case `{value}`: {column} is {found} by row {row}, expected {expected}",
            "样例 `{value}`：按 {row} 行，{column} 为 {found}，应为 {expected}",
        ],
        help: [
            "mend the matrix, or the case where it is out of date",
            "请修改派单清单；如样例已过时，请修改样例",
        ],
    },
    Entry {
        code: Code::RowsUnreached,
        id: "BH0702",
        severity: Severity::Note,
        message: ["{count} of {total} rows are reached by no case", "{total} 行中有 {count} 行没有样例用到"],
        help: ["list them with --unreached", "用 --unreached 列出"],
    },
    Entry {
        code: Code::RowUnreached,
        id: "BH0703",
        severity: Severity::Note,
        message: ["no case reaches row `{value}`", "没有样例用到 `{value}` 行"],
        help: ["", ""],
    },
    Entry {
        code: Code::NoLead,
        id: "BH0223",
        severity: Severity::Error,
        message: ["the row has no lead", "这一行没有主办"],
        help: ["mark the column of one unit with 主 lead", "请在一个单位的列中填“主”"],
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_stands_at_its_own_line() {
        for (at, entry) in CATALOGUE.iter().enumerate() {
            assert_eq!(entry.code as usize, at, "{}", entry.id);
        }
        let ids: BTreeSet<&str> = CATALOGUE.iter().map(|entry| entry.id).collect();
        assert_eq!(ids.len(), CATALOGUE.len(), "ids are never reused");
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let names = |text: &str| -> BTreeSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect()
        };
        for entry in CATALOGUE {
            for [en, zh] in [entry.message, entry.help] {
                assert_eq!(names(en), names(zh), "{}", entry.id);
                assert_eq!(en.is_empty(), zh.is_empty(), "{}", entry.id);
                assert!(!en.ends_with('.') && !zh.ends_with('。'), "{}", entry.id);
            }
        }
    }

    #[test]
    fn every_code_has_a_page() {
        let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/findings");
        for entry in CATALOGUE {
            let page = std::path::Path::new(pages).join(format!("{}.md", entry.id));
            assert!(page.exists(), "{} has no page", entry.id);
        }
    }
}
