"""Grade wrong submissions and see which mistakes are named: for the tests of diagnosis.

`python finding.py` prints the figures of `docs/diagnosis.md`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import grading
from grading import Bench
from transplants import read_transplants
from verdicts import unshrunk

from grader.course import Course
from grader.misconceptions import Misconception, apply, read_misconceptions
from grader.records import Scorecard, Submission


@dataclass(frozen=True)
class Case:
    """One wrong submission, and the misconceptions that should be named."""

    name: str
    ids: tuple[str, ...]
    files: Mapping[str, bytes]

    @property
    def submission(self) -> Submission:
        return Submission(self.name, "", "folder", self.files)


@dataclass(frozen=True)
class Seen:
    """What was named: id -> confidence, in the order of the report."""

    case: Case
    named: Mapping[str, str]
    card: Scorecard

    @property
    def first(self) -> bool:
        """Whether the only mistake is named first, and certain."""
        return list(self.named.items())[:1] == [(self.case.ids[0], "certain")]

    @property
    def all_named(self) -> bool:
        return set(self.case.ids) <= set(self.named)


def sources_of(course: Course) -> dict[str, bytes]:
    """The reference's modules that students write: file -> source."""
    assert course.reference is not None
    return {f"{name}.py": course.reference.files[f"{name}.py"] for name in course.sheet.modules}


def of_the_reference(course: Course) -> list[Case]:
    """Every misconception of the main parts, alone, as a patch of the reference."""
    return [Case(each.id, (each.id,), apply(sources_of(course), each.patches))
            for each in main_parts(course)]


def of_stories() -> list[Case]:
    """Every transplant."""
    return [Case(each.name, (each.misconception,), each.files()) for each in read_transplants()]


def main_parts(course: Course) -> list[Misconception]:
    """The catalogue without the bonus."""
    bonus = {part.id for part in course.sheet.parts if part.bonus}
    return [each for each in read_misconceptions(course) if each.part not in bonus]


def see(case: Case, bench: Bench) -> Seen:
    card = bench.grade(case.submission)
    return Seen(case, {each.id: each.confidence for each in card.diagnoses}, card)


_bench: Bench | None = None


def _see(case: Case) -> Seen:
    assert _bench is not None
    return see(case, _bench)


def see_all(cases: Sequence[Case], bench: Bench, processes: int = 2) -> Iterator[Seen]:
    """All cases, by so many processes, in their order."""
    global _bench
    _bench = bench
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield from pool.map(_see, cases)


def main() -> None:
    with unshrunk(), grading.bench() as bench:
        for title, cases in (("of the reference", of_the_reference(bench.course)),
                             ("of stories", of_stories())):
            if len(sys.argv) > 1 and sys.argv[1] not in title:
                continue
            counts = Counter[str]()
            for seen in see_all(cases, bench):
                how = "certain" if seen.first else "named" if seen.all_named else (
                    "none" if not seen.named else "another")
                counts[how] += 1
                if how != "certain":
                    print(f"{seen.case.name}: {dict(seen.named)}", flush=True)
            print(f"{title}: {len(cases)} cases, {dict(counts)}", flush=True)


if __name__ == "__main__":
    main()
