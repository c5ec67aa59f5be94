//! The fence: the only file with raw pointers and `unsafe` blocks. Everything else gets references.
//!
//! Pointers cross as the transparent types below, so that an export's signature says what it takes and no
//! other module can look behind it. Every handle starts with a word that says what it is; it is read before
//! anything else, so NULL, a misaligned pointer, another kind of handle and a freed one become errors.

#![expect(
    unsafe_code,
    reason = "what C hands in is a raw pointer: checked and turned into references here alone"
)]

use crate::constants::BH_NUL;
use crate::failure::Failure;
use crate::types::{Kind, bh_error, kind_of};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

/// The first word of a freed handle.
pub(crate) const FREED: u64 = u64::from_le_bytes(*b"bhfreed!");

/// The longest text or file that is taken, 1 GiB: more is a slip, such as a negative length.
pub(crate) const LONGEST: usize = 1 << 30;

/// What a handle of C's points to.
#[repr(C)]
pub(crate) struct Handle<K: Kind> {
    magic: u64,
    value: K::Value,
}

impl<K: Kind<Value: std::fmt::Debug>> std::fmt::Debug for Handle<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}

impl<K: Kind> Handle<K> {
    /// A handle inside another one: read like any other, refused by its `free`.
    pub(crate) fn lent(value: K::Value) -> Handle<K> {
        Handle { magic: !K::MAGIC, value }
    }

    pub(crate) fn value(&self) -> &K::Value {
        &self.value
    }
}

/// Reads a handle's first word, and answers whether it is what it should be: `Ok(true)` for one of C's own,
/// `Ok(false)` for one that is lent.
fn check<K: Kind>(pointer: *const K, argument: &'static str) -> Result<bool, Failure> {
    if pointer.is_null() {
        return Err(Failure::null(argument));
    }
    if !pointer.cast::<Handle<K>>().is_aligned() {
        return Err(Failure::misaligned(argument, K::NAME));
    }
    // SAFETY: not NULL and aligned; that something of ours is there is the caller's word, as the header asks
    let magic = unsafe { ptr::read_volatile(pointer.cast::<u64>()) };
    match magic {
        _ if magic == K::MAGIC => Ok(true),
        _ if magic == !K::MAGIC => Ok(false),
        FREED => Err(Failure::freed(argument, K::NAME)),
        _ => Err(Failure::wrong_kind(argument, K::NAME, kind_of(magic))),
    }
}

/// A handle that is only read. Any number of threads may.
#[repr(transparent)]
pub struct In<K>(*const K);

impl<K: Kind> In<K> {
    pub(crate) fn get(&self, argument: &'static str) -> Result<&K::Value, Failure> {
        check(self.0, argument)?;
        // SAFETY: the first word says that a `Handle<K>` is here; it lives until the caller frees it
        Ok(unsafe { &(*self.0.cast::<Handle<K>>()).value })
    }

    /// The same, where NULL stands for nothing.
    pub(crate) fn get_or_none(&self, argument: &'static str) -> Result<Option<&K::Value>, Failure> {
        if self.0.is_null() { Ok(None) } else { self.get(argument).map(Some) }
    }
}

/// A handle that is changed or freed: one thread at a time.
#[repr(transparent)]
pub struct Mut<K>(*mut K);

impl<K: Kind> Mut<K> {
    pub(crate) fn get(&mut self, argument: &'static str) -> Result<&mut K::Value, Failure> {
        check(self.0.cast_const(), argument)?;
        // SAFETY: the first word says that a `Handle<K>` is here; the header asks for one thread at a time
        Ok(unsafe { &mut (*self.0.cast::<Handle<K>>()).value })
    }

    /// Frees the handle. What is no handle of this kind, or is lent, is left alone.
    pub(crate) fn free(self) {
        if let Ok(true) = check(self.0.cast_const(), "") {
            // SAFETY: the first word says that `Own::new` made it and nobody has freed it; it is marked as
            // freed, for good, before its memory goes back
            unsafe {
                ptr::write_volatile(self.0.cast::<u64>(), FREED);
                drop(Box::from_raw(self.0.cast::<Handle<K>>()));
            }
        }
    }
}

/// A new handle that the caller owns, or NULL.
#[repr(transparent)]
pub struct Own<K>(*mut K);

impl<K: Kind> Own<K> {
    pub(crate) fn new(value: K::Value) -> Own<K> {
        Own(Box::into_raw(Box::new(Handle::<K> { magic: K::MAGIC, value })).cast())
    }

    pub(crate) fn null() -> Own<K> {
        Own(ptr::null_mut())
    }
}

/// A handle inside another one, valid as long as that one; NULL where there is none.
#[repr(transparent)]
pub struct Lent<K>(*const K);

impl<K: Kind> Lent<K> {
    pub(crate) fn to(handle: Option<&Handle<K>>) -> Lent<K> {
        Lent(handle.map_or(ptr::null(), |handle| ptr::from_ref(handle).cast()))
    }
}

/// Where a failed call puts its error; NULL where the caller doesn't want it.
#[repr(transparent)]
pub struct ErrOut(*mut *mut bh_error);

impl ErrOut {
    /// Whether there is a place, or none is wanted.
    pub(crate) fn is_usable(&self) -> bool {
        self.0.is_null() || self.0.is_aligned()
    }

    /// Whether an error would be looked at.
    pub(crate) fn is_wanted(&self) -> bool {
        !self.0.is_null() && self.0.is_aligned()
    }

    /// Puts the error there, or NULL for success.
    pub(crate) fn put(&self, Own(error): Own<bh_error>) {
        if self.is_wanted() {
            // SAFETY: not NULL and aligned; that a pointer can be written there is the caller's word
            unsafe { ptr::write(self.0, error) }
        }
    }
}

/// A text of the caller's, with its length beside it.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Chars(*const c_char);

impl Chars {
    /// No text.
    pub(crate) fn none() -> Chars {
        Chars(ptr::null())
    }

    /// Its bytes; none for NULL without a length.
    pub(crate) fn bytes(&self, len: usize, argument: &'static str) -> Result<Option<&[u8]>, Failure> {
        if !self.0.is_null() && len == BH_NUL {
            // SAFETY: not NULL; that a NUL ends it is the caller's word when the length says so
            return Ok(Some(unsafe { CStr::from_ptr(self.0) }.to_bytes()));
        }
        counted(self.0.cast(), len, argument)
    }
}

/// A file's content of the caller's.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Bytes(*const c_void);

impl Bytes {
    /// Its bytes, always counted: a file may hold a NUL.
    pub(crate) fn bytes(&self, len: usize, argument: &'static str) -> Result<&[u8], Failure> {
        counted(self.0.cast(), len, argument).map(Option::unwrap_or_default)
    }
}

fn counted<'a>(bytes: *const u8, len: usize, argument: &'static str) -> Result<Option<&'a [u8]>, Failure> {
    if bytes.is_null() {
        return if len == 0 || len == BH_NUL { Ok(None) } else { Err(Failure::null(argument)) };
    }
    if len > LONGEST {
        return Err(Failure::too_long(argument, len));
    }
    // SAFETY: not NULL, and bytes need no alignment; the caller's word is that `len` of them are there
    Ok(Some(unsafe { std::slice::from_raw_parts(bytes, len) }))
}

/// An array of the caller's.
#[repr(transparent)]
pub struct Items<T>(*const T);

impl<T> Items<T> {
    pub(crate) fn slice(&self, count: usize, argument: &'static str) -> Result<&[T], Failure> {
        if self.0.is_null() {
            return if count == 0 { Ok(&[]) } else { Err(Failure::null(argument)) };
        }
        if !self.0.is_aligned() {
            return Err(Failure::misaligned(argument, "array"));
        }
        if count > LONGEST / size_of::<T>().max(1) {
            return Err(Failure::too_long(argument, count));
        }
        // SAFETY: not NULL and aligned; the caller's word is that `count` items are there
        Ok(unsafe { std::slice::from_raw_parts(self.0, count) })
    }
}

/// A text of ours, ended by a NUL and valid as long as the handle it was asked of; NULL where there is none.
#[repr(transparent)]
pub struct Text(*const c_char);

impl Text {
    pub(crate) fn of(text: Option<&CStr>) -> Text {
        Text(text.map_or(ptr::null(), CStr::as_ptr))
    }
}

/// What a failed call gives back.
pub(crate) trait Outcome {
    /// The value for a failure of this code.
    fn failed(code: c_int) -> Self;
}

impl<K: Kind> Outcome for Own<K> {
    fn failed(_: c_int) -> Own<K> {
        Own::null()
    }
}

impl Outcome for c_int {
    fn failed(code: c_int) -> c_int {
        code
    }
}
