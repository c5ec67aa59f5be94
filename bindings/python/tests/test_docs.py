"""What the documentation shows runs, in docstrings and in the guides."""

import doctest
import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import bihuan
import pytest
from conftest import ROOT

MODULES = ["bihuan", "bihuan._engine", "bihuan._errors", "bihuan._frames", "bihuan._card"]


@pytest.fixture(autouse=True)
def at_the_top() -> Iterator[None]:
    """The examples name files as one stands at the top of the checkout."""
    before = Path.cwd()
    os.chdir(ROOT)
    yield
    os.chdir(before)


@pytest.mark.parametrize("module", MODULES)
def test_docstrings(module: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(module))
    assert failed == 0


def test_every_public_call_shows_an_example() -> None:
    calls = [bihuan.load, bihuan.load_memory, bihuan.check, bihuan.diff, bihuan.BihuanError]
    calls += [call for name, call in vars(bihuan.Engine).items() if not name.startswith("_") and callable(call)]
    assert len(calls) > 10
    for call in calls:
        assert ">>> import bihuan" in (call.__doc__ or ""), call
    for name in bihuan.__all__:
        if name != "__version__":
            assert getattr(bihuan, name).__doc__, name


@pytest.mark.filterwarnings("ignore::bihuan.CalendarWarning", "ignore::bihuan.DoubtWarning")
@pytest.mark.parametrize("guide", ["docs/python.md", "docs/python.zh.md", "bindings/python/README.md"])
def test_guides(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert blocks
    names: dict = {}
    for block in blocks:
        if block.startswith(">>>"):
            test = doctest.DocTestParser().get_doctest(block, names, guide, guide, 0)
            assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, clear_globs=False).failed == 0
            names = test.globs
        else:
            exec(compile(block, guide, "exec"), names)


def test_both_guides_say_the_same() -> None:
    def shape(guide: str) -> tuple[int, list[str]]:
        text = (ROOT / guide).read_text(encoding="utf-8")
        blocks = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
        return len(re.findall(r"^#+ ", text, flags=re.MULTILINE)), [re.sub(r"#.*", "", block) for block in blocks]

    assert shape("docs/python.md")[0] == shape("docs/python.zh.md")[0]
    assert len(shape("docs/python.md")[1]) == len(shape("docs/python.zh.md")[1])
