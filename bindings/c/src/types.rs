//! The handles, as C sees them: opaque, each with a word of its own to be known by.

#![expect(non_camel_case_types, reason = "the names are C's")]

use crate::boundary::{Bytes, Chars};
use crate::{answer, engine, history, monitor, report, ticket};
use std::ffi::CString;

/// What a handle holds, and the word that it starts with.
pub(crate) trait Kind: Sized {
    /// What it holds. Handles are read from any thread.
    type Value: Send + Sync + 'static;
    /// Its name in C.
    const NAME: &'static str;
    /// The word that it starts with.
    const MAGIC: u64;
}

/// A loaded rulebook (规则手册). Made once and shared: any number of threads may use it at the same time.
/// It must outlive every call that it is given to; the answers of those calls don't need it any more.
/// It speaks UTF-8, or GB18030 when it was loaded so: then every text that goes in with it or comes out of
/// its answers is GB18030.
pub struct bh_engine {
    _opaque: (),
}

/// A ticket (工单) that is filled column by column. One thread at a time may set it; while nobody does,
/// any number may read it. Reuse it with bh_ticket_clear. It needs no engine to live.
pub struct bh_ticket {
    _opaque: (),
}

/// What happened on a ticket (办理经过): its events. One thread at a time may change it; while nobody does,
/// any number may read it. Reuse it with bh_history_clear. It needs no engine to live.
pub struct bh_history {
    _opaque: (),
}

/// The answer of a dispatch: who gets each part, by when, and by which row. It doesn't change; any number of
/// threads may read it. Every text asked of it lives as long as it does.
pub struct bh_decision {
    _opaque: (),
}

/// An answer in words: why a decision is what it is, what a return would come to, why a unit does not lead,
/// what changes between two rulebooks. It doesn't change; any number of threads may read it. Every text asked
/// of it lives as long as it does.
pub struct bh_explanation {
    _opaque: (),
}

/// The answer of an audit: how the three closed loops of a ticket stand. It doesn't change; any number of
/// threads may read it. Every text asked of it lives as long as it does.
pub struct bh_verdict {
    _opaque: (),
}

/// A ticket that is audited event by event. One thread at a time may push to it; while nobody does, any
/// number may ask it. It belongs to the rulebook that it was made with, not to one bh_engine handle.
pub struct bh_monitor {
    _opaque: (),
}

/// What loading or reading objects to, in order. It doesn't change; any number of threads may read it. Lent
/// by an engine or an error as `const bh_findings *` (valid as long as that one, never freed), or your own.
pub struct bh_findings {
    _opaque: (),
}

/// Why a call failed. It doesn't change; any number of threads may read it. Every text and the findings
/// asked of it live as long as it does.
pub struct bh_error {
    _opaque: (),
}

/// A text that a call made for you. It doesn't change; any number of threads may read it.
pub struct bh_string {
    _opaque: (),
}

/// A file of a rulebook in memory.
#[repr(C)]
pub struct bh_file {
    /// Its name, such as `units.csv`, or `2024/units.csv` in one of several editions; ended by a NUL.
    pub name: Chars,
    /// Its content.
    pub data: Bytes,
    /// How many bytes the content has.
    pub len: usize,
}

macro_rules! kinds {
    ($($name:ident $magic:literal $value:ty;)*) => {
        $(impl Kind for $name {
            type Value = $value;
            const NAME: &'static str = stringify!($name);
            const MAGIC: u64 = u64::from_le_bytes(*$magic);
        })*

        /// The kind of handle that starts with a word.
        pub(crate) fn kind_of(magic: u64) -> Option<&'static str> {
            $(if magic == $name::MAGIC || magic == !$name::MAGIC {
                return Some($name::NAME);
            })*
            None
        }
    };
}

kinds! {
    bh_engine b"bhengine" engine::Loaded;
    bh_ticket b"bhticket" ticket::Draft;
    bh_history b"bhhistor" history::Log;
    bh_decision b"bhdecisi" answer::decision::Answer;
    bh_explanation b"bhexplan" answer::explanation::Answer;
    bh_verdict b"bhverdic" answer::verdict::Answer;
    bh_monitor b"bhmonito" monitor::Watch;
    bh_findings b"bhfindin" report::List;
    bh_error b"bherror!" report::Report;
    bh_string b"bhstring" CString;
}
