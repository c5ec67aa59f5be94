"""What the binding costs: a dict beside the Rust call of the same ticket, tables, and the import.

    python dispatch.py [RUST_NS]

RUST_NS is what `cargo run --release -p bihuan-benches --bin same_tickets` printed: nanoseconds of one `Engine::dispatch` of the
example's tickets in Rust. Where BIHUAN_WORKLOAD names the folder of the standard workload, tables of 100,000 of its tickets are
decided too, and the answers compared with the expected ones.
"""

import csv
import os
import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path

import bihuan

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def median_ns(call, rounds: int = 15) -> float:
    """The median over some rounds; a call says how many answers it gave."""
    spent = []
    for _ in range(rounds):
        started = time.perf_counter_ns()
        answers = call()
        spent.append((time.perf_counter_ns() - started) / answers)
    return statistics.median(spent)


def main() -> None:
    # the example has a due in a year that no calendar covers
    warnings.simplefilter("ignore", bihuan.CalendarWarning)
    engine = bihuan.load(EXAMPLES / "rulebooks/songjiang")
    tickets = read(EXAMPLES / "tickets/tickets.csv")

    def by_dict() -> int:
        for _ in range(40):
            for ticket in tickets:
                engine.dispatch(ticket)
        return 40 * len(tickets)

    def by_dict_read() -> int:
        for _ in range(40):
            for ticket in tickets:
                decision = engine.dispatch(ticket)
                _ = decision.lead, decision.assist, decision.due, decision.row
        return 40 * len(tickets)

    many = [{**ticket, "工单编号": f"{at}.{ticket['工单编号']}"} for at in range(200) for ticket in tickets]

    def by_dicts() -> int:
        return len(engine.dispatch_frame(many))

    print(f"engine.dispatch(dict)                        {median_ns(by_dict) / 1000:8.2f} µs")
    print(f"the same, lead, assist, due and row read     {median_ns(by_dict_read) / 1000:8.2f} µs")
    print(f"dispatch_frame, list of dicts, a ticket      {median_ns(by_dicts, 3) / 1000:8.2f} µs")
    for library in ("polars", "pandas", "pyarrow"):
        try:
            table = tables(library, many)
        except ImportError:
            continue
        spent = median_ns(lambda: (engine.dispatch_frame(table), len(many))[1], 3)
        print(f"dispatch_frame, {library:8}, a ticket          {spent / 1000:8.2f} µs")
    if len(sys.argv) > 1:
        rust = float(sys.argv[1])
        print(f"Engine::dispatch of the same in Rust         {rust / 1000:8.2f} µs")
        print(f"above the Rust call                          {(median_ns(by_dict) - rust) / 1000:8.2f} µs")
    print(f"import bihuan                                {import_ms():8.1f} ms")
    if folder := os.environ.get("BIHUAN_WORKLOAD"):
        standard(Path(folder))


def standard(folder: Path) -> None:
    """The standard workload: 100,000 tickets as a table of each library."""
    for size in ("100", "1000", "10000", "heavy"):
        engine = bihuan.load(folder / f"rulebook_{size}")
        rows, expected = (read(folder / f"{name}_{size}.csv") for name in ("bihuan_tickets", "expected"))
        leads = [row["lead"] for row in expected] * 10
        many = [{**row, "id": f"{at}.{row['id']}"} for at in range(10) for row in rows]
        for library in ("polars", "pandas", "pyarrow"):
            try:
                table = tables(library, many)
            except ImportError:
                continue
            decided = engine.dispatch_frame(table)["lead"]
            assert (decided.to_pylist() if library == "pyarrow" else decided.to_list()) == leads
            spent = median_ns(lambda: len(engine.dispatch_frame(table)), 9)
            print(f"standard workload, {size:>5}: {library:8} 100,000 rows {spent * len(many) / 1e6:6.1f} ms, a ticket {spent:5.0f} ns")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def tables(library: str, rows: list):
    module = __import__(library)
    if library == "polars":
        return module.DataFrame(rows)
    if library == "pandas":
        return module.DataFrame(rows, dtype=str)
    return module.Table.from_pylist(rows)


def import_ms() -> float:
    """The median time of the import alone, in interpreters of their own."""
    code = "import time; t = time.perf_counter(); import bihuan; print((time.perf_counter() - t) * 1000)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True) for _ in range(9)]
    return statistics.median(float(run.stdout) for run in runs)


if __name__ == "__main__":
    main()
