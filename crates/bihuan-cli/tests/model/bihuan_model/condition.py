"""Conditions: one language everywhere (K)."""

import re
from fractions import Fraction

from . import words
from .text import covers, fold, items, levels, plain, shield, trim

TICKET_COLUMNS = ("keywords", "all_keywords", "not_keywords", "matter", "area", "demand", "urgency", "source",
                  "hours", "days")
DECISION_COLUMNS = ("channel", "reason", "lead", "lead_role", "parts", "cycle", "route")     # K-13
VALUES = {"demand": words.DEMAND, "urgency": words.URGENCY, "source": words.SOURCE,
          "channel": words.CHANNEL, "reason": words.REASON}
# K-10: names that no `where.` may have.
NO_ATTRIBUTE = ("id", "received_at", "occurred_at", "matter", "area", "demand", "urgency", "source", "text")


class LoadError(Exception):
    pass


# ---- values (K-10, K-12) ----

NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def number(text):
    """K-10: [+-]?digits[.digits] without a leading zero before a digit, exactly; else None."""
    return Fraction(text) if NUMBER.fullmatch(text) else None


def same_value(a, b):
    """K-10, K-12: equal numbers, or equal folded texts, or the same word of satisfaction or yes/no."""
    x, y = number(a), number(b)
    if x is not None and y is not None:
        return x == y
    return words.EQUAL.get(a, a) == words.EQUAL.get(b, b)


def read_value_item(item):
    """An item on a value: a test on the folded text of the fact."""
    if item == "*":
        return lambda value: True
    for mark, test in ((">=", lambda v, n: v >= n), ("<=", lambda v, n: v <= n),
                       (">", lambda v, n: v > n), ("<", lambda v, n: v < n)):
        if item.startswith(mark):
            bound = number(plain(item[len(mark):]))
            if bound is None:
                raise LoadError(f"comparison without a number: {item}")
            return lambda value: (n := number(value)) is not None and test(n, bound)
    if ".." in item:
        low, high = (number(plain(side)) for side in item.split("..", 1))
        if low is None or high is None:
            raise LoadError(f"comparison without a number: {item}")
        return lambda value: (n := number(value)) is not None and low <= n <= high
    wanted = plain(item)
    return lambda value: same_value(value, wanted)


# ---- cells ----

HOURS = re.compile(r"(\d\d):(\d\d) *- *(\d\d):(\d\d)", re.ASCII)


def read_hours_item(item):
    """K-6: from inside, to outside, past midnight when to is before from."""
    match = HOURS.fullmatch(plain(item))
    if not match:
        raise LoadError(f"hours: {item}")
    h1, m1, h2, m2 = map(int, match.groups())
    start, end = h1 * 60 + m1, h2 * 60 + m2
    if start == end or start >= 1440 or end > 1440 or m1 > 59 or m2 > 59:
        raise LoadError(f"hours: {item}")
    start, end = start * 60, end * 60

    def inside(second):
        if start < end:
            return start <= second < end
        return second >= start or second < end
    return inside


class Cell:
    """One filled cell: positive and negative items, each a test that gives None or the depth at which it holds."""

    def __init__(self, column, cell, rulebook):
        self.column = column
        self.positive, self.negative = [], []
        self.asks_class = False
        self.texts = None
        if column in ("keywords", "all_keywords", "not_keywords"):        # K-9
            for item in items(cell):
                if item.startswith("!"):
                    raise LoadError(f"{column} takes no negative item")
            self.texts = [plain(item) for item in items(cell)]
            return
        for item in items(cell):
            if item.startswith("!"):                                      # K-2
                item = trim(item[1:])
                if not item:
                    raise LoadError("a lone !")                           # K-1
                self.negative.append(self.read(item, rulebook))
            else:
                self.positive.append(self.read(item, rulebook))

    def read(self, item, rulebook):
        """One item to a test on the fact: the depth at which it holds (0 but for matter), or None."""
        column = self.column
        if item == "*":
            return lambda fact: 0
        if column in ("matter", "area"):                                  # K-4
            exact = item.startswith("=")
            path = levels(trim(item[1:]) if exact else item)
            if not all(path):
                raise LoadError(f"empty level: {item}")
            if column == "matter":
                path = rulebook.matter_aliases.get(tuple(path), path)     # G-5
            path = list(path)
            return lambda fact: len(path) if (fact == path if exact else covers(path, fact)) else None
        if column in VALUES:                                              # K-5
            value = VALUES[column].get(plain(item))
            if value is None:
                raise LoadError(f"{column}: {item}")
            return lambda fact: 0 if fact == value else None
        if column == "hours":
            inside = read_hours_item(item)
            # G-2: hours items do not hold for a date alone.
            return lambda moment: 0 if not moment.date_only and inside(moment.second) else None
        if column == "days":                                              # K-7
            word = plain(item)
            if word in words.WEEKDAY:
                weekday = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(words.WEEKDAY[word])
                return lambda moment: 0 if moment.date.weekday() == weekday else None
            if word not in words.DAY_CLASS:
                raise LoadError(f"days: {item}")
            self.asks_class = True
            wanted = words.DAY_CLASS[word]
            classes = ("holiday", "weekend") if wanted == "restday" else (wanted,)
            return lambda moment: 0 if moment.day_class in classes else None
        if column == "lead":                                              # K-13, as D-17 reads it
            unit = rulebook.unit_named(plain(item))
            if unit is None:
                raise LoadError(f"lead: unknown unit {item}")
            return lambda fact: 0 if fact == unit.code else None
        test = read_value_item(item)                                      # K-10
        return lambda fact: 0 if test(fact) else None

    def look(self, facts):
        """K-3, K-9: (holds, depth of the deepest positive item that holds)."""
        if self.texts is not None:
            found = [text in facts.text for text in self.texts]
            holds = {"keywords": any(found), "all_keywords": all(found), "not_keywords": not any(found)}
            return holds[self.column], 0
        fact = facts.get(self.column)
        if fact is None:                                  # an absent fact makes every item not hold
            return not self.positive, 0
        if any(test(fact) is not None for test in self.negative):
            return False, 0
        depths = [d for d in (test(fact) for test in self.positive) if d is not None]
        return bool(depths) or not self.positive, max(depths, default=0)


class Condition:
    """Named cells that must all hold."""

    def __init__(self, cells, rulebook, decision_facts=False):
        """cells: column -> text. An empty cell is no condition (K-1)."""
        self.cells = []
        for column, cell in cells.items():
            if not items(cell):
                continue
            if column in DECISION_COLUMNS and not decision_facts:
                raise LoadError(f"{column} is no condition here")         # K-13
            if column.startswith("where.") and (
                    column[6:] in NO_ATTRIBUTE or not column[6:] or column[6:] in TICKET_COLUMNS):
                raise LoadError(f"{column}: no attribute")                # K-10
            self.cells.append(Cell(column, cell, rulebook))

    @property
    def count(self):
        """D-4: the number of filled cells but matter."""
        return sum(1 for cell in self.cells if cell.column != "matter")

    @property
    def asks_class(self):
        return any(cell.asks_class for cell in self.cells)

    def look(self, facts):
        """(holds, depth): all cells must hold; the depth is the matter cell's (D-4)."""
        depth = 0
        for cell in self.cells:
            holds, cell_depth = cell.look(facts)
            if not holds:
                return False, 0
            if cell.column == "matter":
                depth = cell_depth
        return True, depth

    def holds(self, facts):
        return self.look(facts)[0]


# ---- facts ----

class Moment:
    """K-8: the instant that hours and days look at."""

    def __init__(self, local, date_only, calendar):
        self.date, self.date_only = local.date(), date_only
        self.second = local.hour * 3600 + local.minute * 60 + local.second
        self.covered = calendar.covered(self.date)
        self.day_class = calendar.kind(self.date) if self.covered else None


class Facts:
    """The facts of one ticket in one edition; `after` holds those of K-13."""

    def __init__(self, ticket, edition, after=None):
        self.ticket, self.edition = ticket, edition
        self.after = after or {}
        field = ticket.field
        self.notes = set()
        self.text = fold(field("text") or "")
        self.values = {
            "matter": self.path(field("matter"), "matter"),
            "area": self.path(field("area"), "area"),
        }
        for column in ("demand", "urgency", "source"):                    # K-5
            written = fold(field(column) or "")
            self.values[column] = VALUES[column].get(written)
            if written and self.values[column] is None:
                self.notes.add("unknown_value")
        zone = edition.zone
        self.received = ticket.received.instant(zone)
        self.received_date = zone.date(self.received)
        when = ticket.occurred or ticket.received                         # K-8
        if ticket.occurred is None and fold(field("occurred_at") or ""):  # G-8
            self.notes.add("unknown_value")
        self.moment = Moment(zone.local(when.instant(zone)), when.date_only, edition.calendar)
        self.values["hours"] = self.values["days"] = self.moment

    def path(self, written, column):
        """G-5: levels, each folded, empty ones dropped; an alias that is the whole of it stands for its path."""
        if written is None:
            return None
        if isinstance(written, list):
            path = [fold(level) for level in written]
        else:
            path = levels(shield(written))
        path = [level for level in path if level]
        if not path:
            return None                                                   # G-4
        if column == "matter":
            path = list(self.edition.matter_aliases.get(tuple(path), path))
            if self.edition.matters is not None and tuple(path) not in self.edition.matters:
                self.notes.add("unlisted_matter")
        return path

    def get(self, column):
        if column in self.values:
            return self.values[column]
        if column.startswith("where."):
            return fold(self.ticket.field(column[6:]) or "") or None      # G-4
        return self.after.get(column)

    def with_decision(self, after):
        """The same facts with those of K-13."""
        other = object.__new__(Facts)
        other.__dict__.update(self.__dict__)
        other.after = after
        return other
