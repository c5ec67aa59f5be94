//! What every column of a rulebook's tables means, in both languages, from one table: remarks of csv files,
//! comments of toml files and notes of a workbook all say it in the same words.

use bihuan::Lang;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../template/columns.csv");

/// A column, a setting or (with an empty name) a whole table.
#[derive(Debug)]
struct Explained {
    table: String,
    /// Its English name.
    name: String,
    /// Its Chinese name.
    word: String,
    zh: String,
    en: String,
}

static EXPLAINED: LazyLock<Vec<Explained>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    let records = reader.records().flatten().map(|record| {
        let mut cells = record.iter().map(str::to_owned);
        let mut next = || cells.next().unwrap_or_default();
        Explained { table: next(), name: next(), word: next(), zh: next(), en: next() }
    });
    records.collect()
});

/// Where a table's columns are explained, nearest first.
fn rooms(table: &str) -> [&str; 3] {
    let rules =
        matches!(table, "dispatch" | "limit" | "fallback" | "green" | "emergency" | "not_accepted" | "rule");
    [table, if rules { "rule" } else { "" }, "any"]
}

fn find(table: &str, header: &str) -> Option<&'static Explained> {
    let mut rooms = rooms(table).into_iter();
    rooms.find_map(|room| {
        let mut of_room =
            EXPLAINED.iter().filter(|explained| explained.table == room && !explained.name.is_empty());
        of_room.find(|explained| {
            let named = explained.name == header || (explained.word == header && !header.is_empty());
            let attribute =
                explained.name == "where" && (header.starts_with("where.") || header.starts_with("属性."));
            named || attribute
        })
    })
}

/// What a column means, by its header in either language; any other column of cases is an attribute.
pub(crate) fn explain(table: &str, header: &str, lang: Lang) -> Option<&'static str> {
    let explained = find(table, header).or_else(|| find(table, "*"))?;
    Some(explained.text(lang))
}

/// A column's English name, by its header in either language.
pub(crate) fn english(table: &str, header: &str) -> Option<&'static str> {
    find(table, header).map(|explained| explained.name.as_str())
}

/// A column's header in a language, by its English name.
pub(crate) fn header(table: &str, name: &str, lang: Lang) -> String {
    match (lang, find(table, name), name.strip_prefix("where.")) {
        (Lang::Zh, _, Some(attribute)) => format!("属性.{attribute}"),
        (Lang::Zh, Some(explained), None) if !explained.word.is_empty() => explained.word.clone(),
        _ => name.to_owned(),
    }
}

/// What a whole table is for.
pub(crate) fn title(table: &str, lang: Lang) -> &'static str {
    let found = EXPLAINED.iter().find(|explained| explained.table == table && explained.name.is_empty());
    found.map_or("", |explained| explained.text(lang))
}

/// The English names of every column that is explained for a table, conditions and validity included.
pub(crate) fn all(table: &str) -> Vec<&'static str> {
    let rooms = rooms(table);
    let of_table = EXPLAINED.iter().filter(|explained| rooms.contains(&explained.table.as_str()));
    of_table.map(|explained| explained.name.as_str()).filter(|name| !name.is_empty()).collect()
}

impl Explained {
    fn text(&'static self, lang: Lang) -> &'static str {
        if lang == Lang::Zh { &self.zh } else { &self.en }
    }
}
