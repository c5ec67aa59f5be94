//! Columns of tickets as a host holds them: slices, dictionaries, validity bits. Nothing is copied.

use crate::model::columns::ticket_column;
use crate::model::text::is_blank;

/// A table of tickets by column. Cells mean what they mean in a file: an empty text is absent (G-4), words are
/// those of the vocabularies (K-5).
///
/// ```
/// use bihuan::{TextColumn, TicketColumns, TimeColumn};
/// let (ids, matters) = (["1", "2"], ["噪声/装修噪声", ""]);
/// let opened = [1_737_124_800, 1_737_125_000];
/// let mut tickets =
///     TicketColumns::new(2, TextColumn::Each(&ids), TimeColumn::seconds(&opened));
/// tickets.matter = TextColumn::Each(&matters);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TicketColumns<'a> {
    /// How many rows the table has. A row that a column doesn't reach is absent there.
    pub rows: usize,
    /// The host's number for each ticket.
    pub id: TextColumn<'a>,
    /// When the hotline received it.
    pub received_at: TimeColumn<'a>,
    /// When it happened, if that was said.
    pub occurred_at: TimeColumn<'a>,
    /// 来源
    pub source: TextColumn<'a>,
    /// 诉求类型
    pub demand: TextColumn<'a>,
    /// 事项: paths.
    pub matter: TextColumn<'a>,
    /// 内容: what the caller said.
    pub text: TextColumn<'a>,
    /// 区域: paths.
    pub area: TextColumn<'a>,
    /// 紧急程度
    pub urgency: TextColumn<'a>,
    /// Everything else, by folded column name.
    pub(crate) attributes: Vec<(String, TextColumn<'a>)>,
}

impl<'a> TicketColumns<'a> {
    /// So many rows with nothing but their numbers and times of receipt.
    pub fn new(rows: usize, id: TextColumn<'a>, received_at: TimeColumn<'a>) -> TicketColumns<'a> {
        TicketColumns {
            rows,
            id,
            received_at,
            occurred_at: TimeColumn::Absent,
            source: TextColumn::Absent,
            demand: TextColumn::Absent,
            matter: TextColumn::Absent,
            text: TextColumn::Absent,
            area: TextColumn::Absent,
            urgency: TextColumn::Absent,
            attributes: Vec::new(),
        }
    }

    /// Adds a column that conditions `where.NAME` look at (K-10); one of that name that is there is replaced.
    pub fn attribute(&mut self, name: &str, column: TextColumn<'a>) {
        let name = ticket_column(name);
        self.attributes.retain(|(other, _)| *other != name);
        self.attributes.push((name, column));
    }
}

/// A column of texts; an empty one is absent.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub enum TextColumn<'a> {
    /// Every cell is absent.
    #[default]
    Absent,
    /// Each row has its text.
    Each(&'a dyn Texts),
    /// Each row has the number of its text in a list; a number outside of it is absent. Each text of the list
    /// is looked at once, however many rows have it.
    Coded {
        /// Row by row.
        codes: &'a [u32],
        /// What they stand for.
        texts: &'a dyn Texts,
    },
}

impl<'a> TextColumn<'a> {
    /// The text of a row, empty where it is absent.
    #[inline]
    pub fn get(&self, row: usize) -> &'a str {
        match *self {
            TextColumn::Absent => "",
            TextColumn::Each(texts) => texts.text(row),
            TextColumn::Coded { codes, texts } => match codes.get(row) {
                Some(code) if (*code as usize) < texts.count() => texts.text(*code as usize),
                _ => "",
            },
        }
    }

    /// The text of a row that is not blank (G-4).
    #[inline]
    pub(crate) fn present(&self, row: usize) -> Option<&'a str> {
        Some(self.get(row)).filter(|text| !is_blank(text))
    }
}

impl std::fmt::Debug for TextColumn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            TextColumn::Absent => f.write_str("Absent"),
            TextColumn::Each(texts) => write!(f, "Each({})", texts.count()),
            TextColumn::Coded { codes, texts } => write!(f, "Coded({} of {})", codes.len(), texts.count()),
        }
    }
}

/// Texts by their place. Slices, arrays and vectors of strings are; a host whose texts lie otherwise implements it.
pub trait Texts: Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// The text at a place from 0, empty where it is absent.
    fn text(&self, at: usize) -> &str;
}

impl<S: AsRef<str> + Sync> Texts for Vec<S> {
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn text(&self, at: usize) -> &str {
        self.get(at).map_or("", AsRef::as_ref)
    }
}

impl<S: AsRef<str> + Sync> Texts for &[S] {
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn text(&self, at: usize) -> &str {
        self.get(at).map_or("", AsRef::as_ref)
    }
}

impl<S: AsRef<str> + Sync, const N: usize> Texts for [S; N] {
    fn count(&self) -> usize {
        N
    }

    #[inline]
    fn text(&self, at: usize) -> &str {
        self.get(at).map_or("", AsRef::as_ref)
    }
}

/// All texts of a column in one, each from its offset to the next. What lies outside of the text or is no whole
/// character there is absent.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct JoinedTexts<'a> {
    text: &'a str,
    /// One more than there are texts, in bytes.
    offsets: &'a [usize],
}

impl<'a> JoinedTexts<'a> {
    /// Texts by their offsets in bytes, one more than there are texts.
    ///
    /// ```
    /// use bihuan::{JoinedTexts, Texts};
    /// let texts = JoinedTexts::new("噪声水", &[0, 6, 6, 9]);
    /// assert_eq!((texts.count(), texts.text(0), texts.text(1), texts.text(2)), (3, "噪声", "", "水"));
    /// ```
    pub fn new(text: &'a str, offsets: &'a [usize]) -> JoinedTexts<'a> {
        JoinedTexts { text, offsets }
    }
}

impl<'a> JoinedTexts<'a> {
    /// The text at a place from 0, empty where there is none.
    #[inline]
    pub fn of(&self, at: usize) -> &'a str {
        let from = self.offsets.get(at).copied().unwrap_or(usize::MAX);
        let to = self.offsets.get(at.wrapping_add(1)).copied().unwrap_or(0);
        self.text.get(from..to).unwrap_or_default()
    }
}

impl Texts for JoinedTexts<'_> {
    fn count(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    #[inline]
    fn text(&self, at: usize) -> &str {
        self.of(at)
    }
}

/// Which rows have a value: a bit each, the lowest of a byte first, as Arrow has them.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Valid<'a> {
    bits: &'a [u8],
    first: usize,
}

impl<'a> Valid<'a> {
    /// Bits, of which row 0 has the one at `first`.
    pub fn new(bits: &'a [u8], first: usize) -> Valid<'a> {
        Valid { bits, first }
    }

    #[inline]
    fn is(self, row: usize) -> bool {
        let at = self.first.wrapping_add(row);
        self.bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    }
}

/// A column of times.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub enum TimeColumn<'a> {
    /// Every cell is absent.
    #[default]
    Absent,
    /// As people write them (G-2).
    Text(TextColumn<'a>),
    /// Ticks since 1970; what is finer than a second is dropped (G-2).
    Ticks {
        /// Row by row.
        ticks: &'a [i64],
        /// How many of them make a second; 1 at the least.
        per_second: i64,
        /// They count from 1970 in UTC, else on the clock of the rulebook's timezone.
        zoned: bool,
        /// The rows that have one; all without.
        valid: Option<Valid<'a>>,
    },
    /// Dates alone.
    Dates {
        /// Days since 1970-01-01.
        days: &'a [i32],
        /// The rows that have one; all without.
        valid: Option<Valid<'a>>,
    },
}

impl<'a> TimeColumn<'a> {
    /// Instants: seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(seconds: &'a [i64]) -> TimeColumn<'a> {
        TimeColumn::Ticks { ticks: seconds, per_second: 1, zoned: true, valid: None }
    }
}

/// The bit of a row where there are some.
#[inline]
pub(super) fn is_valid(valid: Option<Valid<'_>>, row: usize) -> bool {
    valid.is_none_or(|valid| valid.is(row))
}
