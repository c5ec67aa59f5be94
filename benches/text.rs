//! Ways to look for keywords in the text of a ticket, side by side: what `PATIENCE` and `MANY` of the library rest
//! on. Texts are those of the standard workload, just read; keywords are drawn from its 1,550.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![expect(clippy::print_stdout, reason = "it is the result")]

#[path = "../crates/bihuan/src/condition/index/search.rs"]
mod search;

/// The library's own search, which is not public.
#[path = "../crates/bihuan/src/condition/index/words.rs"]
#[expect(dead_code, unused_imports, reason = "the file is the library's")]
mod words;

#[path = "../crates/bihuan/src/model"]
mod model {
    #[expect(dead_code, unused_imports, reason = "the file is the library's")]
    pub(crate) mod text;
}

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use bihuan::{ColumnMap, Format, Tickets};
use memchr::memmem::Finder;
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use words::{TextSeen, WordList};

fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

fn workload() -> Option<PathBuf> {
    let named = std::env::var_os("BIHUAN_WORKLOAD").map(PathBuf::from);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/dispatch-bench");
    named.or(Some(own)).filter(|folder| folder.join("rulebook_100").exists())
}

/// The texts of the tickets, and every keyword of the table.
fn read(folder: &Path) -> (Vec<String>, Vec<String>) {
    let mut tickets = Tickets::default();
    let data = std::fs::read(folder.join("bihuan_tickets_heavy.csv")).unwrap();
    tickets.read("tickets.csv", &data, Format::Csv, &ColumnMap::default()).unwrap();
    let texts = tickets.list.into_iter().filter_map(|filed| filed.ticket.text).take(2_000).collect();
    let table = std::fs::read_to_string(folder.join("rulebook_heavy/dispatch.csv")).unwrap();
    let cells = table.lines().skip(1).filter_map(|line| line.split(',').nth(2));
    let keywords: BTreeSet<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    (texts, keywords.into_iter().map(str::to_owned).collect())
}

/// The median of blocks of 100 texts, in nanoseconds a text; `run` is given the text and its number.
fn median(texts: &[String], mut run: impl FnMut(&str, usize) -> usize) -> f64 {
    let mut blocks = Vec::new();
    for _ in 0..15 {
        for (block, texts) in texts.chunks(100).enumerate() {
            let mut all = |texts: &[String]| {
                for (at, text) in texts.iter().enumerate() {
                    black_box(run(text, block * 100 + at));
                }
            };
            all(texts);
            let start = cpu();
            all(black_box(texts));
            blocks.push((cpu() - start) / texts.len() as f64);
        }
    }
    blocks.sort_by(f64::total_cmp);
    *blocks.get(blocks.len() / 2).unwrap()
}

fn main() {
    let Some(folder) = workload() else {
        println!("SKIPPED: the standard workload: no BIHUAN_WORKLOAD, none in target/dispatch-bench");
        return;
    };
    let (texts, keywords) = read(&folder);
    let finders: Vec<Finder<'_>> = keywords.iter().map(|word| Finder::new(word.as_bytes())).collect();
    let words = |many: bool| {
        let mut list = WordList::default();
        let ids: Vec<u32> = keywords.iter().map(|word| list.id(word)).collect();
        (list.finished(many), ids)
    };
    let ((late, ids), (at_once, _)) = (words(false), words(true));
    // which keywords a text is asked for: spread over all of them, the same for every way
    let asked = |text: usize, nth: usize| (text * 7919 + nth * 104_729) % keywords.len();

    println!("{} keywords, {} texts; nanoseconds a text", keywords.len(), texts.len());
    println!(
        "{:>10} {:>14} {:>14} {:>14} {:>14}",
        "asked for", "memmem each", "pairs at once", "the library", "memmem::find"
    );
    for count in [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 32, 64] {
        let each = median(&texts, |text, number| {
            let found = |nth: &usize| {
                let finder = finders.get(asked(number, *nth));
                finder.is_some_and(|finder| finder.find(text.as_bytes()).is_some())
            };
            (0..count).filter(found).count()
        });
        let unprepared = median(&texts, |text, number| {
            let found = |nth: &usize| {
                let word = keywords.get(asked(number, *nth)).map_or("", String::as_str);
                memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some()
            };
            (0..count).filter(found).count()
        });
        let mut seen = TextSeen::default();
        let mut library = |words: &words::Words| {
            median(&texts, |text, number| {
                seen.begin();
                let found = |nth: &usize| {
                    let id = ids.get(asked(number, *nth)).copied().unwrap_or_default();
                    seen.contains(|| text, words, id)
                };
                (0..count).filter(found).count()
            })
        };
        let (pairs, own) = (library(&at_once), library(&late));
        println!("{count:>10} {each:>14.0} {pairs:>14.0} {own:>14.0} {unprepared:>14.0}");
    }
    for (name, kind) in [
        ("automaton over all keywords, DFA", AhoCorasickKind::DFA),
        ("the same, contiguous NFA", AhoCorasickKind::ContiguousNFA),
    ] {
        let automaton =
            AhoCorasick::builder().kind(Some(kind)).match_kind(MatchKind::Standard).build(&keywords).unwrap();
        let all = median(&texts, |text, _| automaton.find_overlapping_iter(text).count());
        println!("{name:<40} {all:>6.0}   {:.0} kB", automaton.memory_usage() as f64 / 1e3);
    }
}
