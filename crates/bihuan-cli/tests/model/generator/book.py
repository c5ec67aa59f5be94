"""One edition of a rulebook: settings, units, matters, posts, matrix, rule lists."""

import datetime as dt

from bihuan_model import words

from .dice import ALIASES, CODES, MATTERS, OFFICES, OWN_KINDS, ROLES, UNIT_NAMES
from .files import write_toml
from .policies import Policies


class Book(Policies):
    def make_units(self):
        self.units, taken = [], []
        for i in range(self.random.randint(4, len(CODES))):
            role = ROLES[i] if self.chance(0.9) else self.pick(ROLES)
            area = self.pick(["", "", "东", "东/一", "西", "东/二"]) if role in ("居委会", "城管", "派出所") else ""
            valid = self.validity(0.1) if i else {}
            if i == 0:
                role, area = "城运中心", ""
            key = (role, area)
            if role and key in taken:
                role = ""
            taken.append(key)
            self.units.append({"code": CODES[i], "name": UNIT_NAMES[i], "role": role, "parent": "", "area": area,
                               "aliases": self.pick(["", f"别名{i}", f"Alias {i}、又名{i}"]), **valid})
        if self.chance(0.3):        # one role and area, handed from one unit to the next
            free = [c for c in CODES if c not in [u["code"] for u in self.units]]
            if free and ("派出所", "西") not in taken:
                day = self.date(0, 15)
                first = {"code": "K11", "name": "老派出所", "role": "派出所", "area": "西", "aliases": "",
                         "until": day.isoformat()}
                second = {"code": "L12", "name": "新派出所", "role": "派出所", "area": "西", "aliases": "",
                          "from": (day + dt.timedelta(days=1)).isoformat()}
                self.units += [first, second]

    def outcome(self, base):
        out = {"lead": self.unit_or_role()}
        if self.chance(0.6):
            out["assist"] = self.join(self.unit_or_role() for _ in range(self.random.randint(1, 3)))
        if self.chance(0.15):
            out["channel"] = self.pick(["绿色通道", "green", "普通", "normal"])
        if self.chance(0.3):
            out["limit"] = self.limit()
        if self.chance(0.15):
            out["signoff"] = self.pick(["审批", "会签"])
        if self.chance(0.1):
            out["stages"] = f"停工:{self.limit()}、处罚:{self.limit()}"
        if self.chance(0.2):
            out["priority"] = str(self.pick([-2, -1, -1, 1, 2, 5]))
        if not base and self.chance(0.8) or base and self.chance(0.05):
            out["extra"] = self.pick(["是", "yes", "Y", "true"]) if not base else self.pick(["否", "no"])
        return out

    def matrix(self):
        rows = []
        for i in range(self.random.randint(3, 14)):
            extra = self.chance(0.3)
            row = {**self.conditions(0, 3), **self.outcome(not extra), **self.validity(0.08)}
            if self.chance(0.3):
                row["row"] = f"R{i}"
            rows.append(row)
        if self.chance(0.12):
            return self.wide(rows)
        return rows

    def wide(self, rows):
        out = []
        for row in rows:
            row = dict(row)
            lead, assists = row.pop("lead"), row.pop("assist", "")
            row = {k: v for k, v in row.items() if not k.startswith("where.")}
            columns = [u["name"] for u in self.units[:4]]
            main = self.pick(columns)
            row.update({name: self.pick(["协", "", ""]) for name in columns})
            row[main] = "主"
            out.append(row)
        return out

    def rule_list(self, most, outcome):
        return [{**self.conditions(1, 2), **outcome(), **self.validity(0.08),
                 **({"id": f"{self.pick('xyz')}{i}"} if self.chance(0.2) else {}),
                 **({"priority": self.pick([-1, 1, 3])} if self.chance(0.15) else {})}
                for i in range(self.random.randint(0, most))]

    def limit_rules(self, names, unconditional):
        rules = []
        for name in names:
            for _ in range(self.random.randint(0, 3)):
                facts = {c: self.cell(c) for c in self.some(["reason", "cycle", "parts"], 1, 1)} if self.chance(
                    0.3) else self.conditions(1, 2, decision=True)
                rules.append({"name": name, **facts, "limit": self.limit(),
                              **self.validity(0.05),
                              **({"priority": self.pick([-1, 1, 3])} if self.chance(0.25) else {})})
            if name in unconditional or self.chance(0.4):
                rules.append({"name": name, "limit": self.limit()})
        self.random.shuffle(rules)
        return rules

    def edition(self, folder, name, start, until):
        folder.mkdir(parents=True)
        self.counting = self.pick(["next_day", "next_day", "clock"])
        self.office = self.pick(OFFICES) if self.counting == "clock" or self.chance(0.5) else None
        self.has_matters = self.chance(0.7)
        settings = {"name": "随机", "version": name}
        if start:
            settings["from"] = start
        if until:
            settings["until"] = until
        if self.timezone != "Asia/Shanghai" or self.chance(0.3):
            settings["timezone"] = self.timezone
        calendar = self.calendars(folder)
        if calendar:
            settings["calendar"] = calendar
        settings["kinds"] = OWN_KINDS
        if self.office:
            settings["office_hours"] = self.office
        if self.counting == "clock" or self.chance(0.2):
            settings["counting"] = self.counting
        self.make_units()
        self.made[name] = self.units, self.office
        rules = {
            "limit": self.limit_rules([n for n in ("due", "first_contact", "rework", "review") if self.chance(0.4)],
                                      ()),
            "fallback": self.rule_list(2, lambda: {k: v for k, v in self.outcome(True).items()
                                                   if k not in ("priority", "extra", "row")}),
            "emergency": self.rule_list(1, lambda: {"call": self.pick(["110", "119", "120"])}) if self.chance(.4) else [],
            "green": self.rule_list(1, dict),
            "not_accepted": self.rule_list(1, lambda: {"tell": "请走其他途径"}) if self.chance(0.5) else [],
        }
        required = {"lead": self.units[0]["code"], **({"assist": self.unit_or_role()} if self.chance(0.2) else {})}
        if self.chance(0.2):
            required["limit"] = self.limit()
        rules["fallback"].insert(self.random.randint(0, len(rules["fallback"])), required)
        policy = self.policy() if self.chance(0.6) else None
        if policy is not None:
            for limit in sorted(self.named):            # L-9: somewhere without conditions
                target = self.pick([rules["limit"], policy.setdefault("limit", [])])
                target.append({"name": limit, "limit": self.limit()})
        returns = {}
        if self.chance(0.6):
            returns["max"] = self.random.randint(1, 3)
        if self.chance(0.3):
            returns["bars"] = self.some(["非本单位职能", "要素不全", "其他"], 0, 2)
        if self.chance(0.5):
            returns["adjudicator"] = self.unit_text()
        slip = {}
        if self.chance(0.7):
            slip["required"] = self.some(["finding", "way", "content", "solved"], 1, 3)
        write_toml(folder / "rulebook.toml", settings, {k: v for k, v in rules.items() if v},
                   {"returns": returns, "slip": slip}, self)
        self.write_csv(folder / "units.csv", self.units, words.UNIT_HEADER)
        if self.has_matters:
            rows = []
            for matter in MATTERS if self.chance(0.7) else self.some(MATTERS, 3, 6):
                rows.append({"matter": matter, "nature": "",
                             "aliases": "、".join(a for a, m in ALIASES.items() if m == matter)})
            self.write_csv(folder / "matters.csv", rows, words.MATTER_HEADER)
        if self.chance(0.5):
            rows = [{"unit": self.pick([u["code"], u["name"]]), "post": self.pick(["分管领导", "科长"]), "person": "王五",
                     **self.validity(0.15)} for u in self.units if self.chance(0.6)]
            if rows:
                self.write_csv(folder / "posts.csv", rows, words.POST_HEADER)
        self.write_csv(folder / "dispatch.csv", self.matrix(), words.RULE_HEADER)
        if policy is not None:
            limits, obligations = policy.pop("limit", []), policy.pop("obligation", [])
            write_toml(folder / "closure.toml", policy, {"limit": limits, "obligation": obligations}, {}, self)

    def calendars(self, folder):
        kind = self.random.random()
        if kind < 0.5:
            return None
        if kind < 0.6:
            return self.pick(["cn", "weekdays"])
        if kind < 0.75:
            return ["cn", "weekdays"]
        rows = [{"date": day.isoformat(), "kind": self.pick(list(words.CALENDAR_KIND)), "name": ""}
                for day in sorted({self.date(-20, 60) for _ in range(self.random.randint(5, 25))})]
        self.write_csv(folder / "own.csv", rows, words.CALENDAR_HEADER)
        return self.pick(["own.csv", ["own.csv", "cn"], ["own.csv", "weekdays"], ["cn", "own.csv"]])
