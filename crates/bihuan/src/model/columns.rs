//! Headers of tickets and events (W-headers): either language, mixed too.

use super::text::fold;
use std::borrow::Cow;

/// Columns of a tickets file: Chinese and English; any other column is an attribute.
const TICKET: &[(&str, &str)] = &[
    ("工单编号", "id"),
    ("受理时间", "received_at"),
    ("发生时间", "occurred_at"),
    ("来源", "source"),
    ("诉求类型", "demand"),
    ("事项", "matter"),
    ("内容", "text"),
    ("区域", "area"),
    ("紧急程度", "urgency"),
    ("来电人", "caller"),
];

/// Columns of an events file; any other column is a field of its own.
const EVENT: &[(&str, &str)] = &[
    ("工单编号", "ticket"),
    ("时间", "at"),
    ("事件", "kind"),
    ("单位", "unit"),
    ("分派", "part"),
    ("人员", "by"),
    ("原因", "reason"),
    ("满意度", "satisfaction"),
    ("期限", "until"),
    ("限时", "limit"),
    ("限时名称", "name"),
    ("协办", "assist"),
    ("需上门", "needs_visit"),
    ("事项编号", "obligation"),
    ("事实认定", "finding"),
    ("答复方式", "way"),
    ("内容", "content"),
    ("实际解决", "solved"),
    ("已先行联系", "contacted_first"),
    ("主张", "claim"),
    ("序号", "event"),
    ("级别", "level"),
    ("并入", "into"),
    ("期次", "period"),
    ("路线", "route"),
    ("步骤", "step"),
    ("转至", "to"),
];

/// The English name of a header, folded: one of the table's, or the header itself.
fn name(table: &'static [(&str, &str)], header: &str) -> Cow<'static, str> {
    // as written in the table, which is how a program writes it: no need to fold
    if let Some((_, en)) = table.iter().find(|(zh, en)| *en == header || *zh == header) {
        return Cow::Borrowed(en);
    }
    let header = fold(header);
    match table.iter().find(|(zh, en)| *zh == header || *en == header) {
        Some((_, en)) => Cow::Borrowed(en),
        None => Cow::Owned(header),
    }
}

/// The name of a ticket column, without a copy of those that are known.
pub(crate) fn ticket_name(header: &str) -> Cow<'static, str> {
    name(TICKET, header)
}

/// The name of a ticket column.
pub(crate) fn ticket_column(header: &str) -> String {
    ticket_name(header).into_owned()
}

/// The name of an event column.
pub(crate) fn event_column(header: &str) -> String {
    name(EVENT, header).into_owned()
}
