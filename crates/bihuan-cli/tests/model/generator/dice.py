"""The alphabets and the dice: cells, conditions, limits, all small, so that things collide."""

import datetime as dt
import random
from pathlib import Path

from bihuan_model import words

AREAS = ["东", "东/一", "东/一/甲", "东/二", "西", "西/三"]
MATTERS = ["噪声", "噪声/施工", "噪声/施工/夜间", "噪声/装修", "停车", "停车/路面", "停车/小区", "群租", "Wi Fi/弱"]
ALIASES = {"噪音": "噪声", "夜间施工": "噪声/施工/夜间", "违停": "停车/路面", "N 1": "停车/小区", "装修吵": "噪声/装修"}
KEYWORDS = ["装修", "夜 间", "漏水", "ABC", "a b", "12", "施工", "狗\\、猫", "＊", "a/b", "＝"]
TEXTS = ["楼上装修", "夜间 施工太吵", "abc漏水", "Ａ  Ｂ 12", "狗、猫", "", "工地夜\n间", "*=a/b", "谢谢"]
ATTRIBUTES = ["level", "flag", "mark", "caller"]
UNIT_NAMES = ["城运", "城管队", "东居委", "西居委", "派出所甲", "回访", "督查", "住建", "市容", "水务"]
CODES = ["A1", "B2", "C3", "D4", "E5", "F6", "G7", "H8", "I9", "J10"]
ROLES = ["城运中心", "城管", "居委会", "居委会", "派出所", "回访组", "督查室", "居委会", "城管", ""]
PLACES = [dt.date(2025, 1, 10), dt.date(2025, 9, 24), dt.date(2026, 2, 9), dt.date(2026, 11, 25),
          dt.date(2025, 3, 3), dt.date(2024, 10, 25), dt.date(2025, 5, 20)]
OFFICES = [["09:00-11:30", "13:30-17:30"], ["00:00-24:00"], ["09:00-12:00", "12:00-17:00"], ["18:00-24:00"],
           ["08:30-17:00"]]
OWN_KINDS = ["抽查", "probe"]


class Dice:
    """A seeded chance, and what it makes: words, cells, conditions, limits."""
    def __init__(self, seed, folder, tickets, edges):
        self.random = random.Random(seed)
        self.folder, self.count, self.edges = Path(folder), tickets, edges
        self.base = self.pick(PLACES)
        self.quick = False                  # a history in which all goes fast
        self.perfect = False                # and all as it should be
        self.made = {}                      # version -> units and office hours of that edition
        self.timezone = self.pick(["Asia/Shanghai"] * 7 + ["America/New_York"] * 2 + ["Europe/London"])

    # ---- small helpers ----

    def chance(self, p):
        return self.random.random() < p

    def edge(self, p):
        return self.edges and self.chance(p)

    def pick(self, options):
        return self.random.choice(options)

    def some(self, options, least, most):
        options = list(options)
        return self.random.sample(options, min(len(options), self.random.randint(least, most)))

    def date(self, low=-10, high=40):
        return self.base + dt.timedelta(days=self.random.randint(low, high))

    def width(self, text):
        """Now and then a mark or letter in full width."""
        if not self.chance(0.15):
            return text
        return "".join(chr(ord(c) + 0xFEE0) if 0x21 <= ord(c) <= 0x7E and c != "\\" and self.chance(0.4) else c
                       for c in text)

    def join(self, parts):
        parts = list(parts)
        out = parts[0] if parts else ""
        for part in parts[1:]:
            out += self.pick(["、", "、", "、", ",", "，", "; ", "；", "\n", "、、", " 、 "]) + part
        return out

    def word(self, table):
        return self.pick(list(table))

    # ---- cells ----

    def negative(self, item, p=0.2):
        return self.pick(["!", "！", "! "]) + item if self.chance(p) else item

    def path_cell(self, paths):
        items = []
        for path in self.some(paths, 1, 3):
            if self.chance(0.2):
                path = self.pick(["=", "＝", "= "]) + path
            items.append(self.negative(self.width(path)))
        if self.chance(0.06):
            items.append(self.pick(["*", "＊", "!*"]))
        return self.join(items)

    def value_cell(self, table):
        items = [self.negative(self.word(table)) for _ in range(self.random.randint(1, 3))]
        return self.join(items) if self.chance(0.95) else self.pick(["*", "!*"])

    def attribute_cell(self, name):
        if name == "level":
            options = ["1", "2", "3.0", ">2", ">=2", "<3", "<= 2", "1..3", "2 .. 3.5", "+2", "-1", ">-2", "-3..0",
                       "02", "text", "0.50"]
        elif name == "flag":
            options = ["是", "否", "yes", "N", "TRUE", "false"]
        elif name == "mark":
            options = ["满意", "dissatisfied", "基本满意", "一般", "x\\、y", "x", "\\!x", "\\*", "a b"]
        else:
            options = ["张三", "李四", "1"]
        items = [self.width(self.negative(item)) for item in self.some(options, 1, 2)]
        return self.join(items) if self.chance(0.95) else self.pick(["*", "!*", "＊"])

    def hours_cell(self):
        items = self.some(["22:00-06:00", "06:00-12:00", "12:00-24:00", "00:00-24:00", "09：00－17：30", "20:00 - 02:00",
                           "08:00-08:01"], 1, 2)
        return self.join(self.negative(item, 0.15) for item in items)

    def days_cell(self):
        return self.join(self.negative(self.word({**words.DAY_CLASS, **words.WEEKDAY}), 0.15)
                         for _ in range(self.random.randint(1, 3)))

    def cell(self, column):
        if column == "matter":
            return self.path_cell(MATTERS + (list(ALIASES) if self.has_matters else []))
        if column == "area":
            return self.path_cell(AREAS)
        if column in ("demand", "urgency", "source"):
            return self.value_cell({"demand": words.DEMAND, "urgency": words.URGENCY, "source": words.SOURCE}[column])
        if column == "hours":
            return self.hours_cell()
        if column == "days":
            return self.days_cell()
        if column in ("keywords", "all_keywords", "not_keywords"):
            return self.join(self.width(k) for k in self.some(KEYWORDS, 1, 2))
        if column.startswith("where."):
            return self.attribute_cell(column[6:])
        if column == "channel":
            return self.value_cell(words.CHANNEL)
        if column == "reason":
            return self.value_cell(words.REASON)
        if column == "lead":
            return self.join(self.negative(self.unit_text()) for _ in range(self.random.randint(1, 3)))
        if column == "lead_role":
            return self.join(self.negative(r) for r in self.some([r for r in ROLES if r], 1, 3))
        if column == "parts":
            return self.pick(["1", ">1", "2..3", "!1", "<=2"])
        if column == "cycle":
            return self.pick(["1", ">1", "2", "2..9", "!1"])
        raise ValueError(column)

    CONDITIONS = (["matter"] * 5 + ["area"] * 3 + ["demand"] * 2 + ["urgency", "source", "hours", "days", "keywords",
                  "keywords", "all_keywords", "not_keywords"] + [f"where.{a}" for a in ATTRIBUTES])
    DECISION = ["channel", "reason", "lead", "lead_role", "parts", "cycle"]

    def conditions(self, least, most, decision=False):
        columns = self.CONDITIONS + (self.DECISION * 3 if decision else [])
        return {c: self.cell(c) for c in dict.fromkeys(self.pick(columns)
                                                       for _ in range(self.random.randint(least, most)))}

    def validity(self, p=0.12):
        out = {}
        if self.chance(p):
            out["from"] = self.date(-15, 25).isoformat()
        if self.chance(p):
            out["until"] = max(self.date(0, 40).isoformat(), out.get("from", ""))
        return out

    def limit(self):
        n = self.random.randint(1, 6)
        options = [f"{n}h", f"{n * 10}分钟", f"{n} 小时", f"{n}d", f"{n}天", f"{n} 个自然日", f"{n}日", "下周", "next_month",
                   "next_week", "下月"]
        if self.counting == "next_day" or self.office:
            options += [f"{n}wd", f"{n}工作日", f"{n}个工作日"] * 3
        if self.office:
            options += [f"{n * 3}wh", f"{n}个 工作时"] * 2
        return self.width(self.pick(options)) if self.chance(0.5) else self.pick(options)

    def unit_text(self):
        """A unit by code, name or alias."""
        unit = self.pick(self.units)
        return self.width(self.pick([unit["code"], unit["code"].lower(), unit["name"]]
                                    + [a for a in unit["aliases"].split("、") if a]))

    def unit_or_role(self):
        roles = sorted({u["role"] for u in self.units if u["role"]})
        return self.pick(roles) if self.chance(0.5) else self.unit_text()
