//! Load a rulebook, dispatch a ticket, explain it, and judge what happened.
//!
//! `cargo run -p bihuan-examples --bin quickstart`
#![expect(clippy::print_stdout, reason = "an example prints")]

use bihuan::{Demand, Engine, Event, History, Lang, Moment, Ticket, Word};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../rulebooks/songjiang");
    let engine = Engine::load(folder)?; // an error carries every finding at once

    let mut ticket = Ticket::new("20250117-0042", "2025-01-17 22:40".parse()?);
    ticket.matter = Some("噪声/装修噪声".into());
    ticket.area = Some("永丰街道".into());
    ticket.demand = Some(Demand::Complaint);
    ticket.text = Some("楼上半夜装修，电钻声吵得睡不着".into());

    let decision = engine.dispatch(&ticket)?;
    for part in &decision.parts {
        let due = part.due.map(|due| due.to_string()).unwrap_or_default();
        println!("part {}: {} with {:?}, due {due}", part.part, part.lead, part.assist);
    }
    println!("{}", serde_json::to_string(&decision)?);

    let mut history = History::new();
    let lead = decision.parts.first().map(|part| part.lead.clone()).unwrap_or_default();
    history.push(Event::new("2025-01-18 09:00".parse()?, "派单").with("unit", &lead).with("part", "1"));
    history.push(Event::new("2025-01-20 10:00".parse()?, "先行联系").with("unit", &lead).with("part", "1"));
    println!("{}", engine.explain(&ticket, &history)?.in_(Lang::Zh));

    let now: Moment = "2025-01-21 09:00".parse()?;
    let verdict = engine.audit(&ticket, &history, now)?;
    println!("intake {}, overall {}", verdict.intake.zh(), verdict.overall.zh());
    if let Some(next) = verdict.next {
        let due = next.due.map(|due| due.to_string()).unwrap_or_default();
        println!("next: {} by {} until {due}", next.obligation, next.unit.unwrap_or_default());
    }
    Ok(())
}
