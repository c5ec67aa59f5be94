//! Limits (L-1): an amount of time as a rule writes it.

use crate::message::Lang;
use crate::model::text::fold;
use serde::{Deserialize, Serialize};

/// How long something may take: `5工作日`, `2小时`, `next_week`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Limit {
    /// 分钟, natural time
    Minutes(u32),
    /// 小时, natural time
    Hours(u32),
    /// 工作时, office time
    WorkHours(u32),
    /// 天, 日, 自然日
    Days(u32),
    /// 工作日
    WorkDays(u32),
    /// 下周: the end of the Sunday of the next week
    NextWeek,
    /// 下月: the end of the next month
    NextMonth,
}

impl Limit {
    /// Reads a limit in either language: a whole number from 1 to 9999 with a unit, 个 between if
    /// you like, or 下周, 下月.
    ///
    /// ```
    /// use bihuan::Limit;
    /// assert_eq!(Limit::parse("5个工作日"), Some(Limit::WorkDays(5)));
    /// assert_eq!(Limit::parse("24 h"), Some(Limit::Hours(24)));
    /// assert_eq!(Limit::parse("0工作日"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Limit> {
        let text = fold(text);
        match text.as_str() {
            "下周" | "next_week" => return Some(Limit::NextWeek),
            "下月" | "next_month" => return Some(Limit::NextMonth),
            _ => {}
        }
        let end = text.find(|c: char| !c.is_ascii_digit())?;
        let (number, unit) = text.split_at_checked(end)?;
        if number.len() > 4 {
            return None;
        }
        let n: u32 = number.parse().ok()?;
        if n == 0 {
            return None;
        }
        // blanks between number, 个 and unit don't count (K-1)
        let unit = unit.trim_start();
        match unit.strip_prefix('个').map_or(unit, str::trim_start) {
            "分钟" | "min" => Some(Limit::Minutes(n)),
            "小时" | "h" => Some(Limit::Hours(n)),
            "工作时" | "wh" => Some(Limit::WorkHours(n)),
            "天" | "日" | "自然日" | "d" => Some(Limit::Days(n)),
            "工作日" | "wd" => Some(Limit::WorkDays(n)),
            _ => None,
        }
    }
}

impl Limit {
    /// The limit as a language writes it: `5个工作日`, `5wd`.
    pub fn in_(self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Limit::Minutes(n) => format!("{n}分钟"),
            Limit::Hours(n) => format!("{n}小时"),
            Limit::WorkHours(n) => format!("{n}个工作时"),
            Limit::Days(n) => format!("{n}天"),
            Limit::WorkDays(n) => format!("{n}个工作日"),
            Limit::NextWeek => "下周".to_owned(),
            Limit::NextMonth => "下月".to_owned(),
        }
    }
}

impl std::fmt::Display for Limit {
    /// The English form, which reads back.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Limit::Minutes(n) => write!(f, "{n}min"),
            Limit::Hours(n) => write!(f, "{n}h"),
            Limit::WorkHours(n) => write!(f, "{n}wh"),
            Limit::Days(n) => write!(f, "{n}d"),
            Limit::WorkDays(n) => write!(f, "{n}wd"),
            Limit::NextWeek => f.write_str("next_week"),
            Limit::NextMonth => f.write_str("next_month"),
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Limit, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom(format!("`{text}` is no limit"));
        Limit::parse(&text).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_unit_in_both_languages() {
        for (text, limit) in [
            ("30分钟", Limit::Minutes(30)),
            ("30 MIN", Limit::Minutes(30)),
            ("２小时", Limit::Hours(2)),
            ("4个工作时", Limit::WorkHours(4)),
            ("7天", Limit::Days(7)),
            ("7日", Limit::Days(7)),
            ("7个自然日", Limit::Days(7)),
            ("5 工作日", Limit::WorkDays(5)),
            ("9999wd", Limit::WorkDays(9999)),
            ("下周", Limit::NextWeek),
            ("next_month", Limit::NextMonth),
        ] {
            assert_eq!(Limit::parse(text), Some(limit), "{text}");
            for lang in [Lang::En, Lang::Zh] {
                assert_eq!(Limit::parse(&limit.in_(lang)), Some(limit));
            }
        }
        for bad in ["", "1 0d", "5", "0d", "10000d", "-1d", "5工作", "五天", "1.5h", "d", "next week"] {
            assert_eq!(Limit::parse(bad), None, "{bad}");
        }
    }
}
