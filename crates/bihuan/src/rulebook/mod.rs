//! Rulebooks as written: what people edit, with file, row and column remembered for messages.

pub(crate) mod columns;
pub(crate) mod policy;
pub(crate) mod record;
pub(crate) mod settings;
#[cfg(feature = "xlsx")]
pub(crate) mod settings_sheet;
pub(crate) mod source;
pub(crate) mod table;
pub(crate) mod toml_file;
pub(crate) mod wide;
#[cfg(feature = "xlsx")]
pub(crate) mod workbook;

use crate::error::Error;
use crate::message::{Code, Finding, Findings, Place};
use crate::time::calendar::BUNDLED;
use policy::PolicyFile;
use record::Record;
use settings::Settings;
use sha2::{Digest, Sha256};
use source::Source;
use std::collections::BTreeMap;
use std::path::Path;

/// A rulebook as written: one or several editions (D-13), each a set of tables and settings.
///
/// Loading never stops at the first problem: whatever is wrong is kept as a finding, and
/// [`Rulebook::compile`] reports all of it together with what compiling objects to.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    pub(crate) editions: Vec<Edition>,
    pub(crate) findings: Findings,
    /// The hash of its files, and of what the library adds to them.
    pub(crate) hash: String,
}

/// One edition as written.
#[derive(Debug, Clone)]
pub(crate) struct Edition {
    /// The file or sheet of its settings.
    pub(crate) place: Place,
    /// The file or sheet of its fallbacks.
    pub(crate) fallback_place: Place,
    /// The file or sheet of the matrix.
    pub(crate) dispatch_place: Place,
    pub(crate) settings: Settings,
    pub(crate) units: Vec<Record>,
    pub(crate) posts: Vec<Record>,
    pub(crate) matters: Option<Vec<Record>>,
    pub(crate) dispatch: Vec<Record>,
    pub(crate) cases: Vec<Record>,
    pub(crate) calendars: BTreeMap<String, Vec<Record>>,
    pub(crate) policy: Option<PolicyFile>,
}

/// An edition's files: a folder's by their names, or a workbook.
#[derive(Debug)]
enum Files {
    Folder(BTreeMap<String, Vec<u8>>),
    Workbook(Vec<u8>),
}

impl Rulebook {
    /// Reads a rulebook: a folder of toml and csv files, a workbook, or a folder of such folders or
    /// workbooks, one an edition.
    ///
    /// # Errors
    /// An error when the folder or workbook itself cannot be read; every problem of its content is a
    /// finding.
    pub fn load(path: impl AsRef<Path>) -> Result<Rulebook, Error> {
        let path = path.as_ref();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !is_workbook(&name) {
                return Err(Error::input(Finding::new(Code::NoRulebook).value(path.display().to_string())));
            }
            let content = std::fs::read(path).map_err(|cause| Error::read(path, &cause))?;
            return Ok(Rulebook::from_parts([(name, content)]));
        }
        let mut parts = Vec::new();
        read_folder(path, "", &mut parts)?;
        if !parts.iter().any(|(name, _)| name == "rulebook.toml") {
            let mut subfolders: Vec<_> = std::fs::read_dir(path)
                .map_err(|cause| Error::read(path, &cause))?
                .filter_map(Result::ok)
                .filter(|entry| entry.path().is_dir())
                .collect();
            subfolders.sort_by_key(std::fs::DirEntry::file_name);
            for entry in subfolders {
                let prefix = format!("{}/", entry.file_name().to_string_lossy());
                read_folder(&entry.path(), &prefix, &mut parts)?;
            }
        }
        Ok(Rulebook::from_parts(parts))
    }

    /// Reads a rulebook from files in memory: their names and their content, such as `rulebook.toml` and
    /// `units.csv`, or one `rulebook.xlsx`. Several editions have names with a folder,
    /// `2024/rulebook.toml`, or are several workbooks.
    pub fn from_parts<N: Into<String>, C: AsRef<[u8]>>(parts: impl IntoIterator<Item = (N, C)>) -> Rulebook {
        let mut findings = Findings::default();
        let editions = editions(parts, &mut findings);
        let hash = hash(&editions);
        if editions.is_empty() {
            findings.push(
                Finding::new(Code::FileMissing).at(&Place::file("rulebook.toml")).value("rulebook.toml"),
            );
        }
        let editions =
            editions.iter().filter_map(|(name, files)| edition(name, files, &mut findings)).collect();
        Rulebook { editions, findings, hash }
    }

    /// What loading objected to or wants known.
    pub fn findings(&self) -> &[Finding] {
        &self.findings.list
    }
}

/// The files of each edition, by the name of its folder or workbook.
fn editions<N: Into<String>, C: AsRef<[u8]>>(
    parts: impl IntoIterator<Item = (N, C)>,
    findings: &mut Findings,
) -> BTreeMap<String, Files> {
    let mut folders: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
    let mut workbooks = BTreeMap::new();
    for (name, content) in parts {
        let (name, content) = (name.into(), content.as_ref().to_vec());
        match name.rsplit_once('/') {
            _ if is_workbook(&name) => {
                workbooks.insert(name, Files::Workbook(content));
            }
            Some((folder, file)) => {
                folders.entry(folder.to_owned()).or_default().insert(file.to_owned(), content);
            }
            None => {
                folders.entry(String::new()).or_default().insert(name, content);
            }
        }
    }
    // a rulebook at the top is the rulebook; only without one are its folders and workbooks editions
    if folders.get("").is_some_and(|files| files.contains_key("rulebook.toml")) {
        folders.retain(|folder, _| folder.is_empty());
        workbooks.clear();
    } else {
        // a folder with tables but without settings is an edition that would vanish in silence
        for (folder, files) in &folders {
            let is_edition = source::FILES.iter().any(|file| files.contains_key(*file));
            if is_edition && !files.contains_key("rulebook.toml") && !folder.is_empty() {
                let name = format!("{folder}/rulebook.toml");
                findings.push(Finding::new(Code::FileMissing).at(&Place::file(&name)).value(name));
            }
        }
        if let Some(stray) = folders.remove("").filter(|_| !folders.is_empty() || !workbooks.is_empty()) {
            for file in stray.keys() {
                let finding = Finding::new(Code::FileNotRead).at(&Place::file(file)).value(file);
                findings.push(finding.arg("expected", "a folder for each edition"));
            }
        }
        folders.retain(|_, files| files.contains_key("rulebook.toml"));
    }
    let folders = folders.into_iter().map(|(name, files)| (name, Files::Folder(files)));
    folders.chain(workbooks).collect()
}

/// Whether a file is an Excel workbook, by its name; a name with `~$` is the lock of one that is open.
fn is_workbook(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    name.ends_with(".xlsx") && !name.starts_with("~$")
}

/// Whether a file is a table as `check --fix` wrote it beside its own, `dispatch.mended.csv`: no part of the
/// rulebook until it takes that one's place.
fn is_mended(name: &str) -> bool {
    name.rsplit('.').nth(1) == Some("mended")
}

/// The hash of the files that are read, by name, and of the calendars and the policy that ship with the
/// library: 64 hex digits.
fn hash(editions: &BTreeMap<String, Files>) -> String {
    let mut sha = Sha256::new();
    let mut add = |name: &str, content: &[u8]| {
        for bytes in [name.as_bytes(), content] {
            sha.update((bytes.len() as u64).to_le_bytes());
            sha.update(bytes);
        }
    };
    for (name, files) in editions {
        match files {
            Files::Folder(files) => {
                for (file, content) in files {
                    add(&format!("{name}/{file}"), content);
                }
            }
            Files::Workbook(content) => add(name, content),
        }
    }
    add("cn", BUNDLED.as_bytes());
    add(policy::BUILTIN_FILE, policy::BUILTIN_TEXT.as_bytes());
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read_folder(folder: &Path, prefix: &str, parts: &mut Vec<(String, Vec<u8>)>) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder).map_err(|cause| Error::read(folder, &cause))?;
    let mut files: Vec<_> = entries.filter_map(Result::ok).collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    for entry in files {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_table = path.extension().is_some_and(|ext| ext == "toml" || ext == "csv");
        if (is_table || is_workbook(&name)) && !is_mended(&name) && path.is_file() {
            let content = std::fs::read(&path).map_err(|cause| Error::read(&path, &cause))?;
            parts.push((format!("{prefix}{name}"), content));
        }
    }
    Ok(())
}

/// Reads an edition; none when its workbook does not open.
fn edition(name: &str, files: &Files, findings: &mut Findings) -> Option<Edition> {
    match files {
        Files::Folder(files) => Some(folder(name, files, findings)),
        Files::Workbook(content) => workbook(name, content, findings),
    }
}

fn folder(folder: &str, files: &BTreeMap<String, Vec<u8>>, findings: &mut Findings) -> Edition {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let named = |file: &str| format!("{prefix}{file}");
    let text = |file: &str, findings: &mut Findings| {
        files.get(file).and_then(|content| source::text(&named(file), content, findings))
    };
    let rulebook = text("rulebook.toml", findings).unwrap_or_default();
    let settings = settings::read(&named("rulebook.toml"), &rulebook, findings);
    let place = Place::file(named("rulebook.toml"));
    let source = Source::Folder { prefix: prefix.clone(), files };
    let (mut edition, _) = tables(source, settings, place.clone(), place, findings);
    for file in files.keys() {
        let known = source::FILES.contains(&file.as_str()) || source::LATER.contains(&file.as_str());
        if !known && !edition.calendars.contains_key(file) {
            let finding = Finding::new(Code::FileNotRead).at(&Place::file(named(file))).value(file);
            findings.push(finding.arg("expected", source::FILES.join(", ")));
        }
    }
    edition.policy =
        text("closure.toml", findings).map(|text| policy::read(&named("closure.toml"), &text, findings));
    edition
}

#[cfg(feature = "xlsx")]
fn workbook(file: &str, content: &[u8], findings: &mut Findings) -> Option<Edition> {
    let mut sheets = Box::new(workbook::Sheets::open(file, content, findings)?);
    let settings = sheets.settings(findings);
    let policy = sheets.policy(findings);
    let (place, fallback_place) = (sheets.place(workbook::SETTINGS), sheets.place(workbook::FALLBACK));
    let source = Source::Workbook(sheets);
    let (mut edition, source) = tables(source, settings, place, fallback_place, findings);
    edition.policy = policy;
    if let Source::Workbook(sheets) = source {
        sheets.close(findings);
    }
    Some(edition)
}

#[cfg(not(feature = "xlsx"))]
fn workbook(file: &str, _content: &[u8], findings: &mut Findings) -> Option<Edition> {
    let cause = "this build of the library reads no workbooks (feature `xlsx`)";
    findings.push(Finding::new(Code::WorkbookBroken).at(&Place::file(file)).arg("cause", cause));
    None
}

/// Reads the tables of an edition.
fn tables<'a>(
    mut source: Source<'a>,
    settings: Settings,
    place: Place,
    fallback_place: Place,
    findings: &mut Findings,
) -> (Edition, Source<'a>) {
    let units = source.records(&source::UNITS, &[], findings);
    let names: Vec<String> = units.iter().flatten().flat_map(table::unit_names).collect();
    let posts = source.records(&source::POSTS, &[], findings).unwrap_or_default();
    let matters = source.records(&source::MATTERS, &[], findings);
    let dispatch = source.records(&source::DISPATCH, &names, findings);
    let cases = source.records(&source::CASES, &[], findings).unwrap_or_default();
    let mut calendars = BTreeMap::new();
    for (name, _) in &settings.calendars {
        if let Some(records) = source.calendar(name, findings) {
            calendars.insert(name.clone(), records);
        }
    }
    if units.is_none() {
        let place = source.place(&source::UNITS);
        let missing = place.sheet.clone().or_else(|| place.file.clone()).unwrap_or_default();
        findings.push(Finding::new(Code::FileMissing).at(&place).value(missing));
    }
    if dispatch.is_none() {
        findings.push(Finding::new(Code::NoMatrix).at(&source.place(&source::DISPATCH)));
    }
    let edition = Edition {
        place,
        fallback_place,
        dispatch_place: source.place(&source::DISPATCH),
        settings,
        units: units.unwrap_or_default(),
        posts,
        matters,
        dispatch: dispatch.unwrap_or_default(),
        cases,
        calendars,
        policy: None,
    };
    (edition, source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_utf8_names_the_line() {
        let rulebook = Rulebook::from_parts([
            ("rulebook.toml", &b"name = 'x'\n"[..]),
            ("units.csv", b"code\nA\n\xff\n"),
        ]);
        let finding = rulebook.findings().iter().find(|finding| finding.code() == Code::NotUtf8).unwrap();
        assert_eq!(finding.place().row, Some(3));
    }

    #[test]
    fn a_folder_of_folders_is_a_rulebook_of_editions() {
        let parts = [
            ("2024/rulebook.toml", ""),
            ("2024/units.csv", "code\n"),
            ("2025/rulebook.toml", ""),
            ("notes/x.csv", ""),
        ];
        let files: Vec<_> = Rulebook::from_parts(parts)
            .editions
            .into_iter()
            .filter_map(|edition| edition.place.file)
            .collect();
        assert_eq!(files, ["2024/rulebook.toml", "2025/rulebook.toml"]);
    }
}
