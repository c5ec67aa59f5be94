//! What a file of cases holds, and where the files are. Unknown keys are refused.

#![allow(dead_code, reason = "each test that includes this uses some of it")]

use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaseFile {
    /// For people.
    pub(crate) about: String,
    pub(crate) rulebook: Book,
    pub(crate) cases: Vec<Case>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Book {
    Folder(String),
    Files(BTreeMap<String, Option<Text>>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Text {
    Whole(String),
    Lines(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) ids: Vec<String>,
    pub(crate) rulebook: Option<BTreeMap<String, Option<Text>>>,
    pub(crate) ticket: Option<Value>,
    #[serde(default)]
    pub(crate) history: Vec<Map<String, Value>>,
    pub(crate) now: Option<String>,
    /// The unit that contests, or of which it is asked why it does not lead.
    pub(crate) unit: Option<String>,
    /// `column=value` pairs.
    #[serde(default)]
    pub(crate) claim: String,
    pub(crate) expect: Expect,
}

/// What is asked of a unit.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    pub(crate) ticket: &'a Value,
    pub(crate) history: &'a [Value],
    pub(crate) unit: &'a str,
    pub(crate) claim: &'a str,
    pub(crate) now: Option<&'a str>,
}

/// Cells by their column, as csv answers have them.
pub(crate) type Row = BTreeMap<String, String>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) decision: Option<Vec<Row>>,
    #[serde(default)]
    pub(crate) decision_notes: Vec<String>,
    pub(crate) verdict: Option<Row>,
    pub(crate) obligations: Option<Vec<Row>>,
    #[serde(default)]
    pub(crate) no_obligations: Vec<String>,
    #[serde(default)]
    pub(crate) rejected: Vec<Row>,
    pub(crate) findings: Option<Vec<Row>>,
    pub(crate) contest: Option<Row>,
    pub(crate) why_not: Option<Row>,
}

/// Every file of cases, by name; `root` is the top of the checkout.
pub(crate) fn case_files(root: &Path) -> Vec<(String, CaseFile)> {
    files(&root.join("examples/cases"), ".json")
        .into_iter()
        .filter(|path| !path.ends_with("not-shown.json"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let cases = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, cases)
        })
        .collect()
}

/// The files of a case's rulebook, by name.
pub(crate) fn parts(
    root: &Path,
    book: &Book,
    changes: Option<&BTreeMap<String, Option<Text>>>,
) -> BTreeMap<String, String> {
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    match book {
        Book::Folder(name) => {
            let folder = root.join("examples/rulebooks").join(name);
            for path in files(&folder, "").into_iter().filter(|path| path.is_file()) {
                if let Ok(text) = std::fs::read_to_string(&path) {
                    parts.insert(path.file_name().unwrap().to_string_lossy().into_owned(), text);
                }
            }
        }
        Book::Files(files) => put(&mut parts, files),
    }
    put(&mut parts, changes.unwrap_or(&BTreeMap::new()));
    parts
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
}

fn put(parts: &mut BTreeMap<String, String>, files: &BTreeMap<String, Option<Text>>) {
    for (name, text) in files {
        match text {
            None => parts.remove(name),
            Some(Text::Whole(text)) => parts.insert(name.clone(), text.clone()),
            Some(Text::Lines(lines)) => parts.insert(name.clone(), lines.join("\n") + "\n"),
        };
    }
}
