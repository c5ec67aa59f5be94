//! Two rulebooks compared: regions with witnesses, `only`, editions, settings, rows, and past tickets replayed.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where it finds something else"
)]

use bihuan::{
    Code, Diff, Engine, ErrorKind, Event, History, Lang, RegionChange, Replayed, RuleChange, RuleChanged,
    Rulebook, Ticket,
};

const UNITS: &str = "code,name,role,area\nCY,城运中心,,\nCG,城管中队,,\nPC,派出所,,\nJ1,一居,居委会,a/1\nJ2,二居,居委会,a/2\n";

/// A rulebook of these settings and rows.
fn book(settings: &str, rows: &str) -> Engine {
    let settings = format!("calendar = 'weekdays'\n{settings}\n[[fallback]]\nlead = 'CY'\n");
    let table = format!("row,matter,hours,area,lead,assist,limit,basis\n{rows}");
    let files = [("rulebook.toml", settings), ("units.csv", UNITS.to_owned()), ("dispatch.csv", table)];
    Rulebook::from_parts(files).compile().unwrap()
}

fn lead(engine: &Engine, ticket: &Ticket) -> String {
    engine.dispatch(ticket).unwrap().parts[0].lead.clone()
}

#[test]
fn a_region_its_rows_and_a_ticket_that_shows_it() {
    let limit = "[[limit]]\nname = 'due'\nlimit = '5工作日'\n";
    let book = |version: u32, rows: &str| book(&format!("version = '{version}'\n{limit}"), rows);
    let old = book(1, "n,噪声,,,CG,,,\n");
    let new = book(2, "n,噪声,,,CG,,,\nnight,噪声,22:00-06:00,,PC,CG,2工作日,条例\n");
    let changes = old.diff(&new, &Diff::new()).unwrap();
    let [region] = changes.regions.as_slice() else { panic!("{changes:?}") };
    assert_eq!(region.region, "matter=噪声; hours=22:00-06:00");
    let said: Vec<_> = region
        .differences
        .iter()
        .map(|it| (it.what.as_str(), it.old.as_deref(), it.new.as_deref()))
        .collect();
    let expected = [
        ("lead", Some("CG"), Some("PC")),
        ("assist", None, Some("CG")),
        ("limit.due", Some("5wd"), Some("2wd")),
        ("basis", None, Some("条例")),
    ];
    assert_eq!(said, expected);
    assert_eq!(
        (region.old_rules.join(" "), region.new_rules.join(" ")),
        ("n limit.1".into(), "night".into())
    );
    assert_eq!((lead(&old, &region.witness), lead(&new, &region.witness)), ("CG".into(), "PC".into()));
    assert_eq!(
        (changes.rules[0].change, changes.rules[0].new.as_deref()),
        (RuleChanged::Added, Some("night"))
    );
    assert_eq!(changes.settings[0].name, "version");
    let zh = changes.in_(Lang::Zh);
    assert!(
        zh.contains("工单范围：matter=噪声; hours=22:00-06:00\n  主办: CG 城管中队 → PC 派出所\n"),
        "{zh}"
    );
    let rows = changes.rows();
    assert_eq!((rows[0].kind, rows.iter().filter(|row| row.kind == "region").count()), ("rule", 4));
    let (json, rules) =
        (serde_json::to_string(region).unwrap(), serde_json::to_string(&changes.rules).unwrap());
    assert_eq!(serde_json::from_str::<RegionChange>(&json).unwrap(), *region);
    assert_eq!(serde_json::from_str::<Vec<RuleChange>>(&rules).unwrap(), changes.rules);
}

#[test]
fn what_only_looks_different_is_proven_to_change_nothing() {
    let old = book("", "a,噪声,,,CG,,,\nb,停车,,,PC,,,\n");
    let new = book("", "b,停车,,,PC,,,\nx,噪声/装修噪声,,,CG,,,\na,噪声,,,CG,,,\n");
    let changes = old.diff(&new, &Diff::new()).unwrap();
    assert!(changes.is_unchanged(), "{changes:?}");
    let rules: Vec<_> = changes.rules.iter().map(|rule| rule.change).collect();
    assert!(rules.contains(&RuleChanged::Added) && rules.contains(&RuleChanged::Moved), "{rules:?}");
    assert!(changes.in_(Lang::En).contains("no ticket is decided differently at receipt (proven)"));
}

#[test]
fn a_change_stays_where_it_was_meant_or_is_named_with_a_ticket() {
    let old = book("", "n,噪声,,,CG,,,\n");
    let new = book("", "n,噪声,,,CG,,,\nnight,噪声,22:00-07:00,,PC,,,\n");
    let only = |text: &str| old.diff(&new, &Diff::new().only(text)).unwrap();
    assert!(only("事项=噪声；停车; 时段=21:00-08:00").outside.is_empty());
    let changes = only("matter=噪声; hours=22:00-06:00");
    let [finding] = changes.outside.as_slice() else { panic!("{changes:?}") };
    assert_eq!(finding.code(), Code::ChangeOutside);
    let witness = Ticket::from_fields(finding.witness().iter().map(|(name, value)| (name, value))).unwrap();
    assert_ne!(lead(&old, &witness), lead(&new, &witness));
    assert!(witness.received_at.to_string().contains("06:"), "{witness:?}");
    assert!(changes.regions[0].outside);
    for wrong in ["colour=red", "lead=CG", "hours=8-9"] {
        assert_eq!(
            old.diff(&new, &Diff::new().only(wrong)).unwrap_err().kind(),
            ErrorKind::Question,
            "{wrong}"
        );
    }
}

#[test]
fn roles_are_told_as_roles() {
    let old = book("", "n,噪声,,,居委会,,,\n");
    let new = book("", "n,噪声,,,CG,居委会,,\n");
    let changes = old.diff(&new, &Diff::new()).unwrap();
    let region = changes.regions.iter().find(|it| it.old_rules.contains(&"n".to_owned())).unwrap();
    assert_eq!(region.region, "matter=噪声; area=a/1、a/2");
    let said: Vec<_> = region.differences.iter().map(|it| (it.old.as_deref(), it.new.as_deref())).collect();
    assert_eq!(said, [(Some("居委会"), Some("CG")), (None, Some("居委会"))]);
    assert_eq!(changes.regions.len(), 2, "{changes:?}");
}

#[test]
fn limits_by_channel_and_lead() {
    let rows = "n,噪声,,,CG,,,\np,停车,,,PC,,3工作日,\n";
    let old = book(
        "[[green]]\nurgency = '特急'\n[[limit]]\nname = 'due'\nlimit = '1工作日'\nchannel = '绿色通道'",
        rows,
    );
    let new = book(
        "[[green]]\nurgency = '特急'\n[[limit]]\nname = 'due'\nlimit = '2小时'\nchannel = '绿色通道'",
        rows,
    );
    let changes = old.diff(&new, &Diff::new().all(true)).unwrap();
    assert!(changes.regions.iter().all(|region| region.region.contains("urgency=特急")), "{changes:?}");
    // a row's own limit stands
    let mut parked = Ticket::new("1", "2025-01-06".parse().unwrap());
    parked.set("matter", "停车");
    parked.set("urgency", "特急");
    let due = |engine: &Engine| engine.dispatch(&parked).unwrap().parts[0].due;
    assert_eq!(due(&old), due(&new));
    assert!(changes.regions.iter().all(|region| region.differences[0].what == "limit.due"));
}

#[test]
fn editions_and_what_is_not_compared() {
    let old = book("from = 2024-01-01\ncounting = 'next_day'", "n,噪声,,,CG,,,\n");
    let new =
        book("from = 2024-07-01\noffice_hours = ['09:00-17:00']\ncounting = 'clock'", "n,噪声,,,CG,,,\n");
    let changes = old.diff(&new, &Diff::new()).unwrap();
    let [region] = changes.regions.as_slice() else { panic!("{changes:?}") };
    assert_eq!(
        (region.region.as_str(), region.differences[0].what.as_str()),
        ("from=2024-01-01; until=2024-06-30", "edition")
    );
    assert!(old.dispatch(&region.witness).is_ok() && new.dispatch(&region.witness).is_err());
    let named: Vec<_> = changes.settings.iter().map(|it| (it.name.as_str(), it.compared)).collect();
    assert_eq!(named, [("from", true), ("counting", false), ("office_hours", false)]);
}

#[test]
fn a_budget_says_what_it_did_not_finish() {
    let rows = |lead: &str| -> String { (0..60).map(|at| format!("r{at},m{at},,,{lead},,,\n")).collect() };
    let (old, new) = (book("", &rows("CG")), book("", &rows("PC")));
    let changes = old.diff(&new, &Diff::new().steps(200)).unwrap();
    assert!(changes.unfinished > 0 && !changes.is_unchanged());
    let changes = old.diff(&new, &Diff::new()).unwrap();
    assert_eq!((changes.regions.len(), changes.hidden, changes.unfinished), (20, 40, 0));
}

#[test]
fn rows_without_a_name_are_matched_by_what_they_say() {
    let book = |rows: &str| book("", rows);
    let old = book(",噪声,,,CG,,,\n,停车,,,PC,,,\n,养犬,,,PC,,,\n");
    let new = book(",绿化,,,CG,,,\n,噪声,,,CG,,,\n,停车,,,CG,,,\n,养犬,,,PC,,,\n");
    let changes = old.diff(&new, &Diff::new()).unwrap();
    let told: Vec<_> =
        changes.rules.iter().map(|rule| (rule.change, rule.old.as_deref(), rule.new.as_deref())).collect();
    let expected = [(RuleChanged::Added, None, Some("2")), (RuleChanged::Changed, Some("3"), Some("4"))];
    assert_eq!(told, expected);
    let cell = &changes.rules[1].cells[0];
    assert_eq!(
        (cell.column.as_str(), cell.old.as_deref(), cell.new.as_deref()),
        ("lead", Some("PC"), Some("CG"))
    );
}

#[test]
fn past_tickets_replayed() {
    let old = book("", "n,噪声,,,CG,,,\n");
    let new = book("", "n,噪声,,,CG,,,\nnight,噪声,22:00-06:00,,PC,CG,2工作日,\n");
    let mut tickets: Vec<(Ticket, History)> = Vec::new();
    for (id, at) in ["2025-01-06 23:00", "2025-01-06 12:00", "2025-01-07 03:00"].iter().enumerate() {
        let mut ticket = Ticket::new(format!("{id}"), at.parse().unwrap());
        ticket.set("matter", "噪声");
        tickets.push((ticket, History::new()));
    }
    // a return that was upheld keeps CG from leading in both
    let mut history = History::new();
    let fields = [("at", "2025-01-07 10:00"), ("kind", "return_upheld"), ("unit", "CG"), ("part", "1")];
    history.push(Event::from_fields(fields).unwrap());
    let mut returned = Ticket::new("9", "2025-01-06 12:00".parse().unwrap());
    returned.set("matter", "噪声");
    tickets.push((returned, history));
    let replay = |all| old.replay(&new, tickets.iter().map(|(ticket, history)| (ticket, history)), all);
    let replayed = replay(false);
    assert_eq!((replayed.tickets, replayed.changed, replayed.undecided), (4, 2, 0));
    let unit = |code: &str| replayed.units.iter().find(|it| it.unit == code).unwrap();
    assert_eq!((unit("CG").lead_lost, unit("CG").assist_gained, unit("PC").lead_gained), (2, 2, 2));
    assert_eq!((unit("CG").old_lead, unit("CG").new_lead, unit("CY").new_lead), (3, 1, 1));
    assert_eq!(replayed.shifts[0].what, "limit.due");
    assert_eq!((replayed.list[0].ticket.as_str(), replayed.list[0].new_rows.join("")), ("0", "night".into()));
    assert!(replayed.in_(Lang::Zh).contains("重放工单 4 件，其中 2 件分派不同"));
    assert_eq!(replayed.rows().iter().filter(|row| row.kind == "unit").count(), 4);
    assert_eq!(replay(true).list.len(), 2);
    let json = serde_json::to_string(&replayed).unwrap();
    assert_eq!(serde_json::from_str::<Replayed>(&json).unwrap(), replayed);
    assert_eq!(replayed.names["CG"], "城管中队");
}
