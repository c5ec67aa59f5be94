//! What findings are: how grave, and of which kind; what each kind says stands in the catalogue.

use super::Lang;
use super::catalogue::{self, Entry};
use std::fmt;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Severity {
    /// The rulebook cannot be used, or the line is set aside.
    Error,
    /// Probably not what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word for it.
    pub fn word(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Severity::Error, Lang::En) => "error",
            (Severity::Error, Lang::Zh) => "错误",
            (Severity::Warning, Lang::En) => "warning",
            (Severity::Warning, Lang::Zh) => "警告",
            (Severity::Note, Lang::En) => "note",
            (Severity::Note, Lang::Zh) => "提示",
        }
    }
}

/// What kind of finding it is; shown as `BH` and four digits, never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Code {
    /// A file that every rulebook needs is not there.
    FileMissing,
    /// A file is not UTF-8.
    NotUtf8,
    /// A csv file that breaks off or cannot be split into records.
    CsvBroken,
    /// A toml file with a syntax error.
    TomlBroken,
    /// A header that the table does not have.
    UnknownColumn,
    /// Two headers that mean the same column.
    ColumnTwice,
    /// A row with more or fewer cells than the header.
    RowLength,
    /// A column that the table cannot do without.
    ColumnMissing,
    /// A key that a toml file does not know.
    UnknownKey,
    /// A setting of another kind than expected.
    WrongType,
    /// A cell or a setting that may not be empty.
    ValueMissing,
    /// Two rows, rules, units or obligations with the same name.
    NameTwice,
    /// A csv or toml file whose name says nothing, often a slip of the pen.
    FileNotRead,
    /// A rulebook without a dispatch matrix.
    NoMatrix,
    /// A workbook or one of its sheets that cannot be read.
    WorkbookBroken,
    /// A file that is neither a workbook nor a folder.
    NoRulebook,
    /// A formula where a value is due.
    Formula,
    /// Merged cells: one stands for all.
    MergedCells,
    /// A cell that shows an error such as `#REF!`.
    CellError,
    /// A number of more digits than a spreadsheet keeps.
    NumberTooLong,
    /// A workbook of which no sheet is said to be the one that is asked for.
    SheetUnclear,
    /// A date that is none or does not exist.
    BadDate,
    /// A word outside a fixed vocabulary (K-5, K-7).
    UnknownWord,
    /// An `hours` item that is none (K-6).
    BadHours,
    /// A limit that is none (L-1).
    BadLimit,
    /// A priority that is no whole number.
    BadPriority,
    /// A lone `!` (K-1).
    LoneMark,
    /// A negative item among keywords (K-9).
    NegativeKeyword,
    /// A comparison item without a number (K-10).
    BadComparison,
    /// A path with an empty level (G-5).
    EmptyLevel,
    /// A condition on a fact that this list cannot ask (K-10, K-13).
    NoCondition,
    /// A timezone that the database does not hold.
    UnknownZone,
    /// Office hours that are none or do not ascend (L-13).
    BadOfficeHours,
    /// A calendar that is neither bundled nor a file beside the rulebook.
    UnknownCalendar,
    /// A validity that ends before it begins.
    DatesReversed,
    /// A `stages` cell that cannot be read (L-12).
    BadStages,
    /// A number that is none, or too small.
    BadNumber,
    /// A row of the wide form with two leads.
    TwoLeads,
    /// A row or rule without conditions: it takes whatever no other takes.
    NoConditions,
    /// A named limit that no policy asks for.
    LimitUnused,
    /// Cells under a column without a header.
    HeaderBlank,
    /// A calendar without a date covers no year.
    CalendarEmpty,
    /// A quote that is opened and never closed swallows the rest of the file.
    QuoteOpen,
    /// A row of the wide form without a lead.
    NoLead,
    /// An emergency, green or not-accepted rule without conditions: it holds for every ticket.
    AlwaysHolds,
    /// A path of more levels than any list of matters or areas has.
    PathTooDeep,
    /// A unit that is no code, name, alias or role of units.csv (D-2).
    UnknownUnit,
    /// A cell that names a path outside the list (G-5).
    UnlistedMatter,
    /// An alias of two matters (G-5).
    AliasTwice,
    /// An alias that is a listed path (G-5).
    AliasIsPath,
    /// A name or alias that two units share.
    UnitNameTwice,
    /// Two units of a role with the same area and overlapping validity (D-2).
    RoleTwice,
    /// An event kind that no list declares.
    UnknownKind,
    /// An id in `off` that the built-in policy does not have.
    UnknownObligation,
    /// A limit that a policy names needs a rule that always holds (L-9).
    LimitWithoutDefault,
    /// The required fallback (D-7) is missing.
    FallbackMissing,
    /// A work-hour limit, or workdays under `clock`, without office hours (L-13).
    OfficeHoursMissing,
    /// Two editions with the same `from` (D-13).
    EditionsAlike,
    /// The fallback that always holds must name a unit that is always there (D-7).
    FallbackLead,
    /// A unit's parent that units.csv does not have.
    UnknownParent,
    /// An option that the obligation's template does not take (C-4, C-6).
    OptionNotHere,
    /// An option that the obligation's template needs.
    OptionMissing,
    /// `within` beside `by` (C-6).
    WithinAndBy,
    /// An alarm that could ring for ever (C-13).
    AlarmOnAlarm,
    /// A `within` that is nothing.
    UnknownLimit,
    /// A ticket or event without an id is rejected (G-8).
    NoId,
    /// A ticket id given before is rejected (G-8).
    IdTwice,
    /// A time that is none: the line is rejected (G-8).
    BadTime,
    /// A time that is missing: the line is rejected (G-8).
    NoTime,
    /// An event of an unknown ticket is rejected (G-8).
    UnknownTicket,
    /// No edition is in force at receipt: the ticket is rejected, never guessed (D-13).
    NoEdition,
    /// A due on a date outside the calendar: an error, never a guess (L-8).
    NotCovered,
    /// A ticket received after `now` has no verdict (C-18).
    NotYetReceived,
    /// A line of tickets or events that cannot be read.
    BrokenLine,
    /// An event names a unit that units.csv does not have; it breaks the order (C-12).
    EventUnit,
    /// An event is of a kind that no list declares; it breaks the order (C-12).
    EventKind,
    /// A satisfaction outside its table: no obligation that asks for one holds.
    EventWord,
    /// A monitor was given an event earlier than the last (C-16).
    EarlierEvent,
    /// A monitor's state was made with another rulebook (C-16).
    OtherRulebook,
    /// A value of an event that cannot be read and counts as absent (G-8).
    EventValue,
    /// A dispatch or designation that names no unit.
    EventNoUnit,
    /// A column of a table in memory whose type is no text, number or time.
    ColumnType,
    /// A value of a claim that the rulebook does not know (D-19).
    UnknownFact,
    /// When the calendar ends (L-8).
    CalendarEnds,
    /// A case of the rulebook that no longer holds.
    CaseFails,
    /// How many rows of the matrix no case reaches.
    RowsUnreached,
    /// A row of the matrix that no case reaches.
    RowUnreached,
    /// Two rows with different leads that only their order in the table tells apart (D-5).
    RowConflict,
    /// A row whose tickets all go to other rows.
    RowNeverWins,
    /// A row that loses some of its tickets to others, and what is left of it.
    RowPartlyTaken,
    /// A row without which every answer is the same.
    RowChangesNothing,
    /// Two rows that could be one.
    RowsMerge,
    /// A condition that makes no difference.
    ConditionIdle,
    /// Tickets that no row takes: they go to the fallback (D-7).
    Gap,
    /// A rule that takes all tickets of a row: emergency, not accepted or green (D-9 to D-11).
    RuleTakesRow,
    /// A rule that can take tickets from rows (D-9 to D-11).
    RuleTakesTickets,
    /// A keyword that never decides anything (K-9).
    KeywordDead,
    /// `overlap_ok` names a row that is not there, or its own.
    OverlapUnknown,
    /// `overlap_ok` names a row with which there is no conflict.
    OverlapIdle,
    /// A row whose cells never hold together.
    CellsNeverHold,
    /// A row that is never valid while its edition is in force (K-11, D-13).
    DatesOutside,
    /// A row that matters only for tickets whose matter is not listed (G-5).
    RowOffList,
    /// The check stopped at its budget; says what it did not finish.
    BudgetReached,
    /// An item that another item of its cell covers (K-3, K-4).
    ItemCovered,
    /// A row whose lead never resolves or is never active (D-2, D-3).
    LeadNever,
    /// A residents' committee leads a government duty.
    CommitteeLeadsDuty,
    /// A department's matter is pushed down to the grassroots.
    PushedDown,
    /// A unit that is inactive in a part of the row's dates (D-3).
    UnitInactive,
    /// A unit that is lead and assist of a row at once (D-6).
    LeadAssists,
    /// A stage that outlasts the whole limit (L-12).
    StagesTooLong,
    /// A first contact that is due after the whole (L-9).
    ContactAfterDue,
    /// An edition in force on dates that no calendar covers (L-8).
    EditionOffCalendar,
    /// A change of the answers outside of where it was meant.
    ChangeOutside,
}

impl Code {
    fn entry(self) -> Option<&'static Entry> {
        catalogue::entry(self)
    }

    /// How grave findings of this kind are.
    pub fn severity(self) -> Severity {
        self.entry().map_or(Severity::Error, |entry| entry.severity)
    }

    pub(super) fn template(self, lang: Lang) -> &'static str {
        self.entry().map_or("", |entry| pick(entry.message, lang))
    }

    pub(super) fn help_template(self, lang: Lang) -> &'static str {
        self.entry().map_or("", |entry| pick(entry.help, lang))
    }

    /// Every code, in order.
    pub fn all() -> impl Iterator<Item = Code> {
        catalogue::entries().map(|entry| entry.code)
    }
}

fn pick(texts: [&'static str; 2], lang: Lang) -> &'static str {
    let [en, zh] = texts;
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().map_or("", |entry| entry.id))
    }
}
