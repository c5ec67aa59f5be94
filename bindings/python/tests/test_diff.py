"""Two rulebooks compared, and past tickets replayed through both."""

import copy
import json
import pickle
from typing import Any

import bihuan
import pytest

OLD = "n,噪声,,,B,,,\np,停车,,,B,,,\n"
NEW = "p,停车,,,B,,,\nn,噪声,,,B,,,\nnight,噪声,22:00-06:00,,C,B,2d,by-law\n"


def files(version: int, rows: str) -> dict[str, str]:
    return {
        "rulebook.toml": f"version = '{version}'\ncalendar = 'weekdays'\n[[fallback]]\nlead = 'A'\n"
        "[[limit]]\nname = 'due'\nlimit = '5d'\n",
        "units.csv": "code,name\nA,centre\nB,wardens\nC,police\n",
        "dispatch.csv": f"row,matter,hours,area,lead,assist,limit,basis\n{rows}",
    }


def tickets() -> list[dict[str, Any]]:
    times = ["2025-01-06 23:00", "2025-01-06 12:00", "2025-01-07 03:00"]
    return [{"id": str(at), "received_at": time, "matter": "噪声"} for at, time in enumerate(times)]


@pytest.fixture(scope="module")
def changes() -> bihuan.Changes:
    return bihuan.diff(files(1, OLD), files(2, NEW), tickets=tickets())


def test_a_region_and_a_ticket_that_shows_it(changes: bihuan.Changes) -> None:
    (region,) = changes.regions
    assert region.region == "matter=噪声; hours=22:00-06:00"
    assert region.cells == {"matter": "噪声", "hours": "22:00-06:00"}
    said = [(it.what, it.old, it.new) for it in region.differences]
    assert said == [("lead", "B", "C"), ("assist", None, "B"), ("limit.due", "5d", "2d"), ("basis", None, "by-law")]
    assert (region.old_rules, region.new_rules) == (("n", "limit.1"), ("night",))
    assert (region.old_edition, region.new_edition, region.outside) == ("1", "2", False)
    old, new = bihuan.load_memory(files(1, OLD)), bihuan.load_memory(files(2, NEW))
    assert (old.dispatch(region.witness).lead, new.dispatch(region.witness).lead) == ("B", "C")
    assert not changes.is_unchanged and (changes.hidden, changes.unfinished, changes.outside) == (0, 0, ())


def test_rules_and_settings(changes: bihuan.Changes) -> None:
    rules = {(rule.list, rule.change): rule for rule in changes.rules}
    assert set(rules) == {("dispatch", "added"), ("dispatch", "moved")}
    added = rules["dispatch", "added"]
    assert (added.old, added.new, added.old_place, str(added.new_place)) == (None, "night", None, "dispatch.csv:4")
    assert {cell.column: cell.new for cell in added.cells}["hours"] == "22:00-06:00"
    assert added.new_place and (added.new_place.file, added.new_place.row) == ("dispatch.csv", 4)
    assert [(it.name, it.old, it.new, it.compared) for it in changes.settings] == [("version", "1", "2", True)]
    back = bihuan.diff(files(2, NEW), files(1, OLD))
    assert [rule.old for rule in back.rules if rule.change == "removed"] == ["night"] and back.replay is None


def test_what_only_looks_different_changes_nothing() -> None:
    moved = bihuan.diff(files(1, OLD), files(1, "p,停车,,,B,,,\nx,噪声/装修噪声,,,B,,,\nn,噪声,,,B,,,\n"))
    assert moved.is_unchanged and {rule.change for rule in moved.rules} == {"added", "moved"}
    assert "no ticket is decided differently at receipt (proven)" in str(moved)
    assert "✓" in moved._repr_html_()


def test_only(changes: bihuan.Changes) -> None:
    within = bihuan.diff(files(1, OLD), files(2, NEW), only="事项=噪声; 时段=21:00-08:00")
    assert within.regions == changes.regions and within.outside == ()
    beyond = bihuan.diff(files(1, OLD), files(2, NEW), only="matter=噪声; hours=23:00-06:00")
    (finding,) = beyond.outside
    assert finding.code == "BH0851" and finding.severity == "error" and beyond.regions[0].outside
    old, new = bihuan.load_memory(files(1, OLD)), bihuan.load_memory(files(2, NEW))
    assert finding.witness and old.dispatch(finding.witness).lead != new.dispatch(finding.witness).lead
    assert "✗" in beyond._repr_html_()
    for wrong in ("colour=red", "lead=B", "hours=8-9"):
        with pytest.raises(bihuan.QuestionError):
            bihuan.diff(old, new, only=wrong)


def test_a_replay_counts_unit_by_unit(changes: bihuan.Changes) -> None:
    replay = changes.replay
    assert replay and (replay.tickets, replay.changed, replay.undecided, replay.hidden) == (3, 2, 0, 0)
    units = {unit.unit: unit for unit in replay.units}
    wardens, police = units["B"], units["C"]
    assert (wardens.old_lead, wardens.new_lead, wardens.lead_gained, wardens.lead_lost) == (3, 1, 0, 2)
    assert (wardens.old_assist, wardens.new_assist, wardens.assist_gained, wardens.assist_lost) == (0, 2, 2, 0)
    assert (police.lead_gained, police.lead_lost) == (2, 0) and replay.names == {"B": "wardens", "C": "police"}
    assert [(shift.what, shift.old, shift.new, shift.tickets) for shift in replay.shifts][0] == ("basis", None, "by-law", 2)
    assert [(it.ticket, it.old_rows, it.new_rows) for it in replay.list] == [
        ("0", ("n",), ("night",)),
        ("2", ("n",), ("night",)),
    ]
    assert replay.list[0].differences[0].what == "lead"
    assert "3 tickets replayed, 2 decided differently" in str(replay) and "重放工单 3 件" in replay.text("zh")
    assert str(changes).endswith(str(replay)) and "replay" in replay._repr_html_()


def test_frames_of_a_list(changes: bihuan.Changes) -> None:
    assert changes.replay
    rows = changes.replay.to_frame()
    assert rows[0] == {
        "unit": "B",
        "name": "wardens",
        "old_lead": 3,
        "new_lead": 1,
        "lead_gained": 0,
        "lead_lost": 2,
        "old_assist": 0,
        "new_assist": 2,
        "assist_gained": 2,
        "assist_lost": 0,
    }
    by_ticket = changes.replay.to_frame(by="ticket")
    assert by_ticket[0] == {
        "ticket": "0",
        "part": None,
        "what": "lead",
        "old": "B",
        "new": "C",
        "old_rows": "n",
        "new_rows": "night",
    }
    assert [row["tickets"] for row in changes.replay.to_frame("shift")] == [shift.tickets for shift in changes.replay.shifts]
    with pytest.raises(ValueError, match="by must be"):
        changes.replay.to_frame("units")  # type: ignore[arg-type]
    kinds = [row["kind"] for row in changes.to_frame()]
    assert list(dict.fromkeys(kinds)) == ["rule", "setting", "region", "unit", "shift", "ticket"]


@pytest.mark.parametrize("kind", ["polars", "lazy", "pandas", "pyarrow", "batch", "reader", "duckdb", "arro3"])
def test_a_frame_is_of_the_kind_of_the_tickets(kind: str) -> None:
    given = table(kind, tickets())
    changes = bihuan.diff(files(1, OLD), files(2, NEW), tickets=given)
    expected = bihuan.diff(files(1, OLD), files(2, NEW), tickets=tickets())
    assert changes.replay and expected.replay
    for by in ("unit", "ticket", "shift"):
        frame = changes.replay.to_frame(by=by)  # type: ignore[arg-type]
        assert isinstance(frame, bihuan.Frame if kind == "arro3" else type(given))
        assert as_rows(frame) == expected.replay.to_frame(by=by)  # type: ignore[arg-type]
    assert as_rows(changes.to_frame()) == expected.to_frame()


def table(kind: str, rows: list[dict[str, Any]]) -> Any:
    if kind in ("polars", "lazy"):
        polars = pytest.importorskip("polars")
        return polars.DataFrame(rows) if kind == "polars" else polars.LazyFrame(rows)
    if kind == "pandas":
        return pytest.importorskip("pandas").DataFrame(rows)
    arrow = pytest.importorskip("pyarrow").Table.from_pylist(rows)
    if kind == "batch":
        return arrow.to_batches()[0]
    if kind == "reader":
        return arrow.to_reader()
    if kind == "duckdb":
        return pytest.importorskip("duckdb").connect().from_arrow(arrow)
    if kind == "arro3":
        return pytest.importorskip("arro3.core").Table.from_arrow(arrow)
    return arrow


def as_rows(frame: Any) -> list[dict[str, Any]]:
    """A table of any kind as dicts; what is absent is None."""
    pyarrow = pytest.importorskip("pyarrow")
    if isinstance(frame, bihuan.Frame):
        return frame.to_dicts()
    if hasattr(frame, "collect"):
        frame = frame.collect()
    if type(frame).__module__.startswith("pandas"):
        return [
            {key: None if value is None or value != value else value for key, value in row.items()}
            for row in frame.to_dict("records")
        ]
    if isinstance(frame, pyarrow.RecordBatchReader):
        frame = frame.read_all()
    if isinstance(frame, (pyarrow.Table, pyarrow.RecordBatch)):
        return frame.to_pylist()
    return pyarrow.table(frame).to_pylist()


def test_with_events_a_ticket_is_redispatched() -> None:
    upheld = [{"ticket": "1", "at": "2025-01-07 10:00", "kind": "return_upheld", "unit": "B", "part": 1}]
    replay = bihuan.diff(files(1, OLD), files(2, NEW), tickets=tickets(), events=upheld).replay
    units = {unit.unit: unit for unit in replay.units} if replay else {}
    assert (units["A"].old_lead, units["A"].new_lead, units["B"].new_lead) == (1, 1, 0)
    with pytest.raises(TypeError, match="events need their tickets"):
        bihuan.diff(files(1, OLD), files(2, NEW), events=upheld)


def test_rows_that_cannot_be_read_are_set_aside() -> None:
    given = [*tickets(), {"id": "9", "received_at": "soon"}]
    with pytest.warns(bihuan.RejectedWarning, match="1 row rejected") as caught:
        assert bihuan.diff(files(1, OLD), files(2, NEW), tickets=given).replay.tickets == 3  # type: ignore[union-attr]
    assert caught[0].filename == __file__
    named = [{**row, "nr": row["id"]} for row in tickets()]
    for row in named:
        del row["id"]
    replay = bihuan.diff(files(1, OLD), files(2, NEW), tickets=named, columns={"id": "nr"}).replay
    assert replay and replay.tickets == 3
    with pytest.raises(bihuan.InputError):
        bihuan.diff(files(1, OLD), files(2, NEW), tickets=named)


def test_engines_paths_and_languages(tmp_path: Any) -> None:
    for name, text in files(1, OLD).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    new = bihuan.load_memory(files(2, NEW), lang="zh")
    changes = bihuan.diff(tmp_path, new)
    assert changes == bihuan.diff(bihuan.load(tmp_path), new, lang="en") and "工单范围" in str(changes)
    assert "tickets: matter=噪声" in str(bihuan.diff(tmp_path, new, lang="en"))
    assert bihuan.diff(tmp_path, str(tmp_path)).is_unchanged
    with pytest.raises(bihuan.NotFoundError):
        bihuan.diff(tmp_path / "nowhere", new)


def test_changes_are_plain_values(changes: bihuan.Changes) -> None:
    shown = json.loads(changes.to_json())
    assert set(shown) == {"changes", "replay"} and shown == changes.to_dict()
    thawed = pickle.loads(pickle.dumps(changes))
    assert thawed == changes and hash(thawed) == hash(changes) and thawed.text("zh") == changes.text("zh")
    assert isinstance(thawed.to_frame(), bihuan.Frame) and thawed.to_frame().to_dicts() == changes.to_frame()
    assert thawed.replay == changes.replay and copy.deepcopy(changes) is changes
    assert repr(changes) == "Changes(rules=2, settings=1, regions=1, replayed=3)"


def test_the_first_regions_or_all_of_them() -> None:
    rows = "".join(f"r{at},m{at},,,{{}},,,\n" for at in range(40))
    few, every = (bihuan.diff(files(1, rows.replace("{}", "B")), files(1, rows.replace("{}", "C")), all=all) for all in (False, True))
    assert few.hidden > 0 and len(few.regions) + few.hidden == len(every.regions) and every.hidden == 0
