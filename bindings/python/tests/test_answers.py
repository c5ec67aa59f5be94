"""What every answer can do: be read, compared, shown, turned into dicts and JSON, pickled."""

import copy
import csv
import json
import pickle
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import bihuan
import pytest
from conftest import EXAMPLES, NOW, small_files

SHANGHAI = ZoneInfo("Asia/Shanghai")
TICKET = {"id": "1", "received_at": "2025-01-17 22:40", "matter": "噪声/装修噪声", "area": "永丰街道/仓丰居委"}
PARKING = {"id": "4", "received_at": "2025-01-17 10:00", "matter": "停车/道路停车/违停"}
EVENTS = [
    {"at": "2025-01-18 09:00", "kind": "派单", "unit": "派出所", "part": 1},
    {"at": "2025-01-18 10:00", "kind": "dispatched", "unit": "PCS", "part": 1, "assist": "CGZD"},
    {"at": "2025-01-18 11:00", "kind": "先行联系", "unit": "PCS", "part": 1, "needs_visit": True},
]


def rich(engine: bihuan.Engine) -> list[bihuan.Answer]:
    """An answer of every class."""
    decision = engine.dispatch(TICKET)
    verdict = engine.audit(TICKET, EVENTS, now="2025-01-20 12:00")
    explanation = engine.explain(TICKET)
    staged = engine.dispatch(id="2", received_at="2025-01-17", matter="违章搭建", 规划许可="无")
    rejected: list[bihuan.Rejected] = []
    engine.dispatch_frame([{"id": "1", "received_at": "soon"}], on_reject=rejected.extend)
    old, new = small_files(), small_files()
    new["dispatch.csv"] = new["dispatch.csv"].replace("noise,噪声,,,B", "noise,噪声,,,C") + "again,噪声,,,C,\n"
    new["rulebook.toml"] = new["rulebook.toml"].replace("version = '1'", "version = '2'").replace("5d", "6d")
    report = bihuan.check(new, against=bihuan.load(EXAMPLES / "rulebooks/songjiang"))
    changes = bihuan.diff(old, new, tickets=[TICKET])
    replay = changes.replay
    assert replay
    why_not = engine.why_not(PARKING, "城管中队")
    assert why_not.change
    answers = [
        decision,
        decision.parts[0],
        decision.parts[0].limits[0],
        staged.parts[0].stages[0],
        engine.dispatch(id="3", received_at="2025-01-17", matter="马蜂窝").notes[0],
        verdict,
        verdict.next,
        verdict.obligations[0],
        explanation,
        explanation.rows[0],
        explanation.rows[0].cells[0],
        next(row.behind for row in explanation.near if row.behind),
        engine.contest(TICKET, "PCS", {"occurred_at": "2025-01-17 10:00"}, EVENTS, now="2025-01-18 12:00"),
        engine.replay_contest(engine.contest(TICKET, "PCS")),
        why_not,
        why_not.change,
        why_not.change.facts[0],
        engine.findings[0],
        report,
        report.gone[0],
        report[0].mend,
        changes,
        changes.rules[0],
        changes.rules[0].new_place,
        changes.rules[0].cells[0],
        changes.settings[0],
        changes.regions[0],
        changes.regions[0].differences[0],
        replay,
        replay.units[0],
        replay.shifts[0],
        replay.list[0],
        rejected[0],
        engine.units[0],
        engine.matters[0],
    ]
    assert all(answers)
    return answers


def test_a_decision(engine: bihuan.Engine) -> None:
    decision = engine.dispatch(TICKET)
    assert (decision.ticket, decision.lead, decision.assist) == ("1", "PCS", ("CGZD", "0301", "WY01"))
    assert decision.due == datetime(2025, 1, 24, 23, 59, 59, tzinfo=SHANGHAI)
    assert decision.due.tzinfo == SHANGHAI
    assert (decision.row, decision.reason, decision.channel, decision.call) == ("ZS05", "row", "normal", None)
    assert decision.version == "2024-08" and decision.calendar.startswith("cn")
    part = decision.parts[0]
    assert part.lead == decision.lead and part.due == decision.due and part.basis
    assert {limit.name: limit.limit for limit in part.limits}["due"] == "5wd"


def test_a_verdict(engine: bihuan.Engine) -> None:
    verdict = engine.audit(TICKET, EVENTS, now="2025-01-20 12:00")
    assert (verdict.overall, verdict.process) == ("broken", "broken")
    fault = [item for item in verdict.obligations if item.obligation == "order"]
    assert [(item.fault, item.evidence) for item in fault] == [("unknown_unit", (1,))]
    assert verdict.next and verdict.next.due
    assert verdict.open and all(item.state in ("pending", "overdue") for item in verdict.open)
    met = next(item for item in verdict.obligations if item.obligation == "first_contact")
    assert (met.state, met.met_at) == ("met", datetime(2025, 1, 18, 11, tzinfo=SHANGHAI))


def test_an_explanation(engine: bihuan.Engine) -> None:
    decision = engine.dispatch(TICKET)
    explanation = decision.explain()
    assert explanation == engine.explain(TICKET)
    assert [row.row for row in explanation.rows] == ["ZS05"]
    assert explanation.near and explanation.near[0].outcome == "outranked"
    assert explanation.names["PCS"] == "永丰派出所"
    assert str(explanation).startswith("ticket 1") and "came close" in explanation.text("en")
    assert decision.explain("zh").text() == explanation.text("zh")
    assert "相近但未采用的行" in explanation.text("zh")


def test_a_contest(engine: bihuan.Engine) -> None:
    contest = engine.contest(TICKET, "永丰派出所", {"发生时间": "2025-01-17 10:00"}, EVENTS, now="2025-01-18 12:00")
    assert (contest.unit, contest.answer, contest.ground, contest.merits) == ("PCS", "would_go", "claim", "would_go")
    assert (contest.part, contest.to, contest.claim) == (1, "CGZD", {"occurred_at": "2025-01-17 10:00"})
    assert [(fact.column, fact.old, fact.new) for fact in contest.disputed] == [("occurred_at", None, "2025-01-17 10:00:00")]
    assert contest.claimed and contest.claimed.lead == "CGZD" and contest.upheld and contest.upheld.lead != "PCS"
    assert contest.decision == engine.redispatch(TICKET, EVENTS)
    assert contest.row and all(cell.holds for cell in contest.row.cells) and contest.basis
    assert contest.now == datetime(2025, 1, 18, 12, tzinfo=SHANGHAI) and contest.return_due
    assert contest.rulebook == engine.hash and contest.version == "2024-08" and contest.names["CGZD"] == "城管中队"
    assert "would go to CGZD" in str(contest) and "应改派 CGZD" in contest.text("zh")
    assert "应改派" in bihuan.load(EXAMPLES / "rulebooks/songjiang", lang="zh").contest(TICKET, "PCS", contest.claim)._repr_html_()
    same = engine.contest(contest.ticket, contest.unit, contest.claim, contest.events, now=contest.now)
    assert same == contest


def test_what_was_handed_in_stays_as_it_is(small: bihuan.Engine) -> None:
    ticket = {"id": "1", "received_at": "2025-01-17T09:00:00+08:00", "due": "2025-01-20T09:00:00+08:00", "n": 12}
    contest = small.contest(ticket, "C", "n=3", now="2025-01-17 10:00")
    assert contest.to_dict()["ticket"]["due"] == contest.ticket["due"] == "2025-01-20T09:00:00+08:00"
    assert contest.to_dict()["now"] == contest.now
    assert small.replay_contest(contest.to_dict()).same


def test_a_contest_that_another_rulebook_answers_otherwise(small: bihuan.Engine) -> None:
    contest = small.contest({"id": "1", "received_at": "2025-01-17", "matter": "噪声"}, "B")
    assert (contest.answer, contest.ground) == ("you_lead", "row")
    files = small_files()
    files["dispatch.csv"] = files["dispatch.csv"].replace("noise,噪声,,,B", "noise,噪声,,,C")
    other = bihuan.load_memory(files).replay_contest(contest.to_json())
    assert (other.same, other.same_rulebook, other.contest.answer, other.contest.to) == (False, False, "not_lead", "C")


def test_a_question_that_the_rulebook_does_not_know(engine: bihuan.Engine) -> None:
    for ask in (
        lambda: engine.contest(TICKET, "消防队"),
        lambda: engine.contest(TICKET, "PCS", {"colour": "red"}),
        lambda: engine.contest(TICKET, "PCS", "demand=哀求"),
        lambda: engine.contest(TICKET, "PCS", "no pair"),
        lambda: engine.contest(TICKET, "PCS", "area=a; 区域=b"),
        lambda: engine.why_not(TICKET, "消防队"),
    ):
        with pytest.raises(bihuan.QuestionError) as caught:
            ask()
        assert caught.value.kind == "question" and len(caught.value.findings) == 1
    with pytest.raises(bihuan.InputError, match="stands there twice"):
        engine.contest(TICKET, "PCS", {"area": "a", "区域": "b"})
    for record in ("{}", "contest"):
        with pytest.raises(bihuan.InputError, match="no recorded contest"):
            engine.replay_contest(record)
    for wrong in (lambda: engine.contest(TICKET, "PCS", 3), lambda: engine.replay_contest(3)):  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            wrong()


def test_why_not(engine: bihuan.Engine) -> None:
    why_not = engine.why_not(PARKING, "城管中队")
    assert (why_not.unit, why_not.standing, why_not.gave_up, why_not.assists) == ("CGZD", "failed", False, (1,))
    assert why_not.decision == engine.dispatch(PARKING) and why_not.tried > 0
    assert why_not.row and not all(cell.holds for cell in why_not.row.cells)
    assert why_not.change and [fact.added for fact in why_not.change.facts] == [("人行道",)]
    assert engine.dispatch(why_not.change.ticket) == why_not.change.decision
    assert "why not CGZD" in str(why_not) and "为什么不是" in why_not.text("zh")
    assert engine.why_not(TICKET, "PCS").standing == "leads" and engine.why_not(TICKET, "PCS").change is None


def test_languages() -> None:
    chinese = bihuan.load(EXAMPLES / "rulebooks/songjiang", lang="zh")
    english = bihuan.load(EXAMPLES / "rulebooks/songjiang", lang="en")
    assert (chinese.lang, english.lang) == ("zh", "en")
    assert str(chinese.explain(TICKET)).startswith("工单 1")
    assert "日历只到" in chinese.findings[0].message and "the calendar ends" in english.findings[0].message
    assert chinese.dispatch(TICKET).parts[0].limits[0].limit == "1个工作日"
    assert chinese.dispatch(TICKET) == english.dispatch(TICKET)
    item = chinese.audit(TICKET, EVENTS, now=NOW).obligations[0]
    assert item.title == "派单"
    with pytest.raises(bihuan.InputError, match="缺少时间"):
        chinese.dispatch(id="1")


def test_the_directory(engine: bihuan.Engine) -> None:
    unit = next(unit for unit in engine.units if unit.code == "PCS")
    assert (unit.name, unit.role) == ("永丰派出所", "派出所")
    assert engine.unit_name("PCS") == "永丰派出所" and engine.unit_name("XX") is None
    assert any(isinstance(unit.valid_until, date) for unit in engine.units)
    assert any(matter.aliases for matter in engine.matters)
    assert engine.matters[0].nature in ("duty", "mediation", "enterprise")
    assert len(engine.hash) == 64


def test_answers_are_plain_values(engine: bihuan.Engine) -> None:
    for answer, again, other in zip(rich(engine), rich(engine), rich(engine)[1:] + rich(engine)[:1]):
        name = type(answer).__name__
        assert answer == again and hash(answer) == hash(again), name
        assert answer != other and answer != answer.to_json(), name
        assert repr(answer).startswith(f"{name}(") and len(repr(answer)) < 400, repr(answer)
        assert json.loads(answer.to_json()).keys() == answer.to_dict().keys(), name
        thawed = pickle.loads(pickle.dumps(answer))
        assert thawed == answer and type(thawed) is type(answer) and repr(thawed) == repr(answer), name
        assert copy.copy(answer) is answer and copy.deepcopy(answer) is answer, name
        attribute = next(key for key in dir(answer) if not key.startswith("_") and not key.startswith("to_"))
        with pytest.raises(AttributeError):
            setattr(answer, attribute, 1)
        with pytest.raises(AttributeError):
            answer.made_up = 1  # type: ignore[attr-defined]


def test_pickled_times_keep_their_zone(engine: bihuan.Engine) -> None:
    decision = pickle.loads(pickle.dumps(engine.dispatch(TICKET)))
    assert decision.due.tzinfo == SHANGHAI
    with pytest.raises(bihuan.BihuanError, match="no longer knows its engine"):
        decision.explain()
    assert decision._repr_html_()


def test_a_dict_has_times(engine: bihuan.Engine) -> None:
    decision = engine.dispatch(TICKET)
    part = decision.to_dict()["parts"][0]
    assert part["due"] == decision.due and list(decision.to_dict())[0] == "ticket"
    assert json.loads(decision.to_json())["parts"][0]["due"] == "2025-01-24T23:59:59+08:00"


def test_engines_can_be_pickled(engine: bihuan.Engine, small: bihuan.Engine) -> None:
    for own in (engine, small):
        thawed = pickle.loads(pickle.dumps(own))
        assert thawed == own and hash(thawed) == hash(own) and type(thawed) is bihuan.Engine
        assert thawed.dispatch(TICKET) == own.dispatch(TICKET)
        assert copy.deepcopy(own) is own
    assert engine != small and engine != "engine"


def test_an_engine_that_changed_is_not_the_one_that_was_pickled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in small_files().items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path.parent)
    pickled = pickle.dumps(bihuan.load(tmp_path.name))
    monkeypatch.chdir("/")
    assert pickle.loads(pickled) == bihuan.load(tmp_path)
    (tmp_path / "units.csv").write_text(small_files()["units.csv"] + "E,more,\n", encoding="utf-8")
    with pytest.raises(bihuan.BihuanError, match="is not the one that was pickled"):
        pickle.loads(pickled)


def test_a_time_that_comes_twice_keeps_its_instant() -> None:
    files = {
        "rulebook.toml": "timezone = 'America/New_York'\ncalendar = 'weekdays'\n[[fallback]]\nlead = 'A'\nlimit = '1h'\n",
        "units.csv": "code,name,role\nA,centre,城运中心\n",
        "dispatch.csv": "matter,lead\nx,A\n",
        "closure.toml": "",
    }
    engine = bihuan.load_memory(files)
    first = engine.dispatch(id="1", received_at="2024-11-03T04:30:00Z").due
    second = engine.dispatch(id="1", received_at="2024-11-03T05:30:00Z").due
    assert first and second
    assert (first.hour, first.fold, second.hour, second.fold) == (1, 0, 1, 1)
    assert second.timestamp() - first.timestamp() == 3600


class Balanced(HTMLParser):
    """Whether every element is closed, and nothing comes from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"div", "table", "tr", "td", "th", "b", "small", "span", "pre"}, tag
        assert all(name == "style" and "url" not in (value or "") for name, value in attrs), attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_cards_of_the_whole_example(lang: str) -> None:
    engine = bihuan.load(EXAMPLES / "rulebooks/songjiang", lang=lang)  # type: ignore[arg-type]
    with (EXAMPLES / "tickets/tickets.csv").open(encoding="utf-8") as file:
        tickets = list(csv.DictReader(file))
    for ticket in tickets:
        decision = engine.dispatch(ticket)
        cards = [decision, engine.explain(ticket), engine.audit(ticket, [], now=NOW)]
        cards += [engine.contest(ticket, decision.lead), engine.why_not(ticket, "PCS")]
        for answer in cards:
            card = answer._repr_html_()
            page = Balanced()
            page.feed(card)
            assert not page.open and ticket["工单编号"] in card and len(card) < 12_000
    assert ("办理期限" if lang == "zh" else "due") in engine.dispatch(tickets[0])._repr_html_()


def test_a_card_escapes_what_it_is_given(small: bihuan.Engine) -> None:
    decision = small.dispatch(id="<script>x</script>", received_at="2025-01-17")
    assert "<script>" not in decision._repr_html_() and "&lt;script&gt;" in decision._repr_html_()


def test_a_verdict_shows_first_what_went_wrong() -> None:
    ticket = TICKET | {"received_at": "2025-01-17 09:40"}
    events = [{"at": "2025-01-20 09:00", "kind": "派单", "unit": "某单位", "part": 1}]
    english = bihuan.load(EXAMPLES / "rulebooks/songjiang").audit(ticket, events, now=NOW)
    chinese = bihuan.load(EXAMPLES / "rulebooks/songjiang", lang="zh").audit(ticket, events, now=NOW)
    broken = next(item for item in english.obligations if item.fault == "unknown_unit")
    assert broken.state == "violated"
    shown = f"wrong='{broken.title} violated since 2025-01-20 09:00:00: event 1, unknown unit; "
    assert shown in repr(english) and repr(english).index("wrong=") < repr(english).index("intake=")
    assert "次序自 2025-01-20 09:00:00 起违反: 事件 1 未知的单位" in repr(chinese)
    for verdict, heads in ((english, ("went wrong", "to do")), (chinese, ("问题事项", "待办"))):
        card = verdict._repr_html_()
        wrong, to_do = (card.index(f"<b>{head}</b>") for head in heads)
        for item in verdict.obligations:
            if item.fault:
                assert wrong < card.index("事件 1 未知的单位" if verdict is chinese else "event 1, unknown unit") < to_do
            if item.state in ("violated", "overdue", "met_late"):
                assert wrong < card.index(item.title, wrong) < to_do
        assert all(str(note) in card for note in verdict.notes)
    assert [str(note) for note in chinese.notes] == ["清单外派单 (某单位)"]
    assert [str(note) for note in english.notes] == ["off_matrix (某单位)"]
    assert "wrong=" not in repr(bihuan.load(EXAMPLES / "rulebooks/songjiang").audit(TICKET, [], now="2025-01-17 22:41"))
