//! The template as a folder: csv files that begin with their explanation, a toml file with comments.

use super::columns::{explain, title};
use super::{README, SETTINGS, TABLES, of, table};
use crate::output::{Failure, say};
use bihuan::Lang;

/// Its files: name and content.
pub(crate) fn files(lang: Lang) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut files =
        vec![(say(lang, "README.md", "说明.md").to_owned(), of(lang, README).as_bytes().to_vec())];
    files.push(("rulebook.toml".to_owned(), settings(lang).into_bytes()));
    for (name, ..) in TABLES {
        files.push((format!("{name}.csv"), csv(name, lang)?));
    }
    Ok(files)
}

/// A csv file: a byte order mark, by which Excel knows UTF-8, remarks that explain each column, the table.
fn csv(name: &'static str, lang: Lang) -> Result<Vec<u8>, Failure> {
    let table = table(name, lang);
    let mut content = b"\xEF\xBB\xBF".to_vec();
    let mut writer =
        csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(&mut content);
    let title = title(name, lang);
    let how = say(
        lang,
        "# Lines that start with # are for people. Below: every column.",
        "# 以 # 起首的行是说明，程序不读，可以删。各列的意思：",
    );
    writer.write_record([format!("# {title}")])?;
    writer.write_record([how])?;
    let mark = say(lang, ": ", "：");
    for header in &table.headers {
        let text = explain(name, header, lang).unwrap_or_default();
        writer.write_record([format!("# {header}{mark}{text}")])?;
    }
    writer.write_record(&table.headers)?;
    for row in &table.rows {
        writer.write_record(row)?;
    }
    writer.flush()?;
    drop(writer);
    Ok(content)
}

/// `rulebook.toml`, its `#! TABLE NAME …` lines written out as comments that explain those columns.
fn settings(lang: Lang) -> String {
    let mut text = String::new();
    for line in of(lang, SETTINGS).lines() {
        match line.strip_prefix("#! ").map(|rest| rest.split_once(' ').unwrap_or((rest, ""))) {
            Some(("title", table)) => text.push_str(&format!("# {}\n", title(table, lang))),
            Some((table, names)) => {
                for name in names.split(' ') {
                    text.push_str(&comment(table, name, lang));
                }
            }
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    text
}

fn comment(table: &str, name: &str, lang: Lang) -> String {
    let explained = explain(table, name, lang).unwrap_or_default();
    let key = name.rsplit('.').next().unwrap_or(name);
    let key = if name == "where" { say(lang, "\"where.NAME\"", "\"where.名\"") } else { key };
    let word = super::columns::header(table, name, lang);
    // some conditions have no Chinese word of their own
    let word = if word == name || name == "where" { String::new() } else { format!("{word}：") };
    match lang {
        Lang::Zh => format!("#   {key:<14} {word}{explained}\n"),
        _ => format!("#   {key:<14} {explained}\n"),
    }
}
