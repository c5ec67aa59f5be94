//! What checking finds by the field's rules and without an algebra: planted faults, all found, none invented,
//! each shown by its witness.
#![expect(clippy::unwrap_used, reason = "tests")]

use bihuan::{Check, Code, Decision, Engine, Finding, Lang, Mend, Rulebook, Severity, Ticket};

const UNITS: &str = "code,name,role,area,from,until\n\
    YB,城运中心,,,,\n\
    CG,城管中队,城管,,,\n\
    PCS,派出所,公安,,,\n\
    OLD,旧环卫所,环卫,,,2025-03-31\n\
    NEW,新环卫所,环卫,,2025-04-01,\n\
    GONE,撤销站,撤销,,,2023-12-31\n\
    J1,仓丰居委会,居委会,永丰/仓丰,,\n\
    J2,玉树居委会,居委会,永丰/玉树,,\n\
    WG,第一网格,网格,,,\n";
const MATTERS: &str = "matter,nature\n噪声/装修,duty\n噪声/邻里,mediation\n停车/违停,duty\n卫生/垃圾,duty\n供水/停水,enterprise\n";
const SETTINGS: &str = "version = 'v1'\nfrom = 2024-08-01\noffice_hours = ['09:00-11:30', '13:30-17:30']\n\
    [[fallback]]\nlead = '城运中心'\n";
const HEADER: &str =
    "row,matter,keywords,area,hours,demand,lead,assist,extra,limit,stages,from,until,priority,overlap_ok\n";

/// A row of the matrix from `column=text` pairs.
fn row(cells: &[(&str, &str)]) -> String {
    let cell = |column: &str| cells.iter().find(|(name, _)| *name == column).map_or("", |(_, text)| *text);
    HEADER.trim_end().split(',').map(cell).collect::<Vec<_>>().join(",") + "\n"
}

fn load(settings: &str, rows: &[String]) -> Result<Engine, bihuan::Error> {
    let dispatch = format!("{HEADER}{}", rows.concat());
    let files = [
        ("rulebook.toml", settings),
        ("units.csv", UNITS),
        ("matters.csv", MATTERS),
        ("dispatch.csv", &dispatch),
    ];
    Rulebook::from_parts(files).compile()
}

/// The findings of these rules, and a look at each witness.
fn found(engine: &Engine) -> Vec<(Finding, Option<Decision>)> {
    let proofs = engine.check().into_iter().filter(|finding| is_ours(finding.code()));
    let shown = |finding: Finding| {
        let ticket = (!finding.witness().is_empty())
            .then(|| Ticket::from_fields(finding.witness().iter().cloned()).unwrap());
        let decision = ticket.map(|ticket| engine.dispatch(&ticket).unwrap());
        (finding, decision)
    };
    proofs.map(shown).collect()
}

fn is_ours(code: Code) -> bool {
    let ours = [
        Code::DatesOutside,
        Code::ItemCovered,
        Code::LeadNever,
        Code::CommitteeLeadsDuty,
        Code::PushedDown,
        Code::UnitInactive,
        Code::LeadAssists,
        Code::StagesTooLong,
        Code::ContactAfterDue,
        Code::EditionOffCalendar,
    ];
    ours.contains(&code)
}

/// Code, row and column of each finding.
fn places(findings: &[(Finding, Option<Decision>)]) -> Vec<(String, Option<u64>, String)> {
    let place = |finding: &Finding| {
        let place = finding.place();
        (finding.code().to_string(), place.row, place.column.clone().unwrap_or_default())
    };
    findings.iter().map(|(finding, _)| place(finding)).collect()
}

fn one(settings: &str, rows: &[String]) -> (Finding, Option<Decision>) {
    let findings = found(&load(settings, rows).unwrap());
    assert_eq!(findings.len(), 1, "{:?}", places(&findings));
    findings.into_iter().next().unwrap()
}

fn none(settings: &str, rows: &[String]) {
    let findings = found(&load(settings, rows).unwrap());
    assert!(findings.is_empty(), "{:?}", findings.iter().map(|it| it.0.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_row_out_of_the_editions_dates() {
    let base = [("row", "A"), ("matter", "停车"), ("lead", "城管")];
    let with = |more: &[(&str, &str)]| row(&[&base[..], more].concat());
    let (finding, decision) = one(SETTINGS, &[with(&[("until", "2024-07-31")])]);
    assert_eq!(finding.code().to_string(), "BH0814");
    assert_eq!(finding.mend().map(|mend| mend.line(Lang::En)).unwrap(), "delete dispatch.csv:2");
    assert_eq!(decision.unwrap().parts[0].row.as_deref(), Some("fallback.1"));
    none(SETTINGS, &[with(&[("until", "2024-08-01")])]);
    // a rule of a list as well, at its line
    let settings = format!("{SETTINGS}[[green]]\nkeywords = '高考'\nuntil = 2024-06-30\n");
    let (finding, _) = one(&settings, &[]);
    assert_eq!((finding.place().row, finding.mend()), (Some(6), None));
}

#[test]
fn an_edition_that_another_has_taken_over_from() {
    let new = SETTINGS.replace("2024-08-01", "2025-01-01").replace("v1", "v2");
    let dispatch =
        format!("{HEADER}{}", row(&[("matter", "停车"), ("lead", "城管"), ("from", "2025-01-01")]));
    let files = [
        ("2024/rulebook.toml", SETTINGS),
        ("2024/units.csv", UNITS),
        ("2024/dispatch.csv", &dispatch),
        ("2025/rulebook.toml", &new),
        ("2025/units.csv", UNITS),
        ("2025/dispatch.csv", &dispatch),
    ];
    let findings = found(&Rulebook::from_parts(files).compile().unwrap());
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].0.place().file.as_deref(), Some("2024/dispatch.csv"));
    assert!(findings[0].0.message(Lang::En).contains("2024-08-01..2024-12-31"));
}

#[test]
fn a_lead_that_nobody_is() {
    let (finding, decision) = one(SETTINGS, &[row(&[("matter", "停车"), ("lead", "GONE")])]);
    assert_eq!((finding.code(), finding.cell()), (Code::LeadNever, Some("GONE")));
    assert_eq!(decision.unwrap().parts[0].lead, "YB");
    // a role whose units are elsewhere
    let far = [row(&[("matter", "噪声/邻里"), ("area", "永丰/荣乐"), ("lead", "居委会")])];
    assert_eq!(one(SETTINGS, &far).0.code(), Code::LeadNever);
    none(SETTINGS, &[row(&[("matter", "噪声/邻里"), ("area", "永丰"), ("lead", "居委会")])]);
    // a role that units fill one after the other is never without one
    none(SETTINGS, &[row(&[("matter", "停车"), ("lead", "环卫")])]);
}

#[test]
fn a_unit_that_is_not_there_all_the_time() {
    let (finding, decision) = one(SETTINGS, &[row(&[("matter", "停车"), ("lead", "旧环卫所")])]);
    assert_eq!(finding.code(), Code::UnitInactive);
    assert!(finding.message(Lang::En).contains("in 2025-04-01..,"), "{finding}");
    assert_eq!(decision.unwrap().parts[0].lead, "YB");
    let assist = row(&[("matter", "停车"), ("lead", "城管"), ("assist", "派出所、新环卫所")]);
    let (finding, decision) = one(SETTINGS, &[assist]);
    assert_eq!((finding.cell(), finding.place().column.as_deref()), (Some("NEW"), Some("assist")));
    assert!(finding.message(Lang::En).contains("2024-08-01..2025-03-31"), "{finding}");
    assert_eq!(decision.unwrap().parts[0].assist, ["PCS"]);
    none(SETTINGS, &[row(&[("matter", "停车"), ("lead", "旧环卫所"), ("until", "2025-03-31")])]);
    // a row that never gets those tickets says nothing by it
    let taken = row(&[("matter", "停车"), ("lead", "派出所"), ("priority", "1")]);
    none(SETTINGS, &[taken, row(&[("matter", "停车"), ("lead", "城管"), ("assist", "新环卫所")])]);
}

#[test]
fn a_lead_among_its_assists() {
    let rows = [row(&[("matter", "停车"), ("lead", "城管"), ("assist", "派出所、城管中队、居委会")])];
    let (finding, decision) = one(SETTINGS, &rows);
    assert_eq!((finding.code(), finding.severity()), (Code::LeadAssists, Severity::Note));
    let Some(Mend::ReplaceCell { value, .. }) = finding.mend() else { panic!("{:?}", finding.mend()) };
    assert_eq!(value, "派出所、居委会");
    assert!(!decision.unwrap().parts[0].assist.contains(&"CG".to_owned()));
    // only where the unit is the committee of the place: the others are not at once
    none(SETTINGS, &[row(&[("matter", "噪声/邻里"), ("lead", "居委会"), ("assist", "J1")])]);
}

#[test]
fn items_that_say_nothing_more() {
    let rows = [row(&[("matter", "停车"), ("area", "永丰/仓丰、永丰、!永丰/玉树"), ("lead", "城管")])];
    let (finding, _) = one(SETTINGS, &rows);
    assert_eq!((finding.code(), finding.cell()), (Code::ItemCovered, Some("永丰/仓丰")));
    let Some(Mend::ReplaceCell { cell, value }) = finding.mend() else { panic!("{:?}", finding.mend()) };
    assert_eq!((cell.column.as_deref(), value.as_str()), (Some("area"), "永丰、!永丰/玉树"));
    assert_eq!(finding.help(Lang::En), "write `永丰、!永丰/玉树`");
}

#[test]
fn a_committee_leads_mediation_but_no_duty() {
    let (finding, decision) = one(SETTINGS, &[row(&[("matter", "噪声"), ("lead", "居委会")])]);
    assert_eq!(finding.code(), Code::CommitteeLeadsDuty);
    assert!(finding.message(Lang::En).contains("`噪声/装修`, a government duty"), "{finding}");
    let witness: std::collections::BTreeMap<_, _> = finding.witness().iter().cloned().collect();
    assert_eq!(witness["matter"], "噪声/装修");
    assert!(decision.unwrap().parts[0].lead.starts_with('J'));
    none(SETTINGS, &[row(&[("matter", "噪声/邻里"), ("lead", "居委会")])]);
    none(SETTINGS, &[row(&[("matter", "噪声/装修"), ("lead", "城管"), ("assist", "居委会")])]);
    // where the duty goes to a department by a deeper row, nothing is left to blame
    let rows =
        [row(&[("matter", "噪声"), ("lead", "居委会")]), row(&[("matter", "噪声/装修"), ("lead", "城管")])];
    none(SETTINGS, &rows);
    let rows = [
        row(&[("matter", "噪声"), ("lead", "居委会")]),
        row(&[("matter", "噪声/装修"), ("keywords", "电钻"), ("lead", "城管")]),
    ];
    assert_eq!(one(SETTINGS, &rows).0.place().row, Some(2));
}

#[test]
fn a_departments_matter_is_pushed_to_the_grassroots() {
    let own = row(&[("row", "A"), ("matter", "卫生/垃圾"), ("lead", "城管")]);
    let pushed = row(&[("row", "B"), ("matter", "卫生/垃圾"), ("hours", "18:00-24:00"), ("lead", "网格")]);
    let (finding, decision) = one(SETTINGS, &[own.clone(), pushed.clone()]);
    assert_eq!((finding.code(), finding.place().row), (Code::PushedDown, Some(3)));
    assert!(finding.message(Lang::En).contains("row `A` gives to the department `城管`"), "{finding}");
    assert_eq!(decision.unwrap().parts[0].row.as_deref(), Some("B"));
    // without the department's row the table does not say whose matter it is
    none(SETTINGS, &[pushed]);
    // another part beside the department's pushes nothing down
    let beside =
        row(&[("matter", "卫生/垃圾"), ("hours", "18:00-24:00"), ("lead", "网格"), ("extra", "yes")]);
    none(SETTINGS, &[own, beside]);
    // an enterprise's matter is no department's
    let company = row(&[("matter", "供水/停水"), ("lead", "城管")]);
    let grid = row(&[("matter", "供水/停水"), ("hours", "18:00-24:00"), ("lead", "网格")]);
    none(SETTINGS, &[company, grid]);
}

#[test]
fn a_stage_that_outlasts_the_whole() {
    let staged = |limit: &str, stages: &str| {
        let own = [("row", "A"), ("matter", "停车"), ("demand", "投诉"), ("lead", "城管")];
        [row(&[&own[..], &[("limit", limit), ("stages", stages)]].concat())]
    };
    let only = |rows: &[String]| {
        let findings = found(&load(SETTINGS, rows).unwrap());
        findings.into_iter().find(|(finding, _)| finding.code() == Code::StagesTooLong)
    };
    // five days are shorter than three workdays only round a long holiday
    let (finding, decision) = only(&staged("5d", "到场:1d、整改:3wd")).unwrap();
    assert_eq!(finding.cell(), Some("整改:3wd"));
    let part = &decision.unwrap().parts[0];
    assert!(part.stages[1].due > part.due && part.due.is_some());
    assert!(finding.message(Lang::En).contains(&part.due.unwrap().to_string()), "{finding}");
    assert!(only(&staged("5wd", "到场:2h、整改:5wd")).is_none());
    // of the last second of a day 24 hours outlast the end of the day after only by clock time
    assert!(only(&staged("1d", "到场:24h")).is_none());
    assert!(only(&staged("1d", "到场:25h")).is_some());
    // without a limit of its own the rule that decides: here the built-in five workdays
    assert!(only(&staged("", "整改:7wd")).is_some());
    assert!(only(&staged("", "整改:5wd")).is_none());
}

#[test]
fn the_worst_start_is_the_worst_of_all() {
    // tried against every minute of a year, with its neighbours of a second
    let settings = SETTINGS.replace("from = 2024-08-01", "from = 2025-01-01\nuntil = 2025-12-31");
    for (limit, stage) in [("30h", "4wh"), ("1d", "9wh"), ("24h", "1wd"), ("3wh", "5h"), ("2wh", "3wh")] {
        let stages = format!("s:{stage}");
        let rows = [row(&[("matter", "停车"), ("lead", "城管"), ("limit", limit), ("stages", &stages)])];
        let engine = load(&settings, &rows).unwrap();
        let findings = found(&engine);
        let (finding, decision) = findings.iter().find(|(it, _)| it.code() == Code::StagesTooLong).unwrap();
        let over = |decision: &Decision| {
            let part = &decision.parts[0];
            let (stage, due) = (part.stages[0].due?, part.due?);
            Some(stage.instant.0 - due.instant.0)
        };
        let worst = over(decision.as_ref().unwrap()).unwrap();
        let mut ticket = Ticket::from_fields(finding.witness().iter().cloned()).unwrap();
        let first = jiff::civil::date(2025, 1, 20).at(0, 0, 0, 0);
        for minute in 0..(30 * 24 * 60) {
            for second in [-1, 0, 1] {
                let at = first + jiff::Span::new().seconds(minute * 60 + second);
                ticket.received_at = at.to_string().parse().unwrap();
                let this = over(&engine.dispatch(&ticket).unwrap());
                assert!(this.is_none_or(|this| this <= worst), "{limit} {stage}: {at} is worse: {this:?}");
            }
        }
    }
}

#[test]
fn a_first_contact_after_the_end() {
    let short = row(&[("row", "A"), ("matter", "停车"), ("lead", "城管"), ("limit", "4wh")]);
    let (finding, decision) = one(SETTINGS, std::slice::from_ref(&short));
    assert_eq!((finding.code(), finding.place().column.as_deref()), (Code::ContactAfterDue, Some("limit")));
    let part = &decision.unwrap().parts[0];
    assert!(part.first_contact_due > part.due && part.due.is_some());
    // a shorter first contact for these tickets mends it
    let settings = format!("{SETTINGS}[[limit]]\nname = 'first_contact'\nmatter = '停车'\nlimit = '2wh'\n");
    none(&settings, std::slice::from_ref(&short));
    // one that the channel brings about, only where a rule brings the channel about
    let green = "[[limit]]\nname = 'first_contact'\nchannel = 'green'\nlimit = '3wd'\n";
    let long = row(&[("matter", "停车"), ("lead", "城管"), ("limit", "2wd")]);
    let settings = format!("{SETTINGS}{green}");
    none(&settings, std::slice::from_ref(&long));
    let settings = format!("{settings}[[green]]\nurgency = 'critical'\n");
    let (finding, decision) = one(&settings, &[long]);
    assert_eq!(decision.unwrap().channel, bihuan::Channel::Green, "{finding}");
    // a rule of limits as well
    let settings = format!("{SETTINGS}[[limit]]\nname = 'due'\ndemand = '咨询'\nlimit = '2h'\n");
    let (finding, _) = one(&settings, &[]);
    assert!(finding.message(Lang::En).contains("`limit.1`"), "{finding}");
}

#[test]
fn an_edition_out_of_its_calendar() {
    let with = |from: &str, until: &str| {
        let until = if until.is_empty() { String::new() } else { format!("until = {until}\n") };
        SETTINGS.replace("from = 2024-08-01\n", &format!("from = {from}\n{until}"))
    };
    let codes = |settings: &str| {
        let findings = load(settings, &[]).unwrap().check();
        let codes =
            findings.iter().filter(|it| [Code::EditionOffCalendar, Code::CalendarEnds].contains(&it.code()));
        codes.map(|it| format!("{} {}", it.code(), it.message(Lang::En))).collect::<Vec<_>>()
    };
    assert_eq!(codes(&with("2024-08-01", "")).len(), 1, "only when the calendar ends");
    assert!(codes(&with("2024-08-01", ""))[0].starts_with("BH0601"));
    let late = codes(&with("2024-08-01", "2027-06-30"));
    assert_eq!(late.len(), 1);
    assert!(late[0].starts_with("BH0837 the edition is in force in 2027-01-01..2027-06-30,"), "{late:?}");
    assert!(codes(&with("2027-01-01", ""))[0].contains("in 2027-01-01..,"));
    assert!(codes(&with("2003-06-01", "2026-12-31"))[0].contains("in 2003-06-01..2003-12-31,"));
    assert!(codes(&with("2024-08-01", "2026-12-31"))[0].starts_with("BH0601"));
}

#[test]
fn overlap_ok_names_rows_that_are_there() {
    let rows = |ok: &str| {
        [
            row(&[("row", "A"), ("matter", "停车"), ("lead", "城管"), ("overlap_ok", ok)]),
            row(&[("row", "B"), ("matter", "停车"), ("lead", "派出所")]),
        ]
    };
    assert!(load(SETTINGS, &rows("b")).is_ok());
    for wrong in ["C", "A", "B、C"] {
        let error = load(SETTINGS, &rows(wrong)).unwrap_err();
        let codes: Vec<_> = error.findings().iter().map(Finding::code).collect();
        assert!(codes.contains(&Code::OverlapUnknown), "{wrong}");
    }
}

#[test]
fn findings_are_ranked_capped_counted_and_compared() {
    let many: Vec<String> = (0..8)
        .map(|n| row(&[("row", &format!("R{n}")), ("matter", &format!("停车/{n}")), ("lead", "GONE")]))
        .collect();
    let engine = load(SETTINGS, &many).unwrap();
    let tickets: Vec<Ticket> = (0..5)
        .map(|n| {
            let mut ticket = Ticket::new(n.to_string(), "2025-01-17 10:00".parse().unwrap());
            ticket.matter = Some(if n < 3 { "停车/6".into() } else { "停车/4".into() });
            ticket
        })
        .collect();
    let report = engine.check_with(&Check::new().tickets(&tickets));
    let ours: Vec<_> = report.findings.iter().filter(|it| it.code() == Code::LeadNever).collect();
    let touched: Vec<_> = ours.iter().map(|it| (it.place().row.unwrap(), it.touched().unwrap())).collect();
    assert_eq!(touched, [(8, 3), (6, 2), (2, 0), (3, 0), (4, 0)]);
    let hidden: Vec<_> = report.hidden.iter().filter(|it| it.code == "BH0818").collect();
    assert_eq!(hidden[0].count, 3);
    assert!(engine.check_with(&Check::new().all(true)).hidden.is_empty());

    // a row more at the top moves every line, and is the only thing that is new; R3 is mended
    let mut newer = vec![row(&[("row", "X"), ("matter", "停车/x"), ("lead", "GONE")])];
    newer.extend(many.iter().map(|row| row.replace("R3,停车/3,,,,,GONE", "R3,停车/3,,,,,CG")));
    let old = engine.check();
    let newer = load(SETTINGS, &newer).unwrap();
    let report = newer.check_with(&Check::new().against(&old));
    let ours = |list: &[Finding]| {
        let ours = list.iter().filter(|it| it.code() == Code::LeadNever);
        ours.map(|it| it.message(Lang::En).split('`').nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((ours(&report.findings), ours(&report.gone)), (vec!["X".to_owned()], vec!["R3".to_owned()]));
    // rows without a name are known by what they say
    let unnamed = |n: &str| row(&[("matter", n), ("lead", "GONE")]);
    let old = load(SETTINGS, &[unnamed("停车/1"), unnamed("停车/2")]).unwrap().check();
    let new = load(SETTINGS, &[unnamed("停车/2"), unnamed("停车/3")]).unwrap();
    let report = new.check_with(&Check::new().against(&old));
    let rows = |list: &[Finding]| {
        list.iter().filter(|it| it.code() == Code::LeadNever).map(|it| it.place().row).collect::<Vec<_>>()
    };
    assert_eq!((rows(&report.findings), rows(&report.gone)), (vec![Some(3)], vec![Some(2)]));
}
