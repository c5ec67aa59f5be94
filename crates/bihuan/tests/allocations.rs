//! A dispatcher allocates nothing once it has warmed up, whatever comes: counted.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(unsafe_code, reason = "an allocator is")]

use bihuan::{Engine, Rulebook, Ticket};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::path::Path;

/// Counts the allocations of each thread.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is the system allocator's, only counted
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as this function's caller promises
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as this function's caller promises
        unsafe { System.realloc(at, layout, size) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as this function's caller promises
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const SETTINGS: &str = "name = 't'\ncounting = 'clock'\noffice_hours = ['09:00-17:00']\n\
    [[fallback]]\nlead = 'A'\nassist = '居委会'\n[[fallback]]\ndemand = '咨询'\nlead = 'B'\n\
    [[emergency]]\nkeywords = '起火'\ncall = '119'\n[[green]]\n\"where.户数\" = '>=10'\n\
    [[not_accepted]]\nkeywords = 'lawsuit、诉讼'\ntell = '请按法定途径提出'\n\
    [[limit]]\nname = 'due'\nchannel = '绿色通道'\nparts = '>1'\nlimit = '4工作时'\n\
    [[limit]]\nname = 'due'\nlead_role = '居委会'\nlimit = '3工作日'\n\
    [[limit]]\nname = 'first_contact'\nlimit = '30分钟'\n";
const UNITS: &str =
    "code,name,role,area,until\nA,甲,,,\nB,乙,居委会,永丰,\nC,丙,居委会,永丰/一,\nD,丁,,,2025-01-01\n";
const MATTERS: &str = "matter,aliases\n噪声/装修,吵\n水,\n";
const ROWS: &str = "matter,keywords,not_keywords,area,hours,days,where.级别,lead,assist,extra,priority,from\n\
    噪声,,,,22:00-06:00,休息日,,居委会,D、A,,,\n噪声/装修,扰民,已解决,!永丰/二,,,,A,居委会,,,\n\
    ,wifi、漏水,,,,,,B,A,是,,\n水,,,,,,1..5,A,,,2,2024-01-01\n水,,,,,,,居委会,,是,,\n";

fn tickets() -> Vec<Ticket> {
    let mut tickets = Vec::new();
    let texts = [
        "",
        "夜里装修扰民",
        "装修 扰 民，已解决",
        "家里起火",
        "要ＬＡＷsuit",
        "WiFi坏了，漏 水",
        "a\u{3000}b",
    ];
    let matters = ["噪声/装修", "噪 声／装修", "吵", "水/漏", "ABC//d", "a\\/b", ""];
    for (turn, text) in texts.iter().enumerate() {
        for (at, matter) in matters.iter().enumerate() {
            for time in ["2025-01-17 23:10", "2025-01-18", "2025-10-01T05:00:00+08:00", "2031-02-03 10:00"] {
                let area = ["永丰/一/三", "永丰／二", "外地", ""][(turn + at) % 4];
                let fields = [
                    ("id", "1"),
                    ("received_at", time),
                    ("text", text),
                    ("matter", matter),
                    ("area", area),
                    ("urgency", "火急"),
                    ("demand", ["咨询", "投诉", "抱怨"][at % 3]),
                    ("级别", ["3", "5.5", "x", ""][(turn + 2 * at) % 4]),
                    ("户数", ["12", "没有"][turn % 2]),
                ];
                tickets.push(Ticket::from_fields(fields).unwrap());
            }
        }
    }
    tickets
}

fn count(engine: &Engine, tickets: &[Ticket]) -> usize {
    let mut dispatcher = engine.dispatcher();
    let mut allocations = 0;
    for turn in 0..3 {
        let before = COUNT.get();
        for ticket in tickets {
            let dispatched = dispatcher.dispatch(ticket).unwrap();
            assert!(dispatched.first().is_some());
            for part in dispatched.parts() {
                assert!(!part.lead().is_empty() && part.assists().all(|assist| assist != part.lead()));
            }
        }
        if turn > 0 {
            allocations += COUNT.get() - before;
        }
    }
    allocations
}

#[test]
fn tickets_of_all_kinds_allocate_nothing() {
    let parts =
        [("rulebook.toml", SETTINGS), ("units.csv", UNITS), ("matters.csv", MATTERS), ("dispatch.csv", ROWS)];
    let engine = Rulebook::from_parts(parts).compile().unwrap();
    let tickets = tickets();
    let decisions: Vec<_> = tickets.iter().map(|ticket| engine.dispatch(ticket).unwrap()).collect();
    // they are of all kinds: channels, reasons, notes, several parts
    let words = serde_json::to_string(&decisions).unwrap();
    for word in [
        "\"emergency\"",
        "\"green\"",
        "\"normal\"",
        "\"row\"",
        "\"extra\"",
        "\"no_row\"",
        "\"not_accepted\"",
        "unlisted_matter",
        "unknown_value",
        "not_covered",
        "assist_unresolved",
        "assist_inactive",
    ] {
        assert!(words.contains(word), "{word}");
    }
    assert!(decisions.iter().any(|decision| decision.parts.len() > 1));
    assert_eq!(count(&engine, &tickets), 0);
}

#[test]
fn the_example_allocates_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let engine = Engine::load(folder.join("rulebooks/songjiang")).unwrap();
    let mut tickets = bihuan::Tickets::default();
    let data = std::fs::read(folder.join("tickets/tickets.csv")).unwrap();
    tickets.read("tickets.csv", &data, bihuan::Format::Csv, &bihuan::ColumnMap::default()).unwrap();
    let tickets: Vec<Ticket> = tickets.list.into_iter().map(|filed| filed.ticket).collect();
    assert_eq!(count(&engine, &tickets), 0);
}
