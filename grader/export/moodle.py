"""Moodle: the offline grading worksheet that was downloaded, with its grades filled in.

Moodle finds its columns by headers in the site's own language, so a worksheet is filled in and
none is made up. Which column is which is told by what stands in them, and by the header where a
language is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ..errors import OperatorError
from ..standing import Standing
from ..tables import Table, one_word, write_table
from .canvas import Filled
from .scores import cell, figure

_PARTICIPANT: Final = re.compile(r"(?P<word>\D*)(?P<id>\d+)")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?")
_EMPTY: Final = ("", "-")
# 'Grade' as Moodle says it, for worksheets whose maximum does not give it away.
_GRADE: Final = frozenset({
    "grade", "bewertung", "note", "calificación", "calificacion", "valutazione", "voto", "cijfer",
    "beoordeling", "nota", "avaliação", "ocena", "betyg", "karakter", "karakterer", "arvosana",
    "hodnocení", "hodnotenie", "osztályzat", "оценка", "оцінка", "βαθμός", "not", "評点", "成绩",
    "成績", "성적", "الدرجة", "ציון", "hinne", "vertinimas", "vērtējums", "einkunn",
})


def moodle(table: Table, found: Sequence[Standing]) -> Filled:
    """The worksheet with a grade for each participant who has one; all else as it was."""
    who = _identifier(table)
    grade, most = _grade_columns(table)
    comma = most is not None and any("," in row[most] for row in table.rows)
    by_id = {one.student.ids["moodle"]: one for one in found if one.student.ids.get("moodle")}
    used: set[str] = set()
    notices: list[str] = []
    rows = []
    for row in table.rows:
        match = _PARTICIPANT.fullmatch(row[who].strip())
        id = match["id"] if match else ""
        one = by_id.get(id)
        cells = list(row)
        if one is not None:
            used.add(id)
        if one is not None and one.final is not None:
            limit = _value(row[most]) if most is not None else None
            points = one.final
            if limit is not None and points > limit:  # Moodle passes over what is above
                notices.append(f"{cell(one.student.name)} has {figure(points)}, and Moodle takes "
                               f"no more than {figure(limit)}: that was written")
                points = limit
            cells[grade] = figure(points).replace(".", "," if comma else ".")
        rows.append(cells)
    notices += [f"{cell(one.student.name)} has a score and is not in the worksheet; left out"
                for one in found
                if one.final is not None and one.student.ids.get("moodle", "") not in used]
    return Filled(write_table(table, rows), tuple(notices))


def _identifier(table: Table) -> int:
    """The column of 'Participant 1234': a word, the same in each line, and a number."""
    for at in range(len(table.header)):
        if one_word(table, at, _PARTICIPANT):
            return at
    raise OperatorError("this is no grading worksheet of Moodle's: no column tells participants",
                        "download it in the assignment: Actions, Download grading worksheet")


def _grade_columns(table: Table) -> tuple[int, int | None]:
    """The column of the grade, and that of the highest one, which stands right after it."""
    wide = range(len(table.header))
    named = [at for at in wide if table.header[at].strip().casefold() in _GRADE]
    if len(named) == 1 and _grades(table, named[0]):
        after = named[0] + 1
        return named[0], after if after in wide and _same_number(table, after) else None
    found = [at for at in wide[1:] if _same_number(table, at) and _grades(table, at - 1)]
    if found:
        return found[0] - 1, found[0]
    raise OperatorError("no column of the worksheet can be told to be the one for grades",
                        "grade by points in the assignment's settings (a scale has none), and "
                        "download the worksheet again")


def _grades(table: Table, at: int) -> bool:
    cells = {row[at].strip() for row in table.rows}
    return all(cell in _EMPTY or _NUMBER.fullmatch(cell) for cell in cells)


def _same_number(table: Table, at: int) -> bool:
    cells = {row[at].strip() for row in table.rows}
    return len(cells) == 1 and (_value(cells.pop()) or 0) > 0


def _value(text: str) -> float | None:
    text = text.strip()
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None
