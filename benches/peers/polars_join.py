"""The standard dispatch workload as a polars join, written as someone who knows polars would.

    polars_join.py FOLDER SIZE last|first TILES

A process that reads questions from standard input: `answers` (a line `ticket,row,lead,assist|assist` a ticket), `block`
(the nanoseconds of processor time in which the batch was decided), `end`. `last`: keywords are looked for in the text of
what the other columns left. `first`: all keywords in all texts with one automaton, what was found is joined like a column.
"""

import json
import sys
import time
from pathlib import Path

import polars as pl

URGENCIES = ["normal", "urgent", "critical"]
LEVELS = [2, 4, 6]


def hours_of(hours: list | None) -> list:
    """The hours of the day at which a row holds: all, or from one until before another, past midnight or not."""
    if hours is None:
        return list(range(24))
    begin, end = hours
    return [hour for hour in range(24) if (begin <= hour < end if begin < end else hour >= begin or hour < end)]


def mask(row: dict) -> int:
    """Hours and urgencies of a row as bits: 24 and 3 of them."""
    bits = [*hours_of(row["hours"]), *(24 + URGENCIES.index(urgency) for urgency in row["urgency"] or URGENCIES)]
    return sum(1 << bit for bit in bits)


class Join:
    """The table, cut by what a row asks for, so that each piece is joined on columns of equal values."""

    def __init__(self, rows: list, keywords_first: bool) -> None:
        self.keywords_first = keywords_first
        self.keywords = sorted({row["keyword"] for row in rows if row["keyword"] is not None})
        self.otherwise = next(row["id"] for row in rows if not row["cat"])
        self.pieces = []
        for digits in LEVELS:
            for with_area in (False, True):
                for with_keyword in (False, True) if keywords_first else (None,):
                    self.piece(rows, digits, with_area, with_keyword)
        schema = {"row": pl.UInt32, "lead": pl.String, "assist": pl.String}
        outcomes = [(row["id"], row["lead"], "|".join(row["co"])) for row in rows]
        self.outcomes = pl.LazyFrame(outcomes, schema=schema, orient="row")

    def piece(self, rows: list, digits: int, with_area: bool, with_keyword: bool | None) -> None:
        """The rows of that many digits, with areas or without, with a keyword or without (None: both)."""
        chosen = [
            (row["id"], int(row["cat"]), mask(row), row["areas"], row["keyword"])
            for row in rows
            if len(row["cat"]) == digits
            and (row["areas"] is not None) == with_area
            and with_keyword in (None, row["keyword"] is not None)
        ]
        if not chosen:
            return
        columns = ["row", "cat", "when", "area", "keyword"]
        kinds = [pl.UInt32, pl.Int32, pl.UInt32, pl.List(pl.String), pl.String]
        table = pl.LazyFrame(chosen, schema=dict(zip(columns, kinds)), orient="row")
        table = table.explode("area") if with_area else table.drop("area")
        on = ["cat"] + ["area"] * with_area + ["keyword"] * (with_keyword is True)
        if with_keyword is False:
            table = table.drop("keyword")
        # the table is prepared once, as it would be in a service
        self.pieces.append((digits, on, table.collect().lazy()))

    def decide(self, tickets: pl.DataFrame) -> pl.DataFrame:
        at = tickets.lazy().with_row_index("at")
        when = pl.col("hour").replace_strict(list(range(24)), [1 << hour for hour in range(24)], return_dtype=pl.UInt32)
        urgencies = [1 << (24 + place) for place in range(len(URGENCIES))]
        when |= pl.col("urgency").replace_strict(URGENCIES, urgencies, return_dtype=pl.UInt32)
        facts = at.select("at", "area", "text", cat=pl.col("cat").cast(pl.Int32), asked=when)
        found = None
        if self.keywords_first:
            found = facts.with_columns(keyword=pl.col("text").str.extract_many(self.keywords, overlapping=True))
            # collected: the pieces below would each look for them anew
            found = found.drop("text").explode("keyword").drop_nulls("keyword").collect().lazy()
            facts = facts.drop("text")
        hits = []
        for digits, on, table in self.pieces:
            side = found if "keyword" in on else facts
            joined = side.with_columns(pl.col("cat") // 10 ** (6 - digits)).join(table, on=on)
            joined = joined.filter((pl.col("when") & pl.col("asked")) == pl.col("asked"))
            if not self.keywords_first:
                says = pl.col("text").str.contains(pl.col("keyword"), literal=True)
                joined = joined.filter(pl.col("keyword").is_null() | says)
            hits.append(joined.select("at", "row"))
        first = pl.concat(hits).group_by("at").agg(pl.col("row").min())
        decided = at.select("at", "id").join(first, on="at", how="left", maintain_order="left")
        decided = decided.with_columns(pl.col("row").fill_null(self.otherwise))
        decided = decided.join(self.outcomes, on="row", how="left", maintain_order="left")
        return decided.select("id", "row", "lead", "assist").collect()


def main() -> None:
    folder, size, keywords, tiles = sys.argv[1:]
    rows = json.loads((Path(folder) / f"table_{size}.json").read_text(encoding="utf-8"))
    tickets = pl.read_csv(
        Path(folder) / f"tickets_{size}.csv", schema_overrides={"cat": pl.String, "area": pl.String}
    )
    batch = pl.concat([tickets] * int(tiles)).rechunk()
    join = Join(rows, keywords == "first")
    for question in sys.stdin:
        if question.strip() == "answers":
            join.decide(batch).write_csv(sys.stdout.buffer, include_header=False, quote_style="never")
            sys.stdout.flush()
        elif question.strip() == "block":
            started = time.process_time_ns()
            join.decide(batch)
            print(time.process_time_ns() - started, flush=True)
        else:
            return


if __name__ == "__main__":
    main()
