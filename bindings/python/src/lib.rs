//! The extension module `_bihuan` under the Python package `bihuan`: it converts, calls the core, and converts back.
//!
//! What people import, and every docstring that is more than a line about a value, stands in `python/bihuan`.

mod answer;
mod changes;
mod contest;
mod decision;
mod difference;
mod directory;
mod engine;
mod error;
mod explanation;
mod finding;
mod frame;
mod mend;
mod monitor;
mod replayed;
mod report;
mod rulebook;
mod time;
mod value;
mod verdict;
mod why_not;

use pyo3::prelude::*;

/// The extension module of bihuan; import bihuan instead.
#[pymodule]
mod _bihuan {
    #[pymodule_export]
    use crate::answer::{Answer, restore};
    #[pymodule_export]
    use crate::changes::{Changes, RegionChange, RuleChange};
    #[pymodule_export]
    use crate::contest::{Contest, Replay};
    #[pymodule_export]
    use crate::decision::{Decision, Limit, Note, Part, Stage};
    #[pymodule_export]
    use crate::difference::{CellChange, Difference, SettingChange};
    #[pymodule_export]
    use crate::directory::{Matter, Unit};
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::explanation::{Behind, Cell, Explanation, Row};
    #[pymodule_export]
    use crate::finding::{Finding, Rejected};
    #[pymodule_export]
    use crate::frame::{Frame, held, text_frame};
    #[pymodule_export]
    use crate::mend::{Mend, Place};
    #[pymodule_export]
    use crate::monitor::Monitor;
    #[pymodule_export]
    use crate::replayed::{Replayed, Shift, TicketChange, UnitShift};
    #[pymodule_export]
    use crate::report::Report;
    #[pymodule_export]
    use crate::rulebook::{check, diff};
    #[pymodule_export]
    use crate::verdict::{Next, Obligation, Verdict};
    #[pymodule_export]
    use crate::why_not::{Change, FactChange, WhyNot};

    use pyo3::prelude::*;

    /// Panics behind the fence, for the test of the fence; builds for users do not have it.
    #[cfg(debug_assertions)]
    #[pyfunction]
    fn _panic(py: Python<'_>) -> PyResult<()> {
        #[expect(clippy::panic, reason = "the fence is tested by a panic")]
        crate::error::fenced(py, || panic!("on purpose"))
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // the package says what is public
        module.delattr("__all__")?;
        module.setattr("__version__", env!("CARGO_PKG_VERSION"))
    }
}
