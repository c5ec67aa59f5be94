//! The field's fixed vocabularies (K-5, K-12, W-values): each value has a Chinese and an English word.

use super::text::fold;
use serde::{Deserialize, Serialize};

/// A value of a fixed vocabulary, with its words in both languages.
pub trait Word: Copy + Eq + Sized + 'static {
    /// Every value with its Chinese and its English word; the English one is the serde name.
    const WORDS: &'static [(Self, &'static str, &'static str)];

    /// Reads the word in either language, folded (K-5).
    fn parse(text: &str) -> Option<Self> {
        let find = |text: &str| Self::WORDS.iter().find(|(_, zh, en)| *zh == text || *en == text);
        // as it stands in the list, which is how most write it, there is nothing to fold
        find(text).or_else(|| find(&fold(text))).map(|(value, _, _)| *value)
    }

    /// The English word: the one in CSV and JSON answers.
    fn en(self) -> &'static str {
        Self::WORDS.iter().find(|(value, _, _)| *value == self).map_or("", |(_, _, en)| en)
    }

    /// The Chinese word.
    fn zh(self) -> &'static str {
        Self::WORDS.iter().find(|(value, _, _)| *value == self).map_or("", |(_, zh, _)| zh)
    }

    /// Every word of the vocabulary, for messages.
    fn list() -> String {
        Self::WORDS.iter().map(|(_, zh, en)| format!("{zh} {en}")).collect::<Vec<_>>().join(", ")
    }
}

/// What the caller wants (诉求类型); limits depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Demand {
    /// 咨询
    #[serde(alias = "咨询")]
    Inquiry,
    /// 求助
    #[serde(alias = "求助")]
    Help,
    /// 投诉
    #[serde(alias = "投诉")]
    Complaint,
    /// 举报
    #[serde(alias = "举报")]
    Report,
    /// 建议
    #[serde(alias = "建议")]
    Suggestion,
    /// 表扬
    #[serde(alias = "表扬")]
    Praise,
    /// 其他
    #[serde(alias = "其他")]
    Other,
}

impl Word for Demand {
    const WORDS: &'static [(Demand, &'static str, &'static str)] = &[
        (Demand::Inquiry, "咨询", "inquiry"),
        (Demand::Help, "求助", "help"),
        (Demand::Complaint, "投诉", "complaint"),
        (Demand::Report, "举报", "report"),
        (Demand::Suggestion, "建议", "suggestion"),
        (Demand::Praise, "表扬", "praise"),
        (Demand::Other, "其他", "other"),
    ];
}

/// How urgent the ticket is (紧急程度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Urgency {
    /// 一般
    #[serde(alias = "一般")]
    Normal,
    /// 紧急
    #[serde(alias = "紧急")]
    Urgent,
    /// 特急
    #[serde(alias = "特急")]
    Critical,
}

impl Word for Urgency {
    const WORDS: &'static [(Urgency, &'static str, &'static str)] = &[
        (Urgency::Normal, "一般", "normal"),
        (Urgency::Urgent, "紧急", "urgent"),
        (Urgency::Critical, "特急", "critical"),
    ];
}

/// Where the ticket came in (来源).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// 热线
    #[serde(alias = "热线")]
    Hotline,
    /// 网格
    #[serde(alias = "网格")]
    Grid,
    /// 网站
    #[serde(alias = "网站")]
    Web,
    /// 应用
    #[serde(alias = "应用")]
    App,
    /// 信件
    #[serde(alias = "信件")]
    Letter,
    /// 走访
    #[serde(alias = "走访")]
    Visit,
    /// 媒体
    #[serde(alias = "媒体")]
    Media,
    /// 其他
    #[serde(alias = "其他")]
    Other,
}

impl Word for Source {
    const WORDS: &'static [(Source, &'static str, &'static str)] = &[
        (Source::Hotline, "热线", "hotline"),
        (Source::Grid, "网格", "grid"),
        (Source::Web, "网站", "web"),
        (Source::App, "应用", "app"),
        (Source::Letter, "信件", "letter"),
        (Source::Visit, "走访", "visit"),
        (Source::Media, "媒体", "media"),
        (Source::Other, "其他", "other"),
    ];
}

/// How the ticket is handled as a whole (通道): D-9, D-10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Channel {
    /// 紧急: 110, 119 or 120 is called at once
    #[serde(alias = "紧急")]
    Emergency,
    /// 绿色通道: handled first
    #[serde(alias = "绿色通道")]
    Green,
    /// 普通
    #[serde(alias = "普通")]
    Normal,
}

impl Word for Channel {
    const WORDS: &'static [(Channel, &'static str, &'static str)] = &[
        (Channel::Normal, "普通", "normal"),
        (Channel::Green, "绿色通道", "green"),
        (Channel::Emergency, "紧急", "emergency"),
    ];
}

/// Why a part has its lead (D-6 to D-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// 按清单: the best base row
    #[serde(alias = "按清单")]
    Row,
    /// 另派: an extra row
    #[serde(alias = "另派")]
    Extra,
    /// 托底: no base row was a candidate
    #[serde(alias = "托底")]
    NoRow,
    /// 不受理: not for the hotline; a person confirms
    #[serde(alias = "不受理")]
    NotAccepted,
    /// 指定: a unit was designated after a dispute
    #[serde(alias = "指定")]
    Designated,
    /// 裁定: to be adjudicated
    #[serde(alias = "裁定")]
    Adjudicate,
}

impl Word for Reason {
    const WORDS: &'static [(Reason, &'static str, &'static str)] = &[
        (Reason::Row, "按清单", "row"),
        (Reason::Extra, "另派", "extra"),
        (Reason::NoRow, "托底", "no_row"),
        (Reason::NotAccepted, "不受理", "not_accepted"),
        (Reason::Designated, "指定", "designated"),
        (Reason::Adjudicate, "裁定", "adjudicate"),
    ];
}

/// What kind of matter it is (性质): who may lead it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Nature {
    /// 政府职责
    #[serde(alias = "政府职责")]
    Duty,
    /// 调解
    #[serde(alias = "调解")]
    Mediation,
    /// 企业
    #[serde(alias = "企业")]
    Enterprise,
}

impl Word for Nature {
    const WORDS: &'static [(Nature, &'static str, &'static str)] = &[
        (Nature::Duty, "政府职责", "duty"),
        (Nature::Mediation, "调解", "mediation"),
        (Nature::Enterprise, "企业", "enterprise"),
    ];
}

/// The three closed loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Loop {
    /// 接单
    #[serde(alias = "接单")]
    Intake,
    /// 处理
    #[serde(alias = "处理")]
    Process,
    /// 监督
    #[serde(alias = "监督")]
    Supervision,
}

impl Word for Loop {
    const WORDS: &'static [(Loop, &'static str, &'static str)] = &[
        (Loop::Intake, "接单", "intake"),
        (Loop::Process, "处理", "process"),
        (Loop::Supervision, "监督", "supervision"),
    ];
}

/// Yes and no, as columns such as `extra` write them.
pub(crate) fn parse_yes_no(text: &str) -> Option<bool> {
    match canonical(&fold(text)) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// The values of satisfaction, in Chinese and English.
pub(crate) const SATISFACTION: &[(&str, &str)] = &[
    ("满意", "satisfied"),
    ("基本满意", "mostly_satisfied"),
    ("一般", "neutral"),
    ("不满意", "dissatisfied"),
    ("未评价", "unrated"),
];

/// The one spelling of a folded value whose words are equal across languages (K-12): satisfaction
/// and yes/no. Any other value is its own.
pub(crate) fn canonical(folded: &str) -> &str {
    const YES_NO: &[(&str, &str)] =
        &[("是", "yes"), ("true", "yes"), ("y", "yes"), ("否", "no"), ("false", "no"), ("n", "no")];
    let one = SATISFACTION.iter().chain(YES_NO).find(|(word, _)| *word == folded);
    one.map_or(folded, |(_, one)| one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_both_languages_and_folded() {
        assert_eq!(Demand::parse(" 投诉 "), Some(Demand::Complaint));
        assert_eq!(Demand::parse("ＣＯＭＰＬＡＩＮＴ"), Some(Demand::Complaint));
        assert_eq!(Demand::parse("抱怨"), None);
        assert_eq!(Urgency::parse("一般"), Some(Urgency::Normal));
        assert_eq!(parse_yes_no("Y"), Some(true));
        assert_eq!(parse_yes_no("否"), Some(false));
        assert_eq!(parse_yes_no("maybe"), None);
    }

    #[test]
    fn serde_writes_the_english_words_and_reads_both() {
        fn check<T: Word + Serialize + serde::de::DeserializeOwned + std::fmt::Debug>() {
            for (value, zh, en) in T::WORDS {
                assert_eq!(serde_json::to_value(value).ok(), Some(serde_json::json!(en)));
                for word in [zh, en] {
                    assert_eq!(serde_json::from_value::<T>(serde_json::json!(word)).ok(), Some(*value));
                }
            }
        }
        check::<Demand>();
        check::<Urgency>();
        check::<Source>();
        check::<Channel>();
        check::<Reason>();
        check::<Nature>();
        check::<Loop>();
    }
}
