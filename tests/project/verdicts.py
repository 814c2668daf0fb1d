"""How every check ends, for many submissions: `python verdicts.py FOLDER` prints it as JSON.

A program of its own, so that the same submissions can be graded in one fresh process after the
other, from wherever they lie.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import grading
import pytest
from grading import Bench

from grader import session
from grader.collection import collection
from grader.compare import show
from grader.grade import _worker
from grader.interview import Interview
from grader.judge import Projection
from grader.observe import Group
from grader.records import CheckResult, Observation, Probe, Raised, Silence
from grader.session import Grading
from grader.suite import Check


@contextmanager
def unshrunk() -> Iterator[None]:
    """Until this ends, no smaller example of a failure is looked for: no verdict needs one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "make_smaller", lambda *_: {})
        yield


class Panel(Grading):
    """The checks of the main parts, collected once and then asked of many submissions."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench.course.sheet, {})
        self._bench = bench
        self._found = [check for check in collection(bench.course).checks
                       if not bench.course.sheet.part(check.part).bonus]
        self.take(self._found)

    def ask(self, modules: Mapping[str, str | bytes], ids: Collection[str]
            ) -> dict[str, CheckResult]:
        """How these checks end for a folder of these modules."""
        setting = self._bench.setting
        student = _worker(grading.folder(modules), setting, bonus=False, carrier=setting.carrier)
        try:
            one = Grading(self._sheet, {False: Interview(
                student, self._bench.references.answerers[False], self._sheet.limits)}, only=ids)
            one.run(self._found)
            return one.results
        finally:
            student.close()

    def answers(self, modules: Mapping[str, str | bytes]) -> str:
        """All that is answered for a folder of these modules, as a check compares it, in words."""
        setting = self._bench.setting
        student = _worker(grading.folder(modules), setting, bonus=False, carrier=setting.carrier)
        try:
            replies = student.answer([Group(check.probes, 5) for check in self.checks])
        finally:
            student.close()
        return "\n".join(
            f"{check.id} {_projected(probe, reply, self._projection(check))}"
            for check, answered in zip(self.checks, replies, strict=True)
            for probe, reply in zip(check.probes, answered, strict=True))

    def _projection(self, check: Check) -> Projection | None:
        said: list[Projection | None] = []

        def agree(through: Projection | None = None, **_: object) -> None:
            said.append(through)

        assert check.test is not None
        check.test(agree=agree)
        return said[0] if said else None


def _projected(probe: Probe, reply: Observation | Silence, through: Projection | None) -> str:
    if isinstance(reply, Silence):
        return reply.outcome
    answers = dict(zip(probe.observe, reply.answers, strict=True))
    if through is not None:
        with suppress(Exception):  # of another shape than the projection expects
            answers = dict(through(answers))
    return "; ".join(f"{name}: {answer.type if isinstance(answer, Raised) else show(answer)}"
                     for name, answer in answers.items())


def main() -> None:
    """Grade every folder in the folder that is named, and print how the checks ended."""
    with unshrunk(), grading.bench(carrier=grading.best_carrier()) as bench:
        print(json.dumps({path.name: grading.outcomes(bench.path(path))
                          for path in sorted(Path(sys.argv[1]).iterdir())}))


if __name__ == "__main__":
    main()
