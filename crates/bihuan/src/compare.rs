//! Two rulebooks compared by their engines: what changes, proven; past tickets, replayed.

use crate::engine::Engine;
use crate::error::Error;
use crate::model::event::History;
use crate::model::ticket::Ticket;
use crate::verify::diff::changes::{Changes, Diff};
use crate::verify::diff::replay::{Counter, Replayed};
use crate::verify::diff::run;

impl Engine {
    /// What is different in another rulebook, this one being the old: its rows and settings, and every ticket that
    /// is decided differently at receipt, proven by the same algebra as [`Engine::check`].
    ///
    /// ```
    /// # use bihuan::{Diff, Rulebook};
    /// let rulebook = |lead| {
    ///     let files = [
    ///         ("rulebook.toml", "calendar = 'weekdays'\n[[fallback]]\nlead = 'A'\n".to_owned()),
    ///         ("units.csv", "code,name\nA,城运中心\nB,城管\nC,派出所\n".to_owned()),
    ///         ("dispatch.csv", format!("row,matter,hours,lead\nn,噪声,22:00-06:00,{lead}\n")),
    ///     ];
    ///     Rulebook::from_parts(files).compile()
    /// };
    /// let changes = rulebook("B")?.diff(&rulebook("C")?, &Diff::new())?;
    /// assert_eq!(changes.regions[0].region, "matter=噪声; hours=22:00-06:00");
    /// assert_eq!(changes.regions[0].differences[0].new.as_deref(), Some("C"));
    /// # Ok::<(), bihuan::Error>(())
    /// ```
    ///
    /// # Errors
    /// When `only` names a column that no row has, or a cell that cannot be read.
    pub fn diff(&self, new: &Engine, ask: &Diff) -> Result<Changes, Error> {
        run(&self.compared(), &new.compared(), ask).map_err(Error::question)
    }

    /// Past tickets through both rulebooks, this one being the old: what each unit would have gained and lost. With
    /// a history a ticket is redispatched (D-14). `all`: every changed ticket is listed, not the first few.
    ///
    /// ```
    /// # use bihuan::{Engine, History, Ticket};
    /// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rulebooks/songjiang");
    /// let (old, new) = (Engine::load(folder)?, Engine::load(folder)?);
    /// let tickets = [(Ticket::new("1", "2025-01-17 22:40".parse().unwrap()), History::new())];
    /// let replayed = old.replay(&new, tickets.iter().map(|(ticket, history)| (ticket, history)), false);
    /// assert_eq!((replayed.tickets, replayed.changed), (1, 0));
    /// # Ok::<(), bihuan::Error>(())
    /// ```
    pub fn replay<'t>(
        &self,
        new: &Engine,
        tickets: impl IntoIterator<Item = (&'t Ticket, &'t History)>,
        all: bool,
    ) -> Replayed {
        let mut counter = Counter::new(all);
        for (ticket, history) in tickets {
            let (before, after) = (self.redispatch(ticket, history), new.redispatch(ticket, history));
            counter.add(&ticket.id, before.as_ref().ok(), after.as_ref().ok());
        }
        let mut replayed = counter.finish();
        for unit in &replayed.units {
            let name = new.unit_name(&unit.unit).or_else(|| self.unit_name(&unit.unit));
            if let Some(name) = name {
                replayed.names.insert(unit.unit.clone(), name.to_owned());
            }
        }
        replayed
    }
}
