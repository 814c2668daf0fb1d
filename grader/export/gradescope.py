"""Gradescope: `results.json` for one submission."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ..records import CheckResult, PartScore, Scorecard
from ..report.result import rounded
from ..report.view import not_passed, shown_checks
from ..report.words import CARRIED, GRADER_FAILED, OUTCOMES, UNJUDGED, number, shown
from ..standing import Standing
from .scores import reasons

OUTPUT = 10_000  # characters of any one text


def gradescope(card: Scorecard, *, show_hidden: bool, standing: Standing | None = None) -> str:
    """The submission's result: a test a part with its points, and one for each check that failed.

    A hidden check is there by title and outcome alone, unless `show_hidden`.
    """
    checks = shown_checks(card.checks, show_hidden=show_hidden, trusted=False)
    tests = [_part(part, checks) for part in card.parts if part.graded]
    numbers: dict[str, int] = {}
    for check in not_passed(checks):
        numbers[check.part] = numbers.get(check.part, 0) + 1
        tests.append(_check(check, f"{check.part}.{numbers[check.part]}"))
    score = None if card.score is None else card.score + card.bonus
    said = [f"score {number(card.score)} / {number(card.max_score)}"
            if card.score is not None else GRADER_FAILED, *card.notes]
    origin = standing.arrival.origin if standing and standing.arrival else ""
    came = {"submission": origin} if origin else {}
    if standing is not None and standing.by_hand:
        score = standing.final
        said += reasons(standing)
    result: dict[str, object] = {
        "output": _text("\n".join(said)),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"suite_digest": card.grader.suite_digest, "digest": card.digest,
                       "carrier": card.grader.carrier} | came,
    }
    # Without any score Gradescope says that the autograder failed, which is then so.
    whole = result if score is None else {"score": rounded(score)} | result
    return json.dumps(whole, indent=2, allow_nan=False) + "\n"


def _part(part: PartScore, checks: Sequence[CheckResult]) -> dict[str, object]:
    mine = [check for check in checks if check.part == part.id]
    passed = sum(check.outcome == "passed" for check in mine)
    said = f"{passed} of {len(mine)} checks passed."
    if part.carried_forward:
        said += f" {number(part.carried_forward)} of these points are carried forward: {CARRIED}"
    return {
        "number": part.id,
        "name": _text(part.title),
        "score": rounded(part.score),
        "max_score": 0.0 if part.bonus else rounded(part.max_score),
        "status": "passed" if part.score >= part.max_score - 1e-9 else "failed",
        "output": _text(said),
        "output_format": "text",
        "visibility": "visible",
    }


def _check(check: CheckResult, label: str) -> dict[str, object]:
    return {
        "number": label,
        "name": _text(check.title),
        "status": "failed",
        "output": _text(told(check)),
        "output_format": "text",
        "tags": ["hidden"] if check.hidden else [],
        "visibility": "visible",
    }


def told(check: CheckResult) -> str:
    """What there is to say of a check that did not pass, as plain text."""
    lines = [f"This check {OUTCOMES[check.outcome]}." if check.outcome != "failed"
             else "", check.message]
    if check.probe:
        lines += ["", check.probe, ""]
    lines += [f"{row.expression}: {row.yours}, expected {row.expected}" for row in check.rows]
    if check.carried:
        lines.append(f"{number(check.carried)} carried forward. {CARRIED}")
    elif check.unjudged:
        lines.append(UNJUDGED)
    if check.hints:
        lines.append(f"hint: {check.hints[0]}")
    return "\n".join(lines).strip("\n") or "Failed."


def _text(text: str) -> str:
    return shown(text, OUTPUT)
