//! BH06: what is worth knowing about calendars.

use super::{Code, Entry, Severity};

pub(super) static ENTRIES: &[Entry] = &[Entry {
    code: Code::CalendarEnds,
    id: "BH0601",
    severity: Severity::Note,
    message: ["the calendar ends with {year}", "日历只到 {year} 年"],
    help: ["a date after it is an error that names the year", "此后的日期会报错，并指明年份"],
}];
