//! Office hours: the spans of a workday in which work hours pass (L-5, L-13).

/// Spans of seconds of the day, ascending, opening inside, closing outside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct OfficeHours {
    spans: Vec<(u32, u32)>,
}

impl OfficeHours {
    /// From spans such as `09:00-11:30`; they ascend, may touch, may end at 24:00.
    pub(crate) fn new(spans: Vec<(u32, u32)>) -> Option<OfficeHours> {
        let mut last = 0;
        for &(open, close) in &spans {
            if open < last || close <= open {
                return None;
            }
            last = close;
        }
        Some(OfficeHours { spans })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The spans of a day.
    pub(crate) fn spans(&self) -> &[(u32, u32)] {
        &self.spans
    }
}

/// Reads `HH:MM-HH:MM` of folded text as minutes of the day; `24:00` may stand as the end.
pub(crate) fn parse_span(folded: &str) -> Option<(u32, u32)> {
    let (from, to) = folded.split_once('-')?;
    let (from, to) = (parse_minute(from.trim())?, parse_minute(to.trim())?);
    if from == 24 * 60 { None } else { Some((from, to)) }
}

fn parse_minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (hour.trim_end(), minute.trim_start());
    let digits = |s: &str, least| s.len() >= least && s.len() <= 2 && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour, 1) || !digits(minute, 2) {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    if minute > 59 || total > 24 * 60 { None } else { Some(total) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_spans() {
        assert_eq!(parse_span("22:00-06:00"), Some((1320, 360)));
        assert_eq!(parse_span("13:30 - 24:00"), Some((810, 1440)));
        for bad in ["24:00-06:00", "25:00-06:00", "22:60-23:00", "22-23", "a-b", "22:00", "22:0-23:00"] {
            assert_eq!(parse_span(bad), None, "{bad}");
        }
    }

    #[test]
    fn spans_ascend_and_may_touch() {
        assert!(OfficeHours::new(vec![(0, 10), (10, 20)]).is_some());
        assert!(OfficeHours::new(vec![(10, 20), (0, 5)]).is_none());
        assert!(OfficeHours::new(vec![(10, 10)]).is_none());
    }
}
