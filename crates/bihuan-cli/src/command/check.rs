//! `bihuan check`: what loading, compiling, the rulebook's own cases and the proofs of its tables can tell.

use super::{annotate, fix};
use crate::args::{CheckArgs, FormatArg, InputArgs, OutputArgs};
use crate::input::Input;
use crate::output::{Cell, Columns, Failure, Rows, Said, complain, format, say, tell};
use crate::targets::{apart, spares};
use bihuan::{Check, Finding, Lang, Report, Rulebook, Severity, Ticket};
use serde_json::{Map, Value};
use std::path::Path;

/// The columns of findings, and those that only a comparison and only tickets have.
const NAMES: [(&str, &str); 11] = [
    ("code", "编号"),
    ("severity", "严重程度"),
    ("file", "文件"),
    ("sheet", "工作表"),
    ("row", "行"),
    ("column", "列"),
    ("value", "值"),
    ("message", "问题"),
    ("help", "怎么改"),
    ("change", "变化"),
    ("touched", "涉及工单"),
];
const OWN: &[(&str, &str)] = NAMES.split_at(9).0;
const COMPARED: &[(&str, &str)] = NAMES.split_at(10).0;
const COUNTED: &[(&str, &str)] =
    &[NAMES[0], NAMES[1], NAMES[2], NAMES[3], NAMES[4], NAMES[5], NAMES[6], NAMES[7], NAMES[8], NAMES[10]];

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
        let read = [
            (how.against.as_deref(), "the rulebook of --against itself", "--against 的手册本身"),
            (how.tickets.as_deref(), "the tickets file itself", "工单文件本身"),
            (how.columns.as_deref(), "the file of --columns itself", "--columns 的文件本身"),
        ];
        spares(out, rulebook, &read)?;
        if let Some(old) = &how.against {
            spares(out, old, &[])?;
        }
    }
    apart(output.output.as_deref(), how.annotate.as_deref(), "-o", "--annotate")?;
    let tickets = tickets(how, lang)?;
    let old = how.against.as_deref().map(findings).transpose()?;
    let mut check = Check::new().all(how.all).unreached(how.unreached).tickets(&tickets);
    if let Some(old) = &old {
        check = check.against(old);
    }
    let compiled = Rulebook::load(rulebook)?.compile();
    let loads = compiled.is_ok();
    let report = match compiled {
        Ok(engine) => engine.check_with(&check),
        Err(error) => check.report(error.findings().to_vec()),
    };
    write(&report, how, output, lang)?;
    for hidden in &report.hidden {
        let (code, count) = (&hidden.code, hidden.count);
        complain(&say(
            lang,
            format!("{code}: {count} more, --all shows them"),
            format!("{code}：还有 {count} 处，用 --all 列出"),
        ));
    }
    if let Some(out) = &how.annotate {
        annotate::write(rulebook, out, how.force, &report.findings, lang)?;
    }
    let sound = !report.findings.iter().any(|finding| finding.severity() == Severity::Error);
    if how.fix && !loads {
        let (en, zh) =
            ("--fix: the rulebook does not load, mend its errors first", "--fix：手册不能载入，请先改正错误");
        complain(say(lang, en, zh));
    } else if how.fix {
        fix::run(rulebook, how.all, how.force, lang)?;
    }
    Ok(sound)
}

/// Every finding of a rulebook, be it one that does not compile.
fn findings(rulebook: &Path) -> Result<Vec<Finding>, Failure> {
    Ok(match Rulebook::load(rulebook)?.compile() {
        Ok(engine) => engine.check(),
        Err(error) => error.findings().to_vec(),
    })
}

/// The tickets to count; lines that cannot be read are named and left out.
fn tickets(how: &CheckArgs, lang: Lang) -> Result<Vec<Ticket>, Failure> {
    let Some(path) = &how.tickets else { return Ok(Vec::new()) };
    let args = InputArgs { columns: how.columns.clone(), rejects: None, strict: false };
    let mut input = Input::read(path, None, &args, lang)?;
    Ok(std::mem::take(&mut input.tickets.list).into_iter().map(|filed| filed.ticket).collect())
}

fn write(report: &Report, how: &CheckArgs, output: &OutputArgs, lang: Lang) -> Result<(), Failure> {
    let names = match (how.against.is_some(), how.tickets.is_some()) {
        (false, false) => OWN,
        (true, false) => COMPARED,
        (false, true) => COUNTED,
        (true, true) => &NAMES,
    };
    let mut rows = Rows::open(Columns { sheet: ("findings", "检查结果"), names }, output, lang)?;
    let new = report.findings.iter().map(|finding| (finding, Said::new("new", "new", "新出现")));
    let gone = report.gone.iter().map(|finding| (finding, Said::new("gone", "gone", "已消除")));
    for (finding, change) in new.chain(gone) {
        let place = finding.place();
        let help = finding.help(lang);
        let mut cells = vec![
            Cell::Text(finding.code().to_string()),
            Cell::Said(severity(finding)),
            Cell::text(place.file.clone()),
            Cell::text(place.sheet.clone()),
            place.row.map_or(Cell::Absent, Cell::Number),
            Cell::text(place.column.clone()),
            Cell::text(finding.cell()),
            Cell::Text(finding.message(lang)),
            Cell::text(Some(help).filter(|help| !help.is_empty())),
        ];
        if how.against.is_some() {
            cells.push(Cell::Said(change));
        }
        if how.tickets.is_some() {
            cells.push(finding.touched().map_or(Cell::Absent, Cell::Number));
        }
        let mut more = Vec::new();
        if !finding.witness().is_empty() {
            more.push(("witness", witness(finding)));
        }
        if let Some(mend) = finding.mend() {
            more.push(("mend", serde_json::to_value(mend).unwrap_or(Value::Null)));
        }
        rows.write(&cells, &more)?;
    }
    rows.finish()?;
    // a table is for people: below it what they can do with its rows
    if format(output) == FormatArg::Table && output.output.is_none() {
        below(report, lang)?;
    }
    Ok(())
}

/// The witnesses as tickets that can be pasted into a file of their own, and the mends.
fn below(report: &Report, lang: Lang) -> Result<(), Failure> {
    for finding in &report.findings {
        if finding.witness().is_empty() && finding.mend().is_none() {
            continue;
        }
        tell(&format!("\n{}", finding.line(lang)))?;
        if let Some(mend) = finding.mend() {
            let mend = mend.line(lang);
            tell(&say(lang, format!("  --fix: {mend}"), format!("  --fix：{mend}")))?;
        }
        if !finding.witness().is_empty() {
            tell(&witness(finding).to_string())?;
        }
    }
    Ok(())
}

/// A ticket as a line that `bihuan dispatch` reads.
fn witness(finding: &Finding) -> Value {
    let fields = finding.witness().iter();
    Value::Object(
        fields.map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect::<Map<_, _>>(),
    )
}

fn severity(finding: &Finding) -> Said {
    let severity = finding.severity();
    Said::new(severity.word(Lang::En), severity.word(Lang::En), severity.word(Lang::Zh))
}
