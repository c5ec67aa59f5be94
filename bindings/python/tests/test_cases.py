"""The shared cases, the same that Rust runs: one ticket at a time, and as tables."""

import warnings
from pathlib import Path

import bihuan
import pytest
from cases import by_records, by_tables, differ_case, differ_findings, differ_lists, rulebook
from conftest import EXAMPLES, case_files, read_json

CASES = [(path, case) for path in case_files() for case in read_json(path)["cases"]]
KEYS = {"name", "ids", "rulebook", "ticket", "history", "now", "unit", "claim", "expect"}
EXPECTED = {"decision", "decision_notes", "verdict", "obligations", "no_obligations", "rejected", "findings"}
EXPECTED |= {"contest", "why_not"}


def test_they_are_all_here() -> None:
    assert len(CASES) > 400
    assert all(set(case) <= KEYS and set(case["expect"]) <= EXPECTED for _, case in CASES)
    assert sum(_fits_a_table(case) for _, case in CASES if "ticket" in case) > 300
    assert all(sum(key in case["expect"] for _, case in CASES) > 10 for key in ("contest", "why_not"))


@pytest.mark.parametrize(("path", "case"), CASES, ids=[f"{path.stem}: {case['name']}" for path, case in CASES])
def test_case(path: Path, case: dict) -> None:
    expect = case["expect"]
    files = rulebook(read_json(path)["rulebook"], case.get("rulebook"), EXAMPLES)
    try:
        engine = bihuan.load_memory(files)
    except bihuan.RulebookError as error:
        assert not differ_findings(expect.get("findings", []), list(error.findings))
        assert not {"decision", "verdict"} & set(expect), "the rulebook does not load"
        return
    assert not differ_findings(expect.get("findings", []), list(engine.findings))
    if "ticket" not in case:
        return
    answers = by_records(engine, case)
    assert not differ_case(expect, answers)
    assert not differ_lists("rejected", expect.get("rejected", []), answers.rejected)
    if _fits_a_table(case):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", bihuan.BihuanWarning)
            tables = by_tables(engine, case, list)
        assert not differ_case(_of_tables(expect), tables)


def _fits_a_table(case: dict) -> bool:
    """Whether the case can be a table of one ticket: its columns are there, each under one header."""
    has_id = any(key in case["ticket"] for key in ("id", "工单编号"))
    has_time = any(key in case["ticket"] for key in ("received_at", "受理时间"))
    events = case.get("history", [])
    times = {key for event in events for key in ("at", "时间") if key in event}
    kinds = {key for event in events for key in ("kind", "事件") if key in event}
    one_header = len(kinds) == bool(events) and len(times) == bool(events) and all(times & set(event) for event in events)
    return has_id and has_time and one_header and not case["expect"].get("rejected")


def _of_tables(expect: dict) -> dict:
    """What is expected of tables: the cells that they have."""
    expect = {key: value for key, value in expect.items() if key not in ("contest", "why_not")}
    if "decision" not in expect:
        return expect
    beyond = ("basis", "tip", "tell", "stages")
    cells = [{key: value for key, value in row.items() if key not in beyond} for row in expect["decision"]]
    return {**expect, "decision": cells}
