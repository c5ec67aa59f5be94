//! Reading an error.

use crate::boundary::{In, Lent, Mut, Text};
use crate::panic::{look, run};
use crate::types::{bh_error, bh_findings};
use crate::words::lang;
use std::ffi::c_int;

/// # Error
///
/// What kind of error it is: one of BH_ERROR_..., BH_OK for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn bh_error_code(error: In<bh_error>) -> c_int {
    look(|| error.get("error").ok().map(|error| error.code))
}

/// What went wrong, in BH_ZH or BH_EN: one line, and for a rulebook the first findings in lines of
/// their own.
#[unsafe(no_mangle)]
pub extern "C" fn bh_error_message(error: In<bh_error>, language: c_int) -> Text {
    look(|| {
        let lang = lang(language)?;
        error.get("error").ok().map(|error| Text::of(error.message(lang)))
    })
}

/// Every finding behind it, warnings included, lent by the error; often there are none.
#[unsafe(no_mangle)]
pub extern "C" fn bh_error_findings(error: In<bh_error>) -> Lent<bh_findings> {
    look(|| error.get("error").ok().map(|error| Lent::to(Some(&error.findings))))
}

/// The whole error as JSON: code, message, message_zh, findings.
#[unsafe(no_mangle)]
pub extern "C" fn bh_error_json(error: In<bh_error>) -> Text {
    look(|| error.get("error").ok().map(|error| Text::of(Some(error.json()))))
}

/// Frees an error. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_error_free(error: Mut<bh_error>) {
    run(|| error.free());
}
