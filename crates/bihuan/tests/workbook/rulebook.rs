//! The sheets of a rulebook: all tables, settings and rule lists, in either language.

use crate::book::{DISPATCH, FALLBACK, SETTINGS, UNITS, bytes, edited, errors, load};
use bihuan::{Channel, Engine, Event, History, Moment, Rulebook, State, Ticket};

fn ticket(fields: &[(&str, &str)]) -> Ticket {
    let base = [("id", "1"), ("received_at", "2025-01-17 16:45")];
    Ticket::from_fields(base.iter().chain(fields).copied()).unwrap()
}

/// Lead and assists of part 1.
fn parties(engine: &Engine, ticket: &Ticket) -> (String, Vec<String>) {
    let part = engine.dispatch(ticket).unwrap().parts.swap_remove(0);
    (part.lead, part.assist)
}

#[test]
fn a_workbook_answers_as_its_folder_does() {
    let sheets = bytes(&[
        (
            "说明",
            &[
                &["名称", "示例"],
                &["版本", "2"],
                &["生效", "2024-08-01"],
                &["calendar", "cn、自有.csv"],
                &["办公时间", "09:00-11:30、13:30-17:30"],
                &["计时", "次日起"],
                &["退单上限", "2"],
                &["退单限制原因", "非本单位职能"],
                &["裁定单位", "城运中心"],
                &["跟踪单必填", "finding、way"],
            ],
        ),
        UNITS,
        ("自有", &[&["日期", "类型"], &["2027-01-01", "节假日"]]),
        ("限时", &[&["名称", "诉求类型", "限时"], &["first_contact", "", "4工作时"]]),
        FALLBACK,
        ("绿色通道", &[&["紧急程度"], &["特急"]]),
        ("紧急", &[&["关键词", "呼叫"], &["坍塌", "119"]]),
        ("不受理", &[&["关键词", "告知"], &["仲裁", "按法定途径提出"]]),
        DISPATCH,
    ]);
    let folder = [
        (
            "rulebook.toml",
            "name = '示例'\nversion = '2'\nfrom = 2024-08-01\ncalendar = ['cn', '自有.csv']\n\
            office_hours = ['09:00-11:30', '13:30-17:30']\ncounting = 'next_day'\n[[limit]]\n\
            name = 'first_contact'\nlimit = '4工作时'\n[[fallback]]\nlead = '城运中心'\n[[green]]\nurgency = '特急'\n\
            [[emergency]]\nkeywords = '坍塌'\ncall = '119'\n[[not_accepted]]\nkeywords = '仲裁'\n\
            tell = '按法定途径提出'\n[returns]\nmax = 2\nbars = ['非本单位职能']\nadjudicator = '城运中心'\n\
            [slip]\nrequired = ['finding', 'way']\n",
        ),
        (
            "units.csv",
            "code,name,role,area\n001,城运中心,城运中心,\n002,城管中队,,\n003,仓丰居委,居委会,永丰/仓丰\n",
        ),
        ("自有.csv", "date,kind\n2027-01-01,holiday\n"),
        ("dispatch.csv", "matter,demand,lead,assist,limit\n噪声,投诉、举报,城管中队,居委会,3工作日\n"),
    ];
    let workbook = load(&sheets).unwrap();
    let folder = Rulebook::from_parts(folder).compile().unwrap();
    let tickets = [
        ticket(&[("matter", "噪声/装修"), ("demand", "投诉"), ("area", "永丰/仓丰/一村")]),
        ticket(&[("matter", "噪声"), ("demand", "咨询"), ("urgency", "特急")]),
        ticket(&[("text", "墙要坍塌了")]),
        ticket(&[("text", "已申请仲裁")]),
    ];
    let mut history = History::new();
    for at in ["2025-01-18", "2025-01-19"] {
        let event = Event::new(at.parse().unwrap(), "退单通过").with("unit", "城管中队");
        history.push(event.with("reason", "非本单位职能"));
    }
    let now: Moment = "2025-03-01".parse().unwrap();
    let mut channels = Vec::new();
    for ticket in &tickets {
        let decision = workbook.dispatch(ticket).unwrap();
        channels.push(decision.channel);
        assert_eq!(decision, folder.dispatch(ticket).unwrap());
        assert_eq!(
            workbook.redispatch(ticket, &history).unwrap(),
            folder.redispatch(ticket, &history).unwrap()
        );
        assert_eq!(
            workbook.audit(ticket, &history, now).unwrap(),
            folder.audit(ticket, &history, now).unwrap()
        );
    }
    assert_eq!(channels, [Channel::Normal, Channel::Green, Channel::Emergency, Channel::Normal]);
    assert_eq!(parties(&workbook, &tickets[0]), ("002".to_owned(), vec!["003".to_owned()]));
}

#[test]
fn the_wide_form_and_english_sheets() {
    let sheets = bytes(&[
        ("settings", &[&["name", "demo"]]),
        ("units", &[&["code", "name"], &["A", "centre"], &["B", "police"], &["C", "fire"]]),
        ("fallback", &[&["lead"], &["A"]]),
        ("dispatch", &[&["matter", "fire", "B"], &["noise", "协", "主"], &["smoke", "主", ""]]),
        ("Sheet1", &[]),
    ]);
    let engine = load(&sheets).unwrap();
    assert_eq!(parties(&engine, &ticket(&[("matter", "noise")])), ("B".to_owned(), vec!["C".to_owned()]));
    assert_eq!(parties(&engine, &ticket(&[("matter", "smoke")])), ("C".to_owned(), vec![]));
    // an empty sheet is what spreadsheets start with: nothing to say about it
    assert!(!engine.findings().iter().any(|finding| finding.severity() != bihuan::Severity::Note));
}

#[test]
fn the_sheet_of_closure_holds_what_changes() {
    let closure: crate::book::Sheet<'_> = (
        "闭环",
        &[
            &["编号", "启用", "限时", "责任"],
            &["月总结", "否", "", ""],
            &["first_contact", "", "2工作日", "城运中心"],
        ],
    );
    let engine = load(&bytes(&[SETTINGS, UNITS, FALLBACK, DISPATCH, closure])).unwrap();
    let mut history = History::new();
    for (at, kind) in [("2025-01-17 17:00", "派单"), ("2025-01-20", "办结")] {
        history.push(Event::new(at.parse().unwrap(), kind).with("unit", "002"));
    }
    let ticket = ticket(&[("matter", "噪声"), ("demand", "投诉")]);
    let verdict = engine.audit(&ticket, &history, "2025-01-20 09:00".parse::<Moment>().unwrap()).unwrap();
    let first = verdict.obligations.iter().find(|state| state.obligation == "first_contact").unwrap();
    assert_eq!((first.state, first.owner.as_deref()), (State::Pending, Some("001")));
    assert!(first.due.unwrap().to_string().starts_with("2025-01-21"));
    assert!(!verdict.obligations.iter().any(|state| state.obligation == "monthly"));
    let unknown: crate::book::Sheet<'_> = ("闭环", &[&["编号", "启用"], &["月报", ""], &["weekly", "也许"]]);
    let errors = errors(&bytes(&[SETTINGS, UNITS, FALLBACK, DISPATCH, unknown]));
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].starts_with("rulebook.xlsx[闭环]:2: 编号: error[BH0308]"), "{errors:?}");
    assert!(errors[1].starts_with("rulebook.xlsx[闭环]:3: 启用: error[BH0202]"), "{errors:?}");
}

#[test]
fn remarks_above_the_header_and_a_sheet_for_people() {
    let dispatch: crate::book::Sheet<'_> = (
        "派单",
        &[&["# 事项：见事项表"], &["", "# 主办：一个单位"], &[], &["事项", "主办"], &["噪声", "002"]],
    );
    let guide: crate::book::Sheet<'_> = ("填表说明", &[&["先填单位"]]);
    let engine = load(&bytes(&[guide, SETTINGS, UNITS, FALLBACK, dispatch])).unwrap();
    let part = engine.dispatch(&ticket(&[("matter", "噪声")])).unwrap().parts.swap_remove(0);
    assert_eq!(part.row.as_deref(), Some("5"));
}

#[test]
fn several_workbooks_are_editions() {
    let book = |version: &str, from: &str| {
        bytes(&[("说明", &[&["版本", version], &["生效", from]]), UNITS, FALLBACK, DISPATCH])
    };
    let parts = [("2024.xlsx", book("2024", "2024-01-01")), ("2025.xlsx", book("2025", "2025-01-01"))];
    let engine = Rulebook::from_parts(parts).compile().unwrap();
    let version = |at: &str| {
        let ticket = Ticket::new("1", at.parse().unwrap());
        engine.dispatch(&ticket).map(|decision| decision.version)
    };
    assert_eq!(version("2024-12-31 23:59").unwrap(), "2024");
    assert_eq!(version("2025-01-01").unwrap(), "2025");
    assert!(version("2023-12-31").is_err());
}

#[test]
fn a_wide_column_of_an_unknown_unit_is_named_at_its_header() {
    let dispatch: crate::book::Sheet<'_> =
        ("派单", &[&["事项", "城管中队", "民政科"], &["噪声", "主", "协"], &["低保", "", "主"]]);
    let found = errors(&bytes(&[SETTINGS, UNITS, FALLBACK, dispatch]));
    assert_eq!(found, ["rulebook.xlsx[派单]:1: 民政科: error[BH0301]: unknown unit `民政科`"]);
}

#[test]
fn dates_of_rules_may_be_bare_numbers() {
    let dispatch: crate::book::Sheet<'_> = ("派单", &[&["事项", "主办", "生效"], &["噪声", "002", ""]]);
    let book = edited(&[SETTINGS, UNITS, FALLBACK, dispatch], |name, sheet| {
        if name == "派单" {
            sheet.write_number(1, 2, 45_675.0).unwrap();
        }
    });
    let engine = load(&book).unwrap();
    let lead = |at: &str| {
        let fields = [("id", "1"), ("received_at", at), ("matter", "噪声")];
        parties(&engine, &Ticket::from_fields(fields).unwrap()).0
    };
    assert_eq!([lead("2025-01-17 23:59"), lead("2025-01-18")], ["001", "002"]);
}
