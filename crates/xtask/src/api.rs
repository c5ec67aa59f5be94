//! The public API of the library as a snapshot: nothing is public by accident, nothing changes unseen.
//!
//! The items and signatures are taken from what rustdoc writes, so the stable toolchain is enough.

use crate::shell::{cargo_command, finish, root, say, target};
use std::path::Path;

/// The crates whose public API is kept, each in its `api.txt`.
const CRATES: &[(&str, &str)] =
    &[("bihuan", "crates/bihuan/api.txt"), ("bihuan-columns", "crates/bihuan-columns/api.txt")];

/// Compares the API with the snapshots; with `accept` the snapshots take it over.
pub(crate) fn run(accept: bool) -> Result<bool, String> {
    let mut same = true;
    for (package, file) in CRATES {
        let path = root().join(file);
        let api = of(package)?;
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        if api == kept {
            continue;
        }
        if accept {
            std::fs::write(&path, &api).map_err(|cause| format!("{file}: {cause}"))?;
            continue;
        }
        same = false;
        say(&format!("the public API of {package} is not that of {file} (cargo xtask api --accept):"));
        for line in kept.lines().filter(|line| !api.lines().any(|other| other == *line)) {
            say(&format!("- {line}"));
        }
        for line in api.lines().filter(|line| !kept.lines().any(|other| other == *line)) {
            say(&format!("+ {line}"));
        }
    }
    Ok(same)
}

/// The public items of a crate: declarations, methods and implementations, a line each.
fn of(package: &str) -> Result<String, String> {
    let folder = target().join("doc").join(package.replace('-', "_"));
    if folder.exists() {
        // what is no longer public must not linger
        std::fs::remove_dir_all(&folder).map_err(|cause| cause.to_string())?;
    }
    let doc = ["doc", "--quiet", "--no-deps", "--lib", "-p", package];
    finish(cargo_command().args(doc).env("RUSTDOCFLAGS", "-D warnings"), "cargo doc")?;
    let mut pages = Vec::new();
    gather(&folder, &mut pages)?;
    pages.sort();
    let mut lines = Vec::new();
    for page in pages {
        let html = std::fs::read_to_string(&page).map_err(|cause| cause.to_string())?;
        lines.extend(items(&html));
    }
    lines.dedup();
    Ok(lines.join("\n") + "\n")
}

/// The pages of items: `struct.Ticket.html`.
fn gather(folder: &Path, pages: &mut Vec<std::path::PathBuf>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|cause| format!("{}: {cause}", folder.display()))?;
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            gather(&path, pages)?;
        } else if name.ends_with(".html") && name.matches('.').count() == 2 {
            pages.push(path);
        }
    }
    Ok(())
}

/// What a page declares: the item, then its methods and implementations, not those that every type has.
fn items(html: &str) -> Vec<String> {
    let own = html.split("id=\"synthetic-implementations\"").next().unwrap_or(html);
    let mut lines = Vec::new();
    let mut owner = String::new();
    let mut rest = own;
    while let Some((before, after)) = rest.split_once("<code>").filter(|_| rest.contains("item-decl")) {
        if before.ends_with("<pre class=\"rust item-decl\">") {
            let declared = text(after.split("</code>").next().unwrap_or_default());
            owner = declared.split(['{', '(', ';']).next().unwrap_or_default().trim().to_owned();
            lines.push(declared);
            break;
        }
        rest = after;
    }
    let name = owner.rsplit(' ').next().unwrap_or_default().to_owned();
    for header in own.split("class=\"code-header\">").skip(1) {
        let end = header.find("</h4>").into_iter().chain(header.find("</h3>")).min();
        let declared = text(header.get(..end.unwrap_or(0)).unwrap_or_default());
        // methods of a trait are told by its implementation
        if declared.starts_with("impl") {
            let says_nothing = declared == format!("impl {name}") || declared.contains("StructuralPartialEq");
            lines.extend((!says_nothing).then_some(declared));
        } else if declared.starts_with("pub") {
            lines.push(format!("{name}: {declared}"));
        }
    }
    lines.sort_by_key(|line| !line.starts_with(&owner));
    lines
}

/// Html as one line of text.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    let out = out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", "\"");
    let out = out.replace("&#39;", "'").replace("&nbsp;", " ").replace('\u{a0}', " ");
    // a long list is folded on the page: `{Show 12 fields`
    let mut words: Vec<&str> = out.split_whitespace().collect();
    let folded = words.windows(3).position(
        |three| matches!(three, [show, _, "fields" | "variants"] if show.trim_start_matches('{') == "Show"),
    );
    if let Some(at) = folded {
        let brace = words.get(at).is_some_and(|show| show.starts_with('{'));
        words.splice(at..at + 3, brace.then_some("{"));
    }
    words.join(" ")
}
