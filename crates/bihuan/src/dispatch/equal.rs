//! The indexed evaluator against the plain one: equal decisions, note for note, on random rulebooks, tickets
//! and histories of all kinds. `BIHUAN_SEEDS=1000..9000` runs other rulebooks than the tests do.

use super::random::{Dice, history, rulebook, ticket};
use crate::{History, Rulebook, Ticket};

/// Compares the answers of one rulebook to so many tickets.
fn compare(seed: u64, tickets: usize) -> bool {
    let dice = &mut Dice::new(seed);
    let parts = rulebook(dice);
    let engine = match Rulebook::from_parts(parts.clone()).compile() {
        Ok(engine) => engine,
        Err(error) => panic!("seed {seed}: {error:?}\n{parts:?}"),
    };
    let mut dispatcher = engine.dispatcher();
    for turn in 0..tickets {
        let ticket = ticket(dice);
        let history = if dice.chance(30) { history(dice) } else { History::new() };
        let plain = engine.plainly(&ticket, &history).unwrap();
        let indexed = engine.redispatch(&ticket, &history).unwrap();
        assert_eq!(indexed, plain, "seed {seed}, turn {turn}: {ticket:?} {history:?}");
        let plain = match history.events.is_empty() {
            true => plain,
            false => engine.plainly(&ticket, &History::new()).unwrap(),
        };
        let dispatched = dispatcher.dispatch(&ticket).unwrap();
        let head = (dispatched.channel(), dispatched.call(), dispatched.tell());
        assert_eq!(head, (plain.channel, plain.call.as_deref(), plain.tell.as_deref()));
        assert_eq!(dispatched.parts().len(), plain.parts.len());
        for (part, plain) in dispatched.parts().zip(&plain.parts) {
            assert_eq!(
                (part.number(), part.lead(), part.reason()),
                (plain.part, plain.lead.as_str(), plain.reason)
            );
            assert_eq!((part.row(), part.due()), (plain.row.as_deref(), plain.due), "seed {seed} {ticket:?}");
            assert_eq!(part.first_contact_due(), plain.first_contact_due, "seed {seed} {ticket:?}");
            assert_eq!(part.assists().collect::<Vec<_>>(), plain.assist);
            let texts = (part.basis(), part.tip(), part.signoff());
            assert_eq!(texts, (plain.basis.as_deref(), plain.tip.as_deref(), plain.signoff.as_deref()));
        }
        assert_eq!(dispatched.into_decision(), plain, "seed {seed}, turn {turn}: {ticket:?}");
    }
    true
}

#[test]
fn indexed_answers_are_the_plain_ones() {
    let seeds = std::env::var("BIHUAN_SEEDS").unwrap_or_else(|_| "1..800".to_owned());
    let (from, to) = seeds.split_once("..").unwrap();
    for seed in from.parse().unwrap()..to.parse().unwrap() {
        assert!(compare(seed, 60));
    }
}

#[test]
fn a_long_text_is_searched_to_its_end() {
    let parts = [
        ("rulebook.toml", "name = 't'\n[[fallback]]\nlead = 'A'\n".to_owned()),
        ("units.csv", "code,name\nA,甲\nB,乙\n".to_owned()),
        ("dispatch.csv", "keywords,lead\n噪声扰民,B\n".to_owned()),
    ];
    let engine = Rulebook::from_parts(parts).compile().unwrap();
    let mut dispatcher = engine.dispatcher();
    for (end, lead) in [("噪声扰民", "B"), ("噪 声扰\n民", "B"), ("噪声", "A")] {
        let mut ticket = Ticket::new("1", "2025-01-17".parse().unwrap());
        ticket.text = Some(format!("{}{end}", "市民反映，".repeat(70_000)));
        assert_eq!(dispatcher.dispatch(&ticket).unwrap().first().unwrap().lead(), lead);
        assert_eq!(engine.dispatch(&ticket).unwrap(), engine.plainly(&ticket, &History::new()).unwrap());
    }
}
