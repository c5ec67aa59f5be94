"""What the tests share. They run on the installed wheel, never on the source tree."""

import json
from pathlib import Path

import bihuan
import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
NOW = "2025-03-03 09:00:00"


def pytest_sessionstart(session: pytest.Session) -> None:
    assert "site-packages" in (bihuan.__file__ or ""), f"bihuan is not installed, but read from {bihuan.__file__}"


@pytest.fixture(scope="session")
def engine() -> bihuan.Engine:
    return bihuan.load(EXAMPLES / "rulebooks/songjiang")


@pytest.fixture(scope="session")
def small() -> bihuan.Engine:
    """A rulebook that answers any day, with attributes and a matter or two."""
    return bihuan.load_memory(small_files())


def small_files() -> dict[str, str]:
    return {
        "rulebook.toml": "name = 'small'\nversion = '1'\ncalendar = 'weekdays'\noffice_hours = ['09:00-17:00']\n"
        "[[fallback]]\nlead = 'A'\n[[limit]]\nname = 'due'\nlimit = '5d'\n",
        "units.csv": "code,name,role\nA,centre,城运中心\nB,noise,\nC,many,\nD,night,\n",
        "dispatch.csv": "row,matter,hours,where.n,lead,assist\n"
        "noise,噪声,,,B,A\nmany,,,>=10,C,\nnight,噪声,22:00-06:00,,D,\nslash,a\\/b/c,,,C,\n",
    }


def case_files() -> list[Path]:
    return sorted(path for path in (EXAMPLES / "cases").glob("*.json") if path.name != "not-shown.json")


def read_json(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
