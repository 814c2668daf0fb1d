"""Error carried forward: what right later code gives on top of a known earlier mistake. Pure.

A failed check of a later part earns its points where a mistake that is certain explains it, and
where the answers would have been others had that part's own code been wrong. Where they would
not, nothing can be told of that code: the check stays lost, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .diagnosis import Named
from .fingerprint import RIGHT, UNKNOWN
from .fitting import Answered, explains
from .known import ANY, AS_RIGHT, Expectation, Known
from .records import CheckResult


def carry(
    results: Sequence[CheckResult],
    answered: Mapping[str, Answered],
    named: Sequence[Named],
    expected: Expectation,
    order: Mapping[str, int],
) -> list[CheckResult]:
    """The results, with what is carried; `expected` is what all certain mistakes give together.

    `order` has each part's place in the sheet.
    """
    certain = [each.known for each in named if each.certain]
    return [_carry_one(result, answered.get(result.id), certain, expected, order)
            for result in results]


def _carry_one(
    result: CheckResult,
    check: Answered | None,
    certain: Sequence[Known],
    expected: Expectation,
    order: Mapping[str, int],
) -> CheckResult:
    if result.outcome != "failed" or check is None:
        return result
    behind = [known for known in certain if any(
        may != AS_RIGHT for may in known.answers.get(check.id, ()))]
    if not behind or any(order[known.part] >= order[check.part] for known in behind):
        return result  # the part in which a mistake stands pays for it
    if len(behind) == 1 and check.id in behind[0].carried and _told(check, behind[0]):
        return replace(result, carried=result.max_points)
    return replace(result, unjudged=True) if explains(check, expected) else result


def _told(check: Answered, known: Known) -> bool:
    """Whether every probe was answered with values, and just with these."""
    right = known.right.get(check.id, known.answers[check.id])
    return not check.raised and all(mark != UNKNOWN and ANY not in may and mark in may
               for mark, may in zip(check.marks, right, strict=True)) and any(
        mark != RIGHT for mark in check.marks)
