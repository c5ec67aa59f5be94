"""Tickets and events: reading, rejecting (G-8), the history (G-6)."""

import csv
import io
import json

from . import words
from .clock import read_time
from .text import fold, items, plain, trim


def read_rows(path, headers):
    """The records of a csv or jsonl file: (line on which it starts, {name: value} or None when unreadable)."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".jsonl":
        for line, record in enumerate(text.split("\n"), 1):
            if not record.strip():
                continue
            try:
                value = json.loads(record)
            except ValueError:
                yield line, None
                continue
            yield line, {words.header(k, headers): as_text(v) for k, v in value.items() if v is not None}
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    names = None
    start = 1
    for record in reader:
        if record:
            if names is None:
                names = [words.header(h, headers) for h in record]
            else:
                yield start, dict(zip(names, record))
        start = reader.line_num + 1


def as_text(value):
    """A JSON value as text; a list of levels stays a list."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, list):
        return [as_text(v) for v in value]
    return value


class Ticket:
    def __init__(self, fields):
        self.fields = fields
        self.id = trim(fields.get("id") or "")                             # G-3: ids are only trimmed
        self.received = read_time(fields.get("received_at"))
        self.occurred = read_time(fields.get("occurred_at"))
        self.events = []                                                   # as given

    def field(self, name):
        return self.fields.get(name)


class Event:
    def __init__(self, fields):
        self.fields = fields
        self.ticket = trim(fields.get("ticket") or "")
        self.at = read_time(fields.get("at"))
        self.ordinal = None                                                # G-6
        written = fold(fields.get("kind") or "")
        self.kind = words.KIND.get(written, written)
        self.part, self.bad_part = None, False
        part = fold(fields.get("part") or "")
        if part:
            self.bad_part = not (part.isascii() and part.isdigit())
            self.part = None if self.bad_part else int(part)
        if self.kind == "dispatched" and self.part is None:                # C-3: without a part it means part 1
            self.part = 1

    def field(self, name):
        """The folded text of a field, None when absent (G-4)."""
        return fold(self.fields.get(name) or "") or None

    def unit(self, edition):
        """D-17: the unit of the event, by code, name or alias; None when missing or unknown."""
        name = self.field("unit")
        return edition.unit_named(name) if name else None

    def assists(self, edition):
        """The assists of a `dispatched`, unknown ones left out; None when it lists none."""
        written = self.fields.get("assist") or ""
        if not items(written):
            return None
        found = []
        for item in items(written):
            unit = edition.unit_named(plain(item))
            if unit and unit not in found:
                found.append(unit)
        return found


def read_tickets(path):
    """(tickets by id in file order, lines rejected)."""
    tickets, rejected = {}, []
    for line, fields in read_rows(path, words.TICKET_HEADER):
        ticket = Ticket(fields) if fields is not None else None
        if ticket is None or not ticket.id or ticket.id in tickets or ticket.received is None:
            rejected.append(line)
            continue
        tickets[ticket.id] = ticket
    return tickets, rejected


def read_events(path, tickets):
    """Puts the events into their tickets, as given; gives the lines rejected."""
    rejected = []
    for ticket in tickets.values():
        ticket.events = []
    for line, fields in read_rows(path, words.EVENT_HEADER):
        event = Event(fields) if fields is not None else None
        if event is None or event.ticket not in tickets or event.at is None:
            rejected.append(line)
            continue
        events = tickets[event.ticket].events
        events.append(event)
        event.ordinal = len(events)
    return rejected


def in_order(events, zone):
    """G-6: in order of `at`; equal times keep the order given. Each event learns its instant."""
    for event in events:
        event.instant = event.at.instant(zone)
    return sorted(events, key=lambda event: event.instant)
