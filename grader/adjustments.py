"""`adjustments.csv`: what an instructor adds or takes by hand, apart from what was measured."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import OperatorError
from .platforms.arrival import Student
from .roster import called
from .tables import read_table

COLUMNS = ("student", "part", "points", "reason")
WHOLE = ("", "all", "total")  # as a part: not of one, but of the whole


@dataclass(frozen=True)
class Adjustment:
    """Points that a person gave or took, and why."""

    part: str  # "" for the whole
    points: float
    reason: str


def read_adjustments(
    path: Path, students: Sequence[Student], parts: Collection[str]
) -> dict[int, tuple[Adjustment, ...]]:
    """The adjustments of each student, by their place in `students`.

    Raises OperatorError that names the line where one names nobody, several, or no part.
    """
    table = read_table(path, "--adjustments")
    columns = [table.column(name) for name in COLUMNS]
    if None in columns:
        raise OperatorError(f"{path}, line 1, lacks the column "
                            f"{COLUMNS[columns.index(None)]!r}",
                            f"write in its first line: {','.join(COLUMNS)}")
    found: dict[int, list[Adjustment]] = {}
    for row, line in zip(table.rows, table.lines, strict=True):
        who, part, points, reason = (row[at].strip() for at in columns if at is not None)
        here = f"{path}, line {line}"
        named = called(who, students) if who else []
        if len(named) != 1:
            raise OperatorError(
                f"{here}: {'several are' if named else 'nobody is'} called {who!r}",
                "name them as scores.csv does, or by an id")
        if part.casefold() not in WHOLE and part not in parts:
            raise OperatorError(f"{here}: the sheet has no part {part!r}",
                                f"one of these, or nothing for the whole: {', '.join(parts)}")
        if not reason:
            raise OperatorError(f"{here}: there is no reason", "write one: the student reads it")
        [at] = [at for at, one in enumerate(students) if one is named[0]]
        found.setdefault(at, []).append(Adjustment(
            "" if part.casefold() in WHOLE else part, _points(points, here), reason))
    return {at: tuple(mine) for at, mine in found.items()}


def _points(text: str, here: str) -> float:
    try:
        points = float(text.replace(",", "."))
    except ValueError:
        points = math.nan
    if not math.isfinite(points):
        raise OperatorError(f"{here}: {text!r} is no number of points", "2, -1.5 or 0.5, say")
    return points
