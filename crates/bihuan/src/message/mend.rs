//! Mends: what a finding offers to write into a table, as plain data.

use super::{Lang, Place, object};
use serde::{Deserialize, Serialize};

/// A change of a table that mends a finding. Places are those of [`Place`]: a row without a column means
/// the whole row.
///
/// ```
/// # use bihuan::{Lang, Mend, Place};
/// let row = Place::file("dispatch.csv").at_row(7);
/// let mend = Mend::DeleteRow { row };
/// assert_eq!(mend.line(Lang::En), "delete dispatch.csv:7");
/// assert!(mend.keeps_answers());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Mend {
    /// Delete a row.
    DeleteRow {
        /// The row.
        row: Place,
    },
    /// Write another text into a cell; an empty one empties it.
    ReplaceCell {
        /// The cell, its column as the header writes it.
        cell: Place,
        /// What is to stand in it.
        value: String,
    },
    /// Move a row to stand before another; without one, to the end of the table.
    MoveRow {
        /// The row.
        row: Place,
        /// The row before which it is to stand.
        before: Option<Place>,
    },
    /// Add a row at the end of a table, as a draft for a person to look at.
    AddRow {
        /// The file or sheet.
        table: Place,
        /// Its cells: the columns' English names, and the texts.
        #[serde(with = "object")]
        cells: Vec<(String, String)>,
    },
    /// Make rows one: write a text into a cell of the first and delete the others.
    MergeRows {
        /// The cell of the row that stays.
        cell: Place,
        /// What is to stand in it.
        value: String,
        /// The rows that go.
        rows: Vec<Place>,
    },
}

impl Mend {
    /// Whether every ticket gets the same answer after it (but for the names of rows): what is only tidied.
    /// A row that is moved or added decides anew.
    pub fn keeps_answers(&self) -> bool {
        match self {
            Mend::DeleteRow { .. } | Mend::ReplaceCell { .. } | Mend::MergeRows { .. } => true,
            Mend::MoveRow { .. } | Mend::AddRow { .. } => false,
        }
    }

    /// The mend in one line of a language.
    pub fn line(&self, lang: Lang) -> String {
        let column = |place: &Place| place.column.clone().unwrap_or_default();
        let zh = lang == Lang::Zh;
        match self {
            Mend::DeleteRow { row } if zh => format!("删除 {row}"),
            Mend::DeleteRow { row } => format!("delete {row}"),
            Mend::ReplaceCell { cell, value } if value.is_empty() => {
                let column = column(cell);
                if zh {
                    format!("清空 {cell} 的“{column}”")
                } else {
                    format!("empty `{column}` of {cell}")
                }
            }
            Mend::ReplaceCell { cell, value } => {
                let column = column(cell);
                if zh {
                    format!("把 {cell} 的“{column}”改为 `{value}`")
                } else {
                    format!("write `{value}` into `{column}` of {cell}")
                }
            }
            Mend::MoveRow { row, before: Some(before) } if zh => format!("把 {row} 移到 {before} 之前"),
            Mend::MoveRow { row, before: Some(before) } => format!("move {row} before {before}"),
            Mend::MoveRow { row, before: None } if zh => format!("把 {row} 移到表末"),
            Mend::MoveRow { row, before: None } => format!("move {row} to the end"),
            Mend::AddRow { table, cells } => {
                let cells: Vec<String> =
                    cells.iter().map(|(column, text)| format!("{column}={text}")).collect();
                let cells = cells.join("; ");
                if zh {
                    format!("在 {table} 末尾加一行草稿：{cells}")
                } else {
                    format!("add a draft at the end of {table}: {cells}")
                }
            }
            Mend::MergeRows { cell, value, rows } => {
                let (column, rows) = (column(cell), rows.iter().map(Place::to_string).collect::<Vec<_>>());
                if zh {
                    let rows = rows.join("、");
                    format!("把 {cell} 的“{column}”改为 `{value}`，删除 {rows}")
                } else {
                    format!("write `{value}` into `{column}` of {cell}, delete {}", rows.join(", "))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mend_is_said_in_both_languages() {
        let row = |row| Place::file("dispatch.csv").at_row(row);
        let cell = row(3).at_column("关键词");
        let mends = [
            Mend::DeleteRow { row: row(3) },
            Mend::ReplaceCell { cell: cell.clone(), value: String::new() },
            Mend::ReplaceCell { cell: cell.clone(), value: "施工".into() },
            Mend::MoveRow { row: row(3), before: Some(row(2)) },
            Mend::MoveRow { row: row(3), before: None },
            Mend::AddRow {
                table: Place::file("dispatch.csv"),
                cells: vec![("matter".into(), "噪声".into())],
            },
            Mend::MergeRows { cell, value: "施工、装修".into(), rows: vec![row(5)] },
        ];
        for mend in &mends {
            let lines = [Lang::En, Lang::Zh].map(|lang| mend.line(lang));
            assert!(lines.iter().all(|line| line.contains("dispatch.csv")), "{lines:?}");
            assert_ne!(lines[0], lines[1]);
        }
        let json = serde_json::to_value(&mends[5]).unwrap();
        assert_eq!(json["kind"], "add_row");
        assert_eq!(json["cells"]["matter"], "噪声");
        let json = serde_json::to_string(&mends).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Mend>>(&json).unwrap(), mends);
    }
}
