"""Whatever a ticket is made of: a dict and a table give the same answer."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import bihuan
import pandas
import polars
import pyarrow
from cases import show
from conftest import small_files
from hypothesis import given, settings
from hypothesis import strategies as st

SMALL = bihuan.load_memory(small_files())
CELLS = "ticket,part,lead,assist,channel,row,first_contact_due,due,signoff,reason,call,version".split(",")

words = st.sampled_from(["噪声", "噪声/夜间", "a\\/b/c", "投诉", "", " ", "２５", "A/B", "\\", "、", "=噪声", "x" * 200])
texts = words | st.text(st.characters(codec="utf-8"), max_size=12)
zones = st.sampled_from([ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), dt.timezone.utc])
times = st.datetimes(dt.datetime(1905, 1, 1), dt.datetime(2200, 1, 1))
aware = st.datetimes(dt.datetime(1972, 1, 1), dt.datetime(2200, 1, 1), timezones=zones)
dates = st.dates(dt.date(1905, 1, 1), dt.date(2200, 1, 1))
integers = st.integers(-(2**63), 2**63 - 1)
floats = st.floats(width=64, allow_infinity=False)
decimals = st.decimals(-10_000, 10_000, places=2)
paths = st.lists(st.sampled_from(["噪声", "a/b", "c", "\\", ""]), max_size=3)
any_time = times | aware | dates | st.sampled_from(["2025-01-17", "2025-01-17 22:40", "2025-01-17T14:40:00Z", "soon"])

ticket = st.fixed_dictionaries(
    {"received_at": any_time | st.none() | integers},
    optional={
        "matter": texts | paths | integers | st.none(),
        "area": texts | paths,
        "occurred_at": any_time | texts,
        "n": texts | integers | floats | decimals | st.booleans() | st.none(),
        "demand": st.sampled_from(["投诉", "complaint", "?", None]),
        "text": texts,
    },
)

Told = tuple[list[dict[str, str]], list[tuple[int, str]]]


def by_dicts(rows: list[dict[str, Any]]) -> Told:
    """The answers one at a time: decided rows, and what was rejected by which code."""
    decided, rejected = [], []
    for at, row in enumerate(rows):
        try:
            decision = SMALL.dispatch(row)
        except bihuan.InputError as error:
            rejected.append((at, error.findings[0].code))
            continue
        for part in decision.parts:
            found = {**{key: getattr(decision, key, None) for key in CELLS}, **{
                key: getattr(part, key) for key in ("part", "lead", "assist", "row", "first_contact_due", "due", "signoff", "reason")
            }}
            decided.append({key: show(value) for key, value in found.items()})
    return decided, rejected


def by_table(table: Any) -> Told:
    rejected: list[bihuan.Rejected] = []
    answer = SMALL.dispatch_frame(table, on_reject=rejected.extend)
    if isinstance(answer, list):
        found = answer
    elif isinstance(answer, pandas.DataFrame):
        found = answer.astype(object).where(answer.notna(), None).to_dict("records")
    elif isinstance(answer, polars.DataFrame):
        found = answer.to_dicts()
    else:
        found = answer.to_pylist()
    decided = [{key: show(value) for key, value in row.items()} for row in found]
    return decided, [(line.index, line.code) for line in rejected]


@settings(deadline=None, max_examples=150)
@given(st.lists(ticket, min_size=1, max_size=6))
def test_values_of_any_type(tickets: list[dict[str, Any]]) -> None:
    rows = [{"id": at, **row} for at, row in enumerate(tickets)]
    expected = by_dicts(rows)
    assert by_table(rows) == expected
    headers = list(dict.fromkeys(key for row in rows for key in row))
    columns = {header: pandas.Series([row.get(header) for row in rows], dtype=object) for header in headers}
    assert by_table(pandas.DataFrame(columns)) == expected


def column(cells: st.SearchStrategy[Any], kind: pyarrow.DataType) -> st.SearchStrategy[tuple[Any, pyarrow.DataType]]:
    return st.tuples(st.lists(cells | st.none(), min_size=4, max_size=4), st.just(kind))


TIMES = column(times, pyarrow.timestamp("us")) | column(aware, pyarrow.timestamp("us", "UTC")) | column(dates, pyarrow.date32())
TEXTS = column(texts, pyarrow.string_view()) | column(texts, pyarrow.dictionary(pyarrow.int32(), pyarrow.string()))
NUMBERS = column(integers, pyarrow.int64()) | column(floats, pyarrow.float64()) | column(decimals, pyarrow.decimal128(20, 2))
OTHERS = column(st.booleans(), pyarrow.bool_())
PATHS = column(paths, pyarrow.list_(pyarrow.string()))

table = st.fixed_dictionaries(
    {"received_at": TIMES}, optional={"occurred_at": TIMES, "matter": TEXTS | PATHS, "n": TEXTS | NUMBERS | OTHERS}
)


@settings(deadline=None, max_examples=150)
@given(table)
def test_columns_of_any_type(columns: dict[str, tuple[list[Any], pyarrow.DataType]]) -> None:
    ids = [str(at) for at in range(4)]
    arrays = {name: pyarrow.array(cells, kind) for name, (cells, kind) in columns.items()}
    arrow = pyarrow.table({"id": ids, **arrays})
    rows = [{"id": ids[at], **{name: cells[at] for name, (cells, _) in columns.items()}} for at in range(4)]
    expected = by_dicts(rows)
    assert by_table(arrow) == expected
    assert by_table(polars.DataFrame(arrow)) == expected
    assert by_table(arrow.to_pandas(types_mapper=pandas.ArrowDtype)) == expected
