"""What a check says in a notebook's cell: a small table, and the next thing with its picture."""

from __future__ import annotations

import hashlib

from ..progress import next_check
from ..records import CheckResult, Scorecard
from .html import TEMPLATES, drawings
from .terminal import render_next
from .view import not_passed
from .words import count


def cell(card: Scorecard) -> str:
    """The checks of a card as HTML, to stand among a notebook's other outputs."""
    one = next_check(card.checks)
    shown = not_passed(card.checks)
    # A notebook has many outputs, and an id has to be its own among all of them.
    salt = hashlib.sha256(repr(card.checks).encode("utf-8", "replace")).hexdigest()[:6]
    return TEMPLATES.get_template("cell.html").render(
        card=card, one=one, summary=summary(card), others=[c for c in shown if c is not one],
        drawn=drawings(shown, salt))


def summary(card: Scorecard) -> str:
    """What stands, in a sentence."""
    graded = [check for check in card.checks if check.outcome != "not_graded"]
    passed = sum(check.outcome == "passed" for check in graded)
    where = ", ".join(part.id for part in card.parts)
    if not graded:
        return "There is no public check here."
    if passed == len(graded):
        return f"Part {where}: {_all(graded)}."
    return f"Part {where}: {passed} of {count(len(graded), 'check')} passed."


def _all(graded: list[CheckResult]) -> str:
    return "the check passed" if len(graded) == 1 else f"all {len(graded)} checks passed"


def words(card: Scorecard) -> str:
    """The same as text, where no HTML is shown."""
    return render_next(card, next_check(card.checks), 1, color=False, unicode=True)
