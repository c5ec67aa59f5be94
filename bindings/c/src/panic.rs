//! The other half of the fence: no panic crosses. It becomes an error, and nothing is printed.

use crate::boundary::{ErrOut, Lent, Outcome, Own, Text};
use crate::constants::{BH_ERROR_POINTER, BH_NO_TIME};
use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::report::Report;
use crate::types::Kind;
use std::cell::{Cell, RefCell};
use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

/// What a call knows of itself: the encoding that its error is to be written in.
#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(crate) encoding: Encoding,
}

/// Runs a call that may fail; a failure goes to `err`.
pub(crate) fn attempt<T: Outcome>(err: &ErrOut, body: impl FnOnce(&mut Call) -> Result<T, Failure>) -> T {
    let mut call = Call::default();
    if !err.is_usable() {
        return T::failed(BH_ERROR_POINTER);
    }
    match fenced(|| body(&mut call)).unwrap_or_else(|said| Err(Failure::bug(&said))) {
        Ok(value) => {
            err.put(Own::null());
            value
        }
        Err(failure) => {
            let code = failure.code();
            if err.is_wanted() {
                err.put(
                    fenced(|| Own::new(Report::new(failure, call.encoding))).unwrap_or_else(|_| Own::null()),
                );
            }
            T::failed(code)
        }
    }
}

/// Runs a getter; what it cannot answer is absent.
pub(crate) fn look<T: Absent>(body: impl FnOnce() -> Option<T>) -> T {
    fenced(body).ok().flatten().unwrap_or_else(T::absent)
}

/// Runs a setter: `BH_OK` or a code.
pub(crate) fn put(body: impl FnOnce() -> Result<(), Failure>) -> c_int {
    match fenced(body) {
        Ok(Ok(())) => crate::constants::BH_OK,
        Ok(Err(failure)) => failure.code(),
        Err(_) => crate::constants::BH_ERROR_BUG,
    }
}

/// Runs what gives nothing back.
pub(crate) fn run(body: impl FnOnce()) {
    // nothing to tell it to: the handle stays as it is
    let _ = fenced(body);
}

/// What a getter answers when there is nothing.
pub(crate) trait Absent {
    fn absent() -> Self;
}

impl Absent for Text {
    fn absent() -> Text {
        Text::of(None)
    }
}

impl<K: Kind> Absent for Lent<K> {
    fn absent() -> Lent<K> {
        Lent::to(None)
    }
}

impl<K: Kind> Absent for Own<K> {
    fn absent() -> Own<K> {
        Own::null()
    }
}

impl Absent for c_int {
    fn absent() -> c_int {
        0
    }
}

impl Absent for u32 {
    fn absent() -> u32 {
        0
    }
}

impl Absent for usize {
    fn absent() -> usize {
        0
    }
}

impl Absent for u64 {
    fn absent() -> u64 {
        0
    }
}

impl Absent for i64 {
    fn absent() -> i64 {
        BH_NO_TIME
    }
}

thread_local! {
    /// Whether this thread is inside of a fence; they don't nest.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
    /// What the last panic inside a fence said, and where.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs the body; a panic is what it said.
fn fenced<T>(body: impl FnOnce() -> T) -> Result<T, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(quiet);
    INSIDE.set(true);
    // what a panic leaves half done is a handle under construction, which nobody gets to see, or a ticket or
    // history in the middle of a setter, whose fields are each valid
    let done = catch_unwind(AssertUnwindSafe(body));
    INSIDE.set(false);
    done.map_err(|_| SAID.take())
}

/// Panics inside a fence are kept for the error and not printed; any other goes its way as before.
fn quiet() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !INSIDE.get() {
            before(panic);
        } else {
            let place = panic.location().map(|place| format!(" at {}:{}", place.file(), place.line()));
            let said = panic.payload_as_str().unwrap_or("a panic");
            SAID.set(format!("{said}{}", place.unwrap_or_default()));
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_what_it_said() {
        let said = fenced(|| -> u8 { panic!("so it goes") }).unwrap_err();
        assert!(said.starts_with("so it goes at ") && said.contains("panic.rs:"), "{said}");
        assert_eq!(put(|| panic!("again")), crate::constants::BH_ERROR_BUG);
        assert_eq!(look(|| -> Option<usize> { panic!("again") }), 0);
        assert_eq!(fenced(|| 7), Ok(7));
    }
}
