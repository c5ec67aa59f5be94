"""Tables of every library in, the same kind out; no library is imported that the caller does not use."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bihuan._bihuan import Changes, Finding, Frame, Rejected, Report, _check, _diff, _held, _text_frame
from bihuan._errors import CalendarWarning, DoubtWarning, InputError, LaterWarning, RejectedError, RejectedWarning

if TYPE_CHECKING:
    from bihuan._engine import Engine, Lang, OnReject, Time

# how many rejected rows or doubts a message names; the rest is counted
_NAMED = 3


def answer(
    engine: Engine,
    ask: str,
    tickets: Any,
    events: Any,
    *,
    now: Time | None = None,
    columns: Mapping[str, str] | None,
    event_columns: Mapping[str, str] | None,
    on_reject: OnReject,
) -> Any:
    """The answers to a table, in the kind of table that the tickets came in."""
    _known(on_reject)
    pairs, event_pairs = _pairs(columns, "columns"), _pairs(event_columns, "event_columns")
    stream = _stream(tickets, "tickets", pairs, engine.lang)
    event_stream = None if events is None else _stream(events, "events", event_pairs, engine.lang)
    frame, rejected, later, years, doubts = engine._frame(
        ask, stream, event_stream, now=now, maps=(pairs, event_pairs)
    )
    _doubt(*doubts)
    _tell(rejected, later, years, on_reject)
    return maker(tickets)(frame)


def checked(
    source: Any,
    *,
    lang: Lang,
    all: bool,
    unreached: bool,
    against: Any,
    tickets: Any,
    columns: Mapping[str, str] | None,
    on_reject: OnReject,
) -> Report:
    """What a check of a rulebook finds, tickets counted where there are some."""
    _known(on_reject)
    pairs = _pairs(columns, "columns")
    report, rejected = _check(
        _source(source),
        lang=lang,
        all=all,
        unreached=unreached,
        against=_source(against),
        tickets=None if tickets is None else _stream(tickets, "tickets", pairs, lang),
        map=pairs,
    )
    _tell(rejected, [], [], on_reject)
    return report


def _source(source: Any) -> Any:
    """A rulebook as the extension takes it: an engine, a path, or a dict."""
    return dict(source) if isinstance(source, Mapping) else source


def differed(
    old: Engine,
    new: Engine,
    *,
    lang: Lang,
    only: str | None,
    all: bool,
    tickets: Any,
    events: Any,
    columns: Mapping[str, str] | None,
    event_columns: Mapping[str, str] | None,
    on_reject: OnReject,
) -> Changes:
    """What two rulebooks differ in, tickets replayed where there are some."""
    _known(on_reject)
    if events is not None and tickets is None:
        raise TypeError("events need their tickets")
    maps = (_pairs(columns, "columns"), _pairs(event_columns, "event_columns"))
    changes, rejected = _diff(
        old,
        new,
        lang=lang,
        only=only,
        all=all,
        tickets=None if tickets is None else _stream(tickets, "tickets", maps[0], lang),
        events=None if events is None else _stream(events, "events", maps[1], lang),
        maps=maps,
        maker=None if tickets is None else maker(tickets),
    )
    _tell(rejected, [], [], on_reject)
    return changes


def _known(on_reject: OnReject) -> None:
    if not callable(on_reject) and on_reject not in ("warn", "raise", "ignore"):
        raise ValueError(f'on_reject must be "warn", "raise", "ignore" or callable, found `{on_reject}`')


def _pairs(columns: Mapping[str, str] | None, what: str) -> list[tuple[str, str]]:
    """A column map as pairs, our name and theirs."""
    if columns is None:
        return []
    if not isinstance(columns, Mapping):
        raise TypeError(f"{what} must be a dict of our name to theirs, found the type `{type(columns).__name__}`")
    for ours, theirs in columns.items():
        if not isinstance(ours, str) or not isinstance(theirs, str):
            raise TypeError(f"{what} must be a dict of str to str, found `{ours!r}: {theirs!r}`")
    return list(columns.items())


def _library(table: Any) -> str:
    """The library that a table's class comes from."""
    return type(table).__module__.partition(".")[0]


def _stream(table: Any, name: str, pairs: list[tuple[str, str]], lang: Lang) -> Any:
    """What the table is read by: itself where it speaks Arrow, or a table of text made from its values."""
    library, kind = _library(table), type(table).__name__
    if library == "polars" and kind in ("DataFrame", "LazyFrame"):
        return _polars_stream(table.collect() if kind == "LazyFrame" else table)
    if kind == "DuckDBPyRelation":
        # a connection has one open stream at a time, and tickets and events may share it
        return _held(table, name)
    if library == "pandas" and kind == "DataFrame":
        return _pandas_stream(table, name, pairs, lang)
    if hasattr(table, "__arrow_c_stream__") or hasattr(table, "__arrow_c_array__"):
        return table
    if isinstance(table, list):
        return _dicts_stream(table, name, pairs, lang)
    raise TypeError(
        f"{name} must be a table with __arrow_c_stream__ (polars, pandas, pyarrow, DuckDB, …) or a list of dicts, "
        f"found the type `{library}.{kind}`"
    )


def _polars_stream(table: Any) -> Any:
    """A polars table, columns of nothing but null as text: those it exports in a form of its own."""
    polars = import_module("polars")
    null = {polars.Null: polars.String, polars.List(polars.Null): polars.List(polars.String)}
    casts = {header: null[kind] for header, kind in table.schema.items() if kind in null}
    return table.cast(casts) if casts else table


def _pandas_stream(table: Any, name: str, pairs: list[tuple[str, str]], lang: Lang) -> Any:
    """A pandas table by Arrow; one with columns of Python objects value by value, each as it is.

    An unnamed index is no column. A named one is, unless a column has its name.
    """
    named = [level for level in table.index.names if level is not None and level not in table.columns]
    table = table.reset_index(named) if named else table
    table = table.reset_index(drop=True)
    if hasattr(table, "__arrow_c_stream__") and not any(str(kind) == "object" for kind in table.dtypes):
        try:
            # pandas asks pyarrow for it, which may not be there
            return _Capsule(table.__arrow_c_stream__())
        except ImportError:
            pass
    return _text_frame(name, [(str(header), values) for header, values in table.items()], pairs, lang)


class _Capsule:
    """A stream that was opened already."""

    def __init__(self, capsule: Any) -> None:
        self._capsule = capsule

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._capsule


def _dicts_stream(rows: list[Any], name: str, pairs: list[tuple[str, str]], lang: Lang) -> Frame:
    """A list of dicts as a table of text; a key that a row lacks is absent there."""
    headers: dict[str, None] = {}
    for at, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise TypeError(f"{name}:{at}: a row must be a dict, found the type `{type(row).__name__}`")
        for header in row:
            if not isinstance(header, str):
                raise InputError(f"{name}:{at}: a key must be a str, found the type `{type(header).__name__}`")
            headers[header] = None
    if not rows:
        # no row, no header: nothing is missing
        mapped = dict(pairs)
        required = ("id", "received_at") if name == "tickets" else ("ticket", "at", "kind")
        headers = dict.fromkeys([*mapped.values(), *(ours for ours in required if ours not in mapped)])
    columns = [(header, [row.get(header) for row in rows]) for header in headers]
    return _text_frame(name, columns, pairs, lang)


def _named(rows: list[Any], count: int) -> list[str]:
    """The first rows, a line each, and how many more there are."""
    more = [f"… and {count - _NAMED:,} more"] if count > _NAMED else []
    return [*(str(row).partition("\n")[0] for row in rows[:_NAMED]), *more]


def _doubt(doubts: list[Finding], count: int) -> None:
    """Names what is doubtful in the events: it counts, and not as it was meant."""
    if count:
        head = "1 doubt about the events:" if count == 1 else f"{count:,} doubts about the events:"
        message = "\n  ".join([head, *_named(doubts, count)])
        warnings.warn(DoubtWarning(message, doubts, count), stacklevel=4)


def _tell(rejected: list[Rejected], later: list[str], years: list[str], on_reject: OnReject) -> None:
    """Names what has no answer, or only half of one."""
    if rejected and callable(on_reject):
        on_reject(rejected)
    elif rejected and on_reject != "ignore":
        count = "1 row" if len(rejected) == 1 else f"{len(rejected):,} rows"
        message = "\n  ".join([f"{count} rejected:", *_named(rejected, len(rejected))])
        if on_reject == "raise":
            raise RejectedError(message, rejected)
        warnings.warn(RejectedWarning(message, rejected), stacklevel=4)
    if later:
        ids = "、".join(later[:_NAMED]) + ("、…" if len(later) > _NAMED else "")
        message = f"received after now, without a verdict ({len(later):,}): {ids}"
        warnings.warn(LaterWarning(message, later), stacklevel=4)
    if years:
        missing = "、".join(years)
        message = f"the calendar does not cover {missing}: dues there are left out, and conditions on days do not hold"
        warnings.warn(CalendarWarning(message, years), stacklevel=4)


def maker(table: Any) -> Callable[[Frame], Any]:
    """What makes the kind of table that was given of a frame; it keeps no more of the table than it needs."""
    library, kind = _library(table), type(table).__name__
    if isinstance(table, list):
        return Frame.to_dicts
    if library == "polars" and kind in ("DataFrame", "LazyFrame"):
        return _to_lazy if kind == "LazyFrame" else _to_polars
    if library == "pandas" and kind == "DataFrame":
        return _to_pandas
    if library == "pyarrow" and kind in ("Table", "RecordBatch", "RecordBatchReader"):
        return partial(_to_pyarrow, kind)
    if kind == "DuckDBPyRelation":
        return partial(_to_duckdb, table)
    return _to_frame


def _to_frame(frame: Frame) -> Frame:
    return frame


def _to_polars(frame: Frame) -> Any:
    return import_module("polars").DataFrame(frame)


def _to_lazy(frame: Frame) -> Any:
    return _to_polars(frame).lazy()


def _to_pyarrow(kind: str, frame: Frame) -> Any:
    pyarrow: Any = import_module("pyarrow")
    if kind == "RecordBatchReader":
        return pyarrow.RecordBatchReader.from_stream(frame)
    answers = pyarrow.table(frame)
    return answers if kind == "Table" else _one_batch(answers)


def _to_duckdb(relation: Any, frame: Frame) -> Any:
    """By a query of the relation itself, so that the answers belong to its connection; DuckDB finds the variable by its
    name, after the tables of the connection."""
    bihuan_answers = frame  # noqa: F841
    return relation.query("bihuan_tickets", "SELECT * FROM bihuan_answers")


def _one_batch(table: Any) -> Any:
    """A pyarrow Table as one RecordBatch."""
    batches = table.combine_chunks().to_batches()
    if batches:
        return batches[0]
    return import_module("pyarrow").RecordBatch.from_pylist([], schema=table.schema)


def _to_pandas(frame: Frame) -> Any:
    """The answers as a pandas table, by Arrow where pyarrow is there."""
    try:
        pyarrow: Any = import_module("pyarrow")
    except ImportError:
        return import_module("pandas").DataFrame(frame.to_dict(), columns=frame.columns)
    return pyarrow.table(frame).to_pandas()
