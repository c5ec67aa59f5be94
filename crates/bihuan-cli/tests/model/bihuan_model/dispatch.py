"""Dispatch and redispatch: who gets the ticket, by when (D, L-9 to L-11)."""

from . import clock
from .clock import NotCovered
from .condition import Facts
from .rulebook import ranked
from .text import fold, names


class Scanned:
    """An event as `order` sees it: does it count for anything else, and is it out of order (C-12)?"""

    def __init__(self, event, counts, wrong):
        self.event, self.counts, self.wrong = event, counts, wrong


def forgives(event):
    """C-12: a `waived` with obligation = order, a reason and the event's ordinal."""
    return (event.kind == "waived" and event.field("obligation") == "order"
            and event.field("reason") is not None and ordinal_of(event) is not None)


def ordinal_of(event):
    text = event.field("event") or ""
    return int(text) if text.isascii() and text.isdigit() else None


def scan(edition, received, events):
    """C-12, D-14: which events count, and which are out of order; the events come in order of time."""
    out = []
    ticket_ended, ended_parts, dispatched = False, set(), set()
    for event in events:
        after_end = event.kind != "reopened" and (ticket_ended or event.part in ended_parts)
        wrong = (event.instant < received
                 or after_end
                 or not edition.known_kind(event.kind)
                 or (event.field("unit") is not None and event.unit(edition) is None)
                 or (event.part is not None and event.kind != "dispatched" and event.part not in dispatched)
                 or (event.kind == "waived" and event.field("reason") is None))
        out.append(Scanned(event, not after_end, wrong and not forgives(event)))
        if after_end:                              # seen by `order` alone
            continue
        if event.kind == "reopened":               # C-8: undoes every end
            ticket_ended, ended_parts = False, set()
        if event.kind in ("cancelled", "merged"):
            if event.part is None:
                ticket_ended = True
            else:
                ended_parts.add(event.part)
        if event.kind == "dispatched":
            dispatched.add(event.part)
    return out


class Part:
    """A part of a decision; `row` is the rule that brings limits and sign-off, or None."""

    def __init__(self, lead, assists, row, name, reason, limits_of_row=True):
        self.lead, self.assists, self.row, self.name, self.reason = lead, assists, row, name, reason
        self.limits_of_row = limits_of_row         # D-11: not_accepted takes its limits from [[limit]]
        self.number = None
        self.after = {}                            # the facts of K-13
        self.limit_cycle = 1

    def add_assists(self, units):
        for unit in units:
            if unit is not self.lead and unit not in self.assists:
                self.assists.append(unit)


class Decision:
    """What the engine answers for a ticket and its history."""

    def __init__(self, edition, ticket, events):
        """events: those that count (D-14), in order of time."""
        self.edition, self.ticket, self.events = edition, ticket, events
        self.facts = facts = Facts(ticket, edition)
        self.date = edition.zone.date(events[-1].instant) if events else facts.received_date     # D-2
        self.barred = self.find_barred()
        self.parts = []
        self.call = ""
        self.designated = self.last_designated()
        emergency = next(iter(ranked(edition.emergency, facts)), None)
        refused = next(iter(ranked(edition.not_accepted, facts)), None)
        if refused and not emergency and not self.designated:
            lead, _ = self.best_fallback()                                                       # D-11
            self.parts = [Part(lead, [], refused, refused.name, "not_accepted", limits_of_row=False)]
            green = False
        else:
            self.parts = [self.part_one()]
            green = self.parts[0].row is not None and self.parts[0].row.green()
            green = self.add_extras() or green
        if ranked(edition.green, facts):                                                         # D-9
            green = True
        self.channel = "green" if green else "normal"
        if emergency:                                                                            # D-10
            self.channel, self.call = "emergency", emergency.text("call")
        for number, part in enumerate(self.parts, 1):
            part.number = number
            start = self.last_dispatched(part.lead)
            part.start = events[start].instant if start is not None else facts.received         # L-10
            part.spent = start if start is not None else -1                                      # L-11
            # K-13: a limit takes the cycle at its part's dispatched, before any that at the end of the history.
            part.limit_cycle = cycle_of(events if start is None else events[:start + 1])
            part.after = self.after(part.lead, part.reason)

    def after(self, lead, reason):
        """K-13 but the cycle, which depends on who asks."""
        return {"channel": self.channel, "reason": reason, "lead": lead.code if lead else None,
                "lead_role": lead.role if lead else None, "parts": str(len(self.parts))}

    # ---- the history ----

    def last_amended(self):
        """The place after the last `amended` event."""
        return max((i + 1 for i, e in enumerate(self.events) if e.kind == "amended"), default=0)

    def find_barred(self):
        """D-14: units whose return was upheld after the last amended event, for a reason that bars, or for none."""
        barred = set()
        for event in self.events[self.last_amended():]:
            unit = event.unit(self.edition)
            reason = event.field("reason")
            if event.kind == "return_upheld" and unit and (reason is None or reason in self.edition.bars):
                barred.add(unit)
        return barred

    def last_designated(self):
        """D-15, D-17: the unit of the last designated event whose unit is known."""
        units = [event.unit(self.edition) for event in self.events if event.kind == "designated"]
        return next((unit for unit in reversed(units) if unit), None)

    def adjudicated_by_count(self):
        """D-16: the upheld returns of part 1 (or without a part) after the last amended reach returns.max,
        and no designation follows the last of them."""
        if self.edition.returns_max is None:
            return False
        returns = [i for i, e in enumerate(self.events)
                   if i >= self.last_amended() and e.kind == "return_upheld" and e.part in (None, 1)]
        if len(returns) < self.edition.returns_max:
            return False
        last = returns[-1] if returns else -1
        return not any(e.kind == "designated" and e.unit(self.edition) for e in self.events[last + 1:])

    def last_dispatched(self, lead):
        """L-10: the last dispatched event whose unit is the lead."""
        found = [i for i, e in enumerate(self.events) if e.kind == "dispatched" and e.unit(self.edition) is lead]
        return found[-1] if found else None

    # ---- the parts ----

    def resolve(self, name):
        return self.edition.resolve(name, self.facts.values["area"], self.date)

    def active(self, unit):
        return unit is not None and unit.valid.holds(self.date)

    def assists_of(self, rule, lead):
        """D-2, D-3, D-6: those that resolve and are active, in order, without the lead and without repeats."""
        found = []
        for name in names(rule.text("assist")):
            unit = self.resolve(name)
            if self.active(unit) and unit is not lead and unit not in found:
                found.append(unit)
        return found

    def candidates(self, extra):
        """D-3: rows that hold, whose lead resolves, is active and is not barred; best first."""
        for rule in ranked([r for r in self.edition.rows if r.extra() == extra], self.facts):
            lead = self.resolve(rule.text("lead"))
            if self.active(lead) and lead not in self.barred:
                yield rule, lead

    def best_fallback(self):
        """D-7: the best rule whose lead resolves and is active."""
        for rule in ranked(self.edition.fallback, self.facts):
            lead = self.resolve(rule.text("lead"))
            if self.active(lead):
                return lead, rule
        return None, None

    def adjudicate(self):
        return Part(self.edition.adjudicator, [], None, "", "adjudicate")

    def part_one(self):
        """D-16: adjudicated by count, designated, the best base row, the fallback, adjudicated."""
        if self.adjudicated_by_count():
            return self.adjudicate()
        if self.designated:                                                          # D-15
            lead = self.designated
            for rule in ranked([r for r in self.edition.rows if not r.extra()], self.facts):
                if self.resolve(rule.text("lead")) is lead:
                    return Part(lead, self.assists_of(rule, lead), rule, rule.name, "designated")
            return Part(lead, [], None, "", "designated")
        for rule, lead in self.candidates(extra=False):                              # D-6
            return Part(lead, self.assists_of(rule, lead), rule, rule.name, "row")
        lead, rule = self.best_fallback()                                            # D-7
        if lead in self.barred:
            return self.adjudicate()
        return Part(lead, self.assists_of(rule, lead), rule, rule.name, "no_row")

    def add_extras(self):
        """D-8: each extra candidate adds a part, or its assists to the part that its lead leads; green: D-9."""
        green = False
        for rule, lead in self.candidates(extra=True):
            green = green or rule.green()
            part = next((p for p in self.parts if p.lead is lead), None)
            if part:
                part.add_assists(self.assists_of(rule, lead))
            else:
                self.parts.append(Part(lead, self.assists_of(rule, lead), rule, rule.name, "extra"))
        return green

    # ---- limits and dues ----

    def limit(self, name, part):
        return best_limit(self.edition, self.facts, name, part)

    def due(self, name, part):
        """L-10, L-11: from the part's start, moved by the extensions after it; None where the calendar ends (L-8)."""
        limit = self.limit(name, part)
        try:
            due = self.edition.clock.due(part.start, limit) if limit else None
        except NotCovered:
            due = None
        for event in self.events[part.spent + 1:]:
            if (event.kind == "extension_granted" and (event.field("name") or "due") == name
                    and event.part in (None, part.number)):
                try:
                    due = extended(self.edition, due, event)
                except NotCovered:
                    due = None
        return due


def cycle_of(events):
    """C-10: from 1, up at each instructed and reopened."""
    return 1 + sum(event.kind in ("instructed", "reopened") for event in events)


def best_limit(edition, facts, name, part):
    """L-9: the row's limit for `due`, unless a [[limit]] of the rulebook with priority goes before it; else by name,
    the rulebook's rules first, then the policy file's, then the built-in policy's."""
    facts = facts.with_decision({**part.after, "cycle": str(part.limit_cycle)})

    def best(rules):
        return next(iter(ranked([r for r in rules if fold(r.text("name")) == name], facts)), None)

    if name == "due" and part.row is not None and part.limits_of_row and part.row.limit():
        rule = best(edition.limits)
        if rule and rule.priority > 0 and rule.priority > part.row.priority:
            return rule.limit()
        return part.row.limit()
    for rules in edition.limit_lists:
        rule = best(rules)
        if rule:
            return rule.limit()
    return None


def extended(edition, due, event):
    """L-11: `until` replaces the due, else `limit` is counted from the due it had."""
    until = clock.read_time(event.fields.get("until"))
    if until is not None:
        return until.due(edition.zone)
    limit = clock.read_limit(event.fields.get("limit"))
    if limit is None or due is None or (limit.unit == "wh" and not edition.clock.office):
        return due
    return edition.clock.extend(due, limit)


COLUMNS = ["ticket", "part", "lead", "assist", "channel", "row", "first_contact_due", "due", "signoff", "reason",
           "call", "version"]


def counted(edition, ticket, events):
    """The events that count, in order of time (D-14)."""
    from .records import in_order
    events = in_order(events, edition.zone)
    return [s.event for s in scan(edition, ticket.received.instant(edition.zone), events) if s.counts]


def lines(rulebook, ticket):
    """The lines of the answer for one ticket; None when the ticket is rejected (D-13)."""
    edition = rulebook.in_force(ticket)
    if edition is None:
        return None
    decision = Decision(edition, ticket, counted(edition, ticket, ticket.events))
    show = edition.zone.show
    return [{
        "ticket": ticket.id,
        "part": str(part.number),
        "lead": part.lead.code,
        "assist": "、".join(unit.code for unit in part.assists),
        "channel": decision.channel,
        "row": part.name,
        "first_contact_due": show(decision.due("first_contact", part)),
        "due": show(decision.due("due", part)),
        "signoff": part.row.text("signoff") if part.row and part.reason != "not_accepted" else "",
        "reason": part.reason,
        "call": decision.call,
        "version": edition.version,
    } for part in decision.parts]
