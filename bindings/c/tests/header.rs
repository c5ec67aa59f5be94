//! `include/bihuan.h` is what cbindgen makes of the exports, says their versions, and compiles everywhere.
//!
//! `BIHUAN_ACCEPT=1 cargo test -p bihuan-c --test header` takes a change of the exports over.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::fmt::Write;
use support::{Compiler, here, root, run};

/// The modules that the header is made of, in its order.
const SOURCES: &[&str] = &[
    "constants",
    "types",
    "boundary",
    "export/version",
    "export/engine",
    "export/ticket",
    "export/history",
    "export/decision",
    "export/explanation",
    "export/contest",
    "export/diff",
    "export/verdict",
    "export/monitor",
    "export/findings",
    "export/error",
    "export/string",
];

/// The header as the sources have it now.
fn generate() -> String {
    let config = cbindgen::Config {
        language: cbindgen::Language::C,
        cpp_compat: true,
        documentation_style: cbindgen::DocumentationStyle::C99,
        style: cbindgen::Style::Type,
        usize_is_size_t: true,
        no_includes: true,
        line_length: 110,
        ..cbindgen::Config::default()
    };
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in SOURCES {
        builder = builder.with_src(here().join(format!("src/{source}.rs")));
    }
    let mut made = Vec::new();
    builder.generate().unwrap().write(&mut made);
    let made = String::from_utf8(made).unwrap();
    let guide = std::fs::read_to_string(here().join("header/guide.h")).unwrap();
    let declarations = sections(&handles_first(&spell_out(&made)));
    format!(
        "{guide}\n#ifndef BIHUAN_H\n#define BIHUAN_H\n\n{}\n{declarations}\n#endif /* BIHUAN_H */\n",
        macros()
    )
}

/// The pointers of the fence are types of their own in Rust, which cbindgen turns into typedefs: the header
/// writes them out.
fn spell_out(made: &str) -> String {
    let mut types: BTreeMap<String, String> = BTreeMap::new();
    let mut rest = String::new();
    let mut comment = String::new();
    for line in made.lines() {
        if line.starts_with("//") {
            comment.push_str(line);
            comment.push('\n');
            continue;
        }
        match line.strip_prefix("typedef ").and_then(|line| line.strip_suffix(';')?.rsplit_once('*')) {
            Some((target, name)) => {
                let stars = target.strip_suffix('*').map_or("*", |_| "**");
                types.insert(name.to_owned(), format!("{} {stars}", target.trim_end_matches(['*', ' '])));
            }
            None => {
                rest.push_str(&comment);
                rest.push_str(line);
                rest.push('\n');
            }
        }
        comment.clear();
    }
    let mut out = String::new();
    for line in rest.lines() {
        if line.starts_with("//") {
            writeln!(out, "{line}").unwrap();
            continue;
        }
        let mut words = String::new();
        for word in line.split_inclusive([' ', '(', ',', ')']) {
            let name = word.trim_end_matches([' ', '(', ',', ')']);
            match types.get(name) {
                Some(target) => words.push_str(target),
                None => words.push_str(word),
            }
        }
        writeln!(out, "{}", words.trim_end()).unwrap();
    }
    out
}

/// The handles under a heading of their own, in the order of their source; cbindgen has them by name.
fn handles_first(text: &str) -> String {
    let source = std::fs::read_to_string(here().join("src/types.rs")).unwrap();
    let names = source.lines().filter_map(|line| line.strip_prefix("pub struct ")?.split(' ').next());
    let mut blocks: Vec<String> =
        text.split("\n\n").map(|block| block.trim_matches('\n').to_owned()).collect();
    let mut handles = vec!["// # Handles\n".to_owned()];
    let mut first = None;
    for name in names {
        let declaration = format!("typedef struct {name} {name};");
        if let Some(at) = blocks.iter().position(|block| block.ends_with(&declaration)) {
            first = Some(first.map_or(at, |first: usize| first.min(at)));
            handles.push(blocks.remove(at));
        }
    }
    assert!(handles.len() > 10, "only {} handles", handles.len() - 1);
    let at = first.unwrap();
    blocks.splice(at..at, handles);
    blocks.join("\n\n").replace("typedef struct {", "typedef struct bh_file {")
}

/// A heading in a comment becomes a line across; runs of empty lines become one.
fn sections(text: &str) -> String {
    let mut out = String::new();
    let mut empty = true;
    let mut bare = false;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let constant = line.starts_with("#define ");
        if constant && bare {
            // constants without a comment stand together
            out.truncate(out.trim_end().len() + 1);
        }
        if !line.is_empty() {
            bare = constant
                && (bare
                    || !out
                        .trim_end_matches('\n')
                        .rsplit('\n')
                        .next()
                        .is_some_and(|last| last.starts_with("//")));
        }
        let line = &parenthesised(line);
        if let Some(title) = line.strip_prefix("// # ") {
            writeln!(
                out,
                "/* ---- {title} {} */\n",
                "-".repeat(100_usize.saturating_sub(title.chars().count()))
            )
            .unwrap();
            if lines.peek().is_some_and(|line| line.trim() == "//") {
                lines.next();
            }
            empty = true;
        } else if line.is_empty() {
            if !empty {
                out.push('\n');
            }
            empty = true;
        } else {
            writeln!(out, "{line}").unwrap();
            empty = false;
        }
    }
    out
}

/// A negative number is put in brackets, so that it stays one number wherever it is written.
fn parenthesised(line: &str) -> String {
    match line.strip_prefix("#define ").and_then(|line| line.split_once(" -")) {
        Some((name, number)) => format!("#define {name} (-{number})"),
        None => line.to_owned(),
    }
}

/// What cbindgen has no way to say: includes, versions, and the two values that stand for nothing.
fn macros() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let (major, minor, patch) =
        (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH"));
    format!(
        "#include <stddef.h>\n#include <stdint.h>\n\n\
         // The version of this header; bh_version has that of the library.\n\
         #define BIHUAN_VERSION \"{version}\"\n\
         #define BIHUAN_VERSION_MAJOR {major}\n\
         #define BIHUAN_VERSION_MINOR {minor}\n\
         #define BIHUAN_VERSION_PATCH {patch}\n\
         #define BIHUAN_VERSION_NUMBER \\\n  \
         (BIHUAN_VERSION_MAJOR * 1000000 + BIHUAN_VERSION_MINOR * 1000 + BIHUAN_VERSION_PATCH)\n\n\
         // A length that says: the text ends at its NUL.\n\
         #define BH_NUL ((size_t)-1)\n\n\
         // A time that there isn't.\n\
         #define BH_NO_TIME INT64_MIN\n"
    )
}

#[test]
fn the_header_is_up_to_date() {
    let path = root().join("include/bihuan.h");
    let made = generate();
    if std::env::var_os("BIHUAN_ACCEPT").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = made.lines().zip(kept.lines()).enumerate().find(|(_, (made, kept))| made != kept);
    let accept = "BIHUAN_ACCEPT=1 cargo test -p bihuan-c --test header";
    assert_eq!(differs, None, "include/bihuan.h has changed: {accept}");
    assert_eq!(made.lines().count(), kept.lines().count(), "include/bihuan.h has changed: {accept}");
}

/// Alone, as the first include, in every language it promises.
#[test]
fn the_header_compiles() {
    for (compiler, standard) in [
        (Compiler::C, "c99"),
        (Compiler::C, "c11"),
        (Compiler::C, "c17"),
        (Compiler::Cpp, "c++11"),
        (Compiler::Cpp, "c++17"),
        (Compiler::Cpp, "c++20"),
    ] {
        let Some(mut command) = compiler.command(standard) else { continue };
        let language = if compiler == Compiler::C { "c" } else { "c++" };
        command.args(["-fsyntax-only", "-x", language, "-include"]).arg(root().join("include/bihuan.h"));
        run(command.arg("/dev/null"));
    }
}

/// The fence holds: pointers and `unsafe` stand where they may.
#[test]
fn raw_pointers_and_unsafe_stand_in_the_boundary_alone() {
    for path in support::files(&here().join("src"), "rs") {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(here().join("src")).unwrap().to_string_lossy().into_owned();
        if name == "boundary.rs" {
            let blocks = text.matches("unsafe {").count();
            let reasons = text.matches("// SAFETY: ").count();
            assert_eq!(blocks, reasons, "each unsafe block has a SAFETY line");
            continue;
        }
        let bare = text.replace("#[unsafe(no_mangle)]", "");
        let code = bare.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let allowed = name == "lib.rs" && line.contains("expect(unsafe_code");
            for word in ["unsafe", "*const", "*mut", "as_ptr", "no_mangle"] {
                assert!(allowed || !line.contains(word), "{name}: `{word}` in `{line}`");
            }
        }
        let exports = text.lines().any(|line| line == "#[unsafe(no_mangle)]");
        assert!(!exports || name.starts_with("export/"), "{name} exports, but is not in export/");
    }
}

#[test]
fn every_code_of_a_note_is_listed() {
    use bihuan::Word;
    let header = generate();
    for (_, _, code) in bihuan::NoteCode::WORDS {
        assert!(header.contains(&format!("// - `{code}`: ")), "{code}");
    }
}
