"""One engine, many threads."""

import csv
from concurrent.futures import ThreadPoolExecutor

import bihuan
import pytest
from conftest import EXAMPLES, NOW


def test_one_engine_answers_many_threads_alike(engine: bihuan.Engine) -> None:
    with (EXAMPLES / "tickets/tickets.csv").open(encoding="utf-8") as file:
        tickets = list(csv.DictReader(file))
    with (EXAMPLES / "tickets/events.csv").open(encoding="utf-8") as file:
        events = list(csv.DictReader(file))

    def ask(ticket: dict) -> tuple:
        own = [event for event in events if event["工单编号"] == ticket["工单编号"]]
        verdict = engine.audit(ticket, own, now=NOW)
        return engine.redispatch(ticket, own), verdict, engine.explain(ticket, own).text("zh"), verdict._repr_html_()

    alone = [ask(ticket) for ticket in tickets]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(ask, tickets * 5))
    assert together == alone * 5


@pytest.mark.filterwarnings("ignore::bihuan.CalendarWarning")
def test_tables_in_threads(engine: bihuan.Engine) -> None:
    with (EXAMPLES / "tickets/tickets.csv").open(encoding="utf-8") as file:
        tickets = list(csv.DictReader(file))
    alone = engine.dispatch_frame(tickets)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(engine.dispatch_frame, [tickets] * 16)) == [alone] * 16


def test_one_monitor_in_many_threads(engine: bihuan.Engine) -> None:
    monitor = engine.monitor(id="1", received_at="2025-01-17 09:40", matter="噪声/装修噪声")

    def push(_: int) -> str:
        monitor.push({"at": "2025-01-17 10:00", "kind": "reminded", "unit": "CGZD"})
        return monitor.verdict("2025-01-20").overall

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(push, range(200))) <= {"open", "overdue", "broken"}
    assert len(monitor) == 200
