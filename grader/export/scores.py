"""`scores.csv`: a line for each submission, for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final, get_args
from unicodedata import normalize

from ..records import Outcome
from ..report.index import IndexRow, in_order, part_ids
from ..text import scrub

OUTCOMES: Final[tuple[str, ...]] = get_args(Outcome)
CELL: Final = 2_000
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def scores(rows: Sequence[IndexRow]) -> str:
    """The table over all submissions; no mark is an empty cell, and so is a part not graded."""
    ids = list(part_ids(rows))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    labels = [cell(f"part {id}") for id in ids]
    table.writerow(
        ["name", "score", "max_score", "bonus", "carried", *labels, *OUTCOMES, "mistakes", "note",
         "digest"]
    )
    for row in in_order(rows):
        parts = [row.part(id) for id in ids]
        table.writerow(
            [
                cell(row.name),
                "" if row.score is None else _number(row.score),
                _number(row.max_score),
                _number(row.bonus),
                _number(row.carried),
                *(_number(part.score) if part and part.graded else "" for part in parts),
                *(row.outcomes.get(outcome, 0) for outcome in OUTCOMES),
                cell(" ".join(each.id for each in row.mistakes if each.certain)),
                cell(row.refusal),
                cell(row.digest),
            ]
        )
    return out.getvalue()


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that no terminal obeys."""
    shown = scrub(text, CELL)
    # A wide sign (as East Asian keyboards write it) is as good as the plain one to a spreadsheet.
    return f"'{shown}" if normalize("NFKC", text).startswith(FORMULA) else shown


def _number(value: float) -> str:
    return f"{value:.12g}"
