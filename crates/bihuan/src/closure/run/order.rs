//! What cannot be is violated, never swallowed (C-12).

use super::{Fate, Instance, Run};
use crate::closure::stream::Fault;
use crate::dispatch::timeline::Entry;
use crate::model::number::Number;
use crate::model::text::fold;

impl<'a> Run<'a> {
    /// What cannot be is violated, never swallowed (C-12).
    pub(super) fn check_order(&mut self, entry: &Entry<'a>) {
        let event = entry.event;
        // the event itself is next in the stream, unless only `order` sees it
        let up_to = self.stream.len() + usize::from(!entry.after_end);
        let waiver = entry.is("waived");
        let ordinal = event.get("event").and_then(|text| Number::parse(&fold(text))?.as_u32());
        let of_order = event.get("obligation").is_some_and(|id| fold(id) == "order");
        if waiver
            && of_order
            && event.get("reason").is_some()
            && let Some(forgiven) = ordinal
        {
            let forgiven = forgiven as usize;
            for instance in &mut self.instances {
                if instance.obligation.is_none()
                    && instance.fate == Fate::Violated
                    && instance.evidence.first() == Some(&forgiven)
                {
                    instance.fate = Fate::Waived { by_end: false };
                    instance.evidence.push(entry.ordinal);
                    instance.decided = Some((up_to, entry.at));
                }
            }
            return;
        }
        let part_unknown = event.part.is_some_and(|part| !self.dispatched.contains(&part));
        let faults = [
            (entry.at < self.facts.received_at, Fault::BeforeReceipt),
            (entry.after_end, Fault::AfterEnd),
            (!self.matrix.declares(&event.kind), Fault::UnknownKind),
            (event.unit().is_some() && entry.unit.is_none(), Fault::UnknownUnit),
            (!entry.is("dispatched") && part_unknown, Fault::PartNotDispatched),
            (waiver && event.get("reason").is_none(), Fault::NoReason),
        ];
        if let Some((_, fault)) = faults.into_iter().find(|(holds, _)| *holds) {
            self.instances.push(Instance {
                obligation: None,
                scope: 0,
                start: None,
                since: entry.at,
                due: None,
                fate: Fate::Violated,
                decided: Some((up_to, entry.at)),
                evidence: vec![entry.ordinal],
                fault: Some(fault),
                rang: true,
                moved: entry.at,
            });
        }
    }
}
