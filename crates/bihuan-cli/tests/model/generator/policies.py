"""Policies: all templates, every option."""

from bihuan_model import words

from .files import Files


class Policies(Files):
    STEPS = ["dispatched", "contacted", "handled", "replied", "revisited", "completed", "instructed", "returned",
             "return_upheld", "slip_complete", "slip_filed", "overdue", "accepted", "visited", "抽查", "probe",
             "supervised", "assisted", "rechecked", "visit_agreed", "designated", "extension_granted", "reminded"]

    def table(self, alarm, named_only=False):
        steps = [s for s in self.STEPS if not (alarm and s == "overdue")]
        out = {}
        if named_only or self.chance(0.93):
            kinds = self.some(steps, 1, 2) if self.chance(0.3) else [self.pick(steps)]
            chinese = {v: k for k, v in words.KIND.items() if k != v}
            kinds = [chinese.get(k, k) if self.chance(0.3) else k for k in kinds]
            out["kind"] = kinds[0] if len(kinds) == 1 and self.chance(0.8) else kinds
        derived = any(k in words.DERIVED for k in ([out.get("kind")] if isinstance(out.get("kind"), str)
                                                   else out.get("kind") or []))
        if (not out or self.chance(0.25)) and not derived:
            field = self.pick(["unit", "by", "satisfaction", "reason", "solved", "level", "满意度"])
            out[field] = {
                "unit": lambda: self.negative(self.unit_text()),
                "by": lambda: self.negative(self.pick(["张三", "李四"])),
                "satisfaction": lambda: self.value_cell(words.SATISFACTION),
                "满意度": lambda: self.value_cell(words.SATISFACTION),
                "reason": lambda: self.pick(["*", "!*", "其他", "!其他"]),
                "solved": lambda: self.pick(["是", "yes", "!是", "N"]),
                "level": lambda: self.pick([">1", "1..2", "!1", "2.0", "<=1"]),
            }[field]()
        return out

    def predicate(self, alarm):
        if self.chance(0.2):
            return [self.table(alarm) for _ in range(self.random.randint(1, 2))]
        return self.table(alarm)

    def obligation(self, i):
        template = self.pick(["existence", "at_most", "response", "response", "response", "precedence",
                              "not_response"])
        timed = template in ("existence", "response")
        alarm = timed and self.chance(0.35)
        out = {"id": f"o{i}", "loop": self.pick(["intake", "process", "supervision"]),
               "title": {"zh": f"事项{i}", "en": f"obligation {i}"}, "template": template,
               "expect": self.predicate(alarm)}
        out["each"] = self.pick(["ticket", "part", "assist"])
        if out["each"] == "ticket" and self.chance(0.5):
            del out["each"]
        if template in ("existence", "at_most"):
            if self.chance(0.5):
                out["n"] = self.random.randint(1 if template == "existence" else 0, 3)
            if template == "existence" and out.get("each") in ("part", "assist") and not self.edges:
                out["expect"] = {"kind": self.pick(["contacted", "handled", "replied", "assisted"])}
        else:
            out["on"] = self.predicate(alarm)
            if self.chance(0.35) and template != "not_response":
                out["alternate"] = True
            if self.chance(0.3):
                out["same"] = self.some(["unit", "part", "by", "level"], 1, 2)
            if self.chance(0.3):
                out["differs"] = self.pick([["unit"], ["by"], ["solved", "unit"]])
        if timed:
            kind = self.random.random()
            if kind < 0.3:
                out["within"] = self.limit()
            elif kind < 0.6:
                out["within"] = self.pick(["due", "first_contact", "rework", "查看"])
                self.named.add(out["within"])
            elif kind < 0.75:
                out["by"] = self.pick(["until", "until", "deadline", "期限"])
            if self.chance(0.3):
                out["before"] = self.predicate(alarm)
            if self.chance(0.3):
                out["unless"] = self.predicate(alarm)
            if alarm:
                out["alarm"] = True
                if not {"within", "by"} & out.keys():
                    out["by"] = self.pick(["until", "deadline"])
        if self.chance(0.3):
            out["when"] = self.conditions(1, 2, decision=True)
        if self.chance(0.7):
            out["owner"] = self.some(["lead", "assist", "lead.分管领导", "lead.科长", "居委会", "城管", "没有的角色",
                                      self.unit_text(), "城管.科长", "督查室"], 1, 3)
            if len(out["owner"]) == 1 and self.edge(0.5):
                out["owner"] = out["owner"][0]
        return out

    def policy(self):
        self.named = set()
        out = {}
        extends = self.chance(0.5)
        if extends:
            out["extends"] = "builtin"
            if self.chance(0.5):
                out["off"] = self.some(["monthly", "recheck", "weekly", "reported", "tracker", "supervise", "slip"], 1, 3)
        if self.chance(0.3):
            out["when"] = self.conditions(1, 1, decision=True)
        if self.chance(0.5):
            out["limit"] = self.limit_rules([n for n in ("due", "first_contact", "rework") if self.chance(0.5)], ())
        obligations = [self.obligation(i) for i in range(self.pick([1, 1, 2, 3, 5, 7]))]
        if extends:
            for _ in range(self.random.randint(0, 2)):
                obligations.append(self.pick([
                    {"id": "first_contact", "within": self.limit(), "owner": ["lead"]},
                    {"id": "handled", "within": self.limit(), "alarm": self.chance(0.5)},
                    {"id": "revisit", "differs": ["by"], "alternate": True},
                    {"id": "tracker", "n": 2, "loop": "intake"},
                    {"id": "replied", "when": self.conditions(1, 1, decision=True)},
                    {"id": "instruct", "on": {"kind": "revisited", "satisfaction": "!满意"}, "each": "part"},
                ]))
            seen = set(out.get("off", []))
            obligations = [o for o in obligations if not (o["id"] in seen or seen.add(o["id"]))]
        out["obligation"] = obligations
        return out
