"""The notebook runs, and shows what it shows in the repository."""

from pathlib import Path

import nbformat
import pytest
from conftest import EXAMPLES, ROOT
from nbclient import NotebookClient

NOTEBOOKS = sorted((EXAMPLES / "notebooks").glob("*.ipynb"))


def shown(notebook: nbformat.NotebookNode) -> list[tuple[str, list[str]]]:
    """What each cell of code shows, as text and as a card."""
    cells = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            outputs = []
            for output in cell.outputs:
                if output.output_type == "stream":
                    outputs.append(output.text)
                else:
                    outputs += [output["data"][kind] for kind in sorted(output["data"]) if kind != "image/png"]
            cells.append((cell.source, outputs))
    return cells


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_it_shows_what_it_keeps(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    kept = nbformat.read(path, as_version=4)
    nbformat.validate(kept)
    assert sum(bool(outputs) for _, outputs in shown(kept)) > 5, "it is kept with its output"
    fresh = nbformat.read(path, as_version=4)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    NotebookClient(fresh, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    assert shown(fresh) == shown(kept)


def test_every_text_stands_in_both_languages() -> None:
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "markdown":
                assert any("一" <= c <= "鿿" for c in cell.source) and any(c.isascii() and c.isalpha() for c in cell.source)
