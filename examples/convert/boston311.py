#!/usr/bin/env python3
"""Turn Boston's 311 service requests into tickets and events that bihuan reads.

IN.csv is an extract of Analyze Boston's "311 Service Requests" with (at least)
the columns case_enquiry_id, type, reason, department, open_dt, sla_target_dt,
closed_dt, on_time and case_status.

Every request becomes one ticket and every closing time one event `completed`.
No row is left out: a row that looks wrong is written as it is and counted on
standard error, so that the library can judge it (or reject it by name).

The times are undone on the way. The published times are Boston wall clock
times that were taken for UTC and then converted to America/New_York, which
moved them back by 5 hours in winter and by 4 in summer; adding the offset that
is in force *at the published time* gives the wall clock time again.
`--as-is` leaves them alone.
"""

import argparse
import csv
import sys
from collections import Counter
from datetime import datetime, timedelta

# What the library calls the ways in.
SOURCES = {
    "constituent call": "hotline",
    "citizens connect app": "app",
    "city worker app": "grid",
    "employee generated": "other",
    "self service": "web",
    "twitter": "media",
}
TICKET = [
    "id", "received_at", "source", "matter", "target_at", "on_time", "case_status",
    "department", "request_reason", "request_type", "neighborhood", "request_source",
]
EVENT = ["ticket", "at", "kind"]
HOUR = timedelta(hours=1)


def level(text):
    """One level of a path: the marks of a path lose their meaning."""
    return text.replace("\\", "\\\\").replace("/", "\\/")


def sunday(year, month, nth):
    """The nth Sunday of a month, at 00:00."""
    first = datetime(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


def undo(published, report):
    """The Boston wall clock time behind a published one."""
    summer = sunday(published.year, 3, 2) + 2 * HOUR
    winter = sunday(published.year, 11, 1) + 2 * HOUR
    if summer <= published < summer + HOUR:
        report["a published time in the hour that summer time skips (5 hours added)"] += 1
        return published + 5 * HOUR
    if winter - HOUR <= published < winter:
        report["a published time in the hour that comes twice in autumn (4 hours added)"] += 1
    return published + (4 if summer <= published < winter else 5) * HOUR


def read_time(text):
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M:%S %p"):
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
    parser.add_argument("events", metavar="EVENTS.csv", help="written: a line per closing time")
    parser.add_argument("--as-is", action="store_true", help="don't undo the shift of the times")
    args = parser.parse_args()

    report, named, seen = Counter(), {}, set()
    rows = events = 0

    def note(what, row_id):
        report[what] += 1
        named.setdefault(what, []).append(row_id or "(no id)")

    with open(args.input, newline="", encoding="utf-8-sig") as source, \
            open(args.tickets, "w", newline="", encoding="utf-8") as tickets, \
            open(args.events, "w", newline="", encoding="utf-8") as closings:
        reader = csv.DictReader(source)
        missing = {"case_enquiry_id", "type", "open_dt"} - set(reader.fieldnames or ())
        if missing:
            parser.error("IN.csv lacks the columns " + ", ".join(sorted(missing)))
        ticket_rows = csv.DictWriter(tickets, TICKET, lineterminator="\n")
        event_rows = csv.DictWriter(closings, EVENT, lineterminator="\n")
        ticket_rows.writeheader()
        event_rows.writeheader()

        for row in reader:
            rows += 1
            row = {k: (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)}
            key = row["case_enquiry_id"]
            if not key:
                note("no id", key)
            elif key in seen:
                note("an id given before", key)
            seen.add(key)

            times, written = {}, {}
            for name in ("open_dt", "sla_target_dt", "closed_dt"):
                text = row.get(name, "")
                times[name] = read_time(text) if text else None
                if text and times[name] is None:
                    note(name + " is no time (kept as it stands)", key)
                if times[name] and not args.as_is:
                    times[name] = undo(times[name], report)
                written[name] = times[name].strftime("%Y-%m-%d %H:%M:%S") if times[name] else text
            opened, target, closed = (times[n] for n in ("open_dt", "sla_target_dt", "closed_dt"))

            if not row["open_dt"]:
                note("no opening time", key)
            if opened and closed and closed < opened:
                note("closed before it was opened", key)
            if opened and target and target < opened:
                note("target before the opening", key)
            status = row.get("case_status", "").lower()
            if status == "closed" and not written["closed_dt"]:
                note("closed without a closing time", key)
            if status == "open" and written["closed_dt"]:
                note("open with a closing time", key)
            if target and closed and row.get("on_time") and (row["on_time"].upper() == "ONTIME") != (closed <= target):
                note("the city's on_time says otherwise than its times", key)
            for name in ("type", "reason", "department", "neighborhood", "source", "sla_target_dt", "closed_dt"):
                if not row.get(name):
                    report["blank " + name] += 1

            reason, kind, way = row.get("reason", ""), row["type"], row.get("source", "")
            if way and way.lower() not in SOURCES:
                report["source that has no word here (left empty): " + way] += 1
            ticket_rows.writerow({
                "id": key,
                "received_at": written["open_dt"],
                "source": SOURCES.get(way.lower(), ""),
                "matter": "/".join(level(part) for part in (reason, kind) if part),
                "target_at": written["sla_target_dt"],
                "on_time": row.get("on_time", ""),
                "case_status": row.get("case_status", ""),
                "department": row.get("department", ""),
                "request_reason": reason,
                "request_type": kind,
                "neighborhood": row.get("neighborhood", ""),
                "request_source": way,
            })
            if written["closed_dt"]:
                events += 1
                event_rows.writerow({"ticket": key, "at": written["closed_dt"], "kind": "completed"})

    print(f"{rows} requests read, {rows} tickets and {events} events written", file=sys.stderr)
    for what, count in sorted(report.items()):
        ids = named.get(what, [])
        shown = ": " + ", ".join(ids[:10]) + (", …" if len(ids) > 10 else "") if ids else ""
        print(f"  {count:>7}  {what}{shown}", file=sys.stderr)


if __name__ == "__main__":
    main()
