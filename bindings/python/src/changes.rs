//! What two rulebooks differ in: rules, settings, and regions of tickets with a witness each.

use crate::answer::{Answer, Data, Shown, json, made, plain, quoted, repr};
use crate::decision::{card, tuple};
use crate::difference::{CellChange, Difference, SettingChange};
use crate::finding::{Finding, Said};
use crate::frame::{Frame, Maker, of_texts};
use crate::mend::Place;
use crate::replayed::Replayed;
use bihuan::{ChangeRow, Lang};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The changes as they are kept: what JSON shows of them, with their text and rows.
#[derive(Serialize, Deserialize)]
pub(crate) struct Compared {
    changes: Found,
    replay: Option<bihuan::Replayed>,
    /// The text of the changes alone, in English and Chinese.
    said: [String; 2],
    rows: Vec<[Option<String>; COLUMNS.len()]>,
}

#[derive(Serialize, Deserialize)]
struct Found {
    rules: Vec<bihuan::RuleChange>,
    settings: Vec<bihuan::SettingChange>,
    regions: Vec<bihuan::RegionChange>,
    hidden: u64,
    unfinished: u64,
    outside: Vec<Said>,
}

/// The columns of changes as one table, as the command writes them.
const COLUMNS: [&str; 10] =
    ["kind", "change", "of", "old_rule", "new_rule", "what", "part", "old", "new", "witness"];

impl Compared {
    pub(crate) fn new(changes: bihuan::Changes, replay: Option<bihuan::Replayed>) -> Compared {
        let said = [changes.in_(Lang::En), changes.in_(Lang::Zh)];
        let replayed = replay.as_ref().map(bihuan::Replayed::rows).unwrap_or_default();
        let rows = changes.rows().into_iter().chain(replayed).map(cells).collect();
        let outside = changes.outside.iter().map(Said::of).collect();
        let bihuan::Changes { rules, settings, regions, hidden, unfinished, .. } = changes;
        let changes = Found { rules, settings, regions, hidden, unfinished, outside };
        Compared { changes, replay, said, rows }
    }

    fn text(&self, lang: Lang) -> String {
        let [en, zh] = &self.said;
        let replayed = self.replay.as_ref().map(|replay| replay.in_(lang)).unwrap_or_default();
        format!("{}{replayed}", if lang == Lang::Zh { zh } else { en })
    }

    fn is_unchanged(&self) -> bool {
        let Found { regions, hidden, unfinished, .. } = &self.changes;
        regions.is_empty() && *hidden == 0 && *unfinished == 0
    }
}

fn cells(row: ChangeRow) -> [Option<String>; COLUMNS.len()] {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let ChangeRow { kind, change, of, old_rule, new_rule, what, part, old, new, witness, .. } = row;
    let kind = Some(kind.to_owned());
    [kind, some(change), some(of), some(old_rule), some(new_rule), some(what), part, old, new, witness]
}

impl Data for Compared {
    fn json(&self) -> String {
        #[derive(Serialize)]
        struct Shown<'a> {
            changes: &'a Found,
            #[serde(skip_serializing_if = "Option::is_none")]
            replay: Option<&'a bihuan::Replayed>,
        }
        json(&Shown { changes: &self.changes, replay: self.replay.as_ref() })
    }

    fn kept(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let Found { rules, settings, regions, hidden, unfinished, outside } = &self.changes;
        let some = |count: usize| (count > 0).then(|| count.to_string());
        let fields = [
            ("rules", some(rules.len())),
            ("settings", some(settings.len())),
            ("regions", Some(regions.len().to_string())),
            ("hidden", (*hidden > 0).then(|| hidden.to_string())),
            ("unfinished", (*unfinished > 0).then(|| unfinished.to_string())),
            ("outside", some(outside.len())),
            ("replayed", self.replay.as_ref().map(|replay| replay.tickets.to_string())),
        ];
        repr("Changes", &fields)
    }
}

/// What is different between two rulebooks; as text with `str()` or `print()`.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct Changes {
    data: Arc<Compared>,
    shown: Shown,
    maker: Option<Maker>,
}

impl Changes {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: Compared,
        shown: &Shown,
        maker: Option<Maker>,
    ) -> PyResult<Bound<'py, Changes>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, Changes { data, shown: shown.clone(), maker })
    }
}

#[pymethods]
impl Changes {
    /// Rows and rules that were added, removed, moved or changed.
    #[getter]
    fn rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.changes.rules, |rule| RuleChange::of(py, rule, &self.shown))
    }

    /// Settings that changed.
    #[getter]
    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.changes.settings, |setting| SettingChange::of(py, setting, &self.shown))
    }

    /// Tickets that are decided differently, the largest regions first.
    #[getter]
    fn regions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.changes.regions, |region| RegionChange::of(py, region, &self.shown))
    }

    /// How many more regions there are; all=True shows them.
    #[getter]
    fn hidden(&self) -> u64 {
        self.data.changes.hidden
    }

    /// How many rules could not be followed to the end within the steps: there may be regions that are not told.
    #[getter]
    fn unfinished(&self) -> u64 {
        self.data.changes.unfinished
    }

    /// Changes outside of where they were meant to be, each with a ticket that shows it.
    #[getter]
    fn outside<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.changes.outside, |said| Finding::from_said(py, said, &self.shown))
    }

    /// Whether it is proven that no ticket is decided differently at receipt.
    #[getter]
    fn is_unchanged(&self) -> bool {
        self.data.is_unchanged()
    }

    /// What past tickets come to; None where none were given.
    #[getter]
    fn replay<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Replayed>>> {
        let replay = self.data.replay.as_ref();
        let maker = || self.maker.as_ref().map(|maker| maker.clone_ref(py));
        replay.map(|replay| Replayed::of(py, replay.clone(), &self.shown, maker())).transpose()
    }

    /// Everything as one table, a row a cell, setting or difference, the replay after it: the kind of table that
    /// the tickets came in, else a Frame.
    fn to_frame<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let columns = COLUMNS.iter().enumerate().map(|(at, name)| {
            let cells = self.data.rows.iter().map(move |row| row.get(at).and_then(Option::as_deref));
            (*name, of_texts(cells))
        });
        Frame::of_columns(py, columns)?.into_asked(py, self.maker.as_ref())
    }

    /// The changes and the replay as text, in the engine's language unless another is asked for.
    #[pyo3(signature = (lang=None))]
    fn text(&self, lang: Option<&str>) -> PyResult<String> {
        Ok(self.data.text(lang.map_or(Ok(self.shown.lang), crate::value::lang)?))
    }

    fn __str__(&self) -> String {
        self.data.text(self.shown.lang)
    }

    fn _repr_html_(slf: &Bound<'_, Self>) -> PyResult<String> {
        card(slf, "changes")
    }

    #[getter]
    fn _lang(&self) -> &'static str {
        crate::value::lang_code(self.shown.lang)
    }
}

/// A row or rule that is not the same in both rulebooks.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct RuleChange {
    data: Arc<bihuan::RuleChange>,
    shown: Shown,
}

impl Data for bihuan::RuleChange {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let fields = [
            ("list", quoted(&self.list)),
            ("change", quoted(self.change.word())),
            ("old", self.old.as_deref().and_then(quoted)),
            ("new", self.new.as_deref().and_then(quoted)),
        ];
        repr("RuleChange", &fields)
    }
}

impl RuleChange {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::RuleChange,
        shown: &Shown,
    ) -> PyResult<Bound<'py, RuleChange>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, RuleChange { data, shown: shown.clone() })
    }

    fn place<'py>(
        &self,
        py: Python<'py>,
        place: Option<&bihuan::Place>,
    ) -> PyResult<Option<Bound<'py, Place>>> {
        place.map(|place| Place::of(py, place.clone(), &self.shown)).transpose()
    }
}

#[pymethods]
impl RuleChange {
    /// dispatch, fallback, emergency, green, not_accepted, limit, closure.limit, units, matters or editions.
    #[getter]
    fn list(&self) -> &str {
        &self.data.list
    }

    /// What became of it: added, removed, changed or moved.
    #[getter]
    fn change(&self) -> &'static str {
        self.data.change.word()
    }

    /// Its name, or its line, in the old rulebook.
    #[getter(old)]
    fn old_rule(&self) -> Option<&str> {
        self.data.old.as_deref()
    }

    /// In the new one.
    #[getter(new)]
    fn new_rule(&self) -> Option<&str> {
        self.data.new.as_deref()
    }

    /// Where it stands in the old rulebook, where that is known.
    #[getter]
    fn old_place<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Place>>> {
        self.place(py, self.data.old_place.as_ref())
    }

    /// In the new one.
    #[getter]
    fn new_place<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, Place>>> {
        self.place(py, self.data.new_place.as_ref())
    }

    /// Its cells, of a changed one those that changed.
    #[getter]
    fn cells<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.cells, |cell| CellChange::of(py, cell, &self.shown))
    }
}

/// Tickets that are decided differently, all in the same way.
#[pyclass(frozen, extends = Answer, module = "bihuan")]
pub(crate) struct RegionChange {
    data: Arc<bihuan::RegionChange>,
    shown: Shown,
}

impl Data for bihuan::RegionChange {
    fn json(&self) -> String {
        json(self)
    }

    fn repr(&self, _lang: Lang) -> String {
        let what: Vec<_> = self.differences.iter().map(|it| it.what.as_str()).collect();
        let fields = [
            ("region", quoted(&self.region)),
            ("differences", quoted(&what.join("、"))),
            ("outside", self.outside.then(|| "True".to_owned())),
        ];
        repr("RegionChange", &fields)
    }
}

impl RegionChange {
    pub(crate) fn of<'py>(
        py: Python<'py>,
        data: bihuan::RegionChange,
        shown: &Shown,
    ) -> PyResult<Bound<'py, RegionChange>> {
        let data = Arc::new(data);
        made(py, Arc::clone(&data), shown, RegionChange { data, shown: shown.clone() })
    }
}

#[pymethods]
impl RegionChange {
    /// The tickets, in the words of cells: `matter=噪声; hours=22:00-06:00`, as `only` takes it; empty: all.
    #[getter]
    fn region(&self) -> &str {
        &self.data.region
    }

    /// The same, column by column: what a row of the matrix would say.
    #[getter]
    fn cells<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let cells = PyDict::new(py);
        for (column, cell) in &self.data.cells {
            cells.set_item(column, cell)?;
        }
        Ok(cells)
    }

    /// In what their answers differ.
    #[getter]
    fn differences<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        tuple(py, &self.data.differences, |it| Difference::of(py, it, &self.shown))
    }

    /// The rows and rules behind the old answer.
    #[getter]
    fn old_rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.old_rules)
    }

    /// Behind the new one.
    #[getter]
    fn new_rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.data.new_rules)
    }

    /// The edition that decides them in the old rulebook.
    #[getter]
    fn old_edition(&self) -> Option<&str> {
        self.data.old_edition.as_deref()
    }

    /// In the new one.
    #[getter]
    fn new_edition(&self) -> Option<&str> {
        self.data.new_edition.as_deref()
    }

    /// One of the tickets, as a dict.
    #[getter]
    fn witness<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.data.witness)
    }

    /// Whether some of them are outside of where a change was meant.
    #[getter]
    fn outside(&self) -> bool {
        self.data.outside
    }
}
