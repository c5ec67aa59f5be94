"""A rulebook checked, alone, against another version, and with tickets."""

import csv
from typing import Any

import bihuan
import pytest
from conftest import EXAMPLES, small_files

SONGJIANG = EXAMPLES / "rulebooks/songjiang"
ROWS = "row,matter,hours,lead\nnoise,噪声,,B\nnight,噪声,22:00-06:00,C\n"


def files(rows: str) -> dict[str, str]:
    return {
        "rulebook.toml": "calendar = 'weekdays'\n[[fallback]]\nlead = 'A'\n",
        "units.csv": "code,name\nA,centre\nB,wardens\nC,police\n",
        "dispatch.csv": rows,
    }


def tickets() -> list[dict[str, Any]]:
    with (EXAMPLES / "tickets/tickets.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_report_is_a_sequence_of_findings(engine: bihuan.Engine) -> None:
    report = engine.check()
    assert len(report) == len(report.findings) == len(list(report)) and report
    assert report[0] == report.findings[0] and report[-1] == report.findings[-1] and report[1:3] == report.findings[1:3]
    assert report[2] in report and engine not in report and "BH0804" not in report
    with pytest.raises(IndexError):
        report[len(report)]
    more = engine.check(all=True)
    assert len(more) == len(report) + sum(report.hidden.values()) and not more.hidden and more != report
    assert report == bihuan.check(SONGJIANG) and not report.gone
    assert all(str(finding) in str(report) for finding in report)
    code, count = next(iter(report.hidden.items()))
    assert f"{code}: {count} more" in str(report) and f"{code}：还有 {count} 处" in report.text("zh")
    rows = len(engine.check(all=True, unreached=True)) - len(more)
    assert rows > 10, "the rows that no case reaches, one by one"


def test_each_witness_shows_what_was_found(engine: bihuan.Engine) -> None:
    shown = [finding for finding in engine.check(all=True) if finding.witness]
    assert len(shown) > 5
    for finding in shown:
        decision = engine.dispatch(finding.witness)
        assert decision.ticket == finding.witness["id"] and decision.parts
    assert shown[0].to_dict()["witness"] == shown[0].witness
    plain = next(finding for finding in engine.findings if not finding.witness)
    assert (plain.witness, plain.mend, plain.touched) == (None, None, None)


def test_a_mend_says_what_it_would_write() -> None:
    report = bihuan.check(files(ROWS + "again,噪声/装修噪声,22:00-06:00,C\n"))
    idle, gap = report
    assert (idle.code, idle.row, idle.mend.kind, idle.mend.keeps_answers) == ("BH0804", 4, "delete_row", True)
    assert idle.mend.to_dict() == {"kind": "delete_row", "row": {"file": "dispatch.csv", "sheet": None, "row": 4, "column": None}}
    assert idle.to_dict()["mend"] == idle.mend.to_dict()
    assert (gap.code, gap.mend, gap.witness["id"]) == ("BH0807", None, "BH0807")
    rows = "row,matter,urgency,lead\nn,噪声,特急,B\n"
    drafts = [finding.mend for finding in bihuan.check(files(rows), all=True) if finding.mend]
    (draft,) = [mend for mend in drafts if mend.kind == "add_row"]
    assert draft.to_dict()["cells"] == {"urgency": "!特急", "lead": "A"} and not draft.keeps_answers
    chinese = bihuan.check(files(ROWS + "again,噪声/装修噪声,22:00-06:00,C\n"), lang="zh")
    assert str(idle.mend) == "delete dispatch.csv:4" and str(chinese[0].mend) == "删除 dispatch.csv:4"
    assert chinese == report, "the language is how it is shown"


def test_against_another_version() -> None:
    old, new = files(ROWS), files("row,matter,lead\nnoise,噪声,B\nnight,噪声,C\n")
    engine = bihuan.load_memory(new)
    report = engine.check(against=old)
    assert [finding.code for finding in report] == ["BH0801", "BH0802"] and not report.gone
    assert report == engine.check(against=bihuan.load_memory(old)) == bihuan.check(new, against=old)
    back = bihuan.check(old, against=engine)
    assert not back.findings and len(back) == 0 and not back and back.gone == report.findings
    assert back.gone[0] not in back and back.gone[0] in report
    assert "gone: dispatch.csv:3" in str(back) and "已消除：" in back.text("zh")
    broken = files("row,matter,lead\nnoise,噪声,X\n")
    mended = bihuan.check(old, against=broken)
    assert [finding.severity for finding in mended.gone] == ["error"], "a version that does not load has findings too"


@pytest.mark.parametrize("library", ["list", "polars", "pandas", "pyarrow"])
def test_tickets_are_counted(engine: bihuan.Engine, library: str) -> None:
    rows: Any = tickets()
    if library == "polars":
        rows = pytest.importorskip("polars").DataFrame(rows)
    elif library == "pandas":
        rows = pytest.importorskip("pandas").DataFrame(rows)
    elif library == "pyarrow":
        rows = pytest.importorskip("pyarrow").Table.from_pylist(rows)
    report = engine.check(tickets=rows)
    touched = {finding.code: finding.touched for finding in report if finding.touched}
    assert touched["BH0805"] == 2 and sum(touched.values()) > 10
    assert all(finding.touched is None for finding in engine.check())


def test_tickets_that_cannot_be_read_are_set_aside() -> None:
    engine = bihuan.load_memory(files("row,matter,lead\nnoise,噪声,B\nnight,噪声,C\n"))
    rows = [{"nr": "1", "received_at": "2025-01-17", "matter": "噪声"}, {"nr": "2", "received_at": "soon"}]
    rejected: list[bihuan.Rejected] = []
    report = engine.check(tickets=rows, columns={"id": "nr"}, on_reject=rejected.extend)
    assert [row.code for row in rejected] == ["BH0503"] and [finding.touched for finding in report] == [1, 1, 0]
    with pytest.warns(bihuan.RejectedWarning, match="1 row rejected") as caught:
        engine.check(tickets=rows, columns={"id": "nr"})
    assert caught[0].filename == __file__
    with pytest.raises(bihuan.RejectedError):
        bihuan.check(small_files(), tickets=rows, columns={"id": "nr"}, on_reject="raise")


def test_wrong_arguments(small: bihuan.Engine) -> None:
    with pytest.raises(ValueError, match="on_reject"):
        small.check(on_reject="never")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        small.check(against=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        small.check(tickets=3)
    with pytest.raises(bihuan.NotFoundError):
        small.check(against="no/such/folder")
    with pytest.raises(TypeError):
        small.check("all")  # type: ignore[misc]
