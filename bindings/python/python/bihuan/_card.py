"""Cards that answers show in a notebook: a little HTML of their own, nothing from elsewhere, and every colour
with a word beside it."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan._bihuan import Changes, Contest, Decision, Explanation, Obligation, Replayed, Verdict, WhyNot

_WORDS = {
    "ticket": ("ticket", "工单"),
    "lead": ("lead", "主办"),
    "assist": ("assist", "协办"),
    "due": ("due", "办理期限"),
    "first_contact": ("first contact", "先行联系"),
    "row": ("by", "依据行"),
    "basis": ("basis", "依据"),
    "tip": ("tip", "提示"),
    "signoff": ("sign-off", "签批"),
    "tell": ("tell the caller", "告知来电人"),
    "call": ("call at once", "立即拨打"),
    "none": ("none", "无"),
    "notes": ("notes", "备注"),
    "obligation": ("obligation", "事项"),
    "state": ("state", "状态"),
    "owner": ("whose turn", "责任"),
    "breaches": ("breaches", "问题"),
    "nothing_open": ("nothing else is open", "没有其他待办"),
    "since": ("since", "起算"),
    "fault": ("what is wrong", "问题所在"),
    "wrong": ("went wrong", "问题事项"),
    "to_do": ("to do", "待办"),
    "normal": ("normal", "普通"),
    "green": ("green", "绿色通道"),
    "emergency": ("emergency", "紧急"),
    "intake": ("intake", "接单"),
    "process": ("process", "处理"),
    "supervision": ("supervision", "监督"),
    "closed": ("✓ closed", "✓ 闭环"),
    "closed_late": ("✓ closed late", "✓ 逾期闭环"),
    "open": ("… open", "… 未闭环"),
    "overdue": ("! overdue", "! 超期"),
    "broken": ("✗ broken", "✗ 断环"),
    "not_applicable": ("– not applicable", "– 不适用"),
    "pending": ("… pending", "… 待履行"),
    "violated": ("✗ violated", "✗ 违反"),
    "met_late": ("✓ met late", "✓ 逾期履行"),
    "contest.would_go": ("→ would go to another unit", "→ 应改派"),
    "contest.you_lead": ("= stays", "= 仍由本单位主办"),
    "contest.adjudicate": ("? to be adjudicated", "? 提请裁定"),
    "contest.falls_away": ("– falls away", "– 此项分派取消"),
    "contest.not_lead": ("– does not lead", "– 本单位并非主办"),
    "contest.may_not_return": ("✗ may not be returned", "✗ 不得退单"),
    "changes": ("changes", "改动"),
    "changes.unchanged": ("✓ no ticket is decided differently", "✓ 没有一件工单分派不同"),
    "changes.changed": ("! some tickets are decided differently", "! 有工单分派不同"),
    "changes.outside": ("✗ outside of what was meant", "✗ 超出原定范围"),
    "replay": ("replay", "重放"),
    "reason.row": ("row", "按清单"),
    "reason.extra": ("extra", "另派"),
    "reason.no_row": ("no row", "托底"),
    "reason.not_accepted": ("not accepted", "不受理"),
    "reason.designated": ("designated", "指定"),
    "reason.adjudicate": ("adjudicate", "裁定"),
}

_COLOURS = {
    "closed": "#1a7f37",
    "closed_late": "#7a6100",
    "open": "#0b62c4",
    "pending": "#0b62c4",
    "overdue": "#b35900",
    "met_late": "#7a6100",
    "broken": "#b3261e",
    "violated": "#b3261e",
    "not_applicable": "#666",
    "green": "#1a7f37",
    "emergency": "#b3261e",
    "changes.unchanged": "#1a7f37",
    "changes.changed": "#b35900",
    "changes.outside": "#b3261e",
    "contest.would_go": "#0b62c4",
    "contest.you_lead": "#1a7f37",
    "contest.adjudicate": "#b35900",
    "contest.may_not_return": "#b3261e",
}

# the items of a table that a card shows; the rest is counted
_SHOWN = 8


class _Page:
    """A card on its way, in a language."""

    def __init__(self, answer: Changes | Contest | Decision | Explanation | Replayed | Verdict | WhyNot) -> None:
        self.answer = answer
        self.zh = answer._lang == "zh"

    def word(self, key: str) -> str:
        english, chinese = _WORDS.get(key, (key, key))
        return chinese if self.zh else english

    def unit(self, code: str | None) -> str:
        """A unit by name, its code beside it; a post as it is."""
        if code is None:
            return self.word("none")
        unit, _, post = code.partition(".")
        name = getattr(self.answer, "_unit_name")(unit)
        shown = escape(name or unit) + (escape(post) and f" · {escape(post)}")
        return f"{shown} <small>{escape(unit)}</small>" if name and name != unit else shown

    def time(self, time: datetime | None) -> str:
        return self.word("none") if time is None else time.strftime("%Y-%m-%d %H:%M")

    def tag(self, key: str) -> str:
        """A state: its word, in its colour, in a frame."""
        colour = _COLOURS.get(key, "currentColor")
        return (
            f'<span style="color:{colour};border:1px solid;border-radius:4px;padding:0 .4em;font-size:.9em;white-space:nowrap">'
            f"{escape(self.word(key))}</span>"
        )

    def line(self, key: str, value: str) -> str:
        return (
            f'<tr><th style="text-align:left;font-weight:normal;opacity:.65;padding:.2em 1em .2em 0;'
            f'vertical-align:top;white-space:nowrap">{escape(self.word(key))}</th>'
            f'<td style="text-align:left;padding:.2em 0">{value}</td></tr>'
        )


def _card(head: str, body: str) -> str:
    return (
        '<div style="border:1px solid #8884;border-radius:6px;padding:.6em .9em;max-width:52em;line-height:1.5">'
        f'<div style="margin-bottom:.3em">{head}</div>{body}</div>'
    )


def _table(lines: list[str]) -> str:
    return f'<table style="border-collapse:collapse;background:none">{"".join(lines)}</table>'


def decision(answer: Decision) -> str:
    """The card of a decision: a block for each part."""
    page = _Page(answer)
    head = f"<b>{page.word('ticket')} {escape(answer.ticket)}</b>"
    if answer.channel != "normal":
        head += f" {page.tag(answer.channel)}"
    lines = []
    if answer.call is not None:
        lines.append(page.line("call", f"<b>{escape(answer.call)}</b>"))
    if answer.tell is not None:
        lines.append(page.line("tell", escape(answer.tell)))
    for part in answer.parts:
        number = f" <small>#{part.part}</small>" if len(answer.parts) > 1 else ""
        lines.append(page.line("lead", f"<b>{page.unit(part.lead)}</b>{number}"))
        if part.assist:
            lines.append(page.line("assist", "、".join(page.unit(code) for code in part.assist)))
        lines.append(page.line("first_contact", page.time(part.first_contact_due)))
        lines.append(page.line("due", page.time(part.due)))
        reason = escape(page.word(f"reason.{part.reason}"))
        lines.append(page.line("row", f"{escape(part.row or '')} <small>{reason}</small>"))
        for key, text in (("signoff", part.signoff), ("basis", part.basis), ("tip", part.tip)):
            if text is not None:
                lines.append(page.line(key, escape(text)))
    if answer.notes:
        notes = "、".join(str(note) for note in answer.notes)
        lines.append(page.line("notes", f"<small>{escape(notes)}</small>"))
    foot = f'<small style="opacity:.65">{escape(answer.rulebook)} {escape(answer.version)}</small>'
    return _card(head, _table(lines) + foot)


def verdict(answer: Verdict) -> str:
    """The card of a verdict: the three loops, what went wrong, and what is to be done."""
    page = _Page(answer)
    head = f"<b>{page.word('ticket')} {escape(answer.ticket)}</b> {page.tag(answer.overall)}"
    loops = ((key, getattr(answer, key)) for key in ("intake", "process", "supervision"))
    lines = [page.line(key, page.tag(state)) for key, state in loops]
    if answer.breaches:
        lines.append(page.line("breaches", str(answer.breaches)))
    wrong = [item for state in ("violated", "overdue", "met_late") for item in answer.obligations if item.state == state]
    to_do = [item for item in answer.open if item.state == "pending"]
    to_do.sort(key=lambda item: (item.due is None, item.due.timestamp() if item.due else 0.0))
    body = _table(lines)
    if wrong:
        body += _items(page, "wrong", wrong)
    if to_do:
        body += _items(page, "to_do", to_do)
    else:
        body += f'<div style="opacity:.65">{page.word("nothing_open")}</div>'
    if answer.notes:
        notes = "、".join(str(note) for note in answer.notes)
        body += f"<small>{page.word('notes')} {escape(notes)}</small>"
    return _card(head, body)


def _items(page: _Page, title: str, items: list[Obligation]) -> str:
    """Obligations, a line each: what, how it stands, whose turn, since and until when, and what is wrong."""
    pad = "text-align:left;padding:.2em 1em .2em 0"
    faults = any(item.fault for item in items[:_SHOWN])
    rows = []
    for item in items[:_SHOWN]:
        name = escape(item.title) + (f" <small>#{item.part}</small>" if item.part else "")
        cells = [name, page.tag(item.state), page.unit(item.owner), page.time(item.since), page.time(item.due)]
        if faults:
            cells.append(escape(item._fault_words or ""))
        rows.append("<tr>" + "".join(f'<td style="{pad}">{value}</td>' for value in cells) + "</tr>")
    keys = ["obligation", "state", "owner", "since", "due", *(["fault"] if faults else [])]
    heads = "".join(f'<th style="{pad};font-weight:normal;opacity:.65">{page.word(key)}</th>' for key in keys)
    more = f'<div style="opacity:.65">+ {len(items) - _SHOWN}</div>' if len(items) > _SHOWN else ""
    return f"<div><b>{page.word(title)}</b></div>{_table([f'<tr>{heads}</tr>', *rows])}{more}"


def explanation(answer: Explanation | WhyNot) -> str:
    """The card of an explanation: its text, as it is printed."""
    page = _Page(answer)
    return _card(f"<b>{page.word('ticket')} {escape(answer.decision.ticket)}</b>", _printed(answer.text()))


def contest(answer: Contest) -> str:
    """The card of a contest: its answer as a tag, and its text."""
    page = _Page(answer)
    head = f"<b>{page.word('ticket')} {escape(answer.decision.ticket)}</b> {page.tag(f'contest.{answer.answer}')}"
    return _card(head, _printed(answer.text()))


def changes(answer: Changes) -> str:
    """The card of what two rulebooks differ in: whether any ticket is, and its text."""
    page = _Page(answer)
    state = "unchanged" if answer.is_unchanged else "changed"
    head = f"<b>{page.word('changes')}</b> {page.tag(f'changes.{state}')}"
    if answer.outside:
        head += f" {page.tag('changes.outside')}"
    return _card(head, _printed(answer.text()))


def replayed(answer: Replayed) -> str:
    """The card of a replay: its text, as it is printed."""
    page = _Page(answer)
    return _card(f"<b>{page.word('replay')}</b>", _printed(answer.text()))


def _printed(text: str) -> str:
    """A text as it is printed."""
    return f'<pre style="white-space:pre-wrap;margin:0;background:none">{escape(text)}</pre>'
