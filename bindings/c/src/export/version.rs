//! The version of the library.

use crate::boundary::Text;
use crate::panic::look;
use std::ffi::{CStr, c_int};

/// # Version
///
/// The version of the library that is loaded, such as `0.1.0`; BIHUAN_VERSION is that of the header.
/// Valid for ever.
#[unsafe(no_mangle)]
pub extern "C" fn bh_version() -> Text {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    look(|| Some(Text::of(CStr::from_bytes_with_nul(VERSION.as_bytes()).ok())))
}

/// The version of the library that is loaded as a number: 1002003 for 1.2.3; BIHUAN_VERSION_NUMBER is
/// that of the header. A library that is at least as new as the header, with the same major number (and
/// as long as that is 0, the same minor number), fits.
#[unsafe(no_mangle)]
pub extern "C" fn bh_version_number() -> c_int {
    look(|| {
        let part = |text: &str| text.parse::<c_int>().ok();
        let major = part(env!("CARGO_PKG_VERSION_MAJOR"))?;
        let minor = part(env!("CARGO_PKG_VERSION_MINOR"))?;
        let patch = part(env!("CARGO_PKG_VERSION_PATCH"))?;
        Some(major * 1_000_000 + minor * 1_000 + patch)
    })
}
