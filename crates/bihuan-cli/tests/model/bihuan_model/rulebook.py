"""A rulebook folder: settings, units, matters, posts, the matrix, rule lists, and which edition is in force."""

import datetime as dt
import tomllib
from pathlib import Path

from . import clock, words
from .condition import Condition, DECISION_COLUMNS, LoadError, TICKET_COLUMNS
from .records import read_rows
from .text import covers, fold, items, levels, names, shield, trim


class Valid:
    """K-11: dates, both inside."""

    def __init__(self, fields):
        self.start, self.end = clock.read_date(fields.get("from")), clock.read_date(fields.get("until"))

    def holds(self, date):
        return (self.start is None or self.start <= date) and (self.end is None or date <= self.end)

    def overlaps(self, other):
        first, last = dt.date.min, dt.date.max
        return (max(self.start or first, other.start or first) <= min(self.end or last, other.end or last))

    @property
    def always(self):
        return self.start is None and self.end is None


class Unit:
    def __init__(self, fields):
        self.code = trim(fields["code"])
        self.names = [fold(fields.get("name") or "")] + names(fields.get("aliases") or "")
        self.role = fold(fields.get("role") or "") or None
        area = fields.get("area") or ""
        self.area = levels(shield(area)) if fold(area) else []
        if not all(self.area):
            raise LoadError(f"empty level: {area}")
        self.valid = Valid(fields)


class Rule:
    """A row of the matrix or a rule of a list: a condition, its validity, and what it brings."""

    def __init__(self, fields, name, order, rulebook, decision_facts=False):
        self.fields, self.name, self.order = fields, name, order
        self.valid = Valid(fields)
        self.priority = int(fields.get("priority") or 0)
        cells = {c: v for c, v in fields.items()
                 if c in TICKET_COLUMNS or c.startswith("where.") or (decision_facts and c in DECISION_COLUMNS)}
        self.condition = Condition(cells, rulebook, decision_facts)

    def text(self, column):
        return trim(self.fields.get(column) or "")

    def limit(self):
        return clock.read_limit(self.fields["limit"]) if self.text("limit") else None

    def green(self):
        """D-1: the row's channel is empty, normal or green."""
        word = fold(self.fields.get("channel") or "")
        if word and words.CHANNEL.get(word) not in ("normal", "green"):
            raise LoadError(f"channel: {word}")
        return words.CHANNEL.get(word) == "green"

    def extra(self):
        word = fold(self.fields.get("extra") or "")
        if word and word not in words.YES_NO:
            raise LoadError(f"extra: {word}")
        return words.YES_NO.get(word) == "yes"

    def unconditional(self):
        return not self.condition.cells and self.valid.always

    def rank(self, facts):
        """D-5: the rank of a rule that holds, best first; None when it does not hold."""
        if not self.valid.holds(facts.received_date):
            return None
        holds, depth = self.condition.look(facts)
        return (-self.priority, -depth, -self.condition.count, self.order) if holds else None


def ranked(rules, facts):
    """The rules that hold, best first (D-5)."""
    found = [(rank, rule) for rule in rules if (rank := rule.rank(facts)) is not None]
    return [rule for _, rule in sorted(found, key=lambda pair: pair[0])]


def toml_cells(table):
    """A TOML rule to texts by canonical column; `where.level = …` arrives as a table in a table."""
    out = {}
    for key, value in table.items():
        if isinstance(value, dict) and fold(key) in ("where", "属性"):
            for name, cell in value.items():
                out[words.header(f"where.{name}", words.RULE_HEADER)] = toml_text(cell)
        else:
            name = words.header(key, words.RULE_HEADER)
            out[name] = value if isinstance(value, dt.date) else toml_text(value)
    return out


def toml_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "、".join(toml_text(v) for v in value)
    return str(value)


class Edition:
    """One edition of a rulebook (D-13)."""

    def __init__(self, folder):
        settings = tomllib.loads((folder / "rulebook.toml").read_text(encoding="utf-8-sig"))
        self.settings = settings
        self.version = str(settings.get("version", ""))
        self.valid = Valid(settings)
        self.zone = clock.Zone(settings.get("timezone", "Asia/Shanghai"))
        self.calendar = self.read_calendars(folder, settings.get("calendar", "cn"))
        office = [self.read_span(span) for span in settings.get("office_hours", [])]
        self.counting = settings.get("counting", "next_day")
        self.clock = clock.Clock(self.zone, self.calendar, office, self.counting)
        self.kinds = {fold(kind) for kind in settings.get("kinds", [])}

        self.units = [Unit(row) for _, row in read_rows(folder / "units.csv", words.UNIT_HEADER)]
        self.by_code = {fold(unit.code): unit for unit in self.units}
        self.by_name = {name: unit for unit in self.units for name in unit.names if name}
        self.check_roles()
        self.posts = []
        if (folder / "posts.csv").exists():
            for _, row in read_rows(folder / "posts.csv", words.POST_HEADER):
                unit = self.unit_named(fold(row.get("unit") or ""))
                self.posts.append((unit, fold(row.get("post") or ""), Valid(row)))
        self.read_matters(folder / "matters.csv")

        self.rows = self.read_matrix(folder / "dispatch.csv")
        self.fallback = self.rules("fallback")
        self.emergency = self.rules("emergency")
        self.green = self.rules("green")
        self.not_accepted = self.rules("not_accepted")
        self.limits = self.rules("limit", decision_facts=True)
        for rule in self.rows + self.fallback:
            self.check_outcome(rule)
        self.check_limits(self.limits)

        required = [rule for rule in self.fallback if rule.unconditional()
                    and (unit := self.unit_named(fold(rule.text("lead")))) and unit.valid.always]
        if not required:
            raise LoadError("a [[fallback]] without conditions is required")          # D-7
        returns = settings.get("returns", {})
        self.returns_max = returns.get("max")
        self.bars = {fold(r) for r in returns.get("bars", ["非本单位职能", "非本单位辖区"])}   # D-14
        named = returns.get("adjudicator")
        self.adjudicator = self.unit_named(fold(named if named else required[0].text("lead")))
        if self.adjudicator is None:
            raise LoadError("unknown adjudicator")
        required_fields = settings.get("slip", {}).get("required")
        self.slip_required = None if required_fields is None else [
            words.header(name, words.EVENT_HEADER) for name in required_fields]

        from .policy import read_policy
        self.policy = read_policy(folder / "closure.toml", self)
        self.limit_lists = [self.limits] + self.policy.limit_lists                    # L-9
        for rule in self.policy.limits_all():
            self.check_limits([rule])
        self.policy.check(self)

    # ---- reading ----

    def read_calendars(self, folder, named):
        calendars = []
        for name in [named] if isinstance(named, str) else named:
            if name == "cn":
                calendars.append(clock.bundled())
            elif name == "weekdays":
                calendars.append(clock.Weekdays())
            else:
                listed = {clock.read_date(row["date"]): words.CALENDAR_KIND[fold(row["kind"])]
                          for _, row in read_rows(folder / name, words.CALENDAR_HEADER)}
                calendars.append(clock.Listed(listed))
        return clock.Calendar(calendars)

    def read_span(self, span):
        ends = [part.split(":") for part in fold(span).replace(" ", "").split("-")]
        opening, closing = (int(h) * 3600 + int(m) * 60 for h, m in ends)
        return opening, closing

    def read_matters(self, path):
        """G-5: the listed paths and what the aliases stand for."""
        self.matters, self.matter_aliases = None, {}
        if not path.exists():
            return
        self.matters = set()
        aliases = []
        for _, row in read_rows(path, words.MATTER_HEADER):
            matter = tuple(levels(shield(row["matter"])))
            if not all(matter):
                raise LoadError(f"empty level: {row['matter']}")
            self.matters.add(matter)
            aliases += [(tuple(levels(alias)), matter) for alias in items(row.get("aliases") or "")]
        for alias, matter in aliases:
            if alias in self.matters or self.matter_aliases.get(alias, matter) != matter:
                raise LoadError(f"alias {alias}")
            self.matter_aliases[alias] = matter

    def read_matrix(self, path):
        """Long form, or wide form: after the conditions one column a unit or role, 主 or 协 or nothing."""
        rows, seen = [], set()
        for line, fields in read_rows(path, words.RULE_HEADER):
            if "lead" not in fields:
                fields = self.from_wide(fields)
            name = trim(fields.get("row") or "") or str(line)
            if name in seen:
                raise LoadError(f"row {name} twice")
            seen.add(name)
            rows.append(Rule(fields, name, len(rows), self))
        return rows

    def from_wide(self, fields):
        known = set(words.RULE_HEADER.values())
        out, leads, assists = {}, [], []
        for column, cell in fields.items():
            if column in known or column.startswith("where."):
                out[column] = cell
            elif fold(cell) == "主":
                leads.append(column)
            elif fold(cell) == "协":
                assists.append(column)
        out["lead"], = leads
        out["assist"] = "、".join(assists)
        return out

    def rules(self, name, decision_facts=False, tables=None):
        rules = []
        for i, table in enumerate(self.settings.get(name, []) if tables is None else tables):
            cells = toml_cells(table)
            rules.append(Rule(cells, cells.get("id") or f"{name}.{i + 1}", i, self, decision_facts))
        return rules

    # ---- load errors that guard the generator ----

    def check_roles(self):
        for i, a in enumerate(self.units):
            for b in self.units[:i]:
                if fold(a.code) == fold(b.code):
                    raise LoadError(f"unit {a.code} twice")
                if a.role and a.role == b.role and a.area == b.area and a.valid.overlaps(b.valid):
                    raise LoadError(f"role {a.role}: {a.code} and {b.code} have the same area")   # D-2

    def check_outcome(self, rule):
        rule.green(), rule.extra()
        for name in [fold(rule.text("lead"))] + names(rule.text("assist")):
            if not self.unit_named(name) and not any(unit.role == name for unit in self.units):
                raise LoadError(f"{rule.name}: unknown unit or role {name}")
        if rule.text("limit"):
            self.check_limits([rule])

    def check_limits(self, rules):
        for rule in rules:
            self.check_limit(rule.limit(), rule.text("limit"))

    def check_limit(self, limit, text=""):
        if limit is None:
            raise LoadError(f"limit: {text}")
        needs = limit.unit == "wh" or (limit.unit == "wd" and self.counting == "clock")
        if needs and not self.clock.office:
            raise LoadError(f"limit {text} without office hours")                     # L-13

    # ---- units ----

    def unit_named(self, folded):
        """By code, then name or alias (D-2, D-17)."""
        return self.by_code.get(folded) or self.by_name.get(folded)

    def resolve(self, name, area, date):
        """D-2: a unit by code, name or alias, else the unit of the role: active, covering the area, the deepest."""
        name = fold(name)
        unit = self.unit_named(name)
        if unit:
            return unit
        found = [unit for unit in self.units
                 if unit.role == name and unit.valid.holds(date)
                 and (not unit.area or (area is not None and covers(unit.area, area)))]
        return max(found, key=lambda unit: len(unit.area), default=None)

    def has_post(self, unit, post, date):
        return any(u is unit and p == post and valid.holds(date) for u, p, valid in self.posts)

    def known_kind(self, kind):
        return kind in words.KIND.values() or kind in self.kinds


class Rulebook:
    """One or more editions (D-13)."""

    def __init__(self, folder):
        folder = Path(folder)
        if (folder / "rulebook.toml").exists():
            self.editions = [Edition(folder)]
        else:
            self.editions = [Edition(sub) for sub in sorted(folder.iterdir()) if (sub / "rulebook.toml").exists()]
        starts = [edition.valid.start for edition in self.editions]
        if len(set(starts)) != len(starts):
            raise LoadError("two editions with the same from")

    def in_force(self, ticket):
        """D-13: in force at received_at, judged in the edition's own timezone; the latest `from` where several are."""
        found = [e for e in self.editions if e.valid.holds(e.zone.date(ticket.received.instant(e.zone)))]
        return max(found, key=lambda e: e.valid.start or dt.date.min, default=None)
