"""Every error and warning of bihuan; one base, ``except bihuan.BihuanError`` catches them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan._bihuan import Finding, Rejected


class BihuanError(Exception):
    """What went wrong: a message, a ``kind``, and every finding behind it.

    >>> import bihuan
    >>> try:
    ...     bihuan.load_memory({"rulebook.toml": "calendar = 'moon'"})
    ... except bihuan.BihuanError as error:
    ...     print(error.kind, sorted(finding.code for finding in error.findings if finding.severity == "error"))
    rulebook ['BH0101', 'BH0213', 'BH0310']
    """

    kind: str = "other"
    findings: tuple[Finding, ...]

    def __init__(self, message: str = "", findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class RulebookError(BihuanError, ValueError):
    """The rulebook has findings that are errors; ``findings`` holds all of them."""

    kind = "rulebook"


class InputError(BihuanError, ValueError):
    """A ticket, an event or a table cannot be read: a column is missing, a value is none."""

    kind = "input"


class RejectedError(InputError):
    """Rows of a table were rejected, and ``on_reject="raise"`` was asked for; ``rejected`` holds them."""

    rejected: tuple[Rejected, ...]

    def __init__(self, message: str = "", rejected: Sequence[Rejected] = ()) -> None:
        super().__init__(message, [row.finding for row in rejected])
        self.rejected = tuple(rejected)


class TicketError(BihuanError, ValueError):
    """A ticket has no answer: no edition in force, a date outside the calendar, or received after ``now``."""

    kind = "ticket"


class MonitorError(BihuanError, ValueError):
    """A monitor has to be rebuilt: an event earlier than the last, or a state of another rulebook."""

    kind = "monitor"


class QuestionError(BihuanError, ValueError):
    """A question names a unit, a column or a value that the rulebook does not know: of a contest, of ``why_not``, or
    of ``only`` in a diff."""

    kind = "question"


class ReadError(BihuanError, OSError):
    """A file or folder cannot be read."""

    kind = "read"


class NotFoundError(ReadError, FileNotFoundError):
    """A file or folder is not there."""


class InternalError(BihuanError, RuntimeError):
    """A fault inside bihuan; please report it."""

    kind = "internal"


class BihuanWarning(UserWarning):
    """The base of all warnings."""


class RejectedWarning(BihuanWarning):
    """Rows of a table were rejected and the rest was answered; ``rejected`` holds them."""

    rejected: tuple[Rejected, ...]

    def __init__(self, message: str = "", rejected: Sequence[Rejected] = ()) -> None:
        super().__init__(message)
        self.rejected = tuple(rejected)


class DoubtWarning(BihuanWarning):
    """Events name a unit, a kind or a satisfaction that the rulebook does not know, as slips of the pen do; ``doubts``
    holds a finding for each with its row, the first 1,000 of them, ``count`` their number."""

    doubts: tuple[Finding, ...]
    count: int

    def __init__(self, message: str = "", doubts: Sequence[Finding] = (), count: int | None = None) -> None:
        super().__init__(message)
        self.doubts = tuple(doubts)
        self.count = len(self.doubts) if count is None else count


class LaterWarning(BihuanWarning):
    """Tickets were received after ``now`` and have no verdict; ``tickets`` holds their numbers."""

    tickets: tuple[str, ...]

    def __init__(self, message: str = "", tickets: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.tickets = tuple(tickets)


class CalendarWarning(BihuanWarning):
    """Dates outside the calendar: dues there are left out, and conditions on days do not hold; ``years`` are not covered."""

    years: tuple[str, ...]

    def __init__(self, message: str = "", years: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.years = tuple(years)
