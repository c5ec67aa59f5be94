"""Tables of every library and encoding: the same answers, in the kind of table that came in."""

import csv
import datetime as dt
import decimal
import io
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from zoneinfo import ZoneInfo

import arro3.core
import bihuan
import duckdb
import numpy
import pandas
import polars
import pyarrow
import pytest
from cases import show
from conftest import EXAMPLES, NOW

# the example has a due in a year that no calendar covers
uncovered = pytest.mark.filterwarnings("ignore::bihuan.CalendarWarning", "ignore::bihuan.DoubtWarning")

DECISIONS = (
    "ticket,part,lead,assist,channel,row,first_contact_due,due,signoff,reason,call,version".split(",")
)


def text(name: str) -> str:
    return (EXAMPLES / "tickets" / name).read_text(encoding="utf-8")


def dicts(name: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text(name))))


def polars_table(name: str) -> polars.DataFrame:
    return polars.read_csv(io.StringIO(text(name)), infer_schema=False)


def pandas_table(name: str) -> pandas.DataFrame:
    return pandas.read_csv(io.StringIO(text(name)), dtype=str)


def arrow_table(name: str) -> pyarrow.Table:
    return polars_table(name).to_arrow()


def one_batch(name: str) -> pyarrow.RecordBatch:
    return arrow_table(name).combine_chunks().to_batches()[0]


CONNECTION = duckdb.connect()
CONNECTION.execute("SET TimeZone = 'Asia/Shanghai'")


def relation(name: str) -> Any:
    return CONNECTION.read_csv(str(EXAMPLES / "tickets" / name), all_varchar=True)


KINDS = {
    "polars": polars_table,
    "polars lazy": lambda name: polars_table(name).lazy(),
    "pandas": pandas_table,
    "pandas object": lambda name: pandas_table(name).astype(object),
    "pandas arrow": lambda name: pandas_table(name).convert_dtypes(dtype_backend="pyarrow"),
    "pandas categories": lambda name: pandas_table(name).astype("category"),
    "polars categories": lambda name: polars_table(name).cast(polars.Categorical),
    "pyarrow table": arrow_table,
    "pyarrow batch": one_batch,
    "pyarrow reader": lambda name: arrow_table(name).to_reader(7),
    "pyarrow chunks": lambda name: pyarrow.Table.from_batches(arrow_table(name).to_batches(5)),
    "duckdb": relation,
    "arro3": lambda name: arro3.core.Table.from_arrow(arrow_table(name)),
    "arro3 batch": lambda name: arro3.core.RecordBatch.from_arrow(one_batch(name)),
    "dicts": dicts,
}


def rows(table: Any) -> list[dict[str, str]]:
    """A table as rows of cells of a csv."""
    if isinstance(table, polars.LazyFrame):
        table = table.collect()
    if isinstance(table, (list, bihuan.Frame)):
        found = table if isinstance(table, list) else table.to_dicts()
    elif isinstance(table, pandas.DataFrame):
        found = table.astype(object).where(table.notna(), None).to_dict("records")
    elif isinstance(table, polars.DataFrame):
        found = table.to_dicts()
    else:
        found = pyarrow.table(table).to_pylist()
    return [{key: show(value) for key, value in row.items()} for row in found]


@uncovered
@pytest.mark.parametrize("kind", KINDS)
def test_the_example_in_every_kind_of_table(engine: bihuan.Engine, kind: str) -> None:
    make = KINDS[kind]
    tickets = make("tickets.csv")
    decisions = engine.dispatch_frame(tickets, make("events.csv"))
    unknown = kind.startswith("arro3")
    assert type(decisions) is (bihuan.Frame if unknown else type(tickets))
    assert rows(decisions) == dicts("decisions.csv")
    assert rows(engine.audit_frame(make("tickets.csv"), make("events.csv"), now=NOW)) == dicts("verdicts.csv")
    obligations = rows(engine.audit_frame(make("tickets.csv"), make("events.csv"), now=NOW, obligations=True))
    breached = [row for row in obligations if row["state"] in ("violated", "overdue", "met_late")]
    assert len(breached) == sum(int(row["breaches"]) for row in dicts("verdicts.csv"))
    assert {row["loop"] for row in obligations} == {"intake", "process", "supervision"}


@uncovered
def test_kinds_can_be_mixed(engine: bihuan.Engine) -> None:
    decisions = engine.dispatch_frame(pandas_table("tickets.csv"), relation("events.csv"))
    assert isinstance(decisions, pandas.DataFrame) and rows(decisions) == dicts("decisions.csv")


@uncovered
def test_a_relation_stays_with_its_connection(engine: bihuan.Engine) -> None:
    CONNECTION.execute("CREATE OR REPLACE TABLE own AS SELECT 'CGZD' AS lead, 1 AS mark")
    # tables of the city's own, of names that we could have used
    for name in ("frame", "answers", "tickets"):
        CONNECTION.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT 'other' AS lead")
    decisions = engine.dispatch_frame(relation("tickets.csv"))
    own = CONNECTION.table("own")
    joined = decisions.join(own, "lead").aggregate("count(*), sum(mark)").fetchall()
    expected = sum(row["lead"] == "CGZD" for row in rows(engine.dispatch_frame(dicts("tickets.csv"))))
    assert joined == [(expected, expected)] and expected > 0
    assert CONNECTION.sql("SELECT count(*) FROM tickets").fetchall() == [(1,)]


ID, AT, MATTER = ["1", "2"], ["2025-01-17 22:40:00", "2025-01-18 09:00:00"], ["噪声", "噪声"]
INSTANTS = [dt.datetime(2025, 1, 17, 14, 40), dt.datetime(2025, 1, 18, 1)]
CIVILS = [dt.datetime(2025, 1, 17, 22, 40), dt.datetime(2025, 1, 18, 9)]


def answers(engine: bihuan.Engine, columns: dict[str, Any]) -> list[dict[str, str]]:
    return rows(engine.dispatch_frame(pyarrow.table(columns)))


@pytest.mark.parametrize(
    "kind",
    [
        pyarrow.string(),
        pyarrow.large_string(),
        pyarrow.string_view(),
        pyarrow.dictionary(pyarrow.int8(), pyarrow.string()),
        pyarrow.dictionary(pyarrow.uint32(), pyarrow.large_string()),
        pyarrow.run_end_encoded(pyarrow.int32(), pyarrow.string()),
    ],
    ids=str,
)
def test_text_of_every_encoding(small: bihuan.Engine, kind: pyarrow.DataType) -> None:
    def column(cells: list[str]) -> Any:
        plain = pyarrow.array(cells)
        if pyarrow.types.is_run_end_encoded(kind):
            return pyarrow.compute.run_end_encode(plain)
        return plain.cast(kind)

    found = answers(small, {"id": column(ID), "received_at": column(AT), "matter": column(MATTER)})
    assert [row["row"] for row in found] == ["night", "noise"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Shanghai", "America/New_York", "+05:30"])
def test_times_of_every_unit_and_zone(small: bihuan.Engine, unit: str, zone: str | None) -> None:
    times = pyarrow.array(INSTANTS if zone else CIVILS, pyarrow.timestamp(unit, zone))
    found = answers(small, {"id": ID, "received_at": times, "matter": MATTER})
    assert [row["row"] for row in found] == ["night", "noise"]
    assert [row["due"] for row in found] == ["2025-01-22 23:59:59", "2025-01-23 23:59:59"]


@pytest.mark.parametrize("kind", [pyarrow.date32(), pyarrow.date64()], ids=str)
def test_a_date_is_a_date(small: bihuan.Engine, kind: pyarrow.DataType) -> None:
    days = pyarrow.array([dt.date(2025, 1, 17), dt.date(2025, 1, 18)]).cast(kind)
    found = answers(small, {"id": ID, "received_at": days, "matter": MATTER})
    assert [row["row"] for row in found] == ["noise", "noise"]


NUMBERS = [
    *(pyarrow.array([9, 10], kind) for kind in (pyarrow.int8(), pyarrow.int16(), pyarrow.int32(), pyarrow.int64())),
    *(pyarrow.array([9, 10], kind) for kind in (pyarrow.uint8(), pyarrow.uint16(), pyarrow.uint32(), pyarrow.uint64())),
    *(pyarrow.array([9.5, 10], kind) for kind in (pyarrow.float32(), pyarrow.float64())),
    pyarrow.array(numpy.array([9.5, 10], numpy.float16)),
    *(
        pyarrow.array([decimal.Decimal("9.99"), decimal.Decimal("10.00")], kind)
        for kind in (pyarrow.decimal32(5, 2), pyarrow.decimal64(9, 2), pyarrow.decimal128(20, 2), pyarrow.decimal256(40, 2))
    ),
]


@pytest.mark.parametrize("numbers", NUMBERS, ids=lambda numbers: str(numbers.type))
def test_numbers_of_every_kind(small: bihuan.Engine, numbers: pyarrow.Array) -> None:
    found = answers(small, {"id": pyarrow.array([1, 2]), "received_at": AT, "n": numbers})
    assert [(row["ticket"], row["row"]) for row in found] == [("1", "fallback.1"), ("2", "many")]


def test_lists_are_paths(small: bihuan.Engine) -> None:
    levels = [["a/b", "c"], ["噪声", None]]
    for kind in (pyarrow.list_(pyarrow.string()), pyarrow.large_list(pyarrow.string_view()), pyarrow.list_(pyarrow.string(), 2)):
        found = answers(small, {"id": ID, "received_at": AT, "matter": pyarrow.array(levels, kind)})
        assert [row["row"] for row in found] == ["slash", "noise"], kind
    frame = polars.DataFrame({"id": ID, "received_at": CIVILS, "matter": levels})
    assert [row["row"] for row in rows(small.dispatch_frame(frame))] == ["slash", "noise"]
    objects = pandas.DataFrame({"id": ID, "received_at": CIVILS, "matter": levels})
    assert [row["row"] for row in rows(small.dispatch_frame(objects))] == ["slash", "noise"]


def test_what_is_absent_is_null(small: bihuan.Engine) -> None:
    frame = polars.DataFrame({"id": ["1"], "received_at": ["2025-01-17"], "matter": [None], "n": [float("nan")]})
    answer = small.dispatch_frame(frame)
    assert answer["assist"].to_list() == [None] and answer["row"].to_list() == ["fallback.1"]
    assert answer.schema["due"] == polars.Datetime("ms", "Asia/Shanghai")


def test_mixed_zones_are_instants_each(small: bihuan.Engine) -> None:
    times = [
        CIVILS[0].replace(tzinfo=ZoneInfo("Asia/Shanghai")),
        CIVILS[0].replace(tzinfo=ZoneInfo("America/New_York")),
        CIVILS[0],
        pandas.NaT,
        "2025-01-17 22:40",
        dt.date(2025, 1, 17),
    ]
    frame = pandas.DataFrame({"id": range(6), "received_at": pandas.Series(times, dtype=object), "matter": "噪声"})
    rejected: list[bihuan.Rejected] = []
    answer = small.dispatch_frame(frame, on_reject=rejected.extend)
    by_dict = [small.dispatch(id=str(at), received_at=times[at], matter="噪声") for at in (0, 1, 2, 4, 5)]
    assert answer["row"].to_list() == [decision.row for decision in by_dict]
    assert [show(due) for due in answer["due"]] == [show(decision.due) for decision in by_dict]
    assert [(line.index, line.code) for line in rejected] == [(3, "BH0504")]


def test_pandas_indexes(small: bihuan.Engine) -> None:
    frame = pandas.DataFrame({"id": ID, "received_at": AT, "matter": MATTER})
    plain = rows(small.dispatch_frame(frame))
    assert rows(small.dispatch_frame(frame.set_index("id"))) == plain
    assert rows(small.dispatch_frame(frame.set_index(["id", "matter"]))) == plain
    assert rows(small.dispatch_frame(frame.set_axis([7, 7]))) == plain
    assert rows(small.dispatch_frame(frame[frame["id"] == "2"])) == plain[1:]


def test_an_empty_table_gives_an_empty_table(engine: bihuan.Engine) -> None:
    for kind, make in KINDS.items():
        whole = make("tickets.csv")
        if isinstance(whole, (polars.DataFrame, polars.LazyFrame)):
            empty: Any = whole.head(0)
        elif isinstance(whole, pandas.DataFrame):
            empty = whole.iloc[:0]
        elif isinstance(whole, list):
            empty = []
        elif kind == "duckdb":
            empty = whole.limit(0)
        elif kind == "pyarrow reader":
            empty = arrow_table("tickets.csv").slice(0, 0).to_reader()
        else:
            empty = whole.slice(0, 0)
        answer = engine.dispatch_frame(empty)
        assert type(answer) is (bihuan.Frame if kind.startswith("arro3") else type(whole)), kind
        assert rows(answer) == [], kind
        if isinstance(answer, (polars.DataFrame, pandas.DataFrame, bihuan.Frame)):
            assert list(answer.columns) == DECISIONS, kind
        if isinstance(answer, (pyarrow.Table, pyarrow.RecordBatch, pyarrow.RecordBatchReader)):
            assert answer.schema.names == DECISIONS
            assert answer.schema.field("due").type == pyarrow.timestamp("s", "Asia/Shanghai")


@uncovered
def test_a_citys_own_headers(engine: bihuan.Engine) -> None:
    ours = {"id": "工单编号", "received_at": "受理时间", "matter": "事项", "area": "区域", "text": "内容"}
    city = polars_table("tickets.csv").rename({theirs: f"city {theirs}" for theirs in ours.values()})
    events = polars_table("events.csv").rename({"工单编号": "nr", "时间": "when"})
    answer = engine.dispatch_frame(
        city,
        events,
        columns={name: f"city {theirs}" for name, theirs in ours.items()},
        event_columns={"ticket": "nr", "at": "when"},
    )
    assert rows(answer) == dicts("decisions.csv")
    with pytest.raises(bihuan.InputError, match="the column `Nummer` is missing|the column `nummer` is missing"):
        engine.dispatch_frame(city, columns={"id": "Nummer"})
    with pytest.raises(bihuan.InputError, match="two columns"):
        engine.dispatch_frame(city, columns={"id": "x", "matter": "x"})
    with pytest.raises(TypeError, match="columns must be a dict"):
        engine.dispatch_frame(city, columns=["id"])  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="event_columns must be a dict of str to str"):
        engine.dispatch_frame(city, events, event_columns={"id": 5})  # type: ignore[dict-item]


JUNK = {
    "id": ["1", "2", None, "1", "3", "4"],
    "received_at": ["2025-01-17", "30 February", "2025-01-17", "2025-01-17", None, "2025-01-18"],
}
EXPECTED = [(1, "BH0503", "30 February"), (2, "BH0501", None), (3, "BH0502", "1"), (4, "BH0504", None)]


@pytest.mark.parametrize("make", [polars.DataFrame, pandas.DataFrame, pyarrow.table], ids=["polars", "pandas", "pyarrow"])
def test_rejected_rows_are_named_and_counted(small: bihuan.Engine, make: Any) -> None:
    table = make(JUNK)
    with pytest.warns(bihuan.RejectedWarning, match=r"4 rows rejected:\n  tickets:2: received_at: `30 F") as caught:
        answer = small.dispatch_frame(table)
    assert caught[0].filename == __file__
    assert [row["ticket"] for row in rows(answer)] == ["1", "4"]
    warning = caught[0].message
    assert isinstance(warning, bihuan.RejectedWarning)
    assert [(line.index, line.code, line.value) for line in warning.rejected] == EXPECTED
    gathered: list[bihuan.Rejected] = []
    small.dispatch_frame(table, on_reject=gathered.extend)
    assert gathered == list(warning.rejected)
    assert (gathered[0].table, gathered[0].row, gathered[0].line) == ("tickets", 2, "2,30 February")
    small.dispatch_frame(table, on_reject="ignore")
    with pytest.raises(bihuan.RejectedError, match="4 rows rejected") as raised:
        small.dispatch_frame(table, on_reject="raise")
    assert list(raised.value.rejected) == gathered and len(raised.value.findings) == 4
    assert "… and 1 more" in str(raised.value)
    with pytest.raises(ValueError, match="on_reject must be"):
        small.dispatch_frame(table, on_reject="shout")  # type: ignore[arg-type]
    told = polars.DataFrame([line.to_dict() for line in gathered])
    assert told["code"].to_list() == [code for _, code, _ in EXPECTED]


def test_events_that_belong_nowhere_are_rejected(small: bihuan.Engine) -> None:
    tickets = polars.DataFrame({"id": ["1"], "received_at": ["2025-01-17"]})
    events = polars.DataFrame({"ticket": ["1", "9", "1"], "at": ["2025-01-18", "2025-01-18", "never"], "kind": "签收"})
    with pytest.warns(bihuan.RejectedWarning, match="2 rows rejected:\n  events:2: ticket: there is no ticket `9`"):
        small.audit_frame(tickets, events, now=NOW)


def test_what_else_is_told(engine: bihuan.Engine) -> None:
    tickets = polars.DataFrame({"id": ["1", "2", "3"], "received_at": ["2025-01-17", "2025-03-04", "1990-01-01"]})
    events = polars.DataFrame({"ticket": [], "at": [], "kind": []}, schema_overrides={"ticket": str, "at": str})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer = engine.audit_frame(tickets, events, now=NOW)
    assert answer["ticket"].to_list() == ["1"]
    told = {type(warning.message): warning.message for warning in caught}
    assert set(told) == {bihuan.RejectedWarning, bihuan.LaterWarning}
    assert getattr(told[bihuan.LaterWarning], "tickets") == ("2",)
    assert getattr(told[bihuan.RejectedWarning], "rejected")[0].code == "BH0506"
    with pytest.warns(bihuan.CalendarWarning, match="does not cover 20") as uncovered:
        late = engine.dispatch_frame(polars.DataFrame({"id": ["1"], "received_at": ["2026-12-31"]}))
    assert late["due"].to_list() == [None] and getattr(uncovered[0].message, "years") == ("2027",)


def struct_column() -> polars.DataFrame:
    return polars.DataFrame({"id": ["1"], "received_at": ["2025-01-17"], "geo": [{"x": 1.5}]})


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (struct_column(), "tickets: geo: the column `geo` holds a struct"),
        (struct_column().select("id", "received_at", geo=polars.lit(b"x")), "the column `geo` holds binary data"),
        (struct_column().select("id", "received_at", geo=polars.duration(days=1)), "the column `geo` holds a duration"),
        (struct_column().select("id", "received_at", geo=[["a"]]), None),
        (struct_column().select("id"), "the column `received_at` is missing"),
        (struct_column().select("id", recieved_at="received_at"), "near: recieved_at"),
        (struct_column().select("id", "received_at", 工单编号="id"), "two columns `工单编号`"),
        (polars.DataFrame({"id": ["1"], "received_at": [["2025-01-17"]], "l": [[[["x"]]]]}), "holds lists of lists of"),
        (pandas.DataFrame({"id": ["1"], "received_at": [{"x": 1}]}), "tickets:1: received_at: a value of the type `dict`"),
        (pandas.DataFrame({"id": ["1", b"x"], "received_at": "2025-01-17"}), "tickets:2: id: a value of the type `bytes`"),
        (pandas.DataFrame(), "the column `id` is missing"),
        (polars.DataFrame(), "the column `id` is missing"),
        ([{"id": "1"}], "the column `received_at` is missing"),
        ([{5: "1"}], "tickets:1: a key must be a str"),
    ],
    ids=range(14),
)
def test_tables_that_cannot_be_read(small: bihuan.Engine, table: Any, message: str | None) -> None:
    if message is None:
        return
    with pytest.raises(bihuan.InputError) as caught:
        small.dispatch_frame(table)
    assert message in str(caught.value)


def test_what_is_no_table(small: bihuan.Engine) -> None:
    for wrong in ("tickets.csv", 5, {"id": ["1"]}, None, polars.Series([1])):
        with pytest.raises((TypeError, bihuan.InputError), match="tickets must be a table|tickets cannot be read as a table"):
            small.dispatch_frame(wrong)
    with pytest.raises(TypeError, match="events must be a table"):
        small.dispatch_frame([], "events.csv")
    with pytest.raises(TypeError, match="tickets:1: a row must be a dict"):
        small.dispatch_frame([5])
    with pytest.raises(TypeError):
        small.audit_frame([], [])  # type: ignore[call-arg]


class Failing:
    """A stream that breaks in the middle."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        def batches() -> Iterator[pyarrow.RecordBatch]:
            yield pyarrow.RecordBatch.from_pydict({"id": ["1"], "received_at": ["2025-01-17"]})
            raise RuntimeError("the disk is full")

        schema = pyarrow.schema({"id": pyarrow.string(), "received_at": pyarrow.string()})
        return pyarrow.RecordBatchReader.from_batches(schema, batches()).__arrow_c_stream__()


def test_a_stream_that_fails(small: bihuan.Engine) -> None:
    with pytest.raises(bihuan.InputError, match="the disk is full"):
        small.dispatch_frame(Failing())


def test_a_frame_of_our_own(small: bihuan.Engine) -> None:
    frame = small.dispatch_frame(arro3.core.Table.from_pydict({"id": arro3.core.Array(ID, arro3.core.DataType.string()), "received_at": arro3.core.Array(AT, arro3.core.DataType.string())}))
    assert isinstance(frame, bihuan.Frame)
    assert (len(frame), frame.columns) == (2, DECISIONS)
    assert repr(frame).startswith("<Frame of 2 rows: ticket, part")
    assert frame.to_dict()["ticket"] == ID and frame.to_dicts()[1]["ticket"] == "2"
    assert frame.to_dict()["due"] == [row["due"] for row in frame.to_dicts()]
    assert polars.DataFrame(frame).to_dicts() == frame.to_dicts()
    assert pyarrow.table(frame).schema.field("part").type == pyarrow.int32()
    assert pyarrow.schema(frame) == pyarrow.table(frame).schema


def test_a_million_rows_of_junk_are_rejected_in_bounded_time(small: bihuan.Engine) -> None:
    many = 1_000_000
    junk = pyarrow.table({"id": numpy.arange(many) % 10, "received_at": numpy.full(many, -1.5)})
    rejected: list[bihuan.Rejected] = []
    started = time.process_time()
    answer = small.dispatch_frame(junk, on_reject=rejected.extend)
    assert (answer.num_rows, len(rejected)) == (0, many)
    # about 2 seconds of a debug build; a minute says that something grows faster than the table
    assert time.process_time() - started < 60


@uncovered
def test_other_threads_run_meanwhile(engine: bihuan.Engine) -> None:
    tickets = polars.concat([polars_table("tickets.csv")] * 200)
    ids = [f"{at}" for at in range(len(tickets))]
    tickets = tickets.with_columns(polars.Series("工单编号", ids))
    ticks = 0
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(engine.dispatch_frame, tickets)
        while not work.done():
            ticks += 1
            time.sleep(0.001)
    assert work.result().height >= len(tickets)
    assert ticks > 5


INTERRUPTED = """
import bihuan, sys, polars, threading, os, signal, time
engine = bihuan.load(sys.argv[1])
many = 3_000_000
tickets = polars.DataFrame({"id": range(many), "received_at": "2025-01-17", "matter": "噪声/装修噪声"})
threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
started = time.monotonic()
try:
    engine.dispatch_frame(tickets)
except KeyboardInterrupt:
    print("interrupted", time.monotonic() - started < 20)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_ctrl_c_is_heard_between_chunks() -> None:
    assert signal.SIGINT
    command = [sys.executable, "-c", INTERRUPTED, str(EXAMPLES / "rulebooks/songjiang")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert run.stdout.strip() == "interrupted True", run.stderr


WITHOUT = """
import sys
for name in ("pyarrow", "polars", "pandas", "duckdb", "numpy", "arro3"):
    if name not in sys.argv[2:]:
        sys.modules[name] = None
import bihuan
assert not {"pyarrow", "polars", "pandas", "duckdb", "numpy", "zoneinfo"} & {
    name for name, module in sys.modules.items() if module is not None
}
engine = bihuan.load(sys.argv[1])
tickets = {"id": ["1", "2"], "received_at": ["2025-01-17 22:40", "2025-01-17"], "matter": ["噪声/装修噪声", None]}
if "pandas" in sys.argv:
    import pandas
    answer = engine.dispatch_frame(pandas.DataFrame(tickets))
    print(list(answer["lead"]), answer["due"].dt.tz)
elif "polars" in sys.argv:
    import polars
    print(engine.dispatch_frame(polars.DataFrame(tickets))["lead"].to_list())
elif "duckdb" in sys.argv:
    import duckdb
    answer = engine.dispatch_frame(duckdb.sql("SELECT '1' AS id, '2025-01-17' AS received_at, '噪声/装修噪声' AS matter"))
    print(answer.fetchall()[0][2])
else:
    rows = [dict(zip(tickets, row)) for row in zip(*tickets.values())]
    print([row["lead"] for row in engine.dispatch_frame(rows)])
"""


@pytest.mark.parametrize(
    ("libraries", "expected"),
    [
        ([], "['PCS', 'CYZX']"),
        (["polars"], "['PCS', 'CYZX']"),
        (["pandas", "numpy"], "['PCS', 'CYZX'] Asia/Shanghai"),
        (["duckdb"], "CGZD"),
    ],
    ids=str,
)
def test_no_library_is_needed_but_the_one_that_is_used(libraries: list[str], expected: str) -> None:
    command = [sys.executable, "-W", "error", "-c", WITHOUT, str(EXAMPLES / "rulebooks/songjiang"), *libraries]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert run.stdout.strip() == expected, run.stderr


@pytest.mark.parametrize("on_reject", ["warn", "raise", "ignore", lambda rows: None])
def test_doubts_are_told_whatever_becomes_of_rejected_rows(engine: bihuan.Engine, on_reject: Any) -> None:
    tickets = polars.DataFrame({"id": ["1", "2"], "received_at": ["2025-01-17 09:00"] * 2})
    events = polars.DataFrame(
        {
            "ticket": ["2", "1", "1", "2", "1"],
            "at": ["2025-01-18"] * 5,
            "what": ["派单", "dispached", "dispatched", "派单", "signed"],
            "unit": ["PCS", "PCS", "某单位", "PCX", None],
        }
    )
    calls: list[Any] = [
        lambda: engine.dispatch_frame(tickets, events, event_columns={"kind": "what"}, on_reject=on_reject),
        lambda: engine.audit_frame(tickets, events, now=NOW, event_columns={"kind": "what"}, on_reject=on_reject),
    ]
    for call in calls:
        with pytest.warns(bihuan.DoubtWarning) as told:
            call()
        assert len(told) == 1 and told[0].filename == __file__
        warning = told[0].message
        assert isinstance(warning, bihuan.DoubtWarning) and warning.count == 3
        found = [(doubt.file, doubt.row, doubt.column, doubt.value) for doubt in warning.doubts]
        assert found == [
            ("events", 2, "what", "dispached"),
            ("events", 3, "unit", "某单位"),
            ("events", 4, "unit", "PCX"),
        ]
        assert str(warning).startswith("3 doubts about the events:\n  events:2: what: unknown kind of event `dispached`")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", bihuan.DoubtWarning)
            call()


def test_doubts_are_counted_when_there_are_many(engine: bihuan.Engine) -> None:
    tickets = [{"id": "1", "received_at": "2025-01-17 09:00"}]
    events = [{"ticket": "1", "at": "2025-01-18", "kind": "x" * 30}] * 1500
    with pytest.warns(bihuan.DoubtWarning, match="1,500 doubts .*(?s:.)*… and 1,497 more$") as told:
        engine.dispatch_frame(tickets, events)
    warning = told[0].message
    assert isinstance(warning, bihuan.DoubtWarning) and (warning.count, len(warning.doubts)) == (1500, 1000)


def test_doubts_are_told_before_an_error_is_raised(engine: bihuan.Engine) -> None:
    tickets = [{"id": "1", "received_at": "2025-01-17 09:00"}, {"id": "2", "received_at": "soon"}]
    events = [{"ticket": "1", "at": "2025-01-18", "kind": "dispached"}]
    with pytest.warns(bihuan.DoubtWarning, match="^1 doubt about"), pytest.raises(bihuan.RejectedError):
        engine.dispatch_frame(tickets, events, on_reject="raise")
