"""What a ticket, an event and a time may be made of, and what is refused."""

import datetime as dt
import decimal
from collections import OrderedDict, UserDict
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import bihuan
import numpy
import pandas
import pyarrow
import pytest
from conftest import small_files

BASE = {"id": "1", "received_at": "2025-01-17 22:40", "matter": "噪声"}


def attribute(engine: bihuan.Engine, value: Any) -> bool:
    """Whether the rulebook's `where.n >= 10` holds for an attribute of that value."""
    return engine.dispatch({**BASE, "matter": None, "n": value}).row == "many"


@pytest.mark.parametrize(
    "value",
    [
        "10",
        " １０ ",
        12,
        10**30,
        10.0,
        12.5,
        decimal.Decimal("10"),
        decimal.Decimal("1E+2"),
        numpy.int64(11),
        numpy.uint8(11),
        numpy.float32(11.5),
        numpy.float64(11.5),
        numpy.array(11),
        pandas.Series([11]).iloc[0],
        pyarrow.scalar(11),
        pyarrow.scalar("11"),
        pyarrow.scalar(decimal.Decimal("11.50")),
    ],
    ids=repr,
)
def test_numbers_of_every_kind(small: bihuan.Engine, value: Any) -> None:
    assert attribute(small, value)


@pytest.mark.parametrize("value", [9, 9.99, "abc", True, decimal.Decimal("9.99"), numpy.int16(-11)], ids=repr)
def test_numbers_that_are_less(small: bihuan.Engine, value: Any) -> None:
    assert not attribute(small, value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "　",
        float("nan"),
        decimal.Decimal("NaN"),
        numpy.float64("nan"),
        numpy.datetime64("NaT"),
        pandas.NA,
        pandas.NaT,
        pyarrow.scalar(None, pyarrow.int64()),
        [],
        [None],
    ],
    ids=repr,
)
def test_what_is_absent(small: bihuan.Engine, value: Any) -> None:
    whole = small.dispatch(BASE)
    assert small.dispatch({**BASE, "occurred_at": value, "n": value, "area": value}) == whole
    with pytest.raises(bihuan.InputError, match="the time is missing"):
        small.dispatch(id="1", received_at=value)


CIVIL = dt.datetime(2025, 1, 17, 22, 40)


@pytest.mark.parametrize(
    "value",
    [
        "2025-01-17 22:40",
        "2025-01-17T22:40:00+08:00",
        CIVIL,
        CIVIL.replace(microsecond=999_999),
        CIVIL.replace(tzinfo=ZoneInfo("Asia/Shanghai")),
        CIVIL.replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(ZoneInfo("America/New_York")),
        dt.datetime(2025, 1, 17, 14, 40, tzinfo=dt.timezone.utc),
        dt.datetime(2025, 1, 17, 14, 41, 30, tzinfo=dt.timezone(dt.timedelta(seconds=90))),
        numpy.datetime64("2025-01-17T22:40"),
        numpy.datetime64("2025-01-17T22:40:00.000000001", "ns"),
        pandas.Timestamp("2025-01-17 22:40"),
        pandas.Timestamp("2025-01-17 22:40", tz="Asia/Shanghai"),
        pyarrow.scalar(CIVIL),
        pyarrow.scalar(1_737_124_800, pyarrow.timestamp("s", "UTC")),
    ],
    ids=repr,
)
def test_times_of_every_kind(small: bihuan.Engine, value: Any) -> None:
    decision = small.dispatch(id="1", received_at=value, matter="噪声")
    assert decision == small.dispatch(BASE)
    assert decision.row == "night"
    assert decision.due and decision.due.date() == dt.date(2025, 1, 22)


@pytest.mark.parametrize(
    "value", ["2025-01-17", dt.date(2025, 1, 17), numpy.datetime64("2025-01-17"), pyarrow.scalar(dt.date(2025, 1, 17))]
)
def test_a_date_is_a_date(small: bihuan.Engine, value: Any) -> None:
    # a date has no time of day, so no item of an `hours` cell holds (G-2)
    assert small.dispatch({**BASE, "occurred_at": value}).row == "noise"
    assert small.dispatch({**BASE, "matter": "噪声", "occurred_at": "2025-01-17 00:00"}).row == "night"


def test_a_list_is_a_path(small: bihuan.Engine) -> None:
    for levels in (["a/b", "c"], ("a/b", "c", "d"), numpy.array(["a/b", "c"]), pyarrow.scalar(["a/b", "c"])):
        assert small.dispatch(id="1", received_at="2025-01-17", matter=levels).row == "slash"
        assert small.dispatch({"id": "1", "received_at": "2025-01-17", "事项": levels}).row == "slash"
    assert small.dispatch(id="1", received_at="2025-01-17", matter="a/b/c").row is not None
    assert small.dispatch(id="1", received_at="2025-01-17", matter="a/b/c").row != "slash"


def test_records_of_every_kind(small: bihuan.Engine) -> None:
    whole = small.dispatch(BASE)
    for record in (OrderedDict(BASE), UserDict(BASE), MappingProxyType(BASE), pandas.Series(BASE)):
        assert small.dispatch(record) == whole
    assert small.dispatch(**BASE) == whole
    assert small.dispatch({"id": "1"}, received_at=BASE["received_at"], matter="噪声") == whole
    assert small.dispatch({**BASE, "id": "2"}, id="1") == whole
    assert small.dispatch({"工单编号": "1", "受理时间": BASE["received_at"], "ＭＡＴＴＥＲ": "噪声"}) == whole
    assert small.dispatch({**BASE, "id": 1}) == whole


def test_histories_of_every_kind(small: bihuan.Engine) -> None:
    event = {"at": dt.datetime(2025, 1, 18, 9), "kind": "designated", "unit": "C", "part": 1.0}
    for events in ([event], (event,), iter([event]), (event for _ in range(1)), {1: event}.values()):
        assert small.redispatch(BASE, events).reason == "designated"
    assert small.redispatch(BASE, events=[event]).lead == "C"
    assert small.redispatch(BASE) == small.redispatch(BASE, None) == small.redispatch(BASE, []) == small.dispatch(BASE)
    assert small.explain(BASE, [event]).decision.lead == "C"


class Broken:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def tolist(self) -> Any:
        raise self.error


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": 1}, "`matter` is a value of the type `dict`, expected text"),
        (b"x", "`matter` is a value of the type `bytes`, expected text"),
        (object(), "`matter` is a value of the type `object`, expected text"),
        (1j, "`matter` is a value of the type `complex`, expected text"),
        ({1, 2}, "`matter` is a value of the type `set`, expected text"),
        (["a", {"b": 1}], "`matter` is a list with a value of the type `dict`"),
        (numpy.array([[{}]]), "`matter` is a list with a list with a value of the type `dict`"),
        (dt.timedelta(1), "`matter` is a value of the type `timedelta`"),
        (dt.time(9), "`matter` is a value of the type `time`"),
        ("\ud800", "`matter` is text with half a character"),
        (Broken(KeyError("inner")), "`matter` is 'inner', expected text"),
        (numpy.timedelta64(1, "D"), "`matter` is a value of the type `timedelta`"),
        (pyarrow.scalar({"a": 1}), "`matter` is a value of the type `StructScalar`"),
    ],
    ids=repr,
)
def test_wrong_types_are_named(small: bihuan.Engine, value: Any, message: str) -> None:
    with pytest.raises(bihuan.InputError) as caught:
        small.dispatch({**BASE, "matter": value})
    assert message in str(caught.value) and str(caught.value).startswith("the ticket: ")


def test_missing_and_double_keys_are_named(small: bihuan.Engine) -> None:
    with pytest.raises(bihuan.InputError, match=r"received_at: the time is missing \[BH0504\]\n  = near: recieved_at"):
        small.dispatch(id="1", recieved_at="2025-01-17")
    with pytest.raises(bihuan.InputError, match="no ticket number"):
        small.dispatch(received_at="2025-01-17")
    with pytest.raises(bihuan.InputError, match="no ticket number"):
        small.dispatch()
    with pytest.raises(bihuan.InputError, match="two columns `工单编号`"):
        small.dispatch({"id": "1", "工单编号": "2", "received_at": "2025-01-17"})
    with pytest.raises(bihuan.InputError, match="`30 February` is no time") as caught:
        small.dispatch(id="1", received_at="30 February")
    assert [(finding.code, finding.value) for finding in caught.value.findings] == [("BH0503", "30 February")]
    with pytest.raises(bihuan.InputError, match="at: the time is missing"):
        small.redispatch(BASE, [{"kind": "派单"}])
    with pytest.raises(bihuan.InputError, match="event 2: `unit` is a value of the type `dict`"):
        small.redispatch(BASE, [{"at": "2025-01-18"}, {"at": "2025-01-18", "unit": {}}])


def test_wrong_arguments_are_type_errors(small: bihuan.Engine) -> None:
    for wrong in ("ticket", 1, [BASE], 1.5):
        with pytest.raises(TypeError, match="the ticket must be a dict, found the type"):
            small.dispatch(wrong)  # type: ignore[arg-type]
    for wrong in (BASE, "events"):
        with pytest.raises(TypeError, match="the events must be a list of dicts, found the type"):
            small.redispatch(BASE, wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="event 1 must be a dict, found the type `str`"):
        small.redispatch(BASE, ["x"])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        small.redispatch(BASE, 5)  # type: ignore[arg-type]
    with pytest.raises(bihuan.InputError, match="a key must be a str, found the type `int`"):
        small.dispatch({1: "x"})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match="now"):
        small.audit(BASE, [])  # type: ignore[call-arg]
    for wrong_now in (5, None, 1.5, [1]):
        with pytest.raises(TypeError, match="now must be a str, datetime or date, found the type"):
            small.audit(BASE, [], now=wrong_now)  # type: ignore[arg-type]
    with pytest.raises(bihuan.InputError, match="now: `soon` is not a time"):
        small.audit(BASE, [], now="soon")


def test_now_of_every_kind(engine: bihuan.Engine) -> None:
    whole = engine.audit(BASE, [], now="2025-01-20 09:00")
    zone = ZoneInfo("Asia/Shanghai")
    nine = dt.datetime(2025, 1, 20, 9)
    for now in (nine, nine.replace(tzinfo=zone), pandas.Timestamp(nine), numpy.datetime64("2025-01-20T09:00")):
        assert engine.audit(BASE, [], now=now) == whole  # type: ignore[arg-type]
    assert engine.audit(BASE, [], now=dt.date(2025, 1, 20)) == engine.audit(BASE, [], now="2025-01-20")


@pytest.mark.parametrize("name", ["ticket", "工单编号"])
def test_an_event_of_another_ticket_is_an_error(small: bihuan.Engine, name: str) -> None:
    ticket = {"id": "1", "received_at": "2025-01-17"}
    event = {"at": "2025-01-18", "kind": "dispatched", "unit": "B"}
    calls: list = [small.redispatch, small.explain, small.doubts]
    calls.append(lambda ticket, events: small.audit(ticket, events, now="2025-01-20"))
    for call in calls:
        with pytest.raises(bihuan.InputError, match="^event 2: it belongs to the ticket `2`, not to `1`$"):
            call(ticket, [event, event | {name: "2"}])
        for own in ("1", 1, 1.0, " 1", None, ""):
            call(ticket, [event | {name: own}])
    chinese = bihuan.load_memory(small_files(), lang="zh")
    with pytest.raises(bihuan.InputError, match="^事件 1：属于工单 `2`，不是工单 `1`$"):
        chinese.redispatch(ticket, [event | {name: "2"}])


def test_an_event_that_cannot_be_read_is_named_by_its_number(small: bihuan.Engine) -> None:
    ticket = {"id": "1", "received_at": "2025-01-17"}
    good = {"at": "2025-01-18", "kind": "dispatched"}
    with pytest.raises(bihuan.InputError, match="^event 2: at: `soon` is no time") as caught:
        small.audit(ticket, [good, {"at": "soon"}], now="2025-01-20")
    assert [finding.value for finding in caught.value.findings] == ["soon"]
    with pytest.raises(bihuan.InputError, match="^事件 1：at: "):
        bihuan.load_memory(small_files(), lang="zh").redispatch(ticket, [{"kind": "x"}])


@pytest.mark.parametrize(
    ("call", "name", "instead"),
    [
        ("dispatch", "events", r"redispatch\(ticket, events\)"),
        ("dispatch", "evnts", "redispatch"),
        ("dispatch", "event", "redispatch"),
        ("redispatch", "evetns", "the argument is `events`"),
        ("explain", "eventss", "the argument is `events`"),
        ("monitor", "events", r"push\(\)"),
        ("monitor", "now", r"verdict\(now\)"),
        ("dispatch", "now", r"audit\(ticket, events, now=…\)"),
        ("redispatch", "lang", r"bihuan.load\(…, lang=…\)"),
        ("dispatch", "columns", "dispatch_frame"),
        ("explain", "event_columns", "dispatch_frame"),
        ("dispatch", "on_reject", "audit_frame"),
        ("dispatch", "obligations", "audit_frame"),
    ],
)
def test_arguments_of_other_methods_are_no_attributes(small: bihuan.Engine, call: str, name: str, instead: str) -> None:
    ticket = {"id": "1", "received_at": "2025-01-17"}
    with pytest.raises(TypeError, match=rf"^{call}\(\) has no argument `{name}`: .*{instead}"):
        getattr(small, call)(ticket, **{name: "x"})
    # in the dict they are what any other key is
    getattr(small, call)(ticket | {name: "x"})


def test_attributes_that_only_resemble_them_are_attributes(small: bihuan.Engine) -> None:
    for name in ("row", "known", "even", "vents_2", "language", "n"):
        small.dispatch({"id": "1", "received_at": "2025-01-17"}, **{name: "x"})
