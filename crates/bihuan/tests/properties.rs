//! Properties that hold for whatever comes in: nothing panics, nothing is lost, nothing changes its mind.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bihuan::{ColumnMap, Engine, Event, Format, History, Moment, Rulebook, State, Ticket, Tickets};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// Pieces that cells are made of: marks in both widths, words, numbers, dates, and noise.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "!",
        "！",
        "=",
        "/",
        "／",
        "\\",
        "＼",
        ">",
        "<",
        ">=",
        "..",
        ":",
        "-",
        "*",
        "＊",
        "、",
        ",",
        "；",
        "\n",
        " ",
        "\u{3000}",
        "噪声",
        "投诉",
        "工作日",
        "周一",
        "22:00-06:00",
        "5工作日",
        "1..5",
        "2025-01-17",
        "CG",
        "城管",
        "是",
        "007",
        "999999999999999999999",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => ".{0,3}"]
}

fn cell() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..6).prop_map(|pieces| pieces.concat())
}

const COLUMNS: &[&str] = &[
    "row",
    "matter",
    "keywords",
    "all_keywords",
    "not_keywords",
    "area",
    "demand",
    "urgency",
    "source",
    "hours",
    "days",
    "where.级别",
    "lead",
    "assist",
    "extra",
    "channel",
    "limit",
    "stages",
    "priority",
    "from",
    "until",
];

const SETTINGS: &str = "name = 't'\noffice_hours = ['09:00-17:00']\n[[fallback]]\nlead = 'CG'\n";
const UNITS: &str = "code,name,role,area\nCG,城管,城管,\nJW,居委会,居委会,永丰\n";

fn quoted(cells: &[String]) -> String {
    cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
}

/// The songjiang rulebook, compiled once.
static SONGJIANG: LazyLock<Engine> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/rulebooks/songjiang");
    Engine::load(folder).unwrap()
});

const KINDS: &[&str] = &[
    "dispatched",
    "contacted",
    "contact_failed",
    "visit_agreed",
    "visited",
    "slip_filed",
    "handled",
    "assisted",
    "replied",
    "revisited",
    "completed",
    "rechecked",
    "reported_weekly",
    "reported_monthly",
    "tracker_assigned",
    "returned",
    "return_upheld",
    "return_rejected",
    "designated",
    "amended",
    "extension_granted",
    "instructed",
    "supervised",
    "reopened",
    "cancelled",
    "merged",
    "waived",
    "unheard_of",
];

/// A history of a few days, some of it impossible.
fn history() -> impl Strategy<Value = History> {
    let event = (
        0..14_400_u32,
        prop::sample::select(KINDS),
        prop::option::of(prop::sample::select(vec!["CGZD", "PCS", "CYZX", "HFZ", "nobody"])),
        prop::option::of(1..3_u32),
        prop::option::of(prop::sample::select(vec![
            ("satisfaction", "不满意"),
            ("reason", "非本单位职能"),
            ("until", "2025-01-20"),
            ("obligation", "handled"),
            ("needs_visit", "是"),
            ("limit", "2工作日"),
        ])),
    );
    prop::collection::vec(event, 0..25).prop_map(|events| {
        events
            .into_iter()
            .map(|(minute, kind, unit, part, field)| {
                let at =
                    format!("2025-01-{:02} {:02}:{:02}", 13 + minute / 1440, minute / 60 % 24, minute % 60);
                let mut event = Event::new(at.parse().unwrap(), kind);
                event.set("unit", unit.unwrap_or_default());
                event.set("part", part.map(|part| part.to_string()).unwrap_or_default());
                if let Some((name, value)) = field {
                    event.set(name, value);
                }
                event
            })
            .collect()
    })
}

fn ticket(matter: String, text: String, area: String) -> Ticket {
    let mut ticket = Ticket::new("1", "2025-01-13 10:00".parse().unwrap());
    ticket.matter = Some(matter);
    ticket.text = Some(text);
    ticket.area = Some(area);
    ticket
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn a_row_of_anything_is_compiled_or_objected_to(cells in prop::collection::vec(cell(), COLUMNS.len())) {
        let table = format!("{}\n{}\n", COLUMNS.join(","), quoted(&cells));
        let parts = [("rulebook.toml", SETTINGS), ("units.csv", UNITS), ("dispatch.csv", table.as_str())];
        match Rulebook::from_parts(parts).compile() {
            Ok(engine) => prop_assert!(engine.dispatch(&ticket("噪声".into(), String::new(), "永丰".into())).is_ok()),
            Err(error) => prop_assert!(!error.findings().is_empty()),
        }
    }

    #[test]
    fn any_bytes_are_read_or_objected_to(settings in ".{0,200}", table in prop::collection::vec(any::<u8>(), 0..200)) {
        let parts = [("rulebook.toml", settings.as_bytes()), ("units.csv", UNITS.as_bytes()), ("dispatch.csv", &table)];
        if let Err(error) = Rulebook::from_parts(parts).compile() {
            prop_assert!(!error.findings().is_empty());
        }
        let mut tickets = Tickets::default();
        let map = ColumnMap::default();
        let _ = tickets.read("t.csv", &table, Format::Csv, &map);
        let _ = tickets.read("t.jsonl", &table, Format::JsonLines, &map);
    }

    #[test]
    fn units_and_matters_come_back_from_json(at in 0..40_usize) {
        if let Some(unit) = SONGJIANG.units().get(at) {
            let json = serde_json::to_string(unit).unwrap();
            prop_assert_eq!(&serde_json::from_str::<bihuan::Unit>(&json).unwrap(), unit);
        }
        if let Some(matter) = SONGJIANG.matters().get(at) {
            let json = serde_json::to_string(matter).unwrap();
            prop_assert_eq!(&serde_json::from_str::<bihuan::Matter>(&json).unwrap(), matter);
        }
    }

    #[test]
    fn every_ticket_has_a_lead(matter in cell(), text in cell(), area in cell()) {
        let decision = SONGJIANG.dispatch(&ticket(matter, text, area)).unwrap();
        prop_assert!(!decision.parts.is_empty());
        for part in &decision.parts {
            prop_assert!(!part.lead.is_empty() && !part.assist.contains(&part.lead));
        }
        let leads: Vec<_> = decision.parts.iter().map(|part| &part.lead).collect();
        prop_assert!(leads.iter().enumerate().all(|(at, lead)| !leads.iter().take(at).any(|other| other == lead)));
    }

    #[test]
    fn equal_input_gives_equal_answers(history in history()) {
        let ticket = ticket("噪声/装修噪声".into(), "装修".into(), "永丰街道".into());
        let now: Moment = "2025-01-22 12:00".parse().unwrap();
        let engine = SONGJIANG.clone();
        prop_assert_eq!(engine.redispatch(&ticket, &history).unwrap(), SONGJIANG.redispatch(&ticket, &history).unwrap());
        let verdict = engine.audit(&ticket, &history, now).unwrap();
        prop_assert_eq!(&verdict, &SONGJIANG.audit(&ticket, &history, now).unwrap());
        // breaches are the instances that are violated, overdue or met late (design, columns)
        let breach = |state| matches!(state, State::Violated | State::Overdue | State::MetLate);
        let counted = verdict.obligations.iter().filter(|instance| breach(instance.state)).count();
        prop_assert_eq!(verdict.breaches, counted);
    }

    /// C-9: a decided instance never changes as `now` moves on, but for revival and forgiveness.
    #[test]
    fn what_is_decided_stays_decided(mut history in history(), hours in 0..240_u32) {
        history.events.retain(|event| event.kind != "reopened" && event.kind != "waived");
        let ticket = ticket("噪声/装修噪声".into(), "装修".into(), "永丰街道".into());
        let early: Moment = format!("2025-01-{:02} {:02}:00", 13 + hours / 24, 11.max(hours % 24)).parse().unwrap();
        let late: Moment = "2025-02-20 12:00".parse().unwrap();
        let decided = |now: Moment| {
            let verdict = SONGJIANG.audit(&ticket, &history, now).unwrap();
            let mut instances: BTreeMap<_, usize> = BTreeMap::new();
            for instance in verdict.obligations {
                if !matches!(instance.state, State::Pending | State::Overdue) {
                    let key = (instance.obligation, instance.part, instance.assist, instance.since.to_string(),
                        instance.state, instance.met_at.map(|at| at.to_string()), instance.evidence);
                    *instances.entry(key).or_default() += 1;
                }
            }
            instances
        };
        let after = decided(late);
        for (instance, count) in decided(early) {
            prop_assert!(after.get(&instance).is_some_and(|later| *later >= count), "{:?}", instance);
        }
    }

    /// G-6: only the order of equal times depends on the order given.
    #[test]
    fn events_may_come_in_any_order(history in history(), seed in any::<u64>()) {
        let mut events = history.events.clone();
        events.sort_by_key(|event| event.at.to_string());
        events.dedup_by_key(|event| event.at);
        let ticket = ticket("噪声/装修噪声".into(), "装修".into(), "永丰街道".into());
        let now: Moment = "2025-02-20 12:00".parse().unwrap();
        let sorted: History = events.iter().cloned().collect();
        let mut seed = seed;
        events.sort_by_cached_key(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            seed
        });
        let shuffled: History = events.into_iter().collect();
        let states = |history: &History| {
            let verdict = SONGJIANG.audit(&ticket, history, now).unwrap();
            let states = verdict.obligations.into_iter().map(|instance| (instance.obligation, instance.since, instance.state));
            states.collect::<Vec<_>>()
        };
        prop_assert_eq!(states(&sorted), states(&shuffled));
    }
}
