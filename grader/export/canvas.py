"""Canvas: the gradebook as CSV, for *Import grades*."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import OperatorError
from ..standing import Standing
from ..tables import Table
from .scores import cell, figure

WHO = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
KINDS = ("canvas", "sis", "login")  # by which Canvas finds a student, in this order


@dataclass(frozen=True)
class Filled:
    """A file for a platform, and what to tell whoever uploads it."""

    text: str
    notices: tuple[str, ...] = ()


def canvas(found: Sequence[Standing], column: str, points: float) -> Filled:
    """A gradebook with one column. Who has no id that Canvas knows is left out, and told.

    By name alone Canvas takes whoever comes first, so no name decides here. Who has no mark is
    left out too: an empty cell would take away one that was given there.
    """
    lines: list[list[str]] = []
    left: list[str] = []
    for one in found:
        ids = [one.student.ids.get(kind, "") for kind in KINDS]
        if one.final is None:
            continue
        if not any(ids):
            left.append(one.student.name)
            continue
        lines.append([_name(one.student.name), *ids, cell(one.student.ids.get("section", "")),
                      figure(one.final)])
    return Filled(_csv([[*WHO, column], _possible(points), *lines]), _left_out(left))


def canvas_filled(table: Table, column: str, found: Sequence[Standing]) -> Filled:
    """The column of a gradebook that was exported from Canvas, filled in; no other goes along."""
    at = _column(table, column)
    where = [table.column(name) for name in WHO]
    by_id = {(kind, one.student.ids[kind]): one
             for one in found for kind in KINDS if one.student.ids.get(kind)}
    lines = []
    used = set()
    for row in table.rows:
        cells = ["" if place is None else row[place] for place in where]
        if "Points Possible" in row[0] and not any(cells[1:4]):
            if "read only" in row[at].lower():
                raise OperatorError(f"the column {column!r} is read only in Canvas",
                                    "--column with the assignment's own")
            lines.append([*cells, row[at]])
            continue
        keys = [(kind, text.strip()) for kind, text in zip(KINDS, cells[1:4], strict=True)]
        one = next((by_id[key] for key in keys if key in by_id), None)
        cells[0], cells[4] = _name(cells[0]), cell(cells[4])
        if one is not None:
            used.add(id(one))
        lines.append([*cells,
                      row[at] if one is None or one.final is None else figure(one.final)])
    left = [one.student.name for one in found if one.final is not None and id(one) not in used]
    return Filled(_csv([[*WHO, table.header[at]], *lines]), _left_out(left))


def _column(table: Table, column: str) -> int:
    wanted = column.strip()
    same = [at for at, name in enumerate(table.header) if name.strip() == wanted]
    same = same or [at for at, name in enumerate(table.header)
                    if name.rpartition(" (")[0].strip() == wanted]
    if len(same) == 1:
        return same[0]
    titles = ", ".join(repr(name) for name in table.header if name.endswith(")"))
    raise OperatorError(f"the gradebook has {'no' if not same else 'several'} columns {column!r}",
                        f"--column with one of these: {titles or 'none is there'}")


def _possible(points: float) -> list[str]:
    return ["    Points Possible", "", "", "", "", figure(points)]


def _name(name: str) -> str:
    """A name on one line: Canvas guesses the delimiter from the first three, whatever is quoted.

    And a line whose first cell has the words 'Points Possible' is no student's to it.
    """
    line = cell(" ".join(name.split()))
    return line.replace("Points Possible", "Points-Possible")


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _left_out(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{cell(name)} has a score and no id that Canvas knows; left out "
                 "(--roster tells ids)" for name in names)
