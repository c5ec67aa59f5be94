"""The engine as people use it: the compiled one, and tables of every library."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Callable, Literal, TypeAlias, TypeVar, Union, overload

from bihuan import _bihuan
from bihuan._bihuan import (
    Changes,
    Contest,
    Decision,
    Explanation,
    Finding,
    Monitor,
    Rejected,
    Replay,
    Report,
    Verdict,
    WhyNot,
)
from bihuan._errors import BihuanError

# stubtest wants an alias of literals to be a union
Lang: TypeAlias = Union[Literal["en"], Literal["zh"]]
Time: TypeAlias = Union[str, datetime, date]
Record: TypeAlias = Mapping[str, Any]
Files: TypeAlias = Mapping[str, Union[str, bytes]]
OnReject: TypeAlias = Union[Literal["warn", "raise", "ignore"], Callable[[list[Rejected]], object]]
F = TypeVar("F")


class Engine(_bihuan.Engine):
    """A compiled rulebook: immutable, safe to share between threads, picklable.

    Made by :func:`load` or :func:`load_memory`.

    >>> import bihuan
    >>> engine = bihuan.load("examples/rulebooks/songjiang")
    >>> engine  # doctest: +ELLIPSIS
    <Engine songjiang: ... units, ... matters>
    """

    __slots__ = ()

    def dispatch(self, ticket: Record | None = None, /, **fields: Any) -> Decision:
        """Decides who gets a ticket, by when and why.

        The ticket is a dict, keyword arguments, or both; a keyword argument goes before a key of its name.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> engine.dispatch({"工单编号": "1", "受理时间": "2025-01-17 22:40", "事项": "噪声/装修噪声"})
        Decision(ticket='1', lead='PCS', assist='CGZD', due='2025-01-24 23:59:59', row='ZS05')
        """
        return super().dispatch(ticket, **fields)

    def redispatch(
        self, ticket: Record | None = None, /, events: Iterable[Record] | None = None, **fields: Any
    ) -> Decision:
        """Decides a ticket again after what happened: returns, designations, corrections, extensions.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> ticket = {"id": "1", "received_at": "2025-01-17 09:40", "matter": "噪声/装修噪声"}
        >>> engine.redispatch(ticket, [
        ...     {"at": "2025-01-17 10:00", "kind": "dispatched", "unit": "CGZD", "part": 1},
        ...     {"at": "2025-01-20 09:00", "kind": "designated", "unit": "生态环境所"},
        ... ]).lead
        'STHJ'
        """
        return super().redispatch(ticket, events, **fields)

    def explain(
        self, ticket: Record | None = None, /, events: Iterable[Record] | None = None, **fields: Any
    ) -> Explanation:
        """Explains a decision: the winning rows cell by cell, and the rows that came close.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> explanation = engine.explain(id="1", received_at="2025-01-17 22:40", matter="噪声/装修噪声")
        >>> [(cell.column, cell.fact, cell.holds) for cell in explanation.rows[0].cells]
        [('matter', '噪声/装修噪声', True), ('hours', '22:40', True)]
        >>> print(explanation)  # doctest: +ELLIPSIS
        ticket 1 ...
        """
        return super().explain(ticket, events, **fields)

    def why_not(self, ticket: Record, /, unit: str, events: Iterable[Record] | None = None) -> WhyNot:
        """Says why a unit does not lead a ticket: the nearest row that gives it, and the least change of the ticket
        by which it would. ``unit`` is a code, a name or an alias; one that the rulebook does not know is a
        :class:`QuestionError`.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> ticket = {"id": "1", "received_at": "2025-01-17 10:00", "matter": "停车/道路停车/违停"}
        >>> why_not = engine.why_not(ticket, "城管中队")
        >>> why_not.standing, why_not.row.row
        ('failed', 'TC05')
        >>> why_not.change.facts
        (FactChange(column='text', added='人行道'),)
        >>> engine.dispatch(why_not.change.ticket).lead
        'CGZD'
        """
        return super().why_not(ticket, unit, events)

    def contest(
        self,
        ticket: Record,
        /,
        unit: str,
        claim: Mapping[str, Any] | str | None = None,
        events: Iterable[Record] | None = None,
        *,
        now: Time | None = None,
    ) -> Contest:
        """Tries a return before it is made: who would get the ticket, or why it stays.

        ``unit`` is the unit that wants to return it, by code, name or alias; ``claim`` the facts that it disputes,
        as a dict or as ``column=value`` pairs between ``;``. Without one the unit says that the ticket is not its
        duty (非本单位职能). The window to return is judged only where ``now`` is given. A unit, column or value that
        the rulebook does not know is a :class:`QuestionError`.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> ticket = {"id": "1", "received_at": "2025-01-17 22:40", "matter": "噪声/装修噪声"}
        >>> engine.contest(ticket, "永丰派出所")
        Contest(ticket='1', unit='PCS', answer='you_lead', ground='row', to='PCS', row='ZS05')
        >>> contest = engine.contest(ticket, "永丰派出所", {"occurred_at": "2025-01-17 10:00"})
        >>> contest.answer, contest.to, contest.row.row
        ('would_go', 'CGZD', 'ZS04')
        >>> print(contest)  # doctest: +ELLIPSIS
        ticket 1 ...
        """
        return super().contest(ticket, unit, claim, events, now=now)

    def replay_contest(self, recorded: Contest | str | dict[str, Any], /) -> Replay:
        """Asks a recorded contest again, by this rulebook: the answer itself, its ``to_json()`` or ``to_dict()``.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> ticket = {"id": "1", "received_at": "2025-01-17 22:40", "matter": "噪声/装修噪声"}
        >>> record = engine.contest(ticket, "PCS", "occurred_at=2025-01-17 10:00").to_json()
        >>> engine.replay_contest(record)
        Replay(ticket='1', answer='would_go', same=True, same_rulebook=True)
        """
        return super().replay_contest(recorded)

    def audit(
        self,
        ticket: Record | None = None,
        /,
        events: Iterable[Record] | None = None,
        *,
        now: Time,
        **fields: Any,
    ) -> Verdict:
        """Judges the three closed loops of a ticket at ``now``.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> verdict = engine.audit(
        ...     {"id": "1", "received_at": "2025-01-17 09:40", "matter": "噪声/装修噪声"},
        ...     [{"at": "2025-01-17 10:00", "kind": "派单", "unit": "城管中队", "part": 1}],
        ...     now="2025-01-20 09:00",
        ... )
        >>> verdict.overall, verdict.next
        ('open', Next(obligation='first_contact', unit='CGZD', due='2025-01-20 23:59:59'))
        """
        return super().audit(ticket, events, now=now, **fields)

    def monitor(self, ticket: Record | None = None, /, **fields: Any) -> Monitor:
        """A monitor: the ticket audited one event at a time, its state kept as JSON in between.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> monitor = engine.monitor(id="1", received_at="2025-01-17 09:40", matter="噪声/装修噪声")
        >>> monitor.push({"at": "2025-01-17 10:00", "kind": "dispatched", "unit": "CGZD"})
        >>> monitor.verdict("2025-01-20 09:00").overall
        'open'
        >>> later = bihuan.Monitor.from_json(engine, monitor.to_json())
        >>> later == monitor
        True
        """
        return super().monitor(ticket, **fields)

    def doubts(
        self, ticket: Record | None = None, /, events: Iterable[Record] | None = None, **fields: Any
    ) -> list[tuple[int, Finding]]:
        """What is doubtful in a history: events that name no known unit or kind, each with its ordinal.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> event = {"at": "2025-01-17 10:00", "kind": "dispached", "unit": "CGZD"}
        >>> for ordinal, finding in engine.doubts({"id": "1", "received_at": "2025-01-17 09:40"}, [event]):
        ...     print(ordinal, finding.message)
        1 unknown kind of event `dispached`
        """
        return super().doubts(ticket, events, **fields)

    def check(
        self,
        *,
        all: bool = False,
        unreached: bool = False,
        against: Engine | str | os.PathLike[str] | Files | None = None,
        tickets: Any = None,
        columns: Mapping[str, str] | None = None,
        on_reject: OnReject = "warn",
    ) -> Report:
        """Checks the rulebook: the findings of loading, what its own cases come to, and what its tables prove to be,
        each with a ticket that shows it and a mend where there is one.

        The first few findings of each code are shown, with ``all=True`` every one; ``unreached=True`` names the rows
        that no case reaches. ``against`` is another version, an engine, its path or its files: only what is new
        is shown then, and what is gone stands in ``gone``. With ``tickets``, a table of any kind as in
        :meth:`dispatch_frame`, each finding says how many of them it touches.

        >>> import bihuan
        >>> engine = bihuan.load_memory({
        ...     "rulebook.toml": "calendar = 'weekdays'\\n[[fallback]]\\nlead = 'A'\\n",
        ...     "units.csv": "code,name\\nA,centre\\nB,wardens\\nC,police\\n",
        ...     "dispatch.csv": "row,matter,lead\\nnoise,噪声,B\\nnight,噪声,C\\n",
        ... })
        >>> report = engine.check(tickets=[{"id": "1", "received_at": "2025-01-17 23:00", "matter": "噪声"}])
        >>> [(finding.code, finding.touched) for finding in report]
        [('BH0801', 1), ('BH0802', 1), ('BH0807', 0)]
        >>> print(report[1])
        dispatch.csv:3: row `night` can never win: its tickets go to noise [BH0802]
          = delete it, or rank it before them by a priority or one more condition
        >>> engine.dispatch(report[1].witness).row, str(report[1].mend)
        ('noise', 'delete dispatch.csv:3')
        """
        from bihuan._frames import checked

        return checked(
            self,
            lang=self.lang,
            all=all,
            unreached=unreached,
            against=against,
            tickets=tickets,
            columns=columns,
            on_reject=on_reject,
        )

    def unit_name(self, code: str) -> str | None:
        """The name of a unit by its code, in the latest edition that has it.

        >>> import bihuan
        >>> bihuan.load("examples/rulebooks/songjiang").unit_name("CGZD")
        '城管中队'
        """
        return super().unit_name(code)

    @overload
    def dispatch_frame(
        self,
        tickets: list[Any],
        events: Any = None,
        *,
        columns: Mapping[str, str] | None = None,
        event_columns: Mapping[str, str] | None = None,
        on_reject: OnReject = "warn",
    ) -> list[dict[str, Any]]: ...

    @overload
    def dispatch_frame(
        self,
        tickets: F,
        events: Any = None,
        *,
        columns: Mapping[str, str] | None = None,
        event_columns: Mapping[str, str] | None = None,
        on_reject: OnReject = "warn",
    ) -> F: ...

    def dispatch_frame(
        self,
        tickets: Any,
        events: Any = None,
        *,
        columns: Mapping[str, str] | None = None,
        event_columns: Mapping[str, str] | None = None,
        on_reject: OnReject = "warn",
    ) -> Any:
        """Decides a table of tickets, a row a part; with events each ticket after what happened on it.

        Takes a polars DataFrame or LazyFrame, a pandas DataFrame, a pyarrow Table, RecordBatch or
        RecordBatchReader or a DuckDB relation, and gives the same kind back; of anything else that has
        ``__arrow_c_stream__`` it gives a :class:`Frame`, which has it too; a list of dicts for a list of dicts.

        ``columns`` takes a city's own headers: our name to theirs. Rows that cannot be read are set aside:
        ``on_reject`` says whether to ``"warn"`` (a :class:`RejectedWarning`, with them in ``rejected``), to
        ``"raise"`` a :class:`RejectedError`, to ``"ignore"`` them, or what to call with the list of them.
        Units and kinds in the events that the rulebook does not know are told in a :class:`DoubtWarning`,
        whatever ``on_reject`` is; ``warnings.filterwarnings`` silences it.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> rejected = []
        >>> rows = engine.dispatch_frame(
        ...     [{"nr": 1, "received_at": "2025-01-17 22:40", "matter": "噪声/装修噪声"},
        ...      {"nr": 2, "received_at": "soon", "matter": "噪声"}],
        ...     columns={"id": "nr"},
        ...     on_reject=rejected.extend,
        ... )
        >>> [(row["ticket"], row["lead"], str(row["due"])) for row in rows]
        [('1', 'PCS', '2025-01-24 23:59:59+08:00')]
        >>> print(rejected[0])
        tickets:2: received_at: `soon` is no time [BH0503]
          = expected YYYY-MM-DD[ HH:MM[:SS]] or RFC 3339
        """
        from bihuan._frames import answer

        return answer(
            self,
            "decisions",
            tickets,
            events,
            columns=columns,
            event_columns=event_columns,
            on_reject=on_reject,
        )

    @overload
    def audit_frame(
        self,
        tickets: list[Any],
        events: Any,
        *,
        now: Time,
        columns: Mapping[str, str] | None = None,
        event_columns: Mapping[str, str] | None = None,
        obligations: bool = False,
        on_reject: OnReject = "warn",
    ) -> list[dict[str, Any]]: ...

    @overload
    def audit_frame(
        self,
        tickets: F,
        events: Any,
        *,
        now: Time,
        columns: Mapping[str, str] | None = None,
        event_columns: Mapping[str, str] | None = None,
        obligations: bool = False,
        on_reject: OnReject = "warn",
    ) -> F: ...

    def audit_frame(
        self,
        tickets: Any,
        events: Any,
        *,
        now: Time,
        columns: Mapping[str, str] | None = None,
        event_columns: Mapping[str, str] | None = None,
        obligations: bool = False,
        on_reject: OnReject = "warn",
    ) -> Any:
        """Judges a table of tickets with their events at ``now``: a row a ticket, or with ``obligations=True``
        a row for every instance of every obligation. Kinds of tables, ``columns`` and ``on_reject`` as in
        :meth:`dispatch_frame`.

        A ticket received after ``now`` has no verdict; a :class:`LaterWarning` names such tickets.

        >>> import bihuan
        >>> engine = bihuan.load("examples/rulebooks/songjiang")
        >>> tickets = [{"id": "1", "received_at": "2025-01-17 09:40", "matter": "噪声/装修噪声"}]
        >>> events = [{"ticket": "1", "at": "2025-01-17 10:00", "kind": "派单", "unit": "CGZD", "part": 1}]
        >>> engine.audit_frame(tickets, events, now="2025-01-20 09:00")[0]["overall"]
        'open'
        """
        from bihuan._frames import answer

        return answer(
            self,
            "obligations" if obligations else "verdicts",
            tickets,
            events,
            now=now,
            columns=columns,
            event_columns=event_columns,
            on_reject=on_reject,
        )


def load(path: str | os.PathLike[str], *, lang: Lang = "en") -> Engine:
    """Loads a rulebook from its folder and compiles it.

    ``lang`` is the language of messages, explanations and cards: ``"en"`` or ``"zh"``. A rulebook that cannot
    be used raises :class:`RulebookError` with every finding; a folder that is not there
    :class:`NotFoundError`, a ``FileNotFoundError`` too.

    >>> import bihuan
    >>> bihuan.load("examples/rulebooks/songjiang").timezone
    'Asia/Shanghai'
    """
    return Engine(path, lang=lang)


def load_memory(files: Mapping[str, str | bytes], *, lang: Lang = "en") -> Engine:
    """Compiles a rulebook from files in memory: their names and their content.

    >>> import bihuan
    >>> engine = bihuan.load_memory({
    ...     "rulebook.toml": "calendar = 'weekdays'\\n[[fallback]]\\nlead = 'A'\\n",
    ...     "units.csv": "code,name\\nA,operations centre\\nB,noise squad\\n",
    ...     "dispatch.csv": "matter,lead,limit\\nnoise,B,5d\\n",
    ...     "closure.toml": "",
    ... })
    >>> engine.dispatch(id="1", received_at="2025-01-17", matter="noise/party").lead
    'B'
    """
    return Engine(files=dict(files), lang=lang)


def check(
    source: str | os.PathLike[str] | Files,
    *,
    lang: Lang = "en",
    all: bool = False,
    unreached: bool = False,
    against: Engine | str | os.PathLike[str] | Files | None = None,
    tickets: Any = None,
    columns: Mapping[str, str] | None = None,
    on_reject: OnReject = "warn",
) -> Report:
    """Checks a rulebook, be it one that cannot be used: errors, warnings and notes; raises only when it cannot be read
    at all. The rest as in :meth:`Engine.check`.

    >>> import bihuan
    >>> report = bihuan.check({"rulebook.toml": "calendar = 'moon'", "units.csv": "code,name\\nA,B\\n"})
    >>> report[0].code, report[0].severity
    ('BH0310', 'error')
    """
    from bihuan._frames import checked

    return checked(
        source,
        lang=lang,
        all=all,
        unreached=unreached,
        against=against,
        tickets=tickets,
        columns=columns,
        on_reject=on_reject,
    )


def diff(
    old: Engine | str | os.PathLike[str] | Files,
    new: Engine | str | os.PathLike[str] | Files,
    *,
    only: str | None = None,
    all: bool = False,
    tickets: Any = None,
    events: Any = None,
    columns: Mapping[str, str] | None = None,
    event_columns: Mapping[str, str] | None = None,
    on_reject: OnReject = "warn",
    lang: Lang | None = None,
) -> Changes:
    """What is different between two rulebooks, engines, paths or files: rules and settings, and every ticket that is
    decided differently at receipt, proven and with a witness.

    ``only`` says where the new one was meant to differ: ``column=value`` pairs between ``;``; what changes elsewhere
    stands in ``outside``. ``tickets``, with ``events`` or without, are past tickets, tables of any kind as in
    :meth:`Engine.dispatch_frame`: ``replay`` then counts what each unit would have gained and lost, and its
    ``to_frame()`` is a table of the kind of the tickets. ``all=True`` shows every region and changed ticket, not the
    first few. ``lang`` is that of the new engine unless another is asked for.

    >>> import bihuan
    >>> def rulebook(lead):
    ...     return {
    ...         "rulebook.toml": "calendar = 'weekdays'\\n[[fallback]]\\nlead = 'A'\\n",
    ...         "units.csv": "code,name\\nA,centre\\nB,wardens\\nC,police\\n",
    ...         "dispatch.csv": f"row,matter,hours,lead\\nn,噪声,22:00-06:00,{lead}\\n",
    ...     }
    >>> tickets = [{"id": hour, "received_at": f"2025-01-17 {hour}:00", "matter": "噪声"} for hour in (12, 23)]
    >>> changes = bihuan.diff(rulebook("B"), rulebook("C"), only="matter=噪声", tickets=tickets)
    >>> changes.regions[0].region, changes.regions[0].differences
    ('matter=噪声; hours=22:00-06:00', (Difference(what='lead', old='B', new='C'),))
    >>> changes.outside
    ()
    >>> [(row["name"], row["lead_gained"], row["lead_lost"]) for row in changes.replay.to_frame()]
    [('centre', 0, 0), ('wardens', 0, 1), ('police', 1, 0)]
    """
    from bihuan._frames import differed

    old, new = _engine(old, lang), _engine(new, lang)
    return differed(
        old,
        new,
        lang=lang or new.lang,
        only=only,
        all=all,
        tickets=tickets,
        events=events,
        columns=columns,
        event_columns=event_columns,
        on_reject=on_reject,
    )


def _engine(source: Engine | str | os.PathLike[str] | Files, lang: Lang | None) -> Engine:
    if isinstance(source, Engine):
        return source
    return load_memory(source, lang=lang or "en") if isinstance(source, Mapping) else load(source, lang=lang or "en")


def _restore(kind: type[Engine], path: str | None, files: dict[str, bytes] | None, lang: Lang, hash: str) -> Engine:
    """An engine as it was pickled, or an error: one that answers otherwise is not the same."""
    engine = kind(path, files=files, lang=lang)
    if engine.hash != hash:
        where = "the rulebook" if path is None else f"the rulebook at `{path}`"
        raise BihuanError(f"{where} is not the one that was pickled, or the library is another version")
    return engine
