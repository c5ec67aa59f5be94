//! Loading a rulebook.

use crate::boundary::{Chars, ErrOut, In, Items, Lent, Mut, Own, Text};
use crate::constants::{BH_ALL, BH_UNREACHED};
use crate::encoding::Encoding;
use crate::engine::Loaded;
use crate::filed;
use crate::panic::{attempt, look, run};
use crate::report::{self, List};
use crate::request::option;
use crate::types::{bh_engine, bh_file, bh_findings, bh_string};
use bihuan::{Check, Ticket};
use std::ffi::c_int;

/// # Engine
///
/// Loads a rulebook from its folder (or one .xlsx) and speaks UTF-8. The path is the operating
/// system's, as fopen takes it. On failure the error has every finding at once.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_load(path: Chars, err: ErrOut) -> Own<bh_engine> {
    attempt(&err, |_| Loaded::from_path(&path, Encoding::Utf8).map(Own::new))
}

/// The same, speaking `encoding`: BH_UTF8 or BH_GB18030. The path is the operating system's all the
/// same. The rulebook's own files may be in either encoding whatever the engine speaks.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_load_as(path: Chars, encoding: c_int, err: ErrOut) -> Own<bh_engine> {
    attempt(&err, |call| {
        call.encoding = Encoding::of(encoding)?;
        Loaded::from_path(&path, call.encoding).map(Own::new)
    })
}

/// Loads a rulebook from `count` files in memory and speaks UTF-8: those of its folder, or one whole
/// .xlsx. The files may be freed afterwards.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_load_memory(files: Items<bh_file>, count: usize, err: ErrOut) -> Own<bh_engine> {
    attempt(&err, |_| Loaded::from_files(files.slice(count, "files")?, Encoding::Utf8).map(Own::new))
}

/// The same, speaking `encoding`: BH_UTF8 or BH_GB18030. Names of files are in that encoding.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_load_memory_as(
    files: Items<bh_file>,
    count: usize,
    encoding: c_int,
    err: ErrOut,
) -> Own<bh_engine> {
    attempt(&err, |call| {
        call.encoding = Encoding::of(encoding)?;
        Loaded::from_files(files.slice(count, "files")?, call.encoding).map(Own::new)
    })
}

/// Warnings and notes of loading, lent by the engine.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_findings(engine: In<bh_engine>) -> Lent<bh_findings> {
    look(|| engine.get("engine").ok().map(|engine| Lent::to(Some(&engine.findings))))
}

/// Checks the rulebook as a keeper would: the findings of loading, what its own cases (cases.csv) come to,
/// and what its tables prove to be (BH0801 to BH0837): every one. A case that no longer holds is an error
/// among the findings, and no failure of the call.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_check(engine: In<bh_engine>, err: ErrOut) -> Own<bh_findings> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        Ok(Own::new(List::of(engine.engine.check(), engine.encoding)))
    })
}

/// The same as JSON, ranked, with the tickets that show a finding and what would mend it. `options`: 0 for
/// the first few of each code, BH_ALL for every finding, BH_UNREACHED for the rows that no case reaches.
/// `against` is another version of the rulebook, or NULL: then only what is new is told, and what is gone.
/// `tickets` are past tickets, or NULL: JSON Lines, or an array, of flat objects as in bh_ticket_from_json;
/// a finding then has how many it touches. A line that cannot be read refuses the whole:
/// bh_error_findings has every such line, by its number.
///
/// The answer: {"findings": [...], "gone": [...], "hidden": [{"code", "count"}, ...]}. A finding is as in
/// bh_findings_json, with `witness` (a ticket), `mend` and `touched` where there are some.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_check_json(
    engine: In<bh_engine>,
    options: c_int,
    against: In<bh_engine>,
    tickets: Chars,
    tickets_len: usize,
    err: ErrOut,
) -> Own<bh_string> {
    attempt(&err, |call| {
        let engine = engine.get("engine")?;
        call.encoding = engine.encoding;
        let against = against.get_or_none("against")?;
        let all = option(options, BH_ALL, BH_ALL | BH_UNREACHED)?;
        let unreached = option(options, BH_UNREACHED, BH_ALL | BH_UNREACHED)?;
        let filed = filed::read(engine.encoding, (&tickets, tickets_len), (&Chars::none(), 0))?;
        let tickets: Vec<Ticket> = filed.into_iter().flatten().map(|filed| filed.ticket).collect();
        let old = against.map(|against| against.engine.check());
        let mut check = Check::new().all(all).unreached(unreached).tickets(&tickets);
        check.against = old.as_deref();
        report::json(&engine.engine.check_with(&check), engine.encoding).map(Own::new)
    })
}

/// The hash of the rulebook, 64 hex digits: two engines with the same hash answer alike.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_hash(engine: In<bh_engine>) -> Text {
    look(|| engine.get("engine").ok().map(|engine| Text::of(Some(&engine.hash))))
}

/// How many units (单位) the latest edition has.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_unit_count(engine: In<bh_engine>) -> usize {
    look(|| engine.get("engine").ok().map(|engine| engine.engine.units().len()))
}

/// The code of a unit, from 0, in the order of its list. NULL beyond the last.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_unit_code(engine: In<bh_engine>, index: usize) -> Text {
    look(|| engine.get("engine").ok().map(|engine| Text::of(engine.unit_code(index))))
}

/// The name of a unit, from 0, in the order of its list. NULL beyond the last.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_unit_name(engine: In<bh_engine>, index: usize) -> Text {
    look(|| engine.get("engine").ok().map(|engine| Text::of(engine.unit_name(index))))
}

/// The name of a unit by its code, of the latest edition that has the unit. NULL where none has it. As
/// the engine's other texts, valid until the engine is freed.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_unit_name_of(engine: In<bh_engine>, code: Chars, len: usize) -> Text {
    look(|| {
        let engine = engine.get("engine").ok()?;
        let code = engine.encoding.read(&code, len, "code").ok()??;
        Some(Text::of(engine.unit_name_of(&code)))
    })
}

/// Frees an engine. Answers made with it stay valid. NULL is no-op.
#[unsafe(no_mangle)]
pub extern "C" fn bh_engine_free(engine: Mut<bh_engine>) {
    run(|| engine.free());
}
