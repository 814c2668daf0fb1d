"""Grading in a test: the course at hand, one warm process, the reference asked once for all."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from grader.carrier import carrier_fault
from grader.course import HOME, Course, load_course
from grader.grade import References, Setting, grade, warm_up
from grader.intake import read
from grader.observe import Group
from grader.records import Answer, Observation, Probe, Scorecard, Submission
from grader.sandbox import Carrier

HERE = Path(__file__).resolve().parent
STORIES = HERE / "submissions"
CONTRACT = HERE.parent.parent / "docs" / "contract.md"

Test = TypeVar("Test", bound=Callable[..., Any])


@dataclass(frozen=True)
class Bench:
    """A setting with its references, ready to grade one submission after the other."""

    setting: Setting
    references: References

    @property
    def course(self) -> Course:
        return self.setting.course

    @property
    def reference(self) -> dict[str, str]:
        """The model solution: module -> source."""
        assert self.course.reference is not None
        files = self.course.reference.files
        return {name.removesuffix(".py"): source.decode() for name, source in files.items()
                if name.removesuffix(".py") in self.course.sheet.modules}

    def grade(self, submission: Submission, parts: Sequence[str] | None = None) -> Scorecard:
        """Grade it, or only these parts of it."""
        setting = self.setting if parts is None else replace(self.setting, parts=tuple(parts))
        return grade(submission, setting, self.references)

    def modules(self, modules: Mapping[str, str | bytes], parts: Sequence[str] | None = None
                ) -> Scorecard:
        """Grade a folder of these modules: name, without its ending -> source."""
        return self.grade(folder(modules), parts)

    def cells(self, *cells: str, parts: Sequence[str] | None = None) -> Scorecard:
        """Grade a notebook of these code cells."""
        return self.grade(Submission("student", "", "notebook", cells=cells), parts)

    def path(self, path: Path, parts: Sequence[str] | None = None) -> Scorecard:
        """Grade what is at a path, through intake."""
        return self.grade(read(path, self.course.sheet.modules), parts)

    def ask(self, code: str, *expressions: str) -> list[Answer]:
        """What the model solution answers."""
        [[reply]] = self.references.answerers[False].answer([Group((Probe(code, expressions),), 5)])
        assert isinstance(reply, Observation), reply
        return list(reply.answers)


@contextmanager
def bench(*, carrier: Carrier = "plain", bonus: bool = False, hidden: bool = True,
          warm: bool = True, home: Path = HOME, **limits: int) -> Iterator[Bench]:
    """A bench over the course at `home`, with some of the sheet's limits replaced.

    If it is warm, the reference has answered everything before the first submission comes. With
    the bonus, the limits are the bonus's.
    """
    course = load_course(home, hidden=hidden)
    which = "bonus_limits" if bonus and limits else "limits"
    sheet = replace(course.sheet, **{which: replace(getattr(course.sheet, which), **limits)})
    setting = Setting(replace(course, sheet=sheet), carrier, bonus=bonus)
    references = References(setting)
    try:
        if warm:
            warm_up(setting, references)
        yield Bench(setting, references)
    finally:
        references.close()


def best_carrier() -> Carrier:
    """The sandbox where it works, as an operator has it; else a bare process."""
    return "plain" if carrier_fault("bubblewrap", load_course().sheet.limits) else "bubblewrap"


def folder(modules: Mapping[str, str | bytes], name: str = "student") -> Submission:
    """A folder of these modules, as intake would hand it on."""
    files = {f"{module}.py": source if isinstance(source, bytes) else source.encode()
             for module, source in modules.items()}
    return Submission(name, "", "folder", files)


def lost(card: Scorecard) -> set[str]:
    """The checks that were graded and did not pass."""
    return {check.id for check in card.checks if check.outcome not in ("passed", "not_graded")}


def points(card: Scorecard) -> dict[str, float]:
    """The points of each part."""
    return {part.id: part.score for part in card.parts}


def outcomes(card: Scorecard) -> dict[str, str]:
    """How each check ended."""
    return {check.id: check.outcome for check in card.checks}


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def clause(*quotations: str) -> Callable[[Test], Test]:
    """Mark a test as the one that holds these words of the contract."""
    text = CONTRACT.read_text(encoding="utf-8")
    for quotation in quotations:
        assert quotation in text, f"the contract does not say: {quotation}"
    return lambda test: test
