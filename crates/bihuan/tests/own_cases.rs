//! The rulebook's own cases (cases.csv, sheet 样例), run by every check.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bihuan::{Code, Engine, Lang, Rulebook};

const RULEBOOK: &str =
    "name = 'x'\nfrom = 2024-08-01\n[[fallback]]\nlead = 'CY'\n[[green]]\nurgency = '特急'\n";
const UNITS: &str =
    "code,name,role,area\nCY,城运中心,,\nCG,城管中队,,\nHB,环保所,,\nJW,仓丰居委,居委会,永丰/仓丰\n";
const DISPATCH: &str = "行,事项,时段,另派,主办,协办\nA,噪声,,,城管中队,居委会、环保所\nB,噪声,22:00-06:00,,环保所,\n\
                        C,停车,,,城管中队,\nD,噪声,,是,,城运中心\n";

fn engine(cases: &str) -> Engine {
    let files = [
        ("rulebook.toml", RULEBOOK),
        ("units.csv", UNITS),
        ("dispatch.csv", &DISPATCH.replace("D,噪声,,是,,", "D,噪声,,是,CY,")),
        ("cases.csv", cases),
    ];
    Rulebook::from_parts(files).compile().unwrap()
}

/// The errors of the check as they are shown.
fn errors(engine: &Engine) -> Vec<String> {
    let findings = engine.check();
    let errors = findings.iter().filter(|finding| finding.severity() == bihuan::Severity::Error);
    errors.map(|finding| finding.to_string()).collect()
}

#[test]
fn cases_that_hold_say_nothing_and_rows_without_one_are_counted() {
    let engine = engine(
        "工单编号,受理时间,事项,区域,紧急程度,主办,协办,通道,备注\n\
         1,2025-01-17 10:00,噪声,永丰/仓丰,,城管中队,环保所、仓丰居委,普通,次序不论\n\
         2,,噪声,,特急,CG,HB,green,没有时间：版本的第一天\n\
         3,2025-01-17 23:00,噪声,,,环保所,无,,\n",
    );
    assert_eq!(errors(&engine), [""; 0]);
    let unreached: Vec<_> = engine.unreached().iter().map(ToString::to_string).collect();
    assert_eq!(unreached, ["dispatch.csv:4: note[BH0703]: no case reaches row `C`"]);
    let counted = engine.check().into_iter().find(|finding| finding.code() == Code::RowsUnreached).unwrap();
    assert_eq!(counted.message(Lang::Zh), "4 行中有 1 行没有样例用到");
    // the engine can be used whatever the cases come to, and knows nothing of them in its answers
    assert!(engine.findings().iter().all(|finding| finding.code() != Code::RowsUnreached));
}

#[test]
fn a_case_that_no_longer_holds_shows_both_answers() {
    let engine = engine(
        "id,received_at,matter,area,lead,assist,channel\n\
         1,2025-01-17 10:00,噪声,永丰/仓丰,环保所,无,绿色通道\n\
         2,2025-01-17 10:00,停车,,CG、CY,,\n\
         3,2025-01-17 10:00,噪声,,城管中队、城运中心,,\n",
    );
    assert_eq!(
        errors(&engine),
        [
            "cases.csv:2: assist: error[BH0701]: case `1`: assist is `JW、HB` by row `A`, expected -",
            "cases.csv:2: channel: error[BH0701]: case `1`: channel is `normal` by row `A`, expected `green`",
            "cases.csv:2: lead: error[BH0701]: case `1`: lead is `CG` by row `A`, expected `HB`",
            "cases.csv:3: lead: error[BH0701]: case `2`: lead is `CG` by row `C`, expected `CG、CY`",
        ]
    );
}

#[test]
fn a_case_that_cannot_be_run_is_named_with_its_cell() {
    let engine = engine(
        "id,received_at,demand,urgency,lead,assist,channel\n\
         1,昨天,,,CG,,\n\
         2,2025-01-17,投拆,,CG,,\n\
         3,2025-01-17,,,消防队,,\n\
         4,2025-01-17,,,,,快\n\
         5,2025-01-17,,,,,\n",
    );
    let errors = errors(&engine);
    let starts = [
        "cases.csv:2: received_at: error[BH0503]: `昨天`",
        "cases.csv:3: demand: error[BH0202]: `投拆`",
        "cases.csv:4: lead: error[BH0301]: ",
        "cases.csv:5: channel: error[BH0202]: `快`",
        "cases.csv:6: lead: error[BH0111]",
    ];
    assert_eq!(errors.len(), starts.len(), "{errors:#?}");
    for (error, start) in errors.iter().zip(starts) {
        assert!(error.starts_with(start), "{error} is not {start}");
    }
}
