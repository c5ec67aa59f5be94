//! Where a change is meant to reach: a condition as a row of the matrix writes it, on one line.

use crate::condition::Condition;
use crate::condition::pairs::pairs;
use crate::condition::parse::{self, Names};
use crate::dispatch::matrix::Matrix;
use crate::message::{Code, Finding, Findings, Place, Severity};
use crate::model::unit::Validity;
use crate::rulebook::columns::{Column, DISPATCH, is_condition};
use jiff::civil::Date;

/// Cells, and the dates of receipt.
#[derive(Debug)]
pub(super) struct Only {
    pub(super) condition: Condition,
    pub(super) validity: Validity,
}

/// The column that a name means, where it is a condition or an end of the validity.
fn column(name: &str) -> Option<String> {
    match DISPATCH.read(name) {
        Column::Known(column)
            if is_condition(DISPATCH, &column) || ["from", "until"].contains(&column.as_str()) =>
        {
            Some(column)
        }
        _ => None,
    }
}

impl Only {
    /// Reads `column=value` pairs between `;`, in the columns and words of the matrix. A new pair begins where
    /// a column and `=` follow the `;`, so that a `;` between the items of a cell does no harm.
    ///
    /// # Errors
    /// A name that is no such column, or a cell that cannot be read.
    pub(super) fn read(text: &str, matrix: &Matrix) -> Result<Only, Finding> {
        let written = pairs(text, |name| column(name).is_some()).map_err(|name| {
            Finding::new(Code::UnknownColumn).value(name).arg("expected", DISPATCH.expected())
        })?;
        let names = Names { units: &matrix.units, matters: &matrix.matters };
        let mut findings = Findings::default();
        let (mut cells, mut validity) = (Vec::new(), Vec::new());
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in written {
            let Some(column) = column(name) else { continue };
            if seen.contains(&column) {
                return Err(Finding::new(Code::ColumnTwice).column(name).value(name));
            }
            let place = Place { column: Some(name.to_owned()), ..Place::default() };
            match column.as_str() {
                "from" | "until" => validity.push((column.clone(), value, place)),
                _ => cells.extend(parse::cell(&column, value, names, &place, &mut findings)),
            }
            seen.push(column);
        }
        let end = |name: &str| {
            let end = validity.iter().find(|(column, _, _)| column == name);
            end.map(|(_, value, place)| (*value, place))
        };
        let validity = parse::validity(end("from"), end("until"), &mut findings);
        let error = findings.list.into_iter().find(|finding| finding.severity() == Severity::Error);
        match error {
            Some(finding) => Err(finding),
            None => Ok(Only { condition: Condition { cells }, validity }),
        }
    }

    /// Whether it is all tickets received on these dates.
    pub(super) fn holds_on(&self, from: Date, until: Date) -> bool {
        self.condition.cells.is_empty() && self.validity.holds(from) && self.validity.holds(until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Findings;
    use crate::rulebook::Rulebook;

    #[test]
    fn cells_of_the_matrix_on_one_line() {
        let parts = [
            ("rulebook.toml", "calendar = 'weekdays'\n[[fallback]]\nlead = 'A'\n"),
            ("units.csv", "code,name\nA,A\n"),
            ("dispatch.csv", "matter,lead\na,A\n"),
        ];
        let rulebook = Rulebook::from_parts(parts);
        let matrix = crate::dispatch::compile::matrix(&rulebook.editions[0], &mut Findings::default());
        let read = |text: &str| {
            Only::read(text, &matrix).map(|only| {
                let cells =
                    only.condition.cells.into_iter().map(|cell| format!("{}={}", cell.column, cell.written));
                (cells.collect::<Vec<_>>().join(" & "), only.validity)
            })
        };
        let (cells, validity) =
            read("事项=噪声；停车; 时段=22:00-06:00；属性.级别=>3;from=2025-01-01").unwrap();
        assert_eq!(cells, "matter=噪声；停车 & hours=22:00-06:00 & where.级别=>3");
        assert!(validity.from.is_some() && validity.until.is_none());
        let code = |text: &str| read(text).unwrap_err().code();
        assert_eq!(code("colour=red"), Code::UnknownColumn);
        assert_eq!(code("lead=A"), Code::UnknownColumn);
        assert_eq!(code("matter=a; matter=b"), Code::ColumnTwice);
        assert_eq!(code("hours=25:00-26:00"), Code::BadHours);
        assert_eq!(read("").unwrap().0, "");
    }
}
