"""A workbook (xlsx) for the instructor: a sheet over all, and one for each part."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from ..records import Scorecard
from ..report.words import OUTCOMES
from ..standing import Standing
from ..text import for_xml, scrub
from .scores import id_list, reasons

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Value: TypeAlias = str | float | None

CELL = 2_000
MADE = datetime(2020, 1, 1)  # the same results, the same cells

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")


def workbook(found: Sequence[Standing], cards: dict[str, Scorecard]) -> bytes:
    """The workbook over these students; `cards` are by the folder of their results."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    first = book.active
    assert first is not None
    first.title = "all"
    _fill(first, [["name", "ids", "status", "score", "bonus", "carried", "late", "adjusted",
                   "final", "reasons"], *(_line(one) for one in found)])
    parts = dict.fromkeys(part.id for card in cards.values() for part in card.parts)
    for part in parts:
        sheet = book.create_sheet(_title(f"part {part}", book.sheetnames))
        _fill(sheet, _part(part, found, cards))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _line(one: Standing) -> list[Value]:
    row = one.row
    return [
        one.student.name, id_list(one.student), one.status,
        None if row is None else row.score, None if row is None else row.bonus,
        None if row is None else row.carried, one.late_points, one.adjusted, one.final,
        "; ".join(reasons(one)),
    ]


def _part(part: str, found: Sequence[Standing], cards: dict[str, Scorecard]) -> list[list[Value]]:
    """Who has what in one part: its points, and how each check ended."""
    titles = list(dict.fromkeys(
        check.title for card in cards.values() for check in card.checks if check.part == part))
    lines: list[list[Value]] = [["name", "points", "of", "carried", "adjusted", *titles]]
    for one in found:
        card = cards.get(one.row.folder) if one.row is not None else None
        score = next((each for each in card.parts if each.id == part), None) if card else None
        outcomes = {check.title: OUTCOMES[check.outcome]
                    for check in (card.checks if card else ()) if check.part == part}
        lines.append([
            one.student.name,
            score.score if score and score.graded else None,
            score.max_score if score else None,
            score.carried_forward if score else None,
            sum(each.points for each in one.adjustments if each.part == part),
            *(outcomes.get(title) for title in titles),
        ])
    return lines


def _fill(sheet: Worksheet, lines: Sequence[Sequence[Value]]) -> None:
    for down, line in enumerate(lines, 1):
        for across, value in enumerate(line, 1):
            cell = sheet.cell(down, across, _text(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"  # whatever it begins with, no formula
    sheet.freeze_panes = "B2"


def _text(text: str) -> str:
    return for_xml(scrub(text, CELL))


def _title(text: str, taken: Sequence[str]) -> str:
    title = _NOT_IN_TITLES.sub("_", _text(text))[:28]
    again = sum(one.casefold().startswith(title.casefold()) for one in taken)
    return f"{title} {again}" if again else title
