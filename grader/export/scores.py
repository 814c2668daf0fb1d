"""`scores.csv`: a line for each student and attempt, for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final, get_args
from unicodedata import normalize

from ..platforms.arrival import Student
from ..records import Outcome
from ..report.index import IndexRow, in_order, part_ids
from ..report.words import number
from ..standing import Standing
from ..text import scrub

OUTCOMES: Final[tuple[str, ...]] = get_args(Outcome)
CELL: Final = 2_000
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_INNER: Final = re.compile(r"(;\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
BY_HAND: Final = ("student", "ids", "status", "enrolled", "attempt", "late_days", "late_points",
                  "adjusted", "final", "reasons")


def scores(rows: Sequence[IndexRow], found: Sequence[Standing] = ()) -> str:
    """The table over all submissions; no mark is an empty cell, and so is a part not graded.

    What was measured comes first, and what a person decided after it. Who handed nothing in has
    a line without a score; an attempt that does not count has one too, and says so.
    """
    ids = list(part_ids(rows))
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    labels = [cell(f"part {id}") for id in ids]
    table.writerow(
        ["name", "score", "max_score", "bonus", "carried", *labels, *OUTCOMES, "mistakes", "note",
         "digest", *BY_HAND]
    )
    by_folder: dict[str, list[Standing]] = {}
    for one in found:
        for row in (one.row, *one.others):
            if row is not None:
                by_folder.setdefault(row.folder, []).append(one)
    for row in in_order(rows):
        for one in by_folder.get(row.folder, [Standing(Student(row.name), row)]):
            table.writerow([*_measured(row, ids), *_by_hand(one, row)])
    for one in found:
        if one.row is None:
            empty = [""] * (len(ids) + len(OUTCOMES) + 7)
            table.writerow([cell(one.student.name), *empty, *_by_hand(one, None)])
    return out.getvalue()


def _measured(row: IndexRow, ids: Sequence[str]) -> list[object]:
    parts = [row.part(id) for id in ids]
    return [
        cell(row.name),
        "" if row.score is None else figure(row.score),
        figure(row.max_score),
        figure(row.bonus),
        figure(row.carried),
        *(figure(part.score) if part and part.graded else "" for part in parts),
        *(row.outcomes.get(outcome, 0) for outcome in OUTCOMES),
        cell(" ".join(each.id for each in row.mistakes if each.certain)),
        cell(row.refusal),
        cell(row.digest),
    ]


def _by_hand(one: Standing, row: IndexRow | None) -> list[object]:
    counts = row is one.row or row == one.row
    enrolled = {True: "yes", False: "no", None: ""}[one.enrolled]
    who = [cell(one.student.name), cell(id_list(one.student))]
    if not counts:
        return [*who, "superseded", enrolled, "", "", "", "", "", ""]
    return [
        *who, one.status, enrolled,
        one.arrival.attempt if one.arrival else "",
        one.late_days, figure(one.late_points), figure(one.adjusted),
        "" if one.final is None else figure(one.final),
        cell("; ".join(reasons(one))),
    ]


def id_list(student: Student) -> str:
    """A student's ids in one cell: 'canvas 1234, email ada@example.org'."""
    return ", ".join(f"{kind} {id}" for kind, id in sorted(student.ids.items()))


def reasons(one: Standing) -> list[str]:
    """What a person decided for a student, and why, one phrase each."""
    found = [f"late {figure(-one.late_points)} ({one.late_days} d)"] if one.late_points else []
    found += [f"{each.part or 'all'} {each.points:+.12g}: {each.reason}"
              for each in one.adjustments]
    return found


def final_mark(one: Standing) -> str:
    """What counts for a student in the end, in words."""
    return "no mark" if one.final is None else number(one.final)


def cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that no terminal obeys."""
    # Where a semicolon parts cells, what stands after one begins a cell, too.
    shown = _INNER.sub(r"\1'", scrub(text, CELL))
    # A wide sign (as East Asian keyboards write it) is as good as the plain one to a spreadsheet.
    return f"'{shown}" if normalize("NFKC", text).startswith(FORMULA) else shown


def figure(value: float) -> str:
    """A number with the digits it has, and none of the dust of additions."""
    return f"{value:.12g}"
