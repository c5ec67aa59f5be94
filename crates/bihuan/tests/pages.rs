//! The pages of findings: an example that is a rulebook is found to be just what its page says, and shown by the
//! ticket that stands there.

use bihuan::{Engine, Lang, Rulebook, Ticket};
use std::collections::BTreeMap;
use std::path::Path;

/// The files of an example that its page does not write out.
const REST: &[(&str, &str)] = &[
    (
        "rulebook.toml",
        "from = 2024-08-01\noffice_hours = [\"09:00-11:30\", \"13:30-17:30\"]\n[[fallback]]\nlead = \"城运中心\"\n",
    ),
    ("units.csv", "code,name,role\nYB,城运中心,\nCG,城管中队,城管\n"),
    ("dispatch.csv", "row,matter,lead\nA,停车,城管\n"),
];

/// The fenced blocks of a page: what is said before each, its language and its text.
fn blocks(page: &str) -> Vec<(String, String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    let mut before = String::new();
    while let Some(line) = lines.next() {
        match line.strip_prefix("```") {
            Some(lang) => {
                let text: String = lines
                    .by_ref()
                    .take_while(|line| *line != "```")
                    .map(|line| format!("{line}\n"))
                    .collect();
                blocks.push((before.trim_matches(['`', ':']).to_owned(), lang.to_owned(), text));
            }
            None if !line.is_empty() => before = line.to_owned(),
            None => {}
        }
    }
    blocks
}

#[test]
fn every_example_is_found_as_its_page_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings");
    let mut pages: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|page| page.file_name().is_some_and(|name| name.to_string_lossy().starts_with("BH08")));
    pages.sort();
    let mut examples = 0;
    for page in pages {
        let blocks = blocks(&std::fs::read_to_string(&page).unwrap());
        let Some((_, _, expected)) = blocks.iter().find(|(_, lang, _)| lang == "text") else { continue };
        let mut files: BTreeMap<&str, &str> = REST.iter().copied().collect();
        let written = blocks.iter().filter(|(_, lang, _)| lang == "csv" || lang == "toml");
        files.extend(written.map(|(file, _, text)| (file.as_str(), text.as_str())));
        let compiled = Rulebook::from_parts(files).compile();
        let findings = match &compiled {
            Ok(engine) => engine.check(),
            Err(error) => error.findings().to_vec(),
        };
        let lines: Vec<String> = findings.iter().map(|finding| finding.line(Lang::En)).collect();
        let of_page = findings.iter().find(|finding| finding.line(Lang::En) == expected.trim_end());
        let finding = of_page.unwrap_or_else(|| panic!("{}:\n{expected}found {lines:#?}", page.display()));
        let witness = blocks.iter().find(|(_, lang, _)| lang == "json");
        assert_eq!(witness.is_some(), !finding.witness().is_empty(), "{}", page.display());
        if let Some((_, _, json)) = witness {
            let ticket: Ticket = serde_json::from_str(json).unwrap();
            assert_eq!(ticket, Ticket::from_fields(finding.witness().iter().cloned()).unwrap());
            let engine: &Engine = compiled.as_ref().unwrap();
            engine.dispatch(&ticket).unwrap();
        }
        examples += 1;
    }
    assert!(examples >= 24, "{examples} examples");
}
