"""From a session's answers to the mistakes behind them, and to what these carry forward.

This is where the pure stages meet what they need: the file of known marks, the reference for what
only asking can tell (two mistakes at once), and what a process remembers of both.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .carry import carry
from .compose import Composer
from .course import Course
from .diagnosis import Named, diagnose, expectation
from .fingerprint import RIGHT, UNKNOWN, marks
from .fitting import Answered, allowed, consistent
from .interview import Interview
from .known import (
    AS_RIGHT,
    FILE,
    Catalogue,
    Expectation,
    catalogue,
    check_keys,
    patch_key,
    reach,
    read_raw,
)
from .misconceptions import read_misconceptions
from .records import CheckResult, Diagnosis, Explained, Observation, Raised
from .suite import Check

if TYPE_CHECKING:
    from .grade import References
    from .judge import Rule


# Without the folder's own name: the same submission gives the same bytes, wherever it lies.
STALE = ("Mistakes were not named: a suite, the reference or the catalogue has changed since it "
         "was worked out what known mistakes answer. Whoever runs the grader can type: make known "
         "(for an exercise in a folder of its own: "
         ".venv/bin/python -m grader known --assignment DIR)")


def known_file(course: Course) -> Path:
    """Where the marks of known mistakes are kept."""
    folder = course.home / "reference"
    return (folder if course.reference is not None else course.home / "tests" / "graded") / FILE


def read_catalogue(course: Course, checks: Sequence[Check]) -> Catalogue:
    """The catalogue for these checks, read once by each process."""
    return _read(_Same((course.home, course.digest, tuple(check.id for check in checks)),
                       (course, tuple(checks))))


class _Same:
    """What a cache goes by, and what it stands for."""

    def __init__(self, key: object, value: Any) -> None:
        self.key, self.value = key, value

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.key == other.key


@functools.lru_cache(maxsize=8)
def _read(same: _Same) -> Catalogue:
    course, checks = same.value
    if not known_file(course).exists():  # a course that has worked out none
        return Catalogue()
    raw = read_raw(known_file(course))
    if course.reference is None:  # a kit's are those of its own checks
        return catalogue(raw, checks)
    patches = {each.id: patch_key(each) for each in read_misconceptions(course)
               if not any(patch.module in course.sheet.bonus_modules for patch in each.patches)}
    return catalogue(raw, checks, check_keys(course, checks), patches)


@dataclass
class Recall:
    """What is known of a folder from save to save, where a session may ask some checks alone."""

    results: dict[str, CheckResult] = field(default_factory=dict)  # by check id, in sheet order
    rules: dict[str, Rule] = field(default_factory=dict)
    answered: dict[str, Answered] = field(default_factory=dict)

    def take(self, results: Sequence[CheckResult], rules: Mapping[str, Rule],
             answered: Sequence[Answered]) -> None:
        """Put what a session found in the place of what was known of its checks."""
        for result in results:
            self.results[result.id] = result
            self.answered.pop(result.id, None)
        self.rules |= rules
        self.answered |= {each.id: each for each in answered}


def explain(
    course: Course,
    checks: Sequence[Check],
    rules: Mapping[str, Rule],
    results: Sequence[CheckResult],
    interview: Interview,
    references: References,
    recall: Recall | None = None,
) -> Explained:
    """The mistakes behind what failed in the main parts.

    With a `recall`, the results may be those of some of the `checks`; what is explained, and comes
    back, is all that is known then.
    """
    checks = [check for check in checks if not course.sheet.part(check.part).bonus]
    known = read_catalogue(course, checks)
    answered = _answered(checks, rules, results, interview, known,
                         sealed=course.reference is None)
    if recall is not None:
        recall.take(results, rules, answered)
        results, rules = tuple(recall.results.values()), recall.rules
        answered = [recall.answered[check.id] for check in checks if check.id in recall.answered]
    if known.stale:
        return Explained(tuple(results), note=STALE)
    with closing(Composer(course, checks, rules, references)) as composer:
        named = diagnose(known, answered, composer.compose)
        certain = [each.known for each in named if each.certain]
        expected = expectation(certain, answered, composer.compose) if certain else {}
    by_id = {check.id: check for check in answered}
    if certain and course.sheet.carry_forward:
        order = {part.id: number for number, part in enumerate(course.sheet.parts)}
        results = carry(results, by_id, named, expected, order)
    return Explained(tuple(results), tuple(_diagnosis(each, answered, expected) for each in named))


def _answered(
    checks: Sequence[Check], rules: Mapping[str, Rule], results: Sequence[CheckResult],
    interview: Interview, known: Catalogue, *, sealed: bool,
) -> list[Answered]:
    ended = {result.id: result.outcome for result in results}
    states = interview.loaded.states
    found = []
    for check in checks:
        if check.id not in rules or ended[check.id] in ("not_graded", "grader_error"):
            continue
        if check.secret and sealed:  # a kit knows nothing of what is found by hand
            continue
        replies, right = interview.replies(check), interview.expected(check)
        # What passed has nothing to look into: that is most of it.
        mine = ((RIGHT,) * len(check.probes) if ended[check.id] == "passed"
                else marks(check.probes, replies, right, rules[check.id], states))
        raised = any(isinstance(answer, Raised) for reply in replies
                     if isinstance(reply, Observation) for answer in reply.answers)
        found.append(Answered(check.id, check.part, mine, ended[check.id] != "passed",
                              reach(check, known.imports), raised))
    return found


def _diagnosis(named: Named, answered: Sequence[Answered], expected: Expectation) -> Diagnosis:
    known = named.known
    explained = []
    for check in answered:
        may = allowed(known.answers, check)
        touched = any(each != AS_RIGHT and mark not in (RIGHT, UNKNOWN)
                      for mark, each in zip(check.marks, may, strict=True))
        # A mistake that is only probable is like what came out, not the same.
        if check.failed and touched and (not named.certain or consistent(check, expected)):
            explained.append(check.id)
    return Diagnosis(
        id=known.id, part=known.part, title=known.title,
        explanation=f'Perhaps you thought: "{known.belief}"\n\n{known.experiment.strip()}',
        confidence="certain" if named.certain else "probable", explains=tuple(explained),
    )
