"""The report for a terminal: what stands, what did not pass, and how to see it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from ..judge import NOT_WRITTEN
from ..records import CheckResult, Scorecard
from ..text import inert
from .bars import bars, strip
from .layout import NARROWEST, PASTED, Paper, Style
from .view import Cause, Section, View, view
from .words import GRADER_FAILED, OUTCOMES, UNJUDGED, bonus_parts, carried, count, number

T = TypeVar("T")

LIMIT: Final = 5  # failed checks shown in full
TITLES: Final = 8  # of a list of titles, or of notes
ROWS: Final = 8


def render(
    card: Scorecard,
    *,
    width: int = 80,
    color: bool,
    unicode: bool,
    show_hidden: bool,
    part: str | None = None,
    limit: int | None = LIMIT,
    plain: bool = False,
    lost: Sequence[CheckResult] = (),
    hidden_points: Mapping[str, float] | None = None,
) -> str:
    """The whole report but its last line, which is the caller's; `limit` None shows all.

    `lost` has what passed before and does not now; `hidden_points` what is decided elsewhere.
    """
    paper = Paper(max(width, NARROWEST), color, unicode, plain)
    seen = view(card, show_hidden=show_hidden, trusted=True, part=part)
    blocks = [
        _header(paper, card, seen),
        _lost(paper, lost),
        _parts(paper, card, seen, hidden_points) if card.score is not None else [],
        _notes(paper, card, limit),
        _diagnoses(paper, seen, limit),
        _blocked(paper, seen, limit),
        *_failed(paper, seen, limit),
        _withheld(paper, seen, limit),
        _not_graded(paper, seen),
    ]
    return _joined(blocks)


def render_next(
    card: Scorecard,
    next_one: CheckResult | None,
    level: int,
    *,
    width: int = 80,
    color: bool,
    unicode: bool,
    plain: bool = False,
    lost: Sequence[CheckResult] = (),
    hidden_points: Mapping[str, float] | None = None,
    quote: str = "",
    low: bool = False,
) -> str:
    """A student's own view: what stands, and one next thing, with its hint of this `level`.

    `quote` is the line of code that its message names. On a `low` screen the parts take a line
    or two.
    """
    paper = Paper(max(width, NARROWEST), color, unicode, plain)
    seen = view(card, show_hidden=False, trusted=True)
    if low:
        parts = [] if plain else strip(paper, seen.parts)
    else:
        parts = _parts(paper, card, seen, hidden_points)
    said = {check.message for check in (*lost, *([next_one] if next_one else []))}
    return _joined([
        _header(paper, card, seen),
        _lost(paper, lost),
        parts if card.score is not None else [],
        _notes(paper, replace(card, notes=tuple(n for n in card.notes if n not in said)), LIMIT),
        _diagnoses(paper, seen, LIMIT, most=1),
        _next(paper, seen, next_one, level, quote) if next_one else [],
    ])


def _joined(blocks: Sequence[list[str]]) -> str:
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


def _parts(
    paper: Paper, card: Scorecard, seen: View, hidden: Mapping[str, float] | None = None
) -> list[str]:
    lines = bars(paper, seen.parts, hidden)
    if forward := carried(card):
        points_text = f"{number(forward)} {'point' if forward == 1 else 'points'}"
        lines += paper.prose(
            f"{points_text} carried forward: a mistake made once is not counted again "
            "where later parts build on it.",
            style="quiet",
        )
    return lines


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


def _diagnoses(
    paper: Paper, seen: View, limit: int | None, most: int | None = None
) -> list[str]:
    """What was named; beyond the first `most` by title alone."""
    if not seen.diagnoses:
        return []
    lines = _heading(paper, "What seems to have happened")
    for place, each in enumerate(seen.diagnoses):
        found = each.diagnosis
        lines += paper.item(found.part, f"{found.title} ({found.confidence})", 2, "warn")
        if most is not None and place >= most:
            continue
        lines += paper.prose(found.explanation, 4)
        if each.many:
            lines += paper.prose(f"It explains {count(each.many, 'check')}"
                                 + ("." if limit is not None else ":"), 4, "quiet")
        if limit is None:
            for check in each.failed:
                lines += ["", *_check(paper, check)]
            for check in each.withheld:
                lines += paper.item(_sign(paper), _title(check), 4, "bad")
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


def _lost(paper: Paper, lost: Sequence[CheckResult]) -> list[str]:
    """What passed before and does not now, each cause of it said once."""
    lines = _heading(paper, "Passed before, and fails now") if lost else []
    shown, more = _some([check for check in lost if check.outcome != "blocked"], LIMIT)
    for check in shown:
        lines += paper.item(_sign(paper), f"{check.part}  {check.title.removesuffix('.')}", 2,
                            "bad")
    lines += _more(paper, more, "check")
    for cause, many in Counter(c.message for c in lost if c.outcome == "blocked").items():
        lines += paper.item(_sign(paper), f"{count(many, 'check')} cannot run now. {cause}", 2,
                            "bad")
    return lines


def _next(paper: Paper, seen: View, check: CheckResult, level: int, quote: str) -> list[str]:
    """The one next thing, with its hint of this level."""
    title = next((part.title for part in seen.parts if part.id == check.part), "")
    lines = _heading(paper, f"Next: {check.part}  {title}")
    if check.outcome == "blocked":
        many = sum(other.message == check.message for cause in seen.blocked
                   for other in cause.checks)
        lines += paper.prose(check.message, 2, "bad")
        lines += ["", *paper.verbatim(quote, 6), ""] if quote else []
        return lines + paper.prose(
            f"{count(many, 'check waits', 'checks wait')} for it.", 2, "quiet")
    # A thing that is not written yet has no value to show.
    unwritten = check.message.startswith(NOT_WRITTEN)
    lines += _check(paper, replace(check, rows=()) if unwritten else check, level)
    if 1 < len(check.hints) == level:
        lines += ["", *paper.prose("That is the last hint. It is a question to think about with "
                                   "somebody: take it to a person, with what you have tried.", 4)]
    return lines


def _sign(paper: Paper) -> str:
    return "-" if paper.plain else "✗"


def _hint(paper: Paper, check: CheckResult, level: int | None) -> list[str]:
    if not check.hints:
        return []
    shown = min(max(level or 1, 1), len(check.hints))
    # A report shows the first; a student who checks can ask for the others.
    lead = f"Hint {shown} of {len(check.hints)}:" if level else "Hint:"
    return paper.item(lead, check.hints[shown - 1], 4, "warn")


def _check(paper: Paper, check: CheckResult, level: int | None = None) -> list[str]:
    how = OUTCOMES[check.outcome] + (", hidden" if check.hidden else "")
    sign = "!" if check.outcome == "grader_error" else _sign(paper)
    if sign != "!" and level is None:  # the one next thing is not about points
        how += f", {number(check.points)} / {number(check.max_points)}"
    if check.carried:
        how += f", {number(check.carried)} carried forward"
    lines = paper.item(sign, f"{check.title.removesuffix('.')} ({how})", 2, "bad")
    lines += paper.prose(check.message, 4)
    if check.unjudged:
        lines += paper.prose(UNJUDGED, 4, "quiet")
    blocks = [
        paper.verbatim(check.probe, PASTED) if check.probe else [],
        _table(paper, check) if check.rows else [],
        ["    It printed:", *paper.verbatim(check.printed, 6)] if check.printed else [],
        _hint(paper, check, level),
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
        lines += paper.item(_sign(paper), _title(check), 2, "bad")
    return lines + _more(paper, more, "check")


def _title(check: CheckResult) -> str:
    return f"{check.part}  {check.title.removesuffix('.')} ({OUTCOMES[check.outcome]})"


def _some(several: Sequence[T], limit: int | None) -> tuple[list[T], int]:
    kept = list(several) if limit is None else list(several[:TITLES])
    return kept, len(several) - len(kept)


def _more(paper: Paper, many: int, what: str, indent: int = 2) -> list[str]:
    return paper.prose(f"and {count(many, f'more {what}')}", indent, "quiet") if many else []
