"""Who gets a 12345 ticket, by when, and is it really closed (闭环).

>>> import bihuan
>>> engine = bihuan.load("examples/rulebooks/songjiang")
>>> d = engine.dispatch(id="1", matter="噪声/装修噪声", received_at="2025-01-17 22:40", area="永丰街道/仓丰居委")
>>> d.lead, d.assist, str(d.due)
('PCS', ('CGZD', '0301', 'WY01'), '2025-01-24 23:59:59+08:00')

A rulebook is a folder of tables that a clerk keeps; loaded, it is an :class:`Engine`, which answers

- one ticket at a time: :meth:`Engine.dispatch`, :meth:`Engine.redispatch`, :meth:`Engine.explain`,
  :meth:`Engine.audit`, :meth:`Engine.monitor`;
- about a return before it is made, and a unit that does not lead: :meth:`Engine.contest`, :meth:`Engine.why_not`;
- about the rulebook itself: :meth:`Engine.check`, :func:`check`, and what another one changes: :func:`diff`;
- a table at a time: :meth:`Engine.dispatch_frame` and :meth:`Engine.audit_frame`: polars, pandas, pyarrow
  or DuckDB in, the same kind out.

A ticket is a dict, keyword arguments, or both, with the names of the tickets file in Chinese or English; an
event is a dict. Times are text, ``datetime`` or ``date``: an aware ``datetime`` is that instant, a naive one
civil time in the rulebook's timezone. The library has no clock: ``now`` is handed in. What every answer means
is defined, sentence by sentence, in ``docs/semantics.md``.
"""

from bihuan._bihuan import (
    Answer,
    Behind,
    Cell,
    CellChange,
    Change,
    Changes,
    Contest,
    Decision,
    Difference,
    Explanation,
    FactChange,
    Finding,
    Frame,
    Limit,
    Matter,
    Mend,
    Monitor,
    Next,
    Note,
    Obligation,
    Part,
    Place,
    RegionChange,
    Rejected,
    Replay,
    Replayed,
    Report,
    Row,
    RuleChange,
    SettingChange,
    Shift,
    Stage,
    TicketChange,
    Unit,
    UnitShift,
    Verdict,
    WhyNot,
    __version__,
)
from bihuan._engine import Engine, check, diff, load, load_memory
from bihuan._errors import (
    BihuanError,
    BihuanWarning,
    CalendarWarning,
    DoubtWarning,
    InputError,
    InternalError,
    LaterWarning,
    MonitorError,
    NotFoundError,
    QuestionError,
    ReadError,
    RejectedError,
    RejectedWarning,
    RulebookError,
    TicketError,
)

__all__ = [
    "Answer",
    "Behind",
    "BihuanError",
    "BihuanWarning",
    "CalendarWarning",
    "Cell",
    "CellChange",
    "Change",
    "Changes",
    "Contest",
    "Decision",
    "Difference",
    "DoubtWarning",
    "Engine",
    "Explanation",
    "FactChange",
    "Finding",
    "Frame",
    "InputError",
    "InternalError",
    "LaterWarning",
    "Limit",
    "Matter",
    "Mend",
    "Monitor",
    "MonitorError",
    "Next",
    "NotFoundError",
    "Note",
    "Obligation",
    "Part",
    "Place",
    "QuestionError",
    "ReadError",
    "RegionChange",
    "Rejected",
    "RejectedError",
    "RejectedWarning",
    "Replay",
    "Replayed",
    "Report",
    "Row",
    "RuleChange",
    "RulebookError",
    "SettingChange",
    "Shift",
    "Stage",
    "TicketChange",
    "TicketError",
    "Unit",
    "UnitShift",
    "Verdict",
    "WhyNot",
    "__version__",
    "check",
    "diff",
    "load",
    "load_memory",
]
