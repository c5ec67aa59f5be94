//! What the tests of the command share: running it, reading its csv, and finding the real data.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A row of a csv answer.
pub(crate) type Row = BTreeMap<String, String>;

/// What a run of the command gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The answer's rows.
    pub(crate) fn rows(&self) -> Vec<Row> {
        rows(&self.stdout)
    }
}

/// The top of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs `bihuan` with csv output and English messages.
pub(crate) fn bihuan<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    bihuan_in("en", args)
}

/// The same with messages in a language.
pub(crate) fn bihuan_in<S: AsRef<OsStr>>(lang: &str, args: impl IntoIterator<Item = S>) -> Run {
    let output =
        Command::new(env!("CARGO_BIN_EXE_bihuan")).args(args).arg("--lang").arg(lang).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Reads csv text.
pub(crate) fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let cells = |record: csv::StringRecord| {
        headers.iter().zip(&record).map(|(header, cell)| (header.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| cells(record.unwrap())).collect()
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A folder of its own for a test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
