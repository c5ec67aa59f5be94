"""Policies: obligations as written, the built-in policy as data, event predicates (C-1, C-2)."""

import tomllib

from . import clock, words
from .condition import Condition, LoadError, read_value_item, same_value
from .rulebook import toml_cells, toml_text
from .text import fold, items, plain, trim

CENTRE = ["城运中心"]
COMMITTEE = ["居委会", "lead"]


def obligation(loop, id, title, template, **fields):
    return {"loop": loop, "id": id, "title": title, "template": template, **fields}


BUILTIN = {
    "when": {"demand": "!表扬", "reason": "!not_accepted"},
    "limit": [
        {"name": "first_contact", "limit": "1wd"},
        {"name": "due", "demand": "咨询、建议", "limit": "1wd"},
        {"name": "due", "limit": "5wd"},
        {"name": "rework", "limit": "3wd"},
        {"name": "dispatch", "limit": "1wd"},
        {"name": "review", "limit": "1wd"},
        {"name": "revisit", "limit": "3wd"},
        {"name": "complete", "limit": "5wd"},
    ],
    "obligation": [
        obligation("intake", "dispatch", "派单", "existence", expect={"kind": "dispatched"}, within="dispatch",
                   owner=CENTRE, alarm=True),
        obligation("intake", "first_contact", "先行联系", "response", each="part", on={"kind": "dispatched"},
                   expect=[{"kind": "contacted"}, {"kind": "contact_failed", "reason": "*"}],
                   within="first_contact", unless={"kind": "return_upheld"}, owner=COMMITTEE),
        obligation("intake", "visit_agreed", "约定上门", "response", each="part",
                   on={"kind": "contacted", "needs_visit": "是"}, expect={"kind": "visit_agreed"}, within="1wd"),
        obligation("intake", "visited", "上门核查", "response", each="part", on={"kind": "visit_agreed"},
                   expect={"kind": "visited"}, by="until"),
        obligation("intake", "contact_first", "先联系后答复", "precedence", each="part",
                   on={"kind": ["contacted", "contact_failed"]}, expect={"kind": "replied"}),
        obligation("intake", "slip", "跟踪单", "response", each="part", on={"kind": "dispatched"},
                   expect={"kind": "slip_complete"}, before={"kind": "completed"}, unless={"kind": "return_upheld"},
                   owner=COMMITTEE),
        obligation("intake", "redispatch", "改派", "response",
                   on={"kind": ["return_upheld", "reopened", "instructed"]},
                   expect={"kind": ["dispatched", "designated"]}, within="1wd", owner=CENTRE),
        obligation("process", "return_decided", "退单审核", "response", each="part", on={"kind": "returned"},
                   expect={"kind": ["return_upheld", "return_rejected"]}, within="review", owner=CENTRE),
        obligation("process", "tracker", "全程跟踪", "existence", expect={"kind": "tracker_assigned"}, within="1wd",
                   owner=CENTRE),
        obligation("process", "handled", "办理", "response", each="part", on={"kind": "dispatched"},
                   expect={"kind": "handled"}, within="due", unless={"kind": "return_upheld"}, owner=["lead"],
                   alarm=True),
        obligation("process", "assisted", "协办", "response", each="assist", on={"kind": "dispatched"},
                   expect={"kind": "assisted"}, within="due", before={"kind": "completed"}, owner=["assist"]),
        obligation("process", "signed", "签批", "precedence", each="part", on={"kind": "route_completed"},
                   expect={"kind": "replied"}, when={"route": "*"}),
        obligation("process", "replied", "答复", "response", each="part", on={"kind": "dispatched"},
                   expect={"kind": "replied"}, within="due", before={"kind": "completed"},
                   unless={"kind": "return_upheld"}, owner=["lead"]),
        obligation("process", "revisit", "满意度回访", "response", on={"kind": "replied"},
                   expect={"kind": "revisited"}, within="revisit", differs=["unit"], owner=["回访组"]),
        obligation("process", "completed", "办结", "response", on={"kind": "replied"}, expect={"kind": "completed"},
                   within="complete", owner=CENTRE),
        obligation("supervision", "instruct", "集中批示", "response",
                   on={"kind": ["revisited", "rechecked"], "satisfaction": "不满意"}, expect={"kind": "instructed"},
                   within="1wd", owner=["lead.分管领导", "lead"]),
        obligation("supervision", "rework", "再次处置", "response", on={"kind": "instructed"},
                   expect={"kind": "handled"}, within="rework", owner=["lead"]),
        obligation("supervision", "supervise", "督办", "response", on={"kind": "overdue"},
                   expect={"kind": "supervised"}, within="1wd", owner=["督查室"]),
        obligation("supervision", "reported", "通报", "existence", expect={"kind": "reported_weekly"}, owner=CENTRE),
        obligation("supervision", "weekly", "周小结", "response", on={"kind": "completed"},
                   expect={"kind": "reported_weekly"}, within="next_week", owner=CENTRE),
        obligation("supervision", "monthly", "月总结", "response", on={"kind": "completed"},
                   expect={"kind": "reported_monthly"}, within="next_month", owner=CENTRE),
        obligation("supervision", "recheck", "镇级电话回访", "response", on={"kind": "completed"},
                   expect={"kind": "rechecked"}, within="next_month", owner=CENTRE),
    ],
}

LOOPS = ("intake", "process", "supervision")


class Predicate:
    """C-2: a table, or a list of tables of which one must hold."""

    def __init__(self, tables, edition):
        self.tables = [Table(t, edition) for t in (tables if isinstance(tables, list) else [tables])]

    def accepts(self, event):
        return any(table.accepts(event) for table in self.tables)

    def names(self, kind):
        return any(table.kinds and kind in table.kinds for table in self.tables)


class Table:
    def __init__(self, table, edition):
        self.edition = edition
        kinds = table.get("kind")
        kinds = [kinds] if isinstance(kinds, str) else kinds
        self.kinds = None if kinds is None else {words.KIND.get(fold(k), fold(k)) for k in kinds}
        for kind in self.kinds or ():
            if not edition.known_kind(kind) and kind not in words.DERIVED:
                raise LoadError(f"unknown kind {kind}")
        self.cells = [(words.header(k, words.EVENT_HEADER), toml_text(v)) for k, v in table.items() if k != "kind"]
        self.tests = [(field, self.read(field, cell)) for field, cell in self.cells if items(cell)]

    def read(self, field, cell):
        """K-10 on the event's fields; `unit` compares units, not text."""
        positive, negative = [], []
        for item in items(cell):
            side = positive
            if item.startswith("!"):
                item, side = trim(item[1:]), negative
            if not item:
                raise LoadError("a lone !")
            if field == "unit" and item != "*":
                unit = self.edition.unit_named(plain(item))
                if unit is None:
                    raise LoadError(f"unknown unit {item}")
                side.append(lambda value, unit=unit: self.edition.unit_named(value) is unit)
            else:
                side.append(read_value_item(item))
        return positive, negative

    def accepts(self, event):
        # E-1: derived events are seen only by predicates that name them; without `kind` every given kind.
        if event.kind not in self.kinds if self.kinds is not None else event.derived:
            return False
        for field, (positive, negative) in self.tests:
            value = event.field(field)
            if value is None:                                       # K-3
                if positive:
                    return False
                continue
            if any(test(value) for test in negative):
                return False
            if positive and not any(test(value) for test in positive):
                return False
        return True


class Obligation:
    """C-1."""

    def __init__(self, fields, order, edition):
        self.order = order
        self.id, self.loop = fields["id"], fields["loop"]
        self.template = fields["template"]
        self.n = fields.get("n", 1)
        self.alternate = fields.get("alternate", False)
        self.when = Condition(toml_cells(fields.get("when", {})), edition, decision_facts=True)
        self.each = fields.get("each", "ticket")
        predicates = {name: Predicate(fields[name], edition) if fields.get(name) else None
                      for name in ("on", "expect", "before", "unless")}
        self.on, self.expect = predicates["on"], predicates["expect"]
        self.before, self.unless = predicates["before"], predicates["unless"]
        self.same = self.field_names(fields.get("same", []))
        self.differs = self.field_names(fields.get("differs", []))
        self.by = words.header(fields["by"], words.EVENT_HEADER) if fields.get("by") else None
        self.within, self.within_name = None, None
        if fields.get("within"):
            self.within = clock.read_limit(fields["within"])
            if self.within is None:
                self.within_name = fold(fields["within"])
            else:
                edition.check_limit(self.within, fields["within"])
        owner = fields.get("owner", ["lead"])                       # C-15
        self.owner = [owner] if isinstance(owner, str) else owner
        self.alarm = fields.get("alarm", False)
        self.check()

    def field_names(self, value):
        return [words.header(v, words.EVENT_HEADER) for v in ([value] if isinstance(value, str) else value)]

    def check(self):
        """The load errors of C-4, C-5, C-6 and C-13."""
        if self.loop not in LOOPS or self.each not in ("ticket", "part", "assist"):
            raise LoadError(f"{self.id}: loop or each")
        if self.template not in ("existence", "at_most", "response", "precedence", "not_response"):
            raise LoadError(f"{self.id}: template")
        timed = (self.within or self.within_name or self.by or self.before or self.unless or self.alarm)
        if timed and self.template not in ("existence", "response"):
            raise LoadError(f"{self.id}: C-6")
        if self.by and (self.within or self.within_name):
            raise LoadError(f"{self.id}: within beside by")
        if (self.same or self.differs) and self.template not in ("response", "precedence", "not_response"):
            raise LoadError(f"{self.id}: C-4")
        named = [p for p in (self.on, self.expect, self.before, self.unless) if p and p.names("overdue")]
        if self.alarm and named:
            raise LoadError(f"{self.id}: an alarm that names overdue")
        if not self.expect or (self.template in ("response", "precedence", "not_response")) != bool(self.on):
            raise LoadError(f"{self.id}: on, expect")

    def correlate(self, a, b):
        """C-4: unless a `same` field is absent in one or differs, or a `differs` field is present in both and equal."""
        return (all(same_field(field, a, b) for field in self.same)
                and not any(same_field(field, a, b) for field in self.differs))


def same_field(field, a, b):
    """Present in both and equal, by K-10 and K-12; units as units."""
    x, y = a.field(field), b.field(field)
    if x is None or y is None:
        return False
    if field == "unit":
        u, v = a.resolved, b.resolved
        return u is v if u or v else x == y
    return same_value(x, y)


class Policy:
    def __init__(self, when, obligations, limit_lists):
        self.when, self.obligations, self.limit_lists = when, obligations, limit_lists

    def limits_all(self):
        return [rule for rules in self.limit_lists for rule in rules]

    def check(self, edition):
        """L-9: a limit that a policy names needs a rule without conditions and validity somewhere."""
        for o in self.obligations:
            if o.within_name and not any(
                    fold(rule.text("name")) == o.within_name and rule.unconditional()
                    for rules in edition.limit_lists for rule in rules):
                raise LoadError(f"{o.id}: no limit {o.within_name}")


def read_policy(path, edition):
    """C-1: the file, which may start from the built-in policy; without a file the built-in policy itself."""
    written = tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.exists() else {"extends": "builtin"}
    tables, when, lists = [], {}, []
    if path.exists():
        lists.append(written.get("limit", []))
    if written.get("extends") == "builtin":
        tables = [dict(table) for table in BUILTIN["obligation"]]
        when = BUILTIN["when"]
        lists.append(BUILTIN["limit"])
    when = written.get("when", when)                                # an own `when` replaces its
    for table in written.get("obligation", []):
        known = next((t for t in tables if t["id"] == table["id"]), None)
        if known:
            known.update(table)                                     # overrides the fields it names
        else:
            tables.append(dict(table))
    off = written.get("off", [])
    kept = [table for table in tables if table["id"] not in off]
    return Policy(
        Condition(toml_cells(when), edition, decision_facts=True),
        [Obligation(table, order, edition) for order, table in enumerate(kept)],
        [edition.rules("limit", decision_facts=True, tables=rules) for rules in lists])
