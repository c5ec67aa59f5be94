//! The rulebook that `bihuan new` writes: the same content as a folder or as a workbook, in Chinese or English.

pub(crate) mod columns;
mod folder;
mod sheets;
mod workbook;

pub(crate) use folder::files;
pub(crate) use workbook::workbook;

use bihuan::Lang;

/// The tables that are csv files: their name, which is also that of their columns, Chinese and English text.
const TABLES: [(&str, &str, &str); 5] = [
    ("units", include_str!("../../template/zh/units.csv"), include_str!("../../template/en/units.csv")),
    ("posts", include_str!("../../template/zh/posts.csv"), include_str!("../../template/en/posts.csv")),
    ("matters", include_str!("../../template/zh/matters.csv"), include_str!("../../template/en/matters.csv")),
    (
        "dispatch",
        include_str!("../../template/zh/dispatch.csv"),
        include_str!("../../template/en/dispatch.csv"),
    ),
    ("cases", include_str!("../../template/zh/cases.csv"), include_str!("../../template/en/cases.csv")),
];

const SETTINGS: [&str; 2] =
    [include_str!("../../template/zh/rulebook.toml"), include_str!("../../template/en/rulebook.toml")];

const README: [&str; 2] =
    [include_str!("../../template/zh/README.md"), include_str!("../../template/en/README.md")];

fn of<T>(lang: Lang, [zh, en]: [T; 2]) -> T {
    if lang == Lang::Zh { zh } else { en }
}

/// A table of the template: its header and its rows.
#[derive(Debug, Clone, Default)]
struct Table {
    /// As its columns are explained: `units`, `limit`.
    name: &'static str,
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// A table that is a csv file.
fn table(name: &'static str, lang: Lang) -> Table {
    let text =
        TABLES.into_iter().find(|(table, ..)| *table == name).map_or("", |(_, zh, en)| of(lang, [zh, en]));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut rows = reader.records().flatten().map(|record| record.iter().map(str::to_owned).collect());
    Table { name, headers: rows.next().unwrap_or_default(), rows: rows.collect() }
}
