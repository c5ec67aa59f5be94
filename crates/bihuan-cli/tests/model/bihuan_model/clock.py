"""Time: instants and zones (G-2), calendars (K-7, L-13), limits and dues (L)."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from chinese_calendar.constants import holidays as CN_HOLIDAYS, workdays as CN_WORKDAYS

from .text import fold

DAY = dt.timedelta(days=1)


class NotCovered(Exception):
    """L-8: a date that the calendar does not cover is an error that names the year."""


class Zone:
    def __init__(self, name):
        self.zone = ZoneInfo(name)

    def instant(self, civil):
        """G-2: in a gap the later, in a fold the earlier instant (which is what fold=0 means for both)."""
        return int(civil.replace(tzinfo=self.zone, fold=0).timestamp())

    def local(self, instant):
        return dt.datetime.fromtimestamp(instant, self.zone).replace(tzinfo=None, fold=0)

    def date(self, instant):
        return self.local(instant).date()

    def show(self, instant):
        return self.local(instant).strftime("%Y-%m-%d %H:%M:%S") if instant is not None else ""


TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ t](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(z|[+-]\d\d:\d\d)?)?", re.ASCII)


class Time:
    """A time as written: civil, or with an offset; a zone makes an instant of it."""

    def __init__(self, civil, offset, date_only):
        self.civil, self.offset, self.date_only = civil, offset, date_only

    def instant(self, zone):
        if self.offset is None:
            return zone.instant(self.civil)
        return int((self.civil - self.offset - dt.datetime(1970, 1, 1)).total_seconds())

    def due(self, zone):
        """G-2: a date alone is, where it is a due, its 23:59:59."""
        if self.date_only:
            return zone.instant(self.civil + dt.timedelta(hours=23, minutes=59, seconds=59))
        return self.instant(zone)


def read_time(text):
    """G-2: RFC 3339, or a civil time or date; None when it is none. Finer parts than a second are dropped."""
    match = TIME.fullmatch(fold(text or ""))
    if not match:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    try:
        civil = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        return None
    shift = None
    if offset:
        shift = dt.timedelta(0)
        if offset != "z":
            shift = dt.timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
            shift = -shift if offset[0] == "-" else shift
    return Time(civil, shift, hour is None)


def read_date(value):
    """A date of a rulebook: a TOML date, or YYYY-MM-DD; None when empty."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = fold(value or "")
    return dt.date.fromisoformat(text) if text else None


# ---- calendars ----

class Listed:
    """L-13: a listed date is what it says; other dates of a year with a listed date go by the week."""

    def __init__(self, listed):
        self.listed = listed                                  # date -> "workday" | "holiday"
        self.years = {date.year for date in listed}

    def covers(self, year):
        return year in self.years

    def kind(self, date):
        return self.listed.get(date) or by_the_week(date)


class Weekdays:
    """L-13: `weekdays` covers every year."""

    def covers(self, year):
        return True

    def kind(self, date):
        return by_the_week(date)


def by_the_week(date):
    return "workday" if date.weekday() < 5 else "weekend"


def bundled():
    """The bundled calendar `cn`."""
    return Listed({**{d: "holiday" for d in CN_HOLIDAYS}, **{d: "workday" for d in CN_WORKDAYS}})


class Calendar:
    """L-8: several calendars; a year belongs to the first that covers it."""

    def __init__(self, calendars):
        self.calendars = calendars

    def kind(self, date):
        """K-7: workday, holiday or weekend; NotCovered otherwise."""
        for calendar in self.calendars:
            if calendar.covers(date.year):
                return calendar.kind(date)
        raise NotCovered(date.year)

    def covered(self, date):
        return any(calendar.covers(date.year) for calendar in self.calendars)

    def works(self, date):
        return self.kind(date) == "workday"


# ---- limits ----

UNITS = {"分钟": "min", "min": "min", "小时": "h", "h": "h", "工作时": "wh", "wh": "wh", "天": "d", "日": "d",
         "自然日": "d", "d": "d", "工作日": "wd", "wd": "wd"}
NEXT = {"下周": "next_week", "next_week": "next_week", "下月": "next_month", "next_month": "next_month"}


class Limit:
    def __init__(self, n, unit):
        self.n, self.unit = n, unit


def read_limit(text):
    """L-1: a whole number from 1 to 9999 with a unit, or 下周, 下月; None when it is none."""
    text = fold(text or "").replace(" ", "")
    if text in NEXT:
        return Limit(0, NEXT[text])
    match = re.fullmatch(r"([0-9]{1,4})个?(\D+)", text)
    if not match or match[2] not in UNITS or int(match[1]) == 0:
        return None
    return Limit(int(match[1]), UNITS[match[2]])


class Clock:
    """One zone, one calendar, office hours and a way of counting: enough for `due`."""

    def __init__(self, zone, calendar, office, counting):
        self.zone, self.calendar, self.office, self.counting = zone, calendar, office, counting
        # office: list of (opening, closing) in seconds of the day, closing up to 86400

    def at(self, date, seconds):
        """The instant of a civil time, given as seconds of a date."""
        return self.zone.instant(dt.datetime.combine(date, dt.time()) + dt.timedelta(seconds=seconds))

    def end_of(self, date):
        return self.at(date, 86399)

    def nth_workday_after(self, date, n):
        while n:
            date += DAY
            if self.calendar.works(date):
                n -= 1
        return date

    def roll(self, start):
        """L-5: an instant on a workday inside a span stays; any other goes to the next opening."""
        local = self.zone.local(start)
        date, second = local.date(), local.hour * 3600 + local.minute * 60 + local.second
        today = [(o, c) for o, c in self.office if second < c]
        if today and self.calendar.works(date):
            opening, _ = today[0]
            return start if opening <= second else self.at(date, opening)
        date = self.nth_workday_after(date, 1)
        return self.at(date, self.office[0][0])

    def office_time(self, start, seconds):
        """L-6: roll, then the first instant by which that much office time has passed; it may be a closing instant."""
        now = self.roll(start)
        while True:
            local = self.zone.local(now)
            second = local.hour * 3600 + local.minute * 60 + local.second
            closing = next(c for o, c in self.office if o <= second < c)
            end = self.at(local.date(), closing)
            if now + seconds <= end:
                return now + seconds
            seconds -= end - now
            now = self.roll(end)

    def due(self, start, limit, counting=None):
        """L-1 to L-6."""
        counting = counting or self.counting
        n, unit = limit.n, limit.unit
        local = self.zone.local(start)
        date = local.date()
        if unit == "next_week":                                   # the end of the Sunday of the next week
            return self.end_of(date + DAY * (6 - date.weekday() + 7))
        if unit == "next_month":                                  # the end of the next month
            first = (date.replace(day=1) + 32 * DAY).replace(day=1)
            return self.end_of((first + 32 * DAY).replace(day=1) - DAY)
        if unit == "min":                                         # L-2
            return start + n * 60
        if unit == "h":
            return start + n * 3600
        if unit == "wh":                                          # L-6
            return self.office_time(start, n * 3600)
        if counting == "next_day":                                # L-3
            return self.end_of(date + DAY * n if unit == "d" else self.nth_workday_after(date, n))
        if unit == "d":                                           # L-4
            return self.zone.instant(local + DAY * n)
        rolled = self.zone.local(self.roll(start))
        return self.zone.instant(dt.datetime.combine(self.nth_workday_after(rolled.date(), n), rolled.time()))

    def extend(self, due, limit):
        """L-11: counted from the due it had, by L-1 to L-3 or L-6 (so not by L-4)."""
        return self.due(due, limit, counting="next_day")
