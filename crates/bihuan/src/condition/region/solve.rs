//! The solver: is there a ticket in a region that is in none of the others? Exact, with a counted budget.
//!
//! A search in the manner of Davis and Putnam. An *exit* of another region is a way to be outside of it: other
//! states in one dimension, a keyword less or one more. Others that the rest of the region no longer meets are
//! dropped; one without an exit covers the rest; one with a single exit takes it; else the other with the
//! fewest exits is left by each of them in turn, what is left by an earlier exit kept out of the later ones.

use super::keywords::Key;
use super::set::Set;
use super::text::Text;
use super::{Dim, Region, Space};

/// What the solver found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A part of the region that meets none of the others.
    Free(Region),
    /// Every ticket of the region is in one of the others: in one of these, by their places. A single one
    /// covers it all by itself; several may hold some that are not needed.
    Covered(Vec<usize>),
    /// The budget was spent before it was known.
    Unknown,
}

impl Answer {
    pub(crate) fn free(self) -> Option<Region> {
        match self {
            Answer::Free(region) => Some(region),
            Answer::Covered(_) | Answer::Unknown => None,
        }
    }
}

/// Scratch for searches in one space, and what they may still cost.
#[derive(Debug)]
pub(crate) struct Solver<'s> {
    space: &'s Space,
    budget: u64,
    /// What one search may cost.
    limit: u64,
    sets: Vec<Set>,
    words: Vec<Word>,
    /// Lists of keywords of which one must be present.
    pending: Vec<Vec<Key>>,
    trail: Vec<Undo>,
    /// The others that each branch still has to leave, one list after the other.
    active: Vec<usize>,
    used: Vec<usize>,
    /// What a look at each of the others costs, and at what is left of the region.
    weights: Vec<u64>,
    own: u64,
}

/// What is known of a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Free,
    Present,
    Absent,
}

/// What a step changed.
#[derive(Debug)]
enum Undo {
    Set(Dim, Set),
    Word(Key),
    Pending,
}

/// A way out of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// None of the list at this place is present.
    NoneOf(usize),
    Without(Key),
    Other(Dim),
    With(Key),
}

/// A choice between exits.
#[derive(Debug)]
struct Branch {
    /// The trail before the next exit is taken; the earlier ones are kept out by then.
    trail: usize,
    /// Where its list of others stands in `active`.
    list: (usize, usize),
    other: usize,
    exits: Vec<Exit>,
    next: usize,
}

enum Settled {
    Free,
    Covered,
    Choice(usize, Vec<Exit>),
    Spent,
}

impl<'s> Solver<'s> {
    /// A solver that may look at so many regions in all, and at so many in one search.
    pub(crate) fn new(space: &'s Space, budget: u64, limit: u64) -> Solver<'s> {
        Solver {
            space,
            budget,
            limit,
            sets: Vec::new(),
            words: vec![Word::Free; space.keywords.len()],
            pending: Vec::new(),
            trail: Vec::new(),
            active: Vec::new(),
            used: Vec::new(),
            weights: Vec::new(),
            own: 1,
        }
    }

    /// Steps left of the budget.
    pub(crate) fn left(&self) -> u64 {
        self.budget
    }

    /// Takes steps for work done beside the search; false when the budget is spent.
    pub(crate) fn charge(&mut self, steps: usize) -> bool {
        self.budget = self.budget.saturating_sub(steps as u64);
        self.budget > 0
    }

    /// Looks for a ticket of a region that is in none of the others. Others that come first are named first
    /// where one of them covers the region alone.
    pub(crate) fn find(&mut self, within: &Region, others: &[&Region]) -> Answer {
        self.sets.clear();
        self.sets.extend((0..self.space.dims()).map(|dim| self.space.full(dim).clone()));
        for (dim, set) in within.sets() {
            if let Some(slot) = self.sets.get_mut(*dim) {
                slot.clone_from(set);
            }
        }
        self.used.clear();
        self.active.clear();
        self.weights.clear();
        self.weights.extend(others.iter().map(|other| 1 + other.weight() as u64));
        self.own = 1 + within.weight() as u64;
        let steps = self.weights.iter().sum::<u64>() + self.own;
        if !self.charge(usize::try_from(steps).unwrap_or(usize::MAX)) {
            return Answer::Unknown;
        }
        let answer = if !self.enter(within.text()) {
            Answer::Covered(Vec::new())
        } else if let Some(alone) = self.near(others) {
            Answer::Covered(vec![alone])
        } else {
            self.search(others)
        };
        self.undo(0);
        answer
    }

    /// Gathers the others that meet the region, unless one of them covers it.
    fn near(&mut self, others: &[&Region]) -> Option<usize> {
        let mut exits = Vec::new();
        for (place, other) in others.iter().enumerate() {
            if !self.is_left(other, &mut exits) {
                if exits.is_empty() {
                    return Some(place);
                }
                self.active.push(place);
            }
        }
        None
    }

    fn search(&mut self, others: &[&Region]) -> Answer {
        let mut branches: Vec<Branch> = Vec::new();
        let (mut start, mut spent) = (0, 0);
        loop {
            match self.settle(others, start, &mut spent) {
                Settled::Free => {
                    self.charge(self.trail.len() / 8);
                    return self.free();
                }
                Settled::Spent => return Answer::Unknown,
                Settled::Choice(other, exits) => {
                    let (trail, list) = (self.trail.len(), (start, self.active.len()));
                    branches.push(Branch { trail, list, other, exits, next: 0 });
                }
                Settled::Covered => {}
            }
            // the next exit of the innermost choice that has one left
            loop {
                let Some(mut branch) = branches.pop() else {
                    self.used.sort_unstable();
                    self.used.dedup();
                    return Answer::Covered(std::mem::take(&mut self.used));
                };
                self.undo(branch.trail);
                self.active.truncate(branch.list.1);
                let taken = branch.next.checked_sub(1).and_then(|at| branch.exits.get(at));
                let Some(other) = others.get(branch.other) else { continue };
                if !taken.is_none_or(|taken| self.stay(other, *taken)) {
                    continue;
                }
                let Some(exit) = branch.exits.get(branch.next).copied() else { continue };
                branch.trail = self.trail.len();
                branch.next += 1;
                let (list, left) = (branch.list, branch.other);
                branches.push(branch);
                if self.leave(other, exit) {
                    start = self.active.len();
                    for at in list.0..list.1 {
                        if let Some(kept) = self.active.get(at).copied().filter(|kept| *kept != left) {
                            self.active.push(kept);
                        }
                    }
                    break;
                }
            }
        }
    }

    /// Drops others that are left behind and takes single exits, until there is nothing but choices.
    fn settle(&mut self, others: &[&Region], start: usize, spent: &mut u64) -> Settled {
        let mut exits = Vec::new();
        loop {
            let mut choice: Option<(usize, Vec<Exit>)> = None;
            let (mut kept, mut changed) = (start, false);
            let active = self.active.get(start..).unwrap_or_default();
            let weights = active.iter().filter_map(|place| self.weights.get(*place));
            let looked_at = weights.sum::<u64>() + self.own;
            *spent += looked_at;
            self.budget = self.budget.saturating_sub(looked_at);
            if *spent > self.limit || self.budget == 0 {
                return Settled::Spent;
            }
            for at in start..self.active.len() {
                let Some(place) = self.active.get(at).copied() else { break };
                let Some(other) = others.get(place) else { continue };
                if self.is_left(other, &mut exits) {
                    continue;
                }
                match exits.as_slice() {
                    [] => {
                        self.used.push(place);
                        return Settled::Covered;
                    }
                    [only] => {
                        self.used.push(place);
                        if !self.leave(other, *only) {
                            return Settled::Covered;
                        }
                        changed = true;
                        continue;
                    }
                    several => {
                        if choice.as_ref().is_none_or(|(_, fewest)| several.len() < fewest.len()) {
                            choice = Some((place, several.to_vec()));
                        }
                    }
                }
                if let Some(slot) = self.active.get_mut(kept) {
                    *slot = place;
                }
                kept += 1;
            }
            self.active.truncate(kept);
            match choice {
                None => return Settled::Free,
                Some(_) if changed => {}
                Some((place, exits)) => {
                    self.used.push(place);
                    return Settled::Choice(place, exits);
                }
            }
        }
    }

    /// Whether what is left of the region no longer meets the other; else the exits that lead out of it.
    fn is_left(&self, other: &Region, exits: &mut Vec<Exit>) -> bool {
        exits.clear();
        let text = other.text();
        for (at, list) in text.any.iter().enumerate() {
            let (mut held, mut open) = (false, false);
            for key in list {
                match self.word(*key) {
                    Word::Present => held = true,
                    Word::Free => open = true,
                    Word::Absent => {}
                }
            }
            match (held, open) {
                (true, _) => {}
                (false, true) => exits.push(Exit::NoneOf(at)),
                (false, false) => return true,
            }
        }
        for key in &text.present {
            match self.word(*key) {
                Word::Present => {}
                Word::Free => exits.push(Exit::Without(*key)),
                Word::Absent => return true,
            }
        }
        for (dim, set) in other.sets() {
            let Some(own) = self.sets.get(*dim) else { continue };
            if !own.meets(set) {
                return true;
            }
            if !own.is_within(set) {
                exits.push(Exit::Other(*dim));
            }
        }
        for key in &text.absent {
            match self.word(*key) {
                Word::Absent => {}
                Word::Free => exits.push(Exit::With(*key)),
                Word::Present => return true,
            }
        }
        false
    }

    /// Goes out of the other by an exit; false when no ticket does.
    fn leave(&mut self, other: &Region, exit: Exit) -> bool {
        match exit {
            Exit::NoneOf(at) => {
                let list = other.text().any.get(at).map_or(&[][..], Vec::as_slice);
                list.iter().all(|key| self.without(*key)) && self.keep_pending()
            }
            Exit::Without(key) => self.without(key) && self.keep_pending(),
            Exit::With(key) => self.with(key) && self.keep_pending(),
            Exit::Other(dim) => self.narrow(other, dim, Set::minus),
        }
    }

    /// Keeps to tickets that do not go out by an exit; false when there is none.
    fn stay(&mut self, other: &Region, exit: Exit) -> bool {
        match exit {
            Exit::NoneOf(at) => {
                self.pending.extend(other.text().any.get(at).cloned());
                self.trail.push(Undo::Pending);
                self.keep_pending()
            }
            Exit::Without(key) => self.with(key) && self.keep_pending(),
            Exit::With(key) => self.without(key) && self.keep_pending(),
            Exit::Other(dim) => self.narrow(other, dim, Set::and),
        }
    }

    fn narrow(&mut self, other: &Region, dim: Dim, by: impl Fn(&Set, &Set) -> Set) -> bool {
        let (Some(slot), Some(set)) = (self.sets.get_mut(dim), other.told(dim)) else { return false };
        let narrowed = by(slot, set);
        let left = !narrowed.is_empty();
        self.trail.push(Undo::Set(dim, std::mem::replace(slot, narrowed)));
        left
    }

    /// Starts with what the region asks of the text; false when no text meets it.
    fn enter(&mut self, text: &Text) -> bool {
        for list in &text.any {
            self.pending.push(list.clone());
            self.trail.push(Undo::Pending);
        }
        text.absent.iter().all(|key| self.without(*key))
            && text.present.iter().all(|key| self.with(*key))
            && self.keep_pending()
    }

    fn word(&self, key: Key) -> Word {
        self.words.get(key as usize).copied().unwrap_or(Word::Free)
    }

    /// Makes a keyword present, and so those inside of it.
    fn with(&mut self, key: Key) -> bool {
        let space = self.space;
        space.keywords.inside(key).iter().all(|part| self.decide(*part, Word::Present))
    }

    /// Makes a keyword absent, and so those around it.
    fn without(&mut self, key: Key) -> bool {
        let space = self.space;
        space.keywords.around(key).iter().all(|whole| self.decide(*whole, Word::Absent))
    }

    fn decide(&mut self, key: Key, word: Word) -> bool {
        let Some(slot) = self.words.get_mut(key as usize) else { return false };
        match *slot {
            Word::Free => {
                *slot = word;
                self.trail.push(Undo::Word(key));
                true
            }
            known => known == word,
        }
    }

    /// Sees that of every pending list one can be present, and that it is where it is the last. Lists that
    /// have one do not stand in each other's way: all that is not absent may be present at once.
    fn keep_pending(&mut self) -> bool {
        loop {
            let mut forced = None;
            for list in &self.pending {
                if list.iter().any(|key| self.word(*key) == Word::Present) {
                    continue;
                }
                let mut open = list.iter().filter(|key| self.word(**key) == Word::Free);
                match (open.next(), open.next()) {
                    (None, _) => return false,
                    (Some(last), None) => forced = Some(*last),
                    _ => {}
                }
            }
            match forced {
                None => return true,
                Some(key) if self.with(key) => {}
                Some(_) => return false,
            }
        }
    }

    fn undo(&mut self, to: usize) {
        while self.trail.len() > to {
            match self.trail.pop() {
                Some(Undo::Set(dim, set)) => {
                    if let Some(slot) = self.sets.get_mut(dim) {
                        *slot = set;
                    }
                }
                Some(Undo::Word(key)) => {
                    if let Some(slot) = self.words.get_mut(key as usize) {
                        *slot = Word::Free;
                    }
                }
                Some(Undo::Pending) => {
                    self.pending.pop();
                }
                None => break,
            }
        }
    }

    /// What is left, as a region.
    fn free(&self) -> Answer {
        let mut text = Text { any: self.pending.clone(), ..Text::default() };
        for undo in &self.trail {
            if let Undo::Word(key) = undo {
                match self.word(*key) {
                    Word::Present => text.present.push(*key),
                    Word::Absent => text.absent.push(*key),
                    Word::Free => {}
                }
            }
        }
        let mut region = Region::default();
        for (dim, set) in self.sets.iter().enumerate() {
            region.set(dim, set.clone(), self.space);
        }
        match region.with_text(text, self.space) {
            Some(region) => Answer::Free(region),
            None => Answer::Unknown,
        }
    }
}
