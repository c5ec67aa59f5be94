//! What a `bh_engine` holds: the engine, its encoding, and the texts that it lends.

use crate::arena::{Arena, Writer, c_string};
use crate::boundary::{Chars, Handle};
use crate::encoding::Encoding;
use crate::failure::Failure;
use crate::report::List;
use crate::types::{bh_file, bh_findings};
use bihuan::{Engine, Rulebook};
use std::ffi::{CStr, CString};
use std::path::PathBuf;
use std::sync::OnceLock;

/// A loaded rulebook.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) engine: Engine,
    pub(crate) encoding: Encoding,
    pub(crate) findings: Handle<bh_findings>,
    pub(crate) hash: CString,
    /// Code and name of each unit of the latest edition.
    units: Arena,
    /// Names of units of earlier editions, as they were asked for.
    earlier: OnceLock<Box<Earlier>>,
}

/// A name that was lent, and the next: a list that only grows, so that what it lends stays where it is.
#[derive(Debug)]
struct Earlier {
    name: String,
    text: Option<CString>,
    next: OnceLock<Box<Earlier>>,
}

impl Loaded {
    fn new(engine: Engine, encoding: Encoding) -> Result<Loaded, Failure> {
        let findings = Handle::lent(List::of(engine.findings().to_vec(), encoding));
        let mut units = Writer::new(encoding, engine.units().len() * 2, 16);
        for unit in engine.units() {
            units.text(&unit.code)?;
            units.text(&unit.name)?;
        }
        let hash = c_string(engine.hash(), encoding)?;
        Ok(Loaded { engine, encoding, findings, hash, units: units.done(), earlier: OnceLock::new() })
    }

    /// From a folder or file. The path is the operating system's, in its encoding.
    pub(crate) fn from_path(path: &Chars, encoding: Encoding) -> Result<Loaded, Failure> {
        let bytes = path.bytes(crate::constants::BH_NUL, "path")?.ok_or_else(|| Failure::null("path"))?;
        if bytes.is_empty() {
            return Err(Failure::missing("path"));
        }
        Loaded::new(owning_its_zones(Engine::load(os_path(bytes)?))?, encoding)
    }

    /// From files in memory. Names are in the engine's encoding, content is detected as in a folder.
    pub(crate) fn from_files(files: &[bh_file], encoding: Encoding) -> Result<Loaded, Failure> {
        let mut parts = Vec::with_capacity(files.len());
        for file in files {
            let name = encoding.read_some(&file.name, crate::constants::BH_NUL, "files[].name")?;
            parts.push((name.into_owned(), file.data.bytes(file.len, "files[].data")?));
        }
        Loaded::new(owning_its_zones(Rulebook::from_parts(parts).compile())?, encoding)
    }

    pub(crate) fn unit_code(&self, index: usize) -> Option<&CStr> {
        self.units.get(index.checked_mul(2)?)
    }

    pub(crate) fn unit_name(&self, index: usize) -> Option<&CStr> {
        self.units.get(index.checked_mul(2)?.checked_add(1)?)
    }

    /// The name of a unit in the latest edition that has it.
    pub(crate) fn unit_name_of(&self, code: &str) -> Option<&CStr> {
        let name = self.engine.unit_name(code)?;
        if let Some(index) = self.engine.units().iter().position(|unit| unit.name == name) {
            return self.unit_name(index);
        }
        let mut place = &self.earlier;
        loop {
            let lent = place.get_or_init(|| {
                let text = c_string(name, self.encoding).ok();
                Box::new(Earlier { name: name.to_owned(), text, next: OnceLock::new() })
            });
            if lent.name == name {
                return lent.text.as_deref();
            }
            place = &lent.next;
        }
    }
}

/// Leaves an engine the only owner of its timezone. jiff keeps what it has read in a cache of the process, whose
/// tagged pointers leak checkers take for lost memory; without it, all that an engine holds goes with it.
fn owning_its_zones<T>(loaded: T) -> T {
    jiff::tz::TimeZoneDatabase::bundled().reset();
    loaded
}

#[cfg(unix)]
fn os_path(bytes: &[u8]) -> Result<PathBuf, Failure> {
    use std::os::unix::ffi::OsStrExt;
    Ok(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn os_path(bytes: &[u8]) -> Result<PathBuf, Failure> {
    match std::str::from_utf8(bytes) {
        Ok(path) => Ok(PathBuf::from(path)),
        Err(error) => Err(Failure::not_in("path", "UTF-8", error.valid_up_to() + 1)),
    }
}
