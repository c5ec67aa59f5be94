"""The shared cases (examples/cases): their rulebooks, and the answers of one as the cells that they compare."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import bihuan

Row = dict[str, str]


def rulebook(book: Any, changes: dict[str, Any] | None, examples: Path) -> dict[str, str]:
    """The files of a case: those of the group, with what the case replaces."""
    files: dict[str, str] = {}
    if isinstance(book, str):
        for path in sorted((examples / "rulebooks" / book).iterdir()):
            if path.is_file():
                files[path.name] = path.read_text(encoding="utf-8")
        book = {}
    for name, text in [*book.items(), *(changes or {}).items()]:
        if text is None:
            files.pop(name, None)
        else:
            files[name] = text if isinstance(text, str) else "\n".join(text) + "\n"
    return files


def show(value: Any) -> str:
    """A value as a cell of a csv."""
    if value is None:
        return ""
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, (tuple, list)):
        return "、".join(show(item) for item in value)
    return str(value)


def decision_rows(decision: bihuan.Decision) -> list[Row]:
    return [
        {
            "ticket": decision.ticket,
            "part": show(part.part),
            "lead": part.lead,
            "assist": show(part.assist),
            "channel": decision.channel,
            "row": show(part.row),
            "first_contact_due": show(part.first_contact_due),
            "due": show(part.due),
            "signoff": show(part.signoff),
            "reason": part.reason,
            "call": show(decision.call),
            "version": decision.version,
            "basis": show(part.basis),
            "tip": show(part.tip),
            "tell": show(decision.tell),
            "stages": show([f"{stage.name}={show(stage.due)}" for stage in part.stages]),
        }
        for part in decision.parts
    ]


def verdict_row(verdict: bihuan.Verdict) -> Row:
    next = verdict.next
    return {
        "ticket": verdict.ticket,
        "intake": verdict.intake,
        "process": verdict.process,
        "supervision": verdict.supervision,
        "overall": verdict.overall,
        "breaches": show(verdict.breaches),
        "next": next.obligation if next else "",
        "next_unit": show(next.unit) if next else "",
        "next_due": show(next.due) if next else "",
        "notes": show(list(dict.fromkeys(note.code for note in verdict.notes))),
    }


def obligation_rows(verdict: bihuan.Verdict) -> list[Row]:
    return [
        {
            "ticket": verdict.ticket,
            "part": show(instance.part),
            "loop": instance.loop,
            "obligation": instance.obligation,
            "state": instance.state,
            "since": show(instance.since),
            "due": show(instance.due),
            "owner": show(instance.owner),
            "met_at": show(instance.met_at),
            "evidence": show(instance.evidence),
        }
        for instance in verdict.obligations
    ]


def leads(decision: bihuan.Decision | None) -> str:
    return "" if decision is None else show([part.lead for part in decision.parts])


def contest_row(contest: bihuan.Contest) -> Row:
    return {
        "answer": contest.answer,
        "ground": contest.ground,
        "merits": contest.merits,
        "part": show(contest.part),
        "to": show(contest.to),
        "row": contest.row.row if contest.row else "",
        "basis": show(contest.basis),
        "claimed": leads(contest.claimed),
        "upheld": leads(contest.upheld),
        "return_due": show(contest.return_due),
        "remarks": show(contest.remarks),
    }


def why_not_row(why_not: bihuan.WhyNot) -> Row:
    def change(fact: bihuan.FactChange) -> str:
        added, removed = show(fact.added), show(fact.removed)
        if not added and not removed:
            return f"{fact.column}={show(fact.new)}"
        return fact.column + (f"-{removed}" if removed else "") + (f"+{added}" if added else "")

    return {
        "standing": why_not.standing,
        "assists": show(why_not.assists),
        "row": why_not.row.row if why_not.row else "",
        "change": "; ".join(change(fact) for fact in why_not.change.facts) if why_not.change else "",
        "leads": leads(why_not.change.decision if why_not.change else None),
        "gave_up": show(why_not.gave_up).lower(),
    }


def finding_row(finding: bihuan.Finding) -> Row:
    return {key: show(getattr(finding, key)) for key in ("code", "severity", "file", "row", "column", "value")}


def differ(what: str, expected: Row, found: Row) -> list[str]:
    """What differs between the expected cells and the found ones."""
    return [
        f"{what}: {key}: expected `{value}`, found `{found.get(key, 'no such key')}`"
        for key, value in expected.items()
        if found.get(key) != value
    ]


def differ_lists(what: str, expected: list[Row], found: list[Row]) -> list[str]:
    if len(expected) != len(found):
        return [f"{what}: expected {len(expected)} rows, found {len(found)}: {found}"]
    pairs = enumerate(zip(expected, found), 1)
    return [line for at, (left, right) in pairs for line in differ(f"{what} {at}", left, right)]


def differ_findings(expected: list[Row], found: list[bihuan.Finding]) -> list[str]:
    """Each expected finding is there, and no error beyond those."""
    rows = [finding_row(finding) for finding in found]
    wrong = []
    for finding in expected:
        fits = [row for row in rows if all(row.get(key) == value for key, value in finding.items())]
        if fits:
            rows.remove(fits[0])
        else:
            wrong.append(f"finding {finding} is not among {rows}")
    return wrong + [f"unexpected error {row}" for row in rows if row["severity"] == "error"]


class Answers:
    """What came of a case: the same by records and by tables."""

    def __init__(self) -> None:
        self.rejected: list[Row] = []
        self.decision: list[Row] | None = None
        self.decision_notes: list[str] | None = None
        self.verdict: Row | None = None
        self.obligations: list[Row] | None = None
        self.contest: Row | None = None
        self.why_not: Row | None = None


def by_records(engine: bihuan.Engine, case: dict[str, Any]) -> Answers:
    """A case answered one ticket at a time."""
    answers = Answers()
    ticket = case["ticket"]
    try:
        engine.monitor(ticket)
    except bihuan.InputError:
        answers.rejected.append({"what": "ticket"})
        return answers
    number = engine.monitor(ticket).ticket
    history = []
    for line, event in enumerate(case.get("history", []), 1):
        of = event.get("ticket", event.get("工单编号"))
        try:
            engine.doubts(ticket, [event])
            if of is not None and of.strip() != number:
                raise bihuan.InputError("an event of another ticket")
            history.append(event)
        except bihuan.InputError:
            answers.rejected.append({"what": "event", "line": str(line)})
    without = False
    try:
        decision = engine.redispatch(ticket, history)
        answers.decision = decision_rows(decision)
        answers.decision_notes = [note.code for note in decision.notes]
    except bihuan.TicketError:
        without = True
    if "now" in case:
        try:
            verdict = engine.audit(ticket, history, now=case["now"])
            answers.verdict, answers.obligations = verdict_row(verdict), obligation_rows(verdict)
        except bihuan.TicketError:
            without = True
    if without:
        answers.rejected.append({"what": "ticket"})
    if "contest" in case["expect"]:
        answers.contest = asked(lambda: contest_row(contested(engine, case, history)))
    if "why_not" in case["expect"]:
        answers.why_not = asked(lambda: why_not_row(engine.why_not(ticket, case["unit"], history)))
    return answers


def contested(engine: bihuan.Engine, case: dict[str, Any], history: list[Any]) -> bihuan.Contest:
    """The contest of a case; it replays to itself."""
    contest = engine.contest(case["ticket"], case["unit"], case.get("claim"), history, now=case.get("now"))
    for recorded in (contest, contest.to_json(), contest.to_dict()):
        replay = engine.replay_contest(recorded)
        assert (replay.same, replay.same_rulebook, replay.contest) == (True, True, contest)
    return contest


def asked(question: Callable[[], Row]) -> Row:
    """The row of an answer, or the code of the refusal."""
    try:
        return question()
    except bihuan.QuestionError as error:
        return {"refused": error.findings[0].code}


def by_tables(engine: bihuan.Engine, case: dict[str, Any], table: Callable[[list[Any]], Any]) -> Answers:
    """A case answered as tables of one ticket, made by a library."""
    answers = Answers()
    tickets, events = table([case["ticket"]]), None
    number = str(case["ticket"].get("id", case["ticket"].get("工单编号", ""))).strip()
    if case.get("history"):
        events = table([{"工单编号" if "工单编号" in event else "ticket": number, **event} for event in case["history"]])

    def rows(frame: Any) -> list[Row]:
        return [{key: show(value) for key, value in row.items()} for row in frame]

    def gather(rejected: list[bihuan.Rejected]) -> None:
        for line in rejected:
            row = {"what": "ticket"} if line.table == "tickets" else {"what": "event", "line": str(line.row)}
            if row not in answers.rejected:
                answers.rejected.append(row)

    answers.decision = rows(engine.dispatch_frame(tickets, events, on_reject=gather))
    if "now" in case:
        verdicts = rows(engine.audit_frame(tickets, events, now=case["now"], on_reject=gather))
        answers.verdict = verdicts[0] if verdicts else None
        answers.obligations = rows(
            engine.audit_frame(tickets, events, now=case["now"], obligations=True, on_reject="ignore")
        )
    return answers


def differ_case(expect: dict[str, Any], answers: Answers) -> list[str]:
    """What differs between a case and its answers."""
    wrong = []
    if "decision" in expect:
        wrong += differ_lists("decision", expect["decision"], answers.decision or [])
    for code in expect.get("decision_notes", []):
        if answers.decision_notes is not None and code not in answers.decision_notes:
            wrong.append(f"decision: the note {code} is missing: {answers.decision_notes}")
    if "verdict" in expect:
        wrong += differ("verdict", expect["verdict"], answers.verdict or {})
    for what, found in (("contest", answers.contest), ("why_not", answers.why_not)):
        if what in expect:
            wrong += differ(what, expect[what], found or {})
    of = lambda rows, id: [row for row in rows if row["obligation"] == id]  # noqa: E731
    expected = expect.get("obligations", [])
    for id in dict.fromkeys(row["obligation"] for row in expected):
        wrong += differ_lists(id, of(expected, id), of(answers.obligations or [], id))
    for id in expect.get("no_obligations", []):
        wrong += differ_lists(id, [], of(answers.obligations or [], id))
    return wrong
