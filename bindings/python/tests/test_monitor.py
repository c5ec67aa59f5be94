"""A monitor answers as an audit of the events so far (C-16)."""

import copy
import csv
import json
import pickle

import bihuan
import pytest
from conftest import EXAMPLES, NOW

TICKET = {"id": "1", "received_at": "2025-01-17 09:40", "matter": "噪声/装修噪声"}
FIRST = {"at": "2025-01-17 10:00", "kind": "dispatched", "unit": "CGZD"}
SECOND = {"at": "2025-01-18 10:00", "kind": "contacted", "unit": "CGZD"}


def rows(name: str) -> list[dict]:
    with (EXAMPLES / "tickets" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_event_by_event_it_is_the_audit(engine: bihuan.Engine) -> None:
    events = sorted(rows("events.csv"), key=lambda event: event["时间"])
    for ticket in rows("tickets.csv")[:12]:
        monitor = engine.monitor(ticket)
        own = [event for event in events if event["工单编号"] == ticket["工单编号"]]
        for count, event in enumerate(own, 1):
            monitor.push(event)
            assert monitor.verdict(NOW) == engine.audit(ticket, own[:count], now=NOW)
        assert (len(monitor), monitor.ticket) == (len(own), ticket["工单编号"])


def test_its_state_is_kept_as_json(engine: bihuan.Engine) -> None:
    monitor = engine.monitor(TICKET)
    assert bool(monitor) and len(monitor) == 0
    monitor.push(FIRST)
    assert json.loads(monitor.to_json())["rulebook"] == engine.hash
    for again in (
        bihuan.Monitor.from_json(engine, monitor.to_json()),
        pickle.loads(pickle.dumps(monitor)),
        copy.copy(monitor),
        copy.deepcopy(monitor),
    ):
        assert again == monitor and repr(again) == "<Monitor of ticket 1: 1 events>"
        again.push(SECOND)
        assert again != monitor and (len(again), len(monitor)) == (2, 1)
        assert again.verdict(NOW) == engine.audit(TICKET, [FIRST, SECOND], now=NOW)
    with pytest.raises(TypeError):
        hash(monitor)


def test_what_it_refuses(engine: bihuan.Engine, small: bihuan.Engine) -> None:
    monitor = engine.monitor(TICKET)
    monitor.push(SECOND)
    with pytest.raises(bihuan.MonitorError, match="rebuild") as caught:
        monitor.push(FIRST)
    assert caught.value.kind == "monitor" and len(monitor) == 1
    with pytest.raises(bihuan.MonitorError, match="another rulebook"):
        bihuan.Monitor.from_json(small, monitor.to_json())
    for broken in ("", "{}", "[]", "null", '{"rulebook": 1}'):
        with pytest.raises(bihuan.InputError, match="no state of a monitor"):
            bihuan.Monitor.from_json(engine, broken)
    with pytest.raises(bihuan.InputError, match="^event 2: at: the time is missing"):
        monitor.push({"kind": "x"})
    with pytest.raises(TypeError, match="event 2 must be a dict"):
        monitor.push("x")  # type: ignore[arg-type]
    with pytest.raises(bihuan.InputError, match="^event 2: it belongs to the ticket `2`, not to `1`$"):
        monitor.push(SECOND | {"工单编号": 2})
    monitor.push(SECOND | {"ticket": " 1 "})
    assert len(monitor) == 2
    with pytest.raises(bihuan.TicketError, match="received after now"):
        monitor.verdict("2025-01-01")
