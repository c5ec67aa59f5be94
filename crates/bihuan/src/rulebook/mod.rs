//! Rulebooks as written: what people edit, with file, row and column remembered for messages.

pub(crate) mod columns;
pub(crate) mod lines;
pub(crate) mod policy;
pub(crate) mod record;
pub(crate) mod settings;
pub(crate) mod table;
pub(crate) mod toml_file;
pub(crate) mod wide;

use crate::error::Error;
use crate::message::{Code, Finding, Findings, Place};
use crate::time::calendar::BUNDLED;
use policy::PolicyFile;
use record::Record;
use settings::Settings;
use sha2::{Digest, Sha256};
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
    /// The folder inside the rulebook; empty when there is one edition.
    pub(crate) folder: String,
    pub(crate) settings: Settings,
    pub(crate) units: Vec<Record>,
    pub(crate) posts: Vec<Record>,
    pub(crate) matters: Option<Vec<Record>>,
    pub(crate) dispatch: Vec<Record>,
    pub(crate) calendars: BTreeMap<String, Vec<Record>>,
    pub(crate) policy: Option<PolicyFile>,
}

/// The tables of a rulebook's folder.
const FILES: &[&str] =
    &["rulebook.toml", "units.csv", "posts.csv", "matters.csv", "dispatch.csv", "closure.toml"];

/// Tables that other parts of the library read.
const LATER: &[&str] = &["cases.csv", "indicators.toml"];

impl Rulebook {
    /// Reads a rulebook from its folder: toml and csv files, or a folder of such folders, one an edition.
    ///
    /// # Errors
    /// An error when the folder itself cannot be read; every problem of its content is a finding.
    pub fn load(folder: impl AsRef<Path>) -> Result<Rulebook, Error> {
        let folder = folder.as_ref();
        let mut parts = Vec::new();
        read_folder(folder, "", &mut parts)?;
        if !parts.iter().any(|(name, _)| name == "rulebook.toml") {
            let mut subfolders: Vec<_> = std::fs::read_dir(folder)
                .map_err(|cause| Error::read(folder, &cause))?
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

    /// Reads a rulebook from files in memory: their names, such as `rulebook.toml` or
    /// `2024/rulebook.toml` for one of several editions, and their content.
    pub fn from_parts<N: Into<String>, C: AsRef<[u8]>>(parts: impl IntoIterator<Item = (N, C)>) -> Rulebook {
        let mut findings = Findings::default();
        let mut folders: BTreeMap<String, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
        for (name, content) in parts {
            let name = name.into();
            let (folder, file) = match name.rsplit_once('/') {
                Some((folder, file)) => (folder.to_owned(), file.to_owned()),
                None => (String::new(), name.clone()),
            };
            folders.entry(folder).or_default().insert(file, content.as_ref().to_vec());
        }
        // a rulebook at the top is the rulebook; only without one are its folders editions
        if folders.get("").is_some_and(|files| files.contains_key("rulebook.toml")) {
            folders.retain(|folder, _| folder.is_empty());
        } else {
            // a folder with tables but without settings is an edition that would vanish in silence
            for (folder, files) in &folders {
                let is_edition = FILES.iter().any(|file| files.contains_key(*file));
                if is_edition && !files.contains_key("rulebook.toml") && !folder.is_empty() {
                    let name = format!("{folder}/rulebook.toml");
                    findings.push(Finding::new(Code::FileMissing).at(&Place::file(&name)).value(name));
                }
            }
            if let Some(stray) = folders.remove("").filter(|_| !folders.is_empty()) {
                for file in stray.keys() {
                    let finding = Finding::new(Code::FileNotRead).at(&Place::file(file)).value(file);
                    findings.push(finding.arg("expected", "a folder for each edition"));
                }
            }
            folders.retain(|_, files| files.contains_key("rulebook.toml"));
        }
        let hash = hash(&folders);
        if folders.is_empty() {
            findings.push(
                Finding::new(Code::FileMissing).at(&Place::file("rulebook.toml")).value("rulebook.toml"),
            );
        }
        let editions =
            folders.into_iter().map(|(folder, files)| edition(folder, &files, &mut findings)).collect();
        Rulebook { editions, findings, hash }
    }

    /// What loading objected to or wants known.
    pub fn findings(&self) -> &[Finding] {
        &self.findings.list
    }
}

/// The hash of the files that are read, by name, and of the calendars and the policy that ship with the
/// library: 64 hex digits.
fn hash(folders: &BTreeMap<String, BTreeMap<String, Vec<u8>>>) -> String {
    let mut sha = Sha256::new();
    let mut add = |name: &str, content: &[u8]| {
        for bytes in [name.as_bytes(), content] {
            sha.update((bytes.len() as u64).to_le_bytes());
            sha.update(bytes);
        }
    };
    for (folder, files) in folders {
        for (file, content) in files {
            add(&format!("{folder}/{file}"), content);
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
        let is_table = path.extension().is_some_and(|ext| ext == "toml" || ext == "csv");
        if is_table && path.is_file() {
            let content = std::fs::read(&path).map_err(|cause| Error::read(&path, &cause))?;
            parts.push((format!("{prefix}{}", entry.file_name().to_string_lossy()), content));
        }
    }
    Ok(())
}

/// The text of a file, without its byte order mark.
fn decode(file: &str, content: &[u8], findings: &mut Findings) -> Option<String> {
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    match std::str::from_utf8(content) {
        Ok(text) => Some(text.to_owned()),
        Err(error) => {
            let good = content.get(..error.valid_up_to()).unwrap_or_default();
            let row = good.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
            let place = Place::file(file).at_row(row);
            findings.push(Finding::new(Code::NotUtf8).at(&place).arg("byte", error.valid_up_to() + 1));
            None
        }
    }
}

fn edition(folder: String, files: &BTreeMap<String, Vec<u8>>, findings: &mut Findings) -> Edition {
    let named = |file: &str| if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") };
    let text = |file: &str, findings: &mut Findings| {
        files.get(file).and_then(|content| decode(&named(file), content, findings))
    };
    let rulebook = text("rulebook.toml", findings).unwrap_or_default();
    let settings = settings::read(&named("rulebook.toml"), &rulebook, findings);
    let mut names: Vec<String> = Vec::new();
    let mut csv = |file: &str, columns, required: &[&str], units: &[String]| {
        let there = files.contains_key(file);
        let text = text(file, findings).unwrap_or_default();
        there.then(|| table::read_csv(&named(file), &text, columns, required, units, findings))
    };
    let units = csv("units.csv", columns::UNITS, &["code"], &[]);
    names.extend(units.iter().flatten().flat_map(table::unit_names));
    let posts = csv("posts.csv", columns::POSTS, &["unit", "post"], &[]).unwrap_or_default();
    let matters = csv("matters.csv", columns::MATTERS, &["matter"], &[]);
    let dispatch = csv("dispatch.csv", columns::DISPATCH, &["lead"], &names);
    let mut calendars = BTreeMap::new();
    for (name, _) in &settings.calendars {
        if let Some(records) = csv(name, columns::CALENDAR, &["date", "kind"], &[]) {
            calendars.insert(name.clone(), records);
        }
    }
    if units.is_none() {
        let file = named("units.csv");
        findings.push(Finding::new(Code::FileMissing).at(&Place::file(&file)).value(file));
    }
    if dispatch.is_none() {
        findings.push(Finding::new(Code::NoMatrix).at(&Place::file(named("dispatch.csv"))));
    }
    for file in files.keys() {
        let known = FILES.contains(&file.as_str()) || LATER.contains(&file.as_str());
        if !known && !calendars.contains_key(file) {
            let finding = Finding::new(Code::FileNotRead).at(&Place::file(named(file))).value(file);
            findings.push(finding.arg("expected", FILES.join(", ")));
        }
    }
    let policy =
        text("closure.toml", findings).map(|text| policy::read(&named("closure.toml"), &text, findings));
    Edition {
        settings,
        units: units.unwrap_or_default(),
        posts,
        matters,
        dispatch: dispatch.unwrap_or_default(),
        calendars,
        policy,
        folder,
    }
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
        let folders: Vec<_> =
            Rulebook::from_parts(parts).editions.into_iter().map(|edition| edition.folder).collect();
        assert_eq!(folders, ["2024", "2025"]);
    }
}
