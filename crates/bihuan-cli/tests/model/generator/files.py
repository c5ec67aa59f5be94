"""Writing: csv, jsonl, toml, in the ways in which they may be written."""

import csv
import datetime as dt
import io
import json

from bihuan_model import words

from .dice import Dice


class Files(Dice):
    def write_csv(self, path, rows, headers):
        columns = list(dict.fromkeys(c for row in rows for c in row))
        chinese = {}
        for word, english in headers.items():
            if not word.isascii():
                chinese[english] = word
        shown = []
        for c in columns:
            if c.startswith("where."):
                shown.append("属性." + c[6:] if self.chance(0.3) else c)
            else:
                shown.append(chinese.get(c, c) if self.chance(0.4) else c)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(shown)
        for row in rows:
            writer.writerow([row.get(c, "") for c in columns])
        path.write_text(("\ufeff" if self.chance(0.1) else "") + out.getvalue(), encoding="utf-8", newline="")

    def write_records(self, stem, rows, headers):
        if self.chance(0.25):
            text = ""
            for row in rows:
                row = {k: v for k, v in row.items() if v != "" or self.chance(0.1)}
                if row.get("level") in ("0", "1", "2", "3", "-1") and self.chance(0.5):
                    row["level"] = int(row["level"])
                if row.get("flag") in ("Yes", "no") and self.chance(0.5):
                    row["flag"] = row["flag"] == "Yes"
                text += json.dumps(row, ensure_ascii=False) + "\n"
                if self.chance(0.005):
                    text += self.pick(['{"id": ', "no line of JSON", ""]) + "\n"
            path = self.folder / f"{stem}.jsonl"
            path.write_text(text, encoding="utf-8")
        else:
            path = self.folder / f"{stem}.csv"
            self.write_csv(path, rows, headers)
        return path


CHINESE = {english: word for word, english in words.RULE_HEADER.items() if word != english}


def toml_key(key):
    return key if key.replace("_", "").replace("-", "").isascii() and key.replace("_", "").isalnum() else json.dumps(
        key, ensure_ascii=False)


def toml_value(value, generator):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, dt.date)):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(v, generator) for v in value) + "]"
    return "{ " + ", ".join(toml_line(k, v, generator) for k, v in value.items()) + " }"


def toml_line(key, value, generator):
    if key.startswith("where."):
        shown = "where." + toml_key(key[6:])
    else:
        shown = toml_key(key)
    if key in ("from", "until") and isinstance(value, str) and generator.chance(0.7):
        return f"{shown} = {value}"
    return f"{shown} = {toml_value(value, generator)}"


def write_toml(path, settings, lists, tables, generator):
    lines = [toml_line(k, v, generator) for k, v in settings.items()]
    for name, rules in lists.items():
        for rule in rules:
            lines.append(f"[[{name}]]")
            for key, value in rule.items():
                word = CHINESE.get(key, key) if name != "obligation" and generator.chance(0.1) else key
                lines.append(toml_line(word, value, generator))
    for name, table in tables.items():
        if table:
            lines.append(f"[{name}]")
            lines += [toml_line(k, v, generator) for k, v in table.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
