//! `bihuan check`: what loading, compiling and the rulebook's own cases can tell.

use super::annotate;
use crate::args::{CheckArgs, OutputArgs};
use crate::output::{Cell, Columns, Failure, Rows, Said};
use crate::targets::{apart, spares};
use bihuan::{Finding, Lang, Rulebook, Severity};
use std::path::Path;

const COLUMNS: Columns = Columns {
    sheet: ("findings", "检查结果"),
    names: &[
        ("code", "编号"),
        ("severity", "严重程度"),
        ("file", "文件"),
        ("sheet", "工作表"),
        ("row", "行"),
        ("column", "列"),
        ("value", "值"),
        ("message", "问题"),
        ("help", "怎么改"),
    ],
};

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
    let mut rows = Rows::open(COLUMNS, output, lang)?;
    for finding in &findings {
        let place = finding.place();
        let help = finding.help(lang);
        rows.write(
            &[
                Cell::Text(finding.code().to_string()),
                Cell::Said(severity(finding)),
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

fn severity(finding: &Finding) -> Said {
    let severity = finding.severity();
    Said::new(severity.word(Lang::En), severity.word(Lang::En), severity.word(Lang::Zh))
}
