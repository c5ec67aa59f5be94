#!/usr/bin/env python3
"""Turn New York City's 311 service requests into tickets that bihuan reads.

IN.csv is an extract of NYC Open Data's "311 Service Requests", either with the
names of its interface (unique_key, created_date, complaint_type, descriptor, …)
or with those of the portal's download ("Unique Key", "Created Date", …).

Every request becomes one ticket. Its matter is `complaint type/descriptor`, or
the complaint type alone where there is no descriptor; a `/` inside either is
written `\\/`. The times are wall clock times of New York and stay so. With
EVENTS.csv every closing time becomes an event `completed`.

No row is left out: a row that looks wrong is written as it is and counted on
standard error, so that the library can judge it (or reject it by name).
"""

import argparse
import csv
import re
import sys
from collections import Counter
from datetime import datetime

# What the library calls the ways in; UNKNOWN stays empty.
SOURCES = {"PHONE": "hotline", "ONLINE": "web", "MOBILE": "app", "OTHER": "other", "UNKNOWN": ""}
# Kept as attributes, under the city's names.
ATTRIBUTES = [
    "complaint_type", "descriptor", "location_type", "borough", "open_data_channel_type",
    "agency", "agency_name", "status", "due_date", "closed_date",
]
TICKET = ["id", "received_at", "source", "matter"] + ATTRIBUTES
EVENT = ["ticket", "at", "kind"]
# Names the portal has given to columns at one time or another.
RENAMED = {"problem": "complaint_type", "problem_detail": "descriptor"}


def column(name):
    """`Created Date`, `Problem (formerly Complaint Type)` → created_date, complaint_type."""
    name = re.sub(r"\(formerly .*\)", "", name, flags=re.I).strip().lower()
    name = re.sub(r"[^a-z0-9]+", "_", name).strip("_")
    return RENAMED.get(name, name)


def level(text):
    """One level of a path: the marks of a path lose their meaning."""
    return text.replace("\\", "\\\\").replace("/", "\\/")


def read_time(text):
    for form in ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.split(".")[0], form)
        except ValueError:
            pass
    return None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", metavar="IN.csv", help="the city's file")
    parser.add_argument("tickets", metavar="TICKETS.csv", help="written: a line per request")
    parser.add_argument("events", metavar="EVENTS.csv", nargs="?", help="written if named: a line per closing time")
    args = parser.parse_args()

    report, named, seen = Counter(), {}, set()
    rows = closings = 0
    events = None

    def note(what, row_id):
        report[what] += 1
        named.setdefault(what, []).append(row_id or "(no id)")

    with open(args.input, newline="", encoding="utf-8-sig") as source, \
            open(args.tickets, "w", newline="", encoding="utf-8") as tickets:
        reader = csv.reader(source)
        header = [column(name) for name in next(reader, [])]
        missing = {"unique_key", "created_date", "complaint_type"} - set(header)
        if missing:
            parser.error("IN.csv lacks the columns " + ", ".join(sorted(missing)))
        ticket_rows = csv.DictWriter(tickets, TICKET, lineterminator="\n")
        ticket_rows.writeheader()
        event_file = open(args.events, "w", newline="", encoding="utf-8") if args.events else None
        if event_file:
            events = csv.DictWriter(event_file, EVENT, lineterminator="\n")
            events.writeheader()

        for cells in reader:
            if not cells:
                report["empty line"] += 1
                continue
            rows += 1
            row = {name: cell.strip() for name, cell in zip(header, cells)}
            key = row["unique_key"]
            if len(cells) != len(header):
                note("a line with more or fewer cells than the header", key)
            if not key:
                note("no id", key)
            elif key in seen:
                note("an id given before", key)
            seen.add(key)

            times, written = {}, {}
            for name in ("created_date", "closed_date", "due_date"):
                text = row.get(name, "")
                times[name] = read_time(text) if text else None
                if text and times[name] is None:
                    note(name + " is no time (kept as it stands)", key)
                written[name] = times[name].strftime("%Y-%m-%d %H:%M:%S") if times[name] else text
            created, closed, due = (times[n] for n in ("created_date", "closed_date", "due_date"))

            if not written["created_date"]:
                note("no time of receipt", key)
            if created and closed and closed < created:
                note("closed before it was opened", key)
            if created and due and due < created:
                note("due before it was opened", key)
            if row.get("status", "").lower() == "closed" and not written["closed_date"]:
                note("closed without a closing time", key)
            for name in ATTRIBUTES:
                if name in row and not row[name]:
                    report["blank " + name] += 1

            kind, detail = row.get("complaint_type", ""), row.get("descriptor", "")
            way = row.get("open_data_channel_type", "").upper()
            if way and way not in SOURCES:
                report["open_data_channel_type that has no word here (source left empty): " + way] += 1
            ticket = {name: row.get(name, "") for name in ATTRIBUTES}
            ticket.update({
                "id": key,
                "received_at": written["created_date"],
                "source": SOURCES.get(way, ""),
                "matter": "/".join(level(part) for part in (kind, detail) if part),
                "due_date": written["due_date"],
                "closed_date": written["closed_date"],
            })
            ticket_rows.writerow(ticket)
            if events and written["closed_date"]:
                closings += 1
                events.writerow({"ticket": key, "at": written["closed_date"], "kind": "completed"})
        if event_file:
            event_file.close()

    print(f"{rows} requests read, {rows} tickets and {closings} events written", file=sys.stderr)
    for what, count in sorted(report.items()):
        ids = named.get(what, [])
        shown = ": " + ", ".join(ids[:10]) + (", …" if len(ids) > 10 else "") if ids else ""
        print(f"  {count:>7}  {what}{shown}", file=sys.stderr)


if __name__ == "__main__":
    main()
