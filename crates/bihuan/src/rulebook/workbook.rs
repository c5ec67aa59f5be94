//! The sheets of a workbook that holds a rulebook: the tables of a folder, and the settings, rule lists
//! and changes of the built-in policy that a folder writes in toml.

use super::columns::{self, Columns};
use super::policy::{BUILTIN, ObligationFile, PolicyFile};
use super::record::Record;
use super::settings::Settings;
use super::settings_sheet;
use super::source::{self, CASES, DISPATCH, MATTERS, POSTS, UNITS};
use crate::condition::cell;
use crate::message::{Code, Finding, Findings, Place};
use crate::model::text::fold;
use crate::model::words::parse_yes_no;
use crate::sheet::Table;
use crate::sheet::xlsx::Workbook;

/// The sheet of settings.
pub(crate) const SETTINGS: [&str; 2] = ["说明", "settings"];

/// The sheets of the rule lists.
struct RuleSheet {
    sheets: [&'static str; 2],
    columns: Columns,
    required: &'static [&'static str],
    list: fn(&mut Settings) -> &mut Vec<Record>,
}

pub(crate) const FALLBACK: [&str; 2] = ["托底", "fallback"];

static RULES: &[RuleSheet] = &[
    RuleSheet {
        sheets: ["限时", "limit"],
        columns: columns::LIMIT,
        required: &["name", "limit"],
        list: |settings| &mut settings.limits,
    },
    RuleSheet {
        sheets: FALLBACK,
        columns: columns::FALLBACK,
        required: &["lead"],
        list: |settings| &mut settings.fallbacks,
    },
    RuleSheet {
        sheets: ["绿色通道", "green"],
        columns: columns::GREEN,
        required: &[],
        list: |settings| &mut settings.greens,
    },
    RuleSheet {
        sheets: ["紧急", "emergency"],
        columns: columns::EMERGENCY,
        required: &["call"],
        list: |settings| &mut settings.emergencies,
    },
    RuleSheet {
        sheets: ["不受理", "not_accepted"],
        columns: columns::NOT_ACCEPTED,
        required: &[],
        list: |settings| &mut settings.not_accepted,
    },
];

/// The sheet of what changes in the built-in policy.
const CLOSURE: [&str; 2] = ["闭环", "closure"];

/// Sheets that are no table of a rulebook and may stand in its workbook: tickets and events, what other
/// parts of the library read or write, and what is for people.
const BESIDE: &[&str] = &[
    "工单",
    "tickets",
    "事件",
    "events",
    "指标",
    "indicators",
    "检查结果",
    "findings",
    "填表说明",
    "guide",
    "备注",
    "remark",
];

/// The id of an obligation of the built-in policy, named by id or title.
fn builtin_id(name: &str) -> Option<String> {
    let name = fold(name);
    let found = BUILTIN.obligations.iter().find(|file| {
        let names = [&file.id, &file.title_zh, &file.title_en];
        names.into_iter().flatten().any(|(text, _)| fold(text) == name)
    });
    found.and_then(|file| file.id.as_ref()).map(|(id, _)| id.clone())
}

/// A workbook and which of its sheets were asked for.
pub(crate) struct Sheets<'a> {
    workbook: Workbook<'a>,
    file: String,
    /// The name of each sheet, and whether it was read.
    sheets: Vec<(String, bool)>,
}

impl<'a> Sheets<'a> {
    /// Opens a workbook; two sheets that are the same table are objected to.
    pub(crate) fn open(file: &str, content: &'a [u8], findings: &mut Findings) -> Option<Sheets<'a>> {
        let workbook = match Workbook::open(file, content) {
            Ok(workbook) => workbook,
            Err(objection) => {
                findings.push(objection);
                return None;
            }
        };
        let sheets = workbook.sheets().into_iter().map(|sheet| (sheet, false)).collect();
        Some(Sheets { workbook, file: file.to_owned(), sheets })
    }

    /// Where a table is, or would be.
    pub(crate) fn place(&self, [zh, en]: [&str; 2]) -> Place {
        let sheet = self.find([zh, en]).map_or(zh, |(at, _)| at);
        Place { sheet: Some(sheet.to_owned()), ..Place::file(&self.file) }
    }

    fn find(&self, names: [&str; 2]) -> Option<(&str, usize)> {
        let names = names.map(fold);
        let mut sheets = self.sheets.iter().zip(0..);
        sheets.find_map(|((sheet, _), at)| names.contains(&fold(sheet)).then_some((sheet.as_str(), at)))
    }

    /// The name of the sheet of a table, which counts as read from now on.
    fn take(&mut self, names: [&str; 2]) -> Option<String> {
        let (name, at) = self.find(names)?;
        let name = name.to_owned();
        if let Some((_, read)) = self.sheets.get_mut(at) {
            *read = true;
        }
        Some(name)
    }

    /// A table; none when its sheet is not there or holds nothing.
    pub(crate) fn table(&mut self, names: [&str; 2]) -> Option<Result<Table<'static>, Finding>> {
        let name = self.take(names)?;
        self.workbook.table(&name).transpose()
    }

    /// Settings and rule lists.
    pub(crate) fn settings(&mut self, findings: &mut Findings) -> Settings {
        let sheet = self.take(SETTINGS).map(|name| self.workbook.sheet(&name));
        let mut settings = match sheet {
            Some(Ok(sheet)) => settings_sheet::read(sheet, findings),
            Some(Err(objection)) => {
                findings.push(objection);
                Settings::default()
            }
            None => {
                let finding = Finding::new(Code::FileMissing).at(&self.place(SETTINGS));
                findings.push(finding.value(SETTINGS.join(" ")));
                Settings::default()
            }
        };
        for rules in RULES {
            if let Some(table) = self.table(rules.sheets) {
                let records = source::read(table, rules.columns, rules.required, &[], findings);
                *(rules.list)(&mut settings) = records;
            }
        }
        settings
    }

    /// What changes in the built-in policy: its obligations by id, off, or with another limit or owner.
    pub(crate) fn policy(&mut self, findings: &mut Findings) -> Option<PolicyFile> {
        let place = self.place(CLOSURE);
        let table = self.table(CLOSURE)?;
        let records = source::read(table, columns::CLOSURE, &["id"], &[], findings);
        let extends = Some(("builtin".to_owned(), place));
        let mut policy = PolicyFile { extends, ..PolicyFile::default() };
        for record in &records {
            let Some(id) = record.required("id", findings) else { continue };
            let id = (id.text.trim().to_owned(), id.place.clone());
            let enabled = record.get("enabled").map(|cell| (parse_yes_no(&cell.text), cell));
            if let Some((None, cell)) = enabled {
                let finding = Finding::new(Code::UnknownWord).at(&cell.place).value(cell.text.trim());
                findings.push(finding.arg("column", "enabled").arg("expected", "是 yes, 否 no"));
                continue;
            }
            let Some(id) = builtin_id(&id.0).map(|found| (found, id.1.clone())) else {
                let known = BUILTIN.obligations.iter().filter_map(|file| Some(file.id.as_ref()?.0.as_str()));
                let finding = Finding::new(Code::UnknownObligation).at(&id.1).value(&id.0);
                findings.push(finding.arg("expected", known.collect::<Vec<_>>().join(", ")));
                continue;
            };
            if let Some((Some(false), _)) = enabled {
                policy.off.push(id);
                continue;
            }
            let one =
                |column| record.get(column).map(|cell| (cell.text.trim().to_owned(), cell.place.clone()));
            let owner = record.get("owner").map(|cell| {
                let items = cell::list(&cell.text).into_iter();
                items.map(|item| (item.text.to_owned(), cell.place.clone())).collect()
            });
            policy.obligations.push(ObligationFile {
                place: record.place.clone(),
                id: Some(id),
                within: one("limit"),
                owner,
                ..ObligationFile::default()
            });
        }
        Some(policy)
    }

    /// Objects to what is twice, and to sheets whose name says nothing, often a slip of the pen.
    pub(crate) fn close(mut self, findings: &mut Findings) {
        let tables = [UNITS, POSTS, MATTERS, DISPATCH, CASES].map(|table| table.sheets);
        let tables: Vec<[&str; 2]> = tables
            .into_iter()
            .chain(RULES.iter().map(|rules| rules.sheets))
            .chain([SETTINGS, CLOSURE])
            .collect();
        for (name, read) in std::mem::take(&mut self.sheets) {
            let folded = fold(&name);
            if read || BESIDE.contains(&folded.as_str()) {
                continue;
            }
            let place = Place { sheet: Some(name.clone()), ..Place::file(&self.file) };
            let twin = tables.iter().find(|names| names.contains(&folded.as_str()));
            // spreadsheets start with empty sheets, and a table may be left empty
            if !matches!(self.workbook.sheet(&name), Ok(sheet) if !sheet.rows.is_empty()) {
                continue;
            }
            findings.push(match twin {
                Some([zh, en]) => {
                    let first = if folded == *zh { en } else { zh };
                    Finding::new(Code::NameTwice).at(&place).value(name).arg("first", first)
                }
                None => {
                    let expected = tables.iter().map(|names| names.join(" ")).collect::<Vec<_>>();
                    Finding::new(Code::FileNotRead)
                        .at(&place)
                        .value(name)
                        .arg("expected", expected.join(", "))
                }
            });
        }
    }
}
