//! The numbers of the C API. They are never reused: one that is retired stays retired.

#![allow(missing_docs, reason = "named for what they are; the header's groups say the rest")]

use std::ffi::c_int;

/// A length that says: the text ends at its NUL. In the header `((size_t)-1)`.
pub(crate) const BH_NUL: usize = usize::MAX;

/// A time that there isn't. In the header `INT64_MIN`.
pub(crate) const BH_NO_TIME: i64 = i64::MIN;

/// # Results of calls and codes of errors
///
/// It worked.
pub const BH_OK: c_int = 0;
/// A pointer is NULL that may not be, or is misaligned.
pub const BH_ERROR_POINTER: c_int = -1;
/// A handle is of another kind, was freed, or never was one.
pub const BH_ERROR_HANDLE: c_int = -2;
/// A length is beyond 1 GiB, often a negative number.
pub const BH_ERROR_LENGTH: c_int = -3;
/// A text is not in the encoding it should be in, or an answer cannot be written in it.
pub const BH_ERROR_ENCODING: c_int = -4;
/// A number or a time is none of those that the call takes.
pub const BH_ERROR_ARGUMENT: c_int = -5;
/// A text is no JSON, or JSON of another shape than the call takes.
pub const BH_ERROR_JSON: c_int = -6;
/// A file or folder cannot be read.
pub const BH_ERROR_IO: c_int = -7;
/// A file of tickets or events cannot be read.
pub const BH_ERROR_INPUT: c_int = -8;
/// The rulebook has findings that are errors; bh_error_findings has all of them.
pub const BH_ERROR_RULEBOOK: c_int = -9;
/// The ticket cannot be answered: no number, no time of receipt, no edition in force at receipt; for a
/// verdict also: received after now, or a due outside the calendar. A decision has a NULL due and a
/// note there.
pub const BH_ERROR_TICKET: c_int = -10;
/// An event cannot be read.
pub const BH_ERROR_EVENT: c_int = -11;
/// A monitor has to be rebuilt: an event earlier than the last, or another rulebook.
pub const BH_ERROR_MONITOR: c_int = -12;
/// A bug in this library; its message says where. The process goes on.
pub const BH_ERROR_BUG: c_int = -13;
/// What a newer version of the library knows and this header doesn't.
pub const BH_ERROR_OTHER: c_int = -14;
/// A question names a unit, a column or a value that the rulebook does not know; the finding names what is
/// near.
pub const BH_ERROR_QUESTION: c_int = -15;

/// # Encodings
pub const BH_UTF8: c_int = 1;
pub const BH_GB18030: c_int = 2;

/// # Options of bh_engine_check_json and bh_diff, added up; 0 for none
///
/// All there is, not the first few of a kind.
pub const BH_ALL: c_int = 1;
/// Of a check: also the rows that no case of the rulebook reaches, one by one.
pub const BH_UNREACHED: c_int = 2;

/// # Languages of messages and words
pub const BH_ZH: c_int = 1;
pub const BH_EN: c_int = 2;

/// # Columns of a ticket; any other is an attribute, see bh_ticket_set_attribute
///
/// 工单编号
pub const BH_TICKET_ID: c_int = 1;
/// 受理时间: `YYYY-MM-DD[ HH:MM[:SS]]` in the rulebook's timezone, or RFC 3339.
pub const BH_TICKET_RECEIVED_AT: c_int = 2;
/// 发生时间
pub const BH_TICKET_OCCURRED_AT: c_int = 3;
/// 来源
pub const BH_TICKET_SOURCE: c_int = 4;
/// 诉求类型
pub const BH_TICKET_DEMAND: c_int = 5;
/// 事项: a path, 噪声/装修噪声
pub const BH_TICKET_MATTER: c_int = 6;
/// 内容
pub const BH_TICKET_TEXT: c_int = 7;
/// 区域: a path, 永丰街道/仓丰居委
pub const BH_TICKET_AREA: c_int = 8;
/// 紧急程度
pub const BH_TICKET_URGENCY: c_int = 9;

/// # Severities of findings
pub const BH_SEVERITY_ERROR: c_int = 1;
pub const BH_SEVERITY_WARNING: c_int = 2;
pub const BH_SEVERITY_NOTE: c_int = 3;

/// # Channels: how a ticket is handled as a whole
///
/// 普通
pub const BH_CHANNEL_NORMAL: c_int = 1;
/// 绿色通道
pub const BH_CHANNEL_GREEN: c_int = 2;
/// 紧急
pub const BH_CHANNEL_EMERGENCY: c_int = 3;

/// # Reasons: why a part has its lead
///
/// 按清单
pub const BH_REASON_ROW: c_int = 1;
/// 另派
pub const BH_REASON_EXTRA: c_int = 2;
/// 托底
pub const BH_REASON_NO_ROW: c_int = 3;
/// 不受理
pub const BH_REASON_NOT_ACCEPTED: c_int = 4;
/// 指定
pub const BH_REASON_DESIGNATED: c_int = 5;
/// 裁定
pub const BH_REASON_ADJUDICATE: c_int = 6;

/// # The three loops, and all of them
///
/// 接单
pub const BH_LOOP_INTAKE: c_int = 1;
/// 处理
pub const BH_LOOP_PROCESS: c_int = 2;
/// 监督
pub const BH_LOOP_SUPERVISION: c_int = 3;
/// The worst of the three.
pub const BH_LOOP_OVERALL: c_int = 4;

/// # States of a loop
///
/// 断环
pub const BH_LOOP_BROKEN: c_int = 1;
/// 超期
pub const BH_LOOP_OVERDUE: c_int = 2;
/// 未闭环
pub const BH_LOOP_OPEN: c_int = 3;
/// 逾期闭环
pub const BH_LOOP_CLOSED_LATE: c_int = 4;
/// 闭环
pub const BH_LOOP_CLOSED: c_int = 5;
/// 不适用
pub const BH_LOOP_NOT_APPLICABLE: c_int = 6;

/// # States of an obligation
///
/// 已履行
pub const BH_STATE_MET: c_int = 1;
/// 逾期履行
pub const BH_STATE_MET_LATE: c_int = 2;
/// 待履行
pub const BH_STATE_PENDING: c_int = 3;
/// 超期未履行
pub const BH_STATE_OVERDUE: c_int = 4;
/// 违反
pub const BH_STATE_VIOLATED: c_int = 5;
/// 免除
pub const BH_STATE_WAIVED: c_int = 6;
