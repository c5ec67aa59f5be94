"""Writes a random valid rulebook with tickets, events and a `now`:
python generate.py SEED FOLDER [--tickets N] [--edges]

Small alphabets, so that things collide. Most histories are plausible (loops do close), some are chaotic. With
--edges also what the text leaves open (see README.md).
"""

import argparse
import json
import shutil

from bihuan_model import words
from bihuan_model.clock import NotCovered, read_time
from bihuan_model.closure import Audit
from bihuan_model.records import Event, read_tickets
from bihuan_model.rulebook import Rulebook
from generator.book import Book
from generator.history import History


class Generator(Book, History):
    def run(self):
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        book = self.folder / "rulebook"
        if self.chance(0.15):
            starts = sorted({self.date(1, 20) for _ in range(self.random.randint(1, 2))})
            starts = [self.pick([None, self.date(-30, -1), self.date(0, 2)])] + starts
            for i, start in enumerate(dict.fromkeys(starts)):
                end = max(self.date(10, 30), start) if start and self.chance(0.2) else None
                self.edition(book / f"e{i}", f"v{i}", start, end)
        else:
            self.edition(book, "v", self.date(-20, 8) if self.chance(0.2) else None,
                         self.date(12, 30) if self.chance(0.1) else None)
        rulebook = Rulebook(book)
        zone = rulebook.editions[0].zone

        tickets = [self.ticket(n, zone) for n in range(1, self.count + 1)]
        if self.chance(0.1):
            spoiled = dict(self.pick(tickets))
            spoiled[self.pick(["id", "received_at"])] = self.pick(["", "  "])
            tickets.insert(self.random.randint(0, len(tickets)), spoiled)
        if self.chance(0.1):
            tickets.append(dict(self.pick(tickets)))
        path = self.write_records("tickets", tickets, words.TICKET_HEADER)
        if path.suffix == ".jsonl" and self.chance(0.5):
            self.as_lists(path)
        read, _ = read_tickets(path)

        rows, last = [], []
        dues = []
        for ticket in read.values():
            edition = rulebook.in_force(ticket)
            if edition is None:
                edition = rulebook.editions[0]
            self.units, self.office = self.made[edition.version]
            start = edition.zone.local(ticket.received.instant(edition.zone))
            events = []
            if self.chance(0.92):
                events, end = self.history(edition, ticket, zone, start)
                events = self.chaos(events, start, end)
            found = self.dues(edition, ticket, events)
            dues += found
            for _ in range(0 if self.perfect else self.random.randint(0, 2)):     # exactly at a due, or a second later
                if found:
                    at = zone.local(self.pick(found) + self.pick([0, 1]))
                    events.append(self.event(at, self.pick(["handled", "contacted", "replied", "dispatched", "completed",
                                                            "revisited", "return_upheld", "supervised"]),
                                             part=self.pick(["1", "1", "2", ""]), unit=self.unit_text()))
            last += [e["at"] for e in events]
            for fields in events:
                kind = {v: k for k, v in words.KIND.items() if k != v}.get(fields["kind"], fields["kind"])
                rows.append({"ticket": ticket.id, **fields, "at": self.show_time(fields["at"], zone),
                             "kind": kind if self.chance(0.3) else fields["kind"]})
        if self.chance(0.3):                                                 # the tickets mixed, each in its order
            keys = {}
            rows.sort(key=lambda r: keys.setdefault((r["ticket"],), self.random.random()))
        if self.chance(0.1):
            for spoiled in ({"ticket": "nobody", "at": "2025-01-01", "kind": "handled"},
                            {"ticket": "", "at": "2025-01-01", "kind": "handled"},
                            {"ticket": next(iter(read)), "at": self.pick(["昨天", "2025-02-30", "2025-01-05 24:10"]),
                             "kind": "handled"}):
                rows.insert(self.random.randint(0, len(rows)), spoiled)
        self.write_records("events", rows or [{"ticket": "nobody", "at": "2025-01-01", "kind": "handled"}],
                           words.EVENT_HEADER)

        choice = self.random.random()
        if choice < 0.4 and dues:
            now = zone.local(self.pick(dues) + self.pick([0, 1, 0, 1, 3600]))
        elif choice < 0.7 and last:
            now = self.pick(last)
        else:
            now = self.moment(20, 60)
        (self.folder / "now.txt").write_text(now.strftime("%Y-%m-%d %H:%M:%S") + "\n")

    def as_lists(self, path):
        """JSON may give a path as a list of levels (G-5)."""
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.endswith("}"):          # a line spoiled on purpose
                lines.append(line + "\n")
                continue
            record = json.loads(line)
            for name in ("matter", "area"):
                if name in record and self.chance(0.5):
                    record[name] = record[name].split("/")
            lines.append(json.dumps(record, ensure_ascii=False) + "\n")
        path.write_text("".join(lines), encoding="utf-8")

    def dues(self, edition, ticket, history):
        ticket.events = []
        for fields in history:
            event = Event(dict(fields, at=fields["at"].strftime("%Y-%m-%d %H:%M:%S"), ticket=ticket.id))
            ticket.events.append(event)
            event.ordinal = len(ticket.events)
        now = read_time("2027-06-01").instant(edition.zone)
        try:
            found = [i.due for i in Audit(edition, ticket, now).instances if i.due is not None]
        except NotCovered:
            found = []
        return [due for due in found if due < now]


def generate(seed, folder, tickets=10, edges=False):
    Generator(seed, folder, tickets, edges).run()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seed", type=int)
    parser.add_argument("folder")
    parser.add_argument("--tickets", type=int, default=10)
    parser.add_argument("--edges", action="store_true")
    args = parser.parse_args()
    generate(args.seed, args.folder, args.tickets, args.edges)
