//! BH01: what files, sheets and tables are objected to.

use super::{Code, Entry, Severity};

pub(super) static ENTRIES: &[Entry] = &[
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
];
