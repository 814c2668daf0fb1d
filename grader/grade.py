"""Grading one submission: the whole way of it, from bytes to a scorecard, on one screen."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .collection import collection, importing
from .command import torch_home
from .course import Course, load_course
from .errors import GraderError
from .illustrate import asked_for
from .interview import Interview, right_code
from .judge import Rule
from .observe import Answerer, Group, Remembered, Replies, WorkerAnswerer
from .recording import read_recording
from .records import (
    CheckResult,
    Explained,
    GraderInfo,
    Observation,
    Probe,
    Scorecard,
    Silence,
    Submission,
)
from .remembered import keep_answers, read_answers
from .sandbox import Carrier
from .scorecard import loading_notes, scorecard
from .session import Grading
from .signs import FORGED, groups_of, signs_of
from .suite import Check

if TYPE_CHECKING:
    from .explain import Recall
    from .plugin import Shown


@dataclass(frozen=True)
class Setting:
    """How to grade: with which course, in which carrier, and how much of it."""

    course: Course
    carrier: Carrier
    bonus: bool = False
    parts: tuple[str, ...] | None = None  # None: all
    only: frozenset[str] | None = None  # ids of checks; None: all
    pictures: bool = True  # for whoever shows them

    @property
    def torch(self) -> str | None:
        """Where PyTorch is, if the bonus is asked for and it is there."""
        return torch_home() if self.bonus else None

    @property
    def whole(self) -> bool:
        """Whether all of the sheet is graded, hidden checks too."""
        return self.parts is None and self.only is None and len(self.course.suites) > 1

    @property
    def no_bonus(self) -> str:
        """Why the bonus is not graded."""
        return "PyTorch is not installed here." if self.bonus else "The bonus was not asked for."


class Refused:
    """Answers for a submission that could not be read at all."""

    def __init__(self, reason: str) -> None:
        self._silence = Silence("blocked", reason)

    def answer(self, groups: Sequence[Group]) -> list[Replies]:
        """The reason, to every probe."""
        return [[self._silence] * len(group.probes) for group in groups]


class References:
    """What right code answers, for the main parts and for the bonus, asked once each.

    In a kit, which has no reference, a recording answers for the main parts. For a student's own
    check, what the reference answered before is `kept`.
    """

    def __init__(self, setting: Setting, *, kept: bool = False) -> None:
        course = self._course = setting.course
        self._keeps = kept and course.reference is not None
        self._workers: list[WorkerAnswerer] = []
        self.answerers: dict[bool, Answerer] = {}
        if course.recording is not None:
            self.answerers[False] = read_recording(course.recording)
        if course.reference is not None:
            for bonus in (False, True) if setting.torch else (False,):
                before = read_answers(course) if kept and not bonus else {}
                worker = _worker(course.reference, setting, bonus=bonus, carrier="plain",
                                 lasting=True, early=not before)
                self._workers.append(worker)
                self.answerers[bonus] = Remembered(worker, before)
        self._before = len(self._known()) if self._keeps else 0

    def _known(self) -> dict[Probe, Observation]:
        main = self.answerers[False]
        assert isinstance(main, Remembered)
        return {probe: answer for probe, answer in main.known.items()
                if isinstance(answer, Observation)}

    def close(self) -> None:
        """End the workers; what was asked is still remembered."""
        if self._keeps and len(known := self._known()) > self._before:
            keep_answers(self._course, known)
        for worker in self._workers:
            worker.close()


def _worker(
    submission: Submission, setting: Setting, *, bonus: bool, carrier: Carrier,
    lasting: bool = False, early: bool = True,
) -> WorkerAnswerer:
    sheet = setting.course.sheet
    modules = [module for module in sheet.modules if bonus or module not in sheet.bonus_modules]
    return WorkerAnswerer(
        submission,
        modules=sheet.bonus_modules if bonus else modules,
        names=setting.course.names,
        given=setting.course.given,
        limits=sheet.bonus_limits if bonus else sheet.limits,
        carrier=carrier,
        torch=setting.torch if bonus else None,
        lasting=lasting,
        early=early,
    )


def grade(submission: Submission, setting: Setting, references: References,
          recall: Recall | None = None) -> Scorecard:
    """Grade one submission; raises GraderError where the grader itself fails.

    With a `recall` the card has all that is known, though some checks alone may be asked.
    """
    students: dict[bool, WorkerAnswerer] = {}
    try:
        for bonus in references.answerers if not submission.refused else ():
            students[bonus] = _worker(submission, setting, bonus=bonus, carrier=setting.carrier)
        answerers: dict[bool, Answerer] = dict(students)
        if submission.refused:
            answerers = dict.fromkeys(references.answerers, Refused(submission.refused))
        interviews = _interviews(answerers, references, setting)
        grading = Grading(setting.course.sheet, interviews, no_bonus=setting.no_bonus,
                          parts=setting.parts, only=setting.only, pictures=setting.pictures)
        results = run_session(grading, setting.course)
        explained = _explained(results, grading, interviews[False], setting, references, recall)
        signs: tuple[str, ...] = ()
        if setting.whole and any(result.points for result in results):  # else there is no need
            signs = signs_of(collection(setting.course).signs, answerers[False],
                             references.answerers[False])
        if any(student.forged for student in students.values()):
            signs = (FORGED, *signs)
        loaded = [student.loaded() for student in students.values()]
    finally:
        for student in students.values():
            student.close()
    notes = [note for one in loaded for note in loading_notes(one.states, one.notes)]
    return scorecard(
        setting.course.sheet, submission, explained.results,
        [*dict.fromkeys(notes), *filter(None, [explained.note])],
        GraderInfo(
            version=__version__,
            suite_digest=setting.course.digest,
            python=next((one.python for one in loaded if one.python), platform.python_version()),
            torch=next((one.torch for one in loaded if one.torch), ""),
            carrier=setting.carrier,
        ),
        whole=setting.whole,
        diagnoses=explained.diagnoses,
        signs=signs,
    )


def _explained(results: Sequence[CheckResult], grading: Grading, interview: Interview,
               setting: Setting, references: References, recall: Recall | None) -> Explained:
    """The mistakes behind what failed; nothing is asked where none did, or some alone are known."""
    wrong = any(result.outcome in ("failed", "timeout", "crashed") for result in results)
    if recall is None and (not wrong or setting.only is not None):
        return Explained(tuple(results))
    from .explain import explain

    checks = collect(replace(setting, only=None))
    return explain(setting.course, checks, grading.rules, results, interview, references, recall)


def _interviews(
    students: Mapping[bool, Answerer], references: References, setting: Setting
) -> dict[bool, Interview]:
    sheet = setting.course.sheet
    return {
        bonus: Interview(students[bonus], reference, sheet.bonus_limits if bonus else sheet.limits)
        for bonus, reference in references.answerers.items()
    }


def failed_card(submission: Submission, setting: Setting, why: str) -> Scorecard:
    """The scorecard of a submission on which the grader itself failed: it gives no mark."""
    sheet = setting.course.sheet
    card = scorecard(sheet, submission, [], [f"The grader failed: {why}"], GraderInfo(
        __version__, setting.course.digest, platform.python_version(), "", setting.carrier),
        whole=setting.whole)
    return replace(card, score=None)


def collect(setting: Setting) -> list[Check]:
    """The checks of the course's suites, in sheet order; nothing is asked of anyone."""
    grading = Grading(setting.course.sheet, {}, parts=setting.parts)
    grading.take(collection(setting.course).checks)
    return grading.checks


def warm_up(
    setting: Setting, references: References, *, pictures: bool = False
) -> dict[Probe, Observation]:
    """Ask the reference all that the suites ask, so that processes forked from here need not.

    With `pictures` all that these may ask, too: several times as much, most of which no batch
    needs. Returns what it answered to the probes of the main parts.
    """
    sheet = setting.course.sheet
    known: dict[Probe, Observation] = {}
    checks = collect(setting)
    for bonus, answerer in references.answerers.items():
        limits = sheet.bonus_limits if bonus else sheet.limits
        mine = [check for check in checks if sheet.part(check.part).bonus == bonus]
        groups = right_code(mine, limits)
        groups += [Group((probe,), limits.check_seconds)
                   for probe in (asked_for(mine) if pictures else ())]
        for group, answers in zip(groups, answerer.answer(groups), strict=True):
            for probe, answer in zip(group.probes, answers, strict=True):
                if isinstance(answer, Observation) and not bonus:
                    known[probe] = answer
    if setting.whole:
        references.answerers[False].answer(groups_of(collection(setting.course).signs))
    references.close()
    return known


def run_session(grading: Grading, course: Course) -> list[CheckResult]:
    """Run the suites: a result for each check, in sheet order."""
    found = collection(course)
    with importing(found.path):
        grading.run(found.checks)
    return [grading.results[check.id] for check in grading.checks]


@dataclass(frozen=True)
class ReferenceSession:
    """The reference graded against itself, for a bare `pytest tests/graded`."""

    plugin: Shown
    students: tuple[WorkerAnswerer, ...]
    references: References

    def close(self) -> None:
        """End the workers."""
        for student in self.students:
            student.close()
        self.references.close()


def reference_results(
    setting: Setting, references: References
) -> tuple[list[Check], dict[str, Rule]]:
    """The checks, and the rule of each, from a session in which the reference is a submission.

    Raises GraderError where it does not pass its own checks.
    """
    assert setting.course.reference is not None
    student = _worker(setting.course.reference, setting, bonus=False, carrier="plain")
    try:
        grading = Grading(setting.course.sheet, _interviews({False: student}, references, setting),
                          no_bonus=setting.no_bonus)
        results = run_session(grading, setting.course)
    finally:
        student.close()
    failed = [result.id for result in results if result.outcome not in ("passed", "not_graded")]
    if failed:
        raise GraderError(f"the reference does not pass its own checks: {', '.join(failed[:5])}")
    return grading.checks, grading.rules


def reference_session(home: Path) -> ReferenceSession:
    """A session in which the reference stands in for a submission, bonus included if it can."""
    from .plugin import Shown  # pytest, which is loaded where this is called

    setting = Setting(load_course(home), "plain", bonus=True)
    references = References(setting)
    assert setting.course.reference is not None
    students = {bonus: _worker(setting.course.reference, setting, bonus=bonus, carrier="plain")
                for bonus in references.answerers}
    plugin = Shown(setting.course.sheet, _interviews(students, references, setting),
                   no_bonus=setting.no_bonus)
    return ReferenceSession(plugin, tuple(students.values()), references)
