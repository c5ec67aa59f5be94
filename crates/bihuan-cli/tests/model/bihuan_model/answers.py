"""The three answers as rows, for the command line and for compare.py."""

from . import closure, dispatch
from .clock import read_time
from .records import read_events, read_tickets
from .rulebook import Rulebook


class Case:
    """A rulebook with its tickets and events, read once."""

    def __init__(self, rulebook, tickets, events=None):
        self.rulebook = Rulebook(rulebook)
        self.tickets, lines = read_tickets(tickets)
        self.rejects = [f"tickets {line}" for line in lines]
        self.events = events
        if events is not None:
            self.rejects += [f"events {line}" for line in read_events(events, self.tickets)]

    def dispatch(self, history=True):
        """The decision rows; without history the events are left aside."""
        rows = []
        for ticket in self.tickets.values():
            kept = ticket.events
            ticket.events = kept if history else []
            found = dispatch.lines(self.rulebook, ticket)
            ticket.events = kept
            if found is None:
                self.rejects.append(f"ticket {ticket.id}")
            rows += found or []
        return rows

    def audits(self, now):
        now = read_time(now)
        for ticket in self.tickets.values():
            found = closure.audit(self.rulebook, ticket, now)
            if found is None:
                self.rejects.append(f"ticket {ticket.id}")
            else:
                yield found
