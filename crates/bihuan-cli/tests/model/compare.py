"""Runs the model and the command side by side on random rulebooks and compares every cell of every answer.

    python compare.py --bihuan PATH --seeds 1..200 [--workdir DIR] [--tickets N] [--edges] [--show N]
"""

import argparse
import csv
import io
import shutil
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from bihuan_model.answers import Case
from bihuan_model.closure import OBLIGATION_COLUMNS, VERDICT_COLUMNS
from bihuan_model.dispatch import COLUMNS
from generate import generate


def command(bihuan, *arguments):
    """The rows that the command prints."""
    run = subprocess.run([bihuan, *map(str, arguments), "--format", "csv"], capture_output=True, timeout=120)
    if run.returncode not in (0, 1):
        raise RuntimeError(f"{arguments[0]}: exit {run.returncode}: {run.stderr.decode(errors='replace')[:2000]}")
    reader = csv.DictReader(io.StringIO(run.stdout.decode("utf-8"), newline=""))
    return list(reader), list(reader.fieldnames or [])


def grouped(rows):
    """Rows by ticket, those of `order` apart, for the text gives that obligation no place in the order."""
    groups = {}
    for row in rows:
        key = row["ticket"] + (" order" if row.get("obligation") == "order" else "")
        groups.setdefault(key, []).append(row)
    return groups


def cell(column, value):
    """Notes are a set."""
    return sorted(value.split("、")) if column == "notes" else value


def differences(what, columns, model, binary, header):
    """Texts, each with the ticket that it is about."""
    if binary and header != columns:
        yield None, f"{what}: columns {header}, expected {columns}"
        return
    ours, theirs = grouped(model), grouped(binary)
    tickets = [list(dict.fromkeys(row["ticket"] for row in rows)) for rows in (model, binary)]
    if tickets[0] != tickets[1]:
        only = [[t for t in a if t not in b] for a, b in (tickets, tickets[::-1])]
        odd = (only[0] + only[1])[:1]
        yield (odd[0] if odd else None), f"{what}: tickets only in the model {only[0]}, only in the command {only[1]}" + (
            "" if odd else " (another order)")
    for key in dict.fromkeys([*ours, *theirs]):
        a, b = ours.get(key, []), theirs.get(key, [])
        ticket = key.removesuffix(" order")
        if ticket not in tickets[0] or ticket not in tickets[1]:
            continue
        if len(a) != len(b):
            name = lambda row: tuple(row.get(c, "") for c in ("part", "lead", "obligation", "since", "state"))
            extra = [[name(r) for r in x if name(r) not in [name(q) for q in y]] for x, y in ((a, b), (b, a))]
            yield ticket, f"{what} {key}: {len(a)} rows in the model, {len(b)} in the command; only in the model " \
                          f"{extra[0][:4]}, only in the command {extra[1][:4]}"
            continue
        for n, (x, y) in enumerate(zip(a, b), 1):
            wrong = [c for c in columns if cell(c, x[c]) != cell(c, y.get(c))]
            if wrong:
                cells = "; ".join(f"{c}: model {x[c]!r}, command {y.get(c)!r}" for c in wrong)
                label = " ".join(filter(None, [x.get("obligation"), x.get("part") and f"part {x['part']}",
                                               x.get("since")]))
                yield ticket, f"{what} {key} row {n} ({label}): {cells}"


def describe(case, ticket):
    """The ticket and its history as given."""
    found = case.tickets.get(ticket)
    if found is None:
        return ""
    lines = ["    ticket  " + ", ".join(f"{k}={v!r}" for k, v in found.fields.items() if v)]
    lines += [f"    {e.ordinal:>3}  " + ", ".join(f"{k}={v!r}" for k, v in e.fields.items() if v and k != "ticket")
              for e in found.events]
    return "\n".join(lines)


def run_seed(seed, folder, options):
    """The differences of one seed."""
    generate(seed, folder, options.tickets, options.edges)
    book, now = folder / "rulebook", (folder / "now.txt").read_text().strip()
    tickets, events = next(folder.glob("tickets.*")), next(folder.glob("events.*"))
    case = Case(book, tickets, events)
    audits = list(case.audits(now))
    answers = [
        ("redispatch", COLUMNS, case.dispatch(), ["dispatch", book, tickets, "--events", events]),
        ("dispatch", COLUMNS, case.dispatch(history=False), ["dispatch", book, tickets]),
        ("audit", VERDICT_COLUMNS, [a.verdict() for a in audits], ["audit", book, tickets, events, "--now", now]),
        ("obligations", OBLIGATION_COLUMNS, [row for a in audits for row in a.obligations()],
         ["audit", book, tickets, events, "--now", now, "--obligations"]),
    ]
    found = []
    for what, columns, model, arguments in answers:
        try:
            binary, header = command(options.bihuan, *arguments)
        except (RuntimeError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
            found.append((None, f"{what}: {error}"))
            continue
        found += differences(what, columns, model, binary, header)
    return case, now, found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bihuan", required=True)
    parser.add_argument("--seeds", required=True, help="A..B, both inside, or one number")
    parser.add_argument("--workdir", type=Path)
    parser.add_argument("--tickets", type=int, default=10)
    parser.add_argument("--edges", action="store_true", help="also what the text leaves open")
    parser.add_argument("--show", type=int, default=3, help="differences shown of a seed")
    options = parser.parse_args()
    workdir = options.workdir or Path(tempfile.mkdtemp(prefix="bihuan-compare-"))
    first, _, last = options.seeds.partition("..")
    passed = failed = 0
    for seed in range(int(first), int(last or first) + 1):
        folder = workdir / f"seed-{seed}"
        try:
            case, now, found = run_seed(seed, folder, options)
        except Exception:
            found, case, now = [(None, "the model or the generator failed:\n" + traceback.format_exc())], None, ""
        if not found:
            passed += 1
            shutil.rmtree(folder)
            continue
        failed += 1
        print(f"seed {seed}: {len(found)} differences, now {now}, kept in {folder}")
        shown = None
        for ticket, text in found[:options.show]:
            print("  " + text)
            if ticket is not None and ticket != shown and case:
                print(describe(case, ticket))
                shown = ticket
        sys.stdout.flush()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
