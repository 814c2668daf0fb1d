"""What the reference answers with known mistakes in it: what is not kept is asked as it is needed.

That is what several give at once, and what one gives in more manners than those that are kept.

One worker holds the right reference, and the fork that answers a question loads its own patched
modules first: a worker for each way of writing them would take longer than all that is asked.
What was asked is remembered as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .course import Course
from .fingerprint import Marks, marks
from .known import Expectation, closures, reach, sources_of
from .manners import Manner, read_manners, read_more_manners, steady, styled
from .misconceptions import DoesNotFit, Misconception, apply, read_misconceptions
from .observe import Group, Replies
from .records import Probe
from .suite import Check

if TYPE_CHECKING:
    from .grade import References
    from .judge import Rule
    from .observe import WorkerAnswerer

# What never ends should end soon; the longest check takes a fraction of a second.
SECONDS = {"import_seconds": 5, "check_seconds": 2}
MOST_REMEMBERED = 40_000
# The worker's own finder holds the files, and what is no longer among the modules is loaded anew.
LOAD = """
import importlib, sys
next(each for each in sys.meta_path if hasattr(each, "files")).files.update({files!r})
for name in {names!r}: sys.modules.pop(name, None)
for name in {names!r}: importlib.import_module(name)
"""


def loading(sources: Mapping[str, str], right: Mapping[str, str],
            imports: Mapping[str, frozenset[str]], check: Check) -> Probe:
    """What a fork of the right reference runs first, to answer a check by these modules."""
    changed = {name for name, source in sources.items() if source != right[name]}
    names = sorted(name for name in reach(check, imports) if not imports[name].isdisjoint(changed))
    files = {f"{name}.py": sources[name].encode() for name in sorted(changed)}
    return Probe(LOAD.format(files=files, names=names), ())


def quick_worker(course: Course) -> WorkerAnswerer:
    """A worker with the right reference, whose forks end soon."""
    from .grade import Setting, _worker

    assert course.reference is not None
    limits = replace(course.sheet.limits, **SECONDS)
    quick = replace(course, sheet=replace(course.sheet, limits=limits))
    return _worker(course.reference, Setting(quick, "plain"), bonus=False, carrier="plain",
                   lasting=True)


# The course, the mistakes, the styles, and the check.
Question = tuple[str, tuple[str, ...], tuple[str, ...], str]

_remembered: dict[Question, Marks] = {}
_ways: dict[str, _Ways] = {}  # by course, of which a process knows one or two


@dataclass(frozen=True)
class _Ways:
    """How a course's reference can be written, right and wrong."""

    sources: Mapping[str, str]
    imports: Mapping[str, frozenset[str]]
    manners: tuple[Manner, ...]
    more: tuple[Manner, ...]
    misconceptions: Mapping[str, Misconception]


class Composer:
    """Asks the reference with mistakes in it; `close` it when nothing is left to ask."""

    def __init__(self, course: Course, checks: Sequence[Check], rules: Mapping[str, Rule],
                 references: References) -> None:
        self._course, self._rules, self._references = course, rules, references
        self._checks = {check.id: check for check in checks}
        self._worker: WorkerAnswerer | None = None

    def compose(
        self, ids: tuple[str, ...], checks: Sequence[str], manner: int
    ) -> Expectation | None:
        """What right code with these mistakes answers, written in one more manner, by its number.

        None where nobody can say (in a kit), where the mistakes do not go together, and where there
        is no such manner.
        """
        if self._course.reference is None:
            return None
        ways = self._read()
        try:
            wrong = apply(ways.sources, [patch for id in ids
                                         for patch in ways.misconceptions[id].patches])
            # What one alone gives in the others is known.
            manners = ways.more if len(ids) == 1 else (*ways.manners, *ways.more)
            variants = manners[manner].variants
        except (DoesNotFit, KeyError, IndexError):
            return None
        written = dict(styled(wrong, styles) for styles in variants)
        self._ask({(self._course.digest, ids, styles, id): sources
                   for styles, sources in written.items() for id in checks})
        return {id: steady([_remembered[self._course.digest, ids, styles, id]
                            for styles in written]) for id in checks}

    def close(self) -> None:
        """End the worker, if there was one."""
        if self._worker is not None:
            self._worker.close()

    def _read(self) -> _Ways:
        course = self._course
        if course.digest not in _ways:
            sources = sources_of(course)
            _ways[course.digest] = _Ways(
                sources, closures(sources), read_manners(course), read_more_manners(course),
                {each.id: each for each in read_misconceptions(course)})
        return _ways[course.digest]

    def _ask(self, questions: Mapping[Question, Mapping[str, str]]) -> None:
        """Have the marks of all that is new remembered; each has the modules that answer it."""
        if len(_remembered) > MOST_REMEMBERED:
            _remembered.clear()
        new = {each: sources for each, sources in questions.items() if each not in _remembered}
        if not new:
            return
        if self._worker is None:
            self._worker = quick_worker(self._course)
        seconds, ways = SECONDS["check_seconds"], self._read()
        groups = [Group((loading(sources, ways.sources, ways.imports, self._checks[question[-1]]),
                         *self._checks[question[-1]].probes), seconds)
                  for question, sources in new.items()]
        for question, replies in zip(new, self._worker.answer(groups), strict=True):
            _remembered[question] = self._marks(self._checks[question[-1]], replies[1:])

    def _marks(self, check: Check, replies: Replies) -> Marks:
        [right] = self._references.answerers[False].answer(
            [Group(check.probes, self._course.sheet.limits.check_seconds)])
        return marks(check.probes, replies, right, self._rules[check.id], {})
