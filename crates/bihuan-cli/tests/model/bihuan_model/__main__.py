"""python -m bihuan_model dispatch RULEBOOK TICKETS [--events E] | audit … EVENTS --now T | obligations … EVENTS --now T"""

import argparse
import csv
import sys
from pathlib import Path

from .answers import Case
from .closure import OBLIGATION_COLUMNS, VERDICT_COLUMNS
from .dispatch import COLUMNS


def main():
    parser = argparse.ArgumentParser(prog="bihuan_model", description=__doc__)
    parser.add_argument("what", choices=("dispatch", "audit", "obligations"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--events", type=Path)
    parser.add_argument("--now")
    args = parser.parse_args()
    if args.what == "dispatch":
        rulebook, tickets = args.files
        case = Case(rulebook, tickets, args.events)
        columns, rows = COLUMNS, case.dispatch()
    else:
        rulebook, tickets, events = args.files
        case = Case(rulebook, tickets, events)
        audits = list(case.audits(args.now))
        if args.what == "audit":
            columns, rows = VERDICT_COLUMNS, [audit.verdict() for audit in audits]
        else:
            columns, rows = OBLIGATION_COLUMNS, [row for audit in audits for row in audit.obligations()]
    out = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
    out.writeheader()
    out.writerows(rows)
    for reject in case.rejects:
        print("reject", reject, file=sys.stderr)


main()
