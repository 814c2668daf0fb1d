"""The parts of a sheet with their points, a bar for each, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..records import PartScore
from .layout import Paper, cells
from .words import number

BAR: Final = 20
LABEL: Final = 8
NARROW: Final = 64


def bars(
    paper: Paper, parts: Sequence[PartScore], hidden: Mapping[str, float] | None = None
) -> list[str]:
    """A line a part; `hidden` has the points of each that hidden checks decide, if that is said."""
    if not parts:
        return []
    more = {id: f"+ {number(points)} hidden" for id, points in (hidden or {}).items() if points > 0}
    if paper.width < NARROW and not paper.plain:
        more = {}  # the last line of a check has their sum
    if paper.plain:
        return [line for part in parts for line in _spoken(paper, part, more.get(part.id, ""))]
    labels = [paper.text(part.id) for part in parts]
    points = [f"{number(part.score)} / {number(part.max_score)}" for part in parts]
    label_width = min(max(map(cells, labels)), LABEL)
    points_width = max(map(len, points))
    more_width = max((len(text) + 2 for text in more.values()), default=0)
    bar_width = BAR if paper.width >= NARROW and not more else BAR // 2
    title_width = paper.width - label_width - points_width - more_width - bar_width - 6
    title_width = min(title_width, max(cells(paper.text(part.title)) for part in parts))
    lines = []
    for part, label, point in zip(parts, labels, points, strict=True):
        title = _cut(paper, paper.text(part.title).replace("\n", " "), title_width)
        line = f"{_pad(_cut(paper, label, label_width), label_width)}  {_pad(title, title_width)}"
        if part.graded:
            line += f"  {_bar(paper, part, bar_width)}  {point.rjust(points_width)}"
            if part.id in more:
                line += "  " + paper.paint(more[part.id], "quiet")
        else:
            line += f"  {paper.paint('not graded', 'quiet')}"
        lines.append(line)
    return lines


def strip(paper: Paper, parts: Sequence[PartScore]) -> list[str]:
    """All parts in as few lines as there can be, for a low screen."""
    pieces = [(f"{_cut(paper, paper.text(part.id).replace(chr(10), ' '), LABEL)} ",
               _bar(paper, part, 5)) for part in parts if part.graded]
    lines, used = [""], 0
    for label, bar in pieces:
        wide = cells(label) + 5 + 2
        if used + wide - 2 > paper.width:
            lines, used = [*lines, ""], 0
        lines[-1] += f"{label}{bar}  "
        used += wide
    return [line.rstrip() for line in lines]


def _spoken(paper: Paper, part: PartScore, more: str) -> list[str]:
    points = (f"{number(part.score)} of {number(part.max_score)} points" if part.graded
              else "not graded")
    return paper.prose(f"{part.id} {part.title}: {points}{' ' + more if more else ''}.")


def _bar(paper: Paper, part: PartScore, width: int) -> str:
    share = min(max(part.score / part.max_score, 0.0), 1.0) if part.max_score > 0 else 0.0
    # A part is shown full only where it is, and empty only where it is.
    full = width if share == 1 else min(int(share * width + 0.5), width - 1)
    full = max(full, 1) if share > 0 else 0
    return paper.paint(paper.text("█" * full), "good") + paper.paint(
        paper.text("░" * (width - full)), "quiet"
    )


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _cut(paper: Paper, text: str, width: int) -> str:
    if cells(text) <= width:
        return text
    end = paper.text("…")
    while text and cells(text) + cells(end) > width:
        text = text[:-1]
    return text.rstrip() + end
