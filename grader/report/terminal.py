"""The report for a terminal: what stands, what did not pass, and how to see it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, TypeVar

from ..records import CheckResult, PartScore, Scorecard
from ..text import inert
from .layout import NARROWEST, Paper, Style, cells
from .view import Cause, Section, View, view
from .words import GRADER_FAILED, OUTCOMES, UNJUDGED, bonus_parts, carried, count, number

T = TypeVar("T")

LIMIT: Final = 5  # failed checks shown in full
TITLES: Final = 8  # of a list of titles, or of notes
ROWS: Final = 8
BAR: Final = 20


def render(
    card: Scorecard,
    *,
    width: int = 80,
    color: bool,
    unicode: bool,
    show_hidden: bool,
    part: str | None = None,
    limit: int | None = LIMIT,
) -> str:
    """The whole report but its last line, which is the caller's; `limit` None shows all."""
    paper = Paper(max(width, NARROWEST), color, unicode)
    seen = view(card, show_hidden=show_hidden, trusted=True, part=part)
    blocks = [
        _header(paper, card, seen),
        _parts(paper, card, seen) if card.score is not None else [],
        _notes(paper, card, limit),
        _diagnoses(paper, seen, limit),
        _blocked(paper, seen, limit),
        *_failed(paper, seen, limit),
        _withheld(paper, seen, limit),
        _not_graded(paper, seen),
    ]
    return inert("\n\n".join("\n".join(block) for block in blocks if block) + "\n")


def score_line(card: Scorecard) -> str:
    """The last line of a grading: 'score 81 / 100'."""
    if card.score is None:
        return "score none: the grader failed"
    line = f"score {number(card.score)} / {number(card.max_score)}"
    bonus = bonus_parts(card)
    if bonus:
        most = sum(part.max_score for part in bonus)
        line += f" + bonus {number(card.bonus)} / {number(most)}"
    return line


def check_line(card: Scorecard, hidden_points: float) -> str:
    """The last line of a student's own check: 'score 23.5 / 60 (hidden checks decide 40 more)'."""
    if card.score is None or hidden_points <= 0:
        return score_line(card)
    return f"{score_line(card)} (hidden checks decide {number(hidden_points)} more)"


def _header(paper: Paper, card: Scorecard, seen: View) -> list[str]:
    lines = paper.prose(card.name, style="bold")
    if card.score is None:
        lines += paper.prose(GRADER_FAILED, style="bad")
    elif card.kind == "refused":
        lines += paper.prose("Nothing of this submission could be graded.")
    elif seen.total and len(seen.passed) == seen.total:
        lines += paper.prose("Every check passed.", style="good")
    elif seen.total:
        lines += paper.prose(f"{len(seen.passed)} of {count(seen.total, 'check')} passed.")
    return lines


def _parts(paper: Paper, card: Scorecard, seen: View) -> list[str]:
    if not seen.parts:
        return []
    labels = [paper.text(part.id) for part in seen.parts]
    points = [f"{number(part.score)} / {number(part.max_score)}" for part in seen.parts]
    label_width = min(max(map(cells, labels)), 8)
    points_width = max(map(len, points))
    bar_width = BAR if paper.width >= 64 else BAR // 2
    title_width = paper.width - label_width - points_width - bar_width - 6
    title_width = min(title_width, max(cells(paper.text(part.title)) for part in seen.parts))
    lines = []
    for part, label, point in zip(seen.parts, labels, points, strict=True):
        title = _cut(paper, paper.text(part.title).replace("\n", " "), title_width)
        line = f"{_pad(_cut(paper, label, label_width), label_width)}  {_pad(title, title_width)}"
        if part.graded:
            line += f"  {_bar(paper, part, bar_width)}  {point.rjust(points_width)}"
        else:
            line += f"  {paper.paint('not graded', 'quiet')}"
        lines.append(line)
    if forward := carried(card):
        points_text = f"{number(forward)} {'point' if forward == 1 else 'points'}"
        lines += paper.prose(
            f"{points_text} carried forward: a mistake made once is not counted again "
            "where later parts build on it.",
            style="quiet",
        )
    return lines


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


def _heading(paper: Paper, text: str) -> list[str]:
    return paper.prose(text, style="bold")


def _notes(paper: Paper, card: Scorecard, limit: int | None) -> list[str]:
    if not card.notes:
        return []
    shown, more = _some(card.notes, limit)
    lines = _heading(paper, "Notes")
    for note in shown:
        lines += paper.item("-", note, 2)
    return lines + _more(paper, more, "note")


def _diagnoses(paper: Paper, seen: View, limit: int | None) -> list[str]:
    if not seen.diagnoses:
        return []
    lines = _heading(paper, "What seems to have happened")
    for each in seen.diagnoses:
        found = each.diagnosis
        lines += paper.item(found.part, f"{found.title} ({found.confidence})", 2, "warn")
        lines += paper.prose(found.explanation, 4)
        if each.many:
            lines += paper.prose(f"It explains {count(each.many, 'check')}"
                                 + ("." if limit is not None else ":"), 4, "quiet")
        if limit is None:
            for check in each.failed:
                lines += ["", *_check(paper, check)]
            for check in each.withheld:
                lines += paper.item("✗", _title(check), 4, "bad")
    return lines


def _blocked(paper: Paper, seen: View, limit: int | None) -> list[str]:
    lines: list[str] = []
    for cause in seen.blocked:
        lines += _heading(paper, "Could not run") if not lines else []
        lines += paper.prose(cause.message or "The reason was not recorded.", 2, "bad")
        lines += _titles(paper, cause, limit)
    return lines


def _not_graded(paper: Paper, seen: View) -> list[str]:
    lines: list[str] = []
    for cause in seen.not_graded:
        lines += _heading(paper, "Not graded, at no cost") if not lines else []
        lines += paper.prose(cause.message, 2)
        lines += paper.prose(count(len(cause.checks), "check"), 4, "quiet")
    return lines


def _titles(paper: Paper, cause: Cause, limit: int | None) -> list[str]:
    shown, more = _some(cause.checks, limit)
    lines: list[str] = []
    for check in shown:
        lines += paper.item(check.part, check.title, 4)
    return lines + _more(paper, more, "check", 4)


def _failed(paper: Paper, seen: View, limit: int | None) -> list[list[str]]:
    blocks: list[list[str]] = []
    left: Counter[str] = Counter()
    shown = 0
    for section in seen.sections:
        for check in section.failed:
            if limit is not None and shown >= limit:
                left[section.part.id] += 1
                continue
            heading = _part_heading(paper, section) if check is section.failed[0] else []
            blocks.append(heading + _check(paper, check))
            shown += 1
    if left:
        where = ", ".join(f"{many} in {part}" for part, many in left.items())
        total = sum(left.values())
        more = "did not pass, not shown" if not shown else "more did not pass, not shown"
        blocks.append(paper.prose(f"{total} {more}: {where}.", style="quiet"))
    return blocks


def _part_heading(paper: Paper, section: Section) -> list[str]:
    return _heading(paper, f"{section.part.id}  {section.part.title}")


def _check(paper: Paper, check: CheckResult) -> list[str]:
    how = OUTCOMES[check.outcome] + (", hidden" if check.hidden else "")
    sign = "!" if check.outcome == "grader_error" else "✗"
    if sign != "!":
        how += f", {number(check.points)} / {number(check.max_points)}"
    if check.carried:
        how += f", {number(check.carried)} carried forward"
    lines = paper.item(sign, f"{check.title.removesuffix('.')} ({how})", 2, "bad")
    lines += paper.prose(check.message, 4)
    if check.unjudged:
        lines += paper.prose(UNJUDGED, 4, "quiet")
    blocks = [
        paper.verbatim(check.probe, 6) if check.probe else [],
        _table(paper, check) if check.rows else [],
        ["    It printed:", *paper.verbatim(check.printed, 6)] if check.printed else [],
        paper.item("Hint:", check.hints[0], 4, "warn") if check.hints else [],
    ]
    return lines + [line for block in blocks if block for line in ("", *block)]


def _table(paper: Paper, check: CheckResult) -> list[str]:
    rows = check.rows
    if len(rows) > ROWS:
        rows = tuple(row for row in rows if not row.agrees)[:ROWS] or rows[:ROWS]
    head = ("", "", "yours", "expected")
    body: list[tuple[Sequence[str], Style | None]] = [
        (("" if row.agrees else "≠", row.expression, row.yours, row.expected),
         None if row.agrees else "bad")
        for row in rows
    ]
    lines = paper.table(head, body, 4)
    return lines + _more(paper, len(check.rows) - len(rows), "row", 4)


def _withheld(paper: Paper, seen: View, limit: int | None) -> list[str]:
    hidden = [check for section in seen.sections for check in section.withheld]
    if not hidden:
        return []
    shown, more = _some(hidden, limit)
    lines = _heading(paper, "Hidden checks that did not pass, by title alone")
    for check in shown:
        lines += paper.item("✗", _title(check), 2, "bad")
    return lines + _more(paper, more, "check")


def _title(check: CheckResult) -> str:
    return f"{check.part}  {check.title.removesuffix('.')} ({OUTCOMES[check.outcome]})"


def _some(several: Sequence[T], limit: int | None) -> tuple[list[T], int]:
    kept = list(several) if limit is None else list(several[:TITLES])
    return kept, len(several) - len(kept)


def _more(paper: Paper, many: int, what: str, indent: int = 2) -> list[str]:
    return paper.prose(f"and {count(many, f'more {what}')}", indent, "quiet") if many else []
