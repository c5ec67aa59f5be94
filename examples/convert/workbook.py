#!/usr/bin/env python3
"""Put a rulebook's folder, and tickets with their events, into one Excel workbook.

The workbook has the sheets that bihuan reads: 说明 with the settings, 限时, 托底,
绿色通道, 紧急 and 不受理 with the rule lists, 单位, 岗位, 事项, 派单 and 样例 with
the tables, and 工单 and 事件 where tickets and events are given. It looks as a
clerk would keep it: codes and cells of rules as text, times of tickets and
events as real dates of Excel.

    python3 workbook.py RULEBOOK OUT.xlsx [--tickets T.csv --events E.csv]

A folder's closure.toml is not taken over: the sheet 闭环 holds only what changes
in the built-in policy.
"""

import argparse
import csv
import tomllib
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

SETTINGS = {
    "name": "名称", "version": "版本", "from": "生效", "until": "失效", "timezone": "时区",
    "calendar": "日历", "kinds": "事件类型", "reminders": "提醒", "office_hours": "办公时间",
    "counting": "计时", "returns.max": "退单上限", "returns.window": "退单期限",
    "returns.bars": "退单限制原因", "returns.adjudicator": "裁定单位", "returns.reasons": "退单原因",
    "slip.required": "跟踪单必填",
}
RULES = {"limit": "限时", "fallback": "托底", "green": "绿色通道", "emergency": "紧急", "not_accepted": "不受理"}
TABLES = {"units": "单位", "posts": "岗位", "matters": "事项", "dispatch": "派单", "cases": "样例"}
HEADERS = {
    "id": "编号", "name": "名称", "matter": "事项", "keywords": "关键词", "all_keywords": "全部关键词",
    "not_keywords": "排除关键词", "area": "区域", "demand": "诉求类型", "urgency": "紧急程度",
    "source": "来源", "hours": "时段", "days": "日期", "lead": "主办", "assist": "协办",
    "channel": "通道", "limit": "限时", "stages": "分段限时", "signoff": "签批", "basis": "依据",
    "tip": "提示", "priority": "优先级", "from": "生效", "until": "失效", "call": "呼叫", "tell": "告知",
}
TIMES = {"受理时间", "发生时间", "时间", "期限", "received_at", "occurred_at", "at", "until"}


def text(value):
    """A value of toml as a cell: a list as its items, anything else as written."""
    return "、".join(map(text, value)) if isinstance(value, list) else str(value)


def flat(table, prefix=""):
    """The settings with the names of their tables: returns.max, where.级别."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        elif not (isinstance(value, list) and value and isinstance(value[0], dict)):
            yield f"{prefix}{key}", value


def time(cell):
    """A local time as a date of Excel; what is none stays text."""
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"):
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            pass
    return None


def add(book, name, rows, times=frozenset()):
    """Adds a sheet: its first row the header."""
    sheet = book.create_sheet(name)
    widths = {}
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value == "":
                continue
            cell = sheet.cell(number, column)
            moment = time(value) if number > 1 and rows[0][column - 1] in times else None
            if moment is not None:
                cell.value = moment
                cell.number_format = "yyyy-mm-dd" if len(value) == 10 else "yyyy-mm-dd hh:mm:ss"
            else:
                cell.value, cell.data_type, cell.number_format = value, "s", "@"
            cell.alignment = Alignment(vertical="top", wrap_text=number > 1 and len(value) > 16)
            if number == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DDE7F3")
            # a Han character is as wide as two letters
            width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in value) + 2
            widths[column] = max(widths.get(column, 8), min(width, 42))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def table(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rulebook", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tickets", type=Path)
    parser.add_argument("--events", type=Path)
    args = parser.parse_args()

    book = Workbook()
    book.remove(book.active)
    settings = tomllib.loads((args.rulebook / "rulebook.toml").read_text(encoding="utf-8"))
    rules = {key: settings.pop(key) for key in RULES if key in settings}
    rows = [[SETTINGS[key], text(value)] for key, value in flat(settings)]
    add(book, "说明", [["项目", "内容"], *rows])
    for key, sheet in RULES.items():
        list_ = [dict(flat(rule)) for rule in rules.get(key, [])]
        names = list(dict.fromkeys(name for rule in list_ for name in rule))
        if list_:
            headers = [HEADERS.get(name, name.replace("where.", "属性.")) for name in names]
            add(book, sheet, [headers, *[[text(rule.get(name, "")) for name in names] for rule in list_]])
    for key, sheet in TABLES.items():
        if (args.rulebook / f"{key}.csv").exists():
            add(book, sheet, table(args.rulebook / f"{key}.csv"))
    if args.tickets:
        add(book, "工单", table(args.tickets), TIMES)
    if args.events:
        add(book, "事件", table(args.events), TIMES)
    # the same tables make the same bytes
    book.properties.created = book.properties.modified = datetime(2025, 1, 1)
    book.save(args.out)


if __name__ == "__main__":
    main()
