"""Every error has a class, a kind, its findings and a message; none of them is a panic."""

import pickle
from pathlib import Path

import bihuan
import pytest
from conftest import EXAMPLES, small_files


def test_a_rulebook_with_errors_tells_all_of_them() -> None:
    files = small_files()
    files["dispatch.csv"] = "matter,lead,limit\nnoise,某单位,5d\nfumes,B,soon\n"
    with pytest.raises(bihuan.RulebookError) as caught:
        bihuan.load_memory(files)
    error = caught.value
    assert error.kind == "rulebook" and isinstance(error, ValueError)
    rows = [(finding.file, finding.row, finding.column, finding.value) for finding in error.findings]
    assert ("dispatch.csv", 2, "lead", "某单位") in rows and ("dispatch.csv", 3, "limit", "soon") in rows
    assert "the rulebook has" in str(error) and "某单位" in str(error)
    assert all(finding.code.startswith("BH") and finding.message for finding in error.findings)
    assert bihuan.check(files).findings == error.findings


def test_check_tells_what_load_would(tmp_path: Path) -> None:
    songjiang = EXAMPLES / "rulebooks/songjiang"
    assert bihuan.check(songjiang).findings[0] in bihuan.load(songjiang).findings
    for name, text in small_files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert bihuan.check(tmp_path) == bihuan.check(small_files()) == bihuan.check(str(tmp_path))
    assert bihuan.check({}, lang="zh")[0].message != bihuan.check({})[0].message


def test_what_cannot_be_read(tmp_path: Path) -> None:
    for call in (bihuan.load, bihuan.check):
        with pytest.raises(bihuan.NotFoundError, match="cannot read") as caught:
            call(tmp_path / "nowhere")
        assert isinstance(caught.value, FileNotFoundError) and isinstance(caught.value, bihuan.BihuanError)
    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(bihuan.InputError, match="`[^`]*file` is no rulebook"):
        bihuan.load(file)
    with pytest.raises(bihuan.RulebookError, match="rulebook.toml"):
        bihuan.load(tmp_path)


def test_a_ticket_without_an_answer(engine: bihuan.Engine) -> None:
    with pytest.raises(bihuan.TicketError, match=r"no edition of the rulebook is in force on 1990-01-01"):
        engine.dispatch(id="1", received_at="1990-01-01")
    with pytest.raises(bihuan.TicketError, match="received after now"):
        engine.audit({"id": "1", "received_at": "2025-01-17"}, now="2025-01-16")
    with pytest.raises(bihuan.TicketError, match="does not cover 2099") as caught:
        engine.audit({"id": "1", "received_at": "2099-01-01"}, now="2099-01-16")
    assert caught.value.kind == "ticket" and caught.value.findings[0].help


def test_wrong_sources() -> None:
    with pytest.raises(TypeError, match="one of the two"):
        bihuan.Engine()
    with pytest.raises(TypeError, match="one of the two"):
        bihuan.Engine("x", files={})
    with pytest.raises(TypeError, match="the file `a` must be str or bytes"):
        bihuan.load_memory({"a": 5})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        bihuan.load(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match='lang must be "en" or "zh", found `de`'):
        bihuan.load(EXAMPLES / "rulebooks/songjiang", lang="de")  # type: ignore[arg-type]
    assert bihuan.load_memory({name: text.encode() for name, text in small_files().items()})


def test_a_panic_is_an_error_that_can_be_caught() -> None:
    panic = getattr(bihuan._bihuan, "_panic", None)  # type: ignore[attr-defined]
    if panic is None:
        pytest.skip("a release build has no way to panic on purpose")
    with pytest.raises(bihuan.InternalError, match="please report it: on purpose"):
        panic()


def test_errors_are_pickled_whole(engine: bihuan.Engine) -> None:
    with pytest.raises(bihuan.InputError) as caught:
        engine.dispatch(id="1", received_at="soon")
    thawed = pickle.loads(pickle.dumps(caught.value))
    assert type(thawed) is bihuan.InputError
    assert (str(thawed), thawed.findings, thawed.kind) == (str(caught.value), caught.value.findings, "input")


def test_forged_pickles_are_refused() -> None:
    for forged in (("Decision", "{}", "UTC", "en"), ("Nothing", "{}", "UTC", "en"), ("Decision", "{", "UTC", "en")):
        with pytest.raises(ValueError, match="no answer of"):
            bihuan._bihuan._restore(*forged)  # type: ignore[attr-defined]
