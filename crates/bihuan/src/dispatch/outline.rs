//! What deciding comes to, in small numbers: rows, rules and units by their places. The room is used again for the
//! next ticket.

use crate::condition::index::seen::PartSeen;
use crate::model::answer::{LocalTime, NoteCode};
use crate::model::unit::UnitId;
use crate::model::words::{Channel, Reason};
use crate::time::days::Local;

/// Who gets the ticket, by row and rule.
#[derive(Debug)]
pub(crate) struct Outline {
    pub(crate) channel: Channel,
    /// The emergency rule that holds.
    pub(crate) emergency: Option<u32>,
    /// The not-accepted rule that took the ticket.
    pub(crate) refused: Option<u32>,
    /// More than `count` are room for later tickets.
    pub(super) parts: Vec<OutlinePart>,
    pub(super) count: usize,
    pub(super) notes: Vec<OutlineNote>,
    /// When the ticket was received.
    pub(super) received: Local,
}

/// One part.
#[derive(Debug)]
pub(crate) struct OutlinePart {
    pub(crate) lead: UnitId,
    pub(crate) assists: Vec<UnitId>,
    pub(crate) reason: Reason,
    pub(crate) row: Deciding,
    pub(crate) first_contact_due: Option<LocalTime>,
    pub(crate) due: Option<LocalTime>,
}

/// The row or rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deciding {
    Row(u32),
    Fallback(u32),
    NotAccepted(u32),
    Nothing,
}

/// What deciding wants noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OutlineNote {
    AssistUnresolved(u32),
    AssistInactive(UnitId),
    Barred(UnitId),
}

impl OutlineNote {
    pub(super) fn code(self) -> NoteCode {
        match self {
            OutlineNote::AssistUnresolved(_) => NoteCode::AssistUnresolved,
            OutlineNote::AssistInactive(_) => NoteCode::AssistInactive,
            OutlineNote::Barred(_) => NoteCode::Barred,
        }
    }
}

impl Default for Outline {
    fn default() -> Outline {
        Outline {
            channel: Channel::Normal,
            emergency: None,
            refused: None,
            parts: Vec::new(),
            count: 0,
            notes: Vec::new(),
            received: Local::default(),
        }
    }
}

impl Outline {
    pub(crate) fn parts(&self) -> &[OutlinePart] {
        self.parts.get(..self.count).unwrap_or_default()
    }

    pub(super) fn parts_mut(&mut self) -> &mut [OutlinePart] {
        self.parts.get_mut(..self.count).unwrap_or_default()
    }

    pub(super) fn clear(&mut self) {
        self.count = 0;
        self.notes.clear();
    }

    pub(super) fn add(&mut self, lead: UnitId, reason: Reason, row: Deciding) -> usize {
        let at = self.count;
        self.count = at.wrapping_add(1);
        match self.parts.get_mut(at) {
            Some(part) => {
                part.assists.clear();
                (part.lead, part.reason, part.row) = (lead, reason, row);
            }
            None => self.parts.push(OutlinePart {
                lead,
                assists: Vec::new(),
                reason,
                row,
                first_contact_due: None,
                due: None,
            }),
        }
        at
    }
}

impl OutlinePart {
    /// What it adds to the facts of the ticket (K-13).
    pub(super) fn seen(&self, channel: Channel, parts: usize, cycle: u32) -> PartSeen {
        PartSeen { channel, reason: Some(self.reason), lead: Some(self.lead), parts, cycle }
    }
}
