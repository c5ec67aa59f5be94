"""Audit: the three loops of a ticket at `now` (C). The history is played event by event, as C-9 says."""

from . import clock
from .clock import NotCovered, read_time
from .condition import Facts
from .dispatch import Decision, Part, best_limit, cycle_of, extended, forgives, ordinal_of, scan
from .policy import LOOPS
from .records import in_order
from .text import fold


class Seen:
    """An event of the history: a given one with its ordinal, or a derived one without (E-1)."""

    def __init__(self, kind, instant, part, fields, ordinal, unit):
        self.kind, self.instant, self.part, self.fields, self.ordinal = kind, instant, part, fields, ordinal
        self.resolved = unit                       # the unit, where it is known
        self.derived = ordinal is None

    def field(self, name):
        if name == "part":
            return None if self.part is None else str(self.part)
        return fold(self.fields.get(name) or "") or None


class Copy:
    """C-3: the ticket, a part, or an assisting unit of a part."""

    def __init__(self, part=None, assist=None, place=0):
        self.part, self.assist, self.place = part, assist, place
        self.each = "ticket" if part is None else "part" if assist is None else "assist"
        self.seen = []                             # the events that it has seen

    def order(self):
        """Part, then assisting units as the dispatches first list them."""
        return (self.part or 0, self.place)


class Instance:
    def __init__(self, obligation, copy, since, started):
        self.obligation, self.copy, self.since = obligation, copy, since
        self.started = started                     # A, or B itself; None from receipt
        self.evidence = [started] if started else []
        self.due = None
        self.state = "undecided"                   # met, violated, waived, undecided
        self.met_at = None
        self.decided = None                        # the deciding event
        self.ended = False                         # waived by an end, which a reopened undoes (C-8)
        self.fired = False                         # C-13: one alarm
        self.ready = since                         # the second at which it last became undecided or its due moved
        self.count = 0                             # existence: the B seen
        self.owner = ""

    def shown(self, now):
        """C-9: the state at now."""
        if self.state == "met":
            return "met" if self.due is None or self.met_at <= self.due else "met_late"
        if self.state != "undecided":
            return self.state
        return "overdue" if self.due is not None and now > self.due else "pending"

    def ordinals(self):
        """Activation first, then what decided it; derived events have no ordinal (C-18)."""
        events = self.evidence + ([self.decided] if self.decided and self.decided not in self.evidence else [])
        return [str(event.ordinal) for event in events if event.ordinal is not None]


class Audit:
    def __init__(self, edition, ticket, now):
        self.edition, self.ticket, self.now = edition, ticket, now
        self.notes = set(Facts(ticket, edition).notes)
        self.facts = Facts(ticket, edition)
        self.receipt = self.facts.received
        events = in_order(ticket.events, edition.zone)
        if any(event.instant > now for event in events):
            self.notes.add("future_events")                                   # C-18
        self.scanned = scan(edition, self.receipt, [e for e in events if e.instant <= now])
        self.given = []                            # the given events so far that count
        self.decisions = {}
        self.dispatched = {}                       # part -> what its last `dispatched` event says (C-17)
        self.ticket_ended, self.completed = False, False
        self.ended_parts = set()
        self.slips = {}                            # part -> fields filed so far
        self.ticket_copy = Copy()
        self.copies = [self.ticket_copy]
        self.instances = []
        self.orders = []                           # instances of `order`
        self.play()

    # ---- the history ----

    def play(self):
        for o in self.edition.policy.obligations:
            if o.template == "existence" and o.each == "ticket":
                self.start(o, self.ticket_copy, self.receipt, None)
        for scanned in self.scanned:
            event = scanned.event
            if event.bad_part:
                self.notes.add("unknown_value")                               # G-8
            seen = Seen(event.kind, event.instant, event.part, event.fields, event.ordinal,
                        event.unit(self.edition))
            self.alarms(event.instant)
            if scanned.counts:
                self.given.append(event)
                self.step(seen, event)
            if scanned.wrong:                                                 # C-12
                instance = Instance(ORDER, self.ticket_copy, seen.instant, seen)
                self.decide(instance, "violated", seen)
                self.orders.append(instance)
            if forgives(event):
                self.forgive(event, seen)
        self.alarms(self.now)
        date = self.decision().date                # C-15 for what is undecided: the date of the last event (D-2)
        for instance in self.instances:
            if instance.state == "undecided":
                instance.owner = self.owner(instance, date)

    def decide(self, i, state, event, ended=False):
        i.state, i.decided, i.ended = state, event, ended
        i.met_at = event.instant if state == "met" else None
        i.owner = self.owner(i, self.edition.zone.date(event.instant))        # C-15: at the deciding event

    def alarms(self, until):
        """C-13: one event `overdue` at the first second that begins with the instance undecided and past its due."""
        while True:
            waiting = []
            for i in self.instances:
                if i.obligation.alarm and i.state == "undecided" and not i.fired and i.due is not None:
                    second = max(i.due, i.ready) + 1
                    if second <= until:
                        waiting.append((second, i.obligation.order, i.copy.order(), i.since, i))
            if not waiting:
                return
            second, _, _, _, instance = min(waiting, key=lambda w: w[:4])
            instance.fired = True
            owner = self.owner(instance, self.edition.zone.date(second))
            event = Seen("overdue", second, instance.copy.part,
                         {"unit": owner, "obligation": instance.obligation.id}, None,
                         self.edition.unit_named(fold(owner)) if owner else None)
            if not self.ticket_ended and event.part not in self.ended_parts:
                self.step(event, None)

    def step(self, event, given):
        """C-9: at one event an instance is met, else waived, else violated; an extension works after that, and new
        instances start last."""
        if event.kind == "reopened":
            self.revive(event)
        if event.kind == "dispatched":
            self.open_copies(event, given)
        for copy in self.copies:
            if self.sees(copy, event):
                copy.seen.append(event)
        before = list(self.instances)
        for instance in before:
            if instance.state == "undecided":
                self.judge(instance, event)
        if event.kind == "extension_granted":
            self.extend(event, given)
        for o in self.edition.policy.obligations:
            for copy in self.copies:
                if copy.each == o.each and copy.seen and copy.seen[-1] is event:
                    self.begin(o, copy, event)
        if event.kind in ("cancelled", "merged"):
            if event.part is None:
                self.ticket_ended = True
            else:
                self.ended_parts.add(event.part)
        if event.kind == "completed" and event.part is None:                  # C-8
            self.completed = True
        if event.kind == "slip_filed":
            self.slip(event)

    def open_copies(self, event, given):
        """C-3, C-17: the part and its assisting units that a `dispatched` names."""
        decision = self.decision()
        lead = event.resolved
        part = next((p for p in decision.parts if p.lead is lead), None) if lead else None
        if part is None:
            self.notes.add("off_matrix")
            part = Part(lead, [], None, "", None)
            part.after = decision.after(lead, None)
            part.limit_cycle = cycle_of(self.given)
        self.dispatched[event.part] = part
        if not any(c.each == "part" and c.part == event.part for c in self.copies):
            self.copies.append(Copy(event.part, None, len(self.copies)))
        listed = given.assists(self.edition)
        event.assists = part.assists if listed is None else listed
        for unit in event.assists:
            if not any(c.assist is unit and c.part == event.part for c in self.copies):
                self.copies.append(Copy(event.part, unit, len(self.copies)))

    def sees(self, copy, event):
        """C-3; C-8: the copies of an ended part see nothing."""
        if copy.each == "ticket":
            return True
        if copy.part in self.ended_parts:
            return False
        if copy.each == "part":
            return event.part in (None, copy.part)
        if event.part != copy.part:
            return False
        if event.kind == "dispatched" and not event.derived:   # only such: not one that makes it lead
            return copy.assist in event.assists
        return event.resolved is copy.assist

    def part_sees(self, copy, event):
        """What the part's copy sees, for the `before` of an assist copy."""
        if copy.each != "assist":
            return bool(copy.seen) and copy.seen[-1] is event
        return copy.part not in self.ended_parts and event.part in (None, copy.part)

    # ---- instances ----

    def judge(self, i, event):
        """Met, else waived, else violated."""
        o, copy = i.obligation, i.copy
        seen = bool(copy.seen) and copy.seen[-1] is event
        if seen and o.expect.accepts(event):
            if o.template == "existence":
                i.count += 1
                if i.count == o.n:
                    return self.decide(i, "met", event)
            elif o.correlate(i.started, event):
                return self.decide(i, "met", event)
        after_start = event.instant >= i.since     # existence: an event before receipt is not after the start
        if event.kind in ("cancelled", "merged") and (event.part is None or event.part == copy.part):
            return self.decide(i, "waived", event, ended=True)                      # C-8
        if (seen and after_start and o.unless and o.unless.accepts(event)
                and (i.due is None or event.instant <= i.due)):
            return self.decide(i, "waived", event)
        if (event.kind == "waived" and event.field("reason") and event.field("obligation") == fold(o.id)
                and (event.part is None or copy.part in (None, event.part))):
            return self.decide(i, "waived", event)
        if o.before and after_start and self.part_sees(copy, event) and o.before.accepts(event):
            return self.decide(i, "violated", event)                                # C-7
        if o.template == "response" and o.alternate and seen and o.on.accepts(event):
            return self.decide(i, "violated", event)                                # C-5: at the next A

    def begin(self, o, copy, event):
        """New instances at an event that the copy sees; those of at_most, precedence and not_response are decided
        at once (C-5)."""
        earlier = copy.seen[:-1]
        if o.template == "existence":
            if copy.each != "ticket" and not earlier:                         # from the copy's receipt
                self.start(o, copy, event.instant, None)
        elif o.template == "response":
            if o.on.accepts(event):
                self.start(o, copy, event.instant, event)
        elif o.expect.accepts(event):
            if o.template == "at_most":
                if sum(o.expect.accepts(e) for e in earlier) + 1 > o.n:
                    self.start(o, copy, event.instant, event, "violated")
                return
            if o.alternate:                                                   # between the B before and this one
                last = max((k for k, e in enumerate(earlier) if o.expect.accepts(e)), default=-1)
                earlier = earlier[last + 1:]
            found = [a for a in earlier if o.on.accepts(a) and o.correlate(a, event)]
            if o.template == "precedence":
                instance = self.start(o, copy, event.instant, event, "met" if found else "violated")
            elif found:
                instance = self.start(o, copy, event.instant, event, "violated")
            else:
                return
            instance.evidence = found[-1:] + [event]

    def start(self, o, copy, since, event, state=None):
        """C-1: `when` is judged once per instance, at its start; C-6: the due."""
        instance = Instance(o, copy, since, event)
        part = self.part_at(copy)
        if not self.applies(o, part):
            return instance                        # kept nowhere
        if state:
            self.decide(instance, state, event)
        limit = o.within or (o.within_name and best_limit(self.edition, self.facts, o.within_name, part))
        if limit:
            instance.due = self.edition.clock.due(since, limit)
        if o.by:
            instance.due = self.by(o, event)
        self.instances.append(instance)
        return instance

    def by(self, o, event):
        """C-6: a field of A or of the ticket that holds the due instant."""
        written = event.fields.get(o.by) if event else None
        if not fold(written or ""):
            written = self.ticket.field(o.by)
        time = read_time(written)
        if time is None:
            self.notes.add("no_due")
            return None
        return time.due(self.edition.zone)

    def decision(self):
        """The decision there: with the given events so far."""
        key = len(self.given)
        if key not in self.decisions:
            self.decisions[key] = Decision(self.edition, self.ticket, list(self.given))
        return self.decisions[key]

    def part_at(self, copy):
        """C-1: the part's last `dispatched` (the first part's for a ticket copy); before any, the decision there."""
        found = self.dispatched.get(copy.part or 1)
        return found or self.decision().parts[0]

    def applies(self, o, part):
        """The policy's `when` and the obligation's, by the facts of the part and the cycle now."""
        facts = self.facts.with_decision({**part.after, "cycle": str(cycle_of(self.given))})
        return self.edition.policy.when.holds(facts) and o.when.holds(facts)

    def revive(self, event):
        """C-8: a reopened undoes every end and revives what it waived, with the dues."""
        self.ticket_ended, self.ended_parts, self.completed = False, set(), False
        for instance in self.instances:
            if instance.ended:
                instance.state, instance.decided, instance.ended = "undecided", None, False
                instance.ready = event.instant

    def extend(self, event, given):
        """C-6, L-11: moves the due of undecided instances whose `within` names that limit."""
        name = event.field("name") or "due"
        for field, read in (("until", read_time), ("limit", clock.read_limit)):
            if event.field(field) and read(event.fields[field]) is None:
                self.notes.add("unknown_value")                               # G-8
        for i in self.instances:
            if (i.state == "undecided" and i.obligation.within_name == name
                    and (event.part is None or event.part == (i.copy.part or 1))):
                due = extended(self.edition, i.due, given)
                if due != i.due:
                    i.due, i.ready = due, event.instant

    def slip(self, event):
        """E-1: slip_complete, directly after the slip_filed that completes the fields that [slip] required lists."""
        filed = self.slips.setdefault(event.part, set())
        filed.update(name for name in event.fields if event.field(name))
        required = self.edition.slip_required
        if required is None or all(name in filed for name in required):
            fields = {name: event.fields.get(name) for name in ("unit", "by")}
            self.step(Seen("slip_complete", event.instant, event.part, fields, None, event.resolved), None)

    def forgive(self, event, seen):
        """C-12: a `waived` of `order` with a reason and the event's ordinal forgives one."""
        for instance in self.orders:
            if instance.started.ordinal == ordinal_of(event) and instance.state == "violated":
                self.decide(instance, "waived", seen)

    # ---- owners ----

    def owner(self, i, date):
        """C-15: the first of the list that resolves; empty where none does."""
        for name in i.obligation.owner:
            unit = self.owner_unit(i, name, date)
            if unit:
                return unit.code
            if "." in name:                                                   # a post
                base, post = name.split(".", 1)
                unit = self.owner_unit(i, base, date)
                if unit and self.edition.has_post(unit, fold(post), date):
                    return f"{unit.code}.{post}"
        return ""

    def owner_unit(self, i, name, date):
        if fold(name) == "lead":
            # The unit of the last `dispatched` that the copy sees, of the first part for a ticket copy.
            found = [e for e in i.copy.seen if e.kind == "dispatched" and e.part == (i.copy.part or 1)]
            return found[-1].resolved if found else None
        if fold(name) == "assist":
            return i.copy.assist
        return self.edition.resolve(name, self.facts.values["area"], date)

    # ---- the answer ----

    def loop(self, loop):
        """C-11."""
        mine = [i for i in self.instances if i.obligation.loop == loop]
        if loop == ORDER.loop:
            mine = mine + self.orders
        states = [i.shown(self.now) for i in mine]
        for state, answer in (("violated", "broken"), ("overdue", "overdue"), ("pending", "open")):
            if state in states:
                return answer
        if all(state == "waived" for state in states):
            ended = self.completed or self.ticket_ended
            part = self.part_at(self.ticket_copy)
            applies = any(o.loop == loop and self.applies(o, part) for o in self.edition.policy.obligations)
            return "open" if applies and not ended else "not_applicable"
        return "closed_late" if "met_late" in states else "closed"

    def verdict(self):
        loops = {loop: self.loop(loop) for loop in LOOPS}
        worst = ("broken", "overdue", "open", "closed_late", "closed")
        overall = next((state for state in worst if state in loops.values()), "not_applicable")
        if self.ticket_ended and overall != "broken":
            overall = "not_applicable"
        states = [i.shown(self.now) for i in self.instances + self.orders]
        waiting = self.in_policy_order([i for i in self.instances if i.state == "undecided"])
        waiting.sort(key=lambda i: (i.due is None, i.due or 0))               # C-14; the sort is stable
        first = waiting[0] if waiting else None
        if self.uncovered():
            self.notes.add("not_covered")
        return {
            "ticket": self.ticket.id, **loops, "overall": overall,
            "breaches": str(sum(state in ("violated", "overdue", "met_late") for state in states)),
            "next": first.obligation.id if first else "",
            "next_unit": first.owner if first else "",
            "next_due": self.edition.zone.show(first.due) if first else "",
            "notes": "、".join(note for note in NOTES if note in self.notes),
        }

    def uncovered(self):
        """K-7: a class item is asked, of a date that the calendar does not cover."""
        edition = self.edition
        rules = edition.rows + edition.fallback + edition.emergency + edition.green + edition.not_accepted
        conditions = [rule.condition for rules in [rules] + edition.limit_lists for rule in rules]
        conditions += [edition.policy.when] + [o.when for o in edition.policy.obligations]
        return not self.facts.moment.covered and any(condition.asks_class for condition in conditions)

    def in_policy_order(self, instances):
        """Policy order, copy (part, then assisting unit), start."""
        return sorted(instances, key=lambda i: (i.obligation.order, i.copy.order()))

    def obligations(self):
        show = self.edition.zone.show
        return [{
            "ticket": self.ticket.id,
            "part": "" if i.copy.part is None else str(i.copy.part),
            "loop": i.obligation.loop,
            "obligation": i.obligation.id,
            "state": i.shown(self.now),
            "since": show(i.since),
            "due": show(i.due),
            "owner": i.owner,
            "met_at": show(i.met_at),
            "evidence": "、".join(i.ordinals()),
        } for i in self.in_policy_order(self.instances) + self.orders]


class Order:
    """C-12: the built-in obligation `order`; its owner is the default of C-15."""
    id, loop, owner = "order", "process", ["lead"]


ORDER = Order()
NOTES = ("off_matrix", "unlisted_matter", "unknown_value", "no_due", "not_covered", "future_events")     # C-18
VERDICT_COLUMNS = ["ticket", *LOOPS, "overall", "breaches", "next", "next_unit", "next_due", "notes"]
OBLIGATION_COLUMNS = ["ticket", "part", "loop", "obligation", "state", "since", "due", "owner", "met_at", "evidence"]


def audit(rulebook, ticket, now):
    """The audit of one ticket; None when it is rejected (D-13, L-8) or was received after now (C-18)."""
    edition = rulebook.in_force(ticket)
    if edition is None:
        return None
    now = now.instant(edition.zone)
    if ticket.received.instant(edition.zone) > now:
        return None
    try:
        return Audit(edition, ticket, now)
    except NotCovered:
        return None
