//! BH04: what obligations of a policy are objected to.

use super::{Code, Entry, Severity};

pub(super) static ENTRIES: &[Entry] = &[
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
];
