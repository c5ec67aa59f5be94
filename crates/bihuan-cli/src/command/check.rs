//! `bihuan check`: what loading, compiling and the rulebook's own cases can tell.

use super::annotate;
use crate::args::{CheckArgs, OutputArgs};
use crate::output::{Cell, Failure, Rows};
use crate::targets::{apart, spares};
use bihuan::{Lang, Rulebook, Severity};
use std::path::Path;

const COLUMNS: &[&str] = &["code", "severity", "file", "sheet", "row", "column", "value", "message", "help"];

pub(crate) fn run(
    rulebook: &Path,
    how: &CheckArgs,
    output: &OutputArgs,
    lang: Lang,
) -> Result<bool, Failure> {
    if let Some(out) = &how.annotate {
        annotate::may_write(rulebook, out, how.force, lang)?;
    }
    if let Some(out) = &output.output {
        spares(out, rulebook, &[])?;
    }
    apart(output.output.as_deref(), how.annotate.as_deref(), "-o", "--annotate")?;
    let findings = match Rulebook::load(rulebook)?.compile() {
        Ok(engine) => {
            let mut findings = engine.check();
            if how.unreached {
                findings.extend(engine.unreached());
            }
            findings
        }
        Err(error) => error.findings().to_vec(),
    };
    let mut rows = Rows::open(COLUMNS, output)?;
    for finding in &findings {
        let place = finding.place();
        let help = finding.help(lang);
        rows.write(
            &[
                Cell::Text(finding.code().to_string()),
                Cell::Text(finding.severity().word(Lang::En).to_owned()),
                Cell::text(place.file.clone()),
                Cell::text(place.sheet.clone()),
                place.row.map_or(Cell::Absent, Cell::Number),
                Cell::text(place.column.clone()),
                Cell::text(finding.cell()),
                Cell::Text(finding.message(lang)),
                Cell::text(Some(help).filter(|help| !help.is_empty())),
            ],
            &[],
        )?;
    }
    rows.finish()?;
    if let Some(out) = &how.annotate {
        annotate::write(rulebook, out, how.force, &findings, lang)?;
    }
    Ok(!findings.iter().any(|finding| finding.severity() == Severity::Error))
}
