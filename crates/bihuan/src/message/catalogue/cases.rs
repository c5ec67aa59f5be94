//! BH07: what the rulebook's own cases find.

use super::{Code, Entry, Severity};

pub(super) static ENTRIES: &[Entry] = &[
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
];
