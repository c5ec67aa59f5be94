"""Tickets, and histories: plausible ones, then trouble."""

import datetime as dt

from bihuan_model import words
from bihuan_model.dispatch import Decision, counted
from bihuan_model.records import Event

from .dice import ALIASES, AREAS, MATTERS, TEXTS
from .files import Files


class History(Files):
    def moment(self, low=0, high=20):
        day = self.base + dt.timedelta(days=self.random.randint(low, high))
        hour = self.pick([0, 2, 6, 8, 9, 10, 12, 14, 16, 17, 21, 22, 23])
        minute, second = self.pick([(0, 0), (0, 0), (30, 0), (59, 59), (15, 7)])
        return dt.datetime.combine(day, dt.time(hour, minute, second))

    def show_time(self, civil, zone):
        """One of the ways in which a time may be written."""
        text = civil.strftime("%Y-%m-%d %H:%M:%S")
        kind = self.random.random()
        if kind < 0.6:
            return text
        if kind < 0.7 and civil.second == 0:
            return text[:-3]
        if kind < 0.75:
            return text.replace(" ", "T")
        if kind < 0.8:
            return text + ".75" if self.chance(0.5) else f" {text} "
        instant = zone.instant(civil)
        offset = self.pick([0, 8, -5])
        shifted = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=instant, hours=offset)
        return shifted.strftime("%Y-%m-%dT%H:%M:%S") + ("Z" if offset == 0 else f"{offset:+03d}:00")

    def ticket(self, number, zone):
        received = self.moment()
        out = {"id": self.pick([f"T{number}", f"t-{number}", f" {number:03d}", str(number)]),
               "received_at": self.show_time(received, zone) if self.chance(0.95) else received.strftime("%Y-%m-%d")}
        if self.chance(0.25):
            occurred = received - dt.timedelta(hours=self.pick([0, 1, 5, 24, 60]))
            out["occurred_at"] = self.pick([self.show_time(occurred, zone), occurred.strftime("%Y-%m-%d"), "昨天"])
            if self.chance(0.12):           # where no calendar reaches
                out["occurred_at"] = self.pick(["2003-12-27 10:00", "2003-12-29", "2031-05-03 23:00:00"])
        if self.chance(0.9):
            out["matter"] = self.width(self.pick(MATTERS + list(ALIASES) + ["别的", "噪声//施工/", "噪声/ 施工/夜间"]))
        if self.chance(0.8):
            out["area"] = self.pick(AREAS + ["东/一/甲/9号", "南"])
        if self.chance(0.85):
            out["demand"] = self.word(words.DEMAND) if self.chance(0.95) else "乱写"
        if self.chance(0.5):
            out["urgency"] = self.word(words.URGENCY)
        if self.chance(0.4):
            out["source"] = self.word(words.SOURCE)
        if self.chance(0.8):
            out["text"] = self.pick(TEXTS)
        if self.chance(0.6):
            out["level"] = self.pick(["0", "1", "2", "2.0", "3", "-1", "02", "0.5", "２", "高", " 3 "])
        if self.chance(0.5):
            out["flag"] = self.pick(["是", "否", "Yes", "no", "Y", "false", "也许"])
        if self.chance(0.5):
            out["mark"] = self.pick(["满意", "不满意", "satisfied", "一般", "neutral", "x、y", "x", "!x", "*", "Ａ　 B"])
        if self.chance(0.5):
            out["caller"] = self.pick(["张三", "李四", "1"])
        if self.chance(0.4):
            out["deadline"] = self.pick([self.show_time(self.moment(5, 30), zone), self.date(0, 30).isoformat(), "尽快"])
        return out

    def event(self, at, kind, **fields):
        """Fields of one event; the text of the time is chosen at the end."""
        return {"at": at, "kind": kind, **{k: v for k, v in fields.items() if v not in (None, "")}}

    def reason(self):
        return self.pick(["非本单位职能", "非本单位辖区", "要素不全", "其他", ""])

    def delay(self):
        if self.quick:
            return dt.timedelta(seconds=self.pick([0, 60, 600, 1800, 3600, 7200]))
        return dt.timedelta(seconds=self.pick([0, 0, 60, 1800, 3600, 7200, 4 * 3600, 86400, 86400, 2 * 86400,
                                               3 * 86400]))

    def decide(self, edition, ticket, history):
        events = []
        for fields in history:
            written = dict(fields, at=fields["at"].strftime("%Y-%m-%d %H:%M:%S"), ticket=ticket.id)
            events.append(Event(written))
        return Decision(edition, ticket, counted(edition, ticket, events))

    def dispatches(self, edition, ticket, history, at):
        out = []
        decision = self.decide(edition, ticket, history)
        for part in decision.parts:
            lead = part.lead.code if self.perfect or self.chance(0.93) else self.unit_text()
            assist = ""
            if self.chance(0.5):
                assist = "、".join(u.code for u in part.assists)
                if self.chance(0.15) and not self.perfect:
                    assist = "、".join(u["name"] for u in self.some(self.units, 1, 2) if u["code"] != lead)
            number = "" if part.number == 1 and self.chance(0.2) else str(part.number)
            out.append((part, self.event(at, "dispatched", unit=lead, part=number, assist=assist)))
        return out

    def chain(self, part, lead, assists, at, keep):
        """The steps of one part, each kept with probability `keep`."""
        number = str(part)
        steps = []

        def add(kind, **fields):
            nonlocal at
            at = at + self.delay()
            if self.chance(keep):
                steps.append(self.event(at, kind, part=number if self.perfect or self.chance(0.95) else "",
                                            **fields))
        who = {"unit": lead, "by": self.pick(["张三", "李四", ""])}
        add("accepted", **who)
        if self.chance(0.15):
            add("contact_failed", **who, reason=self.reason())
        add("contacted", **who, needs_visit=self.pick(["是", "否", "Y", ""]))
        add("visit_agreed", **who, until=self.until(at))
        add("visited", **who)
        for unit in assists:
            add("assisted", unit=unit)
        if self.chance(0.2):
            add("extension_requested", **who)
            add("extension_granted", **self.extension(at))
        add("handled", **who, solved=self.pick(["是", "否"]))
        add("slip_filed", **who, finding=self.pick(["属实", ""]), way=self.pick(["电话", ""]),
            content=self.pick(["已办", ""]), solved=self.pick(["是", ""]))
        if self.perfect or self.chance(0.5):
            add("slip_filed", unit=lead, finding="属实", way="电话", content="已办", solved="是")
        add("replied", **who)
        return steps, at

    def until(self, at):
        later = at + dt.timedelta(days=self.random.randint(1 if self.perfect else -1, 4), hours=self.pick([0, 3]))
        if self.chance(0.05):
            return self.pick(["尽快", ""])
        return later.strftime(self.pick(["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]))

    def extension(self, at):
        out = {}
        if self.chance(0.4):
            out["name"] = self.pick(["due", "first_contact", "rework", "查看"])
        if self.chance(0.5):
            out["until"] = self.until(at + dt.timedelta(days=3))
        if self.chance(0.6):
            out["limit"] = self.pick(["1d", "2wd", "3工作日", "6h", "下周", "90分钟"] + (["3wh"] if self.office else []))
        return out

    def history(self, edition, ticket, zone, start):
        """A plausible history, then some trouble."""
        keep = self.pick([1.0, 1.0, 0.95, 0.85, 0.6])
        self.perfect = self.chance(0.25)
        self.quick = self.perfect or self.chance(0.35)
        if self.perfect:
            keep = 1.0
        at = start + self.delay()
        events = []
        if self.chance(0.3):
            events.append(self.event(start, "received"))
        if self.perfect or self.chance(0.8):
            events.append(self.event(at, "tracker_assigned", unit=self.unit_text(), by="李四"))
        ends = [at]
        first = self.dispatches(edition, ticket, events, at)
        for part, dispatched in first:
            if not self.perfect and self.chance(0.03):
                continue
            events.append(dispatched)
            begin = at
            if not self.perfect and self.chance(0.2):                        # a return
                begin += self.delay()
                events.append(self.event(begin, "returned", part=str(part.number), unit=dispatched["unit"],
                                         reason=self.reason()))
                begin += self.delay()
                if self.chance(0.6):
                    events.append(self.event(begin, "return_upheld", part=self.pick([str(part.number), ""]),
                                             unit=dispatched["unit"], reason=self.reason()))
                    begin += self.delay()
                    if self.chance(0.25):
                        events.append(self.event(begin, "amended"))
                    if self.chance(0.25):
                        events.append(self.event(begin, "designated", unit=self.unit_text()))
                    again = [d for p, d in self.dispatches(edition, ticket, events, begin)
                             if p.number == part.number]
                    events += again
                    dispatched = again[0] if again else dispatched
                else:
                    events.append(self.event(begin, "return_rejected", part=str(part.number)))
            assists = [u.code for u in part.assists]
            steps, end = self.chain(part.number, dispatched["unit"], assists, begin, keep)
            events += steps
            if not self.perfect and self.chance(0.06):
                events.append(self.event(end, "completed", part=str(part.number)))
            if not self.perfect and self.chance(0.12):
                events.append(self.event(begin + self.delay(), "waived", part=self.pick(["1", "2", ""]),
                                         obligation=self.pick(["handled", "replied", "first_contact", "slip", "assisted",
                                                               "o0", "o1", "o2"]),
                                         reason=self.pick(["领导同意", "领导同意", ""])))
            if self.chance(0.06):                                            # the end of this part alone
                end += self.delay()
                events.append(self.event(end, self.pick(["merged", "cancelled"]), part=str(part.number)))
            ends.append(end)
        at = max(ends) + self.delay()
        for kind in ("revisited", "completed", "rechecked", "reported_weekly", "reported_monthly"):
            if self.chance(keep):
                unhappy = self.pick(["满意", "satisfied", "不满意" if not self.perfect else "一般", "基本满意"])
                fields = {"satisfaction": unhappy, "solved": self.pick(["是", "否"])} if kind[0:2] == "re" else {}
                events.append(self.event(at, kind, unit=self.unit_text(), by=self.pick(["张三", "王五"]), **fields))
                if fields.get("satisfaction") == "不满意" and self.chance(0.7):
                    at += self.delay()
                    events.append(self.event(at, "instructed", unit=self.unit_text(), by="王五"))
                    events += [d for _, d in self.dispatches(edition, ticket, events, at)]
                    at += self.delay()
                    events.append(self.event(at, "handled", part="1", unit=self.unit_text()))
            at += self.delay()
        if self.perfect:
            if self.chance(0.2):                                             # all well until it was cancelled
                events.sort(key=lambda e: e["at"])
                events = events[:self.random.randint(1, len(events))] if events else []
                last = max((e["at"] for e in events), default=start) + self.delay()
                events.append(self.event(last, self.pick(["merged", "cancelled"])))
                if self.chance(0.3):
                    events.append(self.event(last + self.pick([1, 9]) * self.delay(), "reopened"))
            return events, at
        if self.chance(0.2):
            events.append(self.event(at, "reopened"))
            events += [d for _, d in self.dispatches(edition, ticket, events, at)]
            steps, _ = self.chain(1, self.unit_text(), [], at, keep)
            events += steps
        if self.chance(0.12):                                                # the end of the ticket, or of a part
            at += self.delay()
            events.append(self.event(at, self.pick(["merged", "cancelled"]), part=self.pick(["", "", "1", "2"])))
            if self.chance(0.3):
                at += self.delay()
                events.append(self.event(at, "reopened", part=self.pick(["", "", "1"])))
                events.append(self.event(at + self.delay(), "handled", part="1"))
        return events, at

    def chaos(self, events, start, end):
        """Trouble: what collides, comes twice, comes late, or could not have happened."""
        span = max(int((end - start).total_seconds()), 3600)
        if self.perfect or self.chance(0.4):
            return events
        chaotic = self.chance(0.3)
        times = [e["at"] for e in events] or [start]
        for _ in range(self.random.randint(3, 10) if chaotic else self.random.randint(0, 2)):
            at = self.pick(times) if self.chance(0.5) else start + dt.timedelta(
                seconds=self.random.randrange(span) // 3600 * 3600)
            part = self.pick(["", "", "1", "1", "2", "3"])
            kind = self.pick(["waived", "waived", "merged", "cancelled", "reopened", "extension_granted", "amended",
                              "designated", "return_upheld", "supervised", "instructed", "抽查", "probe", "什么",
                              "reminded", "dispatched", "handled", "contacted", "replied", "completed", "slip_filed",
                              "assisted", "revisited", "returned", "early", "late"])
            if kind == "early":
                events.append(self.event(start - self.delay() - dt.timedelta(seconds=1), self.pick(
                    ["contacted", "dispatched", "tracker_assigned", "handled"]), unit=self.unit_text(), part=part))
            elif kind == "late":
                events.append(self.event(end + dt.timedelta(days=40), "handled", part=part))
            elif kind == "waived":
                fields = {"obligation": self.pick(["first_contact", "handled", "slip", "weekly", "o0", "o1", "o2", "o3",
                                                   "tracker", "order", "order"])}
                if fields["obligation"] == "order":
                    fields["event"] = str(self.random.randint(1, max(1, len(events))))
                if self.chance(0.75):
                    fields["reason"] = "领导同意"
                events.append(self.event(at, "waived", part=part, **fields))
            elif kind == "extension_granted":
                events.append(self.event(at, kind, part=part, **self.extension(at)))
            elif kind == "designated":
                events.append(self.event(at, kind, unit=self.pick([self.unit_text(), self.unit_text(), "谁"]),
                                         part=part if self.edges else ""))
            else:
                fields = {"unit": self.pick([self.unit_text()] * 6 + ["谁", ""]), "by": self.pick(["张三", "李四", ""])}
                if kind in ("return_upheld", "returned"):
                    fields["reason"] = self.reason()
                if kind == "revisited":
                    fields["satisfaction"] = self.pick(["不满意", "满意", "一般", "随便"])
                if kind == "slip_filed":
                    fields.update(finding="属实", way="电话", content="x", solved="是")
                if self.chance(0.2):
                    fields["level"] = self.pick(["1", "2", "2.0", "x"])
                if kind in ("merged", "cancelled") and self.chance(0.5):
                    part = ""
                    at = at if chaotic else end
                events.append(self.event(at, kind, part=part, **fields))
        if self.chance(0.05) and events:
            self.pick(events)["part"] = self.pick(["9", "x", "２"])
        if self.chance(0.1):
            self.random.shuffle(events)
        elif self.chance(0.7):
            events.sort(key=lambda e: e["at"])
        odd = [i for i, e in enumerate(events) if e["kind"] == "什么" or e.get("unit") == "谁" or e["at"] < start]
        for i in odd:                                                        # a fault, forgiven
            if self.chance(0.4):
                events.append(self.event(max(events[i]["at"], end) if self.chance(0.8) else start, "waived",
                                         obligation="order", event=str(i + 1), reason="已核实",
                                         unit=self.pick(["", "", "谁"])))
        return events
