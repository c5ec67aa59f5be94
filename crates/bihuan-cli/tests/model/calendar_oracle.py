#!/usr/bin/env python3
"""Day by day: what `bihuan` says a date is, against PyPI `chinesecalendar` (2004-2026).

A rulebook with a row for each class of day and a ticket for each date go through the command itself,
so that what is compared is the answer and not a table. Counts years; ends with `N passed, N failed`.
"""
import argparse
import csv
import datetime
import io
import pathlib
import subprocess
import sys
import tempfile

from chinese_calendar import constants

RULEBOOK = """
name = "calendar"
version = "1"
[[fallback]]
lead = "NONE"
[[limit]]
name = "due"
limit = "1wd"
"""
UNITS = "code\nNONE\nWORKDAY\nHOLIDAY\nWEEKEND\n"
ROWS = "lead,days\nWORKDAY,工作日\nHOLIDAY,节假日\nWEEKEND,周末\n"


def days(first, last):
    while first <= last:
        yield first
        first += datetime.timedelta(days=1)


def expected_class(day):
    if day in constants.holidays:
        return "HOLIDAY"
    if day in constants.workdays or day.weekday() < 5:
        return "WORKDAY"
    return "WEEKEND"


def expected_due(day):
    """The end of the next workday."""
    while True:
        day += datetime.timedelta(days=1)
        if day.year > 2026:
            return ""
        if expected_class(day) == "WORKDAY":
            return f"{day} 23:59:59"


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--bihuan", required=True)
    bihuan = arguments.parse_args().bihuan
    dates = list(days(datetime.date(2004, 1, 1), datetime.date(2026, 12, 31)))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "rulebook.toml").write_text(RULEBOOK, encoding="utf-8")
        (folder / "units.csv").write_text(UNITS, encoding="utf-8")
        (folder / "dispatch.csv").write_text(ROWS, encoding="utf-8")
        tickets = folder / "tickets.txt"
        lines = [f"{day},{day} 12:00" for day in dates]
        tickets.write_text("id,received_at\n" + "\n".join(lines) + "\n", encoding="utf-8")
        run = subprocess.run([bihuan, "dispatch", folder, tickets, "--format", "csv"],
                             capture_output=True, text=True, encoding="utf-8")
    answers = {row["ticket"]: row for row in csv.DictReader(io.StringIO(run.stdout))}
    wrong = {}
    for day in dates:
        answer = answers.get(str(day), {"lead": None, "due": None})
        wanted = (expected_class(day), expected_due(day))
        if (answer["lead"], answer["due"]) != wanted:
            wrong[day.year] = wrong.get(day.year, 0) + 1
            print(f"{day}: expected {wanted}, found {(answer['lead'], answer['due'])}")
    years = {day.year for day in dates}
    print(f"{len(dates)} days of {len(years)} years compared")
    print(f"{len(years) - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
